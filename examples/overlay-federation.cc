/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * iOverlay section 3.3, Figures 8 and 9: what does it cost to federate services, and how good are
 * the instances that are chosen?
 *
 *               T1 (3)
 *             /        \
 *     source              T3 (2) --- sink       and nodes that provide nothing
 *             \        /
 *               T2 (2)
 *
 * The figures are lost; the number of nodes and of those that are not involved is what is left of
 * the scenario, the rest is reconstructed. The bandwidth of every way from an instance to another
 * is emulated, and known to it.
 */

#include "overlay/federation-overlay.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/node-random.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** iOverlay, section 3.3. */
class OverlayFederationExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    /** What is federated. */
    enum ShapeChoice
    {
        DIAMOND,
        CHAIN
    };

    void CheckParameters() const override;
    void DoRun(Result& result) override;

    /** @return instances of each vertex */
    std::vector<uint32_t> Candidates() const;

    /** @return what the overlay is like */
    FederationOverlayParams MakeParams() const;

    /**
     * What instances are chosen, and by others.
     * @param overlay after the federation
     * @param random draws another choice
     * @param result gets the bandwidths
     */
    static void AddQuality(const FederationOverlay& overlay, NodeRandom random, Result& result);

    /**
     * What it costs.
     * @param overlay after the federation
     * @param result gets the numbers of messages and bytes
     */
    void AddCosts(FederationOverlay& overlay, Result& result) const;

    /**
     * What the stream is like.
     * @param overlay after the federation
     * @param result gets rate and delay
     */
    void AddStream(FederationOverlay& overlay, Result& result) const;

    uint32_t m_nodes = 0;           //!< parameter nodes
    uint32_t m_lookahead = 0;       //!< parameter lookahead
    ShapeChoice m_shape = DIAMOND;  //!< parameter shape
    uint32_t m_services = 0;        //!< parameter services
    uint32_t m_candidates = 0;      //!< parameter candidates
    uint32_t m_leastKnown = 0;      //!< parameter least_known
    uint32_t m_mostKnown = 0;       //!< parameter most_known
    uint32_t m_ttl = 0;             //!< parameter ttl
    double m_leastBandwidth = 0;    //!< parameter least_bandwidth
    double m_mostBandwidth = 0;     //!< parameter most_bandwidth
    uint32_t m_sessions = 0;        //!< parameter sessions
    double m_demand = 0;            //!< parameter demand
    double m_instanceBandwidth = 0; //!< parameter instance_bandwidth
    double m_streamRate = 0;        //!< parameter stream_rate
    Time m_leastDelay;              //!< parameter least_delay
    Time m_mostDelay;               //!< parameter most_delay
    Time m_assignInterval;          //!< parameter assign_interval
    Time m_warmup;                  //!< parameter warmup
    Time m_duration;                //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(
    OverlayFederationExperiment,
    "overlay-federation",
    "service federation: overhead, the instances that are chosen, and a stream over them",
    "iOverlay Figures 8, 9");

namespace
{

constexpr double KILO = 1e3;

/** A line through points. */
struct Regression
{
    double slope = 0;   //!< of the line
    double squareR = 0; //!< share of the variance that it explains
};

/**
 * @param points x and y
 * @return the line of least squares
 */
Regression
Regress(const std::vector<std::pair<double, double>>& points)
{
    const auto count = static_cast<double>(points.size());
    double x = 0;
    double y = 0;
    for (const auto& point : points)
    {
        x += point.first / count;
        y += point.second / count;
    }
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (const auto& point : points)
    {
        xx += (point.first - x) * (point.first - x);
        xy += (point.first - x) * (point.second - y);
        yy += (point.second - y) * (point.second - y);
    }
    return xx > 0 && yy > 0 ? Regression{xy / xx, xy * xy / xx / yy} : Regression();
}

} // namespace

TypeId
OverlayFederationExperiment::GetTypeId()
{
    using Self = OverlayFederationExperiment;
    static TypeId tid =
        TypeId("ns3::qos::OverlayFederationExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Nodes",
                          "nodes, with and without a service",
                          UintegerValue(16),
                          MakeUintegerAccessor(&Self::m_nodes),
                          MakeUintegerChecker<uint32_t>(2, 100000))
            .AddAttribute(
                "Lookahead",
                "ways that an instance looks ahead when it chooses the next one: to it (1), "
                "and on from it (2)",
                UintegerValue(1),
                MakeUintegerAccessor(&Self::m_lookahead),
                MakeUintegerChecker<uint32_t>(1, 2))
            .AddAttribute("Shape",
                          "what is federated: source, two services side by side, one after both, "
                          "sink (diamond), or services one after the other (chain)",
                          compat::EnumValue<ShapeChoice>(DIAMOND),
                          compat::EnumAccessor<ShapeChoice>(&Self::m_shape),
                          MakeEnumChecker(DIAMOND, "diamond", CHAIN, "chain"))
            .AddAttribute("Services",
                          "of a chain, source and sink included; a diamond has 5",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Self::m_services),
                          MakeUintegerChecker<uint32_t>(2, RequirementGraph::MOST_VERTICES))
            .AddAttribute(
                "Candidates",
                "instances of each service but source and sink, of which there is one; 0: "
                "3, 2 and 2 in a diamond, 3 each in a chain",
                UintegerValue(0),
                MakeUintegerAccessor(&Self::m_candidates),
                MakeUintegerChecker<uint32_t>(0, 1000))
            .AddAttribute("LeastKnown",
                          "hosts that a node knows in the beginning",
                          UintegerValue(2),
                          MakeUintegerAccessor(&Self::m_leastKnown),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("MostKnown",
                          "the same, not below least_known; uniformly",
                          UintegerValue(12),
                          MakeUintegerAccessor(&Self::m_mostKnown),
                          MakeUintegerChecker<uint32_t>(1, 64))
            .AddAttribute("Ttl",
                          "how often an advertisement is relayed",
                          UintegerValue(16),
                          MakeUintegerAccessor(&Self::m_ttl),
                          MakeUintegerChecker<uint32_t>(0, 255))
            .AddAttribute("LeastBandwidth",
                          "of a way from an instance to another, in KBps",
                          DoubleValue(50),
                          MakeDoubleAccessor(&Self::m_leastBandwidth),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("MostBandwidth",
                          "the same, not below least_bandwidth; each way has its own, uniformly",
                          DoubleValue(200),
                          MakeDoubleAccessor(&Self::m_mostBandwidth),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute(
                "Sessions",
                "federations, all of which begin at once; widths, rate and delay in the result are "
                "those of the first one",
                UintegerValue(1),
                MakeUintegerAccessor(&Self::m_sessions),
                MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("Demand",
                          "bandwidth that a federation reserves at each instance, in KBps; 0: none",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_demand),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("InstanceBandwidth",
                          "what can be reserved at an instance but source and sink, in KBps; 0: "
                          "anything",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_instanceBandwidth),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("StreamRate",
                          "of the source, in KBps; 0: as fast as it goes",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_streamRate),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("LeastDelay",
                          "from a node to another; each pair has its own delay",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&Self::m_leastDelay),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1)))
            .AddAttribute("MostDelay",
                          "the same, not below least_delay",
                          TimeValue(MilliSeconds(120)),
                          MakeTimeAccessor(&Self::m_mostDelay),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1)))
            .AddAttribute("AssignInterval",
                          "from one instance that is assigned to the next",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&Self::m_assignInterval),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
            .AddAttribute("Warmup",
                          "how long data flows before it is measured",
                          TimeValue(Seconds(20)),
                          MakeTimeAccessor(&Self::m_warmup),
                          MakeTimeChecker(Seconds(0), Seconds(100000)))
            .AddAttribute("Duration",
                          "how long it is measured",
                          TimeValue(Seconds(100)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(100000)));
    return tid;
}

std::vector<Metric>
OverlayFederationExperiment::GetMetrics() const
{
    return {{"federated", "", "federations that have an instance of each service, and carry data"},
            {"failures", "", "instances that were chosen and could not be part of a federation"},
            {"bottleneck_kbps", "KBps", "narrowest way between the instances that were chosen"},
            {"optimum_kbps", "KBps", "the same of the best choice there is"},
            {"random_kbps", "KBps", "the same of a random choice"},
            {"throughput_kbps", "KBps", "what reaches the sink, in 1000 bytes per second"},
            {"e2e_delay_ms", "ms", "mean time of a message from the source to the sink"},
            {"path_delay_ms", "ms", "the same if it waits nowhere"},
            {"edges", "", "streams of the requirement"},
            {"aware_messages", "", "sAware that were sent, reports of the look-ahead included"},
            {"aware_first", "", "those from a new instance to the hosts that it knew"},
            {"aware_known", "", "hosts that the instances knew when they were assigned"},
            {"aware_bytes", "B", "all sAware, with headers"},
            {"aware_slope",
             "B",
             "more sAware bytes that a node without a service sends, per host that "
             "it knew when instances were assigned, in the mean"},
            {"aware_r2", "", "share of the variance of these bytes that the known hosts explain"},
            {"federate_messages", "", "sFederate that were sent"},
            {"federate_bytes", "B", "those, with headers"},
            {"involved", "", "nodes that carry data"},
            {"untouched", "", "nodes without a service that carry neither data nor sFederate"}};
}

std::vector<uint32_t>
OverlayFederationExperiment::Candidates() const
{
    std::vector<uint32_t> candidates;
    if (m_shape == DIAMOND && m_candidates == 0)
    {
        candidates = {1, 3, 2, 2, 1};
    }
    else
    {
        candidates.assign(m_shape == DIAMOND ? 5 : m_services,
                          m_candidates == 0 ? 3 : m_candidates);
        candidates.front() = candidates.back() = 1;
    }
    return candidates;
}

void
OverlayFederationExperiment::CheckParameters() const
{
    const std::vector<uint32_t> candidates = Candidates();
    const uint32_t instances = std::accumulate(candidates.begin(), candidates.end(), 0U);
    if (m_nodes < instances)
    {
        throw ParameterError("nodes is " + std::to_string(m_nodes) + "; it must be " +
                             std::to_string(instances) +
                             " or more, because so many provide a service");
    }
}

FederationOverlayParams
OverlayFederationExperiment::MakeParams() const
{
    using Edge = RequirementGraph::Edge;
    using Vertex = RequirementGraph::Vertex;
    FederationOverlayParams params;
    params.nodes = m_nodes;
    params.candidates = Candidates();
    std::vector<ServiceId> services(params.candidates.size());
    std::iota(services.begin(), services.end(), ServiceId{1});
    std::vector<Edge> edges{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}};
    if (m_shape == CHAIN)
    {
        edges.clear();
        for (std::size_t vertex = 1; vertex < services.size(); ++vertex)
        {
            edges.push_back({static_cast<Vertex>(vertex - 1), static_cast<Vertex>(vertex)});
        }
    }
    params.requirement = RequirementGraph(std::move(services), std::move(edges));
    params.federation.lookahead = m_lookahead;
    params.federation.ttl = static_cast<uint8_t>(m_ttl);
    params.leastKnown = m_leastKnown;
    params.mostKnown = std::max(m_leastKnown, m_mostKnown);
    params.leastBandwidth = m_leastBandwidth;
    params.mostBandwidth = std::max(m_leastBandwidth, m_mostBandwidth);
    params.sessions = m_sessions;
    params.demand = m_demand;
    params.instanceBandwidth = m_instanceBandwidth;
    params.streamRate = m_streamRate;
    params.leastDelay = ToCore(m_leastDelay);
    params.mostDelay = std::max(ToCore(m_mostDelay), params.leastDelay);
    params.assignInterval = ToCore(m_assignInterval);
    return params;
}

void
OverlayFederationExperiment::AddQuality(const FederationOverlay& overlay,
                                        NodeRandom random,
                                        Result& result)
{
    const FederationProblem problem = overlay.Problem();
    const auto choice = overlay.Choice();
    result.AddMetric("federated", overlay.Federated());
    result.AddMetric("bottleneck_kbps", choice ? Bottleneck(problem, *choice) : 0);
    result.AddMetric("optimum_kbps", Bottleneck(problem, ChooseOptimally(problem)));
    result.AddMetric("random_kbps", Bottleneck(problem, ChooseRandomly(problem, random)));
}

void
OverlayFederationExperiment::AddStream(FederationOverlay& overlay, Result& result) const
{
    OverlayEngine& sink = overlay.Network().Engine(overlay.Sink());
    uint64_t bytes = 0;
    uint64_t messages = 0;
    Nanoseconds delay{0};
    sink.SetDeliverCallback([&](const MessagePtr& message) {
        if (message->header.app == FederationOverlay::APP)
        {
            bytes += message->header.size;
            delay += overlay.Network().Now() - message->born;
            ++messages;
        }
    });
    overlay.Pass(ToCore(m_duration));
    sink.SetDeliverCallback(nullptr);
    result.AddMetric("throughput_kbps",
                     static_cast<double>(bytes) / KILO / m_duration.GetSeconds());
    const double milliseconds = ToSimulator(delay).GetSeconds() * KILO;
    result.AddMetric("e2e_delay_ms",
                     messages == 0 ? 0 : milliseconds / static_cast<double>(messages));
    const auto choice = overlay.Choice();
    const Nanoseconds path = choice ? overlay.PathDelay(*choice) : Nanoseconds{0};
    result.AddMetric("path_delay_ms", ToSimulator(path).GetSeconds() * KILO);
}

void
OverlayFederationExperiment::AddCosts(FederationOverlay& overlay, Result& result) const
{
    FederationCounters sum;
    std::vector<std::pair<double, double>> points;
    uint32_t involved = 0;
    uint32_t untouched = 0;
    Table& nodes = result.AddTable("nodes",
                                   {{"id", ""},
                                    {"service", ""},
                                    {"known", ""},
                                    {"aware", "B"},
                                    {"federate", "B"},
                                    {"data", ""}});
    for (uint32_t number = 0; number < m_nodes; ++number)
    {
        FederationAlgorithm& algorithm = overlay.AlgorithmOf(number);
        const FederationCounters& counters = algorithm.GetCounters();
        sum.awareFirst += counters.awareFirst;
        sum.awareRelayed += counters.awareRelayed;
        sum.awarePassed += counters.awarePassed;
        sum.awareDirect += counters.awareDirect;
        sum.awareBytes += counters.awareBytes;
        sum.failures += counters.failures;
        sum.federatesSent += counters.federatesSent;
        sum.federateBytes += counters.federateBytes;
        const auto traffic = overlay.TrafficOf(number);
        const double known = overlay.MeanKnown(number);
        involved += traffic.data > 0 ? 1 : 0;
        if (!algorithm.Service())
        {
            untouched += traffic.data == 0 && traffic.federates == 0 ? 1 : 0;
            points.emplace_back(known, static_cast<double>(traffic.awareBytes));
        }
        nodes.AddRow({number,
                      uint32_t{algorithm.Service().value_or(0)},
                      known,
                      traffic.awareBytes,
                      traffic.federateBytes,
                      traffic.data});
    }
    const Regression line = Regress(points);
    result.AddMetric(
        "aware_messages",
        static_cast<double>(sum.awareFirst + sum.awareRelayed + sum.awarePassed + sum.awareDirect));
    result.AddMetric("aware_first", static_cast<double>(sum.awareFirst));
    result.AddMetric("aware_known", static_cast<double>(overlay.KnownAtAssignment()));
    result.AddMetric("aware_bytes", static_cast<double>(sum.awareBytes));
    result.AddMetric("aware_slope", line.slope);
    result.AddMetric("aware_r2", line.squareR);
    result.AddMetric("failures", static_cast<double>(sum.failures));
    result.AddMetric("federate_messages", static_cast<double>(sum.federatesSent));
    result.AddMetric("federate_bytes", static_cast<double>(sum.federateBytes));
    result.AddMetric("involved", involved);
    result.AddMetric("untouched", untouched);
}

void
OverlayFederationExperiment::DoRun(Result& result)
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    const FederationOverlayParams params = MakeParams();
    FederationOverlay overlay(params, random);
    overlay.AssignAll();
    overlay.Federate();
    overlay.Pass(ToCore(m_warmup));
    AddQuality(overlay, NodeRandom(random->GetInteger(0, UINT32_MAX - 1)), result);
    AddStream(overlay, result);
    result.AddMetric("edges", static_cast<double>(params.requirement.Edges().size()));
    AddCosts(overlay, result);
    const FastNetwork& network = overlay.Network();
    result.AddRun(ToSimulator(network.Now()).GetSeconds(), network.GetCounters().events);

    Table& chosen = result.AddTable("chosen", {{"vertex", ""}, {"node", ""}});
    const FederationChoice choice = overlay.Choice().value_or(FederationChoice());
    for (uint32_t vertex = 0; vertex < choice.size(); ++vertex)
    {
        chosen.AddRow({vertex, overlay.NumberOf(vertex, choice[vertex])});
    }
}

} // namespace qos
} // namespace ns3
