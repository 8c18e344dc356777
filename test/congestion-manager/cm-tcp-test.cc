/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-network.h"

#include "ns3/bulk-send-helper.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/qsocket-helper.h"
#include "ns3/web-client.h"
#include "ns3/web-server.h"

#include <tuple>
#include <vector>

/**
 * @file
 * TCP/CM: nothing leaves without a grant, everything arrives, nothing is left.
 */

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint64_t FILE_BYTES = 1000000;

/** @return options with buffers of a megabyte */
TcpOptions
Options(bool hasSack = true, bool hasEcn = false)
{
    TcpOptions options;
    options.hasSack = hasSack;
    options.hasEcn = hasEcn;
    return options;
}

// version of IP, selective acknowledgments, flows, share of packets lost
using Transfer = std::tuple<bool, bool, uint32_t, double>;

class CmTcpTransfer : public ::testing::TestWithParam<Transfer>
{
};

TEST_P(CmTcpTransfer, CompletesWithinItsGrants)
{
    const auto [isIpv6, hasSack, flows, loss] = GetParam();
    CmTcpNetwork::Params params;
    params.loss = loss;
    CmTcpNetwork network(params);
    const auto sink = network.AddSink(Options(hasSack), isIpv6);
    for (uint32_t i = 0; i < flows; ++i)
    {
        network.AddSource(FILE_BYTES / flows, Options(hasSack), MilliSeconds(10 + 3 * i), isIpv6);
    }
    CmTcpNetwork::Run(Seconds(2000));
    EXPECT_EQ(sink->GetReceivedBytes(), FILE_BYTES / flows * flows);
    EXPECT_EQ(sink->GetFiles().size(), flows);
    network.ExpectCleanEnd();
}

INSTANTIATE_TEST_SUITE_P(Paths,
                         CmTcpTransfer,
                         ::testing::Combine(::testing::Bool(),
                                            ::testing::Bool(),
                                            ::testing::Values(1U, 2U, 4U, 16U),
                                            ::testing::Values(0.0, 0.001, 0.01, 0.03, 0.1)));

// mean packets of a burst, share of packets lost, flows
using Bursts = std::tuple<double, double, uint32_t>;

class CmTcpBursts : public ::testing::TestWithParam<Bursts>
{
};

TEST_P(CmTcpBursts, AreRepaired)
{
    const auto [burst, loss, flows] = GetParam();
    CmTcpNetwork network;
    network.LoseBursts(1, loss, burst, 3000);
    const auto sink = network.AddSink(Options());
    for (uint32_t i = 0; i < flows; ++i)
    {
        network.AddSource(FILE_BYTES / flows, Options(), MilliSeconds(10 + 3 * i));
    }
    CmTcpNetwork::Run(Seconds(3000));
    EXPECT_EQ(sink->GetReceivedBytes(), FILE_BYTES / flows * flows);
    network.ExpectCleanEnd();
}

INSTANTIATE_TEST_SUITE_P(Paths,
                         CmTcpBursts,
                         ::testing::Combine(::testing::Values(4.0, 10.0),
                                            ::testing::Values(0.01, 0.05),
                                            ::testing::Values(1U, 4U, 16U)));

/** Flows over a path that reorders data, and over one that loses acknowledgments beside data. */
class CmTcpDisorder : public ::testing::TestWithParam<uint32_t>
{
  protected:
    /** Let all flows send a megabyte together. */
    void Send()
    {
        const auto sink = m_network.AddSink(Options());
        const uint32_t flows = GetParam();
        for (uint32_t i = 0; i < flows; ++i)
        {
            m_network.AddSource(FILE_BYTES / flows, Options(), MilliSeconds(10 + 3 * i));
        }
        CmTcpNetwork::Run(Seconds(3000));
        EXPECT_EQ(sink->GetReceivedBytes(), FILE_BYTES / flows * flows);
        m_network.ExpectCleanEnd();
    }

    CmTcpNetwork m_network;
};

TEST_P(CmTcpDisorder, OfDataIsTolerated)
{
    m_network.Reorder(Seconds(60));
    Send();
}

TEST_P(CmTcpDisorder, OfDataWithLossesIsTolerated)
{
    m_network.Reorder(Seconds(60));
    m_network.Lose(1, 0.01, 3000);
    Send();
}

TEST_P(CmTcpDisorder, OfLostAcknowledgmentsAndLossesIsTolerated)
{
    m_network.Lose(0, 0.1, 3000);
    m_network.Lose(1, 0.01, 4000);
    Send();
}

INSTANTIATE_TEST_SUITE_P(Flows, CmTcpDisorder, ::testing::Values(1U, 4U, 16U));

// version of IP, selective acknowledgments, explicit congestion notification, share of packets lost
using Path = std::tuple<bool, bool, bool, double>;

/** A web server on TCP/CM, whose connections are accepted. */
class CmTcpAccepted : public ::testing::TestWithParam<Path>
{
};

TEST_P(CmTcpAccepted, ConnectionsCompleteWithinTheirGrants)
{
    constexpr uint32_t REQUESTS = 9;
    const auto [isIpv6, hasSack, hasEcn, loss] = GetParam();
    CmTcpNetwork::Params params;
    params.loss = loss;
    if (hasEcn)
    {
        // so slow that there is a queue in spite of the losses
        params.rate = "500kbps";
        params.queue = 1;
    }
    CmTcpNetwork network(params);
    if (hasEcn)
    {
        network.Mark(1, 5);
    }
    const auto server = CreateObject<WebServer>();
    server->SetAttribute("Local", AddressValue(network.At(0, 80, isIpv6)));
    server->SetAttribute("SocketFactory", TypeIdValue(CmTcpSocketFactory::GetTypeId()));
    server->SetTcpOptions(Options(hasSack, hasEcn));
    network.Server()->AddApplication(server);
    const auto client = CreateObject<WebClient>();
    client->SetAttribute("Remote", AddressValue(network.At(0, 80, isIpv6)));
    client->SetAttribute("Requests", UintegerValue(REQUESTS));
    client->SetAttribute("FileSize", UintegerValue(500000));
    client->SetAttribute("Gap", TimeValue(MilliSeconds(200)));
    client->SetTcpOptions(Options(hasSack, hasEcn));
    network.Client()->AddApplication(client);
    CmTcpNetwork::Run(Seconds(1000));
    EXPECT_EQ(server->GetAccepted(), REQUESTS);
    EXPECT_EQ(server->GetOpen(), 0U);
    for (const WebTransfer& transfer : client->GetTransfers())
    {
        EXPECT_TRUE(transfer.isDone);
    }
    const MacroflowCounters counters = network.Manager()->GetCounters();
    EXPECT_EQ(counters.marked > 0, hasEcn);
    EXPECT_GT(counters.transient + counters.marked, 0U);
    network.ExpectCleanEnd();
}

INSTANTIATE_TEST_SUITE_P(Paths,
                         CmTcpAccepted,
                         ::testing::Combine(::testing::Bool(),
                                            ::testing::Bool(),
                                            ::testing::Bool(),
                                            ::testing::Values(0.02)));

TEST(CmTcp, AFrozenManagerKeepsEveryDataPacketBack)
{
    CmTcpNetwork network;
    const auto sink = network.AddSink();
    network.AddSource(FILE_BYTES);
    network.AddSource(FILE_BYTES);
    uint64_t atFreeze = 0;
    uint64_t atThaw = 0;
    // data in the network needs a moment to arrive, nothing new may leave for three seconds
    CmTcpNetwork::Do(MilliSeconds(300), [&] {
        network.Manager()->SetFrozen(true);
        atFreeze = network.Monitor().Packets();
    });
    CmTcpNetwork::Do(MilliSeconds(3300), [&] {
        atThaw = network.Monitor().Packets();
        network.Manager()->SetFrozen(false);
    });
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_GT(atFreeze, 0U);
    EXPECT_EQ(atThaw, atFreeze);
    EXPECT_EQ(sink->GetReceivedBytes(), 2 * FILE_BYTES);
    network.ExpectCleanEnd();
}

TEST(CmTcp, AcceptedConnectionsAreFlowsToo)
{
    constexpr uint32_t REQUESTS = 9;
    CmTcpNetwork network;
    const auto server = CreateObject<WebServer>();
    server->SetAttribute("Local", AddressValue(network.At(0, 80)));
    server->SetAttribute("SocketFactory", TypeIdValue(CmTcpSocketFactory::GetTypeId()));
    server->SetTcpOptions(Options());
    network.Server()->AddApplication(server);
    const auto client = CreateObject<WebClient>();
    client->SetAttribute("Remote", AddressValue(network.At(0, 80)));
    client->SetAttribute("Requests", UintegerValue(REQUESTS));
    client->SetTcpOptions(Options());
    network.Client()->AddApplication(client);
    uint32_t macroflows = 0;
    CmTcpNetwork::Do(Seconds(2), [&] {
        macroflows = static_cast<uint32_t>(network.Manager()->GetMacroflows().size());
    });
    CmTcpNetwork::Run(Seconds(50));
    EXPECT_EQ(server->GetAccepted(), REQUESTS);
    EXPECT_EQ(macroflows, 1U);
    for (const WebTransfer& transfer : client->GetTransfers())
    {
        EXPECT_TRUE(transfer.isDone);
    }
    network.ExpectCleanEnd();
}

TEST(CmTcp, AWebClientKeepsItsPaceAndDelaysEachRequestAtRandom)
{
    constexpr uint32_t REQUESTS = 50;
    CmTcpNetwork network;
    const auto client = CreateObject<WebClient>(); // nobody answers it
    client->SetAttribute("Remote", AddressValue(network.At(0, 80)));
    client->SetAttribute("Requests", UintegerValue(REQUESTS));
    client->SetAttribute("Gap", TimeValue(MilliSeconds(100)));
    client->SetAttribute("Jitter", TimeValue(MilliSeconds(40)));
    EXPECT_EQ(client->AssignStreams(1000), 1);
    network.Client()->AddApplication(client);
    CmTcpNetwork::Run(Seconds(50));
    const std::vector<WebTransfer>& transfers = client->GetTransfers();
    ASSERT_EQ(transfers.size(), REQUESTS);
    double sum = 0;
    for (uint32_t i = 1; i < REQUESTS; ++i)
    {
        const double late = (transfers[i].begin - transfers[0].begin).GetSeconds() - 0.1 * i;
        EXPECT_GE(late, 0);
        EXPECT_LE(late, 0.04);
        sum += late;
    }
    // 20 ms, and four standard deviations of the mean of 49 delays, 11.5 ms / 7 each
    EXPECT_NEAR(sum / (REQUESTS - 1), 0.02, 4 * 0.0115 / 7);
}

TEST(CmTcp, ALaterConnectionBeginsWithTheWindowOfTheEarlierOne)
{
    CmTcpNetwork network;
    const auto sink = network.AddSink();
    network.AddSource(FILE_BYTES);
    network.AddSource(100000, TcpOptions(), Seconds(3));
    CmTcpNetwork::Run(Seconds(30));
    ASSERT_EQ(sink->GetFiles().size(), 2U);
    const ReceivedFile& later = sink->GetFiles()[1];
    // 70 segments in slow start from one segment would take seven round trips
    EXPECT_LT(later.last - later.accepted, 4 * MilliSeconds(60));
    network.ExpectCleanEnd();
}

TEST(CmTcp, WorksWithStockApplications)
{
    CmTcpNetwork network;
    PacketSinkHelper sinkHelper("ns3::TcpSocketFactory", network.At(1, 9));
    const auto sinks = sinkHelper.Install(network.Client());
    BulkSendHelper bulk("ns3::qos::CmTcpSocketFactory", network.At(1, 9));
    bulk.SetAttribute("MaxBytes", UintegerValue(FILE_BYTES));
    auto sources = bulk.Install(network.Server());
    OnOffHelper onOff("ns3::qos::CmTcpSocketFactory", network.At(1, 9));
    onOff.SetConstantRate(DataRate("800kbps"), 500);
    sources.Add(onOff.Install(network.Server()));
    sources.Start(MilliSeconds(10));
    sources.Get(1)->SetStopTime(Seconds(5));
    CmTcpNetwork::Run(Seconds(60));
    // five seconds of 100 kB/s, but for what the handshake takes
    EXPECT_NEAR(static_cast<double>(DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx()),
                FILE_BYTES + 500000.0,
                15000);
    network.ExpectCleanEnd();
}

TEST(CmTcp, WorksWithQSockets)
{
    CmTcpNetwork network;
    const auto manager = QSocketHelper("dwcs").Install(network.Device(0));
    const auto sink = network.AddSink();
    auto attributes = std::make_shared<DwcsAttributes>();
    attributes->ipg = std::chrono::milliseconds(2);
    attributes->streamFlags = DWCS_NON_DROPPABLE;
    const auto made =
        manager->CreateQSocket(CmTcpSocketFactory::GetTypeId(),
                               {manager->NameOf(network.Device(0)), "dwcs", attributes});
    ASSERT_TRUE(made) << made.status.message;
    const Ptr<QSocket> socket = made.value;
    Options().Apply(socket->GetSocket());
    uint64_t left = FILE_BYTES;
    const auto write = [&](Ptr<QSocket> writable) {
        while (left > 0 && writable->Send(Create<Packet>(1000)) > 0)
        {
            left -= 1000;
        }
        if (left == 0)
        {
            writable->GetSocket()->Close();
        }
    };
    socket->SetWritableCallback(write);
    CmTcpNetwork::Do(MilliSeconds(10), [&] { socket->GetSocket()->Connect(network.At(1, 9)); });
    CmTcpNetwork::Do(MilliSeconds(200), [&] { write(socket); });
    CmTcpNetwork::Run(Seconds(60));
    EXPECT_EQ(left, 0U);
    EXPECT_EQ(sink->GetReceivedBytes(), FILE_BYTES);
    EXPECT_GT(manager->GetInfo(socket).value.counters.packetsOut, FILE_BYTES / 1500);
    network.ExpectCleanEnd();
}

TEST(CmTcp, MarksHalveTheWindowWithoutALoss)
{
    CmTcpNetwork::Params params;
    params.queue = 1;
    CmTcpNetwork network(params);
    network.Mark(5, 50);
    const auto sink = network.AddSink(Options(true, true));
    network.AddSource(5 * FILE_BYTES, Options(true, true));
    CmTcpNetwork::Run(Seconds(60));
    EXPECT_EQ(sink->GetReceivedBytes(), 5 * FILE_BYTES);
    const auto macroflows = network.Manager()->GetMacroflows();
    ASSERT_EQ(macroflows.size(), 1U);
    EXPECT_GT(macroflows[0]->Counters().marked, 0U);
    EXPECT_EQ(macroflows[0]->Counters().transient, 0U);
    EXPECT_EQ(macroflows[0]->Counters().persistent, 0U);
    network.ExpectCleanEnd();
}

TEST(CmTcp, ToleratesReordering)
{
    CmTcpNetwork network;
    const auto sink = network.AddSink();
    for (uint32_t i = 0; i < 4; ++i)
    {
        network.AddSource(FILE_BYTES, TcpOptions(), MilliSeconds(10 + 3 * i));
    }
    network.Reorder(Seconds(60));
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(sink->GetReceivedBytes(), 4 * FILE_BYTES);
    network.ExpectCleanEnd();
}

TEST(CmTcp, ToleratesLostAcknowledgments)
{
    CmTcpNetwork network;
    network.Lose(0, 0.1, 3000);
    const auto sink = network.AddSink();
    for (uint32_t i = 0; i < 16; ++i)
    {
        network.AddSource(100000, TcpOptions(), MilliSeconds(10 + 3 * i));
    }
    CmTcpNetwork::Run(Seconds(300));
    EXPECT_EQ(sink->GetReceivedBytes(), 1600000U);
    network.ExpectCleanEnd();
}

TEST(CmTcp, ALostTailIsRepeatedWithNagleToo)
{
    TcpOptions options;
    options.hasNagle = true;
    for (uint64_t run = 1; run <= 10; ++run)
    {
        CmTcpNetwork::Params params;
        params.loss = 0.2;
        params.run = run;
        CmTcpNetwork network(params);
        const auto sink = network.AddSink(options);
        network.AddSource(10 * 1448 + 100, options);
        CmTcpNetwork::Run(Seconds(300));
        EXPECT_EQ(sink->GetReceivedBytes(), 10 * 1448U + 100) << "run " << run;
        network.ExpectCleanEnd();
    }
}

TEST(CmTcp, AClosedReceiveWindowHoldsNoGrantBack)
{
    // the receiver's window is far below the macroflow's, so that flows must not hoard grants
    CmTcpNetwork network;
    TcpOptions small;
    small.bufferBytes = 8 * 1448;
    const auto sink = network.AddSink(small);
    network.AddSource(FILE_BYTES);
    network.AddSource(FILE_BYTES);
    CmTcpNetwork::Run(Seconds(100));
    EXPECT_EQ(sink->GetReceivedBytes(), 2 * FILE_BYTES);
    network.ExpectCleanEnd();
}

/** A receiver that reads nothing for a while after each of its connections is there. */
class LateReader
{
  public:
    /**
     * @param node where it is
     * @param local where it listens
     * @param pause how long it does not read
     */
    LateReader(const Ptr<Node>& node, const Address& local, Time pause)
        : m_listening(Socket::CreateSocket(node, TcpSocketFactory::GetTypeId())),
          m_pause(pause)
    {
        TcpOptions options;
        // full segments fill it, so that the window closes and nothing of it is left
        options.bufferBytes = 32 * 1448;
        options.Apply(m_listening);
        m_listening->Bind(local);
        m_listening->Listen();
        m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                       MakeCallback(&LateReader::Accepted, this));
    }

    /** @return bytes that it has read */
    uint64_t Bytes() const
    {
        return m_bytes;
    }

  private:
    /**
     * @param socket a new connection
     * @param from its peer
     */
    void Accepted(Ptr<Socket> socket, const Address& /* from */)
    {
        Simulator::Schedule(m_pause, [this, socket] {
            socket->SetRecvCallback(MakeCallback(&LateReader::Read, this));
            Read(socket);
        });
        const auto close = [this](Ptr<Socket> closed) {
            Read(closed);
            closed->Close();
        };
        socket->SetCloseCallbacks(close, close);
    }

    /** @param socket has something to read */
    void Read(Ptr<Socket> socket)
    {
        for (auto packet = socket->Recv(); packet && packet->GetSize() > 0; packet = socket->Recv())
        {
            m_bytes += packet->GetSize();
        }
    }

    Ptr<Socket> m_listening; //!< accepts
    Time m_pause;            //!< how long it does not read
    uint64_t m_bytes = 0;    //!< read so far
};

TEST(CmTcp, AReceiveWindowThatClosesIsProbedAndOpensAgain)
{
    for (const uint32_t flows : {1U, 4U})
    {
        SCOPED_TRACE(flows);
        CmTcpNetwork network;
        std::vector<Ptr<FileSource>> sources;
        for (uint32_t i = 0; i < flows; ++i)
        {
            sources.push_back(network.AddSource(FILE_BYTES));
        }
        uint64_t bytes = 0;
        network.Manager()->TraceConnectWithoutContext(
            "Charge",
            Callback<void, CmFlowId, uint32_t>([&bytes](CmFlowId, uint32_t charged) {
                bytes +=
                    Simulator::Now() > Seconds(3) && Simulator::Now() < Seconds(5) ? charged : 0;
            }));
        const LateReader reader(network.Client(), network.At(1, 9), Seconds(5));
        CmTcpNetwork::Run(Seconds(300));
        EXPECT_EQ(reader.Bytes(), flows * FILE_BYTES);
        EXPECT_LE(bytes, 10 * flows) << "the windows are closed but for probes of one byte";
        // only probes may leave without a grant
        const MacroflowCounters counters = network.Manager()->GetCounters();
        EXPECT_EQ(counters.ungrantedBytes, network.Monitor().UngrantedPackets());
        EXPECT_LE(counters.ungrantedBytes, 10 * flows);
        EXPECT_EQ(network.Monitor().WindowViolations(), 0U);
        EXPECT_EQ(network.Monitor().Leftovers(), 0U);
    }
}

TEST(CmTcp, AConnectionWithoutAFlowRunsWithoutTheManager)
{
    CmTcpNetwork::Params params;
    params.manager.Set("LargestTable", UintegerValue(1));
    CmTcpNetwork network(params);
    const auto sink = network.AddSink();
    network.AddSource(FILE_BYTES);
    const auto second = network.AddSource(FILE_BYTES, TcpOptions(), MilliSeconds(20));
    CmFlowId flow = 0;
    CmTcpNetwork::Do(MilliSeconds(100),
                     [&] { flow = DynamicCast<CmTcpSocket>(second->GetSocket())->GetFlow(); });
    CmTcpNetwork::Run(Seconds(60));
    EXPECT_EQ(flow, CM_NONE);
    EXPECT_EQ(sink->GetReceivedBytes(), 2 * FILE_BYTES);
    network.ExpectCleanEnd();
}

TEST(CmTcp, AnUnansweredConnectionLeavesNoFlow)
{
    CmTcpNetwork network;
    // nobody listens
    network.AddSource(FILE_BYTES);
    std::size_t flows = 0;
    CmTcpNetwork::Run(Seconds(1000));
    for (const Macroflow* macroflow : network.Manager()->GetMacroflows())
    {
        flows += macroflow->Flows();
    }
    EXPECT_EQ(flows, 0U);
    EXPECT_EQ(network.Monitor().Leftovers(), 0U);
}

TEST(CmTcp, ADeadPathLeavesNoFlow)
{
    CmTcpNetwork network;
    network.AddSink();
    network.AddSource(FILE_BYTES);
    CmTcpNetwork::Do(MilliSeconds(500), [&] { network.Lose(1, 1, 3000); });
    CmTcpNetwork::Run(Seconds(2000));
    for (const Macroflow* macroflow : network.Manager()->GetMacroflows())
    {
        EXPECT_EQ(macroflow->Flows(), 0U);
    }
    EXPECT_EQ(network.Monitor().Leftovers(), 0U);
}

TEST(CmTcp, FlowsOfAMacroflowFinishTogether)
{
    CmTcpNetwork::Params params;
    params.loss = 0.01;
    CmTcpNetwork network(params);
    const auto sink = network.AddSink();
    network.AddSource(2 * FILE_BYTES);
    network.AddSource(2 * FILE_BYTES);
    CmTcpNetwork::Run(Seconds(200));
    ASSERT_EQ(sink->GetFiles().size(), 2U);
    const double first = sink->GetFiles()[0].last.GetSeconds();
    const double second = sink->GetFiles()[1].last.GetSeconds();
    EXPECT_NEAR(first / second, 1, 0.05);
    network.ExpectCleanEnd();
}

} // namespace
} // namespace qos
} // namespace ns3
