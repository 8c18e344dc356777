/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-backlog.h"

#include "ns3/simulator.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(BundleBacklog);

TypeId
BundleBacklog::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::BundleBacklog")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<BundleBacklog>();
    return tid;
}

void
BundleBacklog::Setup(const Ptr<OverqosNode>& node, const Params& params)
{
    m_node = node;
    m_params = params;
    m_bytes.assign(params.packetBytes, 0);
}

void
BundleBacklog::DoDispose()
{
    m_event.Cancel();
    m_node = nullptr;
    Application::DoDispose();
}

void
BundleBacklog::StartApplication()
{
    Fill();
}

void
BundleBacklog::StopApplication()
{
    m_event.Cancel();
}

void
BundleBacklog::Fill()
{
    const BundleSender* entry = m_node->GetRouter()->Outgoing(m_params.bundle);
    BundlePacket packet;
    packet.data = m_bytes.data();
    packet.size = m_params.packetBytes;
    packet.egress = m_params.egress;
    while (entry->Waiting() < m_params.packets)
    {
        packet.flow = static_cast<uint32_t>(m_packets % m_params.flows);
        m_node->Inject(packet);
        ++m_packets;
    }
    m_event = Simulator::Schedule(m_params.interval, &BundleBacklog::Fill, this);
}

} // namespace qos
} // namespace ns3
