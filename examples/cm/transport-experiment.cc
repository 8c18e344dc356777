/* SPDX-License-Identifier: GPL-2.0-only */

#include "transport-experiment.h"

#include "gating-report.h"

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/cm-registry.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/coupled-tcp-socket-factory.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-linux-reno.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(TransportExperiment);

TypeId
TransportExperiment::GetTypeId()
{
    using Self = TransportExperiment;
    static TypeId tid =
        TypeId("ns3::qos::TransportExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Transport",
                          "tcp: every connection for itself; cm: TCP/CM; coupled: a common window "
                          "without gating",
                          compat::EnumValue<Transport>(CM),
                          compat::EnumAccessor<Transport>(&Self::m_transport),
                          MakeEnumChecker(TCP, "tcp", CM, "cm", COUPLED, "coupled"))
            .AddAttribute("DelAckTimeout",
                          "longest delay of an acknowledgment",
                          TimeValue(MilliSeconds(40)),
                          MakeTimeAccessor(&Self::m_delAckTimeout),
                          MakeTimeChecker(MicroSeconds(1), Seconds(10)))
            .AddAttribute("MinRto",
                          "least retransmission timeout of TCP",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Self::m_minRto),
                          MakeTimeChecker(MilliSeconds(1), Seconds(60)))
            .AddAttribute("Sack",
                          "whether TCP has selective acknowledgments",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_hasSack),
                          MakeBooleanChecker())
            .AddAttribute("Ecn",
                          "whether TCP has explicit congestion notification; cm-fairness has a "
                          "queue that marks",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Self::m_hasEcn),
                          MakeBooleanChecker())
            .AddAttribute("SegmentSize",
                          "payload bytes of a TCP segment",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&Self::m_segmentSize),
                          MakeUintegerChecker<uint32_t>(64, 1448))
            .AddAttribute("TcpInitialWindow",
                          "first window of a connection without the Congestion Manager, segments",
                          UintegerValue(2),
                          MakeUintegerAccessor(&Self::m_tcpInitialWindow),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("InitialWindow",
                          "first window of a macroflow, or of coupled connections, segments",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_initialWindow),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("Controller",
                          "congestion controller of a macroflow",
                          StringValue("aimd"),
                          MakeStringAccessor(&Self::m_controller),
                          MakeNameChecker([] { return CongestionControllers().Names(); }))
            .AddAttribute("FlowScheduler",
                          "which flow of a macroflow is granted next",
                          StringValue("random-round-robin"),
                          MakeStringAccessor(&Self::m_scheduler),
                          MakeNameChecker([] { return FlowSchedulers().Names(); }))
            .AddAttribute("GrowWhileRecovering",
                          "whether a macroflow's window may grow in the round trip after a cut",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_growWhileRecovering),
                          MakeBooleanChecker())
            .AddAttribute("OncePerRtt",
                          "whether a macroflow answers congestion at most once in a round trip",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_oncePerRtt),
                          MakeBooleanChecker())
            .AddAttribute("GrowthHeadroom",
                          "a macroflow's window grows only below this times what is in use",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_growthHeadroom),
                          MakeDoubleChecker<double>(1, 1e9))
            .AddAttribute("Watchdog",
                          "whether a macroflow gives up what nobody reports about",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_hasWatchdog),
                          MakeBooleanChecker())
            .AddAttribute("Linger",
                          "how long a macroflow is remembered after its last flow",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_linger),
                          MakeTimeChecker(Time(0), Seconds(36000)));
    return tid;
}

TypeId
TransportExperiment::AddTransportParameters(TypeId tid, const TransportDefaults& defaults)
{
    using Self = TransportExperiment;
    constexpr uint64_t LEAST = 4096;
    constexpr uint64_t LARGEST = 1U << 30U;
    return tid
        .AddAttribute("SocketBuffer",
                      "TCP's send buffer and its receive buffer",
                      ByteCountValue(ByteCount(defaults.socketBuffer)),
                      MakeByteCountAccessor(&Self::m_socketBuffer),
                      MakeByteCountChecker(LEAST, LARGEST))
        .AddAttribute("DelAckCount",
                      "segments for one acknowledgment",
                      UintegerValue(defaults.delAckCount),
                      MakeUintegerAccessor(&Self::m_delAckCount),
                      MakeUintegerChecker<uint32_t>(1, 100));
}

std::vector<Metric>
TransportExperiment::TransportMetrics()
{
    std::vector<Metric> metrics = GatingMetrics();
    const std::vector<Metric> own{
        {"cuts", "", "times that the window was cut for losses or marks"},
        {"persistent", "", "times that the window was set to one segment"},
        {"suppressed", "", "signs of congestion that had been answered already"},
        {"expired", "", "grants that lapsed"}};
    metrics.insert(metrics.end(), own.begin(), own.end());
    return metrics;
}

int64_t
TransportExperiment::InstallTransport(const Ptr<Node>& node, int64_t stream)
{
    node->GetObject<TcpL4Protocol>()->SetAttribute("SocketType",
                                                   TypeIdValue(TcpLinuxReno::GetTypeId()));
    if (m_transport == COUPLED)
    {
        const auto factory = CreateObject<CoupledTcpSocketFactory>();
        factory->SetAttribute("InitialWindow", UintegerValue(m_initialWindow));
        node->AggregateObject(factory);
    }
    if (m_transport != CM)
    {
        return stream;
    }
    CmHelper helper;
    helper.Set("InitialWindow", UintegerValue(m_initialWindow));
    helper.Set("Controller", StringValue(m_controller));
    helper.Set("FlowScheduler", StringValue(m_scheduler));
    helper.Set("GrowWhileRecovering", BooleanValue(m_growWhileRecovering));
    helper.Set("OncePerRtt", BooleanValue(m_oncePerRtt));
    helper.Set("GrowthHeadroom", DoubleValue(m_growthHeadroom));
    helper.Set("Watchdog", BooleanValue(m_hasWatchdog));
    helper.Set("Linger", TimeValue(m_linger));
    m_manager = helper.Install(node);
    m_monitor = std::make_unique<GatingMonitor>(m_manager);
    return stream + m_manager->AssignStreams(stream);
}

TypeId
TransportExperiment::SocketFactory() const
{
    switch (m_transport)
    {
    case CM:
        return CmTcpSocketFactory::GetTypeId();
    case COUPLED:
        return CoupledTcpSocketFactory::GetTypeId();
    default:
        return TcpSocketFactory::GetTypeId();
    }
}

TcpOptions
TransportExperiment::GetTcpOptions() const
{
    TcpOptions options;
    options.segmentBytes = m_segmentSize;
    options.bufferBytes = static_cast<uint32_t>(m_socketBuffer.Get());
    options.initialWindow = m_tcpInitialWindow;
    options.delAckCount = m_delAckCount;
    options.delAckTimeout = m_delAckTimeout;
    options.minRto = m_minRto;
    options.hasSack = m_hasSack;
    options.hasEcn = m_hasEcn;
    return options;
}

void
TransportExperiment::ReportTransport(Result& result) const
{
    const MacroflowCounters all = m_manager ? m_manager->GetCounters() : MacroflowCounters();
    ReportGating(result,
                 m_monitor ? std::vector<const GatingMonitor*>{m_monitor.get()}
                           : std::vector<const GatingMonitor*>{});
    const auto report = [&result](const std::string& name, uint64_t value) {
        result.AddMetric(name, static_cast<double>(value));
    };
    report("cuts", all.transient + all.marked);
    report("persistent", all.persistent);
    report("suppressed", all.suppressed);
    report("expired", all.expired);
}

} // namespace qos
} // namespace ns3
