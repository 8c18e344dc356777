/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * CM Figure 5: what congestion control by the Congestion Manager costs the CPU of a host that sends
 * over TCP.
 *
 *     ttcp -- TCP or TCP/CM -- device ---- 100 Mb/s, 0.1 ms ---- client, delayed acknowledgments
 *         one CPU: HostCosts
 *
 * Everything that costs time is counted where it happens, from connect() to the last
 * acknowledgment, and takes the host's only CPU. Another host of the same kind makes the same
 * transfer over ordinary TCP; the overhead is the difference of their CPU times.
 *
 * The costs are this project's, see HOST_OPERATION_TABLE; those inside the Congestion Manager were
 * chosen for the paper's "slightly under 1 %" of long transfers. How many of its operations a
 * packet takes, and what short transfers cost, is measured.
 */

#include "cm/host-cost-experiment.h"
#include "cm/host-receiver.h"
#include "cm/host-tcp-process.h"

#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/number-list.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <memory>

namespace ns3
{
namespace qos
{

/** CM Figure 5. */
class CmCpuExperiment : public HostCostExperiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    void DoRun(Result& result) override;

    /** Who controls congestion, as an attribute. */
    enum Transport
    {
        TCP, //!< TCP itself
        CM   //!< the Congestion Manager
    };

    /** A host that makes a transfer, and its peer. */
    struct Transfer
    {
        uint64_t packets = 0;                    //!< of the transfer
        std::unique_ptr<MeteredHost> host;       //!< sends
        std::unique_ptr<TcpDrain> drain;         //!< receives
        std::unique_ptr<HostTcpProcess> process; //!< at the host
    };

    /**
     * Build a host and start its transfer.
     * @param transport who controls congestion
     * @param packets of the transfer
     * @return the transfer
     */
    std::unique_ptr<Transfer> StartTransfer(Transport transport, uint64_t packets);

    /**
     * @param transfer a transfer that has ended
     * @return its CPU time in us
     * @throws std::runtime_error if it did not end
     */
    static double CpuOf(const Transfer& transfer);

    /**
     * @param transfer a transfer that has ended
     * @return CPU time from connect() until the connection stood, in us
     */
    static double HandshakeOf(const Transfer& transfer);

    /**
     * @param result gets what came out of a transfer
     * @param transfer the transfer
     * @param baseline the same over ordinary TCP
     */
    void Report(Result& result, const Transfer& transfer, const Transfer& baseline) const;

    Transport m_transport = TCP; //!< parameter transport
    uint32_t m_packetSize = 0;   //!< parameter packet_size
    uint64_t m_packets = 0;      //!< parameter packets
    uint32_t m_batch = 0;        //!< parameter batch
    NumberList m_lengths;        //!< parameter lengths
};

QOS_REGISTER_EXPERIMENT(CmCpuExperiment,
                        "cm-cpu",
                        "CPU time of a TCP transfer with and without the Congestion Manager",
                        "CM Fig 5");

namespace
{

constexpr uint16_t PORT = 9000;

} // namespace

TypeId
CmCpuExperiment::GetTypeId()
{
    using Self = CmCpuExperiment;
    static TypeId tid =
        TypeId("ns3::qos::CmCpuExperiment")
            .SetParent<HostCostExperiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Transport",
                          "who controls congestion: tcp (TcpLinuxReno) or cm",
                          compat::EnumValue<Transport>(CM),
                          compat::EnumAccessor<Transport>(&Self::m_transport),
                          MakeEnumChecker(TCP, "tcp", CM, "cm"))
            .AddAttribute("PacketSize",
                          "TCP's largest segment in bytes",
                          UintegerValue(1448),
                          MakeUintegerAccessor(&Self::m_packetSize),
                          MakeUintegerChecker<uint32_t>(64, 1448))
            .AddAttribute("Packets",
                          "length of the transfer in segments",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&Self::m_packets),
                          MakeUintegerChecker<uint64_t>(1, 100000000))
            .AddAttribute("Batch",
                          "segments that the process hands over in one send(); ttcp's 8 KiB are 6",
                          UintegerValue(6),
                          MakeUintegerAccessor(&Self::m_batch),
                          MakeUintegerChecker<uint32_t>(1, 32))
            .AddAttribute("Lengths",
                          "lengths of further transfers in segments, each on hosts of its own, for "
                          "the table overhead and the metrics with a length in their name",
                          NumberListValue(NumberList{10, 30, 100, 300, 1000, 3000}),
                          MakeNumberListAccessor(&Self::m_lengths),
                          MakeNumberListChecker(1, 1e8));
    return tid;
}

std::vector<Metric>
CmCpuExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"us_per_packet", "us", "CPU time per segment, connect() and close() included"},
        {"overhead",
         "",
         "by how much that is more than with TCP's own congestion control, as a ratio"},
        {"throughput_mbps",
         "Mbps",
         "payload from connect() until the last acknowledgment is processed"},
        {"cpu_utilization", "", "share of that time that the CPU is taken"},
        {"setup_us", "us", "CPU time from connect() until the connection stands"},
        {"setup_overhead",
         "",
         "what opening and closing the flow costs, as a share of TCP's setup_us"},
        {"overhead_<n>", "", "the overhead of a transfer of that many segments"}};
    const std::vector<Metric> operations = OperationMetrics();
    metrics.insert(metrics.end(), operations.begin(), operations.end());
    return metrics;
}

void
CmCpuExperiment::CheckParameters() const
{
    CheckNumbers("lengths", m_lengths);
}

void
CmCpuExperiment::DoRun(Result& result)
{
    using Pair = std::pair<std::unique_ptr<Transfer>, std::unique_ptr<Transfer>>;
    std::vector<Pair> others;
    const auto transfer = StartTransfer(m_transport, m_packets);
    const auto baseline = StartTransfer(TCP, m_packets);
    for (const double length : m_lengths.Get())
    {
        const auto packets = static_cast<uint64_t>(length);
        others.emplace_back(StartTransfer(m_transport, packets), StartTransfer(TCP, packets));
    }
    Simulator::Run();

    Report(result, *transfer, *baseline);
    Table& table =
        result.AddTable("overhead",
                        {{"packets", ""}, {"cpu", "us"}, {"tcp_cpu", "us"}, {"overhead", ""}});
    for (const auto& [own, tcp] : others)
    {
        const double overhead = CpuOf(*own) / CpuOf(*tcp) - 1;
        result.AddMetric("overhead_" + std::to_string(own->packets), overhead);
        table.AddRow({own->packets, CpuOf(*own), CpuOf(*tcp), overhead});
    }
}

std::unique_ptr<CmCpuExperiment::Transfer>
CmCpuExperiment::StartTransfer(Transport transport, uint64_t packets)
{
    constexpr uint32_t BUFFER = 65536;          // of the time
    constexpr uint32_t RECEIVE_BUFFER = 131072; // never what limits
    auto transfer = std::make_unique<Transfer>();
    transfer->packets = packets;
    transfer->host = MakeHost(BUFFER / m_packetSize);

    TcpDrain::Params drain;
    drain.port = PORT;
    drain.buffer = RECEIVE_BUFFER;
    transfer->drain = std::make_unique<TcpDrain>(transfer->host->GetClient(), drain);

    HostTcpProcess::Params params;
    params.usesCm = transport == CM;
    params.port = PORT;
    params.segment = m_packetSize;
    params.write = m_batch * m_packetSize;
    params.bytes = packets * m_packetSize;
    params.buffer = BUFFER;
    params.selects = false;
    transfer->process = std::make_unique<HostTcpProcess>(*transfer->host, params);
    Start(*transfer->process, {});
    return transfer;
}

double
CmCpuExperiment::CpuOf(const Transfer& transfer)
{
    CheckDone(*transfer.process);
    return ToMicroseconds(transfer.host->GetCpu().GetTime());
}

double
CmCpuExperiment::HandshakeOf(const Transfer& transfer)
{
    const auto& [before, after] = transfer.process->GetHandshake();
    return ToMicroseconds(after.cpu - before.cpu);
}

void
CmCpuExperiment::Report(Result& result, const Transfer& transfer, const Transfer& baseline) const
{
    constexpr double BITS_PER_BYTE = 8;
    const HostCpu& cpu = transfer.host->GetCpu();
    const HostCosts& costs = cpu.GetCosts();
    const auto packets = static_cast<double>(transfer.packets);
    const HostSnapshot& end = transfer.process->GetEnd();
    const Time time = Max(end.at, end.freeAt) - transfer.process->GetHandshake().first.at;
    result.AddMetric("us_per_packet", CpuOf(transfer) / packets);
    result.AddMetric("overhead", CpuOf(transfer) / CpuOf(baseline) - 1);
    result.AddMetric("throughput_mbps",
                     packets * m_packetSize * BITS_PER_BYTE / time.ToDouble(Time::US));
    result.AddMetric("cpu_utilization", ToMicroseconds(end.cpu) / time.ToDouble(Time::US));
    result.AddMetric("setup_us", HandshakeOf(transfer));
    HostCounts setup;
    for (const HostOperation operation : {HostOperation::FlowOpen, HostOperation::FlowClose})
    {
        setup.Add(operation, cpu.GetCounts().Of(operation));
    }
    result.AddMetric("setup_overhead",
                     ToMicroseconds(costs.TimeFor(setup)) / HandshakeOf(baseline));
    ReportOperations(result, cpu.GetCounts(), packets, costs);
    ReportAccounts(result, {transfer.host.get(), baseline.host.get()});
}

} // namespace qos
} // namespace ns3
