/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ROUND_ROBIN_FLOW_SCHEDULER_H
#define QOS_ROUND_ROBIN_FLOW_SCHEDULER_H

#include "flow-scheduler.h"
#include "random-bits.h"

#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * Unweighted round robin among the flows that wait: one packet, then to the end of the line.
 *
 * The line is a ring with a place for every flow: only Join() allocates, and only Leave() looks at
 * others.
 *
 * Source: OSDI 2000, section 2; RFC 3124, section 4.2.
 */
class RoundRobinFlowScheduler : public FlowScheduler
{
  public:
    static constexpr const char* NAME = "round-robin"; //!< its name in the registry

    void Join(MemberId member) override;
    void Leave(MemberId member) override;
    void SetWeight(MemberId member, double weight) override;
    void Request(MemberId member) override;
    MemberId Next(uint32_t mtu) override;
    bool KeepsCredit() const override;
    void Used(MemberId member, uint32_t granted, uint32_t used) override;
    void SetActive(MemberId member, bool isActive) override;
    double Share(MemberId member) const override;

  protected:
    /**
     * Without a branch, which a coin would let the processor mispredict every other time.
     * @param isSecond whether the flow at the head of the line goes to its end first
     * @return the flow that is then at the head, which leaves the line; at least two wait
     */
    MemberId TakeFirstOrSecond(bool isSecond)
    {
        const uint32_t skipped = isSecond ? 1 : 0;
        const MemberId taken = m_line[(m_begin + skipped) & m_mask];
        m_line[m_end & m_mask] = m_line[m_begin & m_mask]; // if the ring is full, onto itself
        m_end += skipped;
        m_begin += 1 + skipped;
        return taken;
    }

    /** @return how many flows wait */
    uint32_t Waiting() const
    {
        return m_end - m_begin;
    }

    /** @return the flow at the head of the line, which leaves it */
    MemberId TakeFirst()
    {
        return m_line[m_begin++ & m_mask];
    }

  private:
    /** @param member a flow that goes to the end of the line */
    void Append(MemberId member)
    {
        m_line[m_end++ & m_mask] = member;
    }

    /** @param size of the ring from now on, a power of two that is large enough */
    void Resize(std::size_t size);

    std::vector<MemberId> m_line; //!< a ring; its size is a power of two
    uint32_t m_mask = 0;          //!< size of the ring, less one
    uint32_t m_begin = 0;         //!< counts those who have left the line
    uint32_t m_end = 0;           //!< counts those who have come into the line
    std::vector<bool> m_isActive; //!< by member
    uint32_t m_activeMembers = 0; //!< how many are
};

/**
 * @ingroup qos-cm-core
 * Round robin that lets every other turn, at random, go to the next in line instead.
 *
 * Plain round robin, the acknowledgments that clock it and a drop-tail queue lock phase: each
 * acknowledgment in slow start releases two packets, so that with an even number of flows the same
 * one always gets the packet that the full queue drops. It loses everything, no other flow reports
 * a loss, and the window grows past all bounds. A coin toss per packet breaks the lock and leaves
 * the long-run shares equal.
 */
class RandomRoundRobinFlowScheduler final : public RoundRobinFlowScheduler
{
  public:
    static constexpr const char* NAME = "random-round-robin"; //!< its name in the registry

    /** @param bits the coin; shared by the macroflows of a host */
    explicit RandomRoundRobinFlowScheduler(std::shared_ptr<RandomBits> bits);

    MemberId Next(uint32_t mtu) override;

  private:
    std::shared_ptr<RandomBits> m_bits; //!< the coin
};

} // namespace qos
} // namespace ns3

#endif // QOS_ROUND_ROBIN_FLOW_SCHEDULER_H
