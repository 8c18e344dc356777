/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAYLOAD_WRITER_H
#define QOS_PAYLOAD_WRITER_H

#include "overlay-message.h"

#include "ns3/network-order.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * Writes the payload of a control message, in network byte order.
 */
class PayloadWriter
{
  public:
    /**
     * @param value of one byte
     * @return this
     */
    PayloadWriter& Write8(uint8_t value)
    {
        m_bytes.push_back(value);
        return *this;
    }

    /**
     * @param value of two bytes
     * @return this
     */
    PayloadWriter& Write16(uint16_t value)
    {
        AppendU16(m_bytes, value);
        return *this;
    }

    /**
     * @param value of four bytes
     * @return this
     */
    PayloadWriter& Write32(uint32_t value)
    {
        AppendU32(m_bytes, value);
        return *this;
    }

    /**
     * @param id of a node, in six bytes
     * @return this
     */
    PayloadWriter& WriteId(NodeId id)
    {
        return Write32(id.ip).Write16(id.port);
    }

    /**
     * @param ids at most 255 nodes, after their number in a byte
     * @return this
     */
    PayloadWriter& WriteIds(const std::vector<NodeId>& ids)
    {
        constexpr std::size_t MOST = 255;
        const std::size_t count = std::min(ids.size(), MOST);
        Write8(static_cast<uint8_t>(count));
        for (std::size_t i = 0; i < count; ++i)
        {
            WriteId(ids[i]);
        }
        return *this;
    }

    /** @return what was written; nothing is left here */
    Payload Finish()
    {
        return std::make_shared<const std::vector<uint8_t>>(std::move(m_bytes));
    }

  private:
    std::vector<uint8_t> m_bytes; //!< so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_PAYLOAD_WRITER_H
