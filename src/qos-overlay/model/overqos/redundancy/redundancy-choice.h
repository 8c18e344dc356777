/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REDUNDANCY_CHOICE_H
#define QOS_REDUNDANCY_CHOICE_H

#include "redundancy-policy.h"

#include "ns3/loss-distribution.h"

#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-redundancy
 * A redundancy policy with a default for the time when the losses are not known yet.
 */
class RedundancyChoice
{
  public:
    /**
     * @param policy name of a policy
     * @param params its knobs
     * @throws std::invalid_argument if the name is unknown, or a knob out of range
     */
    explicit RedundancyChoice(const std::string& policy,
                              const RedundancyPolicyParams& params = RedundancyPolicyParams())
        : m_policy(RedundancyPolicies().Create(policy, params))
    {
    }

    /**
     * @param losses of the windows
     * @param target q, or less of it as TargetControl wants: loss that may be left, above 0 and
     * below 1
     * @return what to do
     * @throws std::invalid_argument if the target is out of range
     */
    RedundancyDecision Choose(const LossDistribution& losses, double target) const;

  private:
    std::unique_ptr<RedundancyPolicy> m_policy; //!< the policy
};

/**
 * @ingroup qos-overqos-redundancy
 * How many parity packets a block gets.
 * @param packets m: data packets, or retransmitted ones, of the block
 * @param redundancy r: share of parity in the block, below 1
 * @return ceil(m/(1 - r)) - m, at least 1 if r is above 0; 0 for an empty block
 * @throws std::invalid_argument if all of the block was parity
 */
uint32_t ParityPackets(uint32_t packets, double redundancy);

} // namespace qos
} // namespace ns3

#endif // QOS_REDUNDANCY_CHOICE_H
