/* SPDX-License-Identifier: GPL-2.0-only */

#include "stream-scheduler.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param message a message
 * @return a report about it, its end still open
 */
MessageReport
ReportOn(const Message& message)
{
    MessageReport report;
    report.stream = message.stream;
    report.message = message.number;
    report.kind = message.kind;
    report.droppable = message.droppable;
    return report;
}

} // namespace

StreamScheduler::StreamScheduler(const SchedulerLimits& limits)
    : m_limits(limits)
{
    m_queues.AddQueue(limits.bestEffortPackets);
    m_streams.emplace_back();
    m_streams[BEST_EFFORT].open = true;
}

StreamId
StreamScheduler::AddStream(const StreamAttributes& attributes, Nanoseconds now)
{
    DoCheckAttributes(attributes);
    const StreamId stream = m_queues.AddQueue(m_limits.streamPackets);
    if (stream >= m_streams.size())
    {
        m_streams.resize(static_cast<std::size_t>(stream) + 1);
    }
    m_streams[stream] = Stream();
    m_streams[stream].open = true;
    m_streams[stream].counters.lastDeparture = now;
    DoAddStream(stream, attributes, now);
    return stream;
}

void
StreamScheduler::ChangeStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    RequireOpen(stream);
    DoCheckAttributes(attributes);
    DoChangeStream(stream, attributes, now);
}

void
StreamScheduler::RemoveStream(StreamId stream, Nanoseconds now)
{
    RequireOpen(stream);
    while (HeadOf(stream) != NONE)
    {
        DropOne(HeadOf(stream), DropReason::StreamClosed, now);
    }
    if (m_streams[stream].counters.backlogPackets > 0)
    {
        DropFromSharedQueues(stream, now);
    }
    DoRemoveStream(stream);
    m_groups.Leave(stream);
    m_streams[stream].open = false;
    m_queues.RemoveQueue(stream);
}

void
StreamScheduler::LinkStreams(const std::vector<StreamId>& streams,
                             const StreamAttributes& attributes)
{
    if (streams.size() < 2)
    {
        throw SchedulerError("a group of " + std::to_string(streams.size()) +
                             " streams makes no sense; at least two are needed");
    }
    for (auto stream = streams.begin(); stream != streams.end(); ++stream)
    {
        RequireOpen(*stream);
        if (m_groups.IsLinked(*stream))
        {
            throw SchedulerError("stream " + std::to_string(*stream) +
                                 " is in a group already; a stream can be in one group only");
        }
        if (std::find(streams.begin(), stream, *stream) != stream)
        {
            throw SchedulerError("stream " + std::to_string(*stream) +
                                 " is named twice; a stream can be in a group once only");
        }
    }
    DoLinkStreams(streams, attributes);
    m_groups.Link(streams);
}

Admission
StreamScheduler::Enqueue(const PacketArrival& offered, Nanoseconds now)
{
    PacketArrival arrival = offered;
    if (!IsOpen(arrival.stream))
    {
        arrival.stream = BEST_EFFORT;
    }
    if (arrival.stream == BEST_EFFORT || !DoKeepsMessages())
    {
        arrival.lastOfMessage = true;
        arrival.messageBytes = 0;
    }
    StreamCounters& counters = m_streams[arrival.stream].counters;
    ++counters.packetsIn;
    counters.bytesIn += arrival.bytes;

    const QueueId queue = DoSelectQueue(arrival);
    if (const auto reason = ReasonToRefuse(queue, arrival, now))
    {
        return Refuse(queue, arrival, *reason, now);
    }
    MessageId id = ContinuedMessage(queue, arrival);
    if (id == NONE)
    {
        CompleteTail(queue, now);
        id = m_queues.OpenMessage(queue, arrival);
    }
    const bool wasReady = m_queues.At(id).HasPacket();
    const PacketId packet = m_queues.AppendPacket(id, arrival.bytes, now);
    m_queues.At(id).complete = arrival.lastOfMessage;
    ++m_backlogPackets;
    ++counters.backlogPackets;
    counters.backlogBytes += arrival.bytes;

    DoPacketQueued(packet, now);
    if (!wasReady)
    {
        DoMessageReady(id);
        if (HeadOf(queue) == id)
        {
            DoHeadChanged(queue, now);
        }
    }
    return {true, packet, DropReason::QueueFull};
}

std::optional<DropReason>
StreamScheduler::ReasonToRefuse(QueueId queue, const PacketArrival& arrival, Nanoseconds now)
{
    if (m_queues.IsRefused(queue, arrival))
    {
        return DropReason::RestOfMessage;
    }
    if (m_groups.Drops(arrival.stream, arrival.unit) && arrival.droppable &&
        ContinuedMessage(queue, arrival) == NONE)
    {
        return DropReason::LinkedMessage;
    }
    const bool hasRoom = DoMakeRoom(queue, now);
    const MessageQueue& state = m_queues.Queue(queue);
    if (!hasRoom || (state.limitPackets != 0 && state.packets >= state.limitPackets))
    {
        return DropReason::QueueFull;
    }
    return std::nullopt;
}

MessageId
StreamScheduler::ContinuedMessage(QueueId queue, const PacketArrival& arrival) const
{
    const MessageId tail = m_queues.Queue(queue).tail;
    if (tail == NONE)
    {
        return NONE;
    }
    const Message& message = m_queues.At(tail);
    const bool continues =
        !message.complete && message.number == arrival.message && message.stream == arrival.stream;
    return continues ? tail : NONE;
}

void
StreamScheduler::CompleteTail(QueueId queue, Nanoseconds now)
{
    const MessageId tail = m_queues.Queue(queue).tail;
    if (tail == NONE || m_queues.At(tail).complete)
    {
        return;
    }
    Message& message = m_queues.At(tail);
    message.complete = true;
    if (!message.HasPacket())
    {
        Departure departure;
        departure.queue = queue;
        departure.stream = message.stream;
        departure.endsMessage = true;
        DoServed(departure, now);
        EndSentMessage(tail, now);
    }
}

Admission
StreamScheduler::Refuse(QueueId queue,
                        const PacketArrival& arrival,
                        DropReason reason,
                        Nanoseconds now)
{
    m_streams[arrival.stream].counters.CountPacketDrop(reason);
    if (reason == DropReason::RestOfMessage)
    {
        return {false, 0, reason};
    }
    if (const MessageId begun = ContinuedMessage(queue, arrival); begun != NONE)
    {
        DropMessage(begun, reason, now);
        return {false, 0, reason};
    }
    Message message;
    message.number = arrival.message;
    message.stream = arrival.stream;
    message.queue = queue;
    message.kind = arrival.kind;
    message.droppable = arrival.droppable;
    message.complete = arrival.lastOfMessage;
    DoDropped(message, reason, now);
    if (!message.complete)
    {
        m_queues.RefuseRestOf(message);
    }
    MessageReport report = ReportOn(message);
    report.end = MessageReport::End::Dropped;
    report.reason = reason;
    Report(report);
    if (reason != DropReason::LinkedMessage)
    {
        DropLinked(arrival.stream, arrival.unit, now);
    }
    return {false, 0, reason};
}

std::optional<PacketId>
StreamScheduler::Dequeue(Nanoseconds now)
{
    const MessageId id = DoChoose(now);
    if (id == NONE)
    {
        return std::nullopt;
    }
    const PacketId packet = m_queues.TakePacket(id);
    const QueuedPacket& queued = m_queues.Packet(packet);
    Message& message = m_queues.At(id);
    message.sentBytes += queued.bytes;
    message.lastSentBytes = queued.bytes;
    --m_backlogPackets;
    StreamCounters& counters = m_streams[message.stream].counters;
    --counters.backlogPackets;
    counters.backlogBytes -= queued.bytes;
    counters.CountDeparture(queued.bytes, now - queued.arrival, now);

    Departure departure;
    departure.packet = packet;
    departure.queue = message.queue;
    departure.stream = message.stream;
    departure.bytes = queued.bytes;
    departure.endsMessage = message.complete && !message.HasPacket();
    const bool wasHead = HeadOf(departure.queue) == id;
    if (!message.HasPacket())
    {
        DoMessageUnready(id);
    }
    DoServed(departure, now);
    if (departure.endsMessage)
    {
        EndSentMessage(id, now);
    }
    if (wasHead)
    {
        DoHeadChanged(departure.queue, now);
    }
    return packet;
}

Nanoseconds
StreamScheduler::NextEligibleTime() const
{
    return DoNextEligibleTime();
}

std::vector<std::pair<std::string, double>>
StreamScheduler::Specifics(StreamId stream) const
{
    return DoSpecifics(stream);
}

void
StreamScheduler::DropMessage(MessageId id, DropReason reason, Nanoseconds now)
{
    const StreamId stream = m_queues.At(id).stream;
    const uint64_t unit = m_queues.At(id).unit;
    DropOne(id, reason, now);
    DropLinked(stream, unit, now);
}

void
StreamScheduler::DropOne(MessageId id, DropReason reason, Nanoseconds now)
{
    Message& message = m_queues.At(id);
    const QueueId queue = message.queue;
    const bool wasHead = HeadOf(queue) == id;
    StreamCounters& counters = m_streams[message.stream].counters;
    DoDropped(message, reason, now);
    if (message.HasPacket())
    {
        DoMessageUnready(id);
    }
    while (message.HasPacket())
    {
        const PacketId packet = m_queues.TakePacket(id);
        --m_backlogPackets;
        --counters.backlogPackets;
        counters.backlogBytes -= m_queues.Packet(packet).bytes;
        counters.CountPacketDrop(reason);
        if (m_observer)
        {
            m_observer->PacketDropped(packet, reason);
        }
    }
    if (!message.complete)
    {
        m_queues.RefuseRestOf(message);
    }
    MessageReport report = ReportOn(message);
    report.end = MessageReport::End::Dropped;
    report.reason = reason;
    m_queues.CloseMessage(id);
    Report(report);
    if (wasHead)
    {
        DoHeadChanged(queue, now);
    }
}

void
StreamScheduler::DropLinked(StreamId stream, uint64_t unit, Nanoseconds now)
{
    if (unit == 0 || !m_groups.IsLinked(stream))
    {
        return;
    }
    m_groups.Drop(stream, unit);
    for (const StreamId member : m_groups.MembersOf(stream))
    {
        MessageId id = HeadOf(member);
        while (id != NONE)
        {
            const Message& message = m_queues.At(id);
            const MessageId next = message.next;
            if (member != stream && message.unit == unit && message.droppable &&
                !message.HasStarted())
            {
                DropOne(id, DropReason::LinkedMessage, now);
            }
            id = next;
        }
    }
}

void
StreamScheduler::DropFromSharedQueues(StreamId stream, Nanoseconds now)
{
    for (QueueId queue = 0; queue < m_streams.size(); ++queue)
    {
        for (MessageId id = HeadOf(queue); id != NONE;)
        {
            const MessageId next = m_queues.At(id).next;
            if (m_queues.At(id).stream == stream)
            {
                DropOne(id, DropReason::StreamClosed, now);
            }
            id = next;
        }
    }
}

void
StreamScheduler::EndSentMessage(MessageId id, Nanoseconds now)
{
    const Message& message = m_queues.At(id);
    MessageReport report = ReportOn(message);
    const Nanoseconds lateness = DoLateness(message, now);
    if (lateness > Nanoseconds{0})
    {
        report.end = MessageReport::End::Late;
        report.lateness = lateness;
    }
    m_queues.CloseMessage(id);
    Report(report);
}

void
StreamScheduler::Report(const MessageReport& report)
{
    m_streams[report.stream].counters.CountMessage(report);
    if (m_observer)
    {
        m_observer->MessageEnded(report);
    }
}

QueueId
StreamScheduler::AddOwnQueue()
{
    const QueueId queue = m_queues.AddQueue(0);
    if (queue >= m_streams.size())
    {
        m_streams.resize(static_cast<std::size_t>(queue) + 1);
    }
    return queue;
}

void
StreamScheduler::RequireOpen(StreamId stream) const
{
    if (stream == BEST_EFFORT || !IsOpen(stream))
    {
        throw SchedulerError("stream " + std::to_string(stream) + " is not open in scheduler " +
                             Name());
    }
}

void
StreamScheduler::DoLinkStreams(const std::vector<StreamId>& /* streams */,
                               const StreamAttributes& /* attributes */)
{
    throw SchedulerError("scheduler " + Name() +
                         " cannot link streams: it has no loss budget that they could share");
}

QueueId
StreamScheduler::DoSelectQueue(const PacketArrival& arrival)
{
    return arrival.stream;
}

bool
StreamScheduler::DoKeepsMessages() const
{
    return true;
}

bool
StreamScheduler::DoMakeRoom(QueueId /* queue */, Nanoseconds /* now */)
{
    return true;
}

void
StreamScheduler::DoPacketQueued(PacketId /* packet */, Nanoseconds /* now */)
{
}

void
StreamScheduler::DoMessageReady(MessageId /* message */)
{
}

void
StreamScheduler::DoMessageUnready(MessageId /* message */)
{
}

void
StreamScheduler::DoHeadChanged(QueueId /* queue */, Nanoseconds /* now */)
{
}

void
StreamScheduler::DoServed(const Departure& /* departure */, Nanoseconds /* now */)
{
}

void
StreamScheduler::DoDropped(const Message& /* message */,
                           DropReason /* reason */,
                           Nanoseconds /* now */)
{
}

Nanoseconds
StreamScheduler::DoLateness(const Message& message, Nanoseconds now) const
{
    return message.deadline == FOREVER ? Nanoseconds{0} : now - message.deadline;
}

Nanoseconds
StreamScheduler::DoNextEligibleTime() const
{
    return FOREVER;
}

std::vector<std::pair<std::string, double>>
StreamScheduler::DoSpecifics(StreamId /* stream */) const
{
    return {};
}

} // namespace qos
} // namespace ns3
