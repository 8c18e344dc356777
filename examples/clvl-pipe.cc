/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 3.1: how many TCP connections is the pipe of a bundle worth?
 *
 *     pipe -- a window of packets per round trip, losses -- pipe
 *
 * A pipe that stands for N connections sends its whole window once per round trip; each packet is
 * lost with the same probability, or one in 1 / loss. The rate is compared with that of one TCP
 * connection with delayed acknowledgments, sqrt(0.75 / loss) packets per round trip, and with what
 * formulas make of the constants that the paper gives.
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
#include <optional>

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

    /** @return increase and decrease by the paper, section 3.1; nothing for what has none */
    std::optional<AimdFactors> PaperFactors() const;

    /** @return the rate over that of one connection, by the formula of a sawtooth; N without one */
    double Sawtooth() const;

    /** @return the same, by the formula for the losses in question */
    double Expected() const;

    std::string m_pipe;       //!< parameter pipe
    double m_flows = 0;       //!< parameter flows
    double m_loss = 0;        //!< parameter loss
    Losses m_losses = RANDOM; //!< parameter losses
    uint32_t m_rounds = 0;    //!< parameter rounds
};

QOS_REGISTER_EXPERIMENT(
    ClvlPipeExperiment,
    "clvl-pipe",
    "the pipe of a bundle under given losses: how many connections is it worth?",
    "OverQoS section 3.1");

namespace
{

constexpr double SINGLE = 0.75; // square of the rate of one TCP connection, times the loss

/**
 * @param factors alpha and beta
 * @return rate of such a window in packets per round trip times the root of the loss, if one packet
 * in 1 / loss is lost
 */
double
SawtoothRate(const AimdFactors& factors)
{
    return std::sqrt(factors.increase * (2 - factors.decrease) / (2 * factors.decrease));
}

/**
 * The square of the window grows by 2 alpha with each packet, and by an exponentially distributed
 * amount from loss to loss; before one it is a sum of such amounts with weights (1 - beta)^2k. Such
 * a sum has the moment of order 1/2 that is known in closed form.
 *
 * Source: F. Guillemin, P. Robert, B. Zwart, "AIMD algorithms and exponential functionals", Annals
 * of Applied Probability 14(1), 2004.
 * @param factors alpha and beta
 * @return rate of such a window in packets per round trip times the root of the loss, if each
 * packet is lost independently and losses are rare
 */
double
RandomLossRate(const AimdFactors& factors)
{
    constexpr double NEGLIGIBLE = 1e-15;
    const double weight = std::pow(1 - factors.decrease, 2);
    double moment = std::tgamma(1.5);
    for (double power = weight; power > NEGLIGIBLE; power *= weight)
    {
        moment *= (1 - power * std::sqrt(weight)) / (1 - power);
    }
    return std::sqrt(factors.increase / 2) / (factors.decrease * moment);
}

} // namespace

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
                          compat::EnumValue<Losses>(RANDOM),
                          compat::EnumAccessor<Losses>(&Self::m_losses),
                          MakeEnumChecker(REGULAR, "regular", RANDOM, "random"))
            .AddAttribute("Rounds",
                          "round trips; the first tenth does not count",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&Self::m_rounds),
                          MakeUintegerChecker<uint32_t>(100, 100000000));
    return tid;
}

std::vector<Metric>
ClvlPipeExperiment::GetMetrics() const
{
    return {{"connections", "", "rate over that of one TCP connection, sqrt(0.75 / loss)"},
            {"sawtooth",
             "",
             "the same by the constants of the paper and the formula of a sawtooth, whatever the "
             "losses; N for pipes without constants"},
            {"expected",
             "",
             "the same by the formula for the losses in question: random ones let a pipe of few "
             "connections send up to an eighth more than regular ones"},
            {"ratio", "", "connections over expected"}};
}

double
ClvlPipeExperiment::DrawInterval(ExponentialRandomVariable& random) const
{
    const double mean = 1 / m_loss;
    return m_losses == REGULAR ? mean : random.GetValue(mean, 0);
}

std::optional<AimdFactors>
ClvlPipeExperiment::PaperFactors() const
{
    if (m_pipe == MulTcpPipe::NAME)
    {
        return AimdFactors{m_flows / 2, 1 / (2 * m_flows)};
    }
    if (m_pipe == MulTcpPipe::SMOOTH_NAME)
    {
        return AimdFactors{std::sqrt(m_flows), 4 / (3 * std::pow(m_flows, 1.5) + 2)};
    }
    return std::nullopt;
}

double
ClvlPipeExperiment::Sawtooth() const
{
    const auto factors = PaperFactors();
    return factors ? SawtoothRate(*factors) / std::sqrt(SINGLE) : m_flows;
}

double
ClvlPipeExperiment::Expected() const
{
    const auto factors = PaperFactors();
    return factors && m_losses == RANDOM ? RandomLossRate(*factors) / std::sqrt(SINGLE)
                                         : Sawtooth();
}

void
ClvlPipeExperiment::DoRun(Result& result)
{
    constexpr double RARE = 0.01; // of the round trips have a loss, at a window of N / sqrt(loss)
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
    result.AddMetric("sawtooth", Sawtooth());
    result.AddMetric("expected", Expected());
    result.AddMetric("ratio", connections / Expected());
}

} // namespace qos
} // namespace ns3
