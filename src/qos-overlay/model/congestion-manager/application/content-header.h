/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTENT_HEADER_H
#define QOS_CONTENT_HEADER_H

#include "ns3/header.h"
#include "ns3/nstime.h"
#include "ns3/packet.h"

#include <optional>

/**
 * @file
 * @ingroup qos-cm-application
 * What a ContentClient and a ContentServer say to each other, all in network byte order. Each
 * begins with a mark, so that a peer that speaks something else is recognised.
 */

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * A request: send the document so that I have it within a time.
 *
 *     mark (4) | target in ns (8)
 */
class ContentRequestHeader : public Header
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Look at the front of a byte stream.
     * @param bytes what came from a peer, at least BYTES
     * @return the request, nothing if it is none
     */
    static std::optional<ContentRequestHeader> Peek(const Ptr<const Packet>& bytes);

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;

    /**
     * Read it from a buffer that has BYTES.
     * @param start where
     * @return BYTES, or 0 if there is none; the content is undefined then
     */
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    static constexpr uint32_t BYTES = 12; //!< length of the header

    Time target; //!< from the client's first packet to its last byte; not negative
};

/**
 * @ingroup qos-cm-application
 * What stands in front of a document.
 *
 *     mark (4) | number of the encoding (4) | bytes (8)
 */
class ContentReplyHeader : public Header
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * Look at the front of a byte stream.
     * @param bytes what came from a peer, at least BYTES
     * @return the header, nothing if it is none
     */
    static std::optional<ContentReplyHeader> Peek(const Ptr<const Packet>& bytes);

    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;

    /**
     * Read it from a buffer that has BYTES.
     * @param start where
     * @return BYTES, or 0 if there is none; the content is undefined then
     */
    uint32_t Deserialize(Buffer::Iterator start) override;
    void Print(std::ostream& os) const override;

    static constexpr uint32_t BYTES = 16; //!< length of the header

    uint32_t encoding = 0; //!< number of the encoding, from 0
    uint64_t bytes = 0;    //!< of the document that follows
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTENT_HEADER_H
