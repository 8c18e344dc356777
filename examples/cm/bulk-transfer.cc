/* SPDX-License-Identifier: GPL-2.0-only */

#include "bulk-transfer.h"

#include "crashed-client.h"

#include "ns3/double.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/inet-socket-address.h"
#include "ns3/parameter-error.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/two-host-topology.h"
#include "ns3/uinteger.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(BulkTransferExperiment);

namespace
{

const Time START = MilliSeconds(100); //!< when the first connection is begun
const Time CRASH = Seconds(2);        //!< when a client that crashes begins

} // namespace

TypeId
BulkTransferExperiment::GetTypeId()
{
    using Self = BulkTransferExperiment;
    static TypeId tid =
        TypeId("ns3::qos::BulkTransferExperiment")
            .SetParent<TransportExperiment>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Flows",
                          "files that are sent at once",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_flows),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Loss",
                          "share of the packets to the client that are lost at random",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute(
                "LossBurst",
                "mean number of packets in a burst of losses; 1: each is lost independently",
                UintegerValue(1),
                MakeUintegerAccessor(&Self::m_lossBurst),
                MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("AckLoss",
                          "share of the packets to the server that are lost at random",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_ackLoss),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("Queue",
                          "packets that may wait at the link",
                          UintegerValue(100),
                          MakeUintegerAccessor(&Self::m_queue),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("CrashedPackets",
                          "with transport=cm, packets that another client of the macroflow sends, "
                          "from 2 s on, before it crashes: it neither reports nor ends; 0 for no "
                          "such client",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_crashed),
                          MakeUintegerChecker<uint32_t>(0, 65535))
            .AddAttribute("TimeLimit",
                          "simulated time after which the run ends, done or not",
                          TimeValue(Seconds(3600)),
                          MakeTimeAccessor(&Self::m_limit),
                          MakeTimeChecker(Seconds(1), Seconds(360000)));
    return tid;
}

TypeId
BulkTransferExperiment::AddBulkParameters(TypeId tid, const Defaults& defaults)
{
    using Self = BulkTransferExperiment;
    constexpr uint64_t LEAST = 1000;
    constexpr uint64_t LARGEST = 100000000000;
    return AddTransportParameters(
        tid.AddAttribute("Rate",
                         "rate of the link",
                         DataRateValue(defaults.rate),
                         MakeDataRateAccessor(&Self::m_rate),
                         MakeRateChecker(DataRate("10kbps"), DataRate("100Gbps")))
            .AddAttribute("Rtt",
                          "round-trip time of the link",
                          TimeValue(defaults.rtt),
                          MakeTimeAccessor(&Self::m_rtt),
                          MakeTimeChecker(Time(0), Seconds(10)))
            .AddAttribute("Bytes",
                          "size of all files together",
                          ByteCountValue(ByteCount(defaults.bytes)),
                          MakeByteCountAccessor(&Self::m_bytes),
                          MakeByteCountChecker(LEAST, LARGEST)),
        defaults.transport);
}

std::vector<Metric>
BulkTransferExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"throughput_mbps",
         "Mbps",
         "received bytes of all files over the time until the last one arrives, or until "
         "time_limit"},
        {"setup_ms", "ms", "time from the first connection attempt until it is accepted"},
        {"completed", "", "1 if everything arrived within the time limit"},
        {"fairness", "", "Jain's index of the files' rates; 1 if all are equal"}};
    for (Metric& metric : TransportMetrics())
    {
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

void
BulkTransferExperiment::CheckParameters() const
{
    if (m_crashed > 0 && !UsesManager())
    {
        throw ParameterError("crashed_packets is " + std::to_string(m_crashed) +
                             "; it must be 0 unless transport is cm");
    }
}

int64_t
BulkTransferExperiment::InstallLoss(const Ptr<NetDevice>& device, double loss, int64_t stream) const
{
    if (loss == 0)
    {
        return stream;
    }
    const auto model = CreateObject<GilbertErrorModel>();
    model->SetAttribute("LossRate", DoubleValue(loss));
    model->SetAttribute("MeanBurst", DoubleValue(m_lossBurst));
    device->SetAttribute("ReceiveErrorModel", PointerValue(model));
    return stream + model->AssignStreams(stream);
}

void
BulkTransferExperiment::Received(std::size_t /* connection */, uint32_t /* bytes */)
{
    // what is under way afterwards: acknowledgments, the ends of the connections
    constexpr int64_t ENDING = 10;
    if (m_sink->GetReceivedBytes() == FileBytes() * m_flows)
    {
        Simulator::Stop(Seconds(ENDING));
    }
}

void
BulkTransferExperiment::DoRun(Result& result)
{
    constexpr uint16_t PORT = 9;
    constexpr double LARGEST_PHASE = 0.01; // seconds: nothing starts in step
    TwoHostTopology::Params params;
    params.rate = m_rate;
    params.delay = m_rtt / 2;
    params.bestEffortPackets = m_queue;
    const TwoHostTopology network(params);
    int64_t stream = InstallTransport(network.Server(), network.NextStream());
    stream = InstallLoss(network.ClientDevice(), m_loss, stream);
    stream = InstallLoss(network.ServerDevice(), m_ackLoss, stream);

    const InetSocketAddress address(network.ClientAddress(), PORT);
    m_sink = CreateObject<FileSink>();
    m_sink->SetAttribute("Local", AddressValue(address));
    m_sink->SetTcpOptions(GetTcpOptions());
    m_sink->TraceConnectWithoutContext("Rx", MakeCallback(&BulkTransferExperiment::Received, this));
    network.Client()->AddApplication(m_sink);
    const auto phase = CreateObject<UniformRandomVariable>();
    phase->SetStream(stream);
    for (uint32_t i = 0; i < m_flows; ++i)
    {
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote", AddressValue(address));
        source->SetAttribute("SocketFactory", TypeIdValue(SocketFactory()));
        source->SetAttribute("Bytes", UintegerValue(FileBytes()));
        source->SetTcpOptions(GetTcpOptions());
        source->SetStartTime(START +
                             (i == 0 ? Time(0) : Seconds(phase->GetValue(0, LARGEST_PHASE))));
        network.Server()->AddApplication(source);
    }
    std::optional<CrashedClient> crashed;
    if (m_crashed > 0)
    {
        constexpr uint8_t UDP = 17;
        const InetSocketAddress local(network.ServerAddress(), PORT);
        const FlowKey key = *MakeFlowKey(local, address, UDP);
        Simulator::Schedule(CRASH, [this, &crashed, key] {
            crashed.emplace(GetManager(), key, SegmentBytes(), m_crashed);
        });
    }
    Simulator::Stop(m_limit);
    Simulator::Run();
    ReportFiles(result);
    ReportTransport(result);
}

void
BulkTransferExperiment::ReportFiles(Result& result) const
{
    constexpr double BITS = 8;
    constexpr double MEGA = 1e6;
    Table& table = result.AddTable("files", {{"file", ""}, {"bytes", "B"}, {"completion", "s"}});
    Time last = START;
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < m_sink->GetFiles().size(); ++i)
    {
        const ReceivedFile& file = m_sink->GetFiles()[i];
        const double seconds = (file.last - START).GetSeconds();
        table.AddRow({static_cast<double>(i + 1), static_cast<double>(file.bytes), seconds});
        last = Max(last, file.last);
        const double rate = seconds > 0 ? static_cast<double>(file.bytes) / seconds : 0;
        sum += rate;
        squares += rate * rate;
    }
    const bool isComplete = m_sink->GetReceivedBytes() == FileBytes() * m_flows;
    // what is not complete takes all the time that there is
    const double seconds = ((isComplete ? last : m_limit) - START).GetSeconds();
    const auto received = static_cast<double>(m_sink->GetReceivedBytes());
    result.AddMetric("throughput_mbps", received * BITS / MEGA / seconds);
    result.AddMetric("setup_ms",
                     m_sink->GetFiles().empty()
                         ? NAN
                         : (m_sink->GetFiles()[0].accepted - START).GetSeconds() * 1e3);
    result.AddMetric("completed", isComplete ? 1 : 0);
    result.AddMetric("fairness", squares > 0 ? sum * sum / (m_flows * squares) : NAN);
}

} // namespace qos
} // namespace ns3
