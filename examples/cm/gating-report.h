/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GATING_REPORT_H
#define QOS_GATING_REPORT_H

#include "ns3/experiment-metric.h"
#include "ns3/experiment-result.h"
#include "ns3/gating-monitor.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** @return the metrics that ReportGating() reports */
std::vector<Metric> GatingMetrics();

/**
 * Report whether everything left with a grant, whether grants kept to the window, and what is left.
 * @param result gets metrics
 * @param monitors of all Congestion Managers of the experiment, after the simulation
 */
void ReportGating(Result& result, const std::vector<const GatingMonitor*>& monitors);

} // namespace qos
} // namespace ns3

#endif // QOS_GATING_REPORT_H
