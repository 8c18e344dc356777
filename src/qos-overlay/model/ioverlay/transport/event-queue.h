/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EVENT_QUEUE_H
#define QOS_EVENT_QUEUE_H

#include "ns3/units.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-transport
 * What happens when, for very many small events: those of the same time in the order in which they
 * were added. A heap of four children a node, because it is the memory that is slow.
 * @tparam What what happens; trivially copyable
 */
template <typename What>
class EventQueue
{
  public:
    /** An event. */
    struct Event
    {
        Nanoseconds at; //!< when
        uint64_t order; //!< of adding
        What what;      //!< what happens
    };

    /** @return whether there are none */
    bool IsEmpty() const
    {
        return m_events.empty();
    }

    /** @return how many there are */
    std::size_t Size() const
    {
        return m_events.size();
    }

    /** @return the next one; there must be one */
    const Event& Next() const
    {
        return m_events.front();
    }

    /**
     * @param at when
     * @param what what happens
     */
    void Add(Nanoseconds at, const What& what)
    {
        const Event event{at, m_added++, what};
        std::size_t place = m_events.size();
        m_events.push_back(event);
        while (place > 0 && IsBefore(event, m_events[(place - 1) / CHILDREN]))
        {
            m_events[place] = m_events[(place - 1) / CHILDREN];
            place = (place - 1) / CHILDREN;
        }
        m_events[place] = event;
    }

    /** @return the next one, which is no longer there; there must be one */
    Event Take()
    {
        const Event next = m_events.front();
        const Event last = m_events.back();
        m_events.pop_back();
        const std::size_t size = m_events.size();
        std::size_t place = 0;
        for (std::size_t child = 1; child < size; child = place * CHILDREN + 1)
        {
            const std::size_t end = std::min(child + CHILDREN, size);
            for (std::size_t other = child + 1; other < end; ++other)
            {
                child = IsBefore(m_events[other], m_events[child]) ? other : child;
            }
            if (!IsBefore(m_events[child], last))
            {
                break;
            }
            m_events[place] = m_events[child];
            place = child;
        }
        if (size > 0)
        {
            m_events[place] = last;
        }
        return next;
    }

  private:
    static constexpr std::size_t CHILDREN = 4; //!< of a place in the heap

    /**
     * @param first an event
     * @param second another one
     * @return whether the first one happens before the second
     */
    static bool IsBefore(const Event& first, const Event& second)
    {
        return first.at != second.at ? first.at < second.at : first.order < second.order;
    }

    std::vector<Event> m_events; //!< a heap
    uint64_t m_added = 0;        //!< so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_EVENT_QUEUE_H
