/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_BUNDLE_PIPE_H
#define QOS_BUNDLE_PIPE_H

#include "ns3/rtt-filter.h"
#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** The knobs of a pipe. */
struct BundlePipeParams
{
    /** Size of the packets, bytes: the pipe counts packets, its rate is in bits. */
    uint32_t packetSize = 1000;

    /** Window at the beginning and after silence, packets (RFC 3390). */
    double initialWindow = 4;

    /** The window is never below this, packets. */
    double leastWindow = 1;

    /** Round-trip time before one was measured: no feedback for 2 s halves the rate (RFC 5348,
     * section 4.2). */
    Nanoseconds initialRtt = std::chrono::milliseconds{500};

    /** Increase of the single TCP that N of are emulated, packets per round trip: 0.5 for one with
     * delayed acknowledgments, as the constants of the paper have it; 1 for one without. */
    double referenceAlpha = 0.5;

    /** Round trips without feedback that halve the rate. */
    uint32_t silentRounds = 4;

    /** Time without feedback after which the pipe is found anew. */
    Nanoseconds silence = std::chrono::seconds{10};

    /** Time without traffic after which the pipe is found anew; silentRounds round trips if they
     * are longer. */
    Nanoseconds idle = std::chrono::seconds{1};

    /** A bundle that does not fill its pipe lets it grow to this times what it sent. */
    double unusedGrowth = 2;
};

/** What the far end told of one round trip; a report may also come more often. */
struct PipeReport
{
    Nanoseconds now{0};                //!< when it came in
    uint64_t received = 0;             //!< packets that arrived since the last report
    uint64_t lost = 0;                 //!< packets that the network lost since the last report:
                                       //!< data, parity and retransmissions
    bool hasLossEvent = false;         //!< a loss event began: losses of one round trip are one
    Nanoseconds rtt{0};                //!< a sample of the round-trip time; 0 if there is none
    bool isApplicationLimited = false; //!< the bundle had less to send than it was allowed to
};

/**
 * @ingroup qos-overqos-estimation
 * b: the rate that a bundle may send at, redundancy included, as N TCP connections would.
 *
 * Reports go in, a rate comes out: the window over the latest round-trip time, below a ceiling.
 * That is the rate of TCP, whose window is in the network. A smoothed time would lag behind the
 * queue that the bundle itself fills, for many round trips, and the rate would swing with the queue
 * (RFC 5348, section 4.5). The base keeps what all pipes have in common: slow start until the first
 * loss event, at most one decrease per round trip, silence, idle times, bundles that do not fill
 * the pipe. The subclass says how the window moves otherwise.
 *
 * Source: OverQoS (NSDI 2004), sections 3.1 and 4.1; the loop around them is ours, after TFRC
 * (RFC 5348, section 4).
 */
class BundlePipe
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if one is out of range
     */
    explicit BundlePipe(const BundlePipeParams& params);

    virtual ~BundlePipe() = default;

    /**
     * @param flows N: connections to emulate, not necessarily a whole number; less than 1 counts as
     * 1
     */
    void SetFlows(double flows);

    /**
     * @param ceiling largest rate; 0 for none
     */
    void SetCeiling(Bitrate ceiling)
    {
        m_ceiling = ceiling;
    }

    /**
     * A packet is about to be sent. After an idle time the pipe is found anew, by slow start.
     * @param now the time
     */
    void Send(Nanoseconds now);

    /**
     * Feedback came in. A report of no packet at all does not end silence.
     * @param report what it says
     */
    void Report(const PipeReport& report);

    /**
     * Let the timer do what is due: packets are on the way and nothing is heard of them.
     * @param now the time
     */
    void Advance(Nanoseconds now);

    /** @return when Advance() has something to do, FOREVER while nothing is on the way */
    Nanoseconds NextEvent() const
    {
        return m_silentSince == FOREVER ? FOREVER : m_nextHalving;
    }

    /** @return b, at least 1 bit/s */
    Bitrate Rate() const;

    /** @return the window, packets; the ceiling is not in it */
    double Window() const
    {
        return m_window;
    }

    /** @return whether the pipe is in slow start, in which losses are not repaired */
    bool IsInSlowStart() const
    {
        return m_isInSlowStart;
    }

    /** @return N */
    double Flows() const
    {
        return m_flows;
    }

    /** @return the smoothed round-trip time */
    Nanoseconds Rtt() const
    {
        return m_rtt.HasSample() ? m_rtt.Srtt() : m_params.initialRtt;
    }

  protected:
    /** @return the knobs */
    const BundlePipeParams& Params() const
    {
        return m_params;
    }

  private:
    /**
     * Feedback came in, before the window moves. Nothing by default.
     * @param report what it says
     * @param isAnswered whether it has a loss event that counts
     * @param window the window, packets
     */
    virtual void DoReport(const PipeReport& report, bool isAnswered, double window);

    /**
     * @param window the window, packets
     * @return the window after a loss event
     */
    virtual double DoDecrease(double window) = 0;

    /**
     * @param window the window, packets
     * @param share of a window that was acknowledged, at most 1
     * @return the window without a loss event, outside of slow start
     */
    virtual double DoIncrease(double window, double share) = 0;

    /** The pipe is found anew. */
    virtual void DoRestart() = 0;

    /**
     * @param report without a loss event
     */
    void Grow(const PipeReport& report);

    /**
     * Measure what was acknowledged in a round trip.
     * @param report what is acknowledged
     */
    void CountRound(const PipeReport& report);

    /** Slow start from the initial window, or from the present one if it is smaller. */
    void Restart();

    /** @return the ceiling, bits per second; infinity without one */
    double Ceiling() const;

    /** @return the rate of the window without a ceiling, bits per second */
    double WindowRate() const;

    BundlePipeParams m_params;           //!< the knobs
    double m_flows = 1;                  //!< N
    double m_window;                     //!< packets
    bool m_isInSlowStart = true;         //!< until the first loss event
    RttFilter m_rtt;                     //!< the round-trip time, smoothed
    Nanoseconds m_latestRtt{0};          //!< its latest sample, if there is one
    Bitrate m_ceiling;                   //!< of the rate; 0 for none
    Nanoseconds m_answeredUntil{0};      //!< losses before this belong to an event that counted
    bool m_isCounting = false;           //!< m_roundBegin is valid
    double m_roundPackets = 0;           //!< acknowledged in this round trip
    Nanoseconds m_roundBegin{0};         //!< of this round trip
    double m_achieved = 0;               //!< packets of a round trip, of the last whole one
    bool m_hasSent = false;              //!< m_lastSend is valid
    Nanoseconds m_lastSend{0};           //!< when a packet was sent
    Nanoseconds m_silentSince = FOREVER; //!< a packet is on the way since then, without feedback
    Nanoseconds m_nextHalving = FOREVER; //!< when the next silent rounds are over
};

} // namespace qos
} // namespace ns3

#endif // QOS_BUNDLE_PIPE_H
