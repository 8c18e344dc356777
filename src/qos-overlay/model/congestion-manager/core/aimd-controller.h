/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_AIMD_CONTROLLER_H
#define QOS_AIMD_CONTROLLER_H

#include "congestion-controller.h"

#include <limits>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-core
 * The controller of the paper: slow start, then additive increase and multiplicative decrease, all
 * counted in bytes received and not in acknowledgments.
 *
 * Source: OSDI 2000, sections 2 and 4; RFC 3124, section 4.1.
 */
class AimdController final : public CongestionController
{
  public:
    static constexpr const char* NAME = "aimd"; //!< its name in the registry

    /** @param params the knobs */
    explicit AimdController(const ControllerParams& params = ControllerParams())
        : m_params(params)
    {
    }

    double SlowStartThreshold() const override
    {
        return m_threshold;
    }

    void SetMtu(uint32_t mtu) override;
    void Report(const CongestionReport& report) override;
    void Idle(uint32_t timeouts) override;

  private:
    /** @param received bytes that were received while the window was in use */
    void Grow(double received);

    ControllerParams m_params;                                    //!< the knobs
    double m_mtu = 0;                                             //!< bytes
    bool m_isFresh = true;                                        //!< no report came in yet
    double m_threshold = std::numeric_limits<double>::infinity(); //!< of slow start, bytes
};

} // namespace qos
} // namespace ns3

#endif // QOS_AIMD_CONTROLLER_H
