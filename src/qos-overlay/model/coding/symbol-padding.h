/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SYMBOL_PADDING_H
#define QOS_SYMBOL_PADDING_H

#include <cstddef>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-coding
 * @param size bytes of a symbol
 * @return bytes that a buffer for it should have: whole vectors, with which codes are fastest
 */
constexpr std::size_t
PaddedSymbolSize(std::size_t size)
{
    constexpr std::size_t VECTOR = 64; // bytes, the widest of today's processors
    return (size + VECTOR - 1) / VECTOR * VECTOR;
}

} // namespace qos
} // namespace ns3

#endif // QOS_SYMBOL_PADDING_H
