/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CASCADE_RECORD_H
#define QOS_CASCADE_RECORD_H

#include "ns3/units.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What happens to the packets of a flow on a chain of virtual links, and how long they would have
 * taken in each of the three orders.
 *
 * With the time t at which packet i is sent, and rec(i, l), what link l takes beyond its path
 * delay, the additional delays are
 *
 *     none: the sum of rec(i, l)
 *     e2e:  the largest t(j) + sum of rec(j, l) of the packets j up to i, less t(i)
 *     hop:  R(i, last link) - t(i); R(i, l): the largest R(j, l - 1) + rec(j, l) of them;
 *           R(i, 0) = t(i)
 *
 * so that none <= e2e <= hop for every packet, and e2e = hop on one link. What is measured has to
 * be what the formula of its order says, as long as nothing is lost: behind a lost packet others
 * wait until their patience ends.
 *
 * Source: OverQoS (NSDI 2004), section 6.4.2, has the three orders; the formulas are derived.
 */
class CascadeRecord
{
  public:
    /** Additional delays of a packet. */
    struct Delays
    {
        Nanoseconds sentAt{0};    //!< when it was sent
        Nanoseconds measured{0};  //!< what it had
        Nanoseconds none{0};      //!< by the formula
        Nanoseconds endToEnd{0};  //!< by the formula
        Nanoseconds hop{0};       //!< by the formula
        bool isDisturbed = false; //!< whether a lost packet may have delayed it
    };

    /** What comes out. */
    struct Findings
    {
        std::vector<Delays> packets;         //!< that were delivered, in the order of sending
        std::vector<Nanoseconds> recoveries; //!< rec(i, l) of what was repaired
        uint64_t lost = 0;                   //!< packets that were sent and not delivered
        uint64_t outOfOrder = 0;             //!< packets that left behind one that was sent later
    };

    /** @param delays the path delay of each link */
    explicit CascadeRecord(std::vector<Nanoseconds> delays)
        : m_delays(std::move(delays))
    {
    }

    /**
     * The next packet enters the first node.
     * @param now the time
     */
    void Sent(Nanoseconds now);

    /**
     * A packet came out of a link.
     * @param link 0 for the first one
     * @param index the packet, from 0 in the order of sending
     * @param now the time
     */
    void Arrived(std::size_t link, uint32_t index, Nanoseconds now)
    {
        m_packets[index].hops[link].arrivedAt = now;
    }

    /**
     * A packet is handed to a link.
     * @param link 0 for the first one
     * @param index the packet, from 0 in the order of sending
     * @param now the time
     */
    void Entered(std::size_t link, uint32_t index, Nanoseconds now)
    {
        m_packets[index].hops[link].enteredAt = now;
    }

    /**
     * A packet left the last node.
     * @param index the packet, from 0 in the order of sending
     * @param now the time
     */
    void Delivered(uint32_t index, Nanoseconds now);

    /** @return packets that were sent */
    uint64_t Packets() const
    {
        return m_packets.size();
    }

    /** @return packets that were delivered */
    uint64_t DeliveredPackets() const
    {
        return m_delivered;
    }

    /**
     * Apply the formulas.
     * @param from packets sent earlier are not among the findings
     * @param until packets sent then or later are not either
     * @param disturbance how long after a lost packet others may be delayed by it
     * @param repairTime what took this long was repaired
     * @return the findings
     */
    Findings Judge(Nanoseconds from,
                   Nanoseconds until,
                   Nanoseconds disturbance,
                   Nanoseconds repairTime) const;

  private:
    static constexpr Nanoseconds NEVER{-1}; //!< it did not happen

    /** A packet on a link. */
    struct Hop
    {
        Nanoseconds enteredAt = NEVER; //!< when it was handed to the link
        Nanoseconds arrivedAt = NEVER; //!< when it came out
    };

    /** A packet. */
    struct Packet
    {
        Nanoseconds sentAt{0};           //!< when it was sent
        Nanoseconds deliveredAt = NEVER; //!< when it was delivered
        std::vector<Hop> hops;           //!< by link
        bool isOutOfOrder = false;       //!< whether it left behind one that was sent later
    };

    std::vector<Nanoseconds> m_delays; //!< by link
    std::vector<Packet> m_packets;     //!< in the order of sending
    uint64_t m_delivered = 0;          //!< packets
    uint32_t m_highest = 0;            //!< of these
};

} // namespace qos
} // namespace ns3

#endif // QOS_CASCADE_RECORD_H
