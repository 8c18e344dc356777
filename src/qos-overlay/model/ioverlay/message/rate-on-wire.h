/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RATE_ON_WIRE_H
#define QOS_RATE_ON_WIRE_H

#include "ns3/units.h"

#include <algorithm>
#include <cstdint>
#include <limits>

/**
 * @file
 * @ingroup qos-ioverlay-message
 * Limits of bandwidth in messages: bytes per second in four bytes, 0 for unlimited.
 */

namespace ns3
{
namespace qos
{

/**
 * @param rate a limit
 * @return as it is in a message, rounded down; a limit stays one, however low or high it is
 */
inline uint32_t
RateToWire(Bitrate rate)
{
    constexpr uint64_t BITS = 8;
    constexpr uint64_t MOST = std::numeric_limits<uint32_t>::max();
    const uint64_t bits = rate.BitsPerSecond();
    return bits == 0 ? 0 : static_cast<uint32_t>(std::clamp<uint64_t>(bits / BITS, 1, MOST));
}

/**
 * @param bytesPerSecond as it is in a message
 * @return the limit
 */
inline Bitrate
RateFromWire(uint32_t bytesPerSecond)
{
    constexpr uint64_t BITS = 8;
    return Bitrate::FromBitsPerSecond(BITS * bytesPerSecond);
}

} // namespace qos
} // namespace ns3

#endif // QOS_RATE_ON_WIRE_H
