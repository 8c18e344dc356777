/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REDUNDANCY_DAMPING_H
#define QOS_REDUNDANCY_DAMPING_H

#include <algorithm>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-redundancy
 * Redundancy that rises at once and falls slowly: parity takes from the rate of the data, and both
 * would swing together.
 *
 * Ours; OverQoS (NSDI 2004) does not say how it changes r.
 */
class RedundancyDamping
{
  public:
    /**
     * A window goes by.
     * @param wanted the redundancy that was chosen
     * @return the redundancy to use: at least 90 % of that of the window before
     */
    double Apply(double wanted)
    {
        constexpr double KEPT = 0.9;
        constexpr double NEGLIGIBLE = 1e-3; // lets it reach 0
        const double floor = m_value * KEPT;
        m_value = floor < NEGLIGIBLE ? wanted : std::max(wanted, floor);
        return m_value;
    }

    /** @return the redundancy in use */
    double Value() const
    {
        return m_value;
    }

  private:
    double m_value = 0; //!< in use
};

} // namespace qos
} // namespace ns3

#endif // QOS_REDUNDANCY_DAMPING_H
