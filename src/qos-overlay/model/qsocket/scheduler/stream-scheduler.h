/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STREAM_SCHEDULER_H
#define QOS_STREAM_SCHEDULER_H

#include "message-queues.h"
#include "stream-attributes.h"
#include "stream-counters.h"
#include "stream-groups.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** A scheduler refuses a call; what() is one sentence that says what is wrong and what is allowed.
 * Nothing has changed. */
class SchedulerError : public std::invalid_argument
{
  public:
    using std::invalid_argument::invalid_argument;
};

/**
 * @ingroup qos-scheduler
 * Is told by a scheduler of what it drops and of how messages end. Must not call the scheduler
 * back.
 */
class SchedulerObserver
{
  public:
    virtual ~SchedulerObserver() = default;

    /**
     * A queued packet is dropped.
     * @param packet the packet, gone after this call
     * @param reason why
     */
    virtual void PacketDropped(PacketId packet, DropReason reason) = 0;

    /**
     * A message came to its end: sent on time, sent late, or dropped.
     * @param report how
     */
    virtual void MessageEnded(const MessageReport& report) = 0;
};

/** Limits that hold for every discipline. */
struct SchedulerLimits
{
    uint32_t bestEffortPackets = 100; //!< packets of no stream that may wait; 0 for no limit
    uint32_t streamPackets = 1000;    //!< packets of one stream that may wait; 0 for no limit
};

/**
 * @ingroup qos-scheduler
 * A packet scheduler of an end host, without a simulator: streams, messages of several packets, a
 * discipline.
 *
 * This base owns what all disciplines have in common: streams and their counters, the queues,
 * messages that are dropped as a whole (the part that waits at once, the part still to come at its
 * arrival), limits, reports. A discipline is a subclass that keeps its own record per stream and
 * answers one question: which message may send its next packet (DoChoose)?
 *
 * A message is the unit of scheduling (QSockets paper, section 2.2.3: "schedule the entire frame as
 * a group"); between the packets of a message another one may be chosen. Time comes in as an
 * argument and never goes back.
 */
class StreamScheduler
{
  public:
    /** @param limits how much may wait */
    explicit StreamScheduler(const SchedulerLimits& limits);
    virtual ~StreamScheduler() = default;

    StreamScheduler(const StreamScheduler&) = delete;
    StreamScheduler& operator=(const StreamScheduler&) = delete;

    /**
     * Open a stream.
     * @param attributes what the stream wants, of the type that belongs to this scheduler
     * @param now the time
     * @return its identity
     * @throws SchedulerError if the attributes are of another scheduler or make no sense
     */
    StreamId AddStream(const StreamAttributes& attributes, Nanoseconds now);

    /**
     * Give a stream other attributes; queued messages stay.
     * @param stream an open stream
     * @param attributes the new attributes
     * @param now the time
     * @throws SchedulerError as AddStream(), or if the stream is not open
     */
    void ChangeStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now);

    /**
     * Close a stream; what it has queued is dropped.
     * @param stream an open stream
     * @param now the time
     * @throws SchedulerError if the stream is not open
     */
    void RemoveStream(StreamId stream, Nanoseconds now);

    /**
     * Manage the QoS of several streams together: they share one loss budget, and a drop of a
     * message takes the messages of the same unit in the other streams with it.
     * @param streams two or more different open streams, none of them in a group already
     * @param attributes the common budget
     * @throws SchedulerError if the discipline has no loss budget, or the streams are not as above
     */
    void LinkStreams(const std::vector<StreamId>& streams, const StreamAttributes& attributes);

    /**
     * Queue a packet, or refuse it.
     * @param arrival the packet; one of a stream that is not open is handled as best effort
     * @param now the time
     * @return whether, as what, or why not
     */
    Admission Enqueue(const PacketArrival& arrival, Nanoseconds now);

    /**
     * Choose the packet to send now; drops what the discipline drops at this moment.
     * @param now the time
     * @return the packet, or nothing if none may be sent now
     */
    std::optional<PacketId> Dequeue(Nanoseconds now);

    /**
     * When to ask again after Dequeue() returned nothing although packets wait.
     * @return the time, FOREVER if only an arrival changes the answer
     */
    Nanoseconds NextEligibleTime() const;

    /** @return how many packets wait */
    uint32_t BacklogPackets() const
    {
        return m_backlogPackets;
    }

    /**
     * @param stream a stream
     * @return whether it is open; BEST_EFFORT always is
     */
    bool IsOpen(StreamId stream) const
    {
        return stream < m_streams.size() && m_streams[stream].open;
    }

    /**
     * @param stream an open stream
     * @return what was counted for it since it was opened
     */
    const StreamCounters& Counters(StreamId stream) const
    {
        return m_streams[stream].counters;
    }

    /**
     * @param stream an open stream
     * @return figures that only this discipline knows (current window, violations, ...), name and
     * value
     */
    std::vector<std::pair<std::string, double>> Specifics(StreamId stream) const;

    /**
     * @param observer who is told of drops and ends of messages, may be null; must outlive the
     * scheduler
     */
    void SetObserver(SchedulerObserver* observer)
    {
        m_observer = observer;
    }

    /** @return the name under which the discipline is registered */
    virtual std::string Name() const = 0;

    /** @return whether arrivals must bring a flow hash, which costs time to compute; false by
     * default */
    virtual bool NeedsFlowHash() const
    {
        return false;
    }

  protected:
    /** What DoServed() is told of a packet that is sent. */
    struct Departure
    {
        PacketId packet =
            NONE;          //!< the packet, NONE if a message ends because nothing more comes of it
        QueueId queue = 0; //!< the queue it waited in
        StreamId stream = 0;      //!< its stream
        uint32_t bytes = 0;       //!< its size
        bool endsMessage = false; //!< it was the last one of its message
    };

    /** @return the queues, to look at */
    const MessageQueues& Queues() const
    {
        return m_queues;
    }

    /**
     * @param queue a queue
     * @return its first message, NONE if it is empty
     */
    MessageId HeadOf(QueueId queue) const
    {
        return m_queues.Queue(queue).head;
    }

    /**
     * Set the deadline of a queued message (rate-based deadlines are known only when a message
     * comes to the head).
     * @param message the message
     * @param deadline its deadline
     */
    void SetDeadline(MessageId message, Nanoseconds deadline)
    {
        m_queues.At(message).deadline = deadline;
    }

    /**
     * Drop a message as a whole, and the messages that are linked with it.
     * @param message the message
     * @param reason why
     * @param now the time
     */
    void DropMessage(MessageId message, DropReason reason, Nanoseconds now);

    /**
     * Create a queue beside those of the streams.
     * @return its identity
     */
    QueueId AddOwnQueue();

    /**
     * Move a message to the tail of another queue; the discipline updates its own records.
     * @param message a complete message
     * @param queue the queue
     */
    void MoveMessage(MessageId message, QueueId queue)
    {
        m_queues.MoveMessage(message, queue);
    }

    /**
     * The first message of best effort, for disciplines that serve it when no stream wants the
     * link.
     * @return the message, NONE if there is none
     */
    MessageId BestEffortMessage() const
    {
        return HeadOf(BEST_EFFORT);
    }

  private:
    /** What the base keeps for a stream. */
    struct Stream
    {
        bool open = false;       //!< between AddStream and RemoveStream
        StreamCounters counters; //!< what it did so far
    };

  protected:
    // protected and not private: a scheduler that forwards its hooks has to call the defaults

    /**
     * Check attributes without changing anything.
     * @param attributes the attributes of a stream to be
     * @throws SchedulerError if they are of another scheduler or make no sense
     */
    virtual void DoCheckAttributes(const StreamAttributes& attributes) const = 0;

    /**
     * A stream was opened; keep a record for it.
     * @param stream the stream, whose slot may have been used before
     * @param attributes checked attributes
     * @param now the time
     */
    virtual void DoAddStream(StreamId stream,
                             const StreamAttributes& attributes,
                             Nanoseconds now) = 0;

    /**
     * A stream has new attributes; messages may be queued.
     * @param stream the stream
     * @param attributes checked attributes
     * @param now the time
     */
    virtual void DoChangeStream(StreamId stream,
                                const StreamAttributes& attributes,
                                Nanoseconds now) = 0;

    /**
     * A stream was closed; its queue is empty already.
     * @param stream the stream
     */
    virtual void DoRemoveStream(StreamId stream) = 0;

    /**
     * Check and prepare a group of streams; the default refuses.
     * @param streams open streams
     * @param attributes the common attributes
     * @throws SchedulerError if the discipline has no loss budget to share
     */
    virtual void DoLinkStreams(const std::vector<StreamId>& streams,
                               const StreamAttributes& attributes);

    /**
     * The queue that a packet goes to; the stream's own by default.
     * @param arrival the packet
     * @return an existing queue
     */
    virtual QueueId DoSelectQueue(const PacketArrival& arrival);

    /**
     * Whether packets of one message are kept and dropped together; true by default. A discipline
     * that says no sees every packet as a message.
     * @return the answer, always the same
     */
    virtual bool DoKeepsMessages() const;

    /**
     * Make room in a full system, if the discipline takes it from others than the one who asks;
     * does nothing by default.
     * @param queue where the new packet goes
     * @param now the time
     * @return whether the packet may be queued as far as the discipline is concerned; the queue's
     * limit holds beside it
     */
    virtual bool DoMakeRoom(QueueId queue, Nanoseconds now);

    /**
     * A packet was queued.
     * @param packet the packet
     * @param now the time
     */
    virtual void DoPacketQueued(PacketId packet, Nanoseconds now);

    /**
     * A message has a packet to send now and had none before; disciplines that order messages use
     * it.
     * @param message the message
     */
    virtual void DoMessageReady(MessageId message);

    /**
     * A message that was ready has no packet to send any more (more may come, or it is about to
     * go).
     * @param message the message
     */
    virtual void DoMessageUnready(MessageId message);

    /**
     * The packet that a queue would send next changed, appeared or disappeared; disciplines that
     * order streams use it to activate, re-key or deactivate the stream.
     * @param queue the queue; HeadOf(queue) is the message now at its head, if any
     * @param now the time
     */
    virtual void DoHeadChanged(QueueId queue, Nanoseconds now);

    /**
     * Choose the message whose next packet is sent; may drop messages.
     * @param now the time
     * @return a message with a packet, or NONE
     */
    virtual MessageId DoChoose(Nanoseconds now) = 0;

    /**
     * A packet is sent; called before DoHeadChanged() for the same queue.
     * @param departure the packet
     * @param now the time
     */
    virtual void DoServed(const Departure& departure, Nanoseconds now);

    /**
     * A message is dropped; called before DoHeadChanged() for the same queue.
     * @param message the message, still linked
     * @param reason why
     * @param now the time
     */
    virtual void DoDropped(const Message& message, DropReason reason, Nanoseconds now);

    /**
     * By how much a message that is sent completely now is late; by default, when its last packet
     * leaves after its deadline.
     * @param message the message
     * @param now the time at which its last packet goes to the device
     * @return the lateness, 0 or less if on time
     */
    virtual Nanoseconds DoLateness(const Message& message, Nanoseconds now) const;

    /** @return as NextEligibleTime() */
    virtual Nanoseconds DoNextEligibleTime() const;

    /**
     * @param stream an open stream
     * @return as Specifics()
     */
    virtual std::vector<std::pair<std::string, double>> DoSpecifics(StreamId stream) const;

  private:
    /**
     * @param stream a stream
     * @throws SchedulerError if it is not an open stream other than BEST_EFFORT
     */
    void RequireOpen(StreamId stream) const;

    /**
     * @param queue where an arriving packet goes
     * @param arrival the packet
     * @return the message at the tail of the queue if the packet is a further part of it, else NONE
     */
    MessageId ContinuedMessage(QueueId queue, const PacketArrival& arrival) const;

    /**
     * The message at the tail of a queue will get no further packet, because another one begins.
     * @param queue the queue
     * @param now the time
     */
    void CompleteTail(QueueId queue, Nanoseconds now);

    /**
     * @param queue where an arriving packet would go
     * @param arrival the packet
     * @param now the time
     * @return why it must be refused, if it must
     */
    std::optional<DropReason> ReasonToRefuse(QueueId queue,
                                             const PacketArrival& arrival,
                                             Nanoseconds now);

    /**
     * Refuse an arriving packet and, if it is part of a message, the message.
     * @param queue where it would have gone
     * @param arrival the packet
     * @param reason why
     * @param now the time
     * @return the refusal
     */
    Admission Refuse(QueueId queue,
                     const PacketArrival& arrival,
                     DropReason reason,
                     Nanoseconds now);

    /**
     * Drop one message, without those linked with it.
     * @param message the message
     * @param reason why
     * @param now the time
     */
    void DropOne(MessageId message, DropReason reason, Nanoseconds now);

    /**
     * Drop what a stream has queued elsewhere than in its own queue (a discipline may let streams
     * share queues).
     * @param stream the stream
     * @param now the time
     */
    void DropFromSharedQueues(StreamId stream, Nanoseconds now);

    /**
     * Drop what is queued of a unit in the other streams of a group.
     * @param stream the stream that lost a message of it
     * @param unit the unit
     * @param now the time
     */
    void DropLinked(StreamId stream, uint64_t unit, Nanoseconds now);

    /**
     * Unlink a message that was sent completely and count its end.
     * @param message the message, without packets
     * @param now the time
     */
    void EndSentMessage(MessageId message, Nanoseconds now);

    /**
     * Count the end of a message and tell the observer.
     * @param report its end
     */
    void Report(const MessageReport& report);

    SchedulerLimits m_limits; //!< how much may wait
    MessageQueues m_queues;   //!< what waits
    std::vector<Stream>
        m_streams;         //!< indexed by StreamId; the queue of a stream has the same index
    StreamGroups m_groups; //!< linked streams
    SchedulerObserver* m_observer = nullptr; //!< told of drops and ends, may be null
    uint32_t m_backlogPackets = 0;           //!< packets that wait
};

} // namespace qos
} // namespace ns3

#endif // QOS_STREAM_SCHEDULER_H
