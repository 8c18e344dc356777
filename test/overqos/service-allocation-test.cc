/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"

#include "ns3/classifier-registry.h"
#include "ns3/resequencer.h"
#include "ns3/traffic-queue.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/**
 * Run something twice, the second time counting.
 * @param run what to run
 * @return calls of operator new in the second run
 */
template <typename Run>
uint64_t
AllocationsOfASecond(Run run)
{
    run();
    const AllocationWatch allocations;
    run();
    return allocations.Count();
}

TEST(ServiceAllocationTest, AQueueThatWasFullOnceAllocatesNothing)
{
    TrafficQueueParams params;
    params.maxPackets = 50;
    params.maxAge = 20ms;
    TrafficQueue<int> queue(params);
    queue.SetGuarantee(0, 3, Bitrate::FromBitsPerSecond(1'000'000), 0ns);
    Nanoseconds now{0};
    uint32_t flow = 0;
    const uint64_t allocations = AllocationsOfASecond([&] {
        for (int i = 0; i < 10'000; ++i)
        {
            now += 1ms;
            BundlePacket packet;
            packet.flow = flow++; // flows come and go
            packet.priority = static_cast<uint8_t>(flow % 8);
            packet.size = 1000;
            queue.Enqueue(packet, i, now);
            packet.flow = 3;
            queue.Enqueue(packet, i, now);
            for (int times = i % 100 == 0 ? 60 : 1; times > 0; --times)
            {
                queue.Dequeue(now);
            }
        }
    });
    EXPECT_EQ(allocations, 0U);
    EXPECT_GT(queue.Dropped(QueueDropReason::Stale), 0U);
    EXPECT_GT(queue.Dropped(QueueDropReason::Evicted), 0U);
}

TEST(ServiceAllocationTest, AResequencerWithAllItsFlowsAllocatesNothing)
{
    ResequencerParams params;
    params.maxPackets = 4;
    params.maxFlows = 10;
    params.wait = 10ms;
    uint64_t released = 0;
    Resequencer resequencer(params,
                            [&released](const BundlePacket& packet, ReleaseKind /* kind */) {
                                released += packet.data[0];
                            });
    const std::vector<uint8_t> bytes(1400, 1);
    Nanoseconds now{0};
    uint32_t number = 0;
    const uint64_t allocations = AllocationsOfASecond([&] {
        for (int i = 0; i < 10'000; ++i)
        {
            now += 1ms;
            resequencer.Expire(now);
            ++number;
            BundlePacket packet;
            packet.flow = number / 7 % 12;
            packet.sequence = number ^ 1U; // each pair changes places
            packet.data = bytes.data();
            packet.size = number % 2 == 0 ? 100 : 1400;
            resequencer.Arrive(packet, now);
            packet.sequence += number % 5;
            resequencer.Arrive(packet, now);
        }
    });
    EXPECT_EQ(allocations, 0U);
    EXPECT_GT(released, 10'000U);
    EXPECT_GT(resequencer.Counters().GivenUp(), 0U);
    EXPECT_GT(resequencer.Counters().Pressed(), 0U);
}

TEST(ServiceAllocationTest, AClassifierAllocatesNothing)
{
    std::vector<uint8_t> bytes(100, 0x45);
    for (const std::string& name : Classifiers().Names())
    {
        const auto classifier = Classifiers().Create(name, {});
        const AllocationWatch allocations;
        classifier->Classify(bytes);
        EXPECT_EQ(allocations.Count(), 0U) << name;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
