/* SPDX-License-Identifier: GPL-2.0-only */

#include "gating-report.h"

namespace ns3
{
namespace qos
{

std::vector<Metric>
GatingMetrics()
{
    return {{"grants", "", "grants of the Congestion Manager"},
            {"ungranted_packets", "", "data packets that left without a grant"},
            {"window_violations", "", "grants that did not fit into the window"},
            {"leftover", "", "bytes and requests that are still accounted for at the end"}};
}

void
ReportGating(Result& result, const std::vector<const GatingMonitor*>& monitors)
{
    uint64_t grants = 0;
    uint64_t ungranted = 0;
    uint64_t violations = 0;
    uint64_t leftover = 0;
    for (const GatingMonitor* monitor : monitors)
    {
        grants += monitor->Grants();
        ungranted += monitor->UngrantedPackets();
        violations += monitor->WindowViolations();
        leftover += monitor->Leftovers();
    }
    result.AddMetric("grants", static_cast<double>(grants));
    result.AddMetric("ungranted_packets", static_cast<double>(ungranted));
    result.AddMetric("window_violations", static_cast<double>(violations));
    result.AddMetric("leftover", static_cast<double>(leftover));
}

} // namespace qos
} // namespace ns3
