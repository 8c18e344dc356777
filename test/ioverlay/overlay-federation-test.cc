/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

/**
 * @file
 * The experiment overlay-federation: what is left of Figures 8 and 9 of iOverlay (Middleware 2004),
 * and what follows from how federation works.
 */

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint64_t FIRST_SEED = 2001;
constexpr uint64_t SEEDS = 40;

/**
 * @param parameters of the experiment
 * @param seed of the run
 * @return what comes out
 */
Result
RunFederation(const ParameterTexts& parameters, uint64_t seed)
{
    ExperimentRequest request;
    request.experiment = "overlay-federation";
    request.parameters = parameters;
    request.seed = seed;
    return RunRequest(request);
}

/** Ways that instances look ahead. */
class FederationOf16Nodes : public testing::TestWithParam<const char*>
{
};

TEST_P(FederationOf16Nodes, CostsAndCarriesWhatItShould)
{
    for (uint64_t seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; ++seed)
    {
        const Result result = RunFederation({{"lookahead", GetParam()}, {"duration", "50s"}}, seed);
        const auto metric = [&result](const char* name) { return result.GetMetric(name); };
        SCOPED_TRACE("seed " + std::to_string(seed));
        EXPECT_EQ(metric("federated"), 1);
        EXPECT_EQ(metric("untouched"), 7) << "as stated";
        EXPECT_EQ(metric("involved"), 5);
        EXPECT_EQ(metric("federate_messages"), metric("edges")) << "one for each edge";
        EXPECT_LE(metric("federate_bytes"), 0.1 * metric("aware_bytes")) << "much smaller";
        EXPECT_EQ(metric("aware_first"), metric("aware_known")) << "each known host once";
        EXPECT_GT(metric("aware_messages"), metric("aware_first"));
        EXPECT_GT(metric("aware_slope"), 0) << "grows with the known hosts";
        EXPECT_NEAR(metric("throughput_kbps"),
                    metric("bottleneck_kbps"),
                    0.03 * metric("bottleneck_kbps"));
        EXPECT_LE(metric("bottleneck_kbps"), metric("optimum_kbps"));
        EXPECT_GT(metric("e2e_delay_ms"), metric("path_delay_ms"));
    }
}

INSTANTIATE_TEST_SUITE_P(All, FederationOf16Nodes, testing::Values("1", "2"));

TEST(OverlayFederation, HasOverheadThatTheKnownHostsExplain)
{
    // seven nodes relay in a run; in few runs they know about as many hosts, and noise decides
    double sum = 0;
    uint64_t explained = 0;
    for (uint64_t seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; ++seed)
    {
        const double r2 = RunFederation({{"duration", "1s"}}, seed).GetMetric("aware_r2");
        sum += r2;
        explained += r2 > 0.8 ? 1 : 0;
    }
    EXPECT_GT(sum / SEEDS, 0.9) << "seeds from " << FIRST_SEED;
    EXPECT_GE(explained, SEEDS * 9 / 10) << "seeds from " << FIRST_SEED;
}

TEST(OverlayFederation, TakesTheDelayOfItsWayIfNothingWaits)
{
    for (const char* shape : {"chain", "diamond"})
    {
        for (uint64_t seed = FIRST_SEED; seed < FIRST_SEED + 10; ++seed)
        {
            const Result result =
                RunFederation({{"stream_rate", "20"}, {"shape", shape}, {"duration", "20s"}}, seed);
            SCOPED_TRACE("seed " + std::to_string(seed));
            EXPECT_NEAR(result.GetMetric("e2e_delay_ms"), result.GetMetric("path_delay_ms"), 0.01);
            EXPECT_NEAR(result.GetMetric("throughput_kbps"), 20, 0.6);
        }
    }
}

TEST(OverlayFederation, IsBetterIfItLooksAhead)
{
    double one = 0;
    double two = 0;
    double optimum = 0;
    for (uint64_t seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; ++seed)
    {
        ParameterTexts parameters{{"shape", "chain"}, {"duration", "1s"}};
        one += RunFederation(parameters, seed).GetMetric("bottleneck_kbps");
        parameters["lookahead"] = "2";
        const Result result = RunFederation(parameters, seed);
        two += result.GetMetric("bottleneck_kbps");
        optimum += result.GetMetric("optimum_kbps");
    }
    EXPECT_GT(two, 1.05 * one);
    EXPECT_GT(two, 0.9 * optimum);
}

TEST(OverlayFederation, WorksWithAThousandNodes)
{
    const Result result = RunFederation({{"nodes", "1000"}, {"duration", "10s"}}, FIRST_SEED);
    EXPECT_EQ(result.GetMetric("federated"), 1);
    EXPECT_EQ(result.GetMetric("untouched"), 991);
    EXPECT_EQ(result.GetMetric("federate_messages"), 5);
}

TEST(OverlayFederation, SpreadsConcurrentSessionsOverInstancesThatAreNotFull)
{
    // an instance takes 40 of the 100 sessions; with one way of look-ahead all ask the same one
    // first
    ParameterTexts parameters{{"nodes", "1000"},
                              {"shape", "chain"},
                              {"candidates", "5"},
                              {"sessions", "100"},
                              {"demand", "10"},
                              {"instance_bandwidth", "400"},
                              {"stream_rate", "1"},
                              {"duration", "100s"}};
    const Result result = RunFederation(parameters, FIRST_SEED);
    EXPECT_EQ(result.GetMetric("federated"), 100);
    EXPECT_GE(result.GetMetric("failures"), 60 + 20) << "at least of the first service";
    EXPECT_GE(result.GetMetric("involved"), 2 + 3 * 3);
    EXPECT_LE(result.GetMetric("throughput_kbps"), 1.1) << "of one session";
    parameters["instance_bandwidth"] = "0";
    EXPECT_EQ(RunFederation(parameters, FIRST_SEED).GetMetric("failures"), 0);
    parameters["instance_bandwidth"] = "9"; // less than one session needs
    EXPECT_EQ(RunFederation(parameters, FIRST_SEED).GetMetric("federated"), 0);
}

TEST(OverlayFederation, HasANodeForEachInstance)
{
    EXPECT_THROW(RunFederation({{"nodes", "8"}}, 1), ParameterError);
    EXPECT_THROW(RunFederation({{"candidates", "5"}}, 1), ParameterError);
}

} // namespace
} // namespace qos
} // namespace ns3
