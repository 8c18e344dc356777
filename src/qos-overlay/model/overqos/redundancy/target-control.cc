/* SPDX-License-Identifier: GPL-2.0-only */

#include "target-control.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param what the knob, for the error
 * @param isGood whether its value is allowed
 * @param value its value
 * @param allowed what is allowed, for the error
 * @throws std::invalid_argument if it is not
 */
void
Require(const std::string& what, bool isGood, double value, const std::string& allowed)
{
    if (!isGood)
    {
        throw std::invalid_argument("the " + what + " of the target control is " +
                                    std::to_string(value) + "; it must be " + allowed);
    }
}

} // namespace

TargetControl::TargetControl(const TargetControlParams& params)
    : m_params(params)
{
    const auto isShare = [](double value) { return value > 0 && value <= 1; };
    Require("target", params.target > 0 && params.target < 1, params.target, "above 0, below 1");
    Require("margin", isShare(params.margin), params.margin, "above 0, at most 1");
    Require("decrease", isShare(params.decrease), params.decrease, "above 0, at most 1");
    Require("increase",
            params.increase >= 1 && std::isfinite(params.increase),
            params.increase,
            "at least 1, and finite");
    Require("period", params.period > 0, params.period, "at least 1");
    Require("least factor", isShare(params.leastFactor), params.leastFactor, "above 0, at most 1");
    Require("most factor",
            params.mostFactor >= params.leastFactor && std::isfinite(params.mostFactor),
            params.mostFactor,
            "finite, and at least the least factor, " + std::to_string(params.leastFactor));
    Require("gain", isShare(params.gain), params.gain, "above 0, at most 1");
}

void
TargetControl::AddWindow(uint32_t lost, uint32_t packets)
{
    if (packets == 0)
    {
        return;
    }
    m_lost += m_params.gain * (lost - m_lost);
    m_packets += m_params.gain * (packets - m_packets);
    if (!m_params.isClosedLoop || ++m_windows < m_params.period)
    {
        return;
    }
    m_windows = 0;
    const bool isTooMuch = Residual() > m_params.margin * m_params.target;
    m_factor *= isTooMuch ? m_params.decrease : m_params.increase;
    m_factor = std::clamp(m_factor, m_params.leastFactor, m_params.mostFactor);
}

} // namespace qos
} // namespace ns3
