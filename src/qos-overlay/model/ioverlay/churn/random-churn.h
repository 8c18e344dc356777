/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RANDOM_CHURN_H
#define QOS_RANDOM_CHURN_H

#include "churn-model.h"
#include "duration-law.h"

#include "ns3/node-random.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-churn
 * Each node stays and is away for random times, independent of all others: its times do not
 * depend on how many nodes there are. At the beginning, each has just come.
 */
class RandomChurn : public ChurnModel
{
  public:
    /**
     * @param first number of the first node
     * @param nodes how many there are
     * @param lifetime how long one stays
     * @param absence how long one is away
     * @param seed of random numbers
     */
    RandomChurn(uint32_t first,
                uint32_t nodes,
                const DurationLaw& lifetime,
                const DurationLaw& absence,
                uint64_t seed);

    ChurnEvent Next() const override;
    void Pop() override;

  private:
    /** A node, and what it does next. */
    struct Turn
    {
        ChurnEvent event;  //!< next
        NodeRandom random; //!< its own numbers
    };

    /**
     * @param a a node
     * @param b another one
     * @return whether b is the first to go or come; by number if both do at the same time
     */
    static bool IsLater(const Turn& a, const Turn& b);

    DurationLaw m_lifetime;    //!< how long one stays
    DurationLaw m_absence;     //!< how long one is away
    std::vector<Turn> m_turns; //!< a heap, the first to go or come on top
};

} // namespace qos
} // namespace ns3

#endif // QOS_RANDOM_CHURN_H
