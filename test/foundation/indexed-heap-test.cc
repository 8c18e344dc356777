/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/indexed-heap.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <utility>

namespace ns3
{
namespace qos
{
namespace
{

/** A key that ties often, and the slot, which makes the order total. */
using Key = std::pair<int, uint32_t>;

using Heap = IndexedHeap<Key, std::less<Key>>;

TEST(IndexedHeap, IsEmptyAtFirst)
{
    const Heap heap;
    EXPECT_TRUE(heap.IsEmpty());
    EXPECT_EQ(heap.Size(), 0U);
    EXPECT_FALSE(heap.Contains(0));
}

TEST(IndexedHeap, KeepsTheLeastKeyOnTop)
{
    Heap heap;
    heap.Set(7, {30, 7});
    heap.Set(1, {10, 1});
    heap.Set(4, {20, 4});
    EXPECT_EQ(heap.Top(), 1U);
    heap.Set(1, {40, 1});
    EXPECT_EQ(heap.Top(), 4U);
    heap.Remove(4);
    EXPECT_EQ(heap.Top(), 7U);
    EXPECT_EQ(heap.TopKey().first, 30);
    EXPECT_EQ(heap.KeyOf(1).first, 40);
}

TEST(IndexedHeap, IgnoresTheRemovalOfAnAbsentSlot)
{
    Heap heap;
    heap.Set(2, {1, 2});
    heap.Remove(0);
    heap.Remove(1000);
    EXPECT_EQ(heap.Size(), 1U);
    heap.Remove(2);
    heap.Remove(2);
    EXPECT_TRUE(heap.IsEmpty());
}

/** The parameter is the seed. */
class IndexedHeapAgainstMultimap : public testing::TestWithParam<uint32_t>
{
  protected:
    /** Insert or re-key a slot in both. */
    void Set(uint32_t slot, int value)
    {
        Erase(slot);
        m_model.emplace(Key{value, slot}, slot);
        m_heap.Set(slot, {value, slot});
    }

    /** Remove a slot from both. */
    void Remove(uint32_t slot)
    {
        Erase(slot);
        m_heap.Remove(slot);
    }

    /** Compare all that can be seen. */
    void Check(uint32_t slot) const
    {
        ASSERT_EQ(m_heap.Size(), m_model.size());
        ASSERT_EQ(m_heap.IsEmpty(), m_model.empty());
        if (!m_model.empty())
        {
            ASSERT_EQ(m_heap.Top(), m_model.begin()->second);
            ASSERT_EQ(m_heap.TopKey(), m_model.begin()->first);
        }
        const auto known = m_keys.find(slot);
        ASSERT_EQ(m_heap.Contains(slot), known != m_keys.end());
        if (known != m_keys.end())
        {
            ASSERT_EQ(m_heap.KeyOf(slot).first, known->second);
        }
    }

    /** Note the key of a slot, or that it has none. */
    void Note(uint32_t slot, const int* value)
    {
        m_keys.erase(slot);
        if (value)
        {
            m_keys[slot] = *value;
        }
    }

    Heap m_heap;                          //!< what is tested
    std::multimap<Key, uint32_t> m_model; //!< what it must agree with
    std::map<uint32_t, int> m_keys;       //!< keys by slot

  private:
    /** Remove a slot from the model. */
    void Erase(uint32_t slot)
    {
        if (const auto known = m_keys.find(slot); known != m_keys.end())
        {
            m_model.erase(Key{known->second, slot});
        }
    }
};

TEST_P(IndexedHeapAgainstMultimap, AgreesAfterEveryRandomOperation)
{
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    std::mt19937 random(GetParam());
    const uint32_t slots = 1U << (GetParam() % 10);
    for (int step = 0; step < 20000; ++step)
    {
        const auto slot = static_cast<uint32_t>(random() % slots);
        if (random() % 3 == 0)
        {
            Remove(slot);
            Note(slot, nullptr);
        }
        else
        {
            const auto value = static_cast<int>(random() % 50);
            Set(slot, value);
            Note(slot, &value);
        }
        Check(slot);
        if (HasFatalFailure())
        {
            return;
        }
    }
    while (!m_model.empty())
    {
        ASSERT_EQ(m_heap.Top(), m_model.begin()->second);
        m_heap.Remove(m_heap.Top());
        m_model.erase(m_model.begin());
    }
    EXPECT_TRUE(m_heap.IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, IndexedHeapAgainstMultimap, testing::Range(0U, 20U));

} // namespace
} // namespace qos
} // namespace ns3
