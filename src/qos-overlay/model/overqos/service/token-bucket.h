/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TOKEN_BUCKET_H
#define QOS_TOKEN_BUCKET_H

#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-service
 * Paces packets at a rate, and lets as many bytes go at once as it is deep.
 *
 * The account is in whole billionths of a bit, so that nothing is lost to rounding. A packet larger
 * than the bucket waits until the bucket is full and leaves a debt. Time must not run backwards; an
 * earlier time than the last one counts as the last one.
 *
 * The need for pacing is that of OverQoS (NSDI 2004), section 3.1: bursts of the bundle's own
 * making would be measured as loss of the path.
 */
class TokenBucket
{
  public:
    /**
     * A full bucket.
     * @param rate at which it fills; 0 means that nothing ever waits
     * @param depth bytes that may go at once, 1 to 2^28
     * @throws std::invalid_argument if the depth is out of range
     */
    TokenBucket(Bitrate rate, uint32_t depth);

    /**
     * Change the rate; what is in the bucket stays.
     * @param rate at which it fills from now on; 0 means that nothing ever waits
     * @param now the time
     */
    void SetRate(Bitrate rate, Nanoseconds now);

    /** @return at which rate it fills */
    Bitrate Rate() const
    {
        return m_rate;
    }

    /**
     * @param bytes of a packet
     * @param now the time
     * @return when the packet may be sent: now, or later
     */
    Nanoseconds NextEligible(uint32_t bytes, Nanoseconds now) const;

    /**
     * A packet is sent, whether it was eligible or not.
     * @param bytes of it
     * @param now the time
     */
    void Take(uint32_t bytes, Nanoseconds now);

    /**
     * @param now the time
     * @return bytes that may go at once, negative after a packet that was too large or too early
     */
    double Tokens(Nanoseconds now) const;

  private:
    /**
     * @param now the time
     * @return what is in the bucket
     */
    int64_t FillAt(Nanoseconds now) const;

    Bitrate m_rate;        //!< at which it fills
    int64_t m_depth;       //!< what it holds, in billionths of a bit
    int64_t m_fill;        //!< what was in it at m_time
    Nanoseconds m_time{0}; //!< of the last change
};

} // namespace qos
} // namespace ns3

#endif // QOS_TOKEN_BUCKET_H
