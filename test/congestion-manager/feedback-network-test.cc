/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-network.h"

#include "ns3/cm-feedback-header.h"
#include "ns3/feedback-sender.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <random>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;

/** A stock socket of the server with its end of the feedback protocol. */
class StampedSocket
{
  public:
    /**
     * @param network whose server it belongs to
     * @param delay how long the receiver may wait
     * @param isIpv6 which version
     */
    explicit StampedSocket(const CmUdpNetwork& network, Time delay = Time(0), bool isIpv6 = false)
        : m_sender(std::make_unique<FeedbackSender>(delay)),
          m_socket(Socket::CreateSocket(network.Server(), UdpSocketFactory::GetTypeId()))
    {
        m_sender->AssignStreams(1);
        m_sender->SetTimeoutCallback(MakeCallback(&StampedSocket::Note, this));
        m_socket->Connect(network.At(1, 9, isIpv6));
        m_socket->SetRecvCallback(MakeCallback(&StampedSocket::Read, this));
    }

    /** @param payload is sent */
    void Send(const Ptr<Packet>& payload)
    {
        m_socket->Send(m_sender->Stamp(payload));
    }

    /** @param bytes are sent */
    void Send(uint32_t bytes)
    {
        Send(Create<Packet>(bytes));
    }

    /** @return what the Congestion Manager would be told */
    const std::vector<CmFeedback>& Feedback() const
    {
        return m_feedback;
    }

    /** @return when */
    const std::vector<Time>& Times() const
    {
        return m_times;
    }

    const Ptr<Socket>& GetSocket() const
    {
        return m_socket;
    }

    std::unique_ptr<FeedbackSender>& Sender()
    {
        return m_sender;
    }

  private:
    void Read(Ptr<Socket> socket)
    {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            if (const auto feedback = m_sender->Receive(packet))
            {
                Note(*feedback);
            }
        }
    }

    void Note(const CmFeedback& feedback)
    {
        m_feedback.push_back(feedback);
        m_times.push_back(Simulator::Now());
    }

    std::unique_ptr<FeedbackSender> m_sender;
    Ptr<Socket> m_socket;
    std::vector<CmFeedback> m_feedback;
    std::vector<Time> m_times;
};

/** A client that acknowledges what the server sends. */
class FeedbackNetworkTest : public testing::Test
{
  protected:
    CmUdpNetwork m_network;
};

TEST_F(FeedbackNetworkTest, ReceiverDoesNotWaitForMoreDatagramsThanAReportCanBeAbout)
{
    const auto receiver = CreateObject<FeedbackReceiver>();
    EXPECT_TRUE(receiver->SetAttributeFailSafe("Packets", UintegerValue(LARGEST_FEEDBACK_RANGE)));
    EXPECT_FALSE(
        receiver->SetAttributeFailSafe("Packets", UintegerValue(LARGEST_FEEDBACK_RANGE + 1)));
}

TEST_F(FeedbackNetworkTest, PayloadArrivesWithoutItsStampAndIsReportedOn)
{
    m_network.AddReceiver();
    StampedSocket socket(m_network);
    const std::vector<uint8_t> text{'h', 'e', 'l', 'l', 'o'};
    CmUdpNetwork::Do(MilliSeconds(5), [&] {
        socket.Send(Create<Packet>(text.data(), static_cast<uint32_t>(text.size())));
    });
    CmUdpNetwork::Run(Seconds(1));
    ASSERT_EQ(m_network.Datagrams().size(), 1U);
    const ReceivedDatagram& datagram = m_network.Datagrams()[0];
    std::vector<uint8_t> bytes(text.size());
    EXPECT_EQ(datagram.packet->GetSize(), text.size());
    datagram.packet->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    EXPECT_EQ(bytes, text);
    EXPECT_EQ(datagram.header.sequence, 0U);
    EXPECT_EQ(datagram.header.timestamp, Nanoseconds{5ms});

    ASSERT_EQ(socket.Feedback().size(), 1U);
    EXPECT_EQ(socket.Feedback()[0].sent, text.size() + FeedbackSender::OVERHEAD);
    EXPECT_EQ(socket.Feedback()[0].received, text.size() + FeedbackSender::OVERHEAD);
    EXPECT_GT(socket.Feedback()[0].rtt, Nanoseconds{60ms});
    EXPECT_LT(socket.Feedback()[0].rtt, Nanoseconds{61ms});
}

TEST_F(FeedbackNetworkTest, ReceiverTellsManySendersApart)
{
    const auto receiver = m_network.AddReceiver();
    std::vector<std::unique_ptr<StampedSocket>> sockets;
    for (uint32_t i = 0; i < 5; ++i)
    {
        sockets.push_back(std::make_unique<StampedSocket>(m_network));
    }
    for (uint64_t round = 0; round < 4; ++round)
    {
        for (uint32_t i = 0; i < 5; ++i)
        {
            CmUdpNetwork::Do(MilliSeconds(100 * round),
                             [&sockets, i] { sockets[i]->Send(100 * (i + 1)); });
        }
    }
    CmUdpNetwork::Run(Seconds(1));
    for (uint32_t i = 0; i < 5; ++i)
    {
        const SentWindowCounters& counters = sockets[i]->Sender()->GetWindow().Counters();
        EXPECT_EQ(counters.received, 4U);
        EXPECT_EQ(counters.receivedBytes, 4 * (100 * (i + 1) + FeedbackSender::OVERHEAD));
    }
    EXPECT_EQ(receiver->GetCounters().counted, 20U);
    EXPECT_EQ(receiver->GetCounters().reports, 20U);
}

TEST_F(FeedbackNetworkTest, ReportsComeAfterSoManyDatagramsOrSoMuchTime)
{
    const auto receiver = m_network.AddReceiver();
    receiver->SetAttribute("Packets", UintegerValue(3));
    receiver->SetAttribute("Delay", TimeValue(Seconds(2)));
    StampedSocket socket(m_network, Seconds(2));
    for (uint64_t i = 0; i < 4; ++i)
    {
        CmUdpNetwork::Do(MilliSeconds(100 * i), [&] { socket.Send(100); });
    }
    CmUdpNetwork::Run(Seconds(10));
    ASSERT_EQ(socket.Feedback().size(), 2U);
    EXPECT_EQ(socket.Feedback()[0].received, 3 * 124U);
    EXPECT_NEAR(socket.Times()[0].GetSeconds(), 0.26, 0.001) << "sent at 0.2 s, a round trip";
    EXPECT_EQ(socket.Feedback()[1].received, 124U);
    EXPECT_NEAR(socket.Times()[1].GetSeconds(), 2.36, 0.001) << "sent at 0.3 s, held for 2 s";
    EXPECT_LT(socket.Feedback()[1].rtt, Nanoseconds{61ms}) << "the delay does not count";
    EXPECT_EQ(socket.Sender()->GetWindow().Counters().timeouts, 0U);
}

TEST_F(FeedbackNetworkTest, EcnMarksAreSeenWithBothVersionsOfIp)
{
    for (const bool isIpv6 : {false, true})
    {
        m_network.AddReceiver(9, isIpv6);
    }
    CmUdpNetwork::Run(Seconds(1));
    for (const bool isIpv6 : {false, true})
    {
        SCOPED_TRACE(isIpv6);
        constexpr uint8_t CONGESTION_EXPERIENCED = 3;
        constexpr uint8_t ECN_CAPABLE = 2;
        StampedSocket socket(m_network, Time(0), isIpv6);
        for (const uint8_t codepoint : {ECN_CAPABLE, CONGESTION_EXPERIENCED, ECN_CAPABLE})
        {
            socket.GetSocket()->SetIpTos(codepoint);
            socket.GetSocket()->SetIpv6Tclass(codepoint);
            socket.Send(100);
            CmUdpNetwork::Run(Simulator::Now() + MilliSeconds(100));
        }
        ASSERT_EQ(socket.Feedback().size(), 3U);
        EXPECT_FALSE(socket.Feedback()[0].lossMode & CM_EXPLICIT_CONGESTION);
        EXPECT_TRUE(socket.Feedback()[1].lossMode & CM_EXPLICIT_CONGESTION);
        EXPECT_FALSE(socket.Feedback()[2].lossMode & CM_EXPLICIT_CONGESTION);
    }
    for (const ReceivedDatagram& datagram : m_network.Datagrams())
    {
        SocketIpTosTag tos;
        SocketIpv6TclassTag tclass;
        EXPECT_FALSE(datagram.packet->PeekPacketTag(tos));
        EXPECT_FALSE(datagram.packet->PeekPacketTag(tclass));
    }
}

TEST_F(FeedbackNetworkTest, WithoutAReceiverEverythingIsGivenUpAfterASecond)
{
    StampedSocket socket(m_network);
    socket.Send(100);
    CmUdpNetwork::Do(MilliSeconds(500), [&] { socket.Send(100); });
    CmUdpNetwork::Run(Seconds(30));
    ASSERT_EQ(socket.Feedback().size(), 1U);
    EXPECT_EQ(socket.Feedback()[0].lossMode, CM_NO_FEEDBACK);
    EXPECT_EQ(socket.Feedback()[0].sent, 2 * 124U);
    EXPECT_EQ(socket.Times()[0], Seconds(1));
    EXPECT_EQ(socket.Sender()->GetWindow().Outstanding(), 0U);
}

TEST_F(FeedbackNetworkTest, SenderThatHasStoppedOrGoneTellsOfNoTimeout)
{
    StampedSocket stopped(m_network);
    StampedSocket gone(m_network);
    stopped.Send(100);
    gone.Send(100);
    stopped.Sender()->Stop();
    gone.Sender().reset();
    CmUdpNetwork::Run(Seconds(10));
    EXPECT_TRUE(stopped.Feedback().empty());
    EXPECT_TRUE(gone.Feedback().empty());
}

TEST_F(FeedbackNetworkTest, TimeoutIsInTimeAlsoWhenTheOneBeforeWasLong)
{
    StampedSocket socket(m_network);
    // nobody answers: 1, 2, 4 s
    for (const double at : {0.0, 1.5, 4.0})
    {
        CmUdpNetwork::Do(Seconds(at), [&] { socket.Send(100); });
    }
    CmUdpNetwork::Do(Seconds(9), [&] { m_network.AddReceiver(); });
    CmUdpNetwork::Do(Seconds(10), [&] { socket.Send(100); }); // answered; its timer: 18 s
    CmUdpNetwork::Do(Seconds(11), [&] {
        m_network.Lose(1, 1, 5);
        socket.Send(100);
    });
    CmUdpNetwork::Run(Seconds(30));
    std::vector<double> timeouts;
    for (std::size_t i = 0; i < socket.Feedback().size(); ++i)
    {
        if (socket.Feedback()[i].lossMode & CM_NO_FEEDBACK)
        {
            timeouts.push_back(socket.Times()[i].GetSeconds());
        }
    }
    EXPECT_THAT(timeouts, ElementsAre(1.0, 3.5, 8.0, 12.0));
}

TEST_F(FeedbackNetworkTest, FullTableForgetsWhoWasSilentForLongest)
{
    const auto receiver = m_network.AddReceiver();
    receiver->SetAttribute("LargestTable", UintegerValue(2));
    StampedSocket first(m_network);
    StampedSocket second(m_network);
    StampedSocket third(m_network);
    StampedSocket* const order[] = {&first, &second, &first, &third, &first, &second};
    for (std::size_t i = 0; i < 6; ++i)
    {
        CmUdpNetwork::Do(MilliSeconds(100 * static_cast<int64_t>(i)),
                         [socket = order[i]] { socket->Send(100); });
    }
    CmUdpNetwork::Run(Seconds(1));
    EXPECT_EQ(receiver->GetCounters().forgotten, 2U) << "the second for the third, and that again";
    EXPECT_EQ(first.Sender()->GetWindow().Counters().received, 3U);
    EXPECT_EQ(second.Sender()->GetWindow().Counters().received, 2U);
    EXPECT_EQ(third.Sender()->GetWindow().Counters().received, 1U);
}

TEST_F(FeedbackNetworkTest, GarbageIsCountedAndChangesNothing)
{
    constexpr uint32_t SEED = 20002;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto receiver = m_network.AddReceiver();
    StampedSocket socket(m_network);
    socket.Send(100);
    Address local;
    socket.GetSocket()->GetSockName(local);
    const uint16_t port = InetSocketAddress::ConvertFrom(local).GetPort();
    const auto vandal = Socket::CreateSocket(m_network.Server(), UdpSocketFactory::GetTypeId());
    const auto client = m_network.AddStockSocket(1, 10);
    constexpr uint32_t ROUNDS = 500;
    for (uint32_t i = 0; i < ROUNDS; ++i)
    {
        std::vector<uint8_t> bytes(random() % 100);
        std::generate(bytes.begin(), bytes.end(), [&] { return random(); });
        const auto packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
        CmUdpNetwork::Do(MilliSeconds(i), [&, packet] {
            vandal->SendTo(packet->Copy(), 0, m_network.At(1, 9));
            client->SendTo(packet->Copy(), 0, m_network.At(0, port));
        });
    }
    CmUdpNetwork::Run(Seconds(2));
    EXPECT_EQ(receiver->GetCounters().unstamped, ROUNDS);
    EXPECT_EQ(receiver->GetCounters().counted, 1U);
    EXPECT_EQ(socket.Sender()->GetMalformed(), ROUNDS);
    EXPECT_EQ(socket.Sender()->GetWindow().Counters().received, 1U);
}

TEST_F(FeedbackNetworkTest, ReceiverThatStopsReportsNoMore)
{
    const auto receiver = m_network.AddReceiver();
    receiver->SetAttribute("Packets", UintegerValue(100));
    receiver->SetAttribute("Delay", TimeValue(Seconds(1)));
    receiver->SetStopTime(MilliSeconds(500));
    StampedSocket socket(m_network, Seconds(1));
    socket.Send(100);
    CmUdpNetwork::Run(Seconds(10));
    ASSERT_EQ(socket.Feedback().size(), 1U);
    EXPECT_EQ(socket.Feedback()[0].lossMode, CM_NO_FEEDBACK);
}

} // namespace
} // namespace qos
} // namespace ns3
