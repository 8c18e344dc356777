/* SPDX-License-Identifier: GPL-2.0-only */

#include "feedback-collector.h"

#include <algorithm>

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
    switch (m_hasBegun ? Judge(stamp, now) : Fit::Anew)
    {
    case Fit::Late:
    case Fit::Strange:
        if (!IsTooMuch(now))
        {
            return SequenceDistance(m_range.begin, stamp.sequence) < 0 ? Arrival::Late
                                                                       : Arrival::Refused;
        }
        Begin(stamp.confirmed);
        break;
    case Fit::Anew:
        Begin(stamp.confirmed);
        break;
    case Fit::Good:
        break;
    }
    m_misfits = 0;
    m_fittedAt = now;
    if (stamp.timestamp >= m_newest)
    {
        m_newest = stamp.timestamp;
        m_newestAt = now;
    }
    if (SequenceDistance(m_range.begin, stamp.confirmed) > 0)
    {
        Confirm(stamp.confirmed);
    }
    if (!Remember(stamp, bytes))
    {
        return Arrival::Duplicate;
    }
    m_marks += isMarked ? 1 : 0;
    m_last = stamp.sequence;
    m_echo = stamp.timestamp;
    m_lastAt = now;
    ++m_unreported;
    m_due = m_unreported >= m_policy.packets ? now : std::min(m_due, now + m_policy.delay);
    return Arrival::Counted;
}

FeedbackCollector::Fit
FeedbackCollector::Judge(const DataStamp& stamp, Nanoseconds now) const
{
    // more than the delay of a path changes at a time
    constexpr Nanoseconds LARGEST_LEAP = std::chrono::seconds{10};
    const int32_t ahead = SequenceDistance(m_range.end, stamp.sequence);
    if (stamp.timestamp - m_newest > now - m_newestAt + LARGEST_LEAP ||
        (ahead >= 0 && static_cast<uint32_t>(ahead) >= LARGEST_FEEDBACK_RANGE))
    {
        return Fit::Strange;
    }
    if (stamp.timestamp > m_newest &&
        (ahead < 0 || SequenceDistance(m_range.begin, stamp.confirmed) < 0))
    {
        return Fit::Anew;
    }
    return SequenceDistance(m_range.begin, stamp.sequence) < 0 ? Fit::Late : Fit::Good;
}

bool
FeedbackCollector::IsTooMuch(Nanoseconds now)
{
    constexpr uint32_t LARGEST_RUN = 3;
    constexpr Nanoseconds LEAST_TIME = std::chrono::seconds{1};
    return ++m_misfits >= LARGEST_RUN && now - m_fittedAt >= LEAST_TIME;
}

void
FeedbackCollector::Begin(uint32_t first)
{
    const FeedbackPolicy policy = m_policy;
    *this = FeedbackCollector(policy);
    m_hasBegun = true;
    m_range = {first, first};
    m_place = first;
}

void
FeedbackCollector::Confirm(uint32_t confirmed)
{
    const uint64_t place = PlaceOf(confirmed);
    while (!m_blocks.empty() && m_blocks.begin()->first < place / BLOCK)
    {
        m_remembered -= m_blocks.begin()->second.arrived.count();
        m_blocks.erase(m_blocks.begin());
    }
    if (!m_blocks.empty() && m_blocks.begin()->first == place / BLOCK)
    {
        Block& block = m_blocks.begin()->second;
        for (std::size_t i = 0; i < place % BLOCK; ++i)
        {
            if (block.arrived.test(i))
            {
                block.arrived.reset(i);
                block.bytes -= block.sizes[i];
                block.nonceSum -= block.nonces[i];
                --m_remembered;
            }
        }
    }
    m_place = place;
    m_range.begin = confirmed;
    if (SequenceDistance(confirmed, m_range.end) < 0)
    {
        m_range.end = confirmed;
    }
}

bool
FeedbackCollector::Remember(const DataStamp& stamp, uint32_t bytes)
{
    const uint64_t place = PlaceOf(stamp.sequence);
    Block& block = m_blocks[place / BLOCK];
    const std::size_t i = place % BLOCK;
    if (block.arrived.test(i))
    {
        return false;
    }
    block.arrived.set(i);
    block.sizes[i] = bytes;
    block.nonces[i] = stamp.nonce;
    block.bytes += bytes;
    block.nonceSum += stamp.nonce;
    ++m_remembered;
    if (SequenceDistance(m_range.end, stamp.sequence) >= 0)
    {
        m_range.end = stamp.sequence + 1;
    }
    return true;
}

FeedbackReport
FeedbackCollector::Report(Nanoseconds now)
{
    FeedbackReport report;
    report.range = m_range;
    report.last = m_last;
    report.echo = m_echo;
    report.held = now - m_lastAt;
    report.marks = m_marks;
    Describe(report);
    m_unreported = 0;
    m_due = FOREVER;
    return report;
}

void
FeedbackCollector::Describe(FeedbackReport& report) const
{
    uint64_t next = m_place;
    for (const auto& [number, block] : m_blocks)
    {
        const uint64_t first = number * BLOCK;
        if (first == next && block.arrived.all())
        {
            report.bytes += block.bytes;
            report.nonceSum += block.nonceSum;
            next += BLOCK;
            continue;
        }
        for (std::size_t i = 0; i < BLOCK; ++i)
        {
            if (!block.arrived.test(i))
            {
                continue;
            }
            if (first + i != next)
            {
                if (report.missing.size() == LARGEST_MISSING_LIST)
                {
                    report.range.end = static_cast<uint32_t>(next);
                    return;
                }
                report.missing.push_back(
                    {static_cast<uint32_t>(next), static_cast<uint32_t>(first + i)});
            }
            report.bytes += block.sizes[i];
            report.nonceSum += block.nonces[i];
            next = first + i + 1;
        }
    }
}

} // namespace qos
} // namespace ns3
