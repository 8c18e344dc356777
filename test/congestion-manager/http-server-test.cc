/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-peer.h"

#include "ns3/http-server.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

/**
 * @file
 * A server of files over HTTP, and clients that do what they should and what they should not.
 */

namespace ns3
{
namespace qos
{
namespace
{

namespace fs = std::filesystem;

using Counters = HttpServer::Counters;

/** A server on TCP/CM at port 80, which stops at second 100. */
class HttpServers : public testing::Test
{
  protected:
    explicit HttpServers(const CmTcpNetwork::Params& params = CmTcpNetwork::Params())
        : m_network(params)
    {
        m_server->SetAttribute("Local", AddressValue(m_network.At(0, 80)));
        m_server->SetAttribute("SocketFactory", TypeIdValue(CmTcpSocketFactory::GetTypeId()));
        m_server->SetStopTime(Seconds(100));
        m_network.Server()->AddApplication(m_server);
    }

    ~HttpServers() override
    {
        fs::remove_all(m_folder);
    }

    /** @param bytes of all files */
    void SetFileSize(uint64_t bytes) const
    {
        m_server->SetAttribute("FileSize", UintegerValue(bytes));
    }

    /**
     * Serve a folder with the file "a".
     * @param content of the file
     */
    void SetFile(const std::string& content) const
    {
        fs::create_directories(m_folder);
        std::ofstream(m_folder / "a") << content;
        m_server->SetAttribute("Directory", StringValue(m_folder.string()));
    }

    /** Let everything come to its end; nothing may be left. */
    void Run() const
    {
        CmTcpNetwork::Run(Seconds(1000));
        EXPECT_EQ(m_server->GetOpen(), 0U);
        m_network.ExpectCleanEnd();
    }

    /**
     * @param status of a response
     * @return how often requests got it
     */
    uint64_t Refused(HttpStatus status) const
    {
        const auto& refused = m_server->GetCounters().refused;
        const auto found = refused.find(status);
        return found == refused.end() ? 0 : found->second;
    }

    /**
     * @param served see HttpServer::Counters
     * @param broken the same
     * @param idle the same
     */
    void ExpectCounters(uint64_t served, uint64_t broken, uint64_t idle) const
    {
        EXPECT_EQ(m_server->GetCounters().served, served);
        EXPECT_EQ(m_server->GetCounters().broken, broken);
        EXPECT_EQ(m_server->GetCounters().idle, idle);
    }

    CmTcpNetwork m_network;
    Ptr<HttpServer> m_server = CreateObject<HttpServer>();
    const fs::path m_folder =
        fs::path(testing::TempDir()) / ("qos-http-server-" + std::to_string(getpid()));
};

/** The same, on a path that loses packets. */
class LossyHttpServers : public HttpServers
{
  protected:
    LossyHttpServers()
        : HttpServers(Lossy())
    {
        m_network.Lose(0, 0.01, 3000);
    }

    /** @return a path that loses 2 % of the packets to the client */
    static CmTcpNetwork::Params Lossy()
    {
        CmTcpNetwork::Params params;
        params.loss = 0.02;
        return params;
    }
};

const char* const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
const char* const GET_AND_CLOSE = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST_F(LossyHttpServers, SendAFileIntact)
{
    SetFileSize(3000000);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), GET_AND_CLOSE);
    Run();
    const auto answers = peer.Answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].Status(), "200");
    EXPECT_EQ(answers[0].body.size(), 3000000U);
    EXPECT_TRUE(answers[0].IsPattern());
    EXPECT_FALSE(peer.ClosedAt().IsZero());
    ExpectCounters(1, 0, 0);
}

TEST_F(LossyHttpServers, SendAFileOfTheHostIntact)
{
    std::string content;
    for (uint64_t i = 0; i < 3000000; ++i)
    {
        content += static_cast<char>(HttpFileByte(i * i));
    }
    SetFile(content);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), "GET /a HTTP/1.0\r\n\r\n");
    Run();
    const auto answers = peer.Answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(answers[0].body == content);
    ExpectCounters(1, 0, 0);
}

TEST_F(HttpServers, FillTheirSegments)
{
    SetFileSize(100000);
    std::multiset<uint32_t> sizes;
    m_network.Manager()->TraceConnectWithoutContext(
        "Charge",
        Callback<void, CmFlowId, uint32_t>(
            [&sizes](CmFlowId /* flow */, uint32_t bytes) { sizes.insert(bytes); }));
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), GET_AND_CLOSE);
    Run();
    const std::size_t bytes = peer.Received().size();
    EXPECT_EQ(sizes.count(1448), bytes / 1448);
}

TEST_F(HttpServers, AnswerARequestThatComesByteByByte)
{
    SetFileSize(5000);
    HttpPeer peer(m_network);
    Time when = MilliSeconds(200);
    for (const char byte : std::string(GET_AND_CLOSE))
    {
        peer.Send(when, std::string(1, byte));
        when += MilliSeconds(10);
    }
    Run();
    ASSERT_EQ(peer.Answers().size(), 1U);
    EXPECT_EQ(peer.Answers()[0].body.size(), 5000U);
    ExpectCounters(1, 0, 0);
}

TEST_F(HttpServers, AnswerRequestsInTheirOrder)
{
    SetFile("content");
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200),
              "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
              "GET /none HTTP/1.1\r\nHost: a\r\n\r\n"
              "GET /a HTTP/1.1\r\nHost: a\r\nRange: bytes=2-4\r\n\r\n"
              "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /a HT");
    peer.Send(MilliSeconds(400), "TP/1.1\r\nHost: a\r\nConnection: close\r\n\r\nGET /more");
    Run();
    std::vector<std::string> said;
    for (const HttpAnswer& answer : peer.Answers())
    {
        said.push_back(answer.Status() + " " + answer.body);
    }
    EXPECT_EQ(said,
              (std::vector<std::string>{"200 content",
                                        "404 404 Not Found\n",
                                        "206 nte",
                                        "403 403 Forbidden\n",
                                        "200 content"}));
    ExpectCounters(3, 0, 0);
    EXPECT_EQ(Refused(HttpStatus::NotFound), 1U);
    EXPECT_EQ(Refused(HttpStatus::Forbidden), 1U);
}

TEST_F(HttpServers, SendNothingBehindAHead)
{
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), "HEAD /x HTTP/1.0\r\n\r\n");
    Run();
    EXPECT_NE(peer.Received().find("Content-Length: 1048576\r\n"), std::string::npos);
    EXPECT_EQ(peer.Received().substr(peer.Received().size() - 4), "\r\n\r\n");
    EXPECT_LT(peer.Received().size(), 200U);
    ExpectCounters(1, 0, 0);
}

TEST_F(HttpServers, SendALargePartOfALargerFile)
{
    SetFileSize(1ULL << 40U);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200),
              "GET / HTTP/1.1\r\nHost: a\r\nRange: bytes=1000000000000-1000000099999\r\n"
              "Connection: close\r\n\r\n");
    Run();
    const auto answers = peer.Answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].Status(), "206");
    EXPECT_EQ(answers[0].body.size(), 100000U);
    EXPECT_TRUE(answers[0].IsPattern(1000000000000));
}

TEST_F(HttpServers, DoNotLeaveTheirFolder)
{
    SetFile("content");
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200),
              "GET //etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n"
              "GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n");
    Run();
    const auto answers = peer.Answers();
    ASSERT_EQ(answers.size(), 2U);
    EXPECT_EQ(answers[0].Status(), "404");
    EXPECT_EQ(answers[1].Status(), "400");
    EXPECT_FALSE(peer.ClosedAt().IsZero());
}

TEST_F(HttpServers, TellThatARequestIsNoneBeforeTheyClose)
{
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), "POST / HTTP/1.1\r\n" + std::string(100000, 'x'));
    peer.Send(MilliSeconds(250), std::string(100000, 'x'));
    Run();
    const auto answers = peer.Answers();
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].Status(), "405");
    EXPECT_EQ(answers[0].body, "405 Method Not Allowed\n");
    EXPECT_EQ(Refused(HttpStatus::MethodNotAllowed), 1U);
    ExpectCounters(0, 0, 0);
}

TEST_F(HttpServers, ReadNoMoreThanTheyAnswer)
{
    // their answers, and what of them does not fit anywhere while nobody reads
    HttpPeer peer(m_network);
    std::string requests;
    for (uint32_t i = 0; i < 20000; ++i)
    {
        requests += "HEAD / HTTP/1.1\r\nHost:\r\n\r\n";
    }
    for (std::size_t at = 0; at < requests.size(); at += 100000)
    {
        peer.Send(MilliSeconds(200), requests.substr(at, 100000));
    }
    peer.SetReading(false);
    CmTcpNetwork::Do(Seconds(5), [this] {
        EXPECT_GT(m_server->GetCounters().served, 10000U);
        EXPECT_LT(m_server->GetCounters().served, 19000U);
    });
    Run();
    ExpectCounters(m_server->GetCounters().served, 1, 1);
}

TEST_F(HttpServers, CloseAConnectionWhoseClientIsSilent)
{
    SetFileSize(10);
    HttpPeer mute(m_network);
    HttpPeer satisfied(m_network);
    satisfied.Send(Seconds(5), GET);
    Run();
    EXPECT_EQ(mute.Received(), "");
    EXPECT_NEAR(mute.ClosedAt().GetSeconds(), 10, 0.2);
    EXPECT_EQ(satisfied.Answers().size(), 1U);
    EXPECT_NEAR(satisfied.ClosedAt().GetSeconds(), 15.1, 0.2);
    ExpectCounters(1, 0, 2);
}

TEST_F(HttpServers, DoNotWaitForTheEndOfARequestForEver)
{
    HttpPeer peer(m_network);
    for (uint32_t i = 1; i < 40; ++i)
    {
        peer.Send(Seconds(i), "G");
    }
    Run();
    ASSERT_EQ(peer.Answers().size(), 1U);
    EXPECT_EQ(peer.Answers()[0].Status(), "408");
    EXPECT_NEAR(peer.ClosedAt().GetSeconds(), 10, 0.2);
    ExpectCounters(0, 0, 1);
}

TEST_F(HttpServers, GoOnWhileASlowClientAcknowledges)
{
    // 20 s at 20 kB/s
    m_network.Device(0)->SetAttribute("DataRate", StringValue("160kbps"));
    SetFileSize(400000);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), GET_AND_CLOSE);
    Run();
    ASSERT_EQ(peer.Answers().size(), 1U);
    EXPECT_TRUE(peer.Answers()[0].IsPattern());
    EXPECT_EQ(peer.Answers()[0].body.size(), 400000U);
    EXPECT_GT(peer.ClosedAt(), Seconds(20));
    ExpectCounters(1, 0, 0);
}

TEST_F(HttpServers, GiveUpAClientThatReadsNothing)
{
    SetFileSize(10000000);
    HttpPeer peer(m_network);
    peer.SetReading(false);
    peer.Send(MilliSeconds(200), GET);
    CmTcpNetwork::Do(Seconds(20), [this, &peer] {
        EXPECT_EQ(m_server->GetOpen(), 0U);
        peer.SetReading(true);
    });
    Run();
    EXPECT_LT(peer.Received().size(), 3000000U);
    ExpectCounters(0, 1, 1);
}

TEST_F(HttpServers, ResetAClientThatDoesNotCloseItsSide)
{
    SetFileSize(1000);
    HttpPeer peer(m_network);
    peer.SetClosing(false);
    peer.Send(Seconds(1), GET_AND_CLOSE);
    CmTcpNetwork::Do(Seconds(5), [this] {
        EXPECT_EQ(m_server->GetOpen(), 0U);
        EXPECT_EQ(m_network.Manager()->GetMacroflows().at(0)->Flows(), 1U);
    });
    CmTcpNetwork::Do(Seconds(12), [&peer, this] {
        EXPECT_EQ(m_network.Manager()->GetMacroflows().at(0)->Flows(), 0U);
        Address address;
        EXPECT_NE(peer.Tcp()->GetPeerName(address), 0) << "it was told";
    });
    Run();
    ExpectCounters(1, 0, 0);
}

TEST_F(HttpServers, ForgetAClientThatResetsTheConnection)
{
    SetFileSize(10000000);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), GET);
    CmTcpNetwork::Do(MilliSeconds(900), [&peer] {
        peer.SetReading(false); // TCP resets the connection if something was not read
    });
    CmTcpNetwork::Do(Seconds(1), [&peer] { peer.Tcp()->Close(); });
    CmTcpNetwork::Do(MilliSeconds(1500), [this] {
        EXPECT_EQ(m_server->GetOpen(), 0U);
        ExpectCounters(0, 1, 0);
    });
    Run();
}

TEST_F(HttpServers, ForgetAClientThatVanishes)
{
    SetFileSize(10000000);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), GET);
    CmTcpNetwork::Do(Seconds(1), [this] { m_network.Lose(1, 1, 4000); });
    CmTcpNetwork::Do(Seconds(12), [this] {
        EXPECT_EQ(m_server->GetOpen(), 0U);
        ExpectCounters(0, 1, 1);
    });
    Run();
}

TEST_F(HttpServers, AnswerAClientThatClosesBehindItsRequests)
{
    SetFileSize(2000000);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), std::string(GET) + GET);
    CmTcpNetwork::Do(MilliSeconds(200), [&peer] { peer.Tcp()->ShutdownSend(); });
    Run();
    ASSERT_EQ(peer.Answers().size(), 2U);
    EXPECT_EQ(peer.Answers()[1].body.size(), 2000000U);
    EXPECT_TRUE(peer.Answers()[1].IsPattern());
    ExpectCounters(2, 0, 0);
    EXPECT_LT(peer.ClosedAt(), Seconds(9)) << "not only when it was silent for too long";
}

TEST_F(HttpServers, CountAClientThatClosesInARequest)
{
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), "GET /");
    CmTcpNetwork::Do(MilliSeconds(300), [&peer] { peer.Tcp()->Close(); });
    HttpPeer wordless(m_network);
    CmTcpNetwork::Do(MilliSeconds(300), [&wordless] { wordless.Tcp()->Close(); });
    CmTcpNetwork::Do(MilliSeconds(500), [this] { EXPECT_EQ(m_server->GetOpen(), 0U); });
    CmTcpNetwork::Run(Seconds(1000));
    ExpectCounters(0, 1, 0);
}

TEST_F(HttpServers, HaveABoundedNumberOfConnections)
{
    m_server->SetAttribute("MostConnections", UintegerValue(2));
    SetFileSize(10);
    HttpPeer first(m_network, MilliSeconds(10));
    HttpPeer second(m_network, MilliSeconds(20));
    HttpPeer third(m_network, MilliSeconds(300));
    HttpPeer late(m_network, Seconds(2));
    second.Send(MilliSeconds(200), GET);
    third.Send(MilliSeconds(400), GET);
    first.Send(Seconds(1), GET_AND_CLOSE);
    late.Send(Seconds(3), GET);
    Run();
    EXPECT_EQ(first.Answers().at(0).Status(), "200");
    EXPECT_EQ(second.Answers().at(0).Status(), "200");
    ASSERT_EQ(third.Answers().size(), 1U);
    EXPECT_EQ(third.Answers()[0].Status(), "503");
    EXPECT_LT(third.ClosedAt(), Seconds(1));
    EXPECT_EQ(late.Answers().at(0).Status(), "200");
    EXPECT_EQ(Refused(HttpStatus::ServiceUnavailable), 1U);
    ExpectCounters(3, 0, 2);
}

TEST_F(HttpServers, EndAnAnswerWhoseFileBecameShorter)
{
    SetFile(std::string(5000000, 'x'));
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), "GET /a HTTP/1.1\r\nHost: a\r\n\r\n");
    CmTcpNetwork::Do(Seconds(1), [this] { fs::resize_file(m_folder / "a", 3000000); });
    Run();
    ASSERT_EQ(peer.Answers().size(), 1U);
    EXPECT_LE(peer.Answers()[0].body.size(), 3000000U);
    EXPECT_GT(peer.Answers()[0].body.size(), 2900000U);
    EXPECT_FALSE(peer.ClosedAt().IsZero());
    ExpectCounters(0, 1, 0);
}

TEST_F(HttpServers, EndTheirAnswersWhenTheyStop)
{
    m_server->SetStopTime(Seconds(1));
    SetFileSize(10000000);
    HttpPeer busy(m_network);
    busy.Send(MilliSeconds(200), std::string(GET) + GET + GET);
    HttpPeer calm(m_network);
    Run();
    EXPECT_GT(busy.Received().size(), 500000U);
    EXPECT_LT(busy.Received().size(), 10000000U);
    EXPECT_FALSE(calm.ClosedAt().IsZero());
    ExpectCounters(0, 1, 0);
}

TEST_F(HttpServers, LetAllConnectionsToAClientShareAMacroflow)
{
    SetFileSize(500000);
    std::vector<std::unique_ptr<HttpPeer>> peers;
    for (uint32_t i = 0; i < 4; ++i)
    {
        peers.push_back(std::make_unique<HttpPeer>(m_network));
        peers.back()->Send(MilliSeconds(200), GET_AND_CLOSE);
    }
    CmTcpNetwork::Do(MilliSeconds(500), [this] {
        const auto macroflows = m_network.Manager()->GetMacroflows();
        ASSERT_EQ(macroflows.size(), 1U);
        EXPECT_EQ(macroflows[0]->Flows(), 4U);
    });
    Run();
    for (const auto& peer : peers)
    {
        EXPECT_EQ(peer->Answers().at(0).body.size(), 500000U);
        EXPECT_TRUE(peer->Answers().at(0).IsPattern());
    }
    ExpectCounters(4, 0, 0);
}

TEST_F(HttpServers, ServeOverPlainTcp)
{
    m_server->SetAttribute("SocketFactory", TypeIdValue(TcpSocketFactory::GetTypeId()));
    SetFileSize(300000);
    HttpPeer peer(m_network);
    peer.Send(MilliSeconds(200), GET_AND_CLOSE);
    CmTcpNetwork::Run(Seconds(1000));
    ASSERT_EQ(peer.Answers().size(), 1U);
    EXPECT_TRUE(peer.Answers()[0].IsPattern());
    EXPECT_EQ(peer.Answers()[0].body.size(), 300000U);
    EXPECT_EQ(m_server->GetOpen(), 0U);
}

TEST_F(HttpServers, SayThatTheirFolderIsNone)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    m_server->SetAttribute("Directory", StringValue("/no/such/folder"));
    EXPECT_DEATH(CmTcpNetwork::Run(Seconds(1)),
                 "the directory of the HTTP server at node .* is /no/such/folder, allowed: a "
                 "folder of the host, or nothing");
}

} // namespace
} // namespace qos
} // namespace ns3
