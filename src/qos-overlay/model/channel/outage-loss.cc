/* SPDX-License-Identifier: GPL-2.0-only */

#include "outage-loss.h"

#include "loss-checks.h"

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/** The longest of all gaps is 37 times as long: a number of 53 bits is below 1 by 2^-53 at least.
 */
constexpr Nanoseconds LONGEST_INTERVAL = std::chrono::hours{24 * 365};

/**
 * @param time a span
 * @param factor at least 0
 * @return the product
 */
Nanoseconds
Scale(Nanoseconds time, double factor)
{
    return Nanoseconds{static_cast<int64_t>(static_cast<double>(time.count()) * factor)};
}

} // namespace

double
OutageLoss::Params::Share() const
{
    return static_cast<double>(MeanLength().count()) / static_cast<double>(interval.count());
}

OutageLoss::OutageLoss(const Params& params, std::unique_ptr<LossProcess> other, Sources sources)
    : m_params(params),
      m_other(std::move(other)),
      m_sources(std::move(sources))
{
    CheckDuration("the shortest outage", params.shortest);
    CheckDuration("the longest outage", params.longest);
    CheckDuration("the interval between outages", params.interval);
    const auto seconds = [](Nanoseconds time) {
        return std::to_string(std::chrono::duration<double>(time).count()) + " s";
    };
    if (params.longest < params.shortest)
    {
        throw std::invalid_argument("the longest outage is " + seconds(params.longest) +
                                    "; it must not be shorter than the shortest one, " +
                                    seconds(params.shortest));
    }
    if (params.interval > LONGEST_INTERVAL)
    {
        throw std::invalid_argument("the interval between outages is " + seconds(params.interval) +
                                    "; it must be at most a year, " + seconds(LONGEST_INTERVAL));
    }
    if (params.interval <= params.MeanLength())
    {
        throw std::invalid_argument("the interval between outages is " + seconds(params.interval) +
                                    "; it must be above their mean length, " +
                                    seconds(params.MeanLength()));
    }
}

bool
OutageLoss::IsLost(Nanoseconds now)
{
    const bool isLost = m_other && m_other->IsLost(now);
    return IsOut(now) || isLost;
}

bool
OutageLoss::IsOut(Nanoseconds now)
{
    if (!m_hasBegun)
    {
        m_hasBegun = true;
        m_end = now;
    }
    while (now >= m_end)
    {
        m_begin =
            m_end + Scale(m_params.interval - m_params.MeanLength(), -std::log1p(-m_sources.gap()));
        m_end = m_begin + m_params.shortest +
                Scale(m_params.longest - m_params.shortest, m_sources.length());
    }
    return now >= m_begin;
}

void
OutageLoss::Reset()
{
    m_hasBegun = false;
    if (m_other)
    {
        m_other->Reset();
    }
}

} // namespace qos
} // namespace ns3
