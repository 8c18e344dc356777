/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-flow.h"

#include "ns3/simulator.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

CmUdpFlow::CmUdpFlow(Owner& owner,
                     Ptr<CongestionManager> manager,
                     const CmUdpOptions& options,
                     CmUdpCounters& counters)
    : m_owner(owner),
      m_manager(manager),
      m_feedbackDelay(options.feedbackDelay),
      m_isAcknowledged(options.isAcknowledged),
      m_counters(counters),
      m_waiting(options.sendBuffer, options.dropFrom)
{
}

CmUdpFlow::~CmUdpFlow() = default;

void
CmUdpFlow::Open(const FlowDescription& description, const Ptr<UniformRandomVariable>& nonces)
{
    m_description = description;
    if (m_isAcknowledged)
    {
        m_feedback = std::make_unique<FeedbackSender>(m_feedbackDelay, nonces);
        m_feedback->SetTimeoutCallback(MakeCallback(&CmUdpFlow::Report, this));
    }
    OpenFlow();
}

void
CmUdpFlow::OpenFlow()
{
    m_isAsking = false;
    if (m_manager->Open(m_description, m_id) == CmStatus::Ok)
    {
        m_manager->RegisterSend(m_id, this);
        if (m_feedback)
        {
            m_manager->SetReportTimeout(m_id, m_feedback->GetWindow().Timeout());
        }
    }
}

void
CmUdpFlow::SeeToFlow()
{
    if (m_id == CM_NONE || m_manager->GetFlowState(m_id))
    {
        return;
    }
    OpenFlow();
    while (m_id == CM_NONE && !m_waiting.IsEmpty())
    {
        const Datagram datagram = m_waiting.Pop();
        m_owner.Left(datagram.payload->GetSize(), Transmit(datagram));
    }
}

void
CmUdpFlow::Close()
{
    m_isClosed = true;
    m_counters.dropped += m_waiting.Items();
    while (!m_waiting.IsEmpty())
    {
        m_owner.Dropped(m_waiting.Pop().payload, CmUdpDrop::Closed);
    }
    if (m_feedback)
    {
        m_feedback->Stop();
    }
    m_pause.Cancel();
    if (m_id != CM_NONE)
    {
        m_manager->Close(std::exchange(m_id, CM_NONE));
    }
}

bool
CmUdpFlow::Offer(const Ptr<const Packet>& payload, const Address& to)
{
    const auto self = shared_from_this();
    m_usedAt = Simulator::Now();
    SeeToFlow();
    const Datagram datagram{payload->Copy(), to};
    if (m_id == CM_NONE)
    {
        ++m_counters.taken;
        const bool isSent = Transmit(datagram);
        if (isSent)
        {
            m_owner.Left(payload->GetSize(), true);
        }
        return isSent;
    }
    // so that an empty one takes room too
    const uint64_t size = std::max(payload->GetSize(), 1U);
    for (const Datagram& old : m_waiting.MakeRoom(size))
    {
        ++m_counters.dropped;
        m_owner.Dropped(old.payload, CmUdpDrop::Displaced);
    }
    if (m_isClosed)
    {
        // by somebody who saw a datagram dropped
        return false;
    }
    if (!m_waiting.Push(datagram, size))
    {
        ++m_counters.refused;
        return false;
    }
    ++m_counters.taken;
    // not now: the application is in a call of its own
    Ask(GrantDelivery::Later);
    return true;
}

void
CmUdpFlow::Ask(GrantDelivery delivery)
{
    if (m_id == CM_NONE || m_isAsking || !m_pause.IsExpired() || m_waiting.IsEmpty())
    {
        return;
    }
    m_isAsking = true; // before the call: the grant may come within
    if (m_manager->Request(m_id, 1, delivery) != CmStatus::Ok)
    {
        // somebody has closed the flow, or asked for as many grants as it may wait for
        m_isAsking = false;
        Pause();
    }
}

void
CmUdpFlow::Pause()
{
    constexpr uint64_t MILLISECONDS = 10;
    m_pause.Cancel(); // somebody else may have asked for the grant that ends in another one
    m_pause = Simulator::Schedule(MilliSeconds(MILLISECONDS), &CmUdpFlow::Resume, this);
}

void
CmUdpFlow::Resume()
{
    const auto self = shared_from_this();
    SeeToFlow();
    Ask(GrantDelivery::Later);
}

void
CmUdpFlow::CmappSend(CmFlowId flow)
{
    // the owner may let go of it below
    const auto self = shared_from_this();
    m_isAsking = false;
    if (m_waiting.IsEmpty())
    {
        // somebody else asked for this flow
        m_manager->Notify(flow, 0, GrantDelivery::Now);
        return;
    }
    const Datagram datagram = m_waiting.Pop();
    const uint64_t charged = m_manager->GetFlowState(flow)->counters.sentBytes;
    const bool isSent = Transmit(datagram);
    if (m_id == CM_NONE)
    {
        // somebody who saw the datagram leave has closed the socket
        return;
    }
    const CmFlow* const state = m_manager->GetFlowState(flow);
    uint64_t cost = state ? state->counters.sentBytes - charged : 0;
    if (cost == 0)
    {
        // nothing left, or with addresses that the host does not find the flow by
        const uint32_t stamp = m_feedback ? FeedbackSender::OVERHEAD : 0;
        cost = isSent ? datagram.payload->GetSize() + stamp : 0;
        m_manager->Notify(flow, static_cast<uint32_t>(cost), GrantDelivery::Now);
    }
    if (cost > 0)
    {
        Ask(GrantDelivery::Now);
    }
    else
    {
        Pause();
    }
    m_owner.Left(datagram.payload->GetSize(), isSent);
}

bool
CmUdpFlow::Transmit(const Datagram& datagram)
{
    const bool isSent =
        m_owner.Transmit(m_feedback ? m_feedback->Stamp(datagram.payload) : datagram.payload,
                         datagram.to);
    if (isSent)
    {
        ++m_counters.sent;
        return true;
    }
    ++m_counters.failed;
    if (m_feedback)
    {
        m_feedback->Withdraw();
    }
    m_owner.Dropped(datagram.payload, CmUdpDrop::StackRefused);
    return false;
}

void
CmUdpFlow::Receive(const Ptr<const Packet>& report)
{
    const auto self = shared_from_this();
    if (const auto feedback = m_feedback->Receive(report))
    {
        Report(*feedback);
    }
}

void
CmUdpFlow::Report(const CmFeedback& feedback)
{
    const auto self = shared_from_this();
    m_manager->Update(m_id, feedback, GrantDelivery::Now);
    if (!m_isClosed && IsIdle())
    {
        m_owner.Settled();
    }
}

bool
CmUdpFlow::IsIdle() const
{
    const CmFlow* const state = m_manager->GetFlowState(m_id);
    return m_waiting.IsEmpty() && (!state || state->outstanding + state->reserved == 0) &&
           (!m_feedback || m_feedback->GetWindow().Outstanding() == 0);
}

} // namespace qos
} // namespace ns3
