/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What a user of ns-3 does with an overlay beside the ordinary: helpers that go out of scope,
 * global routes, hosts with several interfaces, packets that are larger than links carry.
 */

#include "overlay-network.h"

#include "ns3/string.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <set>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** Two hosts and a wire; addresses 10.1.1.1, 10.1.1.2 and 2001:1::1, 2001:1::2. */
class TwoHosts
{
  public:
    TwoHosts()
        : m_state(1)
    {
        m_hosts.Create(2);
        InternetStackHelper().Install(m_hosts);
        PointToPointHelper wire;
        wire.SetDeviceAttribute("DataRate", DataRateValue(DataRate("10Mbps")));
        wire.SetChannelAttribute("Delay", TimeValue(MilliSeconds(10)));
        m_devices = wire.Install(m_hosts);
        Ipv4AddressHelper("10.1.1.0", "255.255.255.0").Assign(m_devices);
        Ipv6AddressHelper("2001:1::", Ipv6Prefix(64)).Assign(m_devices);
    }

    /**
     * @param index 0 or 1
     * @return the host
     */
    Ptr<Node> Host(uint32_t index) const
    {
        return m_hosts.Get(index);
    }

    /**
     * @param index 0 or 1
     * @return address of the host on the wire
     */
    static Ipv4Address On(uint32_t index)
    {
        return index == 0 ? "10.1.1.1" : "10.1.1.2";
    }

    /** @return the devices at the wire */
    const NetDeviceContainer& Devices() const
    {
        return m_devices;
    }

    /**
     * Set up an overlay by a helper that is gone afterwards.
     * @return its nodes
     */
    std::vector<Ptr<OverqosNode>> Overlay() const
    {
        OverqosHelper overlay;
        auto nodes = overlay.Install(m_hosts);
        overlay.Connect(nodes[0], On(0), nodes[1], On(1));
        overlay.SetRoutes();
        const auto here = overlay.InstallTunnel(nodes[0], "10.9.0.1");
        const auto there = overlay.InstallTunnel(nodes[1], "10.9.0.2");
        overlay.AddAddress(here, "2001:9::1");
        overlay.AddAddress(there, "2001:9::2");
        overlay.AssignStreams(500);
        return nodes;
    }

  private:
    GlobalState m_state;          //!< of ns-3
    NodeContainer m_hosts;        //!< both
    NetDeviceContainer m_devices; //!< at the wire
};

TEST(OverqosHelper, MayGoOutOfScopeWhenTheOverlayIsSetUp)
{
    const TwoHosts network;
    network.Overlay();
    DatagramFlow flow(network.Host(0), network.Host(1), InetSocketAddress("10.9.0.2", 9));
    flow.Send(Seconds(3), Seconds(4));
    OverlayNetwork::RunUntil(Seconds(6));
    EXPECT_EQ(flow.Sent(), 100U);
    EXPECT_EQ(flow.Received(), 100U);
    EXPECT_EQ(flow.Wrong(), 0U);
}

TEST(OverqosHelper, ATunnelIsGoneWithItsNode)
{
    const TwoHosts network;
    const auto nodes = network.Overlay();
    DatagramFlow flow(network.Host(0), network.Host(1), InetSocketAddress("10.9.0.2", 9));
    flow.Send(Seconds(3), Seconds(5));
    Simulator::Schedule(Seconds(4), [&nodes] { nodes[0]->Dispose(); });
    OverlayNetwork::RunUntil(Seconds(6));
    EXPECT_EQ(flow.Sent(), 200U);
    EXPECT_EQ(flow.Received(), 100U);
}

/** IPv6 inside. */
class GlobalRoutes : public testing::TestWithParam<bool>
{
};

TEST_P(GlobalRoutes, ArePopulatedAroundTunnels)
{
    const TwoHosts network;
    network.Overlay();
    Ipv4GlobalRoutingHelper::PopulateRoutingTables();
    const Address there = GetParam() ? Address(Inet6SocketAddress("2001:9::2", 9))
                                     : Address(InetSocketAddress("10.9.0.2", 9));
    DatagramFlow flow(network.Host(0), network.Host(1), there);
    flow.Send(Seconds(3), Seconds(4));
    OverlayNetwork::RunUntil(Seconds(6));
    EXPECT_EQ(flow.Sent(), 100U);
    EXPECT_EQ(flow.Received(), 100U);
    EXPECT_EQ(flow.Wrong(), 0U);
}

INSTANTIATE_TEST_SUITE_P(OverqosHelper, GlobalRoutes, testing::Bool());

/** An overlay without tunnels: packets are injected at the first node and delivered at the second.
 */
class InjectedFlow : public testing::Test
{
  protected:
    InjectedFlow()
        : m_nodes(m_overlay.Install(NodeContainer(m_network.Host(0), m_network.Host(1))))
    {
        m_overlay.SetLink("ConstantRate", DataRateValue(DataRate("4Mbps")));
        m_nodes[1]->SetDeliverCallback([this](const BundlePacket& /* packet */) { ++m_delivered; });
    }

    /** Connect the nodes. */
    void Connect()
    {
        m_overlay.Connect(m_nodes[0], TwoHosts::On(0), m_nodes[1], TwoHosts::On(1));
        m_overlay.SetRoutes();
    }

    /**
     * Inject a packet every 5 ms.
     * @param begin when to begin
     * @param packets how many
     * @param flow their flow
     */
    void Inject(Time begin, int packets, uint32_t flow = 0)
    {
        for (int i = 0; i < packets; ++i)
        {
            Simulator::Schedule(begin + i * MilliSeconds(5), [this, flow] {
                BundlePacket packet;
                packet.data = m_bytes.data();
                packet.size = static_cast<uint32_t>(m_bytes.size());
                packet.egress = 2;
                packet.flow = flow;
                m_nodes[0]->Inject(packet);
            });
        }
    }

    /** @return the entry of the first link */
    BundleSender& Entry() const
    {
        return *m_nodes[0]->GetRouter()->Outgoing(1);
    }

    TwoHosts m_network;                    //!< the hosts
    OverqosHelper m_overlay;               //!< sets up the overlay
    std::vector<Ptr<OverqosNode>> m_nodes; //!< of the overlay
    std::array<uint8_t, 500> m_bytes{};    //!< of a packet
    int m_delivered = 0;                   //!< packets at the second node
};

TEST_F(InjectedFlow, UsesLinksThatComeWhileTheNodesRun)
{
    Simulator::Schedule(Seconds(1), [this] { Connect(); });
    Inject(Seconds(2), 100);
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_EQ(m_delivered, 100);
}

TEST_F(InjectedFlow, MeetsAServiceThatComesWhileTheNodeRuns)
{
    /** Drops all. */
    class NoService : public BundleService
    {
        bool Admits(const BundlePacket& /* packet */, Nanoseconds /* now */) override
        {
            return false;
        }

        bool Repairs(const BundlePacket& /* packet */, uint32_t, Nanoseconds /* now */) override
        {
            return false;
        }

        void StaysLost(const BundlePacket& /* packet */, uint32_t, Nanoseconds /* now */) override
        {
        }
    };

    Connect();
    std::vector<RouterDropReason> reasons;
    m_nodes[0]->TraceConnectWithoutContext(
        "Drop",
        Callback<void, const BundlePacket&, RouterDropReason>(
            [&reasons](const BundlePacket& /* packet */, RouterDropReason reason) {
                reasons.push_back(reason);
            }));
    Inject(Seconds(1), 50);
    Simulator::Schedule(Seconds(2), [this] {
        m_nodes[0]->SetService(1, [] { return std::make_unique<NoService>(); });
    });
    Inject(Seconds(2.1), 50);
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_EQ(m_delivered, 50);
    EXPECT_EQ(reasons, std::vector<RouterDropReason>(50, RouterDropReason::Service));
}

/** Whether the node starts again at once. */
class StoppedByItself : public InjectedFlow, public testing::WithParamInterface<bool>
{
  protected:
    /**
     * @param index of the node that stops
     */
    void Stop(uint32_t index)
    {
        if (++m_calls == 50)
        {
            m_nodes[index]->Stop();
            if (GetParam())
            {
                m_nodes[index]->Start();
            }
        }
    }

    int m_calls = 0; //!< of what stops it
};

TEST_P(StoppedByItself, StopsInItsDeliverCallback)
{
    Connect();
    m_nodes[1]->SetDeliverCallback([this](const BundlePacket& /* packet */) { Stop(1); });
    Inject(Seconds(1), 100);
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_GE(m_calls, GetParam() ? 90 : 50);
    EXPECT_LE(m_calls, GetParam() ? 100 : 50);
    EXPECT_EQ(m_nodes[1]->GetRouter() != nullptr, GetParam());
}

TEST_P(StoppedByItself, StopsInATraceOfArrivals)
{
    Connect();
    m_nodes[1]->TraceConnectWithoutContext(
        "Arrive",
        Callback<void, const BundlePacket&, uint16_t>(
            [this](const BundlePacket& /* packet */, uint16_t /* bundle */) { Stop(1); }));
    Inject(Seconds(1), 100);
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_GE(m_delivered, GetParam() ? 90 : 49);
    EXPECT_LE(m_delivered, GetParam() ? 100 : 49);
}

TEST_P(StoppedByItself, StopsInATraceOfWhatItForwards)
{
    Connect();
    m_nodes[0]->TraceConnectWithoutContext(
        "Forward",
        Callback<void, const BundlePacket&>([this](const BundlePacket& /* packet */) { Stop(0); }));
    Inject(Seconds(1), 600);
    OverlayNetwork::RunUntil(Seconds(6));
    // the exit has to miss the earlier entry before it believes the new one
    EXPECT_GE(m_delivered, GetParam() ? 300 : 50);
    EXPECT_LE(m_delivered, GetParam() ? 600 : 50);
    EXPECT_EQ(m_nodes[0]->GetRefused(), GetParam() ? 0U : 550U);
}

INSTANTIATE_TEST_SUITE_P(OverqosNode, StoppedByItself, testing::Bool());

TEST_F(InjectedFlow, CountsDatagramsThatTheHostDoesNotTake)
{
    m_nodes[0]->AddOutgoing(1,
                            InetSocketAddress("10.77.0.1", 4754),
                            CreateObject<OverqosLinkConfig>());
    m_nodes[0]->SetRoute(2, 1);
    Inject(Seconds(1), 3);
    OverlayNetwork::RunUntil(Seconds(30));
    const EntryCounters& sent = Entry().Link().GetCounters();
    EXPECT_GE(sent.dataFrames, 3U);
    EXPECT_EQ(m_nodes[0]->GetUnsent(),
              sent.dataFrames + sent.parityFrames + sent.repairFrames + sent.repairParityFrames +
                  sent.probeFrames);
}

TEST_F(InjectedFlow, GivesItsDatagramsATypeOfService)
{
    constexpr uint8_t EXPEDITED = 0xb8;
    m_nodes[0]->SetAttribute("Tos", UintegerValue(EXPEDITED));
    Connect();
    std::array<std::set<int>, 2> seen; // by host
    for (uint32_t host = 0; host < 2; ++host)
    {
        m_network.Devices().Get(host)->TraceConnectWithoutContext(
            "PhyTxBegin",
            Callback<void, Ptr<const Packet>>([&values = seen[host]](Ptr<const Packet> packet) {
                const Ptr<Packet> copy = packet->Copy();
                PppHeader ppp;
                copy->RemoveHeader(ppp);
                Ipv4Header ip;
                if (ppp.GetProtocol() == 0x0021 && copy->RemoveHeader(ip) > 0)
                {
                    values.insert(ip.GetTos());
                }
            }));
    }
    Inject(Seconds(1), 100);
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_EQ(m_delivered, 100);
    EXPECT_EQ(seen[0], std::set<int>{EXPEDITED});
    EXPECT_EQ(seen[1], std::set<int>{0});
}

TEST_F(InjectedFlow, KnowsAPeerWhoseAddressHasATypeOfService)
{
    const auto config = CreateObject<OverqosLinkConfig>();
    const Address toFirst = compat::WithTos(InetSocketAddress(TwoHosts::On(0), 4754), 0xb8);
    const Address toSecond = compat::WithTos(InetSocketAddress(TwoHosts::On(1), 4754), 0xb8);
    m_nodes[0]->AddOutgoing(1, toSecond, config);
    m_nodes[1]->AddIncoming(1, toFirst, config);
    m_nodes[0]->SetRoute(2, 1);
    Inject(Seconds(1), 100);
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_EQ(m_delivered, 100);
    EXPECT_EQ(m_nodes[1]->GetForeign(), 0U);
    EXPECT_EQ(Entry().Link().InFlight(), 0U);
}

/** A second wire between the hosts, 10.1.2.1 to 10.1.2.2, to which the first host's route changes.
 */
TEST_F(InjectedFlow, OutlivesAChangeOfTheRouteToAnotherInterface)
{
    PointToPointHelper wire;
    wire.SetDeviceAttribute("DataRate", DataRateValue(DataRate("10Mbps")));
    const auto other = wire.Install(m_network.Host(0), m_network.Host(1));
    Ipv4AddressHelper("10.1.2.0", "255.255.255.0").Assign(other);
    Connect();
    Inject(Seconds(1), 200);
    Simulator::Schedule(Seconds(1.5), [this, &other] {
        const auto ipv4 = m_network.Host(0)->GetObject<Ipv4>();
        Ipv4StaticRoutingHelper().GetStaticRouting(ipv4)->AddHostRouteTo(
            TwoHosts::On(1),
            static_cast<uint32_t>(ipv4->GetInterfaceForDevice(other.Get(0))));
    });
    OverlayNetwork::RunUntil(Seconds(4));
    EXPECT_EQ(m_delivered, 200);
    EXPECT_EQ(m_nodes[1]->GetForeign(), 0U);
}

TEST(OverqosLinkConfig, SaysHowMuchMayLeaveAtOnce)
{
    const auto config = CreateObject<OverqosLinkConfig>();
    EXPECT_EQ(config->ForSender(1).burstBytes, 3000U);
    config->SetAttribute("Burst", UintegerValue(50'000));
    EXPECT_EQ(config->ForSender(1).burstBytes, 50'000U);
}

TEST(OverqosHelperDeathTest, ALinkHasToCarryWhatATunnelTakes)
{
    testing::FLAGS_gtest_death_test_style = "threadsafe";
    const TwoHosts network;
    OverqosHelper overlay;
    overlay.SetTunnel("Mtu", UintegerValue(9000));
    const auto nodes = overlay.Install(NodeContainer(network.Host(0), network.Host(1)));
    overlay.Connect(nodes[0], TwoHosts::On(0), nodes[1], TwoHosts::On(1));
    EXPECT_DEATH(overlay.InstallTunnel(nodes[0], "10.9.0.1"),
                 "link 1 carries packets of 2000 bytes .MostPacketBytes., .* of 9000 .Mtu.");
}

TEST(OverqosHelper, TunnelsLargePacketsOverLinksThatCarryThem)
{
    const TwoHosts network;
    OverqosHelper overlay;
    overlay.SetTunnel("Mtu", UintegerValue(9000));
    overlay.SetLink("MostPacketBytes", UintegerValue(9000));
    const auto nodes = overlay.Install(NodeContainer(network.Host(0), network.Host(1)));
    overlay.InstallTunnel(nodes[0], "10.9.0.1");
    overlay.InstallTunnel(nodes[1], "10.9.0.2");
    overlay.Connect(nodes[0], TwoHosts::On(0), nodes[1], TwoHosts::On(1));
    overlay.SetRoutes();
    DatagramFlow flow(network.Host(0),
                      network.Host(1),
                      InetSocketAddress("10.9.0.2", 9),
                      8972,
                      MilliSeconds(100));
    flow.Send(Seconds(3), Seconds(5));
    OverlayNetwork::RunUntil(Seconds(7));
    EXPECT_EQ(flow.Received(), 20U);
}

TEST_F(InjectedFlow, TellsTheStateOfItsLinks)
{
    Connect();
    std::vector<OverqosLinkState> states;
    m_nodes[0]->TraceConnectWithoutContext(
        "LinkState",
        Callback<void, uint16_t, const OverqosLinkState&>(
            [&states](uint16_t bundle, const OverqosLinkState& state) {
                EXPECT_EQ(bundle, 1);
                states.push_back(state);
            }));
    Inject(Seconds(1), 1000);
    OverlayNetwork::RunUntil(Seconds(9));
    ASSERT_EQ(states.size(), m_nodes[1]->GetRouter()->Incoming(1)->Link().GetCounters().reports);
    EXPECT_EQ(states.back().total, DataRate("4Mbps"));
    EXPECT_EQ(states.back().data.GetBitRate(), Entry().Rate().Data().BitsPerSecond());
    EXPECT_EQ(states.back().guaranteeable.GetBitRate(),
              Entry().Rate().History().Guaranteeable()->BitsPerSecond());
    EXPECT_EQ(states.back().loss, 0);
    EXPECT_EQ(states.back().residual, 0);
    EXPECT_NEAR(states.back().roundTrip.GetSeconds(), 0.021, 0.003);
}

/** A flow of 0.8 Mbps beside another one that fills a link of 4 Mbps. */
TEST_F(InjectedFlow, KeepsAGuaranteeWhenItStartsAgain)
{
    m_overlay.SetLink("MissProbability", DoubleValue(0.2)); // 100 samples
    Connect();
    constexpr uint32_t FLOW = 7;
    const DataRate rate("1Mbps");
    EXPECT_FALSE(m_nodes[0]->Guarantee(1, FLOW, rate)) << "c_min is not known";
    std::array<uint32_t, 2> dropped{}; // of the others, of the flow
    m_nodes[0]->TraceConnectWithoutContext(
        "Drop",
        Callback<void, const BundlePacket&, RouterDropReason>(
            [&dropped](const BundlePacket& packet, RouterDropReason /* reason */) {
                ++dropped[(packet.flow & UINT16_MAX) == FLOW ? 1 : 0];
            }));
    for (int i = 0; i < 8; ++i) // 6.4 Mbps
    {
        Inject(Seconds(1) + i * MicroSeconds(500), 4000);
    }
    Simulator::Schedule(Seconds(9), [&] {
        EXPECT_TRUE(m_nodes[0]->Guarantee(1, FLOW, rate, 0, 500));
        EXPECT_FALSE(m_nodes[0]->Guarantee(1, FLOW, rate, 0, 500)) << "it has one";
        EXPECT_FALSE(m_nodes[0]->Guarantee(1, 8, DataRate("3.5Mbps"), 0, 500)) << "no room";
        EXPECT_FALSE(m_nodes[0]->IsGuaranteed(1, 8));
    });
    Inject(Seconds(10), 2000, FLOW);
    Simulator::Schedule(Seconds(15), [this] {
        m_nodes[0]->Stop();
        m_nodes[0]->Start();
    });
    OverlayNetwork::RunUntil(Seconds(20));
    EXPECT_TRUE(m_nodes[0]->IsGuaranteed(1, FLOW));
    EXPECT_GT(dropped[0], 5000U);
    EXPECT_EQ(dropped[1], 0U);
    m_nodes[0]->EndGuarantee(1, FLOW);
    EXPECT_FALSE(m_nodes[0]->IsGuaranteed(1, FLOW));
}

TEST_F(InjectedFlow, LosesAGuaranteeForWhichThereIsNoRoomAnyMore)
{
    m_overlay.SetLink("MissProbability", DoubleValue(0.2));
    Connect();
    std::vector<uint32_t> preempted;
    m_nodes[0]->TraceConnectWithoutContext(
        "Preempt",
        Callback<void, uint16_t, uint32_t>([&preempted](uint16_t bundle, uint32_t flow) {
            EXPECT_EQ(bundle, 1);
            preempted.push_back(flow);
        }));
    Inject(Seconds(1), 4000);
    Simulator::Schedule(Seconds(9), [this] {
        EXPECT_TRUE(m_nodes[0]->Guarantee(1, 5, DataRate("1Mbps")));
        EXPECT_TRUE(m_nodes[0]->Guarantee(1, 6, DataRate("2.5Mbps")));
    });
    // a tenth of the frames is lost: parity and repairs take from c
    Simulator::Schedule(Seconds(10), [this] {
        const auto loss = CreateObject<GilbertErrorModel>();
        loss->SetAttribute("LossRate", DoubleValue(0.3));
        loss->AssignStreams(7);
        m_network.Devices().Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(loss));
    });
    OverlayNetwork::RunUntil(Seconds(25));
    EXPECT_EQ(preempted, std::vector<uint32_t>{6});
    EXPECT_TRUE(m_nodes[0]->IsGuaranteed(1, 5));
}

TEST_F(InjectedFlow, MayHaveLinksThatDiffer)
{
    const auto there = CreateObject<OverqosLinkConfig>();
    const auto back = CreateObject<OverqosLinkConfig>();
    there->SetAttribute("ConstantRate", DataRateValue(DataRate("8Mbps")));
    back->SetAttribute("ConstantRate", DataRateValue(DataRate("1Mbps")));
    const uint16_t number =
        m_overlay.Connect(m_nodes[0], TwoHosts::On(0), m_nodes[1], TwoHosts::On(1), there, back);
    OverlayNetwork::RunUntil(Seconds(1));
    const auto rateOf = [](const Ptr<OverqosNode>& node, uint16_t bundle) {
        return node->GetRouter()->Outgoing(bundle)->Rate().Total().BitsPerSecond();
    };
    EXPECT_EQ(rateOf(m_nodes[0], number), 8'000'000U);
    EXPECT_EQ(rateOf(m_nodes[1], number + 1), 1'000'000U);
}

TEST(OverqosTunnel, HasTheClassifierThatItIsNamed)
{
    const TwoHosts network;
    OverqosHelper overlay;
    overlay.SetTunnel("Classifier", StringValue("size"));
    const auto nodes = overlay.Install(NodeContainer(network.Host(0), network.Host(1)));
    overlay.Connect(nodes[0], TwoHosts::On(0), nodes[1], TwoHosts::On(1));
    overlay.SetRoutes();
    overlay.InstallTunnel(nodes[0], "10.9.0.1");
    overlay.InstallTunnel(nodes[1], "10.9.0.2");
    std::vector<BundlePacket> packets;
    nodes[1]->TraceConnectWithoutContext(
        "Arrive",
        Callback<void, const BundlePacket&, uint16_t>(
            [&packets](const BundlePacket& packet, uint16_t /* bundle */) {
                packets.push_back(packet);
            }));
    const auto source = Socket::CreateSocket(network.Host(0), UdpSocketFactory::GetTypeId());
    source->Bind(InetSocketAddress("10.9.0.1", 50));
    for (const uint32_t bytes : {10U, 1000U})
    {
        Simulator::Schedule(Seconds(bytes), [source, bytes] {
            source->SendTo(Create<Packet>(bytes), 0, InetSocketAddress("10.9.0.2", 9));
        });
    }
    OverlayNetwork::RunUntil(Seconds(1001));
    ASSERT_EQ(packets.size(), 2U);
    EXPECT_LT(packets[0].priority, packets[1].priority);
    EXPECT_FALSE(packets[0].mayDrop);
    const uint32_t flow = OverqosTunnel::FlowOf(InetSocketAddress("10.9.0.1", 50),
                                                InetSocketAddress("10.9.0.2", 9),
                                                UdpL4Protocol::PROT_NUMBER);
    for (const BundlePacket& packet : packets)
    {
        EXPECT_EQ(packet.flow, nodes[0]->GetRouter()->OwnFlow(flow));
    }
}

} // namespace
} // namespace qos
} // namespace ns3
