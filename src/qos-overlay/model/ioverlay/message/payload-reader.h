/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAYLOAD_READER_H
#define QOS_PAYLOAD_READER_H

#include "node-id.h"

#include "ns3/byte-view.h"
#include "ns3/network-order.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * Reads a payload that came from anywhere. What lies behind its end reads as 0, and IsWhole() says
 * in the end whether there was neither too little nor too much.
 */
class PayloadReader
{
  public:
    /** @param bytes of the payload; they live longer */
    explicit PayloadReader(ByteView bytes)
        : m_bytes(bytes)
    {
    }

    /** @return a number of one byte */
    uint8_t Read8()
    {
        const uint8_t* bytes = Take(sizeof(uint8_t));
        return bytes == nullptr ? 0 : *bytes;
    }

    /** @return a number of two bytes */
    uint16_t Read16()
    {
        const uint8_t* bytes = Take(sizeof(uint16_t));
        return bytes == nullptr ? 0 : ReadU16(bytes);
    }

    /** @return a number of four bytes */
    uint32_t Read32()
    {
        const uint8_t* bytes = Take(sizeof(uint32_t));
        return bytes == nullptr ? 0 : ReadU32(bytes);
    }

    /** @return the id of a node */
    NodeId ReadId()
    {
        NodeId id;
        id.ip = Read32();
        id.port = Read16();
        return id;
    }

    /**
     * @return ids of nodes, as many as there are bytes for, at most 255; a list with a node that is
     * none is not whole
     */
    std::vector<NodeId> ReadIds()
    {
        const std::size_t count = Read8();
        std::vector<NodeId> ids;
        if (count * NodeId::BYTES > Left())
        {
            m_isFaulty = true;
            return ids;
        }
        ids.reserve(count);
        for (std::size_t i = 0; i < count; ++i)
        {
            ids.push_back(ReadId());
            m_isFaulty |= ids.back().IsNone();
        }
        return ids;
    }

    /** @return bytes that were not read yet */
    std::size_t Left() const
    {
        return m_bytes.size - m_read;
    }

    /** @return whether all bytes were read, none was missing, and no list named nobody */
    bool IsWhole() const
    {
        return !m_isFaulty && m_read == m_bytes.size;
    }

  private:
    /**
     * @param count of bytes
     * @return the next ones; null if there are not as many
     */
    const uint8_t* Take(std::size_t count)
    {
        if (m_isFaulty || count > Left())
        {
            m_isFaulty = true;
            return nullptr;
        }
        m_read += count;
        return m_bytes.data + m_read - count;
    }

    ByteView m_bytes;        //!< of the payload
    std::size_t m_read = 0;  //!< how many were read
    bool m_isFaulty = false; //!< whether some were missing, or a list named nobody
};

} // namespace qos
} // namespace ns3

#endif // QOS_PAYLOAD_READER_H
