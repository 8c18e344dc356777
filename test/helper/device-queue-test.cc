/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/device-queue.h"
#include "ns3/net-device-queue-interface.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-limits.h"
#include "ns3/queue.h"
#include "ns3/simulator.h"
#include "ns3/two-host-topology.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

TEST(DeviceQueue, IsMadeFromText)
{
    for (const char* text : {"bql", "1p", "16p", "100p", "99999p", "100000p"})
    {
        EXPECT_TRUE(DeviceQueue::FromText(text)) << text;
    }
    for (const char* text :
         {"",    "p",   "0p",  "100001p", "999999p", "1000000p", "99999999999999999999p",
          "-1p", "+1p", " 1p", "1 p",     "1.5p",    "0x1p",     "1",
          "1P",  "1pp", "1p ", "BQL",     "bql ",    "nonsense"})
    {
        EXPECT_FALSE(DeviceQueue::FromText(text)) << "'" << text << "'";
    }
}

/** What a full queue and the packet on the wire take, and the way. */
TEST(DeviceQueue, KnowsHowLongAPacketIsOnItsWay)
{
    const DataRate rate("10Mbps");
    const Time delay = MicroSeconds(500);
    const Time packet = NanoSeconds(1502ULL * 8 * 100);
    EXPECT_EQ(DeviceQueue::FromText("1p")->Residual(rate, delay), 2 * packet + delay);
    EXPECT_EQ(DeviceQueue::FromText("16p")->Residual(rate, delay), 17 * packet + delay);
    EXPECT_EQ(DeviceQueue::FromText("bql")->Residual(rate, delay), 3 * packet + delay);
    // the longest queue does not overflow
    EXPECT_EQ(DeviceQueue::FromText("100000p")->Residual(rate, delay), 100001 * packet + delay);
}

TEST(DeviceQueue, BecomesTheQueueOfADevice)
{
    for (const auto& [text, packets, hasLimits] :
         {std::tuple<const char*, const char*, bool>{"1p", "1p", false},
          {"16p", "16p", false},
          {"bql", "1000p", true}})
    {
        TwoHostTopology::Params params;
        params.deviceQueue = *DeviceQueue::FromText(text);
        const TwoHostTopology network(params);
        const auto device = DynamicCast<PointToPointNetDevice>(network.ServerDevice());
        EXPECT_EQ(device->GetQueue()->GetMaxSize(), QueueSize(packets)) << text;
        const Ptr<NetDeviceQueueInterface> queues = device->GetObject<NetDeviceQueueInterface>();
        EXPECT_EQ(queues->GetTxQueue(0)->GetQueueLimits() != nullptr, hasLimits) << text;
        Simulator::Destroy();
    }
}

} // namespace
} // namespace qos
} // namespace ns3
