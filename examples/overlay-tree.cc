/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * iOverlay section 3.2, Table 3 and Figures 5 to 7: what do multicast trees gain if a node joins
 * below the least stressed member?
 *
 *     source --- node --- node
 *        \          \---- node
 *         node
 *
 * A node's bandwidth is emulated, in and out together. Its stress is its degree by its bandwidth.
 *
 * On real interfaces, the nodes are hosts of a real network, in one process or several: each begins
 * when all others are there, and tells of its own nodes.
 */

#include "ns3/overlay-tree.h"

#include "overlay/make-overlay-bed.h"
#include "overlay/tree-overlay.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/kbps.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/quantile.h"
#include "ns3/time-conversion.h"
#include "ns3/tree-rates.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** iOverlay, section 3.2. */
class OverlayTreeExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;
    void CheckParameters() const override;

    bool CanBeObserved() const override
    {
        return true;
    }

  private:
    /** Who becomes the parent. */
    enum AlgorithmChoice
    {
        NS_AWARE,
        RANDOM,
        UNICAST
    };

    /** Where a joining node enters the tree. */
    enum EntryChoice
    {
        UNIFORM,
        FIRST,
        TABLE3,
        BETTER
    };

    /** How the throughput is found out. */
    enum TransportChoice
    {
        FAST,
        TCP,
        FLOW
    };

    /** What happens when a child is slow. */
    enum PolicyChoice
    {
        LOSSLESS,
        INDEPENDENT
    };

    /** A node of the finished tree that is in this process. */
    struct Member
    {
        uint32_t number = 0;            //!< which one
        std::optional<uint32_t> parent; //!< nothing if it has none
        uint32_t degree = 0;            //!< edges
        double stress = 0;              //!< degree by bandwidth, in the unit of the metrics
        std::size_t depth = 0;          //!< edges to the source
        bool isAttached = false;        //!< there is a way to the source
        uint64_t queriesPassedOn = 0;   //!< how often it passed a query on
        uint64_t controlBytes = 0;      //!< control messages that it sent
        double rate = 0;                //!< what it gets, in KBps
    };

    void DoRun(Result& result) override;

    /** @return whether it is the paper's example of five nodes */
    bool IsPapers() const
    {
        return m_nodes == PAPERS;
    }

    /**
     * @param random draws bandwidths and the order of joining
     * @return what the overlay is like
     */
    TreeOverlayParams MakeParams(Ptr<UniformRandomVariable> random) const;

    /**
     * @param overlay with the finished tree
     * @param params what its nodes are like
     * @return the rates that follow from the tree, in KBps
     */
    std::vector<double> ComputeRates(const TreeOverlay& overlay,
                                     const TreeOverlayParams& params) const;

    /**
     * @param overlay with the finished tree
     * @param params what its nodes are like
     * @return what each node gets, in KBps
     */
    std::vector<double> MeasureRates(TreeOverlay& overlay, const TreeOverlayParams& params) const;

    /**
     * @param overlay with the finished tree
     * @param params what its nodes are like
     * @return the nodes that are in this process, without rates
     */
    std::vector<Member> Survey(TreeOverlay& overlay, const TreeOverlayParams& params) const;

    /**
     * @param result gets metrics
     * @param members of the tree, at least one
     */
    void ReportMetrics(Result& result, const std::vector<Member>& members) const;

    /**
     * @param result gets tables
     * @param members of the tree
     * @param params what its nodes are like
     */
    void ReportTables(Result& result,
                      const std::vector<Member>& members,
                      const TreeOverlayParams& params) const;

    /**
     * @param members of the tree
     * @return their stress, in rising order
     */
    static std::vector<double> SortedStresses(const std::vector<Member>& members);

    /** @return of the stress in 1/MBps */
    double StressUnit() const
    {
        return IsPapers() ? 0.1 : 1;
    }

    /**
     * @param number of a node
     * @return its name
     */
    std::string NameOf(uint32_t number) const;

    /**
     * @param number of a node
     * @return name of the end that is its host
     */
    std::string EndOf(uint32_t number) const;

    static constexpr uint32_t PAPERS = 5;      //!< nodes of Table 3
    static constexpr uint32_t MOST_TCP = 1000; //!< nodes whose packets can be simulated in time

    uint32_t m_nodes = PAPERS;              //!< parameter nodes
    AlgorithmChoice m_algorithm = NS_AWARE; //!< parameter algorithm
    EntryChoice m_entry = UNIFORM;          //!< parameter entry
    TransportChoice m_transport = FAST;     //!< parameter transport
    PolicyChoice m_policy = LOSSLESS;       //!< parameter policy
    uint32_t m_buffer = 0;                  //!< parameter buffer
    double m_sourceBandwidth = 0;           //!< parameter source_bandwidth
    Time m_joinInterval;                    //!< parameter join_interval
    Time m_exchange;                        //!< parameter exchange
    Time m_leastDelay;                      //!< parameter least_delay
    Time m_mostDelay;                       //!< parameter most_delay
    Time m_warmup;                          //!< parameter warmup
    Time m_duration;                        //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(
    OverlayTreeExperiment,
    "overlay-tree",
    "multicast trees of overlay nodes: stress and throughput, by who becomes the parent",
    "iOverlay Table 3, Figures 5 to 7");

namespace
{

constexpr double KILO = 1e3;
constexpr double BITS_OF_KB = 8000;

} // namespace

TypeId
OverlayTreeExperiment::GetTypeId()
{
    using Self = OverlayTreeExperiment;
    static TypeId tid =
        TypeId("ns3::qos::OverlayTreeExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "Nodes",
                "nodes, the source included; 5 are the paper's S, A, B, C and D (200, 500, "
                "100, 200 and 100 KBps, which join in the order D, A, C, B), else all but "
                "the source have 50 to 200 KBps, uniformly",
                UintegerValue(PAPERS),
                MakeUintegerAccessor(&Self::m_nodes),
                MakeUintegerChecker<uint32_t>(2, 1000000))
            .AddAttribute(
                "Algorithm",
                "who becomes the parent: the least stressed member that a query finds "
                "(ns_aware), the member that it enters at (random), the source (unicast)",
                compat::EnumValue<AlgorithmChoice>(NS_AWARE),
                compat::EnumAccessor<AlgorithmChoice>(&Self::m_algorithm),
                MakeEnumChecker(NS_AWARE, "ns_aware", RANDOM, "random", UNICAST, "unicast"))
            .AddAttribute("Entry",
                          "the member at which a query enters: any (uniform), the source (first); "
                          "of the paper's five nodes with algorithm=random: so that the tree has "
                          "the degrees of Table 3 (table3), or is the one that the paper calls "
                          "better (better: A joins first, and the others below it)",
                          compat::EnumValue<EntryChoice>(UNIFORM),
                          compat::EnumAccessor<EntryChoice>(&Self::m_entry),
                          MakeEnumChecker(UNIFORM,
                                          "uniform",
                                          FIRST,
                                          "first",
                                          TABLE3,
                                          "table3",
                                          BETTER,
                                          "better"))
            .AddAttribute(
                "Transport",
                "what carries messages: the nodes themselves (fast) or TCP between hosts "
                "around a router (tcp); flow: as fast, but rates are those of an equation "
                "for the tree that the nodes have built; on real interfaces it is TCP",
                compat::EnumValue<TransportChoice>(FAST),
                compat::EnumAccessor<TransportChoice>(&Self::m_transport),
                MakeEnumChecker(FAST, "fast", TCP, "tcp", FLOW, "flow"))
            .AddAttribute("Policy",
                          "what happens when a child is slow: its parent waits (lossless), or the "
                          "child loses messages (independent)",
                          compat::EnumValue<PolicyChoice>(LOSSLESS),
                          compat::EnumAccessor<PolicyChoice>(&Self::m_policy),
                          MakeEnumChecker(LOSSLESS, "lossless", INDEPENDENT, "independent"))
            .AddAttribute("Buffer",
                          "messages in a buffer",
                          UintegerValue(10),
                          MakeUintegerAccessor(&Self::m_buffer),
                          MakeUintegerChecker<uint32_t>(1, 100000))
            .AddAttribute("SourceBandwidth",
                          "of the source, in KBps; not for the paper's five nodes",
                          DoubleValue(100),
                          MakeDoubleAccessor(&Self::m_sourceBandwidth),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("JoinInterval",
                          "from one node that joins to the next; 10 s for the paper's five nodes",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&Self::m_joinInterval),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
            .AddAttribute("Exchange",
                          "how often neighbours are told of the stress; 0: only when it changes",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&Self::m_exchange),
                          MakeTimeChecker(Seconds(0), Seconds(3600)))
            .AddAttribute("LeastDelay",
                          "from a node to another; each node has its own half of it",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&Self::m_leastDelay),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1)))
            .AddAttribute("MostDelay",
                          "from a node to another, not below least_delay",
                          TimeValue(MilliSeconds(80)),
                          MakeTimeAccessor(&Self::m_mostDelay),
                          MakeTimeChecker(MicroSeconds(1), Seconds(1)))
            .AddAttribute(
                "Warmup",
                "how long data flows before it is measured; 0: until buffers must be full, if all "
                "nodes are in this process",
                TimeValue(Seconds(0)),
                MakeTimeAccessor(&Self::m_warmup),
                MakeTimeChecker(Seconds(0), Seconds(100000)))
            .AddAttribute("Duration",
                          "how long the throughput is measured",
                          TimeValue(Seconds(100)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(100000)));
    return tid;
}

std::vector<Metric>
OverlayTreeExperiment::GetMetrics() const
{
    // as Table 3 has it for the paper's five nodes, and Figure 7 for others
    const std::string unit = "; 1/100KBps for the paper's five nodes, else 1/MBps";
    return {
        {"stress_max",
         "",
         "largest stress of a node, the source included" + unit +
             "; this one and all others are, on real interfaces, of the nodes of this process"},
        {"stress_p50", "", "median of the stress"},
        {"stress_p90", "", "90th percentile of the stress"},
        {"stress_sd", "", "standard deviation of the stress"},
        {"throughput_min_kbps", "KBps", "of the receiver with the least, in 1000 bytes a second"},
        {"throughput_mean_kbps", "KBps", "mean of all receivers"},
        {"depth_max", "", "edges from the source to the farthest node"},
        {"degree_max", "", "largest degree of a node"},
        {"query_hops", "", "how often a query was passed on, per node"},
        {"control_bytes", "B", "control messages sent until all had joined, per node"},
        {"is_tree", "", "1 if all nodes are in one tree with the source"},
        {"parent_<node>",
         "",
         "of the paper's five nodes: who is the parent of a, b, c or d; 0: S, 1 to 4: A to D"},
        {"stress_of_<node>", "1/100KBps", "the same: stress of s, a, b, c or d"},
        {"rate_of_<node>", "KBps", "the same: what a, b, c or d gets"}};
}

std::vector<ExperimentEnd>
OverlayTreeExperiment::GetEnds() const
{
    std::vector<ExperimentEnd> ends{{EndOf(TreeOverlay::SOURCE), "the host of the source"}};
    for (uint32_t i = 1; i < std::min(m_nodes, RealOverlayBed::MOST_HOSTS); ++i)
    {
        ends.push_back({EndOf(i), "the host of node " + NameOf(i)});
    }
    return ends;
}

std::string
OverlayTreeExperiment::EndOf(uint32_t number) const
{
    return IsPapers() ? std::string(1, "sabcd"[number]) : std::to_string(number);
}

void
OverlayTreeExperiment::CheckParameters() const
{
    if (GetRealNetwork().IsReal() && m_nodes > RealOverlayBed::MOST_HOSTS)
    {
        throw ParameterError("nodes is " + std::to_string(m_nodes) +
                             "; on real interfaces there are " +
                             std::to_string(RealOverlayBed::MOST_HOSTS) + " at most");
    }
    if (GetRealNetwork().IsReal() && GetRealNetwork().ends.size() < m_nodes && m_warmup.IsZero())
    {
        throw ParameterError("warmup is 0s with nodes in other processes, none of which knows the "
                             "whole tree; allowed is a time, the same in all of them");
    }
    if (GetRealNetwork().IsReal() && m_transport == FLOW)
    {
        throw ParameterError("transport is flow; on real interfaces messages cross TCP, and rates "
                             "are measured: use transport=tcp");
    }
    if (m_transport == TCP && m_nodes > MOST_TCP)
    {
        throw ParameterError("nodes is " + std::to_string(m_nodes) + "; on tcp there are " +
                             std::to_string(MOST_TCP) + " at most: use transport=fast");
    }
    if ((m_entry == TABLE3 || m_entry == BETTER) && !(IsPapers() && m_algorithm == RANDOM))
    {
        throw ParameterError("entry is table3 or better, which are of nodes=5 and algorithm=random "
                             "only: use entry=uniform or entry=first");
    }
}

std::string
OverlayTreeExperiment::NameOf(uint32_t number) const
{
    return IsPapers() ? std::string(1, "SABCD"[number]) : std::to_string(number);
}

TreeOverlayParams
OverlayTreeExperiment::MakeParams(Ptr<UniformRandomVariable> random) const
{
    constexpr double LEAST = 50;
    constexpr double MOST = 200;
    TreeOverlayParams params;
    if (IsPapers())
    {
        params.bandwidths = {200, 500, 100, 200, 100};
        params.joiners = {4, 1, 3, 2};
        params.joinInterval = std::chrono::seconds{10};
        if (m_entry == TABLE3)
        {
            params.entries = {0, 0, 4, 3}; // S-D S-A D-C C-B
        }
        else if (m_entry == BETTER)
        {
            params.joiners = {1, 4, 3, 2};
            params.entries = {0, 1, 1, 1}; // S-A A-D A-C A-B
        }
    }
    else
    {
        params.bandwidths.push_back(m_sourceBandwidth);
        for (uint32_t i = 1; i < m_nodes; ++i)
        {
            params.bandwidths.push_back(random->GetValue(LEAST, MOST));
            params.joiners.push_back(i);
        }
        params.joinInterval = ToCore(m_joinInterval);
    }
    params.tree.rule = m_algorithm == NS_AWARE ? TreeRule::StressAware
                       : m_algorithm == RANDOM ? TreeRule::Random
                                               : TreeRule::Unicast;
    params.tree.exchange = ToCore(m_exchange);
    params.policy = m_policy == LOSSLESS ? DropPolicy::Lossless : DropPolicy::DropTail;
    params.buffer = m_buffer;
    params.leastDelay = ToCore(m_leastDelay);
    params.mostDelay = std::max(ToCore(m_mostDelay), params.leastDelay);
    params.entersAtSource = m_entry == FIRST;
    return params;
}

std::vector<double>
OverlayTreeExperiment::ComputeRates(const TreeOverlay& overlay,
                                    const TreeOverlayParams& params) const
{
    std::vector<uint32_t> parents(m_nodes, OverlayTree::NONE);
    std::vector<Bitrate> bandwidths;
    for (uint32_t i = 0; i < m_nodes; ++i)
    {
        parents[i] = overlay.ParentOf(i).value_or(OverlayTree::NONE);
        bandwidths.push_back(KBps(params.bandwidths[i]));
    }
    const OverlayTree tree(std::move(parents), std::move(bandwidths));
    std::vector<double> rates = m_policy == INDEPENDENT
                                    ? IndependentRates(tree)
                                    : std::vector<double>(m_nodes, LosslessRate(tree));
    rates[TreeOverlay::SOURCE] = 0;
    for (double& rate : rates)
    {
        rate /= BITS_OF_KB;
    }
    return rates;
}

std::vector<double>
OverlayTreeExperiment::MeasureRates(TreeOverlay& overlay, const TreeOverlayParams& params) const
{
    double slowest = 0; // in 1/KBps
    std::size_t depth = 0;
    for (uint32_t i = 0; i < m_nodes; ++i)
    {
        if (overlay.IsHere(i))
        {
            const TreeMembership& tree = overlay.MembershipOf(i);
            slowest =
                std::max(slowest,
                         (static_cast<double>(tree.children.size()) + 1) / params.bandwidths[i]);
            depth = std::max(depth, tree.rootPath.size());
        }
    }
    // every buffer on the longest way fills at the rate of the slowest node
    const double full = 2.0 * m_buffer * static_cast<double>(depth) * params.messageBytes / KILO;
    const Time warmup = m_warmup.IsZero() ? Seconds(20 + 2 * full * slowest) : m_warmup;
    overlay.StartSource();
    overlay.Pass(ToCore(warmup));
    std::vector<double> rates(m_nodes); // kilobytes at first
    const auto addBytes = [&](double sign) {
        for (uint32_t i = 0; i < m_nodes; ++i)
        {
            const uint64_t bytes =
                overlay.IsHere(i) ? overlay.Bed().Engine(i).GetCounters().deliveredBytes : 0;
            rates[i] += sign * static_cast<double>(bytes) / KILO;
        }
    };
    addBytes(-1);
    const Nanoseconds begin = overlay.Bed().Now();
    overlay.Pass(ToCore(m_duration));
    addBytes(1);
    const double seconds = ToSimulator(overlay.Bed().Now() - begin).GetSeconds();
    for (double& rate : rates)
    {
        rate /= seconds;
    }
    return rates;
}

std::vector<OverlayTreeExperiment::Member>
OverlayTreeExperiment::Survey(TreeOverlay& overlay, const TreeOverlayParams& params) const
{
    std::vector<Member> members;
    for (uint32_t i = 0; i < m_nodes; ++i)
    {
        if (!overlay.IsHere(i))
        {
            continue;
        }
        const TreeMembership& tree = overlay.MembershipOf(i);
        Member member;
        member.number = i;
        member.parent = overlay.ParentOf(i);
        member.degree = static_cast<uint32_t>(tree.children.size()) + (member.parent ? 1 : 0);
        member.stress = StressUnit() * KILO * member.degree / params.bandwidths[i];
        member.depth = tree.rootPath.size();
        const bool isBelowSource =
            i == TreeOverlay::SOURCE ||
            (!tree.rootPath.empty() &&
             tree.rootPath.front() == overlay.Bed().IdOf(TreeOverlay::SOURCE));
        member.isAttached = tree.IsMember() && isBelowSource;
        member.queriesPassedOn = overlay.AlgorithmOf(i).QueriesPassedOn();
        const LinkTable& links = overlay.Bed().Engine(i).Links();
        for (uint32_t link = 0; link < links.End(); ++link)
        {
            member.controlBytes += links.Has(link) ? links[link].counters.controlBytes : 0;
        }
        members.push_back(member);
    }
    return members;
}

void
OverlayTreeExperiment::DoRun(Result& result)
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    const TreeOverlayParams params = MakeParams(random);
    const auto naming = [this](uint32_t number) { return NameOf(number); };
    TreeOverlay overlay(params, random, MakeOverlayBed(*this, m_transport == TCP, naming));
    overlay.Bed().AwaitOthers();
    while (!overlay.IsComplete())
    {
        overlay.JoinNext();
    }
    overlay.Pass(ToCore(Seconds(10))); // for the last ones
    std::vector<Member> members = Survey(overlay, params);
    const std::vector<double> rates =
        m_transport == FLOW ? ComputeRates(overlay, params) : MeasureRates(overlay, params);
    const auto isEnded = [&overlay](const Member& member) {
        return !overlay.Bed().Engine(member.number).IsAlive();
    };
    members.erase(std::remove_if(members.begin(), members.end(), isEnded), members.end());
    if (members.empty())
    {
        throw std::runtime_error("no node is left at the end, allowed: at least one");
    }
    for (Member& member : members)
    {
        member.rate = rates[member.number];
        member.parent = overlay.ParentOf(member.number);
    }
    if (GetRealNetwork().IsReal())
    {
        overlay.Bed().Finish();
    }
    const OverlayBedRun run = overlay.Bed().OutsideSimulator();
    result.AddRun(ToSimulator(run.time).GetSeconds(), run.events);
    ReportMetrics(result, members);
    ReportTables(result, members, params);
}

void
OverlayTreeExperiment::ReportMetrics(Result& result, const std::vector<Member>& members) const
{
    std::vector<double> rates; // of receivers
    Member sums;
    Member most;
    bool isTree = true;
    for (const Member& member : members)
    {
        if (member.number != TreeOverlay::SOURCE)
        {
            rates.push_back(member.rate);
        }
        most.degree = std::max(most.degree, member.degree);
        most.depth = std::max(most.depth, member.depth);
        sums.stress += member.stress;
        sums.queriesPassedOn += member.queriesPassedOn;
        sums.controlBytes += member.controlBytes;
        isTree = isTree && member.isAttached;
    }
    const auto count = static_cast<double>(members.size());
    const auto receivers = static_cast<double>(rates.size());
    double squares = 0;
    for (const Member& member : members)
    {
        squares += std::pow(member.stress - sums.stress / count, 2);
    }
    const std::vector<double> sorted = SortedStresses(members);
    result.AddMetric("stress_max", sorted.back());
    result.AddMetric("stress_p50", SortedQuantile(sorted, 0.5));
    result.AddMetric("stress_p90", SortedQuantile(sorted, 0.9));
    result.AddMetric("stress_sd", std::sqrt(squares / count));
    result.AddMetric("throughput_min_kbps",
                     rates.empty() ? NAN : *std::min_element(rates.begin(), rates.end()));
    result.AddMetric("throughput_mean_kbps",
                     std::accumulate(rates.begin(), rates.end(), 0.0) / receivers);
    result.AddMetric("depth_max", static_cast<double>(most.depth));
    result.AddMetric("degree_max", most.degree);
    result.AddMetric("query_hops",
                     rates.empty() ? NAN : static_cast<double>(sums.queriesPassedOn) / receivers);
    result.AddMetric("control_bytes", static_cast<double>(sums.controlBytes) / count);
    result.AddMetric("is_tree", isTree ? 1 : 0);
    if (!IsPapers())
    {
        return;
    }
    for (const Member& member : members)
    {
        const std::string node = EndOf(member.number);
        result.AddMetric("stress_of_" + node, member.stress);
        if (member.number != TreeOverlay::SOURCE)
        {
            result.AddMetric("parent_" + node, member.parent.value_or(m_nodes));
            result.AddMetric("rate_of_" + node, member.rate);
        }
    }
}

void
OverlayTreeExperiment::ReportTables(Result& result,
                                    const std::vector<Member>& members,
                                    const TreeOverlayParams& params) const
{
    Table& edges = result.AddTable("edges", {{"parent", ""}, {"child", ""}});
    const std::string stressUnit = IsPapers() ? "1/100KBps" : "1/MBps";
    Table& nodes = result.AddTable("nodes",
                                   {{"id", ""},
                                    {"bandwidth", "KBps"},
                                    {"degree", ""},
                                    {"stress", stressUnit},
                                    {"rate", "KBps"}});
    const auto cell = [this](uint32_t number) {
        return IsPapers() ? Cell(NameOf(number)) : Cell(number);
    };
    for (const Member& member : members)
    {
        if (member.parent)
        {
            edges.AddRow({cell(*member.parent), cell(member.number)});
        }
        nodes.AddRow({cell(member.number),
                      params.bandwidths[member.number],
                      member.degree,
                      member.stress,
                      member.rate});
    }
    const std::vector<double> sorted = SortedStresses(members);
    Table& cdf = result.AddTable("stress_cdf", {{"stress", stressUnit}, {"share", ""}});
    constexpr uint32_t STEPS = 60; // up to three times the "ideal" stress
    for (uint32_t step = 0; step <= STEPS; ++step)
    {
        const double stress = StressUnit() * step;
        const auto below = std::upper_bound(sorted.begin(), sorted.end(), stress);
        cdf.AddRow(
            {stress,
             static_cast<double>(below - sorted.begin()) / static_cast<double>(sorted.size())});
    }
}

std::vector<double>
OverlayTreeExperiment::SortedStresses(const std::vector<Member>& members)
{
    std::vector<double> stresses;
    stresses.reserve(members.size());
    for (const Member& member : members)
    {
        stresses.push_back(member.stress);
    }
    std::sort(stresses.begin(), stresses.end());
    return stresses;
}

} // namespace qos
} // namespace ns3
