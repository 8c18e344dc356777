/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * iOverlay section 2.2, failures: a part of the nodes of a multicast tree crashes at once. How long
 * does it take until all others are in the tree again?
 *
 *     source --- x --- node --- node        x: gone
 *        \              \------ node
 *         node --- x
 *
 * Who loses its parent looks for another one and keeps its children (local), or gives them up, who
 * do the same (domino). After that, single nodes may crash and come back (churn).
 */

#include "overlay/make-overlay-bed.h"
#include "overlay/tree-churn.h"
#include "overlay/tree-overlay.h"
#include "overlay/tree-survey.h"

#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/random-churn.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/traced-churn.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** iOverlay, section 2.2. */
class OverlayFailureExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

    bool CanBeObserved() const override
    {
        return true;
    }

    void CheckParameters() const override;

  private:
    /** What a node does without its parent. */
    enum ModeChoice
    {
        LOCAL,
        DOMINO
    };

    /** How long nodes stay. */
    enum ChurnChoice
    {
        NONE,
        EXPONENTIAL,
        WEIBULL,
        PARETO,
        TRACE
    };

    /** What the samples have shown so far. */
    struct Record
    {
        double leastAttached = 1;        //!< least share of the survivors with a way to the source
        double sumAttached = 0;          //!< sum of these shares
        uint32_t samples = 0;            //!< how many there are
        uint32_t circling = 0;           //!< most nodes whose way up did not end
        Time repaired;                   //!< since when all survivors have been attached
        Time gap;                        //!< longest without data
        std::vector<uint64_t> delivered; //!< by node: bytes
        std::vector<Time> latest;        //!< by node: when there were more of them
    };

    void DoRun(Result& result) override;

    /**
     * @param random draws bandwidths
     * @return what the overlay is like
     */
    TreeOverlayParams MakeParams(Ptr<UniformRandomVariable> random) const;

    /**
     * @param seed of random numbers
     * @return when nodes crash and come back; null for never
     * @throws std::invalid_argument if the parameters do not allow it
     */
    std::unique_ptr<ChurnModel> MakeChurn(uint64_t seed) const;

    /**
     * Let nodes crash.
     * @param overlay where they are
     * @param random draws them
     * @return how many
     */
    uint32_t Kill(TreeOverlay& overlay, UniformRandomVariable& random) const;

    /**
     * Report who has lost the way to the source, by the tree as it was.
     * @param before the tree before nodes crashed
     * @param after the same, after that
     * @param result gets the numbers
     */
    static void ReportCut(const TreeSurvey& before, const TreeSurvey& after, Result& result);

    /**
     * @param overlay to sample
     * @param survey its tree now
     * @param at time since the failure
     * @param record where to note it
     */
    static void Note(TreeOverlay& overlay, const TreeSurvey& survey, Time at, Record& record);

    uint32_t m_nodes = 0;         //!< parameter nodes
    double m_killRatio = 0;       //!< parameter kill_ratio
    ModeChoice m_mode = LOCAL;    //!< parameter mode
    double m_sourceBandwidth = 0; //!< parameter source_bandwidth
    ChurnChoice m_churn = NONE;   //!< parameter churn
    Time m_lifetime;              //!< parameter lifetime
    Time m_absence;               //!< parameter absence
    double m_shape = 0;           //!< parameter shape
    std::string m_trace;          //!< parameter trace
    Time m_joinInterval;          //!< parameter join_interval
    Time m_leastDelay;            //!< parameter least_delay
    Time m_mostDelay;             //!< parameter most_delay
    Time m_warmup;                //!< parameter warmup
    Time m_period;                //!< parameter period
    Time m_duration;              //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(OverlayFailureExperiment,
                        "overlay-failure",
                        "nodes of a multicast tree crash at once: who notices, and how long until "
                        "the others are in the tree again",
                        "iOverlay section 2.2");

TypeId
OverlayFailureExperiment::GetTypeId()
{
    using Self = OverlayFailureExperiment;
    static TypeId tid =
        TypeId("ns3::qos::OverlayFailureExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Nodes",
                          "nodes, the source included; all but the source have 50 to 200 KBps, "
                          "uniformly",
                          UintegerValue(200),
                          MakeUintegerAccessor(&Self::m_nodes),
                          MakeUintegerChecker<uint32_t>(2, 100000))
            .AddAttribute("KillRatio",
                          "share of the nodes that crash, without the source",
                          DoubleValue(0.2),
                          MakeDoubleAccessor(&Self::m_killRatio),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Mode",
                          "what a node does without its parent: it keeps its children (local), or "
                          "gives them up, who do the same (domino)",
                          compat::EnumValue<ModeChoice>(LOCAL),
                          compat::EnumAccessor<ModeChoice>(&Self::m_mode),
                          MakeEnumChecker(LOCAL, "local", DOMINO, "domino"))
            .AddAttribute(
                "Churn",
                "how long a node stays before it crashes, from the failure on: for ever "
                "(none), for a random time, or as a file says (trace); all but the source",
                compat::EnumValue<ChurnChoice>(NONE),
                compat::EnumAccessor<ChurnChoice>(&Self::m_churn),
                MakeEnumChecker(NONE,
                                "none",
                                EXPONENTIAL,
                                "exponential",
                                WEIBULL,
                                "weibull",
                                PARETO,
                                "pareto",
                                TRACE,
                                "trace"))
            .AddAttribute("Lifetime",
                          "mean time that a node stays",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&Self::m_lifetime),
                          MakeTimeChecker(Seconds(1), Seconds(1000000)))
            .AddAttribute("Absence",
                          "mean time until it comes back, exponential",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Self::m_absence),
                          MakeTimeChecker(MilliSeconds(1), Seconds(1000000)))
            .AddAttribute("Shape",
                          "of lifetimes that are weibull, or pareto, for which it is above 1",
                          DoubleValue(2),
                          MakeDoubleAccessor(&Self::m_shape),
                          MakeDoubleChecker<double>(0.1, 100))
            .AddAttribute("Trace",
                          "file with lines such as '12.5,3,down': seconds since the failure, node, "
                          "up or down",
                          StringValue(""),
                          MakeStringAccessor(&Self::m_trace),
                          MakeStringChecker())
            .AddAttribute("SourceBandwidth",
                          "of the source, in KBps",
                          DoubleValue(100),
                          MakeDoubleAccessor(&Self::m_sourceBandwidth),
                          MakeDoubleChecker<double>(1, 1e6))
            .AddAttribute("JoinInterval",
                          "from one node that joins to the next",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&Self::m_joinInterval),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
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
            .AddAttribute("Warmup",
                          "how long data flows before nodes crash",
                          TimeValue(Seconds(30)),
                          MakeTimeAccessor(&Self::m_warmup),
                          MakeTimeChecker(Seconds(1), Seconds(100000)))
            .AddAttribute("Period",
                          "how often the tree is looked at",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&Self::m_period),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
            .AddAttribute("Duration",
                          "how long it is looked at after the failure",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(100000)));
    return tid;
}

std::vector<Metric>
OverlayFailureExperiment::GetMetrics() const
{
    return {
        {"failed", "", "nodes that crash"},
        {"subtree", "", "survivors that were below a node that crashed"},
        {"orphans", "", "of these, survivors whose parent crashed"},
        {"notified",
         "",
         "nodes that noticed that the way to the source was gone, without those that came back"},
        {"notified_again", "", "how often they noticed it again"},
        {"attached_least", "", "least share of the survivors with a way to the source"},
        {"attached_mean", "", "mean of this share"},
        {"reattached_ratio", "", "share of the survivors with a way to the source in the end"},
        {"repair_s", "s", "until all survivors had one, and kept it; the duration if never"},
        {"gap_s", "s", "longest that a survivor was without data, to within a period"},
        {"cycles", "", "nodes whose way up did not end, at the worst moment"},
        {"one_sided", "", "edges that only one end knows in the end"},
        {"crashes", "", "how often a node crashed after the failure"},
        {"returns", "", "how often one came back"}};
}

std::unique_ptr<ChurnModel>
OverlayFailureExperiment::MakeChurn(uint64_t seed) const
{
    if (m_churn == NONE)
    {
        return nullptr;
    }
    if (m_churn == TRACE)
    {
        return std::make_unique<TracedChurn>(TracedChurn::Read(m_trace, 1, m_nodes - 1));
    }
    const DurationKind kind = m_churn == WEIBULL  ? DurationKind::Weibull
                              : m_churn == PARETO ? DurationKind::Pareto
                                                  : DurationKind::Exponential;
    return std::make_unique<RandomChurn>(1,
                                         m_nodes - 1,
                                         DurationLaw(kind, ToCore(m_lifetime), m_shape),
                                         DurationLaw(DurationKind::Exponential, ToCore(m_absence)),
                                         seed);
}

void
OverlayFailureExperiment::CheckParameters() const
{
    try
    {
        MakeChurn(0);
    }
    catch (const std::invalid_argument& error)
    {
        throw ParameterError(error.what());
    }
}

TreeOverlayParams
OverlayFailureExperiment::MakeParams(Ptr<UniformRandomVariable> random) const
{
    constexpr double LEAST = 50;
    constexpr double MOST = 200;
    TreeOverlayParams params;
    params.bandwidths.push_back(m_sourceBandwidth);
    for (uint32_t i = 1; i < m_nodes; ++i)
    {
        params.bandwidths.push_back(random->GetValue(LEAST, MOST));
        params.joiners.push_back(i);
    }
    params.tree.repair = m_mode == LOCAL ? TreeRepair::Local : TreeRepair::Domino;
    params.joinInterval = ToCore(m_joinInterval);
    params.leastDelay = ToCore(m_leastDelay);
    params.mostDelay = std::max(ToCore(m_mostDelay), params.leastDelay);
    return params;
}

uint32_t
OverlayFailureExperiment::Kill(TreeOverlay& overlay, UniformRandomVariable& random) const
{
    std::vector<uint32_t> candidates;
    candidates.reserve(m_nodes);
    for (uint32_t i = 1; i < m_nodes; ++i)
    {
        candidates.push_back(i);
    }
    const auto victims = static_cast<uint32_t>(std::lround(m_killRatio * (m_nodes - 1)));
    for (uint32_t i = 0; i < victims; ++i)
    {
        const auto last = static_cast<uint32_t>(candidates.size() - 1);
        std::swap(candidates[i], candidates[random.GetInteger(i, last)]);
        overlay.Bed().Engine(candidates[i]).Crash();
    }
    return victims;
}

void
OverlayFailureExperiment::ReportCut(const TreeSurvey& before,
                                    const TreeSurvey& after,
                                    Result& result)
{
    std::vector<std::optional<uint32_t>> parents = before.parents;
    uint32_t orphans = 0;
    for (std::size_t i = 0; i < parents.size(); ++i)
    {
        const bool isCut = parents[i] && !after.isAlive[*parents[i]];
        orphans += isCut && after.isAlive[i] ? 1 : 0;
        parents[i] = isCut ? std::nullopt : parents[i];
    }
    const std::vector<WayUp> ways = WaysUp(parents, TreeOverlay::SOURCE);
    uint32_t subtree = 0;
    for (std::size_t i = 0; i < ways.size(); ++i)
    {
        const bool wasAttached = before.ways[i] == WayUp::Source;
        subtree += after.isAlive[i] && wasAttached && ways[i] != WayUp::Source ? 1 : 0;
    }
    result.AddMetric("subtree", subtree);
    result.AddMetric("orphans", orphans);
}

void
OverlayFailureExperiment::Note(TreeOverlay& overlay,
                               const TreeSurvey& survey,
                               Time at,
                               Record& record)
{
    record.leastAttached = std::min(record.leastAttached, survey.AttachedShare());
    record.sumAttached += survey.AttachedShare();
    ++record.samples;
    record.circling = std::max(record.circling, survey.circling);
    if (survey.attached < survey.alive)
    {
        record.repaired = Time::Max();
    }
    else
    {
        record.repaired = std::min(record.repaired, at);
    }
    record.delivered.resize(overlay.Nodes());
    record.latest.resize(overlay.Nodes(), at); // of those that have come back
    for (uint32_t i = 1; i < overlay.Nodes(); ++i)
    {
        const uint64_t bytes = overlay.Bed().Engine(i).GetCounters().deliveredBytes;
        if (bytes != record.delivered[i])
        {
            record.delivered[i] = bytes;
            record.latest[i] = at;
        }
        if (survey.isAlive[i])
        {
            record.gap = std::max(record.gap, at - record.latest[i]);
        }
    }
}

void
OverlayFailureExperiment::DoRun(Result& result)
{
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    const auto naming = [](uint32_t number) { return std::to_string(number); };
    TreeOverlay overlay(MakeParams(random), random, MakeOverlayBed(*this, false, naming));
    while (!overlay.IsComplete())
    {
        overlay.JoinNext();
    }
    overlay.StartSource();
    overlay.Pass(ToCore(m_warmup));

    const TreeSurvey before = TreeSurvey::Of(overlay);
    std::vector<uint32_t> losses;
    Record record;
    record.latest.resize(m_nodes);
    for (uint32_t i = 0; i < m_nodes; ++i)
    {
        losses.push_back(overlay.MembershipOf(i).losses);
        record.delivered.push_back(overlay.Bed().Engine(i).GetCounters().deliveredBytes);
    }
    result.AddMetric("failed", Kill(overlay, *random));
    TreeSurvey survey = TreeSurvey::Of(overlay);
    ReportCut(before, survey, result);

    Table& samples =
        result.AddTable("samples",
                        {{"t", "s"}, {"attached", ""}, {"circling", ""}, {"one_sided", ""}});
    TreeChurn churn(overlay, MakeChurn(random->GetInteger(0, UINT32_MAX - 1)));
    Note(overlay, survey, Seconds(0), record);
    for (Time at = m_period; at <= m_duration; at += m_period)
    {
        churn.Pass(ToCore(m_period));
        survey = TreeSurvey::Of(overlay);
        Note(overlay, survey, at, record);
        samples.AddRow({at.GetSeconds(), survey.attached, survey.circling, survey.oneSided});
    }

    uint32_t notified = 0;
    uint32_t again = 0;
    for (uint32_t i = 0; i < m_nodes; ++i)
    {
        const uint32_t heard = overlay.MembershipOf(i).losses - losses[i];
        notified += heard > 0 ? 1 : 0;
        again += heard > 1 ? heard - 1 : 0;
    }
    const OverlayBedRun run = overlay.Bed().OutsideSimulator();
    result.AddRun(ToSimulator(run.time).GetSeconds(), run.events);
    result.AddMetric("notified", notified);
    result.AddMetric("notified_again", again);
    result.AddMetric("attached_least", record.leastAttached);
    result.AddMetric("attached_mean", record.sumAttached / record.samples);
    result.AddMetric("reattached_ratio", survey.AttachedShare());
    result.AddMetric("repair_s", std::min(record.repaired, m_duration).GetSeconds());
    result.AddMetric("gap_s", record.gap.GetSeconds());
    result.AddMetric("cycles", record.circling);
    result.AddMetric("one_sided", survey.oneSided);
    result.AddMetric("crashes", churn.Crashes());
    result.AddMetric("returns", churn.Returns());
}

} // namespace qos
} // namespace ns3
