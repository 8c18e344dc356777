/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ARRAY_VIEW_H
#define QOS_ARRAY_VIEW_H

#include <cstddef>
#include <type_traits>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * Objects that lie one after another and belong to somebody else, who keeps them alive as long as
 * the view is used. C++17 has no std::span.
 * @tparam T what they are; const if the view is for reading only
 */
template <typename T>
struct ArrayView
{
    T* data = nullptr;    //!< the first one; null where only the number matters
    std::size_t size = 0; //!< how many

    constexpr ArrayView() = default;

    /**
     * @param first the first one
     * @param count how many
     */
    constexpr ArrayView(T* first, std::size_t count)
        : data(first),
          size(count)
    {
    }

    /** @param elements all of them are viewed */
    ArrayView(std::vector<std::remove_const_t<T>>& elements) // NOLINT: converts, as std::span does
        : ArrayView(elements.data(), elements.size())
    {
    }

    /** @param elements all of them are viewed; for reading only */
    template <typename U = T, typename = std::enable_if_t<std::is_const_v<U>>>
    ArrayView(const std::vector<std::remove_const_t<U>>& elements) // NOLINT: as std::span does
        : ArrayView(elements.data(), elements.size())
    {
    }

    /** @param other a view through which may be written too */
    template <typename U = T, typename = std::enable_if_t<std::is_const_v<U>>>
    constexpr ArrayView(ArrayView<std::remove_const_t<U>> other) // NOLINT: as std::span does
        : ArrayView(other.data, other.size)
    {
    }

    /** @return the first one */
    constexpr T* begin() const
    {
        return data;
    }

    /** @return behind the last one */
    constexpr T* end() const
    {
        return data + size;
    }

    /**
     * @param index below size
     * @return the one at that place
     */
    constexpr T& operator[](std::size_t index) const
    {
        return data[index];
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_ARRAY_VIEW_H
