/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-network.h"

#include "ns3/data-rate.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/on-off-helper.h"
#include "ns3/qsocket-manager.h"

#include <functional>
#include <map>
#include <memory>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint32_t BYTES = 1400;
constexpr double BITS = 8;

/** Keeps a socket full for some time. */
class GreedySender
{
  public:
    /**
     * @param socket a connected socket
     * @param from when it begins
     * @param until when it ends
     */
    GreedySender(Ptr<CmUdpSocket> socket, Time from, Time until)
        : m_socket(socket),
          m_until(until)
    {
        m_socket->SetSendCallback(MakeCallback(&GreedySender::Refill, this));
        Simulator::Schedule(from, &GreedySender::Refill, this, socket, 0U);
    }

  private:
    void Refill(Ptr<Socket> /* socket */, uint32_t /* room */)
    {
        while (Simulator::Now() < m_until && m_socket->Send(Create<Packet>(BYTES)) > 0)
        {
        }
    }

    Ptr<CmUdpSocket> m_socket;
    Time m_until;
};

/** @return options of an acknowledged socket with a short buffer */
CmUdpOptions
Short()
{
    CmUdpOptions options = CmUdpNetwork::Acknowledged();
    options.sendBuffer = 8 * BYTES;
    return options;
}

/**
 * Check that the accounts of a socket agree when all has ended.
 * @param socket nothing waits in it any more
 * @param to whom it sent
 */
void
ExpectConservation(const Ptr<CmUdpSocket>& socket, const Address& to)
{
    const CmUdpCounters& counters = socket->GetCounters();
    EXPECT_EQ(counters.taken, counters.sent + counters.failed + counters.dropped);
    const SentWindowCounters& window = socket->GetFeedback(to)->GetWindow().Counters();
    EXPECT_EQ(window.sent, counters.sent);
    EXPECT_EQ(window.sent, window.received + window.lost);
    EXPECT_EQ(window.sentBytes, window.receivedBytes + window.lostBytes);
    EXPECT_EQ(window.untrue + window.impossible, 0U);
}

TEST(CmUdpTraffic, GreedySocketFillsTheLinkAndLeavesNothing)
{
    CmUdpNetwork network;
    network.AddReceiver();
    const auto socket = network.Connect(Short());
    GreedySender sender(socket, Seconds(1), Seconds(21));
    CmUdpNetwork::Run(Seconds(25));
    const double rate = BITS * static_cast<double>(network.ReceivedBytes()) / 20e6;
    EXPECT_GT(rate, 8) << "Mb/s of 10";
    EXPECT_LT(rate, 10);
    EXPECT_EQ(socket->GetWaiting(), 0U);
    ExpectConservation(socket, network.At(1, 9));
    const CmFlow* const flow = network.Manager()->GetFlowState(socket->GetFlow());
    EXPECT_EQ(flow->outstanding, 0U);
    EXPECT_EQ(flow->counters.sentBytes, flow->counters.receivedBytes + flow->counters.lostBytes);
    socket->Close();
    network.ExpectCleanEnd();
}

/** The watchdog must not give up what the socket itself waits for. */
TEST(CmUdpTraffic, AccountsAgreeAtAllTimesWhenReportsAreLate)
{
    CmUdpNetwork network;
    const auto receiver = network.AddReceiver();
    receiver->SetAttribute("Packets", UintegerValue(500));
    receiver->SetAttribute("Delay", TimeValue(Seconds(10)));
    CmUdpOptions options = Short();
    options.feedbackDelay = Seconds(10);
    const auto socket = network.Connect(options);
    GreedySender sender(socket, Seconds(1), Seconds(100));
    for (int i = 2; i < 100; ++i)
    {
        CmUdpNetwork::Do(Seconds(i), [&] {
            EXPECT_EQ(network.Manager()->GetFlowState(socket->GetFlow())->outstanding,
                      socket->GetFeedback(network.At(1, 9))->GetWindow().OutstandingBytes());
        });
    }
    CmUdpNetwork::Run(Seconds(130));
    EXPECT_EQ(network.Manager()->GetMacroflows().front()->Counters().watchdog, 0U);
    EXPECT_EQ(network.Manager()->GetMacroflows().front()->Counters().persistent, 0U);
    EXPECT_GT(socket->GetFeedback(network.At(1, 9))->GetWindow().Counters().received, 5U);
    EXPECT_EQ(socket->GetFeedback(network.At(1, 9))->GetWindow().Counters().timeouts, 0U);
    socket->Close();
    network.ExpectCleanEnd();
}

TEST(CmUdpTraffic, AccountsAgreeWhateverIsLost)
{
    for (const double loss : {0.01, 0.1, 0.4})
    {
        for (uint64_t run = 1; run <= 5; ++run)
        {
            SCOPED_TRACE("loss " + std::to_string(loss) + " run " + std::to_string(run));
            CmTcpNetwork::Params params;
            params.run = run;
            params.loss = loss;
            CmUdpNetwork network(params);
            network.Lose(0, loss, 2001); // reports too
            network.AddReceiver();
            const auto socket = network.Connect(Short());
            GreedySender sender(socket, Seconds(1), Seconds(11));
            CmUdpNetwork::Run(Seconds(200));
            EXPECT_EQ(socket->GetWaiting(), 0U);
            ExpectConservation(socket, network.At(1, 9));
            const CmFlow* const flow = network.Manager()->GetFlowState(socket->GetFlow());
            EXPECT_EQ(flow->outstanding, 0U);
            EXPECT_GT(flow->counters.lostBytes, 0U);
            socket->Close();
            network.ExpectCleanEnd();
        }
    }
}

TEST(CmUdpTraffic, DelayedReportsAreAllowedForOnBothSides)
{
    CmTcpNetwork::Params params;
    // waiting for a report that is held longer than the retransmission timeout is not idleness
    params.manager.Set("IdleDecay", BooleanValue(false));
    CmUdpNetwork network(params);
    const auto receiver = network.AddReceiver();
    receiver->SetAttribute("Packets", UintegerValue(50));
    receiver->SetAttribute("Delay", TimeValue(Seconds(2)));
    CmUdpOptions options = Short();
    options.feedbackDelay = Seconds(2);
    const auto socket = network.Connect(options);
    GreedySender sender(socket, Seconds(1), Seconds(61));
    CmUdpNetwork::Run(Seconds(70));
    ExpectConservation(socket, network.At(1, 9));
    EXPECT_EQ(socket->GetFeedback(network.At(1, 9))->GetWindow().Counters().timeouts, 0U);
    EXPECT_GT(BITS * static_cast<double>(network.ReceivedBytes()) / 60e6, 1) << "Mb/s";
    socket->Close();
    network.ExpectCleanEnd();
}

TEST(CmUdpTraffic, DeadPathIsProbedMoreAndMoreRarely)
{
    CmTcpNetwork::Params params;
    params.loss = 1;
    CmUdpNetwork network(params);
    const auto socket = network.Connect(Short());
    GreedySender sender(socket, Seconds(0), Seconds(100));
    CmUdpNetwork::Run(Seconds(100));
    EXPECT_LE(socket->GetCounters().sent, 40U);
    EXPECT_GE(socket->GetCounters().sent, 6U);
    socket->Close();
    network.ExpectCleanEnd();
}

TEST(CmUdpTraffic, StockOnOffApplicationBecomesCongestionControlled)
{
    for (const bool isIpv6 : {false, true})
    {
        SCOPED_TRACE(isIpv6);
        CmUdpNetwork network;
        network.Server()->GetObject<CmUdpSocketFactory>()->SetAttribute("Acknowledged",
                                                                        BooleanValue(true));
        network.AddReceiver(9, isIpv6);
        OnOffHelper stock("ns3::qos::CmUdpSocketFactory", network.At(1, 9, isIpv6));
        stock.SetConstantRate(DataRate("30Mbps"), 1000);
        auto applications = stock.Install(network.Server());
        applications.Start(Seconds(1));
        applications.Stop(Seconds(11));
        CmUdpNetwork::Run(Seconds(15));
        const double rate = BITS * static_cast<double>(network.ReceivedBytes()) / 10e6;
        EXPECT_GT(rate, 8) << "of 10 Mb/s, three times as much is offered";
        EXPECT_LT(rate, 10);
        network.ExpectCleanEnd();
    }
}

TEST(CmUdpTraffic, SharesItsMacroflowFairlyWithOthersAndWithTcp)
{
    for (uint64_t run = 1; run <= 3; ++run)
    {
        SCOPED_TRACE("run " + std::to_string(run));
        CmTcpNetwork::Params params;
        params.run = run;
        CmUdpNetwork network(params);
        network.AddReceiver(100);
        network.AddReceiver(101);
        const auto sink = network.AddSink();
        const auto source = network.AddSource(100000000);
        std::vector<Ptr<CmUdpSocket>> sockets;
        std::vector<std::unique_ptr<GreedySender>> senders;
        for (uint16_t port = 100; port < 102; ++port)
        {
            sockets.push_back(network.Open(Short()));
            sockets.back()->Connect(network.At(1, port));
            senders.push_back(
                std::make_unique<GreedySender>(sockets.back(), MilliSeconds(10), Seconds(40)));
        }
        CmUdpNetwork::Run(Seconds(40));
        ASSERT_EQ(network.Manager()->GetMacroflows().size(), 1U);
        EXPECT_EQ(network.Manager()->GetMacroflows()[0]->Flows(), 3U);
        std::map<uint16_t, double> udp;
        for (const ReceivedDatagram& datagram : network.Datagrams())
        {
            udp[InetSocketAddress::ConvertFrom(datagram.from).GetPort()] +=
                datagram.packet->GetSize();
        }
        ASSERT_EQ(udp.size(), 2U);
        const auto tcp = static_cast<double>(sink->GetReceivedBytes());
        for (const auto& [port, bytes] : udp)
        {
            EXPECT_NEAR(bytes / tcp, BYTES / 1448.0, 0.1) << "as many packets as TCP";
        }
        EXPECT_EQ(network.Monitor().UngrantedPackets(), 0U);
        EXPECT_EQ(network.Monitor().WindowViolations(), 0U);
    }
}

TEST(CmUdpTraffic, WorksUnderAQSocket)
{
    for (const bool isAcknowledged : {true, false})
    {
        SCOPED_TRACE(isAcknowledged);
        CmUdpNetwork network;
        network.AddReceiver(10);
        network.AddStockSocket(1, 9);
        const auto manager = QSocketManager::Of(network.Server());
        const std::string device = manager->NameOf(network.Device(0));
        ASSERT_TRUE(manager->Init(device, "dwcs"));
        CmUdpOptions options;
        options.isAcknowledged = isAcknowledged;
        const auto socket = network.Open(options);
        const auto wrapped = manager->Wrap(socket);
        ASSERT_TRUE(wrapped);
        const Ptr<QSocket> qsocket = wrapped.value;
        const auto attributes = std::make_shared<DwcsAttributes>();
        attributes->streamFlags = DWCS_NON_DROPPABLE;
        const QStatus status = manager->Attach(qsocket, {device, "dwcs", attributes});
        ASSERT_TRUE(status) << status.message;
        ASSERT_EQ(socket->Connect(network.At(1, isAcknowledged ? 10 : 9)), 0);

        constexpr uint32_t COUNT = 50;
        for (uint64_t i = 0; i < COUNT; ++i)
        {
            CmUdpNetwork::Do(MilliSeconds(10 * i), [&] {
                EXPECT_EQ(qsocket->Send(Create<Packet>(BYTES)), static_cast<int>(BYTES));
                if (!isAcknowledged)
                {
                    CmFeedback feedback;
                    feedback.sent = BYTES;
                    feedback.received = BYTES;
                    network.Manager()->Update(socket->GetFlow(), feedback);
                }
            });
        }
        CmUdpNetwork::Run(Seconds(3));
        EXPECT_EQ(network.Datagrams().size(), COUNT);
        EXPECT_EQ(qsocket->GetSendBuffer().Used(), 0U);
        EXPECT_EQ(network.Monitor().UngrantedPackets(), 0U);
        EXPECT_TRUE(manager->Close(qsocket));
        network.ExpectCleanEnd();
    }
}

} // namespace
} // namespace qos
} // namespace ns3
