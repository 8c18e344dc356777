/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RLNC_BASIS_H
#define QOS_RLNC_BASIS_H

#include "ns3/byte-view.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a RlncBasis did with a vector. */
enum class VectorFate : uint8_t
{
    Innovative, //!< it is kept: the rank has grown
    Redundant,  //!< it is a combination of what is there already
    Zero,       //!< all its coefficients are 0: nothing can be learnt from it
    BadSize     //!< it has another number of coefficients or bytes than the basis
};

/** Fills bytes with independent random numbers, each of which is uniform from 0 to 255. */
using RandomBytes = std::function<void(MutableByteView)>;

/**
 * @ingroup qos-coding
 * What a node knows of a generation of blocks under random linear network coding over GF(2^8).
 *
 * A vector is one coefficient for each block and, behind them, the sum of the blocks multiplied by
 * them. The source adds the blocks themselves; others add the vectors that reach them. Everybody
 * can emit new random combinations of what is there, and has the blocks when their number is the
 * rank.
 *
 * The vectors are kept as the rows of a matrix in reduced echelon form, so that the blocks need no
 * further work when the rank is complete. Without bytes (blocks of size 0) only coefficients are
 * reckoned with.
 *
 * Vectors may come from a network: what cannot be true is refused and changes nothing. Memory is
 * taken when the size changes, and not for adding or combining.
 *
 * Source: random combinations are those of Ho et al., A random linear network coding approach to
 * multicast, IEEE Transactions on Information Theory 52 (2006); generations those of Chou, Wu,
 * Jain, Practical network coding, Allerton 2003.
 */
class RlncBasis
{
  public:
    static constexpr std::size_t MAX_BLOCKS = 256; //!< of a generation

    /**
     * @param blocks how many there are in a generation, 1 to MAX_BLOCKS
     * @param blockBytes bytes of each; 0 if only coefficients matter
     * @throws std::invalid_argument if the number of blocks is another one
     */
    explicit RlncBasis(std::size_t blocks, std::size_t blockBytes = 0);

    /**
     * Forget everything, for another generation.
     * @param blockBytes bytes of each of its blocks; 0 if only coefficients matter
     */
    void Reset(std::size_t blockBytes);

    /** @return how many blocks a generation has */
    std::size_t Blocks() const
    {
        return m_blocks;
    }

    /** @return bytes of a block; 0 if only coefficients matter */
    std::size_t BlockBytes() const
    {
        return m_blockBytes;
    }

    /** @return bytes of a vector: its coefficients and the sum */
    std::size_t VectorBytes() const
    {
        return m_blocks + m_blockBytes;
    }

    /** @return how many vectors are there, none of which is a combination of the others */
    std::size_t Rank() const
    {
        return m_rank;
    }

    /** @return whether all blocks are known */
    bool IsComplete() const
    {
        return m_rank == m_blocks;
    }

    /**
     * @param vector coefficients and, behind them, the sum
     * @return what became of it
     */
    VectorFate Add(ByteView vector);

    /**
     * Add a block itself, at the source.
     * @param index of the block
     * @param block its bytes
     * @return what became of it; BadSize also if there is no such block
     */
    VectorFate AddBlock(std::size_t index, ByteView block);

    /**
     * Make a random combination of what is there: coefficients of the vectors are drawn until one
     * of them is not 0.
     * @param random draws
     * @param vector VectorBytes() that are overwritten
     * @throws std::logic_error if nothing is there
     */
    void Combine(const RandomBytes& random, MutableByteView vector);

    /**
     * @param index of a block; IsComplete()
     * @return its bytes, until the next change
     */
    ByteView Block(std::size_t index) const
    {
        return {Row(m_rowOf[index]) + m_blocks, m_blockBytes};
    }

  private:
    static constexpr uint16_t NONE = UINT16_MAX; //!< the number of no row

    /**
     * @param number of a row
     * @return where it begins
     */
    uint8_t* Row(std::size_t number)
    {
        return m_rows.data() + number * VectorBytes();
    }

    /**
     * @param number of a row
     * @return where it begins
     */
    const uint8_t* Row(std::size_t number) const
    {
        return m_rows.data() + number * VectorBytes();
    }

    /**
     * Take what is known away from the row behind the last one.
     * @return index of its first coefficient that is not 0; Blocks() if there is none
     */
    std::size_t Reduce();

    /**
     * The row behind the last one becomes one of the matrix.
     * @param pivot index of its first coefficient that is not 0
     */
    void Insert(std::size_t pivot);

    std::size_t m_blocks;             //!< see Blocks()
    std::size_t m_blockBytes = 0;     //!< see BlockBytes()
    std::size_t m_rank = 0;           //!< see Rank()
    std::vector<uint8_t> m_rows;      //!< the rows one after the other, and room for one more
    std::vector<uint16_t> m_rowOf;    //!< by pivot: number of the row with 1 there
    std::vector<uint8_t> m_factors;   //!< of rows
    std::vector<uint8_t*> m_pointers; //!< to rows
};

} // namespace qos
} // namespace ns3

#endif // QOS_RLNC_BASIS_H
