/* SPDX-License-Identifier: GPL-2.0-only */

#include "datagrams.h"

#include "ns3/boolean.h"
#include "ns3/channel.h"
#include "ns3/double.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue.h"
#include "ns3/red-queue-disc.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint16_t PORT = 7;

/** Builds dumbbells, one at a time. */
class Dumbbell : public testing::Test
{
  protected:
    Dumbbell()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    ~Dumbbell() override
    {
        Simulator::Destroy();
    }

    /**
     * @param device a device
     * @return its root queue disc, null if it has none
     */
    static Ptr<QueueDisc> RootDisc(const Ptr<NetDevice>& device)
    {
        return device->GetNode()->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(
            device);
    }

    DumbbellTopology::Params m_params; //!< to build from
};

TEST_F(Dumbbell, IsBuiltFromItsParameters)
{
    m_params.pairs = 3;
    m_params.bottleneckRate = DataRate("3Mbps");
    m_params.bottleneckDelay = MilliSeconds(7);
    m_params.accessRate = DataRate("200Mbps");
    m_params.accessDelay = MilliSeconds(2);
    m_params.queuePackets = 33;
    m_params.accessPackets = 44;
    m_params.tcp = "ns3::TcpCubic";
    const DumbbellTopology network(m_params);
    EXPECT_EQ(network.Left().GetN(), 3U);
    EXPECT_EQ(network.Right().GetN(), 3U);
    EXPECT_EQ(network.RoundTrip(), 2 * MilliSeconds(2 + 7 + 2));

    const NodeContainer nodes(network.Left(), network.Right(), network.Routers());
    uint32_t links = 0;
    for (uint32_t n = 0; n < nodes.GetN(); ++n)
    {
        TypeIdValue tcp;
        nodes.Get(n)->GetObject<TcpL4Protocol>()->GetAttribute("SocketType", tcp);
        EXPECT_EQ(tcp.Get().GetName(), m_params.tcp);
        for (uint32_t d = 0; d < nodes.Get(n)->GetNDevices(); ++d)
        {
            const auto device = DynamicCast<PointToPointNetDevice>(nodes.Get(n)->GetDevice(d));
            if (!device)
            {
                continue; // the loopback device
            }
            ++links;
            const bool isShared =
                device == network.Bottleneck().Get(0) || device == network.Bottleneck().Get(1);
            DataRateValue rate;
            device->GetAttribute("DataRate", rate);
            EXPECT_EQ(rate.Get(), isShared ? m_params.bottleneckRate : m_params.accessRate);
            TimeValue delay;
            device->GetChannel()->GetAttribute("Delay", delay);
            EXPECT_EQ(delay.Get(), isShared ? m_params.bottleneckDelay : m_params.accessDelay);
            EXPECT_EQ(device->GetQueue()->GetMaxSize(), QueueSize(isShared ? "33p" : "44p"));
            EXPECT_EQ(RootDisc(device), nullptr) << "FqCoDel is no baseline";
        }
    }
    EXPECT_EQ(links, 2U * (3 + 3 + 1));
    EXPECT_EQ(network.BottleneckDisc(), nullptr);
}

/** With the headers of UDP, IP and the link, 130 bytes are transmitted three times. */
TEST_F(Dumbbell, ConnectsEveryHostWithEveryHostOfTheOtherSide)
{
    m_params.pairs = 3;
    m_params.bottleneckRate = DataRate("1Gbps");
    m_params.bottleneckDelay = MilliSeconds(5);
    m_params.accessDelay = MilliSeconds(1);
    const DumbbellTopology network(m_params);
    const Time transmission = 3 * NanoSeconds(8ULL * (100 + 8 + 20 + 2));
    for (uint32_t left = 0; left < 3; ++left)
    {
        for (uint32_t right = 0; right < 3; ++right)
        {
            const InetSocketAddress leftAddress(network.LeftAddress(left), PORT);
            const InetSocketAddress rightAddress(network.RightAddress(right), PORT);
            const DatagramListener onLeft(network.Left().Get(left), leftAddress);
            const DatagramListener onRight(network.Right().Get(right), rightAddress);
            const Time begin = Simulator::Now();
            SendDatagrams(network.Left().Get(left), rightAddress, 1, 100);
            SendDatagrams(network.Right().Get(right), leftAddress, 1, 100);
            Simulator::Run();
            for (const DatagramListener* listener : {&onLeft, &onRight})
            {
                ASSERT_EQ(listener->Times().size(), 1U) << left << " and " << right;
                EXPECT_EQ(listener->Times()[0] - begin, network.RoundTrip() / 2 + transmission);
            }
        }
    }
}

TEST_F(Dumbbell, SpeaksIpv6IfItIsToldTo)
{
    m_params.pairs = 2;
    m_params.hasIpv6 = true;
    const DumbbellTopology network(m_params);
    const Inet6SocketAddress left(network.LeftAddress6(0), PORT);
    const Inet6SocketAddress right(network.RightAddress6(1), PORT);
    const DatagramListener onLeft(network.Left().Get(0), left);
    const DatagramListener onRight(network.Right().Get(1), right);
    Simulator::Schedule(MilliSeconds(1), [&network, left, right] {
        SendDatagrams(network.Left().Get(0), right, 1, 100);
        SendDatagrams(network.Right().Get(1), left, 1, 100);
    });
    Simulator::Stop(Seconds(1));
    Simulator::Run();
    EXPECT_EQ(onLeft.Times().size(), 1U);
    EXPECT_EQ(onRight.Times().size(), 1U);
    EXPECT_EQ(RootDisc(network.Bottleneck().Get(0)), nullptr);
}

/** The burst is over long before its first packet is transmitted: one is sent, 10 wait. */
TEST_F(Dumbbell, DropsWhatDoesNotFitIntoTheQueueOfTheBottleneck)
{
    m_params.bottleneckRate = DataRate("1Mbps");
    m_params.queuePackets = 10;
    const DumbbellTopology network(m_params);
    const InetSocketAddress to(network.RightAddress(0), PORT);
    const DatagramListener listener(network.Right().Get(0), to);
    SendDatagrams(network.Left().Get(0), to, 50, 1000);
    Simulator::Run();
    EXPECT_EQ(listener.Times().size(), 11U);
    EXPECT_EQ(network.Dropped(), 39U);
    EXPECT_EQ(network.Marked(), 0U);
}

TEST_F(Dumbbell, HasARootQueueDiscInBothDirectionsIfItIsToldTo)
{
    m_params.bottleneckRate = DataRate("1Mbps");
    m_params.bottleneckDelay = MilliSeconds(5);
    m_params.rootQueueDisc.SetTypeId("ns3::RedQueueDisc");
    m_params.rootQueueDisc.Set("MaxSize", QueueSizeValue(QueueSize("20p")));
    const DumbbellTopology network(m_params);
    for (uint32_t i = 0; i < 2; ++i)
    {
        const Ptr<QueueDisc> disc = RootDisc(network.Bottleneck().Get(i));
        ASSERT_NE(DynamicCast<RedQueueDisc>(disc), nullptr);
        EXPECT_EQ(disc->GetMaxSize(), QueueSize("20p"));
        DataRateValue rate;
        disc->GetAttribute("LinkBandwidth", rate);
        EXPECT_EQ(rate.Get(), m_params.bottleneckRate);
        TimeValue delay;
        disc->GetAttribute("LinkDelay", delay);
        EXPECT_EQ(delay.Get(), m_params.bottleneckDelay);
    }
    EXPECT_EQ(network.BottleneckDisc(), RootDisc(network.Bottleneck().Get(0)));
    const InetSocketAddress to(network.RightAddress(0), PORT);
    const DatagramListener listener(network.Right().Get(0), to);
    SendDatagrams(network.Left().Get(0), to, 100, 1000);
    Simulator::Run();
    EXPECT_LE(listener.Times().size(), 22U) << "20 in the disc, one in the device, one on the wire";
    EXPECT_EQ(listener.Times().size() + network.Dropped(), 100U);
}

TEST_F(Dumbbell, MarksInPlaceOfDroppingWithEcn)
{
    constexpr uint8_t ECT = 2;
    m_params.bottleneckRate = DataRate("1Mbps");
    m_params.rootQueueDisc.SetTypeId("ns3::RedQueueDisc");
    m_params.rootQueueDisc.Set("MaxSize", QueueSizeValue(QueueSize("1000p")));
    m_params.rootQueueDisc.Set("UseEcn", BooleanValue(true));
    m_params.rootQueueDisc.Set("UseHardDrop", BooleanValue(false));
    m_params.rootQueueDisc.Set("QW", DoubleValue(1));
    const DumbbellTopology network(m_params);
    const InetSocketAddress to(network.RightAddress(0), PORT);
    const DatagramListener listener(network.Right().Get(0), to);
    SendDatagrams(network.Left().Get(0), to, 100, 1000, ECT);
    Simulator::Run();
    EXPECT_EQ(listener.Times().size(), 100U);
    EXPECT_EQ(network.Dropped(), 0U);
    EXPECT_GT(network.Marked(), 50U);
}

/** 1000 bytes at 8 Mb/s take a millisecond. */
TEST_F(Dumbbell, CarriesTrafficThatComesAndGoes)
{
    m_params.bottleneckRate = DataRate("1Gbps");
    DumbbellTopology network(m_params);
    DumbbellTopology::CbrParams params;
    params.rate = DataRate("8Mbps");
    params.start = Seconds(3);
    params.on = Seconds(2);
    params.off = Seconds(1);
    const DumbbellTopology::Cbr cbr = network.AddCbr(params);
    EXPECT_GE(cbr.start, Seconds(3));
    EXPECT_LT(cbr.start, Seconds(3) + MilliSeconds(1));
    std::vector<double> seconds(9);
    cbr.sink->TraceConnectWithoutContext(
        "Rx",
        Callback<void, Ptr<const Packet>, const Address&>(
            [&seconds](Ptr<const Packet> packet, const Address&) {
                EXPECT_EQ(packet->GetSize(), 1000U);
                ++seconds.at(static_cast<std::size_t>(Simulator::Now().GetSeconds()));
            }));
    Simulator::Stop(Seconds(8.9));
    Simulator::Run();
    const std::vector<double> expected{0, 0, 0, 970, 1000, 30, 970, 1000, 30};
    for (std::size_t i = 0; i < expected.size(); ++i)
    {
        // 30 ms on the way, and up to 1 ms of phase
        EXPECT_NEAR(seconds[i], expected[i], 3) << "second " << i;
    }
}

TEST_F(Dumbbell, CarriesTrafficThatStays)
{
    m_params.bottleneckRate = DataRate("1Gbps");
    DumbbellTopology network(m_params);
    DumbbellTopology::CbrParams params;
    params.rate = DataRate("8Mbps");
    const DumbbellTopology::Cbr cbr = network.AddCbr(params);
    Simulator::Stop(Seconds(10));
    Simulator::Run();
    EXPECT_NEAR(static_cast<double>(cbr.sink->GetTotalRx()), 10e6, 40e3);
}

TEST_F(Dumbbell, BeginsTrafficAtARandomPhaseThatItsStreamFixes)
{
    const auto starts = [this](int64_t stream, uint64_t run) {
        RngSeedManager::SetRun(run);
        m_params.firstStream = stream;
        DumbbellTopology network(m_params);
        std::vector<Time> times;
        for (uint16_t i = 0; i < 3; ++i)
        {
            DumbbellTopology::CbrParams params;
            params.port = static_cast<uint16_t>(PORT + i);
            times.push_back(network.AddCbr(params).start);
        }
        EXPECT_GT(network.NextStream(), stream);
        Simulator::Destroy();
        return times;
    };
    const auto first = starts(10, 1);
    EXPECT_EQ(first, starts(10, 1));
    EXPECT_NE(first, starts(10, 2));
    EXPECT_NE(first, starts(500, 1));
    EXPECT_NE(first[0], first[1]);
}

TEST_F(Dumbbell, SaysWhatIsWrong)
{
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    m_params.pairs = 0;
    EXPECT_DEATH(DumbbellTopology network(m_params), "a dumbbell has 1 to 32767 hosts");
    m_params.pairs = 1;
    DumbbellTopology network(m_params);
    DumbbellTopology::CbrParams params;
    params.off = Seconds(1);
    EXPECT_DEATH(network.AddCbr(params), "cannot begin before that time");
}

} // namespace
} // namespace qos
} // namespace ns3
