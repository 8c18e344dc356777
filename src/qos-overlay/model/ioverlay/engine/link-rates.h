/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_RATES_H
#define QOS_LINK_RATES_H

#include "link-counters.h"

#include "ns3/units.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-engine
 * How much data has crossed a link lately, computed from its counters when somebody asks: it costs
 * messages nothing.
 *
 * A rate is the mean from one question to the next, over a second at least; between them the answer
 * does not change.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for measured throughput.
 */
class LinkRates
{
  public:
    /** @param now when the link begins */
    void Begin(Nanoseconds now)
    {
        m_since = now;
    }

    /**
     * @param counters of the link
     * @param now the time
     */
    void Update(const LinkCounters& counters, Nanoseconds now)
    {
        constexpr Nanoseconds LEAST = std::chrono::seconds{1};
        if (now - m_since < LEAST)
        {
            return;
        }
        const double span = std::chrono::duration<double>(now - m_since).count();
        m_out = PerSecond(counters.sentBytes - m_sent, span);
        m_in = PerSecond(counters.receivedBytes - m_received, span);
        m_sent = counters.sentBytes;
        m_received = counters.receivedBytes;
        m_since = now;
    }

    /** @return payload that was sent, bytes per second, or the most that can be said */
    uint32_t Out() const
    {
        return m_out;
    }

    /** @return payload that was received, bytes per second, or the most that can be said */
    uint32_t In() const
    {
        return m_in;
    }

  private:
    /**
     * @param bytes any number
     * @param span seconds
     * @return bytes per second, or the most that can be said
     */
    static uint32_t PerSecond(uint64_t bytes, double span)
    {
        constexpr double MOST = std::numeric_limits<uint32_t>::max();
        return static_cast<uint32_t>(std::min(static_cast<double>(bytes) / span, MOST));
    }

    Nanoseconds m_since{0};  //!< begin of the time that is measured
    uint64_t m_sent = 0;     //!< bytes by then
    uint64_t m_received = 0; //!< bytes by then
    uint32_t m_out = 0;      //!< see Out()
    uint32_t m_in = 0;       //!< see In()
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_RATES_H
