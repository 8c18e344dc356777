/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-network.h"

#include "ns3/cm-feedback-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv4-packet-info-tag.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/ns3-compat.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/udp-local-address.h"

#include <gmock/gmock.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr uint32_t BYTES = 1000;

/** Calls of an application, and its callbacks. */
class CmUdpSocketTest : public testing::Test
{
  protected:
    /**
     * Report that datagrams have arrived.
     * @param socket that sent them
     * @param bytes of them
     */
    void Acknowledge(const Ptr<CmUdpSocket>& socket, uint64_t bytes)
    {
        CmFeedback feedback;
        feedback.sent = bytes;
        feedback.received = bytes;
        feedback.rtt = std::chrono::milliseconds{60};
        EXPECT_EQ(m_network.Manager()->Update(socket->GetFlow(), feedback), CmStatus::Ok);
    }

    /** @return sizes of what the client got */
    std::vector<uint32_t> Sizes() const
    {
        std::vector<uint32_t> sizes;
        for (const ReceivedDatagram& datagram : m_network.Datagrams())
        {
            sizes.push_back(datagram.packet->GetSize());
        }
        return sizes;
    }

    CmUdpNetwork m_network;
};

TEST_F(CmUdpSocketTest, IsMadeByItsFactoryAndLeavesTheStockOneAlone)
{
    EXPECT_TRUE(DynamicCast<CmUdpSocket>(
        Socket::CreateSocket(m_network.Server(),
                             TypeId::LookupByName("ns3::qos::CmUdpSocketFactory"))));
    EXPECT_FALSE(DynamicCast<CmUdpSocket>(
        Socket::CreateSocket(m_network.Server(), UdpSocketFactory::GetTypeId())));
    EXPECT_FALSE(
        DynamicCast<CmUdpSocketFactory>(m_network.Server()->GetObject<UdpSocketFactory>()));
}

TEST_F(CmUdpSocketTest, HasAFlowFromItsConnectionOn)
{
    const auto socket = m_network.Open();
    EXPECT_EQ(socket->GetFlow(), CM_NONE);
    std::optional<CmFlowId> atConnection;
    socket->SetConnectCallback(
        Callback<void, Ptr<Socket>>([&](Ptr<Socket>) { atConnection = socket->GetFlow(); }),
        MakeNullCallback<void, Ptr<Socket>>());
    EXPECT_EQ(socket->Connect(m_network.At(1, 9)), 0);
    EXPECT_NE(socket->GetFlow(), CM_NONE);
    EXPECT_EQ(atConnection, socket->GetFlow());
    EXPECT_EQ(m_network.Manager()->Mtu(socket->GetFlow()), 1472U) << "1500 - 20 - 8";
    socket->Close();
}

TEST_F(CmUdpSocketTest, OneDatagramLeavesPerGrantAndOneGrantFitsAtFirst)
{
    m_network.AddStockSocket();
    const auto socket = m_network.Connect();
    for (uint32_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(socket->Send(Create<Packet>(BYTES - i)), static_cast<int>(BYTES - i));
    }
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_THAT(Sizes(), ElementsAre(BYTES));
    EXPECT_EQ(socket->GetWaiting(), 2U);
    EXPECT_EQ(m_network.Manager()->GetFlowState(socket->GetFlow())->outstanding, BYTES);

    Acknowledge(socket, BYTES);
    CmUdpNetwork::Run(MilliSeconds(400));
    EXPECT_THAT(Sizes(), ElementsAre(BYTES, BYTES - 1, BYTES - 2)) << "the window has opened";
    EXPECT_EQ(m_network.Monitor().Grants(), 3U);
    EXPECT_EQ(m_network.Monitor().Packets(), 3U);
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, NothingHappensWithinSend)
{
    const auto socket = m_network.Connect();
    bool isSending = false;
    bool wasCalled = false;
    socket->SetDataSentCallback(
        Callback<void, Ptr<Socket>, uint32_t>([&](Ptr<Socket>, uint32_t bytes) {
            EXPECT_FALSE(isSending);
            EXPECT_EQ(bytes, BYTES);
            wasCalled = true;
        }));
    isSending = true;
    socket->Send(Create<Packet>(BYTES));
    isSending = false;
    EXPECT_EQ(m_network.Monitor().Grants(), 0U);
    CmUdpNetwork::Run(Seconds(0));
    EXPECT_TRUE(wasCalled) << "at the same instant, but later";
    socket->Close();
}

TEST_F(CmUdpSocketTest, FullBufferRefusesAndCallsWhenThereIsRoom)
{
    CmUdpOptions options;
    options.sendBuffer = 2500;
    const auto socket = m_network.Connect(options);
    std::vector<uint32_t> rooms;
    socket->SetSendCallback(Callback<void, Ptr<Socket>, uint32_t>(
        [&](Ptr<Socket>, uint32_t room) { rooms.push_back(room); }));
    EXPECT_EQ(socket->GetTxAvailable(), 2500U);
    EXPECT_EQ(socket->Send(Create<Packet>(BYTES)), static_cast<int>(BYTES));
    EXPECT_EQ(socket->Send(Create<Packet>(BYTES)), static_cast<int>(BYTES));
    EXPECT_EQ(socket->GetTxAvailable(), 500U);
    EXPECT_EQ(socket->Send(Create<Packet>(BYTES)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_AGAIN);
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_THAT(rooms, ElementsAre(1500U)) << "the first one has left";
    Acknowledge(socket, BYTES);
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_THAT(rooms, ElementsAre(1500U, 2500U)) << "whenever there is more room";
    EXPECT_EQ(socket->GetCounters().taken, 2U);
    EXPECT_EQ(socket->GetCounters().refused, 1U);
    EXPECT_EQ(socket->GetCounters().sent, 2U);
    socket->Close();
}

TEST_F(CmUdpSocketTest, ApplicationThatSendsWhatFitsNeedsNoRefusalToBeCalledBack)
{
    m_network.AddReceiver();
    CmUdpOptions options = CmUdpNetwork::Acknowledged();
    options.sendBuffer = 4 * BYTES;
    const auto socket = m_network.Connect(options);
    const auto fill = [socket] {
        while (socket->GetTxAvailable() >= BYTES)
        {
            EXPECT_EQ(socket->Send(Create<Packet>(BYTES)), static_cast<int>(BYTES));
        }
    };
    socket->SetSendCallback(
        Callback<void, Ptr<Socket>, uint32_t>([fill](Ptr<Socket>, uint32_t) { fill(); }));
    CmUdpNetwork::Do(Time(0), fill);
    CmUdpNetwork::Run(Seconds(5));
    EXPECT_GT(m_network.Datagrams().size(), 1000U);
    EXPECT_EQ(socket->GetCounters().refused, 0U);
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, BufferThatDropsFromItsHeadAlwaysHasRoom)
{
    CmUdpOptions options;
    options.sendBuffer = 2 * BYTES;
    options.dropFrom = DropFrom::Head;
    const auto socket = m_network.Connect(options);
    for (uint32_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(socket->GetTxAvailable(), 2 * BYTES);
        EXPECT_EQ(socket->Send(Create<Packet>(2 * BYTES)), static_cast<int>(2 * BYTES));
    }
    socket->Close();
}

TEST_F(CmUdpSocketTest, TimePassesWhileTheStackRefusesWhatWaits)
{
    m_network.AddReceiver();
    CmUdpOptions options = CmUdpNetwork::Acknowledged();
    options.sendBuffer = 4 * BYTES;
    const auto socket = m_network.Connect(options);
    constexpr uint64_t ENDLESS = 100000; // so that a loop without end fails, and does end
    uint64_t offered = 0;
    bool isSending = false;
    const auto refill = [socket, &offered, &isSending] {
        EXPECT_FALSE(isSending) << "called back within a call of its own";
        isSending = true;
        while (offered < ENDLESS && socket->Send(Create<Packet>(BYTES)) > 0)
        {
            ++offered;
        }
        isSending = false;
    };
    socket->SetSendCallback(
        Callback<void, Ptr<Socket>, uint32_t>([refill](Ptr<Socket>, uint32_t) { refill(); }));
    CmUdpNetwork::Do(Time(0), refill);
    const auto ipv4 = m_network.Server()->GetObject<Ipv4L3Protocol>();
    const auto interface = static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_network.Device(0)));
    CmUdpNetwork::Do(Seconds(2), [&] { ipv4->SetDown(interface); });
    CmUdpNetwork::Do(Seconds(4), [&] { ipv4->SetUp(interface); });
    CmUdpNetwork::Run(Seconds(3));
    EXPECT_GT(socket->GetCounters().failed, 0U);
    EXPECT_LE(socket->GetCounters().failed, 101U) << "one in ten milliseconds";
    const uint64_t sent = socket->GetCounters().sent;
    CmUdpNetwork::Run(Seconds(10));
    EXPECT_LT(offered, ENDLESS);
    EXPECT_GT(socket->GetCounters().sent, sent + 1000) << "it goes on";
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, TimePassesWhileEmptyDatagramsAreSent)
{
    const auto socket = m_network.Connect();
    constexpr uint64_t ENDLESS = 100000;
    socket->SetDataSentCallback(
        Callback<void, Ptr<Socket>, uint32_t>([&](const Ptr<Socket>& own, uint32_t) {
            if (socket->GetCounters().taken < ENDLESS)
            {
                own->Send(Create<Packet>());
            }
        }));
    CmUdpNetwork::Do(Time(0), [&] { socket->Send(Create<Packet>()); });
    CmUdpNetwork::Run(Seconds(1));
    EXPECT_GT(socket->GetCounters().sent, 90U);
    EXPECT_LE(socket->GetCounters().sent, 101U);
    socket->SetDataSentCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->Close();
}

TEST_F(CmUdpSocketTest, FlowThatIsClosedByACallOfTheCongestionManagerIsOpenedAgain)
{
    m_network.AddStockSocket();
    const auto socket = m_network.Connect();
    const CmFlowId first = socket->GetFlow();
    socket->Send(Create<Packet>(300));
    EXPECT_EQ(m_network.Manager()->Close(first), CmStatus::Ok);
    CmUdpNetwork::Run(MilliSeconds(100));
    socket->Send(Create<Packet>(301));
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_NE(socket->GetFlow(), first);
    ASSERT_TRUE(m_network.Manager()->GetFlowState(socket->GetFlow()));
    Acknowledge(socket, 300);
    CmUdpNetwork::Run(MilliSeconds(300));
    EXPECT_THAT(Sizes(), ElementsAre(300U, 301U));
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, BufferThatDropsFromItsHeadKeepsTheNewest)
{
    m_network.AddStockSocket();
    CmUdpOptions options;
    options.sendBuffer = 2 * BYTES + 100;
    options.dropFrom = DropFrom::Head;
    const auto socket = m_network.Connect(options);
    for (uint32_t i = 0; i < 6; ++i)
    {
        EXPECT_EQ(socket->Send(Create<Packet>(BYTES + i)), static_cast<int>(BYTES + i));
    }
    EXPECT_EQ(socket->GetCounters().dropped, 4U);
    CmUdpNetwork::Run(MilliSeconds(100));
    Acknowledge(socket, 2000);
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_THAT(Sizes(), ElementsAre(BYTES + 4, BYTES + 5));
    socket->Close();
}

TEST_F(CmUdpSocketTest, CallsThatCannotSucceedSayWhy)
{
    const auto socket = m_network.Open();
    EXPECT_EQ(socket->Send(Create<Packet>(1)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_NOTCONN);
    EXPECT_EQ(socket->Listen(), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_OPNOTSUPP);
    Address peer;
    EXPECT_EQ(socket->GetPeerName(peer), -1);
    EXPECT_EQ(socket->Connect(Address()), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_AFNOSUPPORT);
    EXPECT_FALSE(socket->Recv());
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_AGAIN);

    EXPECT_EQ(socket->Connect(m_network.At(1, 9)), 0);
    EXPECT_EQ(socket->Bind(), -1) << "the connection has bound it";
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_INVAL);
    EXPECT_EQ(socket->Send(Create<Packet>(65508)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_MSGSIZE);
    EXPECT_EQ(socket->ShutdownSend(), 0);
    EXPECT_EQ(socket->Send(Create<Packet>(1)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_SHUTDOWN);
    EXPECT_EQ(socket->Close(), 0);
    EXPECT_EQ(socket->Close(), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_BADF);
    EXPECT_EQ(socket->Send(Create<Packet>(1)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_BADF);
    EXPECT_EQ(socket->Connect(m_network.At(1, 9)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_BADF);
}

TEST_F(CmUdpSocketTest, DestinationWithoutARouteIsAnErrorAtOnce)
{
    const auto socket = m_network.Open();
    EXPECT_EQ(socket->SendTo(Create<Packet>(1), 0, InetSocketAddress("99.0.0.1", 9)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_NOROUTETOHOST);
    EXPECT_EQ(socket->GetCounters().taken, 0U);
}

TEST_F(CmUdpSocketTest, DatagramsThatWaitStillLeaveAfterShutdown)
{
    m_network.AddStockSocket();
    const auto socket = m_network.Connect();
    socket->Send(Create<Packet>(BYTES));
    socket->ShutdownSend();
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_THAT(Sizes(), ElementsAre(BYTES));
    socket->Close();
}

TEST_F(CmUdpSocketTest, UnconnectedSocketHasAFlowForEachDestination)
{
    m_network.AddStockSocket(1, 9);
    m_network.AddStockSocket(1, 10);
    const auto socket = m_network.Open();
    socket->SendTo(Create<Packet>(100), 0, m_network.At(1, 9));
    socket->SendTo(Create<Packet>(200), 0, m_network.At(1, 10));
    const CmFlowId first = socket->GetFlow(m_network.At(1, 9));
    const CmFlowId second = socket->GetFlow(m_network.At(1, 10));
    EXPECT_NE(first, CM_NONE);
    EXPECT_NE(second, CM_NONE);
    EXPECT_NE(first, second);
    EXPECT_EQ(m_network.Manager()->GetMacroflow(first), m_network.Manager()->GetMacroflow(second));
    CmUdpNetwork::Run(MilliSeconds(100));
    CmFeedback feedback;
    feedback.sent = 200;
    feedback.received = 200;
    m_network.Manager()->Update(first, feedback);
    m_network.Manager()->Update(second, feedback);
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_THAT(Sizes(), UnorderedElementsAre(100U, 200U));
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, DatagramThatTheHostDoesNotFindTheFlowOfIsChargedAllTheSame)
{
    m_network.AddStockSocket();
    const auto socket = m_network.Connect();
    const auto ipv4 = m_network.Server()->GetObject<Ipv4L3Protocol>();
    const auto interface = static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_network.Device(0)));
    ipv4->RemoveAddress(interface, 0);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress("10.0.0.3", "255.255.255.0"));
    socket->Send(Create<Packet>(300));
    CmUdpNetwork::Run(MilliSeconds(100));
    ASSERT_THAT(Sizes(), ElementsAre(300U));
    EXPECT_EQ(InetSocketAddress::ConvertFrom(m_network.Datagrams()[0].from).GetIpv4(),
              Ipv4Address("10.0.0.3"))
        << "not the source that the flow was opened with";
    EXPECT_EQ(m_network.Manager()->GetFlowState(socket->GetFlow())->outstanding, 300U);
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, SocketOfOneVersionOfIpDoesNotSendWithTheOther)
{
    const auto socket = m_network.Open();
    socket->Bind();
    EXPECT_EQ(socket->SendTo(Create<Packet>(1), 0, m_network.At(1, 9, true)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_AFNOSUPPORT);
    EXPECT_EQ(socket->SendTo(Create<Packet>(1), 0, Address()), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_AFNOSUPPORT);
}

TEST_F(CmUdpSocketTest, BeyondItsTableTheFlowThatWasIdleForLongestIsClosed)
{
    CmUdpOptions options;
    options.largestTable = 2;
    const auto socket = m_network.Open(options);
    for (uint16_t port = 9; port < 12; ++port)
    {
        CmUdpNetwork::Do(Seconds(4 * (port - 8)), [this, socket, port] {
            socket->SendTo(Create<Packet>(100), 0, m_network.At(1, port));
        });
    }
    CmUdpNetwork::Run(Seconds(20));
    EXPECT_EQ(socket->GetFlow(m_network.At(1, 9)), CM_NONE);
    EXPECT_NE(socket->GetFlow(m_network.At(1, 10)), CM_NONE);
    EXPECT_NE(socket->GetFlow(m_network.At(1, 11)), CM_NONE);
    EXPECT_EQ(socket->GetCounters().sent, 3U);
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, GroupsAndBroadcastsGoStraightToTheStack)
{
    const auto socket = m_network.Open();
    socket->SetAllowBroadcast(true);
    EXPECT_EQ(socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("255.255.255.255", 9)), 10);
    EXPECT_EQ(socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("10.0.0.255", 9)), 10);
    EXPECT_EQ(m_network.Monitor().Packets(), 0U);
    EXPECT_EQ(m_network.Manager()->GetMacroflows().size(), 0U);
    socket->SetAllowBroadcast(false);
    EXPECT_EQ(socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("255.255.255.255", 9)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_OPNOTSUPP);
}

TEST_F(CmUdpSocketTest, BroadcastsGoStraightToTheStackFromABoundSocketToo)
{
    const auto socket = m_network.Open();
    EXPECT_EQ(socket->Bind(m_network.At(0, 5000)), 0);
    socket->SetAllowBroadcast(true);
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_EQ(socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("10.0.0.255", 9)), 10);
    }
    EXPECT_EQ(socket->GetWaiting(), 0U);
    EXPECT_EQ(m_network.Manager()->GetMacroflows().size(), 0U);
    socket->Close();
}

TEST_F(CmUdpSocketTest, NetworkOfTwoAddressesHasNoBroadcast)
{
    const auto ipv4 = m_network.Server()->GetObject<Ipv4L3Protocol>();
    const auto interface = static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_network.Device(0)));
    ipv4->AddAddress(interface, Ipv4InterfaceAddress("10.9.0.2", "255.255.255.254"));
    ipv4->AddAddress(interface, Ipv4InterfaceAddress("10.9.1.2", "255.255.255.252"));
    const auto isBroadcast = [&](const char* address) {
        return IsNetworkBroadcast(m_network.Server(), InetSocketAddress(address, 9));
    };
    EXPECT_FALSE(isBroadcast("10.9.0.3"));
    EXPECT_FALSE(isBroadcast("10.9.1.1"));
    EXPECT_TRUE(isBroadcast("10.9.1.3"));
    EXPECT_TRUE(isBroadcast("127.255.255.255"));
    EXPECT_FALSE(IsNetworkBroadcast(m_network.Server(), m_network.At(1, 9, true)));
}

TEST_F(CmUdpSocketTest, ApplicationIsToldOfDatagramsToGroupsAsOfOthers)
{
    const auto socket = m_network.Open();
    socket->SetAllowBroadcast(true);
    std::vector<uint32_t> sent;
    std::vector<uint32_t> rooms;
    socket->SetDataSentCallback(Callback<void, Ptr<Socket>, uint32_t>(
        [&](Ptr<Socket>, uint32_t bytes) { sent.push_back(bytes); }));
    socket->SetSendCallback(Callback<void, Ptr<Socket>, uint32_t>(
        [&](Ptr<Socket>, uint32_t room) { rooms.push_back(room); }));
    EXPECT_EQ(socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("255.255.255.255", 9)), 10);
    EXPECT_EQ(socket->SendTo(Create<Packet>(11), 0, InetSocketAddress("99.0.0.1", 9)), -1);
    CmUdpNetwork::Run(MilliSeconds(1));
    EXPECT_THAT(sent, ElementsAre(10U));
    EXPECT_THAT(rooms, ElementsAre(65507U));
    socket->Close();
}

TEST_F(CmUdpSocketTest, FlowsThatAreInUseAreNotClosedForOthers)
{
    CmUdpOptions options;
    options.largestTable = 4;
    const auto socket = m_network.Open(options);
    m_network.Manager()->SetFrozen(true);
    uint64_t taken = 0;
    std::size_t open = 0;
    for (uint16_t port = 1000; port < 1100; ++port)
    {
        const int result = socket->SendTo(Create<Packet>(100), 0, m_network.At(1, port));
        taken += result > 0 ? 1 : 0;
        EXPECT_TRUE(result > 0 || socket->GetErrno() == Socket::ERROR_AGAIN);
        open += socket->GetFlow(m_network.At(1, port)) != CM_NONE ? 1 : 0;
    }
    EXPECT_EQ(taken, 4U);
    EXPECT_EQ(open, 4U);
    EXPECT_EQ(socket->GetCounters().crowded, 96U);
    socket->Close();
}

/** Who sends without any feedback may send one datagram until the watchdog gives it up; a new flow
 * for every datagram must not be a way around that. */
TEST_F(CmUdpSocketTest, SmallTableIsNoWayAroundCongestionControl)
{
    m_network.AddStockSocket(1, 9);
    m_network.AddStockSocket(1, 10);
    CmUdpOptions options;
    options.largestTable = 1;
    const auto socket = m_network.Open(options);
    for (int i = 0; i < 1000; ++i)
    {
        CmUdpNetwork::Do(i * MilliSeconds(2), [&, i] {
            socket->SendTo(Create<Packet>(BYTES),
                           0,
                           m_network.At(1, static_cast<uint16_t>(9 + i % 2)));
        });
    }
    CmUdpNetwork::Run(Seconds(2));
    EXPECT_EQ(m_network.Datagrams().size(), 1U);
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, CallsBackWhenAFlowIsIdleThatCanGiveWay)
{
    m_network.AddReceiver(9);
    m_network.AddReceiver(10);
    CmUdpOptions options = CmUdpNetwork::Acknowledged();
    options.largestTable = 1;
    const auto socket = m_network.Open(options);
    bool isTaken = false;
    const auto next = [&] {
        isTaken = isTaken || socket->SendTo(Create<Packet>(BYTES), 0, m_network.At(1, 10)) == BYTES;
    };
    socket->SetSendCallback(
        Callback<void, Ptr<Socket>, uint32_t>([&](Ptr<Socket>, uint32_t) { next(); }));
    socket->SendTo(Create<Packet>(BYTES), 0, m_network.At(1, 9));
    next();
    EXPECT_FALSE(isTaken);
    CmUdpNetwork::Run(MilliSeconds(50));
    EXPECT_FALSE(isTaken) << "no report yet";
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_TRUE(isTaken);
    EXPECT_EQ(m_network.Datagrams().size(), 2U);
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, EmptyDatagramsTakeRoomToo)
{
    CmUdpOptions options = CmUdpNetwork::Acknowledged();
    options.sendBuffer = 100;
    const auto socket = m_network.Connect(options);
    m_network.Manager()->SetFrozen(true);
    int taken = 0;
    for (int i = 0; i < 1000; ++i)
    {
        taken += socket->Send(Create<Packet>()) == 0 ? 1 : 0;
    }
    EXPECT_EQ(taken, 100);
    socket->SetAttribute("RcvBufSize", UintegerValue(10));
    Address local;
    socket->GetSockName(local);
    const auto client = m_network.AddStockSocket(1, 77);
    for (int i = 0; i < 20; ++i)
    {
        client->SendTo(Create<Packet>(),
                       0,
                       m_network.At(0, InetSocketAddress::ConvertFrom(local).GetPort()));
    }
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_EQ(socket->GetRxAvailable(), 0U);
    int received = 0;
    while (socket->Recv())
    {
        ++received;
    }
    EXPECT_EQ(received, 10);
    socket->Close();
}

/** Notes what a socket drops. */
struct DropNotes
{
    /** @param socket whose traces are connected */
    explicit DropNotes(const Ptr<Socket>& socket)
    {
        socket->TraceConnectWithoutContext("Drop", MakeCallback(&DropNotes::Drop, this));
        socket->TraceConnectWithoutContext("Dropped", MakeCallback(&DropNotes::Dropped, this));
    }

    void Drop(Ptr<const Packet> packet)
    {
        full.push_back(packet->GetSize());
    }

    void Dropped(Ptr<const Packet> packet, CmUdpDrop reason)
    {
        all.emplace_back(packet->GetSize(), NameOf(reason));
    }

    std::vector<uint32_t> full;                        //!< for want of room in the receive buffer
    std::vector<std::pair<uint32_t, std::string>> all; //!< and why
};

TEST_F(CmUdpSocketTest, DropsOnTheWayOutHaveReasons)
{
    CmUdpOptions options;
    options.sendBuffer = 250;
    options.dropFrom = DropFrom::Head;
    const auto socket = m_network.Connect(options);
    DropNotes notes(socket);
    for (uint32_t size = 100; size < 104; ++size)
    {
        socket->Send(Create<Packet>(size));
    }
    const auto ipv4 = m_network.Server()->GetObject<Ipv4L3Protocol>();
    ipv4->SetDown(static_cast<uint32_t>(ipv4->GetInterfaceForDevice(m_network.Device(0))));
    CmUdpNetwork::Run(MilliSeconds(5));
    socket->Close();
    using Note = std::pair<uint32_t, std::string>;
    EXPECT_THAT(notes.all,
                ElementsAre(Note(100, "Displaced by a newer one"),
                            Note(101, "Displaced by a newer one"),
                            Note(102, "Refused by the stack"),
                            Note(103, "Flow closed")));
    EXPECT_THAT(notes.full, ElementsAre());
    EXPECT_THAT(socket->GetCounters().droppedBy, ElementsAre(2U, 1U, 1U, 0U, 0U, 0U));
}

TEST_F(CmUdpSocketTest, MayBeClosedAndLetGoOfWhenADropIsSeen)
{
    struct Closer
    {
        void Dropped(Ptr<const Packet> /* packet */, CmUdpDrop /* reason */)
        {
            ++drops;
            socket->Close();
        }

        Ptr<CmUdpSocket> socket;
        int drops = 0;
    };

    CmUdpOptions options;
    options.sendBuffer = 2 * BYTES;
    options.dropFrom = DropFrom::Head;
    Closer closer{m_network.Connect(options)};
    closer.socket->TraceConnectWithoutContext("Dropped", MakeCallback(&Closer::Dropped, &closer));
    closer.socket->Send(Create<Packet>(BYTES));
    closer.socket->Send(Create<Packet>(BYTES));
    EXPECT_EQ(closer.socket->Send(Create<Packet>(BYTES)), -1);
    EXPECT_EQ(closer.socket->GetErrno(), Socket::ERROR_BADF);
    EXPECT_EQ(closer.drops, 2) << "the oldest, and what still waited";
    EXPECT_EQ(closer.socket->GetCounters().taken, 2U);
    EXPECT_EQ(closer.socket->GetCounters().dropped, 2U);
    EXPECT_EQ(closer.socket->GetFlow(), CM_NONE);
    CmUdpNetwork::Run(Seconds(1));
    EXPECT_EQ(m_network.Monitor().Packets(), 0U);
}

TEST_F(CmUdpSocketTest, DropsOnTheWayInHaveReasons)
{
    for (const bool isAcknowledged : {false, true})
    {
        CmUdpOptions options;
        options.isAcknowledged = isAcknowledged;
        const auto socket = m_network.Open(options);
        const uint16_t port = isAcknowledged ? 50 : 51;
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        socket->SetAttribute("RcvBufSize", UintegerValue(250));
        DropNotes notes(socket);
        const auto client = m_network.AddStockSocket(1, isAcknowledged ? 70 : 71);
        for (uint32_t size = 100; size < 104; ++size)
        {
            client->SendTo(Create<Packet>(size), 0, m_network.At(0, port));
        }
        CmUdpNetwork::Run(Simulator::Now() + MilliSeconds(100));
        using Note = std::pair<uint32_t, std::string>;
        EXPECT_THAT(notes.full, ElementsAre(102U, 103U));
        EXPECT_THAT(
            notes.all,
            ElementsAre(Note(102, "Receive buffer full"), Note(103, "Receive buffer full")));
        if (isAcknowledged)
        {
            const auto report = Create<Packet>();
            FeedbackReport strange;
            strange.range = {0, 1};
            report->AddHeader(CmFeedbackHeader(strange));
            socket->ShutdownRecv();
            client->SendTo(report, 0, m_network.At(0, port));
            client->SendTo(Create<Packet>(1), 0, m_network.At(0, port));
            CmUdpNetwork::Run(Simulator::Now() + MilliSeconds(100));
            EXPECT_THAT(socket->GetCounters().droppedBy, ElementsAre(0U, 0U, 0U, 2U, 1U, 1U));
        }
        socket->Close();
    }
}

TEST_F(CmUdpSocketTest, FragmentedDatagramLeavesOnOneGrantAndIsChargedInFull)
{
    m_network.AddStockSocket();
    const auto socket = m_network.Connect();
    socket->Send(Create<Packet>(8000));
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_THAT(Sizes(), ElementsAre(8000U));
    EXPECT_EQ(m_network.Monitor().Grants(), 1U);
    EXPECT_EQ(m_network.Manager()->GetFlowState(socket->GetFlow())->outstanding, 8000U);
    socket->Close();
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, ClosingDropsWhatWaitsAndLeavesNothing)
{
    const auto socket = m_network.Connect();
    for (int i = 0; i < 5; ++i)
    {
        socket->Send(Create<Packet>(BYTES));
    }
    CmUdpNetwork::Run(MilliSeconds(10));
    socket->Close();
    CmUdpNetwork::Run(MilliSeconds(20));
    EXPECT_EQ(socket->GetCounters().sent, 1U);
    EXPECT_EQ(socket->GetCounters().dropped, 4U);
    EXPECT_EQ(socket->GetFlow(), CM_NONE);
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, SocketThatIsJustLetGoOfLeavesNothing)
{
    auto socket = m_network.Connect(CmUdpNetwork::Acknowledged());
    socket->Send(Create<Packet>(BYTES));
    socket->Send(Create<Packet>(BYTES));
    CmUdpNetwork::Run(MilliSeconds(10));
    socket = nullptr;
    CmUdpNetwork::Run(Seconds(5));
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, MayBeClosedAndLetGoOfInEveryCallback)
{
    m_network.AddReceiver();
    int ends = 0;
    for (const bool isSendCallback : {true, false})
    {
        CmUdpOptions options = CmUdpNetwork::Acknowledged();
        options.sendBuffer = 2000;
        auto socket = m_network.Connect(options);
        const auto end = [&socket, &ends] {
            if (socket)
            {
                ++ends;
                socket->Close();
                socket = nullptr;
            }
        };
        if (isSendCallback)
        {
            socket->SetSendCallback(
                Callback<void, Ptr<Socket>, uint32_t>([end](Ptr<Socket>, uint32_t) { end(); }));
        }
        else
        {
            socket->SetDataSentCallback(
                Callback<void, Ptr<Socket>, uint32_t>([end](Ptr<Socket>, uint32_t) { end(); }));
        }
        for (int i = 0; i < 4; ++i)
        {
            socket->Send(Create<Packet>(BYTES - 10));
        }
        CmUdpNetwork::Run(Simulator::Now() + Seconds(2));
        EXPECT_FALSE(socket);
    }
    EXPECT_EQ(ends, 2);
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, MayBeLetGoOfWhenTheNetworkChanges)
{
    m_network.AddReceiver();
    auto socket = m_network.Connect(CmUdpNetwork::Acknowledged());

    class Ender : public CmListener
    {
      public:
        explicit Ender(Ptr<CmUdpSocket>& socket)
            : m_socket(socket)
        {
        }

        void CmappUpdate(CmFlowId /* flow */, const NetworkState& /* state */) override
        {
            m_socket = nullptr;
        }

      private:
        Ptr<CmUdpSocket>& m_socket;
    } ender(socket);

    m_network.Manager()->RegisterUpdate(socket->GetFlow(), &ender);
    socket->Send(Create<Packet>(BYTES));
    socket->Send(Create<Packet>(BYTES));
    CmUdpNetwork::Run(Seconds(2));
    EXPECT_FALSE(socket) << "the first report was news";
    m_network.ExpectCleanEnd();
}

TEST_F(CmUdpSocketTest, WorksWithoutTheCongestionManagerIfThatTakesNoMoreFlows)
{
    Simulator::Destroy();
    CmTcpNetwork::Params params;
    params.manager.Set("LargestTable", UintegerValue(1));
    CmUdpNetwork network(params);
    network.AddReceiver();
    network.AddReceiver(10);
    const auto first = network.Connect(CmUdpNetwork::Acknowledged());
    const auto second = network.Open(CmUdpNetwork::Acknowledged());
    second->Connect(network.At(1, 10));
    EXPECT_NE(first->GetFlow(), CM_NONE);
    EXPECT_EQ(second->GetFlow(), CM_NONE);
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(second->Send(Create<Packet>(BYTES)), static_cast<int>(BYTES));
    }
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_EQ(network.Datagrams().size(), 3U) << "all at once, but stamped";
    EXPECT_EQ(second->GetFeedback(network.At(1, 10))->GetWindow().Counters().received, 3U);
    first->Close();
    second->Close();
}

TEST_F(CmUdpSocketTest, GrantThatNobodyWaitsForIsGivenBack)
{
    const auto socket = m_network.Connect();
    m_network.Manager()->Request(socket->GetFlow());
    CmUdpNetwork::Run(MilliSeconds(10));
    EXPECT_EQ(m_network.Manager()->GetFlowState(socket->GetFlow())->counters.declined, 1U);
    EXPECT_EQ(m_network.Manager()->GetFlowState(socket->GetFlow())->reserved, 0U);
    socket->Close();
}

TEST_F(CmUdpSocketTest, ReportsAreKeptFromTheApplicationAndNothingElseIs)
{
    m_network.AddReceiver();
    const auto socket = m_network.Connect(CmUdpNetwork::Acknowledged());
    Address local;
    socket->GetSockName(local);
    const uint16_t port = InetSocketAddress::ConvertFrom(local).GetPort();
    const auto client = m_network.AddStockSocket(1, 77);
    int calls = 0;
    socket->SetRecvCallback(Callback<void, Ptr<Socket>>([&](Ptr<Socket>) { ++calls; }));
    socket->Send(Create<Packet>(BYTES));
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_EQ(socket->GetFeedback(m_network.At(1, 9))->GetWindow().Counters().received, 1U);
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(socket->GetRxAvailable(), 0U);

    client->SendTo(Create<Packet>(55), 0, m_network.At(0, port));
    CmUdpNetwork::Run(MilliSeconds(300));
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(socket->GetRxAvailable(), 55U);
    EXPECT_FALSE(socket->Recv(54, 0)) << "it does not fit";
    Address from;
    const Ptr<Packet> packet = socket->RecvFrom(from);
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->GetSize(), 55U);
    EXPECT_EQ(from, m_network.At(1, 77));
    EXPECT_EQ(socket->GetRxAvailable(), 0U);
    socket->Close();
}

TEST_F(CmUdpSocketTest, ReceiveBufferIsBounded)
{
    const auto socket = m_network.Connect(CmUdpNetwork::Acknowledged());
    socket->SetAttribute("RcvBufSize", UintegerValue(250));
    Address local;
    socket->GetSockName(local);
    const uint16_t port = InetSocketAddress::ConvertFrom(local).GetPort();
    const auto client = m_network.AddStockSocket(1, 77);
    for (int i = 0; i < 4; ++i)
    {
        client->SendTo(Create<Packet>(100), 0, m_network.At(0, port));
    }
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_EQ(socket->GetRxAvailable(), 200U);
    UintegerValue size;
    socket->GetAttribute("RcvBufSize", size);
    EXPECT_EQ(size.Get(), 250U);
    socket->Close();
}

TEST_F(CmUdpSocketTest, ReportFromAStrangerIsCountedOnly)
{
    m_network.AddReceiver();
    const auto socket = m_network.Connect(CmUdpNetwork::Acknowledged());
    Address local;
    socket->GetSockName(local);
    const auto client = m_network.AddStockSocket(1, 77);
    const auto packet = Create<Packet>();
    FeedbackReport report;
    report.range = {0, 1};
    packet->AddHeader(CmFeedbackHeader(report));
    client->SendTo(packet, 0, m_network.At(0, InetSocketAddress::ConvertFrom(local).GetPort()));
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_EQ(socket->GetCounters().strange, 1U);
    socket->Close();
}

/** What an IP header says, seen at the client. */
struct SeenHeader
{
    uint32_t tos = 0; //!< type of service, or traffic class
    uint32_t ttl = 0; //!< time to live, or hop limit
};

TEST_F(CmUdpSocketTest, OptionsReachThePackets)
{
    m_network.AddStockSocket();
    std::vector<SeenHeader> seen;
    m_network.Client()->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>(
            [&](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t) {
                Ipv4Header header;
                packet->PeekHeader(header);
                seen.push_back({header.GetTos(), header.GetTtl()});
            }));
    const auto socket = m_network.Open();
    socket->SetIpTos(0xb8);
    socket->SetIpTtl(17);
    socket->SetAttribute("MtuDiscover", BooleanValue(true));
    // in ns-3.37 an address has a type of service of its own, which is taken over
    InetSocketAddress peer = InetSocketAddress::ConvertFrom(m_network.At(1, 9));
    socket->Connect(peer);
    socket->SetIpTos(0xb8);
    socket->Send(Create<Packet>(10));
    CmUdpNetwork::Run(MilliSeconds(100));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].tos, 0xb8U);
    EXPECT_EQ(seen[0].ttl, 17U);
    BooleanValue discover;
    socket->GetAttribute("MtuDiscover", discover);
    EXPECT_TRUE(discover.Get());
    socket->Close();
}

TEST_F(CmUdpSocketTest, TypeOfServiceIsThatOfTheAddressOrOfTheSocketForFlowAndPackets)
{
    constexpr uint8_t EXPEDITED = 0xb8;
    constexpr uint8_t ASSURED = 0x28;
    m_network.AddStockSocket(1, 9);
    m_network.AddStockSocket(1, 10);
    std::vector<uint32_t> seen;
    m_network.Client()->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>(
            [&](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t) {
                Ipv4Header header;
                packet->PeekHeader(header);
                seen.push_back(header.GetTos());
            }));
    const auto socket = m_network.Open();
    socket->SetAllowBroadcast(true);
    socket->SetIpTos(ASSURED);
    const Address special = compat::WithTos(m_network.At(1, 10), EXPEDITED);
    const uint8_t specialTos = compat::TosIn(special) == 0 ? ASSURED : EXPEDITED;
    socket->SendTo(Create<Packet>(10), 0, m_network.At(1, 9));
    socket->SendTo(Create<Packet>(10), 0, special);
    socket->SendTo(Create<Packet>(10), 0, InetSocketAddress("255.255.255.255", 9));
    const auto dscp = [&](const Address& to) {
        return m_network.Manager()->GetFlowState(socket->GetFlow(to))->description.dscp;
    };
    EXPECT_EQ(dscp(m_network.At(1, 9)), ASSURED >> 2);
    EXPECT_EQ(dscp(special), specialTos >> 2);
    CmUdpNetwork::Run(MilliSeconds(100));
    CmFeedback feedback;
    feedback.sent = 10;
    feedback.received = 10;
    m_network.Manager()->Update(socket->GetFlow(m_network.At(1, 9)), feedback);
    m_network.Manager()->Update(socket->GetFlow(special), feedback);
    CmUdpNetwork::Run(MilliSeconds(200));
    EXPECT_THAT(seen, UnorderedElementsAre(ASSURED, ASSURED, specialTos)) << "also to the group";
    socket->Close();
}

TEST_F(CmUdpSocketTest, TypeOfServiceOfASocketThatIsConnectedToAGroupReachesThePackets)
{
    std::vector<uint32_t> seen;
    m_network.Client()->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>(
            [&](Ptr<const Packet> packet, Ptr<Ipv4>, uint32_t) {
                Ipv4Header header;
                packet->PeekHeader(header);
                seen.push_back(header.GetTos());
            }));
    const auto socket = m_network.Open();
    socket->SetAllowBroadcast(true);
    socket->Connect(InetSocketAddress("255.255.255.255", 9));
    socket->SetIpTos(0xb8);
    EXPECT_EQ(socket->Send(Create<Packet>(10)), 10);
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_THAT(seen, ElementsAre(0xb8U));
    socket->Close();
}

TEST_F(CmUdpSocketTest, OptionsReachThePacketsOfIpv6)
{
    m_network.AddStockSocket(1, 9, true);
    std::vector<SeenHeader> seen;
    m_network.Client()->GetObject<Ipv6L3Protocol>()->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, Ptr<Ipv6>, uint32_t>(
            [&](Ptr<const Packet> packet, Ptr<Ipv6>, uint32_t) {
                Ipv6Header header;
                packet->PeekHeader(header);
                if (header.GetNextHeader() == UdpL4Protocol::PROT_NUMBER)
                {
                    seen.push_back({header.GetTrafficClass(), header.GetHopLimit()});
                }
            }));
    const auto socket = m_network.Open();
    socket->SetIpv6Tclass(0x28);
    socket->SetIpv6HopLimit(9);
    CmUdpNetwork::Do(Seconds(1), [&] {
        socket->Connect(m_network.At(1, 9, true));
        socket->Send(Create<Packet>(10));
    });
    CmUdpNetwork::Run(Seconds(2));
    ASSERT_EQ(seen.size(), 1U);
    EXPECT_EQ(seen[0].tos, 0x28U);
    EXPECT_EQ(seen[0].ttl, 9U);
    socket->Close();
}

TEST_F(CmUdpSocketTest, ApplicationIsToldOfReceivedPacketsWhatItAskedFor)
{
    for (const bool isAcknowledged : {false, true})
    {
        CmUdpOptions options;
        options.isAcknowledged = isAcknowledged;
        const auto socket = m_network.Open(options);
        socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), isAcknowledged ? 50 : 51));
        const auto client = m_network.AddStockSocket(1, isAcknowledged ? 70 : 71);
        const auto send = [&] {
            client->SendTo(Create<Packet>(1), 0, m_network.At(0, isAcknowledged ? 50 : 51));
            CmUdpNetwork::Run(Simulator::Now() + MilliSeconds(100));
            return socket->Recv();
        };
        SocketIpTtlTag ttl;
        SocketIpTosTag tos;
        Ipv4PacketInfoTag info;
        Ptr<Packet> packet = send();
        ASSERT_TRUE(packet);
        EXPECT_FALSE(packet->PeekPacketTag(ttl));
        EXPECT_FALSE(packet->PeekPacketTag(tos));
        EXPECT_FALSE(packet->PeekPacketTag(info));

        socket->SetRecvPktInfo(true);
        socket->SetIpRecvTtl(true);
        packet = send();
        ASSERT_TRUE(packet);
        EXPECT_TRUE(packet->PeekPacketTag(ttl));
        EXPECT_FALSE(packet->PeekPacketTag(tos));
        EXPECT_TRUE(packet->PeekPacketTag(info));
        socket->Close();
    }
}

TEST_F(CmUdpSocketTest, ServiceClassIsPartOfTheFlow)
{
    const auto socket = m_network.Open();
    socket->SetIpv6Tclass(0x28);
    socket->SetIpTos(0xb8);
    socket->SendTo(Create<Packet>(1), 0, m_network.At(1, 9));
    EXPECT_EQ(
        m_network.Manager()->GetFlowState(socket->GetFlow(m_network.At(1, 9)))->description.dscp,
        0xb8 >> 2);
    socket->Close();
}

TEST_F(CmUdpSocketTest, SendsFromTheDeviceThatItIsBoundTo)
{
    m_network.AddStockSocket();
    const auto socket = m_network.Open();
    socket->BindToNetDevice(m_network.Device(0));
    EXPECT_EQ(socket->GetBoundNetDevice(), m_network.Device(0));
    EXPECT_EQ(socket->GetWrapped()->GetBoundNetDevice(), m_network.Device(0));
    socket->Connect(m_network.At(1, 9));
    socket->Send(Create<Packet>(10));
    CmUdpNetwork::Run(MilliSeconds(100));
    EXPECT_THAT(Sizes(), ElementsAre(10U));
    socket->Close();
}

TEST_F(CmUdpSocketTest, HasTheNamesOfTheSocketThatItWraps)
{
    const auto socket = m_network.Open();
    EXPECT_EQ(socket->GetSocketType(), Socket::NS3_SOCK_DGRAM);
    EXPECT_EQ(socket->GetNode(), m_network.Server());
    EXPECT_EQ(socket->Bind(m_network.At(0, 1234)), 0);
    EXPECT_EQ(socket->Connect(m_network.At(1, 9)), 0);
    Address address;
    EXPECT_EQ(socket->GetSockName(address), 0);
    EXPECT_EQ(address, m_network.At(0, 1234));
    EXPECT_EQ(socket->GetPeerName(address), 0);
    EXPECT_EQ(InetSocketAddress::ConvertFrom(address).GetPort(), 9);
    socket->Close();
}

} // namespace
} // namespace qos
} // namespace ns3
