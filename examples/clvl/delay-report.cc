/* SPDX-License-Identifier: GPL-2.0-only */

#include "delay-report.h"

#include "ns3/quantile.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>
#include <vector>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param time a time
 * @return it in milliseconds
 */
double
ToMs(Nanoseconds time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

} // namespace

void
ReportDelays(Result& result,
             const CascadeRecord::Findings& findings,
             OverqosNode::OrderChoice order)
{
    std::vector<double> delays;
    std::array<double, 3> sums{};
    Nanoseconds error{0};
    uint64_t violations = 0;
    uint64_t compared = 0;
    for (const CascadeRecord::Delays& packet : findings.packets)
    {
        delays.push_back(ToMs(packet.measured));
        const std::array<Nanoseconds, 3> formulas{packet.none, packet.endToEnd, packet.hop};
        std::array<Nanoseconds, 3> seen = formulas;
        seen[order] = packet.measured;
        for (std::size_t i = 0; i < sums.size(); ++i)
        {
            sums[i] += ToMs(formulas[i]);
        }
        if (!packet.isDisturbed)
        {
            ++compared;
            error = std::max(error, std::chrono::abs(packet.measured - formulas[order]));
            violations += std::is_sorted(seen.begin(), seen.end()) ? 0 : 1;
        }
    }
    std::vector<double> recoveries;
    for (const Nanoseconds recovery : findings.recoveries)
    {
        recoveries.push_back(ToMs(recovery));
    }
    std::sort(delays.begin(), delays.end());
    std::sort(recoveries.begin(), recoveries.end());
    const auto packets = static_cast<double>(delays.size());
    const double sum = std::accumulate(delays.begin(), delays.end(), 0.0);
    result.AddMetric("delay_mean_ms", sum / packets);
    result.AddMetric("delay_p50_ms", SortedQuantile(delays, 0.5));
    result.AddMetric("delay_p95_ms", SortedQuantile(delays, 0.95));
    result.AddMetric("delay_p99_ms", SortedQuantile(delays, 0.99));
    result.AddMetric("none_mean_ms", sums[0] / packets);
    result.AddMetric("e2e_mean_ms", sums[1] / packets);
    result.AddMetric("hop_mean_ms", sums[2] / packets);
    result.AddMetric("formula_error_ms", ToMs(error));
    result.AddMetric("dominance_violations", static_cast<double>(violations));
    result.AddMetric("compared_packets", static_cast<double>(compared));
    result.AddMetric("order_violations", static_cast<double>(findings.outOfOrder));
    result.AddMetric("recoveries", static_cast<double>(recoveries.size()));
    result.AddMetric("recovery_p50_ms", SortedQuantile(recoveries, 0.5));
    result.AddMetric("recovery_p99_ms", SortedQuantile(recoveries, 0.99));
    result.AddMetric("recovery_p999_ms", SortedQuantile(recoveries, 0.999));
    Table& table = result.AddTable("delays", {{"delay", "ms"}, {"share", "%"}});
    constexpr int PERCENT = 100;
    for (int share = 1; share <= PERCENT; ++share)
    {
        table.AddRow({SortedQuantile(delays, static_cast<double>(share) / PERCENT),
                      static_cast<double>(share)});
    }
}

} // namespace qos
} // namespace ns3
