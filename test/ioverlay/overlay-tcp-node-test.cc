/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Overlay nodes on TCP: what comes from peers that do not keep to the protocol, and what TCP brings
 * with it.
 *
 *     node 0 ---+--------+--- node 1
 *               | router |
 *               +--------+--- host 2: anybody
 */

#include "overlay-listener.h"

#include "ns3/error-model.h"
#include "ns3/hello-message.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4.h"
#include "ns3/message-writer.h"
#include "ns3/node-random.h"
#include "ns3/paced-source.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/tcp-overlay-bed.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
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
using testing::SizeIs;

constexpr uint32_t APP = 1;
constexpr uint32_t BUFFER = 10; // messages
constexpr milliseconds DELAY{10};

/** Somebody with a TCP socket, who sends what he wants to. */
class Anybody
{
  public:
    /**
     * @param host where he is
     * @param to whom he connects
     */
    Anybody(const Ptr<Node>& host, NodeId to)
        : m_socket(Socket::CreateSocket(host, TcpSocketFactory::GetTypeId()))
    {
        m_socket->SetRecvCallback(MakeCallback(&Anybody::Receive, this));
        m_socket->SetCloseCallbacks(MakeCallback(&Anybody::End, this),
                                    MakeCallback(&Anybody::End, this));
        Simulator::ScheduleNow(&Anybody::Connect, this, to);
    }

    ~Anybody()
    {
        const auto none = MakeNullCallback<void, Ptr<Socket>>();
        m_socket->SetRecvCallback(none);
        m_socket->SetCloseCallbacks(none, none);
    }

    /** @param bytes are sent */
    void Send(const std::vector<uint8_t>& bytes)
    {
        m_socket->Send(Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size())));
    }

    /** Close his side of the connection. */
    void Close()
    {
        m_socket->Close();
    }

    /** @param isReading whether what comes is read from now on */
    void SetReading(bool isReading)
    {
        m_isReading = isReading;
    }

    bool isOver = false;   //!< whether the other side has ended the connection
    uint64_t received = 0; //!< bytes

  private:
    /** @param to whom he connects */
    void Connect(NodeId to)
    {
        m_socket->Connect(InetSocketAddress(Ipv4Address(to.ip), to.port));
    }

    /** @param socket with bytes */
    void Receive(Ptr<Socket> socket)
    {
        while (m_isReading)
        {
            const Ptr<Packet> packet = socket->Recv();
            if (!packet || packet->GetSize() == 0)
            {
                return;
            }
            received += packet->GetSize();
        }
    }

    /** @param socket that is no use any more */
    void End(Ptr<Socket> /* socket */)
    {
        isOver = true;
    }

    Ptr<Socket> m_socket;    //!< of TCP
    bool m_isReading = true; //!< see SetReading()
};

/** Two nodes, and a host for anybody. */
class OverlayTcpNodeTest : public testing::Test
{
  protected:
    ~OverlayTcpNodeTest() override
    {
        m_anybody.reset();
        m_bed.reset();
        Simulator::Destroy();
    }

    /**
     * Make the nodes.
     * @param keeps whether they keep data until it expires
     */
    void Build(bool keeps = false)
    {
        for (int i = 0; i < 2; ++i)
        {
            auto listener = std::make_unique<OverlayListener>(keeps);
            m_listeners.push_back(listener.get());
            OverlayEngineParams params;
            params.bufferMessages = BUFFER;
            m_bed->AddNode(m_bed->AddHost(DELAY), params, std::move(listener));
        }
        m_strangers = m_bed->AddHost(DELAY);
    }

    /** Let anybody connect to node 0. */
    void Connect()
    {
        m_anybody.emplace(m_bed->Network().Hosts().Get(m_strangers), m_bed->IdOf(0));
        Pass(milliseconds{100});
    }

    /** @param time that passes */
    void Pass(Nanoseconds time)
    {
        m_bed->Advance(m_bed->Now() + time);
    }

    /** @return who anybody may say that he is */
    NodeId Honest() const
    {
        return {m_bed->Network().Address(m_strangers).Get(), 9000};
    }

    /**
     * @param id who says hello
     * @param buffer messages in his buffer
     * @return the bytes
     */
    std::vector<uint8_t> Hello(NodeId id, uint32_t buffer = BUFFER)
    {
        MessageHeader header;
        header.type = MessageType::Hello;
        header.originator = id;
        return BytesOf(header, HelloMessage{id, buffer}.ToPayload());
    }

    /**
     * @param type of a message
     * @param parameter of it
     * @return its bytes
     */
    std::vector<uint8_t> Plain(MessageType type, int32_t parameter = 0)
    {
        MessageHeader header;
        header.type = type;
        header.originator = Honest();
        if (type == MessageType::Data)
        {
            header.size = 100;
        }
        else
        {
            header.SetParameters(parameter, 0);
        }
        return BytesOf(header, nullptr);
    }

    /**
     * @param header of a message
     * @param payload of it
     * @return its bytes
     */
    std::vector<uint8_t> BytesOf(const MessageHeader& header, Payload payload)
    {
        MessageWriter writer;
        writer.Add(m_pool.Make(header, std::move(payload), Nanoseconds{0}));
        std::vector<uint8_t> bytes;
        while (!writer.IsEmpty())
        {
            const StreamPiece piece = writer.Next();
            bytes.insert(bytes.end(), piece.bytes.begin(), piece.bytes.end());
            bytes.insert(bytes.end(), piece.zeros, 0);
            writer.Pass(piece.Size());
        }
        return bytes;
    }

    /**
     * Let anybody send something, after which node 0 has to break off.
     * @param bytes what he sends
     * @param reason why it has to
     */
    void ExpectRefusal(const std::vector<uint8_t>& bytes, OverlayTcpRefusal reason)
    {
        m_anybody->Send(bytes);
        Pass(milliseconds{200});
        EXPECT_EQ(Node(0).GetCounters().Refused(reason), 1U);
        EXPECT_TRUE(m_anybody->isOver);
        EXPECT_EQ(Node(0).CountConnections(), 0U);
        EXPECT_EQ(m_bed->Engine(0).Links().Count(), 0U);
        ExpectService();
    }

    /** The nodes have to be of use to each other, whatever happened. */
    void ExpectService()
    {
        m_listeners[1]->target = m_bed->IdOf(0);
        const std::size_t before = m_listeners[0]->Of(MessageType::Data).size();
        m_bed->Engine(1).StartSource(
            APP,
            std::make_unique<PacedSource>(PacedSourceParams{5120, Bitrate(), 20}));
        m_bed->Engine(1).Resume();
        Pass(seconds{2});
        EXPECT_EQ(m_listeners[0]->Of(MessageType::Data).size(), before + 20);
    }

    /**
     * @param number of a node
     * @return the node
     */
    OverlayTcpNode& Node(uint32_t number)
    {
        return *m_bed->NodeAt(number);
    }

    /**
     * @param node number of a node
     * @return why its connections ended, by LinkEnd
     */
    std::vector<LinkEnd> EndsAt(uint32_t node) const
    {
        std::vector<LinkEnd> ends;
        for (const auto& heard : m_listeners[node]->Of(MessageType::BrokenLink))
        {
            ends.push_back(static_cast<LinkEnd>(heard.detail));
        }
        return ends;
    }

    MessagePool m_pool; //!< for anybody's messages
    std::unique_ptr<TcpOverlayBed> m_bed = std::make_unique<TcpOverlayBed>(); //!< the nodes
    std::vector<OverlayListener*> m_listeners;                                //!< their algorithms
    std::optional<Anybody> m_anybody; //!< on a host of his own
    uint32_t m_strangers = 0;         //!< number of that host
};

TEST_F(OverlayTcpNodeTest, LetsAnybodyInWhoKeepsToTheProtocol)
{
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    m_anybody->Send(Plain(MessageType::Data));
    Pass(milliseconds{200});
    EXPECT_THAT(m_listeners[0]->Of(MessageType::Data), SizeIs(1));
    EXPECT_EQ(m_listeners[0]->heard.back().from, Honest());
    EXPECT_EQ(m_anybody->received, 34U + 24U) << "a hello and a credit";
    EXPECT_FALSE(m_anybody->isOver);
}

TEST_F(OverlayTcpNodeTest, RefusesGarbage)
{
    Build();
    Connect();
    NodeRandom random(7);
    std::vector<uint8_t> garbage(1000);
    for (uint8_t& byte : garbage)
    {
        byte = static_cast<uint8_t>(random.Bits());
    }
    ExpectRefusal(garbage, OverlayTcpRefusal::Fault);
}

TEST_F(OverlayTcpNodeTest, RefusesGarbageAfterTheHello)
{
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    Pass(milliseconds{200});
    ExpectRefusal(std::vector<uint8_t>(24, 0xFF), OverlayTcpRefusal::Fault);
    EXPECT_THAT(EndsAt(0), ElementsAre(LinkEnd::Reset));
}

TEST_F(OverlayTcpNodeTest, RefusesAHelloOfSomebodyElse)
{
    Build();
    Connect();
    ExpectRefusal(Hello(m_bed->IdOf(1)), OverlayTcpRefusal::Liar);
    EXPECT_TRUE(m_listeners[0]->Of(MessageType::BrokenLink).empty()) << "it never was up";
}

TEST_F(OverlayTcpNodeTest, RefusesAHelloOfItself)
{
    Build();
    Connect();
    ExpectRefusal(Hello(m_bed->IdOf(0)), OverlayTcpRefusal::Liar);
}

TEST_F(OverlayTcpNodeTest, RefusesASecondHello)
{
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    ExpectRefusal(Hello(Honest()), OverlayTcpRefusal::Again);
}

TEST_F(OverlayTcpNodeTest, RefusesDataBeforeTheHello)
{
    Build();
    Connect();
    ExpectRefusal(Plain(MessageType::Data), OverlayTcpRefusal::NoHello);
    for (const auto& heard : m_listeners[0]->Of(MessageType::Data))
    {
        EXPECT_EQ(heard.from, m_bed->IdOf(1));
    }
}

TEST_F(OverlayTcpNodeTest, RefusesHalfAHello)
{
    Build();
    Connect();
    MessageHeader header;
    header.type = MessageType::Hello;
    header.originator = Honest();
    header.size = 5;
    ExpectRefusal(BytesOf(header, nullptr), OverlayTcpRefusal::NoHello);
}

TEST_F(OverlayTcpNodeTest, RefusesAnotherSizeOfBuffers)
{
    Build();
    Connect();
    ExpectRefusal(Hello(Honest(), BUFFER + 1), OverlayTcpRefusal::Buffer);
}

TEST_F(OverlayTcpNodeTest, RefusesCreditsForWhatWasNotSent)
{
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    ExpectRefusal(Plain(MessageType::Credit, 1), OverlayTcpRefusal::Credit);
}

TEST_F(OverlayTcpNodeTest, RefusesNegativeCredits)
{
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    ExpectRefusal(Plain(MessageType::Credit, -1), OverlayTcpRefusal::Credit);
}

TEST_F(OverlayTcpNodeTest, RefusesDataThatThereAreNoCreditsFor)
{
    Build(true);
    Connect();
    m_anybody->Send(Hello(Honest()));
    for (uint32_t i = 0; i < BUFFER; ++i)
    {
        m_anybody->Send(Plain(MessageType::Data));
    }
    Pass(milliseconds{200});
    EXPECT_FALSE(m_anybody->isOver);
    m_anybody->Send(Plain(MessageType::Data));
    Pass(milliseconds{200});
    EXPECT_TRUE(m_anybody->isOver);
    EXPECT_EQ(Node(0).GetCounters().Refused(OverlayTcpRefusal::Excess), 1U);
}

TEST_F(OverlayTcpNodeTest, GivesUpWhoSaysNothing)
{
    Build();
    Connect();
    EXPECT_EQ(Node(0).CountConnections(), 1U);
    Pass(seconds{4});
    EXPECT_FALSE(m_anybody->isOver);
    Pass(seconds{2});
    EXPECT_TRUE(m_anybody->isOver);
    EXPECT_EQ(Node(0).GetCounters().Refused(OverlayTcpRefusal::Late), 1U);
    ExpectService();
}

TEST_F(OverlayTcpNodeTest, RefusesACrowdOfStrangers)
{
    m_bed->Helper().SetAttribute("MostGreeting", UintegerValue(3));
    Build();
    std::deque<Anybody> crowd;
    for (int i = 0; i < 5; ++i)
    {
        crowd.emplace_back(m_bed->Network().Hosts().Get(m_strangers), m_bed->IdOf(0));
    }
    Pass(seconds{1});
    EXPECT_EQ(Node(0).CountConnections(), 3U);
    EXPECT_EQ(Node(0).GetCounters().Refused(OverlayTcpRefusal::Crowd), 2U);
    Pass(seconds{10});
    EXPECT_EQ(Node(0).CountConnections(), 0U);
    ExpectService();
}

TEST_F(OverlayTcpNodeTest, GivesUpWhoDoesNotReadControl)
{
    m_bed->Helper().SetAttribute("MostBacklog", UintegerValue(100));
    Build();
    Connect();
    m_anybody->SetReading(false);
    m_anybody->Send(Hello(Honest()));
    Pass(milliseconds{200});
    MessageHeader header;
    header.type = MessageType::SStress;
    header.size = 1000;
    OverlayEngine& engine = m_bed->Engine(0);
    for (int i = 0; i < 400; ++i) // beyond both socket buffers
    {
        engine.Send(engine.Make(header, nullptr), Honest());
    }
    Pass(seconds{1});
    EXPECT_EQ(Node(0).GetCounters().Refused(OverlayTcpRefusal::Backlog), 1U);
    EXPECT_THAT(EndsAt(0), ElementsAre(LinkEnd::Reset));
    EXPECT_EQ(Node(0).Pool().Live(), 0U);
}

TEST_F(OverlayTcpNodeTest, KeepsFewCreditsForWhoDoesNotReadThem)
{
    Build();
    Connect();
    m_anybody->SetReading(false);
    m_anybody->Send(Hello(Honest()));
    for (int i = 0; i < 20000; ++i) // whose credits are more than both socket buffers hold
    {
        m_anybody->Send(Plain(MessageType::Data));
        if (i % 10 == 9)
        {
            Pass(milliseconds{45});
        }
    }
    EXPECT_FALSE(m_anybody->isOver);
    EXPECT_EQ(m_listeners[0]->Of(MessageType::Data).size(), 20000U);
    EXPECT_LE(Node(0).Pool().Live(), 3U);
}

TEST_F(OverlayTcpNodeTest, LetsControlOvertakeDataThatWaitsForTheSocket)
{
    Build();
    OverlayEngine& engine = m_bed->Engine(0);
    MessageHeader control;
    control.type = MessageType::SStress;
    engine.Send(engine.Make(control, nullptr), m_bed->IdOf(1));
    Pass(seconds{1});
    for (uint32_t i = 0; i < BUFFER; ++i) // five times the socket's buffer
    {
        MessageHeader header;
        header.sequence = i;
        header.size = 65536;
        engine.Send(engine.Make(header, nullptr), m_bed->IdOf(1));
    }
    engine.Send(engine.Make(control, nullptr), m_bed->IdOf(1));
    Pass(seconds{5});
    const auto& heard = m_listeners[1]->heard;
    const auto isControl = [](const OverlayListener::Heard& one) {
        return one.type == MessageType::SStress;
    };
    const auto second = std::find_if(heard.begin() + 2, heard.end(), isControl);
    ASSERT_NE(second, heard.end());
    EXPECT_LE(second - heard.begin(), 5) << "after what the socket had taken, and LinkUp";
    EXPECT_THAT(heard, SizeIs(BUFFER + 3));
}

TEST_F(OverlayTcpNodeTest, TakesAnEndWithoutAByeForAReset)
{
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    m_anybody->Send(Plain(MessageType::Data));
    m_anybody->Close();
    Pass(milliseconds{200});
    EXPECT_THAT(m_listeners[0]->Of(MessageType::Data), SizeIs(1)) << "it came before";
    EXPECT_THAT(EndsAt(0), ElementsAre(LinkEnd::Reset));
    EXPECT_TRUE(m_anybody->isOver) << "a connection that is half closed is closed";
    EXPECT_EQ(Node(0).CountConnections(), 0U);
}

TEST_F(OverlayTcpNodeTest, CarriesMessagesLargerThanItsSocketsHold)
{
    m_bed->Helper().SetAttribute("SocketBuffer", UintegerValue(16384));
    Build();
    m_listeners[0]->target = m_bed->IdOf(1);
    m_bed->Engine(0).StartSource(
        APP,
        std::make_unique<PacedSource>(PacedSourceParams{65536, Bitrate(), 20}));
    m_bed->Engine(0).Resume();
    Pass(seconds{30});
    EXPECT_THAT(m_listeners[1]->Of(MessageType::Data), SizeIs(20));
    EXPECT_EQ(Node(0).Pool().Live(), 0U);
}

TEST_F(OverlayTcpNodeTest, IsSilentAfterItWasDisposedOf)
{
    Build();
    m_listeners[0]->target = m_bed->IdOf(1);
    m_bed->Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    m_bed->Engine(0).Resume();
    Pass(seconds{1});
    for (const uint32_t node : {0, 1})
    {
        m_bed->Engine(node).StartTimer(seconds{5}, 1);
        Node(node).Dispose();
    }
    m_bed->Finish();
    EXPECT_EQ(Node(0).Pool().Live() + Node(1).Pool().Live(), 0U);
}

TEST_F(OverlayTcpNodeTest, CarriesKnownBytesAndZerosForTheOthers)
{
    Build();
    MessageHeader header;
    header.size = 6;
    OverlayEngine& engine = m_bed->Engine(0);
    engine.Send(
        engine.Make(header,
                    std::make_shared<const std::vector<uint8_t>>(std::vector<uint8_t>{7, 8})),
        m_bed->IdOf(1));
    Pass(seconds{1});
    ASSERT_THAT(m_listeners[1]->Of(MessageType::Data), SizeIs(1));
    EXPECT_THAT(m_listeners[1]->heard.back().bytes, ElementsAre(7, 8, 0, 0, 0, 0));
}

TEST_F(OverlayTcpNodeTest, NoticesAHostThatFallsSilent)
{
    Build();
    m_listeners[0]->target = m_bed->IdOf(1);
    m_bed->Engine(0).StartSource(APP, std::make_unique<PacedSource>(PacedSourceParams()));
    m_bed->Engine(0).Resume();
    Pass(seconds{60}); // the timeout must not grow with the age of the connection
    m_bed->Network().Hosts().Get(1)->GetObject<Ipv4>()->SetDown(1);
    Pass(seconds{20});
    EXPECT_EQ(EndsAt(0).front(), LinkEnd::Reset);
}

TEST_F(OverlayTcpNodeTest, ConnectsWhenItsApplicationStarts)
{
    Build();
    m_bed->NodeAt(0)->SetStartTime(Seconds(2));
    MessageHeader header;
    header.type = MessageType::SStress;
    OverlayEngine& engine = m_bed->Engine(0);
    engine.Send(engine.Make(header, nullptr), m_bed->IdOf(1));
    Pass(milliseconds{1900});
    EXPECT_TRUE(m_listeners[1]->heard.empty());
    Pass(seconds{1});
    EXPECT_THAT(m_listeners[1]->Of(MessageType::SStress), SizeIs(1));
}

TEST_F(OverlayTcpNodeTest, LeavesInPeaceWhenItsApplicationStops)
{
    Build();
    m_bed->NodeAt(0)->SetStopTime(Seconds(3));
    ExpectService();
    Pass(seconds{2});
    EXPECT_FALSE(m_bed->Engine(0).IsAlive());
    EXPECT_THAT(EndsAt(1), ElementsAre(LinkEnd::Bye));
    MessageHeader header;
    header.type = MessageType::SStress;
    OverlayEngine& engine = m_bed->Engine(1);
    engine.Send(engine.Make(header, nullptr), m_bed->IdOf(0));
    Pass(seconds{1});
    EXPECT_THAT(EndsAt(1), ElementsAre(LinkEnd::Bye, LinkEnd::Refused));
}

TEST_F(OverlayTcpNodeTest, TracesWhatItSendsAndGets)
{
    Build();
    uint64_t sent = 0;
    uint64_t received = 0;
    uint64_t refused = 0;
    Node(1).TraceConnectWithoutContext(
        "Tx",
        Callback<void, const OverlayMessage&, NodeId>(
            [&sent](const OverlayMessage& /* message */, NodeId /* peer */) { ++sent; }));
    Node(0).TraceConnectWithoutContext(
        "Rx",
        Callback<void, const OverlayMessage&, NodeId>(
            [&received](const OverlayMessage& /* message */, NodeId /* peer */) { ++received; }));
    Node(0).TraceConnectWithoutContext(
        "Refuse",
        Callback<void, OverlayTcpRefusal, const Address&>(
            [&refused](OverlayTcpRefusal reason, const Address& from) {
                refused += reason == OverlayTcpRefusal::Fault && !from.IsInvalid() ? 1 : 0;
            }));
    ExpectService();
    EXPECT_EQ(sent, 21U) << "a hello, and data";
    EXPECT_EQ(received, sent);
    EXPECT_EQ(Node(1).GetCounters().sent, sent);
    EXPECT_EQ(Node(0).GetCounters().received, received);
    Connect();
    m_anybody->Send(std::vector<uint8_t>(24, 0xFF));
    Pass(milliseconds{200});
    EXPECT_EQ(refused, 1U);
}

TEST_F(OverlayTcpNodeTest, TakesAPeerBackThatHasLostItsConnection)
{
    // anybody says hello on a second connection, as a host does that was started anew
    Build();
    Connect();
    m_anybody->Send(Hello(Honest()));
    Pass(milliseconds{200});
    Anybody again(m_bed->Network().Hosts().Get(m_strangers), m_bed->IdOf(0));
    Pass(milliseconds{100});
    again.Send(Hello(Honest()));
    Pass(milliseconds{200});
    EXPECT_TRUE(m_anybody->isOver);
    EXPECT_FALSE(again.isOver);
    EXPECT_THAT(EndsAt(0), ElementsAre(LinkEnd::Reset));
    EXPECT_EQ(m_bed->Engine(0).Links().Count(), 1U);
    EXPECT_EQ(Node(0).CountConnections(), 1U);
}

TEST_F(OverlayTcpNodeTest, TakesAPeerBackThatHasLostWhatThisNodeHadOpened)
{
    // node 2 crashes, and nobody hears of it; whoever is there then says hello in its name
    Build();
    OverlayEngineParams params;
    params.bufferMessages = BUFFER;
    m_bed->AddNode(m_strangers, params, std::make_unique<OverlayListener>());
    MessageHeader header;
    header.type = MessageType::SStress;
    OverlayEngine& engine = m_bed->Engine(0);
    engine.Send(engine.Make(header, nullptr), m_bed->IdOf(2));
    Pass(seconds{1});
    const auto losses = CreateObject<RateErrorModel>();
    losses->SetRate(1);
    losses->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
    m_bed->Network()
        .Router()
        ->GetDevice(m_strangers + 1)
        ->SetAttribute("ReceiveErrorModel", PointerValue(losses));
    m_bed->Engine(2).Crash();
    Pass(milliseconds{100});
    losses->Disable();
    EXPECT_EQ(m_bed->Engine(0).Links().Count(), 1U);

    Connect();
    m_anybody->Send(Hello(m_bed->IdOf(2)));
    Pass(seconds{1});
    EXPECT_THAT(EndsAt(0), ElementsAre()) << "it may be that both have opened one";
    Pass(seconds{2});
    EXPECT_THAT(EndsAt(0), ElementsAre(LinkEnd::Reset)) << "it has not closed this one: it is new";
    EXPECT_EQ(m_listeners[0]->heard.back().type, MessageType::LinkUp);
    EXPECT_EQ(m_bed->Engine(0).Links().Count(), 1U);
    EXPECT_FALSE(m_anybody->isOver);
}

TEST_F(OverlayTcpNodeTest, SurvivesWhateverComes)
{
    constexpr uint64_t SEED = 11;
    constexpr int CONNECTIONS = 300;
    Build();
    NodeRandom random(SEED);
    const auto draw = [&random](std::size_t below) {
        return static_cast<std::size_t>(random.Uniform() * static_cast<double>(below));
    };
    const std::vector<std::vector<uint8_t>> parts{Hello(Honest()),
                                                  Hello(m_bed->IdOf(1)),
                                                  Plain(MessageType::Data),
                                                  Plain(MessageType::Credit, 1),
                                                  Plain(MessageType::Bye),
                                                  Plain(MessageType::Ping),
                                                  Plain(MessageType::TerminateNode)};
    for (int i = 0; i < CONNECTIONS; ++i)
    {
        Connect();
        std::vector<uint8_t> bytes;
        if (draw(4) > 0)
        {
            bytes = parts[0];
        }
        for (std::size_t messages = draw(20); messages > 0; --messages)
        {
            const auto& part = parts[draw(parts.size())];
            bytes.insert(bytes.end(), part.begin(), part.end());
        }
        for (std::size_t faults = draw(3); faults > 0 && !bytes.empty(); --faults)
        {
            bytes[draw(bytes.size())] ^= static_cast<uint8_t>(1U << draw(8));
        }
        bytes.resize(bytes.size() - std::min(bytes.size(), draw(30)));
        const std::size_t cut = draw(bytes.size() + 1);
        m_anybody->Send({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(cut)});
        Pass(milliseconds{30});
        m_anybody->Send({bytes.begin() + static_cast<std::ptrdiff_t>(cut), bytes.end()});
        Pass(milliseconds{static_cast<int64_t>(draw(300))});
        m_anybody.reset(); // his host still has the connection
    }
    ASSERT_TRUE(m_bed->Engine(0).IsAlive()) << "seed " << SEED;
    Pass(seconds{10});
    EXPECT_LE(Node(0).CountConnections(), 1U) << "seed " << SEED;
    uint64_t refused = 0;
    for (const uint64_t count : Node(0).GetCounters().refusals)
    {
        refused += count;
    }
    EXPECT_GT(refused, 100U) << "seed " << SEED;
    EXPECT_GT(Node(0).GetCounters().opened, 50U) << "seed " << SEED;
    ExpectService();
    m_bed->Engine(0).Terminate();
    EXPECT_EQ(Node(0).Pool().Live(), 0U) << "seed " << SEED;
}

TEST_F(OverlayTcpNodeTest, InstallsSeveralNodesOnAHost)
{
    Build();
    OverlayHelper helper;
    const NodeContainer host(m_bed->Network().Hosts().Get(m_strangers));
    std::deque<NodeId> ids;
    for (int i = 0; i < 3; ++i)
    {
        ids.push_back(
            helper.Install(host, [] { return std::make_unique<OverlayListener>(); })[0]->GetId());
    }
    const uint32_t ip = m_bed->Network().Address(m_strangers).Get();
    EXPECT_THAT(ids, ElementsAre(NodeId{ip, 7000}, NodeId{ip, 7001}, NodeId{ip, 7002}));
}

} // namespace
} // namespace qos
} // namespace ns3
