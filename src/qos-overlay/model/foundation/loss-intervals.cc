/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-intervals.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/** Weights of the loss intervals, the latest first (RFC 5348, section 5.4). */
constexpr std::array<double, 8> WEIGHTS{1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2};

} // namespace

void
LossIntervals::CloseAs(double packets)
{
    std::copy_backward(m_intervals.begin(), m_intervals.end() - 1, m_intervals.end());
    m_intervals[0] = packets;
    m_open = 0;
    ++m_events;
}

double
LossIntervals::Mean() const
{
    const std::size_t closed = std::min<std::size_t>(m_events, INTERVALS);
    double history = 0;
    double withOpen = m_open * WEIGHTS[0];
    double weights = 0;
    for (std::size_t i = 0; i < closed; ++i)
    {
        history += m_intervals[i] * WEIGHTS[i];
        weights += WEIGHTS[i];
        if (i + 1 < INTERVALS && i + 1 < closed)
        {
            withOpen += m_intervals[i] * WEIGHTS[i + 1];
        }
    }
    return std::max(history, withOpen) / weights;
}

double
LossIntervals::LossEventRate() const
{
    return m_events == 0 ? 0 : std::min(1 / std::max(Mean(), 1.0), 1.0);
}

} // namespace qos
} // namespace ns3
