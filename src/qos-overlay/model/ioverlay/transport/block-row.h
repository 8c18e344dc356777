/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BLOCK_ROW_H
#define QOS_BLOCK_ROW_H

#include <cstddef>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-transport
 * Objects that stay where they are while more are added, without a gap between most of them.
 * @tparam T what they are; need not be movable
 */
template <typename T>
class BlockRow
{
  public:
    BlockRow() = default;
    BlockRow(const BlockRow&) = delete;
    BlockRow& operator=(const BlockRow&) = delete;

    ~BlockRow()
    {
        while (m_size > 0)
        {
            (*this)[--m_size].~T();
        }
    }

    /** @param arguments of the constructor of another one */
    template <typename... Arguments>
    void Add(Arguments&&... arguments)
    {
        if (m_size == m_blocks.size() * IN_BLOCK)
        {
            m_blocks.emplace_back(new Block);
        }
        new (Place(m_size)) T(std::forward<Arguments>(arguments)...);
        ++m_size;
    }

    /** @return how many there are */
    std::size_t Size() const
    {
        return m_size;
    }

    /**
     * @param index below Size()
     * @return the one at that place
     */
    T& operator[](std::size_t index)
    {
        return *std::launder(reinterpret_cast<T*>(Place(index)));
    }

    /**
     * @param index below Size()
     * @return the one at that place
     */
    const T& operator[](std::size_t index) const
    {
        return *std::launder(reinterpret_cast<const T*>(Place(index)));
    }

  private:
    static constexpr std::size_t IN_BLOCK = 128; //!< that many lie together

    /** Room for some of them. */
    struct Block
    {
        alignas(T) std::byte bytes[IN_BLOCK * sizeof(T)]; //!< where they lie
    };

    /**
     * @param index of one
     * @return where it lies
     */
    std::byte* Place(std::size_t index) const
    {
        return m_blocks[index / IN_BLOCK]->bytes + index % IN_BLOCK * sizeof(T);
    }

    std::vector<std::unique_ptr<Block>> m_blocks; //!< all full, but for the last one
    std::size_t m_size = 0;                       //!< see Size()
};

} // namespace qos
} // namespace ns3

#endif // QOS_BLOCK_ROW_H
