/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * iOverlay section 2.2: an overlay that its observer brings together and directs by a script.
 *
 *     observer . . . . . . . . . . .
 *        .           .             .
 *     source --- node 2 --- ... -- node n
 *
 * Nodes ask the observer whom they may know. The script deploys a source, lets nodes join and
 * leave, changes bandwidths and ends nodes, all while data flows.
 */

#include "overlay/observed-overlay.h"
#include "overlay/script-file.h"

#include "ns3/app-topology.h"
#include "ns3/double.h"
#include "ns3/experiment-registry.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** iOverlay, section 2.2. */
class OverlaySessionExperiment : public Experiment
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
    /** What is measured at a time. */
    struct Sample
    {
        double least = 0;        //!< rate of the member with the least, in KBps
        double mean = 0;         //!< mean rate of the members, in KBps
        std::size_t members = 0; //!< nodes below the source
    };

    void DoRun(Result& result) override;

    /**
     * @return what the observer does
     * @throws ParameterError if it is no script
     */
    ControlScript ReadScript() const;

    /** @return what the observer does if no script is given, as CSV */
    std::string Session() const;

    /**
     * @param overlay the nodes
     * @param topology of the application
     * @param before what the nodes had got before, in bytes; what they have got now afterwards
     * @return what is measured
     */
    Sample Measure(ObservedOverlay& overlay,
                   const AppTopology& topology,
                   std::vector<uint64_t>& before) const;

    uint32_t m_nodes = 0;   //!< parameter nodes
    std::string m_script;   //!< parameter script
    double m_bandwidth = 0; //!< parameter bandwidth
    uint32_t m_buffer = 0;  //!< parameter buffer
    Time m_delay;           //!< parameter delay
    Time m_period;          //!< parameter period
    Time m_duration;        //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(OverlaySessionExperiment,
                        "overlay-session",
                        "an overlay that its observer directs by a script, while data flows",
                        "nothing published");

namespace
{

/**
 * @param topology of an application
 * @param source where its data comes from
 * @return for each node, whether there is a way to it from the source
 */
std::vector<bool>
Reached(const AppTopology& topology, NodeId source)
{
    std::vector<bool> isReached(topology.nodes.size(), false);
    for (std::size_t i = 0; i < topology.nodes.size(); ++i)
    {
        isReached[i] = topology.nodes[i].id == source;
    }
    for (std::size_t round = 0; round < topology.nodes.size(); ++round)
    {
        for (const TopologyEdge& edge : topology.edges)
        {
            isReached[edge.to] = isReached[edge.to] || isReached[edge.from];
        }
    }
    return isReached;
}

} // namespace

TypeId
OverlaySessionExperiment::GetTypeId()
{
    using Self = OverlaySessionExperiment;
    static TypeId tid =
        TypeId("ns3::qos::OverlaySessionExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Nodes",
                          "nodes, the source included; in a script they have the numbers from 1 on",
                          UintegerValue(12),
                          MakeUintegerAccessor(&Self::m_nodes),
                          MakeUintegerChecker<uint32_t>(6, 1000))
            .AddAttribute("Script",
                          "file with what the observer does, in CSV or, if it ends so, in JSON; "
                          "empty: a source, joins, a slow node, the end of a node, a leave",
                          StringValue(""),
                          MakeStringAccessor(&Self::m_script),
                          MakeStringChecker())
            .AddAttribute("Bandwidth",
                          "of each node in KBps, in and out together, until the script changes it",
                          DoubleValue(200),
                          MakeDoubleAccessor(&Self::m_bandwidth),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("Buffer",
                          "messages in a buffer",
                          UintegerValue(10),
                          MakeUintegerAccessor(&Self::m_buffer),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("Delay",
                          "from a node to another, and to the observer",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&Self::m_delay),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1)))
            .AddAttribute("Period",
                          "how often it is measured",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&Self::m_period),
                          MakeTimeChecker(MilliSeconds(100), Seconds(3600)))
            .AddAttribute("Duration",
                          "how long the session is",
                          TimeValue(Seconds(200)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(100000)));
    return tid;
}

std::vector<Metric>
OverlaySessionExperiment::GetMetrics() const
{
    return {{"alive", "", "nodes that the observer knows to be alive in the end"},
            {"members", "", "nodes to which there is a way from the source in the end"},
            {"members_most", "", "the most there were when it was measured"},
            {"commands", "", "that the observer sent"},
            {"edge_changes", "", "edges that came or went, as the observer saw it"},
            {"rate_most_kbps", "KBps", "best rate of the member with the least"},
            {"delivered_mb", "MB", "payload that reached members in all, in 10^6 bytes"}};
}

std::string
OverlaySessionExperiment::Session() const
{
    std::string csv = "0,deploy,1,app=1\n";
    for (uint32_t i = 2; i <= m_nodes; ++i)
    {
        csv += std::to_string(i - 1) + ",join," + std::to_string(i) + ",app=1\n";
    }
    const auto line = [&csv, last = m_nodes](uint32_t after, const std::string& rest) {
        csv += std::to_string(last + after) + ',' + rest + '\n';
    };
    line(50, "bw-node,2,scope=total rate=40000");
    line(90, "bw-node,2,scope=total rate=200000");
    line(130, "terminate-node,3");
    line(150, "leave,4,app=1");
    return csv;
}

ControlScript
OverlaySessionExperiment::ReadScript() const
{
    const auto names = [nodes = m_nodes](const std::string& name) {
        return ObservedOverlay::IdOf(nodes, name);
    };
    if (m_script.empty())
    {
        return ControlScript::FromCsv(Session(), names);
    }
    return ScriptFromFile(m_script, names);
}

void
OverlaySessionExperiment::CheckParameters() const
{
    ReadScript();
}

OverlaySessionExperiment::Sample
OverlaySessionExperiment::Measure(ObservedOverlay& overlay,
                                  const AppTopology& topology,
                                  std::vector<uint64_t>& before) const
{
    constexpr double KILO = 1e3;
    FastNetwork& network = overlay.Network();
    const std::vector<bool> isReached = Reached(topology, network.IdOf(1));
    Sample sample;
    for (std::size_t i = 0; i < topology.nodes.size(); ++i)
    {
        const uint32_t number = network.NumberOf(topology.nodes[i].id);
        if (isReached[i] && number != 1)
        {
            const uint64_t bytes = network.Engine(number).GetCounters().deliveredBytes;
            const double rate =
                static_cast<double>(bytes - before[number]) / KILO / m_period.GetSeconds();
            sample.least = sample.members == 0 ? rate : std::min(sample.least, rate);
            sample.mean += rate;
            ++sample.members;
        }
    }
    sample.mean /= static_cast<double>(std::max<std::size_t>(sample.members, 1));
    for (uint32_t i = 1; i < network.Nodes(); ++i)
    {
        before[i] = network.Engine(i).GetCounters().deliveredBytes;
    }
    return sample;
}

void
OverlaySessionExperiment::DoRun(Result& result)
{
    constexpr uint32_t APP = 1;
    constexpr double MEGA = 1e6;
    ObservedOverlayParams params;
    params.nodes = m_nodes;
    params.bandwidth = m_bandwidth;
    params.delay = ToCore(m_delay);
    params.buffer = m_buffer;
    params.seed = RngSeedManager::GetRun();
    ObservedOverlay overlay(params);
    uint64_t changes = 0;
    ObserverCallbacks callbacks;
    callbacks.edge = [&changes](uint32_t, NodeId, NodeId, bool, Nanoseconds) { ++changes; };
    overlay.SetCallbacks(std::move(callbacks));
    overlay.Play(ReadScript());

    Table& samples = result.AddTable("samples",
                                     {{"t", "s"},
                                      {"alive", ""},
                                      {"members", ""},
                                      {"rate_least", "KBps"},
                                      {"rate_mean", "KBps"}});
    std::vector<uint64_t> bytes(m_nodes + 1, 0);
    Sample sample;
    AppTopology topology;
    double most = 0;
    std::size_t membersMost = 0;
    for (Time at = m_period; at <= m_duration; at += m_period)
    {
        overlay.Pass(ToCore(m_period));
        overlay.Look();
        topology = AppTopology::Of(overlay.GetObserver(), APP);
        sample = Measure(overlay, topology, bytes);
        most = std::max(most, sample.least);
        membersMost = std::max(membersMost, sample.members);
        samples.AddRow({at.GetSeconds(),
                        overlay.GetObserver().Alive().size(),
                        sample.members,
                        sample.least,
                        sample.mean});
    }

    Table& edges = result.AddTable("edges", {{"parent", ""}, {"child", ""}});
    for (const TopologyEdge& edge : topology.edges)
    {
        edges.AddRow({overlay.Network().NumberOf(topology.nodes[edge.from].id),
                      overlay.Network().NumberOf(topology.nodes[edge.to].id)});
    }
    uint64_t delivered = 0;
    for (const uint64_t count : bytes)
    {
        delivered += count;
    }
    const FastNetwork& network = overlay.Network();
    result.AddRun(ToSimulator(network.Now()).GetSeconds(), network.GetCounters().events);
    const Observer& observer = overlay.GetObserver();
    result.AddMetric("alive", static_cast<double>(observer.Alive().size()));
    result.AddMetric("members", static_cast<double>(sample.members));
    result.AddMetric("members_most", static_cast<double>(membersMost));
    result.AddMetric("commands", static_cast<double>(observer.GetCounters().commands));
    result.AddMetric("edge_changes", static_cast<double>(changes));
    result.AddMetric("rate_most_kbps", most);
    result.AddMetric("delivered_mb", static_cast<double>(delivered) / MEGA);
}

} // namespace qos
} // namespace ns3
