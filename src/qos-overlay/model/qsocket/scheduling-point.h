/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULING_POINT_H
#define QOS_SCHEDULING_POINT_H

#include "socket-classifier.h"
#include "stream-owner.h"

#include "ns3/stream-scheduler.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The place in a host where the streams of one device are scheduled, as QSocketManager sees it: the
 * root queue disc below the stack, or a layer of messages above it.
 */
class SchedulingPoint
{
  public:
    virtual ~SchedulingPoint() = default;

    /** @return the scheduler core */
    virtual StreamScheduler& GetScheduler() = 0;

    /**
     * A socket got a stream.
     * @param key the socket
     * @param stream its stream
     * @param socket its ns-3 socket
     */
    virtual void Bind(SocketKey key, StreamId stream, Ptr<Socket> socket) = 0;

    /**
     * Close the stream of a socket; what it has queued is dropped.
     * @param key the socket
     * @param stream its stream
     */
    virtual void RemoveStream(SocketKey key, StreamId stream) = 0;

    /** Ask the scheduler again, because a stream has changed that may have something to send. */
    virtual void AskAgain() = 0;

    /** Begin: packets that waited at this place before are scheduled. */
    virtual void Start() = 0;

    /**
     * Choose streams by headers and flags.
     * @param filter the filter, empty for none
     * @return whether this place sees headers
     */
    virtual bool SetFilter(SocketClassifier::Filter filter) = 0;

    /**
     * A socket sends a message.
     * @param owner the socket; the message is charged to its send buffer already
     * @param stream its stream
     * @param message the message
     * @return whether whole messages are scheduled here and this one was taken; if not, the socket
     * sends it down the stack itself
     */
    virtual bool Submit(StreamOwner& owner, StreamId stream, const OutgoingMessage& message) = 0;

    /**
     * Bytes of an attached socket left the host.
     * @param stream its stream
     * @param bytes IP payload; what exceeds that of the stream in the host does not count
     */
    virtual void BytesLeft(StreamId stream, uint64_t bytes) = 0;

    /** @return where it is */
    virtual SchedulerPosition Position() const = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULING_POINT_H
