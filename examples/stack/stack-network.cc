/* SPDX-License-Identifier: GPL-2.0-only */

#include "stack-network.h"

#include "../clvl/link-account.h"

#include "ns3/double.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4.h"
#include "ns3/ns3-compat.h"
#include "ns3/overqos-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/traffic-control-helper.h"

#include <algorithm>
#include <array>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

const Ipv4Address SERVER_NETWORK("10.200.0.0");
const Ipv4Address TUNNEL_NETWORK("10.201.0.0");
const Ipv4Mask MASK("255.255.255.0");
constexpr uint32_t DEVICE = 1; // behind the loopback

/**
 * @param params of the network
 * @return those of its star
 */
StarTopology::Params
StarOf(const StackNetwork::Params& params)
{
    StarTopology::Params star;
    star.queuePackets = params.queuePackets;
    star.firstStream = params.firstStream;
    return star;
}

/**
 * @param number of an overlay node
 * @return its address in the tunnel
 */
Ipv4Address
TunnelAddress(uint32_t number)
{
    return Ipv4Address(TUNNEL_NETWORK.Get() + number + 1);
}

/**
 * @param node a host
 * @return its routes
 */
Ptr<Ipv4StaticRouting>
RoutesOf(const Ptr<Node>& node)
{
    return Ipv4StaticRoutingHelper().GetStaticRouting(node->GetObject<Ipv4>());
}

/**
 * @param entry of a virtual link
 * @param exit of the same
 * @param lost packets that are known to be lost on it
 * @return others that did not come out, of which the entry does not know yet
 */
uint64_t
OpenOn(const ClvlEntry& entry, const ClvlExit& exit, uint64_t lost)
{
    const PacketCounters& sent = entry.GetPacketCounters();
    const uint64_t gone = exit.Receipts().Delivered() + lost;
    return std::min(sent.sent - std::min(sent.sent, gone),
                    sent.sent - sent.delivered - sent.lost - sent.unknown);
}

} // namespace

StackNetwork::StackNetwork(const Params& params)
    : m_star(StarOf(params))
{
    const auto nodes = static_cast<uint32_t>(params.rates.size());
    for (uint32_t i = 0; i < nodes; ++i)
    {
        m_star.AddHost(params.delays[i]);
        m_star.Hosts().Get(i)->GetDevice(DEVICE)->SetAttribute("DataRate",
                                                               DataRateValue(params.rates[i]));
        m_star.Router()
            ->GetDevice(i + DEVICE)
            ->SetAttribute("DataRate", DataRateValue(params.rates[i]));
    }
    m_cross = m_star.AddHost(MilliSeconds(1));
    m_nextStream = m_star.NextStream();
    for (uint32_t i = 1; i < nodes; ++i)
    {
        const auto model = CreateObject<GilbertErrorModel>();
        model->SetAttribute("LossRate", DoubleValue(params.loss));
        model->SetAttribute("MeanBurst", DoubleValue(params.burst));
        m_nextStream += model->AssignStreams(m_nextStream);
        m_star.Hosts().Get(i)->GetDevice(DEVICE)->SetAttribute("ReceiveErrorModel",
                                                               PointerValue(model));
    }
    AddServer(params);
    AddOverlay(params);
}

void
StackNetwork::AddServer(const Params& params)
{
    m_server = CreateObject<Node>();
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.Install(m_server);
    m_nextStream += internet.AssignStreams(NodeContainer(m_server), m_nextStream);
    m_server->GetObject<TcpL4Protocol>()->SetAttribute("SocketType",
                                                       TypeIdValue(TcpLinuxReno::GetTypeId()));
    PointToPointHelper wire;
    wire.SetDeviceAttribute("DataRate", DataRateValue(params.serverRate));
    wire.SetChannelAttribute("Delay", TimeValue(MicroSeconds(500)));
    const NetDeviceContainer devices = wire.Install(m_server, Host(0));
    m_serverDevice = devices.Get(0);
    m_gatewayDevice = devices.Get(1);
    DeviceQueue().Install(m_serverDevice);
    TrafficControlHelper control;
    control.SetRootQueueDisc(
        "ns3::FifoQueueDisc",
        "MaxSize",
        QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, params.serverPackets)));
    control.Install(devices); // no FqCoDel at the other end either
    Ipv4AddressHelper addresses(SERVER_NETWORK, MASK);
    const auto interfaces = addresses.Assign(devices);
    m_serverAddress = interfaces.GetAddress(0);
    m_gatewayAddress = interfaces.GetAddress(1);
    RoutesOf(m_server)->SetDefaultRoute(m_gatewayAddress, 1);
    RoutesOf(m_star.Router())->AddNetworkRouteTo(SERVER_NETWORK, MASK, m_star.Address(0), 1);
}

void
StackNetwork::AddOverlay(const Params& params)
{
    if (!params.virtualLinks)
    {
        return;
    }
    const auto nodes = static_cast<uint32_t>(params.rates.size());
    OverqosHelper overlay;
    overlay.SetLinks(*params.virtualLinks);
    overlay.SetNode("Order", compat::EnumValue<OverqosNode::OrderChoice>(params.order));
    for (uint32_t i = 0; i < nodes; ++i)
    {
        m_nodes.push_back(overlay.Install(Host(i)));
    }
    const auto connect = [&](uint32_t from, uint32_t to) {
        const uint16_t bundle =
            overlay.Connect(m_nodes[from], m_star.Address(from), m_nodes[to], m_star.Address(to));
        m_links.push_back({from, to, bundle});
        m_links.push_back({to, from, static_cast<uint16_t>(bundle + 1)});
    };
    for (uint32_t i = 1; i < nodes; ++i)
    {
        connect(0, i);
        if (params.parents[i] != 0)
        {
            connect(params.parents[i], i);
        }
    }
    overlay.SetRoutes();
    m_nextStream += overlay.AssignStreams(m_nextStream);
    for (uint32_t i = 0; i < nodes; ++i)
    {
        const auto tunnel = overlay.InstallTunnel(m_nodes[i], TunnelAddress(i), MASK);
        if (i == 0)
        {
            continue;
        }
        tunnel->AddDestination(SERVER_NETWORK, MASK, m_nodes[0]->GetNumber());
        const int32_t interface =
            Host(i)->GetObject<Ipv4>()->GetInterfaceForDevice(tunnel->GetDevice());
        RoutesOf(Host(i))->AddNetworkRouteTo(SERVER_NETWORK,
                                             MASK,
                                             static_cast<uint32_t>(interface));
    }
}

Ipv4Address
StackNetwork::ViewerAddress(uint32_t number) const
{
    return m_nodes.empty() ? m_star.Address(number) : TunnelAddress(number);
}

std::vector<Ptr<NetDevice>>
StackNetwork::Devices() const
{
    std::vector<Ptr<NetDevice>> devices{m_serverDevice, m_gatewayDevice};
    for (uint32_t i = 0; i < m_star.Hosts().GetN(); ++i)
    {
        devices.push_back(m_star.Hosts().Get(i)->GetDevice(DEVICE));
        devices.push_back(m_star.Router()->GetDevice(i + DEVICE));
    }
    return devices;
}

StackLinkTotals
StackNetwork::LinkTotals() const
{
    constexpr std::array<BundleDropReason, BUNDLE_DROP_REASONS> REASONS{BundleDropReason::Queue,
                                                                        BundleDropReason::Stale,
                                                                        BundleDropReason::Service,
                                                                        BundleDropReason::Size};
    StackLinkTotals totals;
    for (const Link& link : m_links)
    {
        const BundleSender& entry = *m_nodes[link.from]->GetRouter()->Outgoing(link.bundle);
        const BundleReceiver& exit = *m_nodes[link.to]->GetRouter()->Incoming(link.bundle);
        for (const BundleDropReason reason : REASONS)
        {
            totals.dropped += entry.Dropped(reason);
        }
        const EntryCounters& counters = entry.Link().GetCounters();
        totals.arrived += entry.Arrived();
        totals.delivered += exit.Link().Receipts().Delivered();
        const uint64_t lost = LostOn(entry.Link(), exit.Link());
        totals.lost += lost;
        totals.open += OpenOn(entry.Link(), exit.Link(), lost);
        totals.late += exit.Link().GetCounters().latePackets;
        totals.waiting += entry.Waiting();
        totals.dataBytes += counters.dataBytes;
        totals.redundantBytes += counters.redundantBytes;
        totals.parityFrames += counters.parityFrames;
        totals.repairFrames += counters.repairFrames + counters.repairParityFrames;
        totals.reportBytes += exit.SentBytes();
    }
    return totals;
}

} // namespace qos
} // namespace ns3
