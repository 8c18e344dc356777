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

#include "stack/stack-audit.h"
#include "stack/stack-params.h"
#include "stack/stack-report.h"
#include "stack/stack-scenario.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

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
    void DoRun(Result& result) override;

    /** @return the parameters, for those who do not know this class */
    StackParams Params() const;

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
    return StackMetrics();
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

StackParams
StackVideoExperiment::Params() const
{
    StackParams params;
    params.hasQSockets = m_hasQSockets;
    params.hasManager = m_hasManager;
    params.hasOverqos = m_hasOverqos;
    params.tree = m_tree;
    params.viewers = m_viewers;
    params.fps = m_fps;
    params.videoRate = m_videoRate;
    params.playout = m_playout;
    params.deadline = m_deadline;
    params.patience = m_patience;
    params.oln = m_oln;
    params.old = m_old;
    params.serverRate = m_serverRate;
    params.bulkFlows = m_bulkFlows;
    params.sourceRate = m_sourceRate;
    params.leastRate = m_leastRate;
    params.mostRate = m_mostRate;
    params.loss = m_loss;
    params.burst = m_burst;
    params.crossLoad = m_crossLoad;
    params.webSize = m_webSize;
    params.webGap = m_webGap;
    params.initialWindow = m_initialWindow;
    params.linkFlows = m_linkFlows;
    params.order = m_order;
    params.residualTarget = m_residualTarget;
    params.warmup = m_warmup;
    params.duration = m_duration;
    return params;
}

void
StackVideoExperiment::DoRun(Result& result)
{
    constexpr int64_t ENDING = 5; // seconds for what is on its way
    const StackParams params = Params();
    const StackPlan plan = PlanStack(params);
    result.AddRun(ToSimulator(plan.treeRun.time).GetSeconds(), plan.treeRun.events);
    const StackScenario scenario(params, plan.network);
    const StackAudit audit(scenario.GetNetwork(), StackScenario::VIDEO_PORT, m_viewers + 1);
    Simulator::Stop(m_duration + Seconds(ENDING));
    Simulator::Run();
    StackReport(result, params, plan.network, scenario, audit).Write();
}

} // namespace qos
} // namespace ns3
