/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PAIR_STREAMS_H
#define QOS_PAIR_STREAMS_H

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-algorithm
 * Two applications whose messages are coded together, number by number, and the application of what
 * that yields.
 */
struct PairStreams
{
    static constexpr uint16_t BOTH = 3; //!< the bits of both in CodedPayload

    std::array<uint32_t, 2> apps{}; //!< the two
    uint32_t coded = 0;             //!< the application of coded messages

    /**
     * @param app an application
     * @return whether it is the first or the second one, 0 or 1; 2 if it is none of them
     */
    std::size_t NumberOf(uint32_t app) const
    {
        return static_cast<std::size_t>(std::find(apps.begin(), apps.end(), app) - apps.begin());
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_PAIR_STREAMS_H
