/* SPDX-License-Identifier: GPL-2.0-only */

#include "tfrc-controller.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

/** Weights of the loss intervals, the latest first (RFC 5348, section 5.4). */
constexpr std::array<double, 8> WEIGHTS{1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2};

} // namespace

double
TcpThroughput(double mtu, double rtt, double lossRate)
{
    const double timeout = 4 * rtt;
    const double fast = rtt * std::sqrt(2 * lossRate / 3);
    const double slow =
        timeout * (3 * std::sqrt(3 * lossRate / 8)) * lossRate * (1 + 32 * lossRate * lossRate);
    return mtu / (fast + slow);
}

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
    m_open += static_cast<double>(report.resolved) / m_mtu;
    CountRound(report);
    if (report.signal != CongestionSignal::None)
    {
        CloseInterval();
    }
    if (m_lossEvents == 0)
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
    std::copy_backward(m_intervals.begin(), m_intervals.end() - 1, m_intervals.end());
    m_intervals[0] = m_open;
    if (m_lossEvents == 0)
    {
        // the interval at which the equation without its timeout term yields half of the window
        const double packets = std::max(m_window / m_mtu / 2, 1.0);
        m_intervals[0] = std::max(packets * packets * 2 / 3, 1.0);
    }
    m_open = 0;
    ++m_lossEvents;
}

double
TfrcController::MeanInterval() const
{
    const std::size_t closed = std::min<std::size_t>(m_lossEvents, INTERVALS);
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
TfrcController::LossEventRate() const
{
    return m_lossEvents == 0 ? 0 : std::min(1 / std::max(MeanInterval(), 1.0), 1.0);
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
