/* SPDX-License-Identifier: GPL-2.0-only */

#include "arrived-frames.h"

#include "ns3/serial-number.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

FrameArrival
ArrivedFrames::Arrive(uint32_t link, Nanoseconds rtt, Nanoseconds now)
{
    if (!m_hasStarted)
    {
        m_hasStarted = true;
        m_first = link;
        m_highest = link;
        m_lastAdvance = now;
    }
    else
    {
        const int32_t ahead = SerialDistance(m_highest, link);
        if (ahead > static_cast<int32_t>(MOST_AHEAD))
        {
            return FrameArrival::Implausible;
        }
        if (ahead <= -static_cast<int32_t>(SPAN) || SerialIsBefore(link, m_first))
        {
            return FrameArrival::Old;
        }
        if (ahead <= 0 && IsMarked(link))
        {
            return FrameArrival::Duplicate;
        }
        if (ahead > 0)
        {
            MoveOn(link, rtt, now);
        }
    }
    m_marks[link % SPAN / WORD_BITS] |= uint64_t{1} << link % WORD_BITS;
    while (!m_gaps.empty() && m_advances >= m_gaps.front().later)
    {
        CloseGap();
    }
    return FrameArrival::New;
}

void
ArrivedFrames::MoveOn(uint32_t link, Nanoseconds rtt, Nanoseconds now)
{
    constexpr int RTT_SHARE = 8;
    constexpr int DISTANCES = 4;
    constexpr int DISTANCE_GAIN = 8;
    const uint32_t begin = m_highest + 1;
    const uint32_t cleared = std::min(link - m_highest, SPAN);
    for (uint32_t step = 0; step < cleared; ++step)
    {
        const uint32_t number = link - step;
        m_marks[number % SPAN / WORD_BITS] &= ~(uint64_t{1} << number % WORD_BITS);
    }
    ++m_advances;
    m_distance += (now - m_lastAdvance - m_distance) / DISTANCE_GAIN;
    m_lastAdvance = now;
    m_highest = link;
    if (begin != link)
    {
        if (m_gaps.size() == MOST_GAPS)
        {
            CloseGap();
        }
        // this arrival is the first of the later ones
        const Nanoseconds patience = std::max(rtt / RTT_SHARE, DISTANCES * m_distance);
        m_gaps.push_back({begin, link, m_advances + m_reorderFrames - 1, now + patience});
    }
}

void
ArrivedFrames::CloseGap()
{
    const Gap gap = m_gaps.front();
    m_gaps.pop_front();
    const uint32_t size = gap.end - gap.begin;
    const uint32_t known =
        std::min(size, m_highest - gap.end < SPAN ? SPAN - (m_highest - gap.end) : 0);
    m_lost += size - known;
    for (uint32_t link = gap.end - known; link != gap.end; ++link)
    {
        m_lost += IsMarked(link) ? 0 : 1;
    }
}

Nanoseconds
ArrivedFrames::NextEvent() const
{
    return m_gaps.empty() ? FOREVER : m_gaps.front().lostAt;
}

void
ArrivedFrames::Advance(Nanoseconds now)
{
    while (!m_gaps.empty() && now >= m_gaps.front().lostAt)
    {
        CloseGap();
    }
}

void
ArrivedFrames::Mark(ClvlReport& report) const
{
    report.marks.fill(0);
    for (uint32_t link = report.base; link != report.edge; ++link)
    {
        if (IsMarked(link))
        {
            report.Mark(link);
        }
    }
}

} // namespace qos
} // namespace ns3
