/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OUTGOING_MESSAGE_H
#define QOS_OUTGOING_MESSAGE_H

#include "qsocket-types.h"

#include "ns3/address.h"
#include "ns3/packet.h"

namespace ns3
{
namespace qos
{

/** A message on its way from the application to the network; refers to what the caller holds. */
struct OutgoingMessage
{
    const Ptr<Packet>& packet; //!< the payload
    uint32_t payload;          //!< its size
    const MessageFlags& flags; //!< what the application said
    const Address* to;         //!< where to, null for the connected peer
    uint64_t number;           //!< of the message on its socket
};

/** A message that waits in the host, in a blocked socket or in a scheduler above the stack. */
struct WaitingMessage
{
    Ptr<Packet> packet;        //!< the payload, a copy: the caller may change his
    MessageFlags flags;        //!< what the application said
    std::optional<Address> to; //!< where to, nothing for the connected peer
    uint64_t number = 0;       //!< of the message on its socket

    WaitingMessage() = default;

    /** @param message a message that cannot go on */
    explicit WaitingMessage(const OutgoingMessage& message)
        : packet(message.packet->Copy()),
          flags(message.flags),
          to(message.to ? std::optional<Address>(*message.to) : std::nullopt),
          number(message.number)
    {
    }

    /** @return the message, as long as this object lives */
    OutgoingMessage Outgoing() const
    {
        return {packet, packet->GetSize(), flags, to ? &*to : nullptr, number};
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_OUTGOING_MESSAGE_H
