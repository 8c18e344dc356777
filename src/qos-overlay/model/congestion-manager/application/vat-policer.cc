/* SPDX-License-Identifier: GPL-2.0-only */

#include "vat-policer.h"

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

VatPolicer::VatPolicer(const Params& params)
    : m_params(params),
      m_tokens(static_cast<double>(params.depth))
{
}

void
VatPolicer::Advance(Nanoseconds now)
{
    constexpr double BITS_PER_BYTE = 8;
    const double elapsed = std::chrono::duration<double>(now - m_now).count();
    m_now = now;
    if (m_rate < 0)
    {
        return;
    }
    const double memory = std::chrono::duration<double>(m_params.memory).count();
    const double before = MeanRate();
    const double share = -std::expm1(-elapsed / memory);
    m_sum += (m_rate - m_sum) * share;
    m_weight += (1 - m_weight) * share;
    m_tokens = std::min(static_cast<double>(m_params.depth),
                        m_tokens + (before + MeanRate()) / 2 * elapsed / BITS_PER_BYTE);
}

double
VatPolicer::MeanRate() const
{
    return m_weight > 0 ? m_sum / m_weight : m_rate;
}

void
VatPolicer::SetRate(double bitsPerSecond, Nanoseconds now)
{
    Advance(now);
    m_rate = bitsPerSecond;
}

bool
VatPolicer::Admit(uint64_t bytes, Nanoseconds now)
{
    Advance(now);
    const auto size = static_cast<double>(bytes);
    if (m_rate >= 0 && m_tokens < size)
    {
        return false;
    }
    m_tokens = std::max(m_tokens - size, 0.0);
    return true;
}

} // namespace qos
} // namespace ns3
