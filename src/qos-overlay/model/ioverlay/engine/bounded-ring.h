/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BOUNDED_RING_H
#define QOS_BOUNDED_RING_H

#include "ns3/working-set.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * A queue that takes no memory before it is used, and no more than for the most it ever held. What
 * is no larger than a pointer lies in the queue itself, as long as it fits into the place of one.
 * @tparam T what waits; default constructible, and movable without an exception
 */
template <typename T>
class BoundedRing
{
  public:
    BoundedRing()
        : m_size(0),
          m_logCapacity(LOG_NEAR)
    {
        if constexpr (HAS_NEAR)
        {
            new (&m_places.near) Near();
        }
    }

    /** @param other is empty afterwards */
    BoundedRing(BoundedRing&& other) noexcept
        : m_begin(std::exchange(other.m_begin, 0)),
          m_size(other.m_size),
          m_logCapacity(other.m_logCapacity)
    {
        if constexpr (HAS_NEAR)
        {
            if (IsNear())
            {
                new (&m_places.near) Near(std::move(other.m_places.near));
                other.m_size = 0;
                return;
            }
        }
        m_places.far = other.m_places.far;
        new (&other) BoundedRing();
    }

    /**
     * @param other is empty afterwards
     * @return this
     */
    BoundedRing& operator=(BoundedRing&& other) noexcept
    {
        if (this != &other)
        {
            Free();
            new (this) BoundedRing(std::move(other));
        }
        return *this;
    }

    BoundedRing(const BoundedRing&) = delete;
    BoundedRing& operator=(const BoundedRing&) = delete;

    ~BoundedRing()
    {
        Free();
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
        return Places()[(m_begin + index) & (Capacity() - 1)];
    }

    /** @return the first one; there must be one */
    T& Front()
    {
        return Places()[m_begin];
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
        T value = std::move(Front());
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

    /** @param set gets the memory of those that do not lie in the queue, unless they are many */
    void AddTo(WorkingSet& set) const
    {
        constexpr std::size_t MOST = 4 * CACHE_LINE;
        if (!IsNear())
        {
            set.Add(m_places.far, std::min(Capacity() * sizeof(T), MOST));
        }
    }

  private:
    static constexpr bool HAS_NEAR = sizeof(T) <= sizeof(T*); //!< whether any fits into the queue
    static constexpr uint32_t LOG_NEAR = 2 * sizeof(T) <= sizeof(T*) ? 1 : 0; //!< how many do
    static constexpr uint32_t MOST_LOG = 31; //!< more than there is memory for

    /** Those in the queue. */
    using Near = std::array<std::conditional_t<HAS_NEAR, T, char>, std::size_t{1} << LOG_NEAR>;

    /** Where they lie. */
    union Place
    {
        Place()
            : far(nullptr)
        {
        }

        ~Place()
        {
        }

        T* far;    //!< elsewhere
        Near near; //!< here
    };

    /** @return whether they lie in the queue */
    bool IsNear() const
    {
        return HAS_NEAR && m_logCapacity == LOG_NEAR;
    }

    /** @return where they lie: as many as Capacity() says */
    T* Places()
    {
        if constexpr (HAS_NEAR)
        {
            if (IsNear())
            {
                return m_places.near.data();
            }
        }
        return m_places.far;
    }

    /** @return how many there is room for: a power of two, or 0 */
    uint32_t Capacity() const
    {
        return CapacityOf(m_logCapacity);
    }

    /**
     * @param log what m_logCapacity is
     * @return how many there is room for then
     */
    static uint32_t CapacityOf(uint32_t log)
    {
        return (uint32_t{1} << log) >> (HAS_NEAR ? 0U : 1U);
    }

    /** Make room for twice as many. */
    void Grow()
    {
        const uint32_t log = m_logCapacity + 1U;
        auto* places = new T[CapacityOf(log)]();
        for (uint32_t i = 0; i < m_size; ++i)
        {
            places[i] = std::move((*this)[i]);
        }
        Free();
        m_places.far = places;
        m_logCapacity = log & MOST_LOG;
        m_begin = 0;
    }

    /** Give the places back. */
    void Free()
    {
        if constexpr (HAS_NEAR)
        {
            if (IsNear())
            {
                m_places.near.~Near();
                return;
            }
        }
        delete[] m_places.far;
    }

    Place m_places;             //!< as many as Capacity() says
    uint32_t m_begin = 0;       //!< index of the first one
    uint32_t m_size : 27;       //!< how many wait
    uint32_t m_logCapacity : 5; //!< of Capacity(), or of twice as many: see CapacityOf()
};

} // namespace qos
} // namespace ns3

#endif // QOS_BOUNDED_RING_H
