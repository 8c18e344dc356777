/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-queues.h"

#include <algorithm>
#include <functional>
#include <new>
#include <type_traits>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * Take the slot that was freed last, or a new one at the end of the pool.
 * @param pool the elements
 * @param free the unused slots
 * @return the slot, its element reset
 */
template <typename T>
uint32_t
TakeSlot(std::vector<T>& pool, std::vector<uint32_t>& free)
{
    static_assert(std::is_trivially_destructible_v<T>);
    if (free.empty())
    {
        pool.emplace_back();
        return static_cast<uint32_t>(pool.size() - 1);
    }
    const uint32_t slot = free.back();
    free.pop_back();
    // in place: a copy of a whole element made by narrow writes stalls the processor
    ::new (static_cast<void*>(&pool[slot])) T();
    return slot;
}

} // namespace

QueueId
MessageQueues::AddQueue(uint32_t limitPackets)
{
    // queue identities are what users see as stream identities: keep them small and predictable
    if (!m_freeQueues.empty())
    {
        std::pop_heap(m_freeQueues.begin(), m_freeQueues.end(), std::greater<>());
    }
    const QueueId queue = TakeSlot(m_queues, m_freeQueues);
    m_queues[queue].limitPackets = limitPackets;
    return queue;
}

void
MessageQueues::RemoveQueue(QueueId queue)
{
    m_freeQueues.push_back(queue);
    std::push_heap(m_freeQueues.begin(), m_freeQueues.end(), std::greater<>());
}

MessageId
MessageQueues::OpenMessage(QueueId queueId, const PacketArrival& arrival)
{
    const MessageId id = TakeSlot(m_messages, m_freeMessages);
    Message& message = m_messages[id];
    message.number = arrival.message;
    message.stream = arrival.stream;
    message.unit = arrival.unit;
    message.deadline = arrival.deadline;
    message.totalBytes = arrival.messageBytes;
    message.droppable = arrival.droppable;
    message.inOrder = arrival.inOrder;
    message.kind = arrival.kind;
    LinkAtTail(id, queueId);
    return id;
}

PacketId
MessageQueues::AppendPacket(MessageId messageId, uint32_t bytes, Nanoseconds now)
{
    const PacketId id = TakeSlot(m_packets, m_freePackets);
    QueuedPacket& packet = m_packets[id];
    packet.bytes = bytes;
    packet.arrival = now;
    packet.message = messageId;
    packet.sequence = m_packetsSoFar++;

    Message& message = m_messages[messageId];
    (message.firstPacket == NONE ? message.firstPacket : m_packets[message.lastPacket].next) = id;
    message.lastPacket = id;
    message.queuedBytes += bytes;

    MessageQueue& queue = m_queues[message.queue];
    ++queue.packets;
    queue.bytes += bytes;
    return id;
}

PacketId
MessageQueues::TakePacket(MessageId messageId)
{
    Message& message = m_messages[messageId];
    const PacketId id = message.firstPacket;
    const QueuedPacket& packet = m_packets[id];
    message.firstPacket = packet.next;
    message.queuedBytes -= packet.bytes;

    MessageQueue& queue = m_queues[message.queue];
    --queue.packets;
    queue.bytes -= packet.bytes;
    m_freePackets.push_back(id);
    return id;
}

void
MessageQueues::CloseMessage(MessageId id)
{
    Unlink(id);
    m_freeMessages.push_back(id);
}

void
MessageQueues::MoveMessage(MessageId id, QueueId queueId)
{
    Unlink(id);
    Message& message = m_messages[id];
    MessageQueue& from = m_queues[message.queue];
    MessageQueue& to = m_queues[queueId];
    for (PacketId packet = message.firstPacket; packet != NONE; packet = m_packets[packet].next)
    {
        --from.packets;
        ++to.packets;
    }
    from.bytes -= message.queuedBytes;
    to.bytes += message.queuedBytes;
    LinkAtTail(id, queueId);
}

void
MessageQueues::LinkAtTail(MessageId id, QueueId queueId)
{
    Message& message = m_messages[id];
    MessageQueue& queue = m_queues[queueId];
    message.queue = queueId;
    message.previous = queue.tail;
    message.next = NONE;
    (queue.tail == NONE ? queue.head : m_messages[queue.tail].next) = id;
    queue.tail = id;
}

void
MessageQueues::Unlink(MessageId id)
{
    const Message& message = m_messages[id];
    MessageQueue& queue = m_queues[message.queue];
    (message.previous == NONE ? queue.head : m_messages[message.previous].next) = message.next;
    (message.next == NONE ? queue.tail : m_messages[message.next].previous) = message.previous;
}

void
MessageQueues::RefuseRestOf(const Message& message)
{
    MessageQueue& queue = m_queues[message.queue];
    queue.refusing = true;
    queue.refused = message.number;
    queue.refusedStream = message.stream;
}

bool
MessageQueues::IsRefused(QueueId queueId, const PacketArrival& arrival) const
{
    const MessageQueue& queue = m_queues[queueId];
    return queue.refusing && queue.refused == arrival.message &&
           queue.refusedStream == arrival.stream;
}

} // namespace qos
} // namespace ns3
