/* SPDX-License-Identifier: GPL-2.0-only */

#include "bandwidth-history.h"

#include <cmath>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

BandwidthHistory::BandwidthHistory(const BandwidthHistoryParams& params)
    : m_params(params)
{
    constexpr double LEAST_PROBABILITY = 1e-6; // 20 million samples
    if (!(params.missProbability >= LEAST_PROBABILITY && params.missProbability < 1))
    {
        throw std::invalid_argument("the probability of a miss is " +
                                    std::to_string(params.missProbability) +
                                    "; it must be at least 0.000001 and below 1");
    }
    if (!(params.samplesPerTail >= 1) || params.memory <= Nanoseconds{0})
    {
        throw std::invalid_argument(
            "a bandwidth history has " + std::to_string(params.samplesPerTail) +
            " samples per tail and a memory of " + std::to_string(params.memory.count()) +
            " ns; they must be at least 1 and above 0");
    }
    constexpr double ROUNDING = 1e-9; // 20 / 0.01 is 2000
    m_samples.resize(static_cast<std::size_t>(
        std::ceil(params.samplesPerTail / params.missProbability * (1 - ROUNDING))));
}

void
BandwidthHistory::Add(Bitrate bandwidth, Nanoseconds now)
{
    if (bandwidth == Bitrate())
    {
        throw std::invalid_argument(
            "a sample of the bandwidth is 0, which is infinitely fast; it must be above 0");
    }
    Forget(now);
    if (m_count == m_samples.size())
    {
        RemoveOldest();
    }
    const std::size_t place = (m_oldest + m_count) % m_samples.size();
    const uint64_t value = bandwidth.BitsPerSecond();
    m_samples[place] = {value, now};
    m_sum += value;
    ++m_count;
    if (!m_below.IsEmpty() && value < m_below.TopKey())
    {
        m_below.Set(static_cast<uint32_t>(place), value);
    }
    else
    {
        m_others.Set(static_cast<uint32_t>(place), value);
    }
    Balance();
}

void
BandwidthHistory::Forget(Nanoseconds now)
{
    while (m_count > 0 && now - m_samples[m_oldest].time > m_params.memory)
    {
        RemoveOldest();
    }
    Balance();
}

void
BandwidthHistory::RemoveOldest()
{
    const auto place = static_cast<uint32_t>(m_oldest);
    m_below.Remove(place);
    m_others.Remove(place);
    m_sum -= m_samples[m_oldest].bitsPerSecond;
    m_oldest = (m_oldest + 1) % m_samples.size();
    --m_count;
}

void
BandwidthHistory::Balance()
{
    constexpr double ROUNDING = 1e-9; // 0.01 * 2000 is 20
    const auto below = static_cast<std::size_t>(
        std::floor(m_params.missProbability * static_cast<double>(m_count) * (1 + ROUNDING)));
    while (m_count - m_others.Size() < below)
    {
        const uint32_t place = m_others.Top();
        m_below.Set(place, m_others.TopKey());
        m_others.Remove(place);
    }
    while (m_count - m_others.Size() > below)
    {
        const uint32_t place = m_below.Top();
        m_others.Set(place, m_below.TopKey());
        m_below.Remove(place);
    }
}

std::optional<Bitrate>
BandwidthHistory::Guaranteeable() const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    return Bitrate::FromBitsPerSecond(m_others.TopKey());
}

std::optional<Bitrate>
BandwidthHistory::Mean() const
{
    if (m_count == 0)
    {
        return std::nullopt;
    }
    return Bitrate::FromBitsPerSecond(m_sum / m_count);
}

} // namespace qos
} // namespace ns3
