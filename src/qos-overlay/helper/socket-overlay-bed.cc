/* SPDX-License-Identifier: GPL-2.0-only */

#include "socket-overlay-bed.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <utility>

namespace ns3
{
namespace qos
{

uint32_t
SocketOverlayBed::Install(const Ptr<Node>& host,
                          const OverlayEngineParams& params,
                          std::unique_ptr<Algorithm> algorithm)
{
    m_helper.SetEngine(params);
    const Ptr<OverlayTcpNode> node = m_helper.Install(host, std::move(algorithm));
    return Add(node, node->GetId());
}

uint32_t
SocketOverlayBed::AddElsewhere(NodeId id)
{
    return Add(nullptr, id);
}

uint32_t
SocketOverlayBed::Add(Ptr<OverlayTcpNode> node, NodeId id)
{
    const uint32_t number = Nodes();
    m_nodes.push_back(std::move(node));
    m_ids.push_back(id);
    m_numbers[id] = number;
    return number;
}

uint32_t
SocketOverlayBed::NumberOf(NodeId id) const
{
    const auto found = m_numbers.find(id);
    return found == m_numbers.end() ? Nodes() : found->second;
}

Nanoseconds
SocketOverlayBed::Now() const
{
    return ToCore(Simulator::Now());
}

void
SocketOverlayBed::Run(const std::function<bool()>& isDone)
{
    Simulator::Run();
    m_isStopped = !isDone();
}

void
SocketOverlayBed::Advance(Nanoseconds now)
{
    if (!m_isStopped)
    {
        Simulator::Stop(ToSimulator(now - Now()));
        Run([this, now] { return Now() >= now; });
    }
}

void
SocketOverlayBed::Finish()
{
    Simulator::Run();
}

uint64_t
SocketOverlayBed::Events() const
{
    return Simulator::GetEventCount();
}

uint64_t
SocketOverlayBed::LiveMessages()
{
    uint64_t live = 0;
    for (const Ptr<OverlayTcpNode>& node : m_nodes)
    {
        live += node ? node->Pool().Live() : 0;
    }
    return live;
}

} // namespace qos
} // namespace ns3
