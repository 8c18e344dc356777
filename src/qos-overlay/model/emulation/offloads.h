/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OFFLOADS_H
#define QOS_OFFLOADS_H

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * Work that the kernel leaves to a network interface, which no raw socket does: a packet whose
 * checksum is still to be computed, or which is still to be cut into frames, is of no use there.
 */
struct Offload
{
    std::string name;      //!< as ethtool -K calls it: rx, tx, tso, gso, gro, lro
    bool isSender = false; //!< whether it is to be off at hosts that send to ns-3 rather than here
    bool isOn = false;     //!< now
};

/**
 * @ingroup qos-emulation
 * @param interface its name
 * @return the offloads that it knows
 */
std::vector<Offload> ReadOffloads(const std::string& interface);

} // namespace qos
} // namespace ns3

#endif // QOS_OFFLOADS_H
