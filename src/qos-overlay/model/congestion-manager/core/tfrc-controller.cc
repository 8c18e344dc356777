/* SPDX-License-Identifier: GPL-2.0-only */

#include "tfrc-controller.h"

#include "ns3/tcp-throughput.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

void
TfrcController::SetMtu(uint32_t mtu)
{
    m_mtu = mtu;
    m_window = std::max(m_window, m_mtu);
    if (m_isFresh)
    {
        m_window = m_params.initialWindow * m_mtu;
    }
}

void
TfrcController::Report(const CongestionReport& report)
{
    m_isFresh = false;
    m_intervals.Add(static_cast<double>(report.resolved) / m_mtu);
    CountRound(report);
    if (report.signal != CongestionSignal::None)
    {
        CloseInterval();
    }
    if (m_intervals.Events() == 0)
    {
        if (report.isWindowUsed)
        {
            m_window += static_cast<double>(report.received);
        }
        return;
    }
    double window = EquationWindow();
    if (m_lastRoundBytes > 0)
    {
        window = std::min(window, 2 * m_lastRoundBytes);
    }
    // upwards only while the flows use what they have, and by a packet per round trip at most
    if (window > m_window)
    {
        const double step = static_cast<double>(report.received) * m_mtu / m_window;
        window = report.isWindowUsed ? std::min(window, m_window + step) : m_window;
    }
    m_window = report.signal == CongestionSignal::Persistent ? m_mtu : std::max(window, m_mtu);
}

void
TfrcController::CountRound(const CongestionReport& report)
{
    if (!m_isCounting)
    {
        m_isCounting = true;
        m_roundBegin = report.now;
        m_roundBytes = 0;
        return;
    }
    m_roundBytes += static_cast<double>(report.received);
    if (report.srtt > Nanoseconds{0} && report.now - m_roundBegin >= report.srtt)
    {
        const auto rounds = static_cast<double>((report.now - m_roundBegin).count()) /
                            static_cast<double>(report.srtt.count());
        m_lastRoundBytes = std::max(m_roundBytes / rounds, m_mtu);
        m_roundBytes = 0;
        m_roundBegin = report.now;
    }
}

void
TfrcController::CloseInterval()
{
    if (m_intervals.Events() > 0)
    {
        m_intervals.Close();
        return;
    }
    // the interval at which the equation without its timeout term yields half of the window
    const double packets = std::max(m_window / m_mtu / 2, 1.0);
    m_intervals.CloseAs(std::max(packets * packets * 2 / 3, 1.0));
}

double
TfrcController::EquationWindow() const
{
    // a round trip's worth of the rate; with a timeout of four round trips, their length cancels
    // out
    constexpr double ROUND_TRIP = 1;
    return TcpThroughput(m_mtu, ROUND_TRIP, LossEventRate()) * ROUND_TRIP;
}

void
TfrcController::Idle(uint32_t timeouts)
{
    const double restart = std::min(m_window, m_params.initialWindow * m_mtu);
    for (uint32_t i = 0; i < timeouts && m_window > restart; ++i)
    {
        m_window = std::max(m_window / 2, restart);
    }
    m_lastRoundBytes = 0;
    m_isCounting = false;
}

} // namespace qos
} // namespace ns3
