/* SPDX-License-Identifier: GPL-2.0-only */

#include "block-encoder.h"

#include "symbol-padding.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

BlockEncoder::BlockEncoder(ErasureCode& code)
    : m_code(code)
{
    m_sources.reserve(ErasureCode::MAX_SYMBOLS);
    m_rows.reserve(ErasureCode::MAX_SYMBOLS);
}

void
BlockEncoder::Reset()
{
    m_sources.clear();
    m_symbolSize = 0;
    m_paddedSize = 0;
}

std::size_t
BlockEncoder::Add(ByteView source)
{
    if (source.size == 0)
    {
        throw std::invalid_argument("a source symbol has 0 bytes; it must have at least 1");
    }
    CheckSize(m_sources.size() + 1, m_rows.size());
    m_symbolSize = std::max(m_symbolSize, source.size);
    if (m_symbolSize > m_paddedSize)
    {
        Extend(PaddedSymbolSize(m_symbolSize));
    }
    const std::size_t index = m_sources.size();
    m_code.Accumulate(index, source, {0, m_rows, m_paddedSize});
    m_sources.push_back(source);
    return index;
}

void
BlockEncoder::SetParityCount(std::size_t rows)
{
    CheckSize(m_sources.size(), rows);
    const std::size_t before = m_rows.size();
    m_rows.resize(rows, nullptr);
    if (rows > before)
    {
        for (std::size_t row = before; row < rows; ++row)
        {
            Provide(row);
        }
        const ArrayView<uint8_t* const> added{m_rows.data() + before, rows - before};
        m_code.Encode(m_sources, {before, added, m_paddedSize});
    }
}

void
BlockEncoder::CheckSize(std::size_t sources, std::size_t rows)
{
    constexpr std::size_t MAX = ErasureCode::MAX_SYMBOLS;
    if (sources > MAX || rows > MAX - sources)
    {
        throw std::invalid_argument("a block would have " + std::to_string(sources) +
                                    " source and " + std::to_string(rows) +
                                    " parity symbols; it may have " + std::to_string(MAX) +
                                    " symbols");
    }
}

void
BlockEncoder::Extend(std::size_t size)
{
    const std::size_t before = m_paddedSize;
    m_paddedSize = size;
    if (!m_code.HasBytes())
    {
        return;
    }
    for (std::size_t row = 0; row < m_rows.size(); ++row)
    {
        Provide(row);
        std::fill(m_rows[row] + before, m_rows[row] + size, uint8_t{0});
    }
}

void
BlockEncoder::Provide(std::size_t row)
{
    if (m_code.HasBytes())
    {
        m_buffers.resize(std::max(m_buffers.size(), row + 1));
        m_buffers[row].resize(std::max(m_buffers[row].size(), m_paddedSize));
        m_rows[row] = m_buffers[row].data();
    }
}

} // namespace qos
} // namespace ns3
