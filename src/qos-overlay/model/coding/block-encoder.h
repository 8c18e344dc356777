/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BLOCK_ENCODER_H
#define QOS_BLOCK_ENCODER_H

#include "erasure-code.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-coding
 * Makes the parity of one block after another, source symbol by source symbol: whenever the last
 * one has come, the parity is there already. How many will come need not be known.
 *
 * The number of parity symbols may change at any time: rows that are added catch up with the
 * sources so far. So a sender can make a few more when it learns how many are wanting (incremental
 * redundancy).
 *
 * Buffers are kept from block to block: nothing is allocated once there was a block as large.
 */
class BlockEncoder
{
  public:
    /** @param code makes the parity, for as long as this lives; others may use it in between */
    explicit BlockEncoder(ErasureCode& code);

    /** Begin another block, with no sources and as many parity symbols as the last one had. */
    void Reset();

    /**
     * Add a source symbol to the block.
     * @param source its bytes, at least one; they are not copied, and stay valid until Reset()
     * @return its index, counted from 0
     * @throws std::invalid_argument if it has no bytes or the block is full; nothing has changed
     */
    std::size_t Add(ByteView source);

    /**
     * @param rows how many parity symbols the block has from now on; the last ones are forgotten or
     * new ones made
     * @throws std::invalid_argument if the block became too large; nothing has changed
     */
    void SetParityCount(std::size_t rows);

    /** @return how many source symbols the block has */
    std::size_t Size() const
    {
        return m_sources.size();
    }

    /** @return how many parity symbols the block has */
    std::size_t ParityCount() const
    {
        return m_rows.size();
    }

    /** @return bytes of a parity symbol: of the longest source so far */
    std::size_t SymbolSize() const
    {
        return m_symbolSize;
    }

    /**
     * @param row below ParityCount()
     * @return the parity symbol over the sources so far, valid until the next change; its data is
     * null if the code touches no bytes
     */
    ByteView Parity(std::size_t row) const
    {
        return {m_rows[row], m_symbolSize};
    }

  private:
    /**
     * @param sources how many source symbols
     * @param rows how many parity symbols
     * @throws std::invalid_argument if a block cannot have as many
     */
    static void CheckSize(std::size_t sources, std::size_t rows);

    /**
     * Zeros behind what the parity symbols are so far.
     * @param size bytes that their buffers have afterwards
     */
    void Extend(std::size_t size);

    /**
     * Give a parity symbol a buffer.
     * @param row its number
     */
    void Provide(std::size_t row);

    ErasureCode& m_code;                         //!< makes the parity
    std::vector<ByteView> m_sources;             //!< of the block
    std::vector<uint8_t*> m_rows;                //!< the parity symbols
    std::vector<std::vector<uint8_t>> m_buffers; //!< where they lie, and once lay
    std::size_t m_symbolSize = 0;                //!< bytes of the longest source
    std::size_t m_paddedSize = 0;                //!< bytes of the buffers that are in use
};

} // namespace qos
} // namespace ns3

#endif // QOS_BLOCK_ENCODER_H
