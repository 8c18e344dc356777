/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SFQ_SCHEDULER_H
#define QOS_SFQ_SCHEDULER_H

#include "scheduler-registry.h"
#include "sfq-algorithm.h"

namespace ns3
{
namespace qos
{

/** Attributes of a stream under start-time fair queueing. */
struct SfqAttributes : StreamAttributes
{
    /** Its share is its weight over the sum of all backlogged ones; 1 to 1048576. */
    uint32_t weight = 1;

    std::string SchedulerName() const override;
};

/** Options of start-time fair queueing. */
struct SfqOptions : SchedulerOptions
{
    /** Weight of everything that belongs to no stream, taken as one flow; 1 to 1048576. */
    uint32_t bestEffortWeight = 1;
};

/**
 * @ingroup qos-scheduler
 * Start-time fair queueing: a weight per stream, best effort is one flow among the others.
 *
 * The QSockets paper (section 5) names SFQ "for applications which require bandwidth guarantees";
 * this is the reading of the name that gives one, SfqHashScheduler is the other. Tags are per
 * packet, drops per message.
 */
class SfqScheduler : public StreamScheduler
{
  public:
    static constexpr const char* NAME = "sfq"; //!< its name in the registry

    using Options = SfqOptions; //!< what the registry passes on

    /**
     * @param setup the limits
     * @param options the options
     * @throws SchedulerError if the weight of best effort is out of range
     */
    SfqScheduler(const SchedulerSetup& setup, const Options& options);

    /**
     * @param demand what a stream needs
     * @return the attributes that come closest: weight
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
    void DoHeadChanged(QueueId queue, Nanoseconds now) override;
    MessageId DoChoose(Nanoseconds now) override;
    void DoServed(const Departure& departure, Nanoseconds now) override;
    std::vector<std::pair<std::string, double>> DoSpecifics(StreamId stream) const override;

    SfqAlgorithm m_algorithm; //!< a flow per stream, under the stream's number
};

} // namespace qos
} // namespace ns3

#endif // QOS_SFQ_SCHEDULER_H
