/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LINK_RATES_H
#define QOS_LINK_RATES_H

#include "link-counters.h"

#include "ns3/units.h"

#include <chrono>
#include <cstdint>

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
        m_out = static_cast<uint32_t>(static_cast<double>(counters.sentBytes - m_sent) / span);
        m_in =
            static_cast<uint32_t>(static_cast<double>(counters.receivedBytes - m_received) / span);
        m_sent = counters.sentBytes;
        m_received = counters.receivedBytes;
        m_since = now;
    }

    /** @return payload that was sent, bytes per second */
    uint32_t Out() const
    {
        return m_out;
    }

    /** @return payload that was received, bytes per second */
    uint32_t In() const
    {
        return m_in;
    }

  private:
    Nanoseconds m_since{0};  //!< begin of the time that is measured
    uint64_t m_sent = 0;     //!< bytes by then
    uint64_t m_received = 0; //!< bytes by then
    uint32_t m_out = 0;      //!< see Out()
    uint32_t m_in = 0;       //!< see In()
};

} // namespace qos
} // namespace ns3

#endif // QOS_LINK_RATES_H
