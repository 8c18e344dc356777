/* SPDX-License-Identifier: GPL-2.0-only */

#include "observer-commands.h"

#include "payload-reader.h"
#include "payload-writer.h"
#include "rate-on-wire.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param type of a command
 * @param first parameter 0
 * @param second parameter 1
 * @return its header
 */
MessageHeader
HeaderOf(MessageType type, int32_t first, int32_t second)
{
    MessageHeader header;
    header.type = type;
    header.SetParameters(first, second);
    return header;
}

} // namespace

MessageHeader
NodeBandwidthCommand::ToHeader() const
{
    const auto bytesPerSecond = static_cast<int32_t>(RateToWire(rate));
    return HeaderOf(MessageType::SetNodeBw, static_cast<int32_t>(scope), bytesPerSecond);
}

std::optional<NodeBandwidthCommand>
NodeBandwidthCommand::FromHeader(const MessageHeader& header)
{
    const int32_t scope = header.Parameter(0);
    if (!header.hasParameters || scope < 0 || scope > static_cast<int32_t>(BandwidthScope::Down))
    {
        return std::nullopt;
    }
    const auto bytesPerSecond = static_cast<uint32_t>(header.Parameter(1));
    return NodeBandwidthCommand{static_cast<BandwidthScope>(scope), RateFromWire(bytesPerSecond)};
}

Payload
LinkBandwidthCommand::Write() const
{
    return PayloadWriter()
        .WriteId(peer)
        .Write8(static_cast<uint8_t>(direction))
        .Write32(RateToWire(rate))
        .Finish();
}

std::optional<LinkBandwidthCommand>
LinkBandwidthCommand::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    LinkBandwidthCommand command;
    command.peer = reader.ReadId();
    const uint8_t direction = reader.Read8();
    command.direction = static_cast<Direction>(direction);
    command.rate = RateFromWire(reader.Read32());
    const bool isSound = reader.IsWhole() && !command.peer.IsNone() &&
                         direction <= static_cast<uint8_t>(Direction::In);
    return isSound ? std::make_optional(command) : std::nullopt;
}

MessageHeader
IntervalCommand::ToHeader() const
{
    constexpr int64_t MOST = std::numeric_limits<int32_t>::max();
    const int64_t count = std::chrono::duration_cast<std::chrono::milliseconds>(interval).count();
    return HeaderOf(MessageType::SetInterval, static_cast<int32_t>(std::min(count, MOST)), 0);
}

std::optional<IntervalCommand>
IntervalCommand::FromHeader(const MessageHeader& header)
{
    const std::chrono::milliseconds interval{header.Parameter(0)};
    const bool isSound = header.hasParameters && interval.count() >= 0;
    return isSound ? std::make_optional(IntervalCommand{interval}) : std::nullopt;
}

Payload
DeployCommand::Write() const
{
    return PayloadWriter().Write32(bytes).Write32(RateToWire(rate)).Write32(messages).Finish();
}

std::optional<DeployCommand>
DeployCommand::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    DeployCommand command;
    command.bytes = reader.Read32();
    command.rate = RateFromWire(reader.Read32());
    command.messages = reader.Read32();
    const bool isSound = reader.IsWhole() && command.bytes > 0 && command.bytes <= MOST_BYTES;
    return isSound ? std::make_optional(command) : std::nullopt;
}

Payload
WeightCommand::Write() const
{
    return PayloadWriter().WriteId(peer).Write16(weight).Finish();
}

std::optional<WeightCommand>
WeightCommand::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    WeightCommand command;
    command.peer = reader.ReadId();
    command.weight = reader.Read16();
    const bool isSound = reader.IsWhole() && !command.peer.IsNone() && command.weight > 0;
    return isSound ? std::make_optional(command) : std::nullopt;
}

MessageHeader
CustomCommand::ToHeader() const
{
    MessageHeader header = HeaderOf(MessageType::Custom, first, second);
    header.app = app;
    return header;
}

std::optional<CustomCommand>
CustomCommand::FromHeader(const MessageHeader& header)
{
    if (!header.hasParameters)
    {
        return std::nullopt;
    }
    return CustomCommand{header.app, header.Parameter(0), header.Parameter(1)};
}

} // namespace qos
} // namespace ns3
