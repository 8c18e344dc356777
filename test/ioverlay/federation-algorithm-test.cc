/* SPDX-License-Identifier: GPL-2.0-only */

#include "ioverlay/scripted-engine.h"

#include "ns3/fast-network.h"
#include "ns3/federation-algorithm.h"
#include "ns3/federation-choice.h"
#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/paced-source.h"
#include "ns3/payload-writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
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
using testing::IsEmpty;
using testing::SizeIs;

using Vertex = RequirementGraph::Vertex;
using Numbers = std::vector<uint32_t>;

constexpr uint32_t APP = 7;

/** @return source, two services side by side, one after both, sink */
RequirementGraph
DiamondRequirement()
{
    return {{10, 11, 12, 13, 14}, {{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}}};
}

/** @return source, one service, sink */
RequirementGraph
ShortRequirement()
{
    return {{10, 11, 12}, {{0, 1}, {1, 2}}};
}

/** Nodes that provide the services of a requirement, all of which know each other. */
class FederationTest : public testing::Test
{
  protected:
    /**
     * @param graph a requirement
     * @return which services may follow which, as in the requirement
     */
    static ServiceGraph ServicesOf(const RequirementGraph& graph)
    {
        std::vector<ServiceGraph::Edge> edges;
        for (const RequirementGraph::Edge edge : graph.Edges())
        {
            edges.push_back({graph.ServiceOf(edge.from), graph.ServiceOf(edge.to)});
        }
        return ServiceGraph(edges);
    }

    /**
     * Add nodes without a service.
     * @param count how many
     * @param params of their algorithms
     */
    void AddNodes(uint32_t count, const FederationParams& params = {})
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            OverlayEngineParams engine;
            engine.seed = m_network.Nodes() + 1;
            auto algorithm = std::make_unique<FederationAlgorithm>(params);
            m_nodes.push_back(algorithm.get());
            m_network.AddNode(engine, std::move(algorithm));
        }
    }

    /**
     * @param number of a node
     * @param known numbers of nodes that it knows from now on
     */
    void Introduce(uint32_t number, const Numbers& known)
    {
        std::vector<NodeId> ids;
        for (const uint32_t other : known)
        {
            ids.push_back(m_network.IdOf(other));
        }
        Tell(number, MessageType::BootReply, PayloadWriter().WriteIds(ids).Finish());
    }

    /**
     * What the observer says.
     * @param number of the node that is told
     * @param type what is said
     * @param payload the same
     */
    void Tell(uint32_t number, MessageType type, Payload payload = nullptr)
    {
        MessageHeader header;
        header.type = type;
        header.app = APP;
        OverlayEngine& engine = m_network.Engine(number);
        engine.Tell(engine.Make(header, std::move(payload)));
    }

    /**
     * @param number of a node
     * @param service that it provides from now on
     * @param graph what may follow what
     * @param bandwidth of its streams, bytes per second
     */
    void Assign(uint32_t number,
                ServiceId service,
                const RequirementGraph& graph,
                uint32_t bandwidth = 0)
    {
        Tell(number,
             MessageType::SAssign,
             FederationAssign{service, bandwidth, ServicesOf(graph)}.Write());
        Pass(seconds{1});
    }

    /**
     * Add instances of all vertices, which know each other.
     * @param candidates of each vertex; the nodes have numbers in this order
     * @param params of their algorithms
     */
    void Provide(const Numbers& candidates, const FederationParams& params = {})
    {
        const uint32_t first = m_network.Nodes();
        Numbers all;
        for (std::size_t vertex = 0; vertex < candidates.size(); ++vertex)
        {
            m_first.push_back(first + static_cast<uint32_t>(all.size()));
            for (uint32_t i = 0; i < candidates[vertex]; ++i)
            {
                all.push_back(first + static_cast<uint32_t>(all.size()));
            }
        }
        AddNodes(static_cast<uint32_t>(all.size()), params);
        for (const uint32_t number : all)
        {
            Introduce(number, all);
        }
    }

    /**
     * Let all instances of Provide() be assigned.
     * @param graph the requirement
     * @param candidates of each vertex
     * @param bandwidth of streams at each, bytes per second
     */
    void AssignAll(const RequirementGraph& graph, const Numbers& candidates, uint32_t bandwidth = 0)
    {
        for (std::size_t vertex = candidates.size(); vertex-- > 0;)
        {
            for (uint32_t i = 0; i < candidates[vertex]; ++i)
            {
                Assign(m_first[vertex] + i,
                       graph.ServiceOf(static_cast<Vertex>(vertex)),
                       graph,
                       bandwidth);
            }
        }
    }

    /**
     * @param graph what is federated
     * @param demand rate, bytes per second
     */
    void Federate(const RequirementGraph& graph, uint32_t demand = 0)
    {
        Tell(m_first[0], MessageType::SFederate, FederationToken(graph, demand).Write());
        Pass(seconds{1});
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /**
     * @param number of a node
     * @return numbers of the nodes that it takes for the federation, by vertex; nothing if it knows
     * no federation
     */
    Numbers MapAt(uint32_t number) const
    {
        Numbers map;
        if (const FederationSession* session = m_nodes[number]->Session(APP))
        {
            for (const NodeId node : session->token.nodes)
            {
                map.push_back(m_network.NumberOf(node));
            }
        }
        return map;
    }

    /** @return how many nodes know the federation */
    uint32_t Members() const
    {
        return static_cast<uint32_t>(
            std::count_if(m_nodes.begin(), m_nodes.end(), [](const FederationAlgorithm* node) {
                return node->Session(APP) != nullptr;
            }));
    }

    /**
     * @param count a counter
     * @return the sum of all nodes
     */
    uint64_t Sum(uint64_t FederationCounters::*count) const
    {
        uint64_t sum = 0;
        for (const FederationAlgorithm* node : m_nodes)
        {
            sum += node->GetCounters().*count;
        }
        return sum;
    }

    FastNetwork m_network;                     //!< the nodes
    std::vector<FederationAlgorithm*> m_nodes; //!< their algorithms, by number
    Numbers m_first;                           //!< the first instance of each vertex
};

// how instances make themselves known

TEST_F(FederationTest, AnInstanceTellsEachHostThatItKnowsOnce)
{
    AddNodes(6);
    Introduce(0, {1, 2, 3});
    Assign(0, 10, ShortRequirement());
    EXPECT_EQ(m_nodes[0]->GetCounters().awareFirst, 3);
    EXPECT_EQ(Sum(&FederationCounters::awareRelayed), 0);
}

TEST_F(FederationTest, HostsRelayAnAdvertisementOnceUntilItsTimeIsUp)
{
    FederationParams params;
    params.ttl = 3;
    AddNodes(6, params);
    for (uint32_t i = 0; i < 5; ++i)
    {
        Introduce(i, {i + 1, i == 0 ? 5 : i - 1}); // a way, and one edge back
    }
    Assign(0, 10, ShortRequirement());
    // 0 tells 1 and 5, 1 tells 2 (and not 0, where it came from), 2 tells 3, and 3 tells 4: the end
    EXPECT_EQ(Sum(&FederationCounters::awareFirst), 2);
    EXPECT_EQ(Sum(&FederationCounters::awareRelayed), 3);
    EXPECT_THAT(m_nodes[4]->Hosts().Ids(),
                ElementsAre(m_network.IdOf(0), m_network.IdOf(3), m_network.IdOf(5)));
}

TEST_F(FederationTest, NeighboursKnowEachOtherWhoeverIsAssignedFirst)
{
    Numbers order{0, 1, 2};
    do
    {
        const uint32_t first = m_network.Nodes();
        AddNodes(4);
        for (uint32_t i = 0; i < 3; ++i)
        {
            Introduce(first + i, {first + 3}); // a host without a service
        }
        Introduce(first + 3, {first, first + 1, first + 2});
        for (const uint32_t i : order)
        {
            Assign(first + i, static_cast<ServiceId>(10 + i), ShortRequirement());
        }
        EXPECT_EQ(m_nodes[first]->Instances().Of(11).size, 1);
        EXPECT_EQ(m_nodes[first + 1]->Instances().Of(12).size, 1);
        EXPECT_EQ(m_nodes[first]->Instances().Size(), 1) << "the sink is not next to the source";
    } while (std::next_permutation(order.begin(), order.end()));
}

TEST_F(FederationTest, AnInstanceTellsTheNeighboursOfANewOneAndNobodyElse)
{
    AddNodes(5);
    const RequirementGraph graph = ShortRequirement();
    Assign(0, 10, graph); // which knows nobody
    Assign(2, 12, graph); // nor does this one
    Introduce(1, {0, 2, 4});
    Assign(1, 11, graph);
    Introduce(3, {1});
    Assign(3, 11, graph); // tells 1, which tells 0 and 2
    EXPECT_EQ(m_nodes[1]->GetCounters().awarePassed, 2);
    EXPECT_EQ(m_nodes[0]->Instances().Of(11).size, 2);
    EXPECT_EQ(m_nodes[4]->GetCounters().awareRelayed, 0);
    EXPECT_EQ(m_nodes[3]->Instances().Of(12).size, 1) << "which has answered";
}

// how a federation is made

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

// how it carries data, and how it ends

/** A federation with parallel ways that carries a stream. */
class RunningFederation : public FederationTest
{
  protected:
    void SetUp() override
    {
        const RequirementGraph graph = DiamondRequirement();
        Provide({1, 1, 1, 1, 1});
        AssignAll(graph, {1, 1, 1, 1, 1}, 100000);
        m_nodes[0]->SetSource([](uint32_t) {
            return std::make_unique<PacedSource>(PacedSourceParams{1000, KBps(50)});
        });
        m_network.Engine(4).SetDeliverCallback(
            [this](const MessagePtr& message) { m_delivered.push_back(message->header.sequence); });
        Federate(graph, 50000);
        Pass(seconds{60}); // twice as long as an idle one would be remembered
    }

    /** @return the sum over all nodes of what peers are to applications */
    std::size_t Edges()
    {
        std::size_t edges = 0;
        for (uint32_t i = 0; i < m_network.Nodes(); ++i)
        {
            edges += m_network.Engine(i).Edges().size();
        }
        return edges;
    }

    Numbers m_delivered; //!< sequence numbers
};

TEST_F(RunningFederation, DeliversEachMessageOnceAndInOrder)
{
    ASSERT_GT(m_delivered.size(), 2900);
    for (uint32_t i = 0; i < m_delivered.size(); ++i)
    {
        ASSERT_EQ(m_delivered[i], i);
    }
    EXPECT_EQ(Sum(&FederationCounters::strays), 0);
    EXPECT_EQ(Edges(), 10) << "each of five streams at both ends";
    EXPECT_EQ(Sum(&FederationCounters::acknowledgements), 5);
}

TEST_F(RunningFederation, EndsWithItsSource)
{
    Tell(0, MessageType::STerminate);
    Pass(seconds{1});
    EXPECT_EQ(Members(), 0);
    EXPECT_EQ(Edges(), 0);
    EXPECT_EQ(m_nodes[3]->Residual(), 100000);
    const std::size_t delivered = m_delivered.size();
    Pass(seconds{60});
    EXPECT_EQ(m_delivered.size(), delivered);
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

TEST_F(RunningFederation, EndsIfAnInstanceIsGone)
{
    m_network.Engine(3).Crash();
    Pass(seconds{1});
    for (const uint32_t number : {0, 1, 2, 4})
    {
        EXPECT_EQ(m_nodes[number]->Session(APP), nullptr) << number;
    }
}

TEST(StreamMerge, LetsAMessageGoOnWhenItHasComeByAllStreams)
{
    StreamMerge merge;
    EXPECT_FALSE(merge.Add(0, 0, 3));
    EXPECT_FALSE(merge.Add(1, 0, 3));
    EXPECT_FALSE(merge.Add(0, 0, 3)) << "the same one again";
    EXPECT_FALSE(merge.Add(0, 2, 3));
    EXPECT_TRUE(merge.Add(0, 1, 3));
    EXPECT_FALSE(merge.Add(1, 1, 3));
    EXPECT_TRUE(merge.Add(1, 2, 3));
    EXPECT_EQ(merge.GivenUp(), 0);
}

TEST(StreamMerge, GivesUpWhatIsTooOld)
{
    StreamMerge merge;
    const auto ahead = static_cast<uint32_t>(StreamMerge::WINDOW);
    EXPECT_FALSE(merge.Add(5, 0, 2));
    EXPECT_FALSE(merge.Add(5 + ahead, 0, 2));
    EXPECT_FALSE(merge.Add(5, 1, 2)) << "too late";
    EXPECT_TRUE(merge.Add(5 + ahead, 1, 2));
    EXPECT_EQ(merge.GivenUp(), 2);
}

// what is refused

TEST(InstanceTable, HasNoMoreInstancesThanItMay)
{
    InstanceTable table(2);
    InstanceAware aware;
    for (uint32_t i = 1; i <= 3; ++i)
    {
        aware.instance = {i, 7000};
        EXPECT_EQ(table.Update(aware), i <= 2 ? InstanceNews::Instance : InstanceNews::Nothing);
    }
    aware.instance = {1, 7000};
    aware.service = 5; // it provides something else now
    EXPECT_EQ(table.Update(aware), InstanceNews::Instance);
    EXPECT_EQ(table.Of(0).size, 1);
    EXPECT_EQ(table.Of(5).size, 1);
}

/** @return one payload of each kind, and the type of the message that it belongs to */
std::vector<std::pair<MessageType, Payload>>
SoundPayloads()
{
    const NodeId self = ScriptedEngine().Self();
    FederationToken token(DiamondRequirement(), 1000);
    token.cursor = 1;
    token.nodes = {{1, 7000}, self, {3, 7000}, {}, {}};
    FederationMap map;
    map.nodes = {{1, 7000}, self, {3, 7000}, {4, 7000}, {5, 7000}};
    InstanceAware direct{11, {9, 7000}, 1000, 3, true, {{12, 500}, {13, 600}}};
    return {{MessageType::SAssign,
             FederationAssign{11, 5000, ServiceGraph({{10, 11}, {11, 13}})}.Write()},
            {MessageType::SAware, InstanceAware{12, {8, 7000}, 1000, 3, false, {}}.Write()},
            {MessageType::SAware, direct.Write()},
            {MessageType::SFederate, token.Write()},
            {MessageType::SFedFail, token.Write()},
            {MessageType::SFedAck, map.Write()}};
}

TEST(FederationMessages, AreReadAsTheyWereWritten)
{
    const auto payloads = SoundPayloads();
    const auto assign = FederationAssign::Read(ByteView(*payloads[0].second));
    ASSERT_TRUE(assign);
    EXPECT_EQ(assign->service, 11);
    EXPECT_EQ(assign->bandwidth, 5000);
    EXPECT_TRUE(assign->graph.HasEdge(11, 13));
    EXPECT_FALSE(assign->graph.HasEdge(13, 11));
    const auto aware = InstanceAware::Read(ByteView(*payloads[2].second));
    ASSERT_TRUE(aware);
    EXPECT_EQ(aware->instance, (NodeId{9, 7000}));
    EXPECT_EQ(aware->number, 3);
    EXPECT_TRUE(aware->isDirect);
    EXPECT_THAT(aware->onward, ElementsAre(OnwardWidth{12, 500}, OnwardWidth{13, 600}));
    const auto token = FederationToken::Read(ByteView(*payloads[3].second));
    ASSERT_TRUE(token);
    EXPECT_TRUE(token->graph == DiamondRequirement());
    EXPECT_EQ(token->demand, 1000);
    EXPECT_EQ(token->cursor, 1);
    EXPECT_EQ(token->VertexOf({3, 7000}), 2);
    EXPECT_EQ(token->VertexOf({}), std::nullopt);
    const auto map = FederationMap::Read(ByteView(*payloads[5].second));
    ASSERT_TRUE(map);
    EXPECT_THAT(map->nodes, SizeIs(5));
}

TEST(FederationMessages, AreRefusedIfAByteIsMissingOrThereIsOneTooMany)
{
    for (const auto& [type, payload] : SoundPayloads())
    {
        for (std::size_t size = 0; size <= payload->size() + 1; ++size)
        {
            if (size == payload->size())
            {
                continue;
            }
            std::vector<uint8_t> bytes(*payload);
            bytes.resize(size);
            FederationAlgorithm algorithm;
            ScriptedEngine engine;
            MessageHeader header;
            header.type = type;
            engine.Process(algorithm,
                           header,
                           {9, 7000},
                           std::make_shared<const std::vector<uint8_t>>(std::move(bytes)));
            EXPECT_EQ(algorithm.GetCounters().refused, 1) << ToText(type) << " " << size;
            EXPECT_THAT(engine.sent, IsEmpty());
        }
    }
}

TEST(FederationMessages, AreRefusedIfTheyContradictThemselves)
{
    FederationToken token(ShortRequirement());
    token.nodes = {{1, 7000}, {2, 7000}, {1, 7000}};
    EXPECT_FALSE(FederationToken::Read(ByteView(*token.Write()))) << "a node twice";
    token.nodes.back() = {3, 7000};
    token.cursor = 3;
    EXPECT_FALSE(FederationToken::Read(ByteView(*token.Write()))) << "a vertex that there is not";
    token.cursor = 2;
    EXPECT_TRUE(FederationToken::Read(ByteView(*token.Write())));
    EXPECT_FALSE(FederationMap::Read(ByteView(*FederationMap{{{1, 7000}, {}}}.Write())));
    EXPECT_FALSE(FederationMap::Read(ByteView(*FederationMap{{{1, 7}, {1, 7}}}.Write())));
    InstanceAware aware{12, {8, 7000}, 1000, 3, false, {{13, 5}}};
    EXPECT_FALSE(InstanceAware::Read(ByteView(*aware.Write()))) << "onward, but not direct";
    aware = {12, {}, 1000, 3, false, {}};
    EXPECT_FALSE(InstanceAware::Read(ByteView(*aware.Write()))) << "nobody";
}

/** An instance of service 11, which knows one of 13. */
class FederationInstance : public testing::Test
{
  protected:
    void SetUp() override
    {
        Process(MessageType::SAssign,
                {},
                FederationAssign{11, 5000, ServiceGraph({{10, 11}, {11, 13}})}.Write());
        Process(MessageType::SAware,
                {9, 7000},
                InstanceAware{13, {9, 7000}, 1000, 0, true, {}}.Write());
        m_token.cursor = 1;
        m_token.nodes = {m_source, m_engine.Self(), {3, 7000}, {}, {}};
    }

    /**
     * @param type of a message
     * @param from who sends it; none for the observer
     * @param payload of it
     * @return whether it was refused
     */
    bool Process(MessageType type, NodeId from, Payload payload)
    {
        MessageHeader header;
        header.type = type;
        header.app = APP;
        const uint64_t before = m_algorithm.GetCounters().refused;
        m_engine.Process(m_algorithm, header, from, std::move(payload));
        return m_algorithm.GetCounters().refused > before;
    }

    ScriptedEngine m_engine;                       //!< of node 10.0.0.1:7000
    FederationAlgorithm m_algorithm;               //!< of the instance
    NodeId m_source{1, 7000};                      //!< vertex 0
    FederationToken m_token{DiamondRequirement()}; //!< whose turn is at this instance
};

TEST_F(FederationInstance, SendsTheTokenOnAndClaimsWhatItChose)
{
    EXPECT_FALSE(Process(MessageType::SFederate, m_source, m_token.Write()));
    ASSERT_THAT(m_engine.sent, SizeIs(2));
    EXPECT_EQ(m_engine.sent[0].to, (NodeId{9, 7000})) << "vertex 3, which 2 comes before too";
    EXPECT_EQ(m_engine.sent[1].to, (NodeId{3, 7000})) << "vertex 2 is next";
    EXPECT_EQ(FederationToken::Read(m_engine.sent[1].message->Bytes())->cursor, 2);
}

TEST_F(FederationInstance, LetsOnlyTheObserverBegin)
{
    FederationToken begin(RequirementGraph({11, 13}, {{0, 1}}));
    EXPECT_TRUE(Process(MessageType::SFederate, m_source, begin.Write()));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr);
    EXPECT_FALSE(Process(MessageType::SFederate, {}, begin.Write()));
    EXPECT_NE(m_algorithm.Session(APP), nullptr);
    EXPECT_TRUE(Process(MessageType::SFederate, {}, begin.Write())) << "it has begun";
}

TEST_F(FederationInstance, RefusesATokenOfAStrangerOrForAnother)
{
    EXPECT_TRUE(Process(MessageType::SFederate, {77, 7000}, m_token.Write()));
    m_token.nodes[1] = {78, 7000};
    EXPECT_TRUE(Process(MessageType::SFederate, m_source, m_token.Write()));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr);
}

TEST_F(FederationInstance, SaysThatItFailsIfItDoesNotProvideTheService)
{
    m_token.nodes = {m_source, {3, 7000}, m_engine.Self(), {}, {}};
    m_token.cursor = 2;
    EXPECT_FALSE(Process(MessageType::SFederate, {3, 7000}, m_token.Write()));
    ASSERT_THAT(m_engine.sent, SizeIs(1));
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::SFedFail);
    EXPECT_EQ(m_engine.sent[0].to, m_source) << "who chose it";
}

TEST_F(FederationInstance, RefusesAcknowledgementsThatCanNotBe)
{
    FederationMap map;
    map.nodes = {m_source, m_engine.Self(), {3, 7000}, {9, 7000}, {5, 7000}};
    EXPECT_TRUE(Process(MessageType::SFedAck, {9, 7000}, map.Write())) << "of nothing";
    Process(MessageType::SFederate, m_source, m_token.Write());
    EXPECT_TRUE(Process(MessageType::SFedAck, {3, 7000}, map.Write())) << "of no successor";
    FederationMap other = map;
    other.nodes[3] = {10, 7000};
    EXPECT_TRUE(Process(MessageType::SFedAck, {10, 7000}, other.Write())) << "not who was chosen";
    EXPECT_FALSE(Process(MessageType::SFedAck, {9, 7000}, map.Write()));
    EXPECT_TRUE(m_algorithm.Session(APP)->isOpen);
    EXPECT_TRUE(Process(MessageType::SFedAck, {9, 7000}, map.Write())) << "once more";
}

TEST_F(FederationInstance, RefusesFailuresOfWhatItDidNotChoose)
{
    EXPECT_TRUE(Process(MessageType::SFedFail, {9, 7000}, m_token.Write())) << "of nothing";
    Process(MessageType::SFederate, m_source, m_token.Write());
    FederationToken failed = m_token;
    failed.cursor = 2;
    EXPECT_TRUE(Process(MessageType::SFedFail, {3, 7000}, failed.Write())) << "the source chose it";
    failed.cursor = 3;
    failed.nodes[3] = {10, 7000};
    EXPECT_TRUE(Process(MessageType::SFedFail, {10, 7000}, failed.Write())) << "nobody chose it";
    failed.nodes[3] = {9, 7000};
    EXPECT_FALSE(Process(MessageType::SFedFail, {9, 7000}, failed.Write()));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr) << "there is no other one";
}

TEST_F(FederationInstance, DoesNotBelieveWhatOneSaysOfAnotherDirectly)
{
    const InstanceAware aware{13, {9, 7000}, 1, 1, true, {}};
    EXPECT_TRUE(Process(MessageType::SAware, {8, 7000}, aware.Write()));
    EXPECT_EQ(m_algorithm.Instances().Of(13)[0].bandwidth, 1000);
}

TEST_F(FederationInstance, IsReleasedByMembersOnly)
{
    Process(MessageType::SFederate, m_source, m_token.Write());
    EXPECT_TRUE(Process(MessageType::SFedRelease, {77, 7000}, nullptr));
    EXPECT_NE(m_algorithm.Session(APP), nullptr);
    EXPECT_FALSE(Process(MessageType::SFedRelease, m_source, nullptr));
    EXPECT_EQ(m_algorithm.Session(APP), nullptr);
}

} // namespace
} // namespace qos
} // namespace ns3
