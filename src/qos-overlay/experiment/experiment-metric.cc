/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-metric.h"

#include <regex>

namespace ns3
{
namespace qos
{

bool
Covers(const Metric& metric, const std::string& name)
{
    if (metric.name.find('<') == std::string::npos)
    {
        return metric.name == name;
    }
    const std::string numbers = std::regex_replace(metric.name, std::regex("<n>"), "[0-9]+");
    const std::string pattern = std::regex_replace(numbers, std::regex("<[a-z_]+>"), "[a-z0-9_]+");
    return std::regex_match(name, std::regex(pattern));
}

} // namespace qos
} // namespace ns3
