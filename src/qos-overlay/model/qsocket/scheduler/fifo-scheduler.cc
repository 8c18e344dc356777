/* SPDX-License-Identifier: GPL-2.0-only */

#include "fifo-scheduler.h"

namespace ns3
{
namespace qos
{

std::string
FifoAttributes::SchedulerName() const
{
    return FifoScheduler::NAME;
}

FifoScheduler::FifoScheduler(const SchedulerSetup& setup, const Options& /* options */)
    : StreamScheduler(setup.limits)
{
}

std::shared_ptr<const StreamAttributes>
FifoScheduler::AttributesFor(const StreamDemand& /* demand */)
{
    return std::make_shared<FifoAttributes>();
}

std::string
FifoScheduler::Name() const
{
    return NAME;
}

void
FifoScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    AttributesFrom<FifoAttributes>(attributes, NAME);
}

void
FifoScheduler::DoAddStream(StreamId /* stream */,
                           const StreamAttributes& /* attributes */,
                           Nanoseconds /* now */)
{
}

void
FifoScheduler::DoChangeStream(StreamId /* stream */,
                              const StreamAttributes& /* attributes */,
                              Nanoseconds /* now */)
{
}

void
FifoScheduler::DoRemoveStream(StreamId /* stream */)
{
}

QueueId
FifoScheduler::DoSelectQueue(const PacketArrival& /* arrival */)
{
    return BEST_EFFORT;
}

bool
FifoScheduler::DoKeepsMessages() const
{
    return false;
}

MessageId
FifoScheduler::DoChoose(Nanoseconds /* now */)
{
    return BestEffortMessage();
}

} // namespace qos
} // namespace ns3
