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
 * @param tail values of G
 * @param redundancy a share
 * @return the largest j with j/n <= redundancy
 */
Eigen::Index
BinOf(const Eigen::ArrayXd& tail, double redundancy)
{
    constexpr double ROUNDING = 1e-9; // j/n times n is j
    return static_cast<Eigen::Index>(
        std::floor(redundancy * static_cast<double>(tail.size() - 1) + ROUNDING));
}

/**
 * @param tail values of G
 * @param first r1
 * @return parity in the first round, and nothing else
 */
RedundancyDecision
OneRound(const Eigen::ArrayXd& tail, double first)
{
    RedundancyDecision decision;
    decision.firstRound = first;
    Reckon(decision, tail);
    return decision;
}

/**
 * @param tail values of G
 * @param first r1
 * @param second r2
 * @return one retransmission
 */
RedundancyDecision
TwoRounds(const Eigen::ArrayXd& tail, double first, double second)
{
    RedundancyDecision decision;
    decision.firstRound = first;
    decision.rounds = 2;
    decision.codesRepairs = true;
    decision.secondRound = second;
    Reckon(decision, tail);
    return decision;
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
        RedundancyDecision decision = OneRound(tail, 0);
        decision.isFeasible = decision.residual <= target;
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double /* target */) const override
    {
        return 1;
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const override
    {
        return OneRound(tail, 0);
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
        RedundancyDecision decision = Repeat(tail, Rounds(loss, target));
        decision.isFeasible = decision.residual <= target * (1 + ROUNDING);
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double /* target */) const override
    {
        return 1;
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const override
    {
        return Repeat(tail, std::min(2U, m_params.mostRounds));
    }

  private:
    static constexpr double ROUNDING = 1e-9; //!< ln 0.001 / ln 0.1 is 3

    /**
     * @param tail values of G
     * @param rounds transmissions of a packet
     * @return retransmissions until then
     */
    static RedundancyDecision Repeat(const Eigen::ArrayXd& tail, uint32_t rounds)
    {
        RedundancyDecision decision;
        decision.rounds = rounds;
        Reckon(decision, tail);
        return decision;
    }

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
        const double redundancy = LeastRedundancy(tail, target);
        const bool isFeasible = redundancy <= m_params.mostRedundancy;
        RedundancyDecision decision = OneRound(tail, isFeasible ? redundancy : 0);
        decision.isFeasible = isFeasible;
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double target) const override
    {
        return target;
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const override
    {
        return OneRound(tail, std::min(START_UP, m_params.mostRedundancy));
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
        const double redundancy = tail[0] > 0 ? LeastRedundancy(tail, target / tail[0]) : 0;
        const auto last = static_cast<double>(BinOf(tail, m_params.mostRedundancy)) /
                          static_cast<double>(tail.size() - 1);
        RedundancyDecision decision = TwoRounds(tail, 0, std::min(redundancy, last));
        decision.isFeasible = redundancy <= last;
        return decision;
    }

    double DecisiveProbability(double meanLoss, double target) const override
    {
        return meanLoss <= target ? 1 : target / meanLoss;
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const override
    {
        return TwoRounds(tail, 0, std::min(START_UP, m_params.mostRedundancy));
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
        const Eigen::Index last = BinOf(tail, m_params.mostRedundancy);
        const auto share = [bins](Eigen::Index bin) { return static_cast<double>(bin) / bins; };
        double least = std::numeric_limits<double>::infinity();
        Eigen::Index bestFirst = 0;
        Eigen::Index bestSecond = 0;
        bool needsBoth = false;
        Eigen::Index second = last + 1; // the least that suffices; falls
        for (Eigen::Index first = 0; first <= last; ++first)
        {
            double overhead = share(first) / (1 - share(first));
            if (overhead >= least)
            {
                break; // and so have all that follow
            }
            const bool suffices = tail[first] <= target;
            if (!suffices)
            {
                while (second > 0 && tail[first] * tail[second - 1] <= target)
                {
                    --second;
                }
                if (second > last)
                {
                    continue;
                }
                overhead += tail[first] / (1 - share(second));
            }
            if (overhead < least)
            {
                least = overhead;
                bestFirst = first;
                bestSecond = second;
                needsBoth = !suffices;
            }
        }
        if (!std::isfinite(least))
        {
            return m_hybrid.Choose(tail, target);
        }
        return needsBoth ? TwoRounds(tail, share(bestFirst), share(bestSecond))
                         : OneRound(tail, share(bestFirst));
    }

    double DecisiveProbability(double meanLoss, double target) const override
    {
        return m_hybrid.DecisiveProbability(meanLoss, target);
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const override
    {
        return m_hybrid.StartUp(tail);
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

double
RepairsPerLoss(const RedundancyDecision& decision, const Eigen::ArrayXd& tail)
{
    const double parity = decision.codesRepairs ? decision.secondRound : 0;
    const double left = tail[BinOf(tail, parity)];
    double frames = 0;
    double missing = 1;
    for (uint32_t round = 1; round < decision.rounds; ++round)
    {
        frames += missing / (1 - parity);
        missing *= left;
    }
    return frames;
}

void
Reckon(RedundancyDecision& decision, const Eigen::ArrayXd& tail, double repairCost)
{
    const double parity = decision.codesRepairs ? decision.secondRound : 0;
    const double missing = tail[BinOf(tail, decision.firstRound)];
    decision.overhead = decision.firstRound / (1 - decision.firstRound) +
                        missing * repairCost * RepairsPerLoss(decision, tail);
    decision.residual = missing * std::pow(tail[BinOf(tail, parity)], decision.rounds - 1.0);
}

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
