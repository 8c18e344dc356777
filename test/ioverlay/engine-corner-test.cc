/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/fast-network.h"
#include "ns3/kbps.h"
#include "ns3/paced-source.h"
#include "ns3/peer-measurement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
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

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::SizeIs;

constexpr uint32_t APP = 1;
constexpr NodeId PEER{1, 1};
constexpr NodeId OTHER{3, 1};

/** Does what a test says. */
class LambdaAlgorithm : public Algorithm
{
  public:
    /** What is done with a message. */
    using Action = std::function<Verdict(const MessagePtr& message, EngineApi& engine)>;

    /** @param action what is done with every message */
    explicit LambdaAlgorithm(Action action)
        : m_action(std::move(action))
    {
    }

    Verdict Process(const MessagePtr& message, EngineApi& engine) override
    {
        return m_action(message, engine);
    }

  private:
    Action m_action; //!< see above
};

/** Keeps what an engine asks of it, and insists that connections that are gone are left alone. */
class StrictTransport : public Transport
{
  public:
    /** What an engine is woken for. */
    struct Call
    {
        Wakening why;      //!< see OnWake()
        uint32_t argument; //!< see OnWake()
    };

    /** What was sent. */
    struct Sent
    {
        MessagePtr message; //!< it
        Nanoseconds at;     //!< when it leaves
    };

    Nanoseconds now{0};                     //!< the time
    MessagePool pool;                       //!< see Pool()
    std::multimap<Nanoseconds, Call> wakes; //!< when an engine will be woken
    std::vector<Sent> sent;                 //!< in the order of Submit()
    std::vector<NodeId> opened;             //!< peers that were connected to
    std::set<Handle> gone;                  //!< connections that ended
    uint32_t granted = 0;                   //!< credit, on all connections

    Nanoseconds Now() const override
    {
        return now;
    }

    MessagePool& Pool() override
    {
        return pool;
    }

    void Wake(OverlayEngine&, Nanoseconds at, Wakening why, uint32_t argument) override
    {
        wakes.emplace(at, Call{why, argument});
    }

    Handle Connect(OverlayEngine&, uint32_t, NodeId peer) override
    {
        opened.push_back(peer);
        return static_cast<Handle>(100 + opened.size());
    }

    void Close(Handle handle, bool) override
    {
        EXPECT_TRUE(gone.insert(handle).second) << "closed twice";
    }

    void Submit(Handle handle, MessagePtr message, Nanoseconds at) override
    {
        EXPECT_EQ(gone.count(handle), 0U) << "sent on a connection that is gone";
        sent.push_back({std::move(message), at});
    }

    void GrantCredit(Handle handle, uint32_t messages) override
    {
        EXPECT_EQ(gone.count(handle), 0U) << "granted on a connection that is gone";
        granted += messages;
    }

    uint32_t CollectCredit(Handle) override
    {
        return 0;
    }
};

/** An engine, and a transport that does nothing by itself. */
class EngineCornerTest : public testing::Test
{
  protected:
    EngineCornerTest()
    {
        m_params.self = {2, 1};
    }

    /** @param action of the algorithm of the engine, which is made now */
    void Make(LambdaAlgorithm::Action action)
    {
        m_engine =
            std::make_unique<OverlayEngine>(m_params,
                                            m_transport,
                                            std::make_unique<LambdaAlgorithm>(std::move(action)));
    }

    /**
     * @param type of a message
     * @param sequence its number
     * @param size bytes
     * @return the message, of the peer
     */
    MessagePtr Message(MessageType type, uint32_t sequence = 0, uint32_t size = 1000)
    {
        MessageHeader header;
        header.type = type;
        header.originator = PEER;
        header.app = APP;
        header.sequence = sequence;
        header.size = size;
        return m_transport.pool.Make(header, nullptr, m_transport.now);
    }

    /** @param until when the engine was woken for all that it wanted */
    void Pass(Nanoseconds until)
    {
        while (!m_transport.wakes.empty() && m_transport.wakes.begin()->first <= until)
        {
            const auto next = m_transport.wakes.begin();
            m_transport.now = next->first;
            const StrictTransport::Call call = next->second;
            m_transport.wakes.erase(next);
            m_engine->OnWake(call.why, call.argument);
        }
        m_transport.now = until;
    }

    /** @return the numbers of what was sent */
    std::vector<uint32_t> SentNumbers() const
    {
        std::vector<uint32_t> numbers;
        for (const auto& sent : m_transport.sent)
        {
            numbers.push_back(sent.message->header.sequence);
        }
        return numbers;
    }

    /**
     * @param type of messages
     * @return those that were sent
     */
    std::vector<MessagePtr> SentOf(MessageType type) const
    {
        std::vector<MessagePtr> some;
        for (const auto& sent : m_transport.sent)
        {
            if (sent.message->header.type == type)
            {
                some.push_back(sent.message);
            }
        }
        return some;
    }

    StrictTransport m_transport;             //!< carries nothing
    OverlayEngineParams m_params;            //!< of the engine
    std::unique_ptr<OverlayEngine> m_engine; //!< see Make()
};

TEST_F(EngineCornerTest, WhoEndsWhileItProcessesAMessageSendsNothingMore)
{
    Make([](const MessagePtr& message, EngineApi& engine) {
        if (message->header.type == MessageType::Data)
        {
            engine.Deliver(message);
            engine.Send(message, OTHER);
            MessageHeader query;
            query.type = MessageType::SQuery;
            engine.Send(engine.Make(query), OTHER);
            engine.Measure(PEER);
        }
        return Verdict::Done;
    });
    m_engine->SetDeliverCallback([this](const MessagePtr&) { m_engine->Terminate(); });
    const uint32_t link = m_engine->Accept(PEER, 0, m_params.bufferMessages);
    m_engine->OnMessage(link, Message(MessageType::Data));
    EXPECT_FALSE(m_engine->IsAlive());
    EXPECT_THAT(m_transport.opened, SizeIs(0));
    EXPECT_EQ(m_engine->Links().Count(), 0U);
    EXPECT_EQ(m_engine->GetCounters().unsent, 3U);
}

/** An engine that sends data back, and has more of it than its peer takes. */
class EchoTest : public EngineCornerTest
{
  protected:
    EchoTest()
    {
        m_params.bufferMessages = 1;
        Make([](const MessagePtr& message, EngineApi& engine) {
            if (message->header.type == MessageType::Data)
            {
                engine.Send(message, engine.Upstream());
            }
            return Verdict::Done;
        });
        m_link = m_engine->Accept(PEER, 0, m_params.bufferMessages);
        for (uint32_t i = 0; i < 4; ++i)
        {
            m_engine->OnMessage(m_link, Message(MessageType::Data, i));
        }
        EXPECT_EQ(m_transport.granted, 2U) << "one is sent, one in the buffer, one waits for room";
    }

    uint32_t m_link = 0; //!< number of its link
};

TEST_F(EchoTest, GrantsNothingOnAConnectionThatBroke)
{
    m_transport.gone.insert(0);
    m_engine->OnDown(m_link, LinkEnd::Reset);
    EXPECT_EQ(m_transport.granted, 2U);
    EXPECT_EQ(m_transport.opened, std::vector<NodeId>{PEER}) << "the last message is for it";
}

TEST_F(EchoTest, GrantsNothingOnAConnectionThatItClosed)
{
    m_engine->Terminate();
    EXPECT_EQ(m_transport.granted, 2U);
    EXPECT_EQ(m_engine->Queued(), 0U);
}

TEST_F(EngineCornerTest, ASourceGoesOnIfAPeerThatWasOfferedTwoOutputsIsGone)
{
    m_params.bufferMessages = 1;
    m_params.policy = DropPolicy::DropTail;
    NodeId next = PEER;
    Make([&next](const MessagePtr& message, EngineApi& engine) {
        if (message->header.type == MessageType::Data)
        {
            engine.Send(message, next);
            engine.Send(message, next);
        }
        next = message->header.type == MessageType::BrokenLink ? OTHER : next;
        return Verdict::Done;
    });
    m_engine->StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams{1000, {}, 10}));
    m_engine->Resume();
    ASSERT_THAT(m_transport.opened, ElementsAre(PEER));
    EXPECT_EQ(m_engine->GetCounters().produced, 2U) << "one is in the buffer, one waits for room";
    m_engine->OnDown(0, LinkEnd::Refused);
    EXPECT_THAT(m_transport.opened, ElementsAre(PEER, OTHER));
    EXPECT_EQ(m_engine->GetCounters().produced, 4U);
}

TEST_F(EngineCornerTest, TheRateOfALinkIsMeasuredFromItsBeginning)
{
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Done; });
    m_transport.now = seconds{100};
    const uint32_t link = m_engine->Accept(PEER, 0, m_params.bufferMessages);
    for (uint32_t i = 0; i < 10; ++i)
    {
        m_engine->OnMessage(link, Message(MessageType::Data, i));
    }
    m_transport.now = seconds{102};
    m_engine->UpdateRates();
    EXPECT_EQ(m_engine->FindLink(PEER)->details->rates.In(), 5000U);
}

TEST(LinkRatesTest, ARateThatIsTooHighToBeSaidIsTheHighestOne)
{
    LinkRates rates;
    LinkCounters counters;
    counters.sentBytes = 20'000'000'000;
    rates.Update(counters, seconds{2});
    EXPECT_EQ(rates.Out(), std::numeric_limits<uint32_t>::max());
    EXPECT_EQ(rates.In(), 0U);
}

TEST_F(EngineCornerTest, APeerThatAnswersAtOnceHasAnswered)
{
    std::vector<MessagePtr> replies;
    Make([&replies](const MessagePtr& message, EngineApi&) {
        if (message->header.type == MessageType::MeasureReply)
        {
            replies.push_back(message);
        }
        return Verdict::Done;
    });
    const uint32_t link = m_engine->Accept(PEER, 0, m_params.bufferMessages);
    m_engine->Measure(PEER);
    ASSERT_THAT(SentOf(MessageType::Ping), SizeIs(1));
    MessageHeader pong;
    pong.type = MessageType::Pong;
    pong.originator = PEER;
    const Payload echo = SentOf(MessageType::Ping)[0]->payload;
    m_engine->OnMessage(link, m_transport.pool.Make(pong, echo, m_transport.now));
    EXPECT_THAT(SentOf(MessageType::BwProbe), SizeIs(8));
    MessageHeader report;
    report.type = MessageType::BwReport;
    report.originator = PEER;
    const auto rate = std::make_shared<const std::vector<uint8_t>>(4, uint8_t{1});
    m_engine->OnMessage(link, m_transport.pool.Make(report, rate, m_transport.now));
    ASSERT_THAT(replies, SizeIs(1));
    EXPECT_EQ(PeerMeasurement::Read(replies[0]->Bytes())->rtt, microseconds{1})
        << "0 would mean that there was no answer";
    EXPECT_EQ(m_engine->FindLink(PEER)->details->rtt, microseconds{1});
}

TEST_F(EngineCornerTest, ASourceThatIsStartedAnewIsNotWokenMoreOften)
{
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Absorbed; });
    for (int i = 0; i < 5; ++i)
    {
        m_engine->StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams{1000, KBps(1)}));
        m_engine->Resume();
        Pass(milliseconds{100 * (i + 1)});
    }
    Pass(seconds{20});
    EXPECT_THAT(m_transport.wakes, SizeIs(1));
    EXPECT_EQ(m_engine->GetCounters().produced, 5U + 19U);
}

TEST_F(EngineCornerTest, AProbeDoesNotWaitForTheEmulatedBandwidth)
{
    m_params.limits.up = KBps(1);
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Done; });
    m_engine->Accept(PEER, 0, m_params.bufferMessages);
    for (uint32_t i = 0; i < 3; ++i)
    {
        m_engine->Send(Message(MessageType::SQuery, i, 2000), PEER);
    }
    m_engine->Measure(PEER);
    EXPECT_THAT(SentOf(MessageType::Ping), SizeIs(1)) << "two other messages wait";
}

TEST_F(EngineCornerTest, WhatIsFreeGoesInItsOrderBeforeWhatIsNot)
{
    m_params.limits.up = KBps(1);
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Done; });
    MessageHeader header;
    header.type = MessageType::SQuery;
    for (uint32_t i = 0; i < 6; ++i)
    {
        header.sequence = i;
        header.isFree = i % 2 == 1;
        header.size = 2000;
        m_engine->Send(m_transport.pool.Make(header, nullptr, m_transport.now), PEER);
    }
    m_engine->OnUp(0, m_params.bufferMessages);
    EXPECT_THAT(SentNumbers(), ElementsAre(1, 3, 5)) << "number 0 is in service";
    Pass(seconds{10});
    EXPECT_THAT(SentNumbers(), ElementsAre(1, 3, 5, 0, 2, 4));
}

TEST_F(EngineCornerTest, ALimitOfALinkHoldsForWhatFollowsAMessageUnderTheFormerOne)
{
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Done; });
    m_engine->SetLinkLimits(PEER, KBps(1), {});
    m_engine->Accept(PEER, 0, m_params.bufferMessages);
    for (uint32_t i = 0; i < 2; ++i)
    {
        m_engine->Send(Message(MessageType::Data, i, 10'000), PEER);
    }
    ASSERT_THAT(SentNumbers(), ElementsAre(0)) << "the link is closed for 10 s";
    m_engine->SetLinkLimits(PEER, KBps(1), KBps(5));
    EXPECT_THAT(SentNumbers(), ElementsAre(0)) << "the other direction is limited now";
    Pass(seconds{4});
    m_engine->SetLinkLimits(PEER, KBps(2), KBps(5)); // 6000 bytes are left
    Pass(milliseconds{6999});
    EXPECT_THAT(SentNumbers(), ElementsAre(0));
    Pass(seconds{7});
    EXPECT_THAT(SentNumbers(), ElementsAre(0, 1));
}

TEST_F(EngineCornerTest, ALimitOfADirectionHoldsForWhatFollowsAMessageUnderTheFormerOne)
{
    m_params.limits = {KBps(1000), KBps(1), {}};
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Done; });
    m_engine->Accept(PEER, 0, m_params.bufferMessages);
    for (uint32_t i = 0; i < 2; ++i)
    {
        m_engine->Send(Message(MessageType::Data, i, 10'000), PEER);
    }
    Pass(seconds{1});
    m_engine->SetLimits({KBps(1000), KBps(1), KBps(7)});
    Pass(seconds{4});
    EXPECT_THAT(SentNumbers(), ElementsAre(0)) << "down is limited now";
    m_engine->SetLimits({KBps(1000), KBps(2), KBps(7)}); // 6000 bytes are left
    Pass(milliseconds{6999});
    EXPECT_THAT(SentNumbers(), ElementsAre(0));
    Pass(seconds{7});
    EXPECT_THAT(SentNumbers(), ElementsAre(0, 1));
}

TEST_F(EngineCornerTest, ALinkMayBecomeUnlimited)
{
    Make([](const MessagePtr&, EngineApi&) { return Verdict::Done; });
    m_engine->Accept(PEER, 0, m_params.bufferMessages);
    m_engine->SetLinkLimits(PEER, KBps(1), {});
    EXPECT_TRUE(m_engine->FindLink(PEER)->isLimited);
    for (uint32_t i = 0; i < 2; ++i)
    {
        m_engine->Send(Message(MessageType::Data, i, 10'000), PEER);
    }
    m_engine->SetLinkLimits(PEER, {}, {});
    EXPECT_FALSE(m_engine->FindLink(PEER)->isLimited);
    EXPECT_THAT(SentNumbers(), ElementsAre(0, 1));
}

TEST_F(EngineCornerTest, TheOutputsOfAMessageKeepTheirOrderInTheMiddleOfATurn)
{
    m_params.bufferMessages = 1;
    Make([](const MessagePtr& message, EngineApi& engine) {
        if (message->header.type == MessageType::Data)
        {
            engine.Send(message, OTHER);
            MessageHeader second = message->header;
            second.sequence += 1000;
            engine.Send(engine.Make(second), OTHER);
        }
        return Verdict::Done;
    });
    m_engine->SetWeight(PEER, 2);
    const uint32_t in = m_engine->Accept(PEER, 0, m_params.bufferMessages);
    m_engine->OnMessage(in, Message(MessageType::Data, 1));
    m_engine->OnMessage(in, Message(MessageType::Data, 2));
    m_engine->OnUp(1, m_params.bufferMessages);
    m_engine->OnCredit(1, 10);
    EXPECT_THAT(SentNumbers(), ElementsAre(1, 1001, 2, 1002));
}

TEST(LinkTableTest, NobodyHasNoLink)
{
    LinkTable links;
    links.Remove(links.Add(PEER));
    EXPECT_EQ(links.Find(NodeId()), LinkTable::NONE) << "there is a free place";
    EXPECT_EQ(links.Find(PEER), LinkTable::NONE);
}

TEST(FastNetworkNumbersTest, AnotherPortIsOfNoNodeThatMayComeLater)
{
    FastNetwork network;
    const auto ignore = [](const MessagePtr&, EngineApi&) { return Verdict::Done; };
    network.AddNode({}, std::make_unique<LambdaAlgorithm>(ignore));
    OverlayEngine& engine = network.Engine(0);
    engine.Send(engine.Make({}, nullptr), {network.IdOf(7).ip, 1});
    network.AddNode({}, std::make_unique<LambdaAlgorithm>(ignore));
    network.Advance(seconds{1});
    EXPECT_EQ(network.Engine(1).Links().Count(), 0U);
    EXPECT_EQ(engine.Links().Count(), 0U);
}

} // namespace
} // namespace qos
} // namespace ns3
