/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAYLOAD_ARGUMENT_H
#define QOS_PAYLOAD_ARGUMENT_H

#include "ns3/packet.h"
#include "ns3/ptr.h"

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * @param payload bytes, or how many there are if only that matters
 * @return a packet of them
 * @throws ParameterError if it is neither, or there are more than 1 GiB
 */
Ptr<Packet> ReadPayload(const pybind11::object& payload);

/**
 * @param packet any packet
 * @return its bytes
 */
pybind11::bytes ToBytes(const Ptr<const Packet>& packet);

} // namespace qos
} // namespace ns3

#endif // QOS_PAYLOAD_ARGUMENT_H
