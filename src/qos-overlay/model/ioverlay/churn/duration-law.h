/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DURATION_LAW_H
#define QOS_DURATION_LAW_H

#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** How durations are distributed. */
enum class DurationKind : uint8_t
{
    Exponential, //!< without memory
    Weibull,     //!< shape below 1: many short ones and some long ones; 1: exponential
    Pareto       //!< never below a least one, with a heavy tail
};

/**
 * @ingroup qos-ioverlay-churn
 * A distribution of durations, by its mean: how long nodes stay, or stay away.
 */
class DurationLaw
{
  public:
    /**
     * @param kind of the distribution
     * @param mean of the durations
     * @param shape of Weibull, above 0, or of Pareto (the exponent of the tail), above 1; nothing
     * to an exponential one
     * @throws std::invalid_argument if the mean or the shape is not what is allowed
     */
    DurationLaw(DurationKind kind, Nanoseconds mean, double shape = 2);

    /**
     * @param random uniform from 0 to below 1
     * @return the duration below which this share of all is; at most 10^9 s
     */
    Nanoseconds Quantile(double random) const;

  private:
    DurationKind m_kind; //!< of the distribution
    double m_shape;      //!< see DurationLaw()
    double m_scale;      //!< in ns: the mean, Weibull's scale or Pareto's least
};

} // namespace qos
} // namespace ns3

#endif // QOS_DURATION_LAW_H
