/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/slot-lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

TEST(SlotLists, RotatesARing)
{
    SlotLists lists(1);
    lists.PushBack(0, 5);
    lists.PushBack(0, 3);
    lists.PushBack(0, 9);
    EXPECT_EQ(lists.Front(0), 5U);
    lists.Rotate(0);
    EXPECT_EQ(lists.Front(0), 3U);
    lists.Remove(3);
    EXPECT_EQ(lists.Front(0), 9U);
    EXPECT_EQ(lists.Next(9), 5U);
    EXPECT_EQ(lists.Next(5), SlotLists::ABSENT);
}

TEST(SlotLists, RotatesASingleSlot)
{
    SlotLists lists(1);
    lists.PushBack(0, 2);
    lists.Rotate(0);
    EXPECT_EQ(lists.Front(0), 2U);
    EXPECT_EQ(lists.Size(0), 1U);
}

/** The parameter is the seed. */
class SlotListsAgainstList : public testing::TestWithParam<uint32_t>
{
};

TEST_P(SlotListsAgainstList, AgreesAfterEveryRandomOperation)
{
    constexpr uint32_t LISTS = 4;
    constexpr uint32_t SLOTS = 30;
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    std::mt19937 random(GetParam());
    SlotLists lists(LISTS);
    std::vector<std::list<uint32_t>> model(LISTS);
    for (int step = 0; step < 5000; ++step)
    {
        const auto slot = static_cast<uint32_t>(random() % SLOTS);
        const auto list = static_cast<uint32_t>(random() % LISTS);
        const bool known = std::any_of(model.begin(), model.end(), [slot](const auto& slots) {
            return std::find(slots.begin(), slots.end(), slot) != slots.end();
        });
        ASSERT_EQ(lists.Contains(slot), known);
        if (known)
        {
            lists.Remove(slot);
            std::for_each(model.begin(), model.end(), [slot](auto& slots) { slots.remove(slot); });
        }
        else if (random() % 2 == 0)
        {
            lists.PushBack(list, slot);
            model[list].push_back(slot);
        }
        else
        {
            lists.PushFront(list, slot);
            model[list].push_front(slot);
        }
        for (uint32_t index = 0; index < LISTS; ++index)
        {
            ASSERT_EQ(lists.Size(index), model[index].size());
            uint32_t at = lists.Front(index);
            for (const uint32_t expected : model[index])
            {
                ASSERT_EQ(at, expected);
                at = lists.Next(at);
            }
            ASSERT_EQ(at, SlotLists::ABSENT);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SlotListsAgainstList, testing::Range(1U, 6U));

} // namespace
} // namespace qos
} // namespace ns3
