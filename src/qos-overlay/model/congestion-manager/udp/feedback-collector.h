/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEEDBACK_COLLECTOR_H
#define QOS_FEEDBACK_COLLECTOR_H

#include "feedback-report.h"

#include <array>
#include <bitset>
#include <cstddef>
#include <map>

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
 * them, whatever the sender writes into its stamps; and in whatever order they arrive, each takes
 * time that grows with the logarithm of that.
 *
 * Anybody can forge a datagram. One that does not fit to what arrived before (it is older than what
 * is confirmed, LARGEST_FEEDBACK_RANGE or more ahead, or its clock has leapt by more than 10 s)
 * changes nothing; but the third in a row, a second after the last that did fit, counts as a new
 * beginning, so that one that was believed does not stop the feedback of a flow for good.
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
        Refused    //!< its stamp makes no sense, or does not fit to those before
    };

    /** @param policy when to report */
    explicit FeedbackCollector(const FeedbackPolicy& policy);

    /**
     * A datagram arrived. A sender that begins anew with the same addresses is recognised by a
     * number that is old and a timestamp that is not, or by datagrams that do not fit in a row;
     * what was remembered is forgotten then.
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
        return m_remembered;
    }

  private:
    static constexpr uint32_t BLOCK = 64; //!< datagrams in a Block

    /** Datagrams with neighbouring numbers, from a multiple of BLOCK on. */
    struct Block
    {
        std::bitset<BLOCK> arrived;           //!< which of them did, and are not confirmed
        uint64_t bytes = 0;                   //!< sizes of these
        uint32_t nonceSum = 0;                //!< sum of their nonces
        std::array<uint32_t, BLOCK> sizes{};  //!< of each
        std::array<uint32_t, BLOCK> nonces{}; //!< of each
    };

    /** @param first number of the datagram that a flow begins with, as far as is known */
    void Begin(uint32_t first);

    /** Whether a datagram fits to those that arrived before. */
    enum class Fit : uint8_t
    {
        Good,   //!< it does
        Anew,   //!< the sender has begun anew with it
        Late,   //!< it is older than what is confirmed
        Strange //!< it is far ahead, or its clock has leapt
    };

    /**
     * @param stamp of a datagram
     * @param now the time
     * @return whether it fits to those that arrived before
     */
    Fit Judge(const DataStamp& stamp, Nanoseconds now) const;

    /**
     * A datagram does not fit.
     * @param now the time
     * @return whether that has gone on for so long that the flow has to be begun anew
     */
    bool IsTooMuch(Nanoseconds now);

    /** @param confirmed everything before this one is forgotten; not before the range */
    void Confirm(uint32_t confirmed);

    /**
     * @param stamp of a datagram in the range or behind it
     * @param bytes its size
     * @return whether it had not arrived before
     */
    bool Remember(const DataStamp& stamp, uint32_t bytes);

    /**
     * Put what arrived and what is missing into a report, up to the first gap that it has no place
     * for.
     * @param report without any
     */
    void Describe(FeedbackReport& report) const;

    /**
     * @param sequence a number in the range or behind it
     * @return the same without wrapping around
     */
    uint64_t PlaceOf(uint32_t sequence) const
    {
        return m_place + (sequence - m_range.begin);
    }

    FeedbackPolicy m_policy;            //!< when to report
    bool m_hasBegun = false;            //!< something arrived
    SequenceRange m_range;              //!< not confirmed, up to the last one that arrived
    uint64_t m_place = 0;               //!< the first one in it, without wrapping around
    std::map<uint64_t, Block> m_blocks; //!< what arrived in it, by place divided by BLOCK
    std::size_t m_remembered = 0;       //!< how many that are
    uint32_t m_marks = 0;               //!< marked datagrams since the flow began
    uint32_t m_unreported = 0;          //!< datagrams since the last report
    Nanoseconds m_due = FOREVER;        //!< when the next report is
    Nanoseconds m_newest{0};            //!< latest timestamp
    Nanoseconds m_newestAt{0};          //!< when it came
    uint32_t m_misfits = 0;             //!< datagrams since the last one that fitted
    Nanoseconds m_fittedAt{0};          //!< when that was
    uint32_t m_last = 0;                //!< the datagram that arrived last
    Nanoseconds m_echo{0};              //!< its timestamp
    Nanoseconds m_lastAt{0};            //!< when that was
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEEDBACK_COLLECTOR_H
