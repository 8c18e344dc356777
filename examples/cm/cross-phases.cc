/* SPDX-License-Identifier: GPL-2.0-only */

#include "cross-phases.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double MEGA = 1e6;
constexpr double FRAME_OVERHEAD = 30; //!< bytes of UDP, IP and link headers of a datagram
const Time UNSETTLED = Seconds(2);    //!< of a phase, not judged
const Time LEAST_JUDGED = Seconds(1); //!< what must remain of a phase to be judged

} // namespace

CrossPhases::CrossPhases(const Params& params)
    : m_params(params)
{
    if (params.crossRate.GetBitRate() == 0)
    {
        Add(params.begin, params.end, false);
        return;
    }
    Add(std::min(params.begin, params.crossStart), params.crossStart, false);
    while (m_phases.back().end < params.end)
    {
        const Time begin = m_phases.back().end;
        const bool isBusy = !m_phases.back().isBusy;
        Add(begin, begin + (isBusy ? params.crossOn : params.crossOff), isBusy);
    }
}

void
CrossPhases::Add(Time begin, Time end, bool isBusy)
{
    const double payload = m_params.packetBytes / (m_params.packetBytes + FRAME_OVERHEAD);
    const auto taken = isBusy ? static_cast<double>(m_params.crossRate.GetBitRate()) : 0;
    const double left = static_cast<double>(m_params.linkRate.GetBitRate()) * payload - taken;
    m_phases.push_back({begin, std::min(end, m_params.end), isBusy, std::max(left, 0.0) / MEGA});
}

StepSignal
CrossPhases::Available() const
{
    StepSignal available;
    available.Set(Time(0), m_phases.front().available);
    for (const Phase& phase : m_phases)
    {
        available.Set(phase.begin, phase.available);
    }
    return available;
}

std::vector<Metric>
CrossPhases::Metrics()
{
    return {
        {"phase_ratio_min",
         "",
         "received over available rate in the worst phase of the cross traffic, without its "
         "first two seconds"},
        {"phase_ratio_max", "", "the same in the phase in which it is largest"},
        {"phase_ratio_busy", "", "the same, mean of the phases in which there is cross traffic"},
        {"phase_ratio_quiet", "", "the same, mean of the phases in which there is none"}};
}

void
CrossPhases::Report(Result& result, const LayeredRecord& record) const
{
    Table& table = result.AddTable("phases",
                                   {{"begin", "s"},
                                    {"end", "s"},
                                    {"cross_traffic", ""},
                                    {"available", "Mbps"},
                                    {"received", "Mbps"},
                                    {"ratio", ""}});
    std::vector<double> ratios;
    std::array<double, 2> sums{};
    std::array<double, 2> counts{};
    for (const Phase& phase : m_phases)
    {
        // the source may begin later than the cross traffic
        const Time begin = Max(phase.begin, m_params.begin);
        const Time settled = begin + UNSETTLED;
        if (phase.end - settled < LEAST_JUDGED || phase.available <= 0)
        {
            continue;
        }
        const double received = record.ReceivedRate(settled, phase.end);
        ratios.push_back(received / phase.available);
        sums.at(phase.isBusy) += ratios.back();
        ++counts.at(phase.isBusy);
        table.AddRow({begin.GetSeconds(),
                      phase.end.GetSeconds(),
                      phase.isBusy,
                      phase.available,
                      received,
                      ratios.back()});
    }
    const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
    result.AddMetric("phase_ratio_min", ratios.empty() ? NAN : *least);
    result.AddMetric("phase_ratio_max", ratios.empty() ? NAN : *most);
    result.AddMetric("phase_ratio_busy", sums[1] / counts[1]);
    result.AddMetric("phase_ratio_quiet", sums[0] / counts[0]);
}

} // namespace qos
} // namespace ns3
