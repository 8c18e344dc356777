/* SPDX-License-Identifier: GPL-2.0-only */

#include "block-assembly.h"

#include "ns3/serial-number.h"

namespace ns3
{
namespace qos
{

BlockAssembly::Slot*
BlockAssembly::Find(uint32_t block)
{
    Slot& slot = m_slots[block % BLOCKS];
    if (slot.isUsed && slot.block == block)
    {
        return &slot;
    }
    if (slot.isUsed && SerialIsBefore(block, slot.block))
    {
        return nullptr;
    }
    if (slot.decoder == nullptr)
    {
        slot.decoder = std::make_unique<BlockDecoder>(m_code, m_mostSymbolBytes);
    }
    slot.decoder->Reset();
    slot.block = block;
    slot.isUsed = true;
    return &slot;
}

const BlockDecoder*
BlockAssembly::Add(const ClvlFrame& frame)
{
    Slot* slot = Find(frame.block);
    if (slot == nullptr)
    {
        return nullptr;
    }
    BlockDecoder& decoder = *slot->decoder;
    const ByteView symbol{frame.symbol.data, frame.size};
    const SymbolFate fate = frame.kind == FrameKind::Data
                                ? decoder.AddSource(frame.index, symbol)
                                : decoder.AddParity(frame.index, symbol, frame.sources);
    return fate == SymbolFate::Accepted && decoder.CanRebuild() && decoder.Rebuild() ? &decoder
                                                                                     : nullptr;
}

uint64_t
BlockAssembly::Contradictions() const
{
    uint64_t count = 0;
    for (const Slot& slot : m_slots)
    {
        if (slot.decoder != nullptr)
        {
            count += slot.decoder->Count(SymbolFate::BadIndex) +
                     slot.decoder->Count(SymbolFate::BadCount) +
                     slot.decoder->Count(SymbolFate::BadSize);
        }
    }
    return count;
}

void
BlockAssembly::Restart()
{
    for (Slot& slot : m_slots)
    {
        slot.isUsed = false;
    }
}

} // namespace qos
} // namespace ns3
