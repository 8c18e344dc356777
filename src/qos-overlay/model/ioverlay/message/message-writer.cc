/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-writer.h"

#include <utility>

namespace ns3
{
namespace qos
{

StreamPiece
MessageWriter::Next()
{
    if (!m_current)
    {
        auto& queue = m_control.empty() ? m_data : m_control;
        m_current = std::move(queue.front());
        queue.pop_front();
        m_start = m_current->header.ToBytes();
        m_written = 0;
    }
    if (m_written < m_start.size())
    {
        return {ByteView(m_start.data() + m_written, m_start.size() - m_written), 0};
    }
    const ByteView known = m_current->Bytes();
    const std::size_t offset = m_written - m_start.size();
    if (offset < known.size)
    {
        return {ByteView(known.data + offset, known.size - offset), 0};
    }
    return {ByteView(), m_current->WireBytes() - m_written};
}

void
MessageWriter::Pass(std::size_t bytes)
{
    m_written += bytes;
    if (m_written == m_current->WireBytes())
    {
        m_current = MessagePtr();
    }
}

} // namespace qos
} // namespace ns3
