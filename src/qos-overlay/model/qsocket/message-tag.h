/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_TAG_H
#define QOS_MESSAGE_TAG_H

#include "ns3/tag.h"
#include "ns3/units.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * Carries the identity of the sending socket and the flags of the message from the socket down to
 * the scheduler.
 *
 * A packet tag on datagrams (IP copies it to every fragment), a byte tag on byte streams (TCP keeps
 * the byte range of every message). It travels on over the wire: whoever reads it checks that it
 * was put on by the own node.
 */
class MessageTag : public Tag
{
  public:
    /** What the tag says; plain data. */
    struct Content
    {
        uint64_t message = 0; //!< number of the message on its socket
        uint64_t unit =
            0; //!< messages of linked sockets with the same unit belong together; 0 for none
        int64_t deadline = 0;      //!< absolute, in nanoseconds; NO_DEADLINE for none
        uint32_t node = 0;         //!< node that sent it
        uint32_t socket = 0;       //!< SocketKey of the sending socket
        uint32_t messageBytes = 0; //!< payload of the whole message, 0 if unknown
        uint8_t kind = 0;          //!< the application's mark
        uint8_t droppable = 1;     //!< the application allows a drop
        uint8_t endOfMessage = 1;  //!< no further datagram of this message follows
        uint8_t reserved = 0;      //!< keeps the size a multiple of four
    };

    /** Deadline of a message that has none. */
    static constexpr int64_t NO_DEADLINE = FOREVER.count();

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    TypeId GetInstanceTypeId() const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(TagBuffer buffer) const override;
    void Deserialize(TagBuffer buffer) override;
    void Print(std::ostream& os) const override;

    Content content; //!< what it says
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_TAG_H
