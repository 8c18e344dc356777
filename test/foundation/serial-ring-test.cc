/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/serial-ring.h"

#include <gtest/gtest.h>

#include <deque>
#include <random>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

TEST(SerialRingTest, BehavesAsAQueueOfNumberedRecordsAcrossTheWrap)
{
    constexpr uint32_t FIRST = UINT32_MAX - 150;
    constexpr uint64_t SEED = 7;
    SerialRing<uint32_t> ring(FIRST);
    std::deque<uint32_t> expected; // the numbers that have a record; each holds its own number
    uint32_t next = FIRST;
    std::mt19937_64 random(SEED);
    for (int step = 0; step < 5000; ++step)
    {
        if (random() % 5 < 3)
        {
            ring.PushBack() = next;
            expected.push_back(next++);
        }
        else if (!expected.empty())
        {
            ring.PopFront();
            expected.pop_front();
        }
        ASSERT_EQ(ring.Size(), expected.size());
        ASSERT_EQ(ring.End(), next);
        ASSERT_EQ(ring.Begin(), expected.empty() ? next : expected.front());
        ASSERT_FALSE(ring.Contains(ring.Begin() - 1));
        ASSERT_FALSE(ring.Contains(ring.End()));
        for (const uint32_t number : expected)
        {
            ASSERT_TRUE(ring.Contains(number));
            ASSERT_EQ(ring[number], number);
        }
    }
    EXPECT_LT(ring.Begin(), FIRST) << "the numbers should have wrapped";
}

TEST(SerialRingTest, ARecordThatIsUsedAgainKeepsItsMemory)
{
    SerialRing<std::vector<int>> ring;
    const std::size_t records = 64; // as many as it has at first
    for (std::size_t i = 0; i < records; ++i)
    {
        ring.PushBack().assign(100, 1);
    }
    for (std::size_t i = 0; i < records; ++i)
    {
        ring.PopFront();
        EXPECT_GE(ring.PushBack().capacity(), 100U);
    }
}

TEST(SerialRingTest, ARestartBeginsAtTheNewNumber)
{
    SerialRing<int> ring(5);
    ring.PushBack() = 1;
    ring.Restart(1000);
    EXPECT_EQ(ring.Size(), 0U);
    EXPECT_FALSE(ring.Contains(5));
    ring.PushBack() = 2;
    EXPECT_EQ(ring[1000], 2);
}

} // namespace
} // namespace qos
} // namespace ns3
