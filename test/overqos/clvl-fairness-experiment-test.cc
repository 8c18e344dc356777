/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment clvl-fairness, short: what it reports, whether packets are conserved, who gets
 * what, and what it refuses.
 */

#include "command-line.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param parameters of clvl-fairness
 * @return what comes out
 */
Result
Measure(ParameterTexts parameters)
{
    parameters.emplace("warmup", "5s");
    parameters.emplace("duration", "10s");
    ExperimentRequest request;
    request.experiment = "clvl-fairness";
    request.parameters = std::move(parameters);
    request.seed = 1;
    return RunRequest(request);
}

/** Queue, pipe, TCP connections. */
class ClvlFairness
    : public testing::TestWithParam<std::tuple<std::string, std::string, std::string>>
{
};

TEST_P(ClvlFairness, ReportsAllItsMetricsAndAccountsForEveryPacket)
{
    const auto& [queue, pipe, tcps] = GetParam();
    const Result result =
        Measure({{"queue", queue}, {"pipe", pipe}, {"tcps", tcps}, {"rate", "4Mbps"}});
    const auto metrics = ExperimentRegistry::Instance().Get("clvl-fairness").Create()->GetMetrics();
    EXPECT_EQ(result.GetMetrics().size(), metrics.size());
    for (const Metric& metric : metrics)
    {
        const bool isOfTcp = metric.name.rfind("tcp_", 0) == 0;
        EXPECT_EQ(std::isfinite(result.GetMetric(metric.name)), !isOfTcp || tcps != "0")
            << metric.name;
    }
    EXPECT_EQ(result.GetMetric("leftover"), 0);
    EXPECT_GT(result.GetMetric("loss"), 0);
    // backlogged; what b keeps for redundancy is not always needed
    EXPECT_NEAR(result.GetMetric("sent_share"), 0.95, 0.08);
    EXPECT_EQ(result.GetMetric("flows_1"), 2);
    EXPECT_EQ(result.GetMetric("flows_3"), 8);
}

INSTANTIATE_TEST_SUITE_P(All,
                         ClvlFairness,
                         testing::Combine(testing::Values("red", "fifo"),
                                          testing::Values("multcp", "multcp-smooth", "tfrc"),
                                          testing::Values("0", "5")));

TEST(ClvlFairnessExperiment, AtRedBundlesShareByTheNumbersOfTheirFlows)
{
    const Result result = Measure({{"warmup", "20s"}, {"duration", "60s"}});
    EXPECT_NEAR(result.GetMetric("ratio_2"), 2, 0.5);
    EXPECT_NEAR(result.GetMetric("ratio_3"), 2, 0.5);
    const double sum = result.GetMetric("rate_1_kbps") + result.GetMetric("rate_2_kbps") +
                       result.GetMetric("rate_3_kbps");
    EXPECT_GT(sum, 9000) << "of 10 Mb/s";
    EXPECT_LT(sum, 10300);
    EXPECT_NEAR(result.GetMetric("per_flow_kbps"), sum / 14, 1e-6);
}

TEST(ClvlFairnessExperiment, TheRowsOfTheTableAddUpToTheRates)
{
    const Result result = Measure({{"bundles", "3"}, {"tcps", "1"}, {"bin", "4s"}});
    const auto& rows = result.GetTables().front().second.GetRows();
    ASSERT_EQ(rows.size(), 3U); // of 4, 4 and 2 s
    const auto value = [&rows](std::size_t row, std::size_t column) {
        return std::get<double>(rows[row][column].Get());
    };
    EXPECT_NEAR(0.4 * value(0, 1) + 0.4 * value(1, 1) + 0.2 * value(2, 1),
                result.GetMetric("rate_1_kbps"),
                1e-6);
    EXPECT_NEAR(0.4 * value(0, 2) + 0.4 * value(1, 2) + 0.2 * value(2, 2),
                result.GetMetric("tcp_mean_kbps"),
                1e-6);
}

TEST(ClvlFairnessExperiment, GivesEqualTextsForEqualSeedsAndNotForOthers)
{
    const auto text = [](const std::string& seed) {
        std::ostringstream out;
        std::ostringstream err;
        const int status =
            RunProgram("clvl-fairness",
                       {"tcps=2", "duration=5s", "warmup=2s", "--seed", seed, "--json"},
                       out,
                       err);
        EXPECT_EQ(status, 0) << err.str();
        return out.str();
    };
    EXPECT_EQ(text("1"), text("1"));
    EXPECT_NE(text("1"), text("2"));
}

TEST(ClvlFairnessExperiment, RefusesBundlesThatAreNone)
{
    EXPECT_THROW(Measure({{"bundles", "2:2.5"}}), ParameterError);
    EXPECT_THROW(Measure({{"bundles", "0"}}), ParameterError);
    EXPECT_THROW(Measure({{"queue", "wfq"}}), ParameterError);
    EXPECT_THROW(Measure({{"pipe", "udp"}}), ParameterError);
}

} // namespace
} // namespace qos
} // namespace ns3
