/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONGESTION_EPOCH_H
#define QOS_CONGESTION_EPOCH_H

#include "cm-types.h"
#include "congestion-controller.h"
#include "flow-scheduler.h"

#include <limits>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * Which signs of congestion were answered already? All flows of a macroflow see the same losses,
 * and are told of them at different times.
 *
 * A sign counts as answered within a round trip of the last answer, and until all that was in the
 * network then is resolved; a timeout later it is new at the latest. RFC 3124 leaves open what has
 * to hold for several flows; these rules are this project's.
 */
class CongestionEpoch
{
  public:
    /**
     * Bytes have left the network, however that is known.
     * @param bytes how many
     */
    void Resolved(uint64_t bytes)
    {
        m_resolved += bytes;
    }

    /**
     * Bytes of a flow were received.
     * @param member the flow
     * @param now the time
     */
    void Received(MemberId member, Nanoseconds now)
    {
        if (member != m_receipt.member)
        {
            m_otherReceiptAt = m_receipt.at;
            m_receipt.member = member;
        }
        m_receipt.at = now;
    }

    /**
     * @param now the time
     * @return whether what is reported now was sent before congestion was last answered: that is
     * not a round trip ago, or something that was in the network then may still be there
     */
    bool IsRecovering(Nanoseconds now) const
    {
        return now < m_until || (m_resolved <= m_resolvedUntil && now < m_atMost);
    }

    /**
     * @param signal a sign of congestion
     * @param now the time
     * @return whether it was answered already
     */
    bool IsAnswered(CongestionSignal signal, Nanoseconds now) const
    {
        return signal == CongestionSignal::Persistent ? now < m_until : IsRecovering(now);
    }

    /**
     * @param sentAt when a flow sent last
     * @return whether that was before the last persistent congestion: what is lost of it was lost
     * then
     */
    bool IsBeforePersistent(Nanoseconds sentAt) const
    {
        return sentAt < m_persistentAt;
    }

    /**
     * @param member a flow
     * @param since a time
     * @return whether bytes of any other flow were received from then on: the path is alive
     */
    bool OthersGotThrough(MemberId member, Nanoseconds since) const
    {
        return (m_receipt.member == member ? m_otherReceiptAt : m_receipt.at) >= since;
    }

    /** What an answer depends on. */
    struct Path
    {
        Nanoseconds srtt{0};      //!< smoothed round-trip time
        Nanoseconds timeout{0};   //!< retransmission timeout
        uint64_t outstanding = 0; //!< bytes in the network
        uint32_t mtu = 0;         //!< bytes of the largest packet
    };

    /**
     * Congestion is answered.
     * @param signal its sign
     * @param now the time
     * @param path as it is now
     */
    void Begin(CongestionSignal signal, Nanoseconds now, const Path& path);

  private:
    /** A report of received bytes. */
    struct Receipt
    {
        MemberId member = std::numeric_limits<MemberId>::max(); //!< whose bytes
        Nanoseconds at = -FOREVER;                              //!< when it came
    };

    uint64_t m_resolved = 0;                 //!< bytes that have left the network
    uint64_t m_resolvedUntil = 0;            //!< signs count as answered until they are more,
    Nanoseconds m_until{0};                  //!< until then at least,
    Nanoseconds m_atMost{0};                 //!< and no longer than that
    Nanoseconds m_persistentAt = -FOREVER;   //!< last persistent congestion
    Receipt m_receipt;                       //!< the last one
    Nanoseconds m_otherReceiptAt = -FOREVER; //!< the last one of any other flow
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONGESTION_EPOCH_H
