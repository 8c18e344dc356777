/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RTT_FILTER_H
#define QOS_RTT_FILTER_H

#include "units.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * Smoothed round-trip time and its mean deviation, with the gains 1/8 and 1/4 of RFC 6298.
 */
class RttFilter
{
  public:
    /** @param sample a measured round-trip time */
    void Add(Nanoseconds sample)
    {
        constexpr int SRTT_GAIN = 8;
        constexpr int DEVIATION_GAIN = 4;
        m_least = m_hasSample ? std::min(m_least, sample) : sample;
        if (!m_hasSample)
        {
            m_hasSample = true;
            m_srtt = sample;
            m_deviation = sample / 2;
            return;
        }
        const Nanoseconds error = sample - m_srtt;
        const Nanoseconds distance = error < Nanoseconds{0} ? -error : error;
        m_deviation += (distance - m_deviation) / DEVIATION_GAIN;
        m_srtt += error / SRTT_GAIN;
    }

    /** @return whether there was a sample */
    bool HasSample() const
    {
        return m_hasSample;
    }

    /** @return the smoothed round-trip time, 0 before the first sample */
    Nanoseconds Srtt() const
    {
        return m_srtt;
    }

    /** @return its mean deviation, 0 before the first sample */
    Nanoseconds Deviation() const
    {
        return m_deviation;
    }

    /** @return the least sample, 0 before the first one */
    Nanoseconds Least() const
    {
        return m_least;
    }

    /** @return the time after which a packet counts as lost (RFC 6298): at least a second, and a
     * second before the first sample */
    Nanoseconds RetransmissionTimeout() const
    {
        constexpr Nanoseconds LEAST = std::chrono::seconds{1};
        constexpr int DEVIATIONS = 4;
        return std::max(LEAST, m_srtt + DEVIATIONS * m_deviation);
    }

  private:
    bool m_hasSample = false;   //!< whether there was a sample
    Nanoseconds m_srtt{0};      //!< smoothed
    Nanoseconds m_deviation{0}; //!< mean deviation
    Nanoseconds m_least{0};     //!< least sample
};

} // namespace qos
} // namespace ns3

#endif // QOS_RTT_FILTER_H
