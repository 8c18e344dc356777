/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ERASURE_CODE_H
#define QOS_ERASURE_CODE_H

#include "ns3/array-view.h"
#include "ns3/byte-view.h"

#include <cstddef>
#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/** Parity symbols that are made: consecutive rows of the code. */
struct ParityRows
{
    std::size_t first = 0;          //!< number of the first one
    ArrayView<uint8_t* const> rows; //!< where each one lies
    std::size_t size = 0;           //!< bytes of each; from 64 on they are made fastest
};

/** A parity symbol that was received. */
struct ReceivedParity
{
    std::size_t row = 0; //!< its number
    ByteView bytes;      //!< the symbol
};

/** A block of which source symbols are missing. */
struct ErasedBlock
{
    ArrayView<const ByteView> sources;        //!< all of it in order; missing ones are not read
    ArrayView<const std::size_t> missing;     //!< indices of the missing ones, all different
    ArrayView<const ReceivedParity> parities; //!< rows all different, symbols equally long
};

/**
 * @ingroup qos-coding
 * A systematic code that repairs erasures: a block is k source symbols, which are sent as they are,
 * and h parity symbols. Any k of these k + h symbols yield the whole block, for every k and h with
 * k + h <= 256 (maximum distance separable).
 *
 * Source j counts in parity row i with the coefficient 1 / (x_i + y_j) in GF(2^8), x_i = 255 - i
 * and y_j = j: a Cauchy matrix, all of whose square submatrices are invertible. No coefficient
 * depends on k or h. So parity can be made source by source without knowing how many will come, and
 * more rows can be made later (incremental redundancy).
 *
 * Symbols of a block may differ in length. A source symbol that is shorter than the parity symbols
 * counts as if zeros followed; nobody has to write them.
 *
 * An object keeps scratch memory: one thread at a time.
 *
 * Source: Cauchy matrices for erasure codes are those of Bloemer et al., "An XOR-Based
 * Erasure-Resilient Coding Scheme", ICSI TR-95-048; this choice of x and y is this project's.
 * OverQoS (NSDI 2004), section 4, codes windows of packets with the systematic code of Rizzo.
 */
class ErasureCode
{
  public:
    /** The largest k + h. */
    static constexpr std::size_t MAX_SYMBOLS = 256;

    ErasureCode() = default;
    virtual ~ErasureCode() = default;
    ErasureCode(const ErasureCode&) = delete;
    ErasureCode& operator=(const ErasureCode&) = delete;

    /**
     * @param row of a parity symbol
     * @param source index of a source symbol; row + source is at most 254
     * @return the coefficient with which the source counts in the row
     */
    static uint8_t Coefficient(std::size_t row, std::size_t source);

    /**
     * @param missing how many source symbols are missing
     * @param parities how many parity symbols are there
     * @return whether the missing ones can be rebuilt
     */
    static constexpr bool CanRebuild(std::size_t missing, std::size_t parities)
    {
        return missing <= parities;
    }

    /** @return its name in the registry */
    virtual std::string Name() const = 0;

    /** @return whether it reads and writes bytes; if not, every data may be null, and no pointer
     * is followed */
    virtual bool HasBytes() const = 0;

    /**
     * Add one source symbol to parity symbols that hold the sum so far, at first zeros.
     * @param source its index
     * @param bytes the symbol
     * @param parity the parity symbols
     * @throws std::invalid_argument if an index is too large or the source longer than the parity
     */
    void Accumulate(std::size_t source, ByteView bytes, const ParityRows& parity);

    /**
     * Make parity symbols of a whole block; what was in them is overwritten.
     * @param sources all source symbols in order
     * @param parity the parity symbols
     * @throws std::invalid_argument if there are too many symbols or a source is longer than the
     * parity
     */
    void Encode(ArrayView<const ByteView> sources, const ParityRows& parity);

    /**
     * Rebuild the missing source symbols of a block. Nothing is written if there are fewer parity
     * symbols than missing ones; if there are more, the first ones are used.
     * @param block what is there and what is missing
     * @param rebuilt where the missing ones go, in the order in which they are named; each as long
     * as a parity symbol
     * @return whether they were rebuilt
     * @throws std::invalid_argument if an index is too large or named twice, or symbols have
     * lengths that do not fit
     */
    bool Reconstruct(const ErasedBlock& block, ArrayView<uint8_t* const> rebuilt);

  protected:
    /**
     * @param sources source symbols
     * @param most bytes that a source may have
     * @return bytes of the shortest one
     * @throws std::invalid_argument if one is longer
     */
    static std::size_t ShortestOf(ArrayView<const ByteView> sources, std::size_t most);

  private:
    /**
     * Accumulate() with arguments that were checked.
     * @param source its index
     * @param bytes the symbol
     * @param parity the parity symbols
     */
    virtual void DoAccumulate(std::size_t source, ByteView bytes, const ParityRows& parity) = 0;

    /**
     * Encode() with arguments that were checked, but for the lengths of sources: looking at each
     * costs more than a block of few needs for the rest.
     * @param sources all source symbols in order, at least one
     * @param parity the parity symbols, at least one
     * @throws std::invalid_argument as ShortestOf()
     */
    virtual void DoEncode(ArrayView<const ByteView> sources, const ParityRows& parity) = 0;

    /**
     * Reconstruct() with arguments that were checked.
     * @param block with as many parity symbols as missing source symbols, at least one
     * @param rebuilt where the missing ones go
     */
    virtual void DoReconstruct(const ErasedBlock& block, ArrayView<uint8_t* const> rebuilt) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_ERASURE_CODE_H
