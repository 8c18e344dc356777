/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_FIXED_PARITY_H
#define QOS_TEST_FIXED_PARITY_H

#include "ns3/redundancy-policy.h"

#include <algorithm>
#include <memory>

namespace ns3
{
namespace qos
{

/** A fifth of a window is parity, whatever its loss; what is missing then gets a second round with
 * r2 = min{r: G(r1) G(r) <= q}. */
class FixedParity : public RedundancyPolicy
{
  public:
    static constexpr double FIRST = 0.2; //!< r1

    RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const override
    {
        RedundancyDecision decision = StartUp(tail);
        const Eigen::Index bins = tail.size() - 1;
        const auto first = static_cast<Eigen::Index>(FIRST * static_cast<double>(bins));
        Eigen::Index second = 0;
        while (second < bins && tail[first] * tail[second] > target)
        {
            ++second;
        }
        decision.secondRound =
            std::min(static_cast<double>(second) / static_cast<double>(bins), 0.9);
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double /* target */) const override
    {
        return 1;
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& /* tail */) const override
    {
        RedundancyDecision decision;
        decision.firstRound = FIRST;
        decision.rounds = 2;
        decision.codesRepairs = true;
        decision.overhead = 0.25;
        return decision;
    }
};

/** While it lives, FixedParity is registered. */
class FixedParityRegistration
{
  public:
    static constexpr const char* NAME = "fixed parity"; //!< its name

    FixedParityRegistration()
    {
        RedundancyPolicies().Register(NAME, [](const RedundancyPolicyParams& /* params */) {
            return std::make_unique<FixedParity>();
        });
    }

    FixedParityRegistration(const FixedParityRegistration&) = delete;
    FixedParityRegistration& operator=(const FixedParityRegistration&) = delete;

    ~FixedParityRegistration()
    {
        RedundancyPolicies() = m_before;
    }

  private:
    RedundancyPolicyRegistry m_before = RedundancyPolicies(); //!< what was registered
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_FIXED_PARITY_H
