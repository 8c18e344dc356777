/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The same overlay on packets and on messages: what Figures 4 and 5 measure does not depend on what
 * carries it.
 */

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

constexpr double TOLERANCE = 0.05;

/**
 * @param experiment its name
 * @param parameters of it, but for the transport
 * @param seed of the run
 * @return what comes out on TCP, and on a network of messages
 */
std::pair<Result, Result>
RunOnBoth(const std::string& experiment, ParameterTexts parameters, uint64_t seed)
{
    ExperimentRequest request;
    request.experiment = experiment;
    request.seed = seed;
    request.parameters = std::move(parameters);
    request.parameters["transport"] = "tcp";
    Result tcp = RunRequest(request);
    request.parameters["transport"] = "fast";
    return {std::move(tcp), RunRequest(request)};
}

/**
 * @param result of a run
 * @param name of a table
 * @return the table
 */
const Table&
TableOf(const Result& result, const std::string& name)
{
    const auto isIt = [&name](const auto& table) { return table.first == name; };
    return std::find_if(result.GetTables().begin(), result.GetTables().end(), isIt)->second;
}

/** Parameters of the butterfly. */
class SameButterfly : public testing::TestWithParam<ParameterTexts>
{
};

TEST_P(SameButterfly, OnPacketsAndOnMessages)
{
    const auto [tcp, fast] = RunOnBoth("overlay-coding", GetParam(), 1);
    for (const char node : {'b', 'c', 'd', 'e', 'f', 'g'})
    {
        const std::string metric = std::string("rate_") + node;
        const double rate = fast.GetMetric(metric);
        EXPECT_NEAR(tcp.GetMetric(metric), rate, TOLERANCE * rate) << metric;
    }
    EXPECT_EQ(tcp.GetMetric("payload_errors"), 0);
    EXPECT_EQ(tcp.GetMetric("held_at_end"), 0);
}

INSTANTIATE_TEST_SUITE_P(Figure4,
                         SameButterfly,
                         testing::Values(ParameterTexts{{"duration", "50s"}},
                                         ParameterTexts{{"duration", "50s"},
                                                        {"coded", "false"},
                                                        {"policy", "drop_fair"}}));

/** Parameters of a tree whose nodes join 5 s apart or more, and a seed. */
class SameTree : public testing::TestWithParam<std::pair<ParameterTexts, uint64_t>>
{
};

TEST_P(SameTree, OnPacketsAndOnMessages)
{
    constexpr std::size_t RATE = 4; // column of the table of nodes
    const auto [tcp, fast] = RunOnBoth("overlay-tree", GetParam().first, GetParam().second);
    EXPECT_EQ(tcp.GetMetric("is_tree"), 1);
    EXPECT_EQ(tcp.GetMetric("query_hops"), fast.GetMetric("query_hops"));
    // the last exchange of stress may come before all have joined, or after
    const double bytes = fast.GetMetric("control_bytes");
    EXPECT_NEAR(tcp.GetMetric("control_bytes"), bytes, TOLERANCE * bytes);
    const auto& edges = TableOf(tcp, "edges").GetRows();
    const auto& expected = TableOf(fast, "edges").GetRows();
    ASSERT_EQ(edges.size(), expected.size());
    for (std::size_t i = 0; i < edges.size(); ++i)
    {
        EXPECT_EQ(edges[i][0].Get(), expected[i][0].Get()) << "parent in row " << i;
        EXPECT_EQ(edges[i][1].Get(), expected[i][1].Get()) << "child in row " << i;
    }
    const auto& nodes = TableOf(tcp, "nodes").GetRows();
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        const double rate = std::get<double>(TableOf(fast, "nodes").GetRows()[i][RATE].Get());
        EXPECT_NEAR(std::get<double>(nodes[i][RATE].Get()), rate, TOLERANCE * rate) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Figure5,
    SameTree,
    testing::Values(
        std::make_pair(ParameterTexts{{"algorithm", "ns_aware"}}, 1),
        std::make_pair(ParameterTexts{{"algorithm", "ns_aware"}}, 2),
        std::make_pair(ParameterTexts{{"algorithm", "unicast"}}, 1),
        std::make_pair(ParameterTexts{{"algorithm", "random"}, {"policy", "independent"}}, 1)));

INSTANTIATE_TEST_SUITE_P(
    ThirtyNodes,
    SameTree,
    testing::Values(std::make_pair(ParameterTexts{{"nodes", "30"}, {"join_interval", "5s"}}, 1),
                    std::make_pair(ParameterTexts{{"nodes", "30"}, {"join_interval", "5s"}}, 2),
                    std::make_pair(ParameterTexts{{"nodes", "30"},
                                                  {"join_interval", "5s"},
                                                  {"policy", "independent"}},
                                   3)));

} // namespace
} // namespace qos
} // namespace ns3
