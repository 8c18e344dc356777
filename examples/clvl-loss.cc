/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS Figure 7 and the suite of loss models: what loss is left of a bundle on one virtual link,
 * and what that costs?
 *
 * Synthetic paths (gilbert, epoch, outage) lose packets whatever is sent; entry and exit run
 * without the packets of ns-3, so that a million packets take a moment:
 *
 *     source -- entry -- delay, loss process -- exit
 *                     <-- delay, report loss --
 *
 * Networks (tcp, selfsimilar, web) lose what a bottleneck has no room for; the bundle is backlogged
 * and stands for N TCP connections:
 *
 *     overlay node --+                                          +-- overlay node
 *     background ----+-- router -- RED or FIFO, 10 Mb/s -- router --+---- background
 */

#include "clvl/bundle-backlog.h"
#include "clvl/link-account.h"
#include "clvl/link-experiment.h"
#include "clvl/loss-record.h"
#include "clvl/recording-sink.h"
#include "clvl/red-queue.h"
#include "clvl/synthetic-path.h"

#include "ns3/background-registry.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/dumbbell-topology.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/ns3-compat.h"
#include "ns3/overqos-helper.h"
#include "ns3/parameter-error.h"
#include "ns3/quantile.h"
#include "ns3/simulated-clvl.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS Figure 7 and the suite of loss models. */
class ClvlLossExperiment : public LinkExperiment
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
    /** Where losses come from. */
    enum Background
    {
        GILBERT,
        EPOCH,
        OUTAGE,
        TCP,
        SELFSIMILAR,
        WEB
    };

    /** Epoch models. */
    enum EpochModel
    {
        MODEL_A,
        MODEL_B
    };

    /** Whether bytes are coded. */
    enum Codec
    {
        COUNTING,
        REAL
    };

    /** Queue of the bottleneck. */
    enum Queue
    {
        RED,
        FIFO
    };

    /** What an entry has sent, and what of it was lost. */
    struct Traffic
    {
        EntryCounters entry;       //!< what was sent
        uint64_t sentFrames = 0;   //!< frames
        uint64_t lostFrames = 0;   //!< of these, lost
        RedundancyDecision choice; //!< the last one
        double corrupted = 0;      //!< packets that came out with other bytes
        double leftover = 0;       //!< packets neither delivered nor given up
        double mbps = 0;           //!< b in the end, of networks
    };

    void DoRun(Result& result) override;

    /** A bundle on a network, and what of it does not count. */
    struct Bundle
    {
        Ptr<OverqosNode> from;     //!< node at its entry
        Ptr<OverqosNode> to;       //!< node at its exit
        uint16_t number = 0;       //!< of its virtual link
        Ptr<BundleBacklog> source; //!< of its packets
        EntryCounters slowStart;   //!< what was sent in slow start
        bool isSlow = true;        //!< it is in slow start, or its exit is not yet beyond it
        uint64_t slowFrames = 0;   //!< frames of the slow start, as the exit saw it
        uint64_t slowLost = 0;     //!< of these, lost

        /** @return its entry */
        const BundleSender& Sender() const
        {
            return *from->GetRouter()->Outgoing(number);
        }

        /** @return its exit */
        const ClvlExit& Exit() const
        {
            return to->GetRouter()->Incoming(number)->Link();
        }
    };

    /** @return whether losses come from a network */
    bool IsNetwork() const
    {
        return m_background >= TCP;
    }

    /**
     * Run over a synthetic path.
     * @param record of the packets
     * @return what was sent
     */
    Traffic RunSynthetic(LossRecord& record) const;

    /**
     * Run over a network.
     * @param record of the packets
     * @return what was sent
     */
    Traffic RunNetwork(LossRecord& record) const;

    /**
     * Add the bundle to a network.
     * @param network the network
     * @param stream first number for random variables
     * @return the bundle
     */
    Bundle AddBundle(const DumbbellTopology& network, int64_t stream) const;

    /**
     * Run until all packets are sent and their fate is known.
     * @param bundle of the packets
     * @throws std::runtime_error if that takes too long
     */
    void RunBundle(const Bundle& bundle) const;

    /** @return the network */
    DumbbellTopology::Params NetworkParams() const;

    /** @return the background traffic of a network */
    std::unique_ptr<BackgroundTraffic> MakeBackground() const;

    Background m_background = GILBERT; //!< parameter background
    EpochModel m_epoch = MODEL_A;      //!< parameter epoch
    double m_loss = 0;                 //!< parameter loss
    double m_burst = 0;                //!< parameter burst
    uint32_t m_windowPackets = 0;      //!< parameter window_packets
    Codec m_codec = COUNTING;          //!< parameter codec
    uint32_t m_packets = 0;            //!< parameter packets
    uint32_t m_packetBytes = 0;        //!< parameter packet_bytes
    uint32_t m_period = 0;             //!< parameter period
    double m_reportLoss = 0;           //!< parameter report_loss
    Time m_rtt;                        //!< parameter rtt
    Queue m_queue = RED;               //!< parameter queue
    double m_flows = 0;                //!< parameter flows
    uint32_t m_tcpFlows = 0;           //!< parameter tcp_flows
    DataRate m_load;                   //!< parameter load
    uint32_t m_sessions = 0;           //!< parameter sessions
    Time m_thinkTime;                  //!< parameter think_time
    Time m_warmUp;                     //!< parameter warm_up
    Time m_longest;                    //!< parameter longest
};

QOS_REGISTER_EXPERIMENT(ClvlLossExperiment,
                        "clvl-loss",
                        "a bundle on one virtual link: what loss is left, and what does that cost?",
                        "OverQoS Fig 7, section 6.2");

namespace
{

/**
 * @param sent what an entry has sent
 * @return frames
 */
uint64_t
FramesOf(const EntryCounters& sent)
{
    return sent.dataFrames + sent.parityFrames + sent.repairFrames + sent.repairParityFrames +
           sent.probeFrames;
}

/**
 * @param sent what an entry has sent
 * @param before what it had sent then
 * @return what it has sent since
 */
EntryCounters
Difference(EntryCounters sent, const EntryCounters& before)
{
    sent.dataFrames -= before.dataFrames;
    sent.parityFrames -= before.parityFrames;
    sent.repairFrames -= before.repairFrames;
    sent.repairParityFrames -= before.repairParityFrames;
    sent.probeFrames -= before.probeFrames;
    sent.dataBytes -= before.dataBytes;
    sent.redundantBytes -= before.redundantBytes;
    sent.refused -= before.refused;
    return sent;
}

} // namespace

TypeId
ClvlLossExperiment::GetTypeId()
{
    using Self = ClvlLossExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlLossExperiment")
            .SetParent<LinkExperiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Background",
                          "where losses come from: a synthetic path (gilbert, epoch, outage) or "
                          "other traffic at a bottleneck (tcp, selfsimilar, web)",
                          compat::EnumValue<Background>(GILBERT),
                          compat::EnumAccessor<Background>(&Self::m_background),
                          MakeEnumChecker(GILBERT,
                                          "gilbert",
                                          EPOCH,
                                          "epoch",
                                          OUTAGE,
                                          "outage",
                                          TCP,
                                          "tcp",
                                          SELFSIMILAR,
                                          "selfsimilar",
                                          WEB,
                                          "web"))
            .AddAttribute("Epoch",
                          "epoch: a is 0.1 % for 50 round trips and 5 % for 7, b 0.5 % for 100 and "
                          "10 % for 20",
                          compat::EnumValue<EpochModel>(MODEL_A),
                          compat::EnumAccessor<EpochModel>(&Self::m_epoch),
                          MakeEnumChecker(MODEL_A, "a", MODEL_B, "b"))
            .AddAttribute("Loss",
                          "gilbert, outage: share of the packets that are lost, outages apart",
                          DoubleValue(0.02),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute("Burst",
                          "synthetic paths: mean number of packets lost in a burst",
                          DoubleValue(4),
                          MakeDoubleAccessor(&Self::m_burst),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("WindowPackets",
                          "n: packets of a window, parity included; synthetic paths send as many "
                          "per round trip",
                          UintegerValue(100),
                          MakeUintegerAccessor(&Self::m_windowPackets),
                          MakeUintegerChecker<uint32_t>(2, 255))
            .AddAttribute("Codec",
                          "synthetic paths: whether packets have bytes, which are coded and "
                          "compared, or are only counted",
                          compat::EnumValue<Codec>(COUNTING),
                          compat::EnumAccessor<Codec>(&Self::m_codec),
                          MakeEnumChecker(COUNTING, "counting", REAL, "real"))
            .AddAttribute("Packets",
                          "packets of the bundle",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&Self::m_packets),
                          MakeUintegerChecker<uint32_t>(1000, 100000000))
            .AddAttribute("PacketBytes",
                          "size of a packet",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_packetBytes),
                          MakeUintegerChecker<uint32_t>(8, 1400))
            .AddAttribute("Period",
                          "packets of a period in which the residual loss is looked at",
                          UintegerValue(10000),
                          MakeUintegerAccessor(&Self::m_period),
                          MakeUintegerChecker<uint32_t>(100, 100000000))
            .AddAttribute("ReportLoss",
                          "synthetic paths: share of the reports that are lost on the way back",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_reportLoss),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute("Rtt",
                          "round-trip time without queues",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&Self::m_rtt),
                          MakeTimeChecker(MilliSeconds(10), MilliSeconds(600)))
            .AddAttribute("Queue",
                          "networks: queue of the bottleneck",
                          compat::EnumValue<Queue>(RED),
                          compat::EnumAccessor<Queue>(&Self::m_queue),
                          MakeEnumChecker(RED, "red", FIFO, "fifo"))
            .AddAttribute("Flows",
                          "networks: N, TCP connections that the bundle stands for",
                          DoubleValue(10),
                          MakeDoubleAccessor(&Self::m_flows),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("TcpFlows",
                          "tcp: connections that never end",
                          UintegerValue(10),
                          MakeUintegerAccessor(&Self::m_tcpFlows),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Load",
                          "selfsimilar: mean rate of payload",
                          DataRateValue(DataRate("6Mbps")),
                          MakeDataRateAccessor(&Self::m_load),
                          MakeDataRateChecker())
            .AddAttribute("Sessions",
                          "web: users",
                          UintegerValue(400),
                          MakeUintegerAccessor(&Self::m_sessions),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("ThinkTime",
                          "web: mean time that a user reads a page",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Self::m_thinkTime),
                          MakeTimeChecker(MilliSeconds(100), Seconds(3600)))
            .AddAttribute(
                "WarmUp",
                "networks: the bundle begins after this time; it does not count until its "
                "slow start is over",
                TimeValue(Seconds(60)),
                MakeTimeAccessor(&Self::m_warmUp),
                MakeTimeChecker(Time(0), Seconds(3600)))
            .AddAttribute("Longest",
                          "networks: simulated time that the bundle may take; a run fails whose "
                          "bundle gets too little bandwidth for its packets",
                          TimeValue(Seconds(20000)),
                          MakeTimeAccessor(&Self::m_longest),
                          MakeTimeChecker(Seconds(1), Seconds(1000000)));
    return tid;
}

std::vector<Metric>
ClvlLossExperiment::GetMetrics() const
{
    return {
        {"raw_loss", "", "share of all frames that the path lost: data, parity, repairs"},
        {"residual_loss", "", "share of the packets that did not come out of the link"},
        {"residual_outside", "", "the same without packets that were sent in an outage"},
        {"residual_over_raw2",
         "",
         "residual loss over the raw loss squared: 1 if first transmissions and retransmissions "
         "lose the same; no value without loss"},
        {"residual_p95", "", "95th percentile of the residual loss over periods"},
        {"overhead_packets", "", "redundant frames per packet"},
        {"overhead_bytes", "", "bytes of redundancy per byte of data"},
        {"excess_overhead", "", "overhead in packets less the raw loss"},
        {"redundancy", "", "r that the entry reckons with in the end"},
        {"feasible", "", "1 if the policy can meet the target on this path, as far as is known"},
        {"aim", "", "kappa q: the residual loss for which redundancy was chosen last"},
        {"corrupted", "", "packets that came out with other bytes; of the codec real"},
        {"leftover", "", "packets that are neither delivered nor given up in the end"},
        {"rate_mbps", "Mbps", "networks: b in the end"},
        {"counted", "", "packets that count"}};
}

void
ClvlLossExperiment::CheckParameters() const
{
    if (!IsNetwork())
    {
        return;
    }
    try
    {
        MakeBackground();
    }
    catch (const std::invalid_argument& error)
    {
        throw ParameterError(error.what());
    }
}

ClvlLossExperiment::Traffic
ClvlLossExperiment::RunSynthetic(LossRecord& record) const
{
    constexpr int64_t PATH_STREAM = 1;
    constexpr int64_t REPORT_STREAM = 11;

    /** Compares and records what comes out. */
    class Sink : public RecordingSink
    {
      public:
        using RecordingSink::RecordingSink;

        void Deliver(const BundlePacket& packet, bool wasRepaired) override
        {
            RecordingSink::Deliver(packet, wasRepaired);
            m_corrupted += packet.data == nullptr || IsIntact(packet) ? 0 : 1;
        }

        double Corrupted() const
        {
            return m_corrupted;
        }

        static void Write(uint32_t sequence, std::vector<uint8_t>& body)
        {
            std::memcpy(body.data(), &sequence, sizeof(sequence));
            std::memcpy(body.data() + body.size() - sizeof(sequence), &sequence, sizeof(sequence));
        }

      private:
        static bool IsIntact(const BundlePacket& packet)
        {
            const uint32_t sequence = packet.sequence;
            return std::memcmp(packet.data, &sequence, sizeof(sequence)) == 0 &&
                   std::memcmp(packet.data + packet.size - sizeof(sequence),
                               &sequence,
                               sizeof(sequence)) == 0;
        }

        double m_corrupted = 0;
    };

    SyntheticPathParams pathParams;
    pathParams.kind = m_background == GILBERT  ? "gilbert"
                      : m_background == OUTAGE ? "outage"
                      : m_epoch == MODEL_A     ? "epoch-a"
                                               : "epoch-b";
    pathParams.loss = m_loss;
    pathParams.burst = m_burst;
    pathParams.rtt = ToCore(m_rtt);
    const SyntheticPath path = SyntheticPath::Make(pathParams, PATH_STREAM);
    SyntheticPathParams backParams;
    backParams.loss = m_reportLoss;
    backParams.burst = 1;
    const SyntheticPath back = SyntheticPath::Make(backParams, REPORT_STREAM);

    SimulatedClvlParams params;
    params.link = LinkParams(ToCore(m_rtt), m_windowPackets);
    params.link.code = m_codec == COUNTING ? "counting" : "";
    params.delay = ToCore(m_rtt) / 2;
    params.interval = ToCore(m_rtt) / m_windowPackets;
    Sink sink(record);
    SimulatedClvl link(params, *path.process, back.process.get(), sink);
    std::vector<uint8_t> body(m_packetBytes);
    BundlePacket packet;
    packet.size = m_packetBytes;
    packet.data = m_codec == REAL ? body.data() : nullptr;
    for (uint32_t i = 0; i < m_packets; ++i)
    {
        packet.sequence = i;
        if (m_codec == REAL)
        {
            Sink::Write(i, body);
        }
        link.Send(packet);
        // not before: the path is asked about earlier frames meanwhile
        record.Sent(path.outage != nullptr && path.outage->IsOut(link.Now()));
    }
    link.Finish();

    Traffic traffic;
    traffic.entry = link.Entry().GetCounters();
    traffic.sentFrames = link.Path().sent;
    traffic.lostFrames = link.Path().lost;
    traffic.choice = link.Entry().GetRedundancy();
    traffic.corrupted = sink.Corrupted();
    traffic.leftover = m_packets - static_cast<double>(link.Exit().Receipts().Delivered()) -
                       static_cast<double>(LostOn(link.Entry(), link.Exit()));
    constexpr uint32_t MARGIN = 3; // round trips that a packet needs for its repair
    record.ExtendOutages(uint64_t{MARGIN} * m_windowPackets);
    return traffic;
}

DumbbellTopology::Params
ClvlLossExperiment::NetworkParams() const
{
    constexpr uint32_t PAIRS = 9;
    DumbbellTopology::Params params;
    params.pairs = PAIRS;
    params.bottleneckDelay = m_rtt / 2;
    if (m_queue == RED)
    {
        params.rootQueueDisc = RedQueue(RedQueueParams());
    }
    return params;
}

std::unique_ptr<BackgroundTraffic>
ClvlLossExperiment::MakeBackground() const
{
    BackgroundSetup setup;
    setup.tcp.flows = m_tcpFlows;
    setup.selfSimilar.load = m_load;
    setup.web.sessions = m_sessions;
    setup.web.thinkTime = m_thinkTime;
    const char* kind = m_background == TCP ? "tcp" : m_background == WEB ? "web" : "selfsimilar";
    return BackgroundTraffics().Create(kind, setup);
}

ClvlLossExperiment::Bundle
ClvlLossExperiment::AddBundle(const DumbbellTopology& network, int64_t stream) const
{
    constexpr uint32_t WAITING = 50; // packets that always wait
    OverqosHelper overlay;
    overlay.SetLinks(LinkConfig());
    overlay.SetLink("WindowFrames", UintegerValue(m_windowPackets));
    overlay.SetLink("InitialRtt", TimeValue(m_rtt));
    overlay.SetLink("Flows", DoubleValue(m_flows));
    Bundle bundle;
    bundle.from = overlay.Install(network.Left().Get(0));
    bundle.to = overlay.Install(network.Right().Get(0));
    bundle.number =
        overlay.Connect(bundle.from, network.LeftAddress(0), bundle.to, network.RightAddress(0));
    overlay.SetRoutes();
    BundleBacklog::Params params;
    params.bundle = bundle.number;
    params.egress = bundle.to->GetNumber();
    params.packetBytes = m_packetBytes;
    params.total = m_packets;
    params.waiting = WAITING;
    params.interval = MilliSeconds(2);
    bundle.source = CreateObject<BundleBacklog>();
    bundle.source->Setup(bundle.from, params);
    bundle.source->SetStartTime(m_warmUp);
    bundle.from->GetNode()->AddApplication(bundle.source);
    overlay.AssignStreams(stream);
    return bundle;
}

void
ClvlLossExperiment::RunBundle(const Bundle& bundle) const
{
    const Time step = Seconds(1);
    // the router comes with the first event
    const auto isOver = [&bundle] {
        return bundle.source->IsDone() && bundle.Sender().NextEvent() == FOREVER;
    };
    for (Time end = m_warmUp; !isOver();)
    {
        if (end >= m_warmUp + m_longest)
        {
            std::ostringstream text;
            text << "the bundle has sent " << bundle.source->GetPackets() << " of " << m_packets
                 << " packets after " << m_longest.GetSeconds()
                 << " s; it needs fewer packets, less other traffic or a larger longest";
            throw std::runtime_error(text.str());
        }
        end += step;
        Simulator::Stop(end - Simulator::Now());
        Simulator::Run();
    }
}

ClvlLossExperiment::Traffic
ClvlLossExperiment::RunNetwork(LossRecord& record) const
{
    const DumbbellTopology network(NetworkParams());
    const auto background = MakeBackground();
    int64_t stream = network.NextStream();
    stream += background->Install(network, {1, NetworkParams().pairs - 1}, stream);
    Bundle bundle = AddBundle(network, stream);
    const std::function<void(uint32_t)> onSent = [&](uint32_t) { record.Sent(false); };
    bundle.source->TraceConnectWithoutContext("Sent", Callback<void, uint32_t>(onSent));
    const std::function<void()> onSlowStartOver = [&] {
        bundle.slowStart = bundle.Sender().Link().GetCounters();
    };
    bundle.source->TraceConnectWithoutContext("SlowStartOver", Callback<void>(onSlowStartOver));
    bundle.to->SetDeliverCallback([&](const BundlePacket& packet) {
        record.Delivered(BundleBacklog::NumberOf(packet));
        const uint64_t sent = FramesOf(bundle.slowStart);
        const ArrivedFrames& frames = bundle.Exit().Frames();
        if (bundle.isSlow && sent > 0 && frames.Edge() >= sent)
        {
            bundle.isSlow = false;
            bundle.slowFrames = frames.Edge(); // frames are numbered from 0
            bundle.slowLost = frames.Lost();
        }
    });
    RunBundle(bundle);

    const ClvlEntry& entry = bundle.Sender().Link();
    const ClvlExit& exit = bundle.Exit();
    const uint64_t frames = FramesOf(entry.GetCounters());
    if (bundle.isSlow)
    {
        throw std::runtime_error(
            "the bundle has sent its " + std::to_string(m_packets) +
            " packets in slow start; it needs more packets or more other traffic");
    }
    Traffic traffic;
    traffic.entry = Difference(entry.GetCounters(), bundle.slowStart);
    traffic.sentFrames = frames - bundle.slowFrames;
    traffic.lostFrames = frames - exit.GetCounters().frames - bundle.slowLost;
    traffic.choice = entry.GetRedundancy();
    traffic.mbps = static_cast<double>(bundle.Sender().Rate().Total().BitsPerSecond()) / 1e6;
    traffic.leftover = m_packets - static_cast<double>(exit.Receipts().Delivered()) -
                       static_cast<double>(LostOn(entry, exit));
    record.SkipFirst(bundle.slowStart.dataFrames);
    return traffic;
}

void
ClvlLossExperiment::DoRun(Result& result)
{
    LossRecord record;
    const Traffic traffic = IsNetwork() ? RunNetwork(record) : RunSynthetic(record);

    std::vector<double> periods = record.ResidualByPeriod(m_period);
    Table& table = result.AddTable("periods", {{"period", ""}, {"residual_loss", ""}});
    for (std::size_t i = 0; i < periods.size(); ++i)
    {
        table.AddRow({static_cast<double>(i), periods[i]});
    }
    std::sort(periods.begin(), periods.end());

    constexpr double MOST = 0.95;
    const EntryCounters& sent = traffic.entry;
    const auto redundant =
        static_cast<double>(sent.parityFrames + sent.repairFrames + sent.repairParityFrames);
    const auto data = static_cast<double>(sent.dataFrames);
    const double raw =
        static_cast<double>(traffic.lostFrames) / static_cast<double>(traffic.sentFrames);
    result.AddMetric("raw_loss", raw);
    result.AddMetric("residual_loss", record.Residual());
    result.AddMetric("residual_outside", record.ResidualOutsideOutages());
    result.AddMetric("residual_over_raw2", raw > 0 ? record.Residual() / (raw * raw) : NAN);
    result.AddMetric("residual_p95", SortedQuantile(periods, MOST));
    result.AddMetric("overhead_packets", redundant / data);
    result.AddMetric("overhead_bytes",
                     static_cast<double>(sent.redundantBytes) /
                         static_cast<double>(sent.dataBytes));
    result.AddMetric("excess_overhead", redundant / data - raw);
    result.AddMetric("redundancy", traffic.choice.Share());
    result.AddMetric("feasible", traffic.choice.isFeasible ? 1 : 0);
    result.AddMetric("aim", traffic.choice.aim);
    result.AddMetric("corrupted", traffic.corrupted);
    result.AddMetric("leftover", traffic.leftover);
    result.AddMetric("rate_mbps", traffic.mbps);
    result.AddMetric("counted", static_cast<double>(record.Packets()));
}

} // namespace qos
} // namespace ns3
