/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-record.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

void
LossRecord::Sent(bool isOut)
{
    m_packets.push_back({false, isOut});
}

void
LossRecord::Delivered(uint32_t sequence)
{
    if (sequence < m_packets.size())
    {
        m_packets[sequence].isDelivered = true;
    }
}

void
LossRecord::SkipFirst(uint64_t packets)
{
    m_first = std::min<uint64_t>(packets, m_packets.size());
}

void
LossRecord::ExtendOutages(uint64_t packets)
{
    uint64_t left = 0; // packets before the outage that are still to be marked
    for (auto packet = m_packets.rbegin(); packet != m_packets.rend(); ++packet)
    {
        if (packet->isOut)
        {
            left = packets;
        }
        else if (left > 0)
        {
            packet->isOut = true;
            --left;
        }
    }
}

double
LossRecord::Residual() const
{
    const auto lost = std::count_if(m_packets.begin() + static_cast<int64_t>(m_first),
                                    m_packets.end(),
                                    [](const Fate& fate) { return !fate.isDelivered; });
    return Packets() == 0 ? NAN : static_cast<double>(lost) / static_cast<double>(Packets());
}

double
LossRecord::ResidualOutsideOutages() const
{
    double lost = 0;
    double packets = 0;
    for (uint64_t i = m_first; i < m_packets.size(); ++i)
    {
        packets += m_packets[i].isOut ? 0 : 1;
        lost += m_packets[i].isOut || m_packets[i].isDelivered ? 0 : 1;
    }
    return packets == 0 ? NAN : lost / packets;
}

std::vector<double>
LossRecord::ResidualByPeriod(uint64_t packets) const
{
    std::vector<double> residuals;
    for (uint64_t begin = m_first; begin + packets <= m_packets.size(); begin += packets)
    {
        const auto first = m_packets.begin() + static_cast<int64_t>(begin);
        const auto lost = std::count_if(first,
                                        first + static_cast<int64_t>(packets),
                                        [](const Fate& fate) { return !fate.isDelivered; });
        residuals.push_back(static_cast<double>(lost) / static_cast<double>(packets));
    }
    return residuals;
}

} // namespace qos
} // namespace ns3
