/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SFQ_HASH_SCHEDULER_H
#define QOS_SFQ_HASH_SCHEDULER_H

#include "scheduler-registry.h"
#include "sfq-hash-buckets.h"

namespace ns3
{
namespace qos
{

/** Attributes of a stream under stochastic fairness queueing: none, all flows are equal. */
struct SfqHashAttributes : StreamAttributes
{
    std::string SchedulerName() const override;
};

/** Options of stochastic fairness queueing. */
struct SfqHashOptions : SchedulerOptions
{
    SfqHashParams buckets;             //!< the buckets and the quantum
    Nanoseconds perturbationPeriod{0}; //!< flows are hashed in another way so often; 0 for never
    uint64_t perturbationSeed = 1;     //!< where the sequence of perturbations starts
    /** On overflow drop the oldest packet of the longest bucket, not the newest. */
    bool dropHead = false;
};

/**
 * @ingroup qos-scheduler
 * Stochastic fairness queueing (McKenney, INFOCOM 1990; the Linux queue "sfq"): flows are hashed
 * into buckets that take turns. It has no parameter per stream and guarantees nothing; it is the
 * baseline beside start-time fair queueing (SfqScheduler).
 *
 * A flow is told by PacketArrival::flowHash, or by its stream if that is 0. The limits of the setup
 * do not apply: all packets share one limit, and a packet that exceeds it pushes out one of the
 * longest bucket. When the hash changes, waiting packets move with it, so that a flow stays in
 * order.
 */
class SfqHashScheduler : public StreamScheduler
{
  public:
    static constexpr const char* NAME = "sfq-hash"; //!< its name in the registry

    using Options = SfqHashOptions; //!< what the registry passes on

    /**
     * @param setup ignored
     * @param options the options
     * @throws SchedulerError if an option is out of range
     */
    SfqHashScheduler(const SchedulerSetup& setup, const Options& options);

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
    bool DoMakeRoom(QueueId queue, Nanoseconds now) override;
    void DoPacketQueued(PacketId packet, Nanoseconds now) override;
    MessageId DoChoose(Nanoseconds now) override;
    void DoServed(const Departure& departure, Nanoseconds now) override;
    void DoDropped(const Message& message, DropReason reason, Nanoseconds now) override;
    std::vector<std::pair<std::string, double>> DoSpecifics(StreamId stream) const override;

    /**
     * @param bucket a bucket
     * @return its queue
     */
    QueueId QueueOf(uint32_t bucket) const
    {
        return m_firstQueue + bucket;
    }

    /**
     * @param queue the queue of a bucket
     * @return the bucket
     */
    uint32_t BucketOf(QueueId queue) const
    {
        return queue - m_firstQueue;
    }

    /** Hash in another way, and move what waits to the buckets where it belongs now. */
    void Rehash();

    SfqHashOptions m_options;          //!< the options
    SfqHashBuckets m_buckets;          //!< which bucket is next, and which is the longest
    QueueId m_firstQueue = 0;          //!< queue of bucket 0; those of the others follow
    uint32_t m_arrivingHash = 0;       //!< flow of the packet that is being queued
    std::vector<uint32_t> m_hashOf;    //!< message -> flow
    std::vector<MessageId> m_moving;   //!< messages that change their buckets
    Nanoseconds m_nextPerturbation{0}; //!< when to hash in another way
    uint64_t m_perturbations = 0;      //!< how often that happened
};

} // namespace qos
} // namespace ns3

#endif // QOS_SFQ_HASH_SCHEDULER_H
