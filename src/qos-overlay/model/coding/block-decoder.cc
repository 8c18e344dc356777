/* SPDX-License-Identifier: GPL-2.0-only */

#include "block-decoder.h"

#include "symbol-padding.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

BlockDecoder::BlockDecoder(ErasureCode& code, std::size_t maxSymbolSize)
    : m_code(code),
      m_maxSymbolSize(maxSymbolSize)
{
    m_parities.reserve(MAX_SYMBOLS);
    m_rebuilt.reserve(MAX_SYMBOLS);
    m_padded.reserve(MAX_SYMBOLS);
    m_targets.reserve(MAX_SYMBOLS);
    m_buffers.reserve(MAX_SYMBOLS);
}

void
BlockDecoder::Reset()
{
    m_sourceCount = 0;
    m_longestSource = 0;
    m_paritySize = 0;
    m_hasSource.reset();
    m_hasParity.reset();
    m_parities.clear();
    m_rebuilt.clear();
    m_usedBuffers = 0;
}

SymbolFate
BlockDecoder::AddSource(std::size_t index, ByteView source)
{
    const SymbolFate fate = JudgeSource(index, source);
    if (fate == SymbolFate::Accepted)
    {
        m_hasSource.set(index);
        m_sources[index] = Copy(source);
        m_longestSource = std::max(m_longestSource, source.size);
    }
    return Counted(fate);
}

SymbolFate
BlockDecoder::AddParity(std::size_t row, ByteView parity, std::size_t sourceCount)
{
    const SymbolFate fate = JudgeParity(row, parity, sourceCount);
    if (fate == SymbolFate::Accepted || fate == SymbolFate::Surplus)
    {
        m_sourceCount = sourceCount;
    }
    if (fate == SymbolFate::Accepted)
    {
        m_hasParity.set(row);
        m_parities.push_back({row, Copy(parity)});
        m_paritySize = parity.size;
    }
    return Counted(fate);
}

SymbolFate
BlockDecoder::SetSourceCount(std::size_t sourceCount)
{
    if (!IsPossibleCount(sourceCount))
    {
        return Counted(SymbolFate::BadCount);
    }
    m_sourceCount = sourceCount;
    return SymbolFate::Accepted;
}

SymbolFate
BlockDecoder::JudgeSource(std::size_t index, ByteView source) const
{
    const std::size_t count = m_sourceCount == 0 ? MAX_SYMBOLS : m_sourceCount;
    if (index >= count)
    {
        return SymbolFate::BadIndex;
    }
    if (m_hasSource[index])
    {
        return SymbolFate::Duplicate;
    }
    if (!IsPossibleSize(source) || (m_paritySize > 0 && source.size > m_paritySize))
    {
        return SymbolFate::BadSize;
    }
    return SymbolFate::Accepted;
}

SymbolFate
BlockDecoder::JudgeParity(std::size_t row, ByteView parity, std::size_t sourceCount) const
{
    if (!IsPossibleCount(sourceCount))
    {
        return SymbolFate::BadCount;
    }
    if (row >= MAX_SYMBOLS - sourceCount)
    {
        return SymbolFate::BadIndex;
    }
    if (m_hasParity[row])
    {
        return SymbolFate::Duplicate;
    }
    if (!IsPossibleSize(parity) || parity.size < m_longestSource ||
        (m_paritySize > 0 && parity.size != m_paritySize))
    {
        return SymbolFate::BadSize;
    }
    const bool isEnough = SourcesPresent() + m_parities.size() >= sourceCount;
    return isEnough ? SymbolFate::Surplus : SymbolFate::Accepted;
}

bool
BlockDecoder::IsPossibleCount(std::size_t sourceCount) const
{
    if (m_sourceCount > 0)
    {
        return sourceCount == m_sourceCount;
    }
    return sourceCount > 0 && sourceCount <= MAX_SYMBOLS &&
           (sourceCount == MAX_SYMBOLS || (m_hasSource >> sourceCount).none());
}

bool
BlockDecoder::IsPossibleSize(ByteView symbol) const
{
    return symbol.size > 0 && symbol.size <= m_maxSymbolSize;
}

SymbolFate
BlockDecoder::Counted(SymbolFate fate)
{
    ++m_counters[static_cast<std::size_t>(fate)];
    return fate;
}

bool
BlockDecoder::Rebuild()
{
    if (!CanRebuild())
    {
        return IsComplete();
    }
    const std::size_t size = PaddedSymbolSize(m_paritySize);
    m_padded.resize(m_sourceCount);
    m_targets.clear();
    for (std::size_t index = 0; index < m_sourceCount; ++index)
    {
        if (m_hasSource[index])
        {
            m_padded[index] = Padded(m_sources[index], size);
            continue;
        }
        m_targets.push_back(TakeBuffer());
        m_rebuilt.push_back(index);
        m_sources[index] = {m_targets.back(), m_paritySize};
    }
    for (ReceivedParity& parity : m_parities)
    {
        parity.bytes = Padded(parity.bytes, size);
    }
    m_code.Reconstruct({m_padded, m_rebuilt, m_parities}, m_targets);
    for (const std::size_t index : m_rebuilt)
    {
        m_hasSource.set(index);
    }
    return true;
}

uint8_t*
BlockDecoder::TakeBuffer()
{
    if (!m_code.HasBytes())
    {
        return nullptr;
    }
    if (m_usedBuffers == m_buffers.size())
    {
        m_buffers.emplace_back(PaddedSymbolSize(m_maxSymbolSize));
    }
    return m_buffers[m_usedBuffers++].data();
}

ByteView
BlockDecoder::Copy(ByteView symbol)
{
    uint8_t* const buffer = TakeBuffer();
    if (buffer)
    {
        std::copy(symbol.begin(), symbol.end(), buffer);
    }
    return {buffer, symbol.size};
}

ByteView
BlockDecoder::Padded(ByteView symbol, std::size_t size)
{
    if (symbol.data != nullptr)
    {
        // the bytes are those of a buffer of this
        auto* const bytes = const_cast<uint8_t*>(symbol.data);
        std::fill(bytes + symbol.size, bytes + size, uint8_t{0});
    }
    return {symbol.data, size};
}

} // namespace qos
} // namespace ns3
