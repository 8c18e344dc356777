/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LAYER_CLOCK_H
#define QOS_LAYER_CLOCK_H

#include "ns3/units.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * When a self-timed source sends its packets: one every time that its layer's rate takes for one.
 *
 * Source: OSDI 2000, section 2.1.2 (iii), "change the frequency of its timer loop".
 */
class LayerClock
{
  public:
    /**
     * @param bytes of a packet
     * @param rate of the layer that it begins with, not infinite
     * @param now the time; the first packet is due then
     */
    LayerClock(uint32_t bytes, Bitrate rate, Nanoseconds now)
        : m_bytes(bytes),
          m_interval(rate.TransmissionTime(bytes)),
          m_due(now)
    {
    }

    /**
     * The layer changes. The wait for the next packet counts from the last one, at the new rate;
     * what a higher rate would have sent meanwhile is not made up for.
     * @param rate of the new layer, not infinite
     * @param now the time
     */
    void SetRate(Bitrate rate, Nanoseconds now)
    {
        const Nanoseconds interval = rate.TransmissionTime(m_bytes);
        if (m_hasSent)
        {
            m_due = std::max(m_due - m_interval + interval, now);
        }
        m_interval = interval;
    }

    /** The packet that was due is sent; the next one is due one interval later. */
    void Tick()
    {
        m_hasSent = true;
        m_due += m_interval;
    }

    /** @return when the next packet is due */
    Nanoseconds Due() const
    {
        return m_due;
    }

  private:
    uint32_t m_bytes;       //!< of a packet
    Nanoseconds m_interval; //!< between packets
    Nanoseconds m_due;      //!< of the next packet
    bool m_hasSent = false; //!< there was a packet
};

} // namespace qos
} // namespace ns3

#endif // QOS_LAYER_CLOCK_H
