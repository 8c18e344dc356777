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
    const Nanoseconds average = AverageIdle();
    m_params = params;
    const double weight = std::ldexp(1.0, -static_cast<int>(params.ewmaLog));
    const double keep = 1 - weight;
    const auto onLink =
        static_cast<double>(params.link.TransmissionTime(params.averagePacket).count());
    const auto allotted =
        static_cast<double>(params.rate.TransmissionTime(params.averagePacket).count());
    const double gap = allotted - onLink;

    m_maxIdle =
        Bounded(std::max(weight * onLink, gap * (std::pow(keep, -1.0 * params.maxBurst) - 1)));
    if (params.minBurst > 1)
    {
        const double rounds = std::pow(keep, -1.0 * (params.minBurst - 1)) - 1;
        m_offTime = Bounded(gap * (1 + rounds / weight));
    }
    else
    {
        m_offTime = Bounded(params.minBurst == 0 ? 0 : gap * (1 / keep - 1));
    }
    m_scaledIdle = std::min(average, m_maxIdle) * (int64_t{1} << params.ewmaLog);
}

void
CbqEstimator::Sent(uint32_t bytes, Nanoseconds end)
{
    const Nanoseconds allotted = m_params.rate.TransmissionTime(bytes);
    const Nanoseconds idle = end - m_lastEnd - allotted;
    m_scaledIdle += idle - AverageIdle();
    m_scaledIdle = std::min(m_scaledIdle, m_maxIdle * (int64_t{1} << m_params.ewmaLog));
    m_lastEnd = end;
    m_delayed = false;
    m_undertime = Nanoseconds::min();
    if (m_scaledIdle <= Nanoseconds{0})
    {
        m_undertime = end + (allotted - m_params.link.TransmissionTime(bytes)) + Shortage();
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
