/* SPDX-License-Identifier: GPL-2.0-only */

#include "feedback-sender.h"

#include "cm-feedback-header.h"

#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <limits>

namespace ns3
{
namespace qos
{

FeedbackSender::FeedbackSender(Time feedbackDelay, Ptr<UniformRandomVariable> nonces)
    : m_window(ToCore(feedbackDelay)),
      m_nonces(nonces ? nonces : CreateObject<UniformRandomVariable>())
{
}

FeedbackSender::~FeedbackSender()
{
    m_timer.Cancel();
}

int64_t
FeedbackSender::AssignStreams(int64_t stream)
{
    m_nonces->SetStream(stream);
    return 1;
}

void
FeedbackSender::SetTimeoutCallback(TimeoutCallback callback)
{
    m_timeoutCallback = callback;
}

Ptr<Packet>
FeedbackSender::Stamp(const Ptr<const Packet>& payload)
{
    const uint32_t nonce = m_nonces->GetInteger(0, std::numeric_limits<uint32_t>::max());
    const Ptr<Packet> datagram = payload->Copy();
    datagram->AddHeader(CmDataHeader(
        m_window.Send(payload->GetSize() + OVERHEAD, nonce, ToCore(Simulator::Now()))));
    Arm();
    return datagram;
}

void
FeedbackSender::Withdraw()
{
    m_window.Withdraw();
}

std::optional<CmFeedback>
FeedbackSender::Receive(const Ptr<const Packet>& report)
{
    const auto header = CmFeedbackHeader::Peek(report);
    if (!header)
    {
        ++m_malformed;
        return std::nullopt;
    }
    const auto feedback = m_window.Receive(header->report, ToCore(Simulator::Now()));
    Arm();
    return feedback;
}

std::optional<CmFeedback>
FeedbackSender::CheckTimeout()
{
    return m_window.CheckTimeout(ToCore(Simulator::Now()));
}

void
FeedbackSender::Stop()
{
    m_timer.Cancel();
    m_timeoutCallback = TimeoutCallback();
}

void
FeedbackSender::Arm()
{
    const Nanoseconds at = m_window.TimeoutAt();
    if (m_timeoutCallback.IsNull() || at == FOREVER)
    {
        return;
    }
    if (!m_timer.IsExpired())
    {
        // mostly later than the timer, which looks again when it comes
        if (m_timerAt <= ToSimulator(at))
        {
            return;
        }
        m_timer.Cancel();
    }
    m_timerAt = Max(ToSimulator(at), Simulator::Now());
    m_timer = Simulator::Schedule(m_timerAt - Simulator::Now(), &FeedbackSender::Wake, this);
}

void
FeedbackSender::Wake()
{
    const auto feedback = CheckTimeout();
    Arm();
    if (feedback)
    {
        // a copy: the owner may call Stop(), or end this object
        const TimeoutCallback callback = m_timeoutCallback;
        callback(*feedback);
    }
}

} // namespace qos
} // namespace ns3
