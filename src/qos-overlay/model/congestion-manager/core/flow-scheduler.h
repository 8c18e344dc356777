/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FLOW_SCHEDULER_H
#define QOS_FLOW_SCHEDULER_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * A flow as the scheduler of its macroflow knows it: a small number, used again after the flow has
 * left.
 */
using MemberId = uint32_t;

/**
 * @ingroup qos-cm-core
 * Which flow of a macroflow is granted next? One object per macroflow.
 *
 * A flow with requests waits; Next() takes the one whose turn it is out, and the macroflow puts it
 * back with Request() if it has more. All calls but SetWeight() are on the path of every packet.
 *
 * Source: RFC 3124, section 4.2.
 */
class FlowScheduler
{
  public:
    virtual ~FlowScheduler() = default;

    /**
     * A flow joins the macroflow, with weight 1 and nothing to send.
     * @param member the flow
     */
    virtual void Join(MemberId member) = 0;

    /**
     * A flow leaves the macroflow.
     * @param member the flow, which may be waiting
     */
    virtual void Leave(MemberId member) = 0;

    /**
     * @param member a flow
     * @param weight its weight, above 0; schedulers without weights ignore it
     */
    virtual void SetWeight(MemberId member, double weight) = 0;

    /**
     * A flow waits for a grant from now on.
     * @param member the flow, which is not waiting
     */
    virtual void Request(MemberId member) = 0;

    /**
     * @param mtu bytes of a grant
     * @return the flow whose turn it is, not waiting any more; only if one waits
     */
    virtual MemberId Next(uint32_t mtu) = 0;

    /**
     * Asked once. A scheduler without credit need not be told of a flow that waits alone, nor of
     * what is used.
     * @return whether flows pay for what they are granted
     */
    virtual bool KeepsCredit() const
    {
        return true;
    }

    /**
     * A grant was used, declined or has lapsed.
     * @param member the flow
     * @param granted bytes that were granted
     * @param used bytes that were sent
     */
    virtual void Used(MemberId member, uint32_t granted, uint32_t used) = 0;

    /**
     * A flow counts among those that share, or does not any more.
     * @param member the flow
     * @param isActive whether it sent or asked lately
     */
    virtual void SetActive(MemberId member, bool isActive) = 0;

    /**
     * @param member a flow
     * @return the part of the macroflow's rate that it may count on, 0 to 1: among the active flows
     * and itself
     */
    virtual double Share(MemberId member) const = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_FLOW_SCHEDULER_H
