/* SPDX-License-Identifier: GPL-2.0-only */

#include "tfrc-pipe.h"

#include "ns3/tcp-throughput.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

void
TfrcPipe::DoReport(const PipeReport& report, bool isAnswered, double window)
{
    const auto packets = static_cast<double>(report.received + report.lost);
    m_sinceEvent += packets;
    m_intervals.Add(packets / m_flowsHit);
    if (!isAnswered)
    {
        if (report.hasLossEvent && m_beforeEvent > 0)
        {
            m_eventLosses += static_cast<double>(report.lost);
            m_intervals.Amend(m_beforeEvent / FlowsHit(m_eventLosses));
        }
        return;
    }
    if (m_intervals.Events() == 0)
    {
        // the interval at which the equation without its timeout term yields half of the window
        const double half = std::max(window / Flows() / 2, 1.0);
        m_intervals.CloseAs(std::max(half * half * 2 / 3, 1.0));
    }
    else
    {
        constexpr double GAIN = 0.125; // eight events, as many as there are intervals
        if (m_beforeEvent > 0)
        {
            m_flowsHit += GAIN * (FlowsHit(m_eventLosses) - m_flowsHit);
        }
        m_beforeEvent = m_sinceEvent;
        m_eventLosses = std::max(static_cast<double>(report.lost), 1.0);
        m_intervals.CloseAs(m_beforeEvent / FlowsHit(m_eventLosses));
    }
    m_sinceEvent = 0;
}

double
TfrcPipe::FlowsHit(double lost) const
{
    return Flows() * (1 - std::pow(1 - 1 / Flows(), lost));
}

double
TfrcPipe::DoDecrease(double window)
{
    return std::min(EquationWindow(), window);
}

double
TfrcPipe::DoIncrease(double /* window */, double /* share */)
{
    return EquationWindow();
}

void
TfrcPipe::DoRestart()
{
    m_intervals = LossIntervals();
    m_sinceEvent = 0;
    m_beforeEvent = 0;
    m_eventLosses = 0;
    m_flowsHit = 1;
}

double
TfrcPipe::EquationWindow() const
{
    // packets per round trip; with a timeout of four round trips, their length cancels out
    return Flows() * TcpThroughput(1, 1, m_intervals.LossEventRate());
}

} // namespace qos
} // namespace ns3
