/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-reader.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

bool
MessageReader::Read(ByteView bytes, Nanoseconds now)
{
    while (bytes.size > 0 && !m_fault)
    {
        if (m_headerBytes < MessageHeader::BYTES && !ReadHeader(bytes))
        {
            return false;
        }
        if (m_headerBytes < MessageHeader::BYTES)
        {
            return true;
        }
        const std::size_t missing = m_header.PayloadBytes() - m_payload.size();
        const std::size_t taken = std::min(missing, bytes.size);
        m_payload.insert(m_payload.end(), bytes.data, bytes.data + taken);
        bytes = ByteView(bytes.data + taken, bytes.size - taken);
        if (taken == missing && !Finish(now))
        {
            return true; // this may be gone
        }
    }
    return !m_fault;
}

bool
MessageReader::ReadHeader(ByteView& bytes)
{
    const std::size_t taken = std::min(MessageHeader::BYTES - m_headerBytes, bytes.size);
    std::copy_n(bytes.data, taken, m_start.data() + m_headerBytes);
    m_headerBytes += taken;
    bytes = ByteView(bytes.data + taken, bytes.size - taken);
    if (m_headerBytes == MessageHeader::BYTES)
    {
        const auto read =
            MessageHeader::FromBytes(ByteView(m_start.data(), m_start.size()), m_mostPayload);
        if (const auto* fault = std::get_if<HeaderFault>(&read))
        {
            m_fault = *fault;
            return false;
        }
        m_header = std::get<MessageHeader>(read);
    }
    return true;
}

bool
MessageReader::Finish(Nanoseconds now)
{
    Payload payload;
    if (!m_payload.empty())
    {
        payload = std::make_shared<const std::vector<uint8_t>>(std::move(m_payload));
    }
    m_payload = {};
    m_headerBytes = 0;
    return m_callback(m_pool.Make(m_header, std::move(payload), now));
}

} // namespace qos
} // namespace ns3
