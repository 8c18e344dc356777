/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 3.1: how many TCP connections is the pipe of a bundle worth?
 *
 *     pipe -- a window of packets per round trip, losses -- pipe
 *
 * A pipe that stands for N connections sends its whole window once per round trip; one packet in
 * 1 / loss is lost, or each with that probability. The rate is compared with that of one TCP
 * connection with delayed acknowledgments, sqrt(0.75 / loss) packets per round trip.
 */

#include "ns3/bundle-pipe-registry.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/multcp-pipe.h"
#include "ns3/ns3-compat.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace ns3
{
namespace qos
{

/** OverQoS section 3.1. */
class ClvlPipeExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    /** When packets are lost. */
    enum Losses
    {
        REGULAR,
        RANDOM
    };

    void DoRun(Result& result) override;

    /**
     * @param random random numbers
     * @return packets to the next loss
     */
    double DrawInterval(ExponentialRandomVariable& random) const;

    /** @return the rate over that of one connection, as the formula of a sawtooth has it */
    double Expected() const;

    std::string m_pipe;        //!< parameter pipe
    double m_flows = 0;        //!< parameter flows
    double m_loss = 0;         //!< parameter loss
    Losses m_losses = REGULAR; //!< parameter losses
    uint32_t m_rounds = 0;     //!< parameter rounds
};

QOS_REGISTER_EXPERIMENT(
    ClvlPipeExperiment,
    "clvl-pipe",
    "the pipe of a bundle under given losses: how many connections is it worth?",
    "OverQoS section 3.1");

TypeId
ClvlPipeExperiment::GetTypeId()
{
    using Self = ClvlPipeExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlPipeExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Pipe",
                          "what the rate follows",
                          StringValue("multcp"),
                          MakeStringAccessor(&Self::m_pipe),
                          MakeNameChecker([] { return BundlePipes().Names(); }))
            .AddAttribute("Flows",
                          "N: connections that the pipe stands for",
                          DoubleValue(10),
                          MakeDoubleAccessor(&Self::m_flows),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("Loss",
                          "share of the packets that are lost; 0: so few that a round trip with a "
                          "loss is one in a hundred",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("Losses",
                          "one packet in 1 / loss (regular), or each independently (random)",
                          compat::EnumValue<Losses>(REGULAR),
                          compat::EnumAccessor<Losses>(&Self::m_losses),
                          MakeEnumChecker(REGULAR, "regular", RANDOM, "random"))
            .AddAttribute("Rounds",
                          "round trips; the first tenth does not count",
                          UintegerValue(200000),
                          MakeUintegerAccessor(&Self::m_rounds),
                          MakeUintegerChecker<uint32_t>(100, 100000000));
    return tid;
}

std::vector<Metric>
ClvlPipeExperiment::GetMetrics() const
{
    return {
        {"connections", "", "rate over that of one TCP connection"},
        {"expected", "", "the same by the formula of a sawtooth; N for other pipes than multcp"},
        {"ratio", "", "the first over the second"}};
}

double
ClvlPipeExperiment::DrawInterval(ExponentialRandomVariable& random) const
{
    const double mean = 1 / m_loss;
    return m_losses == REGULAR ? mean : random.GetValue(mean, 0);
}

double
ClvlPipeExperiment::Expected() const
{
    constexpr double REFERENCE = 0.5; // delayed acknowledgments
    if (m_pipe != "multcp")
    {
        return m_flows;
    }
    const AimdFactors factors = MulTcpFactors(m_flows, REFERENCE);
    const AimdFactors single = MulTcpFactors(1, REFERENCE);
    const auto square = [](const AimdFactors& pair) {
        return pair.increase * (2 - pair.decrease) / (2 * pair.decrease);
    };
    return std::sqrt(square(factors) / square(single));
}

void
ClvlPipeExperiment::DoRun(Result& result)
{
    constexpr double RARE = 0.01; // of the round trips have a loss, at a window of N / sqrt(loss)
    constexpr double SINGLE = 0.75;
    constexpr Nanoseconds RTT = std::chrono::milliseconds{100};
    if (m_loss <= 0)
    {
        m_loss = std::pow(RARE / m_flows, 2);
    }
    const auto random = CreateObject<ExponentialRandomVariable>();
    random->SetStream(1);
    const auto pipe = BundlePipes().Create(m_pipe, BundlePipeParams());
    pipe->SetFlows(m_flows);
    const uint32_t ignored = m_rounds / 10;
    double next = DrawInterval(*random);
    double sum = 0;
    Nanoseconds now{0};
    for (uint32_t round = 0; round < m_rounds; ++round)
    {
        const double window = pipe->Window();
        uint64_t lost = 0;
        for (next -= window; next <= 0; next += DrawInterval(*random))
        {
            ++lost;
        }
        pipe->Send(now);
        now += RTT;
        PipeReport report;
        report.now = now;
        report.rtt = RTT;
        report.lost = lost;
        const auto sent = static_cast<uint64_t>(std::max(std::round(window), 1.0));
        report.received = sent - std::min(sent, lost);
        report.hasLossEvent = lost > 0;
        pipe->Report(report);
        sum += round >= ignored ? window : 0;
    }
    const double connections = sum / (m_rounds - ignored) / std::sqrt(SINGLE / m_loss);
    result.AddMetric("connections", connections);
    result.AddMetric("expected", Expected());
    result.AddMetric("ratio", connections / Expected());
}

} // namespace qos
} // namespace ns3
