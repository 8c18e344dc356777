/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-network.h"

#include "ns3/content-client.h"
#include "ns3/content-server.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/web-client.h"
#include "ns3/web-server.h"

#include <string>
#include <utility>
#include <vector>

/**
 * @file
 * What the servers of the experiments do at their end, and with peers that end early.
 */

namespace ns3
{
namespace qos
{
namespace
{

/** A web server and a content server on TCP/CM at ports 80 and 81, until second 1. */
class Servers : public ::testing::Test
{
  protected:
    Servers()
    {
        m_web = Add<WebServer>(80);
        m_content = Add<ContentServer>(81);
        // 2 MB in a single encoding
        m_content->SetEncodings(EncodingList({2000000}));
    }

    /**
     * @tparam Server the kind of server
     * @param port where it listens
     * @return the server
     */
    template <typename Server>
    Ptr<Server> Add(uint16_t port)
    {
        const auto server = CreateObject<Server>();
        server->SetAttribute("Local", AddressValue(m_network.At(0, port)));
        server->SetAttribute("SocketFactory", TypeIdValue(CmTcpSocketFactory::GetTypeId()));
        server->SetStopTime(Seconds(1));
        m_network.Server()->AddApplication(server);
        return server;
    }

    /**
     * Let each server have a client with one request for 2 MB.
     * @param begin of the request
     */
    void Ask(Time begin)
    {
        m_webClient = CreateObject<WebClient>();
        m_webClient->SetAttribute("FileSize", UintegerValue(2000000));
        m_webClient->SetAttribute("Remote", AddressValue(m_network.At(0, 80)));
        m_contentClient = CreateObject<ContentClient>();
        m_contentClient->SetAttribute("Remote", AddressValue(m_network.At(0, 81)));
        for (const Ptr<Application>& client :
             {Ptr<Application>(m_webClient), Ptr<Application>(m_contentClient)})
        {
            client->SetAttribute("Requests", UintegerValue(1));
            client->SetStartTime(begin);
            m_network.Client()->AddApplication(client);
        }
    }

    /** Nobody may have a connection, a flow or a byte in the account of the host any more. */
    void ExpectNothingLeft() const
    {
        EXPECT_EQ(m_web->GetOpen(), 0U);
        EXPECT_EQ(m_content->GetOpen(), 0U);
        for (const Macroflow* macroflow : m_network.Manager()->GetMacroflows())
        {
            EXPECT_EQ(macroflow->Flows(), 0U);
        }
        EXPECT_EQ(m_network.Monitor().Leftovers(), 0U);
    }

    CmTcpNetwork m_network;
    Ptr<WebServer> m_web;
    Ptr<ContentServer> m_content;
    Ptr<WebClient> m_webClient;
    Ptr<ContentClient> m_contentClient;
};

TEST_F(Servers, CloseTheirConnectionsWhenTheyStop)
{
    Ask(MilliSeconds(500));
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(m_web->GetAccepted(), 1U);
    EXPECT_EQ(m_content->GetAccepted(), 1U);
    EXPECT_GT(m_webClient->GetTransfers()[0].bytes, 10000U);
    EXPECT_FALSE(m_webClient->GetTransfers()[0].isDone);
    EXPECT_GT(m_contentClient->GetDownloads()[0].received, 10000U);
    EXPECT_FALSE(m_contentClient->GetDownloads()[0].isDone);
    EXPECT_EQ(m_web->GetRefused() + m_content->GetRefused(), 0U);
    ExpectNothingLeft();
}

TEST_F(Servers, ServeNobodyWhoseHandshakeEndsAfterTheyHaveStopped)
{
    // the handshake takes 60 ms
    Ask(MilliSeconds(950));
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(m_web->GetAccepted() + m_content->GetAccepted(), 0U);
    EXPECT_EQ(m_webClient->GetTransfers()[0].bytes, 0U);
    EXPECT_EQ(m_contentClient->GetDownloads()[0].received, 0U);
    ExpectNothingLeft();
}

TEST_F(Servers, AnswerNoRequestThatComesAfterTheyHaveStopped)
{
    const std::string web = std::string(7, '\0') + '\x7f';
    const std::string content = std::string("CMrq") + std::string(8, '\0');
    uint64_t received = 0;
    for (const auto& [port, request] : {std::pair<uint16_t, std::string>{80, web}, {81, content}})
    {
        const auto peer = Socket::CreateSocket(m_network.Client(), TcpSocketFactory::GetTypeId());
        peer->SetRecvCallback([&received](Ptr<Socket> readable) {
            for (auto packet = readable->Recv(); packet && packet->GetSize() > 0;
                 packet = readable->Recv())
            {
                received += packet->GetSize();
            }
        });
        CmTcpNetwork::Do(MilliSeconds(500),
                         [this, peer, to = port] { peer->Connect(m_network.At(0, to)); });
        CmTcpNetwork::Do(MilliSeconds(990), [peer, bytes = request] {
            peer->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(bytes.data()),
                                      static_cast<uint32_t>(bytes.size())));
        });
        CmTcpNetwork::Do(Seconds(2), [peer] { peer->Close(); });
    }
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(m_web->GetAccepted() + m_content->GetAccepted(), 2U);
    EXPECT_EQ(m_web->GetRefused() + m_content->GetRefused(), 0U);
    EXPECT_EQ(received, 0U);
    ExpectNothingLeft();
}

TEST_F(Servers, CountPeersThatCloseWithHalfARequest)
{
    std::vector<Ptr<Socket>> peers;
    for (const uint16_t port : {uint16_t{80}, uint16_t{81}})
    {
        for (const uint32_t bytes : {0U, 7U})
        {
            const auto peer =
                Socket::CreateSocket(m_network.Client(), TcpSocketFactory::GetTypeId());
            peer->SetConnectCallback(
                [bytes](Ptr<Socket> connected) {
                    if (bytes > 0)
                    {
                        connected->Send(Create<Packet>(bytes));
                    }
                    connected->Close();
                },
                MakeNullCallback<void, Ptr<Socket>>());
            CmTcpNetwork::Do(MilliSeconds(100),
                             [this, peer, port] { peer->Connect(m_network.At(0, port)); });
            peers.push_back(peer);
        }
    }
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(m_web->GetAccepted(), 2U);
    EXPECT_EQ(m_web->GetRefused(), 2U);
    EXPECT_EQ(m_content->GetAccepted(), 2U);
    EXPECT_EQ(m_content->GetRefused(), 2U);
    EXPECT_EQ(m_content->GetCounters().blind, 0U);
    ExpectNothingLeft();
}

TEST_F(Servers, TakeAPathForUnknownOfWhichNothingWasReported)
{
    // what the only flow there had in the network is forgotten with it, and was never heard of
    FlowDescription description;
    description.key = *MakeFlowKey(m_network.At(0, 5), m_network.At(1, 5), 17);
    CmTcpNetwork::Do(MilliSeconds(100), [&] {
        CmFlowId flow = CM_NONE;
        ASSERT_EQ(m_network.Manager()->Open(description, flow), CmStatus::Ok);
        m_network.Manager()->Notify(flow, 1000);
        m_network.Manager()->Close(flow);
    });
    Ask(MilliSeconds(500));
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(m_content->GetCounters().blind, 1U);
    EXPECT_EQ(m_content->GetCounters().informed, 0U);
}

TEST_F(Servers, SayThatTheyCannotListen)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(
        {
            Add<WebServer>(80);
            CmTcpNetwork::Run(Seconds(1));
        },
        "ns3::qos::WebServer at node .* cannot listen at its local address");
    EXPECT_DEATH(
        {
            Add<FileSink>(80);
            CmTcpNetwork::Run(Seconds(1));
        },
        "ns3::qos::FileSink at node .* cannot listen at its local address");
}

TEST(FileSinks, TakeNothingFromWhomTheyAcceptTooLate)
{
    CmTcpNetwork network;
    const auto sink = network.AddSink();
    sink->SetStopTime(Seconds(1));
    network.AddSource(100000, TcpOptions(), MilliSeconds(800));
    network.AddSource(100000, TcpOptions(), MilliSeconds(950));
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(sink->GetFiles().size(), 1U);
    EXPECT_EQ(sink->GetAccepted(), 1U);
    EXPECT_EQ(sink->GetOpen(), 0U);
    EXPECT_EQ(network.Monitor().Leftovers(), 0U);
}

} // namespace
} // namespace qos
} // namespace ns3
