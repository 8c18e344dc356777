/* SPDX-License-Identifier: GPL-2.0-only */

#include "star-topology.h"

#include "ns3/abort.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/ipv4.h"
#include "ns3/net-device-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/queue-disc.h"
#include "ns3/queue-size.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/traffic-control-layer.h"

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
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.Install(node);
    m_nextStream += internet.AssignStreams(NodeContainer(node), m_nextStream);
    node->GetObject<TcpL4Protocol>()->SetAttribute("SocketType",
                                                   TypeIdValue(TypeId::LookupByName(m_params.tcp)));
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

    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(m_params.rate));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    link.SetQueue("ns3::DropTailQueue<Packet>",
                  "MaxSize",
                  QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, m_params.queuePackets)));
    const NetDeviceContainer devices = link.Install(host, m_router);
    Ipv4AddressHelper addresses(Ipv4Address(Ipv4Address("10.0.0.0").Get() + number * BYTE),
                                "255.255.255.0");
    const Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
    for (uint32_t i = 0; i < devices.GetN(); ++i)
    {
        // ns-3 gives devices FqCoDel together with their first addresses
        const auto control = devices.Get(i)->GetNode()->GetObject<TrafficControlLayer>();
        if (control->GetRootQueueDiscOnDevice(devices.Get(i)))
        {
            control->DeleteRootQueueDiscOnDevice(devices.Get(i));
        }
    }
    m_addresses.push_back(interfaces.GetAddress(0));
    const auto routes = Ipv4StaticRoutingHelper().GetStaticRouting(host->GetObject<Ipv4>());
    routes->SetDefaultRoute(interfaces.GetAddress(1), UPLINK);
    routes->AddHostRouteTo(m_addresses.back(), LOOPBACK);
    return number;
}

} // namespace qos
} // namespace ns3
