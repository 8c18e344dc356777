/* SPDX-License-Identifier: GPL-2.0-only */

#include "dwcs-scheduler.h"

namespace ns3
{
namespace qos
{

namespace
{

constexpr Nanoseconds SHORTEST_PERIOD{
    1000}; //!< a full packet on a link of 10 Gbit/s: less is a mistake in the unit

/**
 * @param attributes a stream's attributes
 * @return its window
 */
LossWindow
WindowFrom(const DwcsAttributes& attributes)
{
    return {attributes.oln, attributes.old};
}

} // namespace

std::string
DwcsAttributes::SchedulerName() const
{
    return DwcsScheduler::NAME;
}

DwcsScheduler::DwcsScheduler(const SchedulerSetup& setup, const DwcsOptions& options)
    : StreamScheduler(setup.limits),
      m_algorithm(options.algorithm),
      m_deadlines{options.meaning, options.residual, setup.link},
      m_workConserving(options.workConserving)
{
    if (options.algorithm.violationIncrement == 0)
    {
        throw SchedulerError("the violation increment of dwcs is 0; it must be at least 1");
    }
    if (options.residual < Nanoseconds{0})
    {
        throw SchedulerError("the residual time of dwcs is " +
                             std::to_string(options.residual.count()) +
                             " ns; it must not be negative");
    }
}

std::shared_ptr<const StreamAttributes>
DwcsScheduler::AttributesFor(const StreamDemand& demand)
{
    const auto attributes = std::make_shared<DwcsAttributes>();
    attributes->ipg = demand.period;
    attributes->oln = demand.oln;
    attributes->old = demand.old;
    attributes->streamFlags = demand.droppable ? 0 : DWCS_NON_DROPPABLE;
    return attributes;
}

std::string
DwcsScheduler::Name() const
{
    return NAME;
}

void
DwcsScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    const auto& own = AttributesFrom<DwcsAttributes>(attributes, NAME);
    if (own.oln > own.old)
    {
        throw SchedulerError("oln is " + std::to_string(own.oln) + " and old is " +
                             std::to_string(own.old) + "; oln must not be larger than old");
    }
    if (own.ipg != Nanoseconds{0} && own.ipg < SHORTEST_PERIOD)
    {
        throw SchedulerError("ipg is " + std::to_string(own.ipg.count()) +
                             " ns; it must be 0 or at least 1 us");
    }
    if ((own.streamFlags & ~DWCS_NON_DROPPABLE) != 0)
    {
        throw SchedulerError("stream flags are " + std::to_string(own.streamFlags) +
                             "; only DWCS_NON_DROPPABLE (1) is known");
    }
}

void
DwcsScheduler::DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    if (stream >= m_records.size())
    {
        m_records.resize(static_cast<std::size_t>(stream) + 1);
    }
    m_records[stream] = Record();
    m_algorithm.Open(stream, WindowFrom(static_cast<const DwcsAttributes&>(attributes)));
    DoChangeStream(stream, attributes, now);
}

void
DwcsScheduler::DoChangeStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    const auto& own = static_cast<const DwcsAttributes&>(attributes);
    Record& record = m_records[stream];
    record.period = own.ipg;
    record.lossy = (own.streamFlags & DWCS_NON_DROPPABLE) == 0;
    m_algorithm.Change(stream, WindowFrom(own));
    if (record.headKnown)
    {
        Compete(stream, now);
    }
}

void
DwcsScheduler::DoRemoveStream(StreamId stream)
{
    m_waiting.Remove(stream);
    m_algorithm.Close(stream);
}

void
DwcsScheduler::DoLinkStreams(const std::vector<StreamId>& streams,
                             const StreamAttributes& attributes)
{
    DoCheckAttributes(attributes);
    m_algorithm.Share(streams, WindowFrom(static_cast<const DwcsAttributes&>(attributes)));
}

Nanoseconds
DwcsScheduler::NextDeadline(const Record& record, Nanoseconds now)
{
    if (record.period == Nanoseconds{0})
    {
        return FOREVER;
    }
    if (!record.begun || record.deadline == FOREVER)
    {
        return now + record.period;
    }
    const Nanoseconds next =
        record.deadline + record.period * (1 + static_cast<int64_t>(record.skipped));
    const bool beginsAgain = record.idle || record.given || record.overdue;
    return beginsAgain && next <= now ? now + record.period : next;
}

void
DwcsScheduler::DoHeadChanged(QueueId queue, Nanoseconds now)
{
    if (queue == BEST_EFFORT)
    {
        return;
    }
    Record& record = m_records[queue];
    const MessageId head = HeadOf(queue);
    if (head == NONE || !Queues().At(head).HasPacket())
    {
        record.idle = head == NONE;
        record.headKnown = record.headKnown && head != NONE;
        m_algorithm.Deactivate(queue);
        m_waiting.Remove(queue);
        return;
    }
    if (!record.headKnown)
    {
        const Nanoseconds given = Queues().At(head).deadline;
        record.deadline = given != FOREVER ? given : NextDeadline(record, now);
        record.given = given != FOREVER;
        record.begun = true;
        record.skipped = m_skippedBehind[head];
        record.headKnown = true;
        record.overdue = false;
        SetDeadline(head, record.deadline);
    }
    record.idle = false;
    Compete(queue, now);
}

void
DwcsScheduler::Compete(StreamId stream, Nanoseconds now)
{
    const MessageId head = HeadOf(stream);
    if (head == NONE || !Queues().At(head).HasPacket())
    {
        return;
    }
    const Record& record = m_records[stream];
    const Nanoseconds begin = record.deadline - record.period;
    const bool hasPeriod = record.period > Nanoseconds{0} && record.deadline != FOREVER;
    const bool mustWait =
        !m_workConserving && hasPeriod && begin > now && !Queues().At(head).HasStarted();
    if (mustWait)
    {
        m_algorithm.Deactivate(stream);
        m_waiting.Set(stream, {begin, stream});
        return;
    }
    m_algorithm.Activate(stream, record.deadline);
}

MessageId
DwcsScheduler::DoChoose(Nanoseconds now)
{
    while (!m_waiting.IsEmpty() && m_waiting.TopKey().time <= now)
    {
        const StreamId stream = m_waiting.Top();
        m_waiting.Remove(stream);
        m_algorithm.Activate(stream, m_records[stream].deadline);
    }
    while (!m_algorithm.IsIdle())
    {
        const StreamId earliest = m_algorithm.Earliest();
        if (IsLate(earliest, now))
        {
            Miss(earliest, now);
            continue;
        }
        const StreamId best = m_algorithm.Best();
        if (best == earliest || !IsLate(best, now))
        {
            return HeadOf(best);
        }
        Miss(best, now);
    }
    return BestEffortMessage();
}

bool
DwcsScheduler::IsLate(StreamId stream, Nanoseconds now) const
{
    const Record& record = m_records[stream];
    return !record.overdue &&
           m_deadlines.LatestStart(Queues().At(HeadOf(stream)), record.deadline) < now;
}

void
DwcsScheduler::Miss(StreamId stream, Nanoseconds now)
{
    Record& record = m_records[stream];
    const Message& head = Queues().At(HeadOf(stream));
    if (record.lossy && head.droppable && !head.HasStarted())
    {
        DropMessage(HeadOf(stream), DropReason::DeadlineMissed, now);
        return;
    }
    MissDeadlines(stream, now);
    m_algorithm.Activate(stream, record.deadline);
}

void
DwcsScheduler::MissDeadlines(StreamId stream, Nanoseconds now)
{
    Record& record = m_records[stream];
    if (record.given || record.period == Nanoseconds{0})
    {
        record.overdue = true;
        m_algorithm.Missed(stream);
        return;
    }
    const Message& head = Queues().At(HeadOf(stream));
    const Nanoseconds late = now - m_deadlines.LatestStart(head, record.deadline);
    const int64_t periods = 1 + (late - Nanoseconds{1}) / record.period;
    record.deadline += periods * record.period;
    m_algorithm.Missed(stream, static_cast<uint64_t>(periods));
}

void
DwcsScheduler::DoServed(const Departure& departure, Nanoseconds /* now */)
{
    if (departure.queue == BEST_EFFORT || !departure.endsMessage)
    {
        return;
    }
    Record& record = m_records[departure.queue];
    if (record.overdue)
    {
        m_algorithm.ServedAfterMiss(departure.queue);
    }
    else
    {
        m_algorithm.Served(departure.queue);
    }
    record.headKnown = false;
}

void
DwcsScheduler::DoDropped(const Message& message, DropReason reason, Nanoseconds /* now */)
{
    const StreamId stream = message.queue;
    if (stream == BEST_EFFORT || reason == DropReason::StreamClosed)
    {
        return;
    }
    Record& record = m_records[stream];
    const bool isHead = HeadOf(stream) != NONE && &Queues().At(HeadOf(stream)) == &message;
    if (!isHead || !record.overdue)
    {
        m_algorithm.Missed(stream);
    }
    if (isHead)
    {
        record.headKnown = false;
        return;
    }
    SkipPeriods(message);
    if (m_algorithm.IsActive(stream))
    {
        m_algorithm.Activate(stream, record.deadline);
    }
}

void
DwcsScheduler::SkipPeriods(const Message& message)
{
    const MessageQueue& queue = Queues().Queue(message.queue);
    const bool isLinked = message.previous != NONE;
    const MessageId before = isLinked ? message.previous : queue.tail;
    const uint32_t periods = isLinked ? 1 + m_skippedBehind[Queues().At(before).next] : 1;
    (before == queue.head ? m_records[message.queue].skipped : m_skippedBehind[before]) += periods;
}

void
DwcsScheduler::DoMessageReady(MessageId message)
{
    if (message >= m_skippedBehind.size())
    {
        m_skippedBehind.resize(static_cast<std::size_t>(message) + 1);
    }
    m_skippedBehind[message] = 0;
}

Nanoseconds
DwcsScheduler::DoLateness(const Message& message, Nanoseconds now) const
{
    return message.queue == BEST_EFFORT ? Nanoseconds{0} : m_deadlines.Lateness(message, now);
}

Nanoseconds
DwcsScheduler::DoNextEligibleTime() const
{
    return m_waiting.IsEmpty() ? FOREVER : m_waiting.TopKey().time;
}

std::vector<std::pair<std::string, double>>
DwcsScheduler::DoSpecifics(StreamId stream) const
{
    const LossWindow window = m_algorithm.Current(stream);
    const DwcsAlgorithm::History& history = m_algorithm.HistoryOf(stream);
    return {{"window_losses", window.losses},
            {"window_deadlines", window.deadlines},
            {"windows_completed", static_cast<double>(history.windowsCompleted)},
            {"windows_violated", static_cast<double>(history.windowsViolated)},
            {"violations", static_cast<double>(history.violations)}};
}

} // namespace qos
} // namespace ns3
