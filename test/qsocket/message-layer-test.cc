/* SPDX-License-Identifier: GPL-2.0-only */

#include "two-hosts.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint16_t PORT = 9;

/**
 * The scheduler above the stack: messages wait there, whole.
 *
 *     sockets --> scheduler --> stack, FIFO, device (at most about two packets) --> client
 */
class MessagesAboveTheStack : public testing::Test
{
  protected:
    void Init(const std::string& scheduler, std::shared_ptr<const SchedulerOptions> options = {})
    {
        QSockInitSettings settings;
        settings.position = SchedulerPosition::AboveStack;
        settings.options = std::move(options);
        m_hosts.Init(scheduler, settings);
        m_received = m_hosts.ReceiveUdp(PORT);
    }

    static std::shared_ptr<EdfAttributes> Edf(bool lossy = true)
    {
        const auto attributes = std::make_shared<EdfAttributes>();
        attributes->lossy = lossy;
        return attributes;
    }

    /** Send and remember what became of it. */
    int Send(const Ptr<QSocket>& socket, uint32_t bytes, const MessageFlags& flags = MessageFlags())
    {
        return socket->SendTo(Create<Packet>(bytes), flags, m_hosts.ClientAt(PORT));
    }

    StreamCounters Counters(const Ptr<QSocket>& socket)
    {
        return m_hosts.Manager()->GetInfo(socket).value.counters;
    }

    TwoHosts m_hosts;
    std::shared_ptr<Received> m_received;
};

TEST_F(MessagesAboveTheStack, AreSeenWhole)
{
    SpyScheduler::Register();
    Init("spy");
    const Ptr<QSocket> socket = m_hosts.Udp(std::make_shared<SpyAttributes>());
    MessageFlags flags;
    flags.deadline = Seconds(9);
    flags.droppable = false;
    flags.kind = 5;
    flags.unit = 6;
    TwoHosts::Do(Seconds(1), [&] { Send(socket, 14000, flags); });
    TwoHosts::Run();
    ASSERT_EQ(SpyScheduler::Log().size(), 1U);
    const PacketArrival& arrival = SpyScheduler::Log().front();
    EXPECT_EQ(arrival.bytes, 14008U + 10 * 20) << "as on the link";
    EXPECT_EQ(arrival.messageBytes, arrival.bytes);
    EXPECT_EQ(arrival.message, 1U);
    EXPECT_EQ(arrival.deadline, Nanoseconds{9s});
    EXPECT_FALSE(arrival.droppable);
    EXPECT_EQ(arrival.kind, 5);
    EXPECT_EQ(arrival.unit, 6U);
    EXPECT_TRUE(arrival.lastOfMessage);
    EXPECT_EQ(m_received->messages, 1U);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** The more urgent of two waiting messages overtakes the other one. */
TEST_F(MessagesAboveTheStack, AreOrderedByTheSameDiscipline)
{
    Init("edf");
    const Ptr<QSocket> relaxed = m_hosts.Udp(Edf());
    const Ptr<QSocket> urgent = m_hosts.Udp(Edf());
    std::vector<uint64_t> ended;
    for (const Ptr<QSocket>& socket : {relaxed, urgent})
    {
        socket->SetReportCallback(MakeBoundCallback(
            +[](std::vector<uint64_t>* order, Ptr<QSocket> /* s */, const MessageReport& report) {
                order->push_back(report.kind);
            },
            &ended));
    }
    TwoHosts::Do(Seconds(1), [&] {
        MessageFlags flags;
        flags.deadline = Seconds(5);
        flags.kind = 1;
        Send(relaxed, 8000, flags); // goes down at once
        flags.kind = 2;
        Send(relaxed, 8000, flags);
        flags.deadline = Seconds(3);
        flags.kind = 3;
        Send(urgent, 8000, flags);
    });
    TwoHosts::Run();
    EXPECT_EQ(ended, (std::vector<uint64_t>{1, 3, 2}));
    EXPECT_EQ(m_received->messages, 3U);
}

/** Little waits below: the decision is made as late as possible, and yet the link is never idle. */
TEST_F(MessagesAboveTheStack, KeepTheDeviceBusyWithoutAGap)
{
    Init("fifo");
    const Ptr<QSocket> socket = m_hosts.Udp(std::make_shared<FifoAttributes>());
    constexpr int MESSAGES = 40;
    constexpr uint32_t BYTES = 1472;
    uint32_t mostBelow = 0;
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < MESSAGES; ++i)
        {
            Send(socket, BYTES);
        }
        mostBelow = m_hosts.RootDisc()->GetNPackets();
    });
    TwoHosts::Run();
    EXPECT_LE(mostBelow, 3U);
    ASSERT_EQ(m_received->messages, uint64_t{MESSAGES});
    for (std::size_t i = 1; i < m_received->times.size(); ++i)
    {
        EXPECT_NEAR((m_received->times[i] - m_received->times[i - 1]).GetSeconds(),
                    (BYTES + 30) * 8 / 10e6,
                    1e-8);
    }
}

TEST_F(MessagesAboveTheStack, FreeTheSendBufferWhenTheyAreDropped)
{
    Init("edf");
    const Ptr<QSocket> socket = m_hosts.Udp(Edf());
    socket->SetSendBuffer(50000);
    int writable = 0;
    socket->SetWritableCallback(MakeBoundCallback(
        +[](int* count, Ptr<QSocket> /* socket */) { ++*count; },
        &writable));
    TwoHosts::Do(Seconds(1), [&] {
        MessageFlags doomed;
        doomed.deadline = Seconds(1) + MilliSeconds(20);
        for (int i = 0; i < 6; ++i)
        {
            EXPECT_EQ(Send(socket, 8000, doomed), 8000);
        }
        EXPECT_EQ(socket->GetSendBuffer().Used(), 6U * 8008);
        EXPECT_EQ(Send(socket, 8000), 8000);
        EXPECT_TRUE(socket->IsBlocked());
    });
    TwoHosts::Run();
    EXPECT_FALSE(socket->IsBlocked());
    EXPECT_EQ(writable, 1);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
    const StreamCounters counters = Counters(socket);
    EXPECT_GT(counters.messagesDropped, 2U);
    EXPECT_EQ(m_received->messages + counters.messagesDropped, 7U);
}

TEST_F(MessagesAboveTheStack, FreeTheSendBufferWhenTheyAreRefused)
{
    QSockInitSettings settings;
    settings.position = SchedulerPosition::AboveStack;
    settings.limits.streamPackets = 3;
    m_hosts.Init("edf", settings);
    m_received = m_hosts.ReceiveUdp(PORT);
    const Ptr<QSocket> socket = m_hosts.Udp(Edf());
    socket->SetSendBuffer(0);
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 10; ++i)
        {
            Send(socket, 8000);
        }
    });
    TwoHosts::Run();
    EXPECT_EQ(Counters(socket).messagesDroppedBy[static_cast<std::size_t>(DropReason::QueueFull)],
              6U)
        << "one goes down, three wait";
    EXPECT_EQ(m_received->messages, 4U);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** Sockets come and go with messages in the stack and in the scheduler; the others go on. */
TEST(MessageLayer, GoesOnWhenAnotherSocketIsClosed)
{
    constexpr int SEND_TIMES = 15; // of one message are 7 ms
    for (int run = 0; run < 2 * SEND_TIMES; ++run)
    {
        const bool isDetached = run % 2 == 1;
        const Time when = MilliSeconds(run / 2);
        SCOPED_TRACE((isDetached ? "qdetach after ms " : "qclose after ms ") +
                     std::to_string(run / 2));
        TwoHosts hosts;
        QSockInitSettings settings;
        settings.position = SchedulerPosition::AboveStack;
        ASSERT_TRUE(hosts.Manager()->Init("eth0", "edf", settings));
        const auto received = hosts.ReceiveUdp(PORT);
        const Ptr<QSocket> closed = hosts.Udp(std::make_shared<EdfAttributes>());
        const Ptr<QSocket> other = hosts.Udp(std::make_shared<EdfAttributes>());
        other->SetSendBuffer(0);
        closed->SetSendBuffer(0);
        TwoHosts::Do(Seconds(1), [&] {
            for (int i = 0; i < 10; ++i)
            {
                for (const Ptr<QSocket>& socket : {closed, other})
                {
                    socket->SendTo(Create<Packet>(8000), MessageFlags(), hosts.ClientAt(PORT));
                }
            }
        });
        TwoHosts::Do(Seconds(1) + when, [&] {
            EXPECT_TRUE(isDetached ? hosts.Manager()->Detach(closed)
                                   : hosts.Manager()->Close(closed));
        });
        TwoHosts::Run();
        EXPECT_EQ(hosts.Manager()->GetInfo(other).value.counters.messagesOnTime, 10U);
        EXPECT_GE(received->messages, 10U);
        EXPECT_LE(received->messages, 14U);
        EXPECT_EQ(other->GetSendBuffer().Used(), 0U);
        if (isDetached)
        {
            EXPECT_EQ(closed->GetSendBuffer().Used(), 0U);
        }
    }
}

/** A message that the stack refuses must not be waited for. */
TEST_F(MessagesAboveTheStack, GoOnAfterOnesThatTheStackRefuses)
{
    Init("edf");
    const Ptr<QSocket> lost = m_hosts.Udp(Edf());
    const Ptr<QSocket> fine = m_hosts.Udp(Edf());
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 10; ++i)
        {
            lost->SendTo(Create<Packet>(5000),
                         MessageFlags(),
                         InetSocketAddress(Ipv4Address("99.9.9.9"), PORT));
            Send(fine, 5000);
        }
    });
    TwoHosts::Run();
    EXPECT_EQ(m_received->messages, 10U);
    EXPECT_EQ(lost->GetSendBuffer().Used(), 0U);
    EXPECT_EQ(fine->GetSendBuffer().Used(), 0U);
}

/** What goes to the host itself never reaches a device. */
TEST_F(MessagesAboveTheStack, GoOnAfterOnesToTheOwnHost)
{
    Init("edf");
    const auto local = m_hosts.ReceiveUdp(PORT, false, m_hosts.Server());
    const Ptr<QSocket> socket = m_hosts.Udp(Edf());
    socket->SetSendBuffer(0);
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 10; ++i)
        {
            socket->SendTo(Create<Packet>(5000), MessageFlags(), m_hosts.ServerAt(PORT));
            Send(socket, 5000);
        }
    });
    TwoHosts::Run();
    EXPECT_EQ(local->messages, 10U);
    EXPECT_EQ(m_received->messages, 10U);
    EXPECT_EQ(socket->GetSendBuffer().Used(), 0U);
}

/** Non-work-conserving: the layer wakes up by itself. */
TEST_F(MessagesAboveTheStack, WaitForTheirPeriod)
{
    const auto options = std::make_shared<DwcsOptions>();
    options->workConserving = false;
    Init("dwcs", options);
    const Ptr<QSocket> socket = m_hosts.Udp(TwoHosts::Lossless(10ms));
    TwoHosts::Do(Seconds(1), [&] {
        for (int i = 0; i < 5; ++i)
        {
            Send(socket, 1000);
        }
    });
    TwoHosts::Run();
    ASSERT_EQ(m_received->messages, 5U);
    for (std::size_t i = 1; i < 5; ++i)
    {
        EXPECT_NEAR((m_received->times[i] - m_received->times[i - 1]).GetSeconds(), 0.010, 1e-9);
    }
}

/** IPv6 messages are predicted with the size that they have on the link. */
TEST_F(MessagesAboveTheStack, HaveTheSizeOfTheirIpVersion)
{
    SpyScheduler::Register();
    Init("spy");
    const Ptr<QSocket> socket = m_hosts.Udp(std::make_shared<SpyAttributes>());
    TwoHosts::Do(Seconds(3), [&] {
        socket->SendTo(Create<Packet>(14000), MessageFlags(), m_hosts.ClientAt(PORT, true));
    });
    TwoHosts::Run();
    ASSERT_EQ(SpyScheduler::Log().size(), 1U);
    EXPECT_EQ(SpyScheduler::Log().front().bytes, 14008U + 10 * 48);
}

} // namespace
} // namespace qos
} // namespace ns3
