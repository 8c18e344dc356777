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
    const std::size_t offset = reinterpret_cast<std::uintptr_t>(address) % CACHE_LINE;
    const char* const line = static_cast<const char*>(address) - offset;
    for (std::size_t at = 0; at < offset + bytes; at += CACHE_LINE)
    {
        __builtin_prefetch(line + at);
    }
    // without an effect in sight compilers leave out calls of functions that only prefetch
    __asm__ volatile("");
}

} // namespace qos
} // namespace ns3

#endif // QOS_PREFETCH_H
