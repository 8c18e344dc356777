/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-host-topology.h"

#include "real-device-helper.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/queue-size.h"
#include "ns3/tcp-congestion-ops.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/traffic-control-helper.h"

namespace ns3
{
namespace qos
{

TwoHostTopology::TwoHostTopology(const Params& params)
    : m_nextStream(params.firstStream)
{
    m_hosts.Create(2);
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(m_hosts);
    m_nextStream += internet.AssignStreams(m_hosts, m_nextStream);
    for (uint32_t i = 0; i < m_hosts.GetN(); ++i)
    {
        m_hosts.Get(i)->GetObject<TcpL4Protocol>()->SetAttribute(
            "SocketType",
            TypeIdValue(TcpNewReno::GetTypeId()));
    }

    if (params.real.IsReal())
    {
        JoinReal(params);
    }
    else
    {
        JoinSimulated(params);
    }
}

void
TwoHostTopology::JoinSimulated(const Params& params)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(params.rate));
    link.SetChannelAttribute("Delay", TimeValue(params.delay));
    const NetDeviceContainer devices = link.Install(m_hosts);
    m_serverDevice = devices.Get(0);
    m_clientDevice = devices.Get(1);
    InstallQueues(params);

    Ipv4AddressHelper addresses(params.network, "255.255.255.0");
    const auto interfaces = addresses.Assign(devices);
    m_serverAddress = interfaces.GetAddress(0);
    m_clientAddress = interfaces.GetAddress(1);
}

void
TwoHostTopology::JoinReal(const Params& params)
{
    const RealNetwork& real = params.real;
    m_serverAddress = real.AddressOf(SERVER, Ipv4Address(params.network.Get() + 1));
    m_clientAddress = real.AddressOf(CLIENT, Ipv4Address(params.network.Get() + 2));
    RealDeviceHelper helper;
    helper.Set("DataRate", DataRateValue(params.rate));
    if (const RealEnd* end = real.Find(SERVER))
    {
        m_serverDevice = helper.Install(Server(), *end, m_serverAddress);
        InstallQueues(params);
    }
    if (const RealEnd* end = real.Find(CLIENT))
    {
        m_clientDevice = helper.Install(Client(), *end, m_clientAddress);
    }
    if (const RealEnd* end = real.Find(CROSS))
    {
        const Ipv4Address usual(params.network.Get() + NEXT_NETWORK + 1);
        RealDeviceHelper().Install(Server(), *end, usual);
    }
}

void
TwoHostTopology::InstallQueues(const Params& params) const
{
    params.deviceQueue.Install(m_serverDevice);
    TrafficControlHelper control;
    control.SetRootQueueDisc(
        params.rootQueueDisc,
        "MaxSize",
        QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, params.bestEffortPackets)));
    control.Install(m_serverDevice);
}

} // namespace qos
} // namespace ns3
