/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TIME_CONVERSION_H
#define QOS_TIME_CONVERSION_H

#include "units.h"

#include "ns3/data-rate.h"
#include "ns3/nstime.h"

/**
 * @file
 * @ingroup qos-foundation
 * The border between the simulator's units and those of the cores.
 */

namespace ns3
{
namespace qos
{

/**
 * @param time a simulator time
 * @return the same for a core
 */
inline Nanoseconds
ToCore(Time time)
{
    return Nanoseconds{time.GetNanoSeconds()};
}

/**
 * @param rate a simulator rate
 * @return the same for a core
 */
inline Bitrate
ToCore(DataRate rate)
{
    return Bitrate::FromBitsPerSecond(rate.GetBitRate());
}

/**
 * @param time a core's time, not FOREVER
 * @return the same for the simulator
 */
inline Time
ToSimulator(Nanoseconds time)
{
    return NanoSeconds(time.count());
}

} // namespace qos
} // namespace ns3

#endif // QOS_TIME_CONVERSION_H
