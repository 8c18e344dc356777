/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment clvl-cascade at sizes that take a moment: what it reports, whether delays are what
 * the formulas of the three orders say, and the reference of the Monte-Carlo calculation.
 */

#include "command-line.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param parameters of the experiment
 * @param seed run number of the random streams
 * @return what comes out
 */
Result
Measure(const ParameterTexts& parameters, uint64_t seed = 1)
{
    ExperimentRequest request;
    request.experiment = "clvl-cascade";
    request.parameters = parameters;
    request.seed = seed;
    return RunRequest(request);
}

/** Order and links. */
class ClvlCascade : public testing::TestWithParam<std::tuple<std::string, int>>
{
  protected:
    /** @return parameters of a short run */
    ParameterTexts Short() const
    {
        return {{"ordering", std::get<0>(GetParam())},
                {"links", std::to_string(std::get<1>(GetParam()))},
                {"duration", "30s"},
                {"burst", "2"}};
    }
};

TEST_P(ClvlCascade, HasTheDelaysThatTheFormulaOfItsOrderSays)
{
    for (const char* reportLoss : {"0", "0.05"})
    {
        ParameterTexts parameters = Short();
        parameters["report_loss"] = reportLoss;
        const Result result = Measure(parameters);
        for (const Metric& metric :
             ExperimentRegistry::Instance().Get("clvl-cascade").Create()->GetMetrics())
        {
            EXPECT_TRUE(std::isfinite(result.GetMetric(metric.name))) << metric.name;
        }
        EXPECT_GT(result.GetMetric("compared_packets"), 1000);
        EXPECT_GT(result.GetMetric("recoveries"), 50);
        for (const char* metric :
             {"formula_error_ms", "dominance_violations", "leftover", "payload_errors"})
        {
            EXPECT_EQ(result.GetMetric(metric), 0) << metric;
        }
        EXPECT_EQ(result.GetMetric("order_violations") == 0, std::get<0>(GetParam()) != "none");
        EXPECT_LE(result.GetMetric("none_mean_ms"), result.GetMetric("e2e_mean_ms"));
        EXPECT_LE(result.GetMetric("e2e_mean_ms"), result.GetMetric("hop_mean_ms"));
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         ClvlCascade,
                         testing::Combine(testing::Values("none", "e2e", "hop"),
                                          testing::Values(1, 3)));

/** What is on the wires does not depend on whether the last node puts packets in order. */
TEST(ClvlCascadeExperiment, HasTheEndToEndDelaysThatARunWithoutOrderForetells)
{
    ParameterTexts parameters{{"duration", "30s"}, {"second_round_loss", "false"}};
    const Result none = Measure(parameters);
    parameters["ordering"] = "e2e";
    const Result endToEnd = Measure(parameters);
    constexpr double ROUNDING = 1e-9;
    EXPECT_NEAR(endToEnd.GetMetric("delay_mean_ms"), none.GetMetric("e2e_mean_ms"), ROUNDING);
    EXPECT_NEAR(none.GetMetric("delay_mean_ms"), none.GetMetric("none_mean_ms"), ROUNDING);
    EXPECT_EQ(none.GetMetric("residual_loss"), 0);
}

TEST(ClvlCascadeExperiment, HasTheSameDelaysInBothOrdersOnOneLink)
{
    ParameterTexts parameters{{"duration", "30s"}, {"links", "1"}, {"ordering", "e2e"}};
    const Result endToEnd = Measure(parameters);
    parameters["ordering"] = "hop";
    const Result hop = Measure(parameters);
    EXPECT_EQ(hop.GetMetric("delay_mean_ms"), endToEnd.GetMetric("delay_mean_ms"));
    EXPECT_EQ(hop.GetMetric("delay_p99_ms"), endToEnd.GetMetric("delay_p99_ms"));
}

/** An independent calculation: 500 packets a second, 4 % loss, three links, loss seen at the next
 * arrival, retransmissions at once and without loss. */
TEST(ClvlCascadeExperiment, HasTheMeansOfTheMonteCarloReference)
{
    for (const auto& [ordering, mean] :
         std::vector<std::pair<std::string, double>>{{"none", 12}, {"e2e", 102}, {"hop", 189}})
    {
        double sum = 0;
        for (const uint64_t seed : {1, 2})
        {
            sum += Measure({{"ordering", ordering},
                            {"rate_pps", "500"},
                            {"reorder_frames", "1"},
                            {"second_round", "burst"},
                            {"second_round_loss", "false"},
                            {"duration", "30s"}},
                           seed)
                       .GetMetric("delay_mean_ms");
        }
        EXPECT_NEAR(sum / 2, mean, 0.1 * mean) << ordering;
    }
}

TEST(ClvlCascadeExperiment, DropsInItsMiddleOnlyWhereNobodyIsToldOfTheNextLink)
{
    ParameterTexts parameters{{"links", "2"},
                              {"loss", "0"},
                              {"rate_pps", "400"},
                              {"link_kbps", "4000:2000"},
                              {"queue_packets", "200"},
                              {"duration", "30s"}};
    const Result with = Measure(parameters);
    EXPECT_EQ(with.GetMetric("node_drops"), 0);
    EXPECT_GT(with.GetMetric("entry_drops"), 0);
    EXPECT_EQ(with.GetMetric("leftover"), 0);
    parameters["b_max"] = "false";
    const Result without = Measure(parameters);
    EXPECT_GT(without.GetMetric("node_drop_pps"), 100);
    EXPECT_NEAR(without.GetMetric("node_drop_pps") / without.GetMetric("expected_node_drop_pps"),
                1,
                0.05);
    EXPECT_EQ(without.GetMetric("entry_drops"), 0);
    EXPECT_EQ(without.GetMetric("leftover"), 0);
}

/** The first node once was told to send next to nothing, and then of nothing else. */
TEST(ClvlCascadeExperiment, FillsItsNarrowestWireOverPipes)
{
    const Result result = Measure({{"links", "2"},
                                   {"loss", "0"},
                                   {"rate_pps", "400"},
                                   {"link_kbps", "4000:2000"},
                                   {"queue_packets", "200"},
                                   {"pipe", "multcp"},
                                   {"warmup", "10s"},
                                   {"duration", "40s"}});
    // of 2 Mb/s, in datagrams of 1076 bytes with all headers
    EXPECT_GT(result.GetMetric("delivered_pps"), 0.85 * 2e6 / 8 / 1076);
    EXPECT_EQ(result.GetMetric("node_drops"), 0);
    EXPECT_EQ(result.GetMetric("leftover"), 0);
}

TEST(ClvlCascadeExperiment, GivesEqualTextsForEqualSeedsAndNotForOthers)
{
    const auto call = [](const std::string& seed) {
        std::ostringstream out;
        std::ostringstream err;
        const int status = RunProgram("clvl-cascade",
                                      {"ordering=hop", "duration=10s", "--seed", seed, "--json"},
                                      out,
                                      err);
        EXPECT_EQ(status, 0) << err.str();
        return out.str();
    };
    const std::string first = call("1");
    EXPECT_EQ(call("1"), first);
    EXPECT_NE(call("2"), first);
}

TEST(ClvlCascadeExperiment, RefusesBadArgumentsWithASentence)
{
    for (const auto& [argument, word] : std::vector<std::pair<std::string, std::string>>{
             {"links=0", "links"},
             {"ordering=both", "ordering"},
             {"loss=0.7", "loss"},
             {"burst=0", "burst"},
             {"mode=magic", "mode"},
             {"pipe=cubic", "pipe"},
             {"link_kbps=1000:2000:3000:4000", "link_kbps"},
             {"link_kbps=1", "link_kbps"},
             {"warmup=200s", "warmup"},
             {"colour=red", "colour"}})
    {
        SCOPED_TRACE(argument);
        std::ostringstream out;
        std::ostringstream err;
        EXPECT_EQ(RunProgram("clvl-cascade", {argument}, out, err), EXIT_BAD_ARGUMENTS);
        EXPECT_NE(err.str().find(word), std::string::npos) << err.str();
        EXPECT_EQ(out.str(), "");
    }
}

} // namespace
} // namespace qos
} // namespace ns3
