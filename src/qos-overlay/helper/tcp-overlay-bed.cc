/* SPDX-License-Identifier: GPL-2.0-only */

#include "tcp-overlay-bed.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <utility>

namespace ns3
{
namespace qos
{

TcpOverlayBed::TcpOverlayBed(const StarTopology::Params& network)
    : m_network(network)
{
}

uint32_t
TcpOverlayBed::AddHost(Nanoseconds delay)
{
    return m_network.AddHost(ToSimulator(delay));
}

uint32_t
TcpOverlayBed::AddNode(uint32_t host,
                       const OverlayEngineParams& params,
                       std::unique_ptr<Algorithm> algorithm)
{
    const uint32_t number = Nodes();
    m_helper.SetEngine(params);
    m_nodes.push_back(m_helper.Install(m_network.Hosts().Get(host), std::move(algorithm)));
    m_numbers[IdOf(number)] = number;
    return number;
}

uint32_t
TcpOverlayBed::NumberOf(NodeId id) const
{
    const auto found = m_numbers.find(id);
    return found == m_numbers.end() ? Nodes() : found->second;
}

Nanoseconds
TcpOverlayBed::Now() const
{
    return ToCore(Simulator::Now());
}

void
TcpOverlayBed::Advance(Nanoseconds now)
{
    Simulator::Stop(ToSimulator(now - Now()));
    Simulator::Run();
}

void
TcpOverlayBed::Finish()
{
    Simulator::Run();
}

uint64_t
TcpOverlayBed::Events() const
{
    return Simulator::GetEventCount();
}

uint64_t
TcpOverlayBed::LiveMessages()
{
    uint64_t live = 0;
    for (const Ptr<OverlayTcpNode>& node : m_nodes)
    {
        live += node->Pool().Live();
    }
    return live;
}

} // namespace qos
} // namespace ns3
