/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-result.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param pairs pairs of a name and something
 * @param name a name
 * @return the pair of this name, the end if there is none
 */
template <typename Pairs>
auto
FindByName(const Pairs& pairs, const std::string& name)
{
    return std::find_if(pairs.begin(), pairs.end(), [&name](const auto& pair) {
        return pair.first == name;
    });
}

} // namespace

Result::Result(std::vector<Metric> declared)
    : m_declared(std::move(declared))
{
}

void
Result::AddMetric(const std::string& name, double value)
{
    GetDeclaration(name);
    if (FindByName(m_metrics, name) != m_metrics.end())
    {
        throw std::logic_error("metric " + name + " was reported twice");
    }
    m_metrics.emplace_back(name, value);
}

Table&
Result::AddTable(const std::string& name, std::vector<Column> columns)
{
    if (FindByName(m_tables, name) != m_tables.end())
    {
        throw std::logic_error("table " + name + " was added twice");
    }
    return m_tables.emplace_back(name, Table(std::move(columns))).second;
}

double
Result::GetMetric(const std::string& name) const
{
    const auto metric = FindByName(m_metrics, name);
    if (metric == m_metrics.end())
    {
        throw std::out_of_range("metric " + name + " was not reported");
    }
    return metric->second;
}

const Metric&
Result::GetDeclaration(const std::string& name) const
{
    const auto declaration =
        std::find_if(m_declared.begin(), m_declared.end(), [&name](const Metric& metric) {
            return Covers(metric, name);
        });
    if (declaration == m_declared.end())
    {
        throw std::logic_error("metric " + name + " was reported but not declared");
    }
    return *declaration;
}

} // namespace qos
} // namespace ns3
