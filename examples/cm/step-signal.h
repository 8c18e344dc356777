/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STEP_SIGNAL_H
#define QOS_STEP_SIGNAL_H

#include "ns3/nstime.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A quantity that stays the same until it changes, such as the layer that a source sends.
 */
class StepSignal
{
  public:
    /**
     * @param time of the change, not before the last one
     * @param value from then on
     */
    void Set(Time time, double value)
    {
        if (m_steps.empty() || m_steps.back().second != value)
        {
            m_steps.emplace_back(time, value);
        }
    }

    /** @return the changes, in order: when, and to what */
    const std::vector<std::pair<Time, double>>& Steps() const
    {
        return m_steps;
    }

    /**
     * @param begin of a time
     * @param end of that time
     * @return the mean over the part of it in which there was a value, not a number if there was
     * none
     */
    double Mean(Time begin, Time end) const
    {
        return Moments(begin, end).first;
    }

    /**
     * @param end of the time from the first value on
     * @return standard deviation over mean in that time, not a number if there was no value
     */
    double Variation(Time end) const
    {
        const auto [mean, square] = Moments(Time(0), end);
        return std::sqrt(std::max(square - mean * mean, 0.0)) / mean;
    }

  private:
    /**
     * @param begin of a time
     * @param end of that time
     * @return the means of the value and of its square over the part of it in which there was one
     */
    std::pair<double, double> Moments(Time begin, Time end) const
    {
        const auto isBefore = [](Time time, const std::pair<Time, double>& step) {
            return time < step.first;
        };
        auto step = std::upper_bound(m_steps.begin(), m_steps.end(), begin, isBefore);
        step -= step == m_steps.begin() ? 0 : 1;
        double seconds = 0;
        double sum = 0;
        double squares = 0;
        for (; step != m_steps.end() && step->first < end; ++step)
        {
            const Time next = step + 1 == m_steps.end() ? end : std::min((step + 1)->first, end);
            const double length = (next - std::max(step->first, begin)).GetSeconds();
            seconds += length;
            sum += length * step->second;
            squares += length * step->second * step->second;
        }
        return {sum / seconds, squares / seconds};
    }

    std::vector<std::pair<Time, double>> m_steps; //!< changes, in order
};

} // namespace qos
} // namespace ns3

#endif // QOS_STEP_SIGNAL_H
