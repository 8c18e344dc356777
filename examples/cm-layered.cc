/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * Congestion Manager Figures 8, 9 and 10: a source of layered video adapts to traffic that comes
 * and goes.
 *
 *     layered source --+                                                +-- client
 *                      +-- queue of 100 packets -- 20 Mb/s, 75 ms RTT --+
 *     cross traffic  --+                                                +-- sink
 *
 * The source asks for grants and chooses the layer at each of them (api=alf, Figure 8), or sends by
 * its own clock and changes the layer when it is told of another rate (api=rate, Figure 9). The
 * client acknowledges every datagram, or 500 of them and after two seconds at the latest
 * (feedback_packets=500 feedback_delay=2s, Figure 10). The cross traffic is constant while it is
 * there. When the source begins and when the cross traffic first comes is random by up to jitter.
 *
 * On real interfaces, source and client are hosts with a real network between them, and all cross
 * traffic is real: that of the end cross shares the queue of the source.
 */

#include "cm/cross-phases.h"
#include "cm/gating-report.h"
#include "cm/layered-record.h"

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/cm-registry.h"
#include "ns3/double.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/experiment-registry.h"
#include "ns3/inet-socket-address.h"
#include "ns3/layered-alf-source.h"
#include "ns3/layered-rate-source.h"
#include "ns3/ns3-compat.h"
#include "ns3/number-list.h"
#include "ns3/parameter-error.h"
#include "ns3/quantity.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/two-host-topology.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** Congestion Manager Figures 8, 9 and 10. */
class CmLayeredExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;
    void CheckParameters() const override;

  private:
    /** How the source sends. */
    enum Api
    {
        ALF, //!< on grants
        RATE //!< by its own clock
    };

    /**
     * Add the parameters of the network.
     * @param tid the experiment's TypeId
     * @return the TypeId
     */
    static TypeId AddNetworkParameters(TypeId tid);

    void DoRun(Result& result) override;

    /** @param result gets what happens if all is simulated */
    void RunSimulated(Result& result);

    /** @param result gets what happens on real interfaces */
    void RunReal(Result& result) const;

    /** @return the network */
    DumbbellTopology::Params NetworkParams() const;

    /**
     * Install the Congestion Manager and the source.
     * @param host where
     * @param remote address and port of the client
     * @param begin when the source does
     * @return the source
     */
    Ptr<LayeredSource> AddSource(const Ptr<Node>& host, const Address& remote, Time begin) const;

    /**
     * Install the client.
     * @param host where
     * @param local its address and port
     * @return the client
     */
    Ptr<FeedbackReceiver> AddClient(const Ptr<Node>& host, const Address& local) const;

    /**
     * Make the source.
     * @param remote address and port of the client
     * @return the source, not installed
     */
    Ptr<LayeredSource> MakeSource(const Address& remote) const;

    /**
     * @return what the source can send
     * @throws std::invalid_argument if the rates do not ascend
     */
    LayerList Layers() const;

    /**
     * Add the cross traffic.
     * @param network to this
     * @param start when it first comes
     * @return who receives it, null if there is none
     */
    Ptr<PacketSink> AddCrossTraffic(DumbbellTopology& network, Time start);

    /** @param packet a datagram of the cross traffic is sent */
    void CrossSent(Ptr<const Packet> packet);

    /**
     * Report what the source knew and what it did.
     * @param result gets metrics
     * @param source the source
     * @param record what happened
     * @param begin when the source began
     */
    void ReportSource(Result& result,
                      const LayeredSource& source,
                      const LayeredRecord& record,
                      Time begin) const;

    /**
     * Report rates over time.
     * @param result gets tables
     * @param record what happened
     * @param available what the link leaves, Mbit/s; nothing if that is not known
     */
    void ReportTables(Result& result,
                      const LayeredRecord& record,
                      const StepSignal& available) const;

    Api m_api = ALF;                //!< parameter api
    uint32_t m_feedbackPackets = 1; //!< parameter feedback_packets
    Time m_feedbackDelay;           //!< parameter feedback_delay
    NumberList m_layers;            //!< parameter layers
    NumberList m_thresholds;        //!< parameter thresholds
    uint32_t m_packetSize = 0;      //!< parameter packet_size
    bool m_isConnected = true;      //!< parameter connected
    std::string m_controller;       //!< parameter controller
    double m_headroom = 0;          //!< parameter rate_growth_headroom
    DataRate m_rate;                //!< parameter rate
    Time m_rtt;                     //!< parameter rtt
    uint32_t m_queue = 0;           //!< parameter queue
    DataRate m_crossRate;           //!< parameter cross_rate
    Time m_crossStart;              //!< parameter cross_start
    Time m_crossOn;                 //!< parameter cross_on
    Time m_crossOff;                //!< parameter cross_off
    Time m_jitter;                  //!< parameter jitter
    Time m_duration;                //!< parameter duration

    uint64_t m_crossSent = 0; //!< datagrams of the cross traffic
};

QOS_REGISTER_EXPERIMENT(CmLayeredExperiment,
                        "cm-layered",
                        "layered video on grants or by its own clock: does it follow the network?",
                        "Congestion Manager Fig 8, 9, 10");

namespace
{

constexpr double MEGA = 1e6;
constexpr uint16_t PORT = 9000;        //!< of the client
const Time BIN = MilliSeconds(250);    //!< of the table of rates
const Time DRAINING = Seconds(5);      //!< until nothing is in the network any more
constexpr int64_t JITTER_STREAM = 0;   //!< when source and cross traffic begin
constexpr int64_t MANAGER_STREAM = 1;  //!< of the Congestion Manager
constexpr int64_t SOURCE_STREAM = 2;   //!< of the source
constexpr int64_t NETWORK_STREAM = 16; //!< first one of the network

} // namespace

TypeId
CmLayeredExperiment::GetTypeId()
{
    using Self = CmLayeredExperiment;
    static TypeId tid = AddNetworkParameters(
        TypeId("ns3::qos::CmLayeredExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Api",
                          "alf: asks for grants and chooses the layer at each of them; rate: sends "
                          "by its own clock and changes the layer when it is told of another rate",
                          compat::EnumValue<Api>(ALF),
                          compat::EnumAccessor<Api>(&Self::m_api),
                          MakeEnumChecker(ALF, "alf", RATE, "rate"))
            .AddAttribute("FeedbackPackets",
                          "the client reports as soon as so many datagrams are unreported",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_feedbackPackets),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("FeedbackDelay",
                          "the client reports so long after the first unreported datagram at the "
                          "latest; 0ms is every datagram, whatever feedback_packets says",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_feedbackDelay),
                          MakeTimeChecker(Time(0), Seconds(60)))
            .AddAttribute("Layers",
                          "rates of the layers in Mbit/s of UDP payload, ascending",
                          NumberListValue(NumberList{2, 4, 8, 16}),
                          MakeNumberListAccessor(&Self::m_layers),
                          MakeNumberListChecker(0.001, 10000))
            .AddAttribute("Thresholds",
                          "with api=rate, the source is told when the rate falls below the first "
                          "or rises above the second of these factors of the last one told; 0 to 1 "
                          "and at least 1",
                          NumberListValue(NumberList{0.8, 1.25}),
                          MakeNumberListAccessor(&Self::m_thresholds),
                          MakeNumberListChecker(0, 1000))
            .AddAttribute("PacketSize",
                          "UDP payload of the datagrams of the source and of the cross traffic in "
                          "bytes",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_packetSize),
                          MakeUintegerChecker<uint32_t>(64, 1472))
            .AddAttribute("Connected",
                          "whether the source's socket is connected, so that the host sees what it "
                          "sends; otherwise the source tells it",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isConnected),
                          MakeBooleanChecker())
            .AddAttribute("Controller",
                          "congestion controller of the macroflow",
                          StringValue("aimd"),
                          MakeStringAccessor(&Self::m_controller),
                          MakeNameChecker([] { return CongestionControllers().Names(); }))
            .AddAttribute("RateGrowthHeadroom",
                          "with api=rate, the window grows only below this times what is in use",
                          DoubleValue(2.5),
                          MakeDoubleAccessor(&Self::m_headroom),
                          MakeDoubleChecker<double>(1, 1000)));
    return tid;
}

TypeId
CmLayeredExperiment::AddNetworkParameters(TypeId tid)
{
    using Self = CmLayeredExperiment;
    return tid
        .AddAttribute("Rate",
                      "rate of the bottleneck",
                      DataRateValue(DataRate("20Mbps")),
                      MakeDataRateAccessor(&Self::m_rate),
                      MakeRateChecker(DataRate("10kbps"), DataRate("500Mbps")))
        .AddAttribute("Rtt",
                      "round-trip time without queueing",
                      TimeValue(MilliSeconds(75)),
                      MakeTimeAccessor(&Self::m_rtt),
                      MakeTimeChecker(Time(0), Seconds(10)))
        .AddAttribute("Queue",
                      "packets that may wait at the bottleneck",
                      UintegerValue(100),
                      MakeUintegerAccessor(&Self::m_queue),
                      MakeUintegerChecker<uint32_t>(1, 100000))
        .AddAttribute("CrossRate",
                      "rate of the cross traffic while it is there, UDP payload; 0bps for none",
                      DataRateValue(DataRate("12Mbps")),
                      MakeDataRateAccessor(&Self::m_crossRate),
                      MakeRateChecker(DataRate(0), DataRate("500Mbps")))
        .AddAttribute("CrossStart",
                      "when the cross traffic first comes",
                      TimeValue(Seconds(5)),
                      MakeTimeAccessor(&Self::m_crossStart),
                      MakeTimeChecker(Time(0), Seconds(3600)))
        .AddAttribute("CrossOn",
                      "how long it stays",
                      TimeValue(Seconds(4)),
                      MakeTimeAccessor(&Self::m_crossOn),
                      MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
        .AddAttribute("CrossOff",
                      "how long it pauses; not longer than cross_start",
                      TimeValue(Seconds(4)),
                      MakeTimeAccessor(&Self::m_crossOff),
                      MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
        .AddAttribute("Jitter",
                      "the source begins, and the cross traffic first comes, later by a random "
                      "time of up to this",
                      TimeValue(Seconds(1)),
                      MakeTimeAccessor(&Self::m_jitter),
                      MakeTimeChecker(Time(0), Seconds(60)))
        .AddAttribute("Duration",
                      "simulated time",
                      TimeValue(Seconds(25)),
                      MakeTimeAccessor(&Self::m_duration),
                      MakeTimeChecker(Seconds(1), Seconds(3600)));
}

std::vector<Metric>
CmLayeredExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"layer_switches", "", "changes of the layer"},
        {"first_update_s",
         "s",
         "from the begin of the source until it first knows a rate; no value if it never does"},
        {"first_jump", "", "packets in the congestion window then, which begins with one"},
        {"rate_cov",
         "",
         "standard deviation over mean of the rate that the source knows of, in time"},
        {"received_mbps",
         "Mbps",
         "UDP payload that the client received; on real interfaces, from the first datagram to the "
         "last one"},
        {"updates", "", "calls of cmapp_update; 0 with api=alf, which asks by cm_query"},
        {"packets", "", "datagrams that the source sent"},
        {"lost_ratio", "", "share of them that the client did not receive"},
        {"reports", "", "calls of cm_update"},
        {"report_spacing",
         "",
         "median time between them, as a share of the time that the layer takes for "
         "feedback_packets; no value if that is never shorter than feedback_delay"},
        {"leave_lowest_s",
         "s",
         "from the begin of the source until it first leaves the lowest layer; no value if it "
         "never does"},
        {"unaccounted_packets",
         "",
         "packets that were sent and neither received nor dropped at the bottleneck"}};
    for (const std::vector<Metric>& others : {CrossPhases::Metrics(), GatingMetrics()})
    {
        metrics.insert(metrics.end(), others.begin(), others.end());
    }
    return metrics;
}

void
CmLayeredExperiment::CheckParameters() const
{
    try
    {
        Layers();
    }
    catch (const std::invalid_argument& error)
    {
        throw ParameterError("layers has the value " + m_layers.ToString() + "; " + error.what());
    }
    const std::vector<double>& factors = m_thresholds.Get();
    if (factors.size() != 2 || factors[0] > 1 || factors[1] < 1)
    {
        throw ParameterError("thresholds has the value " + m_thresholds.ToString() +
                             "; allowed are two factors, one from 0 to 1 and one of at least 1, "
                             "such as 0.8:1.25");
    }
    if (m_crossOff > m_crossStart && m_crossRate.GetBitRate() > 0)
    {
        throw ParameterError("cross_off is longer than cross_start; allowed is at most as long");
    }
    if (m_jitter >= m_duration)
    {
        throw ParameterError("jitter is not shorter than duration; allowed is less than that");
    }
}

DumbbellTopology::Params
CmLayeredExperiment::NetworkParams() const
{
    DumbbellTopology::Params params;
    params.pairs = 2;
    params.bottleneckRate = m_rate;
    params.bottleneckDelay = m_rtt / 2;
    params.queuePackets = m_queue;
    params.firstStream = NETWORK_STREAM;
    return params;
}

Ptr<LayeredSource>
CmLayeredExperiment::MakeSource(const Address& remote) const
{
    Ptr<LayeredSource> source;
    if (m_api == ALF)
    {
        source = CreateObject<LayeredAlfSource>();
    }
    else
    {
        source = CreateObject<LayeredRateSource>();
        source->SetAttribute("RateDown", DoubleValue(m_thresholds.Get()[0]));
        source->SetAttribute("RateUp", DoubleValue(m_thresholds.Get()[1]));
    }
    source->SetAttribute("Remote", AddressValue(remote));
    source->SetAttribute("PacketSize", UintegerValue(m_packetSize));
    source->SetAttribute("Connected", BooleanValue(m_isConnected));
    source->SetAttribute("FeedbackDelay", TimeValue(m_feedbackDelay));
    source->AssignStreams(SOURCE_STREAM);
    source->SetLayers(Layers());
    return source;
}

LayerList
CmLayeredExperiment::Layers() const
{
    std::vector<Bitrate> rates;
    for (const double rate : m_layers.Get())
    {
        rates.push_back(Bitrate::FromBitsPerSecond(static_cast<uint64_t>(rate * MEGA)));
    }
    return LayerList(rates);
}

std::vector<ExperimentEnd>
CmLayeredExperiment::GetEnds() const
{
    return {{TwoHostTopology::SERVER, "the host with the layered source"},
            {TwoHostTopology::CLIENT, "the host with the client, which reports to the source"},
            {TwoHostTopology::CROSS,
             "another interface of the host with the source, for traffic that it routes"}};
}

void
CmLayeredExperiment::DoRun(Result& result)
{
    if (GetRealNetwork().IsReal())
    {
        RunReal(result);
    }
    else
    {
        RunSimulated(result);
    }
}

Ptr<LayeredSource>
CmLayeredExperiment::AddSource(const Ptr<Node>& host, const Address& remote, Time begin) const
{
    CmHelper helper;
    helper.Set("Controller", StringValue(m_controller));
    helper.Set("RateGrowthHeadroom", DoubleValue(m_headroom));
    helper.Install(host)->AssignStreams(MANAGER_STREAM);
    const Ptr<LayeredSource> source = MakeSource(remote);
    source->SetStartTime(begin);
    source->SetStopTime(m_duration);
    host->AddApplication(source);
    return source;
}

Ptr<FeedbackReceiver>
CmLayeredExperiment::AddClient(const Ptr<Node>& host, const Address& local) const
{
    const auto client = CreateObject<FeedbackReceiver>();
    client->SetAttribute("Local", AddressValue(local));
    client->SetAttribute("Packets", UintegerValue(m_feedbackPackets));
    client->SetAttribute("Delay", TimeValue(m_feedbackDelay));
    host->AddApplication(client);
    return client;
}

void
CmLayeredExperiment::RunSimulated(Result& result)
{
    DumbbellTopology network(NetworkParams());
    const auto jitter = CreateObject<UniformRandomVariable>();
    jitter->SetStream(JITTER_STREAM);
    const Ptr<Node> host = network.Left().Get(0);
    const InetSocketAddress remote(network.RightAddress(0), PORT);
    const Time begin = m_jitter * jitter->GetValue(0, 1);
    const Ptr<LayeredSource> source = AddSource(host, remote, begin);
    const GatingMonitor monitor(host->GetObject<CongestionManager>());
    LayeredRecord record(m_packetSize);
    record.Observe(source);
    record.Observe(AddClient(network.Right().Get(0), remote));

    const Time crossStart = m_crossStart + m_jitter * jitter->GetValue(0, 1);
    const Ptr<PacketSink> sink = AddCrossTraffic(network, crossStart);
    Simulator::Stop(m_duration + DRAINING);
    Simulator::Run();

    ReportSource(result, *source, record, begin);
    result.AddMetric("received_mbps", record.ReceivedRate(begin, m_duration));
    result.AddMetric("lost_ratio", record.LostRatio(source->GetCounters().sent));
    CrossPhases::Params params;
    params.linkRate = m_rate;
    params.crossRate = m_crossRate;
    params.packetBytes = m_packetSize;
    params.begin = begin;
    params.crossStart = crossStart;
    params.crossOn = m_crossOn;
    params.crossOff = m_crossOff;
    params.end = m_duration;
    const CrossPhases phases(params);
    phases.Report(result, record);
    ReportTables(result, record, phases.Available());
    const uint64_t crossReceived = sink ? sink->GetTotalRx() / m_packetSize : 0;
    const auto sent = static_cast<double>(source->GetCounters().sent + m_crossSent);
    const auto ended = static_cast<double>(record.Received() + network.Dropped() + crossReceived);
    result.AddMetric("unaccounted_packets", sent - ended);
    ReportGating(result, {&monitor});
}

void
CmLayeredExperiment::RunReal(Result& result) const
{
    TwoHostTopology::Params params;
    params.rate = m_rate;
    params.bestEffortPackets = m_queue;
    params.firstStream = NETWORK_STREAM;
    params.real = GetRealNetwork();
    const TwoHostTopology network(params);
    const auto jitter = CreateObject<UniformRandomVariable>();
    jitter->SetStream(JITTER_STREAM);
    const Time begin = m_jitter * jitter->GetValue(0, 1);
    const InetSocketAddress remote(network.ClientAddress(), PORT);
    LayeredRecord record(m_packetSize);
    Ptr<LayeredSource> source;
    std::optional<GatingMonitor> monitor;
    if (network.HasServer())
    {
        source = AddSource(network.Server(), remote, begin);
        monitor.emplace(network.Server()->GetObject<CongestionManager>());
        record.Observe(source);
    }
    if (network.HasClient())
    {
        record.Observe(AddClient(network.Client(), remote));
    }
    Simulator::Stop(m_duration + DRAINING);
    Simulator::Run();

    if (source)
    {
        ReportSource(result, *source, record, begin);
        ReportGating(result, {&*monitor});
    }
    if (network.HasClient())
    {
        result.AddMetric("received_mbps", record.ReceivedRate());
    }
    if (source && network.HasClient())
    {
        result.AddMetric("lost_ratio", record.LostRatio(source->GetCounters().sent));
    }
    ReportTables(result, record, StepSignal());
}

Ptr<PacketSink>
CmLayeredExperiment::AddCrossTraffic(DumbbellTopology& network, Time start)
{
    m_crossSent = 0;
    if (m_crossRate.GetBitRate() == 0 || start >= m_duration)
    {
        return nullptr;
    }
    DumbbellTopology::CbrParams params;
    params.pair = 1;
    params.rate = m_crossRate;
    params.packetBytes = m_packetSize;
    params.start = start;
    params.on = m_crossOn;
    params.off = m_crossOff;
    const DumbbellTopology::Cbr cross = network.AddCbr(params);
    cross.source->SetStopTime(m_duration);
    cross.source->TraceConnectWithoutContext("Tx",
                                             MakeCallback(&CmLayeredExperiment::CrossSent, this));
    return cross.sink;
}

void
CmLayeredExperiment::CrossSent(Ptr<const Packet> /* packet */)
{
    ++m_crossSent;
}

void
CmLayeredExperiment::ReportSource(Result& result,
                                  const LayeredSource& source,
                                  const LayeredRecord& record,
                                  Time begin) const
{
    const auto sinceBegin = [begin](const std::vector<std::pair<Time, double>>& steps,
                                    std::size_t step) {
        return step < steps.size() ? (steps[step].first - begin).GetSeconds() : NAN;
    };
    const auto* listening = dynamic_cast<const LayeredRateSource*>(&source);
    result.AddMetric("layer_switches", static_cast<double>(source.GetSwitches()));
    result.AddMetric("first_update_s", sinceBegin(record.Known().Steps(), 0));
    result.AddMetric("first_jump", record.FirstWindow().value_or(NAN));
    result.AddMetric("rate_cov", record.Known().Variation(m_duration));
    result.AddMetric("updates", listening ? static_cast<double>(listening->GetUpdates()) : 0);
    result.AddMetric("packets", static_cast<double>(source.GetCounters().sent));
    result.AddMetric("reports", static_cast<double>(record.Reports()));
    result.AddMetric("report_spacing", record.ReportSpacing(m_feedbackPackets, m_feedbackDelay));
    result.AddMetric("leave_lowest_s", sinceBegin(record.LayerRate().Steps(), 1));
}

void
CmLayeredExperiment::ReportTables(Result& result,
                                  const LayeredRecord& record,
                                  const StepSignal& available) const
{
    Table& rates = result.AddTable("rate",
                                   {{"time", "s"},
                                    {"received", "Mbps"},
                                    {"reported", "Mbps"},
                                    {"layer", "Mbps"},
                                    {"available", "Mbps"}});
    for (Time from; from + BIN <= m_duration; from += BIN)
    {
        rates.AddRow({(from + BIN / 2).GetSeconds(),
                      record.ReceivedRate(from, from + BIN),
                      record.Known().Mean(from, from + BIN),
                      record.LayerRate().Mean(from, from + BIN),
                      available.Mean(from, from + BIN)});
    }
    Table& layers = result.AddTable("layers", {{"time", "s"}, {"layer", "Mbps"}});
    for (const auto& [time, rate] : record.LayerRate().Steps())
    {
        layers.AddRow({time.GetSeconds(), rate});
    }
    if (m_api == RATE)
    {
        Table& updates = result.AddTable("updates", {{"time", "s"}, {"rate", "Mbps"}});
        for (const auto& [time, rate] : record.Known().Steps())
        {
            updates.AddRow({time.GetSeconds(), rate});
        }
    }
}

} // namespace qos
} // namespace ns3
