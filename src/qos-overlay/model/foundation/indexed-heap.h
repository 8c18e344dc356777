/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_INDEXED_HEAP_H
#define QOS_INDEXED_HEAP_H

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * A priority queue of small integers (slots of streams, messages, ...), each with a key that can
 * change while it waits.
 *
 * A binary heap with the keys inline and the position of every slot in a table beside it: finding
 * the least key is O(1), inserting, re-keying and removing are O(log n) and allocate only when the
 * highest slot ever seen grows.
 *
 * @tparam Key what slots are ordered by; cheap to copy
 * @tparam Before `bool(const Key&, const Key&)`: a strict weak order, true if the first goes before
 * the second. Make it a total order (with a sequence number) where the result must not depend on
 * the order of insertion.
 */
template <typename Key, typename Before>
class IndexedHeap
{
  public:
    /** @return whether no slot waits */
    bool IsEmpty() const
    {
        return m_entries.empty();
    }

    /** @return how many slots wait */
    std::size_t Size() const
    {
        return m_entries.size();
    }

    /**
     * @param slot a slot
     * @return whether it waits
     */
    bool Contains(uint32_t slot) const
    {
        return slot < m_positions.size() && m_positions[slot] != ABSENT;
    }

    /** @return the slot with the least key; the heap must not be empty */
    uint32_t Top() const
    {
        return m_entries.front().slot;
    }

    /** @return the least key; the heap must not be empty */
    const Key& TopKey() const
    {
        return m_entries.front().key;
    }

    /**
     * @param slot a waiting slot
     * @return its key
     */
    const Key& KeyOf(uint32_t slot) const
    {
        return m_entries[m_positions[slot]].key;
    }

    /**
     * Insert a slot, or give a waiting one a new key.
     * @param slot the slot
     * @param key its key; must not be a reference into this heap
     */
    void Set(uint32_t slot, const Key& key)
    {
        if (slot >= m_positions.size())
        {
            m_positions.resize(static_cast<std::size_t>(slot) + 1, ABSENT);
        }
        uint32_t position = m_positions[slot];
        if (position == ABSENT)
        {
            position = static_cast<uint32_t>(m_entries.size());
            m_entries.push_back({key, slot});
            SiftUp(position, key, slot);
        }
        else if (Before()(key, m_entries[position].key))
        {
            SiftUp(position, key, slot);
        }
        else
        {
            SiftDown(position, key, slot);
        }
    }

    /**
     * Take a slot out; nothing happens if it does not wait.
     * @param slot the slot
     */
    void Remove(uint32_t slot)
    {
        if (!Contains(slot))
        {
            return;
        }
        const uint32_t position = m_positions[slot];
        m_positions[slot] = ABSENT;
        const Entry last = m_entries.back();
        m_entries.pop_back();
        if (last.slot == slot)
        {
            return;
        }
        if (position > 0 && Before()(last.key, m_entries[Parent(position)].key))
        {
            SiftUp(position, last.key, last.slot);
        }
        else
        {
            SiftDown(position, last.key, last.slot);
        }
    }

  private:
    /** A waiting slot and its key. */
    struct Entry
    {
        Key key;       //!< what it is ordered by
        uint32_t slot; //!< the slot
    };

    static constexpr uint32_t ABSENT =
        std::numeric_limits<uint32_t>::max(); //!< position of a slot that does not wait

    /**
     * @param position a position other than 0
     * @return the position of its parent
     */
    static uint32_t Parent(uint32_t position)
    {
        return (position - 1) / 2;
    }

    /**
     * @param position where the entry goes
     * @param entry the entry
     */
    void Place(uint32_t position, const Entry& entry)
    {
        m_entries[position] = entry;
        m_positions[entry.slot] = position;
    }

    /**
     * Move the hole at a position up until an entry fits into it.
     * @param position the hole
     * @param key key of the entry; by reference, a copy of what was just written would stall
     * @param slot slot of the entry
     */
    void SiftUp(uint32_t position, const Key& key, uint32_t slot)
    {
        while (position > 0)
        {
            const uint32_t parent = Parent(position);
            if (!Before()(key, m_entries[parent].key))
            {
                break;
            }
            Place(position, m_entries[parent]);
            position = parent;
        }
        Place(position, {key, slot});
    }

    /**
     * Move the hole at a position down until an entry fits into it.
     * @param position the hole
     * @param key key of the entry; by reference, a copy of what was just written would stall
     * @param slot slot of the entry
     */
    void SiftDown(uint32_t position, const Key& key, uint32_t slot)
    {
        const auto size = static_cast<uint32_t>(m_entries.size());
        Entry* const entries = m_entries.data();
        for (uint32_t child = 2 * position + 1; child < size; child = 2 * position + 1)
        {
            if (child + 1 < size)
            {
                // added and not branched upon: which child is the lesser cannot be predicted
                child +=
                    static_cast<uint32_t>(Before()(entries[child + 1].key, entries[child].key));
            }
            if (!Before()(entries[child].key, key))
            {
                break;
            }
            Place(position, entries[child]);
            position = child;
        }
        Place(position, {key, slot});
    }

    std::vector<Entry> m_entries;      //!< the heap, least key first
    std::vector<uint32_t> m_positions; //!< slot -> position in m_entries, or ABSENT
};

} // namespace qos
} // namespace ns3

#endif // QOS_INDEXED_HEAP_H
