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
 * Every stream has a datagram to send at any time. SFQ takes the weights as they are, CBQ as rates,
 * DWCS as periods (with x/y = 0 a stream's share is the transmission time of a datagram per
 * period); the other schedulers know no weights.
 */

#include "qsockets/perturbed-host-experiment.h"

#include "ns3/greedy-source.h"
#include "ns3/number-list.h"
#include "ns3/parameter-error.h"
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

    /** A datagram that was served. */
    struct Service
    {
        Time time;              //!< of its arrival at the client
        std::size_t stream = 0; //!< whose it was
        double bytes = 0;       //!< IP bytes
    };

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
     * @param services all datagrams while every stream was backlogged, in order
     * @return over all pairs of streams and all intervals, the largest difference of normalised
     * service, as a share of the bound that start-time fair queueing guarantees
     */
    double FairnessBoundRatio(const std::vector<Service>& services) const;

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

constexpr double HEADER_BYTES = 28; //!< UDP and IP header of a datagram
const Time WARM_UP = Seconds(1);    //!< until every stream is backlogged

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
                              "weight of each stream, whole numbers",
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
    return {{"share_<n>", "", "share of the link's IP bytes that stream n got"},
            {"share_error_max", "", "largest relative deviation of a share from its weight"},
            {"fairness_bound_ratio",
             "",
             "largest difference of normalised service between two streams in any interval, over "
             "the bound of start-time fair queueing"}};
}

void
QsocketsShareExperiment::CheckParameters() const
{
    for (const double weight : m_weights.Get())
    {
        if (weight != std::floor(weight))
        {
            throw ParameterError("weights has the value " + std::to_string(weight) +
                                 "; allowed are whole numbers");
        }
    }
    if (m_packetSizes.Get().size() > m_weights.Get().size())
    {
        throw ParameterError("packet_sizes has " + std::to_string(m_packetSizes.Get().size()) +
                             " values; allowed are at most as many as weights, which has " +
                             std::to_string(m_weights.Get().size()));
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
    demand.period = ToCore(Seconds(alone.GetSeconds() / ShareOf(stream)));
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

    std::vector<Service> services;
    std::vector<double> bytes(clients.size(), 0);
    for (std::size_t i = 0; i < clients.size(); ++i)
    {
        for (const ReceivedFrame& frame : clients[i]->GetFrames())
        {
            if (frame.received >= WARM_UP)
            {
                services.push_back({frame.received, i, frame.bytes + HEADER_BYTES});
                bytes[i] += frame.bytes + HEADER_BYTES;
            }
        }
    }
    std::stable_sort(services.begin(), services.end(), [](const Service& a, const Service& b) {
        return a.time < b.time;
    });

    const double total = std::accumulate(bytes.begin(), bytes.end(), 0.0);
    Table& table =
        result.AddTable("shares", {{"stream", ""}, {"weight", ""}, {"wanted", ""}, {"share", ""}});
    double worst = 0;
    for (std::size_t i = 0; i < clients.size(); ++i)
    {
        const double share = bytes[i] / total;
        worst = std::max(worst, std::abs(share / ShareOf(i) - 1));
        table.AddRow({static_cast<double>(i + 1), m_weights.Get()[i], ShareOf(i), share});
        result.AddMetric("share_" + std::to_string(i + 1), share);
    }
    result.AddMetric("share_error_max", worst);
    result.AddMetric("fairness_bound_ratio", FairnessBoundRatio(services));
}

double
QsocketsShareExperiment::FairnessBoundRatio(const std::vector<Service>& services) const
{
    const std::size_t streams = m_weights.Get().size();
    double worst = NAN;
    for (std::size_t a = 0; a < streams; ++a)
    {
        for (std::size_t b = a + 1; b < streams; ++b)
        {
            double difference = 0;
            double least = 0;
            double most = 0;
            for (const Service& service : services)
            {
                difference += service.stream == a ? service.bytes / m_weights.Get()[a] : 0;
                difference -= service.stream == b ? service.bytes / m_weights.Get()[b] : 0;
                least = std::min(least, difference);
                most = std::max(most, difference);
            }
            const double bound = (PacketSizeOf(a) + HEADER_BYTES) / m_weights.Get()[a] +
                                 (PacketSizeOf(b) + HEADER_BYTES) / m_weights.Get()[b];
            worst = std::fmax(worst, (most - least) / bound);
        }
    }
    return worst;
}

} // namespace qos
} // namespace ns3
