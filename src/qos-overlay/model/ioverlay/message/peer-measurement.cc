/* SPDX-License-Identifier: GPL-2.0-only */

#include "peer-measurement.h"

#include "payload-reader.h"
#include "payload-writer.h"

#include <algorithm>
#include <limits>

namespace ns3
{
namespace qos
{

Payload
PeerMeasurement::Write() const
{
    using std::chrono::microseconds;
    constexpr int64_t MOST = std::numeric_limits<uint32_t>::max();
    const int64_t us = std::chrono::duration_cast<microseconds>(rtt).count();
    return PayloadWriter()
        .WriteId(peer)
        .Write32(rate)
        .Write32(static_cast<uint32_t>(std::clamp<int64_t>(us, 0, MOST)))
        .Write32(lost)
        .Finish();
}

std::optional<PeerMeasurement>
PeerMeasurement::Read(ByteView bytes)
{
    PayloadReader reader(bytes);
    PeerMeasurement measurement;
    measurement.peer = reader.ReadId();
    measurement.rate = reader.Read32();
    measurement.rtt = std::chrono::microseconds{reader.Read32()};
    measurement.lost = reader.Read32();
    return reader.IsWhole() ? std::optional(measurement) : std::nullopt;
}

} // namespace qos
} // namespace ns3
