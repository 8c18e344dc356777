/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The overlay experiments against the paper's figures and against each other.
 */

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/parameter-error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::UnorderedElementsAre;

/**
 * @param experiment its name
 * @param parameters of it
 * @param seed of the run
 * @return what comes out
 */
Result
RunOverlay(const std::string& experiment, const ParameterTexts& parameters, uint64_t seed = 1)
{
    ExperimentRequest request;
    request.experiment = experiment;
    request.parameters = parameters;
    request.seed = seed;
    return RunRequest(request);
}

/** What the paper says of chains: nodes, end to end in KBps, all links in MBps. */
class ChainOfFigure3 : public testing::TestWithParam<std::tuple<std::string, double, double>>
{
};

TEST_P(ChainOfFigure3, IsAsFastAsThePapers)
{
    const auto& [nodes, e2e, total] = GetParam();
    const Result result = RunOverlay("overlay-chain", {{"nodes", nodes}});
    EXPECT_NEAR(result.GetMetric("e2e_kbps"), e2e, 0.01 * e2e);
    EXPECT_NEAR(result.GetMetric("total_mbps"), total, 0.01 * total);
    EXPECT_EQ(result.GetMetric("events_idle"), 0);
}

INSTANTIATE_TEST_SUITE_P(Stated,
                         ChainOfFigure3,
                         testing::Values(std::make_tuple("2", 48400, 48.4),
                                         std::make_tuple("3", 23400, 46.8),
                                         std::make_tuple("32", 424, 13.14)));

TEST(OverlayChain, TakesAsLongAsItsHops)
{
    // ten messages are under way in a round trip of 2 ms
    const Result result = RunOverlay(
        "overlay-chain",
        {{"nodes", "100"}, {"cpu_model", "false"}, {"delay", "1ms"}, {"duration", "2s"}});
    EXPECT_NEAR(result.GetMetric("e2e_kbps"), 10 * 5000 / 2.0, 0.01 * 25000);
    EXPECT_EQ(static_cast<double>(result.GetProvenance().events), result.GetMetric("events"));
    EXPECT_GT(result.GetProvenance().duration, 4) << "as long again without data";
}

TEST(OverlayChain, HasSomethingThatBoundsItsRate)
{
    EXPECT_THROW(RunOverlay("overlay-chain", {{"cpu_model", "false"}, {"delay", "0s"}}),
                 ParameterError);
}

/** A way to run the butterfly, and what B to G get of it, in KBps. */
struct ButterflyRow
{
    ParameterTexts parameters; //!< beside the defaults
    std::vector<double> rates; //!< of B to G
};

class ButterflyOfFigure4 : public testing::TestWithParam<ButterflyRow>
{
};

TEST_P(ButterflyOfFigure4, HasItsRates)
{
    const Result result = RunOverlay("overlay-coding", GetParam().parameters);
    for (std::size_t i = 0; i < GetParam().rates.size(); ++i)
    {
        const double rate = GetParam().rates[i];
        const std::string metric = std::string("rate_") + "bcdefg"[i];
        EXPECT_NEAR(result.GetMetric(metric), rate, 0.02 * rate) << metric;
    }
    EXPECT_EQ(result.GetMetric("payload_errors"), 0);
    EXPECT_EQ(result.GetMetric("held_at_end"), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Stated,
    ButterflyOfFigure4,
    testing::Values(ButterflyRow{{}, {200, 200, 400, 0, 400, 400}},
                    ButterflyRow{{{"coded", "false"}, {"policy", "drop_fair"}},
                                 {200, 200, 400, 200, 300, 300}},
                    ButterflyRow{{{"coded", "false"}, {"buffer", "20000"}, {"warmup", "100s"}},
                                 {200, 200, 400, 200, 300, 300}}));

INSTANTIATE_TEST_SUITE_P(Derived,
                         ButterflyOfFigure4,
                         testing::Values(ButterflyRow{{{"coded", "false"}},
                                                      {100, 100, 200, 200, 200, 200}}));

TEST(ButterflyByAScript, HasTheRatesOfOneThatIsBuilt)
{
    const std::string script = "examples/overlay/butterfly.csv";
    for (const std::string transport : {"fast", "tcp"})
    {
        const ParameterTexts shared{{"transport", transport}, {"duration", "50s"}};
        ParameterTexts observed = shared;
        observed["script"] = script;
        const Result built = RunOverlay("overlay-coding", shared);
        const Result scripted = RunOverlay("overlay-coding", observed);
        for (const char node : {'b', 'c', 'd', 'e', 'f', 'g'})
        {
            const std::string metric = std::string("rate_") + node;
            const double rate = built.GetMetric(metric);
            EXPECT_NEAR(scripted.GetMetric(metric), rate, 0.005 * rate) << metric << transport;
        }
        EXPECT_EQ(scripted.GetMetric("payload_errors"), 0);
        EXPECT_EQ(scripted.GetMetric("held_at_end"), 0);
    }
}

TEST(ButterflyByAScript, RefusesWhatIsNoScript)
{
    const ParameterTexts nowhere{{"script", "/nowhere"}};
    EXPECT_THROW(RunOverlay("overlay-coding", nowhere), ParameterError);
    const ParameterTexts both{{"script", "examples/overlay/butterfly.csv"}, {"coded", "false"}};
    EXPECT_THROW(RunOverlay("overlay-coding", both), ParameterError);
}

/** Who becomes the parent, and stress of S, A, B, C and D by Table 3, in 1/100KBps. */
class TreeOfTable3 : public testing::TestWithParam<std::pair<const char*, std::vector<double>>>
{
};

TEST_P(TreeOfTable3, HasItsStress)
{
    for (uint64_t seed = 1; seed <= 5; ++seed) // whoever is asked first
    {
        const Result result = RunOverlay("overlay-tree",
                                         {{"algorithm", GetParam().first}, {"transport", "flow"}},
                                         seed);
        const Table& nodes = std::next(result.GetTables().begin())->second;
        std::vector<double> stresses;
        for (const auto& row : nodes.GetRows())
        {
            stresses.push_back(std::get<double>(row[3].Get()));
        }
        EXPECT_THAT(stresses, testing::Pointwise(testing::DoubleNear(1e-9), GetParam().second))
            << "seed " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Stated,
    TreeOfTable3,
    testing::Values(std::make_pair("unicast", std::vector<double>{2, 0.2, 1, 0.5, 1}),
                    std::make_pair("ns_aware", std::vector<double>{1, 0.6, 1, 0.5, 1})));

/** A tree of the paper's five nodes: parameters, parents and rates of A to D in KBps. */
struct TreeRow
{
    ParameterTexts parameters;   //!< beside the policy
    std::vector<double> parents; //!< 0: S, 1: A and so on
    std::vector<double> rates;   //!< if each branch has a rate of its own
};

class TreeOfFigure5 : public testing::TestWithParam<TreeRow>
{
};

TEST_P(TreeOfFigure5, HasItsEdgesAndRates)
{
    ParameterTexts parameters = GetParam().parameters;
    parameters["policy"] = "independent";
    const Result result = RunOverlay("overlay-tree", parameters, 7);
    for (std::size_t i = 0; i < GetParam().parents.size(); ++i)
    {
        const std::string node(1, "abcd"[i]);
        EXPECT_EQ(result.GetMetric("parent_" + node), GetParam().parents[i]) << node;
        const double rate = GetParam().rates[i];
        EXPECT_NEAR(result.GetMetric("rate_of_" + node), rate, 0.03 * rate) << node;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Derived,
    TreeOfFigure5,
    testing::Values(
        TreeRow{{{"algorithm", "unicast"}}, {0, 0, 0, 0}, {50, 50, 50, 50}},
        TreeRow{{{"algorithm", "random"}, {"entry", "table3"}}, {0, 3, 4, 0}, {150, 50, 50, 50}},
        TreeRow{{}, {0, 1, 1, 0}, {100, 100, 100, 100}},
        TreeRow{{{"algorithm", "random"}, {"entry", "better"}},
                {0, 1, 1, 1},
                {150, 100, 150, 100}}));

TEST(OverlayTree, HasEntriesOfThePapersTreesForItsFiveNodesOnly)
{
    for (const char* entry : {"table3", "better"})
    {
        EXPECT_THROW(RunOverlay("overlay-tree", {{"entry", entry}}), ParameterError);
        EXPECT_THROW(
            RunOverlay("overlay-tree", {{"entry", entry}, {"algorithm", "random"}, {"nodes", "6"}}),
            ParameterError);
    }
}

TEST(OverlayTree, TellsTheShareOfNodesUpToAStress)
{
    const Result result =
        RunOverlay("overlay-tree", {{"nodes", "81"}, {"transport", "flow"}, {"duration", "1s"}});
    const auto& tables = result.GetTables();
    const auto table = std::find_if(tables.begin(), tables.end(), [](const auto& named) {
        return named.first == "stress_cdf";
    });
    ASSERT_NE(table, tables.end());
    double share = 0;
    for (const auto& row : table->second.GetRows())
    {
        const double stress = std::get<double>(row[0].Get());
        const double next = std::get<double>(row[1].Get());
        EXPECT_GE(next, share) << stress;
        if (stress >= result.GetMetric("stress_max"))
        {
            EXPECT_EQ(next, 1) << stress;
        }
        EXPECT_TRUE(stress >= 5 || next == 0) << "one edge of 200 KBps is a stress of 5";
        share = next;
    }
    EXPECT_EQ(share, 1);
}

TEST(OverlayTree, HasAThousandNodesOnTcpAtMost)
{
    EXPECT_THROW(RunOverlay("overlay-tree", {{"nodes", "1001"}, {"transport", "tcp"}}),
                 ParameterError);
}

TEST(OverlayTree, WakesAStationOncePerMessage)
{
    const Result result = RunOverlay("overlay-tree", {});
    const double messages = 4 * result.GetMetric("throughput_mean_kbps") / 5.12 * // four edges
                            result.GetProvenance().duration;
    EXPECT_GT(result.GetProvenance().duration, 130);
    EXPECT_LT(static_cast<double>(result.GetProvenance().events), 5 * messages);
}

/** Algorithm and policy of a tree. */
class TreeRates : public testing::TestWithParam<std::tuple<const char*, const char*>>
{
};

TEST_P(TreeRates, AreThoseThatFollowFromTheTree)
{
    for (uint64_t seed = 1; seed <= 3; ++seed)
    {
        ParameterTexts parameters{{"nodes", "30"},
                                  {"algorithm", std::get<0>(GetParam())},
                                  {"policy", std::get<1>(GetParam())}};
        const Result fast = RunOverlay("overlay-tree", parameters, seed);
        parameters["transport"] = "flow";
        const Result flow = RunOverlay("overlay-tree", parameters, seed);
        EXPECT_EQ(fast.GetMetric("is_tree"), 1);
        for (const char* metric : {"throughput_min_kbps", "throughput_mean_kbps"})
        {
            EXPECT_NEAR(fast.GetMetric(metric),
                        flow.GetMetric(metric),
                        0.03 * flow.GetMetric(metric))
                << metric << ", seed " << seed;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         TreeRates,
                         testing::Combine(testing::Values("ns_aware", "random", "unicast"),
                                          testing::Values("lossless", "independent")));

TEST(OverlayExperiments, SayWhatTimeAndEventsTheyTook)
{
    for (const char* name : {"overlay-federation", "overlay-session", "overlay-failure"})
    {
        const Result result = RunOverlay(name, {});
        EXPECT_GT(result.GetProvenance().duration, 1) << name;
        EXPECT_GT(result.GetProvenance().events, 1000U) << name;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
