/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DIRECTION_H
#define QOS_DIRECTION_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/** Which way a message crosses the border of a node. The numbers are those on the wire. */
enum class Direction : uint8_t
{
    Out = 0, //!< to a peer
    In = 1   //!< from a peer
};

} // namespace qos
} // namespace ns3

#endif // QOS_DIRECTION_H
