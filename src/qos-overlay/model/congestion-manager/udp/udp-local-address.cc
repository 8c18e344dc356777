/* SPDX-License-Identifier: GPL-2.0-only */

#include "udp-local-address.h"

#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-header.h"
#include "ns3/ipv6-route.h"
#include "ns3/ipv6-routing-protocol.h"
#include "ns3/ipv6.h"
#include "ns3/node.h"
#include "ns3/packet.h"

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t PROTOCOL_UDP = 17;

/**
 * @param socket a socket
 * @param remote where it sends
 * @return the source of the route there
 */
std::optional<Ipv4Address>
SourceOf(const Ptr<Socket>& socket, Ipv4Address remote)
{
    const auto ipv4 = socket->GetNode()->GetObject<Ipv4>();
    if (!ipv4 || !ipv4->GetRoutingProtocol())
    {
        return std::nullopt;
    }
    Ipv4Header header;
    header.SetDestination(remote);
    header.SetProtocol(PROTOCOL_UDP);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    const auto route = ipv4->GetRoutingProtocol()->RouteOutput(Create<Packet>(),
                                                               header,
                                                               socket->GetBoundNetDevice(),
                                                               error);
    return route ? std::optional<Ipv4Address>(route->GetSource()) : std::nullopt;
}

/**
 * @param socket a socket
 * @param remote where it sends
 * @return the source of the route there
 */
std::optional<Ipv6Address>
SourceOf(const Ptr<Socket>& socket, const Ipv6Address& remote)
{
    const auto ipv6 = socket->GetNode()->GetObject<Ipv6>();
    if (!ipv6 || !ipv6->GetRoutingProtocol())
    {
        return std::nullopt;
    }
    Ipv6Header header;
    header.SetDestination(remote);
    header.SetNextHeader(PROTOCOL_UDP);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    const auto route = ipv6->GetRoutingProtocol()->RouteOutput(Create<Packet>(),
                                                               header,
                                                               socket->GetBoundNetDevice(),
                                                               error);
    return route ? std::optional<Ipv6Address>(route->GetSource()) : std::nullopt;
}

} // namespace

std::optional<Address>
PlainSocketAddress(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const auto plain = InetSocketAddress::ConvertFrom(address);
        return Address(InetSocketAddress(plain.GetIpv4(), plain.GetPort()));
    }
    if (!Inet6SocketAddress::IsMatchingType(address))
    {
        return std::nullopt;
    }
    const auto plain = Inet6SocketAddress::ConvertFrom(address);
    if (plain.GetIpv6().IsIpv4MappedAddress())
    {
        return Address(InetSocketAddress(plain.GetIpv6().GetIpv4MappedAddress(), plain.GetPort()));
    }
    return address;
}

bool
IsGroupAddress(const Address& address)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        const Ipv4Address ipv4 = InetSocketAddress::ConvertFrom(address).GetIpv4();
        return ipv4.IsMulticast() || ipv4.IsBroadcast();
    }
    return Inet6SocketAddress::IsMatchingType(address) &&
           Inet6SocketAddress::ConvertFrom(address).GetIpv6().IsMulticast();
}

bool
IsNetworkBroadcast(const Ptr<Node>& node, const Address& address)
{
    constexpr uint16_t TWO_ADDRESSES = 31; // bits of the mask
    const auto ipv4 = node->GetObject<Ipv4>();
    if (!ipv4 || !InetSocketAddress::IsMatchingType(address))
    {
        return false;
    }
    const Ipv4Address to = InetSocketAddress::ConvertFrom(address).GetIpv4();
    for (uint32_t interface = 0; interface < ipv4->GetNInterfaces(); ++interface)
    {
        for (uint32_t i = 0; i < ipv4->GetNAddresses(interface); ++i)
        {
            const Ipv4InterfaceAddress own = ipv4->GetAddress(interface, i);
            if (own.GetBroadcast() == to && own.GetMask().GetPrefixLength() < TWO_ADDRESSES)
            {
                return true;
            }
        }
    }
    return false;
}

std::optional<Address>
UdpLocalAddress(const Ptr<Socket>& socket, const Address& remote)
{
    if (IsNetworkBroadcast(socket->GetNode(), remote))
    {
        return std::nullopt;
    }
    Address name;
    socket->GetSockName(name);
    if (InetSocketAddress::IsMatchingType(remote) && InetSocketAddress::IsMatchingType(name))
    {
        const auto local = InetSocketAddress::ConvertFrom(name);
        const auto source =
            local.GetIpv4() != Ipv4Address::GetAny()
                ? local.GetIpv4()
                : SourceOf(socket, InetSocketAddress::ConvertFrom(remote).GetIpv4());
        return source ? std::optional<Address>(InetSocketAddress(*source, local.GetPort()))
                      : std::nullopt;
    }
    if (Inet6SocketAddress::IsMatchingType(remote) && Inet6SocketAddress::IsMatchingType(name))
    {
        const auto local = Inet6SocketAddress::ConvertFrom(name);
        const auto source =
            local.GetIpv6() != Ipv6Address::GetAny()
                ? local.GetIpv6()
                : SourceOf(socket, Inet6SocketAddress::ConvertFrom(remote).GetIpv6());
        return source ? std::optional<Address>(Inet6SocketAddress(*source, local.GetPort()))
                      : std::nullopt;
    }
    return std::nullopt;
}

} // namespace qos
} // namespace ns3
