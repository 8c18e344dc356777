/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-elliott-loss.h"

#include "loss-checks.h"

#include <sstream>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

GilbertElliottLoss::Params
GilbertElliottLoss::WithMeans(const Means& means)
{
    CheckProbability("the loss rate on a good path", means.goodLoss);
    CheckProbability("the loss rate on a bad path", means.badLoss);
    CheckLength("the mean length of the bad state", means.badLength);
    if (!(means.loss >= means.goodLoss && means.loss < means.badLoss))
    {
        std::ostringstream text;
        text << "the loss rate is " << means.loss << "; it must be at least that on a good path, "
             << means.goodLoss << ", and below that on a bad path, " << means.badLoss;
        throw std::invalid_argument(text.str());
    }
    const double bad = (means.loss - means.goodLoss) / (means.badLoss - means.goodLoss);
    Params params;
    params.toGood = 1 / means.badLength;
    params.toBad = params.toGood * bad / (1 - bad);
    params.goodLoss = means.goodLoss;
    params.badLoss = means.badLoss;
    if (params.toBad > 1)
    {
        std::ostringstream text;
        text << "the mean length of the bad state is " << means.badLength
             << "; with a share of bad packets of " << bad << " it must be at least "
             << bad / (1 - bad);
        throw std::invalid_argument(text.str());
    }
    return params;
}

GilbertElliottLoss::GilbertElliottLoss(const Params& params, Sources sources)
    : m_params(params),
      m_sources(std::move(sources))
{
    CheckProbability("the probability that a good path becomes bad", params.toBad);
    CheckProbability("the probability that a bad path becomes good", params.toGood);
    CheckProbability("the loss rate on a good path", params.goodLoss);
    CheckProbability("the loss rate on a bad path", params.badLoss);
    if (params.toGood == 0)
    {
        throw std::invalid_argument(
            "the probability that a bad path becomes good is 0; it must be above 0");
    }
}

bool
GilbertElliottLoss::IsLost(Nanoseconds /* now */)
{
    const double loss = m_isBad ? m_params.badLoss : m_params.goodLoss;
    // a certain outcome needs no draw: the classic case without losses on a good path costs one
    const bool isLost = loss > 0 && (loss >= 1 || m_sources.loss() < loss);
    if (m_sources.state() < (m_isBad ? m_params.toGood : m_params.toBad))
    {
        m_isBad = !m_isBad;
    }
    return isLost;
}

void
GilbertElliottLoss::Reset()
{
    m_isBad = false;
}

} // namespace qos
} // namespace ns3
