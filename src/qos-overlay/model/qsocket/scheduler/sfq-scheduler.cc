/* SPDX-License-Identifier: GPL-2.0-only */

#include "sfq-scheduler.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param weight a weight
 * @param whose what it is the weight of, for the error
 * @throws SchedulerError if it is out of range
 */
void
CheckWeight(uint32_t weight, const std::string& whose)
{
    if (weight < 1 || weight > SfqAlgorithm::MAX_WEIGHT)
    {
        throw SchedulerError("the weight of " + whose + " is " + std::to_string(weight) +
                             "; it must be 1 to " + std::to_string(SfqAlgorithm::MAX_WEIGHT));
    }
}

} // namespace

std::string
SfqAttributes::SchedulerName() const
{
    return SfqScheduler::NAME;
}

SfqScheduler::SfqScheduler(const SchedulerSetup& setup, const Options& options)
    : StreamScheduler(setup.limits)
{
    CheckWeight(options.bestEffortWeight, "best effort");
    m_algorithm.AddFlow(BEST_EFFORT, options.bestEffortWeight);
}

std::shared_ptr<const StreamAttributes>
SfqScheduler::AttributesFor(const StreamDemand& demand)
{
    const auto attributes = std::make_shared<SfqAttributes>();
    attributes->weight = demand.weight;
    return attributes;
}

std::string
SfqScheduler::Name() const
{
    return NAME;
}

void
SfqScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    CheckWeight(AttributesFrom<SfqAttributes>(attributes, NAME).weight, "a stream");
}

void
SfqScheduler::DoAddStream(StreamId stream,
                          const StreamAttributes& attributes,
                          Nanoseconds /* now */)
{
    m_algorithm.AddFlow(stream, AttributesFrom<SfqAttributes>(attributes, NAME).weight);
}

void
SfqScheduler::DoChangeStream(StreamId stream,
                             const StreamAttributes& attributes,
                             Nanoseconds /* now */)
{
    m_algorithm.ChangeWeight(stream, AttributesFrom<SfqAttributes>(attributes, NAME).weight);
}

void
SfqScheduler::DoRemoveStream(StreamId stream)
{
    m_algorithm.RemoveFlow(stream);
}

void
SfqScheduler::DoHeadChanged(QueueId queue, Nanoseconds /* now */)
{
    const MessageId head = HeadOf(queue);
    if (head == NONE || !Queues().At(head).HasPacket())
    {
        m_algorithm.ClearHead(queue);
        return;
    }
    const QueuedPacket& packet = Queues().Packet(Queues().At(head).firstPacket);
    m_algorithm.SetHead(queue, packet.bytes, packet.sequence);
}

MessageId
SfqScheduler::DoChoose(Nanoseconds /* now */)
{
    const uint32_t flow = m_algorithm.Choose();
    if (flow == SfqAlgorithm::NO_FLOW)
    {
        m_algorithm.BecomeIdle();
        return NONE;
    }
    return HeadOf(flow);
}

void
SfqScheduler::DoServed(const Departure& departure, Nanoseconds /* now */)
{
    if (departure.packet != NONE)
    {
        m_algorithm.Serve(departure.queue);
    }
}

std::vector<std::pair<std::string, double>>
SfqScheduler::DoSpecifics(StreamId stream) const
{
    const uint64_t now = m_algorithm.VirtualTime();
    const bool waits = Queues().Queue(stream).packets > 0;
    const uint64_t start = m_algorithm.StartTag(stream);
    const uint64_t finish = waits ? m_algorithm.FinishTag(stream) : start;
    return {{"weight", m_algorithm.Weight(stream)},
            {"start_lag_bytes", m_algorithm.TagToBytes(start - now)},
            {"finish_lag_bytes", m_algorithm.TagToBytes(finish - now)}};
}

} // namespace qos
} // namespace ns3
