/* SPDX-License-Identifier: GPL-2.0-only */

#include "redundancy-policy.h"

#include "ns3/loss-distribution.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace ns3
{
namespace qos
{

namespace
{

/** Share of parity while the losses are not known: one packet for up to two. Ours. */
constexpr double START_UP = 0.3;

/**
 * @param loss mean loss
 * @param rounds transmissions of a packet
 * @return loss + ... + loss^(rounds - 1), the expected retransmissions
 */
double
Retransmissions(double loss, uint32_t rounds)
{
    double sum = 0;
    double term = 1;
    for (uint32_t i = 1; i < rounds; ++i)
    {
        term *= loss;
        sum += term;
    }
    return sum;
}

/**
 * @param tail values of G
 * @param redundancy j/n
 * @return G of it
 */
double
At(const Eigen::ArrayXd& tail, double redundancy)
{
    return tail[std::lround(redundancy * static_cast<double>(tail.size() - 1))];
}

/**
 * @param tail values of G
 * @param most the largest redundancy
 * @return the largest j with j/n <= most
 */
Eigen::Index
LastBin(const Eigen::ArrayXd& tail, double most)
{
    constexpr double ROUNDING = 1e-9;
    return static_cast<Eigen::Index>(
        std::floor(most * static_cast<double>(tail.size() - 1) + ROUNDING));
}

/**
 * @param params of a policy
 * @throws std::invalid_argument if they are out of range
 */
void
CheckParams(const RedundancyPolicyParams& params)
{
    if (!(params.mostRedundancy >= 0 && params.mostRedundancy < 1))
    {
        throw std::invalid_argument("the largest redundancy is " +
                                    std::to_string(params.mostRedundancy) +
                                    "; it must be at least 0 and below 1");
    }
    if (params.mostRounds == 0)
    {
        throw std::invalid_argument("a packet is transmitted 0 times; it must be at least 1");
    }
}

/** No repair. */
class NoRedundancy final : public RedundancyPolicy
{
  public:
    RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const override
    {
        RedundancyDecision decision;
        decision.residual = tail[0];
        decision.isFeasible = tail[0] <= target;
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double /* target */) const override
    {
        return 1;
    }

    RedundancyDecision StartUp() const override
    {
        return {};
    }
};

/** Retransmissions only. */
class ArqOnly final : public RedundancyPolicy
{
  public:
    /** @param params the knobs */
    explicit ArqOnly(const RedundancyPolicyParams& params)
        : m_params(params)
    {
    }

    RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const override
    {
        const double loss = tail[0];
        RedundancyDecision decision;
        decision.rounds = Rounds(loss, target);
        decision.overhead = Retransmissions(loss, decision.rounds);
        decision.residual = std::pow(loss, decision.rounds);
        decision.isFeasible = decision.residual <= target * (1 + ROUNDING);
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double /* target */) const override
    {
        return 1;
    }

    RedundancyDecision StartUp() const override
    {
        RedundancyDecision decision;
        decision.rounds = std::min(2U, m_params.mostRounds);
        return decision;
    }

  private:
    static constexpr double ROUNDING = 1e-9; //!< ln 0.001 / ln 0.1 is 3

    /**
     * @param loss mean loss
     * @param target loss that may be left
     * @return transmissions of a packet
     */
    uint32_t Rounds(double loss, double target) const
    {
        if (loss <= target)
        {
            return 1;
        }
        const double rounds = std::log(target) / std::log(std::min(loss, 1.0));
        // infinite if everything is lost
        return static_cast<uint32_t>(std::min(std::ceil(std::abs(rounds) * (1 - ROUNDING)),
                                              static_cast<double>(m_params.mostRounds)));
    }

    RedundancyPolicyParams m_params; //!< the knobs
};

/** Parity in the first round only. */
class FecOnly final : public RedundancyPolicy
{
  public:
    /** @param params the knobs */
    explicit FecOnly(const RedundancyPolicyParams& params)
        : m_params(params)
    {
    }

    RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const override
    {
        RedundancyDecision decision;
        const double redundancy = LeastRedundancy(tail, target);
        decision.isFeasible = redundancy <= m_params.mostRedundancy;
        if (decision.isFeasible)
        {
            decision.firstRound = redundancy;
            decision.overhead = redundancy / (1 - redundancy);
        }
        decision.residual = At(tail, decision.firstRound);
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double target) const override
    {
        return target;
    }

    RedundancyDecision StartUp() const override
    {
        RedundancyDecision decision;
        decision.firstRound = std::min(START_UP, m_params.mostRedundancy);
        return decision;
    }

  private:
    RedundancyPolicyParams m_params; //!< the knobs
};

/** One retransmission with parity. */
class Hybrid final : public RedundancyPolicy
{
  public:
    /** @param params the knobs */
    explicit Hybrid(const RedundancyPolicyParams& params)
        : m_params(params)
    {
    }

    RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const override
    {
        const double loss = tail[0];
        RedundancyDecision decision;
        decision.rounds = 2;
        decision.codesRepairs = true;
        if (loss > 0)
        {
            const auto last = static_cast<double>(LastBin(tail, m_params.mostRedundancy)) /
                              static_cast<double>(tail.size() - 1);
            const double redundancy = LeastRedundancy(tail, target / loss);
            decision.isFeasible = redundancy <= last;
            decision.secondRound = std::min(redundancy, last);
        }
        decision.overhead = loss / (1 - decision.secondRound);
        decision.residual = loss * At(tail, decision.secondRound);
        return decision;
    }

    double DecisiveProbability(double meanLoss, double target) const override
    {
        return meanLoss <= target ? 1 : target / meanLoss;
    }

    RedundancyDecision StartUp() const override
    {
        RedundancyDecision decision;
        decision.rounds = 2;
        decision.codesRepairs = true;
        decision.secondRound = std::min(START_UP, m_params.mostRedundancy);
        return decision;
    }

  private:
    RedundancyPolicyParams m_params; //!< the knobs
};

/** Parity in both rounds, or in one. */
class General final : public RedundancyPolicy
{
  public:
    /** @param params the knobs */
    explicit General(const RedundancyPolicyParams& params)
        : m_params(params),
          m_hybrid(params)
    {
    }

    RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const override
    {
        const auto bins = static_cast<double>(tail.size() - 1);
        const Eigen::Index last = LastBin(tail, m_params.mostRedundancy);
        RedundancyDecision best;
        best.overhead = std::numeric_limits<double>::infinity();
        Eigen::Index second = last + 1; // the least that suffices; falls
        for (Eigen::Index first = 0; first <= last; ++first)
        {
            RedundancyDecision pair;
            pair.firstRound = static_cast<double>(first) / bins;
            pair.overhead = pair.firstRound / (1 - pair.firstRound);
            pair.residual = tail[first];
            if (tail[first] > target)
            {
                while (second > 0 && tail[first] * tail[second - 1] <= target)
                {
                    --second;
                }
                if (second > last)
                {
                    continue;
                }
                pair.rounds = 2;
                pair.codesRepairs = true;
                pair.secondRound = static_cast<double>(second) / bins;
                pair.overhead += tail[first] / (1 - pair.secondRound);
                pair.residual *= tail[second];
            }
            if (pair.overhead < best.overhead)
            {
                best = pair;
            }
        }
        return std::isfinite(best.overhead) ? best : m_hybrid.Choose(tail, target);
    }

    double DecisiveProbability(double meanLoss, double target) const override
    {
        return m_hybrid.DecisiveProbability(meanLoss, target);
    }

    RedundancyDecision StartUp() const override
    {
        return m_hybrid.StartUp();
    }

  private:
    RedundancyPolicyParams m_params; //!< the knobs
    Hybrid m_hybrid;                 //!< where no pair suffices
};

/**
 * @tparam Policy a policy
 * @return what makes it
 */
template <typename Policy>
RedundancyPolicyRegistry::Factory
Maker()
{
    return [](const RedundancyPolicyParams& params) {
        CheckParams(params);
        return std::make_unique<Policy>(params);
    };
}

} // namespace

RedundancyPolicyRegistry&
RedundancyPolicies()
{
    static RedundancyPolicyRegistry registry = [] {
        RedundancyPolicyRegistry builtIn("redundancy policy");
        builtIn.Register("none", [](const RedundancyPolicyParams& params) {
            CheckParams(params);
            return std::make_unique<NoRedundancy>();
        });
        builtIn.Register("arq", Maker<ArqOnly>());
        builtIn.Register("fec", Maker<FecOnly>());
        builtIn.Register("hybrid", Maker<Hybrid>());
        builtIn.Register("general", Maker<General>());
        return builtIn;
    }();
    return registry;
}

} // namespace qos
} // namespace ns3
