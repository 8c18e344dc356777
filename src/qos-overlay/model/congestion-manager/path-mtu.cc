/* SPDX-License-Identifier: GPL-2.0-only */

#include "path-mtu.h"

#include "flow-key-conversion.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/net-device.h"
#include "ns3/object.h"
#include "ns3/socket.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @tparam Header of this version of IP
 * @tparam Ip this version of IP
 * @param ip of the host, may be null
 * @param source of a flow
 * @param destination of the flow
 * @return the device that it leaves by, null if none is known
 */
template <typename Header, typename Ip, typename Address>
Ptr<NetDevice>
DeviceOf(const Ptr<Ip>& ip, const Address& source, const Address& destination)
{
    if (!ip || !ip->GetRoutingProtocol())
    {
        return nullptr;
    }
    const int32_t interface = ip->GetInterfaceForAddress(source);
    if (interface >= 0)
    {
        return ip->GetNetDevice(static_cast<uint32_t>(interface));
    }
    Header header;
    header.SetDestination(destination);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    const auto route = ip->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
    return route ? route->GetOutputDevice() : nullptr;
}

} // namespace

uint32_t
PathMtu(const Object& host, const FlowKey& key)
{
    constexpr uint8_t PROTOCOL_TCP = 6;
    constexpr uint32_t IPV4_HEADER = 20;
    constexpr uint32_t IPV6_HEADER = 40;
    constexpr uint32_t TCP_HEADER = 20;
    constexpr uint32_t UDP_HEADER = 8;
    constexpr uint32_t ETHERNET = 1500;
    constexpr uint32_t LARGEST = 65535;
    const bool isIpv4 = IsIpv4(key.destination);
    const uint32_t headers = (isIpv4 ? IPV4_HEADER : IPV6_HEADER) +
                             (key.protocol == PROTOCOL_TCP ? TCP_HEADER : UDP_HEADER);
    const Ptr<NetDevice> device = isIpv4 ? DeviceOf<Ipv4Header>(host.GetObject<Ipv4>(),
                                                                ToIpv4(key.source),
                                                                ToIpv4(key.destination))
                                         : DeviceOf<Ipv6Header>(host.GetObject<Ipv6>(),
                                                                ToIpv6(key.source),
                                                                ToIpv6(key.destination));
    const uint32_t mtu = device ? std::min<uint32_t>(device->GetMtu(), LARGEST) : ETHERNET;
    return mtu > headers ? mtu - headers : 0;
}

} // namespace qos
} // namespace ns3
