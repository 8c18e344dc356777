/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CODING_TEST_SYMBOLS_H
#define QOS_CODING_TEST_SYMBOLS_H

#include "ns3/erasure-code.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

namespace ns3
{
namespace qos
{

/** Bytes of some symbols. */
using Symbols = std::vector<std::vector<uint8_t>>;

/**
 * @param random generator
 * @param count how many symbols
 * @param least bytes of each, at least
 * @param most bytes of each, at most
 * @return random symbols
 */
inline Symbols
RandomSymbols(std::mt19937& random, std::size_t count, std::size_t least, std::size_t most)
{
    Symbols symbols(count);
    for (auto& symbol : symbols)
    {
        symbol.resize(least + random() % (most - least + 1));
        std::generate(symbol.begin(), symbol.end(), [&] { return static_cast<uint8_t>(random()); });
    }
    return symbols;
}

/**
 * @param symbols some symbols
 * @return views of them
 */
inline std::vector<ByteView>
ViewsOf(const Symbols& symbols)
{
    return {symbols.begin(), symbols.end()};
}

/**
 * @param symbols some symbols
 * @return where they may be written
 */
inline std::vector<uint8_t*>
PointersTo(Symbols& symbols)
{
    std::vector<uint8_t*> pointers;
    pointers.reserve(symbols.size());
    for (auto& symbol : symbols)
    {
        pointers.push_back(symbol.data());
    }
    return pointers;
}

/**
 * @param symbols some symbols
 * @return bytes of the longest one
 */
inline std::size_t
LongestOf(const Symbols& symbols)
{
    std::size_t longest = 0;
    for (const auto& symbol : symbols)
    {
        longest = std::max(longest, symbol.size());
    }
    return longest;
}

/**
 * @param view some bytes
 * @return a copy of them
 */
inline std::vector<uint8_t>
CopyOf(ByteView view)
{
    return {view.begin(), view.end()};
}

/**
 * @param symbol a symbol
 * @param size of the symbols of its block
 * @return as it is rebuilt, with zeros behind it
 */
inline std::vector<uint8_t>
PaddedTo(std::vector<uint8_t> symbol, std::size_t size)
{
    symbol.resize(size);
    return symbol;
}

/**
 * @param code a code
 * @param sources all source symbols of a block
 * @param first number of the first row
 * @param rows how many parity symbols
 * @return the parity symbols, made of the whole block
 */
inline Symbols
ParityOf(ErasureCode& code, const Symbols& sources, std::size_t first, std::size_t rows)
{
    const std::size_t size = LongestOf(sources);
    Symbols parity(rows, std::vector<uint8_t>(size, 0xEE));
    code.Encode(ViewsOf(sources), {first, PointersTo(parity), size});
    return parity;
}

} // namespace qos
} // namespace ns3

#endif // QOS_CODING_TEST_SYMBOLS_H
