/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include "ns3/simple-net-device-helper.h"
#include "ns3/traffic-control-helper.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint32_t UDP_HEADER = 8;
constexpr uint16_t PORT = 9;

TEST(SendBuffer, HasRoomUpToItsLimit)
{
    SendBuffer buffer(100);
    EXPECT_TRUE(buffer.HasRoomFor(100));
    buffer.Charge(60);
    EXPECT_TRUE(buffer.HasRoomFor(40));
    EXPECT_FALSE(buffer.HasRoomFor(41));
    buffer.Release(20);
    EXPECT_EQ(buffer.Used(), 40U);
    EXPECT_TRUE(buffer.HasRoomFor(60));
}

TEST(SendBuffer, TakesAnythingWhenItIsEmptyOrUnlimited)
{
    SendBuffer buffer(100);
    EXPECT_TRUE(buffer.HasRoomFor(1000));
    buffer.Charge(1000);
    EXPECT_FALSE(buffer.HasRoomFor(0));
    buffer.SetLimit(0);
    EXPECT_TRUE(buffer.HasRoomFor(std::numeric_limits<uint32_t>::max()));
}

TEST(SendBuffer, NeverGoesBelowZero)
{
    SendBuffer buffer(100);
    buffer.Charge(10);
    buffer.Release(1000);
    EXPECT_EQ(buffer.Used(), 0U);
}

/** IPv4 and IPv6. */
class SendBufferOnAHost : public testing::TestWithParam<bool>
{
  protected:
    /** Send datagrams of a size at one instant and say how many bytes are charged then. */
    uint32_t SendAt(Time when, Ptr<QSocket> socket, const Address& to, uint32_t bytes, int count)
    {
        m_charged = 0;
        TwoHosts::Do(when, [=] {
            for (int i = 0; i < count; ++i)
            {
                m_results.push_back(socket->SendTo(Create<Packet>(bytes), MessageFlags(), to));
            }
            m_charged = socket->GetSendBuffer().Used();
        });
        return 0;
    }

    TwoHosts m_hosts;
    std::vector<int> m_results;
    uint32_t m_charged = 0;
};

INSTANTIATE_TEST_SUITE_P(Versions,
                         SendBufferOnAHost,
                         testing::Bool(),
                         [](const testing::TestParamInfo<bool>& made) {
                             return made.param ? "Ipv6" : "Ipv4";
                         });

TEST_P(SendBufferOnAHost, IsFreeWhenAllHasLeft)
{
    m_hosts.Init();
    const auto received = m_hosts.ReceiveUdp(PORT, GetParam());
    for (const uint32_t bytes : {0U, 1U, 1000U, 1452U, 1472U, 1473U, 8000U, 45920U, 65000U})
    {
        const Ptr<QSocket> socket = m_hosts.Udp(TwoHosts::Lossless());
        socket->SetSendBuffer(0);
        SendAt(Seconds(3), socket, m_hosts.ClientAt(PORT, GetParam()), bytes, 3);
        TwoHosts::Do(Seconds(4),
                     [=] { EXPECT_EQ(socket->GetSendBuffer().Used(), 0U) << bytes << " bytes"; });
        TwoHosts::Do(Seconds(3) + MicroSeconds(1), [=] {
            EXPECT_LE(socket->GetSendBuffer().Used(), 3 * (bytes + UDP_HEADER));
            EXPECT_TRUE(socket->GetSendBuffer().Used() > 0) << bytes << " bytes";
        });
    }
    TwoHosts::Run();
    EXPECT_EQ(received->messages, 3U * 8) << "all but the empty ones, which the receiver skips";
}

/** The charge goes as the packets go: a fragment's payload at the end of its transmission. */
TEST_P(SendBufferOnAHost, IsFreedFragmentByFragment)
{
    constexpr uint32_t BYTES = 14000;
    m_hosts.Init();
    m_hosts.ReceiveUdp(PORT, GetParam());
    const Ptr<QSocket> socket = m_hosts.Udp(TwoHosts::Lossless());
    SendAt(Seconds(3), socket, m_hosts.ClientAt(PORT, GetParam()), BYTES, 1);
    uint32_t last = BYTES + UDP_HEADER;
    int steps = 0;
    for (int tick = 1; tick < 200; ++tick)
    {
        TwoHosts::Do(Seconds(3) + MicroSeconds(100) * tick, [&, socket] {
            const uint32_t used = socket->GetSendBuffer().Used();
            EXPECT_LE(used, last);
            EXPECT_LE(last - used, 1500U) << "at most one packet at a time";
            steps += used < last ? 1 : 0;
            last = used;
        });
    }
    TwoHosts::Run();
    EXPECT_EQ(last, 0U);
    EXPECT_EQ(steps, 10) << "10 fragments";
}

TEST_P(SendBufferOnAHost, IsFreeAfterDropsInTheQueueDisc)
{
    constexpr int MESSAGES = 200;
    QSockInitSettings settings;
    settings.limits.bestEffortPackets = 10;
    settings.limits.streamPackets = 10;
    m_hosts.Init("dwcs", settings);
    m_hosts.ReceiveUdp(PORT, GetParam());
    const Ptr<QSocket> plain = m_hosts.Udp();
    const Ptr<QSocket> attached = m_hosts.Udp(TwoHosts::Lossless());
    for (const Ptr<QSocket>& socket : {plain, attached})
    {
        socket->SetSendBuffer(0);
        SendAt(Seconds(3), socket, m_hosts.ClientAt(PORT, GetParam()), 4000, MESSAGES);
    }
    TwoHosts::Run();
    EXPECT_GT(m_hosts.RootDisc()->GetStats().nTotalDroppedPackets, 2U * MESSAGES);
    EXPECT_EQ(plain->GetSendBuffer().Used(), 0U);
    EXPECT_EQ(attached->GetSendBuffer().Used(), 0U);
}

TEST_P(SendBufferOnAHost, IsFreeAfterLateMessagesWereDropped)
{
    m_hosts.Init();
    m_hosts.ReceiveUdp(PORT, GetParam());
    const Ptr<QSocket> socket = m_hosts.Udp(TwoHosts::Lossy(std::chrono::milliseconds(2)));
    socket->SetSendBuffer(0);
    SendAt(Seconds(3), socket, m_hosts.ClientAt(PORT, GetParam()), 14000, 30);
    TwoHosts::Run();
    EXPECT_GT(m_hosts.RootDisc()->GetStats().GetNDroppedPackets("Deadline missed"), 0U);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** Without a root queue disc packets go to the device, or are dropped by traffic control. */
TEST_P(SendBufferOnAHost, IsFreeWithoutAQueueDisc)
{
    TrafficControlHelper().Uninstall(m_hosts.Device());
    m_hosts.ReceiveUdp(PORT, GetParam());
    const Ptr<QSocket> socket = m_hosts.Udp();
    socket->SetSendBuffer(0);
    int dropped = 0;
    m_hosts.Server()->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext(
        "TcDrop",
        MakeBoundCallback(
            +[](int* count, Ptr<const Packet> /* packet */) { ++*count; },
            &dropped));
    SendAt(Seconds(3), socket, m_hosts.ClientAt(PORT, GetParam()), 8000, 3);
    TwoHosts::Run();
    EXPECT_GT(dropped, 0);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

TEST_P(SendBufferOnAHost, IsFreeWhenTheDeviceIsDown)
{
    m_hosts.Init();
    const Ptr<QSocket> socket = m_hosts.Udp(TwoHosts::Lossless());
    TwoHosts::Do(Seconds(2), [this] {
        const Ptr<Ipv4> ipv4 = m_hosts.Server()->GetObject<Ipv4>();
        ipv4->SetDown(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_hosts.Device())));
        const Ptr<Ipv6> ipv6 = m_hosts.Server()->GetObject<Ipv6>();
        ipv6->SetDown(static_cast<uint32_t>(ipv6->GetInterfaceForDevice(m_hosts.Device())));
    });
    SendAt(Seconds(3), socket, m_hosts.ClientAt(PORT, GetParam()), 8000, 3);
    TwoHosts::Run();
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

TEST_P(SendBufferOnAHost, IsFreeWithoutARoute)
{
    m_hosts.Init();
    const Ptr<QSocket> socket = m_hosts.Udp(TwoHosts::Lossless());
    const Address nowhere = GetParam()
                                ? Address(Inet6SocketAddress(Ipv6Address("2001:dead::1"), PORT))
                                : Address(InetSocketAddress(Ipv4Address("99.9.9.9"), PORT));
    SendAt(Seconds(3), socket, nowhere, 1000, 3);
    TwoHosts::Run();
    EXPECT_EQ(m_results, std::vector<int>(3, -1));
    EXPECT_EQ(socket->GetStatus().error, EHOSTUNREACH);
    EXPECT_EQ(socket->GetStatus().message, "there is no route to the receiver");
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** The host itself is no device: nothing is transmitted, and yet the bytes leave the socket. */
TEST_P(SendBufferOnAHost, IsFreeAfterMessagesToTheOwnHost)
{
    m_hosts.Init();
    const auto received = m_hosts.ReceiveUdp(PORT, GetParam(), m_hosts.Server());
    const Address loopback = GetParam()
                                 ? Address(Inet6SocketAddress(Ipv6Address::GetLoopback(), PORT))
                                 : Address(InetSocketAddress(Ipv4Address::GetLoopback(), PORT));
    std::vector<Ptr<QSocket>> sockets;
    for (const Address& to : {loopback, m_hosts.ServerAt(PORT, GetParam())})
    {
        for (const uint32_t bytes : {100U, 8000U})
        {
            sockets.push_back(m_hosts.Udp(TwoHosts::Lossless()));
            SendAt(Seconds(3), sockets.back(), to, bytes, 4);
        }
    }
    TwoHosts::Run();
    for (const Ptr<QSocket>& socket : sockets)
    {
        EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
    }
    EXPECT_EQ(received->messages, 16U);
}

/** Also when nobody listens there. */
TEST_P(SendBufferOnAHost, IsFreeAfterMessagesToAClosedPortOfTheOwnHost)
{
    const Ptr<QSocket> socket = m_hosts.Udp();
    SendAt(Seconds(3), socket, m_hosts.ServerAt(PORT, GetParam()), 100, 4);
    TwoHosts::Run();
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** A neighbour that does not answer: what waits for its address is dropped in the end. */
TEST(SendBufferOnABroadcastLink, IsFreeAfterMessagesToASilentNeighbour)
{
    NodeContainer nodes(2);
    InternetStackHelper().Install(nodes);
    const NetDeviceContainer devices = SimpleNetDeviceHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    const auto made = QSocketManager::Of(nodes.Get(0))->OpenSocket(UdpSocketFactory::GetTypeId());
    const Ptr<QSocket> socket = made.value;
    for (const Time& when : {Seconds(1), Seconds(10), Seconds(200)})
    {
        TwoHosts::Do(when, [socket] {
            for (int i = 0; i < 5; ++i)
            {
                socket->SendTo(Create<Packet>(3000),
                               MessageFlags(),
                               InetSocketAddress(Ipv4Address("10.0.0.99"), PORT));
            }
        });
        TwoHosts::Do(when + Seconds(8),
                     [socket] { EXPECT_EQ(socket->GetSendBuffer().Used(), 0U); });
    }
    TwoHosts::Run(Seconds(300));
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
    Simulator::Destroy();
}

TEST(SendBufferOnABroadcastLink, IsFreeAfterTransmission)
{
    NodeContainer nodes(2);
    InternetStackHelper().Install(nodes);
    const NetDeviceContainer devices = SimpleNetDeviceHelper().Install(nodes);
    Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
    const auto made = QSocketManager::Of(nodes.Get(0))->OpenSocket(UdpSocketFactory::GetTypeId());
    const Ptr<QSocket> socket = made.value;
    for (const uint32_t bytes : {10U, 1000U, 20000U})
    {
        TwoHosts::Do(Seconds(1 + bytes % 7), [socket, bytes] {
            socket->SendTo(Create<Packet>(bytes),
                           MessageFlags(),
                           InetSocketAddress(Ipv4Address("10.0.0.2"), PORT));
        });
    }
    TwoHosts::Run(Seconds(100));
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
    Simulator::Destroy();
}

/** A sender whose buffer takes two messages. */
class BlockingSender : public testing::Test
{
  protected:
    BlockingSender()
    {
        m_hosts.Init();
        m_received = m_hosts.ReceiveUdp(PORT);
        m_socket = m_hosts.Udp(TwoHosts::Lossless());
        m_socket->SetSendBuffer(2 * (BYTES + UDP_HEADER));
        m_socket->GetSocket()->Connect(m_hosts.ClientAt(PORT));
        m_socket->SetWritableCallback(MakeCallback(&BlockingSender::Writable, this));
    }

    void Writable(Ptr<QSocket> socket)
    {
        EXPECT_EQ(socket, m_socket);
        m_writable.push_back(Simulator::Now());
    }

    int Send(uint32_t bytes = BYTES)
    {
        return m_socket->Send(Create<Packet>(bytes));
    }

    static constexpr uint32_t BYTES = 8000;

    TwoHosts m_hosts;
    std::shared_ptr<Received> m_received;
    Ptr<QSocket> m_socket;
    std::vector<Time> m_writable;
};

TEST_F(BlockingSender, SleepsOnTheMessageThatDoesNotFit)
{
    TwoHosts::Do(Seconds(1), [this] {
        EXPECT_EQ(Send(), int{BYTES});
        EXPECT_EQ(Send(), int{BYTES});
        EXPECT_FALSE(m_socket->IsBlocked());
        EXPECT_EQ(Send(), int{BYTES}) << "taken, and the process sleeps";
        EXPECT_TRUE(m_socket->IsBlocked());
        EXPECT_EQ(m_socket->GetSendBuffer().Used(), 2 * (BYTES + UDP_HEADER));
        EXPECT_EQ(Send(), -1);
        EXPECT_EQ(m_socket->GetStatus().error, EALREADY);
        EXPECT_EQ(m_socket->GetStatus().message,
                  "the socket is blocked: an earlier message still waits for room in the send "
                  "buffer");
    });
    TwoHosts::Run();
    EXPECT_EQ(m_received->messages, 3U);
    ASSERT_EQ(m_writable.size(), 1U);
    // it wakes when the first message has left: 6 fragments at 10 Mb/s
    EXPECT_NEAR(m_writable[0].GetSeconds(), 1 + (BYTES + 8 + 6 * 22) * 8 / 10e6, 1e-6);
    EXPECT_FALSE(m_socket->IsBlocked());
    EXPECT_EQ(m_socket->GetSendBuffer().Used(), 0U);
}

TEST_F(BlockingSender, RefusesInsteadOfSleeping)
{
    m_socket->SetBlocking(false);
    TwoHosts::Do(Seconds(1), [this] {
        EXPECT_EQ(Send(), int{BYTES});
        EXPECT_EQ(Send(), int{BYTES});
        EXPECT_EQ(Send(), -1);
        EXPECT_EQ(m_socket->GetStatus().error, EAGAIN);
        EXPECT_EQ(m_socket->GetStatus().message, "the send buffer has no room for the message");
        EXPECT_EQ(m_socket->GetSendBuffer().Used(), 2 * (BYTES + UDP_HEADER));
    });
    TwoHosts::Run();
    EXPECT_EQ(m_received->messages, 2U);
    ASSERT_EQ(m_writable.size(), 1U) << "told when there is room for what was refused";
    EXPECT_NEAR(m_writable[0].GetSeconds(), 1 + (BYTES + 8 + 6 * 22) * 8 / 10e6, 1e-6);
}

/** Who never heard EAGAIN is not told that it can write. */
TEST_F(BlockingSender, IsLeftAloneWhileItDoesNotWait)
{
    TwoHosts::Do(Seconds(1), [this] { Send(); });
    TwoHosts::Run();
    EXPECT_TRUE(m_writable.empty());
}

TEST_F(BlockingSender, SendsAMessageLargerThanItsBufferWhenItIsEmpty)
{
    constexpr uint32_t LARGE = 60000;
    TwoHosts::Do(Seconds(1), [this] {
        EXPECT_EQ(Send(LARGE), int{LARGE});
        EXPECT_FALSE(m_socket->IsBlocked());
        EXPECT_EQ(Send(LARGE), int{LARGE});
        EXPECT_TRUE(m_socket->IsBlocked());
    });
    TwoHosts::Run();
    EXPECT_EQ(m_received->messages, 2U);
    EXPECT_EQ(m_writable.size(), 1U);
    EXPECT_EQ(m_socket->GetSendBuffer().Used(), 0U);
}

/** A process that always sends when it may: blocked for ever nowhere, and nothing is lost. */
TEST_F(BlockingSender, NeverStalls)
{
    constexpr int MESSAGES = 500;
    int sent = 0;
    const std::function<void()> fill = [&] {
        while (sent < MESSAGES && !m_socket->IsBlocked())
        {
            ASSERT_GT(Send(100 + static_cast<uint32_t>(sent * 37) % 20000), 0);
            ++sent;
        }
    };
    m_socket->SetWritableCallback(MakeBoundCallback(
        +[](const std::function<void()>* again, Ptr<QSocket> /* socket */) { (*again)(); },
        &fill));
    TwoHosts::Do(Seconds(1), fill);
    TwoHosts::Run(Seconds(30));
    EXPECT_EQ(sent, MESSAGES);
    EXPECT_EQ(m_received->messages, uint64_t{MESSAGES});
    EXPECT_EQ(m_socket->GetSendBuffer().Used(), 0U);
}

TEST_F(BlockingSender, RefusesWhatNoDatagramHolds)
{
    constexpr uint32_t LARGEST = 65507;
    TwoHosts::Do(Seconds(1), [this] {
        EXPECT_EQ(Send(LARGEST + 1), -1);
        EXPECT_EQ(m_socket->GetStatus().error, EMSGSIZE);
        EXPECT_EQ(m_socket->GetStatus().message,
                  "the message has 65508 bytes; a datagram carries at most 65507");
        EXPECT_EQ(m_socket->GetSendBuffer().Used(), 0U);
        EXPECT_EQ(Send(LARGEST), int{LARGEST});
    });
    TwoHosts::Run();
    EXPECT_EQ(m_received->messages, 1U);
}

/** TCP has a buffer of its own: what is larger than all of it can never be sent at once. */
TEST(StreamBuffer, RefusesWhatItCanNeverHold)
{
    constexpr uint32_t BUFFER = 20000;
    TwoHosts hosts;
    const auto received = hosts.ReceiveTcp(PORT);
    const Ptr<QSocket> socket = hosts.Tcp();
    socket->GetSocket()->SetAttribute("SndBufSize", UintegerValue(BUFFER));
    TwoHosts::Do(Seconds(1), [&] { socket->GetSocket()->Connect(hosts.ClientAt(PORT)); });
    TwoHosts::Do(Seconds(2), [&] {
        EXPECT_EQ(socket->Send(Create<Packet>(BUFFER + 1)), -1);
        EXPECT_EQ(socket->GetStatus().error, EMSGSIZE);
        EXPECT_EQ(socket->GetStatus().message,
                  "the message has 20001 bytes; the send buffer of the socket holds at most 20000");
        EXPECT_FALSE(socket->IsBlocked());
        EXPECT_EQ(socket->Send(Create<Packet>(BUFFER)), int{BUFFER});
        EXPECT_EQ(socket->Send(Create<Packet>(BUFFER)), int{BUFFER});
        EXPECT_TRUE(socket->IsBlocked());
    });
    TwoHosts::Run();
    EXPECT_EQ(received->bytes, 2U * BUFFER);
    EXPECT_FALSE(socket->IsBlocked());
}

} // namespace
} // namespace qos
} // namespace ns3
