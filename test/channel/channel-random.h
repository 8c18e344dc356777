/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_CHANNEL_RANDOM_H
#define QOS_TEST_CHANNEL_RANDOM_H

#include "ns3/uniform-source.h"

#include <cstdint>
#include <memory>
#include <random>

namespace ns3
{
namespace qos
{

/**
 * @param seed of the numbers
 * @return uniform random numbers
 */
inline UniformSource
Seeded(uint64_t seed)
{
    constexpr unsigned SURPLUS = 11; // bits that a double cannot hold
    constexpr double STEP = 0x1p-53;
    return [engine = std::make_shared<std::mt19937_64>(seed)] {
        return static_cast<double>((*engine)() >> SURPLUS) * STEP;
    };
}

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_CHANNEL_RANDOM_H
