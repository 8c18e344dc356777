/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_METRIC_H
#define QOS_EXPERIMENT_METRIC_H

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * The declaration of a metric, or of a family of metrics.
 */
struct Metric
{
    /**
     * The name in snake_case. In a family's name `<n>` stands for a number and any other `<word>`
     * for letters, digits and underscores: `share_<n>`, `<call>_ns`.
     */
    std::string name;
    std::string unit;      //!< such as "1/s", "ms"; empty for a count, a ratio or a truth
    std::string help;      //!< what it measures, as a phrase
    bool wallTime = false; //!< measured with the machine's clock, so it differs from run to run
};

/**
 * @param metric a declaration
 * @param name the name of a reported metric
 * @return whether the declaration covers it
 */
bool Covers(const Metric& metric, const std::string& name);

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_METRIC_H
