/* SPDX-License-Identifier: GPL-2.0-only */

#include "feedback-collector.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace ns3
{
namespace qos
{

FeedbackCollector::FeedbackCollector(const FeedbackPolicy& policy)
    : m_policy(policy)
{
}

FeedbackCollector::Arrival
FeedbackCollector::Arrive(const DataStamp& stamp, uint32_t bytes, bool isMarked, Nanoseconds now)
{
    if (!stamp.IsWellFormed())
    {
        return Arrival::Refused;
    }
    const bool goesBack = SequenceDistance(m_range.end, stamp.sequence) < 0 ||
                          SequenceDistance(m_range.begin, stamp.confirmed) < 0;
    if (!m_hasBegun || (stamp.timestamp > m_newest && goesBack))
    {
        Begin(stamp.confirmed);
    }
    m_newest = std::max(m_newest, stamp.timestamp);
    if (SequenceDistance(m_range.begin, stamp.confirmed) > 0)
    {
        Confirm(stamp.confirmed);
    }
    if (SequenceDistance(m_range.begin, stamp.sequence) < 0)
    {
        return Arrival::Late;
    }
    if (!Fill(stamp.sequence))
    {
        return Arrival::Duplicate;
    }
    Remember({stamp.sequence, stamp.nonce, bytes});
    m_marks += isMarked ? 1 : 0;
    m_last = stamp.sequence;
    m_echo = stamp.timestamp;
    m_lastAt = now;
    ++m_unreported;
    m_due = m_unreported >= m_policy.packets ? now : std::min(m_due, now + m_policy.delay);
    return Arrival::Counted;
}

void
FeedbackCollector::Begin(uint32_t first)
{
    const FeedbackPolicy policy = m_policy;
    *this = FeedbackCollector(policy);
    m_hasBegun = true;
    m_range = {first, first};
}

void
FeedbackCollector::Confirm(uint32_t confirmed)
{
    m_range.begin = confirmed;
    if (SequenceDistance(confirmed, m_range.end) < 0)
    {
        m_range.end = confirmed;
    }
    while (!m_arrived.empty() && SequenceDistance(confirmed, m_arrived.front().sequence) < 0)
    {
        m_bytes -= m_arrived.front().bytes;
        m_nonceSum -= m_arrived.front().nonce;
        m_arrived.pop_front();
    }
    while (!m_missing.empty() && SequenceDistance(confirmed, m_missing.front().end) <= 0)
    {
        m_missing.pop_front();
    }
    if (!m_missing.empty() && SequenceDistance(confirmed, m_missing.front().begin) < 0)
    {
        m_missing.front().begin = confirmed;
    }
}

bool
FeedbackCollector::Fill(uint32_t sequence)
{
    if (SequenceDistance(m_range.end, sequence) >= 0)
    {
        if (sequence != m_range.end)
        {
            m_missing.push_back({m_range.end, sequence});
        }
        m_range.end = sequence + 1;
        return true;
    }
    const auto gap = std::partition_point(m_missing.begin(),
                                          m_missing.end(),
                                          [sequence](const SequenceRange& range) {
                                              return SequenceDistance(range.end, sequence) >= 0;
                                          });
    if (gap == m_missing.end() || SequenceDistance(gap->begin, sequence) < 0)
    {
        return false;
    }
    const SequenceRange before{gap->begin, sequence};
    gap->begin = sequence + 1;
    if (gap->Size() == 0)
    {
        *gap = before;
        if (before.Size() == 0)
        {
            m_missing.erase(gap);
        }
    }
    else if (before.Size() > 0)
    {
        m_missing.insert(gap, before);
    }
    return true;
}

void
FeedbackCollector::Remember(const Datagram& datagram)
{
    auto place = m_arrived.end();
    while (place != m_arrived.begin() &&
           SequenceDistance(datagram.sequence, std::prev(place)->sequence) > 0)
    {
        --place;
    }
    m_arrived.insert(place, datagram);
    m_bytes += datagram.bytes;
    m_nonceSum += datagram.nonce;
}

FeedbackReport
FeedbackCollector::Report(Nanoseconds now)
{
    FeedbackReport report;
    report.range = m_range;
    report.missing.assign(
        m_missing.begin(),
        m_missing.begin() +
            static_cast<std::ptrdiff_t>(std::min(m_missing.size(), LARGEST_MISSING_LIST)));
    report.bytes = m_bytes;
    report.nonceSum = m_nonceSum;
    report.last = m_last;
    report.echo = m_echo;
    report.held = now - m_lastAt;
    report.marks = m_marks;
    if (m_missing.size() > LARGEST_MISSING_LIST)
    {
        Shorten(report);
    }
    m_unreported = 0;
    m_due = FOREVER;
    return report;
}

void
FeedbackCollector::Shorten(FeedbackReport& report) const
{
    report.range.end = m_missing[LARGEST_MISSING_LIST].begin;
    for (auto datagram = m_arrived.rbegin();
         datagram != m_arrived.rend() &&
         SequenceDistance(report.range.end, datagram->sequence) >= 0;
         ++datagram)
    {
        report.bytes -= datagram->bytes;
        report.nonceSum -= datagram->nonce;
    }
}

} // namespace qos
} // namespace ns3
