/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_VAT_HEADER_H
#define QOS_VAT_HEADER_H

#include "ns3/header.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * The first bytes of each packet of audio, by which a receiver knows its place and its age.
 *
 *     number (4) | time of recording in ns (8)
 */
class VatHeader : public Header
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Look at the front of a packet.
     * @param packet a packet, from anybody
     * @return its header, nothing if it is too short or says a negative time
     */
    static std::optional<VatHeader> Peek(const Ptr<const Packet>& packet);

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
    static constexpr uint32_t BYTES = 12;

    uint32_t number = 0; //!< of the packet, from 1, those that are dropped included
    Time recorded;       //!< when the audio in it was complete
};

} // namespace qos
} // namespace ns3

#endif // QOS_VAT_HEADER_H
