/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_DATA_HEADER_H
#define QOS_CM_DATA_HEADER_H

#include "feedback-report.h"

#include "ns3/header.h"
#include "ns3/packet.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-udp
 * A DataStamp on the wire, at the front of the payload of a datagram: what FeedbackSender puts on
 * and FeedbackReceiver takes off.
 *
 *     magic (4) | sequence (4) | timestamp in ns (8) | nonce (4) | confirmed (4)
 *
 * All in network byte order. The magic number tells stamped datagrams from others.
 */
class CmDataHeader : public Header, public DataStamp
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CmDataHeader() = default;

    /** @param stamp its content */
    explicit CmDataHeader(const DataStamp& stamp);

    /**
     * Look at the front of a datagram.
     * @param packet the payload of a datagram, from anybody
     * @return its stamp, nothing if it has none, or one that is not well-formed
     */
    static std::optional<CmDataHeader> Peek(const Ptr<const Packet>& packet);

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;

    /**
     * Read it from a buffer, with all checks.
     * @param start where
     * @return BYTES, or 0 if there is none; the content is undefined then
     */
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /** Length of the header in bytes. */
    static constexpr uint32_t BYTES = 24;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_DATA_HEADER_H
