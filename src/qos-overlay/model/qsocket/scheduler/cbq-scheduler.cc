/* SPDX-License-Identifier: GPL-2.0-only */

#include "cbq-scheduler.h"

#include "check-range.h"

#include "ns3/join.h"

#include <chrono>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint64_t LEAST_RATE = 1000; //!< bit/s; below it, gaps are hours and no class is useful

/**
 * @param options the options
 * @param link the rate of the link
 * @return the same as the algorithm's parameters
 * @throws SchedulerError if one is out of range
 */
CbqParams
ParamsOfLink(const CbqOptions& options, Bitrate link)
{
    if (link.BitsPerSecond() < LEAST_RATE)
    {
        throw SchedulerError("the link rate of cbq is " + std::to_string(link.BitsPerSecond()) +
                             " bit/s; it must be known and at least " + std::to_string(LEAST_RATE) +
                             " bit/s");
    }
    CheckRange("ewma log of cbq", options.ewmaLog, 1, 8);
    CheckRange("average packet size of cbq in bytes", options.averagePacket, 64, 65535);
    CheckRange("largest packet size of cbq in bytes", options.largestPacket, 64, 65535);
    CbqParams params;
    params.link = link;
    params.sharing = options.sharing;
    params.ewmaLog = options.ewmaLog;
    params.averagePacket = options.averagePacket;
    params.largestPacket = options.largestPacket;
    return params;
}

/**
 * @param time a time
 * @return it in seconds
 */
double
Seconds(Nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace

std::string
CbqAttributes::SchedulerName() const
{
    return CbqScheduler::NAME;
}

CbqOptions::CbqOptions()
{
    bestEffort.priority = CbqAlgorithm::PRIORITIES - 1;
}

CbqScheduler::CbqScheduler(const SchedulerSetup& setup, const Options& options)
    : StreamScheduler(setup.limits),
      m_algorithm(ParamsOfLink(options, setup.link))
{
    AddClasses(options, setup.link);
}

void
CbqScheduler::AddClasses(const Options& options, Bitrate link)
{
    constexpr uint64_t BEST_EFFORT_PART = 10;
    for (const CbqInnerClass& inner : options.classes)
    {
        if (FindInner(inner.name) != CbqAlgorithm::NO_CLASS)
        {
            throw SchedulerError("class name '" + inner.name +
                                 "' of cbq is empty or used twice; names must be unique");
        }
        Check(inner.attributes, "class " + inner.name);
        m_inner.emplace_back(inner.name,
                             m_algorithm.AddInner(ParamsFrom(inner.attributes), Nanoseconds{0}));
    }
    CbqAttributes bestEffort = options.bestEffort;
    if (bestEffort.rate.BitsPerSecond() == 0)
    {
        const uint64_t bits = link.BitsPerSecond() / BEST_EFFORT_PART;
        bestEffort.rate = Bitrate::FromBitsPerSecond(bits < LEAST_RATE ? LEAST_RATE : bits);
    }
    Check(bestEffort, "best effort");
    Bind(BEST_EFFORT, m_algorithm.AddLeaf(ParamsFrom(bestEffort), Nanoseconds{0}));
}

std::shared_ptr<const StreamAttributes>
CbqScheduler::AttributesFor(const StreamDemand& demand)
{
    const auto attributes = std::make_shared<CbqAttributes>();
    attributes->rate = demand.rate;
    return attributes;
}

std::string
CbqScheduler::Name() const
{
    return NAME;
}

CbqClassId
CbqScheduler::FindInner(const std::string& name) const
{
    if (name.empty())
    {
        return CbqAlgorithm::ROOT;
    }
    for (const auto& [known, id] : m_inner)
    {
        if (known == name)
        {
            return id;
        }
    }
    return CbqAlgorithm::NO_CLASS;
}

void
CbqScheduler::Check(const CbqAttributes& attributes, const std::string& whose) const
{
    const CbqClassId parent = FindInner(attributes.parent);
    if (parent == CbqAlgorithm::NO_CLASS)
    {
        std::vector<std::string> names;
        for (const auto& inner : m_inner)
        {
            names.push_back(inner.first);
        }
        throw SchedulerError("the parent of " + whose + " is '" + attributes.parent +
                             "'; it must be empty for the link" +
                             (names.empty() ? "" : " or one of " + Join(names)));
    }
    CheckRange("rate of " + whose + " in bit/s",
               attributes.rate.BitsPerSecond(),
               LEAST_RATE,
               m_algorithm.ParamsOf(parent).rate.BitsPerSecond());
    CheckRange("priority of " + whose, attributes.priority, 0, CbqAlgorithm::PRIORITIES - 1);
    CheckRange("weight of " + whose, attributes.weight, 0, 1'000'000'000'000);
    CheckRange("maxburst of " + whose + " in packets", attributes.maxburst, 1, 1000);
    CheckRange("minburst of " + whose + " in packets", attributes.minburst, 0, 1000);
}

CbqClassParams
CbqScheduler::ParamsFrom(const CbqAttributes& attributes) const
{
    CbqClassParams params;
    params.rate = attributes.rate;
    params.priority = attributes.priority;
    params.bounded = attributes.bounded;
    params.isolated = attributes.isolated;
    params.weight = attributes.weight;
    params.maxBurst = attributes.maxburst;
    params.minBurst = attributes.minburst;
    params.parent = FindInner(attributes.parent);
    return params;
}

void
CbqScheduler::Bind(StreamId stream, CbqClassId leaf)
{
    if (stream >= m_classOf.size())
    {
        m_classOf.resize(static_cast<std::size_t>(stream) + 1);
    }
    if (leaf >= m_streamOf.size())
    {
        m_streamOf.resize(static_cast<std::size_t>(leaf) + 1);
    }
    m_classOf[stream] = leaf;
    m_streamOf[leaf] = stream;
}

void
CbqScheduler::DoCheckAttributes(const StreamAttributes& attributes) const
{
    Check(AttributesFrom<CbqAttributes>(attributes, NAME), "a stream");
}

void
CbqScheduler::DoAddStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    const auto& own = AttributesFrom<CbqAttributes>(attributes, NAME);
    Bind(stream, m_algorithm.AddLeaf(ParamsFrom(own), now));
}

void
CbqScheduler::DoChangeStream(StreamId stream, const StreamAttributes& attributes, Nanoseconds now)
{
    const auto& own = AttributesFrom<CbqAttributes>(attributes, NAME);
    m_algorithm.ChangeLeaf(m_classOf[stream], ParamsFrom(own), now);
}

void
CbqScheduler::DoRemoveStream(StreamId stream)
{
    m_algorithm.RemoveLeaf(m_classOf[stream]);
}

bool
CbqScheduler::DoMakeRoom(QueueId queue, Nanoseconds now)
{
    // also a packet that finds its queue full shows that the class wants to send
    m_algorithm.Arrived(m_classOf[queue], now);
    return true;
}

void
CbqScheduler::DoHeadChanged(QueueId queue, Nanoseconds now)
{
    const bool backlogged = Queues().Queue(queue).packets > 0;
    m_algorithm.SetBacklogged(m_classOf[queue], backlogged, now);
}

MessageId
CbqScheduler::DoChoose(Nanoseconds now)
{
    const CbqClassId leaf = m_algorithm.Choose(now);
    return leaf == CbqAlgorithm::NO_CLASS ? NONE : HeadOf(m_streamOf[leaf]);
}

void
CbqScheduler::DoServed(const Departure& departure, Nanoseconds now)
{
    if (departure.packet != NONE)
    {
        const bool hasMore = Queues().Queue(departure.queue).packets > 0;
        m_algorithm.Sent(m_classOf[departure.queue], departure.bytes, hasMore, now);
    }
}

Nanoseconds
CbqScheduler::DoNextEligibleTime() const
{
    return m_algorithm.NextEligibleTime();
}

std::vector<std::pair<std::string, double>>
CbqScheduler::DoSpecifics(StreamId stream) const
{
    const CbqClassId leaf = m_classOf[stream];
    const CbqEstimator& estimator = m_algorithm.EstimatorOf(leaf);
    const CbqAlgorithm::Counters& counters = m_algorithm.CountersOf(leaf);
    const bool limited = estimator.Undertime() > Nanoseconds::min();
    return {{"avgidle_s", Seconds(estimator.AverageIdle())},
            {"maxidle_s", Seconds(estimator.MaxIdle())},
            {"undertime_s", limited ? Seconds(estimator.Undertime()) : 0},
            {"deficit_bytes", static_cast<double>(m_algorithm.DeficitOf(leaf))},
            {"borrowed_packets", static_cast<double>(counters.borrowed)},
            {"refusals", static_cast<double>(counters.refused)}};
}

} // namespace qos
} // namespace ns3
