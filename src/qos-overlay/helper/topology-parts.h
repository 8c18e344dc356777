/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TOPOLOGY_PARTS_H
#define QOS_TOPOLOGY_PARTS_H

#include "ns3/data-rate.h"
#include "ns3/net-device-container.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>

/**
 * @file
 * @ingroup qos-helper
 * What the topologies of this room are put together from.
 */

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * @param rate of a link
 * @param delay of the link, one way
 * @param queuePackets that the drop-tail queues of its devices hold
 * @return makes such links
 */
PointToPointHelper MakeLink(DataRate rate, Time delay, uint32_t queuePackets);

/**
 * @ingroup qos-helper
 * Give nodes the protocols of the Internet, with static routes.
 * @param nodes have none yet
 * @param tcp type of the congestion control of their TCP
 * @param hasIpv6 whether there is IPv6 beside IPv4
 * @param stream first number for their random variables
 * @return how many stream numbers are used
 */
int64_t InstallStack(const NodeContainer& nodes,
                     const std::string& tcp,
                     bool hasIpv6,
                     int64_t stream);

/**
 * @ingroup qos-helper
 * Take away the queue discs that devices get from ns-3 together with their first addresses.
 * @param devices of nodes that have their protocols
 */
void RemoveQueueDiscs(const NetDeviceContainer& devices);

/**
 * @ingroup qos-helper
 * @param device a point-to-point device
 * @return packets that its queue dropped so far
 */
uint64_t DroppedByQueueOf(const Ptr<NetDevice>& device);

} // namespace qos
} // namespace ns3

#endif // QOS_TOPOLOGY_PARTS_H
