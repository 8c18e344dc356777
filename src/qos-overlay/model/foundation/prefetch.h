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

/** A cache line: its address over CACHE_LINE. */
using CacheLine = std::uintptr_t;

/**
 * @param address of anything
 * @return its cache line
 */
inline CacheLine
CacheLineOf(const void* address)
{
    return reinterpret_cast<std::uintptr_t>(address) / CACHE_LINE;
}

/**
 * @param address of anything
 * @param bytes its size
 * @return the first cache line after it
 */
inline CacheLine
CacheLineAfter(const void* address, std::size_t bytes)
{
    return (reinterpret_cast<std::uintptr_t>(address) + bytes + CACHE_LINE - 1) / CACHE_LINE;
}

/**
 * Let a cache line come that is needed soon. It is a hint: any line will do.
 * @param line what is needed
 */
inline void
PrefetchLine(CacheLine line)
{
    // NOLINTNEXTLINE(performance-no-int-to-ptr): lines are kept as numbers, and nothing is read
    __builtin_prefetch(reinterpret_cast<const void*>(line * CACHE_LINE));
    // without an effect in sight compilers leave out calls of functions that only prefetch
    __asm__ volatile("");
}

/**
 * Let memory come that is needed soon. It is a hint: any address will do.
 * @param address what is needed
 * @param bytes as many as are needed
 */
inline void
Prefetch(const void* address, std::size_t bytes = 1)
{
    const CacheLine end = CacheLineAfter(address, bytes);
    for (CacheLine line = CacheLineOf(address); line < end; ++line)
    {
        PrefetchLine(line);
    }
}

} // namespace qos
} // namespace ns3

#endif // QOS_PREFETCH_H
