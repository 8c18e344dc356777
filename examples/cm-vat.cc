/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * Congestion Manager Figure 2: interactive audio over a link that may be too slow for it.
 *
 *     microphone -- policer -- buffer -- on demand -- queue of 10 -- 64 kb/s, 100 ms RTT -- ear
 *                           (head, tail)
 *
 * The audio is 64 kb/s in packets of 160 bytes, every 20 ms, each handed over with a random delay
 * of up to jitter. On the link a packet has 54 bytes more: the stamp of the feedback protocol 24,
 * UDP 8, IP 20, PPP 2; so the audio needs 85.6 kb/s there. The receiver acknowledges every packet;
 * its reports take the other direction of the link. What counts is the delay from the microphone to
 * the ear, and the share of the audio that does not get there. The first 20 s are not measured.
 */

#include "cm/gating-report.h"

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/experiment-registry.h"
#include "ns3/feedback-receiver.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/quantile.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"
#include "ns3/vat-header.h"
#include "ns3/vat-source.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace ns3
{
namespace qos
{

/** Congestion Manager Figure 2. */
class CmVatExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    /** Where the buffer drops. */
    enum Drop
    {
        HEAD, //!< the oldest packet
        TAIL  //!< the new packet
    };

    /** What became of the audio so far. */
    struct Account
    {
        VatCounters audio;       //!< in the application
        SentWindowCounters sent; //!< in the network
    };

    /**
     * Add the parameters of the network.
     * @param tid the experiment's TypeId
     * @return the TypeId
     */
    static TypeId AddNetworkParameters(TypeId tid);

    void DoRun(Result& result) override;

    /** @return the network */
    DumbbellTopology::Params NetworkParams() const;

    /**
     * Make the source.
     * @param remote address and port of the receiver
     * @return the source, not installed
     */
    Ptr<VatSource> MakeSource(const Address& remote) const;

    /**
     * A packet of audio arrived.
     * @param packet the packet
     * @param header its stamp
     * @param from its sender
     */
    void Arrived(Ptr<const Packet> packet, const CmDataHeader& header, const Address& from);

    /** @param bitsPerSecond what the policer lets pass */
    void Policed(double bitsPerSecond);

    /** @return the share of the audio that the link has no room for */
    double ExpectedLoss() const;

    /**
     * Report delays.
     * @param result gets metrics and a table
     */
    void ReportDelays(Result& result);

    /**
     * Report where audio was lost.
     * @param result gets metrics
     * @param before when the measured time began
     * @param after when it ended
     */
    void ReportLosses(Result& result, const Account& before, const Account& after) const;

    DataRate m_bandwidth;         //!< parameter bandwidth
    uint32_t m_buffer = 0;        //!< parameter buffer
    Drop m_drop = HEAD;           //!< parameter drop
    bool m_isPoliced = true;      //!< parameter policer
    Time m_jitter;                //!< parameter jitter
    Time m_rtt;                   //!< parameter rtt
    uint32_t m_queue = 0;         //!< parameter queue
    Time m_duration;              //!< parameter duration
    std::vector<double> m_delays; //!< ms, of what arrived of the measured time
    double m_rateSum = 0;         //!< kbit/s, over the measured time
    uint64_t m_rates = 0;         //!< how many were summed up
};

QOS_REGISTER_EXPERIMENT(
    CmVatExperiment,
    "cm-vat",
    "audio of 64 kb/s over a slow link, dropped before it gets old: delay, loss",
    "Congestion Manager Fig 2");

namespace
{

constexpr uint32_t AUDIO_BYTES = 160;
constexpr int64_t INTERVAL_MS = 20;
const Time WARM_UP = Seconds(20);
constexpr double BITS = 8;
constexpr double MILLI = 1e3;

} // namespace

TypeId
CmVatExperiment::GetTypeId()
{
    using Self = CmVatExperiment;
    static TypeId tid = [] {
        TypeId own = TypeId("ns3::qos::CmVatExperiment")
                         .SetParent<Experiment>()
                         .SetGroupName("QosOverlay")
                         .AddConstructor<Self>()
                         .AddAttribute("Buffer",
                                       "packets that may wait in the application",
                                       UintegerValue(5),
                                       MakeUintegerAccessor(&Self::m_buffer),
                                       MakeUintegerChecker<uint32_t>(1, 10000))
                         .AddAttribute("Drop",
                                       "where the full buffer drops",
                                       compat::EnumValue<Drop>(HEAD),
                                       compat::EnumAccessor<Drop>(&Self::m_drop),
                                       MakeEnumChecker(HEAD, "head", TAIL, "tail"))
                         .AddAttribute("Policer",
                                       "whether packets are dropped ahead of time to fit into the "
                                       "long-term rate",
                                       BooleanValue(true),
                                       MakeBooleanAccessor(&Self::m_isPoliced),
                                       MakeBooleanChecker())
                         .AddAttribute("Jitter",
                                       "how late the host hands a packet of audio over, at most",
                                       TimeValue(MilliSeconds(5)),
                                       MakeTimeAccessor(&Self::m_jitter),
                                       MakeTimeChecker(Time(0), MilliSeconds(INTERVAL_MS)))
                         .AddAttribute("Duration",
                                       "simulated time that is measured",
                                       TimeValue(Seconds(300)),
                                       MakeTimeAccessor(&Self::m_duration),
                                       MakeTimeChecker(Seconds(1), Seconds(100000)));
        return AddNetworkParameters(own);
    }();
    return tid;
}

TypeId
CmVatExperiment::AddNetworkParameters(TypeId tid)
{
    using Self = CmVatExperiment;
    return tid
        .AddAttribute("Bandwidth",
                      "rate of the link",
                      DataRateValue(DataRate("64kbps")),
                      MakeDataRateAccessor(&Self::m_bandwidth),
                      MakeRateChecker(DataRate("8kbps"), DataRate("1Gbps")))
        .AddAttribute("Rtt",
                      "round-trip time of the link",
                      TimeValue(MilliSeconds(100)),
                      MakeTimeAccessor(&Self::m_rtt),
                      MakeTimeChecker(Time(0), Seconds(10)))
        .AddAttribute("Queue",
                      "packets that may wait at the link",
                      UintegerValue(10),
                      MakeUintegerAccessor(&Self::m_queue),
                      MakeUintegerChecker<uint32_t>(1, 100000));
}

std::vector<Metric>
CmVatExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"delay_p95_ms", "ms", "95th percentile of the delay from microphone to ear"},
        {"delay_p50_ms", "ms", "median of that delay"},
        {"delay_mean_ms", "ms", "mean of that delay"},
        {"loss", "", "share of the audio that did not arrive"},
        {"loss_expected", "", "share of the audio that the link has no room for"},
        {"policed", "", "share of the audio that the policer dropped"},
        {"buffer_dropped", "", "share of the audio that the full buffer dropped"},
        {"network_lost", "", "share of the audio that was lost in the network"},
        {"policer_kbps", "kbps", "mean rate that the policer lets pass, stamps included"},
        {"timeouts", "", "times that something was given up because no report came"}};
    const std::vector<Metric> gating = GatingMetrics();
    metrics.insert(metrics.end(), gating.begin(), gating.end());
    return metrics;
}

double
CmVatExperiment::ExpectedLoss() const
{
    constexpr uint32_t UDP_IP_PPP = 8 + 20 + 2;
    constexpr uint32_t WIRE_BYTES = AUDIO_BYTES + FeedbackSender::OVERHEAD + UDP_IP_PPP;
    const double needed = BITS * WIRE_BYTES * MILLI / INTERVAL_MS;
    return std::max(0.0, 1 - static_cast<double>(m_bandwidth.GetBitRate()) / needed);
}

DumbbellTopology::Params
CmVatExperiment::NetworkParams() const
{
    DumbbellTopology::Params params;
    params.bottleneckRate = m_bandwidth;
    params.bottleneckDelay = m_rtt / 2;
    params.queuePackets = m_queue;
    return params;
}

Ptr<VatSource>
CmVatExperiment::MakeSource(const Address& remote) const
{
    const auto source = CreateObject<VatSource>();
    source->SetAttribute("Remote", AddressValue(remote));
    source->SetAttribute("PacketSize", UintegerValue(AUDIO_BYTES));
    source->SetAttribute("Interval", TimeValue(MilliSeconds(INTERVAL_MS)));
    source->SetAttribute("Jitter", TimeValue(m_jitter));
    source->SetAttribute("Buffer", UintegerValue(m_buffer));
    source->SetAttribute("Drop", StringValue(m_drop == HEAD ? "head" : "tail"));
    source->SetAttribute("Policer", BooleanValue(m_isPoliced));
    return source;
}

void
CmVatExperiment::Arrived(Ptr<const Packet> packet,
                         const CmDataHeader& /* header */,
                         const Address& /* from */)
{
    const auto audio = VatHeader::Peek(packet);
    if (audio && audio->recorded >= WARM_UP && audio->recorded < WARM_UP + m_duration)
    {
        m_delays.push_back((Simulator::Now() - audio->recorded).GetSeconds() * MILLI);
    }
}

void
CmVatExperiment::Policed(double bitsPerSecond)
{
    if (Simulator::Now() >= WARM_UP && Simulator::Now() < WARM_UP + m_duration)
    {
        m_rateSum += bitsPerSecond / MILLI;
        ++m_rates;
    }
}

void
CmVatExperiment::DoRun(Result& result)
{
    constexpr uint16_t PORT = 9;
    DumbbellTopology network(NetworkParams());
    const auto manager = CmHelper().Install(network.Left().Get(0));
    int64_t stream = network.NextStream();
    stream += manager->AssignStreams(stream);
    const GatingMonitor monitor(manager);

    const InetSocketAddress ear(network.RightAddress(0), PORT);
    const auto receiver = CreateObject<FeedbackReceiver>();
    receiver->SetAttribute("Local", AddressValue(ear));
    receiver->TraceConnectWithoutContext("Rx", MakeCallback(&CmVatExperiment::Arrived, this));
    network.Right().Get(0)->AddApplication(receiver);
    const auto source = MakeSource(ear);
    source->AssignStreams(stream);
    source->TraceConnectWithoutContext("Rate", MakeCallback(&CmVatExperiment::Policed, this));
    network.Left().Get(0)->AddApplication(source);

    m_delays.clear();
    m_rateSum = 0;
    m_rates = 0;
    Account before;
    Account after;
    const auto note = [&source](Account* account) {
        *account = {source->GetCounters(), source->GetSentCounters()};
    };
    Simulator::Schedule(WARM_UP, [&] { note(&before); });
    Simulator::Schedule(WARM_UP + m_duration, [&] { note(&after); });
    const Time rest = Seconds(30); // for what is still on its way
    source->SetStopTime(WARM_UP + m_duration + rest);
    Simulator::Stop(WARM_UP + m_duration + 2 * rest);
    Simulator::Run();

    ReportDelays(result);
    ReportLosses(result, before, after);
    result.AddMetric("policer_kbps", m_rateSum / static_cast<double>(m_rates));
    result.AddMetric("timeouts", static_cast<double>(after.sent.timeouts - before.sent.timeouts));
    ReportGating(result, {&monitor});
}

void
CmVatExperiment::ReportDelays(Result& result)
{
    constexpr int PERCENT = 100;
    constexpr double P50 = 0.5;
    constexpr double P95 = 0.95;
    std::sort(m_delays.begin(), m_delays.end());
    result.AddMetric("delay_p95_ms", SortedQuantile(m_delays, P95));
    result.AddMetric("delay_p50_ms", SortedQuantile(m_delays, P50));
    result.AddMetric("delay_mean_ms",
                     std::accumulate(m_delays.begin(), m_delays.end(), 0.0) /
                         static_cast<double>(m_delays.size()));
    Table& table = result.AddTable("delays", {{"share", ""}, {"delay", "ms"}});
    for (int percent = 0; percent <= PERCENT; ++percent)
    {
        const double share = static_cast<double>(percent) / PERCENT;
        table.AddRow({share, SortedQuantile(m_delays, share)});
    }
}

void
CmVatExperiment::ReportLosses(Result& result, const Account& before, const Account& after) const
{
    const auto recorded = static_cast<double>(after.audio.recorded - before.audio.recorded);
    const auto share = [recorded](uint64_t packets) {
        return static_cast<double>(packets) / recorded;
    };
    result.AddMetric("loss", 1 - share(m_delays.size()));
    result.AddMetric("loss_expected", ExpectedLoss());
    result.AddMetric("policed", share(after.audio.policed - before.audio.policed));
    result.AddMetric("buffer_dropped", share(after.audio.dropped - before.audio.dropped));
    result.AddMetric("network_lost", share(after.sent.lost - before.sent.lost));
}

} // namespace qos
} // namespace ns3
