/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FIFO_SCHEDULER_H
#define QOS_FIFO_SCHEDULER_H

#include "scheduler-registry.h"

namespace ns3
{
namespace qos
{

/** Attributes of a stream in the first-in first-out queue: there are none, a stream is only
 * counted. */
struct FifoAttributes : StreamAttributes
{
    std::string SchedulerName() const override;
};

/** Options of the first-in first-out queue: there are none, its limit is
 * SchedulerLimits::bestEffortPackets. */
struct FifoOptions : SchedulerOptions
{
};

/**
 * @ingroup qos-scheduler
 * One queue for everything, packet by packet: what a host without QSockets does, and the baseline
 * of every comparison.
 *
 * A packet that finds the queue full is refused; the other packets of its message are not (IP
 * fragments of an unmanaged host are lost one by one).
 */
class FifoScheduler : public StreamScheduler
{
  public:
    static constexpr const char* NAME = "fifo"; //!< its name in the registry

    using Options = FifoOptions; //!< what the registry passes on

    /**
     * @param setup the limits
     * @param options none
     */
    FifoScheduler(const SchedulerSetup& setup, const Options& options);

    /**
     * @param demand what a stream needs
     * @return the attributes that come closest: there are none
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
    QueueId DoSelectQueue(const PacketArrival& arrival) override;
    bool DoKeepsMessages() const override;
    MessageId DoChoose(Nanoseconds now) override;
};

} // namespace qos
} // namespace ns3

#endif // QOS_FIFO_SCHEDULER_H
