/* SPDX-License-Identifier: GPL-2.0-only */

#include "small-block-rule.h"

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
 * @param packets how many
 * @param lost how many of them, at least 1
 * @param loss of each, above 0 and below 1
 * @return the probability of that
 */
double
Binomial(uint32_t packets, uint32_t lost, double loss)
{
    const double ways =
        std::lgamma(packets + 1.0) - std::lgamma(lost + 1.0) - std::lgamma(packets - lost + 1.0);
    return std::exp(ways + lost * std::log(loss) + (packets - lost) * std::log1p(-loss));
}

} // namespace

SmallBlockRule::SmallBlockRule(uint32_t mostPackets)
    : m_tail(Eigen::ArrayXd::Zero(std::max(mostPackets, 1U))),
      m_indices(Eigen::ArrayXd::LinSpaced(m_tail.size(), 1, static_cast<double>(m_tail.size())))
{
}

uint32_t
SmallBlockRule::Parity(uint32_t packets, double loss, double allowed, uint32_t mostParity)
{
    if (!(loss >= 0 && loss <= 1))
    {
        throw std::invalid_argument("the loss is " + std::to_string(loss) + "; it must be 0 to 1");
    }
    const auto size = static_cast<Eigen::Index>(packets);
    if (size > m_tail.size())
    {
        throw std::invalid_argument("the block has " + std::to_string(packets) +
                                    " packets; it must have at most " +
                                    std::to_string(m_tail.size()));
    }
    m_expected = static_cast<double>(size) * loss;
    if (m_expected <= allowed)
    {
        return 0;
    }
    if (loss >= 1)
    {
        return mostParity;
    }
    auto tail = m_tail.head(size);
    for (Eigen::Index i = 0; i < size; ++i)
    {
        tail[i] = Binomial(static_cast<uint32_t>(size), static_cast<uint32_t>(i + 1), loss);
    }
    uint32_t parity = 0;
    while (parity < mostParity && m_expected > allowed)
    {
        ++parity;
        // upwards, so that each entry meets the former one above it
        for (Eigen::Index i = 0; i + 1 < size; ++i)
        {
            tail[i] = tail[i + 1] * (1 - loss) + tail[i] * loss;
        }
        tail[size - 1] *= loss;
        const double lost = (tail * (m_indices.head(size) + parity)).sum();
        m_expected = lost * static_cast<double>(size) / (static_cast<double>(size) + parity);
    }
    return parity;
}

} // namespace qos
} // namespace ns3
