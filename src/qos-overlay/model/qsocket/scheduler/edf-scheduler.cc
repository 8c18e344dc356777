/* SPDX-License-Identifier: GPL-2.0-only */

#include "edf-scheduler.h"

namespace ns3
{
namespace qos
{

std::string
EdfAttributes::SchedulerName() const
{
    return EdfScheduler::NAME;
}

EdfScheduler::EdfScheduler(const SchedulerSetup& setup, const EdfOptions& options)
    : StreamScheduler(setup.limits),
      m_deadlines{options.meaning, options.residual, setup.link}
{
    if (options.residual < Nanoseconds{0})
    {
        throw SchedulerError("the residual time of edf is " +
                             std::to_string(options.residual.count()) +
                             " ns; it must not be negative");
    }
}

std::shared_ptr<const StreamAttributes>
EdfScheduler::AttributesFor(const StreamDemand& demand)
{
    const auto attributes = std::make_shared<EdfAttributes>();
    attributes->lossy = demand.droppable;
    attributes->relativeDeadline = demand.deadline;
    return attributes;
}

std::string
EdfScheduler::Name() const
{
    return NAME;
}

void
EdfScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    const auto& own = AttributesFrom<EdfAttributes>(attributes, NAME);
    if (own.relativeDeadline <= Nanoseconds{0})
    {
        throw SchedulerError("the relative deadline is " +
                             std::to_string(own.relativeDeadline.count()) +
                             " ns; it must be positive");
    }
}

void
EdfScheduler::DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    if (stream >= m_records.size())
    {
        m_records.resize(static_cast<std::size_t>(stream) + 1);
    }
    m_records[stream] = Record();
    DoChangeStream(stream, attributes, now);
}

void
EdfScheduler::DoChangeStream(StreamId stream,
                             const StreamAttributes& attributes,
                             Nanoseconds /* now */)
{
    const auto& own = static_cast<const EdfAttributes&>(attributes);
    m_records[stream].lossy = own.lossy;
    m_records[stream].relativeDeadline = own.relativeDeadline;
    m_records[stream].reorder = own.reorder;
}

void
EdfScheduler::DoRemoveStream(StreamId /* stream */)
{
}

void
EdfScheduler::DoPacketQueued(PacketId packet, Nanoseconds now)
{
    const MessageId id = Queues().Packet(packet).message;
    const Message& message = Queues().At(id);
    if (message.queue == BEST_EFFORT || message.deadline != FOREVER)
    {
        return;
    }
    const Nanoseconds relative = m_records[message.stream].relativeDeadline;
    if (relative != FOREVER)
    {
        SetDeadline(id, now + relative);
    }
}

void
EdfScheduler::DoMessageReady(MessageId id)
{
    const Message& message = Queues().At(id);
    if (message.queue == BEST_EFFORT)
    {
        return;
    }
    if (MayOvertake(message) || HeadOf(message.queue) == id)
    {
        Compete(id);
    }
}

void
EdfScheduler::DoHeadChanged(QueueId queue, Nanoseconds /* now */)
{
    const MessageId head = HeadOf(queue);
    const bool isIdle = queue != BEST_EFFORT && head != NONE && Queues().At(head).HasPacket() &&
                        !m_algorithm.IsActive(head);
    if (isIdle)
    {
        Compete(head);
    }
}

void
EdfScheduler::Compete(MessageId id)
{
    const Message& message = Queues().At(id);
    m_algorithm.Activate(id, message.deadline, Queues().Packet(message.firstPacket).sequence);
}

void
EdfScheduler::DoMessageUnready(MessageId message)
{
    m_algorithm.Deactivate(message);
}

MessageId
EdfScheduler::DoChoose(Nanoseconds now)
{
    while (!m_algorithm.IsIdle())
    {
        const MessageId best = m_algorithm.Best();
        const Message& message = Queues().At(best);
        const bool doomed = m_deadlines.LatestStart(message, message.deadline) < now;
        const bool expendable =
            m_records[message.stream].lossy && message.droppable && !message.HasStarted();
        if (!doomed || !expendable)
        {
            return best;
        }
        DropMessage(best, DropReason::DeadlineMissed, now);
    }
    return BestEffortMessage();
}

Nanoseconds
EdfScheduler::DoLateness(const Message& message, Nanoseconds now) const
{
    return message.queue == BEST_EFFORT ? Nanoseconds{0} : m_deadlines.Lateness(message, now);
}

} // namespace qos
} // namespace ns3
