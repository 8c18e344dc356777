/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/slot-index.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

TEST(SlotIndexTest, AnswersAsAMapAfterRandomOperations)
{
    constexpr uint32_t SEED = 5;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    SlotIndex index;
    std::map<uint64_t, uint32_t> map;
    EXPECT_EQ(index.Find(0), SlotIndex::ABSENT);
    for (uint32_t i = 0; i < 200'000; ++i)
    {
        // few different keys, also neighbours and such that differ in the high bits only
        const uint64_t key = static_cast<uint64_t>(random() % 40) << 32U | random() % 20;
        if (random() % 2 == 0)
        {
            index.Set(key, i);
            map[key] = i;
        }
        else
        {
            index.Remove(key);
            map.erase(key);
        }
        const uint64_t asked = static_cast<uint64_t>(random() % 40) << 32U | random() % 20;
        const auto found = map.find(asked);
        ASSERT_EQ(index.Find(asked), found == map.end() ? SlotIndex::ABSENT : found->second) << i;
        ASSERT_EQ(index.Size(), map.size()) << i;
    }
    for (const auto& [key, slot] : map)
    {
        ASSERT_EQ(index.Find(key), slot);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
