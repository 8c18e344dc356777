/* SPDX-License-Identifier: GPL-2.0-only */

#include "arrived-frames.h"

#include "ns3/serial-number.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

FrameArrival
ArrivedFrames::Judge(uint32_t link, Nanoseconds now)
{
    if (!m_hasStarted)
    {
        return FrameArrival::New;
    }
    const int32_t ahead = SerialDistance(m_highest, link);
    if (ahead > MostAhead(now) && !m_doubt.Judge(link))
    {
        return FrameArrival::Implausible;
    }
    if (ahead <= -static_cast<int32_t>(SPAN) || SerialIsBefore(link, m_first))
    {
        const bool isReturn = now >= m_lastAdvance + SILENCE && m_oldDoubt.Judge(link);
        return isReturn ? FrameArrival::Return : FrameArrival::Old;
    }
    return ahead <= 0 && IsMarked(link) ? FrameArrival::Duplicate : FrameArrival::New;
}

void
ArrivedFrames::Add(uint32_t link, Nanoseconds rtt, Nanoseconds now)
{
    if (!m_hasStarted)
    {
        m_hasStarted = true;
        m_first = link;
        m_highest = link;
        m_lastAdvance = now;
    }
    else if (SerialIsBefore(m_highest, link))
    {
        MoveOn(link, rtt, now);
    }
    m_marks[link % SPAN / WORD_BITS] |= uint64_t{1} << link % WORD_BITS;
    while (m_gaps.Size() > 0 && m_advances >= Oldest().later)
    {
        CloseGap();
    }
}

int32_t
ArrivedFrames::MostAhead(Nanoseconds now) const
{
    constexpr Nanoseconds LONGEST = std::chrono::seconds{1}; // a silent link sends nothing
    constexpr int64_t HASTE = 2; // times as many as at the distance of those that arrived
    const Nanoseconds pause = std::clamp(now - m_lastAdvance, Nanoseconds{0}, LONGEST);
    const int64_t missed = HASTE * pause / std::max(m_distance, Nanoseconds{1});
    return static_cast<int32_t>(std::min<int64_t>(ALWAYS_AHEAD + missed, MOST_AHEAD));
}

void
ArrivedFrames::MoveOn(uint32_t link, Nanoseconds rtt, Nanoseconds now)
{
    constexpr int RTT_SHARE = 8;
    constexpr int DISTANCES = 4;
    constexpr int DISTANCE_GAIN = 8;
    const uint32_t begin = m_highest + 1;
    if (link - m_highest >= SPAN)
    {
        m_marks.fill(0);
    }
    else
    {
        for (uint32_t number = begin; number != link + 1; ++number)
        {
            m_marks[number % SPAN / WORD_BITS] &= ~(uint64_t{1} << number % WORD_BITS);
        }
    }
    const Nanoseconds distance = now - m_lastAdvance;
    m_distance = m_advances == 0 ? distance : m_distance + (distance - m_distance) / DISTANCE_GAIN;
    ++m_advances;
    m_lastAdvance = now;
    m_highest = link;
    m_doubt.Clear();
    m_oldDoubt.Clear();
    if (m_highest - m_first >= SPAN)
    {
        m_first = m_highest - SPAN + 1; // what is before it is too old in any case
    }
    if (begin != link)
    {
        if (m_gaps.Size() == MOST_GAPS)
        {
            CloseGap();
        }
        // this arrival is the first of the later ones
        const Nanoseconds patience = std::max(rtt / RTT_SHARE, DISTANCES * m_distance);
        m_gaps.PushBack() = {begin, link, m_advances + m_reorderFrames - 1, now + patience};
    }
}

void
ArrivedFrames::CloseGap()
{
    const Gap gap = Oldest();
    m_gaps.PopFront();
    const uint32_t size = gap.end - gap.begin;
    const uint32_t behind = m_highest - gap.end + 1; // from the end of the gap to the latest frame
    const uint32_t known = std::min(size, behind < SPAN ? SPAN - behind : 0);
    m_lost += size - known;
    for (uint32_t link = gap.end - known; link != gap.end; ++link)
    {
        m_lost += IsMarked(link) ? 0 : 1;
    }
}

Nanoseconds
ArrivedFrames::NextEvent() const
{
    return m_gaps.Size() == 0 ? FOREVER : Oldest().lostAt;
}

void
ArrivedFrames::Advance(Nanoseconds now)
{
    while (m_gaps.Size() > 0 && now >= Oldest().lostAt)
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
