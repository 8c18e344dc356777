/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ACK_GUARD_H
#define QOS_ACK_GUARD_H

#include <cstddef>
#include <cstdint>
#include <deque>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-tcp
 * Tells acknowledgments of what has arrived from those of a receiver that cheats to get more than
 * its share. A sender's defence: the receiver needs no change.
 *
 * A receiver acknowledges whole segments. If the sender makes some segments a byte shorter, at
 * random, then a receiver that acknowledges data before they arrive does not know where they end,
 * and is soon found out (Savage et al., "TCP Congestion Control with a Misbehaving Receiver", 1999,
 * propose random segment boundaries for that). So is one that acknowledges a part of a segment.
 * Duplicate acknowledgments stand for a segment each that has left the network, so that no more of
 * them count than there were segments when the first one came.
 *
 * Sequence numbers are those of TCP, modulo 2^32. No simulator.
 */
class AckGuard
{
  public:
    /**
     * A segment was sent, for the first time or again.
     * @param end the byte behind its last one
     */
    void Sent(uint32_t end);

    /**
     * @param sequence what a receiver says it expects next, or an edge of what it says it has; not
     * before what it expected so far
     * @return whether an honest receiver may say so: a segment ends there
     */
    bool IsEdge(uint32_t sequence) const;

    /**
     * The receiver has everything up to here.
     * @param sequence the byte that it expects next
     */
    void Acknowledged(uint32_t sequence);

    /**
     * An acknowledgment repeats the last one.
     * @return whether it may count as a sign that a segment has left the network
     */
    bool AcceptDuplicate();

    /** @return the byte behind the last one that was sent */
    uint32_t LastEdge() const
    {
        return m_ends.empty() ? m_expected : m_ends.back();
    }

    /** @return segments that are not acknowledged */
    std::size_t Segments() const
    {
        return m_ends.size();
    }

  private:
    /**
     * @param a a sequence number
     * @param b another one
     * @return whether a comes before b
     */
    static bool IsBefore(uint32_t a, uint32_t b)
    {
        return static_cast<int32_t>(a - b) < 0;
    }

    std::deque<uint32_t> m_ends;  //!< of segments that are not acknowledged, ascending
    uint32_t m_expected = 0;      //!< by the receiver
    std::size_t m_duplicates = 0; //!< since the last new acknowledgment
    std::size_t m_largest = 0;    //!< how many of them may count
};

} // namespace qos
} // namespace ns3

#endif // QOS_ACK_GUARD_H
