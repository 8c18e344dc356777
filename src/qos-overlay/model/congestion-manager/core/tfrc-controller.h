/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TFRC_CONTROLLER_H
#define QOS_TFRC_CONTROLLER_H

#include "congestion-controller.h"

#include "ns3/loss-intervals.h"

#include <limits>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * A smooth controller: what TCP would get at the loss event rate of the last eight loss intervals,
 * as a window of that rate times the round-trip time.
 *
 * Slow start, until the first loss, doubles the window every round trip. The window never exceeds
 * twice what was received in the last round trip.
 *
 * Source: RFC 5348, sections 3.1, 4.3 and 5.4. That a window instead of a rate is controlled is
 * this project's, because a macroflow grants by window; so is that loss events come from the
 * macroflow's reports and not from a receiver's.
 */
class TfrcController final : public CongestionController
{
  public:
    static constexpr const char* NAME = "tfrc"; //!< its name in the registry

    /** @param params the knobs */
    explicit TfrcController(const ControllerParams& params = ControllerParams())
        : m_params(params)
    {
    }

    double SlowStartThreshold() const override
    {
        return m_intervals.Events() == 0 ? std::numeric_limits<double>::infinity() : 0;
    }

    void SetMtu(uint32_t mtu) override;
    void Report(const CongestionReport& report) override;
    void Idle(uint32_t timeouts) override;

    /** @return loss events per packet, 0 before the first one */
    double LossEventRate() const
    {
        return m_intervals.LossEventRate();
    }

  private:
    /** End the current loss interval; the first one is made up so that the equation yields half of
     * the present window. */
    void CloseInterval();

    /** @return the window that the equation yields, in bytes */
    double EquationWindow() const;

    /**
     * Count what is received in a round trip.
     * @param report a report
     */
    void CountRound(const CongestionReport& report);

    ControllerParams m_params;   //!< the knobs
    double m_mtu = 0;            //!< bytes
    bool m_isFresh = true;       //!< no report came in yet
    LossIntervals m_intervals;   //!< packets between loss events
    bool m_isCounting = false;   //!< m_roundBegin is valid
    Nanoseconds m_roundBegin{0}; //!< of the current round trip
    double m_roundBytes = 0;     //!< received in it
    double m_lastRoundBytes = 0; //!< received in the one before, 0 if unknown
};

} // namespace qos
} // namespace ns3

#endif // QOS_TFRC_CONTROLLER_H
