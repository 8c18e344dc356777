/* SPDX-License-Identifier: GPL-2.0-only */

#include "observer-commands.h"

#include "payload-reader.h"
#include "payload-writer.h"
#include "rate-on-wire.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>

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

// flags of CodingCommand
constexpr uint8_t DELIVERS = 1;
constexpr uint8_t WAITS = 2;

/**
 * @param role in network coding
 * @return whether it has a pair of streams
 */
bool
IsOfPair(CodingRole role)
{
    return role == CodingRole::PairCoder || role == CodingRole::PairDecoder;
}

/**
 * @param role in network coding
 * @return whether it has flags
 */
bool
HasFlags(CodingRole role)
{
    return role == CodingRole::Relay || role == CodingRole::Rlnc;
}

/**
 * @param role in network coding
 * @return whether it has downstreams
 */
bool
Sends(CodingRole role)
{
    return HasFlags(role) || role == CodingRole::PairCoder;
}

/**
 * @param downstreams of a node
 * @return whether there is nobody twice, and nobody who is nobody
 */
bool
AreSound(const std::vector<CodingDownstream>& downstreams)
{
    std::vector<NodeId> ids;
    ids.reserve(downstreams.size());
    for (const CodingDownstream& downstream : downstreams)
    {
        ids.push_back(downstream.node);
    }
    std::sort(ids.begin(), ids.end());
    return std::adjacent_find(ids.begin(), ids.end()) == ids.end() &&
           std::none_of(ids.begin(), ids.end(), [](NodeId id) { return id.IsNone(); });
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

std::string
CodingCommand::Fault() const
{
    if (IsOfPair(role) && (streams[0] == streams[1] || streams[0] == app || streams[1] == app))
    {
        return "the streams are " + std::to_string(streams[0]) + " and " +
               std::to_string(streams[1]) + ", and what is coded is " + std::to_string(app) +
               "; allowed are three applications";
    }
    if (role == CodingRole::Rlnc && (blocks == 0 || blocks > MOST_BLOCKS))
    {
        return "a generation has " + std::to_string(blocks) + " blocks; allowed is 1 to " +
               std::to_string(MOST_BLOCKS);
    }
    if (role == CodingRole::Rlnc && rank > blocks)
    {
        return "the rank is " + std::to_string(rank) + "; allowed is 0 to " +
               std::to_string(blocks) + ", the blocks of a generation";
    }
    if (Sends(role) && (downstreams.size() > MOST_DOWNSTREAMS || !AreSound(downstreams)))
    {
        return "there are " + std::to_string(downstreams.size()) +
               " downstreams; allowed are up to " + std::to_string(MOST_DOWNSTREAMS) +
               ", each of them once";
    }
    return "";
}

Payload
CodingCommand::Write() const
{
    PayloadWriter writer;
    writer.Write8(static_cast<uint8_t>(role));
    if (HasFlags(role))
    {
        writer.Write8(static_cast<uint8_t>((delivers ? DELIVERS : 0) |
                                           (role == CodingRole::Rlnc && waits ? WAITS : 0)));
    }
    if (IsOfPair(role))
    {
        writer.Write32(streams[0]).Write32(streams[1]);
    }
    if (role == CodingRole::Rlnc)
    {
        writer.Write16(blocks).Write16(arrivals).Write16(rank);
    }
    if (Sends(role))
    {
        const std::size_t count = std::min(downstreams.size(), MOST_DOWNSTREAMS);
        writer.Write8(static_cast<uint8_t>(count));
        for (std::size_t i = 0; i < count; ++i)
        {
            writer.WriteId(downstreams[i].node);
            if (role == CodingRole::Rlnc)
            {
                writer.Write16(downstreams[i].share);
            }
        }
    }
    return writer.Finish();
}

std::optional<CodingCommand>
CodingCommand::Read(uint32_t app, ByteView bytes)
{
    PayloadReader reader(bytes);
    CodingCommand command;
    command.app = app;
    const uint8_t role = reader.Read8();
    if (role > static_cast<uint8_t>(CodingRole::Rlnc))
    {
        return std::nullopt;
    }
    command.role = static_cast<CodingRole>(role);
    const bool isRlnc = command.role == CodingRole::Rlnc;
    const uint8_t flags = HasFlags(command.role) ? reader.Read8() : 0;
    command.delivers = (flags & DELIVERS) != 0;
    command.waits = !isRlnc || (flags & WAITS) != 0;
    if (IsOfPair(command.role))
    {
        command.streams[0] = reader.Read32();
        command.streams[1] = reader.Read32();
    }
    if (isRlnc)
    {
        command.blocks = reader.Read16();
        command.arrivals = reader.Read16();
        command.rank = reader.Read16();
    }
    const std::size_t count = Sends(command.role) ? reader.Read8() : 0;
    for (std::size_t i = 0; i < count && reader.Left() > 0; ++i)
    {
        const NodeId node = reader.ReadId();
        command.downstreams.push_back({node, isRlnc ? reader.Read16() : uint16_t{0}});
    }
    const bool isSound = reader.IsWhole() && command.downstreams.size() == count &&
                         flags <= (isRlnc ? DELIVERS | WAITS : DELIVERS) && command.Fault().empty();
    return isSound ? std::make_optional(std::move(command)) : std::nullopt;
}

} // namespace qos
} // namespace ns3
