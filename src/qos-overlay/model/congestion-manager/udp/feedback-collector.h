/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEEDBACK_COLLECTOR_H
#define QOS_FEEDBACK_COLLECTOR_H

#include "feedback-report.h"

#include <deque>

namespace ns3
{
namespace qos
{

/** When a receiver reports, whichever comes first. */
struct FeedbackPolicy
{
    uint32_t packets = 1; //!< as soon as so many datagrams are unreported; at least 1
    Nanoseconds delay{0}; //!< so long after the first unreported one arrived; 0 is at once
};

/**
 * @ingroup qos-cm-udp
 * The receiving end of one flow of datagrams: remembers what arrived and was not confirmed, and
 * says what to report and when.
 *
 * Reports are cumulative: each one covers everything from the last confirmed datagram on. Needs
 * memory for the datagrams that arrived and were not confirmed, at most LARGEST_FEEDBACK_RANGE of
 * them, whatever the sender writes into its stamps.
 */
class FeedbackCollector
{
  public:
    /** What a datagram was. */
    enum class Arrival : uint8_t
    {
        Counted,   //!< the first copy; the next report includes it
        Duplicate, //!< one that had arrived before
        Late,      //!< its fate was known to the sender already
        Refused    //!< its stamp makes no sense
    };

    /** @param policy when to report */
    explicit FeedbackCollector(const FeedbackPolicy& policy);

    /**
     * A datagram arrived. A sender that begins anew with the same addresses is recognised by a
     * number that is old and a timestamp that is not; what was remembered is forgotten then.
     * @param stamp what it says
     * @param bytes its size, stamp included
     * @param isMarked whether it has an ECN mark (CE)
     * @param now the time
     * @return what it was
     */
    Arrival Arrive(const DataStamp& stamp, uint32_t bytes, bool isMarked, Nanoseconds now);

    /** @return when the next report has to be sent; in the past: at once; FOREVER: none */
    Nanoseconds ReportDue() const
    {
        return m_due;
    }

    /**
     * Make a report about all that is not confirmed, due or not. Nothing is due afterwards.
     * @param now the time
     * @return the report; its range is empty if nothing arrived
     */
    FeedbackReport Report(Nanoseconds now);

    /** @return datagrams that arrived and are not confirmed */
    std::size_t Remembered() const
    {
        return m_arrived.size();
    }

  private:
    /** A datagram that arrived. */
    struct Datagram
    {
        uint32_t sequence = 0; //!< its number
        uint32_t nonce = 0;    //!< its nonce
        uint32_t bytes = 0;    //!< its size
    };

    /** @param first number of the datagram that a flow begins with, as far as is known */
    void Begin(uint32_t first);

    /** @param confirmed everything before this one is forgotten; lies in the range or at its end */
    void Confirm(uint32_t confirmed);

    /**
     * Take a number out of the gaps, or add the gap before it.
     * @param sequence the number, not confirmed
     * @return whether it had not arrived before
     */
    bool Fill(uint32_t sequence);

    /** @param datagram one that arrived for the first time */
    void Remember(const Datagram& datagram);

    /**
     * Shorten a report that lists too many gaps.
     * @param report a report about everything
     */
    void Shorten(FeedbackReport& report) const;

    FeedbackPolicy m_policy;             //!< when to report
    bool m_hasBegun = false;             //!< something arrived
    SequenceRange m_range;               //!< not confirmed, up to the last one that arrived
    std::deque<SequenceRange> m_missing; //!< gaps in it, in order
    std::deque<Datagram> m_arrived;      //!< the others in it, in order
    uint64_t m_bytes = 0;                //!< of the latter
    uint32_t m_nonceSum = 0;             //!< of the latter
    uint32_t m_marks = 0;                //!< marked datagrams since the flow began
    uint32_t m_unreported = 0;           //!< datagrams since the last report
    Nanoseconds m_due = FOREVER;         //!< when the next report is
    Nanoseconds m_newest{0};             //!< latest timestamp
    uint32_t m_last = 0;                 //!< the datagram that arrived last
    Nanoseconds m_echo{0};               //!< its timestamp
    Nanoseconds m_lastAt{0};             //!< when that was
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEEDBACK_COLLECTOR_H
