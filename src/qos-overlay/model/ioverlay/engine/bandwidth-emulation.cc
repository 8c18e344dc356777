/* SPDX-License-Identifier: GPL-2.0-only */

#include "bandwidth-emulation.h"

namespace ns3
{
namespace qos
{

void
BandwidthEmulation::SetLimits(const BandwidthLimits& limits, Nanoseconds now)
{
    const bool wasShared = m_isShared;
    m_opens = {AtNewRate(m_opens[0], m_limits.up, limits.up, now),
               AtNewRate(m_opens[1], m_limits.down, limits.down, now)};
    m_limits = limits;
    m_isShared = !(limits.total == Bitrate());
    m_hasDirections = m_isShared && !(limits.up == Bitrate() && limits.down == Bitrate());
    if (!m_hasDirections)
    {
        m_opens = {};
    }
    const std::array<Bitrate, 2> rates = {m_isShared ? limits.total : limits.up, limits.down};
    for (std::size_t i = 0; i < m_stations.size(); ++i)
    {
        Station& station = m_stations[i];
        station.server.SetInterval(limits.interval);
        station.server.SetRate(rates[i], now);
        if (station.message)
        {
            station.passes = std::max(now, station.server.FreeAt());
        }
        else
        {
            station.server.StayBusy(station.passes); // the transport was told so
        }
    }
    if (m_isShared != wasShared)
    {
        // jobs go to where they are served from now on
        BandwidthServer& from = m_stations[wasShared ? 0 : 1].server;
        for (uint32_t left = from.Waiting(); left > 0; --left)
        {
            const BandwidthServer::Job job = from.TakeFirst();
            m_stations[StationFor(Job::Of(job).direction)].server.Add(job);
        }
    }
}

void
BandwidthEmulation::Forget(uint32_t link, LinkCounters& counters)
{
    for (Station& station : m_stations) // limits may have changed since its message began
    {
        for (const Direction direction : {Direction::Out, Direction::In})
        {
            station.server.Remove(Job{link, direction}.Packed());
        }
        if (station.message && station.job.link == link)
        {
            counters.Lose(*station.message);
            station.message = MessagePtr();
        }
    }
}

void
BandwidthEmulation::Begin(Direction direction, uint32_t bytes, Nanoseconds now)
{
    if (m_hasDirections)
    {
        const Bitrate own = direction == Direction::Out ? m_limits.up : m_limits.down;
        m_opens[static_cast<std::size_t>(direction)] = now + own.TransmissionTime(bytes);
    }
}

} // namespace qos
} // namespace ns3
