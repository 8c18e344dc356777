/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAIR_DELAYS_H
#define QOS_PAIR_DELAYS_H

#include "ns3/fast-network.h"
#include "ns3/node-random.h"
#include "ns3/units.h"

#include <algorithm>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * @param least the shortest delay
 * @param most the longest one
 * @param seed of the delays
 * @return a network in which each pair of nodes has a delay of its own, uniformly
 */
inline FastNetworkParams
NetworkOfPairDelays(Nanoseconds least, Nanoseconds most, uint64_t seed)
{
    FastNetworkParams network;
    network.delay = [least, most, seed](uint32_t from, uint32_t to) {
        constexpr unsigned HALF = 32;
        const uint64_t pair = uint64_t{std::min(from, to)} << HALF | std::max(from, to);
        const double share = NodeRandom(seed ^ NodeRandom(pair).Bits()).Uniform();
        return least + Nanoseconds{static_cast<int64_t>(
                           share * static_cast<double>((most - least).count()))};
    };
    return network;
}

} // namespace qos
} // namespace ns3

#endif // QOS_PAIR_DELAYS_H
