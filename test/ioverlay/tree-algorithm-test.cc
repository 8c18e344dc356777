/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"
#include "ns3/tree-algorithm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Each;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr uint32_t APP = 1;
constexpr uint32_t ROOT = 0; //!< number of the source

/** An edge of a tree: parent, child. */
using Edge = std::pair<uint32_t, uint32_t>;

/** Nodes that join a tree. */
class TreeTest : public testing::Test
{
  protected:
    /**
     * @param kBps emulated bandwidth, in and out together
     * @param params of its algorithm
     * @param policy when a buffer is full
     * @return number of a new node
     */
    uint32_t AddNode(double kBps,
                     const TreeParams& params,
                     DropPolicy policy = DropPolicy::Lossless)
    {
        OverlayEngineParams engine;
        engine.limits.total = KBps(kBps);
        engine.policy = policy;
        engine.seed = m_network.Nodes() + 1;
        auto algorithm = std::make_unique<TreeAlgorithm>(params);
        m_trees.push_back(algorithm.get());
        return m_network.AddNode(engine, std::move(algorithm));
    }

    /**
     * Let a node join by a member.
     * @param number of the node
     * @param entries numbers of members that it knows
     */
    void Join(uint32_t number, const std::vector<uint32_t>& entries)
    {
        OverlayEngine& engine = m_network.Engine(number);
        std::vector<NodeId> ids;
        ids.reserve(entries.size());
        for (const uint32_t entry : entries)
        {
            ids.push_back(m_network.IdOf(entry));
        }
        MessageHeader boot;
        boot.type = MessageType::BootReply;
        engine.Tell(engine.Make(boot, PayloadWriter().WriteIds(ids).Finish()));
        MessageHeader join;
        join.type = MessageType::SJoin;
        join.app = APP;
        engine.Tell(engine.Make(join, nullptr));
    }

    /**
     * Let time pass.
     * @param time how much
     */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /** @return the edges of the tree, as the children have them */
    std::vector<Edge> Edges() const
    {
        std::vector<Edge> edges;
        for (uint32_t i = 0; i < m_trees.size(); ++i)
        {
            const TreeMembership* tree = m_trees[i]->Membership(APP);
            if (tree != nullptr && !tree->parent.id.IsNone())
            {
                edges.emplace_back(m_network.NumberOf(tree->parent.id), i);
            }
        }
        return edges;
    }

    FastNetwork m_network;               //!< the nodes
    std::vector<TreeAlgorithm*> m_trees; //!< their algorithms, by number
};

/** The paper's five nodes, which join in the order D, A, C, B. */
class FiveNodes : public TreeTest
{
  protected:
    static constexpr uint32_t S = 0; //!< the source, 200 KBps
    static constexpr uint32_t A = 1; //!< 500 KBps
    static constexpr uint32_t B = 2; //!< 100 KBps
    static constexpr uint32_t C = 3; //!< 200 KBps
    static constexpr uint32_t D = 4; //!< 100 KBps

    /**
     * Build the tree while the source sends.
     * @param rule who becomes the parent
     * @param policy when a buffer is full
     */
    void Build(TreeRule rule, DropPolicy policy)
    {
        TreeParams params;
        params.rule = rule;
        params.exchange = seconds{1};
        for (const double kBps : {200.0, 500.0, 100.0, 200.0, 100.0})
        {
            AddNode(kBps, params, policy);
        }
        m_trees[S]->BecomeRoot(APP);
        m_network.Engine(S).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
        m_network.Engine(S).Resume();
        Pass(milliseconds{1});
        uint32_t entry = S;
        for (const uint32_t joiner : {D, A, C, B})
        {
            Join(joiner, {entry});
            Pass(seconds{10});
            entry = joiner;
        }
    }

    /** @return what A, B, C and D get, in KBps, over 100 s */
    std::vector<double> Rates()
    {
        Pass(seconds{20});
        std::vector<double> rates;
        for (uint32_t i = A; i <= D; ++i)
        {
            rates.push_back(-static_cast<double>(m_network.Engine(i).GetCounters().deliveredBytes));
        }
        Pass(seconds{100});
        for (uint32_t i = A; i <= D; ++i)
        {
            const uint64_t bytes = m_network.Engine(i).GetCounters().deliveredBytes;
            rates[i - A] = (rates[i - A] + static_cast<double>(bytes)) / 1000 / 100;
        }
        return rates;
    }
};

/** Within 3 percent, as rates are accepted. */
MATCHER_P(IsAbout, rate, "")
{
    return std::abs(arg - rate) <= 0.03 * rate;
}

TEST_F(FiveNodes, StressAwareTreeOfTable3)
{
    Build(TreeRule::StressAware, DropPolicy::DropTail);
    EXPECT_THAT(Edges(), UnorderedElementsAre(Edge(S, D), Edge(S, A), Edge(A, C), Edge(A, B)));
    EXPECT_THAT(Rates(), Each(IsAbout(100.0)));
}

TEST_F(FiveNodes, StressAwareTreeWithoutLosses)
{
    Build(TreeRule::StressAware, DropPolicy::Lossless);
    EXPECT_THAT(Edges(), UnorderedElementsAre(Edge(S, D), Edge(S, A), Edge(A, C), Edge(A, B)));
    EXPECT_THAT(Rates(), Each(IsAbout(100.0)));
}

TEST_F(FiveNodes, AllUnicastTreeOfTable3)
{
    Build(TreeRule::Unicast, DropPolicy::DropTail);
    EXPECT_THAT(Edges(), UnorderedElementsAre(Edge(S, D), Edge(S, A), Edge(S, C), Edge(S, B)));
    EXPECT_THAT(Rates(), Each(IsAbout(50.0)));
}

TEST_F(FiveNodes, RandomTakesTheMemberThatIsAsked)
{
    Build(TreeRule::Random, DropPolicy::DropTail);
    EXPECT_THAT(Edges(), UnorderedElementsAre(Edge(S, D), Edge(D, A), Edge(A, C), Edge(C, B)));
}

TEST_F(TreeTest, EveryNodeFindsItsPlaceAndTheTablesAgree)
{
    constexpr uint32_t NODES = 81;
    NodeRandom random(3);
    AddNode(100, {});
    m_trees[ROOT]->BecomeRoot(APP);
    for (uint32_t i = 1; i < NODES; ++i)
    {
        AddNode(50 + 150 * random.Uniform(), {});
        Join(i, {static_cast<uint32_t>(random.Uniform() * i)});
        Pass(seconds{2});
    }
    EXPECT_EQ(Edges().size(), NODES - 1);
    for (const auto& [parent, child] : Edges())
    {
        const TreeMembership* above = m_trees[parent]->Membership(APP);
        const TreeMembership* below = m_trees[child]->Membership(APP);
        std::vector<NodeId> path = above->rootPath;
        path.push_back(m_network.IdOf(parent));
        EXPECT_EQ(below->rootPath, path) << "of " << child;
        const auto isChild = [id = m_network.IdOf(child)](const TreeNeighbour& other) {
            return other.id == id;
        };
        EXPECT_TRUE(std::any_of(above->children.begin(), above->children.end(), isChild));
        EXPECT_LT(below->rootPath.size(), NODES);
    }
}

TEST(TreeAlgorithm, RefusesMessagesThatNameNobody)
{
    FastNetwork network;
    auto algorithm = std::make_unique<TreeAlgorithm>();
    TreeAlgorithm& root = *algorithm;
    network.AddNode({}, std::move(algorithm));
    network.AddNode({}, std::make_unique<TreeAlgorithm>());
    root.BecomeRoot(APP);
    OverlayEngine& hostile = network.Engine(1);
    const auto send = [&](MessageType type, Payload payload) {
        MessageHeader header;
        header.type = type;
        header.app = APP;
        hostile.Send(hostile.Make(header, std::move(payload)), network.IdOf(0));
        hostile.Resume();
        network.Advance(network.Now() + milliseconds{100});
    };
    send(MessageType::SQuery, TreeQuery{}.Write()); // nobody wants to join
    EXPECT_EQ(root.Refused(), 1U);
    send(MessageType::SAttachOk, TreePath{{NodeId()}}.Write()); // a way over nobody
    EXPECT_EQ(root.Refused(), 2U);
}

TEST(TreeAlgorithm, DoesNotStayTheChildOfWhoAcceptedItTooLate)
{
    const NodeId root{0x0A000201, 7000};
    const NodeId slow{0x0A000202, 7000};
    const NodeId quick{0x0A000203, 7000};
    TreeAlgorithm algorithm;
    algorithm.Hosts().Add(slow, 0);
    ScriptedEngine engine;
    MessageHeader header;
    header.app = APP;
    header.type = MessageType::SJoin;
    engine.Process(algorithm, header, {});
    header.type = MessageType::SQueryAck;
    engine.Process(algorithm, header, slow, TreeOffer{1, 5, {}}.Write());
    engine.now += seconds{3};
    MessageHeader timer;
    timer.type = MessageType::Timer;
    timer.SetParameters(engine.timers.back().second, 0);
    engine.Process(algorithm, timer, {});
    engine.Process(algorithm, header, quick, TreeOffer{2, 6, {}}.Write());
    header.type = MessageType::SAttachOk;
    engine.Process(algorithm, header, quick, TreePath{{root, quick}}.Write());
    ASSERT_EQ(algorithm.Membership(APP)->parent.id, quick);

    engine.sent.clear();
    engine.Process(algorithm, header, slow, TreePath{{root, slow}}.Write());
    EXPECT_EQ(algorithm.Membership(APP)->parent.id, quick);
    ASSERT_EQ(engine.sent.size(), 1U);
    EXPECT_EQ(engine.sent[0].message->header.type, MessageType::SDetach);
    EXPECT_EQ(engine.sent[0].message->header.app, APP);
    EXPECT_EQ(engine.sent[0].to, slow);
}

/** Nodes of a tree fail, in one way of repair or the other. */
class TreeRepairTest : public TreeTest, public testing::WithParamInterface<TreeRepair>
{
};

TEST_P(TreeRepairTest, SurvivorsAreInTheTreeAgainAfterThirtySeconds)
{
    constexpr uint32_t NODES = 200;
    NodeRandom random(7);
    TreeParams params;
    params.repair = GetParam();
    AddNode(1000, params);
    m_trees[ROOT]->BecomeRoot(APP);
    for (uint32_t i = 1; i < NODES; ++i)
    {
        AddNode(50 + 150 * random.Uniform(), params);
        std::vector<uint32_t> known(8);
        for (uint32_t& member : known)
        {
            member = static_cast<uint32_t>(random.Uniform() * i);
        }
        Join(i, known);
        Pass(seconds{1});
    }
    Pass(seconds{10});
    std::set<uint32_t> dead;
    while (dead.size() < NODES / 5)
    {
        const auto victim = static_cast<uint32_t>(1 + random.Uniform() * (NODES - 1));
        if (dead.insert(victim).second)
        {
            m_network.Engine(victim).Crash();
        }
    }
    Pass(seconds{30});
    for (uint32_t i = 1; i < NODES; ++i)
    {
        const TreeMembership* tree = m_trees[i]->Membership(APP);
        if (dead.count(i) == 0)
        {
            EXPECT_TRUE(tree->IsMember()) << i;
            EXPECT_EQ(tree->rootPath.front(), m_network.IdOf(ROOT)) << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Both,
                         TreeRepairTest,
                         testing::Values(TreeRepair::Local, TreeRepair::Domino));

} // namespace
} // namespace qos
} // namespace ns3
