/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-runs.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param part of a whole
 * @param whole may be 0
 * @return the quotient, 0 if the whole is 0
 */
double
Share(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/**
 * @param histogram by length, the longer ones last
 * @param length to count
 */
void
Count(std::vector<uint64_t>& histogram, uint64_t length)
{
    ++histogram[std::min<uint64_t>(length, histogram.size() - 1)];
}

} // namespace

LossRuns::LossRuns(std::size_t longest)
    : m_runs(longest + 2),
      m_distances(longest + 2)
{
}

void
LossRuns::Add(bool isLost)
{
    ++m_packets;
    m_afterLost += m_run > 0 ? 1 : 0;
    if (!isLost)
    {
        if (m_run > 0)
        {
            Count(m_runs, m_run);
            m_run = 0;
        }
        return;
    }
    if (m_lost > 0)
    {
        const uint64_t distance = m_packets - m_lastLost;
        Count(m_distances, distance);
        m_periodDistances += m_run == 0 ? distance : 0;
    }
    m_periods += m_run == 0 ? 1 : 0;
    ++m_lost;
    ++m_run;
    m_lastLost = m_packets;
}

double
LossRuns::LossRate() const
{
    return Share(m_lost, m_packets);
}

double
LossRuns::MeanRun() const
{
    return Share(m_lost, m_periods);
}

double
LossRuns::ConditionalLoss() const
{
    return Share(m_lost - m_periods, m_afterLost);
}

double
LossRuns::BurstRatio() const
{
    return MeanRun() * (1 - LossRate());
}

double
LossRuns::NoticeableRate(std::size_t delta) const
{
    if (delta > m_distances.size() - 2)
    {
        throw std::invalid_argument("the distance is " + std::to_string(delta) +
                                    "; it must be at most the longest that is counted, " +
                                    std::to_string(m_distances.size() - 2));
    }
    const auto end = m_distances.begin() + static_cast<std::ptrdiff_t>(delta) + 1;
    return Share(std::accumulate(m_distances.begin(), end, uint64_t{0}), m_lost);
}

double
LossRuns::MeanPeriodDistance() const
{
    return m_periods < 2 ? 0 : Share(m_periodDistances, m_periods - 1);
}

} // namespace qos
} // namespace ns3
