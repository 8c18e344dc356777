/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_QUEUES_H
#define QOS_MESSAGE_QUEUES_H

#include "packet-arrival.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** Identifies a queue of messages: a stream's own, or a bucket of a hashing scheduler. */
using QueueId = uint32_t;

/** Identifies a queued message within one MessageQueues. */
using MessageId = uint32_t;

/** No message, no packet. */
constexpr uint32_t NONE = std::numeric_limits<uint32_t>::max();

/** A message (an application's frame) of which packets are queued or still expected. */
struct Message
{
    uint64_t number = 0;            //!< the stream's own number of it
    StreamId stream = BEST_EFFORT;  //!< whose it is
    QueueId queue = 0;              //!< where it waits
    uint64_t unit = 0;              //!< linked messages share it; 0 for none
    Nanoseconds deadline = FOREVER; //!< given by the application, or by the scheduler when the
                                    //!< message comes to the head
    uint32_t totalBytes = 0;        //!< announced size, 0 if unknown
    uint32_t queuedBytes = 0;       //!< bytes that wait
    uint32_t sentBytes = 0;         //!< bytes that left
    PacketId firstPacket = NONE;    //!< the next packet to leave
    PacketId lastPacket = NONE;     //!< the packet that came last
    MessageId previous = NONE;      //!< towards the head of the queue
    MessageId next = NONE;          //!< towards the tail of the queue
    uint32_t lastSentBytes = 0;     //!< size of the packet that left last
    bool complete = false;          //!< no further packet will come
    bool inOrder =
        false; //!< must not overtake an earlier message of its stream (part of a byte stream)
    bool droppable = true; //!< the application allows that it is dropped
    uint8_t kind = 0;      //!< the application's mark

    /** @return whether a packet of it could be sent now */
    bool HasPacket() const
    {
        return firstPacket != NONE;
    }

    /** @return whether a part of it has left already */
    bool HasStarted() const
    {
        return sentBytes > 0;
    }

    /** @return bytes that are still to be sent: the announced rest, or what is queued if the size
     * is unknown */
    uint32_t RemainingBytes() const
    {
        return totalBytes > sentBytes + queuedBytes ? totalBytes - sentBytes : queuedBytes;
    }
};

/** A queued packet. */
struct QueuedPacket
{
    uint32_t bytes = 0;       //!< size including the IP header
    Nanoseconds arrival{0};   //!< when it was queued
    MessageId message = NONE; //!< the message it is part of
    uint64_t sequence = 0;    //!< how many packets were queued before it: first come first served
    PacketId next = NONE;     //!< the next packet of that message
};

/** One queue: messages in the order of their arrival. */
struct MessageQueue
{
    MessageId head = NONE;     //!< the oldest message
    MessageId tail = NONE;     //!< the newest message
    uint32_t packets = 0;      //!< packets that wait
    uint64_t bytes = 0;        //!< bytes that wait
    uint32_t limitPackets = 0; //!< packets that may wait, 0 for no limit
    bool refusing = false;     //!< further packets of message `refused` are not wanted
    uint64_t refused = 0;      //!< number of the message that was dropped before all of it had come
    StreamId refusedStream = 0; //!< stream of that message
};

/**
 * @ingroup qos-scheduler
 * Storage of what waits in a scheduler: queues of messages, messages of packets.
 *
 * All elements live in pools that are recycled through free lists, so that nothing is allocated
 * once the pools have grown to the largest backlog. It keeps order and sums only; which message is
 * next, and what a drop means, is the scheduler's.
 */
class MessageQueues
{
  public:
    /**
     * Create a queue, or recycle a removed one.
     * @param limitPackets packets that may wait in it, 0 for no limit
     * @return its identity, the least one that is free
     */
    QueueId AddQueue(uint32_t limitPackets);

    /**
     * Forget an empty queue.
     * @param queue the queue; must hold no message
     */
    void RemoveQueue(QueueId queue);

    /**
     * @param queue an existing queue
     * @return its state
     */
    const MessageQueue& Queue(QueueId queue) const
    {
        return m_queues[queue];
    }

    /**
     * @param message a queued message
     * @return its state
     */
    const Message& At(MessageId message) const
    {
        return m_messages[message];
    }

    /**
     * @param message a queued message
     * @return its state, to set its deadline
     */
    Message& At(MessageId message)
    {
        return m_messages[message];
    }

    /**
     * @param packet a queued packet
     * @return its state
     */
    const QueuedPacket& Packet(PacketId packet) const
    {
        return m_packets[packet];
    }

    /**
     * Open a new message at the tail of a queue.
     * @param queue the queue
     * @param arrival the first packet, from which the message takes its properties
     * @return the message, still without packets
     */
    MessageId OpenMessage(QueueId queue, const PacketArrival& arrival);

    /**
     * Append a packet to the message at the tail of its queue.
     * @param message the message
     * @param bytes the packet's size
     * @param now the time
     * @return the packet
     */
    PacketId AppendPacket(MessageId message, uint32_t bytes, Nanoseconds now);

    /**
     * Take the first packet of a message.
     * @param message a message with a packet
     * @return the packet, whose slot is free again after this call
     */
    PacketId TakePacket(MessageId message);

    /**
     * Unlink a message without packets from its queue.
     * @param message the message, whose slot is free again after this call
     */
    void CloseMessage(MessageId message);

    /**
     * Move a message to the tail of another queue, whatever its limit.
     * @param message a complete message
     * @param queue the queue
     */
    void MoveMessage(MessageId message, QueueId queue);

    /**
     * Remember that the rest of a message is not wanted.
     * @param message a message that is not complete
     */
    void RefuseRestOf(const Message& message);

    /**
     * @param queue where the packet would go
     * @param arrival an arriving packet
     * @return whether it belongs to the message that RefuseRestOf() named
     */
    bool IsRefused(QueueId queue, const PacketArrival& arrival) const;

  private:
    /**
     * Make a message the last one of a queue.
     * @param message the message, in no queue
     * @param queue the queue
     */
    void LinkAtTail(MessageId message, QueueId queue);

    /**
     * Take a message out of its queue.
     * @param message the message
     */
    void Unlink(MessageId message);

    std::vector<MessageQueue> m_queues;    //!< pool of queues
    std::vector<QueueId> m_freeQueues;     //!< removed queues
    std::vector<Message> m_messages;       //!< pool of messages
    std::vector<MessageId> m_freeMessages; //!< unused slots in m_messages
    std::vector<QueuedPacket> m_packets;   //!< pool of packets
    std::vector<PacketId> m_freePackets;   //!< unused slots in m_packets
    uint64_t m_packetsSoFar = 0;           //!< packets that were ever queued
};

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_QUEUES_H
