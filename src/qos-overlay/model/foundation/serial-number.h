/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SERIAL_NUMBER_H
#define QOS_SERIAL_NUMBER_H

#include <cstdint>

/**
 * @file
 * @ingroup qos-foundation
 * Order and distance of 32-bit numbers that count packets and wrap around.
 *
 * Two numbers can be compared if they are less than 2^31 apart. At exactly 2^31 the source leaves
 * the order undefined; here neither is before the other. The order is not transitive over the whole
 * circle: sort a container by SerialDistance() from one base.
 *
 * Source: RFC 1982, with SERIAL_BITS = 32.
 */

namespace ns3
{
namespace qos
{

/**
 * @param from a serial number
 * @param to another one
 * @return how many steps forward lead from one to the other, negative if they lead backward:
 * -2^31 to 2^31 - 1
 */
constexpr int32_t
SerialDistance(uint32_t from, uint32_t to)
{
    return static_cast<int32_t>(to - from);
}

/**
 * @param first a serial number
 * @param second another one
 * @return whether the first comes before the second
 */
constexpr bool
SerialIsBefore(uint32_t first, uint32_t second)
{
    return SerialDistance(first, second) > 0;
}

/**
 * @param first a serial number
 * @param second another one
 * @return the later of the two, the first one if neither is
 */
constexpr uint32_t
SerialLater(uint32_t first, uint32_t second)
{
    return SerialIsBefore(first, second) ? second : first;
}

} // namespace qos
} // namespace ns3

#endif // QOS_SERIAL_NUMBER_H
