/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * All four systems in one experiment: a live video and Web pages from one server to some viewers.
 *
 *                                                            +-- viewer 1 (Web client, relay)
 *     server -- scheduler -- 6 Mb/s -- overlay node 0 --- router -- viewer 2 (Web client, relay)
 *       video, Web server,                  |                +-- ...
 *       bulk transfers ---------------------+                +-- cross traffic
 *
 * QSockets schedule the video at the server, which bulk transfers to overlay node 0 perturb. The
 * Congestion Manager shares what it knows of the path to a viewer among the video and all Web
 * connections there. OverQoS recovers what the links of the viewers lose. The tree of iOverlay
 * decides who sends the video on to whom. Each of them can be switched off. Nothing of this is
 * published: the composition and all figures are this project's.
 */

#include "stack/picture-relay.h"
#include "stack/picture-server.h"
#include "stack/stack-audit.h"
#include "stack/stack-network.h"
#include "stack/stack-tree.h"
#include "stack/viewing-quality.h"

#include "ns3/boolean.h"
#include "ns3/byte-count.h"
#include "ns3/cm-helper.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-udp-socket-factory.h"
#include "ns3/double.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/feedback-receiver.h"
#include "ns3/file-sink.h"
#include "ns3/file-source.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/ns3-compat.h"
#include "ns3/on-off-helper.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/parameter-error.h"
#include "ns3/qsocket-helper.h"
#include "ns3/quantile.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/time-conversion.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/web-client.h"
#include "ns3/web-server.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

/** All four systems. */
class StackVideoExperiment : public Experiment
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
    /** What runs. */
    struct Run
    {
        /** @param params of the network */
        explicit Run(const StackNetwork::Params& params);

        StackNetwork network;                   //!< hosts and links
        Ptr<PictureServer> server;              //!< of the video
        std::vector<Ptr<PictureRelay>> viewers; //!< of nodes 1, 2, ...
        std::vector<Ptr<WebClient>> webClients; //!< of the same
        std::vector<Ptr<FileSink>> bulkSinks;   //!< of the bulk transfers
    };

    void DoRun(Result& result) override;

    /** @return rates of the links of overlay nodes */
    std::vector<DataRate> DrawRates() const;

    /**
     * @param result is told of what the tree took
     * @return what the network is built from
     */
    StackNetwork::Params NetworkParams(Result& result) const;

    /** @return what the pictures are like */
    PictureParams Pictures() const;

    /**
     * @param run gets schedulers, congestion management, server and viewers
     * @param parents of the tree
     */
    void AddVideo(Run& run, const std::vector<uint32_t>& parents) const;

    /**
     * Give all Web connections of the server one stream, which loses nothing.
     * @param manager of the server's sockets
     * @param device of the server
     */
    static void AddWebStream(QSocketManager& manager, const std::string& device);

    /** @param run gets Web clients and a server */
    void AddWeb(Run& run) const;

    /** @param run gets bulk transfers of the server, and cross traffic */
    void AddOthers(Run& run) const;

    /**
     * @param result gets what viewers saw
     * @param run that has run
     */
    void ReportVideo(Result& result, const Run& run) const;

    /**
     * @param result gets what Web clients saw
     * @param run that has run
     * @param parents of the tree
     */
    void ReportWeb(Result& result, const Run& run, const std::vector<uint32_t>& parents) const;

    /**
     * @param result gets what it cost, and the account
     * @param run that has run
     * @param audit of its network
     */
    void ReportCosts(Result& result, const Run& run, const StackAudit& audit) const;

    /**
     * @param result gets the tree
     * @param run that has run
     * @param params of its network
     * @param audit of its network
     */
    void ReportTree(Result& result,
                    const Run& run,
                    const StackNetwork::Params& params,
                    const StackAudit& audit) const;

    /**
     * @param links of a network
     * @return packets on them that nobody knows of
     */
    static double LeftoverOf(const StackLinkTotals& links);

    /**
     * @param run without virtual links
     * @param audit of its network
     * @return datagrams of the video that nobody knows of
     */
    static double LeftoverOfVideo(const Run& run, const StackAudit& audit);

    /**
     * @param run that has run
     * @return what its viewers saw
     */
    ViewingQuality Quality(const Run& run) const;

    /**
     * @param bytes in all
     * @return their mean rate
     */
    double Mbps(uint64_t bytes) const;

    /** @return options of all TCP connections */
    TcpOptions Tcp() const;

    static constexpr uint16_t VIDEO_PORT = 5004; //!< of viewers
    static constexpr uint16_t WEB_PORT = 80;     //!< of the server

    bool m_hasQSockets = true;                                  //!< parameter qsockets
    bool m_hasManager = true;                                   //!< parameter congestion_manager
    bool m_hasOverqos = true;                                   //!< parameter overqos
    StackTreeRule m_tree = STACK_STRESS_AWARE;                  //!< parameter overlay_tree
    uint32_t m_viewers = 0;                                     //!< parameter viewers
    double m_fps = 0;                                           //!< parameter fps
    DataRate m_videoRate;                                       //!< parameter video_rate
    Time m_playout;                                             //!< parameter playout
    Time m_deadline;                                            //!< parameter deadline
    Time m_patience;                                            //!< parameter patience
    uint32_t m_oln = 0;                                         //!< parameter oln
    uint32_t m_old = 0;                                         //!< parameter old
    DataRate m_serverRate;                                      //!< parameter server_rate
    uint32_t m_bulkFlows = 0;                                   //!< parameter bulk_flows
    DataRate m_sourceRate;                                      //!< parameter source_rate
    DataRate m_leastRate;                                       //!< parameter least_rate
    DataRate m_mostRate;                                        //!< parameter most_rate
    double m_loss = 0;                                          //!< parameter loss
    double m_burst = 1;                                         //!< parameter burst
    double m_crossLoad = 0;                                     //!< parameter cross_load
    ByteCount m_webSize;                                        //!< parameter web_size
    Time m_webGap;                                              //!< parameter web_gap
    uint32_t m_initialWindow = 0;                               //!< parameter initial_window
    double m_linkFlows = 0;                                     //!< parameter clvl_flows
    OverqosNode::OrderChoice m_order = OverqosNode::END_TO_END; //!< parameter order
    double m_residualTarget = 0;                                //!< parameter q
    Time m_warmup;                                              //!< parameter warmup
    Time m_duration;                                            //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(StackVideoExperiment,
                        "stack-video",
                        "video and Web pages over all four systems: what does each of them buy?",
                        "nothing published");

namespace
{

constexpr double MILLI = 1e3;
constexpr double MEGA = 1e6;

/** Numbers of random streams; each user has room for its own. */
enum StreamBase : int64_t
{
    RATES_STREAM = 1,
    DELAYS_STREAM = 2,
    TREE_STREAM = 3,
    BULK_STREAM = 4,
    WEB_PHASE_STREAM = 5,
    VIDEO_STREAM = 10,
    WEB_STREAM = 1000,
    CROSS_STREAM = 2000,
    CM_STREAM = 9000,
    NETWORK_STREAM = 10000
};

/**
 * @param item a packet
 * @param port of TCP
 * @return whether it is from the port
 */
bool
IsFromPort(const Ptr<const QueueDiscItem>& item, uint16_t port)
{
    const auto ip = DynamicCast<const Ipv4QueueDiscItem>(item);
    if (!ip || ip->GetHeader().GetProtocol() != TcpL4Protocol::PROT_NUMBER)
    {
        return false;
    }
    TcpHeader tcp;
    item->GetPacket()->PeekHeader(tcp);
    return tcp.GetSourcePort() == port;
}

} // namespace

StackVideoExperiment::Run::Run(const StackNetwork::Params& params)
    : network(params)
{
}

TypeId
StackVideoExperiment::GetTypeId()
{
    using Self = StackVideoExperiment;
    static TypeId tid =
        TypeId("ns3::qos::StackVideoExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "Qsockets",
                "whether video and Web have streams in a DWCS scheduler of the server; if "
                "not, all packets of the server share a FIFO of 100 packets",
                BooleanValue(true),
                MakeBooleanAccessor(&Self::m_hasQSockets),
                MakeBooleanChecker())
            .AddAttribute("CongestionManager",
                          "whether the server's video and Web connections share a congestion "
                          "window for each viewer; if not, they are plain UDP and TCP",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_hasManager),
                          MakeBooleanChecker())
            .AddAttribute("Overqos",
                          "whether packets between overlay nodes cross virtual links of "
                          "controlled loss; if not, they go directly by IP",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_hasOverqos),
                          MakeBooleanChecker())
            .AddAttribute("OverlayTree",
                          "who sends the video to a viewer: the least stressed member that its "
                          "query finds (stress_aware), a random one (random), the server (unicast)",
                          compat::EnumValue<StackTreeRule>(STACK_STRESS_AWARE),
                          compat::EnumAccessor<StackTreeRule>(&Self::m_tree),
                          MakeEnumChecker(STACK_STRESS_AWARE,
                                          "stress_aware",
                                          STACK_RANDOM,
                                          "random",
                                          STACK_UNICAST,
                                          "unicast"))
            .AddAttribute("Viewers",
                          "how many there are",
                          UintegerValue(12),
                          MakeUintegerAccessor(&Self::m_viewers),
                          MakeUintegerChecker<uint32_t>(1, 50))
            .AddAttribute("Fps",
                          "pictures per second",
                          DoubleValue(20),
                          MakeDoubleAccessor(&Self::m_fps),
                          MakeDoubleChecker<double>(1, 100))
            .AddAttribute("VideoRate",
                          "mean rate of the pictures",
                          DataRateValue(DataRate("500kbps")),
                          MakeDataRateAccessor(&Self::m_videoRate),
                          MakeRateChecker(DataRate("10kbps"), DataRate("20Mbps")))
            .AddAttribute("Playout",
                          "when a picture is shown, after it was made; packets that wait longer at "
                          "the entry of a virtual link are dropped",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&Self::m_playout),
                          MakeTimeChecker(MilliSeconds(10), Seconds(100)))
            .AddAttribute(
                "Deadline",
                "when a datagram of a picture is to have left the server, after its socket "
                "got it",
                TimeValue(MilliSeconds(100)),
                MakeTimeAccessor(&Self::m_deadline),
                MakeTimeChecker(MilliSeconds(1), Seconds(100)))
            .AddAttribute("Patience",
                          "how long a picture waits for the Congestion Manager before the server "
                          "gives it up; an I picture waits twice as long",
                          TimeValue(MilliSeconds(250)),
                          MakeTimeAccessor(&Self::m_patience),
                          MakeTimeChecker(MilliSeconds(1), Seconds(100)))
            .AddAttribute("Oln",
                          "DWCS: pictures that may be lost out of old consecutive ones",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_oln),
                          MakeUintegerChecker<uint32_t>(0, 10000))
            .AddAttribute("Old",
                          "DWCS: length of a window in pictures",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Self::m_old),
                          MakeUintegerChecker<uint32_t>(0, 10000))
            .AddAttribute("ServerRate",
                          "rate of the server's link",
                          DataRateValue(DataRate("6Mbps")),
                          MakeDataRateAccessor(&Self::m_serverRate),
                          MakeRateChecker(DataRate("100kbps"), DataRate("1Gbps")))
            .AddAttribute("BulkFlows",
                          "bulk TCP transfers from the server to overlay node 0",
                          UintegerValue(2),
                          MakeUintegerAccessor(&Self::m_bulkFlows),
                          MakeUintegerChecker<uint32_t>(0, 100))
            .AddAttribute("SourceRate",
                          "rate of the link of overlay node 0",
                          DataRateValue(DataRate("3Mbps")),
                          MakeDataRateAccessor(&Self::m_sourceRate),
                          MakeRateChecker(DataRate("100kbps"), DataRate("1Gbps")))
            .AddAttribute("LeastRate",
                          "least rate of the link of a viewer; rates are uniform",
                          DataRateValue(DataRate("1Mbps")),
                          MakeDataRateAccessor(&Self::m_leastRate),
                          MakeRateChecker(DataRate("100kbps"), DataRate("1Gbps")))
            .AddAttribute("MostRate",
                          "largest rate of the link of a viewer",
                          DataRateValue(DataRate("4Mbps")),
                          MakeDataRateAccessor(&Self::m_mostRate),
                          MakeRateChecker(DataRate("100kbps"), DataRate("1Gbps")))
            .AddAttribute("Loss",
                          "share of the packets that the link to a viewer loses",
                          DoubleValue(0.02),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("Burst",
                          "mean number of packets in a burst of losses; 1: independent losses",
                          DoubleValue(3),
                          MakeDoubleAccessor(&Self::m_burst),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("CrossLoad",
                          "mean traffic of others to each viewer, as a share of its link's rate",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&Self::m_crossLoad),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("WebSize",
                          "size of a Web page",
                          ByteCountValue(ByteCount(30000)),
                          MakeByteCountAccessor(&Self::m_webSize),
                          MakeByteCountChecker(1, 1U << 20U))
            .AddAttribute("WebGap",
                          "time from a viewer's request of a page to the next one",
                          TimeValue(Seconds(3)),
                          MakeTimeAccessor(&Self::m_webGap),
                          MakeTimeChecker(MilliSeconds(100), Seconds(1000)))
            .AddAttribute("InitialWindow",
                          "first window of a connection, or with the Congestion Manager of a "
                          "macroflow, segments",
                          UintegerValue(2),
                          MakeUintegerAccessor(&Self::m_initialWindow),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("ClvlFlows",
                          "N: TCP connections that a virtual link stands for; 0 to count its flows",
                          DoubleValue(4),
                          MakeDoubleAccessor(&Self::m_linkFlows),
                          MakeDoubleChecker<double>(0, 1000))
            .AddAttribute("Order",
                          "whether packets leave the virtual links as they come (none), in order "
                          "at the last node (e2e) or at every node (hop)",
                          compat::EnumValue<OverqosNode::OrderChoice>(OverqosNode::END_TO_END),
                          compat::EnumAccessor<OverqosNode::OrderChoice>(&Self::m_order),
                          MakeEnumChecker(OverqosNode::NONE,
                                          "none",
                                          OverqosNode::END_TO_END,
                                          "e2e",
                                          OverqosNode::HOP,
                                          "hop"))
            .AddAttribute("Q",
                          "residual loss that a virtual link is to stay below",
                          DoubleValue(0.001),
                          MakeDoubleAccessor(&Self::m_residualTarget),
                          MakeDoubleChecker<double>(1e-9, 0.5))
            .AddAttribute("Warmup",
                          "pictures and pages from before do not count",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Self::m_warmup),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddAttribute("Duration",
                          "how long the server sends",
                          TimeValue(Seconds(40)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(2), Seconds(3600)));
    return tid;
}

std::vector<Metric>
StackVideoExperiment::GetMetrics() const
{
    return {
        {"fps_mean", "1/s", "pictures in time per second, mean over viewers"},
        {"fps_min", "1/s", "the same, of the viewer with the fewest"},
        {"decodable_fps_mean",
         "1/s",
         "pictures in time with all that they are predicted from, mean over viewers"},
        {"decodable_fps_min", "1/s", "the same, of the viewer with the fewest"},
        {"i_lost", "", "share of the I pictures that were not whole in time, over all viewers"},
        {"p_lost", "", "the same of P pictures"},
        {"b_lost", "", "the same of B pictures"},
        {"late", "", "share of the pictures that were whole, but too late"},
        {"delay_mean_ms", "ms", "mean delay of whole pictures from the server to the viewers"},
        {"delay_p95_ms", "ms", "its 95th percentile"},
        {"scheduler_dropped",
         "",
         "share of the pictures for its children that the server's "
         "scheduler dropped"},
        {"scheduler_dropped_i", "", "of these, I pictures; a number"},
        {"manager_dropped",
         "",
         "share of the pictures for its children that waited for too long for the Congestion "
         "Manager, and were given up by the server"},
        {"web_mean_ms", "ms", "mean time to load a page"},
        {"web_p95_ms", "ms", "its 95th percentile"},
        {"web_near_ms", "ms", "mean time of the viewers that the server itself sends the video to"},
        {"web_unfinished", "", "pages that were not loaded in the end"},
        {"bulk_mbps", "Mbps", "goodput of the bulk transfers"},
        {"redundancy", "", "bytes of parity and repairs over bytes of packets on virtual links"},
        {"parity_frames", "", "frames of parity"},
        {"repair_frames", "", "frames of repairs"},
        {"report_mbps", "Mbps", "reports of virtual links, all together"},
        {"link_dropped", "", "share of the packets for virtual links that their entries dropped"},
        {"link_lost", "", "share of the same that was lost on the links all the same"},
        {"open_packets",
         "",
         "packets that did not come out of a virtual link, which no end of it has given up yet"},
        {"late_repairs", "", "repairs that came when the exit had given their packets up"},
        {"sent_mbps", "Mbps", "what all overlay nodes sent on their links"},
        {"source_mbps", "Mbps", "what overlay node 0 sent on its link"},
        {"depth_max", "", "depth of the tree"},
        {"root_degree", "", "viewers that the server itself sends the video to"},
        {"pictures", "", "that count"},
        {"leftover",
         "",
         "packets neither delivered nor dropped nor lost in the end: on virtual links, if there "
         "are "
         "any, else of the video"}};
}

void
StackVideoExperiment::CheckParameters() const
{
    if (m_oln > m_old)
    {
        throw ParameterError("oln is " + std::to_string(m_oln) +
                             "; allowed is at most old, which is " + std::to_string(m_old));
    }
    if (m_leastRate > m_mostRate)
    {
        throw ParameterError("least_rate is above most_rate; allowed is at most most_rate");
    }
    if (m_warmup + Seconds(1) > m_duration)
    {
        throw ParameterError("warmup ends less than a second before duration; allowed is any time "
                             "that leaves a second");
    }
}

std::vector<DataRate>
StackVideoExperiment::DrawRates() const
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(RATES_STREAM);
    std::vector<DataRate> rates{m_sourceRate};
    for (uint32_t i = 0; i < m_viewers; ++i)
    {
        const double rate = random->GetValue(static_cast<double>(m_leastRate.GetBitRate()),
                                             static_cast<double>(m_mostRate.GetBitRate()));
        rates.emplace_back(static_cast<uint64_t>(rate));
    }
    return rates;
}

StackNetwork::Params
StackVideoExperiment::NetworkParams(Result& result) const
{
    StackNetwork::Params params;
    params.serverRate = m_serverRate;
    params.rates = DrawRates();
    const auto delays = CreateObject<UniformRandomVariable>();
    delays->SetStream(DELAYS_STREAM);
    for (std::size_t i = 0; i < params.rates.size(); ++i)
    {
        params.delays.push_back(Seconds(delays->GetValue(0.005, 0.025)));
    }
    params.loss = m_loss;
    params.burst = m_burst;
    StackTree tree = BuildStackTree(m_tree, params.rates, TREE_STREAM);
    result.AddRun(ToSimulator(tree.run.time).GetSeconds(), tree.run.events);
    params.parents = std::move(tree.parents);
    params.firstStream = NETWORK_STREAM;
    if (m_hasOverqos)
    {
        ObjectFactory links("ns3::qos::OverqosLinkConfig");
        links.Set("Flows", DoubleValue(m_linkFlows));
        links.Set("ResidualTarget", DoubleValue(m_residualTarget));
        links.Set("QueueTime", TimeValue(m_playout));
        params.virtualLinks = links;
        params.order = m_order;
    }
    return params;
}

PictureParams
StackVideoExperiment::Pictures() const
{
    constexpr double BITS = 8;
    // sizes as 15 : 7 : 3
    constexpr double I = 15;
    constexpr double P = 7;
    constexpr double B = 3;
    PictureParams params;
    params.fps = m_fps;
    double units = 0;
    for (const char kind : params.gop)
    {
        units += kind == 'I' ? I : kind == 'P' ? P : B;
    }
    const double groupBytes = static_cast<double>(m_videoRate.GetBitRate()) / BITS *
                              static_cast<double>(params.gop.size()) / m_fps;
    params.intraBytes = groupBytes * I / units;
    params.forwardBytes = groupBytes * P / units;
    params.bothBytes = groupBytes * B / units;
    return params;
}

TcpOptions
StackVideoExperiment::Tcp() const
{
    TcpOptions options;
    options.segmentBytes = 1200; // fits into a virtual link
    options.initialWindow = m_initialWindow;
    options.hasSack = false; // ns-3.37 fails where SACK meets a full receive window
    return options;
}

void
StackVideoExperiment::AddVideo(Run& run, const std::vector<uint32_t>& parents) const
{
    const Ptr<Node> host = run.network.Server();
    PictureServerParams params;
    params.pictures = Pictures();
    params.deadline = m_deadline;
    params.patience = m_patience;
    params.stream = VIDEO_STREAM;
    params.sockets = UdpSocketFactory::GetTypeId();
    if (m_hasManager)
    {
        CmHelper helper;
        helper.Set("InitialWindow", UintegerValue(m_initialWindow));
        helper.SetUdp("Acknowledged", BooleanValue(true));
        helper.Install(host);
        CmHelper::AssignStreams(NodeContainer(host), CM_STREAM);
        params.sockets = CmUdpSocketFactory::GetTypeId();
    }
    if (m_hasQSockets)
    {
        const auto options = std::make_shared<DwcsOptions>();
        options->meaning = DeadlinePolicy::COMPLETE;
        QSocketHelper scheduler(DwcsScheduler::NAME);
        scheduler.SetOptions(options);
        const Ptr<QSocketManager> manager = scheduler.Install(run.network.ServerDevice());
        const auto attributes = std::make_shared<DwcsAttributes>();
        attributes->ipg = ToCore(Seconds(1 / m_fps));
        attributes->oln = m_oln;
        attributes->old = m_old;
        const std::string device = manager->NameOf(run.network.ServerDevice());
        params.qos = QosParams{device, DwcsScheduler::NAME, attributes};
        AddWebStream(*manager, device);
    }
    run.server = CreateObject<PictureServer>();
    run.server->SetParams(params);
    run.server->SetStartTime(Seconds(1));
    run.server->SetStopTime(m_duration);
    host->AddApplication(run.server);
    for (uint32_t i = 1; i <= m_viewers; ++i)
    {
        const auto viewer = CreateObject<PictureRelay>();
        const InetSocketAddress local(Ipv4Address::GetAny(), VIDEO_PORT);
        const bool isNear = parents[i] == 0;
        if (isNear)
        {
            run.server->AddReceiver(InetSocketAddress(run.network.ViewerAddress(i), VIDEO_PORT));
        }
        if (isNear && m_hasManager)
        {
            const auto feedback = CreateObject<FeedbackReceiver>();
            feedback->SetAttribute("Local", AddressValue(local));
            feedback->TraceConnectWithoutContext("Rx",
                                                 MakeCallback(&PictureRelay::TakeStamped, viewer));
            run.network.Host(i)->AddApplication(feedback);
        }
        else
        {
            viewer->SetLocal(local);
        }
        for (uint32_t child = 1; child <= m_viewers; ++child)
        {
            if (parents[child] == i)
            {
                viewer->AddChild(InetSocketAddress(run.network.ViewerAddress(child), VIDEO_PORT));
            }
        }
        run.network.Host(i)->AddApplication(viewer);
        run.viewers.push_back(viewer);
    }
}

void
StackVideoExperiment::AddWebStream(QSocketManager& manager, const std::string& device)
{
    const auto attributes = std::make_shared<DwcsAttributes>();
    attributes->ipg = ToCore(MilliSeconds(10));
    attributes->streamFlags = DWCS_NON_DROPPABLE;
    const auto carrier = manager.CreateQSocket(UdpSocketFactory::GetTypeId(),
                                               {device, DwcsScheduler::NAME, attributes});
    const QStatus status =
        carrier ? manager.SetFilter(device,
                                    [socket = carrier.value](const auto& view) {
                                        return IsFromPort(view.item, WEB_PORT) ? socket : nullptr;
                                    })
                : carrier.status;
    if (!status)
    {
        throw std::runtime_error("the Web server has no stream: " + status.message);
    }
}

void
StackVideoExperiment::AddWeb(Run& run) const
{
    const auto server = CreateObject<WebServer>();
    server->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), WEB_PORT)));
    server->SetAttribute("SocketFactory",
                         TypeIdValue(m_hasManager ? CmTcpSocketFactory::GetTypeId()
                                                  : TcpSocketFactory::GetTypeId()));
    server->SetTcpOptions(Tcp());
    run.network.Server()->AddApplication(server);
    const auto phase = CreateObject<UniformRandomVariable>();
    phase->SetStream(WEB_PHASE_STREAM);
    const double requests =
        std::floor((m_duration - Seconds(1)).GetSeconds() / m_webGap.GetSeconds());
    int64_t stream = WEB_STREAM;
    for (uint32_t i = 1; i <= m_viewers; ++i)
    {
        const auto client = CreateObject<WebClient>();
        client->SetAttribute(
            "Remote",
            AddressValue(InetSocketAddress(run.network.ServerAddress(), WEB_PORT)));
        client->SetAttribute("FileSize", UintegerValue(m_webSize.Get()));
        client->SetAttribute("Requests",
                             UintegerValue(static_cast<uint32_t>(std::max(requests, 1.0))));
        client->SetAttribute("Gap", TimeValue(m_webGap));
        client->SetAttribute("Jitter", TimeValue(MilliSeconds(200)));
        client->SetTcpOptions(Tcp());
        stream += client->AssignStreams(stream);
        client->SetStartTime(Seconds(1 + phase->GetValue(0, m_webGap.GetSeconds())));
        run.network.Host(i)->AddApplication(client);
        run.webClients.push_back(client);
    }
}

void
StackVideoExperiment::AddOthers(Run& run) const
{
    constexpr uint16_t BULK_PORT = 6000;
    constexpr uint16_t CROSS_PORT = 7000;
    constexpr double PEAK = 2; // over the mean
    const auto start = CreateObject<UniformRandomVariable>();
    start->SetStream(BULK_STREAM);
    for (uint32_t i = 0; i < m_bulkFlows; ++i)
    {
        const auto port = static_cast<uint16_t>(BULK_PORT + i);
        const auto sink = CreateObject<FileSink>();
        sink->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
        sink->SetTcpOptions(Tcp());
        run.network.Host(0)->AddApplication(sink);
        run.bulkSinks.push_back(sink);
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote",
                             AddressValue(InetSocketAddress(run.network.GatewayAddress(), port)));
        source->SetAttribute("Bytes", UintegerValue(uint64_t{1} << 40U));
        source->SetTcpOptions(Tcp());
        source->SetStartTime(Seconds(start->GetValue(1, 2)));
        source->SetStopTime(m_duration);
        run.network.Server()->AddApplication(source);
    }
    for (uint32_t i = 1; i <= m_viewers && m_crossLoad > 0; ++i)
    {
        const Ptr<Node> host = run.network.Host(i);
        DataRateValue rate;
        host->GetDevice(1)->GetAttribute("DataRate", rate);
        const InetSocketAddress to(run.network.LinkAddress(i), CROSS_PORT);
        PacketSinkHelper(UdpSocketFactory::GetTypeId().GetName(), to).Install(host);
        OnOffHelper others(UdpSocketFactory::GetTypeId().GetName(), to);
        others.SetAttribute("OnTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        others.SetAttribute("OffTime", StringValue("ns3::ExponentialRandomVariable[Mean=0.5]"));
        others.SetAttribute("PacketSize", UintegerValue(1000));
        others.SetAttribute(
            "DataRate",
            DataRateValue(DataRate(static_cast<uint64_t>(
                PEAK * m_crossLoad * static_cast<double>(rate.Get().GetBitRate())))));
        ApplicationContainer installed = others.Install(run.network.CrossHost());
        installed.Start(MilliSeconds(500));
        installed.Stop(m_duration);
    }
    OnOffHelper(UdpSocketFactory::GetTypeId().GetName(), Address())
        .AssignStreams(NodeContainer(run.network.CrossHost()), CROSS_STREAM);
}

void
StackVideoExperiment::DoRun(Result& result)
{
    constexpr int64_t ENDING = 5; // seconds for what is on its way
    const StackNetwork::Params params = NetworkParams(result);
    Run run(params);
    AddVideo(run, params.parents);
    AddWeb(run);
    AddOthers(run);
    const StackAudit audit(run.network, VIDEO_PORT, m_viewers + 1);
    Simulator::Stop(m_duration + Seconds(ENDING));
    Simulator::Run();
    ReportVideo(result, run);
    ReportWeb(result, run, params.parents);
    ReportCosts(result, run, audit);

    ReportTree(result, run, params, audit);
}

void
StackVideoExperiment::ReportTree(Result& result,
                                 const Run& run,
                                 const StackNetwork::Params& params,
                                 const StackAudit& audit) const
{
    std::vector<uint32_t> depths(m_viewers + 1);
    uint32_t rootDegree = 0;
    Table& nodes = result.AddTable("nodes",
                                   {{"node", ""},
                                    {"parent", ""},
                                    {"rate", "Mbps"},
                                    {"depth", ""},
                                    {"fps", "1/s"},
                                    {"sent", "Mbps"}});
    const ViewingQuality quality = Quality(run);
    for (uint32_t i = 0; i <= m_viewers; ++i)
    {
        for (uint32_t at = i; at != 0; at = params.parents[at])
        {
            ++depths[i];
        }
        rootDegree += i > 0 && params.parents[i] == 0 ? 1 : 0;
        const double fps = i == 0 ? NAN : quality.FrameRate(quality.Viewers()[i - 1]);
        nodes.AddRow({i,
                      params.parents[i],
                      static_cast<double>(params.rates[i].GetBitRate()) / MEGA,
                      depths[i],
                      fps,
                      Mbps(audit.GetSentBytes(i))});
    }
    result.AddMetric("depth_max", *std::max_element(depths.begin(), depths.end()));
    result.AddMetric("root_degree", rootDegree);
}

double
StackVideoExperiment::Mbps(uint64_t bytes) const
{
    constexpr double BITS = 8;
    return static_cast<double>(bytes) * BITS / MEGA / m_duration.GetSeconds();
}

ViewingQuality
StackVideoExperiment::Quality(const Run& run) const
{
    ViewingQuality quality(*run.server, m_warmup, m_duration, m_playout);
    for (const auto& viewer : run.viewers)
    {
        quality.Add(*viewer);
    }
    return quality;
}

void
StackVideoExperiment::ReportVideo(Result& result, const Run& run) const
{
    constexpr double MOST = 0.95;
    const ViewingQuality quality = Quality(run);
    double sum = 0;
    double least = m_fps;
    double decodable = 0;
    double leastDecodable = m_fps;
    for (const ViewingQuality::Counts& seen : quality.Viewers())
    {
        sum += quality.FrameRate(seen);
        least = std::min(least, quality.FrameRate(seen));
        decodable += quality.DecodableRate(seen);
        leastDecodable = std::min(leastDecodable, quality.DecodableRate(seen));
    }
    const ViewingQuality::Counts& all = quality.All();
    const auto made =
        static_cast<double>(std::accumulate(all.made.begin(), all.made.end(), uint64_t{0}));
    const std::vector<double> delays = quality.DelaysMs();
    const double delaySum = std::accumulate(delays.begin(), delays.end(), 0.0);
    result.AddMetric("fps_mean", sum / m_viewers);
    result.AddMetric("fps_min", least);
    result.AddMetric("decodable_fps_mean", decodable / m_viewers);
    result.AddMetric("decodable_fps_min", leastDecodable);
    result.AddMetric("i_lost", quality.Lost(0));
    result.AddMetric("p_lost", quality.Lost(1));
    result.AddMetric("b_lost", quality.Lost(2));
    result.AddMetric("late", static_cast<double>(all.late) / made);
    result.AddMetric("delay_mean_ms", delaySum / static_cast<double>(delays.size()));
    result.AddMetric("delay_p95_ms", SortedQuantile(delays, MOST));
    result.AddMetric("pictures", made / m_viewers);

    uint64_t dropped = 0;
    uint64_t droppedIntra = 0;
    uint64_t abandoned = 0;
    for (const PictureServer::Outlet& outlet : run.server->GetOutlets())
    {
        dropped += outlet.dropped;
        droppedIntra += outlet.droppedIntra;
        abandoned += outlet.abandonedPictures;
    }
    const auto offered =
        static_cast<double>(run.server->GetPictures().size() * run.server->GetOutlets().size());
    result.AddMetric("scheduler_dropped", static_cast<double>(dropped) / offered);
    result.AddMetric("scheduler_dropped_i", static_cast<double>(droppedIntra));
    result.AddMetric("manager_dropped", static_cast<double>(abandoned) / offered);
}

void
StackVideoExperiment::ReportWeb(Result& result,
                                const Run& run,
                                const std::vector<uint32_t>& parents) const
{
    constexpr double MOST = 0.95;
    std::vector<double> times;
    std::vector<double> near;
    uint64_t unfinished = 0;
    for (uint32_t i = 0; i < m_viewers; ++i)
    {
        for (const WebTransfer& transfer : run.webClients[i]->GetTransfers())
        {
            if (transfer.begin < m_warmup)
            {
                continue;
            }
            if (!transfer.isDone)
            {
                ++unfinished;
                continue;
            }
            times.push_back(transfer.Duration().GetSeconds() * MILLI);
            if (parents[i + 1] == 0)
            {
                near.push_back(times.back());
            }
        }
    }
    const auto mean = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) /
               static_cast<double>(values.size());
    };
    std::sort(times.begin(), times.end());
    result.AddMetric("web_mean_ms", mean(times));
    result.AddMetric("web_p95_ms", SortedQuantile(times, MOST));
    result.AddMetric("web_near_ms", mean(near));
    result.AddMetric("web_unfinished", static_cast<double>(unfinished));
}

void
StackVideoExperiment::ReportCosts(Result& result, const Run& run, const StackAudit& audit) const
{
    uint64_t bulkBytes = 0;
    for (const auto& sink : run.bulkSinks)
    {
        bulkBytes += sink->GetReceivedBytes();
    }
    uint64_t sent = 0;
    for (uint32_t i = 0; i <= m_viewers; ++i)
    {
        sent += audit.GetSentBytes(i);
    }
    const StackLinkTotals links = run.network.LinkTotals();
    const auto share = [](uint64_t part, uint64_t all) {
        return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
    };
    result.AddMetric("bulk_mbps", Mbps(bulkBytes));
    result.AddMetric("redundancy", share(links.redundantBytes, links.dataBytes));
    result.AddMetric("parity_frames", static_cast<double>(links.parityFrames));
    result.AddMetric("repair_frames", static_cast<double>(links.repairFrames));
    result.AddMetric("report_mbps", Mbps(links.reportBytes));
    result.AddMetric("link_dropped", share(links.dropped, links.arrived));
    result.AddMetric("link_lost", share(links.lost, links.arrived));
    result.AddMetric("late_repairs", static_cast<double>(links.late));
    result.AddMetric("open_packets", static_cast<double>(links.open));
    result.AddMetric("sent_mbps", Mbps(sent));
    result.AddMetric("source_mbps", Mbps(audit.GetSentBytes(0)));
    result.AddMetric("leftover", m_hasOverqos ? LeftoverOf(links) : LeftoverOfVideo(run, audit));
}

double
StackVideoExperiment::LeftoverOf(const StackLinkTotals& links)
{
    return static_cast<double>(links.arrived) - static_cast<double>(links.dropped) -
           static_cast<double>(links.waiting) - static_cast<double>(links.delivered) -
           static_cast<double>(links.lost) - static_cast<double>(links.open);
}

double
StackVideoExperiment::LeftoverOfVideo(const Run& run, const StackAudit& audit)
{
    double sent = 0;
    for (const PictureServer::Outlet& outlet : run.server->GetOutlets())
    {
        sent += static_cast<double>(outlet.offered - outlet.refused - outlet.abandoned);
        for (const PictureServer::Backlog& waiting : outlet.backlog)
        {
            sent -= run.server->GetPictures()[waiting.picture].pieces - waiting.next;
        }
        if (outlet.managed)
        {
            const CmUdpCounters& counters = outlet.managed->GetCounters();
            sent -= static_cast<double>(counters.dropped + counters.failed);
            sent -= static_cast<double>(outlet.managed->GetWaiting());
        }
    }
    double came = 0;
    for (const auto& viewer : run.viewers)
    {
        sent += static_cast<double>(viewer->GetForwarded());
        came += static_cast<double>(viewer->GetReceived());
    }
    return sent - came - static_cast<double>(audit.GetDropped());
}

} // namespace qos
} // namespace ns3
