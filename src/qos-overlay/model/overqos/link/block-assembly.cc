/* SPDX-License-Identifier: GPL-2.0-only */

#include "block-assembly.h"

#include "ns3/serial-number.h"

namespace ns3
{
namespace qos
{

BlockAssembly::Slot*
BlockAssembly::Find(uint32_t block, Nanoseconds patience, Nanoseconds now)
{
    Slot& slot = m_slots[block % BLOCKS];
    if (slot.isUsed && slot.block == block)
    {
        return &slot;
    }
    if (slot.isUsed && SerialIsBefore(block, slot.block) && now <= slot.latestAt + patience)
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

CodedArrival
BlockAssembly::Add(const ClvlFrame& frame, Nanoseconds patience, Nanoseconds now)
{
    Slot* slot = Find(frame.block, patience, now);
    if (slot == nullptr)
    {
        return {CodedFate::Late, nullptr};
    }
    BlockDecoder& decoder = *slot->decoder;
    const ByteView symbol{frame.symbol.data, frame.size};
    const SymbolFate fate = frame.kind == FrameKind::Data
                                ? decoder.AddSource(frame.index, symbol)
                                : decoder.AddParity(frame.index, symbol, frame.sources);
    switch (fate)
    {
    case SymbolFate::Accepted:
        slot->latestAt = now;
        return {CodedFate::Used, decoder.CanRebuild() && decoder.Rebuild() ? &decoder : nullptr};
    case SymbolFate::Duplicate:
    case SymbolFate::Surplus:
        return {CodedFate::Used, nullptr};
    default:
        return {CodedFate::Refused, nullptr};
    }
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
