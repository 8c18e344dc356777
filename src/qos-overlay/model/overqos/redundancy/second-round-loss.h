/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SECOND_ROUND_LOSS_H
#define QOS_SECOND_ROUND_LOSS_H

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-redundancy
 * The loss of the packets of second rounds, which are sent when the path has just lost others: it
 * may be far above the mean loss.
 *
 * Until enough such packets were sent the mean loss of the path stands in: it counts as much as
 * a number of packets, whose share fades.
 *
 * Ours; OverQoS (NSDI 2004) assumes independent rounds.
 */
class SecondRoundLoss
{
  public:
    /** @param memory packets after which a packet counts 1/e, at least 1 */
    explicit SecondRoundLoss(double memory = 2000)
        : m_memory(std::max(memory, 1.0))
    {
    }

    /**
     * @param lost packets of a block, retransmissions and parity, that were lost
     * @param sent packets of the block; nothing happens if there were none
     */
    void Add(uint32_t lost, uint32_t sent)
    {
        const double kept = m_memory / (m_memory + sent);
        m_lost = m_lost * kept + lost;
        m_sent = m_sent * kept + sent;
    }

    /**
     * @param meanLoss of all packets of the path
     * @return the loss of second rounds
     */
    double Loss(double meanLoss) const
    {
        constexpr double PRIOR = 50; // packets: two or three lost ones make a difference
        return (m_lost + PRIOR * meanLoss) / (m_sent + PRIOR);
    }

    /** Forget everything: the route is another one. */
    void Restart()
    {
        m_lost = 0;
        m_sent = 0;
    }

  private:
    double m_memory;   //!< packets
    double m_lost = 0; //!< fading sum
    double m_sent = 0; //!< fading sum
};

} // namespace qos
} // namespace ns3

#endif // QOS_SECOND_ROUND_LOSS_H
