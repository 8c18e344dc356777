/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-driver.h"

#include "ns3/sfq-hash-scheduler.h"

#include <set>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** Is told of drops. */
class DropLog : public SchedulerObserver
{
  public:
    void PacketDropped(PacketId packet, DropReason reason) override
    {
        EXPECT_EQ(reason, DropReason::QueueFull);
        packets.push_back(packet);
    }

    void MessageEnded(const MessageReport& /* report */) override
    {
    }

    std::vector<PacketId> packets; //!< what was dropped, in this order
};

/**
 * @param flow what identifies a flow
 * @param bytes size of the packet
 * @param number its message
 * @return a packet of best effort
 */
PacketArrival
Of(uint32_t flow, uint32_t bytes = 1000, uint64_t number = 0)
{
    PacketArrival arrival;
    arrival.flowHash = flow;
    arrival.bytes = bytes;
    arrival.message = number;
    return arrival;
}

/** @return small buckets: 8 flows, 10 packets */
SfqHashOptions
Small()
{
    SfqHashOptions options;
    options.buckets.flows = 8;
    options.buckets.limitPackets = 10;
    return options;
}

TEST(SfqHashBuckets, ServesByDeficitRoundRobin)
{
    SfqHashParams params;
    params.quantum = 1000;
    SfqHashBuckets buckets(params);
    const auto add = [&buckets](uint32_t flow) {
        const uint32_t bucket = buckets.Find(flow);
        buckets.Add(bucket, flow);
        return bucket;
    };
    const uint32_t large = add(1);
    const uint32_t small = add(2);
    ASSERT_NE(large, small);
    for (int packet = 0; packet < 20; ++packet)
    {
        add(1);
        add(2);
    }
    std::vector<uint32_t> order;
    for (int packet = 0; packet < 9; ++packet)
    {
        const uint32_t bucket = buckets.Choose();
        order.push_back(bucket);
        buckets.Charge(bucket, bucket == large ? 1500 : 500);
        buckets.Take(bucket);
    }
    EXPECT_EQ(
        order,
        (std::vector<uint32_t>{large, small, small, large, small, small, small, small, large}))
        << "1000 bytes per round: 1500 now, 500 of them from the next round";
}

TEST(SfqHashBuckets, NamesTheLongestInConstantTime)
{
    SfqHashBuckets buckets((SfqHashParams()));
    EXPECT_EQ(buckets.Longest(), SfqHashBuckets::NO_BUCKET);
    std::vector<uint32_t> bucketOf;
    for (uint32_t flow = 1; flow <= 3; ++flow)
    {
        bucketOf.push_back(buckets.Find(flow));
        for (uint32_t packet = 0; packet < flow; ++packet)
        {
            buckets.Add(buckets.Find(flow), flow);
        }
    }
    EXPECT_EQ(buckets.LargestDepth(), 3U);
    EXPECT_EQ(buckets.Longest(), bucketOf[2]);
    buckets.Take(bucketOf[2]);
    buckets.Take(bucketOf[2]);
    EXPECT_EQ(buckets.Longest(), bucketOf[1]);
    EXPECT_EQ(buckets.LargestDepth(), 2U);
    for (const uint32_t bucket : bucketOf)
    {
        while (buckets.Depth(bucket) > 0)
        {
            buckets.Take(bucket);
        }
    }
    EXPECT_EQ(buckets.LargestDepth(), 0U);
    EXPECT_EQ(buckets.Choose(), SfqHashBuckets::NO_BUCKET);
}

TEST(SfqHash, LetsANewBucketWaitForTheEndOfTheRing)
{
    SfqHashScheduler scheduler((SchedulerSetup()), SfqHashOptions());
    std::map<PacketId, uint32_t> flowOf;
    const auto arrive = [&](uint32_t flow) {
        flowOf[scheduler.Enqueue(Of(flow, 1500), 0ns).packet] = flow;
    };
    arrive(1);
    arrive(1);
    arrive(2);
    arrive(2);
    std::vector<uint32_t> order;
    order.push_back(flowOf[*scheduler.Dequeue(0ns)]);
    arrive(3);
    while (const auto packet = scheduler.Dequeue(0ns))
    {
        order.push_back(flowOf[*packet]);
    }
    EXPECT_EQ(order, (std::vector<uint32_t>{1, 2, 3, 1, 2}));
}

TEST(SfqHash, SharesTheLinkAmongFlowsWhateverTheyOffer)
{
    SfqHashScheduler scheduler((SchedulerSetup()), SfqHashOptions());
    const StreamId greedy = scheduler.AddStream(SfqHashAttributes(), 0ns);
    const StreamId modest = scheduler.AddStream(SfqHashAttributes(), 0ns);
    SchedulerDriver driver(scheduler, Bitrate::FromBitsPerSecond(8000000));
    driver.KeepBacklogged(greedy, 1500, 200);
    driver.KeepBacklogged(modest, 500, 10);
    driver.RunUntil(10s);
    EXPECT_NEAR(driver.ShareOf(modest), 0.5, 0.01);
}

/** Fill the limit with a long flow and short ones, and let another packet come. */
class SfqHashOverflow : public testing::Test
{
  protected:
    /** Ten packets: six of flow 1, two each of flows 2 and 3. */
    static void Fill(SfqHashScheduler& scheduler, std::vector<PacketId>& ofFlowOne)
    {
        for (int packet = 0; packet < 6; ++packet)
        {
            ofFlowOne.push_back(scheduler.Enqueue(Of(1), 0ns).packet);
        }
        for (const uint32_t flow : {2U, 2U, 3U, 3U})
        {
            EXPECT_TRUE(scheduler.Enqueue(Of(flow), 0ns).accepted);
        }
    }

    SfqHashOptions m_options = Small(); //!< the options
    DropLog m_drops;                    //!< what was dropped
    std::vector<PacketId> m_flowOne;    //!< packets of the long flow
};

TEST_F(SfqHashOverflow, DropsTheTailOfTheLongestBucket)
{
    SfqHashScheduler scheduler((SchedulerSetup()), m_options);
    scheduler.SetObserver(&m_drops);
    Fill(scheduler, m_flowOne);
    EXPECT_TRUE(scheduler.Enqueue(Of(2), 0ns).accepted);
    EXPECT_EQ(m_drops.packets, std::vector<PacketId>{m_flowOne.back()});
    EXPECT_EQ(scheduler.BacklogPackets(), 10U);
}

TEST_F(SfqHashOverflow, DropsTheHeadIfAsked)
{
    m_options.dropHead = true;
    SfqHashScheduler scheduler((SchedulerSetup()), m_options);
    scheduler.SetObserver(&m_drops);
    Fill(scheduler, m_flowOne);
    EXPECT_TRUE(scheduler.Enqueue(Of(2), 0ns).accepted);
    EXPECT_TRUE(scheduler.Enqueue(Of(1), 0ns).accepted) << "its own head makes room";
    EXPECT_EQ(m_drops.packets, (std::vector<PacketId>{m_flowOne[0], m_flowOne[1]}));
    EXPECT_EQ(scheduler.BacklogPackets(), 10U);
}

TEST_F(SfqHashOverflow, RefusesThePacketOfTheLongestBucketItself)
{
    SfqHashScheduler scheduler((SchedulerSetup()), m_options);
    scheduler.SetObserver(&m_drops);
    Fill(scheduler, m_flowOne);
    const Admission admission = scheduler.Enqueue(Of(1), 0ns);
    EXPECT_FALSE(admission.accepted);
    EXPECT_EQ(admission.reason, DropReason::QueueFull);
    EXPECT_TRUE(m_drops.packets.empty());
}

TEST_F(SfqHashOverflow, RefusesAFlowWithoutABucket)
{
    m_options.buckets.flows = 2;
    SfqHashScheduler scheduler((SchedulerSetup()), m_options);
    EXPECT_TRUE(scheduler.Enqueue(Of(1), 0ns).accepted);
    EXPECT_TRUE(scheduler.Enqueue(Of(2), 0ns).accepted);
    EXPECT_FALSE(scheduler.Enqueue(Of(3), 0ns).accepted);
    scheduler.Dequeue(0ns);
    EXPECT_TRUE(scheduler.Enqueue(Of(3), 0ns).accepted);
}

TEST_F(SfqHashOverflow, WorksWithRoomForOnePacketOnly)
{
    m_options.buckets.limitPackets = 1;
    for (const bool head : {false, true})
    {
        m_options.dropHead = head;
        SfqHashScheduler scheduler((SchedulerSetup()), m_options);
        EXPECT_TRUE(scheduler.Enqueue(Of(1), 0ns).accepted);
        EXPECT_EQ(scheduler.Enqueue(Of(1), 0ns).accepted, head);
        EXPECT_FALSE(scheduler.Enqueue(Of(2), 0ns).accepted);
        EXPECT_EQ(scheduler.BacklogPackets(), 1U);
    }
}

TEST(SfqHash, KeepsFlowsInOrderWhenTheHashChanges)
{
    SfqHashOptions options;
    options.perturbationPeriod = 10ms;
    options.buckets.divisor = 16; // collisions: flows that shared a bucket part, others meet
    SfqHashScheduler scheduler((SchedulerSetup()), options);
    std::map<PacketId, std::pair<uint32_t, uint64_t>> queued;
    std::map<uint32_t, uint64_t> lastOf;
    uint64_t number = 0;
    for (int step = 0; step < 5000; ++step)
    {
        const Nanoseconds now = step * 1ms;
        for (uint32_t flow = 1; flow <= 20; ++flow)
        {
            if ((step * 7 + static_cast<int>(flow) * 13) % 19 == 0)
            {
                const Admission admission = scheduler.Enqueue(Of(flow, 700, ++number), now);
                if (admission.accepted)
                {
                    queued[admission.packet] = {flow, number};
                }
            }
        }
        if (const auto packet = scheduler.Dequeue(now))
        {
            const auto [flow, sent] = queued.at(*packet);
            ASSERT_GT(sent, lastOf[flow]);
            lastOf[flow] = sent;
        }
    }
    EXPECT_EQ(lastOf.size(), 20U);
    EXPECT_GE(scheduler.Specifics(BEST_EFFORT)[2].second, 400) << "perturbations";
}

TEST(SfqHash, SeparatesCollidingFlowsSoonerOrLater)
{
    SfqHashParams params;
    params.divisor = 4;
    std::set<bool> together;
    for (uint64_t perturbation = 0; perturbation < 20; ++perturbation)
    {
        SfqHashBuckets buckets(params);
        buckets.Perturb(perturbation);
        buckets.Add(buckets.Find(1), 1);
        together.insert(buckets.Depth(buckets.Find(2)) > 0);
    }
    EXPECT_EQ(together.size(), 2U);
}

TEST(SfqHash, DropsWhatAClosedStreamLeftInTheBuckets)
{
    SfqHashScheduler scheduler((SchedulerSetup()), SfqHashOptions());
    const StreamId stream = scheduler.AddStream(SfqHashAttributes(), 0ns);
    PacketArrival arrival = Of(17);
    scheduler.Enqueue(arrival, 0ns);
    arrival.stream = stream;
    scheduler.Enqueue(arrival, 0ns);
    scheduler.RemoveStream(stream, 0ns);
    EXPECT_EQ(scheduler.BacklogPackets(), 1U);
    EXPECT_TRUE(scheduler.Dequeue(0ns));
    EXPECT_FALSE(scheduler.Dequeue(0ns));
}

TEST(SfqHash, RefusesOptionsOutOfRange)
{
    const auto refuses = [](const std::function<void(SfqHashOptions&)>& change) {
        SfqHashOptions options;
        change(options);
        EXPECT_THROW(SfqHashScheduler(SchedulerSetup(), options), SchedulerError);
    };
    refuses([](SfqHashOptions& options) { options.buckets.divisor = 0; });
    refuses([](SfqHashOptions& options) { options.buckets.divisor = 65537; });
    refuses([](SfqHashOptions& options) { options.buckets.flows = 0; });
    refuses([](SfqHashOptions& options) { options.buckets.limitPackets = 0; });
    refuses([](SfqHashOptions& options) { options.buckets.quantum = 255; });
    refuses([](SfqHashOptions& options) { options.perturbationPeriod = -1ns; });
    try
    {
        SfqHashOptions options;
        options.buckets.flows = 0;
        SfqHashScheduler(SchedulerSetup(), options);
    }
    catch (const SchedulerError& error)
    {
        EXPECT_STREQ(error.what(), "the number of flows of sfq-hash is 0; it must be 1 to 65535");
    }
}

} // namespace
} // namespace qos
} // namespace ns3
