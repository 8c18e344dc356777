/* SPDX-License-Identifier: GPL-2.0-only */

#include "stack-report.h"

#include "ns3/quantile.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace qos
{
namespace
{

constexpr double MILLI = 1e3;
constexpr double MEGA = 1e6;

/**
 * @param links of a network
 * @return packets on them that nobody knows of
 */
double
LeftoverOf(const StackLinkTotals& links)
{
    return static_cast<double>(links.arrived) - static_cast<double>(links.dropped) -
           static_cast<double>(links.waiting) - static_cast<double>(links.delivered) -
           static_cast<double>(links.lost) - static_cast<double>(links.open);
}

} // namespace

std::vector<Metric>
StackMetrics()
{
    return {
        {"fps_mean", "1/s", "pictures in time per second, mean over viewers"},
        {"fps_min", "1/s", "the same, of the viewer with the fewest"},
        {"decodable_fps_mean",
         "1/s",
         "pictures in time with all that they are predicted from, mean over viewers"},
        {"decodable_fps_min", "1/s", "the same, of the viewer with the fewest"},
        {"i_lost", "", "share of the I pictures that were not whole in time, over all viewers"},
        {"p_lost", "", "the same of P pictures"},
        {"b_lost", "", "the same of B pictures"},
        {"late", "", "share of the pictures that were whole, but too late"},
        {"delay_mean_ms", "ms", "mean delay of whole pictures from the server to the viewers"},
        {"delay_p95_ms", "ms", "its 95th percentile"},
        {"scheduler_dropped",
         "",
         "share of the pictures for its children that the server's "
         "scheduler dropped"},
        {"scheduler_dropped_i", "", "of these, I pictures; a number"},
        {"manager_dropped",
         "",
         "share of the pictures for its children that waited for too long for the Congestion "
         "Manager, and were given up by the server"},
        {"web_mean_ms", "ms", "mean time to load a page"},
        {"web_p95_ms", "ms", "its 95th percentile"},
        {"web_near_ms", "ms", "mean time of the viewers that the server itself sends the video to"},
        {"web_unfinished", "", "pages that were not loaded in the end"},
        {"bulk_mbps", "Mbps", "goodput of the bulk transfers"},
        {"redundancy", "", "bytes of parity and repairs over bytes of packets on virtual links"},
        {"parity_frames", "", "frames of parity"},
        {"repair_frames", "", "frames of repairs"},
        {"report_mbps", "Mbps", "reports of virtual links, all together"},
        {"link_dropped", "", "share of the packets for virtual links that their entries dropped"},
        {"link_lost", "", "share of the same that was lost on the links all the same"},
        {"open_packets",
         "",
         "packets that did not come out of a virtual link, which no end of it has given up yet"},
        {"late_repairs", "", "repairs that came when the exit had given their packets up"},
        {"sent_mbps", "Mbps", "what all overlay nodes sent on their links"},
        {"source_mbps", "Mbps", "what overlay node 0 sent on its link"},
        {"depth_max", "", "depth of the tree"},
        {"root_degree", "", "viewers that the server itself sends the video to"},
        {"pictures", "", "that count"},
        {"leftover",
         "",
         "packets neither delivered nor dropped nor lost in the end: on virtual links, if there "
         "are any, else of the video"}};
}

StackReport::StackReport(Result& result,
                         const StackParams& params,
                         const StackNetwork::Params& plan,
                         const StackScenario& scenario,
                         const StackAudit& audit)
    : m_result(result),
      m_params(params),
      m_plan(plan),
      m_scenario(scenario),
      m_audit(audit)
{
}

void
StackReport::Write()
{
    ReportVideo();
    ReportWeb();
    ReportCosts();
    ReportTree();
}

void
StackReport::ReportVideo()
{
    constexpr double MOST = 0.95;
    const ViewingQuality quality = Quality();
    double sum = 0;
    double least = m_params.fps;
    double decodable = 0;
    double leastDecodable = m_params.fps;
    for (const ViewingQuality::Counts& seen : quality.Viewers())
    {
        sum += quality.FrameRate(seen);
        least = std::min(least, quality.FrameRate(seen));
        decodable += quality.DecodableRate(seen);
        leastDecodable = std::min(leastDecodable, quality.DecodableRate(seen));
    }
    const ViewingQuality::Counts& all = quality.All();
    const auto made =
        static_cast<double>(std::accumulate(all.made.begin(), all.made.end(), uint64_t{0}));
    const std::vector<double> delays = quality.DelaysMs();
    const double delaySum = std::accumulate(delays.begin(), delays.end(), 0.0);
    m_result.AddMetric("fps_mean", sum / m_params.viewers);
    m_result.AddMetric("fps_min", least);
    m_result.AddMetric("decodable_fps_mean", decodable / m_params.viewers);
    m_result.AddMetric("decodable_fps_min", leastDecodable);
    m_result.AddMetric("i_lost", quality.Lost(0));
    m_result.AddMetric("p_lost", quality.Lost(1));
    m_result.AddMetric("b_lost", quality.Lost(2));
    m_result.AddMetric("late", static_cast<double>(all.late) / made);
    m_result.AddMetric("delay_mean_ms", delaySum / static_cast<double>(delays.size()));
    m_result.AddMetric("delay_p95_ms", SortedQuantile(delays, MOST));
    m_result.AddMetric("pictures", made / m_params.viewers);

    uint64_t dropped = 0;
    uint64_t droppedIntra = 0;
    uint64_t abandoned = 0;
    for (const PictureServer::Outlet& outlet : m_scenario.GetServer().GetOutlets())
    {
        dropped += outlet.dropped;
        droppedIntra += outlet.droppedIntra;
        abandoned += outlet.abandonedPictures;
    }
    const auto offered = static_cast<double>(m_scenario.GetServer().GetPictures().size() *
                                             m_scenario.GetServer().GetOutlets().size());
    m_result.AddMetric("scheduler_dropped", static_cast<double>(dropped) / offered);
    m_result.AddMetric("scheduler_dropped_i", static_cast<double>(droppedIntra));
    m_result.AddMetric("manager_dropped", static_cast<double>(abandoned) / offered);
}

void
StackReport::ReportWeb()
{
    constexpr double MOST = 0.95;
    std::vector<double> times;
    std::vector<double> near;
    uint64_t unfinished = 0;
    for (uint32_t i = 0; i < m_params.viewers; ++i)
    {
        for (const WebTransfer& transfer : m_scenario.GetWebClients()[i]->GetTransfers())
        {
            if (transfer.begin < m_params.warmup)
            {
                continue;
            }
            if (!transfer.isDone)
            {
                ++unfinished;
                continue;
            }
            times.push_back(transfer.Duration().GetSeconds() * MILLI);
            if (m_plan.parents[i + 1] == 0)
            {
                near.push_back(times.back());
            }
        }
    }
    const auto mean = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) /
               static_cast<double>(values.size());
    };
    std::sort(times.begin(), times.end());
    m_result.AddMetric("web_mean_ms", mean(times));
    m_result.AddMetric("web_p95_ms", SortedQuantile(times, MOST));
    m_result.AddMetric("web_near_ms", mean(near));
    m_result.AddMetric("web_unfinished", static_cast<double>(unfinished));
}

void
StackReport::ReportCosts()
{
    uint64_t bulkBytes = 0;
    for (const auto& sink : m_scenario.GetBulkSinks())
    {
        bulkBytes += sink->GetReceivedBytes();
    }
    uint64_t sent = 0;
    for (uint32_t i = 0; i <= m_params.viewers; ++i)
    {
        sent += m_audit.GetSentBytes(i);
    }
    const StackLinkTotals links = m_scenario.GetNetwork().LinkTotals();
    const auto share = [](uint64_t part, uint64_t all) {
        return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
    };
    m_result.AddMetric("bulk_mbps", Mbps(bulkBytes));
    m_result.AddMetric("redundancy", share(links.redundantBytes, links.dataBytes));
    m_result.AddMetric("parity_frames", static_cast<double>(links.parityFrames));
    m_result.AddMetric("repair_frames", static_cast<double>(links.repairFrames));
    m_result.AddMetric("report_mbps", Mbps(links.reportBytes));
    m_result.AddMetric("link_dropped", share(links.dropped, links.arrived));
    m_result.AddMetric("link_lost", share(links.lost, links.arrived));
    m_result.AddMetric("late_repairs", static_cast<double>(links.late));
    m_result.AddMetric("open_packets", static_cast<double>(links.open));
    m_result.AddMetric("sent_mbps", Mbps(sent));
    m_result.AddMetric("source_mbps", Mbps(m_audit.GetSentBytes(0)));
    m_result.AddMetric("leftover", m_params.hasOverqos ? LeftoverOf(links) : LeftoverOfVideo());
}

double
StackReport::LeftoverOfVideo() const
{
    double sent = 0;
    for (const PictureServer::Outlet& outlet : m_scenario.GetServer().GetOutlets())
    {
        sent += static_cast<double>(outlet.offered - outlet.refused - outlet.abandoned);
        for (const PictureServer::Backlog& waiting : outlet.backlog)
        {
            sent -= m_scenario.GetServer().GetPictures()[waiting.picture].pieces - waiting.next;
        }
        if (outlet.managed)
        {
            const CmUdpCounters& counters = outlet.managed->GetCounters();
            sent -= static_cast<double>(counters.dropped + counters.failed);
            sent -= static_cast<double>(outlet.managed->GetWaiting());
        }
    }
    double came = 0;
    for (const auto& viewer : m_scenario.GetViewers())
    {
        sent += static_cast<double>(viewer->GetForwarded());
        came += static_cast<double>(viewer->GetReceived());
    }
    return sent - came - static_cast<double>(m_audit.GetDropped());
}

void
StackReport::ReportTree()
{
    std::vector<uint32_t> depths(m_params.viewers + 1);
    uint32_t rootDegree = 0;
    Table& nodes = m_result.AddTable("nodes",
                                     {{"node", ""},
                                      {"parent", ""},
                                      {"rate", "Mbps"},
                                      {"depth", ""},
                                      {"fps", "1/s"},
                                      {"sent", "Mbps"}});
    const ViewingQuality quality = Quality();
    for (uint32_t i = 0; i <= m_params.viewers; ++i)
    {
        for (uint32_t at = i; at != 0; at = m_plan.parents[at])
        {
            ++depths[i];
        }
        rootDegree += i > 0 && m_plan.parents[i] == 0 ? 1 : 0;
        const double fps = i == 0 ? NAN : quality.FrameRate(quality.Viewers()[i - 1]);
        nodes.AddRow({i,
                      m_plan.parents[i],
                      static_cast<double>(m_plan.rates[i].GetBitRate()) / MEGA,
                      depths[i],
                      fps,
                      Mbps(m_audit.GetSentBytes(i))});
    }
    m_result.AddMetric("depth_max", *std::max_element(depths.begin(), depths.end()));
    m_result.AddMetric("root_degree", rootDegree);
}

ViewingQuality
StackReport::Quality() const
{
    ViewingQuality quality(m_scenario.GetServer(),
                           m_params.warmup,
                           m_params.duration,
                           m_params.playout);
    for (const auto& viewer : m_scenario.GetViewers())
    {
        quality.Add(*viewer);
    }
    return quality;
}

double
StackReport::Mbps(uint64_t bytes) const
{
    constexpr double BITS = 8;
    return static_cast<double>(bytes) * BITS / MEGA / m_params.duration.GetSeconds();
}

} // namespace qos
} // namespace ns3
