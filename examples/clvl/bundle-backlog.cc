/* SPDX-License-Identifier: GPL-2.0-only */

#include "bundle-backlog.h"

#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <cstring>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(BundleBacklog);

TypeId
BundleBacklog::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::BundleBacklog")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<BundleBacklog>()
            .AddTraceSource("Sent",
                            "The number of a packet, before the node gets it.",
                            MakeTraceSourceAccessor(&BundleBacklog::m_sentTrace),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("SlowStartOver",
                            "The link was seen to have left its slow start, before "
                            "it gets more packets.",
                            MakeTraceSourceAccessor(&BundleBacklog::m_slowStartTrace),
                            "ns3::TracedCallback::Void");
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

uint32_t
BundleBacklog::NumberOf(const BundlePacket& packet)
{
    uint32_t number = 0;
    std::memcpy(&number, packet.data, sizeof(number));
    return number;
}

void
BundleBacklog::Fill()
{
    const BundleSender* entry = m_node->GetRouter()->Outgoing(m_params.bundle);
    if (!m_isSlowStartOver && !entry->Rate().IsInSlowStart())
    {
        m_isSlowStartOver = true;
        m_slowStartTrace();
    }
    BundlePacket packet;
    packet.data = m_bytes.data();
    packet.size = m_params.packetBytes;
    packet.egress = m_params.egress;
    while (!IsDone() && entry->Waiting() < m_params.waiting)
    {
        const auto number = static_cast<uint32_t>(m_packets);
        std::memcpy(m_bytes.data(), &number, sizeof(number));
        packet.flow = number % m_params.flows;
        ++m_packets;
        m_sentTrace(number);
        m_node->Inject(packet);
    }
    if (!IsDone())
    {
        m_event = Simulator::Schedule(m_params.interval, &BundleBacklog::Fill, this);
    }
}

} // namespace qos
} // namespace ns3
