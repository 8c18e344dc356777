/* SPDX-License-Identifier: GPL-2.0-only */

#include "guaranteed-flows.h"

#include <cmath>
#include <stdexcept>

namespace ns3
{
namespace qos
{

bool
GuaranteedFlows::Admit(const Wish& wish)
{
    if (wish.rate.BitsPerSecond() == 0 || wish.packetBytes == 0)
    {
        throw std::invalid_argument("a guarantee is of a rate and of packets above 0");
    }
    const auto bits = static_cast<double>(wish.rate.BitsPerSecond());
    const double growth = 1 + static_cast<double>(m_headerBytes) / wish.packetBytes;
    const auto framed = Bitrate::FromBitsPerSecond(static_cast<uint64_t>(std::ceil(bits * growth)));
    if (m_rates.count(wish.flow) > 0 || !m_admission.Admit({wish.flow, framed, wish.priority}))
    {
        return false;
    }
    m_rates[wish.flow] = wish.rate;
    return true;
}

bool
GuaranteedFlows::Release(uint32_t flow)
{
    m_admission.Release(flow);
    return m_rates.erase(flow) > 0;
}

std::vector<uint32_t>
GuaranteedFlows::SetGuaranteeable(Bitrate guaranteeable)
{
    std::vector<uint32_t> lost;
    for (const uint64_t number : m_admission.SetGuaranteeable(guaranteeable))
    {
        const auto flow = static_cast<uint32_t>(number);
        m_rates.erase(flow);
        lost.push_back(flow);
    }
    return lost;
}

} // namespace qos
} // namespace ns3
