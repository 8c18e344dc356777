/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-gateway.h"

#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/overqos-link-config.h"
#include "ns3/overqos-tunnel.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

OverqosGateway::OverqosGateway(const Ptr<Node>& host, const OverqosGatewayParams& params)
    : m_number(params.number)
{
    const Ipv4Mask mask("255.255.255.0");
    const auto ip = host->GetObject<Ipv4>();
    const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(ip);
    if (!params.isManaged)
    {
        routes->AddNetworkRouteTo(params.farNetwork, mask, params.peer, params.outsideInterface);
        return;
    }
    m_node = CreateObject<OverqosNode>();
    m_node->SetAttribute("Number", UintegerValue(m_number));
    m_node->SetAttribute("Order", StringValue(params.isOrdered ? "e2e" : "none"));
    m_node->SetAttribute("OrderWait", TimeValue(params.orderWait));
    UintegerValue port;
    m_node->GetAttribute("Port", port);
    const InetSocketAddress here(params.outside, static_cast<uint16_t>(port.Get()));
    const InetSocketAddress there(params.peer, static_cast<uint16_t>(port.Get()));
    host->AddApplication(m_node);
    const auto config = params.link.Create<OverqosLinkConfig>();
    m_node->AddOutgoing(Outgoing(), there, config, here);
    m_node->AddIncoming(Incoming(), there, config, here);
    m_node->SetRoute(Incoming(), Outgoing());

    const auto tunnel = CreateObject<OverqosTunnel>();
    tunnel->Attach(m_node);
    tunnel->AddDestination(params.farNetwork, mask, Incoming());
    const uint32_t interface = ip->AddInterface(tunnel->GetDevice());
    constexpr uint32_t TUNNELS = 0xa9fe0000; // 169.254.0.0: nobody sends to the gateway in it
    ip->AddAddress(interface, Ipv4InterfaceAddress(Ipv4Address(TUNNELS + m_number), mask));
    ip->SetUp(interface);
    routes->AddNetworkRouteTo(params.farNetwork, mask, interface);
}

const ClvlEntry*
OverqosGateway::GetEntry() const
{
    OverqosRouter* router = m_node ? m_node->GetRouter() : nullptr;
    return router == nullptr ? nullptr : &router->Outgoing(Outgoing())->Link();
}

const ClvlExit*
OverqosGateway::GetExit() const
{
    OverqosRouter* router = m_node ? m_node->GetRouter() : nullptr;
    return router == nullptr ? nullptr : &router->Incoming(Incoming())->Link();
}

} // namespace qos
} // namespace ns3
