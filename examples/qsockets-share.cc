/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * How schedulers divide a link among backlogged streams: the bandwidth guarantees for which the
 * QSockets paper wants SFQ and CBQ.
 *
 *     stream 1, weight w1 --+
 *     ...                   +-- scheduler -- device queue -- 10 Mb/s, 0.5 ms -- client
 *     stream n, weight wn --+
 *
 * Every stream has a datagram to send at any time, as long as its share of the link is less than
 * one datagram per ns3::qos::GreedySource::SendTime (100 us): its process is no faster. SFQ takes
 * the weights as they are, CBQ as rates, DWCS as periods (with x/y = 0 a stream's share is the
 * transmission time of a datagram per period); the other schedulers know no weights.
 */

#include "qsockets/perturbed-host-experiment.h"

#include "ns3/greedy-source.h"
#include "ns3/number-list.h"
#include "ns3/parameter-error.h"
#include "ns3/quantity.h"
#include "ns3/sfq-scheduler.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ns3
{
namespace qos
{

/** Shares of backlogged streams. */
class QsocketsShareExperiment : public PerturbedHostExperiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    /**
     * @param name a parameter, for the error
     * @param list its value
     * @throws ParameterError if a number in it has a fraction
     */
    static void CheckWhole(const std::string& name, const NumberList& list);

    /** A datagram that was served. */
    struct Service
    {
        Time time;        //!< of its arrival at the client
        double bytes = 0; //!< IP bytes
    };

    /** The datagrams of a stream while every stream was backlogged, in order. */
    using Services = std::vector<Service>;

    /**
     * @param stream a stream, from 0
     * @return payload bytes of its datagrams
     */
    uint32_t PacketSizeOf(std::size_t stream) const;

    /**
     * @param stream a stream, from 0
     * @return its weight as a share of all weights
     */
    double ShareOf(std::size_t stream) const;

    /**
     * @param stream a stream, from 0
     * @return its share, as a demand on the scheduler
     */
    StreamDemand DemandOf(std::size_t stream) const;

    /**
     * @param client who received
     * @return what it received while every stream was backlogged
     */
    static Services ServicesOf(const FrameReceiver& client);

    /**
     * @param services of the streams
     * @return over all pairs of streams and all intervals, the largest difference of normalised
     * service, as a share of the bound that start-time fair queueing guarantees; not a number for
     * one stream
     */
    double FairnessBoundRatio(const std::vector<Services>& services) const;

    /**
     * @param first services of a stream
     * @param firstWeight its weight
     * @param second services of another stream
     * @param secondWeight its weight
     * @return over all intervals, the largest difference of normalised service
     */
    static double LargestDifference(const Services& first,
                                    double firstWeight,
                                    const Services& second,
                                    double secondWeight);

    /**
     * @param result gets the shares
     * @param services of the streams
     */
    void Report(Result& result, const std::vector<Services>& services) const;

    std::string m_scheduler;  //!< parameter scheduler
    NumberList m_weights;     //!< parameter weights
    NumberList m_packetSizes; //!< parameter packet_sizes
};

QOS_REGISTER_EXPERIMENT(
    QsocketsShareExperiment,
    "qsockets-share",
    "how a scheduler divides the link among backlogged streams of given weights",
    "QSockets SFQ, CBQ and DWCS shares (section 5, future work)");

namespace
{

constexpr double HEADER_BYTES = 28;        //!< UDP and IP header of a datagram
constexpr std::size_t MOST_STREAMS = 1000; //!< as many as other experiments have bulk flows
constexpr double LONGEST_PERIOD = 1e9; //!< seconds; longer than a run, far from what a Time holds
const Time WARM_UP = Seconds(1);       //!< until every stream is backlogged

} // namespace

TypeId
QsocketsShareExperiment::GetTypeId()
{
    using Self = QsocketsShareExperiment;
    static TypeId tid = [] {
        TypeId own =
            TypeId("ns3::qos::QsocketsShareExperiment")
                .SetParent<PerturbedHostExperiment>()
                .SetGroupName("QosOverlay")
                .AddConstructor<Self>()
                .AddAttribute("Scheduler",
                              "discipline",
                              StringValue(SfqScheduler::NAME),
                              MakeStringAccessor(&Self::m_scheduler),
                              MakeNameChecker([] { return SchedulerRegistry::Instance().Names(); }))
                .AddAttribute("Weights",
                              "weight of each stream, whole numbers, at most 1000 of them",
                              NumberListValue(NumberList{3, 2, 1}),
                              MakeNumberListAccessor(&Self::m_weights),
                              MakeNumberListChecker(1, 1000000))
                .AddAttribute(
                    "PacketSizes",
                    "payload bytes of the datagrams of each stream; the last one holds for "
                    "all further streams",
                    NumberListValue(NumberList{1472}),
                    MakeNumberListAccessor(&Self::m_packetSizes),
                    MakeNumberListChecker(25, 1472));
        own = AddDeviceQueue(own, "1p");
        own = AddSendBuffer(own, 65536, 8192);
        return own;
    }();
    return tid;
}

std::vector<Metric>
QsocketsShareExperiment::GetMetrics() const
{
    return {
        {"share_<n>",
         "",
         "share of the link's IP bytes that stream n got; no value if nothing arrived after the "
         "first second"},
        {"share_error_max",
         "",
         "largest relative deviation of a share from its weight; no value if the shares have "
         "none"},
        {"fairness_bound_ratio",
         "",
         "largest difference of normalised service between two streams in any interval, over "
         "the bound of start-time fair queueing; no value for one stream or if the shares have "
         "none"}};
}

void
QsocketsShareExperiment::CheckParameters() const
{
    CheckWhole("weights", m_weights);
    CheckWhole("packet_sizes", m_packetSizes);
    if (m_weights.Get().size() > MOST_STREAMS)
    {
        throw ParameterError("weights has " + std::to_string(m_weights.Get().size()) +
                             " values; allowed are at most " + std::to_string(MOST_STREAMS));
    }
    if (m_packetSizes.Get().size() > m_weights.Get().size())
    {
        throw ParameterError("packet_sizes has " + std::to_string(m_packetSizes.Get().size()) +
                             " values; allowed are at most as many as weights, which has " +
                             std::to_string(m_weights.Get().size()));
    }
    const std::string parameters = Given("weights") + " " + Given("packet_sizes");
    std::vector<PlannedStream> streams;
    for (std::size_t i = 0; i < m_weights.Get().size(); ++i)
    {
        streams.push_back({parameters, DemandOf(i)});
    }
    CheckStreams(m_scheduler, QSockInitSettings(), streams);
}

void
QsocketsShareExperiment::CheckWhole(const std::string& name, const NumberList& list)
{
    for (const double number : list.Get())
    {
        if (number != std::floor(number))
        {
            throw ParameterError(name + " has the value " + FormatNumber(number) +
                                 "; allowed are whole numbers");
        }
    }
}

uint32_t
QsocketsShareExperiment::PacketSizeOf(std::size_t stream) const
{
    const std::vector<double>& sizes = m_packetSizes.Get();
    return static_cast<uint32_t>(sizes[std::min(stream, sizes.size() - 1)]);
}

double
QsocketsShareExperiment::ShareOf(std::size_t stream) const
{
    const std::vector<double>& weights = m_weights.Get();
    return weights[stream] / std::accumulate(weights.begin(), weights.end(), 0.0);
}

StreamDemand
QsocketsShareExperiment::DemandOf(std::size_t stream) const
{
    const auto bytes = static_cast<uint32_t>(PacketSizeOf(stream) + HEADER_BYTES);
    const Time alone = m_linkRate.CalculateBytesTxTime(bytes);
    StreamDemand demand;
    demand.period = ToCore(Seconds(std::min(alone.GetSeconds() / ShareOf(stream), LONGEST_PERIOD)));
    demand.droppable = false;
    demand.rate = Bitrate::FromBitsPerSecond(
        static_cast<uint64_t>(ShareOf(stream) * static_cast<double>(m_linkRate.GetBitRate())));
    demand.weight = static_cast<uint32_t>(m_weights.Get()[stream]);
    return demand;
}

void
QsocketsShareExperiment::DoRun(Result& result)
{
    PerturbedHost host(NetworkParams());
    host.InitQSockets(m_scheduler, QSockInitSettings());
    std::vector<Ptr<FrameReceiver>> clients;
    for (std::size_t i = 0; i < m_weights.Get().size(); ++i)
    {
        const auto source = CreateObject<GreedySource>();
        source->SetAttribute("PacketSize", UintegerValue(PacketSizeOf(i)));
        source->SetQos({TwoHostTopology::ServerDeviceName(),
                        m_scheduler,
                        SchedulerRegistry::Instance().AttributesFor(m_scheduler, DemandOf(i))});
        clients.push_back(host.AddSource(source, GetSendBuffer(), m_duration));
    }
    PerturbedHost::Run(m_duration);

    std::vector<Services> services;
    services.reserve(clients.size());
    for (const Ptr<FrameReceiver>& client : clients)
    {
        services.push_back(ServicesOf(*client));
    }
    Report(result, services);
}

QsocketsShareExperiment::Services
QsocketsShareExperiment::ServicesOf(const FrameReceiver& client)
{
    Services services;
    for (const ReceivedFrame& frame : client.GetFrames())
    {
        if (frame.received >= WARM_UP)
        {
            services.push_back({frame.received, frame.bytes + HEADER_BYTES});
        }
    }
    return services;
}

void
QsocketsShareExperiment::Report(Result& result, const std::vector<Services>& services) const
{
    std::vector<double> bytes;
    bytes.reserve(services.size());
    for (const Services& own : services)
    {
        bytes.push_back(
            std::accumulate(own.begin(), own.end(), 0.0, [](double sum, const Service& service) {
                return sum + service.bytes;
            }));
    }
    const double total = std::accumulate(bytes.begin(), bytes.end(), 0.0);
    const bool isServed = total > 0;
    Table& table =
        result.AddTable("shares", {{"stream", ""}, {"weight", ""}, {"wanted", ""}, {"share", ""}});
    double worst = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
    {
        const double share = isServed ? bytes[i] / total : NAN;
        worst = std::max(worst, std::abs(share / ShareOf(i) - 1));
        table.AddRow({static_cast<double>(i + 1), m_weights.Get()[i], ShareOf(i), share});
        result.AddMetric("share_" + std::to_string(i + 1), share);
    }
    result.AddMetric("share_error_max", isServed ? worst : NAN);
    result.AddMetric("fairness_bound_ratio", isServed ? FairnessBoundRatio(services) : NAN);
}

double
QsocketsShareExperiment::FairnessBoundRatio(const std::vector<Services>& services) const
{
    const std::vector<double>& weights = m_weights.Get();
    double worst = NAN;
    for (std::size_t a = 0; a < services.size(); ++a)
    {
        for (std::size_t b = a + 1; b < services.size(); ++b)
        {
            const double bound = (PacketSizeOf(a) + HEADER_BYTES) / weights[a] +
                                 (PacketSizeOf(b) + HEADER_BYTES) / weights[b];
            const double difference =
                LargestDifference(services[a], weights[a], services[b], weights[b]);
            worst = std::fmax(worst, difference / bound);
        }
    }
    return worst;
}

double
QsocketsShareExperiment::LargestDifference(const Services& first,
                                           double firstWeight,
                                           const Services& second,
                                           double secondWeight)
{
    double difference = 0;
    double least = 0;
    double most = 0;
    auto a = first.begin();
    auto b = second.begin();
    while (a != first.end() || b != second.end())
    {
        const bool isFirst = b == second.end() || (a != first.end() && a->time <= b->time);
        difference += isFirst ? a->bytes / firstWeight : -b->bytes / secondWeight;
        (isFirst ? a : b)++;
        least = std::min(least, difference);
        most = std::max(most, difference);
    }
    return most - least;
}

} // namespace qos
} // namespace ns3
