/* SPDX-License-Identifier: GPL-2.0-only */

#include "layer-list.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

LayerList::LayerList()
    : LayerList({Bitrate::FromBitsPerSecond(2'000'000),
                 Bitrate::FromBitsPerSecond(4'000'000),
                 Bitrate::FromBitsPerSecond(8'000'000),
                 Bitrate::FromBitsPerSecond(16'000'000)})
{
}

LayerList::LayerList(std::vector<Bitrate> rates)
    : m_rates(std::move(rates))
{
    uint64_t previous = 0;
    for (const Bitrate rate : m_rates)
    {
        if (rate.BitsPerSecond() <= previous)
        {
            throw std::invalid_argument(
                "the rates of layers have to be positive and strictly ascending");
        }
        previous = rate.BitsPerSecond();
    }
    if (m_rates.empty())
    {
        throw std::invalid_argument("there has to be at least one layer");
    }
}

std::size_t
LayerList::Choose(double rate) const
{
    const auto above =
        std::upper_bound(m_rates.begin(), m_rates.end(), rate, [](double known, Bitrate layer) {
            return known < static_cast<double>(layer.BitsPerSecond());
        });
    return above == m_rates.begin() ? 0 : static_cast<std::size_t>(above - m_rates.begin()) - 1;
}

} // namespace qos
} // namespace ns3
