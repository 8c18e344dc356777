/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_KBPS_H
#define QOS_KBPS_H

#include "ns3/units.h"

#include <cmath>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * A rate in the unit of the iOverlay paper.
 * @param rate in KBps: 1000 bytes per second; 0 for unlimited
 * @return the same
 */
inline Bitrate
KBps(double rate)
{
    constexpr double BITS = 8000;
    return Bitrate::FromBitsPerSecond(static_cast<uint64_t>(std::llround(rate * BITS)));
}

} // namespace qos
} // namespace ns3

#endif // QOS_KBPS_H
