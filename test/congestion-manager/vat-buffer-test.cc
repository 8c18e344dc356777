/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/drop-buffer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

/**
 * @param buffer is emptied
 * @return what was in it, in order
 */
std::vector<int>
Drain(DropBuffer<int>& buffer)
{
    std::vector<int> items;
    while (!buffer.IsEmpty())
    {
        items.push_back(buffer.Pop());
    }
    return items;
}

TEST(VatBuffer, ItemsLeaveInTheOrderInWhichTheyCame)
{
    DropBuffer<int> buffer(5, DropFrom::Head);
    for (int i = 1; i <= 5; ++i)
    {
        EXPECT_THAT(buffer.MakeRoom(1), IsEmpty());
        EXPECT_TRUE(buffer.Push(i, 1));
    }
    EXPECT_EQ(buffer.Items(), 5U);
    EXPECT_EQ(buffer.Room(), 0U);
    EXPECT_THAT(Drain(buffer), ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(buffer.Room(), 5U);
}

TEST(VatBuffer, FullOneDropsTheOldestFromItsHead)
{
    DropBuffer<int> buffer(3, DropFrom::Head);
    for (int i = 1; i <= 5; ++i)
    {
        const auto dropped = buffer.MakeRoom(1);
        EXPECT_EQ(dropped.size(), i > 3 ? 1U : 0U);
        EXPECT_TRUE(dropped.empty() || dropped[0] == i - 3);
        EXPECT_TRUE(buffer.Push(i, 1));
    }
    EXPECT_THAT(Drain(buffer), ElementsAre(3, 4, 5));
}

TEST(VatBuffer, FullOneTakesNothingAtItsTail)
{
    DropBuffer<int> buffer(3, DropFrom::Tail);
    for (int i = 1; i <= 5; ++i)
    {
        EXPECT_THAT(buffer.MakeRoom(1), IsEmpty());
        EXPECT_EQ(buffer.Push(i, 1), i <= 3);
    }
    EXPECT_THAT(Drain(buffer), ElementsAre(1, 2, 3));
}

TEST(VatBuffer, ItemsHaveSizes)
{
    DropBuffer<int> buffer(1000, DropFrom::Head);
    buffer.Push(1, 300);
    buffer.Push(2, 300);
    buffer.Push(3, 300);
    EXPECT_THAT(buffer.MakeRoom(500), ElementsAre(1, 2)) << "as many as it takes";
    EXPECT_TRUE(buffer.Push(4, 500));
    EXPECT_EQ(buffer.Room(), 200U);
    EXPECT_THAT(Drain(buffer), ElementsAre(3, 4));
}

TEST(VatBuffer, NothingIsDroppedForWhatNeverFits)
{
    DropBuffer<int> buffer(1000, DropFrom::Head);
    buffer.Push(1, 1000);
    EXPECT_THAT(buffer.MakeRoom(1001), IsEmpty());
    EXPECT_FALSE(buffer.Push(2, 1001));
    EXPECT_THAT(Drain(buffer), ElementsAre(1));
}

TEST(VatBuffer, DroppedItemsAreReleased)
{
    const auto item = std::make_shared<int>(1);
    DropBuffer<std::shared_ptr<int>> buffer(1, DropFrom::Head);
    buffer.Push(item, 1);
    EXPECT_EQ(item.use_count(), 2);
    buffer.MakeRoom(1);
    EXPECT_EQ(item.use_count(), 1);
}

TEST(VatBuffer, WhatLeavesAfterDropsFromTheHeadIsNeverOlder)
{
    // the same arrivals and departures for both
    constexpr uint32_t SEED = 40001;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const uint64_t limit : {1U, 5U, 25U})
    {
        DropBuffer<int> head(limit, DropFrom::Head);
        DropBuffer<int> tail(limit, DropFrom::Tail);
        bool isFresher = false;
        for (int i = 0; i < 10000; ++i)
        {
            head.MakeRoom(1);
            head.Push(i, 1);
            tail.Push(i, 1);
            EXPECT_EQ(head.Items(), tail.Items());
            if (random() % 3 != 0)
            {
                const int fresh = head.Pop();
                const int stale = tail.Pop();
                EXPECT_GE(fresh, stale);
                isFresher = isFresher || fresh > stale;
            }
        }
        EXPECT_TRUE(isFresher);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
