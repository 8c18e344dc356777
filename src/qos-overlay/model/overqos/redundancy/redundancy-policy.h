/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REDUNDANCY_POLICY_H
#define QOS_REDUNDANCY_POLICY_H

#include "ns3/named-factories.h"

#include <Eigen/Core>

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-redundancy
 * How much redundancy a bundle sends, and what that costs and yields.
 *
 * Two meanings of redundancy: r1 and r2 are shares of the packets that are sent, (n - k)/n; the
 * overhead is packets per data packet.
 */
struct RedundancyDecision
{
    double firstRound = 0;     //!< r1: share of parity in a window, at most mostRedundancy
    double secondRound = 0;    //!< r2: share of parity in a block of retransmissions, likewise
    uint32_t rounds = 1;       //!< transmissions of a packet at most: 1 without retransmission
    bool codesRepairs = false; //!< whether retransmissions may get parity, be it none now
    double overhead = 0;       //!< O: expected redundant and repeated packets per data packet
    double residual = 0;       //!< expected loss that is left
    double aim = 1;            //!< loss that it was chosen for: kappa q in the closed loop
    bool isFeasible = true;    //!< whether the policy can meet q, whatever it is chosen for
    bool isStartUp = false;    //!< a default, because too few windows are known

    /** @return r of c = b (1 - r): the share of all packets that is not data, O/(1 + O) */
    double Share() const
    {
        return overhead / (1 + overhead);
    }
};

/**
 * @ingroup qos-overqos-redundancy
 * @param decision its rounds and r2
 * @param tail G at j/n for j = 0 to n
 * @return frames of later rounds, parity included, that are expected per packet that is missing
 * after the first one
 */
double RepairsPerLoss(const RedundancyDecision& decision, const Eigen::ArrayXd& tail);

/**
 * @ingroup qos-overqos-redundancy
 * Reckon what the rounds, r1 and r2 of a decision cost and leave:
 * O = r1/(1 - r1) + G(r1)/(1 - r2) with one coded retransmission.
 * @param decision gets its overhead and residual
 * @param tail G at j/n for j = 0 to n
 * @param repairCost frames of later rounds in place of one that is expected
 */
void Reckon(RedundancyDecision& decision, const Eigen::ArrayXd& tail, double repairCost = 1);

/** The knobs of a redundancy policy. */
struct RedundancyPolicyParams
{
    /** No block of either round has more than this share of parity, 0 to below 1: 0.9 is nine
     * parity packets per data packet. */
    double mostRedundancy = 0.9;

    /** Transmissions of a packet at most, where only retransmission repairs. Each takes a round
     * trip; three or more are unattractive (OverQoS, section 3.2). */
    uint32_t mostRounds = 8;
};

/**
 * @ingroup qos-overqos-redundancy
 * Decides from the distribution of losses how a target for the residual loss is met.
 *
 * A target that cannot be met is told by RedundancyDecision::isFeasible. The decision is then the
 * best effort that does not flood the network: no parity in the first round.
 */
class RedundancyPolicy
{
  public:
    virtual ~RedundancyPolicy() = default;

    /**
     * @param tail G at j/n for j = 0 to n, as of TailLoss()
     * @param target q: loss that may be left, above 0
     * @return what to do
     */
    virtual RedundancyDecision Choose(const Eigen::ArrayXd& tail, double target) const = 0;

    /**
     * How rare the windows are that decide; 20 times its reciprocal is how many windows have to be
     * known.
     * @param meanLoss G(0)
     * @param target q
     * @return a probability, 1 if no distribution is needed
     */
    virtual double DecisiveProbability(double meanLoss, double target) const = 0;

    /**
     * What to do while too few windows are known to choose. Ours.
     * @param tail G of the few, for the expected overhead and residual
     * @return what to do
     */
    virtual RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const = 0;
};

/** Redundancy policies by name. */
using RedundancyPolicyRegistry = NamedFactories<RedundancyPolicy, RedundancyPolicyParams>;

/**
 * @ingroup qos-overqos-redundancy
 * The redundancy policies of this process. Built in are:
 *  * none: no repair;
 *  * arq: retransmissions only, L = ceil(ln q / ln p) transmissions;
 *  * fec: parity in the first round only, r1 = min{r: G(r) <= q};
 *  * hybrid: one retransmission, with parity only there: r2 = min{r: p G(r) <= q};
 *  * general: of all pairs with G(r1) G(r2) <= q the one with the least overhead
 *    r1/(1 - r1) + G(r1)/(1 - r2), or r1 alone if G(r1) <= q. O(n), because r2 falls as r1 rises.
 *
 * Source: OverQoS (NSDI 2004), section 3.2; its second half is reconstructed.
 * @return the registry
 */
RedundancyPolicyRegistry& RedundancyPolicies();

} // namespace qos
} // namespace ns3

#endif // QOS_REDUNDANCY_POLICY_H
