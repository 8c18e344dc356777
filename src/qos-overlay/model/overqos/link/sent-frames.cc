/* SPDX-License-Identifier: GPL-2.0-only */

#include "sent-frames.h"

#include "ns3/serial-number.h"

namespace ns3
{
namespace qos
{

SentFrames::SentFrames(uint32_t incarnation, uint32_t first)
    : m_frames(first),
      m_incarnation(incarnation)
{
}

void
SentFrames::Add(const SentFrame& frame)
{
    m_changes.clear();
    if (m_frames.Size() == MOST_FRAMES)
    {
        Forget();
    }
    m_frames.PushBack() = frame;
    ++m_inFlight;
}

void
SentFrames::Withdraw(uint32_t link)
{
    m_changes.clear();
    if (m_frames.Contains(link) && m_frames[link].fate == FrameFate::InFlight)
    {
        Change(m_frames[link], FrameFate::Withdrawn);
    }
}

bool
SentFrames::IsNewer(uint32_t number)
{
    const int32_t ahead = SerialDistance(m_lastReport, number);
    if (ahead > 0 && ahead <= static_cast<int32_t>(MOST_BEYOND))
    {
        return true;
    }
    if (ahead <= 0 && ahead >= -static_cast<int32_t>(NumberDoubt::CLOSE))
    {
        ++m_counters.stale;
        return false;
    }
    const bool isProof = m_doubt.Judge(number);
    m_counters.impossible += isProof ? 0 : 1;
    return isProof;
}

bool
SentFrames::IsUsable(const ClvlReport& report)
{
    if (report.incarnation != m_incarnation)
    {
        ++m_counters.foreign;
        return false;
    }
    // numbers are compared by how far they are behind the next one: all that exist are close; a
    // forged frame may have led the exit somewhat beyond
    constexpr uint32_t MOST_BEHIND = 1U << 30U;
    const uint32_t least = m_frames.End() - MOST_BEHIND;
    constexpr uint32_t REACH = MOST_BEHIND + MOST_BEYOND;
    if (report.edge - least > REACH || report.latest - least > REACH ||
        SerialIsBefore(m_frames.End(), report.base))
    {
        ++m_counters.impossible;
        return false;
    }
    const bool isSameExit = m_hasReport && report.exitIncarnation == m_lastExit;
    return !isSameExit || IsNewer(report.number);
}

LinkObservation
SentFrames::Apply(const ClvlReport& report, Nanoseconds now)
{
    m_changes.clear();
    LinkObservation observation;
    if (!IsUsable(report))
    {
        return observation;
    }
    ++m_counters.used;
    observation.isNews = true;
    if (m_frames.Contains(report.latest) && (!m_hasReport || report.latest != m_lastLatest))
    {
        const Nanoseconds roundTrip = now - m_frames[report.latest].sentAt - report.held;
        if (roundTrip >= Nanoseconds{0})
        {
            observation.roundTrip = roundTrip;
        }
    }
    m_hasReport = true;
    m_doubt.Clear();
    m_lastReport = report.number;
    m_lastExit = report.exitIncarnation;
    m_lastLatest = report.latest;

    while (m_frames.Size() > 0 && SerialIsBefore(m_frames.Begin(), report.base))
    {
        Forget();
    }
    observation.unknown = static_cast<uint32_t>(m_changes.size());
    const uint32_t begin = SerialLater(report.base, m_frames.Begin());
    const uint32_t end = SerialIsBefore(m_frames.End(), report.edge) ? m_frames.End() : report.edge;
    for (uint32_t link = begin; SerialIsBefore(link, end); ++link)
    {
        SentFrame& frame = m_frames[link];
        if (report.HasArrived(link))
        {
            if (frame.fate != FrameFate::Received)
            {
                ++observation.received;
                observation.spurious += frame.fate == FrameFate::Lost ? 1 : 0;
                Change(frame, FrameFate::Received);
            }
        }
        else if (frame.fate == FrameFate::InFlight)
        {
            ++observation.lost;
            Change(frame, FrameFate::Lost);
        }
    }
    return observation;
}

uint32_t
SentFrames::GiveUp()
{
    m_changes.clear();
    while (m_frames.Size() > 0)
    {
        Forget();
    }
    return static_cast<uint32_t>(m_changes.size());
}

void
SentFrames::Change(SentFrame& frame, FrameFate fate)
{
    const FrameFate before = frame.fate;
    m_inFlight -= before == FrameFate::InFlight ? 1 : 0;
    frame.fate = fate;
    m_changes.push_back({frame, before});
}

void
SentFrames::Forget()
{
    SentFrame& oldest = m_frames[m_frames.Begin()];
    if (oldest.fate == FrameFate::InFlight)
    {
        Change(oldest, FrameFate::Unknown);
    }
    m_frames.PopFront();
}

} // namespace qos
} // namespace ns3
