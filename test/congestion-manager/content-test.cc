/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/cm-helper.h"
#include "ns3/content-client.h"
#include "ns3/content-header.h"
#include "ns3/content-server.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/encoding-list.h"
#include "ns3/inet-socket-address.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;

/**
 * @param rate bit/s
 * @param srtt round-trip time
 * @return a network state
 */
NetworkState
State(double rate, Nanoseconds srtt)
{
    NetworkState state;
    state.rate = rate;
    state.srtt = srtt;
    state.rttdev = Nanoseconds{0};
    state.loss = 0;
    return state;
}

/** 10, 100 and 1000 kB at 1 Mb/s and 50 ms: 100 + 80, 800 and 8000 ms. */
class Encodings : public testing::Test
{
  protected:
    const EncodingList m_list{{10000, 100000, 1000000}};
    const NetworkState m_state = State(1e6, milliseconds{50});
};

TEST_F(Encodings, TakeTwoRoundTripsAndTheirTransmission)
{
    EXPECT_EQ(m_list.DownloadTime(0, m_state), milliseconds{180});
    EXPECT_EQ(m_list.DownloadTime(1, m_state), milliseconds{900});
    EXPECT_EQ(m_list.DownloadTime(2, m_state), milliseconds{8100});
}

TEST_F(Encodings, AreAsLargeAsTheTargetAllows)
{
    EXPECT_EQ(m_list.Choose(m_state, milliseconds{180}), 0U);
    EXPECT_EQ(m_list.Choose(m_state, milliseconds{899}), 0U);
    EXPECT_EQ(m_list.Choose(m_state, milliseconds{900}), 1U);
    EXPECT_EQ(m_list.Choose(m_state, milliseconds{8099}), 1U);
    EXPECT_EQ(m_list.Choose(m_state, milliseconds{8100}), 2U);
    EXPECT_EQ(m_list.Choose(m_state, FOREVER), 2U);
}

TEST_F(Encodings, AreTheSmallestWhenNoneArrivesInTime)
{
    EXPECT_EQ(m_list.Choose(m_state, Nanoseconds{0}), 0U);
    EXPECT_EQ(m_list.Choose(State(0, milliseconds{50}), milliseconds{900}), 0U);
    EXPECT_EQ(m_list.DownloadTime(2, State(0, milliseconds{50})), FOREVER);
    EXPECT_EQ(m_list.DownloadTime(2, State(1e-9, milliseconds{50})), FOREVER);
}

TEST(EncodingList, RefusesSizesThatAreNoEncodings)
{
    EXPECT_THROW(EncodingList(std::vector<uint64_t>()), std::invalid_argument);
    EXPECT_THROW(EncodingList({0, 1}), std::invalid_argument);
    EXPECT_THROW(EncodingList({2, 2}), std::invalid_argument);
    EXPECT_THROW(EncodingList({4, 2}), std::invalid_argument);
}

TEST(ContentHeaders, ReadWhatTheyWrote)
{
    ContentRequestHeader request;
    request.target = MicroSeconds(1234567);
    const auto asked = Create<Packet>();
    asked->AddHeader(request);
    ASSERT_EQ(asked->GetSize(), 12U);
    ASSERT_TRUE(ContentRequestHeader::Peek(asked));
    EXPECT_EQ(ContentRequestHeader::Peek(asked)->target, request.target);

    ContentReplyHeader reply;
    reply.encoding = 3;
    reply.bytes = 0x123456789abcdef0;
    const auto answered = Create<Packet>();
    answered->AddHeader(reply);
    ASSERT_EQ(answered->GetSize(), 16U);
    ASSERT_TRUE(ContentReplyHeader::Peek(answered));
    EXPECT_EQ(ContentReplyHeader::Peek(answered)->encoding, 3U);
    EXPECT_EQ(ContentReplyHeader::Peek(answered)->bytes, reply.bytes);
    EXPECT_FALSE(ContentRequestHeader::Peek(answered)) << "another mark";
    EXPECT_FALSE(ContentReplyHeader::Peek(asked)) << "too short";
}

TEST(ContentHeaders, RefuseWhatIsNone)
{
    std::array<uint8_t, ContentRequestHeader::BYTES> bytes{'C', 'M', 'r', 'q'};
    EXPECT_TRUE(ContentRequestHeader::Peek(Create<Packet>(bytes.data(), bytes.size())));
    bytes[4] = 0x80;
    EXPECT_FALSE(ContentRequestHeader::Peek(Create<Packet>(bytes.data(), bytes.size())))
        << "a time that no clock shows";
    for (uint32_t size = 0; size < 40; ++size)
    {
        EXPECT_FALSE(ContentRequestHeader::Peek(Create<Packet>(size))) << size;
        EXPECT_FALSE(ContentReplyHeader::Peek(Create<Packet>(size))) << size;
    }
}

/**
 * A content server on the left and clients on the right of a bottleneck with a round trip of 40 ms:
 *
 *     server (left 0) -- left router -- bottleneck -- right router -- client (right 0)
 *
 * The queue is so long that the encoding decides about the time, and not the recovery of losses.
 */
class Content : public testing::Test
{
  protected:
    static constexpr uint16_t PORT = 80;

    ~Content() override
    {
        Simulator::Destroy();
    }

    /** @param rate of the bottleneck */
    void Build(const std::string& rate)
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        DumbbellTopology::Params params;
        params.bottleneckRate = DataRate(rate);
        params.bottleneckDelay = MilliSeconds(20);
        params.queuePackets = 1000;
        m_network.emplace(params);
        m_manager = CmHelper().Install(m_network->Left().Get(0));
        m_manager->AssignStreams(m_network->NextStream());
        m_server = CreateObject<ContentServer>();
        m_server->SetAttribute("Local",
                               AddressValue(InetSocketAddress(Ipv4Address::GetAny(), PORT)));
        m_server->SetAttribute("DefaultEncoding", UintegerValue(1));
        m_server->SetStopTime(Seconds(60));
        m_network->Left().Get(0)->AddApplication(m_server);
    }

    /**
     * @param target what the client wants to wait
     * @param requests how often it asks, every 1.5 s
     */
    void AddClient(Time target, uint32_t requests)
    {
        m_client = CreateObject<ContentClient>();
        m_client->SetAttribute("Remote", AddressValue(ServerAddress()));
        m_client->SetAttribute("TargetLatency", TimeValue(target));
        m_client->SetAttribute("Requests", UintegerValue(requests));
        m_client->SetAttribute("Gap", TimeValue(MilliSeconds(1500)));
        m_client->SetStartTime(Seconds(1));
        m_network->Right().Get(0)->AddApplication(m_client);
    }

    /** @return where the server listens */
    InetSocketAddress ServerAddress() const
    {
        return {m_network->LeftAddress(0), PORT};
    }

    /** Let everything come to its end; nothing may remain. */
    void Run()
    {
        Simulator::Stop(Seconds(90));
        Simulator::Run();
        EXPECT_EQ(m_server->GetOpen(), 0U);
        for (const Macroflow* macroflow : m_manager->GetMacroflows())
        {
            EXPECT_EQ(macroflow->Flows(), 0U);
            EXPECT_EQ(macroflow->Outstanding() + macroflow->Reserved() + macroflow->Pending(), 0U);
        }
    }

    /**
     * Fetch the document often, with the same target, over a bottleneck.
     * @param rate of the bottleneck
     * @param target what the client wants to wait
     * @return what the client got
     */
    std::vector<ContentDownload> Fetch(const std::string& rate, Time target)
    {
        Build(rate);
        AddClient(target, 6);
        Run();
        std::vector<ContentDownload> downloads = m_client->GetDownloads();
        EXPECT_EQ(m_client->GetMalformed(), 0U);
        Simulator::Destroy();
        return downloads;
    }

    std::optional<DumbbellTopology> m_network; //!< the network
    Ptr<CongestionManager> m_manager;          //!< of the server's host
    Ptr<ContentServer> m_server;               //!< at left 0
    Ptr<ContentClient> m_client;               //!< at right 0
};

/** The document: 16, 64, 256 and 1024 KiB. */
TEST_F(Content, GetsTheDefaultEncodingWhileThePathIsUnknown)
{
    for (const char* rate : {"1Mbps", "100Mbps"})
    {
        const auto downloads = Fetch(rate, Seconds(1));
        ASSERT_EQ(downloads.size(), 6U);
        EXPECT_EQ(downloads[0].encoding, 1U) << rate;
        EXPECT_EQ(downloads[0].bytes, 64U * 1024U) << rate;
        EXPECT_TRUE(downloads[0].isDone) << rate;
        EXPECT_EQ(m_server->GetCounters().blind, 1U) << rate;
        EXPECT_EQ(m_server->GetCounters().informed, 5U) << rate;
    }
}

TEST_F(Content, GrowsWithTheRateOfAKnownPath)
{
    std::vector<uint64_t> sums{0};
    for (const char* rate : {"1Mbps", "2Mbps", "5Mbps", "20Mbps"})
    {
        uint64_t bytes = 0;
        const auto downloads = Fetch(rate, Seconds(1));
        for (std::size_t i = 1; i < downloads.size(); ++i)
        {
            bytes += downloads[i].bytes;
        }
        EXPECT_GT(bytes, sums.back()) << rate;
        sums.push_back(bytes);
    }
    EXPECT_GT(sums.back(), 10 * sums[1]);
}

TEST_F(Content, ArrivesWithinTheTargetWhenThePathIsKnown)
{
    for (const char* rate : {"1Mbps", "5Mbps", "20Mbps", "100Mbps"})
    {
        for (const Time& target : {MilliSeconds(300), Seconds(1), Seconds(2)})
        {
            const auto downloads = Fetch(rate, target);
            for (std::size_t i = 1; i < downloads.size(); ++i)
            {
                ASSERT_TRUE(downloads[i].isDone) << rate << " " << target << " request " << i;
                EXPECT_LE(downloads[i].Duration(), target) << rate << " request " << i;
            }
        }
    }
}

TEST_F(Content, IsSentInTheDefaultEncodingWithoutTheCongestionManager)
{
    Build("50Mbps");
    m_server->SetAttribute("SocketFactory", TypeIdValue(TcpSocketFactory::GetTypeId()));
    AddClient(Seconds(1), 4);
    Run();
    for (const ContentDownload& download : m_client->GetDownloads())
    {
        EXPECT_TRUE(download.isDone);
        EXPECT_EQ(download.encoding, 1U);
    }
    EXPECT_EQ(m_server->GetCounters().blind, 4U);
}

TEST_F(Content, IsComplete)
{
    for (const ContentDownload& download : Fetch("5Mbps", Seconds(2)))
    {
        EXPECT_TRUE(download.isAnswered);
        EXPECT_TRUE(download.isDone);
        EXPECT_EQ(download.received, download.bytes);
        EXPECT_EQ(download.bytes, EncodingList().BytesOf(download.encoding));
    }
}

/** A peer of the server that sends what it is told to, byte for byte. */
class RawPeer
{
  public:
    /**
     * @param node where it is
     * @param server whom it talks to
     * @param pieces what it sends, one every 100 ms
     */
    RawPeer(const Ptr<Node>& node, const Address& server, std::vector<std::string> pieces)
        : m_pieces(std::move(pieces))
    {
        Simulator::Schedule(Seconds(1), [this, node, server] {
            m_socket = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
            m_socket->SetConnectCallback(MakeCallback(&RawPeer::Connected, this),
                                         MakeNullCallback<void, Ptr<Socket>>());
            m_socket->SetRecvCallback(MakeCallback(&RawPeer::Read, this));
            m_socket->SetCloseCallbacks(MakeCallback(&RawPeer::Closed, this),
                                        MakeCallback(&RawPeer::Closed, this));
            m_socket->Connect(server);
        });
    }

    /** @return bytes that it received */
    uint64_t Received() const
    {
        return m_received;
    }

    /** @return whether the server has closed the connection */
    bool IsClosed() const
    {
        return m_isClosed;
    }

  private:
    /** @param socket is connected */
    void Connected(Ptr<Socket> socket)
    {
        for (std::size_t i = 0; i < m_pieces.size(); ++i)
        {
            Simulator::Schedule(MilliSeconds(100) * static_cast<int64_t>(i), [this, socket, i] {
                const std::string& piece = m_pieces[i];
                socket->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(piece.data()),
                                            static_cast<uint32_t>(piece.size())));
            });
        }
    }

    /** @param socket has something to read */
    void Read(Ptr<Socket> socket)
    {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            m_received += packet->GetSize();
            if (packet->GetSize() == 0)
            {
                return;
            }
        }
    }

    /** @param socket is closed by the server */
    void Closed(Ptr<Socket> socket)
    {
        m_isClosed = true;
        socket->Close();
    }

    std::vector<std::string> m_pieces; //!< what it sends
    Ptr<Socket> m_socket;              //!< to the server
    uint64_t m_received = 0;           //!< bytes
    bool m_isClosed = false;           //!< by the server
};

TEST_F(Content, IsSentForARequestThatComesByteByByte)
{
    Build("10Mbps");
    std::vector<std::string> pieces;
    for (const char byte : std::string("CMrq") + std::string(8, '\0'))
    {
        pieces.emplace_back(1, byte);
    }
    const RawPeer peer(m_network->Right().Get(0), ServerAddress(), pieces);
    Run();
    EXPECT_EQ(peer.Received(), ContentReplyHeader::BYTES + 64U * 1024U);
    EXPECT_TRUE(peer.IsClosed());
}

TEST_F(Content, IsSentOnceWhateverFollowsTheRequest)
{
    Build("10Mbps");
    const std::string request = std::string("CMrq") + std::string(8, '\0');
    const RawPeer peer(m_network->Right().Get(0),
                       ServerAddress(),
                       {request + request + "garbage", request});
    Run();
    EXPECT_EQ(peer.Received(), ContentReplyHeader::BYTES + 64U * 1024U);
    EXPECT_EQ(m_server->GetCounters().blind, 1U);
}

TEST_F(Content, IsNotSentForWhatIsNoRequest)
{
    Build("10Mbps");
    const RawPeer speaksHttp(m_network->Right().Get(0), ServerAddress(), {"GET / HTTP/1.0\r\n"});
    const RawPeer isNegative(m_network->Right().Get(0),
                             ServerAddress(),
                             {std::string("CMrq") + std::string(8, '\xff')});
    Run();
    for (const RawPeer* peer : {&speaksHttp, &isNegative})
    {
        EXPECT_EQ(peer->Received(), 0U);
        EXPECT_TRUE(peer->IsClosed());
    }
    EXPECT_EQ(m_server->GetRefused(), 2U);
    EXPECT_EQ(m_server->GetAccepted(), 2U);
}

/** A peer of the client that answers every connection with the same bytes. */
class RawServer
{
  public:
    /**
     * @param node where it is
     * @param local where it listens
     * @param answer what it sends
     */
    RawServer(const Ptr<Node>& node, const Address& local, std::string answer)
        : m_answer(std::move(answer))
    {
        Simulator::ScheduleNow([this, node, local] {
            m_socket = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
            m_socket->Bind(local);
            m_socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                        MakeCallback(&RawServer::Accepted, this));
            m_socket->Listen();
        });
    }

  private:
    /**
     * @param socket a new connection
     * @param from its peer
     */
    void Accepted(Ptr<Socket> socket, const Address& /* from */)
    {
        socket->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(m_answer.data()),
                                    static_cast<uint32_t>(m_answer.size())));
        socket->Close();
    }

    std::string m_answer; //!< what it sends
    Ptr<Socket> m_socket; //!< listens
};

TEST_F(Content, IsRefusedByTheClientIfItIsNone)
{
    const std::string oneByte = std::string("CMrp") + std::string(11, '\0') + '\1';
    for (const auto& [answer, malformed, isDone] :
         {std::tuple<std::string, uint64_t, bool>{oneByte + "x", 0, true},
          {oneByte, 0, false},
          {oneByte + "xx", 1, false},
          {std::string("HTTP/1.0 200 OK\r\n\r\n"), 1, false},
          {std::string("CMrp") + std::string(4, '\0') + std::string(8, '\xff') + "x", 0, false},
          {std::string(), 0, false}})
    {
        Build("10Mbps");
        constexpr uint16_t OTHER_PORT = 81;
        const RawServer server(m_network->Left().Get(0),
                               InetSocketAddress(Ipv4Address::GetAny(), OTHER_PORT),
                               answer);
        AddClient(Seconds(1), 1);
        m_client->SetAttribute(
            "Remote",
            AddressValue(InetSocketAddress(m_network->LeftAddress(0), OTHER_PORT)));
        Run();
        ASSERT_EQ(m_client->GetDownloads().size(), 1U);
        EXPECT_EQ(m_client->GetMalformed(), malformed) << answer;
        EXPECT_EQ(m_client->GetDownloads()[0].isDone, isDone) << answer;
        Simulator::Destroy();
    }
}

} // namespace
} // namespace qos
} // namespace ns3
