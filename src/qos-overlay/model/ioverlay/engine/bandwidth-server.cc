/* SPDX-License-Identifier: GPL-2.0-only */

#include "bandwidth-server.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

Nanoseconds
AtNewRate(Nanoseconds until, Bitrate before, Bitrate after, Nanoseconds now)
{
    if (until <= now || before == after)
    {
        return until;
    }
    const auto left = static_cast<double>((until - now).count());
    const double scale = after.BitsPerSecond() == 0
                             ? 0
                             : static_cast<double>(before.BitsPerSecond()) /
                                   static_cast<double>(after.BitsPerSecond());
    const double most = static_cast<double>((FOREVER - now).count()) / 2;
    return now + Nanoseconds{static_cast<int64_t>(std::min(std::ceil(left * scale), most))};
}

void
BandwidthServer::SetRate(Bitrate rate, Nanoseconds now)
{
    const bool isInterval = m_interval > Nanoseconds{0} && m_intervalEnd > Nanoseconds{0};
    if (m_freeAt > now && !isInterval)
    {
        m_freeAt = AtNewRate(m_freeAt, m_rate, rate, now);
    }
    else if (m_freeAt > now)
    {
        BeginInterval(now);
        m_rate = rate;
        m_freeAt = rate.BitsPerSecond() == 0 ? now : AfterDebt(now);
    }
    m_rate = rate;
}

double
BandwidthServer::Budget() const
{
    constexpr double BITS_AND_NANOSECONDS = 8e9;
    return static_cast<double>(m_rate.BitsPerSecond()) * static_cast<double>(m_interval.count()) /
           BITS_AND_NANOSECONDS;
}

Nanoseconds
BandwidthServer::Start(uint32_t bytes, Nanoseconds now)
{
    if (m_rate.BitsPerSecond() == 0)
    {
        m_freeAt = now;
        return now;
    }
    if (m_interval == Nanoseconds{0})
    {
        m_freeAt = now + m_rate.TransmissionTime(bytes);
        return m_freeAt;
    }
    BeginInterval(now);
    m_left -= bytes;
    m_freeAt = AfterDebt(now);
    return now;
}

void
BandwidthServer::BeginInterval(Nanoseconds now)
{
    if (now < m_intervalEnd)
    {
        return;
    }
    // intervals follow one another without a gap, also over those in which nothing was sent
    const auto passed = (now - m_intervalEnd) / m_interval + 1;
    const double debt = std::min(0.0, m_left);
    m_left = std::min(Budget(), debt + Budget() * static_cast<double>(passed));
    m_intervalEnd += m_interval * passed;
}

Nanoseconds
BandwidthServer::AfterDebt(Nanoseconds now) const
{
    if (m_left > 0)
    {
        return now;
    }
    const double intervals = std::floor(-m_left / Budget());
    const double most = static_cast<double>((FOREVER - m_intervalEnd) / m_interval) / 2;
    return m_intervalEnd + m_interval * static_cast<int64_t>(std::min(intervals, most));
}

void
BandwidthServer::Remove(Job job)
{
    for (uint32_t i = 0; i < m_jobs.Size(); ++i)
    {
        if (m_jobs[i] == job)
        {
            m_jobs.Remove(i);
            return;
        }
    }
}

} // namespace qos
} // namespace ns3
