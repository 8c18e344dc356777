/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SLOT_INDEX_H
#define QOS_SLOT_INDEX_H

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
 * Finds the slot of a 64-bit key (a flow, a packet of a flow).
 *
 * A hash table in one array, at most half full: putting in, finding and removing are O(1) on
 * average and allocate only when more keys are in it than ever before. Nothing can be iterated, so
 * that no order of a hash table gets into a result.
 */
class SlotIndex
{
  public:
    /** No slot. */
    static constexpr uint32_t ABSENT = std::numeric_limits<uint32_t>::max();

    /** @return how many keys are in it */
    std::size_t Size() const
    {
        return m_size;
    }

    /**
     * @param key a key
     * @return its slot, ABSENT if it is not in the table
     */
    uint32_t Find(uint64_t key) const
    {
        return m_entries.empty() ? ABSENT : m_entries[Locate(key)].slot;
    }

    /**
     * Put in a key, or give it another slot.
     * @param key the key
     * @param slot its slot, not ABSENT
     */
    void Set(uint64_t key, uint32_t slot)
    {
        if (2 * (m_size + 1) > m_entries.size())
        {
            Grow();
        }
        Entry& entry = m_entries[Locate(key)];
        m_size += entry.slot == ABSENT ? 1 : 0;
        entry = {key, slot};
    }

    /**
     * Remove a key; nothing happens if it is not in the table.
     * @param key the key
     */
    void Remove(uint64_t key)
    {
        if (Find(key) == ABSENT)
        {
            return;
        }
        std::size_t hole = Locate(key);
        --m_size;
        // what was pushed behind the hole by it moves up, so that no entry is behind a gap
        for (std::size_t i = Next(hole); m_entries[i].slot != ABSENT; i = Next(i))
        {
            const std::size_t home = Home(m_entries[i].key);
            if (((i - home) & Mask()) >= ((i - hole) & Mask()))
            {
                m_entries[hole] = m_entries[i];
                hole = i;
            }
        }
        m_entries[hole].slot = ABSENT;
    }

  private:
    /** A place of the table. */
    struct Entry
    {
        uint64_t key = 0;       //!< valid unless the slot is ABSENT
        uint32_t slot = ABSENT; //!< of the key
    };

    /** @return the number of the last place, all ones */
    std::size_t Mask() const
    {
        return m_entries.size() - 1;
    }

    /**
     * @param place a place
     * @return the one behind it, in a circle
     */
    std::size_t Next(std::size_t place) const
    {
        return (place + 1) & Mask();
    }

    /**
     * @param key a key
     * @return the place where the search for it begins
     */
    std::size_t Home(uint64_t key) const
    {
        // neighbouring keys have to be spread, because they are the rule
        constexpr uint64_t ODD = 0x9E3779B97F4A7C15;
        constexpr unsigned HALF = 32;
        key = (key ^ (key >> HALF)) * ODD;
        key = (key ^ (key >> HALF)) * ODD;
        return static_cast<std::size_t>(key >> HALF) & Mask();
    }

    /**
     * @param key a key
     * @return the place where it is, or where it would be put
     */
    std::size_t Locate(uint64_t key) const
    {
        std::size_t place = Home(key);
        while (m_entries[place].slot != ABSENT && m_entries[place].key != key)
        {
            place = Next(place);
        }
        return place;
    }

    /** Double the table. */
    void Grow()
    {
        constexpr std::size_t LEAST = 16;
        std::vector<Entry> old(m_entries.empty() ? LEAST : 2 * m_entries.size());
        old.swap(m_entries);
        for (const Entry& entry : old)
        {
            if (entry.slot != ABSENT)
            {
                m_entries[Locate(entry.key)] = entry;
            }
        }
    }

    std::vector<Entry> m_entries; //!< a power of two of them
    std::size_t m_size = 0;       //!< how many keys are in it
};

} // namespace qos
} // namespace ns3

#endif // QOS_SLOT_INDEX_H
