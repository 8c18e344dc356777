/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAID_RECOVERY_H
#define QOS_PAID_RECOVERY_H

#include "ns3/bundle-packet.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** In what a stream pays for its retransmissions. */
enum class DebtUnit : uint8_t
{
    Packets, //!< a packet for a packet: as many are lost as without recovery; bytes are sent a
             //!< little more, if important packets are the larger ones
    Bytes    //!< a byte for a byte: as many are sent as without recovery; packets are lost more,
             //!< if victims are smaller
};

/** Which packets a stream gives up to pay for its retransmissions. */
enum class VictimPolicy : uint8_t
{
    Spread,      //!< far from each other
    Concentrated //!< as many as possible of one group of pictures, so that few groups are hurt
};

/** The knobs of a PaidRecovery. The debts are in packets; see nominalBytes for bytes. */
struct PaidRecoveryParams
{
    DebtUnit unit = DebtUnit::Packets;           //!< in what it is paid
    VictimPolicy victims = VictimPolicy::Spread; //!< what is given up
    uint8_t lowestRecovered = 0;  //!< packets of this priority, or more important, are recovered
    uint8_t firstVictim = 1;      //!< packets of this priority, or less important, are given up;
                                  //!< greater than lowestRecovered
    uint32_t spacing = 4;         //!< Spread: packets from a victim to the next, 2 or more
    uint32_t batch = 8;           //!< Concentrated: the debt at which a group that is whole is hurt
    uint32_t greatestDebt = 40;   //!< beyond, nothing is recovered; not below batch
    uint32_t nominalBytes = 1000; //!< of a packet of the debts above, if it is paid in bytes
};

/**
 * @ingroup qos-overqos-service
 * Recovers the important packets of a stream without sending more: for each that is retransmitted,
 * a later, less important one is not sent.
 *
 * It works at the entry of a virtual link, which learns of losses from the exit. Nothing is paid in
 * advance, and no victim costs more than what is owed, so the stream never sends less than without
 * recovery, and never more than the greatest debt.
 *
 * A group of pictures begins where a packet that is recovered follows one that is not. With
 * concentrated victims, a group in which a packet was lost for good pays at once, down to its end;
 * a whole one only when a batch is owed.
 *
 * Source: OverQoS (NSDI 2004), section 2.2 for the service, section 5.1 for MPEG video and for
 * victims that are concentrated in a group. How groups are found and chosen is this project's.
 */
class PaidRecovery
{
  public:
    /**
     * Nothing is owed.
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit PaidRecovery(const PaidRecoveryParams& params = PaidRecoveryParams());

    /**
     * A packet was lost on the way.
     * @param packet the packet
     * @return whether to retransmit it; it is owed then
     */
    bool PacketLost(const BundlePacket& packet);

    /**
     * A packet that was retransmitted is lost for good. What was owed for it stays owed: it was
     * sent.
     * @param packet the packet
     */
    void RecoveryFailed(const BundlePacket& packet);

    /**
     * A packet is about to be sent for the first time, in the order of the stream.
     * @param packet the packet
     * @return whether to drop it instead; that pays for it then
     */
    bool ShouldDrop(const BundlePacket& packet);

    /** @return what is owed, in the unit */
    uint64_t Debt() const
    {
        return m_debt;
    }

    /** @return packets that were to be retransmitted */
    uint64_t Recovered() const
    {
        return m_recovered;
    }

    /** @return important packets that were not, because too much was owed */
    uint64_t Refused() const
    {
        return m_refused;
    }

    /** @return packets that were given up */
    uint64_t Victims() const
    {
        return m_victims;
    }

  private:
    /**
     * @param packet a packet
     * @return what it costs, in the unit
     */
    uint64_t CostOf(const BundlePacket& packet) const;

    /**
     * @param packets a debt
     * @return the same in the unit
     */
    uint64_t Owed(uint32_t packets) const;

    /**
     * @param packet a packet
     * @return whether it is recovered when it is lost
     */
    bool IsImportant(const BundlePacket& packet) const;

    /** @return whether the policy wants a victim now */
    bool WantsVictim() const;

    /** @param packet that is lost for good; its group may be the current one */
    void HurtGroupOf(const BundlePacket& packet);

    PaidRecoveryParams m_params; //!< the knobs
    uint64_t m_debt = 0;         //!< in the unit
    uint64_t m_sinceVictim = 0;  //!< packets since the last victim, the present one included
    bool m_wasImportant = false; //!< whether the packet before was
    uint32_t m_groupBegin = 0;   //!< number of the first packet of the group
    bool m_isGroupHurt = false;  //!< whether a packet of it is lost for good
    uint64_t m_recovered = 0;    //!< packets
    uint64_t m_refused = 0;      //!< packets
    uint64_t m_victims = 0;      //!< packets
};

} // namespace qos
} // namespace ns3

#endif // QOS_PAID_RECOVERY_H
