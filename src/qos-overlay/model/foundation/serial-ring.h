/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SERIAL_RING_H
#define QOS_SERIAL_RING_H

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * Records of consecutive serial numbers: added at the end, removed at the front, found in O(1).
 *
 * It allocates only when it holds more records than ever before. A removed record is used again, as
 * it was left, for a number to come: what it owns, such as a buffer, is kept.
 * @tparam Record what is known of a number; default constructible and movable
 */
template <typename Record>
class SerialRing
{
  public:
    /** @param first the number of the first record that will be added */
    explicit SerialRing(uint32_t first = 0)
        : m_records(LEAST),
          m_begin(first),
          m_end(first)
    {
    }

    /** @return the number of the oldest record, End() if there is none */
    uint32_t Begin() const
    {
        return m_begin;
    }

    /** @return the number that the next record will get */
    uint32_t End() const
    {
        return m_end;
    }

    /** @return how many records there are */
    uint32_t Size() const
    {
        return m_end - m_begin;
    }

    /**
     * @param number any number
     * @return whether it has a record
     */
    bool Contains(uint32_t number) const
    {
        return number - m_begin < Size();
    }

    /**
     * @param number one that has a record
     * @return the record
     */
    Record& operator[](uint32_t number)
    {
        return m_records[Place(number)];
    }

    /**
     * @param number one that has a record
     * @return the record
     */
    const Record& operator[](uint32_t number) const
    {
        return m_records[Place(number)];
    }

    /** @return a record for the number End(), new or as an earlier one was left */
    Record& PushBack()
    {
        if (Size() == m_records.size())
        {
            Grow();
        }
        return m_records[Place(m_end++)];
    }

    /** Remove the oldest record. There is one. */
    void PopFront()
    {
        ++m_begin;
    }

    /**
     * Remove all records.
     * @param first the number of the next record
     */
    void Restart(uint32_t first)
    {
        m_begin = first;
        m_end = first;
    }

  private:
    static constexpr std::size_t LEAST = 64; //!< records at first; a power of two, as all sizes

    /**
     * @param number a number
     * @return its place in the table
     */
    std::size_t Place(uint32_t number) const
    {
        return number & (m_records.size() - 1);
    }

    /** Make room for twice as many records. */
    void Grow()
    {
        std::vector<Record> records(2 * m_records.size());
        for (uint32_t number = m_begin; number != m_end; ++number)
        {
            records[number & (records.size() - 1)] = std::move(m_records[Place(number)]);
        }
        m_records = std::move(records);
    }

    std::vector<Record> m_records; //!< by number modulo their size
    uint32_t m_begin;              //!< the oldest number
    uint32_t m_end;                //!< one after the newest
};

} // namespace qos
} // namespace ns3

#endif // QOS_SERIAL_RING_H
