/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DATA_RECEIPTS_H
#define QOS_DATA_RECEIPTS_H

#include "ns3/serial-ring.h"
#include "ns3/units.h"

#include <bitset>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a data number says about a packet. */
enum class DataArrival : uint8_t
{
    New,       //!< it is to be delivered
    Duplicate, //!< it was delivered before
    Late       //!< it was given up before, or is older than all that is known
};

/**
 * @ingroup qos-overqos-link
 * Which packets of the bundle the exit of a virtual link has delivered, and which it has given up.
 *
 * A packet that a later one has overtaken is waited for until its deadline. Any number is believed,
 * also if all have been far ahead or far behind; whoever has it from a network judges it before
 * (FollowedNumber).
 */
class DataReceipts
{
  public:
    /** Most packets between the oldest one that is waited for and the latest; of as many before
     * these it is known what became of them. */
    static constexpr uint32_t MOST_WAITING = 1U << 16U;

    /**
     * A packet arrived or was rebuilt.
     * @param number its data number
     * @param patience how long those before it are waited for from now on
     * @param now the time
     * @return what it is; only a new one changes anything
     */
    DataArrival Arrive(uint32_t number, Nanoseconds patience, Nanoseconds now);

    /** @return when Advance() is to be called, FOREVER if nothing is waited for */
    Nanoseconds NextEvent() const;

    /**
     * Give up what was waited for long enough.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** Data numbers begin anew; the counters stay. */
    void Restart();

    /** @return packets delivered */
    uint64_t Delivered() const
    {
        return m_delivered;
    }

    /** @return packets given up */
    uint64_t Lost() const
    {
        return m_lost;
    }

  private:
    /** A packet at or after the oldest one that is waited for. */
    struct Receipt
    {
        Nanoseconds deadline{0};  //!< until when it is waited for
        bool isDelivered = false; //!< whether it is there
    };

    /**
     * @param number of a packet before those that are waited for
     * @return what it is
     */
    DataArrival JudgeSettled(uint32_t number) const;

    /**
     * Settle what makes no room for a later packet.
     * @param number of that, which is not before the end
     */
    void MakeRoom(uint32_t number);

    /** Settle the oldest packet. */
    void Settle();

    /** Settle all packets. */
    void SettleAll();

    /** Remove what is delivered from the front. */
    void Trim();

    SerialRing<Receipt> m_receipts;        //!< by data number
    std::bitset<MOST_WAITING> m_isGivenUp; //!< of settled ones, by data number modulo its size
    uint32_t m_settled = 0;                //!< how many before the first of m_receipts are known
    uint64_t m_delivered = 0;              //!< see Delivered()
    uint64_t m_lost = 0;                   //!< see Lost()
    bool m_hasStarted = false;             //!< whether there was a packet
};

} // namespace qos
} // namespace ns3

#endif // QOS_DATA_RECEIPTS_H
