/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EDF_SCHEDULER_H
#define QOS_EDF_SCHEDULER_H

#include "deadline-policy.h"
#include "edf-algorithm.h"
#include "scheduler-registry.h"

namespace ns3
{
namespace qos
{

/** What a stream wants from EDF. */
struct EdfAttributes : StreamAttributes
{
    bool lossy =
        true; //!< messages that cannot meet their deadline are dropped; false: they are sent late
    bool reorder = false; //!< messages may overtake each other as their deadlines say; false: first
                          //!< in, first out, as published
    Nanoseconds relativeDeadline =
        FOREVER; //!< deadline after arrival of messages that bring none; FOREVER: they have none

    std::string SchedulerName() const override;
};

/** Options of an EDF scheduler as a whole. */
struct EdfOptions : DeadlineOptions
{
    /** By default a deadline is met when the message is delivered: the paper counts misses at the
     * client. */
    EdfOptions()
    {
        meaning = DeadlinePolicy::DELIVERED;
    }
};

/**
 * @ingroup qos-scheduler
 * Earliest deadline first ("edf"), per stream lossy or lossless; best effort last.
 *
 * Lossless: a late message keeps its deadline and so goes first, which makes the following ones
 * late too (the domino effect). Lossy: a message that cannot meet its deadline is dropped as a
 * whole before it begins. As in the paper, where EDF is DWCS without windows, a stream is a queue
 * and competes with the deadline of its first message. A stream that allows reordering competes
 * with every message it has; parts of a byte stream never overtake each other.
 *
 * Source: QSockets paper, section 4.2.2.
 */
class EdfScheduler : public StreamScheduler
{
  public:
    /** The name under which it is registered. */
    static constexpr const char* NAME = "edf";

    /** What OptionsFrom() looks for. */
    using Options = EdfOptions;

    /**
     * @param setup link and limits
     * @param options the discipline's options
     * @throws SchedulerError if an option is out of range
     */
    EdfScheduler(const SchedulerSetup& setup, const EdfOptions& options);

    /**
     * @param demand what a stream needs
     * @return the attributes that come closest: deadline, whether messages may be dropped
     */
    static std::shared_ptr<const StreamAttributes> AttributesFor(const StreamDemand& demand);

    std::string Name() const override;

  private:
    void DoCheckAttributes(const StreamAttributes& attributes) const override;
    void DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now) override;
    void DoChangeStream(StreamId stream,
                        const StreamAttributes& attributes,
                        Nanoseconds now) override;
    void DoRemoveStream(StreamId stream) override;
    void DoPacketQueued(PacketId packet, Nanoseconds now) override;
    void DoMessageReady(MessageId message) override;
    void DoHeadChanged(QueueId queue, Nanoseconds now) override;
    void DoMessageUnready(MessageId message) override;
    MessageId DoChoose(Nanoseconds now) override;
    Nanoseconds DoLateness(const Message& message, Nanoseconds now) const override;

    /** The record of a stream. */
    struct Record
    {
        bool lossy = true;                      //!< drop what is late
        Nanoseconds relativeDeadline = FOREVER; //!< for messages without a deadline
        bool reorder = false;                   //!< every message competes
    };

    /**
     * @param message a queued message
     * @return whether it competes before those that came earlier have left
     */
    bool MayOvertake(const Message& message) const
    {
        return m_records[message.stream].reorder && !message.inOrder;
    }

    /**
     * Let a message compete.
     * @param message a message with a packet
     */
    void Compete(MessageId message);

    EdfAlgorithm m_algorithm;      //!< the order
    DeadlinePolicy m_deadlines;    //!< what a deadline means
    std::vector<Record> m_records; //!< indexed by StreamId
};

} // namespace qos
} // namespace ns3

#endif // QOS_EDF_SCHEDULER_H
