/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DROP_DEBT_H
#define QOS_DROP_DEBT_H

#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** The knobs of a DropDebt. */
struct DropDebtParams
{
    Nanoseconds expiry = std::chrono::milliseconds{1500}; //!< how long a recovered packet is owed:
                                                          //!< 1 to 2 s, so that a link that has
                                                          //!< recovered is not punished; FOREVER
                                                          //!< makes the loss exactly neutral
    double lossWeight = 0.001; //!< weight of a packet in the mean share of lost packets; a thousand
                               //!< packets of memory even out the victims of several bursts
    double initialLoss = 0.02; //!< the mean before the first packet
    uint32_t highDebt = 20;    //!< packets; above, the spacing is halved
    uint32_t greatestDebt = 1024; //!< packets; more are forgiven, the oldest first
};

/**
 * @ingroup qos-overqos-service
 * Smooths the losses of a stream: for every packet that was recovered, a later one is dropped, far
 * from its neighbours. The stream loses as many packets as without recovery, but no longer in
 * bursts, and nothing more is sent.
 *
 * A packet is dropped when at least one is owed and at least max(2, 1 / p) packets went by since
 * the last loss, where p is the mean share of packets that were lost on the way; half of that
 * spacing while much is owed, but never two packets in a row. A packet that must not be dropped (a
 * control packet, an I-frame) never is.
 *
 * Behind the recovery, tell it about the packets of one stream in the order in which they leave the
 * node, one call each: PacketRecovered(), PacketLost(), or ShouldDrop(). Before it, at the entry of
 * a virtual link, ask for every packet, ShouldDrop(), and tell of every retransmission,
 * PacketRecovered(). Its mean is then p / (1 + p), for which the spacing of high debts makes up.
 *
 * Source: OverQoS (NSDI 2004), section 2.2, has the service, to drop as many packets as a burst
 * had, smoothly. The spacing, the expiry and the mean are this project's.
 */
class DropDebt
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit DropDebt(const DropDebtParams& params = DropDebtParams());

    /**
     * A packet that was lost on the way was recovered and goes on; a later one is owed for it.
     * @param now the time
     */
    void PacketRecovered(Nanoseconds now);

    /** A packet was lost and stays so: nothing is owed for it, but no victim may follow it. */
    void PacketLost();

    /**
     * A packet that came through is about to go on.
     * @param mayDrop whether it may be a victim
     * @param now the time
     * @return whether it is to be dropped
     */
    bool ShouldDrop(bool mayDrop, Nanoseconds now);

    /**
     * @param now the time
     * @return packets that are owed
     */
    uint32_t Debt(Nanoseconds now);

    /** @return share of the packets that were lost on the way, a moving mean */
    double LossEstimate() const
    {
        return m_loss;
    }

    /** @return packets dropped so far */
    uint64_t Dropped() const
    {
        return m_dropped;
    }

    /** @return packets that are no longer owed, because of their age or number */
    uint64_t Forgiven() const
    {
        return m_forgiven;
    }

  private:
    /**
     * Count a packet of the stream.
     * @param wasLost whether it was lost on the way
     */
    void CountPacket(bool wasLost);

    /**
     * Forgive what is too old.
     * @param now the time
     */
    void Expire(Nanoseconds now);

    /** One packet less is owed, the oldest one. */
    void Settle();

    /** @return packets from one loss to the next victim */
    double Spacing() const;

    DropDebtParams m_params;         //!< the knobs
    std::vector<Nanoseconds> m_owed; //!< when each was recovered, a ring
    std::size_t m_oldest = 0;        //!< place of the oldest in the ring
    uint32_t m_debt = 0;             //!< how many are owed
    double m_loss;                   //!< share of lost packets, moving mean
    uint64_t m_sinceLoss = 0;        //!< packets since the last loss or victim
    uint64_t m_dropped = 0;          //!< so far
    uint64_t m_forgiven = 0;         //!< so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_DROP_DEBT_H
