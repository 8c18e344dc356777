/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS Figure 11, and the claim that a cascade of virtual links has no losses of its own: what a
 * chain of overlay nodes adds to the delay of a flow, and what its nodes drop.
 *
 *     source -- node 1 == link 1 == node 2 == link 2 == node 3 == link 3 == node 4 -- sink
 *                      rtt/2, loss         rtt/2, loss         rtt/2, loss
 *
 * The flow is constant, of packets of one size, and enters at the first node. A virtual link runs
 * over a wire of its own. With the constant pipe the wire is fast and loses what it is told to;
 * with another pipe it has the rate of the link, and loses what its queue has no room for, too.
 */

#include "clvl/cascade-account.h"
#include "clvl/cascade-record.h"
#include "clvl/delay-report.h"
#include "clvl/link-experiment.h"
#include "clvl/overlay-chain.h"

#include "ns3/boolean.h"
#include "ns3/bundle-pipe-registry.h"
#include "ns3/clvl-wire.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/ns3-compat.h"
#include "ns3/number-list.h"
#include "ns3/parameter-error.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS Figure 11. */
class ClvlCascadeExperiment : public LinkExperiment
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
    /**
     * Add the parameters of recovery.
     * @param tid the experiment's TypeId
     * @return the TypeId
     */
    static TypeId AddRecoveryParameters(TypeId tid);

    /**
     * Add the parameters of rates and queues.
     * @param tid the experiment's TypeId
     * @return the TypeId
     */
    static TypeId AddRateParameters(TypeId tid);

    void DoRun(Result& result) override;

    /** @return whether the rate of links is constant */
    bool IsConstant() const
    {
        return m_pipe == "constant";
    }

    /**
     * @param link 0 for the first one
     * @return its rate
     */
    DataRate LinkRate(std::size_t link) const;

    /** @return the chain that the parameters describe */
    OverlayChain::Params ChainParams() const;

    /** Record what nodes do with packets. */
    void Observe();

    /** Send a packet, and the next ones when it is time. */
    void Send();

    /**
     * A packet left the overlay.
     * @param packet the packet
     */
    void Deliver(const BundlePacket& packet);

    /** Take a sample of the rates c, and the next ones when it is time. */
    void Sample();

    /**
     * Report what became of packets.
     * @param result gets metrics
     * @param before when the measured time began
     * @param after when it ended
     */
    void ReportDrops(Result& result,
                     const CascadeAccount& before,
                     const CascadeAccount& after) const;

    /** @return packets a second that the nodes between two links cannot pass on */
    double ExpectedNodeDrops() const;

    uint32_t m_links = 0;                                 //!< parameter links
    OverqosNode::OrderChoice m_order = OverqosNode::NONE; //!< parameter ordering
    Time m_rtt;                                           //!< parameter rtt
    double m_loss = 0;                                    //!< parameter loss
    double m_burst = 0;                                   //!< parameter burst
    double m_reportLoss = 0;                              //!< parameter report_loss
    bool m_losesSecondRound = true;                       //!< parameter second_round_loss
    double m_ratePps = 0;                                 //!< parameter rate_pps
    uint32_t m_packetBytes = 0;                           //!< parameter packet_bytes
    uint32_t m_reorderFrames = 0;                         //!< parameter reorder_frames
    Time m_window;                                        //!< parameter window
    Time m_orderWait;                                     //!< parameter order_wait
    bool m_signalsMost = true;                            //!< parameter b_max
    std::string m_pipe;                                   //!< parameter pipe
    double m_flows = 0;                                   //!< parameter flows
    NumberList m_linkKbps;                                //!< parameter link_kbps
    uint32_t m_wirePackets = 0;                           //!< parameter wire_packets
    uint32_t m_queuePackets = 0;                          //!< parameter queue_packets
    Time m_duration;                                      //!< parameter duration
    Time m_warmup;                                        //!< parameter warmup

    std::unique_ptr<OverlayChain> m_chain;   //!< the nodes
    std::unique_ptr<CascadeRecord> m_record; //!< what happened to packets
    std::vector<uint32_t> m_indices;         //!< places in the record by number of the packet
    std::vector<uint8_t> m_payload;          //!< of the packet that is sent
    std::vector<double> m_rateSums;          //!< bit/s: samples of c, by link
    uint64_t m_samples = 0;                  //!< how many were taken of each
    uint64_t m_payloadErrors = 0;            //!< packets with other bytes than were sent
};

QOS_REGISTER_EXPERIMENT(ClvlCascadeExperiment,
                        "clvl-cascade",
                        "a flow over a chain of virtual links: the delay that recovery and order "
                        "add, and what nodes drop",
                        "OverQoS Fig 11");

namespace
{

constexpr double MILLI = 1e3;
constexpr double BITS = 8;
constexpr int64_t SAMPLE_MS = 100;
const Time START = Seconds(1);
const Time TAIL = Seconds(1);    // packets are sent on that do not count, behind those that do
const Time ENDING = Seconds(10); // for the last repairs, and for probes that are not answered

/**
 * @param index of a packet
 * @param bytes to be filled with what the packet carries
 */
void
FillPayload(uint32_t index, std::vector<uint8_t>& bytes)
{
    constexpr uint32_t MULTIPLIER = 1664525; // of a linear congruential generator
    constexpr uint32_t INCREMENT = 1013904223;
    constexpr uint32_t HIGH_BYTE = 24;
    uint32_t state = index;
    for (uint8_t& byte : bytes)
    {
        state = state * MULTIPLIER + INCREMENT;
        byte = static_cast<uint8_t>(state >> HIGH_BYTE);
    }
}

/**
 * @return names of pipes, and the one of a constant rate
 */
std::vector<std::string>
PipeNames()
{
    std::vector<std::string> names = BundlePipes().Names();
    names.insert(names.begin(), "constant");
    return names;
}

} // namespace

TypeId
ClvlCascadeExperiment::GetTypeId()
{
    using Self = ClvlCascadeExperiment;
    static TypeId tid = [] {
        TypeId own =
            TypeId("ns3::qos::ClvlCascadeExperiment")
                .SetParent<LinkExperiment>()
                .SetGroupName("QosOverlay")
                .AddConstructor<Self>()
                .AddAttribute("Links",
                              "virtual links in the chain",
                              UintegerValue(3),
                              MakeUintegerAccessor(&Self::m_links),
                              MakeUintegerChecker<uint32_t>(1, 10))
                .AddAttribute("Ordering",
                              "in which order packets leave: none, e2e (the last node puts them "
                              "in order), hop (every node does)",
                              compat::EnumValue<OverqosNode::OrderChoice>(OverqosNode::NONE),
                              compat::EnumAccessor<OverqosNode::OrderChoice>(&Self::m_order),
                              MakeEnumChecker(OverqosNode::NONE,
                                              "none",
                                              OverqosNode::END_TO_END,
                                              "e2e",
                                              OverqosNode::HOP,
                                              "hop"))
                .AddAttribute("Rtt",
                              "round-trip time of each link",
                              TimeValue(MilliSeconds(100)),
                              MakeTimeAccessor(&Self::m_rtt),
                              MakeTimeChecker(MilliSeconds(1), Seconds(2)))
                .AddAttribute("Loss",
                              "share of the packets that each link loses",
                              DoubleValue(0.04),
                              MakeDoubleAccessor(&Self::m_loss),
                              MakeDoubleChecker<double>(0, 0.5))
                .AddAttribute("Burst",
                              "mean number of packets that are lost one after the other",
                              DoubleValue(1),
                              MakeDoubleAccessor(&Self::m_burst),
                              MakeDoubleChecker<double>(1, 1000))
                .AddAttribute("ReportLoss",
                              "share of the reports that each link loses",
                              DoubleValue(0),
                              MakeDoubleAccessor(&Self::m_reportLoss),
                              MakeDoubleChecker<double>(0, 0.5))
                .AddAttribute("RatePps",
                              "packets a second of the flow",
                              DoubleValue(100),
                              MakeDoubleAccessor(&Self::m_ratePps),
                              MakeDoubleChecker<double>(1, 100000))
                .AddAttribute("PacketBytes",
                              "size of its packets",
                              UintegerValue(1000),
                              MakeUintegerAccessor(&Self::m_packetBytes),
                              MakeUintegerChecker<uint32_t>(1, 1400))
                .AddAttribute("OrderWait",
                              "how long a packet waits for those before it, at most",
                              TimeValue(MilliSeconds(500)),
                              MakeTimeAccessor(&Self::m_orderWait),
                              MakeTimeChecker(MilliSeconds(1), Seconds(10)))
                .AddAttribute("Duration",
                              "simulated time in which packets are sent that count",
                              TimeValue(Seconds(120)),
                              MakeTimeAccessor(&Self::m_duration),
                              MakeTimeChecker(Seconds(2), Seconds(36000)))
                .AddAttribute("Warmup",
                              "time at the beginning that does not count",
                              TimeValue(Seconds(5)),
                              MakeTimeAccessor(&Self::m_warmup),
                              MakeTimeChecker(Time(0), Seconds(3600)));
        return AddRateParameters(AddRecoveryParameters(own));
    }();
    return tid;
}

TypeId
ClvlCascadeExperiment::AddRecoveryParameters(TypeId tid)
{
    using Self = ClvlCascadeExperiment;
    return tid
        .AddAttribute("ReorderFrames",
                      "later arrivals that make a frame lost",
                      UintegerValue(3),
                      MakeUintegerAccessor(&Self::m_reorderFrames),
                      MakeUintegerChecker<uint32_t>(1, 1000))
        .AddAttribute("SecondRoundLoss",
                      "whether retransmissions are lost too; if not, nothing is lost for good, as "
                      "in analyses that leave it out",
                      BooleanValue(true),
                      MakeBooleanAccessor(&Self::m_losesSecondRound),
                      MakeBooleanChecker())
        .AddAttribute("Window",
                      "how long a window lasts; 0 for a round-trip time, 10 ms to 200 ms",
                      TimeValue(Time(0)),
                      MakeTimeAccessor(&Self::m_window),
                      MakeTimeChecker(Time(0), MilliSeconds(650)));
}

TypeId
ClvlCascadeExperiment::AddRateParameters(TypeId tid)
{
    using Self = ClvlCascadeExperiment;
    return tid
        .AddAttribute("BMax",
                      "whether nodes tell their predecessors what they can pass on",
                      BooleanValue(true),
                      MakeBooleanAccessor(&Self::m_signalsMost),
                      MakeBooleanChecker())
        .AddAttribute("Pipe",
                      "what the rate b of links follows; constant: it is link_kbps",
                      StringValue("constant"),
                      MakeStringAccessor(&Self::m_pipe),
                      MakeNameChecker(PipeNames))
        .AddAttribute("Flows",
                      "TCP connections that a pipe stands for",
                      DoubleValue(10),
                      MakeDoubleAccessor(&Self::m_flows),
                      MakeDoubleChecker<double>(1, 1000))
        .AddAttribute("LinkKbps",
                      "kb/s of the links, from the first one; the last number counts for all "
                      "others: b with the constant pipe, otherwise the rate of the wire",
                      NumberListValue(NumberList{100000}),
                      MakeNumberListAccessor(&Self::m_linkKbps),
                      MakeNumberListChecker(10, 1e6))
        .AddAttribute("WirePackets",
                      "packets that may wait at a wire",
                      UintegerValue(100),
                      MakeUintegerAccessor(&Self::m_wirePackets),
                      MakeUintegerChecker<uint32_t>(1, 1000000))
        .AddAttribute("QueuePackets",
                      "packets that may wait in a node for the rate of its link",
                      UintegerValue(1000),
                      MakeUintegerAccessor(&Self::m_queuePackets),
                      MakeUintegerChecker<uint32_t>(1, 1000000));
}

std::vector<Metric>
ClvlCascadeExperiment::GetMetrics() const
{
    return {
        {"delay_mean_ms", "ms", "mean delay beyond that of the path"},
        {"delay_p50_ms", "ms", "its median"},
        {"delay_p95_ms", "ms", "its 95th percentile"},
        {"delay_p99_ms", "ms", "its 99th percentile"},
        {"none_mean_ms", "ms", "mean that these recoveries mean without order, by formula"},
        {"e2e_mean_ms", "ms", "mean that these recoveries mean with end-to-end order, by formula"},
        {"hop_mean_ms", "ms", "mean that these recoveries mean with hop-by-hop order, by formula"},
        {"formula_error_ms",
         "ms",
         "largest difference of a delay and what the formula of its order says"},
        {"dominance_violations",
         "",
         "packets without none <= e2e <= hop, where the delay of the own order is the measured "
         "one"},
        {"compared_packets", "", "packets of these two comparisons: not behind a lost one"},
        {"order_violations", "", "packets that left behind one that was sent later"},
        {"recoveries", "", "repairs of packets on a link"},
        {"recovery_p50_ms", "ms", "median of the time that a repair takes beyond the path delay"},
        {"recovery_p99_ms", "ms", "its 99th percentile"},
        {"recovery_p999_ms", "ms", "its 99.9th percentile"},
        {"overhead_packets", "", "redundant frames per packet, all links together"},
        {"residual_loss", "", "share of the packets that the links lost, all together"},
        {"delivered_pps", "1/s", "packets that left the last node"},
        {"entry_drops", "", "packets for which the first link had no rate"},
        {"node_drops", "", "packets for which a later link had no rate"},
        {"node_drop_pps", "1/s", "the same per second"},
        {"expected_node_drop_pps",
         "1/s",
         "packets that a link brings and the next one has no rate for, by the rates c"},
        {"order_drops", "", "packets dropped because their place in the order was over"},
        {"other_drops", "", "packets without a route, or that crossed too many links"},
        {"c_first_kbps", "kbps", "mean of the rate c of the first link"},
        {"c_last_kbps", "kbps", "mean of the rate c of the last link"},
        {"payload_errors", "", "packets with other bytes than were sent"},
        {"leftover",
         "",
         "packets sent that were neither delivered, nor dropped, nor lost on a link"}};
}

void
ClvlCascadeExperiment::CheckParameters() const
{
    if (m_warmup >= m_duration)
    {
        throw ParameterError("warmup must be below duration");
    }
    if (m_linkKbps.Get().size() > m_links)
    {
        throw ParameterError("link_kbps has " + std::to_string(m_linkKbps.Get().size()) +
                             " numbers; it must have at most one for each of the " +
                             std::to_string(m_links) + " links");
    }
}

DataRate
ClvlCascadeExperiment::LinkRate(std::size_t link) const
{
    const std::vector<double>& rates = m_linkKbps.Get();
    return DataRate(static_cast<uint64_t>(rates[std::min(link, rates.size() - 1)] * MILLI));
}

OverlayChain::Params
ClvlCascadeExperiment::ChainParams() const
{
    constexpr uint32_t MOST_PACKET_BYTES = 1500;
    const DataRate fast("10Gbps");
    constexpr uint32_t FAST_WIRE_PACKETS = 100000;
    OverlayChain::Params params;
    params.node.SetTypeId(OverqosNode::GetTypeId());
    params.node.Set("Order", compat::EnumValue<OverqosNode::OrderChoice>(m_order));
    params.node.Set("OrderWait", TimeValue(m_orderWait));
    params.node.Set("SignalsMost", BooleanValue(m_signalsMost));
    for (std::size_t i = 0; i < m_links; ++i)
    {
        OverlayChain::Link link;
        link.wireRate = IsConstant() ? fast : LinkRate(i);
        link.wirePackets = IsConstant() ? FAST_WIRE_PACKETS : m_wirePackets;
        link.delay = m_rtt / 2;
        link.loss = m_loss;
        link.burst = m_burst;
        link.reportLoss = m_reportLoss;
        link.losesSecondRound = m_losesSecondRound;
        link.config = LinkConfig();
        link.config.Set("ReorderFrames", UintegerValue(m_reorderFrames));
        link.config.Set("WindowTime", TimeValue(m_window));
        link.config.Set("InitialRtt", TimeValue(m_rtt));
        link.config.Set("QueuePackets", UintegerValue(m_queuePackets));
        link.config.Set("QueueBytes", UintegerValue(uint64_t{m_queuePackets} * MOST_PACKET_BYTES));
        if (IsConstant())
        {
            link.config.Set("ConstantRate", DataRateValue(LinkRate(i)));
        }
        else
        {
            link.config.Set("Pipe", StringValue(m_pipe));
            link.config.Set("Flows", DoubleValue(m_flows));
        }
        params.links.push_back(link);
    }
    return params;
}

void
ClvlCascadeExperiment::Observe()
{
    const auto& nodes = m_chain->Nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i)
    {
        if (i < m_links)
        {
            nodes[i]->TraceConnectWithoutContext(
                "Forward",
                Callback<void, const BundlePacket&>([this, i](const BundlePacket& packet) {
                    if (i == 0)
                    {
                        // the one that is being sent; others that were not taken have no number
                        m_indices.resize(packet.sequence + std::size_t{1});
                        m_indices[packet.sequence] = static_cast<uint32_t>(m_record->Packets() - 1);
                    }
                    m_record->Entered(i, m_indices[packet.sequence], ToCore(Simulator::Now()));
                }));
        }
        if (i > 0)
        {
            nodes[i]->TraceConnectWithoutContext(
                "Arrive",
                Callback<void, const BundlePacket&, uint16_t>([this, i](const BundlePacket& packet,
                                                                        uint16_t /* bundle */) {
                    m_record->Arrived(i - 1, m_indices[packet.sequence], ToCore(Simulator::Now()));
                }));
        }
    }
    nodes.back()->SetDeliverCallback([this](const BundlePacket& packet) { Deliver(packet); });
}

void
ClvlCascadeExperiment::Send()
{
    const Time interval = Seconds(1 / m_ratePps);
    const auto index = static_cast<uint32_t>(m_record->Packets());
    m_record->Sent(ToCore(Simulator::Now()));
    FillPayload(index, m_payload);
    BundlePacket packet;
    packet.data = m_payload.data();
    packet.size = static_cast<uint32_t>(m_payload.size());
    packet.egress = m_chain->Nodes().back()->GetNumber();
    m_chain->Nodes().front()->Inject(packet);
    if (Simulator::Now() + interval < START + m_duration + TAIL)
    {
        Simulator::Schedule(interval, &ClvlCascadeExperiment::Send, this);
    }
}

void
ClvlCascadeExperiment::Deliver(const BundlePacket& packet)
{
    const uint32_t index = m_indices[packet.sequence];
    m_record->Delivered(index, ToCore(Simulator::Now()));
    std::vector<uint8_t> expected(m_packetBytes);
    FillPayload(index, expected);
    const bool isEqual =
        packet.size == expected.size() && std::equal(expected.begin(), expected.end(), packet.data);
    m_payloadErrors += isEqual ? 0 : 1;
}

void
ClvlCascadeExperiment::Sample()
{
    for (std::size_t link = 0; link < m_links; ++link)
    {
        m_rateSums[link] += static_cast<double>(m_chain->Entry(link).Rate().Data().BitsPerSecond());
    }
    ++m_samples;
    if (Simulator::Now() + MilliSeconds(SAMPLE_MS) < START + m_duration)
    {
        Simulator::Schedule(MilliSeconds(SAMPLE_MS), &ClvlCascadeExperiment::Sample, this);
    }
}

void
ClvlCascadeExperiment::DoRun(Result& result)
{
    m_chain = std::make_unique<OverlayChain>(ChainParams());
    m_record =
        std::make_unique<CascadeRecord>(std::vector<Nanoseconds>(m_links, ToCore(m_rtt / 2)));
    m_payload.resize(m_packetBytes);
    m_indices.clear();
    m_rateSums.assign(m_links, 0);
    m_samples = 0;
    m_payloadErrors = 0;
    Observe();
    const auto phase = CreateObject<UniformRandomVariable>();
    phase->SetStream(m_chain->NextStream());
    Simulator::Schedule(START + Seconds(phase->GetValue(0, 1) / m_ratePps),
                        &ClvlCascadeExperiment::Send,
                        this);
    Simulator::Schedule(START + m_warmup, &ClvlCascadeExperiment::Sample, this);
    CascadeAccount before;
    CascadeAccount after;
    Simulator::Schedule(START + m_warmup, [&] { before = CascadeAccount(*m_chain); });
    Simulator::Schedule(START + m_duration, [&] { after = CascadeAccount(*m_chain); });
    Simulator::Stop(START + m_duration + TAIL + ENDING + m_links * (2 * m_orderWait + 20 * m_rtt));
    Simulator::Run();
    const Time disturbance = m_links * (m_orderWait + 4 * m_rtt);
    ReportDelays(result,
                 m_record->Judge(ToCore(START + m_warmup),
                                 ToCore(START + m_duration),
                                 ToCore(disturbance),
                                 ToCore(m_rtt / 2)),
                 m_order);
    ReportDrops(result, before, after);
    m_chain.reset();
}

double
ClvlCascadeExperiment::ExpectedNodeDrops() const
{
    const double bits =
        BITS * static_cast<double>(m_packetBytes + FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES);
    double coming = m_ratePps;
    double dropped = 0;
    for (std::size_t link = 0; link < m_links; ++link)
    {
        const double rate = m_rateSums[link] / static_cast<double>(m_samples) / bits;
        dropped += link > 0 ? std::max(coming - rate, 0.0) : 0;
        coming = std::min(coming, rate);
    }
    return dropped;
}

void
ClvlCascadeExperiment::ReportDrops(Result& result,
                                   const CascadeAccount& before,
                                   const CascadeAccount& after) const
{
    const double seconds = (m_duration - m_warmup).GetSeconds();
    const auto nodeDrops = static_cast<double>(after.nodeDrops - before.nodeDrops);
    const CascadeAccount end(*m_chain);
    uint64_t data = 0;
    uint64_t redundant = 0;
    for (std::size_t link = 0; link < m_links; ++link)
    {
        const EntryCounters& counters = m_chain->Entry(link).Link().GetCounters();
        data += counters.dataFrames;
        redundant += counters.parityFrames + counters.repairFrames + counters.repairParityFrames;
    }
    const auto perSample = [this](double sum) {
        return sum / static_cast<double>(m_samples) / MILLI;
    };
    const auto sent = static_cast<double>(m_record->Packets());
    const auto delivered = static_cast<double>(m_record->DeliveredPackets());
    const auto measured = static_cast<double>(end.injected - before.injected) -
                          static_cast<double>(end.entryDrops - before.entryDrops);
    const auto gone = static_cast<double>(end.Gone() + end.waiting);
    result.AddMetric("overhead_packets",
                     static_cast<double>(redundant) / static_cast<double>(data));
    result.AddMetric("residual_loss", static_cast<double>(end.lost - before.lost) / measured);
    result.AddMetric("delivered_pps", delivered / (m_duration + TAIL).GetSeconds());
    result.AddMetric("entry_drops", static_cast<double>(after.entryDrops - before.entryDrops));
    result.AddMetric("node_drops", nodeDrops);
    result.AddMetric("node_drop_pps", nodeDrops / seconds);
    result.AddMetric("expected_node_drop_pps", ExpectedNodeDrops());
    result.AddMetric("order_drops", static_cast<double>(end.orderDrops));
    result.AddMetric("other_drops", static_cast<double>(end.otherDrops));
    result.AddMetric("c_first_kbps", perSample(m_rateSums.front()));
    result.AddMetric("c_last_kbps", perSample(m_rateSums.back()));
    result.AddMetric("payload_errors", static_cast<double>(m_payloadErrors));
    result.AddMetric("leftover", sent - delivered - gone);
}

} // namespace qos
} // namespace ns3
