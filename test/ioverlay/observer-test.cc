/* SPDX-License-Identifier: GPL-2.0-only */

#include "scripted-engine.h"

#include "ns3/engine-status.h"
#include "ns3/fast-network.h"
#include "ns3/i-algorithm.h"
#include "ns3/kbps.h"
#include "ns3/observer-reports.h"
#include "ns3/observer.h"
#include "ns3/payload-reader.h"
#include "ns3/tree-algorithm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr uint32_t APP = 1;

/**
 * @param number of a node
 * @return its id
 */
NodeId
Node(uint32_t number)
{
    return {0x0A000100 + number, 7000};
}

/** An observer without a network. */
class ObserverTest : public testing::Test
{
  protected:
    /**
     * A node says something.
     * @param node who
     * @param type what
     * @param payload more of it
     */
    void Say(NodeId node, MessageType type, Payload payload = nullptr)
    {
        MessageHeader header;
        header.type = type;
        m_engine.Process(m_observer, header, node, std::move(payload));
    }

    /**
     * @param node asks whom it may know
     * @return whom it is told of
     */
    std::vector<NodeId> Boot(NodeId node)
    {
        m_engine.sent.clear();
        Say(node, MessageType::Boot, BootRequest().Write());
        EXPECT_THAT(m_engine.sent, SizeIs(1));
        EXPECT_EQ(m_engine.sent[0].to, node);
        EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::BootReply);
        PayloadReader reader(m_engine.sent[0].message->Bytes());
        std::vector<NodeId> ids = reader.ReadIds();
        EXPECT_TRUE(reader.IsWhole());
        m_engine.sent.clear();
        return ids;
    }

    /** Let the next timer pass. */
    void PassTimer()
    {
        const auto next = std::min_element(m_engine.timers.begin(), m_engine.timers.end());
        m_engine.now = next->first;
        const int32_t id = next->second;
        m_engine.timers.erase(next);
        MessageHeader header;
        header.type = MessageType::Timer;
        header.SetParameters(id, 0);
        m_engine.Process(m_observer, header, {});
    }

    /**
     * The connection to a node ends.
     * @param node which
     */
    void Break(NodeId node)
    {
        MessageHeader header;
        header.type = MessageType::BrokenLink;
        header.SetPeer(node, 1);
        m_engine.Process(m_observer, header, {});
    }

    /**
     * @param parent of a node
     * @return a report of that node
     */
    static StatusReport ChildOf(NodeId parent)
    {
        StatusReport status;
        status.apps = {{APP, 1, parent, {}}};
        return status;
    }

    ScriptedEngine m_engine;
    Observer m_observer;
};

TEST_F(ObserverTest, TellsTheFirstNodeOfNobody)
{
    EXPECT_THAT(Boot(Node(0)), IsEmpty());
    EXPECT_THAT(Boot(Node(1)), ElementsAre(Node(0)));
    EXPECT_THAT(Boot(Node(1)), ElementsAre(Node(0))) << "it asks again";
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(0), Node(1)));
    EXPECT_EQ(m_observer.GetCounters().boots, 3U);
}

TEST_F(ObserverTest, TellsANodeOfEightOthersAtMost)
{
    for (uint32_t i = 0; i < 20; ++i)
    {
        const std::vector<NodeId> told = Boot(Node(i));
        EXPECT_EQ(told.size(), std::min(i, 8U));
        EXPECT_EQ(std::set<NodeId>(told.begin(), told.end()).size(), told.size()) << "each once";
        EXPECT_THAT(told, Not(testing::Contains(Node(i))));
    }
}

TEST_F(ObserverTest, TellsOfEachNodeEquallyOften)
{
    constexpr uint32_t OTHERS = 20;
    constexpr uint32_t ROUNDS = 5000;
    for (uint32_t i = 0; i <= OTHERS; ++i)
    {
        Boot(Node(i));
    }
    std::array<uint32_t, OTHERS> counts{};
    for (uint32_t i = 0; i < ROUNDS; ++i)
    {
        for (const NodeId id : Boot(Node(OTHERS)))
        {
            ++counts[id.ip - Node(0).ip];
        }
    }
    // each is told of with the probability 8 of 20; four standard deviations
    const double expected = ROUNDS * 0.4;
    const double deviation = std::sqrt(ROUNDS * 0.4 * 0.6);
    for (const uint32_t count : counts)
    {
        EXPECT_NEAR(count, expected, 4 * deviation) << "seed 1";
    }
}

TEST_F(ObserverTest, AsksANodeEveryFiveSecondsFromARandomPhaseOn)
{
    Boot(Node(0));
    Boot(Node(1));
    ASSERT_THAT(m_engine.timers, SizeIs(2));
    EXPECT_NE(m_engine.timers[0].first, m_engine.timers[1].first);
    const Nanoseconds first = std::min(m_engine.timers[0], m_engine.timers[1]).first;
    EXPECT_LT(std::max(m_engine.timers[0], m_engine.timers[1]).first, 5s);
    PassTimer();
    PassTimer();
    ASSERT_THAT(m_engine.sent, SizeIs(2));
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::Request);
    EXPECT_NE(m_engine.sent[0].to, m_engine.sent[1].to);
    EXPECT_EQ(m_engine.sent[1].message->header.sequence, 1U);
    PassTimer();
    EXPECT_EQ(m_engine.now, first + 5s);
    EXPECT_EQ(m_observer.GetCounters().requests, 3U);
}

TEST_F(ObserverTest, GivesANodeUpThatDoesNotAnswerThreeTimes)
{
    Boot(Node(0));
    for (int i = 0; i < 2; ++i)
    {
        PassTimer(); // asks
    }
    Say(Node(0), MessageType::Status, StatusReport().Write());
    for (int i = 0; i < 3; ++i)
    {
        PassTimer(); // asks, asks after one miss, and after two
    }
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(0)));
    PassTimer();
    EXPECT_THAT(m_observer.Alive(), IsEmpty());
    EXPECT_EQ(m_observer.GetCounters().silent, 1U);
    EXPECT_EQ(m_observer.GetCounters().requests, 5U);
    EXPECT_THAT(m_engine.timers, IsEmpty()) << "nobody is asked any more";
}

TEST_F(ObserverTest, ForgetsANodeThatIsReportedOrWhoseConnectionEnds)
{
    for (uint32_t i = 0; i < 3; ++i)
    {
        Boot(Node(i));
    }
    Say(Node(0), MessageType::NodeDownReport, NodeDown{Node(2), 1}.Write());
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(0), Node(1)));
    Break(Node(0));
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(1)));
    Break(Node(0));
    EXPECT_EQ(m_observer.GetCounters().removed, 2U) << "each once";
    EXPECT_THAT(Boot(Node(3)), ElementsAre(Node(1)));
    for (int i = 0; i < 4; ++i)
    {
        PassTimer();
    }
    EXPECT_THAT(m_engine.timers, SizeIs(2)) << "timers of those that are gone mean nothing";
}

TEST_F(ObserverTest, TimerOfANodeThatIsGoneIsNotThatOfAnother)
{
    Boot(Node(0));
    Break(Node(0));
    Boot(Node(1)); // while the timer of the first one is on its way
    PassTimer();
    PassTimer();
    EXPECT_EQ(m_observer.GetCounters().requests, 1U);
}

TEST_F(ObserverTest, KeepsTheLatestReportOfANode)
{
    EXPECT_EQ(m_observer.StatusOf(Node(0)), nullptr);
    Boot(Node(0));
    EXPECT_EQ(m_observer.StatusOf(Node(0)), nullptr);
    StatusReport status;
    status.total = KBps(100);
    Say(Node(0), MessageType::Status, status.Write());
    status.total = KBps(50);
    Say(Node(0), MessageType::Status, status.Write());
    ASSERT_NE(m_observer.StatusOf(Node(0)), nullptr);
    EXPECT_EQ(m_observer.StatusOf(Node(0))->total, KBps(50));
    Say(Node(1), MessageType::Status, status.Write());
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(0), Node(1))) << "who reports is alive";
    Break(Node(0));
    EXPECT_EQ(m_observer.StatusOf(Node(0)), nullptr);
}

TEST_F(ObserverTest, CountsWhatIsNotAsItShouldBe)
{
    for (const MessageType type :
         {MessageType::Boot, MessageType::Status, MessageType::NodeDownReport})
    {
        Say(Node(0), type, std::make_shared<std::vector<uint8_t>>(3));
    }
    Say(Node(0), MessageType::Trace, std::make_shared<std::vector<uint8_t>>(1001));
    EXPECT_EQ(m_observer.GetCounters().malformed, 4U);
    Say(Node(0), MessageType::Data);
    Say(Node(0), MessageType::SQuery);
    EXPECT_EQ(m_observer.GetCounters().foreign, 2U);
    EXPECT_THAT(m_observer.Alive(), IsEmpty());
    EXPECT_THAT(m_engine.sent, IsEmpty());
}

TEST_F(ObserverTest, KeepsTheLatestLinesOfTheLog)
{
    m_observer = Observer({8, 5s, 3, 2});
    for (const char* line : {"one", "two\nand more", "three"})
    {
        Say(Node(0), MessageType::Trace, TraceLine{line}.Write());
    }
    ASSERT_THAT(m_observer.Traces(), SizeIs(2));
    EXPECT_EQ(m_observer.Traces()[0].text, "two and more") << "one line";
    EXPECT_EQ(m_observer.Traces()[1].text, "three");
    EXPECT_EQ(m_observer.Traces()[1].node, Node(0));
    EXPECT_EQ(m_observer.GetCounters().traces, 3U);
}

TEST_F(ObserverTest, TellsOfNodesAndEdgesAsTheyComeAndGo)
{
    std::vector<std::string> told;
    ObserverCallbacks callbacks;
    callbacks.nodeUp = [&](NodeId node, Nanoseconds) { told.push_back("up " + ToText(node)); };
    callbacks.nodeDown = [&](NodeId node, Nanoseconds) { told.push_back("down " + ToText(node)); };
    callbacks.status = [&](NodeId node, const StatusReport&, Nanoseconds) {
        told.push_back("status " + ToText(node));
    };
    callbacks.edge = [&](uint32_t, NodeId parent, NodeId child, bool isThere, Nanoseconds) {
        told.push_back(std::string(isThere ? "+ " : "- ") + ToText(parent) + " " + ToText(child));
    };
    m_observer.SetCallbacks(callbacks);
    Say(Node(1), MessageType::Status, ChildOf(Node(0)).Write());
    Say(Node(1), MessageType::Status, ChildOf(Node(0)).Write());
    Say(Node(1), MessageType::Status, ChildOf(Node(2)).Write());
    Break(Node(1));
    EXPECT_THAT(told,
                ElementsAre("up 10.0.1.1:7000",
                            "status 10.0.1.1:7000",
                            "+ 10.0.1.0:7000 10.0.1.1:7000",
                            "status 10.0.1.1:7000",
                            "status 10.0.1.1:7000",
                            "- 10.0.1.0:7000 10.0.1.1:7000",
                            "+ 10.0.1.2:7000 10.0.1.1:7000",
                            "- 10.0.1.2:7000 10.0.1.1:7000",
                            "down 10.0.1.1:7000"));
}

TEST_F(ObserverTest, PlaysAScript)
{
    m_engine.now = 100s;
    m_observer.Play(ControlScript::FromCsv("0,join,10.0.1.1:7000,app=7\n"
                                           "2.5,terminate-node,10.0.1.2:7000\n"
                                           "2.5,leave,10.0.1.1:7000,app=7\n"),
                    m_engine);
    ASSERT_THAT(m_engine.sent, SizeIs(1));
    EXPECT_EQ(m_engine.sent[0].to, Node(1));
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::SJoin);
    EXPECT_EQ(m_engine.sent[0].message->header.app, 7U);
    PassTimer();
    EXPECT_EQ(m_engine.now, 102500ms);
    ASSERT_THAT(m_engine.sent, SizeIs(3));
    EXPECT_EQ(m_engine.sent[1].message->header.type, MessageType::TerminateNode);
    EXPECT_EQ(m_engine.sent[2].message->header.type, MessageType::SLeave);
    EXPECT_EQ(m_observer.GetCounters().commands, 3U);
    EXPECT_THAT(m_engine.timers, IsEmpty());
}

TEST_F(ObserverTest, PlaysAnotherScriptInPlaceOfTheFirst)
{
    m_observer.Play(ControlScript::FromCsv("1,join,10.0.1.1:7000,app=1\n"), m_engine);
    m_observer.Play(ControlScript::FromCsv("2,leave,10.0.1.1:7000,app=1\n"), m_engine);
    PassTimer();
    PassTimer();
    ASSERT_THAT(m_engine.sent, SizeIs(1));
    EXPECT_EQ(m_engine.sent[0].message->header.type, MessageType::SLeave);
}

TEST_F(ObserverTest, AsksNobodyIfThePeriodIsZero)
{
    m_observer = Observer({8, 0s});
    Boot(Node(0));
    m_observer.Take(Node(1), ChildOf(Node(0)), m_engine);
    EXPECT_THAT(m_engine.timers, IsEmpty());
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(0), Node(1)));
    EXPECT_EQ(m_observer.StatusOf(Node(1))->FindApp(APP)->parent, Node(0));
    Break(Node(0));
    Boot(Node(2));
    EXPECT_THAT(m_observer.Alive(), ElementsAre(Node(1), Node(2)));
}

TEST_F(ObserverTest, RefusesToGiveUpANodeAtOnce)
{
    EXPECT_THROW(Observer({8, 5s, 0}), std::invalid_argument);
}

TEST(TreeBootTest, AsksTheObserverAgainAfterThreeQueriesInVain)
{
    ScriptedEngine engine;
    engine.observer = {0x0A00FF01, 9000};
    TreeAlgorithm tree;
    tree.Hosts().Add(Node(1), 0);
    MessageHeader header;
    header.type = MessageType::SJoin;
    header.app = APP;
    engine.Process(tree, header, engine.observer);
    std::vector<MessageType> sent;
    for (int i = 0; i < 4; ++i)
    {
        for (const ScriptedEngine::Sent& one : engine.sent)
        {
            sent.push_back(one.message->header.type);
        }
        engine.sent.clear();
        const auto [at, id] = engine.timers.back();
        engine.now = at;
        MessageHeader timer;
        timer.type = MessageType::Timer;
        timer.SetParameters(id, 0);
        engine.Process(tree, timer, {});
    }
    sent.push_back(engine.sent[0].message->header.type);
    using Type = MessageType;
    EXPECT_THAT(sent,
                ElementsAre(Type::SQuery,
                            Type::SQuery,
                            Type::SQuery,
                            Type::Boot,
                            Type::SQuery,
                            Type::SQuery));
}

/** An observer, and nodes of trees, in a network. */
class ObservedOverlayTest : public testing::Test
{
  protected:
    static constexpr uint32_t NODES = 6;

    /** @param period in which the observer asks; 0: never */
    explicit ObservedOverlayTest(Nanoseconds period = 0s)
    {
        auto observer = std::make_unique<Observer>(ObserverParams{8, period});
        m_observer = observer.get();
        m_network.AddNode({}, std::move(observer));
        for (uint32_t i = 1; i <= NODES; ++i)
        {
            OverlayEngineParams params;
            params.observer = m_network.IdOf(0);
            params.seed = i;
            params.limits.total = KBps(100);
            m_network.AddNode(params, std::make_unique<TreeAlgorithm>());
            IAlgorithm::Boot(m_network.Engine(i));
            m_network.Engine(i).Resume();
            m_network.Advance(m_network.Now() + 1s);
        }
    }

    /**
     * @param csv a script
     */
    void Play(const std::string& csv)
    {
        const auto names = [this](const std::string& name) {
            return m_network.IdOf(static_cast<uint32_t>(std::stoul(name)));
        };
        m_observer->Play(ControlScript::FromCsv(csv, names), m_network.Engine(0));
        m_network.Engine(0).Resume();
    }

    FastNetwork m_network;
    Observer* m_observer = nullptr; //!< node 0
};

TEST_F(ObservedOverlayTest, BootsAllNodes)
{
    EXPECT_THAT(m_observer->Alive(), SizeIs(NODES));
    auto& last = static_cast<TreeAlgorithm&>(m_network.Engine(NODES).GetAlgorithm());
    EXPECT_THAT(last.Hosts().Ids(), SizeIs(NODES - 1));
}

TEST_F(ObservedOverlayTest, BecomesATreeByAScript)
{
    Play("0,deploy,1,app=1 bytes=5120 rate=51200 messages=100\n"
         "1,join,2,app=1\n"
         "2,join,3,app=1\n"
         "3,join,4,app=1\n"
         "5,leave,4,app=1\n"
         "8,terminate-source,1,app=1\n");
    m_network.Advance(m_network.Now() + 5s - 1ms);
    const uint64_t delivered = m_network.Engine(4).GetCounters().delivered;
    EXPECT_GT(delivered, 10U);
    m_network.Advance(m_network.Now() + 20s);
    EXPECT_LE(m_network.Engine(4).GetCounters().delivered, delivered + 2) << "it has left";
    const uint64_t produced = m_network.Engine(1).GetCounters().produced;
    EXPECT_GE(produced, 70U) << "10 messages per second from when there is somebody to send to";
    EXPECT_LE(produced, 75U);
    EXPECT_GE(m_network.Engine(2).GetCounters().delivered, 60U);
    EXPECT_EQ(m_network.Engine(5).GetCounters().delivered, 0U) << "it did not join";
}

TEST_F(ObservedOverlayTest, MakesItsSourceKnownToNodesThatAreNotInTheTree)
{
    Play("0,deploy,6,app=1 rate=1000\n");
    m_network.Advance(m_network.Now() + 2s);
    for (uint32_t i = 1; i < NODES; ++i)
    {
        const auto& tree = static_cast<TreeAlgorithm&>(m_network.Engine(i).GetAlgorithm());
        ASSERT_NE(tree.Membership(APP), nullptr) << "node " << i;
        EXPECT_EQ(tree.Membership(APP)->source, m_network.IdOf(6));
    }
}

TEST_F(ObservedOverlayTest, ReportsTheEndOfANeighbour)
{
    Play("0,deploy,1,app=1 rate=1000\n"
         "1,join,2,app=1\n");
    m_network.Advance(m_network.Now() + 3s);
    m_network.Engine(2).Crash();
    m_network.Advance(m_network.Now() + 1s);
    EXPECT_THAT(m_observer->Alive(), Not(testing::Contains(m_network.IdOf(2))));
    EXPECT_EQ(m_observer->GetCounters().removed, 1U);
}

TEST_F(ObservedOverlayTest, IsReadDirectly)
{
    Play("0,deploy,1,app=1 rate=1000\n"
         "1,join,2,app=1\n");
    m_network.Advance(m_network.Now() + 3s);
    const StatusReport root = StatusOf(m_network.Engine(1));
    EXPECT_EQ(root.total, KBps(100));
    ASSERT_NE(root.FindApp(APP), nullptr);
    EXPECT_TRUE(root.FindApp(APP)->parent.IsNone());
    EXPECT_THAT(root.FindApp(APP)->children, ElementsAre(m_network.IdOf(2)));
    EXPECT_EQ(root.FindApp(APP)->degree, 1);
    const StatusReport leaf = StatusOf(m_network.Engine(2));
    EXPECT_EQ(leaf.FindApp(APP)->parent, m_network.IdOf(1));
    EXPECT_FALSE(leaf.links.empty());
    m_observer->Take(m_network.IdOf(2), leaf, m_network.Engine(0));
    EXPECT_EQ(m_observer->StatusOf(m_network.IdOf(2))->FindApp(APP)->parent, m_network.IdOf(1));
}

/** The same, where the observer asks every five seconds. */
class PolledOverlayTest : public ObservedOverlayTest
{
  protected:
    PolledOverlayTest()
        : ObservedOverlayTest(5s)
    {
    }
};

TEST_F(PolledOverlayTest, KnowsTheTreeAndItsRatesByMessagesAlone)
{
    Play("0,deploy,1,app=1 bytes=5120 rate=20480\n"
         "1,join,2,app=1\n"
         "2,join,3,app=1\n"
         "20,bw-node,3,scope=total rate=50000\n"
         "40,terminate-node,2\n");
    m_network.Advance(m_network.Now() + 39s);
    EXPECT_THAT(m_observer->Alive(), SizeIs(NODES));
    for (uint32_t i = 2; i <= 3; ++i)
    {
        const StatusReport* status = m_observer->StatusOf(m_network.IdOf(i));
        ASSERT_NE(status, nullptr);
        ASSERT_NE(status->FindApp(APP), nullptr);
        const NodeId parent = status->FindApp(APP)->parent;
        const StatusReport* above = m_observer->StatusOf(parent);
        ASSERT_NE(above, nullptr);
        EXPECT_THAT(above->FindApp(APP)->children, testing::Contains(m_network.IdOf(i)));
        const auto isStream = [parent](const LinkStatus& link) {
            return link.peer == parent && link.direction == Direction::In;
        };
        const auto stream = std::find_if(status->links.begin(), status->links.end(), isStream);
        ASSERT_NE(stream, status->links.end());
        EXPECT_NEAR(stream->rate, 20'480, 3 * 1024) << "four messages a second, in five seconds";
    }
    EXPECT_EQ(m_observer->StatusOf(m_network.IdOf(3))->total, KBps(50)) << "as the script says";
    EXPECT_EQ(m_observer->GetCounters().malformed, 0U);

    m_network.Advance(m_network.Now() + 30s);
    EXPECT_FALSE(m_network.Engine(2).IsAlive());
    EXPECT_THAT(m_observer->Alive(), Not(testing::Contains(m_network.IdOf(2))));
    EXPECT_EQ(m_observer->StatusOf(m_network.IdOf(3))->FindApp(APP)->parent, m_network.IdOf(1));
}

} // namespace
} // namespace qos
} // namespace ns3
