/* SPDX-License-Identifier: GPL-2.0-only */

#include "perturbed-host.h"

#include "ns3/inet-socket-address.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <stdexcept>

namespace ns3
{
namespace qos
{

PerturbedHost::PerturbedHost(const TwoHostTopology::Params& params)
    : m_topology(params),
      m_nextStream(m_topology.NextStream()),
      m_startJitter(CreateObject<UniformRandomVariable>())
{
    m_startJitter->SetStream(m_nextStream++);
}

void
PerturbedHost::InitQSockets(const std::string& scheduler, const QSockInitSettings& settings)
{
    if (!m_topology.HasServer())
    {
        return;
    }
    const QStatus status = QSocketManager::Of(m_topology.Server())
                               ->Init(TwoHostTopology::ServerDeviceName(), scheduler, settings);
    if (!status)
    {
        throw std::runtime_error("qsockinit failed: " + status.message);
    }
}

Ptr<FrameReceiver>
PerturbedHost::AddSource(Ptr<FrameSource> source, uint32_t sendBuffer, Time stop)
{
    const uint16_t port = m_nextPort++;
    const auto receiver = CreateObject<FrameReceiver>();
    receiver->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
    if (m_topology.HasClient())
    {
        m_topology.Client()->AddApplication(receiver);
    }
    source->SetAttribute("Remote",
                         AddressValue(InetSocketAddress(m_topology.ClientAddress(), port)));
    source->SetAttribute("SendBuffer", UintegerValue(sendBuffer));
    source->SetStopTime(stop);
    m_nextStream += source->AssignStreams(m_nextStream);
    if (m_topology.HasServer())
    {
        m_topology.Server()->AddApplication(source);
    }
    return receiver;
}

void
PerturbedHost::Perturb(Time start, Time stop, uint32_t flows)
{
    const Time spread = MilliSeconds(100);
    for (uint32_t i = 0; i < flows; ++i)
    {
        const uint16_t port = m_nextPort++;
        if (m_topology.HasClient())
        {
            PacketSinkHelper sink("ns3::TcpSocketFactory",
                                  InetSocketAddress(Ipv4Address::GetAny(), port));
            sink.Install(m_topology.Client());
        }
        if (!m_topology.HasServer())
        {
            continue;
        }
        const auto bulk = CreateObject<BulkSource>();
        bulk->SetAttribute("Remote",
                           AddressValue(InetSocketAddress(m_topology.ClientAddress(), port)));
        bulk->SetStartTime(start + Seconds(m_startJitter->GetValue(0, spread.GetSeconds())));
        bulk->SetStopTime(stop);
        m_topology.Server()->AddApplication(bulk);
    }
}

void
PerturbedHost::Run(Time duration)
{
    Simulator::Stop(duration);
    Simulator::Run();
}

} // namespace qos
} // namespace ns3
