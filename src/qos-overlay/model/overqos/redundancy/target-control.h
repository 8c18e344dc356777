/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TARGET_CONTROL_H
#define QOS_TARGET_CONTROL_H

#include <algorithm>
#include <cstdint>
#include <limits>

namespace ns3
{
namespace qos
{

/** The knobs of a target control. */
struct TargetControlParams
{
    /** q: the residual loss to stay below, as a mean over seconds; the paper's evaluation has
     * 0.1 %. */
    double target = 0.001;

    /** Whether the measured residual is fed back; the target is used as it is if not, as in the
     * paper. */
    bool isClosedLoop = true;

    /** The residual that is too much, as a part of the target: below 1, to be early. */
    double margin = 0.9;

    double decrease = 0.9;  //!< factor of kappa after too much residual loss
    double increase = 1.02; //!< factor of kappa otherwise; small, because losses are rare events

    /** Windows between two changes: the effect of one is seen before the next. */
    uint32_t period = 20;

    /** Kappa is never below this, so that it is back at 1 after 200 periods. */
    double leastFactor = 0.02;

    /** Kappa is never above this, the least factor or more. Above 1 it gives back what blocks
     * without losses leave of the target. */
    double mostFactor = 4;

    /** Weight of a window in the mean residual: 200 windows of 100 ms are 20 s, 20 losses at 0.1 %
     * of 100 packets. */
    double gain = 0.005;
};

/**
 * @ingroup qos-overqos-redundancy
 * Aims lower than the target where the residual loss turns out to be higher than was expected,
 * because the two rounds are correlated or the second one sends small blocks.
 *
 * Ours; OverQoS (NSDI 2004) uses the target as it is.
 */
class TargetControl
{
  public:
    /**
     * @param params the knobs
     * @throws std::invalid_argument if a knob is out of range
     */
    explicit TargetControl(const TargetControlParams& params = TargetControlParams());

    /**
     * A window of data is done: each packet was delivered or given up.
     * @param lost packets of the window that stayed lost
     * @param packets data packets of the window; nothing happens if there were none
     */
    void AddWindow(uint32_t lost, uint32_t packets);

    /** @return the target to choose the redundancy for: kappa q, below 1 */
    double Target() const
    {
        constexpr double MOST = 1 - std::numeric_limits<double>::epsilon();
        return std::min(m_factor * m_params.target, MOST);
    }

    /** @return kappa, between the bounds of the params */
    double Factor() const
    {
        return m_factor;
    }

    /** @return the mean residual loss of the latest windows, weighted by their packets */
    double Residual() const
    {
        return m_packets > 0 ? m_lost / m_packets : 0;
    }

  private:
    TargetControlParams m_params; //!< the knobs
    double m_factor = 1;          //!< kappa
    double m_lost = 0;            //!< mean of a window
    double m_packets = 0;         //!< mean of a window
    uint32_t m_windows = 0;       //!< since the last change
};

} // namespace qos
} // namespace ns3

#endif // QOS_TARGET_CONTROL_H
