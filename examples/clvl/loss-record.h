/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LOSS_RECORD_H
#define QOS_LOSS_RECORD_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Which packets of a bundle came out of a virtual link, by their sequence numbers from 0.
 */
class LossRecord
{
  public:
    /**
     * The next packet is sent.
     * @param isOut whether the path has an outage
     */
    void Sent(bool isOut);

    /**
     * A packet came out of the link.
     * @param sequence its number; one that was not sent is passed over
     */
    void Delivered(uint32_t sequence);

    /** @param packets as many of the first ones do not count */
    void SkipFirst(uint64_t packets);

    /**
     * Packets that are sent shortly before an outage cannot be repaired in it: they count as sent
     * in it.
     * @param packets so many before it
     */
    void ExtendOutages(uint64_t packets);

    /** @return packets that count */
    uint64_t Packets() const
    {
        return m_packets.size() - m_first;
    }

    /** @return share of them that did not come out; not a number if there are none */
    double Residual() const;

    /** @return the same without those that were sent in outages */
    double ResidualOutsideOutages() const;

    /**
     * @param packets of a period
     * @return the residual loss of each whole period
     */
    std::vector<double> ResidualByPeriod(uint64_t packets) const;

  private:
    /** A packet. */
    struct Fate
    {
        bool isDelivered = false; //!< whether it came out
        bool isOut = false;       //!< whether it was sent in an outage
    };

    std::vector<Fate> m_packets; //!< by sequence number
    uint64_t m_first = 0;        //!< the first one that counts
};

} // namespace qos
} // namespace ns3

#endif // QOS_LOSS_RECORD_H
