/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Service federation: the token that chooses instances, also anew.
 */

#include "federation-network.h"

#include "ns3/federation-choice.h"
#include "ns3/node-random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
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

using Numbers = FederationNumbers;
using Vertex = RequirementGraph::Vertex;

constexpr uint32_t APP = FEDERATION_APP;

/** A requirement, and how many instances of each vertex there are. */
using Shape = std::pair<RequirementGraph, Numbers>;

/** @return requirements of several shapes */
std::vector<Shape>
Shapes()
{
    return {{{{1, 2, 3, 4, 5}, {{0, 1}, {1, 2}, {2, 3}, {3, 4}}}, {1, 3, 3, 3, 1}},
            {DiamondRequirement(), {1, 3, 2, 2, 1}},
            {{{0, 1, 2, 3, 4, 5}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {1, 4}, {3, 4}, {2, 5}, {4, 5}}},
             {1, 4, 3, 3, 4, 2}}};
}

class FederationByLookahead : public FederationTest, public testing::WithParamInterface<uint32_t>
{
};

TEST_P(FederationByLookahead, ChoosesAsTheGreedyChoiceWithOneMessageForEachEdge)
{
    for (const auto& [graph, candidates] : Shapes())
    {
        for (uint64_t seed = 1; seed <= 5; ++seed)
        {
            m_first.clear();
            FederationParams params;
            params.lookahead = GetParam();
            const uint64_t before = Sum(&FederationCounters::federatesSent);
            Provide(candidates, params);
            const auto width = [this, seed](uint32_t from, uint32_t to) {
                NodeRandom random(seed << 32U | from << 16U | to);
                return static_cast<uint32_t>(20000 + 180000 * random.Uniform());
            };
            for (uint32_t i = m_first[0]; i < m_network.Nodes(); ++i)
            {
                m_nodes[i]->SetWidth(
                    [this, i, width](NodeId to) { return width(i, m_network.NumberOf(to)); });
            }
            AssignAll(graph, candidates);
            Federate(graph);
            const FederationProblem problem{
                graph,
                candidates,
                [&](Vertex from, uint32_t candidate, Vertex to, uint32_t there) {
                    return width(m_first[from] + candidate, m_first[to] + there);
                }};
            Numbers expected = ChooseGreedily(problem, GetParam());
            for (std::size_t vertex = 0; vertex < expected.size(); ++vertex)
            {
                expected[vertex] += m_first[vertex];
            }
            for (const uint32_t member : expected)
            {
                ASSERT_EQ(MapAt(member), expected) << "seed " << seed;
                EXPECT_TRUE(m_nodes[member]->Session(APP)->isOpen) << "seed " << seed;
            }
            EXPECT_EQ(Sum(&FederationCounters::federatesSent) - before, graph.Edges().size());
        }
    }
    EXPECT_EQ(Sum(&FederationCounters::refused), 0);
}

INSTANTIATE_TEST_SUITE_P(All, FederationByLookahead, testing::Values(1, 2));

TEST_F(FederationTest, GoesToAnotherInstanceIfTheFirstOneIsFull)
{
    const RequirementGraph graph = ShortRequirement();
    Provide({2, 2, 2});
    AssignAll(graph, {2, 2, 2}, 100000);
    Federate(graph, 60000);
    EXPECT_EQ(MapAt(0), (Numbers{0, 2, 4}));
    // the other source has not heard that 2 and 4 are half full, and asks them first
    MessageHeader header;
    header.type = MessageType::SFederate;
    header.app = APP + 1;
    OverlayEngine& engine = m_network.Engine(1);
    engine.Tell(engine.Make(header, FederationToken(graph, 60000).Write()));
    Pass(seconds{1});
    ASSERT_NE(m_nodes[1]->Session(APP + 1), nullptr);
    EXPECT_TRUE(m_nodes[1]->Session(APP + 1)->isOpen);
    EXPECT_EQ(m_nodes[3]->Residual(), 40000);
    EXPECT_EQ(m_nodes[5]->Residual(), 40000);
    EXPECT_EQ(Sum(&FederationCounters::failures), 2);
}

TEST_F(FederationTest, ReportsWhatIsLeftIfItLooksAhead)
{
    FederationParams params;
    params.lookahead = 2;
    const RequirementGraph graph = ShortRequirement();
    Provide({1, 2, 1}, params);
    AssignAll(graph, {1, 2, 1}, 100000);
    Federate(graph, 60000);
    EXPECT_EQ(m_nodes[0]->Instances().Of(11)[0].bandwidth, 40000);
    EXPECT_EQ(m_nodes[0]->Instances().Of(11)[1].bandwidth, 100000);
    EXPECT_EQ(m_nodes[0]->Instances().Of(11)[1].WidthOnward(12), 40000);
}

TEST_F(FederationTest, GoesBackIfAnInstanceKnowsNobodyWhoGoesOn)
{
    const RequirementGraph graph = ShortRequirement();
    AddNodes(4); // source, an instance that knows the source only, another one, the sink
    m_first = {0, 1, 3};
    Introduce(1, {0});
    Introduce(2, {0, 3});
    for (const auto& [number, service] : {std::make_pair(0U, 10), {3U, 12}, {1U, 11}, {2U, 11}})
    {
        Assign(number, static_cast<ServiceId>(service), graph);
    }
    Federate(graph);
    EXPECT_EQ(MapAt(0), (Numbers{0, 2, 3}));
    EXPECT_EQ(Members(), 3);
    EXPECT_EQ(m_nodes[0]->GetCounters().federatesSent, 2);
}

TEST_F(FederationTest, ChoosesAnewForAllThatAFailedInstanceHadChosen)
{
    // vertex 3, chosen by 1, finds no sink: 1 has no other one, and the source takes another 1
    const RequirementGraph graph = DiamondRequirement();
    Provide({1, 2, 1, 2, 1});
    m_nodes[1]->SetWidth([this](NodeId to) { return to == m_network.IdOf(4) ? 9000U : 0U; });
    AssignAll(graph, {1, 2, 1, 2, 1});
    for (const uint32_t number : {4U, 5U})
    {
        m_nodes[number]->SetWidth([number](NodeId) { return number == 4 ? 0U : 9000U; });
    }
    Federate(graph, 5000);
    EXPECT_EQ(MapAt(0), (Numbers{0, 2, 3, 5, 6}));
    EXPECT_EQ(Members(), 5) << "1 and 4 have forgotten it";
    EXPECT_TRUE(m_nodes[0]->Session(APP)->isOpen);
}

TEST_F(FederationTest, ReleasesWhatAFailedInstanceHadChosen)
{
    // source 0; vertex 1: 1 or 2; vertex 2: 3 or 4; vertex 3: 5 or 6; sink: 7 or 8
    const RequirementGraph graph{{10, 11, 12, 13, 14}, {{0, 1}, {1, 2}, {1, 3}, {2, 4}, {3, 4}}};
    Provide({1, 2, 2, 2, 2});
    const auto prefer = [this](uint32_t number, const Numbers& best, const Numbers& never) {
        m_nodes[number]->SetWidth([this, best, never](NodeId to) {
            const auto isIn = [other = m_network.NumberOf(to)](const Numbers& numbers) {
                return std::find(numbers.begin(), numbers.end(), other) != numbers.end();
            };
            return isIn(best) ? 9000U : isIn(never) ? 0U : 8000U;
        });
    };
    prefer(0, {1}, {});
    prefer(1, {3, 5}, {6}); // without 5 it can not go on
    prefer(2, {4, 6}, {});
    prefer(3, {7}, {});
    prefer(4, {8}, {7});
    AssignAll(graph, {1, 2, 2, 2, 2});
    Tell(0, MessageType::SFederate, FederationToken(graph, 5000).Write());
    Pass(milliseconds{15}); // 1 has chosen 3 and 5
    m_network.Engine(5).Crash();
    Pass(seconds{1});
    EXPECT_EQ(MapAt(0), (Numbers{0, 2, 4, 6, 8}));
    EXPECT_EQ(m_nodes[1]->Session(APP), nullptr);
    EXPECT_EQ(m_nodes[3]->Session(APP), nullptr);
    EXPECT_EQ(m_nodes[7]->Session(APP), nullptr);
}

TEST_F(FederationTest, GivesUpAfterThreeOtherInstances)
{
    const RequirementGraph graph = ShortRequirement();
    Provide({1, 9, 1});
    for (uint32_t i = 1; i <= 9; ++i)
    {
        m_nodes[i]->SetWidth([](NodeId) { return 1U; }); // none can reach the sink fast enough
    }
    AssignAll(graph, {1, 9, 1});
    Federate(graph, 1000);
    EXPECT_EQ(m_nodes[0]->GetCounters().failed, 1);
    EXPECT_EQ(m_nodes[0]->GetCounters().federatesSent, 4);
    EXPECT_EQ(Members(), 0);
}

TEST_F(FederationTest, TakesAnotherInstanceIfTheTokenIsLostWithOne)
{
    const RequirementGraph graph = ShortRequirement();
    Provide({1, 2, 1});
    AssignAll(graph, {1, 2, 1});
    Tell(0, MessageType::SFederate, FederationToken(graph).Write());
    m_network.Engine(1).Crash(); // the token is on its way there
    Pass(seconds{1});
    EXPECT_EQ(MapAt(0), (Numbers{0, 2, 3}));
    EXPECT_TRUE(m_nodes[0]->Session(APP)->isOpen);
}

TEST_F(FederationTest, IsForgottenIfItIsNotAcknowledged)
{
    const RequirementGraph graph = DiamondRequirement();
    Provide({1, 1, 1, 1, 1});
    AssignAll(graph, {1, 1, 1, 1, 1}, 100000);
    Tell(0, MessageType::SFederate, FederationToken(graph, 5000).Write());
    Pass(milliseconds{15}); // on its way from 1 to 2; 3 is told too
    m_network.Engine(2).Crash();
    m_network.Engine(1).Crash();
    Pass(seconds{29});
    ASSERT_NE(m_nodes[3]->Session(APP), nullptr);
    EXPECT_EQ(m_nodes[3]->Residual(), 95000);
    Pass(seconds{32});
    EXPECT_EQ(m_nodes[3]->Session(APP), nullptr);
    EXPECT_EQ(m_nodes[3]->GetCounters().expired, 1);
    EXPECT_EQ(m_nodes[3]->Residual(), 100000);
    EXPECT_EQ(m_network.NextEvent(), FOREVER) << "nothing polls";
}

} // namespace
} // namespace qos
} // namespace ns3
