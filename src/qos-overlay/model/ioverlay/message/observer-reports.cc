/* SPDX-License-Identifier: GPL-2.0-only */

#include "observer-reports.h"

#include "payload-reader.h"
#include "payload-writer.h"
#include "rate-on-wire.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

Payload
BootRequest::Write() const
{
    return PayloadWriter()
        .Write32(RateToWire(total))
        .Write32(RateToWire(up))
        .Write32(RateToWire(down))
        .Finish();
}

std::optional<BootRequest>
BootRequest::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    BootRequest request;
    request.total = RateFromWire(reader.Read32());
    request.up = RateFromWire(reader.Read32());
    request.down = RateFromWire(reader.Read32());
    return reader.IsWhole() ? std::make_optional(request) : std::nullopt;
}

Payload
NodeDown::Write() const
{
    return PayloadWriter().WriteId(peer).Write8(reason).Finish();
}

std::optional<NodeDown>
NodeDown::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    NodeDown report;
    report.peer = reader.ReadId();
    report.reason = reader.Read8();
    return reader.IsWhole() ? std::make_optional(report) : std::nullopt;
}

Payload
TraceLine::Write() const
{
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(text.size(), MOST));
    return std::make_shared<const std::vector<uint8_t>>(text.begin(), end);
}

std::optional<TraceLine>
TraceLine::Read(ByteView bytes)
{
    constexpr uint8_t FIRST = 0x20;
    constexpr uint8_t DELETE = 0x7F;
    if (bytes.size > MOST)
    {
        return std::nullopt;
    }
    TraceLine line;
    line.text.reserve(bytes.size);
    for (const uint8_t byte : bytes)
    {
        line.text.push_back(byte < FIRST || byte == DELETE ? ' ' : static_cast<char>(byte));
    }
    return line;
}

} // namespace qos
} // namespace ns3
