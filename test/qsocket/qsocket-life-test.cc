/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include "ns3/cbq-scheduler.h"
#include "ns3/greedy-source.h"
#include "ns3/names.h"
#include "ns3/sfq-scheduler.h"
#include "ns3/simple-net-device-helper.h"
#include "ns3/traffic-control-helper.h"

#include <gtest/gtest.h>

/**
 * @file
 * Sockets that end, and things that change, at the worst moment; the sanitizers watch.
 */

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint16_t PORT = 9;

/** @return settings for a scheduler above the stack */
QSockInitSettings
Above()
{
    QSockInitSettings settings;
    settings.position = SchedulerPosition::AboveStack;
    return settings;
}

/**
 * @param socket whose messages are reported
 * @param reports where they are collected
 */
void
Collect(const Ptr<QSocket>& socket, std::vector<MessageReport>& reports)
{
    socket->SetReportCallback(MakeBoundCallback(
        +[](std::vector<MessageReport>* all, Ptr<QSocket>, const MessageReport& report) {
            all->push_back(report);
        },
        &reports));
}

TEST(QSocketEnd, OfABlockedSocketWithABacklog)
{
    for (const bool isBlocking : {true, false})
    {
        TwoHosts hosts;
        hosts.Init("dwcs");
        Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
        socket->SetSendBuffer(20000);
        socket->SetBlocking(isBlocking);
        TwoHosts::Do(Seconds(1), [&] {
            for (int i = 0; i < 3; ++i)
            {
                socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
            }
            EXPECT_EQ(socket->IsBlocked(), isBlocking);
            socket = nullptr;
        });
        TwoHosts::Run();
        EXPECT_EQ(hosts.RootDisc()->GetNPackets(), 0U);
    }
}

TEST(QSocketEnd, WithTheSimulationWhileSourcesAreBlocked)
{
    TwoHosts hosts;
    hosts.Init("sfq");
    const auto received = hosts.ReceiveUdp(PORT);
    for (int i = 0; i < 2; ++i)
    {
        const auto source = CreateObject<GreedySource>();
        source->SetAttribute("Remote", AddressValue(hosts.ClientAt(PORT)));
        source->SetQos({"eth0", "sfq", std::make_shared<SfqAttributes>()});
        source->SetStopTime(Seconds(2));
        hosts.Server()->AddApplication(source);
    }
    TwoHosts::Run(Seconds(2));
    EXPECT_GT(received->messages, 0U);
}

/** Fire and forget: the scheduler holds the last reference, and drops it with the message. */
TEST(QSocketEnd, WithTheDropOfItsLastMessageAboveTheStack)
{
    TwoHosts hosts;
    hosts.Init("dwcs", Above());
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> other = hosts.Udp(TwoHosts::Lossless());
    Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossy());
    const auto send = [&](uint32_t bytes, int times) {
        for (int i = 0; i < times; ++i)
        {
            EXPECT_GT(other->SendTo(Create<Packet>(bytes), MessageFlags(), hosts.ClientAt(PORT)),
                      0);
        }
    };
    TwoHosts::Do(Seconds(1), [&] {
        send(60000, 1);
        MessageFlags flags;
        flags.deadline = Seconds(1) + MilliSeconds(10);
        socket->SendTo(Create<Packet>(1000), flags, hosts.ClientAt(PORT));
        socket = nullptr;
    });
    TwoHosts::Do(Seconds(2), [&] { send(1000, 5); });
    TwoHosts::Run();
    EXPECT_EQ(received->messages, 6U);
    const StreamScheduler& scheduler = *hosts.Manager()->GetScheduler("eth0");
    EXPECT_EQ(scheduler.BacklogPackets(), 0U);
    EXPECT_FALSE(scheduler.IsOpen(2)) << "the stream went with its socket";
}

/** Above the stack, what a socket has in the host does not count after its stream is gone. */
TEST(QSocketEnd, FreesTheRoomBelowForOthers)
{
    TwoHosts hosts(1, "100kbps");
    hosts.Init("dwcs", Above());
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> other = hosts.Udp(TwoHosts::Lossless());
    const Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    TwoHosts::Do(Seconds(1), [&] {
        socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        other->SendTo(Create<Packet>(100), MessageFlags(), hosts.ClientAt(PORT));
        EXPECT_TRUE(hosts.Manager()->Detach(socket));
        EXPECT_EQ(socket->GetSendBuffer().Used(), 8008U) << "what is below stays charged";
    });
    TwoHosts::Do(Seconds(1) + MilliSeconds(1), [&] {
        EXPECT_EQ(other->GetSendBuffer().Used(), 108U);
        EXPECT_EQ(hosts.Manager()->GetScheduler("eth0")->BacklogPackets(), 0U) << "it is below";
    });
    TwoHosts::Run();
    EXPECT_EQ(received->messages, 2U);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** A message that was accepted has a number, and an end. */
TEST(QSocketEnd, ReportsTheMessageThatWaitedForRoom)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    socket->SetSendBuffer(9000);
    std::vector<MessageReport> reports;
    Collect(socket, reports);
    TwoHosts::Do(Seconds(1), [&] {
        socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        EXPECT_EQ(socket->GetLastMessage(), 1U);
        socket->SendTo(Create<Packet>(7000), MessageFlags(), hosts.ClientAt(PORT));
        EXPECT_TRUE(socket->IsBlocked());
        EXPECT_EQ(socket->GetLastMessage(), 2U);
        EXPECT_TRUE(hosts.Manager()->Close(socket));
        EXPECT_FALSE(socket->IsBlocked());
    });
    TwoHosts::Run();
    ASSERT_EQ(reports.size(), 2U);
    for (const MessageReport& report : reports)
    {
        EXPECT_EQ(report.end, MessageReport::End::Dropped);
        EXPECT_EQ(report.reason, DropReason::StreamClosed);
    }
    EXPECT_NE(reports[0].message, reports[1].message);
}

/** Closes a socket when the root queue disc drops a packet for the first time. */
struct Closer
{
    Ptr<QSocketManager> manager; //!< of the host
    Ptr<QSocket> socket;         //!< to be closed
    bool isDone = false;         //!< closed

    /** @param item the dropped packet */
    void Dropped(Ptr<const QueueDiscItem> item)
    {
        EXPECT_TRUE(item);
        if (!isDone)
        {
            isDone = true;
            EXPECT_TRUE(manager->Close(socket));
        }
    }
};

TEST(QSocketEnd, FromWithinADropNotice)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> other = hosts.Udp(TwoHosts::Lossless());
    Closer closer{hosts.Manager(), hosts.Udp(TwoHosts::Lossy(20ms))};
    closer.socket->SetSendBuffer(0);
    hosts.RootDisc()->TraceConnectWithoutContext("Drop", MakeCallback(&Closer::Dropped, &closer));
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 10; ++i)
        {
            closer.socket->SendTo(Create<Packet>(28000), MessageFlags(), hosts.ClientAt(PORT));
        }
    });
    TwoHosts::Do(Seconds(2), [&] {
        received->messages = 0;
        for (int i = 0; i < 5; ++i)
        {
            other->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        }
    });
    TwoHosts::Run();
    EXPECT_TRUE(closer.isDone);
    EXPECT_EQ(hosts.RootDisc()->GetNPackets(), 0U);
    EXPECT_EQ(received->messages, 5U);
    const auto& stats = hosts.RootDisc()->GetStats();
    EXPECT_EQ(stats.nTotalReceivedPackets, stats.nTotalSentPackets + stats.nTotalDroppedPackets);
}

/** Dropping its backlog, a closed socket's stream tells a listener who closes it once more. */
TEST(QSocketEnd, TwiceIsAnErrorEvenFromWithinItsOwnDropNotice)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    socket->SetSendBuffer(0);
    int errors = 0;
    const auto again = [&](Ptr<const QueueDiscItem>) {
        errors += hosts.Manager()->Close(socket).error == EBADF ? 1 : 0;
    };
    hosts.RootDisc()->TraceConnectWithoutContext("Drop",
                                                 Callback<void, Ptr<const QueueDiscItem>>(again));
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 4; ++i)
        {
            socket->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
        }
        EXPECT_TRUE(hosts.Manager()->Close(socket));
    });
    TwoHosts::Run();
    EXPECT_GT(errors, 0);
    EXPECT_FALSE(hosts.Manager()->GetScheduler("eth0")->IsOpen(1));
}

/** Packets that the new scheduler refuses have left, too. */
TEST(QSockInit, FreesTheSendBufferOfWhatItCannotMove)
{
    TwoHosts hosts;
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> plain = hosts.Udp();
    TwoHosts::Do(Seconds(1), [&] {
        plain->SendTo(Create<Packet>(50000), MessageFlags(), hosts.ClientAt(PORT));
        QSockInitSettings settings;
        settings.limits.bestEffortPackets = 5;
        hosts.Init("dwcs", settings);
        EXPECT_LT(plain->GetSendBuffer().Used(), 15000U);
        EXPECT_GT(plain->GetSendBuffer().Used(), 1480U) << "what was moved has not left";
    });
    TwoHosts::Run();
    EXPECT_EQ(plain->GetSendBuffer().Used(), 0U);
}

/** Two streams that wait for their periods: the timer is that of the first to go on. */
TEST(QSockInit, WakesTheStreamThatIsNextAboveTheStackAsBelow)
{
    for (const bool isAbove : {true, false})
    {
        TwoHosts hosts;
        QSockInitSettings settings = isAbove ? Above() : QSockInitSettings();
        const auto options = std::make_shared<DwcsOptions>();
        options->workConserving = false;
        settings.options = options;
        hosts.Init("dwcs", settings);
        const auto received = hosts.ReceiveUdp(PORT);
        const Ptr<QSocket> slow = hosts.Udp(TwoHosts::Lossless(10s));
        const Ptr<QSocket> fast = hosts.Udp(TwoHosts::Lossless(50ms));
        const auto sendAt = [&](Time when, const Ptr<QSocket>& socket) {
            TwoHosts::Do(when, [&hosts, socket] {
                socket->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
            });
        };
        sendAt(Seconds(1), slow);
        sendAt(Seconds(1), slow);
        sendAt(Seconds(2), fast);
        sendAt(Seconds(2) + MilliSeconds(10), fast);
        TwoHosts::Run(Seconds(30));
        ASSERT_EQ(received->times.size(), 4U);
        EXPECT_LT(received->times[2], Seconds(2.1)) << "isAbove " << isAbove;
        EXPECT_GT(received->times[2], Seconds(2.05));
        EXPECT_GT(received->times[3], Seconds(11));
    }
}

/** A period begins while the room below is taken: the next departure wakes the scheduler, and no
 * timer that has run out already. */
TEST(QSockInit, WaitsForRoomBelowWhenAPeriodBegins)
{
    TwoHosts hosts;
    QSockInitSettings settings = Above();
    const auto options = std::make_shared<DwcsOptions>();
    options->workConserving = false;
    settings.options = options;
    hosts.Init("dwcs", settings);
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> large = hosts.Udp(TwoHosts::Lossless(100ms));
    const Ptr<QSocket> small = hosts.Udp(TwoHosts::Lossless(20ms));
    TwoHosts::Do(Seconds(1), [&] {
        small->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
        small->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
        large->SendTo(Create<Packet>(60000), MessageFlags(), hosts.ClientAt(PORT));
    });
    TwoHosts::Run(Seconds(2));
    EXPECT_EQ(received->messages, 3U);
}

TEST(QSockInit, FindsDevicesByThePathThatNamesGave)
{
    TwoHosts hosts;
    Names::Add("server", hosts.Server());
    Names::Add("server/link", hosts.Device());
    EXPECT_EQ(hosts.Manager()->Init("/Names/server/lnk", "dwcs").error, ENODEV);
    EXPECT_TRUE(hosts.Manager()->Init("server/link", "dwcs"));
    EXPECT_EQ(hosts.Manager()->Init("/Names/server/link", "dwcs").error, EEXIST);
    Names::Clear();
}

/** What the caller does with a packet afterwards is his. */
TEST(QSocketSend, KeepsTheMessageThatItAccepted)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> socket = hosts.Udp();
    socket->SetSendBuffer(9000);
    TwoHosts::Do(Seconds(1), [&] {
        socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        const Ptr<Packet> packet = Create<Packet>(4000);
        EXPECT_EQ(socket->SendTo(packet, MessageFlags(), hosts.ClientAt(PORT)), 4000);
        EXPECT_TRUE(socket->IsBlocked());
        packet->RemoveAtEnd(3900);
    });
    TwoHosts::Run();
    EXPECT_EQ(received->bytes, 12000U);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** The status is that of the last call; what happens later is reported. */
TEST(QSocketSend, ReportsWhatTheStackRefusesLater)
{
    TwoHosts hosts;
    hosts.Init("dwcs", Above());
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    socket->SetSendBuffer(0);
    std::vector<MessageReport> reports;
    Collect(socket, reports);
    TwoHosts::Do(Seconds(1), [&] {
        socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
        EXPECT_EQ(socket->SendTo(Create<Packet>(100),
                                 MessageFlags(),
                                 InetSocketAddress(Ipv4Address("99.9.9.9"), PORT)),
                  100);
    });
    TwoHosts::Run();
    EXPECT_TRUE(socket->GetStatus());
    ASSERT_FALSE(reports.empty());
    EXPECT_EQ(reports.back().message, 2U);
    EXPECT_EQ(reports.back().end, MessageReport::End::Dropped);
    EXPECT_EQ(reports.back().reason, DropReason::StackRefused);
    EXPECT_EQ(received->messages, 1U);
}

TEST(QSocketSend, SetsTheSendBufferOfTcp)
{
    TwoHosts hosts;
    const Ptr<QSocket> socket = hosts.Tcp();
    socket->SetSendBuffer(20000);
    UintegerValue size;
    socket->GetSocket()->GetAttribute("SndBufSize", size);
    EXPECT_EQ(size.Get(), 20000U);
}

/** A scheduler that made a stream wait is asked again when that changes, without an arrival. */
TEST(QChange, LetsWhatWaitedGo)
{
    for (const bool isAbove : {true, false})
    {
        TwoHosts hosts;
        hosts.Init("cbq", isAbove ? Above() : QSockInitSettings());
        const auto received = hosts.ReceiveUdp(PORT);
        CbqAttributes attributes;
        attributes.rate = Bitrate::FromBitsPerSecond(1000);
        attributes.bounded = true;
        attributes.maxburst = 1;
        const Ptr<QSocket> socket = hosts.Udp(std::make_shared<CbqAttributes>(attributes));
        socket->SetSendBuffer(0);
        TwoHosts::Do(Seconds(1), [&] {
            for (int i = 0; i < 10; ++i)
            {
                socket->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
            }
        });
        TwoHosts::Do(Seconds(2), [&] {
            EXPECT_LT(received->messages, 5U);
            attributes.rate = Bitrate::FromBitsPerSecond(5000000);
            EXPECT_TRUE(hosts.Manager()->Change(socket, attributes));
        });
        TwoHosts::Run(Seconds(3));
        EXPECT_EQ(received->messages, 10U) << "isAbove " << isAbove;
    }
}

/** qinfo's rate is a recent one. */
TEST(QInfo, ForgetsTheRateOfLongAgo)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    const auto rate = [&] { return hosts.Manager()->GetInfo(socket).value.counters.rate; };
    for (int i = 0; i < 100; ++i)
    {
        TwoHosts::Do(Seconds(1 + i * 0.01), [&] {
            socket->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
        });
    }
    double busy = 0;
    TwoHosts::Do(Seconds(2), [&] { busy = rate(); });
    TwoHosts::Do(Seconds(61), [&] { EXPECT_LT(rate(), busy / 30); });
    TwoHosts::Run(Seconds(62));
    EXPECT_GT(busy, 300000);
}

/** An echo brings the tag of the message home that it answers. */
TEST(SendBuffer, IsNotFreedAgainByAnEcho)
{
    TwoHosts hosts;
    hosts.Init("dwcs");
    const Ptr<Socket> echo = Socket::CreateSocket(hosts.Client(), UdpSocketFactory::GetTypeId());
    echo->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    const auto answer = [](Ptr<Socket> socket) {
        Address from;
        while (const Ptr<Packet> packet = socket->RecvFrom(from))
        {
            socket->SendTo(packet, 0, from);
        }
    };
    echo->SetRecvCallback(Callback<void, Ptr<Socket>>(answer));
    const Ptr<QSocket> socket = hosts.Udp(TwoHosts::Lossless());
    TwoHosts::Do(Seconds(1), [&] {
        socket->SendTo(Create<Packet>(1000), MessageFlags(), hosts.ClientAt(PORT));
    });
    uint32_t before = 0;
    TwoHosts::Do(Seconds(1) + MicroSeconds(2800), [&] {
        socket->SendTo(Create<Packet>(50000), MessageFlags(), hosts.ClientAt(PORT + 1));
        before = socket->GetSendBuffer().Used();
    });
    // the echo comes at 1.0037 s, when one packet of the second message has left
    TwoHosts::Do(Seconds(1) + MicroSeconds(3900), [&] {
        EXPECT_EQ(before, 50008U);
        EXPECT_GE(socket->GetSendBuffer().Used(), 50008U - 1480U);
    });
    TwoHosts::Run();
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

TEST(SendBuffer, IsFreedWhereNeitherDeviceNorDiscTells)
{
    NodeContainer nodes(2);
    InternetStackHelper().Install(nodes);
    const NetDeviceContainer devices = SimpleNetDeviceHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    TrafficControlHelper().Uninstall(devices);
    const auto socket =
        QSocketManager::Of(nodes.Get(0))->OpenSocket(UdpSocketFactory::GetTypeId()).value;
    TwoHosts::Do(Seconds(5), [&] {
        socket->SendTo(Create<Packet>(1000),
                       MessageFlags(),
                       InetSocketAddress(Ipv4Address("10.0.0.2"), PORT));
        socket->SendTo(Create<Packet>(1000),
                       MessageFlags(),
                       InetSocketAddress(Ipv4Address("127.0.0.1"), PORT));
    });
    TwoHosts::Run(Seconds(10));
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
    Simulator::Destroy();
}

TEST(SendBuffer, KnowsARootDiscThatIsInstalledAfterTheSocketWasOpened)
{
    TwoHosts hosts;
    const auto received = hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> socket = hosts.Udp();
    TrafficControlHelper control;
    control.Uninstall(hosts.Device());
    control.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", StringValue("5p"));
    control.Install(hosts.Device());
    TwoHosts::Do(Seconds(1), [&] {
        socket->SendTo(Create<Packet>(40000), MessageFlags(), hosts.ClientAt(PORT));
    });
    TwoHosts::Run(Seconds(10));
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/**
 * @param isNoisy whether an untagged packet of another socket passes between bind and connect
 * @return packets of a TCP socket that were recognised
 */
std::size_t
CountPacketsOfABoundSocket(bool isNoisy)
{
    SpyScheduler::Register();
    TwoHosts hosts;
    hosts.Init(SpyScheduler::NAME);
    const auto received = hosts.ReceiveTcp(PORT);
    const auto noise = hosts.ReceiveUdp(PORT + 1);
    const Ptr<QSocket> tcp = hosts.Tcp(std::make_shared<SpyAttributes>());
    const Ptr<Socket> connection = tcp->GetSocket();
    const Ptr<Socket> plain = Socket::CreateSocket(hosts.Server(), UdpSocketFactory::GetTypeId());
    TwoHosts::Do(Seconds(1),
                 [&] { connection->Bind(InetSocketAddress(Ipv4Address::GetAny(), 5000)); });
    if (isNoisy)
    {
        TwoHosts::Do(Seconds(2),
                     [&] { plain->SendTo(Create<Packet>(10), 0, hosts.ClientAt(PORT + 1)); });
    }
    TwoHosts::Do(Seconds(3), [&] { connection->Connect(hosts.ClientAt(PORT)); });
    TwoHosts::Do(Seconds(4), [&] { tcp->Send(Create<Packet>(3000)); });
    TwoHosts::Do(Seconds(5), [&] { connection->Close(); });
    TwoHosts::Run(Seconds(10));
    return SpyScheduler::LogOf(1).size();
}

/** A bound TCP socket has no peer yet, whatever passes by. */
TEST(ClassifierOfTcp, WaitsForTheConnectionOfABoundSocket)
{
    const std::size_t packets = CountPacketsOfABoundSocket(false);
    EXPECT_GT(packets, 6U) << "SYN, ACK, data, FIN";
    EXPECT_EQ(CountPacketsOfABoundSocket(true), packets);
}

/** Each message of a byte stream has the deadline that it was sent with. */
TEST(ClassifierOfTcp, ReadsOneTagOfAPacketThatIsSentAgain)
{
    SpyScheduler::Register();
    TwoHosts hosts;
    hosts.Init(SpyScheduler::NAME);
    const auto received = hosts.ReceiveTcp(PORT);
    const Ptr<QSocket> tcp = hosts.Tcp(std::make_shared<SpyAttributes>());
    TwoHosts::Do(Seconds(1), [&] { tcp->GetSocket()->Connect(hosts.ClientAt(PORT)); });
    const Ptr<Packet> packet = Create<Packet>(100);
    for (int i = 0; i < 5; ++i)
    {
        TwoHosts::Do(Seconds(2 + i), [&, i] {
            MessageFlags flags;
            flags.deadline = Seconds(10 + i);
            tcp->Send(packet, flags);
        });
    }
    TwoHosts::Run();
    std::vector<Nanoseconds> deadlines;
    for (const PacketArrival& arrival : SpyScheduler::LogOf(1))
    {
        if (arrival.bytes > 100)
        {
            deadlines.push_back(arrival.deadline);
        }
    }
    EXPECT_EQ(deadlines, (std::vector<Nanoseconds>{10s, 11s, 12s, 13s, 14s}));
}

} // namespace
} // namespace qos
} // namespace ns3
