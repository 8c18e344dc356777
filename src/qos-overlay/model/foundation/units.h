/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_UNITS_H
#define QOS_UNITS_H

#include <chrono>
#include <cstdint>
#include <limits>

/**
 * @file
 * @ingroup qos-foundation
 * Units of the simulator-free cores: time is std::chrono, a rate is a type. The ns-3 shell converts
 * at its border (time-conversion.h).
 */

namespace ns3
{
namespace qos
{

/** A point in, or a span of, simulated time as the cores see it. */
using Nanoseconds = std::chrono::nanoseconds;

/** Later than every instant a simulation can reach: "no deadline", "no such event". */
constexpr Nanoseconds FOREVER = Nanoseconds::max();

/**
 * @ingroup qos-foundation
 * A transmission rate in whole bits per second.
 */
class Bitrate
{
  public:
    /** No rate: everything is transmitted at once. */
    constexpr Bitrate() = default;

    /**
     * @param bitsPerSecond the rate; 0 means "infinitely fast"
     * @return the rate
     */
    static constexpr Bitrate FromBitsPerSecond(uint64_t bitsPerSecond)
    {
        Bitrate rate;
        rate.m_bitsPerSecond = bitsPerSecond;
        return rate;
    }

    /** @return the rate in bits per second, 0 for "infinitely fast" */
    constexpr uint64_t BitsPerSecond() const
    {
        return m_bitsPerSecond;
    }

    /**
     * @param bytes an amount of data, below 2^33 bytes
     * @return how long its transmission takes at this rate, rounded down to a nanosecond; 0 if
     * infinitely fast
     */
    constexpr Nanoseconds TransmissionTime(uint64_t bytes) const
    {
        constexpr uint64_t BITS_PER_BYTE = 8;
        constexpr uint64_t NANOSECONDS_PER_SECOND = 1'000'000'000;
        if (m_bitsPerSecond == 0)
        {
            return Nanoseconds{0};
        }
        const uint64_t bits = bytes * BITS_PER_BYTE;
        if (bits <= std::numeric_limits<uint64_t>::max() / NANOSECONDS_PER_SECOND)
        {
            return Nanoseconds{
                static_cast<int64_t>(bits * NANOSECONDS_PER_SECOND / m_bitsPerSecond)};
        }
        const uint64_t seconds = bits / m_bitsPerSecond;
        const uint64_t rest = bits % m_bitsPerSecond;
        const auto fraction = static_cast<double>(rest) / static_cast<double>(m_bitsPerSecond);
        return Nanoseconds{static_cast<int64_t>(seconds * NANOSECONDS_PER_SECOND) +
                           static_cast<int64_t>(fraction * NANOSECONDS_PER_SECOND)};
    }

    /**
     * @param other another rate
     * @return whether both are the same
     */
    constexpr bool operator==(Bitrate other) const
    {
        return m_bitsPerSecond == other.m_bitsPerSecond;
    }

  private:
    uint64_t m_bitsPerSecond = 0; //!< 0 means infinitely fast
};

} // namespace qos
} // namespace ns3

#endif // QOS_UNITS_H
