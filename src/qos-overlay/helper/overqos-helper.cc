/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-helper.h"

#include "ns3/fatal-error.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <deque>

namespace ns3
{
namespace qos
{

OverqosHelper::OverqosHelper()
{
    m_nodeFactory.SetTypeId(OverqosNode::GetTypeId());
    m_linkFactory.SetTypeId(OverqosLinkConfig::GetTypeId());
    m_tunnelFactory.SetTypeId(OverqosTunnel::GetTypeId());
}

void
OverqosHelper::SetNode(const std::string& name, const AttributeValue& value)
{
    m_nodeFactory.Set(name, value);
}

void
OverqosHelper::SetLink(const std::string& name, const AttributeValue& value)
{
    m_linkFactory.Set(name, value);
}

void
OverqosHelper::SetTunnel(const std::string& name, const AttributeValue& value)
{
    m_tunnelFactory.Set(name, value);
}

Ptr<OverqosNode>
OverqosHelper::Install(const Ptr<Node>& host)
{
    const auto node = m_nodeFactory.Create<OverqosNode>();
    m_nodes.push_back(node);
    node->SetAttribute("Number", UintegerValue(m_nodes.size()));
    node->RequirePacketBytes(m_packetBytes);
    host->AddApplication(node);
    return node;
}

std::vector<Ptr<OverqosNode>>
OverqosHelper::Install(const NodeContainer& hosts)
{
    std::vector<Ptr<OverqosNode>> nodes;
    nodes.reserve(hosts.GetN());
    for (auto host = hosts.Begin(); host != hosts.End(); ++host)
    {
        nodes.push_back(Install(*host));
    }
    return nodes;
}

Ptr<OverqosNode>
OverqosHelper::Install(const std::string& hostName)
{
    return Install(Names::Find<Node>(hostName));
}

std::size_t
OverqosHelper::IndexOf(const Ptr<OverqosNode>& node) const
{
    const auto found = std::find(m_nodes.begin(), m_nodes.end(), node);
    NS_ABORT_MSG_IF(found == m_nodes.end(), "the overlay node is not one of this helper");
    return static_cast<std::size_t>(found - m_nodes.begin());
}

Address
OverqosHelper::WithPort(const Address& address, uint16_t port)
{
    if (InetSocketAddress::IsMatchingType(address))
    {
        return InetSocketAddress(InetSocketAddress::ConvertFrom(address).GetIpv4(), port);
    }
    if (Inet6SocketAddress::IsMatchingType(address))
    {
        return Inet6SocketAddress(Inet6SocketAddress::ConvertFrom(address).GetIpv6(), port);
    }
    if (Ipv4Address::IsMatchingType(address))
    {
        return InetSocketAddress(Ipv4Address::ConvertFrom(address), port);
    }
    NS_ABORT_MSG_IF(!Ipv6Address::IsMatchingType(address), "the address is neither IPv4 nor IPv6");
    return Inet6SocketAddress(Ipv6Address::ConvertFrom(address), port);
}

uint16_t
OverqosHelper::Connect(const Ptr<OverqosNode>& first,
                       const Address& firstAddress,
                       const Ptr<OverqosNode>& second,
                       const Address& secondAddress)
{
    const auto config = m_linkFactory.Create<OverqosLinkConfig>();
    return Connect(first, firstAddress, second, secondAddress, config, config);
}

uint16_t
OverqosHelper::Connect(const Ptr<OverqosNode>& first,
                       const Address& firstAddress,
                       const Ptr<OverqosNode>& second,
                       const Address& secondAddress,
                       const Ptr<OverqosLinkConfig>& there,
                       const Ptr<OverqosLinkConfig>& back)
{
    const std::size_t a = IndexOf(first);
    const std::size_t b = IndexOf(second);
    UintegerValue firstPort;
    UintegerValue secondPort;
    first->GetAttribute("Port", firstPort);
    second->GetAttribute("Port", secondPort);
    const Address toFirst = WithPort(firstAddress, static_cast<uint16_t>(firstPort.Get()));
    const Address toSecond = WithPort(secondAddress, static_cast<uint16_t>(secondPort.Get()));
    NS_ABORT_MSG_IF(InetSocketAddress::IsMatchingType(toFirst) !=
                        InetSocketAddress::IsMatchingType(toSecond),
                    "the ends of a virtual link have addresses of different IP versions");
    const auto number = ++m_bundles;
    const auto numberBack = ++m_bundles;
    first->AddOutgoing(number, toSecond, there, toFirst);
    second->AddIncoming(number, toFirst, there, toSecond);
    second->AddOutgoing(numberBack, toFirst, back, toSecond);
    first->AddIncoming(numberBack, toSecond, back, toFirst);
    m_links.push_back({a, b, number});
    m_links.push_back({b, a, numberBack});
    return number;
}

void
OverqosHelper::SetRoutes()
{
    for (std::size_t egress = 0; egress < m_nodes.size(); ++egress)
    {
        // from the egress backwards: the first link found from a node is on a shortest way
        std::vector<bool> isReached(m_nodes.size());
        std::deque<std::size_t> next{egress};
        isReached[egress] = true;
        while (!next.empty())
        {
            const std::size_t node = next.front();
            next.pop_front();
            for (const Link& link : m_links)
            {
                if (link.to == node && !isReached[link.from])
                {
                    isReached[link.from] = true;
                    m_nodes[link.from]->SetRoute(m_nodes[egress]->GetNumber(), link.bundle);
                    next.push_back(link.from);
                }
            }
        }
    }
}

Ptr<OverqosTunnel>
OverqosHelper::InstallTunnel(const Ptr<OverqosNode>& node, Ipv4Address address, Ipv4Mask mask)
{
    const auto tunnel = m_tunnelFactory.Create<OverqosTunnel>();
    tunnel->Attach(node);
    UintegerValue mtu;
    tunnel->GetAttribute("Mtu", mtu);
    m_packetBytes = std::max(m_packetBytes, static_cast<uint32_t>(mtu.Get()));
    for (const Ptr<OverqosNode>& each : m_nodes)
    {
        each->RequirePacketBytes(m_packetBytes);
    }
    const auto ipv4 = node->GetNode()->GetObject<Ipv4>();
    NS_ABORT_MSG_IF(!ipv4, "the host of the overlay node has no IPv4");
    const uint32_t interface = ipv4->AddInterface(tunnel->GetDevice());
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(address, mask));
    ipv4->SetMetric(interface, 1);
    ipv4->SetUp(interface);
    for (const Tunnel& other : m_tunnels)
    {
        other.tunnel->AddDestination(address, Ipv4Mask::GetOnes(), node->GetNumber());
        tunnel->AddDestination(other.address4, Ipv4Mask::GetOnes(), other.number);
    }
    m_tunnels.push_back({tunnel, node->GetNumber(), address});
    return tunnel;
}

void
OverqosHelper::AddAddress(const Ptr<OverqosTunnel>& tunnel,
                          const Ipv6Address& address,
                          const Ipv6Prefix& prefix)
{
    const auto own = std::find_if(m_tunnels.begin(),
                                  m_tunnels.end(),
                                  [&tunnel](const Tunnel& each) { return each.tunnel == tunnel; });
    NS_ABORT_MSG_IF(own == m_tunnels.end(), "the tunnel is not one of this helper");
    const auto ipv6 = tunnel->GetDevice()->GetNode()->GetObject<Ipv6>();
    NS_ABORT_MSG_IF(!ipv6, "the host of the overlay node has no IPv6");
    int32_t interface = ipv6->GetInterfaceForDevice(tunnel->GetDevice());
    if (interface < 0)
    {
        interface = static_cast<int32_t>(ipv6->AddInterface(tunnel->GetDevice()));
    }
    const auto index = static_cast<uint32_t>(interface);
    ipv6->AddAddress(index, Ipv6InterfaceAddress(address, prefix));
    ipv6->SetMetric(index, 1);
    ipv6->SetUp(index);
    for (const Tunnel& other : m_tunnels)
    {
        if (other.tunnel != tunnel)
        {
            other.tunnel->AddDestination(address, Ipv6Prefix::GetOnes(), own->number);
        }
    }
}

int64_t
OverqosHelper::AssignStreams(int64_t stream)
{
    const int64_t first = stream;
    for (const Ptr<OverqosNode>& node : m_nodes)
    {
        stream += node->AssignStreams(stream);
    }
    return stream - first;
}

} // namespace qos
} // namespace ns3
