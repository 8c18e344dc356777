/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CBQ_ESTIMATOR_H
#define QOS_CBQ_ESTIMATOR_H

#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** Parameters of the estimator of one class. */
struct CbqEstimatorParams
{
    Bitrate link;         //!< rate B of the link
    Bitrate rate;         //!< rate pB of the class, at most that of the link
    uint32_t ewmaLog = 4; //!< weight of the newest gap is 2^-ewmaLog; 4 as in ns-2 (Linux: 5)
    uint32_t averagePacket = 1000; //!< bytes of a packet, to turn bursts in packets into times
    uint32_t maxBurst = 20;        //!< packets that the class may send in one go after it was idle
    /** Packets that a regulated class saves up before it sends again; 0 for none. */
    uint32_t minBurst = 0;
};

/**
 * @ingroup qos-scheduler
 * Tells whether a class of class-based queueing exceeds its rate (Floyd and Van Jacobson, IEEE/ACM
 * ToN 3(4) 1995).
 *
 * For every packet it compares the real gap to the end of the packet before with the gap that the
 * class's rate would give. The difference is averaged; a negative average means that the class
 * sends too fast, and tells when it may send again.
 *
 * The average is kept multiplied by 2^ewmaLog in whole nanoseconds, so that it is the same on every
 * machine.
 */
class CbqEstimator
{
  public:
    /**
     * ChangeParams() must follow.
     * @param now the time, from which the first gap counts
     */
    explicit CbqEstimator(Nanoseconds now = Nanoseconds{0});

    /**
     * Use other parameters. Idleness that was earned stays, up to its new limit. What was sent
     * ahead of the rate stays too, as the bytes that it is: a negative average counts them in time
     * that the old rate allotted, and becomes what it would be had they been sent in one go at the
     * new rate. The undertime follows from this average as after the last packet, so that a class
     * that waits may send when the new rate allows it.
     * @param params the parameters
     */
    void ChangeParams(const CbqEstimatorParams& params);

    /** @return the parameters */
    const CbqEstimatorParams& Params() const
    {
        return m_params;
    }

    /**
     * A packet of the class, or of a class below it, was sent.
     * @param bytes its size
     * @param end when its transmission ends
     */
    void Sent(uint32_t bytes, Nanoseconds end);

    /**
     * The class may not send; called any number of times, the first after Sent() puts off its next
     * turn by the off time and by what its average is short of, so that it is left alone for a
     * while.
     */
    void Delay();

    /**
     * @param now the time
     * @return whether the class exceeds its rate
     */
    bool IsOverlimit(Nanoseconds now) const
    {
        return m_undertime > now;
    }

    /** @return when the class stops exceeding its rate; the least time if it does not exceed it */
    Nanoseconds Undertime() const
    {
        return m_undertime;
    }

    /** @return the average difference between real and allotted gaps */
    Nanoseconds AverageIdle() const
    {
        return Nanoseconds{m_scaledIdle.count() >> m_params.ewmaLog};
    }

    /** @return the largest average that idleness can earn: enough for maxBurst packets in one go */
    Nanoseconds MaxIdle() const
    {
        return m_maxIdle;
    }

    /** @return how much longer a regulated class waits, for minBurst packets afterwards */
    Nanoseconds OffTime() const
    {
        return m_offTime;
    }

  private:
    /** @return what the average is kept multiplied by */
    int64_t Scale() const
    {
        return int64_t{1} << m_params.ewmaLog;
    }

    /**
     * @return by how much the time that the rate allots to an average packet exceeds its
     * transmission time, in ns
     */
    double AverageGap() const;

    /** Derive the limit of the average and the off time from the parameters. */
    void SetLimits();

    /**
     * Tell from the average when the class may send again after its last packet.
     * @param allotted the time that the rate allots to that packet
     */
    void UpdateUndertime(Nanoseconds allotted);

    /**
     * @return (1/w - 1) times the average's distance from 0; the average must not be positive
     */
    Nanoseconds Shortage() const;

    CbqEstimatorParams m_params;                  //!< the parameters
    Nanoseconds m_maxIdle{0};                     //!< limit of the average
    Nanoseconds m_offTime{0};                     //!< see OffTime()
    Nanoseconds m_scaledIdle{0};                  //!< the average times 2^ewmaLog
    Nanoseconds m_lastEnd{0};                     //!< end of the packet before
    uint32_t m_lastBytes = 0;                     //!< its size
    Nanoseconds m_undertime = Nanoseconds::min(); //!< see Undertime()
    bool m_delayed = false;                       //!< Delay() was called since the last packet
};

} // namespace qos
} // namespace ns3

#endif // QOS_CBQ_ESTIMATOR_H
