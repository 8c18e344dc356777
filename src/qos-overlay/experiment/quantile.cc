/* SPDX-License-Identifier: GPL-2.0-only */

#include "quantile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ns3
{
namespace qos
{

double
SortedQuantile(const std::vector<double>& sorted, double share)
{
    if (sorted.empty())
    {
        return NAN;
    }
    const double position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const std::size_t above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] +
           (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

double
Median(std::vector<double> values)
{
    constexpr double MIDDLE = 0.5;
    if (std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); }))
    {
        return NAN;
    }
    std::sort(values.begin(), values.end());
    return SortedQuantile(values, MIDDLE);
}

} // namespace qos
} // namespace ns3
