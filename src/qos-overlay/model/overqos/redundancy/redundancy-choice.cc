/* SPDX-License-Identifier: GPL-2.0-only */

#include "redundancy-choice.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace qos
{

RedundancyDecision
RedundancyChoice::Choose(const LossDistribution& losses, double target) const
{
    if (!(target > 0 && target < 1))
    {
        throw std::invalid_argument("the target loss is " + std::to_string(target) +
                                    "; it must be above 0 and below 1");
    }
    if (!losses.HasEnoughFor(m_policy->DecisiveProbability(losses.Mean(), target)))
    {
        RedundancyDecision decision = m_policy->StartUp(losses.Tail());
        decision.isStartUp = true;
        return decision;
    }
    return m_policy->Choose(losses.Tail(), target);
}

uint32_t
ParityPackets(uint32_t packets, double redundancy)
{
    constexpr double ROUNDING = 1e-9; // 9 / (1 - 0.1) is 10
    if (redundancy >= 1)
    {
        throw std::invalid_argument("the share of parity in a block is " +
                                    std::to_string(redundancy) + "; it must be below 1");
    }
    if (packets == 0 || !(redundancy > 0))
    {
        return 0;
    }
    const double all = packets / (1 - redundancy);
    const auto block = static_cast<uint32_t>(std::ceil(all * (1 - ROUNDING)));
    return std::max(block - packets, 1U);
}

} // namespace qos
} // namespace ns3
