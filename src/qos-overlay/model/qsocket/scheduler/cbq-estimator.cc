/* SPDX-License-Identifier: GPL-2.0-only */

#include "cbq-estimator.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

/** Ns; no burst needs an hour of credit, and the scaled average must not overflow. */
constexpr double LONGEST_IDLE = 3600e9;

/**
 * @param nanoseconds a time
 * @return it as a number of our type, at most an hour
 */
Nanoseconds
Bounded(double nanoseconds)
{
    return Nanoseconds{static_cast<int64_t>(std::min(nanoseconds, LONGEST_IDLE))};
}

} // namespace

CbqEstimator::CbqEstimator(Nanoseconds now)
    : m_lastEnd(now)
{
}

void
CbqEstimator::ChangeParams(const CbqEstimatorParams& params)
{
    double average = static_cast<double>(m_scaledIdle.count()) / static_cast<double>(Scale());
    const double oldGap = AverageGap();
    m_params = params;
    SetLimits();
    if (average < 0 && oldGap > 0)
    {
        average *= AverageGap() / oldGap;
    }
    average = std::clamp(average, -LONGEST_IDLE, static_cast<double>(m_maxIdle.count()));
    m_scaledIdle = Nanoseconds{static_cast<int64_t>(average * static_cast<double>(Scale()))};
    if (m_undertime != Nanoseconds::min())
    {
        const bool wasDelayed = m_delayed;
        UpdateUndertime(m_params.rate.TransmissionTime(m_lastBytes));
        if (wasDelayed)
        {
            Delay();
        }
    }
}

double
CbqEstimator::AverageGap() const
{
    const uint32_t bytes = m_params.averagePacket;
    const Nanoseconds onLink = m_params.link.TransmissionTime(bytes);
    return static_cast<double>((m_params.rate.TransmissionTime(bytes) - onLink).count());
}

void
CbqEstimator::SetLimits()
{
    const double weight = std::ldexp(1.0, -static_cast<int>(m_params.ewmaLog));
    const double keep = 1 - weight;
    const auto onLink =
        static_cast<double>(m_params.link.TransmissionTime(m_params.averagePacket).count());
    const double gap = AverageGap();

    m_maxIdle =
        Bounded(std::max(weight * onLink, gap * (std::pow(keep, -1.0 * m_params.maxBurst) - 1)));
    if (m_params.minBurst > 1)
    {
        const double rounds = std::pow(keep, -1.0 * (m_params.minBurst - 1)) - 1;
        m_offTime = Bounded(gap * (1 + rounds / weight));
    }
    else
    {
        m_offTime = Bounded(m_params.minBurst == 0 ? 0 : gap * (1 / keep - 1));
    }
}

void
CbqEstimator::Sent(uint32_t bytes, Nanoseconds end)
{
    const Nanoseconds allotted = m_params.rate.TransmissionTime(bytes);
    const Nanoseconds idle = end - m_lastEnd - allotted;
    m_scaledIdle += idle - AverageIdle();
    m_scaledIdle = std::min(m_scaledIdle, m_maxIdle * Scale());
    m_lastEnd = end;
    m_lastBytes = bytes;
    UpdateUndertime(allotted);
}

void
CbqEstimator::UpdateUndertime(Nanoseconds allotted)
{
    m_delayed = false;
    m_undertime = Nanoseconds::min();
    if (m_scaledIdle <= Nanoseconds{0})
    {
        m_undertime =
            m_lastEnd + (allotted - m_params.link.TransmissionTime(m_lastBytes)) + Shortage();
    }
}

void
CbqEstimator::Delay()
{
    if (m_delayed || m_undertime == Nanoseconds::min())
    {
        return;
    }
    m_delayed = true;
    m_undertime += m_offTime + Shortage();
}

Nanoseconds
CbqEstimator::Shortage() const
{
    return AverageIdle() - m_scaledIdle;
}

} // namespace qos
} // namespace ns3
