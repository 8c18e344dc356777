/* SPDX-License-Identifier: GPL-2.0-only */

#include "token-bucket.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

constexpr int64_t UNITS_PER_BYTE = 8'000'000'000; //!< billionths of a bit
constexpr uint32_t GREATEST = 1U << 28U;          //!< bytes of a bucket, and of a debt

/**
 * @param bytes of a packet
 * @return the same in billionths of a bit
 */
int64_t
Units(uint32_t bytes)
{
    return static_cast<int64_t>(std::min(bytes, GREATEST)) * UNITS_PER_BYTE;
}

} // namespace

TokenBucket::TokenBucket(Bitrate rate, uint32_t depth)
    : m_rate(rate),
      m_depth(Units(depth)),
      m_fill(m_depth)
{
    if (depth == 0 || depth > GREATEST)
    {
        throw std::invalid_argument("the depth of a token bucket is " + std::to_string(depth) +
                                    " bytes; it must be 1 to " + std::to_string(GREATEST));
    }
}

void
TokenBucket::SetRate(Bitrate rate, Nanoseconds now)
{
    m_fill = FillAt(now);
    m_time = std::max(m_time, now);
    m_rate = rate;
}

Nanoseconds
TokenBucket::NextEligible(uint32_t bytes, Nanoseconds now) const
{
    now = std::max(now, m_time);
    const int64_t missing = std::min(Units(bytes), m_depth) - FillAt(now);
    if (missing <= 0)
    {
        return now;
    }
    const uint64_t rate = m_rate.BitsPerSecond();
    const uint64_t wait = (static_cast<uint64_t>(missing) - 1) / rate + 1;
    const auto longest = static_cast<uint64_t>((FOREVER - now).count());
    return wait >= longest ? FOREVER : now + Nanoseconds{static_cast<int64_t>(wait)};
}

void
TokenBucket::Take(uint32_t bytes, Nanoseconds now)
{
    if (m_rate.BitsPerSecond() == 0)
    {
        return;
    }
    m_fill = std::max(FillAt(now) - Units(bytes), -Units(GREATEST));
    m_time = std::max(m_time, now);
}

double
TokenBucket::Tokens(Nanoseconds now) const
{
    return static_cast<double>(FillAt(now)) / static_cast<double>(UNITS_PER_BYTE);
}

int64_t
TokenBucket::FillAt(Nanoseconds now) const
{
    const uint64_t rate = m_rate.BitsPerSecond();
    if (rate == 0)
    {
        return m_depth;
    }
    if (now <= m_time)
    {
        return m_fill;
    }
    const auto missing = static_cast<uint64_t>(m_depth - m_fill);
    const auto elapsed = static_cast<uint64_t>((now - m_time).count());
    return elapsed > missing / rate ? m_depth : m_fill + static_cast<int64_t>(elapsed * rate);
}

} // namespace qos
} // namespace ns3
