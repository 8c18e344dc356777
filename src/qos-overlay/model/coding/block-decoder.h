/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BLOCK_DECODER_H
#define QOS_BLOCK_DECODER_H

#include "erasure-code.h"

#include <array>
#include <bitset>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a BlockDecoder did with what it was given. */
enum class SymbolFate : uint8_t
{
    Accepted,  //!< it is kept
    Duplicate, //!< its place is taken; the block is as before
    Surplus,   //!< a parity symbol that the block does not need
    BadIndex,  //!< no block of this many source symbols has such an index or row
    BadCount,  //!< no block has this many source symbols, or it contradicts what was accepted
    BadSize    //!< it is empty, too large, or contradicts the lengths that were accepted
};

/**
 * @ingroup qos-coding
 * Collects the symbols of one block after another at the receiver, and rebuilds the missing source
 * symbols.
 *
 * Whatever is given to it may come from a network: what cannot be true is refused and counted, and
 * changes nothing. The first accepted symbol decides what later ones may not contradict.
 *
 * Symbols are copied into buffers of its own, which are kept from block to block: at most
 * 256 times the largest symbol, and nothing is allocated once there was a block with as many
 * symbols.
 */
class BlockDecoder
{
  public:
    /** How many fates there are. */
    static constexpr std::size_t FATES = static_cast<std::size_t>(SymbolFate::BadSize) + 1;

    /**
     * @param code rebuilds, for as long as this lives; others may use it in between
     * @param maxSymbolSize bytes of the largest symbol that is accepted
     */
    BlockDecoder(ErasureCode& code, std::size_t maxSymbolSize);

    /** Forget the block; counters stay. */
    void Reset();

    /**
     * @param index of the source symbol
     * @param source its bytes; their data is not read if the code touches no bytes
     * @return what became of it
     */
    SymbolFate AddSource(std::size_t index, ByteView source);

    /**
     * @param row of the parity symbol
     * @param parity its bytes; their data is not read if the code touches no bytes
     * @param sourceCount how many source symbols the block has, as the symbol's header says
     * @return what became of it; the number of source symbols is known afterwards also if it is
     * surplus
     */
    SymbolFate AddParity(std::size_t row, ByteView parity, std::size_t sourceCount);

    /**
     * Tell how many source symbols the block has, if that is known otherwise.
     * @param sourceCount how many
     * @return Accepted, also if it was known; BadCount if it cannot be true
     */
    SymbolFate SetSourceCount(std::size_t sourceCount);

    /** @return how many source symbols the block has, 0 if unknown yet */
    std::size_t SourceCount() const
    {
        return m_sourceCount;
    }

    /** @return how many source symbols are there, received or rebuilt */
    std::size_t SourcesPresent() const
    {
        return m_hasSource.count();
    }

    /** @return how many parity symbols are kept */
    std::size_t ParitiesPresent() const
    {
        return m_parities.size();
    }

    /** @return how many source symbols are missing; 0 while their number is unknown */
    std::size_t Missing() const
    {
        return m_sourceCount == 0 ? 0 : m_sourceCount - SourcesPresent();
    }

    /** @return whether the number of source symbols is known and all are there */
    bool IsComplete() const
    {
        return m_sourceCount > 0 && Missing() == 0;
    }

    /** @return whether some are missing and can be rebuilt */
    bool CanRebuild() const
    {
        return Missing() > 0 && ErasureCode::CanRebuild(Missing(), m_parities.size());
    }

    /**
     * Rebuild all missing source symbols if CanRebuild().
     * @return whether the block is complete now
     */
    bool Rebuild();

    /** @return indices of the rebuilt source symbols, ascending; valid until Reset() */
    ArrayView<const std::size_t> Rebuilt() const
    {
        return m_rebuilt;
    }

    /**
     * @param index of a source symbol
     * @return whether it is there, received or rebuilt
     */
    bool HasSource(std::size_t index) const
    {
        return index < m_hasSource.size() && m_hasSource[index];
    }

    /**
     * @param index of a source symbol that is there
     * @return as it was received; a rebuilt one is as long as the parity symbols. Valid until
     * Reset(); its data is null if the code touches no bytes
     */
    ByteView Source(std::size_t index) const
    {
        return m_sources[index];
    }

    /**
     * @param fate what became of symbols
     * @return how many symbols that happened to since the decoder was made
     */
    uint64_t Count(SymbolFate fate) const
    {
        return m_counters[static_cast<std::size_t>(fate)];
    }

  private:
    /**
     * @param index of a source symbol
     * @param source its bytes
     * @return what is to become of it
     */
    SymbolFate JudgeSource(std::size_t index, ByteView source) const;

    /**
     * @param row of a parity symbol
     * @param parity its bytes
     * @param sourceCount how many source symbols it says
     * @return what is to become of it
     */
    SymbolFate JudgeParity(std::size_t row, ByteView parity, std::size_t sourceCount) const;

    /**
     * @param sourceCount how many source symbols there might be
     * @return whether nothing contradicts it
     */
    bool IsPossibleCount(std::size_t sourceCount) const;

    /**
     * @param symbol a symbol
     * @return whether it has bytes, and not too many
     */
    bool IsPossibleSize(ByteView symbol) const;

    /**
     * @param fate of a symbol, is counted
     * @return it
     */
    SymbolFate Counted(SymbolFate fate);

    /** @return a buffer that is not in use, of padded size; null if the code touches no bytes */
    uint8_t* TakeBuffer();

    /**
     * @param symbol bytes
     * @return a copy in one of the buffers
     */
    ByteView Copy(ByteView symbol);

    /**
     * Only what is rebuilt from needs it: most blocks lose nothing.
     * @param symbol in one of the buffers
     * @param size bytes, no more than those of a buffer
     * @return the symbol, with zeros behind it
     */
    static ByteView Padded(ByteView symbol, std::size_t size);

    static constexpr std::size_t MAX_SYMBOLS = ErasureCode::MAX_SYMBOLS;

    ErasureCode& m_code;         //!< rebuilds
    std::size_t m_maxSymbolSize; //!< bytes

    std::size_t m_sourceCount = 0;                 //!< source symbols of the block, 0: unknown
    std::size_t m_longestSource = 0;               //!< bytes, of the received ones
    std::size_t m_paritySize = 0;                  //!< bytes, 0: unknown
    std::bitset<MAX_SYMBOLS> m_hasSource;          //!< by index
    std::bitset<MAX_SYMBOLS> m_hasParity;          //!< by row
    std::array<ByteView, MAX_SYMBOLS> m_sources{}; //!< by index
    std::vector<ReceivedParity> m_parities;        //!< in the order in which they came
    std::vector<std::size_t> m_rebuilt;            //!< indices, ascending
    std::array<uint64_t, FATES> m_counters{};      //!< by fate

    std::vector<std::vector<uint8_t>> m_buffers; //!< of padded size
    std::size_t m_usedBuffers = 0;               //!< the first ones are in use
    std::vector<ByteView> m_padded;              //!< equally long sources, to rebuild from
    std::vector<uint8_t*> m_targets;             //!< where rebuilt sources go
};

} // namespace qos
} // namespace ns3

#endif // QOS_BLOCK_DECODER_H
