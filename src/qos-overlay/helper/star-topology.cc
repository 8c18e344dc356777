/* SPDX-License-Identifier: GPL-2.0-only */

#include "star-topology.h"

#include "topology-parts.h"

#include "ns3/abort.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/net-device-container.h"

namespace ns3
{
namespace qos
{

StarTopology::StarTopology(const Params& params)
    : m_params(params),
      m_router(CreateObject<Node>()),
      m_nextStream(params.firstStream)
{
    AddStack(m_router);
}

void
StarTopology::AddStack(const Ptr<Node>& node)
{
    m_nextStream += InstallStack(NodeContainer(node), m_params.tcp, false, m_nextStream);
}

uint32_t
StarTopology::AddHost(Time delay)
{
    constexpr uint32_t LOOPBACK = 0;
    constexpr uint32_t UPLINK = 1;
    constexpr uint32_t BYTE = 256;
    const uint32_t number = m_hosts.GetN();
    NS_ABORT_MSG_IF(number == MOST_HOSTS, "a star has " << MOST_HOSTS << " hosts at most");
    const auto host = CreateObject<Node>();
    m_hosts.Add(host);
    AddStack(host);

    const NetDeviceContainer devices =
        MakeLink(m_params.rate, delay, m_params.queuePackets).Install(host, m_router);
    Ipv4AddressHelper addresses(Ipv4Address(Ipv4Address("10.0.0.0").Get() + number * BYTE),
                                "255.255.255.0");
    const Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
    RemoveQueueDiscs(devices);
    m_addresses.push_back(interfaces.GetAddress(0));
    const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(host->GetObject<Ipv4>());
    routes->SetDefaultRoute(interfaces.GetAddress(1), UPLINK);
    routes->AddHostRouteTo(m_addresses.back(), LOOPBACK);
    return number;
}

} // namespace qos
} // namespace ns3
