/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DROP_BUFFER_H
#define QOS_DROP_BUFFER_H

#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a full buffer does. */
enum class DropFrom : uint8_t
{
    Head, //!< drops its oldest items for the new one: what waits is never older than it must be
    Tail  //!< takes no new item
};

/**
 * @ingroup qos-cm-udp
 * A bounded queue that drops from its head or from its tail, the application buffer of the paper's
 * vat (OSDI 2000, section 3.6).
 * @tparam Item what waits in it
 */
template <typename Item>
class DropBuffer
{
  public:
    /**
     * @param limit sum of the sizes of what may wait
     * @param from what it does when it is full
     */
    DropBuffer(uint64_t limit, DropFrom from)
        : m_limit(limit),
          m_from(from)
    {
    }

    /**
     * Make room for a new item as far as the policy allows.
     * @param size of the new item
     * @return what was dropped for it, the oldest first
     */
    std::vector<Item> MakeRoom(uint64_t size)
    {
        std::vector<Item> dropped;
        while (m_from == DropFrom::Head && size <= m_limit && size > Room())
        {
            dropped.push_back(Pop());
        }
        return dropped;
    }

    /**
     * Put an item in.
     * @param item the item
     * @param size its size
     * @return whether it was taken; not if there is no room
     */
    bool Push(Item item, uint64_t size)
    {
        if (size > Room())
        {
            return false;
        }
        m_items.emplace_back(std::move(item), size);
        m_used += size;
        return true;
    }

    /** @return the oldest item, which is taken out; there must be one */
    Item Pop()
    {
        Item item = std::move(m_items.front().first);
        m_used -= m_items.front().second;
        m_items.pop_front();
        return item;
    }

    /** @return whether nothing waits */
    bool IsEmpty() const
    {
        return m_items.empty();
    }

    /** @return how many items wait */
    std::size_t Items() const
    {
        return m_items.size();
    }

    /** @return how large an item fits without a drop */
    uint64_t Room() const
    {
        return m_limit - m_used;
    }

    /** @return sum of the sizes of what may wait */
    uint64_t Limit() const
    {
        return m_limit;
    }

  private:
    uint64_t m_limit;                              //!< sum of the sizes of what may wait
    DropFrom m_from;                               //!< what it does when it is full
    uint64_t m_used = 0;                           //!< sum of the sizes of what waits
    std::deque<std::pair<Item, uint64_t>> m_items; //!< what waits, and its size
};

} // namespace qos
} // namespace ns3

#endif // QOS_DROP_BUFFER_H
