/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLVL_PARAMS_H
#define QOS_CLVL_PARAMS_H

#include "second-round.h"

#include "ns3/redundancy-control.h"
#include "ns3/units.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/** How the exit of a virtual link finds losses, and when it says so. */
enum class LossDetection : uint8_t
{
    Gap,   //!< when later frames have arrived; reports at once
    Window //!< the same, but reports only when a window is over
};

/** The longest window that the header of a frame can tell of. */
constexpr Nanoseconds MOST_WINDOW_TIME = std::chrono::milliseconds{655};

/**
 * @ingroup qos-overqos-link
 * The knobs of a virtual link, the same at both ends.
 */
struct ClvlParams
{
    /** How much redundancy: the policy, q, what is learned, and whether the target of the choice
     * follows the measured residual loss. The paper's does not, and so misses the target when the
     * loss of both rounds is correlated. */
    RedundancyControlParams redundancy;

    /** When retransmissions are sent. The paper's is Burst, which misses the target when losses
     * come in bursts. */
    SecondRoundPolicy secondRound = SecondRoundPolicy::Spread;

    /** How losses are found. */
    LossDetection detection = LossDetection::Gap;

    /** Later frames that must have arrived before one is lost, 1 to 1000; 3 as in TCP, 1: the next
     * one. */
    uint32_t reorderFrames = 3;

    /** Name of the erasure code in the registry of codes; empty: its default. */
    std::string code;

    /** How long a window lasts, up to MOST_WINDOW_TIME; 0: a round-trip time, 10 ms to 200 ms.
     * Section 3.2: windows of the order of the round-trip time. */
    Nanoseconds windowTime{0};

    /** n: most frames of a window, its parity included, 1 to 255. A window that would have more
     * ends early. */
    uint32_t windowFrames = 255;

    /** Bytes of the largest packet, 1 to DataSymbol::MOST_PACKET_BYTES; a longer one is refused at
     * the entry, and at the exit. */
    uint32_t mostPacketBytes = 2000;

    /** Round-trip time before the first sample, above 0. */
    Nanoseconds initialRtt = std::chrono::milliseconds{100};
};

/**
 * @param params the knobs of a virtual link
 * @throws std::invalid_argument if one is out of range; that of a name it does not know
 */
void CheckClvlParams(const ClvlParams& params);

/**
 * Both ends of a link have to agree on this: what the entry repairs later the exit no longer waits
 * for.
 * @param window how long a window lasts
 * @param rtt the round-trip time
 * @return how long a packet is waited for: within a window and a few round trips it is repaired, or
 * not at all
 */
constexpr Nanoseconds
RepairPatience(Nanoseconds window, Nanoseconds rtt)
{
    constexpr int64_t WINDOWS = 2;
    constexpr int64_t ROUND_TRIPS = 4;
    return WINDOWS * window + ROUND_TRIPS * rtt;
}

} // namespace qos
} // namespace ns3

#endif // QOS_CLVL_PARAMS_H
