/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DWCS_SCHEDULER_H
#define QOS_DWCS_SCHEDULER_H

#include "deadline-policy.h"
#include "dwcs-algorithm.h"
#include "scheduler-registry.h"

#include <functional>

namespace ns3
{
namespace qos
{

/** Stream flag: no message of the stream is ever dropped for being late (a lossless stream). */
constexpr uint32_t DWCS_NON_DROPPABLE = 1;

/** What a stream wants from DWCS: the paper's struct q_dwcs_attr (sections 3.1 and 3.2). */
struct DwcsAttributes : StreamAttributes
{
    Nanoseconds ipg{
        0}; //!< request period, one message per period; 0: deadlines come with the messages only
    uint32_t oln = 0; //!< loss tolerance: this many messages may be lost ...
    uint32_t old = 0; //!< ... out of this many consecutive ones; 0/0 is earliest deadline first
    uint32_t streamFlags = 0; //!< DWCS_NON_DROPPABLE or 0

    std::string SchedulerName() const override;
};

/** Options of a DWCS scheduler as a whole. */
struct DwcsOptions : DeadlineOptions
{
    DwcsAlgorithm::Params algorithm; //!< precedence table and violation increment
    bool workConserving = true;      //!< false: a stream may send one message per period at most
};

/**
 * @ingroup qos-scheduler
 * DWCS for messages of several packets ("dwcs"): window updates once per message, whole messages
 * dropped, best effort last.
 *
 * The head message of every stream has a deadline: the one the application gave it, or one period
 * after that of its predecessor; a message that is dropped while it waits behind another one uses
 * up its period all the same. Where the stream was idle, or the predecessor's deadline was given by
 * the application, and that instant has passed, the periods begin again at the present.
 *
 * A head message that cannot meet its deadline any more is a miss: if the stream is lossy, the
 * message droppable and nothing of it sent, it is dropped; otherwise it stays. If the period gave
 * the deadline, it moves on to the first period whose end can be met, and all those before it are
 * missed. A deadline that the application gave (or any, if the stream has no period) is missed
 * once, keeps its place in the order, and sending the message late is not counted beside it. Best
 * effort is served when no stream may send.
 *
 * Source: QSockets paper, section 2.2; the algorithm's sources are at DwcsAlgorithm.
 */
class DwcsScheduler : public StreamScheduler
{
  public:
    /** The name under which it is registered. */
    static constexpr const char* NAME = "dwcs";

    /** What OptionsFrom() looks for. */
    using Options = DwcsOptions;

    /**
     * @param setup link and limits
     * @param options the discipline's options
     * @throws SchedulerError if an option is out of range
     */
    DwcsScheduler(const SchedulerSetup& setup, const DwcsOptions& options);

    /**
     * @param demand what a stream needs
     * @return the attributes that come closest: period, loss tolerance, whether messages may be
     * dropped
     */
    static std::shared_ptr<const StreamAttributes> AttributesFor(const StreamDemand& demand);

    std::string Name() const override;

    /**
     * @param stream an open stream
     * @return its current window x'/y'
     */
    LossWindow CurrentWindow(StreamId stream) const
    {
        return m_algorithm.Current(stream);
    }

  private:
    void DoCheckAttributes(const StreamAttributes& attributes) const override;
    void DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now) override;
    void DoChangeStream(StreamId stream,
                        const StreamAttributes& attributes,
                        Nanoseconds now) override;
    void DoRemoveStream(StreamId stream) override;
    void DoLinkStreams(const std::vector<StreamId>& streams,
                       const StreamAttributes& attributes) override;
    void DoHeadChanged(QueueId queue, Nanoseconds now) override;
    MessageId DoChoose(Nanoseconds now) override;
    void DoServed(const Departure& departure, Nanoseconds now) override;
    void DoDropped(const Message& message, DropReason reason, Nanoseconds now) override;
    void DoMessageReady(MessageId message) override;
    Nanoseconds DoLateness(const Message& message, Nanoseconds now) const override;
    Nanoseconds DoNextEligibleTime() const override;
    std::vector<std::pair<std::string, double>> DoSpecifics(StreamId stream) const override;

    /** The record of a stream. */
    struct Record
    {
        Nanoseconds period{0};   //!< ipg
        bool lossy = true;       //!< late messages are dropped
        bool idle = true;        //!< nothing waits, nothing is expected
        bool headKnown = false;  //!< the present head message has its deadline
        bool given = false;      //!< `deadline` came from the application
        bool overdue = false;    //!< `deadline` was missed, and no period brings another one
        bool begun = false;      //!< `deadline` is that of a message of this stream
        uint32_t skipped = 0;    //!< dropped messages between the head, or the last one, and what
                                 //!< follows: their periods pass
        Nanoseconds deadline{0}; //!< present deadline of the head, or that of the last one
    };

    /** Orders waiting streams by the time at which they may send again. */
    struct Release
    {
        Nanoseconds time{0}; //!< begin of the next period
        StreamId stream = 0; //!< equal times in the order of streams

        /**
         * @param other another release
         * @return whether this one comes first
         */
        bool operator<(const Release& other) const
        {
            return time != other.time ? time < other.time : stream < other.stream;
        }
    };

    /**
     * @param record a stream's record
     * @param now the time
     * @return the rate-based deadline of the stream's next head message
     */
    static Nanoseconds NextDeadline(const Record& record, Nanoseconds now);

    /**
     * Let a stream with a head message compete, or wait for its period.
     * @param stream the stream
     * @param now the time
     */
    void Compete(StreamId stream, Nanoseconds now);

    /**
     * @param stream an active stream
     * @param now the time
     * @return whether its head message can no longer meet its deadline
     */
    bool IsLate(StreamId stream, Nanoseconds now) const;

    /**
     * The head message of an active stream misses its deadline: drop it or move the deadline on.
     * @param stream the stream
     * @param now the time
     */
    void Miss(StreamId stream, Nanoseconds now);

    /**
     * Count the deadlines that the head message of a stream missed by now, and move on to the next
     * one if there is one.
     * @param stream the stream
     * @param now the time
     */
    void MissDeadlines(StreamId stream, Nanoseconds now);

    /**
     * A message that is not the head of its stream is dropped or refused: let its period, and those
     * skipped behind it, pass after the message before it.
     * @param message the message, linked unless it is refused
     */
    void SkipPeriods(const Message& message);

    DwcsAlgorithm m_algorithm;             //!< order and windows
    DeadlinePolicy m_deadlines;            //!< what a deadline means
    bool m_workConserving;                 //!< see DwcsOptions
    std::vector<Record> m_records;         //!< indexed by StreamId
    std::vector<uint32_t> m_skippedBehind; //!< by MessageId, of waiting messages that are not
                                           //!< heads: as Record::skipped
    IndexedHeap<Release, std::less<Release>>
        m_waiting; //!< streams that served their period, not work conserving only
};

} // namespace qos
} // namespace ns3

#endif // QOS_DWCS_SCHEDULER_H
