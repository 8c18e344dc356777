/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/adaptive-video-server.h"
#include "ns3/bulk-source.h"
#include "ns3/double.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/frame-receiver.h"
#include "ns3/greedy-source.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet-sink.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/sensor-source.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/two-host-topology.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/video-server.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <set>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** The network of the experiments, with applications on it. */
class Applications : public testing::Test
{
  protected:
    Applications()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        Build(TwoHostTopology::Params());
    }

    ~Applications() override
    {
        Simulator::Destroy();
    }

    void Build(const TwoHostTopology::Params& params)
    {
        m_network.reset();
        Simulator::Destroy();
        m_network = std::make_unique<TwoHostTopology>(params);
        m_nextStream = m_network->NextStream();
    }

    void BuildWithRate(const std::string& rate)
    {
        TwoHostTopology::Params params;
        params.rate = DataRate(rate);
        Build(params);
    }

    /** A source at the server and its receiver at the client. */
    Ptr<FrameReceiver> Add(Ptr<FrameSource> source, Time stop = Seconds(1000))
    {
        const uint16_t port = m_nextPort++;
        const auto receiver = CreateObject<FrameReceiver>();
        receiver->SetAttribute("Local",
                               AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
        m_network->Client()->AddApplication(receiver);
        source->SetAttribute("Remote", AddressValue(To(port)));
        source->SetStopTime(stop);
        m_nextStream += source->AssignStreams(m_nextStream);
        m_network->Server()->AddApplication(source);
        return receiver;
    }

    Ptr<BulkSource> AddBulk(Time start, Time stop)
    {
        const uint16_t port = m_nextPort++;
        const auto sink = CreateObject<PacketSink>();
        sink->SetAttribute("Protocol", StringValue("ns3::TcpSocketFactory"));
        sink->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
        m_network->Client()->AddApplication(sink);
        m_sinks.push_back(sink);
        const auto bulk = CreateObject<BulkSource>();
        bulk->SetAttribute("Remote", AddressValue(To(port)));
        bulk->SetStartTime(start);
        bulk->SetStopTime(stop);
        m_network->Server()->AddApplication(bulk);
        return bulk;
    }

    Address To(uint16_t port) const
    {
        return InetSocketAddress(m_network->ClientAddress(), port);
    }

    void InitDwcs(const DwcsOptions& options = DwcsOptions())
    {
        QSockInitSettings settings;
        settings.options = std::make_shared<DwcsOptions>(options);
        const QStatus status =
            QSocketManager::Of(m_network->Server())->Init("eth0", "dwcs", settings);
        ASSERT_TRUE(status) << status.message;
    }

    static QosParams Dwcs(Nanoseconds ipg, uint32_t oln = 1, uint32_t old = 5)
    {
        const auto attributes = std::make_shared<DwcsAttributes>();
        attributes->ipg = ipg;
        attributes->oln = oln;
        attributes->old = old;
        return {"eth0", "dwcs", attributes};
    }

    Ptr<QueueDisc> RootDisc() const
    {
        return m_network->Server()->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(
            m_network->ServerDevice());
    }

    void SetRate(const std::string& rate) const
    {
        DynamicCast<PointToPointNetDevice>(m_network->ServerDevice())->SetDataRate(DataRate(rate));
    }

    static void Do(Time when, const std::function<void()>& what)
    {
        Simulator::Schedule(when, [what] { what(); });
    }

    static void Run(Time until)
    {
        Simulator::Stop(until - Simulator::Now());
        Simulator::Run();
    }

    /** @return frames that were made in an interval */
    static int MadeIn(const FrameSource& source, Time begin, Time end)
    {
        int made = 0;
        for (const Time& time : source.GetSendTimes())
        {
            made += time >= begin && time < end ? 1 : 0;
        }
        return made;
    }

    std::unique_ptr<TwoHostTopology> m_network;
    int64_t m_nextStream = 0;
    uint16_t m_nextPort = 9000;
    std::vector<Ptr<PacketSink>> m_sinks;
};

TEST(FrameHeader, SurvivesThePacket)
{
    for (const bool hasDeadline : {true, false})
    {
        FrameHeader header;
        header.number = 0x123456789abcdef0ULL;
        header.kind = 200;
        header.sent = NanoSeconds(1234567890123);
        if (hasDeadline)
        {
            header.deadline = NanoSeconds(2234567890123);
        }
        const Ptr<Packet> packet = Create<Packet>(7);
        packet->AddHeader(header);
        EXPECT_EQ(packet->GetSize(), 7 + FrameHeader::BYTES);
        FrameHeader read;
        EXPECT_EQ(packet->RemoveHeader(read), uint32_t{FrameHeader::BYTES});
        EXPECT_EQ(read.number, header.number);
        EXPECT_EQ(read.kind, header.kind);
        EXPECT_EQ(read.sent, header.sent);
        EXPECT_EQ(read.deadline, header.deadline);
    }
}

/** Frames of the right rate, mix and sizes, and I frames that must not be dropped. */
TEST_F(Applications, VideoServerMakesFramesOfItsMix)
{
    constexpr int FRAMES = 2000;
    constexpr double FPS = 20;
    BuildWithRate("100Mbps");
    const auto server = CreateObject<VideoServer>();
    const Ptr<FrameReceiver> client = Add(server, Seconds(FRAMES / FPS));
    Run(Seconds(FRAMES / FPS + 1));
    const FrameCounts total = server->GetTotalCounts();
    EXPECT_NEAR(static_cast<double>(total.made), FRAMES, 1);
    EXPECT_EQ(client->GetFrames().size(), total.made);
    const std::map<uint8_t, std::pair<double, uint32_t>> kinds{{FRAME_I, {0.1, 45920}},
                                                               {FRAME_P, {0.3, 32200}},
                                                               {FRAME_B, {0.6, 22960}}};
    for (const auto& [kind, expected] : kinds)
    {
        const auto [share, bytes] = expected;
        const double deviation = std::sqrt(share * (1 - share) / FRAMES);
        EXPECT_NEAR(static_cast<double>(server->GetCounts(kind).made) / FRAMES,
                    share,
                    4 * deviation)
            << "kind " << static_cast<int>(kind) << ", run 1";
    }
    for (const ReceivedFrame& frame : client->GetFrames())
    {
        ASSERT_EQ(frame.bytes, kinds.at(frame.header.kind).second);
        ASSERT_EQ(frame.header.kind, server->GetKindOf(frame.header.number));
        ASSERT_EQ(frame.header.sent, server->GetSendTimes()[frame.header.number - 1]);
    }
    for (std::size_t i = 1; i < server->GetSendTimes().size(); ++i)
    {
        ASSERT_EQ(server->GetSendTimes()[i] - server->GetSendTimes()[i - 1], Seconds(1 / FPS));
    }
}

TEST_F(Applications, VideoServerMarksIFramesNonDroppable)
{
    InitDwcs();
    const auto server = CreateObject<VideoServer>();
    server->SetQos(Dwcs(50ms));
    Add(server, Seconds(10));
    std::vector<MessageReport> reports;
    Do(Seconds(0.01), [&] {
        server->GetSocket()->TraceConnectWithoutContext(
            "MessageEnd",
            MakeBoundCallback(
                +[](std::vector<MessageReport>* all,
                    Ptr<const QSocket> /* socket */,
                    const MessageReport& report) { all->push_back(report); },
                &reports));
    });
    Run(Seconds(11));
    ASSERT_GT(reports.size(), 150U);
    for (const MessageReport& report : reports)
    {
        ASSERT_EQ(report.droppable, report.kind != FRAME_I);
    }
}

/** A slow link blocks the server; it makes fewer frames, and does not catch up afterwards. */
TEST_F(Applications, VideoServerSleepsWhileItIsBlocked)
{
    BuildWithRate("1Mbps");
    const auto server = CreateObject<VideoServer>();
    const Ptr<FrameReceiver> client = Add(server);
    Do(Seconds(20), [this] { SetRate("100Mbps"); });
    Run(Seconds(40));
    // mean frame of 28 kB: about 4.4 frames per second fit through
    const int slow = MadeIn(*server, Seconds(5), Seconds(20));
    EXPECT_GT(slow, 15 * 3);
    EXPECT_LT(slow, 15 * 6);
    EXPECT_NEAR(MadeIn(*server, Seconds(20.5), Seconds(40)), 19.5 * 20, 1);
    EXPECT_EQ(client->GetFrames().size(), server->GetTotalCounts().made) << "nothing is lost";
}

/** Stop means stop, also for a server that is asleep in sendto() at that moment. */
TEST_F(Applications, VideoServerStopsWhileItIsBlocked)
{
    const Time stop = Seconds(5);
    BuildWithRate("1Mbps");
    const auto server = CreateObject<VideoServer>();
    Add(server, stop);
    bool wasBlocked = false;
    Do(stop - NanoSeconds(1), [&] { wasBlocked = server->GetSocket()->IsBlocked(); });
    Run(Seconds(20));
    EXPECT_TRUE(wasBlocked) << "or the test shows nothing";
    EXPECT_EQ(MadeIn(*server, stop, Seconds(20)), 0);
}

TEST_F(Applications, SourcesThatDoNotBlockGoOnWithTheNextFrame)
{
    BuildWithRate("1Mbps");
    const auto server = CreateObject<VideoServer>();
    server->SetAttribute("Blocking", BooleanValue(false));
    const Ptr<FrameReceiver> client = Add(server, Seconds(20));
    Run(Seconds(25));
    const uint64_t made = server->GetTotalCounts().made;
    EXPECT_EQ(client->GetFrames().size(), made);
    for (std::size_t i = 0; i < client->GetFrames().size(); ++i)
    {
        ASSERT_EQ(client->GetFrames()[i].header.number, i + 1) << "a refused frame has no number";
    }
    const Time phase = server->GetSendTimes()[0];
    for (const Time& time : server->GetSendTimes())
    {
        const double frames = (time - phase).GetSeconds() * 20;
        ASSERT_NEAR(frames, std::round(frames), 1e-6) << "the clock goes on";
    }
}

/** It lowers its rate while frames are dropped, and comes back step by step. */
TEST_F(Applications, AdaptiveServerFollowsTheNetwork)
{
    constexpr double NOMINAL = 20;
    InitDwcs();
    const auto server = CreateObject<AdaptiveVideoServer>();
    server->SetQos(Dwcs(50ms));
    server->SetAttribute("SendBuffer", UintegerValue(0));
    Add(server);
    std::vector<double> rates;
    for (int second = 1; second < 90; ++second)
    {
        Do(Seconds(second + 0.5), [&] { rates.push_back(server->GetFrameRate()); });
    }
    Do(Seconds(10), [this] { SetRate("2Mbps"); });
    Do(Seconds(40), [this] { SetRate("10Mbps"); });
    Run(Seconds(90));
    const auto at = [&rates](int second) { return rates[static_cast<std::size_t>(second) - 1]; };
    EXPECT_EQ(at(9), NOMINAL);
    double least = NOMINAL;
    for (int second = 12; second < 40; ++second)
    {
        least = std::min(least, at(second));
    }
    EXPECT_LT(least, 0.6 * NOMINAL);
    EXPECT_GE(least, 1);
    EXPECT_EQ(at(85), NOMINAL) << "never above its nominal rate, and back at it";
    for (std::size_t i = 1; i < rates.size(); ++i)
    {
        ASSERT_LE(rates[i], NOMINAL);
        ASSERT_LE(rates[i] - rates[i - 1], 1.0 + 1e-9) << "at most one frame per second faster";
    }
    EXPECT_NEAR(MadeIn(*server, Seconds(80), Seconds(89)), 9 * NOMINAL, 2);
}

/** Without a stream there is nothing to ask; it is then an ordinary server. */
TEST_F(Applications, AdaptiveServerWithoutAStreamKeepsItsRate)
{
    BuildWithRate("1Mbps");
    const auto server = CreateObject<AdaptiveVideoServer>();
    Add(server, Seconds(10));
    Run(Seconds(11));
    EXPECT_EQ(server->GetFrameRate(), 20);
}

/** A stream that somebody else opened is asked too; its attributes are not the server's. */
TEST_F(Applications, AdaptiveServerFollowsAStreamThatItDoesNotOwn)
{
    InitDwcs();
    const auto server = CreateObject<AdaptiveVideoServer>();
    server->SetAttribute("SendBuffer", UintegerValue(0));
    Add(server);
    Do(Seconds(1), [&] {
        const Ptr<QSocketManager> manager = QSocketManager::Of(m_network->Server());
        ASSERT_TRUE(manager->Attach(server->GetSocket(), Dwcs(50ms)));
    });
    Do(Seconds(5), [this] { SetRate("2Mbps"); });
    Run(Seconds(20));
    EXPECT_LT(server->GetFrameRate(), 20);
}

/** One frame a second is little, but not for a server that makes fewer. */
TEST_F(Applications, AdaptiveServerNeverExceedsItsNominalRate)
{
    constexpr double NOMINAL = 0.5;
    BuildWithRate("20kbps");
    InitDwcs();
    const auto server = CreateObject<AdaptiveVideoServer>();
    server->SetQos(Dwcs(2s));
    server->SetAttribute("FrameRate", DoubleValue(NOMINAL));
    server->SetAttribute("SendBuffer", UintegerValue(0));
    Add(server);
    for (int second = 1; second < 120; ++second)
    {
        Do(Seconds(second + 0.5), [&] { ASSERT_LE(server->GetFrameRate(), NOMINAL); });
    }
    Run(Seconds(120));
    EXPECT_GT(server->GetTotalCounts().dropped, 0U) << "or the test shows nothing";
}

TEST_F(Applications, SensorSendsBurstsWithDeadlines)
{
    constexpr uint32_t BURST = 5;
    constexpr uint32_t BYTES = 2000;
    constexpr double SECONDS = 200;
    const double rate = 1e6;
    BuildWithRate("100Mbps");
    const auto sensor = CreateObject<SensorSource>();
    sensor->SetAttribute("Rate", DataRateValue(DataRate(static_cast<uint64_t>(rate))));
    sensor->SetAttribute("BurstSize", UintegerValue(BURST));
    sensor->SetAttribute("MessageSize", UintegerValue(BYTES));
    sensor->SetAttribute("DeadlineMin", TimeValue(MilliSeconds(40)));
    sensor->SetAttribute("DeadlineMax", TimeValue(MilliSeconds(60)));
    const Ptr<FrameReceiver> client = Add(sensor, Seconds(SECONDS));
    Run(Seconds(SECONDS + 1));
    const auto& frames = client->GetFrames();
    ASSERT_EQ(frames.size(), sensor->GetTotalCounts().made);
    std::map<Time, uint32_t> bursts;
    double sum = 0;
    for (const ReceivedFrame& frame : frames)
    {
        ASSERT_EQ(frame.bytes, BYTES);
        ++bursts[frame.header.sent];
        ASSERT_TRUE(frame.header.deadline);
        const double relative = (*frame.header.deadline - frame.header.sent).GetSeconds();
        ASSERT_GE(relative, 0.040);
        ASSERT_LE(relative, 0.060);
        sum += relative;
    }
    for (const auto& burst : bursts)
    {
        ASSERT_EQ(burst.second, BURST);
    }
    // exponential gaps: the number of bursts is Poisson; four standard deviations
    const double expected = rate * SECONDS / 8 / BYTES / BURST;
    EXPECT_NEAR(static_cast<double>(bursts.size()), expected, 4 * std::sqrt(expected)) << "run 1";
    EXPECT_NEAR(sum / static_cast<double>(frames.size()), 0.050, 0.001) << "run 1";
}

TEST_F(Applications, SensorWithoutARateSendsNothing)
{
    const auto sensor = CreateObject<SensorSource>();
    sensor->SetAttribute("Rate", DataRateValue(DataRate(0)));
    Add(sensor, Seconds(10));
    Run(Seconds(11));
    EXPECT_EQ(sensor->GetTotalCounts().made, 0U);
}

/** A reading that waits for the socket keeps its deadline. */
TEST_F(Applications, SensorReadingsAgeWhileTheyWait)
{
    BuildWithRate("1Mbps");
    const auto sensor = CreateObject<SensorSource>();
    sensor->SetAttribute("Rate", DataRateValue(DataRate("3Mbps")));
    sensor->SetAttribute("SendBuffer", UintegerValue(8100));
    const Ptr<FrameReceiver> client = Add(sensor, Seconds(10));
    Run(Seconds(12));
    int expired = 0;
    for (const ReceivedFrame& frame : client->GetFrames())
    {
        expired += *frame.header.deadline < frame.header.sent ? 1 : 0;
    }
    EXPECT_GT(expired, 100) << "its deadline passed before the socket took it";
    EXPECT_EQ(client->GetFrames().size(), sensor->GetTotalCounts().made);
    EXPECT_EQ(MadeIn(*sensor, Seconds(10), Seconds(12)), 0) << "stopped";
}

/** Equal streams of random numbers give equal runs. */
TEST_F(Applications, SourcesAreReproducible)
{
    std::vector<Time> first;
    for (int run = 0; run < 2; ++run)
    {
        Build(TwoHostTopology::Params());
        const auto sensor = CreateObject<SensorSource>();
        Add(sensor, Seconds(5));
        Run(Seconds(6));
        if (run == 0)
        {
            first = sensor->GetSendTimes();
        }
        else
        {
            EXPECT_EQ(sensor->GetSendTimes(), first);
        }
    }
    EXPECT_GT(first.size(), 100U);
}

/** Anything may arrive from a network. */
TEST_F(Applications, ReceiverCountsWhatIsNoFrame)
{
    constexpr uint16_t PORT = 9000;
    constexpr int GARBAGE = 200;
    const auto receiver = CreateObject<FrameReceiver>();
    receiver->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), PORT)));
    m_network->Client()->AddApplication(receiver);
    const Ptr<Socket> socket =
        Socket::CreateSocket(m_network->Server(), UdpSocketFactory::GetTypeId());
    std::mt19937 random(9);
    for (uint32_t bytes = 0; bytes < FrameHeader::BYTES; ++bytes)
    {
        Do(MilliSeconds(1 + bytes), [=] { socket->SendTo(Create<Packet>(bytes), 0, To(PORT)); });
    }
    std::vector<uint8_t> garbage(100);
    for (int i = 0; i < GARBAGE; ++i)
    {
        for (uint8_t& byte : garbage)
        {
            byte = static_cast<uint8_t>(random());
        }
        const auto bytes = FrameHeader::BYTES + static_cast<uint32_t>(random() % 70);
        const Ptr<Packet> packet = Create<Packet>(garbage.data(), bytes);
        Do(MilliSeconds(100 + i), [=] { socket->SendTo(packet, 0, To(PORT)); });
    }
    Run(Seconds(2));
    EXPECT_EQ(receiver->GetMalformed(), uint64_t{FrameHeader::BYTES});
    EXPECT_EQ(receiver->GetFrames().size(), std::size_t{GARBAGE}) << "garbage, but long enough";
}

TEST(ReceivedFrame, IsLateAfterItsDeadlineOnly)
{
    ReceivedFrame frame;
    frame.received = Seconds(2);
    EXPECT_FALSE(frame.IsLate()) << "without a deadline";
    frame.header.deadline = Seconds(2);
    EXPECT_FALSE(frame.IsLate());
    frame.header.deadline = Seconds(2) - NanoSeconds(1);
    EXPECT_TRUE(frame.IsLate());
}

TEST_F(Applications, BulkSourceMovesBytes)
{
    const Ptr<BulkSource> bulk = AddBulk(Seconds(1), Seconds(11));
    Run(Seconds(30));
    EXPECT_EQ(m_sinks[0]->GetTotalRx(), bulk->GetBytes()) << "all that TCP took arrives";
    // 10 Mb/s for ten seconds, headers and start-up taken off
    EXPECT_GT(bulk->GetBytes() * 8, 0.85 * 10e6 * 10);
    EXPECT_LT(bulk->GetBytes() * 8, 1.02 * 10e6 * 10);
}

TEST_F(Applications, BulkSourceThatStopsBeforeItStartsSendsNothing)
{
    const Ptr<BulkSource> bulk = AddBulk(Seconds(2), Seconds(1));
    Run(Seconds(3));
    EXPECT_EQ(bulk->GetBytes(), 0U);
}

TEST_F(Applications, BulkSourceMayBeManaged)
{
    InitDwcs();
    const Ptr<BulkSource> bulk = AddBulk(Seconds(1), Seconds(3));
    bulk->SetQos(Dwcs(0ns, 0, 0));
    Run(Seconds(10));
    EXPECT_GT(bulk->GetBytes(), 1'000'000U);
    EXPECT_EQ(m_sinks[0]->GetTotalRx(), bulk->GetBytes());
    EXPECT_GT(QSocketManager::Of(m_network->Server())
                  ->GetInfo(bulk->GetSocket())
                  .value.counters.packetsOut,
              500U);
}

TEST_F(Applications, GreedySourceIsAlwaysBacklogged)
{
    const auto greedy = CreateObject<GreedySource>();
    const Ptr<FrameReceiver> client = Add(greedy, Seconds(5));
    Run(Seconds(7));
    const auto& frames = client->GetFrames();
    ASSERT_GT(frames.size(), 4000U);
    for (std::size_t i = 1; i < frames.size(); ++i)
    {
        ASSERT_NEAR((frames[i].received - frames[i - 1].received).GetSeconds(),
                    1502 * 8 / 10e6,
                    1e-8);
    }
    EXPECT_EQ(MadeIn(*greedy, Seconds(5), Seconds(7)), 0) << "stopped";
}

/** The host of Figures 4 and 7: what was sent arrived, was dropped with a reason, or waits. */
class PerturbedServer : public Applications
{
  protected:
    /** The link must never be idle while the queue disc holds something. */
    void WatchTheLink()
    {
        m_network->ServerDevice()->TraceConnectWithoutContext(
            "PhyTxBegin",
            MakeCallback(&PerturbedServer::Begun, this));
        m_network->ServerDevice()->TraceConnectWithoutContext(
            "PhyTxEnd",
            MakeCallback(&PerturbedServer::Ended, this));
    }

    void Begun(Ptr<const Packet> /* packet */)
    {
        m_isBusy = true;
        ++m_begun;
    }

    void Ended(Ptr<const Packet> /* packet */)
    {
        m_isBusy = false;
        Simulator::ScheduleNow([this] {
            Simulator::ScheduleNow([this] {
                m_idleWithBacklog += !m_isBusy && RootDisc()->GetNPackets() > 0 ? 1 : 0;
            });
        });
    }

    /** Check it on the way and in the end. */
    void ExpectConservation(const FrameSource& source, const FrameReceiver& client)
    {
        const QueueDisc::Stats& stats = RootDisc()->GetStats();
        EXPECT_EQ(stats.nTotalReceivedPackets,
                  stats.nTotalSentPackets + stats.nTotalDroppedPackets + RootDisc()->GetNPackets());
        uint64_t reasons = 0;
        for (const auto& drops :
             {stats.nDroppedPacketsBeforeEnqueue, stats.nDroppedPacketsAfterDequeue})
        {
            for (const auto& reason : drops)
            {
                reasons += reason.second;
            }
        }
        EXPECT_EQ(reasons, stats.nTotalDroppedPackets);
        const auto info =
            QSocketManager::Of(m_network->Server())->GetInfo(source.GetSocket()).value;
        const StreamCounters& counters = info.counters;
        EXPECT_EQ(counters.packetsIn,
                  counters.packetsOut + counters.packetsDropped + counters.backlogPackets);
        const uint64_t ended =
            counters.messagesOnTime + counters.messagesLate + counters.messagesDropped;
        EXPECT_EQ(counters.backlogPackets, 0U);
        EXPECT_EQ(source.GetTotalCounts().made, ended);
        EXPECT_EQ(client.GetFrames().size(), counters.messagesOnTime + counters.messagesLate);
        EXPECT_EQ(source.GetTotalCounts().dropped, counters.messagesDropped) << "as reported";
        EXPECT_EQ(source.GetTotalCounts().late, counters.messagesLate) << "as reported";
        EXPECT_EQ(source.GetSocket()->GetSendBuffer().Used(), 0U);
        EXPECT_EQ(m_idleWithBacklog, 0U);
        EXPECT_GT(m_begun, 1000U);
    }

    bool m_isBusy = false;
    uint64_t m_begun = 0;
    uint64_t m_idleWithBacklog = 0;
};

TEST_F(PerturbedServer, LosesNoVideoFrameWithoutACount)
{
    InitDwcs();
    const auto server = CreateObject<VideoServer>();
    server->SetAttribute("FrameRate", DoubleValue(35)); // 80 % of the link: some are late
    server->SetQos(Dwcs(std::chrono::milliseconds(1000) / 35));
    const Ptr<FrameReceiver> client = Add(server, Seconds(20));
    for (int i = 0; i < 6; ++i)
    {
        AddBulk(Seconds(5 + 0.01 * i), Seconds(20));
    }
    WatchTheLink();
    Run(Seconds(30));
    EXPECT_GT(server->GetTotalCounts().dropped, 0U);
    EXPECT_EQ(server->GetCounts(FRAME_I).dropped, 0U) << "I frames are never dropped";
    ExpectConservation(*server, *client);
    for (std::size_t i = 0; i < m_sinks.size(); ++i)
    {
        EXPECT_GT(m_sinks[i]->GetTotalRx(), 0U) << "best effort is not starved";
    }
}

TEST_F(PerturbedServer, LosesNoSensorMessageWithoutACount)
{
    TwoHostTopology::Params params;
    params.deviceQueue = *DeviceQueue::FromText("16p");
    for (const bool lossy : {true, false})
    {
        m_nextPort = 9000;
        m_sinks.clear();
        m_begun = 0;
        Build(params);
        const auto options = std::make_shared<EdfOptions>();
        options->residual =
            Nanoseconds{params.deviceQueue.Residual(params.rate, params.delay).GetNanoSeconds()};
        QSockInitSettings settings;
        settings.options = options;
        ASSERT_TRUE(QSocketManager::Of(m_network->Server())->Init("eth0", "edf", settings));
        const auto attributes = std::make_shared<EdfAttributes>();
        attributes->lossy = lossy;
        const auto sensor = CreateObject<SensorSource>();
        sensor->SetQos({"eth0", "edf", attributes});
        sensor->SetAttribute("SendBuffer", UintegerValue(0));
        const Ptr<FrameReceiver> client = Add(sensor, Seconds(20));
        for (int i = 0; i < 4; ++i)
        {
            AddBulk(Seconds(5), Seconds(20));
        }
        WatchTheLink();
        Run(Seconds(30));
        ExpectConservation(*sensor, *client);
        int late = 0;
        for (const ReceivedFrame& frame : client->GetFrames())
        {
            late += frame.IsLate() ? 1 : 0;
        }
        EXPECT_EQ(late > 0, !lossy) << "a lossy stream that is alone never delivers late";
        EXPECT_EQ(sensor->GetTotalCounts().dropped > 0, lossy);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
