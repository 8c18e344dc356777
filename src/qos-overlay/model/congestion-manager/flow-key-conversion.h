/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FLOW_KEY_CONVERSION_H
#define QOS_FLOW_KEY_CONVERSION_H

#include "ns3/address.h"
#include "ns3/flow-key.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"

#include <optional>

/**
 * @file
 * @ingroup qos-congestion-manager
 * The border between the simulator's addresses and those of the core.
 */

namespace ns3
{
namespace qos
{

/**
 * @param address an address of IPv4
 * @return the same for the core
 */
inline HostAddress
ToCore(Ipv4Address address)
{
    constexpr std::size_t OFFSET = 12;
    constexpr uint8_t MARK = 0xff;
    HostAddress host{};
    host[OFFSET - 2] = MARK;
    host[OFFSET - 1] = MARK;
    address.Serialize(host.data() + OFFSET);
    return host;
}

/**
 * @param address an address of IPv6
 * @return the same for the core
 */
inline HostAddress
ToCore(const Ipv6Address& address)
{
    HostAddress host{};
    address.Serialize(host.data());
    return host;
}

/**
 * @param host an address of IPv4 from the core
 * @return the same for ns-3
 */
inline Ipv4Address
ToIpv4(const HostAddress& host)
{
    constexpr std::size_t OFFSET = 12;
    return Ipv4Address::Deserialize(host.data() + OFFSET);
}

/**
 * @param host an address of IPv6 from the core
 * @return the same for ns-3
 */
inline Ipv6Address
ToIpv6(const HostAddress& host)
{
    return Ipv6Address::Deserialize(host.data());
}

/**
 * @param local address and port of this host
 * @param remote address and port of the peer
 * @param protocol number of the transport protocol
 * @return the key of the flow between them, nothing unless both are of the same version of IP
 */
std::optional<FlowKey> MakeFlowKey(const Address& local, const Address& remote, uint8_t protocol);

} // namespace qos
} // namespace ns3

#endif // QOS_FLOW_KEY_CONVERSION_H
