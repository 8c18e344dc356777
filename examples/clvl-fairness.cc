/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS Figure 12: bundles of 2, 4 and 8 flows share a bottleneck with each other, and with long
 * TCP connections.
 *
 *     entry, 2 flows --+                                        +-- exit
 *     entry, 4 flows --+                                        +-- exit
 *     entry, 8 flows --+-- RED or drop tail, 10 Mb/s, 100 ms ---+-- exit
 *     TCP 1 -----------+      round trip                        +-- TCP 1
 *     ...              |                                        |   ...
 *     TCP 5 -----------+                                        +-- TCP 5
 *
 * Every bundle always has something to send. N is counted, b is that of N TCP connections. All
 * packets of data are of the same size on the wire, because b and TCP both count packets.
 */

#include "clvl/bundle-backlog.h"
#include "clvl/link-account.h"
#include "clvl/red-queue.h"

#include "ns3/bundle-pipe-registry.h"
#include "ns3/clvl-wire.h"
#include "ns3/data-rate.h"
#include "ns3/data-symbol.h"
#include "ns3/double.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/experiment-registry.h"
#include "ns3/long-tcp-traffic.h"
#include "ns3/number-list.h"
#include "ns3/overqos-helper.h"
#include "ns3/parameter-error.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <memory>
#include <numeric>
#include <utility>

namespace ns3
{
namespace qos
{

/** OverQoS Figure 12. */
class ClvlFairnessExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    /** A bundle and what is measured of it. */
    struct Bundle
    {
        uint16_t number = 0;       //!< of its virtual link
        Ptr<OverqosNode> entry;    //!< node at its entry
        Ptr<OverqosNode> exit;     //!< node at its exit
        Ptr<BundleBacklog> source; //!< of its packets
        double kbps = 0;           //!< b at the last look
        double kbits = 0;          //!< integral of b over this part of the time
    };

    /** A part of the time. */
    struct Part
    {
        Time begin;                //!< since the end of the warm-up
        Time end;                  //!< since the end of the warm-up
        std::vector<double> rates; //!< mean b of each bundle, kbit/s
        double tcpKbps = 0;        //!< mean goodput of a TCP connection
    };

    void DoRun(Result& result) override;

    /** @return the network that the parameters describe */
    DumbbellTopology::Params NetworkParams() const;

    /**
     * Add the bundles.
     * @param network the network
     * @param stream first number for random variables
     * @return how many were used
     */
    int64_t AddBundles(const DumbbellTopology& network, int64_t stream);

    /** Look at b of every bundle: it counts until the next look. */
    void Look();

    /** Look now and again later. */
    void Sample();

    /** End a part of the time, begin the next one. */
    void EndPart();

    /**
     * @param bundle a bundle
     * @return what runs at its entry
     */
    static const BundleSender& EntryOf(const Bundle& bundle)
    {
        return *bundle.entry->GetRouter()->Outgoing(bundle.number);
    }

    /**
     * @param bundle a bundle
     * @return its exit
     */
    static const ClvlExit& ExitOf(const Bundle& bundle)
    {
        return bundle.exit->GetRouter()->Incoming(bundle.number)->Link();
    }

    /** @return packets of all bundles that neither came out nor are known to be lost or dropped */
    double Leftover() const;

    /** @param result gets the parts */
    void ReportParts(Result& result) const;

    /** @param result gets the metrics of the rates */
    void ReportRates(Result& result) const;

    NumberList m_flows;                           //!< parameter bundles
    uint32_t m_tcps = 0;                          //!< parameter tcps
    std::string m_tcp;                            //!< parameter tcp
    std::string m_pipe;                           //!< parameter pipe
    double m_referenceAlpha = 0;                  //!< parameter reference_alpha
    std::string m_queue;                          //!< parameter queue
    uint32_t m_buffer = 0;                        //!< parameter buffer
    DataRate m_rate;                              //!< parameter rate
    Time m_rtt;                                   //!< parameter rtt
    Time m_duration;                              //!< parameter duration
    Time m_warmup;                                //!< parameter warmup
    Time m_bin;                                   //!< parameter bin
    std::vector<Bundle> m_bundles;                //!< the bundles
    std::unique_ptr<LongTcpTraffic> m_tcpTraffic; //!< the TCP connections, if there are any
    std::vector<Part> m_parts;                    //!< that are over
    Time m_partBegin;                             //!< of this part, since the end of the warm-up
    Time m_lookedAt;                              //!< the last look at b
    uint64_t m_tcpBytes = 0;                      //!< received before this part
};

QOS_REGISTER_EXPERIMENT(ClvlFairnessExperiment,
                        "clvl-fairness",
                        "bundles of 2, 4 and 8 flows on one bottleneck, beside TCP: who gets what?",
                        "OverQoS Fig 12");

namespace
{

constexpr uint32_t WIRE_BYTES = 1000; // UDP payload of a packet of data: what the pipe counts with
constexpr uint32_t IP_UDP_BYTES = 28;
constexpr uint32_t IP_TCP_BYTES = 52; // with timestamps
constexpr double KILO = 1000;
constexpr double BITS = 8;

} // namespace

TypeId
ClvlFairnessExperiment::GetTypeId()
{
    using Self = ClvlFairnessExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlFairnessExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Bundles",
                          "flows of each bundle (N)",
                          NumberListValue(NumberList{2, 4, 8}),
                          MakeNumberListAccessor(&Self::m_flows),
                          MakeNumberListChecker(1, 1000))
            .AddAttribute("Tcps",
                          "long TCP connections beside them",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_tcps),
                          MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("Tcp",
                          "their congestion control: with delayed acknowledgments newreno grows by "
                          "half a segment per round trip, linux-reno by one",
                          StringValue("newreno"),
                          MakeStringAccessor(&Self::m_tcp),
                          MakeNameChecker([]() -> std::vector<std::string> {
                              return {"newreno", "linux-reno"};
                          }))
            .AddAttribute("Pipe",
                          "what b follows",
                          StringValue("multcp"),
                          MakeStringAccessor(&Self::m_pipe),
                          MakeNameChecker([] { return BundlePipes().Names(); }))
            .AddAttribute("ReferenceAlpha",
                          "growth of the TCP that b is made of, packets per round trip: 0.5 as in "
                          "the paper fits newreno, 1 fits linux-reno",
                          DoubleValue(0.5),
                          MakeDoubleAccessor(&Self::m_referenceAlpha),
                          MakeDoubleChecker<double>(0.01, 10))
            .AddAttribute("Queue",
                          "at the bottleneck",
                          StringValue("red"),
                          MakeStringAccessor(&Self::m_queue),
                          MakeNameChecker([]() -> std::vector<std::string> {
                              return {"red", "fifo"};
                          }))
            .AddAttribute("Buffer",
                          "packets that the bottleneck holds; RED drops from a fifth of it on, and "
                          "up to a tenth of the packets at three fifths",
                          UintegerValue(250),
                          MakeUintegerAccessor(&Self::m_buffer),
                          MakeUintegerChecker<uint32_t>(10, 100000))
            .AddAttribute("Rate",
                          "rate of the bottleneck",
                          DataRateValue(DataRate("10Mbps")),
                          MakeDataRateAccessor(&Self::m_rate),
                          MakeRateChecker(DataRate("100kbps"), DataRate("50Mbps")))
            .AddAttribute("Rtt",
                          "round-trip time without queues",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&Self::m_rtt),
                          MakeTimeChecker(MilliSeconds(1), Seconds(2)))
            .AddAttribute("Duration",
                          "time over which rates are taken",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(36000)))
            .AddAttribute("Warmup",
                          "time before it",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Self::m_warmup),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddAttribute("Bin",
                          "time of a row of the table",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_bin),
                          MakeTimeChecker(MilliSeconds(100), Seconds(3600)));
    return tid;
}

std::vector<Metric>
ClvlFairnessExperiment::GetMetrics() const
{
    std::vector<Metric> metrics;
    for (std::size_t i = 1; i <= m_flows.Get().size(); ++i)
    {
        const std::string index = std::to_string(i);
        metrics.push_back({"rate_" + index + "_kbps", "kbps", "mean b of bundle " + index});
        metrics.push_back({"flows_" + index, "", "N of bundle " + index + " as it was counted"});
        if (i > 1)
        {
            metrics.push_back({"ratio_" + index,
                               "",
                               "b of bundle " + index + " over that of the bundle before it"});
        }
    }
    metrics.push_back({"per_flow_kbps", "kbps", "b of all bundles over N of all bundles"});
    metrics.push_back(
        {"tcp_mean_kbps", "kbps", "mean goodput of a TCP connection; no value without one"});
    metrics.push_back({"tcp_share", "", "that over per_flow_kbps"});
    metrics.push_back({"sent_share", "", "bytes that the bundles sent over what b allowed"});
    metrics.push_back({"loss", "", "of the bundles' frames, lost in the network"});
    metrics.push_back({"residual", "", "of the bundles' packets, lost after recovery"});
    metrics.push_back({"leftover", "", "packets unaccounted for at the end"});
    return metrics;
}

void
ClvlFairnessExperiment::CheckParameters() const
{
    if (m_flows.Get().empty())
    {
        throw ParameterError("bundles is empty; it needs at least one number, such as 2:4:8");
    }
    for (const double flows : m_flows.Get())
    {
        if (flows != std::floor(flows))
        {
            throw ParameterError("bundles is " + m_flows.ToString() +
                                 "; each bundle needs a whole number of flows");
        }
    }
}

DumbbellTopology::Params
ClvlFairnessExperiment::NetworkParams() const
{
    constexpr double RED_BEGIN = 0.2;
    constexpr double RED_END = 0.6;
    DumbbellTopology::Params params;
    params.pairs = static_cast<uint32_t>(m_flows.Get().size()) + m_tcps;
    params.bottleneckRate = m_rate;
    params.bottleneckDelay = m_rtt / 2;
    params.queuePackets = m_buffer;
    params.tcp = m_tcp == "newreno" ? "ns3::TcpNewReno" : "ns3::TcpLinuxReno";
    if (m_queue == "red")
    {
        params.rootQueueDisc = RedQueue(
            {m_buffer, RED_BEGIN * m_buffer, RED_END * m_buffer, WIRE_BYTES + IP_UDP_BYTES});
    }
    return params;
}

int64_t
ClvlFairnessExperiment::AddBundles(const DumbbellTopology& network, int64_t stream)
{
    constexpr double START_WITHIN = 5; // s: no phase effects, no synchronised slow start
    const int64_t first = stream;
    OverqosHelper overlay;
    overlay.SetLink("Pipe", StringValue(m_pipe));
    overlay.SetLink("ReferenceAlpha", DoubleValue(m_referenceAlpha));
    const auto begin = CreateObject<UniformRandomVariable>();
    begin->SetStream(stream++);
    for (uint32_t i = 0; i < m_flows.Get().size(); ++i)
    {
        Bundle bundle;
        bundle.entry = overlay.Install(network.Left().Get(i));
        bundle.exit = overlay.Install(network.Right().Get(i));
        bundle.number = overlay.Connect(bundle.entry,
                                        network.LeftAddress(i),
                                        bundle.exit,
                                        network.RightAddress(i));
        BundleBacklog::Params params;
        params.bundle = bundle.number;
        params.egress = bundle.exit->GetNumber();
        params.flows = static_cast<uint32_t>(m_flows.Get()[i]);
        params.packetBytes =
            WIRE_BYTES - static_cast<uint32_t>(FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES);
        bundle.source = CreateObject<BundleBacklog>();
        bundle.source->Setup(bundle.entry, params);
        bundle.source->SetStartTime(Seconds(begin->GetValue(0, START_WITHIN)));
        bundle.source->SetStopTime(m_warmup + m_duration);
        network.Left().Get(i)->AddApplication(bundle.source);
        m_bundles.push_back(std::move(bundle));
    }
    overlay.SetRoutes();
    stream += overlay.AssignStreams(stream);
    return stream - first;
}

void
ClvlFairnessExperiment::Look()
{
    const double seconds = (Simulator::Now() - m_lookedAt).GetSeconds();
    for (Bundle& bundle : m_bundles)
    {
        bundle.kbits += bundle.kbps * seconds;
        bundle.kbps = static_cast<double>(EntryOf(bundle).Rate().Total().BitsPerSecond()) / KILO;
    }
    m_lookedAt = Simulator::Now();
}

void
ClvlFairnessExperiment::Sample()
{
    Look();
    Simulator::Schedule(MilliSeconds(50), &ClvlFairnessExperiment::Sample, this);
}

void
ClvlFairnessExperiment::EndPart()
{
    Look();
    Part part;
    part.begin = m_partBegin;
    part.end = Simulator::Now() - m_warmup;
    const double seconds = (part.end - part.begin).GetSeconds();
    for (Bundle& bundle : m_bundles)
    {
        part.rates.push_back(bundle.kbits / seconds);
        bundle.kbits = 0;
    }
    const uint64_t bytes = m_tcpTraffic ? m_tcpTraffic->ReceivedBytes() : 0;
    part.tcpKbps = m_tcps == 0
                       ? NAN
                       : static_cast<double>(bytes - m_tcpBytes) * BITS / KILO / m_tcps / seconds;
    m_parts.push_back(part);
    m_tcpBytes = bytes;
    m_partBegin = part.end;
}

double
ClvlFairnessExperiment::Leftover() const
{
    double leftover = 0;
    for (const Bundle& bundle : m_bundles)
    {
        leftover += static_cast<double>(bundle.source->GetPackets());
        leftover -= static_cast<double>(bundle.entry->GetRouter()->DroppedByLinks());
        leftover -= static_cast<double>(ExitOf(bundle).Receipts().Delivered());
        leftover -= static_cast<double>(LostOn(EntryOf(bundle).Link(), ExitOf(bundle)));
    }
    return leftover;
}

void
ClvlFairnessExperiment::ReportParts(Result& result) const
{
    constexpr double MINUTE = 60;
    std::vector<Column> columns{{"time", "min"}};
    for (std::size_t i = 1; i <= m_bundles.size(); ++i)
    {
        columns.push_back({"rate_" + std::to_string(i), "kbps"});
    }
    columns.push_back({"tcp_mean", "kbps"});
    Table& table = result.AddTable("rates", columns);
    for (const Part& part : m_parts)
    {
        std::vector<Cell> row{part.end.GetSeconds() / MINUTE};
        row.insert(row.end(), part.rates.begin(), part.rates.end());
        row.emplace_back(part.tcpKbps);
        table.AddRow(row);
    }
}

void
ClvlFairnessExperiment::ReportRates(Result& result) const
{
    std::vector<double> rates(m_bundles.size());
    double tcpKbps = 0;
    for (const Part& part : m_parts)
    {
        const double share = (part.end - part.begin).GetSeconds() / m_duration.GetSeconds();
        for (std::size_t i = 0; i < rates.size(); ++i)
        {
            rates[i] += share * part.rates[i];
        }
        tcpKbps += share * part.tcpKbps;
    }
    const std::vector<double>& flows = m_flows.Get();
    for (std::size_t i = 0; i < rates.size(); ++i)
    {
        const std::string index = std::to_string(i + 1);
        result.AddMetric("rate_" + index + "_kbps", rates[i]);
        result.AddMetric("flows_" + index, EntryOf(m_bundles[i]).Rate().Flows());
        if (i > 0)
        {
            result.AddMetric("ratio_" + index, rates[i] / rates[i - 1]);
        }
    }
    const double perFlow = std::accumulate(rates.begin(), rates.end(), 0.0) /
                           std::accumulate(flows.begin(), flows.end(), 0.0);
    result.AddMetric("per_flow_kbps", perFlow);
    result.AddMetric("tcp_mean_kbps", tcpKbps);
    result.AddMetric("tcp_share", tcpKbps / perFlow);
}

void
ClvlFairnessExperiment::DoRun(Result& result)
{
    constexpr double ENDING = 30; // s, for what is on the way, and the timers of both ends
    const DumbbellTopology network(NetworkParams());
    int64_t stream = network.NextStream();
    stream += AddBundles(network, stream);
    if (m_tcps > 0)
    {
        LongTcpTraffic::Params params;
        params.flows = m_tcps;
        params.tcp.segmentBytes = WIRE_BYTES + IP_UDP_BYTES - IP_TCP_BYTES;
        m_tcpTraffic = std::make_unique<LongTcpTraffic>(params);
        BackgroundTraffic::Hosts hosts;
        hosts.firstPair = static_cast<uint32_t>(m_bundles.size());
        hosts.pairs = m_tcps;
        m_tcpTraffic->Install(network, hosts, stream);
    }
    uint64_t sent = 0;
    const auto sentBytes = [this] {
        uint64_t bytes = 0;
        for (const Bundle& bundle : m_bundles)
        {
            bytes += EntryOf(bundle).SentBytes();
        }
        return bytes;
    };
    const Time end = m_warmup + m_duration;
    Simulator::Schedule(m_warmup, [this, &sent, &sentBytes] {
        m_tcpBytes = m_tcpTraffic ? m_tcpTraffic->ReceivedBytes() : 0;
        sent = sentBytes();
        Sample();
    });
    for (Time at = m_bin; at < m_duration; at += m_bin)
    {
        Simulator::Schedule(m_warmup + at, &ClvlFairnessExperiment::EndPart, this);
    }
    Simulator::Schedule(end, [this, &result, &sent, &sentBytes] {
        EndPart();
        sent = sentBytes() - sent;
        ReportRates(result);
    });
    Simulator::Stop(end + Seconds(ENDING));
    Simulator::Run();

    ReportParts(result);
    double allowed = 0;
    for (const Part& part : m_parts)
    {
        allowed += std::accumulate(part.rates.begin(), part.rates.end(), 0.0) * KILO / BITS *
                   (part.end - part.begin).GetSeconds();
    }
    double frames = 0;
    double lost = 0;
    double packets = 0;
    double residual = 0;
    for (const Bundle& bundle : m_bundles)
    {
        frames += static_cast<double>(ExitOf(bundle).GetCounters().frames);
        lost += static_cast<double>(ExitOf(bundle).Frames().Lost());
        packets += static_cast<double>(EntryOf(bundle).Link().GetPacketCounters().sent);
        residual += static_cast<double>(ExitOf(bundle).Receipts().Lost());
    }
    result.AddMetric("sent_share", static_cast<double>(sent) / allowed);
    result.AddMetric("loss", lost / (frames + lost));
    result.AddMetric("residual", residual / packets);
    result.AddMetric("leftover", Leftover());
}

} // namespace qos
} // namespace ns3
