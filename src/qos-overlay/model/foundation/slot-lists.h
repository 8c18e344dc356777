/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SLOT_LISTS_H
#define QOS_SLOT_LISTS_H

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
 * Several doubly linked lists of small integers (slots of flows, buckets, ...); a slot is in one
 * list at most.
 *
 * The links live in one table indexed by the slot: every operation is O(1) and allocates only when
 * the highest slot ever seen grows. Used as the ring of a round robin (Rotate()) and as buckets of
 * equal depth.
 */
class SlotLists
{
  public:
    /** No slot. */
    static constexpr uint32_t ABSENT = std::numeric_limits<uint32_t>::max();

    /** @param lists how many lists there are, all of them empty at first */
    explicit SlotLists(std::size_t lists)
        : m_lists(lists)
    {
    }

    /** @return the number of a new, empty list */
    std::size_t AddList()
    {
        m_lists.emplace_back();
        return m_lists.size() - 1;
    }

    /**
     * @param list a list
     * @return its first slot, ABSENT if it is empty
     */
    uint32_t Front(std::size_t list) const
    {
        return m_lists[list].front;
    }

    /**
     * @param list a list
     * @return its last slot, ABSENT if it is empty
     */
    uint32_t Back(std::size_t list) const
    {
        return m_lists[list].back;
    }

    /**
     * @param list a list
     * @return how many slots are in it
     */
    uint32_t Size(std::size_t list) const
    {
        return m_lists[list].size;
    }

    /**
     * @param slot a slot in a list
     * @return the slot behind it, ABSENT for the last one
     */
    uint32_t Next(uint32_t slot) const
    {
        return m_links[slot].next;
    }

    /**
     * @param slot a slot
     * @return whether it is in a list
     */
    bool Contains(uint32_t slot) const
    {
        return slot < m_links.size() && m_links[slot].list != ABSENT;
    }

    /**
     * Append a slot.
     * @param list the list
     * @param slot the slot, which must be in no list
     */
    void PushBack(std::size_t list, uint32_t slot)
    {
        if (slot >= m_links.size())
        {
            m_links.resize(static_cast<std::size_t>(slot) + 1);
        }
        List& ends = m_lists[list];
        m_links[slot] = {ends.back, ABSENT, static_cast<uint32_t>(list)};
        (ends.back == ABSENT ? ends.front : m_links[ends.back].next) = slot;
        ends.back = slot;
        ++ends.size;
    }

    /**
     * Insert a slot before all others.
     * @param list the list
     * @param slot the slot, which must be in no list
     */
    void PushFront(std::size_t list, uint32_t slot)
    {
        if (slot >= m_links.size())
        {
            m_links.resize(static_cast<std::size_t>(slot) + 1);
        }
        List& ends = m_lists[list];
        m_links[slot] = {ABSENT, ends.front, static_cast<uint32_t>(list)};
        (ends.front == ABSENT ? ends.back : m_links[ends.front].previous) = slot;
        ends.front = slot;
        ++ends.size;
    }

    /**
     * Take a slot out of its list; nothing happens if it is in none.
     * @param slot the slot
     */
    void Remove(uint32_t slot)
    {
        if (!Contains(slot))
        {
            return;
        }
        Link& link = m_links[slot];
        List& ends = m_lists[link.list];
        (link.previous == ABSENT ? ends.front : m_links[link.previous].next) = link.next;
        (link.next == ABSENT ? ends.back : m_links[link.next].previous) = link.previous;
        link.list = ABSENT;
        --ends.size;
    }

    /**
     * Move the first slot of a list to its end.
     * @param list a list that is not empty
     */
    void Rotate(std::size_t list)
    {
        const uint32_t slot = Front(list);
        Remove(slot);
        PushBack(list, slot);
    }

  private:
    /** The neighbours of a slot. */
    struct Link
    {
        uint32_t previous = ABSENT; //!< the slot before it
        uint32_t next = ABSENT;     //!< the slot behind it
        uint32_t list = ABSENT;     //!< the list that it is in
    };

    /** One list. */
    struct List
    {
        uint32_t front = ABSENT; //!< first slot
        uint32_t back = ABSENT;  //!< last slot
        uint32_t size = 0;       //!< how many there are
    };

    std::vector<List> m_lists; //!< the lists
    std::vector<Link> m_links; //!< indexed by slot
};

} // namespace qos
} // namespace ns3

#endif // QOS_SLOT_LISTS_H
