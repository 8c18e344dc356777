/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/block-row.h"
#include "ns3/bounded-ring.h"
#include "ns3/link-table.h"
#include "ns3/node-random.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** Something larger than a pointer, which is not only bytes. */
using Name = std::string;

/** Something as large as a pointer, which has to be freed. */
using Owner = std::unique_ptr<uint32_t>;

/**
 * @tparam T what a ring holds
 * @param number any number
 * @return a value for it
 */
template <typename T>
T
Of(uint32_t number)
{
    if constexpr (std::is_same_v<T, Owner>)
    {
        return std::make_unique<uint32_t>(number);
    }
    else if constexpr (std::is_same_v<T, Name>)
    {
        return "the name that has the number " + std::to_string(number);
    }
    else
    {
        return static_cast<T>(number);
    }
}

/**
 * @tparam T what a ring holds
 * @param value what Of() returned
 * @param number for what
 * @return whether it did
 */
template <typename T>
bool
Is(const T& value, uint32_t number)
{
    if constexpr (std::is_same_v<T, Owner>)
    {
        return value != nullptr && *value == number;
    }
    else
    {
        return value == Of<T>(number);
    }
}

template <typename T>
class BoundedRingTest : public testing::Test
{
};

using Kinds = testing::Types<uint32_t, uint64_t, Owner, Name>;
TYPED_TEST_SUITE(BoundedRingTest, Kinds);

TYPED_TEST(BoundedRingTest, DoesWhatADequeDoes)
{
    BoundedRing<TypeParam> ring;
    std::deque<uint32_t> oracle;
    constexpr uint64_t SEED = 1;
    NodeRandom random(SEED);
    for (uint32_t step = 0; step < 20'000; ++step)
    {
        const double what = random.Uniform();
        const uint32_t most = step < 5000 ? 2 : 40;
        if (what < 0.4 && oracle.size() < most)
        {
            ring.PushBack(Of<TypeParam>(step));
            oracle.push_back(step);
        }
        else if (what < 0.5 && oracle.size() < most)
        {
            ring.PushFront(Of<TypeParam>(step));
            oracle.push_front(step);
        }
        else if (what < 0.9 && !oracle.empty())
        {
            ASSERT_TRUE(Is(ring.PopFront(), oracle.front())) << "step " << step;
            oracle.pop_front();
        }
        else if (what < 0.95 && !oracle.empty())
        {
            const auto index =
                static_cast<uint32_t>(random.Uniform() * static_cast<double>(oracle.size()));
            ASSERT_TRUE(Is(ring.Remove(index), oracle[index])) << "step " << step;
            oracle.erase(oracle.begin() + index);
        }
        else
        {
            BoundedRing<TypeParam> other;
            other.PushBack(Of<TypeParam>(step));
            std::swap(ring, other);
            ASSERT_TRUE(ring.Size() == 1 && Is(ring.Front(), step));
            ring = std::move(other);
        }
        ASSERT_EQ(ring.Size(), oracle.size());
        for (uint32_t i = 0; i < ring.Size(); ++i)
        {
            ASSERT_TRUE(Is(ring[i], oracle[i])) << "step " << step;
        }
    }
}

TEST(BlockRow, ItsObjectsStayWhereTheyAre)
{
    BlockRow<Name> row;
    std::vector<const Name*> places;
    for (uint32_t i = 0; i < 100; ++i)
    {
        row.Add(Of<Name>(i));
        places.push_back(&row[i]);
    }
    ASSERT_EQ(row.Size(), 100U);
    for (uint32_t i = 0; i < 100; ++i)
    {
        EXPECT_EQ(&row[i], places[i]);
        EXPECT_EQ(row[i], Of<Name>(i));
    }
}

TEST(LinkTable, DoesWhatAMapDoesWithFewLinksAndWithMany)
{
    for (const uint32_t most : {4U, 200U})
    {
        LinkTable table;
        std::map<uint32_t, uint32_t> oracle; // number by peer
        constexpr uint64_t SEED = 2;
        NodeRandom random(SEED);
        for (uint32_t step = 0; step < 20'000; ++step)
        {
            const auto ip = 1 + static_cast<uint32_t>(random.Uniform() * 2 * most);
            const NodeId peer{ip, 1};
            if (oracle.count(ip) > 0)
            {
                ASSERT_EQ(table.Find(peer), oracle[ip]) << "step " << step;
                ASSERT_EQ(table.PeerOf(oracle[ip]), peer);
                table.Remove(oracle[ip]);
                oracle.erase(ip);
            }
            else if (oracle.size() < most)
            {
                oracle[ip] = table.Add(peer);
            }
            ASSERT_EQ(table.Count(), oracle.size());
            ASSERT_LE(table.End(), most) << "numbers are used again";
            ASSERT_EQ(table.Find(peer) != LinkTable::NONE, oracle.count(ip) > 0);
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
