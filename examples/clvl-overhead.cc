/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS Figure 10: what does controlled loss cost on many different virtual links?
 *
 *     link 1:  source -- entry -- delay, losses 1 -- exit
 *     link 2:  source -- entry -- delay, losses 2 -- exit
 *     ...
 *
 * The links of the paper are gone. A population takes their place whose mean loss is spread evenly
 * over the orders of magnitude from 0.05 % to 5 %, in bursts of 1 to 8, with windows of 50 to 200
 * packets: chosen from what the paper says of its links, and not from the result.
 */

#include "clvl/link-experiment.h"
#include "clvl/loss-record.h"
#include "clvl/recording-sink.h"
#include "clvl/synthetic-path.h"

#include "ns3/double.h"
#include "ns3/experiment-registry.h"
#include "ns3/parameter-error.h"
#include "ns3/quantile.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulated-clvl.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS Figure 10. */
class ClvlOverheadExperiment : public LinkExperiment
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
    /** A virtual link of the population. */
    struct Link
    {
        double loss = 0;     //!< mean loss of its path
        double burst = 1;    //!< mean burst
        uint32_t window = 0; //!< n
    };

    /** What came out of a link. */
    struct Outcome
    {
        double raw = 0;      //!< loss of its path
        double residual = 0; //!< loss that was left
        double overhead = 0; //!< redundant frames per packet
    };

    void DoRun(Result& result) override;

    /**
     * @param random random numbers
     * @return a link
     */
    Link DrawLink(UniformRandomVariable& random) const;

    /**
     * @param link of the population
     * @param stream first number for its random variables
     * @return what comes out of it
     */
    Outcome Measure(const Link& link, int64_t stream) const;

    uint32_t m_links = 0;   //!< parameter links
    uint32_t m_packets = 0; //!< parameter packets
    double m_leastLoss = 0; //!< parameter least_loss
    double m_mostLoss = 0;  //!< parameter most_loss
    double m_mostBurst = 0; //!< parameter most_burst
    Time m_rtt;             //!< parameter rtt
};

QOS_REGISTER_EXPERIMENT(ClvlOverheadExperiment,
                        "clvl-overhead",
                        "many virtual links: how much redundancy does controlled loss take?",
                        "OverQoS Fig 10");

TypeId
ClvlOverheadExperiment::GetTypeId()
{
    using Self = ClvlOverheadExperiment;
    static TypeId tid = TypeId("ns3::qos::ClvlOverheadExperiment")
                            .SetParent<LinkExperiment>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("Links",
                                          "virtual links; the paper had 83",
                                          UintegerValue(83),
                                          MakeUintegerAccessor(&Self::m_links),
                                          MakeUintegerChecker<uint32_t>(1, 10000))
                            .AddAttribute("Packets",
                                          "packets of each; the paper had 100000 to 300000",
                                          UintegerValue(100000),
                                          MakeUintegerAccessor(&Self::m_packets),
                                          MakeUintegerChecker<uint32_t>(1000, 100000000))
                            .AddAttribute("LeastLoss",
                                          "least mean loss of a link",
                                          DoubleValue(0.0005),
                                          MakeDoubleAccessor(&Self::m_leastLoss),
                                          MakeDoubleChecker<double>(1e-6, 0.5))
                            .AddAttribute("MostLoss",
                                          "largest mean loss of a link, at least the least one",
                                          DoubleValue(0.05),
                                          MakeDoubleAccessor(&Self::m_mostLoss),
                                          MakeDoubleChecker<double>(1e-6, 0.5))
                            .AddAttribute("MostBurst",
                                          "largest mean burst of a link",
                                          DoubleValue(8),
                                          MakeDoubleAccessor(&Self::m_mostBurst),
                                          MakeDoubleChecker<double>(1, 1000))
                            .AddAttribute("Rtt",
                                          "round-trip time of the links",
                                          TimeValue(MilliSeconds(100)),
                                          MakeTimeAccessor(&Self::m_rtt),
                                          MakeTimeChecker(MilliSeconds(10), MilliSeconds(600)));
    return tid;
}

std::vector<Metric>
ClvlOverheadExperiment::GetMetrics() const
{
    return {{"share_below_5pct", "", "share of the links with an overhead below 5 %"},
            {"median_overhead", "", "median over links of the redundant frames per packet"},
            {"median_excess", "", "median over links of overhead less raw loss"},
            {"most_excess", "", "largest excess of a link"},
            {"share_below_q", "", "share of the links whose residual loss is below the target"},
            {"median_raw_loss", "", "median over links of the loss of the path"},
            {"mean_residual", "", "mean over links of the loss that is left"}};
}

void
ClvlOverheadExperiment::CheckParameters() const
{
    if (m_leastLoss > m_mostLoss)
    {
        std::ostringstream text;
        text << "least_loss is " << m_leastLoss << "; it must be at most most_loss, " << m_mostLoss;
        throw ParameterError(text.str());
    }
}

ClvlOverheadExperiment::Link
ClvlOverheadExperiment::DrawLink(UniformRandomVariable& random) const
{
    constexpr uint32_t LEAST_WINDOW = 50;
    constexpr uint32_t MOST_WINDOW = 200;
    Link link;
    link.loss = std::exp(random.GetValue(std::log(m_leastLoss), std::log(m_mostLoss)));
    link.burst = random.GetValue(1, m_mostBurst);
    link.window = random.GetInteger(LEAST_WINDOW, MOST_WINDOW);
    return link;
}

ClvlOverheadExperiment::Outcome
ClvlOverheadExperiment::Measure(const Link& link, int64_t stream) const
{
    SyntheticPathParams pathParams;
    pathParams.loss = link.loss;
    pathParams.burst = link.burst;
    const SyntheticPath path = SyntheticPath::Make(pathParams, stream);
    SimulatedClvlParams params;
    params.link = LinkParams(ToCore(m_rtt), link.window);
    params.link.code = "counting";
    params.delay = ToCore(m_rtt) / 2;
    params.interval = ToCore(m_rtt) / link.window;
    LossRecord record;
    RecordingSink sink(record);
    SimulatedClvl clvl(params, *path.process, nullptr, sink);
    BundlePacket packet;
    packet.size = 1000;
    for (uint32_t i = 0; i < m_packets; ++i)
    {
        packet.sequence = i;
        record.Sent(false);
        clvl.Send(packet);
    }
    clvl.Finish();
    const EntryCounters& sent = clvl.Entry().GetCounters();
    const uint64_t redundant = sent.parityFrames + sent.repairFrames + sent.repairParityFrames;
    return {static_cast<double>(clvl.Path().lost) / static_cast<double>(clvl.Path().sent),
            record.Residual(),
            static_cast<double>(redundant) / m_packets};
}

void
ClvlOverheadExperiment::DoRun(Result& result)
{
    constexpr int64_t STREAMS = 10; // of a link
    constexpr double TYPICAL = 0.05;
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    Table& table = result.AddTable("links",
                                   {{"loss", ""},
                                    {"burst", ""},
                                    {"window", ""},
                                    {"raw_loss", ""},
                                    {"residual_loss", ""},
                                    {"overhead", ""}});
    std::vector<double> raws;
    std::vector<double> overheads;
    std::vector<double> excesses;
    double below = 0;
    double kept = 0;
    double residual = 0;
    for (uint32_t i = 0; i < m_links; ++i)
    {
        const Link link = DrawLink(*random);
        const Outcome outcome = Measure(link, (i + 1) * STREAMS);
        table.AddRow({link.loss,
                      link.burst,
                      static_cast<double>(link.window),
                      outcome.raw,
                      outcome.residual,
                      outcome.overhead});
        raws.push_back(outcome.raw);
        overheads.push_back(outcome.overhead);
        excesses.push_back(outcome.overhead - outcome.raw);
        below += outcome.overhead < TYPICAL ? 1 : 0;
        kept += outcome.residual <= LinkParams(ToCore(m_rtt), link.window).redundancy.target.target
                    ? 1
                    : 0;
        residual += outcome.residual;
    }
    result.AddMetric("share_below_5pct", below / m_links);
    result.AddMetric("median_overhead", Median(overheads));
    result.AddMetric("median_excess", Median(excesses));
    result.AddMetric("most_excess", *std::max_element(excesses.begin(), excesses.end()));
    result.AddMetric("share_below_q", kept / m_links);
    result.AddMetric("median_raw_loss", Median(raws));
    result.AddMetric("mean_residual", residual / m_links);
}

} // namespace qos
} // namespace ns3
