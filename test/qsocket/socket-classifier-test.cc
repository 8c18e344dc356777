/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include "ns3/ipv4-global-routing-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/socket-packet-filter.h"
#include "ns3/traffic-control-helper.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint16_t PORT = 9;
constexpr uint16_t OTHER_PORT = 10;

TEST(SocketKeys, AreUniqueAmongOpenSockets)
{
    SocketKeys keys;
    const SocketKey first = keys.Take();
    const SocketKey second = keys.Take();
    EXPECT_NE(first, 0U);
    EXPECT_NE(first, second);
    EXPECT_NE(SocketKeys::SlotOf(first), SocketKeys::SlotOf(second));
}

TEST(SocketKeys, DifferWhenASlotIsUsedAgain)
{
    constexpr int GENERATIONS = 4096;
    SocketKeys keys;
    std::set<SocketKey> seen;
    SocketKey key = keys.Take();
    const uint32_t slot = SocketKeys::SlotOf(key);
    for (int i = 0; i < GENERATIONS; ++i)
    {
        EXPECT_TRUE(seen.insert(key).second);
        EXPECT_EQ(SocketKeys::SlotOf(key), slot);
        keys.Release(key);
        key = keys.Take();
    }
    EXPECT_NE(key, 0U);
}

/** What the classifier of the server says about packets on their way into the spy's queues. */
class ClassifierOnAHost : public testing::TestWithParam<bool>
{
  protected:
    ClassifierOnAHost()
    {
        SpyScheduler::Register();
        m_hosts.Init("spy");
        m_hosts.ReceiveUdp(PORT, GetParam());
        m_hosts.ReceiveUdp(OTHER_PORT, GetParam());
    }

    Address To(uint16_t port = PORT) const
    {
        return m_hosts.ClientAt(port, GetParam());
    }

    /** @return the header of every packet, and that of a fragment */
    static uint32_t Header(bool isFragment)
    {
        constexpr uint32_t IPV4 = 20;
        constexpr uint32_t IPV6 = 40;
        constexpr uint32_t IPV6_FRAGMENT = 8;
        return GetParam() ? IPV6 + (isFragment ? IPV6_FRAGMENT : 0) : IPV4;
    }

    static constexpr StreamId STREAM = 1; //!< of the first socket that is attached

    const Time m_start = Seconds(3); //!< IPv6 has its addresses by then
    std::shared_ptr<SpyAttributes> m_attributes = std::make_shared<SpyAttributes>();
    TwoHosts m_hosts;
};

INSTANTIATE_TEST_SUITE_P(Versions,
                         ClassifierOnAHost,
                         testing::Bool(),
                         [](const testing::TestParamInfo<bool>& made) {
                             return made.param ? "Ipv6" : "Ipv4";
                         });

TEST_P(ClassifierOnAHost, KnowsEveryFragmentOfADatagram)
{
    constexpr uint32_t BYTES = 14000;
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    MessageFlags flags;
    flags.droppable = false;
    flags.deadline = Seconds(7);
    flags.kind = 3;
    flags.unit = 99;
    TwoHosts::Do(m_start, [&] {
        socket->SendTo(Create<Packet>(BYTES), flags, To());
        socket->SendTo(Create<Packet>(100), MessageFlags(), To());
    });
    TwoHosts::Run();
    const auto log = SpyScheduler::LogOf(STREAM);
    ASSERT_EQ(log.size(), 11U) << "10 fragments and a small datagram";
    uint32_t bytes = 0;
    for (std::size_t i = 0; i < 10; ++i)
    {
        SCOPED_TRACE("fragment " + std::to_string(i));
        EXPECT_EQ(log[i].message, 1U);
        EXPECT_EQ(log[i].deadline, Nanoseconds{Seconds(7).GetNanoSeconds()});
        EXPECT_FALSE(log[i].droppable);
        EXPECT_EQ(log[i].kind, 3);
        EXPECT_EQ(log[i].unit, 99U);
        EXPECT_EQ(log[i].lastOfMessage, i == 9);
        EXPECT_FALSE(log[i].inOrder);
        bytes += log[i].bytes;
    }
    EXPECT_EQ(bytes, BYTES + 8 + 10 * Header(true));
    EXPECT_EQ(log[0].messageBytes, bytes) << "the announced size is that on the link";
    EXPECT_EQ(log[10].message, 2U);
    EXPECT_EQ(log[10].deadline, FOREVER);
    EXPECT_TRUE(log[10].droppable);
    EXPECT_TRUE(log[10].lastOfMessage);
    EXPECT_EQ(log[10].bytes, 100 + 8 + Header(false));
    EXPECT_EQ(log[10].messageBytes, log[10].bytes);
}

/** The same for a connected socket. */
TEST_P(ClassifierOnAHost, AnnouncesTheSizeOnTheLinkOfAConnectedSocket)
{
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    socket->GetSocket()->Connect(To());
    TwoHosts::Do(m_start, [&] { socket->Send(Create<Packet>(5000)); });
    TwoHosts::Run();
    const auto log = SpyScheduler::LogOf(STREAM);
    uint32_t bytes = 0;
    for (const PacketArrival& arrival : log)
    {
        bytes += arrival.bytes;
    }
    ASSERT_FALSE(log.empty());
    EXPECT_EQ(log[0].messageBytes, bytes);
}

/** A frame boundary that the application sets: several datagrams are one message. */
TEST_P(ClassifierOnAHost, JoinsDatagramsToAMessage)
{
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    MessageFlags more;
    more.endOfMessage = false;
    more.messageBytes = 300;
    MessageFlags last = more;
    last.endOfMessage = true;
    TwoHosts::Do(m_start, [&] {
        socket->SendTo(Create<Packet>(100), more, To());
        socket->SendTo(Create<Packet>(100), more, To());
        socket->SendTo(Create<Packet>(100), last, To());
        socket->SendTo(Create<Packet>(100), MessageFlags(), To());
        EXPECT_EQ(socket->GetLastMessage(), 2U);
    });
    TwoHosts::Run();
    const auto log = SpyScheduler::LogOf(STREAM);
    ASSERT_EQ(log.size(), 4U);
    for (std::size_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(log[i].message, 1U);
        EXPECT_EQ(log[i].lastOfMessage, i == 2);
        EXPECT_EQ(log[i].messageBytes, 300 + 8 + Header(false));
    }
    EXPECT_EQ(log[3].message, 2U);
}

/** TCP merges messages into segments: each has the earliest deadline of what is in it. */
TEST_P(ClassifierOnAHost, KnowsTheMessagesInASegment)
{
    constexpr uint32_t SEGMENT = 1000;
    const auto received = m_hosts.ReceiveTcp(PORT, GetParam());
    const Ptr<QSocket> socket = m_hosts.Tcp(m_attributes);
    const Ptr<Socket> tcp = socket->GetSocket();
    tcp->SetAttribute("SegmentSize", UintegerValue(SEGMENT));
    TwoHosts::Do(m_start, [&] {
        tcp->Connect(To());
        // three messages wait for the connection: 600 + 600 + 800 bytes make two segments
        MessageFlags flags;
        for (const auto& [bytes, deadline] :
             {std::pair<uint32_t, int>{600, 30}, {600, 10}, {800, 20}})
        {
            flags.deadline = Seconds(deadline);
            flags.kind = static_cast<uint8_t>(deadline);
            EXPECT_EQ(socket->Send(Create<Packet>(bytes), flags), static_cast<int>(bytes));
        }
    });
    TwoHosts::Do(m_start + Seconds(2), [&] { tcp->Close(); });
    TwoHosts::Run();
    EXPECT_EQ(received->bytes, 2000U);
    std::vector<PacketArrival> data;
    int control = 0;
    for (const PacketArrival& arrival : SpyScheduler::LogOf(STREAM))
    {
        EXPECT_FALSE(arrival.droppable) << "TCP would send it again";
        EXPECT_TRUE(arrival.inOrder);
        EXPECT_TRUE(arrival.lastOfMessage);
        const bool isData = arrival.bytes > SEGMENT;
        control += isData ? 0 : 1;
        if (isData)
        {
            data.push_back(arrival);
        }
    }
    ASSERT_EQ(data.size(), 2U);
    EXPECT_EQ(data[0].deadline, Nanoseconds{Seconds(10).GetNanoSeconds()});
    EXPECT_EQ(data[1].deadline, Nanoseconds{Seconds(10).GetNanoSeconds()})
        << "200 bytes of the second message are in it";
    EXPECT_NE(data[0].message, data[1].message);
    EXPECT_GE(control, 3) << "SYN, ACK and FIN carry no message, and yet they are the socket's";
    for (const PacketArrival& arrival : SpyScheduler::LogOf(BEST_EFFORT))
    {
        EXPECT_LT(arrival.bytes, 200U) << "only IPv6's own messages are nobody's";
    }
}

/** A plain application that knows nothing of flags sends on the attached socket itself. */
TEST_P(ClassifierOnAHost, KnowsAnAttachedSocketWithoutFlags)
{
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    TwoHosts::Do(m_start, [&] {
        socket->GetSocket()->SendTo(Create<Packet>(14000), 0, To());
        socket->GetSocket()->SendTo(Create<Packet>(100), 0, To());
    });
    TwoHosts::Run();
    const auto log = SpyScheduler::LogOf(STREAM);
    ASSERT_EQ(log.size(), 11U);
    for (std::size_t i = 0; i < 10; ++i)
    {
        EXPECT_EQ(log[i].message, log[0].message);
        EXPECT_EQ(log[i].lastOfMessage, i == 9);
        EXPECT_TRUE(log[i].droppable);
    }
    EXPECT_NE(log[10].message, log[0].message);
}

/** Numbers of messages with and without flags never meet. */
TEST_P(ClassifierOnAHost, NumbersPlainMessagesApart)
{
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    TwoHosts::Do(m_start, [&] {
        for (int i = 0; i < 3; ++i)
        {
            socket->GetSocket()->SendTo(Create<Packet>(100), 0, To());
            socket->SendTo(Create<Packet>(100), MessageFlags(), To());
        }
    });
    TwoHosts::Run();
    std::set<uint64_t> numbers;
    for (const PacketArrival& arrival : SpyScheduler::LogOf(STREAM))
    {
        numbers.insert(arrival.message);
    }
    EXPECT_EQ(numbers.size(), 6U);
}

/** Fragments without ports belong to the fragment before them, and to no other socket's. */
TEST_P(ClassifierOnAHost, TellsFragmentsOfTwoSocketsApart)
{
    const Ptr<QSocket> attached = m_hosts.Udp(m_attributes);
    const Ptr<Socket> plain = Socket::CreateSocket(m_hosts.Server(), UdpSocketFactory::GetTypeId());
    // another destination, so that the datagrams of both have the same identification
    const Address elsewhere = GetParam()
                                  ? Address(Inet6SocketAddress(Ipv6Address("2001:db8::99"), PORT))
                                  : Address(InetSocketAddress(Ipv4Address("10.0.0.99"), PORT));
    TwoHosts::Do(m_start, [&] {
        for (int i = 0; i < 3; ++i)
        {
            attached->GetSocket()->SendTo(Create<Packet>(4000), 0, To());
            plain->SendTo(Create<Packet>(4000), 0, elsewhere);
        }
    });
    TwoHosts::Run(m_start + NanoSeconds(1));
    EXPECT_EQ(SpyScheduler::LogOf(STREAM).size(), 9U);
    uint32_t foreign = 0;
    for (const PacketArrival& arrival : SpyScheduler::LogOf(BEST_EFFORT))
    {
        foreign += arrival.bytes > 1000 ? 1 : 0;
    }
    EXPECT_GE(foreign, 6U);
}

TEST_P(ClassifierOnAHost, ForgetsASocketThatWasDetached)
{
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    TwoHosts::Do(m_start, [&] {
        socket->SendTo(Create<Packet>(100), MessageFlags(), To());
        EXPECT_TRUE(m_hosts.Manager()->Detach(socket));
        socket->SendTo(Create<Packet>(200), MessageFlags(), To());
        socket->GetSocket()->SendTo(Create<Packet>(300), 0, To());
    });
    TwoHosts::Run();
    EXPECT_EQ(SpyScheduler::LogOf(STREAM).size(), 1U);
}

/** A closed socket's packets are nobody's, also when its slot and port are used again. */
TEST_P(ClassifierOnAHost, DoesNotTakeANewSocketForAnOldOne)
{
    TwoHosts::Do(m_start, [&] {
        const Ptr<QSocket> old = m_hosts.Udp(m_attributes);
        old->SetSendBuffer(0);
        for (int i = 0; i < 20; ++i)
        {
            old->SendTo(Create<Packet>(1000), MessageFlags(), To());
        }
        m_hosts.Manager()->Close(old);
    });
    TwoHosts::Do(m_start + MilliSeconds(1), [&] {
        const Ptr<QSocket> fresh = m_hosts.Udp(m_attributes);
        fresh->SendTo(Create<Packet>(500), MessageFlags(), To());
        EXPECT_EQ(m_hosts.Manager()->GetInfo(fresh).value.counters.packetsIn, 1U);
        TwoHosts::Do(Seconds(1), [fresh] { EXPECT_EQ(fresh->GetSendBuffer().Used(), 0U); });
    });
    TwoHosts::Run();
}

TEST_P(ClassifierOnAHost, LetsTheApplicationsFilterOverrule)
{
    const Ptr<QSocket> video = m_hosts.Udp(m_attributes);
    const Ptr<QSocket> urgent = m_hosts.Udp(m_attributes);
    constexpr StreamId VIDEO = 1;
    constexpr StreamId URGENT = 2;
    constexpr uint8_t KEY_FRAME = 7;
    int unflagged = 0;
    const auto filter = [&](const SocketClassifier::PacketView& view) -> Ptr<QSocket> {
        unflagged += view.flags ? 0 : 1;
        EXPECT_TRUE(view.item);
        return view.flags && view.flags->kind == KEY_FRAME ? urgent : nullptr;
    };
    ASSERT_TRUE(m_hosts.Manager()->SetFilter("eth0", filter));
    const auto send = [&] {
        MessageFlags flags;
        video->SendTo(Create<Packet>(100), flags, To());
        flags.kind = KEY_FRAME;
        video->SendTo(Create<Packet>(4000), flags, To());
        video->GetSocket()->SendTo(Create<Packet>(100), 0, To());
    };
    TwoHosts::Do(m_start, send);
    TwoHosts::Do(m_start + Seconds(1), [&] {
        EXPECT_EQ(SpyScheduler::LogOf(VIDEO).size(), 2U);
        EXPECT_EQ(SpyScheduler::LogOf(URGENT).size(), 3U) << "all fragments of the key frame";
        EXPECT_GE(unflagged, 1);
        EXPECT_TRUE(m_hosts.Manager()->SetFilter("eth0", nullptr));
        send();
    });
    TwoHosts::Run();
    EXPECT_EQ(SpyScheduler::LogOf(VIDEO).size(), 2U + 5U);
    EXPECT_EQ(SpyScheduler::LogOf(URGENT).size(), 3U);
}

/** Sockets number their messages each from 1: in one stream they must not be taken for the same. */
TEST_P(ClassifierOnAHost, KeepsMessagesOfSocketsApartThatAFilterMerges)
{
    const std::vector<Ptr<QSocket>> sockets{m_hosts.Udp(m_attributes),
                                            m_hosts.Udp(m_attributes),
                                            m_hosts.Udp(m_attributes)};
    ASSERT_TRUE(
        m_hosts.Manager()->SetFilter("eth0", [&sockets](const SocketClassifier::PacketView& view) {
            return view.flags ? sockets.front() : nullptr;
        }));
    TwoHosts::Do(m_start, [&] {
        for (const Ptr<QSocket>& socket : sockets)
        {
            socket->SendTo(Create<Packet>(4000), MessageFlags(), To());
        }
    });
    TwoHosts::Run();
    std::map<uint64_t, uint32_t> fragments;
    for (const PacketArrival& arrival : SpyScheduler::LogOf(STREAM))
    {
        ++fragments[arrival.message];
    }
    EXPECT_EQ(fragments.size(), 3U);
    EXPECT_EQ(fragments[1], 3U) << "the stream's own message keeps its number";
    for (const auto& [message, count] : fragments)
    {
        EXPECT_EQ(count, 3U) << "message " << message;
    }
}

/** An answer that names a socket of elsewhere means "as usual". */
TEST_P(ClassifierOnAHost, IgnoresAFilterThatNamesASocketWithoutAStreamHere)
{
    const Ptr<QSocket> attached = m_hosts.Udp(m_attributes);
    const Ptr<QSocket> plain = m_hosts.Udp();
    ASSERT_TRUE(m_hosts.Manager()->SetFilter(
        "eth0",
        [plain](const SocketClassifier::PacketView& /* view */) { return plain; }));
    TwoHosts::Do(m_start, [&] { attached->SendTo(Create<Packet>(100), MessageFlags(), To()); });
    TwoHosts::Run();
    EXPECT_EQ(SpyScheduler::LogOf(STREAM).size(), 1U);
}

/** An echo sends on what it received, the sender's tag still on it. */
TEST_P(ClassifierOnAHost, ReplacesTheTagOfAReceivedPacket)
{
    const Ptr<QSocket> socket = m_hosts.Udp(m_attributes);
    Ptr<Packet> foreign = Create<Packet>(100);
    MessageTag tag;
    tag.content.node = 77;
    foreign->AddPacketTag(tag);
    TwoHosts::Do(m_start, [&] { socket->SendTo(foreign, MessageFlags(), To()); });
    TwoHosts::Run();
    EXPECT_EQ(SpyScheduler::LogOf(STREAM).size(), 1U);
    int tags = 0;
    PacketTagIterator all = foreign->GetPacketTagIterator();
    while (all.HasNext())
    {
        tags += all.Next().GetTypeId() == MessageTag::GetTypeId() ? 1 : 0;
    }
    EXPECT_EQ(tags, 1);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/**
 * A router with QSockets of its own must not take the sender's socket for one of its own:
 *
 *     sender (eth0) ---- (eth0) router (eth1) ---- receiver
 */
TEST(ClassifierOnARouter, IgnoresTagsOfOtherNodes)
{
    SpyScheduler::Register();
    NodeContainer nodes(3);
    InternetStackHelper().Install(nodes);
    PointToPointHelper link;
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    addresses.Assign(link.Install(nodes.Get(0), nodes.Get(1)));
    addresses.NewNetwork();
    const Ipv4Address receiver =
        addresses.Assign(link.Install(nodes.Get(1), nodes.Get(2))).GetAddress(1);
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    const auto attributes = std::make_shared<SpyAttributes>();
    const auto open = [&](uint32_t node, const std::string& device) {
        const Ptr<QSocketManager> manager = QSocketManager::Of(nodes.Get(node));
        EXPECT_TRUE(manager->Init(device, "spy"));
        return manager->CreateQSocket(UdpSocketFactory::GetTypeId(), {device, "spy", attributes})
            .value;
    };
    // both are the first socket of their host, so that their keys and ports are the same
    const Ptr<QSocket> senders = open(0, "eth0");
    const Ptr<QSocket> routers = open(1, "eth1");
    routers->GetSocket()->Bind();
    std::size_t atSender = 0;
    TwoHosts::Do(Seconds(1), [&] {
        senders->SendTo(Create<Packet>(4000), MessageFlags(), InetSocketAddress(receiver, PORT));
        senders->GetSocket()->SendTo(Create<Packet>(100), 0, InetSocketAddress(receiver, PORT));
        atSender = SpyScheduler::LogOf(1).size();
    });
    TwoHosts::Run(Seconds(3));
    EXPECT_EQ(atSender, 4U);
    EXPECT_EQ(SpyScheduler::LogOf(1).size(), 4U) << "none more at the router";
    EXPECT_EQ(SpyScheduler::LogOf(BEST_EFFORT).size(), 4U);
    EXPECT_EQ(routers->GetSendBuffer().Used(), 0U);
    Simulator::Destroy();
}

/** The classifier under ns-3's own PrioQueueDisc: sockets go to bands. */
TEST(SocketPacketFilter, ChoosesTheBandOfAPrioQueueDisc)
{
    TwoHosts hosts;
    hosts.ReceiveUdp(PORT);
    TrafficControlHelper control;
    control.Uninstall(hosts.Device());
    const uint16_t handle =
        control.SetRootQueueDisc("ns3::PrioQueueDisc",
                                 "Priomap",
                                 StringValue("2 2 2 2 2 2 2 2 2 2 2 2 2 2 2 2"));
    const TrafficControlHelper::ClassIdList classes =
        control.AddQueueDiscClasses(handle, 3, "ns3::QueueDiscClass");
    control.AddChildQueueDiscs(handle, classes, "ns3::FifoQueueDisc");
    const Ptr<QueueDisc> prio = control.Install(hosts.Device()).Get(0);
    const auto classifier = std::make_shared<SocketClassifier>(hosts.Server());
    const auto filter = CreateObject<SocketPacketFilter>();
    filter->SetClassifier(classifier);
    prio->AddPacketFilter(filter);

    SocketKeys keys;
    std::vector<Ptr<Socket>> sockets;
    for (int i = 0; i < 3; ++i)
    {
        sockets.push_back(Socket::CreateSocket(hosts.Server(), UdpSocketFactory::GetTypeId()));
        sockets.back()->Bind();
    }
    classifier->Bind(keys.Take(), 1, sockets[0]);
    classifier->Bind(keys.Take(), 2, sockets[1]);
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 3; ++i)
        {
            for (int packet = 0; packet < 10 * (i + 1); ++packet)
            {
                sockets[static_cast<std::size_t>(i)]->SendTo(Create<Packet>(100),
                                                             0,
                                                             hosts.ClientAt(PORT));
            }
        }
    });
    TwoHosts::Run();
    const auto band = [&](std::size_t i) {
        return prio->GetQueueDiscClass(i)->GetQueueDisc()->GetStats().nTotalReceivedPackets;
    };
    EXPECT_EQ(band(0), 10U);
    EXPECT_EQ(band(1), 20U);
    EXPECT_GE(band(2), 30U) << "what no socket was bound for goes by the disc's own map";
}

} // namespace
} // namespace qos
} // namespace ns3
