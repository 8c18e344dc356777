/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LATENESS_PROBE_H
#define QOS_LATENESS_PROBE_H

#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/ptr.h"
#include "ns3/realtime-simulator-impl.h"

#include <cmath>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-emulation
 * Looks at the clock every now and then: how much later than they should do events happen? The
 * simulator itself tells nobody.
 *
 * It remembers a limited number of looks: when they are too many, it forgets every second one, and
 * looks half as often from then on.
 */
class LatenessProbe
{
  public:
    /**
     * Begin.
     * @param interval between two looks
     */
    explicit LatenessProbe(Time interval = MilliSeconds(5));
    ~LatenessProbe();
    LatenessProbe(const LatenessProbe&) = delete;
    LatenessProbe& operator=(const LatenessProbe&) = delete;

    /** @return how late each remembered look was, milliseconds */
    const std::vector<double>& GetLatenessMs() const
    {
        return m_latenessMs;
    }

    /** @return how late the latest of all looks was, milliseconds; not a number before the first */
    double GetMostMs() const
    {
        return m_mostMs;
    }

  private:
    /** Look at the clock. */
    void Look();

    Ptr<RealtimeSimulatorImpl> m_simulator; //!< that runs
    Time m_interval;                        //!< between two looks
    EventId m_next;                         //!< the next look
    std::vector<double> m_latenessMs;       //!< see GetLatenessMs()
    double m_mostMs = NAN;                  //!< see GetMostMs()
};

} // namespace qos
} // namespace ns3

#endif // QOS_LATENESS_PROBE_H
