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
 * were added.
 *
 * Memory is what is slow. So events of the near future lie in buckets of a few each, which are
 * sorted one by one when their time comes; those beyond are only collected, until the buckets are
 * empty and are laid out anew, as wide as the next half of the events needs them.
 *
 * Source: after the ladder queue (W. T. Tang, R. S. M. Goh, I. L.-J. Thng, ACM TOMACS 15(3), 2005),
 * with one rung.
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
        return m_size == 0;
    }

    /** @return how many there are */
    std::size_t Size() const
    {
        return m_size;
    }

    /** @return the next one; there must be one */
    const Event& Next() const
    {
        return IsLateNext() ? m_late.front() : m_sorted.back();
    }

    /**
     * @param ahead how many buckets ahead of the one that is open
     * @return events that will happen soon, as far as they are known; in no order
     */
    const std::vector<Event>& Soon(std::size_t ahead) const
    {
        static const std::vector<Event> NONE;
        if (ahead == 0)
        {
            return m_sorted;
        }
        const std::size_t bucket = m_nextBucket + ahead - 1;
        return bucket < m_buckets.size() ? m_buckets[bucket] : NONE;
    }

    /** @return how many buckets were opened so far */
    uint64_t Opened() const
    {
        return m_opened;
    }

    /**
     * @param at when
     * @param what what happens
     */
    void Add(Nanoseconds at, const What& what)
    {
        const Event event{at, m_added++, what};
        if (m_size++ == 0)
        {
            m_sortedEnd = at + Nanoseconds{1};
            m_bucketsEnd = m_sortedEnd;
        }
        if (at < m_sortedEnd)
        {
            m_late.push_back(event);
            std::push_heap(m_late.begin(), m_late.end(), After());
        }
        else if (at < m_bucketsEnd)
        {
            m_buckets[BucketOf(at)].push_back(event);
        }
        else
        {
            m_far.push_back(event);
        }
    }

    /** @return the next one, which is no longer there; there must be one */
    Event Take()
    {
        Event next{};
        if (IsLateNext())
        {
            next = m_late.front();
            std::pop_heap(m_late.begin(), m_late.end(), After());
            m_late.pop_back();
        }
        else
        {
            next = m_sorted.back();
            m_sorted.pop_back();
        }
        if (--m_size > 0 && m_sorted.empty() && m_late.empty())
        {
            OpenBucket();
        }
        return next;
    }

  private:
    static constexpr std::size_t IN_BUCKET = 5;   //!< events, about
    static constexpr std::size_t AT_LEAST = 1024; //!< events for which buckets are laid out
    static constexpr std::size_t SHARE = 2;       //!< the same, at least one in so many

    /** The order of events, backwards. */
    struct After
    {
        /**
         * @param first an event
         * @param second another one
         * @return whether the first one happens after the second
         */
        bool operator()(const Event& first, const Event& second) const
        {
            return first.at != second.at ? first.at > second.at : first.order > second.order;
        }
    };

    /** @return whether the next one was added after its bucket was sorted */
    bool IsLateNext() const
    {
        return m_sorted.empty() || (!m_late.empty() && After()(m_sorted.back(), m_late.front()));
    }

    /**
     * @param at a time of the buckets
     * @return index of its bucket
     */
    std::size_t BucketOf(Nanoseconds at) const
    {
        return static_cast<std::size_t>((at - m_bucketsBegin) / m_width);
    }

    /** Sort the events of the next bucket. There must be one with events, or far ones. */
    void OpenBucket()
    {
        while (m_nextBucket < m_buckets.size() && m_buckets[m_nextBucket].empty())
        {
            ++m_nextBucket;
        }
        if (m_nextBucket == m_buckets.size())
        {
            LayOut();
        }
        ++m_opened;
        m_sorted.swap(m_buckets[m_nextBucket++]);
        m_sortedEnd = m_bucketsBegin + m_width * static_cast<int64_t>(m_nextBucket);
        std::sort(m_sorted.begin(), m_sorted.end(), After());
    }

    /** Lay buckets out for the earliest of the far events, of which there must be some. */
    void LayOut()
    {
        const std::size_t wanted = std::max(m_far.size() / SHARE, AT_LEAST);
        const std::size_t count = std::min(wanted, m_far.size());
        const auto isBefore = [](const Event& first, const Event& second) {
            return first.at < second.at;
        };
        const auto end = m_far.begin() + static_cast<std::ptrdiff_t>(count);
        if (end != m_far.end())
        {
            std::nth_element(m_far.begin(), end - 1, m_far.end(), isBefore);
        }
        const auto [first, last] = std::minmax_element(m_far.begin(), end, isBefore);
        m_bucketsBegin = first->at;
        const auto buckets = static_cast<int64_t>(count / IN_BUCKET + 1);
        m_width = (last->at - m_bucketsBegin) / buckets + Nanoseconds{1};
        m_buckets.resize(static_cast<std::size_t>(buckets));
        m_bucketsEnd = m_bucketsBegin + m_width * buckets;
        m_nextBucket = 0;
        std::size_t kept = 0;
        for (const Event& event : m_far)
        {
            if (event.at < m_bucketsEnd)
            {
                m_buckets[BucketOf(event.at)].push_back(event);
            }
            else
            {
                m_far[kept++] = event;
            }
        }
        m_far.resize(kept);
    }

    std::vector<Event> m_sorted;               //!< of the open bucket, the next one last
    std::vector<Event> m_late;                 //!< those that came when it was open: a heap
    Nanoseconds m_sortedEnd{0};                //!< end of the open bucket
    std::vector<std::vector<Event>> m_buckets; //!< of the time after it; those before are empty
    std::size_t m_nextBucket = 0;              //!< index of the first one that is not open yet
    Nanoseconds m_bucketsBegin{0};             //!< time of the first bucket
    Nanoseconds m_width{1};                    //!< of a bucket
    Nanoseconds m_bucketsEnd{0};               //!< of the last one
    std::vector<Event> m_far;                  //!< beyond the buckets, in no order
    std::size_t m_size = 0;                    //!< of all of them
    uint64_t m_opened = 0;                     //!< see Opened()
    uint64_t m_added = 0;                      //!< so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_EVENT_QUEUE_H
