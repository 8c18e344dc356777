/* SPDX-License-Identifier: GPL-2.0-only */

#include "graph-topology.h"

#include "topology-parts.h"

#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

const Ipv4Address NETWORK("10.0.0.0"); // of all nodes
const Ipv4Mask MASK("255.255.0.0");    // of all nodes
constexpr uint32_t LOOPBACK = 0;       // an interface

} // namespace

GraphTopology::GraphTopology(const NetworkGraph& graph, const Params& params)
    : m_graph(graph),
      m_nextStream(params.firstStream)
{
    graph.CheckConnected();
    m_nodes.Create(graph.Nodes());
    AddLinks();
    m_nextStream += InstallStack(m_nodes, params.tcp, false, m_nextStream);
    AddAddresses();
    for (uint32_t node = 0; node < graph.Nodes(); ++node)
    {
        AddRoutes(node);
    }
}

void
GraphTopology::AddLinks()
{
    m_links.reserve(m_graph.Links());
    for (uint32_t i = 0; i < m_graph.Links(); ++i)
    {
        const GraphLink& link = m_graph.LinkAt(i);
        PointToPointHelper maker =
            MakeLink(link.params.rate, link.params.delay, link.params.queuePackets);
        // else the layer above drops what does not fit, and the queue does not know
        maker.DisableFlowControl();
        m_links.push_back(maker.Install(m_nodes.Get(link.first), m_nodes.Get(link.second)));
    }
}

void
GraphTopology::AddAddresses()
{
    for (uint32_t node = 0; node < m_graph.Nodes(); ++node)
    {
        const auto ipv4 = m_nodes.Get(node)->GetObject<Ipv4>();
        for (const uint32_t link : m_graph.LinksOf(node))
        {
            const uint32_t interface = ipv4->AddInterface(Device(link, node));
            ipv4->AddAddress(interface, Ipv4InterfaceAddress(Address(node), Ipv4Mask::GetOnes()));
            ipv4->SetMetric(interface, 1);
            ipv4->SetUp(interface);
        }
    }
}

void
GraphTopology::AddRoutes(uint32_t node)
{
    const std::vector<GraphRoute> routes = m_graph.RoutesFrom(node);
    std::vector<uint32_t> uses(m_graph.Links());
    for (const GraphRoute& route : routes)
    {
        if (route.link != GraphRoute::NONE)
        {
            ++uses[route.link];
        }
    }
    // ns-3 looks through the routes one by one, for each packet and for each new route: one of them
    // leads to all that are behind the link which is used most, and few to neighbouring addresses
    const auto most =
        static_cast<uint32_t>(std::max_element(uses.begin(), uses.end()) - uses.begin());
    const auto table =
        Ipv4StaticRoutingHelper().GetStaticRouting(m_nodes.Get(node)->GetObject<Ipv4>());
    table->AddHostRouteTo(Address(node), LOOPBACK);
    for (uint32_t to = 0; to < m_graph.Nodes();)
    {
        const uint32_t link = routes[to].link;
        uint32_t end = to + 1;
        while (end < m_graph.Nodes() && routes[end].link == link)
        {
            ++end;
        }
        if (to != node && link != most)
        {
            AddRoutesTo(to, end, InterfaceOf(link, node), *table);
        }
        to = end;
    }
    table->AddNetworkRouteTo(NETWORK, MASK, InterfaceOf(most, node));
}

void
GraphTopology::AddRoutesTo(uint32_t first,
                           uint32_t last,
                           uint32_t interface,
                           Ipv4StaticRouting& table) const
{
    const uint32_t end = Address(first).Get() + (last - first);
    for (uint32_t address = Address(first).Get(); address < end;)
    {
        uint32_t block = address & (~address + 1); // the largest that may begin here
        while (block > end - address)
        {
            block /= 2;
        }
        table.AddNetworkRouteTo(Ipv4Address(address), Ipv4Mask(~(block - 1)), interface);
        address += block;
    }
}

uint32_t
GraphTopology::InterfaceOf(uint32_t link, uint32_t node) const
{
    return static_cast<uint32_t>(
        m_nodes.Get(node)->GetObject<Ipv4>()->GetInterfaceForDevice(Device(link, node)));
}

Ipv4Address
GraphTopology::Address(uint32_t node) const
{
    m_graph.CheckNode(node);
    return Ipv4Address(NETWORK.Get() + 1 + node);
}

Ptr<NetDevice>
GraphTopology::Device(uint32_t link, uint32_t node) const
{
    const GraphLink& ends = m_graph.LinkAt(link);
    if (node != ends.first && node != ends.second)
    {
        throw std::invalid_argument("node '" + m_graph.NameOf(node) + "' has no device on link " +
                                    std::to_string(link) + ", allowed: '" +
                                    m_graph.NameOf(ends.first) + "' and '" +
                                    m_graph.NameOf(ends.second) + "'");
    }
    return m_links[link].Get(node == ends.first ? 0 : 1);
}

uint64_t
GraphTopology::Dropped(uint32_t link, uint32_t node) const
{
    return DroppedByQueueOf(Device(link, node));
}

} // namespace qos
} // namespace ns3
