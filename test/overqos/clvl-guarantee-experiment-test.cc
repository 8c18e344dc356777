/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment clvl-guarantee, its population of links, and its model of a bottleneck.
 */

#include "../../examples/clvl/guaranteed-flow-run.h"
#include "../../examples/clvl/link-population.h"
#include "../../examples/clvl/rate-history-run.h"
#include "command-line.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/**
 * @param stream its number
 * @return randomness
 */
Ptr<UniformRandomVariable>
Random(int64_t stream)
{
    auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(stream);
    return random;
}

/**
 * @param parameters of clvl-guarantee
 * @return what comes out
 */
Result
Measure(ParameterTexts parameters)
{
    ExperimentRequest request;
    request.experiment = "clvl-guarantee";
    request.parameters = std::move(parameters);
    request.seed = 1;
    return RunRequest(request);
}

TEST(SharedBottleneckTest, BelowItsCapacityNothingIsLostAndAPacketTakesItsOwnTime)
{
    SharedBottleneckParams params;
    params.capacityBps = 8e6;
    params.longFlows = 0;
    params.burstLoad = 0.5;
    params.isSteady = true;
    SharedBottleneck bottleneck(params, Random(1));
    for (int i = 1; i <= 1000; ++i)
    {
        const auto delay = bottleneck.Pass(1000, i * 4ms); // 2 of 8 Mb/s
        ASSERT_TRUE(delay);
        EXPECT_EQ(*delay, 1ms);
    }
    EXPECT_NEAR(bottleneck.OthersLoad(), 0.5, 1e-9);
}

TEST(SharedBottleneckTest, WhatExceedsItsCapacityIsLostWhenItsBufferIsFull)
{
    SharedBottleneckParams params;
    params.capacityBps = 8e6;
    params.bufferBytes = 50'000;
    params.longFlows = 0;
    params.burstLoad = 0.5;
    params.isSteady = true;
    SharedBottleneck bottleneck(params, Random(2));
    double lost = 0;
    constexpr int PACKETS = 40'000;
    for (int i = 1; i <= PACKETS; ++i)
    {
        const auto delay = bottleneck.Pass(1000, i * 1ms); // 8 beside 4 of 8 Mb/s
        lost += delay ? 0 : 1;
        EXPECT_LE(delay.value_or(0ms), 51ms); // 50 kB and itself
    }
    // a third of all that comes; 5 standard deviations, and what fills the buffer
    EXPECT_NEAR(lost / PACKETS, 1.0 / 3, 5 * std::sqrt(2.0 / 9 / PACKETS) + 0.002);
}

TEST(SharedBottleneckTest, BurstsHaveTheirLoadWhateverTheirNumber)
{
    // times are heavy-tailed: even the mean over 40 hours is within 10 % of the load only
    for (const double load : {0.02, 0.1, 0.25})
    {
        SharedBottleneckParams params;
        params.longFlows = 0;
        params.burstLoad = load;
        params.burstPeak = 0.25;
        SharedBottleneck bottleneck(params, Random(8));
        bottleneck.Pass(1000, 40h);
        EXPECT_NEAR(bottleneck.OthersLoad() / load, 1, 0.1) << load << ", stream 8";
    }
}

TEST(SharedBottleneckTest, LongConnectionsFillWhatIsLeft)
{
    SharedBottleneckParams params;
    params.longFlows = 10;
    params.burstLoad = 0;
    SharedBottleneck bottleneck(params, Random(3));
    for (int i = 1; i <= 60'000; ++i)
    {
        bottleneck.Pass(1000, i * 2ms); // 4 of 10 Mb/s, 120 s
    }
    EXPECT_NEAR(bottleneck.OthersLoad(), 0.6, 0.05);
}

TEST(LinkPopulationTest, DrawsTheKindsOfNodesAsOftenAsThePaperHasThem)
{
    constexpr int LINKS = 19'000;
    LinkPopulation population(Random(4));
    std::map<std::string, double> ends;
    for (int i = 0; i < LINKS; ++i)
    {
        const PopulationLink link = population.Draw();
        ends[link.from] += 1;
        ends[link.to] += 1;
        EXPECT_FALSE(link.from == "korea" && link.to == "korea") << "there is one";
        EXPECT_GE(link.bottleneck.capacityBps, 128e3);
        EXPECT_LE(link.bottleneck.capacityBps, 100e6);
        EXPECT_GE(link.bottleneck.roundTrip, 20ms);
        EXPECT_LE(link.bottleneck.roundTrip, 380ms);
    }
    const std::map<std::string, double> nodes{{"europe", 6},
                                              {"korea", 1},
                                              {"canada", 1},
                                              {"company", 3},
                                              {"broadband", 8}};
    for (const auto& [kind, count] : nodes)
    {
        const double expected = 2 * LINKS * count / 19;
        EXPECT_NEAR(ends[kind], expected, 5 * std::sqrt(expected)) << kind;
    }
}

// the model without recovery has to tell of rates what the whole link does
TEST(RateHistoryRunTest, HasTheRatesOfAWholeLink)
{
    SharedBottleneckParams path;
    path.longFlows = 15;
    path.isSteady = true;
    BundleRateParams rate;
    rate.flows = 5;
    GuaranteeTimes times;
    times.history = 240s;
    SharedBottleneck first(path, Random(5));
    const GuaranteeOutcome rates = RateHistoryRun(first, path.roundTrip, rate).Run(times);
    SharedBottleneck second(path, Random(6));
    const GuaranteedFlowOutcome whole =
        GuaranteedFlowRun(second, path.roundTrip, rate).Run(times, 0.5);
    EXPECT_GT(rates.meanKbps, 500);
    EXPECT_NEAR(rates.meanKbps / whole.meanKbps, 1, 0.1);
    EXPECT_NEAR(rates.leastKbps / whole.leastKbps, 1, 0.15);
}

TEST(GuaranteedFlowRunTest, AnAdmittedFlowGetsItsAllocationWhileTheBundleIsOverloaded)
{
    SharedBottleneckParams path;
    path.longFlows = 15;
    path.isSteady = true;
    BundleRateParams rate;
    rate.flows = 5;
    GuaranteeTimes times;
    times.history = 240s;
    times.following = 120s;
    for (const double share : {0.3, 0.8})
    {
        SCOPED_TRACE(share);
        SharedBottleneck bottleneck(path, Random(7));
        const GuaranteedFlowOutcome flow =
            GuaranteedFlowRun(bottleneck, path.roundTrip, rate).Run(times, share);
        EXPECT_NEAR(flow.allocation, share * flow.leastKbps * 0.954, 0.01 * flow.allocation);
        EXPECT_NEAR(static_cast<double>(flow.sent) * 954 * 8 / 1000 / 120,
                    flow.allocation,
                    0.01 * flow.allocation);
        EXPECT_TRUE(flow.isRefused);
        EXPECT_GT(flow.others, 0.3) << "overloaded";
        EXPECT_GT(flow.loss, 0.003) << "before recovery";
        EXPECT_GE(static_cast<double>(flow.delivered),
                  (1 - 0.001) * static_cast<double>(flow.sent));
        EXPECT_EQ(flow.leftover, 0);
    }
}

TEST(ClvlGuaranteeExperiment, ReportsAllItsMetricsAndAccountsForEveryPacket)
{
    const Result result = Measure({{"links", "12"},
                                   {"guaranteed", "12"},
                                   {"flows", "2"},
                                   {"history", "60s"},
                                   {"following", "60s"}});
    std::set<std::string> declared;
    for (const Metric& metric :
         ExperimentRegistry::Instance().Get("clvl-guarantee").Create()->GetMetrics())
    {
        declared.insert(metric.name);
        EXPECT_TRUE(std::isfinite(result.GetMetric(metric.name))) << metric.name;
    }
    EXPECT_EQ(result.GetMetrics().size(), declared.size());
    EXPECT_EQ(result.GetMetric("leftover"), 0);
    EXPECT_GT(result.GetMetric("flow_links"), 4);
    EXPECT_EQ(result.GetTables().front().second.GetRows().size(), 12U);
}

TEST(ClvlGuaranteeExperiment, ASteadyLoadIsEasierToGuaranteeOn)
{
    const Result bursts = Measure({{"links", "30"}});
    const Result steady = Measure({{"links", "30"}, {"bursts", "false"}});
    EXPECT_GT(steady.GetMetric("fast_ratio"), bursts.GetMetric("fast_ratio") + 0.1);
}

TEST(ClvlGuaranteeExperiment, CountsLinksThatHaveNoRate)
{
    const Result result = Measure({{"links", "10"}, {"history", "1s"}, {"warmup", "0s"}});
    const double unrated = result.GetMetric("unrated_links");
    double withoutRatio = 0;
    for (const auto& row : result.GetTables().front().second.GetRows())
    {
        withoutRatio += std::isfinite(std::get<double>(row[9].Get())) ? 0 : 1;
    }
    EXPECT_GT(unrated, 0) << "seed 1";
    EXPECT_EQ(unrated, withoutRatio);
}

TEST(ClvlGuaranteeExperiment, GivesEqualTextsForEqualSeedsAndNotForOthers)
{
    const auto text = [](const std::string& seed) {
        std::ostringstream out;
        std::ostringstream err;
        const int status = RunProgram(
            "clvl-guarantee",
            {"links=3", "guaranteed=2", "history=30s", "following=30s", "--seed", seed, "--json"},
            out,
            err);
        EXPECT_EQ(status, 0) << err.str();
        return out.str();
    };
    EXPECT_EQ(text("1"), text("1"));
    EXPECT_NE(text("1"), text("2"));
}

TEST(ClvlGuaranteeExperiment, RefusesBadParameters)
{
    EXPECT_THROW(Measure({{"links", "3"}, {"guaranteed", "4"}}), ParameterError);
    EXPECT_THROW(Measure({{"u", "0"}}), ParameterError);
    EXPECT_THROW(Measure({{"share", "1"}}), ParameterError);
    EXPECT_THROW(Measure({{"pipe", "udp"}}), ParameterError);
}

} // namespace
} // namespace qos
} // namespace ns3
