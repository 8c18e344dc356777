/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-loss.h"

#include "loss-checks.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

GilbertLoss::Params
GilbertLoss::WithMeanRun(double loss, double run)
{
    constexpr double ROUNDING = 1e-9;
    CheckProbability("the loss rate", loss);
    const double burst = run - loss / (1 - loss);
    if (!(burst >= 1 - ROUNDING))
    {
        std::ostringstream text;
        text << "a mean run of " << run << " lost packets is impossible at a loss rate of " << loss
             << "; it must be at least that of independent losses, " << 1 / (1 - loss);
        throw std::invalid_argument(text.str());
    }
    return {loss, std::max(burst, 1.0)};
}

GilbertLoss::GilbertLoss(const Params& params, Sources sources)
    : m_begin(params.loss / (params.burst * (1 - params.loss) + params.loss)),
      m_end(1 / params.burst),
      m_sources(std::move(sources))
{
    CheckProbability("the loss rate", params.loss);
    CheckLength("the mean burst", params.burst);
}

bool
GilbertLoss::IsLost(Nanoseconds /* now */)
{
    if (!m_isBad)
    {
        m_isBad = m_sources.begin() < m_begin;
    }
    const bool isLost = m_isBad;
    if (m_isBad)
    {
        m_isBad = m_sources.end() >= m_end;
    }
    return isLost;
}

void
GilbertLoss::Reset()
{
    m_isBad = false;
}

} // namespace qos
} // namespace ns3
