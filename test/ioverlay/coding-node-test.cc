/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/coding-node.h"
#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/observer.h"
#include "ns3/paced-source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
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
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr uint32_t STREAM_A = 1;
constexpr uint32_t STREAM_B = 2;
constexpr uint32_t CODED = 3;
constexpr PairStreams STREAMS{{STREAM_A, STREAM_B}, CODED};

/** Nodes 10 ms apart; number 0 is the observer of the others, which scripts call A, B, C, ... */
class ObservedCodingTest : public testing::Test
{
  protected:
    ObservedCodingTest()
    {
        ObserverParams params;
        params.requestPeriod = Nanoseconds{0};
        auto observer = std::make_unique<Observer>(params);
        m_observer = observer.get();
        m_network.AddNode({}, std::move(observer));
    }

    /**
     * Add nodes without a role.
     * @param nodes how many
     * @param policy when a buffer is full
     */
    void AddNodes(uint32_t nodes, DropPolicy policy = DropPolicy::Lossless)
    {
        OverlayEngineParams params;
        params.observer = m_network.IdOf(0);
        params.policy = policy;
        for (uint32_t i = 0; i < nodes; ++i)
        {
            auto node = std::make_unique<CodingNode>();
            m_nodes.push_back(node.get());
            m_network.AddNode(params, std::move(node));
        }
    }

    /** @param csv what the observer does from now on */
    void Play(const std::string& csv)
    {
        const auto names = [this](const std::string& name) {
            const bool isNode = name.size() == 1 && name[0] >= 'A' && name[0] <= 'G';
            return isNode ? m_network.IdOf(static_cast<uint32_t>(name[0] - 'A' + 1)) : NodeId();
        };
        m_observer->Play(ControlScript::FromCsv(csv, names), m_network.Engine(0));
        m_network.Engine(0).Resume();
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /**
     * @param network a butterfly, behind its observer
     * @return what B to G deliver in 100 s after 20 s, in KBps
     */
    static std::vector<double> RatesIn(FastNetwork& network)
    {
        constexpr uint32_t FIRST = 2; // B
        const auto bytesOf = [&network](uint32_t node) {
            return static_cast<double>(network.Engine(node).GetCounters().deliveredBytes);
        };
        network.Advance(network.Now() + seconds{20});
        std::vector<double> rates;
        for (uint32_t node = FIRST; node < network.Nodes(); ++node)
        {
            rates.push_back(-bytesOf(node));
        }
        network.Advance(network.Now() + seconds{100});
        for (uint32_t node = FIRST; node < network.Nodes(); ++node)
        {
            rates[node - FIRST] = (rates[node - FIRST] + bytesOf(node)) / 100e3;
        }
        return rates;
    }

    /** @param expected rates of B to G in KBps */
    void ExpectRates(const std::vector<double>& expected)
    {
        const std::vector<double> rates = RatesIn(m_network);
        for (std::size_t i = 0; i < expected.size(); ++i)
        {
            EXPECT_NEAR(rates[i], expected[i], 0.02 * expected[i]) << "node "
                                                                   << "BCDEFG"[i];
        }
    }

    FastNetwork m_network{[] {
        FastNetworkParams params;
        params.delay = [](uint32_t, uint32_t) { return milliseconds{10}; };
        return params;
    }()};
    Observer* m_observer = nullptr;
    std::vector<CodingNode*> m_nodes; //!< A and so on
};

/** What both scripts of Figure 4 begin with. */
const char* const STREAMS_TO_D = "0,bw-node,A,scope=total rate=400000\n"
                                 "0,bw-node,D,scope=up rate=200000\n"
                                 "0,code,A,app=1 role=relay to=B\n"
                                 "0,code,A,app=2 role=relay to=C\n"
                                 "0,code,B,app=1 role=relay to=D+F delivers=1\n"
                                 "0,code,C,app=2 role=relay to=D+G delivers=1\n"
                                 "1,deploy,A,app=1\n"
                                 "1,deploy,A,app=2\n";

const char* const CODED_BY_D = "0,code,D,app=3 role=pair-coder first=1 second=2 to=E\n"
                               "0,code,E,app=3 role=relay to=F+G\n"
                               "0,code,F,app=3 role=pair-decoder first=1 second=2\n"
                               "0,code,G,app=3 role=pair-decoder first=1 second=2\n";

const char* const UNCODED_BY_D = "0,code,D,app=1 role=relay to=E delivers=1\n"
                                 "0,code,D,app=2 role=relay to=E delivers=1\n"
                                 "0,code,E,app=1 role=relay to=G delivers=1\n"
                                 "0,code,E,app=2 role=relay to=F delivers=1\n"
                                 "0,code,F,app=3 role=none\n"
                                 "0,code,G,app=3 role=none\n";

/**
 * The same butterfly, whose nodes have their roles from the beginning, behind a node that does
 * nothing.
 * @param network gets it
 */
void
BuildCodedButterfly(FastNetwork& network)
{
    enum Node : uint32_t
    {
        NOBODY,
        A,
        B,
        C,
        D,
        E,
        F,
        G
    };

    const auto add = [&network](std::unique_ptr<Algorithm> algorithm, Bitrate total, Bitrate up) {
        OverlayEngineParams params;
        params.limits.total = total;
        params.limits.up = up;
        network.AddNode(params, std::move(algorithm));
    };
    const auto relay = [&](bool delivers, const std::vector<std::pair<uint32_t, Node>>& routes) {
        auto made = std::make_unique<StaticRelay>();
        made->SetDelivers(delivers);
        for (const auto& [app, to] : routes)
        {
            made->AddRoute(app, network.IdOf(to));
        }
        return made;
    };
    add(relay(false, {}), {}, {});
    add(relay(false, {{STREAM_A, B}, {STREAM_B, C}}), KBps(400), {});
    add(relay(true, {{STREAM_A, D}, {STREAM_A, F}}), {}, {});
    add(relay(true, {{STREAM_B, D}, {STREAM_B, G}}), {}, {});
    auto coder = std::make_unique<PairCoder>(STREAMS);
    coder->AddDownstream(network.IdOf(E));
    add(std::move(coder), {}, KBps(200));
    add(relay(false, {{CODED, F}, {CODED, G}}), {}, {});
    add(std::make_unique<PairDecoder>(STREAMS), {}, {});
    add(std::make_unique<PairDecoder>(STREAMS), {}, {});
    for (const uint32_t app : {STREAM_A, STREAM_B})
    {
        network.Engine(A).StartSource(app, std::make_unique<PacedSource>(PacedSourceParams()));
    }
    network.Engine(A).Resume();
}

TEST_F(ObservedCodingTest, Figure4ByAScriptHasTheRatesOfOneThatIsBuilt)
{
    FastNetworkParams params;
    params.delay = [](uint32_t, uint32_t) { return milliseconds{10}; };
    FastNetwork built(params);
    BuildCodedButterfly(built);
    const std::vector<double> expected = RatesIn(built);
    AddNodes(7);
    Play(std::string(STREAMS_TO_D) + CODED_BY_D);
    const std::vector<double> rates = RatesIn(m_network);
    ASSERT_EQ(rates.size(), 6U);
    ASSERT_EQ(expected.size(), 6U);
    const std::array<double, 6> paper{200, 200, 400, 0, 400, 400};
    for (std::size_t i = 0; i < rates.size(); ++i)
    {
        EXPECT_NEAR(rates[i], expected[i], 2 * 5.12 / 100) << "to a message of each stream " << i;
        EXPECT_NEAR(rates[i], paper[i], 0.02 * paper[i]) << i;
    }
    for (const CodingNode* node : m_nodes)
    {
        EXPECT_EQ(node->Unknown(), 0U);
    }
}

TEST_F(ObservedCodingTest, TheObserverBeginsAndEndsCodingWhileDataFlows)
{
    AddNodes(7, DropPolicy::DropFair);
    Play(std::string(STREAMS_TO_D) + UNCODED_BY_D);
    ExpectRates({200, 200, 400, 200, 300, 300});
    Play(std::string(CODED_BY_D) + "0,code,E,app=1 role=none\n"
                                   "0,code,E,app=2 role=none\n");
    ExpectRates({200, 200, 400, 0, 400, 400});
    Play(UNCODED_BY_D);
    ExpectRates({200, 200, 400, 200, 300, 300});
    EXPECT_EQ(m_nodes[3]->Held(), 0U);
}

TEST_F(ObservedCodingTest, AScriptMakesSourceRelayAndReceiverOfGenerations)
{
    AddNodes(3);
    // two more than blocks: one in 256 brings nothing new, and A keeps generations for a short time
    Play("0,code,A,app=1 role=rlnc blocks=8 to=B shares=10\n"
         "0,code,B,app=1 role=rlnc blocks=8 to=C\n"
         "0,code,C,app=1 role=rlnc blocks=8 arrivals=8 delivers=1\n"
         "1,deploy,A,app=1 rate=100000 bytes=1000 messages=800\n");
    Pass(seconds{60});
    EXPECT_EQ(m_network.Engine(3).GetCounters().delivered, 800U);
    EXPECT_EQ(m_network.Engine(2).GetCounters().delivered, 0U);
    EXPECT_EQ(m_network.InFlight(), 0U);
    for (uint32_t node = 1; node <= 3; ++node)
    {
        EXPECT_EQ(m_network.Engine(node).Queued(), 0U) << node;
    }
}

TEST_F(ObservedCodingTest, ASourceOfGenerationsRestsUntilItHasADownstream)
{
    AddNodes(2);
    Play("0,code,A,app=1 role=rlnc\n"
         "0,code,B,app=1 role=rlnc delivers=1\n"
         "1,deploy,A,app=1\n");
    Pass(seconds{10});
    EXPECT_LT(m_network.Engine(1).GetCounters().produced, 10U);
    Play("0,bw-node,A,scope=up rate=100000\n"
         "0,code,A,app=1 role=rlnc to=B\n");
    Pass(seconds{20}); // the first generation lacks blocks, and is waited for
    EXPECT_GT(m_network.Engine(2).GetCounters().delivered, 100U);
}

TEST_F(ObservedCodingTest, ARelayForgetsWhoIsNotThere)
{
    AddNodes(2);
    m_network.Engine(2).Crash();
    Play("0,code,A,app=1 role=relay to=B\n"
         "1,deploy,A,app=1\n");
    Pass(seconds{10});
    EXPECT_LT(m_network.Engine(1).GetCounters().produced, 100U) << "the source rests";
    EXPECT_EQ(m_network.Engine(1).Links().Count(), 1U) << "with the observer";
}

TEST_F(ObservedCodingTest, ARoleOfAStrangerIsRefusedAndCounted)
{
    AddNodes(2);
    Play("0,code,A,app=3 role=pair-coder first=1 second=2 to=B\n");
    Pass(seconds{1});
    ASSERT_EQ(m_nodes[0]->RoleOf(STREAM_A), CodingRole::PairCoder);
    OverlayEngine& stranger = m_network.Engine(2);
    CodingCommand command;
    command.app = STREAM_A;
    for (const CodingRole role : {CodingRole::None, CodingRole::Relay, CodingRole::Rlnc})
    {
        command.role = role;
        const ControlCommand wanted = ControlCommand::Code(command);
        stranger.Send(stranger.Make(wanted.header, wanted.payload), m_network.IdOf(1));
    }
    stranger.Resume();
    Pass(seconds{1});
    EXPECT_EQ(m_network.Engine(1).GetCounters().refused, 3U);
    EXPECT_EQ(m_nodes[0]->Unknown(), 0U);
    EXPECT_EQ(m_nodes[0]->RoleOf(STREAM_A), CodingRole::PairCoder);
}

/** A node with roles, without a network. */
class CodingNodeTest : public testing::Test
{
  protected:
    const NodeId PEER{1, 1};   //!< where data comes from
    const NodeId BEHIND{4, 1}; //!< where it goes to

    /**
     * @param app of what is coded
     * @return the role to code both streams
     */
    CodingCommand Coder(uint32_t app = CODED) const
    {
        CodingCommand command;
        command.app = app;
        command.role = CodingRole::PairCoder;
        command.streams = {STREAM_A, STREAM_B};
        command.downstreams = {{BEHIND}};
        return command;
    }

    /**
     * @param app an application
     * @return the role to send its data on
     */
    CodingCommand Relay(uint32_t app) const
    {
        CodingCommand command;
        command.app = app;
        command.role = CodingRole::Relay;
        command.downstreams = {{BEHIND}};
        return command;
    }

    /**
     * The observer says something.
     * @param app in the header
     * @param payload what it says
     */
    void Say(uint32_t app, const std::vector<uint8_t>& payload)
    {
        MessageHeader header;
        header.type = MessageType::NcConfig;
        header.app = app;
        header.size = static_cast<uint32_t>(payload.size());
        m_engine.Process(m_node, header, {}, std::make_shared<const std::vector<uint8_t>>(payload));
    }

    /**
     * @param app of data
     * @param sequence its number
     * @param from who sends it; nobody: a source of this node
     * @return what was done with it
     */
    Verdict Give(uint32_t app, uint32_t sequence, NodeId from)
    {
        MessageHeader header;
        header.app = app;
        header.sequence = sequence;
        header.size = 100;
        return m_engine.Process(m_node, header, from);
    }

    ScriptedEngine m_engine;
    CodingNode m_node;
};

TEST_F(CodingNodeTest, HasNoRoleAtFirstAndIsAReceiver)
{
    EXPECT_EQ(m_node.RoleOf(STREAM_A), CodingRole::None);
    EXPECT_EQ(Give(STREAM_A, 0, PEER), Verdict::Done);
    EXPECT_THAT(m_engine.delivered, SizeIs(1));
    EXPECT_EQ(Give(STREAM_A, 0, {}), Verdict::Done) << "the engine lets a source rest";
    EXPECT_THAT(m_engine.delivered, SizeIs(1));
    EXPECT_THAT(m_engine.sent, IsEmpty());
}

TEST_F(CodingNodeTest, HasARoleForEachApplication)
{
    Say(CODED, *Coder().Write());
    Say(7, *Relay(7).Write());
    EXPECT_EQ(m_node.Unknown(), 0U);
    for (const uint32_t app : {STREAM_A, STREAM_B, CODED})
    {
        EXPECT_EQ(m_node.RoleOf(app), CodingRole::PairCoder) << app;
    }
    EXPECT_EQ(Give(7, 0, PEER), Verdict::Done);
    EXPECT_EQ(Give(STREAM_A, 0, PEER), Verdict::Hold);
    EXPECT_EQ(Give(STREAM_B, 0, PEER), Verdict::Done);
    ASSERT_THAT(m_engine.sent, SizeIs(2));
    EXPECT_EQ(m_engine.sent[0].message->header.app, 7U);
    EXPECT_EQ(m_engine.sent[1].message->header.app, CODED);
    EXPECT_EQ(m_engine.sent[1].to, BEHIND);
}

TEST_F(CodingNodeTest, ANewRoleEndsTheOldOneAndHoldsNothingOfIt)
{
    ASSERT_TRUE(m_node.Take(Coder(), m_engine));
    Give(STREAM_A, 0, PEER);
    Give(STREAM_A, 1, PEER);
    EXPECT_THAT(m_engine.held, SizeIs(2));
    EXPECT_EQ(m_node.Held(), 2U);
    ASSERT_TRUE(m_node.Take(Relay(STREAM_B), m_engine));
    EXPECT_THAT(m_engine.held, IsEmpty());
    EXPECT_EQ(m_node.Held(), 0U);
    EXPECT_EQ(m_node.RoleOf(STREAM_B), CodingRole::Relay);
    EXPECT_EQ(m_node.RoleOf(STREAM_A), CodingRole::None) << "a coder needs both";
    EXPECT_EQ(m_node.RoleOf(CODED), CodingRole::None);
    EXPECT_EQ(Give(STREAM_B, 2, PEER), Verdict::Done);
    EXPECT_THAT(m_engine.sent, SizeIs(1));
}

TEST_F(CodingNodeTest, ANodeOfGenerationsThatIsReplacedHoldsNothing)
{
    CodingCommand source;
    source.app = STREAM_A;
    source.role = CodingRole::Rlnc;
    source.blocks = 2;
    source.downstreams = {{BEHIND}};
    ASSERT_TRUE(m_node.Take(source, m_engine));
    for (uint32_t i = 0; i < 9; ++i)
    {
        Give(STREAM_A, i, {});
    }
    ASSERT_THAT(m_engine.sent, SizeIs(9));
    CodingNode receiver;
    source.downstreams.clear();
    source.delivers = true;
    source.arrivals = 2;
    ASSERT_TRUE(receiver.Take(source, m_engine));
    for (const std::size_t i : {0, 8}) // of generations 0 and 4, and four are open
    {
        const MessagePtr message = m_engine.sent[i].message;
        m_engine.Process(receiver, message->header, PEER, message->payload);
    }
    ASSERT_THAT(m_engine.held, SizeIs(1));
    source.role = CodingRole::None;
    ASSERT_TRUE(receiver.Take(source, m_engine));
    EXPECT_THAT(m_engine.held, IsEmpty());
}

TEST_F(CodingNodeTest, NodesOfGenerationsHaveTimersOfTheirOwn)
{
    CodingCommand command;
    command.role = CodingRole::Rlnc;
    command.delivers = true;
    for (const uint32_t app : {STREAM_A, STREAM_B})
    {
        command.app = app;
        ASSERT_TRUE(m_node.Take(command, m_engine));
        Give(app, 0, {});
    }
    ASSERT_THAT(m_engine.timers, SizeIs(2));
    EXPECT_NE(m_engine.timers[0].second, m_engine.timers[1].second);
    MessageHeader timer;
    timer.type = MessageType::Timer;
    timer.SetParameters(m_engine.timers[1].second, 0);
    m_engine.Process(m_node, timer, {});
    EXPECT_THAT(m_engine.timers, SizeIs(3)) << "the second one goes on, and not the first one";
    EXPECT_EQ(m_engine.timers[2].second, m_engine.timers[1].second);
}

TEST_F(CodingNodeTest, FailuresReachTheRolesThatTheyAreOf)
{
    ASSERT_TRUE(m_node.Take(Coder(), m_engine));
    Give(STREAM_A, 0, PEER);
    MessageHeader broken;
    broken.type = MessageType::BrokenLink;
    broken.SetPeer(BEHIND, 0);
    m_engine.Process(m_node, broken, {});
    Give(STREAM_B, 0, PEER);
    EXPECT_THAT(m_engine.sent, IsEmpty()) << "its downstream is gone";
    Give(STREAM_A, 1, PEER);
    MessageHeader expired;
    expired.type = MessageType::SendFailed;
    expired.app = STREAM_A;
    expired.SetParameters(static_cast<int32_t>(MessageType::Data), 1);
    m_engine.Process(m_node, expired, {});
    EXPECT_EQ(m_node.Held(), 0U);
    EXPECT_EQ(m_node.Unknown(), 0U);
}

TEST_F(CodingNodeTest, WhatIsNoRoleChangesNothingAndIsCounted)
{
    ASSERT_TRUE(m_node.Take(Coder(), m_engine));
    Give(STREAM_A, 0, PEER);
    uint64_t wrong = 0;
    const std::vector<uint8_t> relay = *Relay(STREAM_A).Write();
    for (std::size_t size = 0; size < relay.size(); ++size)
    {
        Say(STREAM_A, {relay.begin(), relay.begin() + static_cast<std::ptrdiff_t>(size)});
        ++wrong;
    }
    CodingCommand self = Relay(STREAM_A);
    self.downstreams = {{m_engine.Self()}};
    Say(STREAM_A, *self.Write());
    Say(STREAM_A, *Coder(STREAM_A).Write());
    Say(STREAM_A, {5});
    wrong += 3;
    EXPECT_EQ(m_node.Unknown(), wrong);
    EXPECT_EQ(m_node.RoleOf(STREAM_A), CodingRole::PairCoder);
    EXPECT_THAT(m_engine.held, SizeIs(1));
}

TEST_F(CodingNodeTest, HasABoundedNumberOfRoles)
{
    for (uint32_t app = 0; app < CodingNode::MOST_ROLES; ++app)
    {
        ASSERT_TRUE(m_node.Take(Relay(app), m_engine)) << app;
    }
    EXPECT_FALSE(m_node.Take(Relay(CodingNode::MOST_ROLES), m_engine));
    EXPECT_TRUE(m_node.Take(Relay(0), m_engine)) << "in place of another";
    CodingCommand none;
    none.app = 1;
    EXPECT_TRUE(m_node.Take(none, m_engine));
    EXPECT_TRUE(m_node.Take(Relay(CodingNode::MOST_ROLES), m_engine));
}

} // namespace
} // namespace qos
} // namespace ns3
