/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What a user of ns-3 does with an overlay beside the ordinary: helpers that go out of scope,
 * global routes, hosts with several interfaces, packets that are larger than links carry.
 */

#include "overlay-network.h"

#include <gtest/gtest.h>

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

} // namespace
} // namespace qos
} // namespace ns3
