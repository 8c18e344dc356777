/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CM_FEEDBACK_HEADER_H
#define QOS_CM_FEEDBACK_HEADER_H

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
 * A FeedbackReport on the wire: the whole payload of the datagrams that FeedbackReceiver sends
 * back.
 *
 *     magic (4) | begin (4) | end (4) | bytes (8) | nonce sum (4) | last (4) | echo in ns (8)
 *     | held in ns (8) | marks (4) | gaps (2) | gaps times: begin (4) | end (4)
 *
 * All in network byte order. The magic number tells reports from other datagrams.
 */
class CmFeedbackHeader : public Header
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CmFeedbackHeader() = default;

    /** @param content its content, well-formed */
    explicit CmFeedbackHeader(FeedbackReport content);

    /**
     * @param packet the payload of a datagram, from anybody
     * @return whether it has the magic number of a report, well-formed or not
     */
    static bool IsReport(const Ptr<const Packet>& packet);

    /**
     * Look at a datagram.
     * @param packet the payload of a datagram, from anybody
     * @return its report, nothing if it is none, too short, too long, or not well-formed
     */
    static std::optional<CmFeedbackHeader> Peek(const Ptr<const Packet>& packet);

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;

    /**
     * Read it from a buffer, with all checks.
     * @param start where
     * @return how many bytes it has, or 0 if there is none; the content is undefined then
     */
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    /** Length of a header without gaps in bytes. */
    static constexpr uint32_t LEAST_BYTES = 50;

    /** Further bytes for each gap. */
    static constexpr uint32_t BYTES_PER_GAP = 8;

    FeedbackReport report; //!< its content
};

} // namespace qos
} // namespace ns3

#endif // QOS_CM_FEEDBACK_HEADER_H
