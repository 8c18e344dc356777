/* SPDX-License-Identifier: GPL-2.0-only */

#include "sent-window.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

SentWindow::SentWindow(Nanoseconds feedbackDelay, uint32_t first)
    : m_feedbackDelay(feedbackDelay),
      m_first(first),
      m_confirmed(first),
      m_next(first),
      m_highest(first)
{
}

DataStamp
SentWindow::Send(uint32_t bytes, uint32_t nonce, Nanoseconds now)
{
    Datagram datagram;
    datagram.sentAt = now;
    datagram.bytesBefore = m_counters.sentBytes;
    datagram.nonceBefore = m_nonceSum;
    datagram.bytes = bytes;
    m_datagrams.push_back(datagram);
    m_nonceSum += nonce;
    m_counters.sentBytes += bytes;
    ++m_counters.sent;
    if (m_confirmed - m_first > LARGEST_FEEDBACK_RANGE)
    {
        Forget(m_first + 1);
    }
    return {m_next++, now, nonce, m_confirmed};
}

void
SentWindow::Withdraw()
{
    const Datagram& datagram = m_datagrams.back();
    m_nonceSum = datagram.nonceBefore;
    m_counters.sentBytes = datagram.bytesBefore;
    --m_counters.sent;
    --m_next;
    m_datagrams.pop_back();
}

std::optional<CmFeedback>
SentWindow::Receive(const FeedbackReport& report, Nanoseconds now)
{
    CmFeedback feedback;
    switch (Judge(report))
    {
    case Verdict::Stale:
        ++m_counters.stale;
        return std::nullopt;
    case Verdict::Impossible:
        ++m_counters.impossible;
        return std::nullopt;
    case Verdict::Untrue:
        ++m_counters.untrue;
        feedback.lossMode = CM_LOSS_FEEDBACK;
        return feedback;
    case Verdict::True:
        break;
    }
    feedback.rtt = SampleRtt(report, now);
    // the newest report counts fewer marks than one before: the receiver has begun anew
    const bool isNewest = SequenceDistance(m_highest, report.range.end) > 0;
    m_marks = isNewest && SequenceDistance(m_marks, report.marks) < 0 ? 0 : m_marks;
    const Change change = Resolve(report);
    const bool isMarked = SequenceDistance(m_marks, report.marks) > 0;
    Forget(report.range.begin);
    if (change.received + change.lost == 0 && !isMarked && feedback.rtt == CM_NO_RTT)
    {
        ++m_counters.stale;
        return std::nullopt;
    }
    ++m_counters.reports;
    m_reportedAt = now;
    m_silences = 0;
    feedback.sent = change.received + change.lost;
    feedback.received = change.received;
    if (isMarked)
    {
        m_marks = report.marks;
        feedback.lossMode |= CM_EXPLICIT_CONGESTION;
    }
    if (change.lost > 0)
    {
        feedback.lossMode |= CM_LOSS_FEEDBACK;
    }
    feedback.reportTimeout = Timeout();
    return feedback;
}

SentWindow::Verdict
SentWindow::Judge(const FeedbackReport& report) const
{
    if (SequenceDistance(m_first, report.range.begin) < 0)
    {
        return Verdict::Stale;
    }
    if (SequenceDistance(report.range.begin, m_confirmed) < 0 ||
        SequenceDistance(report.range.end, m_next) < 0)
    {
        return Verdict::Impossible;
    }
    uint64_t bytes = BytesBefore(report.range.end) - BytesBefore(report.range.begin);
    uint32_t nonceSum = NonceBefore(report.range.end) - NonceBefore(report.range.begin);
    for (const SequenceRange& gap : report.missing)
    {
        bytes -= BytesBefore(gap.end) - BytesBefore(gap.begin);
        nonceSum -= NonceBefore(gap.end) - NonceBefore(gap.begin);
    }
    return bytes == report.bytes && nonceSum == report.nonceSum ? Verdict::True : Verdict::Untrue;
}

SentWindow::Change
SentWindow::Resolve(const FeedbackReport& report)
{
    constexpr uint32_t REORDERING = 3; // RFC 5681: what three later ones have overtaken is lost
    uint32_t later = report.range.Size();
    for (const SequenceRange& gap : report.missing)
    {
        later -= gap.Size();
    }
    Change change;
    uint32_t next = report.range.begin;
    for (const SequenceRange& gap : report.missing)
    {
        Settle({next, gap.begin}, Fate::Received, change);
        later -= gap.begin - next;
        if (later >= REORDERING)
        {
            Settle(gap, Fate::Lost, change);
        }
        next = gap.end;
    }
    Settle({next, report.range.end}, Fate::Received, change);
    if (SequenceDistance(m_highest, report.range.end) > 0)
    {
        m_highest = report.range.end;
    }
    Confirm();
    return change;
}

void
SentWindow::Settle(const SequenceRange& range, Fate fate, Change& change)
{
    const bool isBefore = SequenceDistance(m_confirmed, range.begin) < 0;
    for (uint32_t i = isBefore ? m_confirmed : range.begin; SequenceDistance(i, range.end) > 0; ++i)
    {
        Datagram& datagram = m_datagrams[i - m_first];
        if (datagram.fate != Fate::Outstanding)
        {
            continue;
        }
        datagram.fate = fate;
        if (fate == Fate::Received)
        {
            change.received += datagram.bytes;
            m_counters.receivedBytes += datagram.bytes;
            ++m_counters.received;
        }
        else
        {
            change.lost += datagram.bytes;
            m_counters.lostBytes += datagram.bytes;
            ++m_counters.lost;
        }
    }
}

Nanoseconds
SentWindow::SampleRtt(const FeedbackReport& report, Nanoseconds now)
{
    const uint32_t place = report.last - report.range.begin;
    const bool isMissing =
        std::any_of(report.missing.begin(), report.missing.end(), [&](const SequenceRange& gap) {
            return report.last - gap.begin < gap.Size();
        });
    const bool isNew = !m_hasSampled || SequenceDistance(m_sampled, report.last) > 0;
    if (place >= report.range.Size() || isMissing || !isNew ||
        At(report.last).sentAt != report.echo)
    {
        return CM_NO_RTT;
    }
    const Nanoseconds sample = now - report.echo - std::min(report.held, m_feedbackDelay);
    if (sample < Nanoseconds{0})
    {
        return CM_NO_RTT;
    }
    m_hasSampled = true;
    m_sampled = report.last;
    m_rtt.Add(sample);
    return sample;
}

void
SentWindow::Confirm()
{
    while (m_confirmed != m_next && At(m_confirmed).fate != Fate::Outstanding)
    {
        ++m_confirmed;
    }
}

void
SentWindow::Forget(uint32_t begin)
{
    while (m_first != begin)
    {
        m_datagrams.pop_front();
        ++m_first;
    }
}

uint64_t
SentWindow::BytesBefore(uint32_t sequence) const
{
    return sequence == m_next ? m_counters.sentBytes : At(sequence).bytesBefore;
}

uint32_t
SentWindow::NonceBefore(uint32_t sequence) const
{
    return sequence == m_next ? m_nonceSum : At(sequence).nonceBefore;
}

Nanoseconds
SentWindow::Timeout() const
{
    constexpr uint32_t LARGEST_BACKOFF = 6;
    return (m_rtt.RetransmissionTimeout() + m_feedbackDelay) *
           (1U << std::min(m_silences, LARGEST_BACKOFF));
}

Nanoseconds
SentWindow::TimeoutAt() const
{
    if (m_confirmed == m_next)
    {
        return FOREVER;
    }
    return std::max(m_reportedAt, At(m_confirmed).sentAt) + Timeout();
}

std::optional<CmFeedback>
SentWindow::CheckTimeout(Nanoseconds now)
{
    if (TimeoutAt() > now)
    {
        return std::nullopt;
    }
    CmFeedback feedback;
    Change change;
    if (SequenceDistance(m_confirmed, m_highest) > 0)
    {
        Settle({m_confirmed, m_highest}, Fate::Lost, change);
        Confirm();
        feedback.lossMode = CM_LOSS_FEEDBACK;
    }
    if (TimeoutAt() <= now)
    {
        Settle({m_confirmed, m_next}, Fate::Lost, change);
        Confirm();
        feedback.lossMode = CM_NO_FEEDBACK;
        ++m_silences;
    }
    ++m_counters.timeouts;
    feedback.sent = change.lost;
    feedback.reportTimeout = Timeout();
    return feedback;
}

} // namespace qos
} // namespace ns3
