/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BOUNDED_RING_H
#define QOS_BOUNDED_RING_H

#include "ns3/prefetch.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * A queue that takes no memory before it is used, and no more than for the most it ever held.
 * @tparam T what waits; default constructible and movable
 */
template <typename T>
class BoundedRing
{
  public:
    BoundedRing()
        : m_size(0),
          m_logCapacity(0)
    {
    }

    /** @return how many wait */
    uint32_t Size() const
    {
        return m_size;
    }

    /** @return whether none waits */
    bool IsEmpty() const
    {
        return m_size == 0;
    }

    /**
     * @param index below Size(); 0 is the first one
     * @return the one at that place
     */
    T& operator[](uint32_t index)
    {
        return m_places[(m_begin + index) & (Capacity() - 1)];
    }

    /** @return the first one; there must be one */
    T& Front()
    {
        return m_places[m_begin];
    }

    /** @param value goes to the end */
    void PushBack(T value)
    {
        if (m_size == Capacity())
        {
            Grow();
        }
        (*this)[m_size++] = std::move(value);
    }

    /** @param value goes to the front */
    void PushFront(T value)
    {
        if (m_size == Capacity())
        {
            Grow();
        }
        m_begin = (m_begin + Capacity() - 1) & (Capacity() - 1);
        ++m_size;
        Front() = std::move(value);
    }

    /**
     * @tparam IsBefore `bool(T&)`
     * @param value goes to the front, but for those that are before it
     * @param isBefore asked of those at the front in turn, until it says no
     */
    template <typename IsBefore>
    void PushBehind(T value, IsBefore isBefore)
    {
        PushFront(std::move(value));
        for (uint32_t i = 1; i < m_size && isBefore((*this)[i]); ++i)
        {
            std::swap((*this)[i - 1], (*this)[i]);
        }
    }

    /** @return the first one, which waits no longer; there must be one */
    T PopFront()
    {
        T value = std::move(m_places[m_begin]);
        m_begin = (m_begin + 1) & (Capacity() - 1);
        --m_size;
        return value;
    }

    /**
     * @param index below Size()
     * @return the one at that place, which waits no longer
     */
    T Remove(uint32_t index)
    {
        T value = std::move((*this)[index]);
        for (; index + 1 < m_size; ++index)
        {
            (*this)[index] = std::move((*this)[index + 1]);
        }
        --m_size;
        return value;
    }

    /** Let the memory of the first one come. */
    void Prefetch() const
    {
        qos::Prefetch(m_places.get() + m_begin);
    }

  private:
    /** @return how many there is room for: a power of two, or 0 */
    uint32_t Capacity() const
    {
        return (uint32_t{1} << m_logCapacity) & ~uint32_t{1};
    }

    /** Make room for twice as many. */
    void Grow()
    {
        const uint32_t log = m_logCapacity + 1U;
        auto places = std::make_unique<T[]>(std::size_t{1} << log);
        for (uint32_t i = 0; i < m_size; ++i)
        {
            places[i] = std::move((*this)[i]);
        }
        m_places = std::move(places);
        m_logCapacity = log & MOST_LOG;
        m_begin = 0;
    }

    static constexpr uint32_t MOST_LOG = 31; //!< more than there is memory for

    std::unique_ptr<T[]> m_places; //!< as many as Capacity() says
    uint32_t m_begin = 0;          //!< index of the first one
    uint32_t m_size : 27;          //!< how many wait
    uint32_t m_logCapacity : 5;    //!< of Capacity()
};

} // namespace qos
} // namespace ns3

#endif // QOS_BOUNDED_RING_H
