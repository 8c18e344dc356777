/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/data-receipts.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds PATIENCE = 500ms;

class DataReceiptsTest : public testing::TestWithParam<uint32_t>
{
  protected:
    /**
     * @param number of a packet, counted from the first one
     * @param now the time
     * @return what it is
     */
    DataArrival Arrive(uint32_t number, Nanoseconds now = 0ms)
    {
        return m_receipts.Arrive(m_first + number, PATIENCE, now);
    }

    uint32_t m_first = GetParam();
    DataReceipts m_receipts;
};

TEST_P(DataReceiptsTest, APacketIsNewOnce)
{
    EXPECT_EQ(Arrive(0), DataArrival::New);
    EXPECT_EQ(Arrive(0), DataArrival::Duplicate);
    EXPECT_EQ(Arrive(3), DataArrival::New);
    EXPECT_EQ(Arrive(3), DataArrival::Duplicate);
    EXPECT_EQ(Arrive(1), DataArrival::New);
    EXPECT_EQ(Arrive(2), DataArrival::New);
    EXPECT_EQ(Arrive(3), DataArrival::Duplicate);
    EXPECT_EQ(m_receipts.Delivered(), 4U);
    EXPECT_EQ(m_receipts.Lost(), 0U);
    EXPECT_EQ(m_receipts.NextEvent(), FOREVER);
}

TEST_P(DataReceiptsTest, WhatIsMissingIsGivenUpAtItsDeadline)
{
    Arrive(0, 0ms);
    Arrive(2, 10ms);
    Arrive(4, 30ms);
    EXPECT_EQ(m_receipts.NextEvent(), 10ms + PATIENCE);
    m_receipts.Advance(10ms + PATIENCE - 1ns);
    EXPECT_EQ(m_receipts.Lost(), 0U);
    m_receipts.Advance(10ms + PATIENCE);
    EXPECT_EQ(m_receipts.Lost(), 1U);
    EXPECT_EQ(m_receipts.NextEvent(), 30ms + PATIENCE);
    EXPECT_EQ(Arrive(1, 520ms), DataArrival::Late);
    EXPECT_EQ(Arrive(2, 520ms), DataArrival::Duplicate);
    EXPECT_EQ(Arrive(3, 520ms), DataArrival::New);
    EXPECT_EQ(m_receipts.NextEvent(), FOREVER);
    EXPECT_EQ(m_receipts.Lost(), 1U);
    EXPECT_EQ(m_receipts.Delivered(), 4U);
}

TEST_P(DataReceiptsTest, WhatIsOlderThanAllThatIsKnownIsLate)
{
    Arrive(5);
    EXPECT_EQ(Arrive(4), DataArrival::Late);
    for (uint32_t number = 6; number < 5 + DataReceipts::MOST_WAITING; ++number)
    {
        Arrive(number);
    }
    EXPECT_EQ(Arrive(5), DataArrival::Duplicate);
    Arrive(5 + DataReceipts::MOST_WAITING);
    EXPECT_EQ(Arrive(5), DataArrival::Late);
    EXPECT_EQ(Arrive(6), DataArrival::Duplicate);
}

TEST_P(DataReceiptsTest, AJumpTakesNoTimeAndIsCounted)
{
    Arrive(0);
    Arrive(2);
    const uint32_t far = 1U << 30U;
    EXPECT_EQ(Arrive(far), DataArrival::New);
    EXPECT_EQ(Arrive(far - DataReceipts::MOST_WAITING), DataArrival::Late);
    m_receipts.Advance(PATIENCE);
    EXPECT_EQ(m_receipts.Lost(), far - 2);
    EXPECT_EQ(m_receipts.Delivered(), 3U);
}

TEST_P(DataReceiptsTest, AJumpFarBackBeginsAnew)
{
    Arrive(0x70000000);
    Arrive(0x70000002);
    EXPECT_EQ(Arrive(0x70000002 - DataReceipts::MOST_WAITING), DataArrival::Late);
    EXPECT_EQ(Arrive(5), DataArrival::New);
    EXPECT_EQ(Arrive(6), DataArrival::New);
    EXPECT_EQ(Arrive(6 + 0x80000001), DataArrival::New); // half a circle away
    EXPECT_EQ(m_receipts.Delivered(), 5U);
    EXPECT_EQ(m_receipts.Lost(), 1U);
}

TEST_P(DataReceiptsTest, WhatWaitsIsBounded)
{
    Arrive(0);
    const uint32_t ahead = 3 * DataReceipts::MOST_WAITING;
    EXPECT_EQ(Arrive(ahead), DataArrival::New);
    EXPECT_EQ(m_receipts.Lost(), ahead - 1 - (DataReceipts::MOST_WAITING - 1));
    EXPECT_EQ(Arrive(1), DataArrival::Late);
    EXPECT_EQ(Arrive(ahead - 1), DataArrival::New);
    m_receipts.Advance(PATIENCE);
    EXPECT_EQ(m_receipts.Lost() + m_receipts.Delivered(), ahead + 1);
}

TEST_P(DataReceiptsTest, ARestartGivesUpWhatIsMissingAndBeginsAnew)
{
    Arrive(0);
    Arrive(5);
    m_receipts.Restart();
    EXPECT_EQ(m_receipts.Lost(), 4U);
    EXPECT_EQ(m_receipts.NextEvent(), FOREVER);
    EXPECT_EQ(Arrive(0x70000000), DataArrival::New);
    EXPECT_EQ(m_receipts.Delivered(), 3U);
}

TEST_P(DataReceiptsTest, EveryPacketIsDeliveredOnceOrGivenUp)
{
    constexpr uint64_t SEED = 9;
    std::mt19937_64 random(SEED);
    std::set<uint32_t> delivered;
    uint32_t next = 0;
    Nanoseconds now{0};
    for (int step = 0; step < 30000; ++step)
    {
        now += 1ms;
        const auto back = static_cast<uint32_t>(random() % 4 == 0 ? random() % 700 : 0);
        next += random() % 8 == 0 ? 2 : 1;
        const uint32_t number = next > back ? next - back : next;
        if (Arrive(number, now) == DataArrival::New)
        {
            ASSERT_TRUE(delivered.insert(number).second) << "seed " << SEED;
        }
        if (m_receipts.NextEvent() <= now)
        {
            m_receipts.Advance(now);
            ASSERT_GT(m_receipts.NextEvent(), now - 1ms);
        }
    }
    Arrive(++next, now);
    m_receipts.Advance(now + PATIENCE);
    EXPECT_EQ(m_receipts.Delivered(), delivered.size() + 1);
    EXPECT_EQ(m_receipts.Delivered() + m_receipts.Lost(), next - *delivered.begin() + 1);
    EXPECT_GT(m_receipts.Lost(), 100U);
}

// the second one wraps around within every test
INSTANTIATE_TEST_SUITE_P(FirstNumber, DataReceiptsTest, testing::Values(0U, UINT32_MAX));

} // namespace
} // namespace qos
} // namespace ns3
