/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/static-relay.h"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <memory>
#include <stdexcept>
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

constexpr uint32_t BYTES = 5120; //!< of a message
constexpr uint32_t APP = 1;

/** A network of nodes that send where they are told to. */
class RelayTest : public testing::Test
{
  protected:
    /** @param params of the network */
    explicit RelayTest(const FastNetworkParams& params = {})
        : m_network(params)
    {
    }

    /**
     * @param limits emulated bandwidth
     * @param policy when a buffer is full
     * @return number of a new node that delivers what it gets
     */
    uint32_t AddNode(const BandwidthLimits& limits = {}, DropPolicy policy = DropPolicy::Lossless)
    {
        auto relay = std::make_unique<StaticRelay>();
        relay->SetDelivers(true);
        m_relays.push_back(relay.get());
        OverlayEngineParams params;
        params.limits = limits;
        params.policy = policy;
        return m_network.AddNode(params, std::move(relay));
    }

    /**
     * @param from number of a node
     * @param to where its data goes
     * @param app which data
     */
    void Connect(uint32_t from, uint32_t to, uint32_t app = APP)
    {
        m_relays[from]->AddRoute(app, m_network.IdOf(to));
    }

    /**
     * @param node where
     * @param params what the source does
     * @param app whose data
     */
    void StartSource(uint32_t node, const PacedSourceParams& params = {}, uint32_t app = APP)
    {
        m_network.Engine(node).StartSource(app, std::make_unique<PacedSource>(params));
        m_network.Engine(node).Resume();
    }

    /**
     * @param warmUp before it is measured
     * @param time how long it is measured
     * @return what each node delivered, in KBps
     */
    std::vector<double> Rates(Nanoseconds warmUp, Nanoseconds time)
    {
        const Nanoseconds start = m_network.Now() + warmUp;
        m_network.Advance(start);
        std::vector<uint64_t> before;
        for (uint32_t i = 0; i < m_network.Nodes(); ++i)
        {
            before.push_back(m_network.Engine(i).GetCounters().deliveredBytes);
        }
        m_network.Advance(start + time);
        std::vector<double> rates;
        for (uint32_t i = 0; i < m_network.Nodes(); ++i)
        {
            const uint64_t bytes = m_network.Engine(i).GetCounters().deliveredBytes - before[i];
            const double span = std::chrono::duration<double>(time).count();
            rates.push_back(static_cast<double>(bytes) / 1000 / span);
        }
        return rates;
    }

    /**
     * @param from a node
     * @param to its peer
     * @return data that the peer takes
     */
    uint32_t CreditOf(uint32_t from, uint32_t to)
    {
        return m_network.Engine(from).Credit(m_network.IdOf(to));
    }

    FastNetwork m_network;              //!< the nodes
    std::vector<StaticRelay*> m_relays; //!< their algorithms, by number
};

TEST_F(RelayTest, AMessageCrossesAChain)
{
    for (int i = 0; i < 3; ++i)
    {
        AddNode();
    }
    Connect(0, 1);
    Connect(1, 2);
    StartSource(0, {BYTES, Bitrate(), 5});
    m_network.Advance(seconds{1});
    for (uint32_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(m_network.Engine(i).GetCounters().delivered, 5U) << i;
    }
    EXPECT_EQ(m_network.NextEvent(), FOREVER) << "an idle network has no events";
    EXPECT_EQ(m_network.Pool().Live(), 0U);
    EXPECT_EQ(CreditOf(0, 1), 10U) << "all came back";
}

TEST_F(RelayTest, TheSlowestNodeSetsTheRateOfALosslessTree)
{
    AddNode({KBps(200), {}, {}});
    AddNode({KBps(500), {}, {}});
    AddNode({KBps(100), {}, {}});
    AddNode({KBps(200), {}, {}});
    AddNode({KBps(100), {}, {}});
    for (uint32_t child = 1; child < 5; ++child)
    {
        Connect(0, child);
    }
    StartSource(0);
    const std::vector<double> rates = Rates(seconds{20}, seconds{100});
    for (uint32_t child = 1; child < 5; ++child)
    {
        EXPECT_NEAR(rates[child], 50, 0.5) << "a source of 200 KBps and four children";
    }
}

TEST_F(RelayTest, InAndOutShareTheTotal)
{
    AddNode();
    AddNode({KBps(300), {}, {}});
    AddNode();
    AddNode();
    Connect(0, 1);
    Connect(1, 2);
    Connect(1, 3);
    StartSource(0);
    const std::vector<double> rates = Rates(seconds{20}, seconds{100});
    EXPECT_NEAR(rates[1], 100, 1);
    EXPECT_NEAR(rates[2], 100, 1);
    EXPECT_NEAR(rates[3], 100, 1);
}

TEST_F(RelayTest, IndependentBranchesHaveTheirOwnRates)
{
    // random R1 of Table 3: S-D S-A D-C C-B
    const uint32_t s = AddNode({KBps(200), {}, {}}, DropPolicy::DropTail);
    const uint32_t a = AddNode({KBps(500), {}, {}}, DropPolicy::DropTail);
    const uint32_t b = AddNode({KBps(100), {}, {}}, DropPolicy::DropTail);
    const uint32_t c = AddNode({KBps(200), {}, {}}, DropPolicy::DropTail);
    const uint32_t d = AddNode({KBps(100), {}, {}}, DropPolicy::DropTail);
    Connect(s, d);
    Connect(s, a);
    Connect(d, c);
    Connect(c, b);
    StartSource(s);
    const std::vector<double> rates = Rates(seconds{20}, seconds{100});
    EXPECT_NEAR(rates[a], 150, 4.5);
    EXPECT_NEAR(rates[b], 50, 1.5);
    EXPECT_NEAR(rates[c], 50, 1.5);
    EXPECT_NEAR(rates[d], 50, 1.5);
}

TEST_F(RelayTest, WeightsHoldWhereTheOutputIsScarce)
{
    const uint32_t relay = AddNode({{}, KBps(60), {}});
    const uint32_t sink = AddNode();
    Connect(relay, sink);
    std::vector<uint32_t> sources;
    for (int i = 0; i < 3; ++i)
    {
        sources.push_back(AddNode());
        Connect(sources.back(), relay);
        StartSource(sources.back());
    }
    m_network.Advance(seconds{1});
    for (uint32_t i = 0; i < 3; ++i)
    {
        m_network.Engine(relay).SetWeight(m_network.IdOf(sources[i]), i + 1);
    }
    m_network.Advance(seconds{30});
    std::map<NodeId, int64_t> counts;
    m_network.Engine(sink).SetDeliverCallback(
        [&counts](const MessagePtr& message) { ++counts[message->header.originator]; });
    m_network.Advance(seconds{130});
    const int64_t unit = counts[m_network.IdOf(sources[0])];
    EXPECT_GT(unit, 150);
    EXPECT_NEAR(static_cast<double>(counts[m_network.IdOf(sources[1])]),
                2.0 * static_cast<double>(unit),
                2);
    EXPECT_NEAR(static_cast<double>(counts[m_network.IdOf(sources[2])]),
                3.0 * static_cast<double>(unit),
                3);
}

TEST_F(RelayTest, AMessageReachesMoreThanSixtyFourChildren)
{
    constexpr uint32_t CHILDREN = 100;
    AddNode();
    for (uint32_t child = 1; child <= CHILDREN; ++child)
    {
        AddNode();
        Connect(0, child);
    }
    StartSource(0, {BYTES, Bitrate(), 50});
    m_network.Advance(seconds{5});
    for (uint32_t child = 1; child <= CHILDREN; ++child)
    {
        EXPECT_EQ(m_network.Engine(child).GetCounters().delivered, 50U) << child;
    }
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

TEST_F(RelayTest, ALinkHasItsOwnLimits)
{
    for (int i = 0; i < 3; ++i)
    {
        AddNode({}, DropPolicy::DropTail);
    }
    Connect(0, 1);
    Connect(0, 2);
    m_network.Engine(0).SetLinkLimits(m_network.IdOf(1), KBps(30), {});
    m_network.Engine(0).SetLinkLimits(m_network.IdOf(2), KBps(70), {});
    StartSource(0, {BYTES, KBps(200)});
    std::vector<double> rates = Rates(seconds{10}, seconds{100});
    EXPECT_NEAR(rates[1], 30, 0.3);
    EXPECT_NEAR(rates[2], 70, 0.7);
    m_network.Engine(0).SetLinkLimits(m_network.IdOf(1), KBps(50), {});
    m_network.Engine(2).SetLinkLimits(m_network.IdOf(0), {}, KBps(10));
    rates = Rates(seconds{20}, seconds{100});
    EXPECT_NEAR(rates[1], 50, 0.5);
    EXPECT_NEAR(rates[2], 10, 0.1);
}

TEST_F(RelayTest, TotalUpAndDownHoldAtOnce)
{
    AddNode();
    AddNode({KBps(100), KBps(30), {}});
    AddNode();
    Connect(0, 1);
    Connect(1, 2);
    StartSource(0);
    std::vector<double> rates = Rates(seconds{10}, seconds{100});
    EXPECT_NEAR(rates[2], 30, 0.3) << "up";
    m_network.Engine(1).SetLimits({KBps(40), KBps(30), {}});
    rates = Rates(seconds{10}, seconds{100});
    EXPECT_NEAR(rates[2], 20, 0.2) << "total";
    m_network.Engine(1).SetLimits({{}, KBps(30), KBps(15)});
    rates = Rates(seconds{10}, seconds{100});
    EXPECT_NEAR(rates[2], 15, 0.15) << "down";
    m_network.Engine(1).SetLimits({KBps(40), {}, {}, milliseconds{100}});
    rates = Rates(seconds{10}, seconds{100});
    EXPECT_NEAR(rates[2], 20, 0.2) << "total, by intervals";
}

TEST_F(RelayTest, WhoCrashesIsForgotten)
{
    for (int i = 0; i < 4; ++i)
    {
        AddNode({KBps(100), {}, {}});
    }
    Connect(0, 1);
    Connect(1, 2);
    Connect(1, 3);
    StartSource(0);
    m_network.Advance(seconds{20});
    m_network.Engine(2).Crash();
    const std::vector<double> rates = Rates(seconds{10}, seconds{100});
    EXPECT_EQ(rates[2], 0);
    EXPECT_GT(rates[3], 30);
    for (const uint32_t node : {0, 1, 3})
    {
        m_network.Engine(node).Terminate();
    }
    m_network.Advance(m_network.Now() + seconds{10});
    EXPECT_EQ(m_network.Pool().Live(), 0U);
    EXPECT_EQ(m_network.InFlight(), 0U);
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

TEST_F(RelayTest, APeerMayCrashWhileItsMessageIsInServiceUnderFormerLimits)
{
    AddNode();
    AddNode({{}, {}, KBps(1)}); // a message takes 5 s to come in
    Connect(0, 1);
    StartSource(0);
    m_network.Advance(seconds{6});
    m_network.Engine(1).SetLimits({KBps(100), {}, KBps(1)});
    m_network.Engine(0).Crash();
    m_network.Advance(seconds{60});
    EXPECT_EQ(m_network.Engine(1).Links().Count(), 0U);
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

TEST_F(RelayTest, BothMayConnectAtTheSameTime)
{
    AddNode();
    AddNode();
    Connect(0, 1, 1);
    Connect(1, 0, 2);
    StartSource(0, {BYTES, Bitrate(), 100}, 1);
    StartSource(1, {BYTES, Bitrate(), 100}, 2);
    m_network.Advance(seconds{10});
    for (const uint32_t node : {0, 1})
    {
        const OverlayEngine& engine = m_network.Engine(node);
        EXPECT_EQ(engine.GetCounters().delivered, 200U) << "those of both";
        EXPECT_EQ(engine.Links().Count(), 1U);
        EXPECT_EQ(CreditOf(node, 1 - node), 10U);
    }
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

/** Keeps all messages, or sends on what it may not. */
class Greedy : public Algorithm
{
  public:
    NodeId forward; //!< where control messages go as they came

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        if (message->header.type == MessageType::Data)
        {
            return Verdict::Hold;
        }
        expired += message->header.type == MessageType::SendFailed ? 1 : 0;
        if (!forward.IsNone() && message->header.type == MessageType::SQuery)
        {
            engine.Send(message, forward);
        }
        return Verdict::Done;
    }

    int expired = 0; //!< messages that it kept too long
};

TEST_F(RelayTest, HeldMessagesKeepTheirRoomUntilTheyExpire)
{
    AddNode();
    auto algorithm = std::make_unique<Greedy>();
    const Greedy& greedy = *algorithm;
    m_network.AddNode({}, std::move(algorithm));
    Connect(0, 1);
    StartSource(0, {BYTES, Bitrate(), 12});
    m_network.Advance(seconds{1});
    EXPECT_EQ(CreditOf(0, 1), 0U);
    EXPECT_EQ(m_network.Engine(1).GetCounters().processed - 1, 9U) << "one less than the buffer";
    m_network.Advance(seconds{30});
    EXPECT_EQ(greedy.expired, 12);
    EXPECT_EQ(m_network.Engine(1).GetCounters().holdsExpired, 12U);
    EXPECT_EQ(CreditOf(0, 1), 10U);
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

TEST_F(RelayTest, ControlOfOthersIsNotSentAsItCame)
{
    AddNode();
    auto algorithm = std::make_unique<Greedy>();
    algorithm->forward = m_network.IdOf(0);
    m_network.AddNode({}, std::move(algorithm));
    OverlayEngine& engine = m_network.Engine(0);
    MessageHeader query;
    query.type = MessageType::SQuery;
    engine.Send(engine.Make(query, nullptr), m_network.IdOf(1));
    EXPECT_THROW(m_network.Advance(seconds{1}), std::logic_error);
}

/** An algorithm that sends data to one peer, delivers it, and sends it to another peer. */
class SendDeliverSend : public Algorithm
{
  public:
    /**
     * @param first who gets data before it is delivered
     * @param second who gets it afterwards
     */
    SendDeliverSend(NodeId first, NodeId second)
        : m_first(first),
          m_second(second)
    {
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        if (message->header.type == MessageType::Data)
        {
            engine.Send(message, m_first);
            engine.Deliver(message);
            engine.Send(message, m_second);
        }
        return Verdict::Done;
    }

  private:
    NodeId m_first;  //!< see the constructor
    NodeId m_second; //!< see the constructor
};

TEST_F(RelayTest, AnEngineMayBeAtWorkWithinTheDeliveryOfAnother)
{
    constexpr uint32_t OTHER = 2;
    AddNode();
    AddNode();
    Connect(0, 1, OTHER);
    const uint32_t node =
        m_network.AddNode({},
                          std::make_unique<SendDeliverSend>(m_network.IdOf(0), m_network.IdOf(1)));
    PacedSourceParams one;
    one.messages = 1;
    m_network.Engine(node).SetDeliverCallback(
        [this, one](const MessagePtr&) { StartSource(0, one, OTHER); });
    std::map<std::pair<uint32_t, uint32_t>, int> got; // by node and application
    for (const uint32_t sink : {0U, 1U})
    {
        m_network.Engine(sink).SetDeliverCallback([&got, sink](const MessagePtr& message) {
            ++got[{sink, message->header.app}];
        });
    }
    StartSource(node, one);
    m_network.Advance(seconds{1});
    const std::map<std::pair<uint32_t, uint32_t>, int> each = {
        {{0, APP}, 1},
        {{1, APP}, 1},
        {{0, OTHER}, 1}, // its own
        {{1, OTHER}, 1},
    };
    EXPECT_EQ(got, each);
}

/** An algorithm that fails at the first message of data, after it has sent it. */
class FailingAlgorithm : public Algorithm
{
  public:
    /** @param to where data goes */
    explicit FailingAlgorithm(NodeId to)
        : m_to(to)
    {
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        if (message->header.type == MessageType::Data)
        {
            engine.Send(message, m_to);
            if (message->header.sequence == 0)
            {
                throw std::runtime_error("not this one");
            }
        }
        return Verdict::Done;
    }

  private:
    NodeId m_to; //!< where data goes
};

TEST_F(RelayTest, AnEngineGoesOnAfterItsAlgorithmHasFailed)
{
    AddNode();
    const uint32_t node =
        m_network.AddNode({}, std::make_unique<FailingAlgorithm>(m_network.IdOf(0)));
    PacedSourceParams three;
    three.messages = 3;
    EXPECT_THROW(StartSource(node, three), std::runtime_error);
    m_network.Engine(node).Resume();
    m_network.Advance(seconds{1});
    EXPECT_EQ(m_network.Engine(0).GetCounters().delivered, 2U) << "all but that one";
    EXPECT_EQ(m_network.Engine(node).Queued(), 0U);
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

TEST_F(RelayTest, ANodeSendsAsMuchAsThePeersBufferTakes)
{
    OverlayEngineParams params;
    for (const auto& [own, peers] : {std::pair{20U, 3U}, std::pair{3U, 20U}})
    {
        FastNetwork network;
        auto relay = std::make_unique<StaticRelay>();
        relay->AddRoute(APP, network.IdOf(1));
        params.bufferMessages = own;
        params.limits.down = Bitrate();
        network.AddNode(params, std::move(relay));
        params.bufferMessages = peers;
        params.limits.down = KBps(1); // a message in 5 s
        network.AddNode(params, std::make_unique<StaticRelay>());
        network.Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
        network.Engine(0).Resume();
        network.Advance(seconds{20});
        const uint32_t link = network.Engine(1).Links().Find(network.IdOf(0));
        EXPECT_GE(network.Engine(1).InputMessages(link), peers - 1) << "one is in service";
        EXPECT_LE(network.Engine(1).InputMessages(link), peers);
        EXPECT_EQ(network.InFlight(), 0U);
    }
}

TEST_F(RelayTest, NobodyIsItsOwnObserver)
{
    OverlayEngineParams params;
    params.observer = m_network.IdOf(0);
    EXPECT_THROW(m_network.AddNode(params, std::make_unique<StaticRelay>()), std::invalid_argument);
    AddNode();
    params.observer = m_network.IdOf(0);
    EXPECT_EQ(m_network.AddNode(params, std::make_unique<StaticRelay>()), 1U);
}

TEST_F(RelayTest, OnlyTheObserverCommands)
{
    AddNode();
    AddNode();
    OverlayEngine& engine = m_network.Engine(0);
    MessageHeader command;
    command.type = MessageType::TerminateNode;
    engine.Send(engine.Make(command, nullptr), m_network.IdOf(1));
    m_network.Advance(seconds{1});
    EXPECT_EQ(m_network.Engine(1).GetCounters().refused, 1U);
    EXPECT_TRUE(m_network.Engine(1).IsAlive());
}

TEST_F(RelayTest, WhatIsMadeIsDeliveredDroppedOrStillThere)
{
    AddNode({KBps(200), {}, {}}, DropPolicy::DropTail);
    for (uint32_t child = 1; child <= 3; ++child)
    {
        AddNode({KBps(20.0 * child), {}, {}}, DropPolicy::DropTail);
        Connect(0, child);
    }
    StartSource(0);
    m_network.Advance(seconds{50});
    m_network.Engine(0).StopSource(APP);
    m_network.Advance(seconds{100});
    const uint64_t made = m_network.Engine(0).GetCounters().produced;
    for (uint32_t child = 1; child <= 3; ++child)
    {
        const LinkCounters& link = m_network.Engine(0).FindLink(m_network.IdOf(child))->counters;
        EXPECT_EQ(link.sent + link.dropped, made) << child;
        EXPECT_EQ(m_network.Engine(child).GetCounters().delivered, link.sent) << child;
        EXPECT_GT(link.dropped, 0U) << child;
    }
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

/** The same, where the delay is as long as three messages at 200 KBps: longer than links wait. */
class FarRelayTest : public RelayTest
{
  protected:
    FarRelayTest()
        : RelayTest({[](uint32_t, uint32_t) { return std::chrono::microseconds{76800}; },
                     NodeId{0x0A000001, 7000}})
    {
    }
};

// messages arrive just when the first link may send again, but before it does: it is served when
// the second one is, and makes room for the first output of the message that is being placed
TEST_F(FarRelayTest, EveryChildOfALosslessNodeGetsEveryMessageOnceWhateverTheLimitsOfTheLinks)
{
    constexpr uint32_t MESSAGES = 300;
    const uint32_t source = AddNode();
    const uint32_t relay = AddNode();
    m_network.Engine(source).SetLinkLimits(m_network.IdOf(relay), KBps(200), {});
    Connect(source, relay);
    for (const double rate : {100, 400})
    {
        const uint32_t child = AddNode();
        Connect(relay, child);
        m_network.Engine(relay).SetLinkLimits(m_network.IdOf(child), KBps(rate), {});
    }
    StartSource(source, {BYTES, Bitrate(), MESSAGES});
    m_network.Advance(seconds{100});
    for (uint32_t node = 0; node < m_network.Nodes(); ++node)
    {
        EXPECT_EQ(m_network.Engine(node).GetCounters().delivered, MESSAGES) << node;
    }
    EXPECT_EQ(m_network.Pool().Live(), 0U);
}

} // namespace
} // namespace qos
} // namespace ns3
