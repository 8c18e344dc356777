/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * CM Figure 6 and Table 1: what it costs a process to send packets through the interfaces of the
 * Congestion Manager.
 *
 *     process -- stack -- device ---- 100 Mb/s, 0.1 ms ---- client, acknowledges
 *        one CPU: HostCosts
 *
 * Everything that costs time is counted where it happens, and takes the host's only CPU. What comes
 * out is measured between two rounds of the process in the steady state: CPU time per packet,
 * throughput (the wire or the CPU is what limits it), and how often each operation is done per
 * packet. Another host of the same kind runs the baseline, TCP/CM without delayed acknowledgments.
 *
 * The paper gives ratios and Table 1, no times. The costs are this project's, with one free factor
 * calibrated to the paper's worst case, see HOST_OPERATION_TABLE. What Table 1 does not list but
 * section 2.2 implies is counted too: cm_update is a crossing, and so is the ioctl that asks which
 * flows may send.
 */

#include "cm/host-alf-process.h"
#include "cm/host-buffered-process.h"
#include "cm/host-cost-experiment.h"
#include "cm/host-receiver.h"
#include "cm/host-tcp-process.h"

#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/number-list.h"
#include "ns3/parameter-error.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace qos
{

/** CM Figure 6 and Table 1. */
class CmApiExperiment : public HostCostExperiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    /** The interfaces, as an attribute. */
    enum Api
    {
        TCP,            //!< TCP, delayed acknowledgments
        TCP_CM,         //!< TCP/CM, delayed acknowledgments
        TCP_CM_NODELAY, //!< TCP/CM, every segment acknowledged at once
        BUFFERED,       //!< congestion-controlled UDP socket
        ALF,            //!< request and callback, connected sockets
        ALF_NOCONNECT   //!< request and callback, unconnected sockets
    };

    /** A host that runs a process, and what the process talks to. */
    struct Run
    {
        uint32_t size = 0;                                                //!< bytes of a packet
        std::unique_ptr<MeteredHost> host;                                //!< the host
        std::unique_ptr<TcpDrain> drain;                                  //!< peer of TCP
        std::vector<std::unique_ptr<DatagramAcknowledger>> acknowledgers; //!< peers of UDP
        std::unique_ptr<HostProcess> process;                             //!< the process
    };

    /** What came out of a run, per packet. */
    struct Outcome
    {
        double packets = 0;    //!< that were measured
        double cpu = 0;        //!< us of CPU time
        double wall = 0;       //!< us of simulated time
        double throughput = 0; //!< Mbit/s of payload
        HostCounts counts;     //!< of all packets
    };

    /**
     * Build a host and start its process.
     * @param api interface that it uses
     * @param size bytes of a packet
     * @param packets to be measured
     * @param batch elements of a bulk call
     * @return the run
     */
    std::unique_ptr<Run> StartRun(Api api, uint32_t size, uint64_t packets, uint32_t batch);

    /**
     * @param run gets a process that uses TCP
     * @param api interface that it uses
     * @param packets that it sends
     */
    void AddTcp(Run& run, Api api, uint64_t packets) const;

    /**
     * @param run gets a process that uses UDP
     * @param api interface that it uses
     * @param packets that it sends
     * @param batch elements of a bulk call
     */
    void AddUdp(Run& run, Api api, uint64_t packets, uint32_t batch) const;

    /**
     * @param run a run that has ended
     * @return what came out
     * @throws std::runtime_error if it did not end
     */
    static Outcome OutcomeOf(const Run& run);

    Api m_api = TCP;           //!< parameter api
    uint32_t m_packetSize = 0; //!< parameter packet_size
    uint64_t m_packets = 0;    //!< parameter packets
    uint32_t m_batch = 0;      //!< parameter batch
    uint32_t m_window = 0;     //!< parameter window
    NumberList m_sizes;        //!< parameter sizes
};

QOS_REGISTER_EXPERIMENT(CmApiExperiment,
                        "cm-api",
                        "CPU time and throughput of a process that sends packets through the "
                        "interfaces of the Congestion Manager",
                        "CM Fig 6, Table 1");

namespace
{

constexpr uint16_t PORT = 9000;
constexpr uint32_t WARM_UP_WINDOWS = 20; //!< windows that are sent before measuring
constexpr uint64_t FEWER = 10;           //!< the other sizes are measured over fewer packets

} // namespace

TypeId
CmApiExperiment::GetTypeId()
{
    using Self = CmApiExperiment;
    static TypeId tid =
        TypeId("ns3::qos::CmApiExperiment")
            .SetParent<HostCostExperiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "Api",
                "interface that the process uses: tcp and tcp-cm with delayed acknowledgments, "
                "tcp-cm-nodelay without, buffered (congestion-controlled UDP socket), alf (request "
                "and callback), alf-noconnect (the same on unconnected sockets)",
                compat::EnumValue<Api>(ALF),
                compat::EnumAccessor<Api>(&Self::m_api),
                MakeEnumChecker(TCP,
                                "tcp",
                                TCP_CM,
                                "tcp-cm",
                                TCP_CM_NODELAY,
                                "tcp-cm-nodelay",
                                BUFFERED,
                                "buffered",
                                ALF,
                                "alf",
                                ALF_NOCONNECT,
                                "alf-noconnect"))
            .AddAttribute("PacketSize",
                          "payload bytes of a packet; TCP's largest segment",
                          UintegerValue(168),
                          MakeUintegerAccessor(&Self::m_packetSize),
                          MakeUintegerChecker<uint32_t>(64, 1448))
            .AddAttribute("Packets",
                          "packets that are measured, after a warm-up of 20 windows",
                          UintegerValue(20000),
                          MakeUintegerAccessor(&Self::m_packets),
                          MakeUintegerChecker<uint64_t>(100, 100000000))
            .AddAttribute("Batch",
                          "elements of a bulk call, each for a flow of its own; 1: no bulk calls",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_batch),
                          MakeUintegerChecker<uint32_t>(1, 256))
            .AddAttribute("Window",
                          "packets that may be unacknowledged",
                          UintegerValue(32),
                          MakeUintegerAccessor(&Self::m_window),
                          MakeUintegerChecker<uint32_t>(8, 1000))
            .AddAttribute("Sizes",
                          "packet sizes, each measured on a host of its own over a tenth of the "
                          "packets, for the table sizes and the metrics with a size in their name",
                          NumberListValue(NumberList{168, 424, 680, 936, 1192, 1448}),
                          MakeNumberListAccessor(&Self::m_sizes),
                          MakeNumberListChecker(64, 1448));
    return tid;
}

std::vector<Metric>
CmApiExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"us_per_packet", "us", "CPU time for sending a packet and taking its acknowledgment"},
        {"overhead",
         "",
         "by how much that is more than with TCP/CM without delayed acknowledgments, as a ratio"},
        {"wall_us_per_packet", "us", "simulated time per packet"},
        {"throughput_mbps", "Mbps", "rate of the payload"},
        {"cpu_utilization", "", "share of the time that the CPU is taken"},
        {"us_per_packet_<n>", "us", "CPU time per packet of that size"},
        {"wall_us_per_packet_<n>", "us", "simulated time per packet of that size"},
        {"throughput_mbps_<n>", "Mbps", "rate of the payload with packets of that size"}};
    const std::vector<Metric> operations = OperationMetrics();
    metrics.insert(metrics.end(), operations.begin(), operations.end());
    return metrics;
}

void
CmApiExperiment::CheckParameters() const
{
    if (m_api != ALF && m_api != ALF_NOCONNECT && m_batch != 1)
    {
        throw ParameterError("batch is " + std::to_string(m_batch) +
                             "; it must be 1 unless api is alf or alf-noconnect, because others "
                             "request no grants");
    }
    if (m_window < 2 * m_batch)
    {
        throw ParameterError("window is " + std::to_string(m_window) + " and batch is " +
                             std::to_string(m_batch) +
                             "; window must be at least twice as much as batch");
    }
    CheckNumbers("sizes", m_sizes);
}

void
CmApiExperiment::DoRun(Result& result)
{
    std::vector<std::unique_ptr<Run>> others;
    const auto run = StartRun(m_api, m_packetSize, m_packets, m_batch);
    const auto baseline = StartRun(TCP_CM_NODELAY, m_packetSize, m_packets / FEWER, 1);
    for (const double size : m_sizes.Get())
    {
        others.push_back(StartRun(m_api, static_cast<uint32_t>(size), m_packets / FEWER, m_batch));
    }
    Simulator::Run();

    const Outcome outcome = OutcomeOf(*run);
    result.AddMetric("us_per_packet", outcome.cpu);
    result.AddMetric("overhead", outcome.cpu / OutcomeOf(*baseline).cpu - 1);
    result.AddMetric("wall_us_per_packet", outcome.wall);
    result.AddMetric("throughput_mbps", outcome.throughput);
    result.AddMetric("cpu_utilization", outcome.cpu / outcome.wall);
    ReportOperations(result, outcome.counts, outcome.packets, run->host->GetCpu().GetCosts());
    Table& table = result.AddTable(
        "sizes",
        {{"packet_size", "B"}, {"cpu", "us"}, {"wall", "us"}, {"throughput", "Mbps"}});
    std::vector<const MeteredHost*> hosts{run->host.get(), baseline->host.get()};
    for (const auto& other : others)
    {
        const Outcome own = OutcomeOf(*other);
        const std::string size = std::to_string(other->size);
        result.AddMetric("us_per_packet_" + size, own.cpu);
        result.AddMetric("wall_us_per_packet_" + size, own.wall);
        result.AddMetric("throughput_mbps_" + size, own.throughput);
        table.AddRow({other->size, own.cpu, own.wall, own.throughput});
        hosts.push_back(other->host.get());
    }
    ReportAccounts(result, hosts);
}

std::unique_ptr<CmApiExperiment::Run>
CmApiExperiment::StartRun(Api api, uint32_t size, uint64_t packets, uint32_t batch)
{
    auto run = std::make_unique<Run>();
    run->size = size;
    run->host = MakeHost(m_window);
    const uint64_t warmUp = static_cast<uint64_t>(WARM_UP_WINDOWS) * m_window;
    const uint64_t last = warmUp + packets;
    if (api == TCP || api == TCP_CM || api == TCP_CM_NODELAY)
    {
        AddTcp(*run, api, last);
    }
    else
    {
        AddUdp(*run, api, last + m_window, batch);
    }
    Start(*run->process, {warmUp, last});
    return run;
}

void
CmApiExperiment::AddTcp(Run& run, Api api, uint64_t packets) const
{
    constexpr uint32_t LEAST_BUFFER = 131072; // never what limits
    TcpDrain::Params drain;
    drain.port = PORT;
    drain.buffer = std::max(LEAST_BUFFER, m_window * run.size);
    drain.segmentsPerAck = api == TCP_CM_NODELAY ? 1 : 2;
    run.drain = std::make_unique<TcpDrain>(run.host->GetClient(), drain);
    HostTcpProcess::Params params;
    params.usesCm = api != TCP;
    params.port = PORT;
    params.segment = run.size;
    params.write = run.size;
    params.bytes = packets * run.size;
    params.buffer = m_window * run.size;
    run.process = std::make_unique<HostTcpProcess>(*run.host, params);
}

void
CmApiExperiment::AddUdp(Run& run, Api api, uint64_t packets, uint32_t batch) const
{
    HostUdpProcess::Params params;
    params.port = PORT;
    params.size = run.size;
    params.packets = packets;
    params.window = m_window;
    params.batch = batch;
    for (uint32_t i = 0; i < batch; ++i)
    {
        run.acknowledgers.push_back(
            std::make_unique<DatagramAcknowledger>(run.host->GetClient(),
                                                   static_cast<uint16_t>(PORT + i)));
    }
    if (api == BUFFERED)
    {
        run.process = std::make_unique<HostBufferedProcess>(*run.host, params);
    }
    else
    {
        run.process = std::make_unique<HostAlfProcess>(*run.host, params, api == ALF);
    }
}

CmApiExperiment::Outcome
CmApiExperiment::OutcomeOf(const Run& run)
{
    constexpr double BITS_PER_BYTE = 8;
    CheckDone(*run.process);
    const HostSnapshot& begin = run.process->GetNotes().front();
    const HostSnapshot& end = run.process->GetNotes().back();
    Outcome outcome;
    outcome.packets = static_cast<double>(end.packets - begin.packets);
    outcome.cpu = ToMicroseconds(end.cpu - begin.cpu) / outcome.packets;
    outcome.wall = (end.at - begin.at).ToDouble(Time::US) / outcome.packets;
    outcome.throughput = run.size * BITS_PER_BYTE / outcome.wall;
    outcome.counts = end.counts.Since(begin.counts);
    return outcome;
}

} // namespace qos
} // namespace ns3
