/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SMALL_BLOCK_RULE_H
#define QOS_SMALL_BLOCK_RULE_H

#include <Eigen/Core>

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-redundancy
 * The exact number of parity packets of a small block of retransmissions, whose packets are lost
 * independently because they are spread.
 *
 * The distribution of losses was measured over whole windows; a block of few packets has a fatter
 * tail. With m packets, h of parity and loss p the expected number of packets that stay lost is
 * the sum over j > h of C(m+h, j) p^j (1-p)^(m+h-j) j m/(m+h).
 *
 * Only the m probabilities of j = h+1 to h+m matter. A further packet shifts and mixes them, so
 * that h parity packets are found in O(h m) without binomial coefficients of large numbers.
 *
 * Where losses come in bursts it may give too little; ParityPackets() gives too little where they
 * do not. The larger of both, for blocks that are spread, keeps to the target in either case.
 *
 * Derived here; OverQoS (NSDI 2004) uses one redundancy for blocks of all sizes.
 */
class SmallBlockRule
{
  public:
    /** @param mostPackets m of the largest block, at least 1 */
    explicit SmallBlockRule(uint32_t mostPackets = 255);

    /**
     * @param packets m: packets of the block, at most as many as the constructor was told
     * @param loss p: of the packets of the second round, 0 to 1
     * @param allowed packets that may stay lost in expectation, above 0: a share of the window that
     * the block repairs
     * @param mostParity no more than this
     * @return the least number of parity packets that does it, or mostParity
     * @throws std::invalid_argument if the loss is not a probability, or the block too large
     */
    uint32_t Parity(uint32_t packets, double loss, double allowed, uint32_t mostParity);

    /** @return packets that stay lost in expectation with the parity that was last given */
    double Expected() const
    {
        return m_expected;
    }

  private:
    Eigen::ArrayXd m_tail;    //!< probability of h + 1 + i losses among m + h
    Eigen::ArrayXd m_indices; //!< 1, 2, ...
    double m_expected = 0;    //!< packets that stay lost
};

} // namespace qos
} // namespace ns3

#endif // QOS_SMALL_BLOCK_RULE_H
