/* SPDX-License-Identifier: GPL-2.0-only */

#include "stream-experiment.h"

#include "link-account.h"
#include "uniform-stream.h"

#include "ns3/boolean.h"
#include "ns3/classifier-registry.h"
#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"
#include "ns3/double.h"
#include "ns3/gilbert-loss.h"
#include "ns3/ipv4-header.h"
#include "ns3/packet.h"
#include "ns3/quantile.h"
#include "ns3/redundancy-policy.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint16_t IPV4 = 0x0800;

} // namespace

/** What a stream is made of. */
struct StreamExperiment::Stream::Parts
{
    std::unique_ptr<Classifier> classifier; //!< looks at the packets
    GilbertLoss path;                       //!< loses them
    StreamRecord record;                    //!< what became of them
    std::unique_ptr<SimulatedBundle> link;  //!< virtual link
    double onceBytes = 0;                   //!< of all packets, if each were sent once
    Nanoseconds delay{0};                   //!< of the path
};

NS_OBJECT_ENSURE_REGISTERED(StreamExperiment);

TypeId
StreamExperiment::GetTypeId()
{
    using Self = StreamExperiment;
    static TypeId tid =
        TypeId("ns3::qos::StreamExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Managed",
                          "whether the service works; if not, overlay nodes only forward",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isManaged),
                          MakeBooleanChecker())
            .AddAttribute("Loss",
                          "share of the packets that the path loses",
                          DoubleValue(0.02),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("Burst",
                          "mean number of packets in a burst of losses; 1: independent losses",
                          DoubleValue(4),
                          MakeDoubleAccessor(&Self::m_burst),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("Rtt",
                          "round-trip time of the path",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&Self::m_rtt),
                          MakeTimeChecker(MilliSeconds(2), Seconds(2)))
            .AddAttribute("Playout",
                          "a packet that takes longer from sender to receiver is lost",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Self::m_playout),
                          MakeTimeChecker(MilliSeconds(1), Seconds(1000)))
            .AddAttribute("Policy",
                          "how a managed link recovers: arq, or a name that was registered; the "
                          "services do not pay for parity",
                          StringValue("arq"),
                          MakeStringAccessor(&Self::m_policy),
                          MakeNameChecker([] { return RedundancyPolicies().Names(); }))
            .AddAttribute("Q",
                          "residual loss to stay below, which says how often a packet may be sent",
                          DoubleValue(0.001),
                          MakeDoubleAccessor(&Self::m_residualTarget),
                          MakeDoubleChecker<double>(1e-9, 0.5));
    return tid;
}

std::vector<Metric>
StreamExperiment::StreamMetrics()
{
    return {
        {"loss", "", "share of the packets that the receiver lacks, victims among them"},
        {"path_loss", "", "share of all frames that the path lost"},
        {"loss_ratio", "", "the first over the second"},
        {"mean_run", "", "mean number of packets that are lacking in a row"},
        {"conditional_loss", "", "share of lost packets among those that follow on a lost one"},
        {"sent_bytes_ratio", "", "bytes that the entry sent over those of every packet sent once"},
        {"report_bytes_ratio",
         "",
         "bytes of the reports that the exit sent back, over those of every packet sent once"},
        {"victims", "", "share of the packets that were dropped to pay for others"},
        {"control_dropped", "", "of these, packets that must not be"},
        {"control_loss", "", "share of the packets that must not be dropped that are lacking"},
        {"added_delay_mean_ms", "ms", "mean delay of the packets that came, less the path's"},
        {"added_delay_p99_ms", "ms", "its 99th percentile"},
        {"late", "", "share of the packets whose repair came when the exit had given them up"},
        {"leftover", "", "packets neither delivered nor dropped nor lost in the end"}};
}

std::vector<uint8_t>
StreamExperiment::MakeUdpPacket(const std::vector<uint8_t>& payload)
{
    constexpr uint16_t PORT = 5004;
    const auto packet = Create<Packet>(payload.data(), static_cast<uint32_t>(payload.size()));
    UdpHeader udp;
    udp.SetSourcePort(PORT);
    udp.SetDestinationPort(PORT);
    packet->AddHeader(udp);
    Ipv4Header ip;
    ip.SetSource(Ipv4Address("10.0.1.1"));
    ip.SetDestination(Ipv4Address("10.0.2.1"));
    ip.SetProtocol(UdpL4Protocol::PROT_NUMBER);
    ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
    packet->AddHeader(ip);
    std::vector<uint8_t> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), packet->GetSize());
    return bytes;
}

StreamExperiment::Stream::Stream(const StreamExperiment& experiment,
                                 const std::string& classifier,
                                 std::unique_ptr<BundleService> service,
                                 int64_t firstStream)
    : m_parts(new Parts{Classifiers().Create(classifier, {}),
                        GilbertLoss({experiment.m_loss, experiment.m_burst},
                                    {UniformStream(firstStream), UniformStream(firstStream + 1)}),
                        {},
                        nullptr,
                        0,
                        ToCore(experiment.m_rtt) / 2})
{
    constexpr uint64_t FAST = 1'000'000'000; // bits per second: losses do not depend on the rate
    SimulatedBundleParams params;
    params.delay = m_parts->delay;
    params.sender.link.redundancy.policy = experiment.m_isManaged ? experiment.m_policy : "none";
    params.sender.link.redundancy.target.target = experiment.m_residualTarget;
    params.sender.link.initialRtt = ToCore(experiment.m_rtt);
    params.sender.rate.constant = Bitrate::FromBitsPerSecond(FAST);
    m_parts->record.SetPlayout(ToCore(experiment.m_playout));
    StreamRecord& record = m_parts->record;
    m_parts->link = std::make_unique<SimulatedBundle>(
        params,
        m_parts->path,
        [&record](const BundlePacket& packet, Nanoseconds now) {
            record.Came(packet.sequence, now);
        },
        [&record](const BundlePacket& packet, BundleDropReason /* reason */) {
            record.Dropped(packet.sequence);
        });
    if (experiment.m_isManaged)
    {
        m_parts->link->Sender().SetService(std::move(service));
    }
}

StreamExperiment::Stream::~Stream() = default;

void
StreamExperiment::Stream::Send(const std::vector<uint8_t>& packet, Nanoseconds now)
{
    const Classification known = m_parts->classifier->Classify(packet);
    BundlePacket entry;
    entry.data = packet.data();
    entry.size = static_cast<uint32_t>(packet.size());
    entry.flow = known.flow;
    entry.sequence = static_cast<uint32_t>(m_parts->record.Entries().size());
    entry.protocol = IPV4;
    entry.priority = known.priority;
    entry.mayDrop = known.mayDrop;
    m_parts->onceBytes +=
        static_cast<double>(FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES + packet.size());
    m_parts->record.Sent(now, !known.mayDrop);
    m_parts->link->Send(entry, now);
}

void
StreamExperiment::Stream::Finish()
{
    m_parts->link->Finish();
}

const StreamRecord&
StreamExperiment::Stream::Record() const
{
    return m_parts->record;
}

void
StreamExperiment::Stream::Report(Result& result) const
{
    constexpr double MOST = 0.99;
    SimulatedBundle& link = *m_parts->link;
    const auto packets = static_cast<double>(m_parts->record.Entries().size());
    const LossRuns runs = m_parts->record.Runs();
    const std::vector<double> delays = m_parts->record.DelaysMs();
    double sum = 0;
    for (const double delay : delays)
    {
        sum += delay;
    }
    const double pathMs = ToSimulator(m_parts->delay).GetSeconds() * 1e3;
    const auto victims = static_cast<double>(link.Sender().Dropped(BundleDropReason::Service));
    const double pathLoss =
        static_cast<double>(link.LostFrames()) / static_cast<double>(link.SentFrames());
    const auto late = static_cast<double>(link.Receiver().Link().GetCounters().latePackets);
    result.AddMetric("loss", runs.LossRate());
    result.AddMetric("path_loss", pathLoss);
    result.AddMetric("loss_ratio", pathLoss > 0 ? runs.LossRate() / pathLoss : 1);
    result.AddMetric("mean_run", runs.MeanRun());
    result.AddMetric("conditional_loss", runs.ConditionalLoss());
    result.AddMetric("sent_bytes_ratio",
                     static_cast<double>(link.Sender().SentBytes()) / m_parts->onceBytes);
    result.AddMetric("report_bytes_ratio",
                     static_cast<double>(link.Receiver().SentBytes()) / m_parts->onceBytes);
    result.AddMetric("victims", victims / packets);
    result.AddMetric("control_dropped", static_cast<double>(m_parts->record.ControlDropped()));
    result.AddMetric("control_loss", m_parts->record.ControlLoss());
    result.AddMetric("added_delay_mean_ms", sum / static_cast<double>(delays.size()) - pathMs);
    result.AddMetric("added_delay_p99_ms", SortedQuantile(delays, MOST) - pathMs);
    result.AddMetric("late", late / packets);
    result.AddMetric("leftover",
                     packets - victims - static_cast<double>(delays.size()) -
                         static_cast<double>(LostOn(link.Sender().Link(), link.Receiver().Link())));
}

} // namespace qos
} // namespace ns3
