/* SPDX-License-Identifier: GPL-2.0-only */

#include "datagrams.h"
#include "random-graph.h"

#include "ns3/device-queue.h"
#include "ns3/graph-topology.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/traffic-control-helper.h"
#include "ns3/traffic-control-layer.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint16_t PORT = 7;
constexpr uint32_t BYTES = 1000;                     // payload of a datagram
constexpr uint32_t FRAME_BYTES = BYTES + 8 + 20 + 2; // with UDP, IP and the link

/** Builds networks, one at a time. */
class GraphTopologyTest : public testing::Test
{
  protected:
    GraphTopologyTest()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    ~GraphTopologyTest() override
    {
        Simulator::Destroy();
    }

    /**
     * @param graph a network
     * @param from number of a node
     * @param to number of a node
     * @return how long a datagram takes through empty queues
     */
    static Time TimeOfDatagram(const NetworkGraph& graph, uint32_t from, uint32_t to)
    {
        const ShortestWays ways(graph);
        Time time = ToSimulator(ways.Delay(from, to));
        for (uint32_t here = from; here != to;)
        {
            const uint32_t next = ways.Next(here, to);
            for (const uint32_t number : graph.LinksOf(here))
            {
                const GraphLink& link = graph.LinkAt(number);
                if (link.first == next || link.second == next)
                {
                    time += link.params.rate.CalculateBytesTxTime(FRAME_BYTES);
                }
            }
            here = next;
        }
        return time;
    }

    GraphTopology::Params m_params; //!< to build from
};

TEST_F(GraphTopologyTest, ConnectsAllNodesOverTheShortestWays)
{
    for (uint32_t seed = 1; seed <= 3; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const GraphTopology network(RandomGraph(9, seed, 4), m_params);
        const uint32_t nodes = network.Graph().Nodes();
        std::vector<std::unique_ptr<DatagramListener>> listeners;
        for (uint32_t node = 0; node < nodes; ++node)
        {
            listeners.push_back(
                std::make_unique<DatagramListener>(network.Nodes().Get(node),
                                                   InetSocketAddress(network.Address(node), PORT)));
        }
        for (uint32_t from = 0; from < nodes; ++from)
        {
            for (uint32_t to = 0; to < nodes; ++to)
            {
                const std::size_t before = listeners[to]->Times().size();
                const Time begin = Simulator::Now();
                SendDatagrams(network.Nodes().Get(from),
                              InetSocketAddress(network.Address(to), PORT),
                              1,
                              BYTES);
                Simulator::Run();
                ASSERT_EQ(listeners[to]->Times().size(), before + 1) << from << " to " << to;
                EXPECT_EQ(listeners[to]->Times().back() - begin,
                          TimeOfDatagram(network.Graph(), from, to))
                    << from << " to " << to;
            }
        }
        Simulator::Destroy();
    }
}

/** All that a node sends has its one address, whatever link it takes. */
TEST_F(GraphTopologyTest, GivesANodeOneAddressForAllItsLinks)
{
    const GraphTopology network(NetworkGraph::Tree(3, 1, {}), m_params);
    EXPECT_EQ(network.Address(0), Ipv4Address("10.0.0.1"));
    EXPECT_EQ(network.Address(3), Ipv4Address("10.0.0.4"));
    for (uint32_t leaf = 1; leaf <= 3; ++leaf)
    {
        const InetSocketAddress to(network.Address(leaf), PORT);
        const DatagramListener listener(network.Nodes().Get(leaf), to);
        SendDatagrams(network.Nodes().Get(0), to, 1, BYTES);
        Simulator::Run();
        ASSERT_EQ(listener.Senders().size(), 1U);
        EXPECT_EQ(InetSocketAddress::ConvertFrom(listener.Senders()[0]).GetIpv4(),
                  network.Address(0));
    }
}

TEST_F(GraphTopologyTest, CarriesTcpInBothDirections)
{
    m_params.tcp = "ns3::TcpCubic";
    const GraphTopology network(RandomGraph(8, 4, 4), m_params);
    for (const auto& [from, to] : {std::pair(0U, 7U), std::pair(7U, 0U), std::pair(3U, 5U)})
    {
        const InetSocketAddress address(network.Address(to), PORT);
        const auto sinks =
            PacketSinkHelper("ns3::TcpSocketFactory", address).Install(network.Nodes().Get(to));
        const auto socket =
            Socket::CreateSocket(network.Nodes().Get(from), TcpSocketFactory::GetTypeId());
        Simulator::Schedule(Seconds(1), [socket, address = address] {
            socket->Connect(address);
            socket->Send(Create<Packet>(100000));
            socket->Close();
        });
        Simulator::Run();
        EXPECT_EQ(DynamicCast<PacketSink>(sinks.Get(0))->GetTotalRx(), 100000U);
    }
    TypeIdValue tcp;
    network.Nodes().Get(3)->GetObject<TcpL4Protocol>()->GetAttribute("SocketType", tcp);
    EXPECT_EQ(tcp.Get().GetName(), m_params.tcp);
}

/**
 * The burst arrives at once at the first link, and 100 times as fast as it leaves at the second
 * one: one packet is transmitted, the others wait or are dropped.
 *
 *     n0 -- 1 Gb/s, 100 packets -- n1 -- 1 Mb/s, 10 packets -- n2
 */
TEST_F(GraphTopologyTest, DropsExactlyWhatDoesNotFit)
{
    NetworkGraph graph = NetworkGraph::Chain(2, {DataRate("1Gbps"), MilliSeconds(1), 100});
    const uint32_t slow =
        graph.AddLink(1, graph.AddNode("n2"), {DataRate("1Mbps"), MilliSeconds(1), 10});
    const GraphTopology network(graph, m_params);
    const InetSocketAddress to(network.Address(2), PORT);
    const DatagramListener listener(network.Nodes().Get(2), to);
    SendDatagrams(network.Nodes().Get(0), to, 150, BYTES);
    Simulator::Run();
    EXPECT_EQ(network.Dropped(0, 0), 49U);
    EXPECT_EQ(network.Dropped(0, 1), 0U);
    EXPECT_EQ(network.Dropped(slow, 1), 90U);
    EXPECT_EQ(network.Dropped(slow, 2), 0U);
    EXPECT_EQ(listener.Times().size(), 11U);
    SendDatagrams(network.Nodes().Get(2), InetSocketAddress(network.Address(0), PORT), 12, BYTES);
    Simulator::Run();
    EXPECT_EQ(network.Dropped(slow, 2), 1U);
    EXPECT_EQ(network.Dropped(slow, 1), 90U);
}

TEST_F(GraphTopologyTest, HasNoQueueDisc)
{
    const GraphTopology network(NetworkGraph::Chain(3, {}), m_params);
    for (const uint32_t link : {0U, 1U})
    {
        for (const uint32_t node : {link, link + 1})
        {
            const Ptr<NetDevice> device = network.Device(link, node);
            EXPECT_EQ(device->GetNode(), network.Nodes().Get(node));
            EXPECT_EQ(device->GetNode()->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(
                          device),
                      nullptr);
        }
    }
}

/** Three packets are in the device or on the wire; all others wait above it. */
TEST_F(GraphTopologyTest, LetsAQueueDiscHoldPacketsBackIfTheDeviceHasADeviceQueue)
{
    const GraphTopology network(NetworkGraph::Chain(2, {DataRate("1Mbps"), Time(0), 5}), m_params);
    const Ptr<NetDevice> device = network.Device(0, 0);
    DeviceQueue::FromText("2p")->Install(device);
    TrafficControlHelper control;
    control.SetRootQueueDisc("ns3::FifoQueueDisc", "MaxSize", StringValue("1000p"));
    const QueueDiscContainer discs = control.Install(device);
    const InetSocketAddress to(network.Address(1), PORT);
    const DatagramListener listener(network.Nodes().Get(1), to);
    Simulator::ScheduleNow(
        [&network, to] { SendDatagrams(network.Nodes().Get(0), to, 50, BYTES); });
    Simulator::Schedule(MicroSeconds(1), [&discs] { EXPECT_EQ(discs.Get(0)->GetNPackets(), 47U); });
    Simulator::Run();
    EXPECT_EQ(listener.Times().size(), 50U);
    EXPECT_EQ(network.Dropped(0, 0), 0U);
}

TEST_F(GraphTopologyTest, HasNoWayToAddressesOfOthers)
{
    const GraphTopology network(NetworkGraph::Chain(3, {}), m_params);
    const auto socket = Socket::CreateSocket(network.Nodes().Get(1), UdpSocketFactory::GetTypeId());
    EXPECT_EQ(socket->SendTo(Create<Packet>(1), 0, InetSocketAddress("10.1.0.1", PORT)), -1);
    EXPECT_EQ(socket->GetErrno(), Socket::ERROR_NOROUTETOHOST);
}

/** What a node keeps is small: a route to itself, one for its busiest link, and the others, of
 * which one leads to all addresses with the same first bits. */
TEST_F(GraphTopologyTest, IsTheSameEachTimeWithFewRoutes)
{
    const auto routes = [this] {
        const GraphTopology network(NetworkGraph::Tree(2, 3, {}), m_params);
        std::ostringstream text;
        std::vector<uint32_t> counts;
        for (uint32_t node = 0; node < network.Graph().Nodes(); ++node)
        {
            const auto table = Ipv4StaticRoutingHelper().GetStaticRouting(
                network.Nodes().Get(node)->GetObject<Ipv4>());
            for (uint32_t i = 1; i < table->GetNRoutes(); ++i) // behind that of the loopback
            {
                text << node << ": " << table->GetRoute(i) << "\n";
            }
            counts.push_back(table->GetNRoutes() - 1);
        }
        EXPECT_EQ(counts, std::vector<uint32_t>({5, 6, 6, 4, 4, 4, 4, 2, 2, 2, 2, 2, 2, 2, 2}));
        EXPECT_GT(network.NextStream(), m_params.firstStream);
        Simulator::Destroy();
        return text.str();
    };
    m_params.firstStream = 40;
    EXPECT_EQ(routes(), routes());
}

/** A range of 1000 addresses is at most 2 * 9 blocks of powers of two. */
TEST_F(GraphTopologyTest, HasFewRoutesInALongChain)
{
    const GraphTopology network(NetworkGraph::Chain(1000, {}), m_params);
    for (uint32_t node = 0; node < network.Graph().Nodes(); ++node)
    {
        const auto table = Ipv4StaticRoutingHelper().GetStaticRouting(
            network.Nodes().Get(node)->GetObject<Ipv4>());
        ASSERT_LE(table->GetNRoutes(), 18 + 3U) << "node " << node;
    }
}

TEST_F(GraphTopologyTest, HasTheRoutesOfTheGraphToAllNodes)
{
    for (uint32_t seed = 1; seed <= 3; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const GraphTopology network(RandomGraph(150, seed, 4), m_params);
        const uint32_t nodes = network.Graph().Nodes();
        for (uint32_t from = 0; from < nodes; ++from)
        {
            const auto ipv4 = network.Nodes().Get(from)->GetObject<Ipv4>();
            const std::vector<GraphRoute> routes = network.Graph().RoutesFrom(from);
            for (uint32_t to = 0; to < nodes; ++to)
            {
                Ipv4Header header;
                header.SetDestination(network.Address(to));
                Socket::SocketErrno error = Socket::ERROR_NOTERROR;
                const auto route =
                    ipv4->GetRoutingProtocol()->RouteOutput(nullptr, header, nullptr, error);
                ASSERT_TRUE(route) << from << " to " << to;
                ASSERT_EQ(route->GetOutputDevice(),
                          from == to ? ipv4->GetNetDevice(0)
                                     : network.Device(routes[to].link, from))
                    << from << " to " << to;
            }
        }
        Simulator::Destroy();
    }
}

TEST_F(GraphTopologyTest, SaysWhatIsWrong)
{
    NetworkGraph graph = NetworkGraph::Chain(3, {});
    const GraphTopology network(graph, m_params);
    const auto sentence = [](const auto& call) -> std::string {
        try
        {
            call();
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(sentence([&] { network.Device(0, 2); }),
              "node 'n2' has no device on link 0, allowed: 'n0' and 'n1'");
    EXPECT_EQ(sentence([&] { network.Dropped(2, 2); }), "there is no link 2, allowed: 0 to 1");
    EXPECT_EQ(sentence([&] { network.Device(0, 3); }), "there is no node 3, allowed: 0 to 2");
    EXPECT_EQ(sentence([&] { network.Address(3); }), "there is no node 3, allowed: 0 to 2");
    graph.AddNode("island");
    EXPECT_EQ(sentence([&] { GraphTopology(graph, m_params); }),
              "node 'island' cannot be reached from 'n0', allowed: connected networks");
}

} // namespace
} // namespace qos
} // namespace ns3
