/* SPDX-License-Identifier: GPL-2.0-only */

#include "sfq-hash-scheduler.h"

#include "check-range.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param options options of sfq-hash
 * @return the same
 * @throws SchedulerError if one is out of range
 */
const SfqHashOptions&
Checked(const SfqHashOptions& options)
{
    CheckRange("divisor of sfq-hash", options.buckets.divisor, 1, 65536);
    CheckRange("number of flows of sfq-hash", options.buckets.flows, 1, 65535);
    CheckRange("packet limit of sfq-hash", options.buckets.limitPackets, 1, 65535);
    CheckRange("quantum of sfq-hash", options.buckets.quantum, 256, 1048576);
    if (options.perturbationPeriod < Nanoseconds{0})
    {
        throw SchedulerError("the perturbation period of sfq-hash is " +
                             std::to_string(options.perturbationPeriod.count()) +
                             " ns; it must not be negative");
    }
    return options;
}

} // namespace

std::string
SfqHashAttributes::SchedulerName() const
{
    return SfqHashScheduler::NAME;
}

SfqHashScheduler::SfqHashScheduler(const SchedulerSetup& setup, const Options& options)
    : StreamScheduler(setup.limits),
      m_options(Checked(options)),
      m_buckets(options.buckets),
      m_nextPerturbation(options.perturbationPeriod)
{
    m_firstQueue = AddOwnQueue();
    for (uint32_t bucket = 1; bucket < options.buckets.flows; ++bucket)
    {
        AddOwnQueue();
    }
    m_buckets.Perturb(options.perturbationSeed);
    m_moving.reserve(options.buckets.limitPackets);
}

std::shared_ptr<const StreamAttributes>
SfqHashScheduler::AttributesFor(const StreamDemand& /* demand */)
{
    return std::make_shared<SfqHashAttributes>();
}

std::string
SfqHashScheduler::Name() const
{
    return NAME;
}

void
SfqHashScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    AttributesFrom<SfqHashAttributes>(attributes, NAME);
}

void
SfqHashScheduler::DoAddStream(StreamId /* stream */,
                              const StreamAttributes& /* attributes */,
                              Nanoseconds /* now */)
{
}

void
SfqHashScheduler::DoChangeStream(StreamId /* stream */,
                                 const StreamAttributes& /* attributes */,
                                 Nanoseconds /* now */)
{
}

void
SfqHashScheduler::DoRemoveStream(StreamId /* stream */)
{
}

QueueId
SfqHashScheduler::DoSelectQueue(const PacketArrival& arrival)
{
    m_arrivingHash = arrival.flowHash != 0 ? arrival.flowHash : arrival.stream;
    const uint32_t bucket = m_buckets.Find(m_arrivingHash);
    return bucket == SfqHashBuckets::NO_BUCKET ? arrival.stream : QueueOf(bucket);
}

bool
SfqHashScheduler::DoKeepsMessages() const
{
    return false;
}

bool
SfqHashScheduler::DoMakeRoom(QueueId queue, Nanoseconds now)
{
    if (queue < m_firstQueue || BucketOf(queue) >= m_options.buckets.flows)
    {
        return false; // all buckets are in use
    }
    if (m_buckets.Packets() < m_options.buckets.limitPackets)
    {
        return true;
    }
    uint32_t longest = m_buckets.Longest();
    if (m_buckets.Depth(BucketOf(queue)) + 1 >= m_buckets.LargestDepth())
    {
        // with the new packet its own bucket is the longest, and the new packet is its tail
        longest = BucketOf(queue);
        if (!m_options.dropHead || m_buckets.Depth(longest) == 0)
        {
            return false;
        }
    }
    const MessageQueue& victims = Queues().Queue(QueueOf(longest));
    DropMessage(m_options.dropHead ? victims.head : victims.tail, DropReason::QueueFull, now);
    return true;
}

void
SfqHashScheduler::DoPacketQueued(PacketId packet, Nanoseconds /* now */)
{
    const MessageId message = Queues().Packet(packet).message;
    if (message >= m_hashOf.size())
    {
        m_hashOf.resize(static_cast<std::size_t>(message) + 1);
    }
    m_hashOf[message] = m_arrivingHash;
    m_buckets.Add(BucketOf(Queues().At(message).queue), m_arrivingHash);
}

MessageId
SfqHashScheduler::DoChoose(Nanoseconds now)
{
    if (m_options.perturbationPeriod > Nanoseconds{0} && now >= m_nextPerturbation)
    {
        m_nextPerturbation = now + m_options.perturbationPeriod;
        Rehash();
    }
    const uint32_t bucket = m_buckets.Choose();
    return bucket == SfqHashBuckets::NO_BUCKET ? NONE : HeadOf(QueueOf(bucket));
}

void
SfqHashScheduler::DoServed(const Departure& departure, Nanoseconds /* now */)
{
    m_buckets.Charge(BucketOf(departure.queue), departure.bytes);
    m_buckets.Take(BucketOf(departure.queue));
}

void
SfqHashScheduler::DoDropped(const Message& message, DropReason /* reason */, Nanoseconds /* now */)
{
    if (message.HasPacket())
    {
        m_buckets.Take(BucketOf(message.queue));
    }
}

std::vector<std::pair<std::string, double>>
SfqHashScheduler::DoSpecifics(StreamId stream) const
{
    // a stream of several flows has several buckets: this is where a packet without a flow hash
    // goes
    const uint32_t bucket = m_buckets.Find(stream);
    const bool found = bucket != SfqHashBuckets::NO_BUCKET;
    return {{"bucket_packets", found ? m_buckets.Depth(bucket) : 0},
            {"longest_bucket_packets", m_buckets.LargestDepth()},
            {"perturbations", static_cast<double>(m_perturbations)}};
}

void
SfqHashScheduler::Rehash()
{
    m_moving.clear();
    m_buckets.ForEachActive([this](uint32_t bucket) {
        for (MessageId id = HeadOf(QueueOf(bucket)); id != NONE; id = Queues().At(id).next)
        {
            m_moving.push_back(id);
        }
    });
    for (const MessageId id : m_moving)
    {
        m_buckets.Take(BucketOf(Queues().At(id).queue));
    }
    ++m_perturbations;
    m_buckets.Perturb(m_options.perturbationSeed + m_perturbations);
    for (const MessageId id : m_moving)
    {
        uint32_t bucket = m_buckets.Find(m_hashOf[id]);
        if (bucket == SfqHashBuckets::NO_BUCKET)
        {
            bucket =
                m_hashOf[id] %
                m_options.buckets.flows; // all are in use: share one rather than lose the packet
        }
        m_buckets.Add(bucket, m_hashOf[id]);
        MoveMessage(id, QueueOf(bucket));
    }
}

} // namespace qos
} // namespace ns3
