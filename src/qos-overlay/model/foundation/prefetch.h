/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PREFETCH_H
#define QOS_PREFETCH_H

#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

constexpr std::size_t CACHE_LINE = 64; //!< bytes that come from memory together

/**
 * Let memory come that is needed soon. It is a hint: any address will do.
 * @param address what is needed
 * @param bytes as many as are needed
 */
inline void
Prefetch(const void* address, std::size_t bytes = 1)
{
    const auto begin = reinterpret_cast<std::uintptr_t>(address);
    const std::uintptr_t first = begin / CACHE_LINE * CACHE_LINE;
    for (std::uintptr_t line = first; line < begin + bytes; line += CACHE_LINE)
    {
        __builtin_prefetch(reinterpret_cast<const void*>(line));
    }
    // without an effect in sight compilers leave out calls of functions that only prefetch
    __asm__ volatile("");
}

} // namespace qos
} // namespace ns3

#endif // QOS_PREFETCH_H
