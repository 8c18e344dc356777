/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/observer-commands.h"
#include "ns3/paced-source.h"
#include "ns3/peer-measurement.h"
#include "ns3/status-report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
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
using testing::SizeIs;

constexpr uint32_t APP = 1;

/** Keeps what it hears, and relays data. */
class Listener : public Algorithm
{
  public:
    std::vector<NodeId> next;                        //!< where data goes
    std::vector<MessagePtr> heard;                   //!< other messages
    std::function<void(EngineApi& engine)> onCustom; //!< what MessageType::Custom causes

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        if (message->header.type == MessageType::Data)
        {
            engine.Deliver(message);
            for (const NodeId to : next)
            {
                engine.Send(message, to);
            }
            return Verdict::Done;
        }
        heard.push_back(message);
        if (message->header.type == MessageType::Custom && onCustom)
        {
            onCustom(engine);
        }
        return Verdict::Done;
    }

    /**
     * @param type of messages
     * @return those that were heard
     */
    std::vector<MessagePtr> Heard(MessageType type) const
    {
        std::vector<MessagePtr> some;
        for (const MessagePtr& message : heard)
        {
            if (message->header.type == type)
            {
                some.push_back(message);
            }
        }
        return some;
    }
};

/** Nodes 10 ms apart, of which number 0 is the observer of the others. */
class EngineControlTest : public testing::Test
{
  protected:
    EngineControlTest()
    {
        for (int i = 0; i < 3; ++i)
        {
            OverlayEngineParams params;
            params.observer = i == 0 ? NodeId() : m_network.IdOf(0);
            Add(params);
        }
    }

    /**
     * @param params of a new node
     * @return its number
     */
    uint32_t Add(const OverlayEngineParams& params)
    {
        auto listener = std::make_unique<Listener>();
        m_listeners.push_back(listener.get());
        return m_network.AddNode(params, std::move(listener));
    }

    /**
     * A node sends a message.
     * @param from who
     * @param to whom
     * @param header what it is
     * @param payload what it says
     */
    void Send(uint32_t from, uint32_t to, const MessageHeader& header, Payload payload = nullptr)
    {
        OverlayEngine& engine = m_network.Engine(from);
        engine.Send(engine.Make(header, std::move(payload)), m_network.IdOf(to));
        engine.Resume();
        Pass(milliseconds{100});
    }

    /**
     * @param type of a message
     * @return its header
     */
    static MessageHeader HeaderOf(MessageType type)
    {
        MessageHeader header;
        header.type = type;
        return header;
    }

    /** @param time passes */
    void Pass(Nanoseconds time)
    {
        m_network.Advance(m_network.Now() + time);
    }

    /**
     * Let a node do something with its engine, as its algorithm would.
     * @param node who
     * @param what it does
     */
    void Do(uint32_t node, std::function<void(EngineApi& engine)> what)
    {
        m_listeners[node]->onCustom = std::move(what);
        OverlayEngine& engine = m_network.Engine(node);
        engine.Tell(engine.Make(HeaderOf(MessageType::Custom), nullptr));
    }

    /** Node 1 sends data to node 2, back to back. */
    void StartStream()
    {
        m_listeners[1]->next = {m_network.IdOf(2)};
        m_network.Engine(1).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
        m_network.Engine(1).Resume();
    }

    /**
     * @param time how long it is measured
     * @return what node 2 gets meanwhile, in KBps
     */
    double Rate(Nanoseconds time)
    {
        const uint64_t before = m_network.Engine(2).GetCounters().deliveredBytes;
        Pass(time);
        const uint64_t bytes = m_network.Engine(2).GetCounters().deliveredBytes - before;
        return static_cast<double>(bytes) / 1000 / std::chrono::duration<double>(time).count();
    }

    FastNetwork m_network;              //!< the nodes
    std::vector<Listener*> m_listeners; //!< by number
};

TEST_F(EngineControlTest, TheObserverChangesTheBandwidthOfANodeAndOfALink)
{
    Send(0, 1, NodeBandwidthCommand{BandwidthScope::Up, KBps(100)}.ToHeader());
    StartStream();
    Pass(seconds{5});
    EXPECT_NEAR(Rate(seconds{20}), 100, 1);

    Send(0, 1, NodeBandwidthCommand{BandwidthScope::Up, KBps(400)}.ToHeader());
    EXPECT_NEAR(Rate(seconds{20}), 400, 4);

    const LinkBandwidthCommand link{m_network.IdOf(2), Direction::Out, KBps(50)};
    Send(0, 1, HeaderOf(MessageType::SetLinkBw), link.Write());
    Pass(seconds{5});
    EXPECT_NEAR(Rate(seconds{20}), 50, 1);
    EXPECT_EQ(m_network.Engine(1).GetCounters().malformed, 0U);
}

TEST_F(EngineControlTest, TheObserverSetsTheIntervalOfTheEmulation)
{
    Send(0, 1, NodeBandwidthCommand{BandwidthScope::Total, KBps(100)}.ToHeader());
    Send(0, 1, IntervalCommand{seconds{1}}.ToHeader());
    EXPECT_EQ(m_network.Engine(1).Limits().interval, seconds{1});
    EXPECT_EQ(m_network.Engine(1).Limits().total, KBps(100));
}

TEST_F(EngineControlTest, AWeightIsKeptForAPeerThatHasSentNothingYet)
{
    const uint32_t other = Add({});
    const uint32_t sink = Add({});
    Send(0, 1, HeaderOf(MessageType::SetWeight), WeightCommand{m_network.IdOf(other), 3}.Write());
    Send(0, 1, NodeBandwidthCommand{BandwidthScope::Up, KBps(100)}.ToHeader());
    m_listeners[1]->next = {m_network.IdOf(sink)};
    std::map<NodeId, int> counts;
    m_network.Engine(sink).SetDeliverCallback(
        [&counts](const MessagePtr& message) { ++counts[message->header.originator]; });
    for (const uint32_t source : {2U, other})
    {
        m_listeners[source]->next = {m_network.IdOf(1)};
        m_network.Engine(source).StartSource(APP,
                                             std::make_unique<PacedSource>(PacedSourceParams()));
        m_network.Engine(source).Resume();
    }
    Pass(seconds{10});
    counts.clear();
    Pass(seconds{100});
    EXPECT_GT(counts[m_network.IdOf(2)], 400);
    EXPECT_NEAR(counts[m_network.IdOf(other)], 3 * counts[m_network.IdOf(2)], 6);
}

TEST_F(EngineControlTest, TheObserverEndsANodeInPeace)
{
    StartStream();
    Pass(seconds{1});
    Send(0, 1, HeaderOf(MessageType::TerminateNode));
    EXPECT_FALSE(m_network.Engine(1).IsAlive());
    const auto ends = m_listeners[2]->Heard(MessageType::BrokenLink);
    ASSERT_THAT(ends, SizeIs(1));
    const MessageHeader end = ends[0]->header;
    EXPECT_EQ(end.Peer(), m_network.IdOf(1));
    EXPECT_EQ(end.Detail(), static_cast<uint16_t>(LinkEnd::Bye));
    Pass(seconds{10});
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
    EXPECT_EQ(m_network.InFlight() + m_network.Engine(1).Queued(), 0U);
    EXPECT_EQ(m_network.Engine(1).Links().Count(), 0U);
}

TEST_F(EngineControlTest, CommandsOfAnybodyElseAreRefusedAndCounted)
{
    std::vector<MessageType> commands;
    for (uint32_t type = 0x0102; type <= 0x010D; ++type)
    {
        if (IsObserverCommand(static_cast<MessageType>(type)))
        {
            commands.push_back(static_cast<MessageType>(type));
        }
    }
    commands.push_back(MessageType::SAssign);
    commands.push_back(MessageType::NcConfig);
    ASSERT_THAT(commands, SizeIs(13)) << "all of 0x0102 to 0x010D but the status, and two more";
    for (const MessageType type : commands)
    {
        Send(2, 1, HeaderOf(type));
    }
    EXPECT_TRUE(m_network.Engine(1).IsAlive());
    EXPECT_EQ(m_network.Engine(1).GetCounters().refused, commands.size());
    EXPECT_EQ(m_network.Engine(1).GetCounters().malformed, 0U);
    EXPECT_EQ(m_listeners[1]->heard.size(), 1U) << "the connection is up, and nothing else";
}

TEST_F(EngineControlTest, CommandsThatAreNotWhatTheyShouldBeChangeNothing)
{
    const auto two = std::make_shared<const std::vector<uint8_t>>(2, uint8_t{1});
    MessageHeader node = HeaderOf(MessageType::SetNodeBw);
    node.SetParameters(3, 1000); // there are three scopes
    Send(0, 1, node);
    Send(0, 1, HeaderOf(MessageType::SetLinkBw), two);
    Send(0, 1, HeaderOf(MessageType::SetInterval), two);
    Send(0, 1, HeaderOf(MessageType::SetWeight), two);
    EXPECT_EQ(m_network.Engine(1).GetCounters().malformed, 4U);
    EXPECT_FALSE(m_network.Engine(1).Limits().Any());
}

TEST_F(EngineControlTest, ANodeTellsItsObserverHowItIs)
{
    Send(0, 1, NodeBandwidthCommand{BandwidthScope::Up, KBps(100)}.ToHeader());
    Do(1,
       [this](EngineApi& engine) { engine.AddEdge(APP, m_network.IdOf(2), EdgeRole::Downstream); });
    StartStream();
    Pass(seconds{10});
    MessageHeader request = HeaderOf(MessageType::Request);
    request.sequence = 7;
    Send(0, 1, request);
    Pass(seconds{10});
    Send(0, 1, request);
    Pass(seconds{1});
    const auto reports = m_listeners[0]->Heard(MessageType::Status);
    ASSERT_THAT(reports, SizeIs(2));
    EXPECT_EQ(reports[1]->header.sequence, 7U);
    const auto status = StatusReport::Read(reports[1]->Bytes());
    ASSERT_TRUE(status);
    EXPECT_GT(status->uptime, seconds{20});
    EXPECT_EQ(status->up, KBps(100));
    ASSERT_NE(status->FindApp(APP), nullptr);
    EXPECT_THAT(status->FindApp(APP)->children, ElementsAre(m_network.IdOf(2)));
    for (const LinkStatus& link : status->links)
    {
        const bool isStream = link.peer == m_network.IdOf(2) && link.direction == Direction::Out;
        EXPECT_NEAR(link.rate, isStream ? 100'000 : 0, 1100);
        EXPECT_EQ(link.outputMessages, isStream ? 10 : 0) << "the buffer is full";
    }
}

TEST_F(EngineControlTest, WithoutAnObserverNobodyIsToldHowANodeIs)
{
    OverlayEngine& engine = m_network.Engine(0);
    engine.Tell(engine.Make(HeaderOf(MessageType::Request), nullptr));
    Pass(seconds{1});
    EXPECT_EQ(engine.Links().Count(), 0U);
}

TEST_F(EngineControlTest, ProbesFindTheRoundTripAndTheNarrowerOfTwoBandwidths)
{
    Send(0, 1, NodeBandwidthCommand{BandwidthScope::Up, KBps(300)}.ToHeader());
    Send(0, 2, NodeBandwidthCommand{BandwidthScope::Down, KBps(200)}.ToHeader());
    Do(1, [this](EngineApi& engine) {
        engine.Measure(m_network.IdOf(2));
        engine.Measure(m_network.IdOf(2)); // is under way
    });
    Pass(seconds{5});
    const auto replies = m_listeners[1]->Heard(MessageType::MeasureReply);
    ASSERT_THAT(replies, SizeIs(1));
    const auto result = PeerMeasurement::Read(replies[0]->Bytes());
    ASSERT_TRUE(result);
    EXPECT_EQ(result->peer, m_network.IdOf(2));
    EXPECT_EQ(result->rtt, milliseconds{20});
    EXPECT_NEAR(result->rate, 200'000, 2000);
    EXPECT_EQ(m_network.Engine(1).FindLink(m_network.IdOf(2))->details->rtt, milliseconds{20});
}

TEST_F(EngineControlTest, AProbeOfNobodyHasNoResultAndSaysSo)
{
    Do(1, [](EngineApi& engine) { engine.Measure({1, 1}); });
    Pass(seconds{20});
    const auto replies = m_listeners[1]->Heard(MessageType::MeasureReply);
    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(PeerMeasurement::Read(replies[0]->Bytes())->rtt, Nanoseconds{0});
    EXPECT_EQ(m_network.NextEvent(), FOREVER);
}

TEST_F(EngineControlTest, RatesAreReportedWhileThereAreLinks)
{
    OverlayEngineParams params;
    params.report = seconds{1};
    const uint32_t sink = Add(params);
    m_listeners[1]->next = {m_network.IdOf(sink)};
    m_network.Engine(1).StartSource(
        APP,
        std::make_unique<PacedSource>(PacedSourceParams{1000, KBps(10), 100}));
    m_network.Engine(1).Resume();
    Pass(seconds{9});
    const auto reports = m_listeners[sink]->Heard(MessageType::UpRate);
    ASSERT_GE(reports.size(), 7U);
    for (std::size_t i = 1; i < reports.size(); ++i)
    {
        const auto rate = PeerMeasurement::Read(reports[i]->Bytes());
        ASSERT_TRUE(rate);
        EXPECT_EQ(rate->peer, m_network.IdOf(1));
        EXPECT_NEAR(rate->rate, 10'000, 1000) << i;
    }
    m_network.Engine(1).Terminate();
    Pass(seconds{10});
    EXPECT_EQ(m_network.NextEvent(), FOREVER) << "without links there is nothing to report";
}

/** A node that is watched, and one that may fall silent. */
class SilenceTest : public EngineControlTest
{
  protected:
    SilenceTest()
    {
        OverlayEngineParams params;
        params.silence = seconds{10};
        m_watcher = Add(params);
        for (const uint32_t app : {APP, APP + 1})
        {
            Do(m_watcher, [this, app](EngineApi& engine) {
                engine.AddEdge(app, m_network.IdOf(1), EdgeRole::Upstream);
            });
        }
        m_listeners[1]->next = {m_network.IdOf(m_watcher)};
    }

    uint32_t m_watcher = 0; //!< its number
};

TEST_F(SilenceTest, ASlowSourceIsNotGivenUp)
{
    // a message in 100 s
    m_network.Engine(1).StartSource(
        APP,
        std::make_unique<PacedSource>(PacedSourceParams{1000, Bitrate::FromBitsPerSecond(80)}));
    m_network.Engine(1).Resume();
    Pass(seconds{1000});
    EXPECT_TRUE(m_listeners[m_watcher]->Heard(MessageType::BrokenLink).empty());
    EXPECT_GE(m_network.Engine(m_watcher).GetCounters().delivered, 9U);
}

/** Carries nothing: what an engine asks of it is kept. */
class DeadTransport : public Transport
{
  public:
    Nanoseconds now{0};                         //!< the time
    std::multimap<Nanoseconds, Wakening> wakes; //!< when an engine will be woken
    std::vector<MessageType> sent;              //!< what was to be sent
    int closed = 0;                             //!< connections

    Nanoseconds Now() const override
    {
        return now;
    }

    MessagePool& Pool() override
    {
        return m_pool;
    }

    void Wake(OverlayEngine&, Nanoseconds at, Wakening why, uint32_t) override
    {
        wakes.emplace(at, why);
    }

    Handle Connect(OverlayEngine&, uint32_t, NodeId) override
    {
        return 0;
    }

    void Close(Handle, bool) override
    {
        ++closed;
    }

    void Submit(Handle, MessagePtr message, Nanoseconds) override
    {
        sent.push_back(message->header.type);
    }

    void GrantCredit(Handle, uint32_t) override
    {
    }

    uint32_t CollectCredit(Handle) override
    {
        return 0;
    }

  private:
    MessagePool m_pool; //!< see Pool()
};

TEST(SilentPeerTest, IsAskedForASignOfLifeAndThenGivenUp)
{
    const NodeId peer{1, 1};
    DeadTransport transport;
    OverlayEngineParams params;
    params.self = {2, 1};
    params.silence = seconds{10};
    auto listener = std::make_unique<Listener>();
    Listener& node = *listener;
    OverlayEngine engine(params, transport, std::move(listener));
    for (const uint32_t app : {APP, APP + 1})
    {
        engine.AddEdge(app, peer, EdgeRole::Upstream);
    }
    const uint32_t link = engine.Accept(peer, 0, params.bufferMessages);
    transport.now = seconds{1};
    engine.OnMessage(link, transport.Pool().Make(MessageHeader(), nullptr, transport.now));
    while (node.Heard(MessageType::BrokenLink).empty() && !transport.wakes.empty() &&
           transport.now < seconds{100})
    {
        const auto next = transport.wakes.begin();
        transport.now = next->first;
        const Wakening why = next->second;
        transport.wakes.erase(next);
        engine.OnWake(why, 0);
    }
    const auto ends = node.Heard(MessageType::BrokenLink);
    ASSERT_THAT(ends, SizeIs(1)) << "once, although it is the upstream of two applications";
    EXPECT_EQ(ends[0]->header.Detail(), static_cast<uint16_t>(LinkEnd::Silence));
    EXPECT_THAT(transport.sent, ElementsAre(MessageType::Ping));
    EXPECT_EQ(transport.closed, 1);
    EXPECT_GE(transport.now - seconds{1}, params.silence - seconds{1});
    EXPECT_LE(transport.now - seconds{1}, params.silence * 3 / 2);
    EXPECT_EQ(engine.FindLink(peer), nullptr);
}

} // namespace
} // namespace qos
} // namespace ns3
