/* SPDX-License-Identifier: GPL-2.0-only */

#include "erasure-code.h"

#include "galois-field.h"

#include <algorithm>
#include <bitset>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param sources how many source symbols
 * @param parity the parity symbols
 * @throws std::invalid_argument always
 */
[[noreturn]] void
ThrowTooManySymbols(std::size_t sources, const ParityRows& parity)
{
    throw std::invalid_argument("a block has " + std::to_string(sources) + " source symbols and " +
                                std::to_string(parity.rows.size) + " parity symbols from row " +
                                std::to_string(parity.first) + " on; it may have " +
                                std::to_string(ErasureCode::MAX_SYMBOLS) +
                                " symbols, counted to the last row");
}

/**
 * @param sources how many source symbols
 * @param parity the parity symbols
 * @throws std::invalid_argument if there are too many
 */
inline void
CheckCount(std::size_t sources, const ParityRows& parity)
{
    constexpr std::size_t MAX = ErasureCode::MAX_SYMBOLS;
    // one by one, because a sum might overflow
    if (sources > MAX || parity.first > MAX - sources ||
        parity.rows.size > MAX - sources - parity.first)
    {
        ThrowTooManySymbols(sources, parity);
    }
}

/**
 * @param source bytes of a source symbol
 * @param parity bytes of the parity symbols
 * @throws std::invalid_argument if the source is longer
 */
void
CheckSize(std::size_t source, std::size_t parity)
{
    if (source > parity)
    {
        throw std::invalid_argument("a source symbol has " + std::to_string(source) +
                                    " bytes; with these parity symbols it may have " +
                                    std::to_string(parity));
    }
}

/**
 * @param block whose indices are checked
 * @throws std::invalid_argument if one is too large or named twice
 */
void
CheckIndices(const ErasedBlock& block)
{
    std::bitset<ErasureCode::MAX_SYMBOLS> symbols; // sources from below, parities from above
    const auto take =
        [&](bool isInRange, std::size_t symbol, const char* what, std::size_t number) {
            if (!isInRange || symbols[symbol])
            {
                throw std::invalid_argument(
                    std::string(what) + " symbol " + std::to_string(number) +
                    " is named twice, or is not one of a block of " +
                    std::to_string(block.sources.size) + " source symbols and up to " +
                    std::to_string(ErasureCode::MAX_SYMBOLS) + " in all");
            }
            symbols.set(symbol);
        };
    for (const std::size_t source : block.missing)
    {
        take(source < block.sources.size, source, "missing source", source);
    }
    const std::size_t rows = ErasureCode::MAX_SYMBOLS - block.sources.size;
    for (const ReceivedParity& parity : block.parities)
    {
        take(parity.row < rows, ErasureCode::MAX_SYMBOLS - 1 - parity.row, "parity", parity.row);
    }
}

} // namespace

uint8_t
ErasureCode::Coefficient(std::size_t row, std::size_t source)
{
    return GaloisField::Inverse(static_cast<uint8_t>((MAX_SYMBOLS - 1 - row) ^ source));
}

std::size_t
ErasureCode::ShortestOf(ArrayView<const ByteView> sources, std::size_t most)
{
    std::size_t shortest = most;
    for (const ByteView& source : sources)
    {
        CheckSize(source.size, most);
        shortest = std::min(shortest, source.size);
    }
    return shortest;
}

void
ErasureCode::Accumulate(std::size_t source, ByteView bytes, const ParityRows& parity)
{
    CheckCount(source < MAX_SYMBOLS ? source + 1 : source, parity);
    CheckSize(bytes.size, parity.size);
    if (bytes.size > 0 && parity.rows.size > 0)
    {
        DoAccumulate(source, bytes, parity);
    }
}

void
ErasureCode::Encode(ArrayView<const ByteView> sources, const ParityRows& parity)
{
    CheckCount(sources.size, parity);
    if (parity.size == 0 || parity.rows.size == 0)
    {
        ShortestOf(sources, parity.size);
        return;
    }
    if (sources.size > 0)
    {
        DoEncode(sources, parity);
    }
    else if (HasBytes())
    {
        for (uint8_t* row : parity.rows)
        {
            std::fill_n(row, parity.size, uint8_t{0});
        }
    }
}

bool
ErasureCode::Reconstruct(const ErasedBlock& block, ArrayView<uint8_t* const> rebuilt)
{
    const std::size_t missing = block.missing.size;
    CheckCount(block.sources.size, {});
    CheckIndices(block);
    if (rebuilt.size != missing)
    {
        throw std::invalid_argument("there is room for " + std::to_string(rebuilt.size) +
                                    " rebuilt symbols; it must be " + std::to_string(missing));
    }
    if (!CanRebuild(missing, block.parities.size))
    {
        return false;
    }
    if (missing == 0)
    {
        return true;
    }
    ErasedBlock needed = block;
    needed.parities.size = missing;
    const std::size_t size = block.parities[0].bytes.size;
    for (const ReceivedParity& parity : needed.parities)
    {
        if (parity.bytes.size != size)
        {
            throw std::invalid_argument("parity symbols have " + std::to_string(size) + " and " +
                                        std::to_string(parity.bytes.size) +
                                        " bytes; they must be equally long");
        }
    }
    std::bitset<MAX_SYMBOLS> isMissing;
    for (const std::size_t source : block.missing)
    {
        isMissing.set(source);
    }
    for (std::size_t source = 0; source < block.sources.size; ++source)
    {
        CheckSize(isMissing[source] ? 0 : block.sources[source].size, size);
    }
    if (size > 0)
    {
        DoReconstruct(needed, rebuilt);
    }
    return true;
}

} // namespace qos
} // namespace ns3
