/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BLOCK_ASSEMBLY_H
#define QOS_BLOCK_ASSEMBLY_H

#include "clvl-frame.h"

#include "ns3/block-decoder.h"

#include <array>
#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * The coded blocks of one round that the exit of a virtual link has begun to receive: the latest
 * few; older ones have to make room.
 */
class BlockAssembly
{
  public:
    /** Blocks at a time: a block takes a window, and is complete or hopeless three round-trip
     * times later. */
    static constexpr uint32_t BLOCKS = 8;

    /**
     * @param code rebuilds
     * @param mostSymbolBytes bytes of the largest symbol that is accepted
     */
    BlockAssembly(ErasureCode& code, std::size_t mostSymbolBytes)
        : m_code(code),
          m_mostSymbolBytes(mostSymbolBytes)
    {
    }

    /**
     * A coded frame arrived.
     * @param frame data or parity of this round
     * @return the block, if it could be rebuilt now: BlockDecoder::Rebuilt() are new; else null
     */
    const BlockDecoder* Add(const ClvlFrame& frame);

    /** @return symbols that were refused because they contradict others of their block */
    uint64_t Contradictions() const;

    /** Forget all blocks: numbers begin anew. */
    void Restart();

  private:
    /** A block. */
    struct Slot
    {
        uint32_t block = 0;                    //!< its number
        bool isUsed = false;                   //!< whether there is one
        std::unique_ptr<BlockDecoder> decoder; //!< its symbols
    };

    /**
     * @param block a number
     * @return the slot of the block; null if a later one has its place
     */
    Slot* Find(uint32_t block);

    ErasureCode& m_code;              //!< rebuilds
    std::size_t m_mostSymbolBytes;    //!< of a symbol
    std::array<Slot, BLOCKS> m_slots; //!< by block number modulo their number
};

} // namespace qos
} // namespace ns3

#endif // QOS_BLOCK_ASSEMBLY_H
