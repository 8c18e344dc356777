/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_OWNER_H
#define QOS_STREAM_OWNER_H

#include "outgoing-message.h"

#include "ns3/object.h"
#include "ns3/packet-arrival.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * Whose stream it is, as the place sees it where the stream is scheduled: the socket.
 */
class StreamOwner : public Object
{
  public:
    /**
     * A message that was scheduled above the stack goes on. If the stack refuses it, the owner
     * reports it as dropped.
     * @param message the message
     * @return whether the stack took it
     */
    virtual bool Emit(const OutgoingMessage& message) = 0;

    /**
     * Bytes left the host, transmitted or dropped: there is room in the send buffer again.
     * @param bytes IP payload
     */
    virtual void BytesLeft(uint32_t bytes) = 0;

    /**
     * A message ended.
     * @param report how
     */
    virtual void Report(const MessageReport& report) = 0;

    /**
     * @param to an address; null for the connected peer
     * @return whether IPv6 carries what is sent there
     */
    virtual bool IsIpv6(const Address* to) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_OWNER_H
