/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RATE_HISTORY_RUN_H
#define QOS_RATE_HISTORY_RUN_H

#include "shared-bottleneck.h"

#include "ns3/bundle-rate.h"
#include "ns3/redundancy-control.h"

#include <cstdint>
#include <deque>
#include <limits>

namespace ns3
{
namespace qos
{

/** How a guarantee is taken from what was measured, and tested. */
struct GuaranteeTimes
{
    Nanoseconds warmup = std::chrono::seconds{30};   //!< before anything is measured
    Nanoseconds history = std::chrono::minutes{5};   //!< that the guarantee is taken from
    Nanoseconds following = std::chrono::minutes{5}; //!< in which it is tested
};

/** What came out for a link. */
struct GuaranteeOutcome
{
    double meanKbps = std::numeric_limits<double>::quiet_NaN();  //!< c_avg over the history
    double leastKbps = std::numeric_limits<double>::quiet_NaN(); //!< c_min
    double violations =
        std::numeric_limits<double>::quiet_NaN(); //!< of the samples that follow, those below c_min
    double loss = std::numeric_limits<double>::quiet_NaN(); //!< of the frames
    double samples = 0;                                     //!< of c that follow
};

/**
 * @ingroup qos-examples
 * A backlogged bundle on a bottleneck, of which only the rates are looked at: b from the pipe, r
 * from the losses of the windows, c.
 *
 * Frames are paced at b and carry nothing; the exit reports each loss when three later frames have
 * come, and otherwise once per round trip. r is that of the open loop, as in the paper. The classes
 * that compute b, r, c and c_min are those of the real link.
 */
class RateHistoryRun
{
  public:
    /**
     * @param bottleneck the path, which outlives this
     * @param roundTrip of the path without queues
     * @param rate knobs of the rates
     */
    RateHistoryRun(SharedBottleneck& bottleneck,
                   Nanoseconds roundTrip,
                   const BundleRateParams& rate);

    /**
     * @param times how long
     * @return what came out
     */
    GuaranteeOutcome Run(const GuaranteeTimes& times);

  private:
    /** A frame on its way; a lost one arrives, too, but nobody sees it. */
    struct Flight
    {
        Nanoseconds sent{0};    //!< when it was sent
        Nanoseconds arrival{0}; //!< when it arrives
        bool isLost = false;    //!< whether it is lost
    };

    /** A report on its way. */
    struct Return
    {
        Nanoseconds arrival{0};      //!< when it arrives
        Nanoseconds sent{0};         //!< when the latest frame was sent that it tells of
        LinkObservation observation; //!< what it says
    };

    /**
     * Do what happens until then.
     * @param end a time
     */
    void RunUntil(Nanoseconds end);

    /** A frame is sent. */
    void Send();

    /** A frame arrives, or would. */
    void Arrive();

    /** The exit tells what it knows. */
    void Report();

    /** A report arrives. */
    void Learn();

    SharedBottleneck& m_bottleneck; //!< the path
    Nanoseconds m_roundTrip;        //!< without queues
    BundleRate m_rate;              //!< b and c
    RedundancyControl m_control;    //!< r
    std::deque<Flight> m_flights;   //!< in the order of sending
    std::deque<Return> m_returns;   //!< in the order of sending
    Nanoseconds m_now{0};           //!< the time
    Nanoseconds m_nextSend{0};      //!< when a frame is sent
    Nanoseconds m_lastArrival{0};   //!< of a frame
    Nanoseconds m_latestSent{0};    //!< when the frame was sent that arrived last
    Nanoseconds m_reportAt{0};      //!< when the exit reports anyway
    uint32_t m_received = 0;        //!< frames since the last report
    std::deque<uint32_t> m_missing; //!< for each frame that is missing: later ones that came
    uint32_t m_found = 0;           //!< losses since the last report
    uint32_t m_windowFrames = 0;    //!< of this window, as the entry knows
    uint32_t m_windowLost = 0;      //!< of these, lost
    Nanoseconds m_windowEnd{0};     //!< of this window
    uint64_t m_frames = 0;          //!< in all
    uint64_t m_lost = 0;            //!< in all
    uint64_t m_least = 0;           //!< c_min, bit/s
    Nanoseconds m_nextSample{0};    //!< of c
    double m_sum = 0;               //!< of the samples, kbit/s
    uint64_t m_samples = 0;         //!< of c
    uint64_t m_below = 0;           //!< of these, below c_min
};

} // namespace qos
} // namespace ns3

#endif // QOS_RATE_HISTORY_RUN_H
