/* SPDX-License-Identifier: GPL-2.0-only */

#include "feedback-flows.h"

#include "cm-feedback-header.h"

#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/time-conversion.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param packet a datagram from a socket that gives the TOS or the traffic class
 * @return whether a router marked it (RFC 3168: CE)
 */
bool
HasEcnMark(const Ptr<const Packet>& packet)
{
    constexpr uint8_t CODEPOINT = 3;
    SocketIpTosTag tos;
    SocketIpv6TclassTag tclass;
    return (packet->PeekPacketTag(tos) && (tos.GetTos() & CODEPOINT) == CODEPOINT) ||
           (packet->PeekPacketTag(tclass) && (tclass.GetTclass() & CODEPOINT) == CODEPOINT);
}

} // namespace

FeedbackFlows::FeedbackFlows(const FeedbackPolicy& policy,
                             uint32_t largestTable,
                             ReportCallback send)
    : m_policy(policy),
      m_largestTable(largestTable),
      m_send(send)
{
}

FeedbackFlows::~FeedbackFlows()
{
    Stop();
}

std::optional<CmDataHeader>
FeedbackFlows::Arrive(const Ptr<Packet>& packet, const Address& from)
{
    const auto header = CmDataHeader::Peek(packet);
    if (!header)
    {
        ++m_counters.unstamped;
        return std::nullopt;
    }
    Flow& flow = FlowFrom(from);
    flow.heardAt = Simulator::Now();
    const auto arrival = flow.collector.Arrive(*header,
                                               packet->GetSize(),
                                               HasEcnMark(packet),
                                               ToCore(Simulator::Now()));
    m_counters.counted += arrival == FeedbackCollector::Arrival::Counted ? 1 : 0;
    m_counters.duplicates += arrival == FeedbackCollector::Arrival::Duplicate ? 1 : 0;
    m_counters.late += arrival == FeedbackCollector::Arrival::Late ? 1 : 0;
    m_counters.refused += arrival == FeedbackCollector::Arrival::Refused ? 1 : 0;
    packet->RemoveAtStart(CmDataHeader::BYTES);
    Arm(from, flow);
    return header;
}

FeedbackFlows::Flow&
FeedbackFlows::FlowFrom(const Address& from)
{
    const auto found = m_flows.find(from);
    if (found != m_flows.end())
    {
        return found->second;
    }
    if (m_flows.size() >= m_largestTable)
    {
        ForgetOldest();
    }
    return m_flows.try_emplace(from, m_policy).first->second;
}

void
FeedbackFlows::ForgetOldest()
{
    const auto oldest =
        std::min_element(m_flows.begin(), m_flows.end(), [](const auto& a, const auto& b) {
            return a.second.heardAt < b.second.heardAt;
        });
    oldest->second.timer.Cancel();
    m_flows.erase(oldest);
    ++m_counters.forgotten;
}

void
FeedbackFlows::Arm(const Address& from, Flow& flow)
{
    const Nanoseconds due = flow.collector.ReportDue();
    if (due == FOREVER)
    {
        return;
    }
    const Time wait = ToSimulator(due) - Simulator::Now();
    if (!wait.IsStrictlyPositive())
    {
        Report(from);
    }
    else if (flow.timer.IsExpired())
    {
        flow.timer = Simulator::Schedule(wait, &FeedbackFlows::Report, this, from);
    }
}

void
FeedbackFlows::Report(const Address& from)
{
    Flow& flow = m_flows.at(from);
    flow.timer.Cancel();
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(CmFeedbackHeader(flow.collector.Report(ToCore(Simulator::Now()))));
    ++m_counters.reports;
    m_send(packet, from);
}

void
FeedbackFlows::Stop()
{
    for (auto& [from, flow] : m_flows)
    {
        flow.timer.Cancel();
    }
    m_flows.clear();
}

} // namespace qos
} // namespace ns3
