/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GUARANTEE_ADMISSION_H
#define QOS_GUARANTEE_ADMISSION_H

#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace ns3
{
namespace qos
{

/** Who loses its guarantee when the guaranteeable bandwidth falls. */
enum class PreemptionPolicy
{
    NewestFirst,        //!< who came last
    LowestPriorityFirst //!< who is least important; who came last among these
};

/** What a flow is promised. */
struct GuaranteeRequest
{
    uint64_t flow = 0;    //!< its id
    Bitrate rate;         //!< what it wants, above 0
    uint8_t priority = 0; //!< 0 is the most important
};

/**
 * @ingroup qos-overqos-service
 * Admits flows to a guaranteed bandwidth while the sum of their allocations stays below c_min.
 *
 * The guarantee is statistical: c is below c_min with probability u. With u = 0.01 and a window per
 * round trip about every 100th window misses, and a flow that cannot bear this wants a smaller u.
 * It holds for the history that c_min was taken from; tell this class whenever c_min changes.
 *
 * Source: OverQoS (NSDI 2004), section 2.2, for the admission; which flows are pre-empted is ours.
 */
class GuaranteeAdmission
{
  public:
    /** @param policy who loses its guarantee first */
    explicit GuaranteeAdmission(PreemptionPolicy policy)
        : m_policy(policy)
    {
    }

    /**
     * c_min is another one. Nothing is guaranteed before the first call.
     * @param guaranteeable c_min, above 0
     * @return the flows that lost their guarantees, in this order; mostly none
     * @throws std::invalid_argument if it is 0, which stands for infinitely fast
     */
    std::vector<uint64_t> SetGuaranteeable(Bitrate guaranteeable);

    /**
     * @param request what a flow wants
     * @return whether it is admitted
     * @throws std::invalid_argument if the rate is 0, or the flow is admitted already
     */
    bool Admit(const GuaranteeRequest& request);

    /**
     * A flow is over.
     * @param flow its id; nothing happens if it is not admitted
     */
    void Release(uint64_t flow);

    /**
     * @param flow id
     * @return whether it is admitted
     */
    bool IsAdmitted(uint64_t flow) const
    {
        return m_ranks.count(flow) > 0;
    }

    /** @return the sum of all allocations, bits per second */
    uint64_t AllocatedBitsPerSecond() const
    {
        return m_allocated;
    }

    /** @return how many flows are admitted */
    std::size_t Flows() const
    {
        return m_ranks.size();
    }

  private:
    /** Importance, then age: the last one is pre-empted first. */
    using Rank = std::tuple<uint8_t, uint64_t>;

    /** An admitted flow. */
    struct Allocation
    {
        uint64_t flow;          //!< id
        uint64_t bitsPerSecond; //!< what it is promised
    };

    PreemptionPolicy m_policy;                  //!< who is pre-empted first
    uint64_t m_guaranteeable = 0;               //!< c_min, bits per second; 0 before it is known
    uint64_t m_allocated = 0;                   //!< sum of the allocations
    uint64_t m_admissions = 0;                  //!< so far
    std::map<Rank, Allocation> m_allocations;   //!< by rank
    std::unordered_map<uint64_t, Rank> m_ranks; //!< by flow
};

/** What is guaranteed on a link, or on a path. */
struct Guarantee
{
    Bitrate rate;               //!< c_min; 0 for a path without a link: no limit
    double missProbability = 0; //!< u: of less than that rate
    double loss = 0;            //!< q
};

/**
 * @ingroup qos-overqos-service
 * What links guarantee together: the least rate; at most the sum of the probabilities of a miss,
 * whether or not they are independent; the loss 1 - product of (1 - q), which is that of
 * independent losses and at most the sum.
 *
 * Derived from OverQoS (NSDI 2004), section 2.2.
 * @param links what each of them guarantees
 * @return what the path guarantees
 */
Guarantee OverPath(const std::vector<Guarantee>& links);

/**
 * @ingroup qos-overqos-service
 * What each link of a path may do for the path to keep to a budget: Q/H.
 * @param budget of the path, loss or probability of a miss
 * @param links H, at least 1
 * @return the budget of a link
 * @throws std::invalid_argument if there is no link
 */
double LinkBudget(double budget, uint32_t links);

} // namespace qos
} // namespace ns3

#endif // QOS_GUARANTEE_ADMISSION_H
