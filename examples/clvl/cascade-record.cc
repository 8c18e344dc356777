/* SPDX-License-Identifier: GPL-2.0-only */

#include "cascade-record.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

void
CascadeRecord::Sent(Nanoseconds now)
{
    m_packets.push_back({now, NEVER, std::vector<Hop>(m_delays.size()), false});
}

void
CascadeRecord::Delivered(uint32_t index, Nanoseconds now)
{
    m_packets[index].deliveredAt = now;
    m_packets[index].isOutOfOrder = m_delivered > 0 && index < m_highest;
    m_highest = std::max(m_highest, index);
    ++m_delivered;
}

CascadeRecord::Findings
CascadeRecord::Judge(Nanoseconds from,
                     Nanoseconds until,
                     Nanoseconds disturbance,
                     Nanoseconds repairTime) const
{
    Findings findings;
    Nanoseconds path{0};
    for (const Nanoseconds delay : m_delays)
    {
        path += delay;
    }
    Nanoseconds disturbedUntil{0};
    Nanoseconds latest{0};                              // t(j) + sum of rec(j, l)
    std::vector<Nanoseconds> released(m_delays.size()); // R(j, l)
    for (const Packet& packet : m_packets)
    {
        const bool isMeasured = packet.sentAt >= from && packet.sentAt < until;
        if (packet.deliveredAt == NEVER)
        {
            disturbedUntil = packet.sentAt + disturbance;
            findings.lost += isMeasured ? 1 : 0;
            continue;
        }
        Delays delays;
        delays.sentAt = packet.sentAt;
        Nanoseconds hop = packet.sentAt;
        for (std::size_t link = 0; link < m_delays.size(); ++link)
        {
            const Hop& crossed = packet.hops[link];
            const Nanoseconds recovery = crossed.arrivedAt - crossed.enteredAt - m_delays[link];
            delays.none += recovery;
            hop = std::max(hop + recovery, released[link]);
            released[link] = hop;
            if (isMeasured && recovery >= repairTime)
            {
                findings.recoveries.push_back(recovery);
            }
        }
        latest = std::max(latest, packet.sentAt + delays.none);
        delays.endToEnd = latest - packet.sentAt;
        delays.hop = hop - packet.sentAt;
        delays.measured = packet.deliveredAt - packet.sentAt - path;
        delays.isDisturbed = packet.sentAt < disturbedUntil;
        if (isMeasured)
        {
            findings.packets.push_back(delays);
            findings.outOfOrder += packet.isOutOfOrder ? 1 : 0;
        }
    }
    return findings;
}

} // namespace qos
} // namespace ns3
