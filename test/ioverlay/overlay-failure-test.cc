/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * The experiment overlay-failure, and what has to hold after failures.
 */

#include "../../examples/overlay/tree-survey.h"

#include "ns3/experiment-registry.h"
#include "ns3/experiment-request.h"
#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/parameter-error.h"
#include "ns3/random-churn.h"
#include "ns3/seconds-text.h"
#include "ns3/tree-algorithm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;

/**
 * @param parameters of the experiment
 * @param seed of the run
 * @return what comes out
 */
Result
RunFailure(const ParameterTexts& parameters, uint64_t seed)
{
    ExperimentRequest request;
    request.experiment = "overlay-failure";
    request.parameters = parameters;
    request.seed = seed;
    return RunRequest(request);
}

TEST(WaysUp, LeadToTheSourceToAGapOrRoundInACircle)
{
    constexpr auto NONE = std::nullopt;
    //     0 <- 1 <- 2     3 <- 4     5 <-> 6 <- 7     8 is its own parent
    EXPECT_THAT(WaysUp({NONE, 0, 1, NONE, 3, 6, 5, 6, 8}, 0),
                ElementsAre(WayUp::Source,
                            WayUp::Source,
                            WayUp::Source,
                            WayUp::Gap,
                            WayUp::Gap,
                            WayUp::Circle,
                            WayUp::Circle,
                            WayUp::Circle,
                            WayUp::Circle));
}

/** Share of the nodes that fail, mode of repair, seed. */
using FailureCase = std::tuple<const char*, const char*, uint64_t>;

class SimultaneousFailures : public testing::TestWithParam<FailureCase>
{
};

TEST_P(SimultaneousFailures, SurvivorsAreAttachedWithinThirtySeconds)
{
    const auto& [ratio, mode, seed] = GetParam();
    const Result result = RunFailure({{"kill_ratio", ratio}, {"mode", mode}}, seed);
    EXPECT_GT(result.GetMetric("failed"), 0);
    EXPECT_EQ(result.GetMetric("reattached_ratio"), 1);
    EXPECT_LE(result.GetMetric("repair_s"), 30);
    EXPECT_EQ(result.GetMetric("cycles"), 0);
    EXPECT_EQ(result.GetMetric("one_sided"), 0);
    // in a domino, all that is below hears of it; else who has lost its parent
    const bool isDomino = std::string(mode) == "domino";
    EXPECT_EQ(result.GetMetric("notified"), result.GetMetric(isDomino ? "subtree" : "orphans"));
}

INSTANTIATE_TEST_SUITE_P(Accepted,
                         SimultaneousFailures,
                         testing::Combine(testing::Values("0.01", "0.05", "0.2"),
                                          testing::Values("local", "domino"),
                                          testing::Range<uint64_t>(1, 6)));

/**
 * @param result of the experiment
 * @param time of a sample, s
 * @return nodes that were attached then
 */
double
AttachedAt(const Result& result, double time)
{
    for (const auto& row : result.GetTables().front().second.GetRows())
    {
        if (std::get<double>(row[0].Get()) == time)
        {
            return std::get<double>(row[1].Get());
        }
    }
    throw std::out_of_range("there is no such sample");
}

TEST(OverlayFailure, NodesGoAndComeBackAsATraceSays)
{
    const std::string path = testing::TempDir() + "qos-overlay-failure-test.csv";
    std::ofstream(path) << "10.2,5,down\n10.2,7,down\n30.2,5,up\n";
    const Result result =
        RunFailure({{"nodes", "30"}, {"kill_ratio", "0"}, {"churn", "trace"}, {"trace", path}}, 1);
    EXPECT_EQ(AttachedAt(result, 10), 29);
    EXPECT_EQ(AttachedAt(result, 20), 27);
    EXPECT_EQ(AttachedAt(result, 40), 28);
    EXPECT_EQ(result.GetMetric("crashes"), 2);
    EXPECT_EQ(result.GetMetric("returns"), 1);
    EXPECT_EQ(result.GetMetric("reattached_ratio"), 1);
    EXPECT_EQ(result.GetMetric("one_sided"), 0);
}

TEST(OverlayFailure, MostNodesAreAttachedWhileOthersGoAndCome)
{
    for (uint64_t seed = 1; seed <= 3; ++seed)
    {
        const Result result = RunFailure({{"kill_ratio", "0"},
                                          {"churn", "exponential"},
                                          {"lifetime", "100s"},
                                          {"absence", "30s"},
                                          {"duration", "300s"}},
                                         seed);
        // 199 nodes of two states: 469.8 crashes on average, with a deviation below 21.7
        EXPECT_NEAR(result.GetMetric("crashes"), 469.8, 4 * 21.7) << "seed " << seed;
        EXPECT_GT(result.GetMetric("attached_mean"), 0.9) << "seed " << seed;
        EXPECT_EQ(result.GetMetric("cycles"), 0) << "seed " << seed;
    }
}

TEST(OverlayFailure, AllAreAttachedSoonAfterTheLastOneHasGone)
{
    const std::string path = testing::TempDir() + "qos-overlay-failure-churn.csv";
    for (uint64_t seed = 1; seed <= 3; ++seed)
    {
        const DurationLaw lifetime(DurationKind::Exponential, std::chrono::seconds{100});
        const DurationLaw absence(DurationKind::Exponential, std::chrono::seconds{30});
        RandomChurn churn(1, 199, lifetime, absence, seed);
        std::ofstream trace(path);
        for (; churn.Next().at < std::chrono::seconds{100}; churn.Pop())
        {
            const ChurnEvent event = churn.Next();
            trace << WriteSeconds(event.at) << ',' << event.node
                  << (event.isUp ? ",up\n" : ",down\n");
        }
        trace.close();
        for (const char* mode : {"local", "domino"})
        {
            const Result result = RunFailure({{"kill_ratio", "0"},
                                              {"mode", mode},
                                              {"churn", "trace"},
                                              {"trace", path},
                                              {"duration", "140s"}},
                                             seed);
            EXPECT_GT(result.GetMetric("returns"), 50) << mode << ", seed " << seed;
            EXPECT_LE(result.GetMetric("repair_s"), 130) << mode << ", seed " << seed;
            EXPECT_EQ(result.GetMetric("reattached_ratio"), 1) << mode << ", seed " << seed;
            EXPECT_EQ(result.GetMetric("one_sided"), 0) << mode << ", seed " << seed;
            EXPECT_EQ(result.GetMetric("cycles"), 0) << mode << ", seed " << seed;
        }
    }
}

TEST(OverlayFailure, RefusesChurnThatThereCannotBe)
{
    EXPECT_THROW(RunFailure({{"churn", "pareto"}, {"shape", "1"}}, 1), ParameterError);
    EXPECT_THROW(RunFailure({{"churn", "trace"}}, 1), ParameterError);
}

/** Who fails, the mode of repair, and who loses the source of the first application, and of the
 * other. */
struct SessionCase
{
    uint32_t victim;                 //!< who fails
    TreeRepair repair;               //!< mode
    std::vector<uint32_t> losers[2]; //!< nodes, by application
};

/**
 * Two applications over the same nodes:
 *
 *     first: 0 --- 1 --- 2 --- 4      other: 5 --- 1
 *             \     \                         \
 *              5     3                         3 --- 2 --- 4
 *
 * The connections between 1 and 2 or 3 carry the first one, that between 2 and 4 carries both.
 */
class TwoSessions : public testing::TestWithParam<SessionCase>
{
  protected:
    static constexpr uint32_t NODES = 6;         //!< in all
    static constexpr uint32_t ROOTS[2] = {0, 5}; //!< by application

    TwoSessions()
    {
        TreeParams params;
        params.rule = TreeRule::Random; // who is asked becomes the parent
        params.repair = GetParam().repair;
        for (uint32_t i = 0; i < NODES; ++i)
        {
            OverlayEngineParams engine;
            engine.limits.total = KBps(2000);
            engine.seed = i + 1;
            auto algorithm = std::make_unique<TreeAlgorithm>(params);
            m_trees.push_back(algorithm.get());
            m_network.AddNode(engine, std::move(algorithm));
            m_network.Engine(i).SetDeliverCallback(
                [this, i](const MessagePtr& message) { m_delivered[message->header.app][i] += 1; });
        }
        for (uint32_t app = 0; app < 2; ++app)
        {
            const PacedSourceParams stream{5120, KBps(100)};
            m_trees[ROOTS[app]]->BecomeRoot(app);
            m_network.Engine(ROOTS[app]).StartSource(app, std::make_unique<PacedSource>(stream));
            m_network.Engine(ROOTS[app]).Resume();
        }
        const std::pair<uint32_t, uint32_t> first[] = {{0, 1}, {0, 5}, {1, 2}, {1, 3}, {2, 4}};
        const std::pair<uint32_t, uint32_t> other[] = {{5, 1}, {5, 3}, {3, 2}, {2, 4}};
        for (const auto& [parent, child] : first)
        {
            Join(0, parent, child);
        }
        for (const auto& [parent, child] : other)
        {
            Join(1, parent, child);
        }
    }

    /**
     * Let a node join.
     * @param app which application
     * @param parent below whom
     * @param child who
     */
    void Join(uint32_t app, uint32_t parent, uint32_t child)
    {
        KnownHosts& hosts = m_trees[child]->Hosts();
        while (!hosts.Ids().empty())
        {
            hosts.Remove(hosts.Ids().front());
        }
        hosts.Add(m_network.IdOf(parent), 0);
        MessageHeader join;
        join.type = MessageType::SJoin;
        join.app = app;
        m_network.Engine(child).Tell(m_network.Engine(child).Make(join, nullptr));
        m_network.Advance(m_network.Now() + std::chrono::seconds{2});
        ASSERT_EQ(m_trees[child]->Membership(app)->parent.id, m_network.IdOf(parent));
    }

    /**
     * Let 20 s pass.
     * @return for each application and node, messages that it got
     */
    std::array<std::array<int, NODES>, 2> Measure()
    {
        m_delivered = {};
        m_network.Advance(m_network.Now() + std::chrono::seconds{20});
        return m_delivered;
    }

    FastNetwork m_network;                               //!< the nodes
    std::vector<TreeAlgorithm*> m_trees;                 //!< their algorithms
    std::array<std::array<int, NODES>, 2> m_delivered{}; //!< by application and node
};

TEST_P(TwoSessions, DescendantsAloneNoticeAFailureOnceAndNobodyElseIsDisturbed)
{
    const auto& [victim, repair, losers] = GetParam();
    const auto before = Measure();
    m_network.Engine(victim).Crash();
    const auto after = Measure();
    for (uint32_t app = 0; app < 2; ++app)
    {
        for (uint32_t i = 0; i < NODES; ++i)
        {
            const TreeMembership* tree = m_trees[i]->Membership(app);
            if (i == victim || tree == nullptr)
            {
                continue;
            }
            const bool isLoser = testing::Value(losers[app], testing::Contains(i));
            EXPECT_EQ(tree->losses, isLoser ? 1U : 0U) << "app " << app << ", node " << i;
            EXPECT_TRUE(tree->IsMember()) << "app " << app << ", node " << i;
            const bool isUndisturbed = losers[app].empty() && i != ROOTS[app];
            if (isUndisturbed)
            {
                EXPECT_GT(before[app][i], 380) << "100 KBps are 391 messages in 20 s";
                EXPECT_NEAR(after[app][i], before[app][i], 0.01 * before[app][i]);
            }
        }
    }
    if (victim != 2 && victim != 4)
    {
        // the connection that carries both is still the same one
        const EngineLink* shared = m_network.Engine(4).FindLink(m_network.IdOf(2));
        ASSERT_NE(shared, nullptr);
        const int delivered = before[0][4] + before[1][4] + after[0][4] + after[1][4];
        EXPECT_GE(shared->counters.received, static_cast<uint64_t>(delivered));
    }
}

INSTANTIATE_TEST_SUITE_P(Stated,
                         TwoSessions,
                         testing::Values(SessionCase{1, TreeRepair::Domino, {{2, 3, 4}, {}}},
                                         SessionCase{3, TreeRepair::Domino, {{}, {2, 4}}},
                                         SessionCase{2, TreeRepair::Domino, {{4}, {4}}},
                                         SessionCase{4, TreeRepair::Domino, {{}, {}}},
                                         SessionCase{1, TreeRepair::Local, {{2, 3}, {}}},
                                         SessionCase{3, TreeRepair::Local, {{}, {2}}}));

} // namespace
} // namespace qos
} // namespace ns3
