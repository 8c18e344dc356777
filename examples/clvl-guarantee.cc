/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS Figures 2, 8 and 9: how much bandwidth can be guaranteed on a virtual link?
 *
 *     backlogged bundle --+
 *     long TCP -----------+-- tight link, drop tail --> exit
 *     bursts -------------+
 *
 * Every link of a population is a path of its own. c is sampled once per round trip; c_min is below
 * all but a share u of the history of five minutes; then it is seen how often c is below it in the
 * five minutes that follow. There is no simulator: see SharedBottleneck for the path, and
 * RateHistoryRun for the bundle. On the first links of the population both ends of the bundle run
 * packet by packet, too: a flow is admitted after the history, and is served while other flows
 * overload the bundle (GuaranteedFlowRun).
 */

#include "clvl/guaranteed-flow-run.h"
#include "clvl/link-population.h"
#include "clvl/rate-history-run.h"

#include "ns3/boolean.h"
#include "ns3/bundle-pipe-registry.h"
#include "ns3/double.h"
#include "ns3/experiment-registry.h"
#include "ns3/nstime.h"
#include "ns3/parameter-error.h"
#include "ns3/quantile.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS Figures 2, 8 and 9. */
class ClvlGuaranteeExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    /** What came out, over links. */
    struct Columns
    {
        std::vector<double> least;      //!< c_min, kbit/s
        std::vector<double> ratio;      //!< c_min over c_avg
        std::vector<double> fastRatio;  //!< the same, of links with c_avg above 1.6 Mb/s
        std::vector<double> violations; //!< share of the samples below c_min
        std::vector<double> loss;       //!< of frames
        double unrated = 0;             //!< links of which there is no sample of c
    };

    void DoRun(Result& result) override;

    /**
     * Admit and serve a flow on the first links.
     * @param result gets a table and metrics
     * @param links of the population
     */
    void RunFlows(Result& result, const std::vector<PopulationLink>& links) const;

    /** @return how long everything lasts */
    GuaranteeTimes Times() const;

    /** @return knobs of the rates */
    BundleRateParams RateParams() const;

    double m_u = 0;            //!< parameter u
    uint32_t m_links = 0;      //!< parameter links
    double m_flows = 0;        //!< parameter flows
    std::string m_pipe;        //!< parameter pipe
    bool m_hasBursts = true;   //!< parameter bursts
    uint32_t m_guaranteed = 0; //!< parameter guaranteed
    double m_share = 0;        //!< parameter share
    Time m_warmup;             //!< parameter warmup
    Time m_history;            //!< parameter history
    Time m_following;          //!< parameter following
};

QOS_REGISTER_EXPERIMENT(ClvlGuaranteeExperiment,
                        "clvl-guarantee",
                        "how much bandwidth can be guaranteed on each link of a population?",
                        "OverQoS Figs 2, 8, 9");

namespace
{

constexpr double FAST_KBPS = 1600; // the last row of Figure 9
constexpr double MOST_LOSS = 0.03; // 30 q: the largest loss in section 6.2

/**
 * @param values any
 * @return their mean, not a number if there are none
 */
double
MeanOf(const std::vector<double>& values)
{
    return values.empty() ? NAN
                          : std::accumulate(values.begin(), values.end(), 0.0) /
                                static_cast<double>(values.size());
}

} // namespace

TypeId
ClvlGuaranteeExperiment::GetTypeId()
{
    using Self = ClvlGuaranteeExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlGuaranteeExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("U",
                          "share of the samples of c that may be below c_min",
                          DoubleValue(0.01),
                          MakeDoubleAccessor(&Self::m_u),
                          MakeDoubleChecker<double>(0.0005, 0.5))
            .AddAttribute("Links",
                          "links of the population",
                          UintegerValue(100),
                          MakeUintegerAccessor(&Self::m_links),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("Flows",
                          "N: TCP connections that each bundle stands for",
                          DoubleValue(10),
                          MakeDoubleAccessor(&Self::m_flows),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("Pipe",
                          "what b follows",
                          StringValue("multcp"),
                          MakeStringAccessor(&Self::m_pipe),
                          MakeNameChecker([] { return BundlePipes().Names(); }))
            .AddAttribute("Bursts",
                          "whether the bursts of others come and go; else their load is constant",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_hasBursts),
                          MakeBooleanChecker())
            .AddAttribute("Guaranteed",
                          "links, the first ones, on which a flow is admitted and served",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_guaranteed),
                          MakeUintegerChecker<uint32_t>(0, 10000))
            .AddAttribute("Share",
                          "of c_min that such a flow wants",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Self::m_share),
                          MakeDoubleChecker<double>(0.01, 0.99))
            .AddAttribute("Warmup",
                          "time before anything is measured",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Self::m_warmup),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddAttribute("History",
                          "time that c_min is taken from",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&Self::m_history),
                          MakeTimeChecker(Seconds(1), Seconds(3600)))
            .AddAttribute("Following",
                          "time after it, in which violations are counted",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&Self::m_following),
                          MakeTimeChecker(Seconds(1), Seconds(3600)));
    return tid;
}

std::vector<Metric>
ClvlGuaranteeExperiment::GetMetrics() const
{
    return {{"c_min_kbps", "kbps", "mean c_min of the links"},
            {"c_min_least_kbps", "kbps", "least c_min"},
            {"c_min_p10_kbps", "kbps", "that of which a tenth of the links has less"},
            {"c_min_p90_kbps", "kbps", "that of which a tenth of the links has more"},
            {"c_min_most_kbps", "kbps", "largest c_min"},
            {"c_min_over_c_avg", "", "mean of c_min over the mean of c"},
            {"fast_links", "", "links with a mean c above 1.6 Mb/s"},
            {"fast_ratio", "", "mean of c_min over the mean of c for these; no value without one"},
            {"fast_ratio_least", "", "least of these"},
            {"fast_ratio_most", "", "largest of these"},
            {"unrated_links",
             "",
             "links that never left slow start, or had no c at all: they are in no other metric of "
             "the links"},
            {"violation_ratio", "", "mean share of the samples after the history below c_min"},
            {"violation_median", "", "median over the links of that"},
            {"loss", "", "mean of the links' loss of frames"},
            {"flow_links",
             "",
             "links with a guaranteed flow that lose at most 3 % of the frames: the links of the "
             "following metrics, which have no value without one"},
            {"flow_delivered", "", "packets of guaranteed flows that arrived"},
            {"flow_delivered_least", "", "the same, of the flow with the least"},
            {"flow_loss", "", "packets of guaranteed flows dropped at the entry or lost"},
            {"flow_refusals", "", "links on which a second flow, which did not fit, was refused"},
            {"others_dropped", "", "packets of the other flows that c had no room for"},
            {"leftover", "", "packets of unknown fate on all links with a guaranteed flow"}};
}

void
ClvlGuaranteeExperiment::CheckParameters() const
{
    if (m_guaranteed > m_links)
    {
        throw ParameterError("guaranteed is " + std::to_string(m_guaranteed) +
                             "; it must be at most links");
    }
}

GuaranteeTimes
ClvlGuaranteeExperiment::Times() const
{
    return {ToCore(m_warmup), ToCore(m_history), ToCore(m_following)};
}

BundleRateParams
ClvlGuaranteeExperiment::RateParams() const
{
    BundleRateParams params;
    params.pipe = m_pipe;
    params.flows = m_flows;
    params.history.missProbability = m_u;
    params.history.memory = ToCore(m_history);
    return params;
}

void
ClvlGuaranteeExperiment::RunFlows(Result& result, const std::vector<PopulationLink>& links) const
{
    constexpr int64_t FIRST_STREAM = 100'000; // beyond those of the links
    Table& table = result.AddTable("flows",
                                   {{"link", ""},
                                    {"c_avg", "kbps"},
                                    {"c_min", "kbps"},
                                    {"allocation", "kbps"},
                                    {"sent", ""},
                                    {"delivered", ""},
                                    {"dropped", ""},
                                    {"loss", ""},
                                    {"residual", ""}});
    std::vector<double> delivered;
    std::vector<double> others;
    double refusals = 0;
    double leftover = 0;
    for (uint32_t i = 0; i < m_guaranteed; ++i)
    {
        const auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(FIRST_STREAM + i);
        SharedBottleneck bottleneck(links[i].bottleneck, random);
        GuaranteedFlowRun run(bottleneck, links[i].bottleneck.roundTrip, RateParams());
        const GuaranteedFlowOutcome flow = run.Run(Times(), m_share);
        table.AddRow({i + 1,
                      flow.meanKbps,
                      flow.leastKbps,
                      flow.allocation,
                      flow.sent,
                      flow.delivered,
                      flow.dropped,
                      flow.loss,
                      flow.residual});
        leftover += flow.leftover;
        if (flow.sent > 0 && flow.loss <= MOST_LOSS)
        {
            delivered.push_back(static_cast<double>(flow.delivered) /
                                static_cast<double>(flow.sent));
            others.push_back(flow.others);
            refusals += flow.isRefused ? 1 : 0;
        }
    }
    result.AddMetric("flow_links", static_cast<double>(delivered.size()));
    result.AddMetric("flow_delivered", MeanOf(delivered));
    result.AddMetric("flow_delivered_least",
                     delivered.empty() ? NAN
                                       : *std::min_element(delivered.begin(), delivered.end()));
    result.AddMetric("flow_loss", 1 - MeanOf(delivered));
    result.AddMetric("flow_refusals", delivered.empty() ? NAN : refusals);
    result.AddMetric("others_dropped", MeanOf(others));
    result.AddMetric("leftover", leftover);
}

void
ClvlGuaranteeExperiment::DoRun(Result& result)
{
    constexpr double MEGA = 1e6;
    constexpr double KILO = 1e3;
    constexpr double LOW = 0.1;
    constexpr double HIGH = 0.9;
    const auto drawn = CreateObject<UniformRandomVariable>();
    drawn->SetStream(0);
    LinkPopulation population(drawn);
    Table& table = result.AddTable("links",
                                   {{"from", ""},
                                    {"to", ""},
                                    {"capacity", "kbps"},
                                    {"rtt", "ms"},
                                    {"long_flows", ""},
                                    {"others_load", ""},
                                    {"loss", ""},
                                    {"c_avg", "kbps"},
                                    {"c_min", "kbps"},
                                    {"ratio", ""},
                                    {"violations", ""}});
    Columns all;
    std::vector<PopulationLink> links;
    for (uint32_t i = 0; i < m_links; ++i)
    {
        links.push_back(population.Draw());
        links.back().bottleneck.isSteady = !m_hasBursts;
        const PopulationLink& link = links.back();
        const auto random = CreateObject<UniformRandomVariable>();
        random->SetStream(i + 1);
        SharedBottleneck bottleneck(link.bottleneck, random);
        const Nanoseconds roundTrip = link.bottleneck.roundTrip;
        RateHistoryRun run(bottleneck, roundTrip, RateParams());
        const GuaranteeOutcome outcome = run.Run(Times());
        const double ratio = outcome.leastKbps / outcome.meanKbps;
        table.AddRow({link.from,
                      link.to,
                      link.bottleneck.capacityBps / KILO,
                      static_cast<double>(roundTrip.count()) / MEGA,
                      link.bottleneck.longFlows,
                      bottleneck.OthersLoad(),
                      outcome.loss,
                      outcome.meanKbps,
                      outcome.leastKbps,
                      ratio,
                      outcome.violations});
        if (!std::isfinite(ratio))
        {
            all.unrated += 1;
            continue;
        }
        all.least.push_back(outcome.leastKbps);
        all.ratio.push_back(ratio);
        if (outcome.meanKbps > FAST_KBPS)
        {
            all.fastRatio.push_back(ratio);
        }
        all.violations.push_back(outcome.violations);
        all.loss.push_back(outcome.loss);
    }
    std::sort(all.least.begin(), all.least.end());
    std::sort(all.fastRatio.begin(), all.fastRatio.end());
    result.AddMetric("c_min_kbps", MeanOf(all.least));
    result.AddMetric("c_min_least_kbps", SortedQuantile(all.least, 0));
    result.AddMetric("c_min_p10_kbps", SortedQuantile(all.least, LOW));
    result.AddMetric("c_min_p90_kbps", SortedQuantile(all.least, HIGH));
    result.AddMetric("c_min_most_kbps", SortedQuantile(all.least, 1));
    result.AddMetric("c_min_over_c_avg", MeanOf(all.ratio));
    result.AddMetric("fast_links", static_cast<double>(all.fastRatio.size()));
    result.AddMetric("fast_ratio", MeanOf(all.fastRatio));
    result.AddMetric("fast_ratio_least", SortedQuantile(all.fastRatio, 0));
    result.AddMetric("fast_ratio_most", SortedQuantile(all.fastRatio, 1));
    result.AddMetric("unrated_links", all.unrated);
    result.AddMetric("violation_ratio", MeanOf(all.violations));
    result.AddMetric("violation_median", Median(all.violations));
    result.AddMetric("loss", MeanOf(all.loss));
    RunFlows(result, links);
}

} // namespace qos
} // namespace ns3
