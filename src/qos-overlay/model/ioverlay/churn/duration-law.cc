/* SPDX-License-Identifier: GPL-2.0-only */

#include "duration-law.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param kind of a distribution
 * @param mean of it, in ns
 * @param shape of it
 * @return its scale, in ns
 */
double
ScaleOf(DurationKind kind, double mean, double shape)
{
    switch (kind)
    {
    case DurationKind::Weibull:
        return mean / std::tgamma(1 + 1 / shape);
    case DurationKind::Pareto:
        return mean * (shape - 1) / shape;
    default:
        return mean;
    }
}

} // namespace

DurationLaw::DurationLaw(DurationKind kind, Nanoseconds mean, double shape)
    : m_kind(kind),
      m_shape(shape),
      m_scale(ScaleOf(kind, static_cast<double>(mean.count()), shape))
{
    if (mean <= Nanoseconds{0})
    {
        throw std::invalid_argument("the mean duration is " + std::to_string(mean.count()) +
                                    " ns; allowed is more than 0");
    }
    const double least = kind == DurationKind::Pareto ? 1 : 0;
    if (kind != DurationKind::Exponential && !(shape > least && std::isfinite(shape)))
    {
        throw std::invalid_argument("the shape is " + std::to_string(shape) +
                                    "; allowed is a number above " +
                                    (kind == DurationKind::Pareto ? "1 (Pareto)" : "0 (Weibull)"));
    }
}

Nanoseconds
DurationLaw::Quantile(double random) const
{
    constexpr double MOST = 1e18; // 10^9 s in ns
    const double decay = -std::log1p(-random);
    double duration = m_scale * decay;
    if (m_kind == DurationKind::Weibull)
    {
        duration = m_scale * std::pow(decay, 1 / m_shape);
    }
    else if (m_kind == DurationKind::Pareto)
    {
        duration = m_scale * std::exp(decay / m_shape);
    }
    return Nanoseconds{static_cast<int64_t>(std::min(duration, MOST))};
}

} // namespace qos
} // namespace ns3
