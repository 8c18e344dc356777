/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PATH_MTU_H
#define QOS_PATH_MTU_H

#include "ns3/flow-key.h"

#include <cstdint>

namespace ns3
{

class Object;

namespace qos
{

/**
 * @ingroup qos-congestion-manager
 * @param host a node with an Internet stack, or something aggregated to it
 * @param key of a flow of TCP or UDP; its source may be unspecified
 * @return payload bytes of its largest packet: what fits into the device with its source address,
 * or the device that leads to its destination; that of Ethernet if neither is known, 0 if nothing
 * fits
 */
uint32_t PathMtu(const Object& host, const FlowKey& key);

} // namespace qos
} // namespace ns3

#endif // QOS_PATH_MTU_H
