/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-network.h"

#include "ns3/cm-udp-socket-factory.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <stdexcept>

/**
 * @file
 * The Congestion Manager of a node: what it sees of the packets that leave, and when it calls
 * clients.
 */

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint8_t UDP = 17;

/** A client on a connected UDP socket that sends a datagram for every grant. */
class SmallSender : public CmSender
{
  public:
    /**
     * @param network where
     * @param bytes of a datagram
     * @param isIpv6 which version
     */
    SmallSender(const CmTcpNetwork& network, uint32_t bytes, bool isIpv6 = false)
        : m_socket(Socket::CreateSocket(network.Server(), UdpSocketFactory::GetTypeId())),
          m_bytes(bytes)
    {
        m_socket->Bind(network.At(0, 5000, isIpv6));
        m_socket->Connect(network.At(1, 9, isIpv6));
        FlowDescription description;
        description.key = *MakeFlowKey(network.At(0, 5000, isIpv6), network.At(1, 9, isIpv6), UDP);
        EXPECT_EQ(network.Manager()->Open(description, m_flow), CmStatus::Ok);
        network.Manager()->RegisterSend(m_flow, this);
    }

    void CmappSend(CmFlowId flow) override
    {
        EXPECT_FALSE(m_isInCall);
        EXPECT_EQ(flow, m_flow);
        ++m_sent;
        m_socket->Send(Create<Packet>(m_bytes));
    }

    /**
     * @param manager of the host
     * @param packets to ask for
     */
    void Ask(const Ptr<CongestionManager>& manager, uint32_t packets)
    {
        m_isInCall = true;
        EXPECT_EQ(manager->Request(m_flow, packets), CmStatus::Ok);
        m_isInCall = false;
    }

    /** @return its flow */
    CmFlowId Flow() const
    {
        return m_flow;
    }

    /** @return datagrams sent */
    uint32_t Sent() const
    {
        return m_sent;
    }

  private:
    Ptr<Socket> m_socket;      //!< connected
    uint32_t m_bytes;          //!< of a datagram
    CmFlowId m_flow = CM_NONE; //!< its flow
    uint32_t m_sent = 0;       //!< datagrams
    bool m_isInCall = false;   //!< asks just now
};

class CongestionManagerOfANode : public ::testing::TestWithParam<bool>
{
};

TEST_P(CongestionManagerOfANode, ChargesThePayloadOfADatagramToItsFlow)
{
    CmTcpNetwork network;
    SmallSender sender(network, 700, GetParam());
    CmTcpNetwork::Do(MilliSeconds(100), [&] { sender.Ask(network.Manager(), 1); });
    CmTcpNetwork::Run(Seconds(1));
    EXPECT_EQ(sender.Sent(), 1U);
    EXPECT_EQ(network.Manager()->GetFlowState(sender.Flow())->counters.sentBytes, 700U);
    EXPECT_EQ(network.Manager()->GetFlowState(sender.Flow())->outstanding, 700U);
}

TEST_P(CongestionManagerOfANode, GrantsAgainWhatASmallPacketLeavesOfItsGrant)
{
    // 14 datagrams of 100 bytes fit into a window of one packet, each of which is granted as a
    // whole
    CmTcpNetwork network;
    SmallSender sender(network, 100, GetParam());
    const uint32_t mtu = network.Manager()->Mtu(sender.Flow());
    CmTcpNetwork::Do(MilliSeconds(100), [&] { sender.Ask(network.Manager(), 20); });
    CmTcpNetwork::Run(MilliSeconds(200));
    EXPECT_EQ(sender.Sent(), 1U);
    CmTcpNetwork::Do(Time(0), [&] {
        CmFeedback feedback;
        feedback.sent = 100;
        feedback.received = 100;
        feedback.rtt = std::chrono::milliseconds(60);
        network.Manager()->Update(sender.Flow(), feedback);
    });
    CmTcpNetwork::Run(MilliSeconds(300));
    const Macroflow* const macroflow =
        network.Manager()->GetMacroflowState(network.Manager()->GetMacroflow(sender.Flow()));
    const auto fits = static_cast<uint32_t>((macroflow->Window() - mtu) / 100) + 1;
    EXPECT_EQ(sender.Sent(), 1 + fits);
}

TEST_P(CongestionManagerOfANode, TakesItsMtuFromTheDevice)
{
    CmTcpNetwork network;
    SmallSender sender(network, 100, GetParam());
    EXPECT_EQ(network.Manager()->Mtu(sender.Flow()), GetParam() ? 1500U - 40 - 8 : 1500U - 20 - 8);
}

INSTANTIATE_TEST_SUITE_P(Versions, CongestionManagerOfANode, ::testing::Bool());

TEST(CongestionManagerNode, ThereIsNoneWithoutTheHelper)
{
    CmTcpNetwork network;
    EXPECT_TRUE(CongestionManager::Of(network.Server()));
    EXPECT_FALSE(CongestionManager::Of(network.Client()));
    EXPECT_EQ(CmHelper().Install(network.Server()), network.Manager());
}

TEST(CongestionManagerTest, AttributesCountWhenTheFirstFlowIsOpenedWhateverWasAskedBefore)
{
    CmTcpNetwork network; // watches the manager already
    EXPECT_TRUE(network.Manager()->GetMacroflows().empty());
    EXPECT_EQ(network.Manager()->Mtu(1), 0U);
    EXPECT_EQ(network.Manager()->Request(1), CmStatus::UnknownFlow);
    network.Manager()->SetAttribute("InitialWindow", UintegerValue(10));
    SmallSender sender(network, 1472);
    sender.Ask(network.Manager(), 20);
    CmTcpNetwork::Run(MilliSeconds(1));
    EXPECT_EQ(network.Monitor().Grants(), 10U);
}

TEST(CongestionManagerTest, RefusesTheFirstFlowIfItHasAnUnknownPart)
{
    CmTcpNetwork network;
    FlowDescription flow;
    flow.key = *MakeFlowKey(network.At(0, 7), network.At(1, 7), UDP);
    CmFlowId opened = CM_NONE;
    for (const char* part : {"Controller", "FlowScheduler"})
    {
        StringValue known;
        network.Manager()->GetAttribute(part, known);
        network.Manager()->SetAttribute(part, StringValue("nonsense"));
        EXPECT_THROW(network.Manager()->Open(flow, opened), std::invalid_argument) << part;
        network.Manager()->SetAttribute(part, known);
    }
    EXPECT_EQ(network.Manager()->Open(flow, opened), CmStatus::Ok);
}

TEST(CongestionManagerTest, AFlowsPacketsAreNoLargerThanThePathTakes)
{
    CmTcpNetwork network;
    FlowDescription flow;
    flow.key = *MakeFlowKey(network.At(0, 7), network.At(1, 7), UDP);
    flow.mtu = 65535;
    CmFlowId opened = CM_NONE;
    ASSERT_EQ(network.Manager()->Open(flow, opened), CmStatus::Ok);
    EXPECT_EQ(network.Manager()->Mtu(opened), 1500U - 28);
    // the source of an unconnected socket is not known, but the way to the destination is
    network.Device(0)->SetMtu(900);
    flow.key.source = ToCore(Ipv4Address::GetAny());
    flow.mtu = 0;
    ASSERT_EQ(network.Manager()->Open(flow, opened), CmStatus::Ok);
    EXPECT_EQ(network.Manager()->Mtu(opened), 900U - 28);
}

TEST(CongestionManagerTest, TheHelperCompletesAHostWhoseManagerIsThereAlready)
{
    NodeContainer nodes(2);
    InternetStackHelper().Install(nodes);
    const auto manager = CreateObject<CongestionManager>();
    nodes.Get(0)->AggregateObject(manager);
    CmHelper helper;
    helper.SetUdp("Acknowledged", BooleanValue(true));
    EXPECT_EQ(helper.Install(nodes.Get(0)), manager);
    EXPECT_TRUE(nodes.Get(0)->GetObject<CmTcpSocketFactory>());
    BooleanValue acknowledged;
    nodes.Get(0)->GetObject<CmUdpSocketFactory>()->GetAttribute("Acknowledged", acknowledged);
    EXPECT_TRUE(acknowledged.Get());
    EXPECT_EQ(CmHelper::AssignStreams(nodes, 10), 2); // of one host
    Simulator::Destroy();
}

} // namespace
} // namespace qos
} // namespace ns3
