/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/traffic-queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/** A queue whose packets have names, and which remembers what it dropped. */
class NamedPackets
{
  public:
    /** @param params of the queue */
    explicit NamedPackets(const TrafficQueueParams& params = TrafficQueueParams())
        : m_queue(params,
                  [this](const BundlePacket& /* packet */,
                         const std::string& name,
                         QueueDropReason reason) {
                      m_drops.push_back(name + " " + QueueDropReasonName(reason));
                  })
    {
    }

    /** @return what is tested */
    TrafficQueue<std::string>& Queue()
    {
        return m_queue;
    }

    /**
     * A packet arrives.
     * @param name its name
     * @param priority its priority
     * @param flow its flow
     * @param size its bytes
     * @param now the time
     */
    void Put(const std::string& name,
             uint8_t priority,
             uint32_t flow = 0,
             uint32_t size = 1000,
             Nanoseconds now = 0ns)
    {
        BundlePacket packet;
        packet.priority = priority;
        packet.flow = flow;
        packet.size = size;
        m_queue.Enqueue(packet, name, now);
    }

    /**
     * @param now the time
     * @return the name of the packet whose turn it is, "" if none waits
     */
    std::string Get(Nanoseconds now = 0ns)
    {
        const auto entry = m_queue.Dequeue(now);
        return entry ? entry->handle : "";
    }

    /**
     * @param now the time
     * @return the names of all packets in their order
     */
    std::vector<std::string> GetAll(Nanoseconds now = 0ns)
    {
        std::vector<std::string> names;
        for (std::string name = Get(now); !name.empty(); name = Get(now))
        {
            names.push_back(name);
        }
        return names;
    }

    /** @return what was dropped since the last call, and why */
    std::vector<std::string> Drops()
    {
        return std::exchange(m_drops, {});
    }

  private:
    std::vector<std::string> m_drops;  //!< what was dropped, and why
    TrafficQueue<std::string> m_queue; //!< what is tested
};

TEST(TrafficQueueTest, ServesStrictlyByPriorityAndThenInOrder)
{
    NamedPackets packets;
    packets.Put("a", 3);
    packets.Put("b", 7);
    packets.Put("c", 0);
    packets.Put("d", 3);
    packets.Put("e", 200); // no such priority: the least important one
    EXPECT_THAT(packets.GetAll(), ElementsAre("c", "a", "d", "b", "e"));
    EXPECT_EQ(packets.Queue().Bytes(), 0U);
}

TEST(TrafficQueueTest, AFullQueueDropsTheNewestOfTheLeastImportant)
{
    TrafficQueueParams params;
    params.maxPackets = 3;
    NamedPackets packets(params);
    packets.Put("a", 5);
    packets.Put("b", 5);
    packets.Put("c", 2);
    packets.Put("d", 5); // as unimportant as the least important one
    packets.Put("e", 6);
    EXPECT_THAT(packets.Drops(), ElementsAre("d packets", "e packets"));
    packets.Put("f", 4);
    packets.Put("g", 0);
    packets.Put("h", 4); // nothing less important waits
    packets.Put("i", 1);
    EXPECT_THAT(packets.Drops(), ElementsAre("b evicted", "a evicted", "h packets", "f evicted"));
    EXPECT_THAT(packets.GetAll(), ElementsAre("g", "i", "c"));
    EXPECT_EQ(packets.Queue().Dropped(QueueDropReason::Evicted), 3U);
    EXPECT_EQ(packets.Queue().Dropped(QueueDropReason::Packets), 3U);
}

TEST(TrafficQueueTest, NothingIsEvictedForAPacketThatWouldNotFitAnyway)
{
    TrafficQueueParams params;
    params.maxBytes = 3000;
    NamedPackets packets(params);
    packets.Put("a", 1, 0, 1500);
    packets.Put("b", 5, 0, 1000);
    packets.Put("c", 3, 0, 1600);
    EXPECT_THAT(packets.Drops(), ElementsAre("c bytes"));
    packets.Put("d", 0, 0, 3001);
    EXPECT_THAT(packets.Drops(), ElementsAre("d bytes"));
    packets.Put("e", 3, 0, 1500);
    EXPECT_THAT(packets.Drops(), ElementsAre("b evicted"));
    packets.Put("f", 0, 0, 3000);
    EXPECT_THAT(packets.Drops(), ElementsAre("e evicted", "a evicted"));
    EXPECT_THAT(packets.GetAll(), ElementsAre("f"));
}

TEST(TrafficQueueTest, WhoWaitedTooLongIsDroppedWhenItsTurnComes)
{
    TrafficQueueParams params;
    params.maxAge = 10ms;
    NamedPackets packets(params);
    packets.Put("a", 0, 0, 100, 0ms);
    packets.Put("b", 0, 0, 100, 1ms);
    packets.Put("c", 4, 0, 100, 2ms);
    EXPECT_EQ(packets.Get(11ms), "b");
    EXPECT_THAT(packets.Drops(), ElementsAre("a stale"));
    EXPECT_EQ(packets.Get(13ms), "");
    EXPECT_THAT(packets.Drops(), ElementsAre("c stale"));
}

// Shreedhar and Varghese 1995, by hand: quantum 500; flow 1 has packets of 200, 750; flow 2 one of
// 500 and 500. Turn 1: 1 sends 200 (300 left), 2 sends 500. Turn 2: 1 sends 750 (50 left), 2 sends
// 500
TEST(TrafficQueueTest, AFlowKeepsWhatItCouldNotUseOfItsTurn)
{
    TrafficQueueParams params;
    params.quantum = 500;
    NamedPackets packets(params);
    packets.Put("1a", 0, 1, 200);
    packets.Put("1b", 0, 1, 750);
    packets.Put("2a", 0, 2, 500);
    packets.Put("2b", 0, 2, 500);
    EXPECT_THAT(packets.GetAll(), ElementsAre("1a", "2a", "1b", "2b"));
}

TEST(TrafficQueueTest, BackloggedFlowsShareByWeightWhateverTheSizeOfTheirPackets)
{
    TrafficQueueParams params;
    params.maxPackets = 1000;
    params.maxBytes = 10'000'000;
    NamedPackets packets(params);
    packets.Queue().SetWeight(0, 2, 3);
    const std::array<uint32_t, 3> sizes{1500, 300, 1000};
    std::map<std::string, uint32_t> bytes;
    for (int i = 0; i < 20000; ++i)
    {
        for (uint32_t flow = 0; flow < 3; ++flow)
        {
            while (packets.Queue().Packets() < (flow + 1) * 20)
            {
                packets.Put(std::to_string(flow + 1), 4, flow + 1, sizes[flow]);
            }
        }
        const std::string flow = packets.Get();
        bytes[flow] += sizes[static_cast<std::size_t>(flow[0] - '1')];
        // what left is replaced
        packets.Put(flow,
                    4,
                    static_cast<uint32_t>(flow[0] - '0'),
                    sizes[static_cast<std::size_t>(flow[0] - '1')]);
    }
    // fair within a quantum and a packet per flow
    EXPECT_NEAR(bytes["2"], 3.0 * bytes["1"], 3 * (4500 + 1500));
    EXPECT_NEAR(bytes["3"], bytes["1"], 2 * (1500 + 1500));
}

TEST(TrafficQueueTest, WithoutFairnessFlowsAreServedInOrderOfArrival)
{
    TrafficQueueParams params;
    params.isFair = false;
    NamedPackets packets(params);
    packets.Put("a", 1, 1, 1500);
    packets.Put("b", 1, 1, 1500);
    packets.Put("c", 1, 2, 40);
    packets.Put("d", 1, 1, 1500);
    packets.Put("e", 1, 3, 40);
    EXPECT_THAT(packets.GetAll(), ElementsAre("a", "b", "c", "d", "e"));
}

TEST(TrafficQueueTest, FlowsOfDifferentIngressNodesAreDifferentFlows)
{
    TrafficQueueParams params;
    params.quantum = 1000;
    NamedPackets packets(params);
    BundlePacket packet;
    packet.size = 1000;
    for (int i = 0; i < 2; ++i)
    {
        packets.Queue().Enqueue(packet, "x", 0ns);
        packets.Queue().Enqueue(packet, "x", 0ns);
    }
    packet.ingress = 1;
    packets.Queue().Enqueue(packet, "y", 0ns);
    EXPECT_THAT(packets.GetAll(), ElementsAre("x", "y", "x", "x", "x"));
}

TEST(TrafficQueueTest, AGuaranteedFlowIsServedFirstWithinItsAllocation)
{
    TrafficQueueParams params;
    params.burst = 2000;
    NamedPackets packets(params);
    packets.Queue().SetGuarantee(0, 9, Bitrate::FromBitsPerSecond(1'000'000), 0ms);
    for (int i = 0; i < 4; ++i)
    {
        packets.Put("g" + std::to_string(i), 7, 9);
        packets.Put("p" + std::to_string(i), 0, 1);
    }
    EXPECT_EQ(packets.Get(0ms), "g0");
    EXPECT_EQ(packets.Get(0ms), "g1"); // the burst is used up; 1000 bytes are 8 ms
    EXPECT_EQ(packets.Get(0ms), "p0");
    EXPECT_EQ(packets.Get(7ms), "p1");
    EXPECT_EQ(packets.Get(8ms), "g2");
    EXPECT_EQ(packets.Get(8ms), "p2");
    EXPECT_EQ(packets.Get(8ms), "p3");
    EXPECT_EQ(packets.Get(8ms), "g3"); // by its priority, and not from its allocation
    EXPECT_EQ(packets.Get(8ms), "");
}

// 20 flows of priority 0 offer ten times what the link carries; two flows of priority 7 with
// allocations of 2 and 1 Mbit/s of its 10 Mbit/s offer what they may
TEST(TrafficQueueTest, AllocationsAreKeptUnderAnOverloadOfMoreImportantPackets)
{
    TrafficQueueParams params;
    params.maxPackets = 100;
    TrafficQueue<int> queue(params);
    queue.SetGuarantee(0, 100, Bitrate::FromBitsPerSecond(2'000'000), 0ns);
    queue.SetGuarantee(0, 101, Bitrate::FromBitsPerSecond(1'000'000), 0ns);
    std::map<uint32_t, uint32_t> offered;
    std::map<uint32_t, uint32_t> sent;
    constexpr int STEPS = 10'000; // of 0.8 ms: the link sends 1000 bytes in each
    for (int step = 0; step < STEPS; ++step)
    {
        const Nanoseconds now = step * 800us;
        const auto offer = [&](uint32_t flow, uint8_t priority) {
            BundlePacket packet;
            packet.flow = flow;
            packet.priority = priority;
            packet.size = 1000;
            ++offered[flow];
            queue.Enqueue(packet, 0, now);
        };
        for (uint32_t i = 0; i < 10; ++i)
        {
            offer((static_cast<uint32_t>(step) * 10 + i) % 20, 0);
        }
        if (step % 5 == 0)
        {
            offer(100, 7);
        }
        if (step % 10 == 0)
        {
            offer(101, 7);
        }
        const auto entry = queue.Dequeue(now);
        ASSERT_TRUE(entry);
        ++sent[entry->packet.flow];
    }
    EXPECT_GE(sent[100] + 2, offered[100]); // what waits at the end
    EXPECT_GE(sent[101] + 2, offered[101]);
    EXPECT_EQ(queue.Packets(), params.maxPackets - 1); // full until the last one was taken
}

TEST(TrafficQueueTest, PacketsBeyondAnAllocationHoldTheirPlaceAsAllOthers)
{
    TrafficQueueParams params;
    params.burst = 1000; // so that two packets are protected
    params.maxPackets = 3;
    NamedPackets packets(params);
    packets.Queue().SetGuarantee(0, 9, Bitrate::FromBitsPerSecond(1000), 0ns);
    packets.Put("g0", 7, 9);
    packets.Put("g1", 7, 9);
    packets.Put("g2", 7, 9);
    packets.Put("p0", 6, 1);
    packets.Put("p1", 6, 1);
    EXPECT_THAT(packets.Drops(), ElementsAre("g2 evicted", "p1 packets"));
}

TEST(TrafficQueueTest, WithoutItsGuaranteeAFlowIsOneOfMany)
{
    NamedPackets packets;
    packets.Queue().SetGuarantee(0, 9, Bitrate::FromBitsPerSecond(1'000'000), 0ns);
    packets.Put("g", 7, 9);
    packets.Put("p", 0, 1);
    packets.Queue().RemoveGuarantee(0, 9);
    packets.Queue().RemoveGuarantee(0, 9);
    packets.Queue().RemoveGuarantee(3, 3);
    EXPECT_THAT(packets.GetAll(), ElementsAre("p", "g"));
}

TEST(TrafficQueueTest, KnobsThatCannotBeAreRefused)
{
    const auto refuses = [](auto change) {
        TrafficQueueParams params;
        change(params);
        EXPECT_THROW(TrafficQueue<int>{params}, std::invalid_argument);
    };
    refuses([](TrafficQueueParams& params) { params.maxPackets = 0; });
    refuses([](TrafficQueueParams& params) { params.maxBytes = 0; });
    refuses([](TrafficQueueParams& params) { params.quantum = 0; });
    refuses([](TrafficQueueParams& params) { params.burst = 0; });
    refuses([](TrafficQueueParams& params) { params.maxAge = -1ns; });
    TrafficQueue<int> queue((TrafficQueueParams()));
    EXPECT_THROW(queue.SetGuarantee(0, 1, Bitrate(), 0ns), std::invalid_argument);
    EXPECT_THROW(queue.SetWeight(0, 1, 0), std::invalid_argument);
}

// Whatever happens: sent + dropped + waiting = offered, limits hold, a flow's packets of a priority
// leave in order, and every packet comes back with what was stored with it
TEST(TrafficQueueTest, ConservesPacketsUnderRandomOperations)
{
    for (uint32_t seed = 1; seed <= 20; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        const auto draw = [&random](uint32_t below) {
            return static_cast<uint32_t>(random()) % below;
        };
        TrafficQueueParams params;
        params.maxPackets = 1 + draw(40);
        params.maxBytes = 1500 + draw(30000);
        params.maxAge = seed % 2 == 0 ? FOREVER : Nanoseconds(20ms);
        params.isFair = seed % 3 != 0;
        params.quantum = 100 + draw(1500);
        uint64_t dropped = 0;
        TrafficQueue<uint32_t> queue(
            params,
            [&dropped](const BundlePacket& packet, uint32_t handle, QueueDropReason) {
                ASSERT_EQ(handle, packet.sequence);
                ++dropped;
            });
        uint64_t offered = 0;
        uint64_t sent = 0;
        std::map<std::array<uint32_t, 3>, uint32_t> last;
        Nanoseconds now{0};
        for (uint32_t i = 1; i <= 20'000; ++i)
        {
            now += Nanoseconds(draw(2'000'000));
            const uint32_t what = draw(100);
            if (what == 0)
            {
                queue.SetGuarantee(0,
                                   draw(4),
                                   Bitrate::FromBitsPerSecond(1 + draw(5'000'000)),
                                   now);
            }
            else if (what == 1 && params.isFair) // what waits together leaves alone otherwise
            {
                queue.RemoveGuarantee(0, draw(4));
            }
            else if (what == 2)
            {
                queue.SetWeight(static_cast<uint16_t>(draw(2)), draw(8), 1 + draw(5));
            }
            else if (what < 55)
            {
                BundlePacket packet;
                packet.ingress = static_cast<uint16_t>(draw(2));
                packet.flow = draw(8);
                packet.priority = static_cast<uint8_t>(draw(8));
                packet.size = draw(2000);
                packet.sequence = i;
                queue.Enqueue(packet, i, now);
                ++offered;
            }
            else if (const auto entry = queue.Dequeue(now))
            {
                const BundlePacket& packet = entry->packet;
                ASSERT_EQ(entry->handle, packet.sequence);
                uint32_t& before = last[{packet.ingress, packet.flow, packet.priority}];
                if (params.isFair)
                {
                    ASSERT_LT(before, packet.sequence);
                }
                before = packet.sequence;
                ++sent;
            }
            ASSERT_EQ(offered, sent + dropped + queue.Packets());
            ASSERT_LE(queue.Packets(), params.maxPackets);
            ASSERT_LE(queue.Bytes(), params.maxBytes);
        }
        uint64_t counted = 0;
        for (std::size_t reason = 0; reason < QUEUE_DROP_REASONS; ++reason)
        {
            counted += queue.Dropped(static_cast<QueueDropReason>(reason));
        }
        EXPECT_EQ(counted, dropped);
        while (queue.Dequeue(now))
        {
            ++sent;
        }
        EXPECT_EQ(offered, sent + dropped);
        EXPECT_EQ(queue.Bytes(), 0U);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
