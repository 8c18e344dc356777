/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * The Congestion Manager's claim of fairness: however many flows a macroflow has, beside them an
 * ordinary TCP connection keeps half of the link.
 *
 *     left 0, one TCP ---------+                          +-- right 0
 *                              +-- RED, 10 Mb/s, 60 ms ---+
 *     left 1, flows, transport +      round trip          +-- right 1
 */

#include "cm/transport-experiment.h"

#include "ns3/boolean.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/file-sink.h"
#include "ns3/file-source.h"
#include "ns3/inet-socket-address.h"
#include "ns3/parameter-error.h"
#include "ns3/queue-size.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <utility>

namespace ns3
{
namespace qos
{

/** An ensemble of flows beside one TCP connection. */
class CmFairnessExperiment : public TransportExperiment
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
    void DoRun(Result& result) override;

    /** @return the network that the parameters describe */
    DumbbellTopology::Params NetworkParams() const;

    /**
     * Let files without end flow between a pair of hosts.
     * @param network the network
     * @param pair the hosts
     * @param factory of the sockets
     * @param flows how many files
     * @return the receiver
     */
    Ptr<FileSink> AddFiles(const DumbbellTopology& network,
                           uint32_t pair,
                           TypeId factory,
                           uint32_t flows);

    /**
     * @param sink a receiver
     * @return bytes of each of its connections
     */
    static std::vector<double> BytesOf(const FileSink& sink);

    uint32_t m_flows = 0;                //!< parameter flows
    DataRate m_rate;                     //!< parameter rate
    Time m_rtt;                          //!< parameter rtt
    double m_minTh = 0;                  //!< parameter red_min
    double m_maxTh = 0;                  //!< parameter red_max
    Time m_duration;                     //!< parameter duration
    Time m_warmup;                       //!< parameter warmup
    Ptr<UniformRandomVariable> m_phases; //!< when flows begin
};

QOS_REGISTER_EXPERIMENT(CmFairnessExperiment,
                        "cm-fairness",
                        "flows of a macroflow beside one TCP connection: what is left to it?",
                        "Congestion Manager section 1.1");

TypeId
CmFairnessExperiment::GetTypeId()
{
    using Self = CmFairnessExperiment;
    static TypeId tid = [] {
        TypeId own =
            TypeId("ns3::qos::CmFairnessExperiment")
                .SetParent<TransportExperiment>()
                .SetGroupName("QosOverlay")
                .AddConstructor<Self>()
                .AddAttribute("Flows",
                              "flows of the second host",
                              UintegerValue(4),
                              MakeUintegerAccessor(&Self::m_flows),
                              MakeUintegerChecker<uint32_t>(1, 100))
                .AddAttribute("Rate",
                              "rate of the shared link",
                              DataRateValue(DataRate("10Mbps")),
                              MakeDataRateAccessor(&Self::m_rate),
                              MakeRateChecker(DataRate("100kbps"), DataRate("10Gbps")))
                .AddAttribute("Rtt",
                              "round-trip time",
                              TimeValue(MilliSeconds(60)),
                              MakeTimeAccessor(&Self::m_rtt),
                              MakeTimeChecker(MilliSeconds(1), Seconds(10)))
                .AddAttribute("RedMin",
                              "mean queue in packets above which RED drops",
                              DoubleValue(20),
                              MakeDoubleAccessor(&Self::m_minTh),
                              MakeDoubleChecker<double>(1, 1e6))
                .AddAttribute("RedMax",
                              "mean queue in packets above which RED drops all; twice this "
                              "is the limit of the queue",
                              DoubleValue(60),
                              MakeDoubleAccessor(&Self::m_maxTh),
                              MakeDoubleChecker<double>(2, 1e6))
                .AddAttribute("Duration",
                              "simulated time until the shares are taken",
                              TimeValue(Seconds(100)),
                              MakeTimeAccessor(&Self::m_duration),
                              MakeTimeChecker(Seconds(2), Seconds(36000)))
                .AddAttribute("Warmup",
                              "time at the beginning that does not count",
                              TimeValue(Seconds(10)),
                              MakeTimeAccessor(&Self::m_warmup),
                              MakeTimeChecker(Time(0), Seconds(3600)));
        return AddTransportParameters(own, TransportDefaults());
    }();
    return tid;
}

std::vector<Metric>
CmFairnessExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"plain_share", "", "share of the received bytes that belongs to the single connection"},
        {"fairness", "", "Jain's index of the other flows' bytes; 1 if all are equal"},
        {"utilization", "", "received bytes as a share of what the link carries"}};
    for (Metric& metric : TransportMetrics())
    {
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

void
CmFairnessExperiment::CheckParameters() const
{
    if (m_minTh >= m_maxTh)
    {
        throw ParameterError("red_min must be below red_max");
    }
    if (m_warmup >= m_duration)
    {
        throw ParameterError("warmup must be below duration");
    }
}

DumbbellTopology::Params
CmFairnessExperiment::NetworkParams() const
{
    DumbbellTopology::Params params;
    params.pairs = 2;
    params.bottleneckRate = m_rate;
    params.bottleneckDelay = m_rtt / 2;
    params.rootQueueDisc.SetTypeId("ns3::RedQueueDisc");
    params.rootQueueDisc.Set("MinTh", DoubleValue(m_minTh));
    params.rootQueueDisc.Set("MaxTh", DoubleValue(m_maxTh));
    params.rootQueueDisc.Set(
        "MaxSize",
        QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, static_cast<uint32_t>(2 * m_maxTh))));
    params.rootQueueDisc.Set("UseEcn", BooleanValue(GetTcpOptions().hasEcn));
    return params;
}

Ptr<FileSink>
CmFairnessExperiment::AddFiles(const DumbbellTopology& network,
                               uint32_t pair,
                               TypeId factory,
                               uint32_t flows)
{
    constexpr uint16_t PORT = 9;
    const InetSocketAddress address(network.RightAddress(pair), PORT);
    const auto sink = CreateObject<FileSink>();
    sink->SetAttribute("Local", AddressValue(address));
    sink->SetTcpOptions(GetTcpOptions());
    network.Right().Get(pair)->AddApplication(sink);
    for (uint32_t i = 0; i < flows; ++i)
    {
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote", AddressValue(address));
        source->SetAttribute("SocketFactory", TypeIdValue(factory));
        source->SetTcpOptions(GetTcpOptions());
        source->SetStartTime(Seconds(m_phases->GetValue(0, 1)));
        source->SetStopTime(m_duration);
        network.Left().Get(pair)->AddApplication(source);
    }
    return sink;
}

std::vector<double>
CmFairnessExperiment::BytesOf(const FileSink& sink)
{
    std::vector<double> bytes;
    for (const ReceivedFile& file : sink.GetFiles())
    {
        bytes.push_back(static_cast<double>(file.bytes));
    }
    return bytes;
}

void
CmFairnessExperiment::DoRun(Result& result)
{
    // the sources' buffers run empty, at a part of the link
    constexpr double ENDING = 120;
    const DumbbellTopology network(NetworkParams());
    const int64_t stream = InstallTransport(network.Left().Get(1), network.NextStream());
    m_phases = CreateObject<UniformRandomVariable>();
    m_phases->SetStream(stream);
    const auto plain = AddFiles(network, 0, TcpSocketFactory::GetTypeId(), 1);
    const auto others = AddFiles(network, 1, SocketFactory(), m_flows);

    double plainBegin = 0;
    std::vector<double> othersBegin;
    double plainBytes = 0;
    std::vector<double> othersBytes;
    Simulator::Schedule(m_warmup, [&] {
        plainBegin = static_cast<double>(plain->GetReceivedBytes());
        othersBegin = BytesOf(*others);
    });
    Simulator::Schedule(m_duration, [&] {
        plainBytes = static_cast<double>(plain->GetReceivedBytes()) - plainBegin;
        othersBytes = BytesOf(*others);
    });
    Simulator::Stop(m_duration + Seconds(ENDING));
    Simulator::Run();

    constexpr double BITS = 8;
    Table& table = result.AddTable("flows", {{"flow", ""}, {"bytes", "B"}});
    table.AddRow({0, plainBytes});
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < othersBytes.size(); ++i)
    {
        const double own = othersBytes[i] - (i < othersBegin.size() ? othersBegin[i] : 0);
        table.AddRow({static_cast<double>(i + 1), own});
        sum += own;
        squares += own * own;
    }
    result.AddMetric("plain_share", plainBytes / (plainBytes + sum));
    result.AddMetric("fairness", squares > 0 ? sum * sum / (m_flows * squares) : NAN);
    result.AddMetric("utilization",
                     (plainBytes + sum) * BITS / (m_duration - m_warmup).GetSeconds() /
                         static_cast<double>(m_rate.GetBitRate()));
    ReportTransport(result);
}

} // namespace qos
} // namespace ns3
