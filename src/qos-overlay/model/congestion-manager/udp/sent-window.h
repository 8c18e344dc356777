/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SENT_WINDOW_H
#define QOS_SENT_WINDOW_H

#include "feedback-report.h"

#include "ns3/cm-types.h"
#include "ns3/rtt-filter.h"

#include <deque>
#include <optional>

namespace ns3
{
namespace qos
{

/** What a sender learned of its datagrams so far. What was sent is received, lost or outstanding.
 */
struct SentWindowCounters
{
    uint64_t sentBytes = 0;     //!< stamps included
    uint64_t receivedBytes = 0; //!< of these, reported as received
    uint64_t lostBytes = 0;     //!< of these, lost
    uint64_t sent = 0;          //!< datagrams
    uint64_t received = 0;      //!< of these, reported as received
    uint64_t lost = 0;          //!< of these, lost
    uint64_t reports = 0;       //!< reports with news
    uint64_t stale = 0;         //!< reports without news, such as copies
    uint64_t impossible = 0;    //!< reports about what was never sent
    uint64_t untrue = 0;        //!< reports that claim what did not arrive
    uint64_t timeouts = 0;      //!< times that something was given up because no report came
};

/**
 * @ingroup qos-cm-udp
 * The sending end of one flow of datagrams: stamps them, remembers what it sent, and turns reports
 * into what cm_update wants to know.
 *
 * A datagram is lost when three later ones have arrived and it has not (RFC 5681), or when no
 * report comes for the retransmission timeout.
 *
 * A receiver gains nothing by misbehaving (Savage et al., CCR 1999). It is bytes that count, and
 * each once: so it is of no use to divide or repeat reports. A report has to prove by the sum of
 * nonces that everything it claims did arrive. One that fails is answered as loss, and what it is
 * about stays outstanding. A round-trip time cannot be made shorter than it is by more than the
 * delay that the receiver may have.
 */
class SentWindow
{
  public:
    /**
     * @param feedbackDelay how long the receiver may keep a report back (FeedbackPolicy)
     * @param first number of the first datagram
     */
    explicit SentWindow(Nanoseconds feedbackDelay = Nanoseconds{0}, uint32_t first = 0);

    /**
     * A datagram is sent.
     * @param bytes its size, stamp included
     * @param nonce a random number
     * @param now the time
     * @return its stamp
     */
    DataStamp Send(uint32_t bytes, uint32_t nonce, Nanoseconds now);

    /** The last datagram was not sent after all; its number is used again. Allowed once after each
     * Send(), before anything else. */
    void Withdraw();

    /**
     * A report came.
     * @param report what it says; well-formed
     * @param now the time
     * @return what to tell the Congestion Manager; nothing if there are no news, or if the report
     * is impossible; a loss of nothing if it is untrue
     */
    std::optional<CmFeedback> Receive(const FeedbackReport& report, Nanoseconds now);

    /**
     * Give up what is outstanding if no report came for too long. What was sent before a datagram
     * that arrived is a loss; beyond, nothing arrives any more (CM_NO_FEEDBACK).
     * @param now the time
     * @return what to tell the Congestion Manager; nothing if it is not yet time
     */
    std::optional<CmFeedback> CheckTimeout(Nanoseconds now);

    /**
     * How long it waits for a report: 1 s, or the smoothed round-trip time and four deviations if
     * that is more, and what the receiver may keep a report back; it doubles with every timeout
     * until a report comes, up to 64 times (RFC 6298). What Receive() and CheckTimeout() return
     * tells the Congestion Manager; CongestionManager::SetReportTimeout() does so at the beginning.
     * @return the timeout from now on
     */
    Nanoseconds Timeout() const;

    /**
     * @return when CheckTimeout() gives up what is outstanding, FOREVER if nothing is
     */
    Nanoseconds TimeoutAt() const;

    /** @return bytes whose fate is not known */
    uint64_t OutstandingBytes() const
    {
        return m_counters.sentBytes - m_counters.receivedBytes - m_counters.lostBytes;
    }

    /** @return datagrams whose fate is not known */
    uint64_t Outstanding() const
    {
        return m_counters.sent - m_counters.received - m_counters.lost;
    }

    /** @return the round-trip time of this flow */
    const RttFilter& Rtt() const
    {
        return m_rtt;
    }

    /** @return what happened so far */
    const SentWindowCounters& Counters() const
    {
        return m_counters;
    }

    /** @return datagrams that are remembered */
    std::size_t Remembered() const
    {
        return m_datagrams.size();
    }

  private:
    /** What is known of a datagram. */
    enum class Fate : uint8_t
    {
        Outstanding, //!< nothing
        Received,    //!< reported
        Lost         //!< three later ones arrived, or the timeout passed
    };

    /** A datagram that was sent. */
    struct Datagram
    {
        Nanoseconds sentAt{0};         //!< when
        uint64_t bytesBefore = 0;      //!< sizes of all before it
        uint32_t nonceBefore = 0;      //!< sum of the nonces of all before it
        uint32_t bytes = 0;            //!< its size
        Fate fate = Fate::Outstanding; //!< what became of it
    };

    /** What a report is worth. */
    enum class Verdict : uint8_t
    {
        True,       //!< all that it claims did arrive
        Stale,      //!< it is older than one that came before
        Impossible, //!< it is about what was never sent, or begins where nothing was confirmed
        Untrue      //!< it claims something that did not arrive
    };

    /** Bytes whose fate became known. */
    struct Change
    {
        uint64_t received = 0; //!< bytes
        uint64_t lost = 0;     //!< bytes
    };

    /**
     * @param report a report
     * @return what it is worth
     */
    Verdict Judge(const FeedbackReport& report) const;

    /**
     * Take over what a report says about datagrams whose fate is not known.
     * @param report a true report
     * @return what changed
     */
    Change Resolve(const FeedbackReport& report);

    /**
     * @param range numbers that are remembered
     * @param fate what became of those whose fate was not known
     * @param change gets what changed
     */
    void Settle(const SequenceRange& range, Fate fate, Change& change);

    /**
     * Take a sample of the round-trip time, one for each datagram at most.
     * @param report a true report
     * @param now the time
     * @return the sample, CM_NO_RTT for none
     */
    Nanoseconds SampleRtt(const FeedbackReport& report, Nanoseconds now);

    /** Advance the confirmed number over datagrams whose fate is known. */
    void Confirm();

    /** @param begin no report will be judged any more about what was sent before this one */
    void Forget(uint32_t begin);

    /**
     * @param sequence a number that is remembered
     * @return its datagram
     */
    const Datagram& At(uint32_t sequence) const
    {
        return m_datagrams[sequence - m_first];
    }

    /**
     * @param sequence a number that is remembered, or the next one
     * @return sizes of all datagrams before it
     */
    uint64_t BytesBefore(uint32_t sequence) const;

    /**
     * @param sequence a number that is remembered, or the next one
     * @return sum of the nonces of all datagrams before it, modulo 2^32
     */
    uint32_t NonceBefore(uint32_t sequence) const;

    Nanoseconds m_feedbackDelay;      //!< how long the receiver may keep a report back
    std::deque<Datagram> m_datagrams; //!< from m_first on
    uint32_t m_first;                 //!< oldest number that is remembered
    uint32_t m_confirmed;             //!< the fate of all before this one is known
    uint32_t m_next;                  //!< number of the next datagram
    uint32_t m_highest;               //!< end of the largest range that was reported
    uint32_t m_nonceSum = 0;          //!< of all nonces
    uint32_t m_marks = 0;             //!< as the last report said
    uint32_t m_silences = 0;          //!< timeouts since the last report
    Nanoseconds m_reportedAt{0};      //!< last report with news
    uint32_t m_sampled = 0;           //!< datagram of the last sample of the round-trip time
    RttFilter m_rtt;                  //!< the round-trip time
    bool m_hasSampled = false;        //!< there was a sample
    SentWindowCounters m_counters;    //!< what happened so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_SENT_WINDOW_H
