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

/** What became of a coded frame. */
enum class CodedFate : uint8_t
{
    Used,   //!< its block has it, or does not need it
    Late,   //!< a later block has the place of its block
    Refused //!< it contradicts others of its block
};

/** What a coded frame brought. */
struct CodedArrival
{
    CodedFate fate = CodedFate::Used; //!< what became of it
    /** Its block, if it could be rebuilt now: BlockDecoder::Rebuilt() are new; else null. */
    const BlockDecoder* rebuilt = nullptr;
};

/**
 * @ingroup qos-overqos-link
 * The coded blocks of one round that the exit of a virtual link has begun to receive: the latest
 * few; older ones have to make room. A block that gets nothing more holds its place against an
 * earlier one only for a while: its number may have been forged.
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
     * @param patience how long nothing comes of a block before an earlier one may take its place
     * @param now the time
     * @return what it brought
     */
    CodedArrival Add(const ClvlFrame& frame, Nanoseconds patience, Nanoseconds now);

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
        Nanoseconds latestAt{0};               //!< when the latest of it arrived
        std::unique_ptr<BlockDecoder> decoder; //!< its symbols
    };

    /**
     * @param block a number
     * @param patience see Add()
     * @param now the time
     * @return the slot of the block; null if a later one has its place
     */
    Slot* Find(uint32_t block, Nanoseconds patience, Nanoseconds now);

    ErasureCode& m_code;              //!< rebuilds
    std::size_t m_mostSymbolBytes;    //!< of a symbol
    std::array<Slot, BLOCKS> m_slots; //!< by block number modulo their number
};

} // namespace qos
} // namespace ns3

#endif // QOS_BLOCK_ASSEMBLY_H
