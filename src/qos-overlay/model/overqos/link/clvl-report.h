/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLVL_REPORT_H
#define QOS_CLVL_REPORT_H

#include "ns3/units.h"

#include <array>
#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * What the exit of a virtual link tells its entry.
 *
 * Everything sent before the edge is settled: what has arrived is marked, the rest is lost. What is
 * at or behind the edge is not known yet. Reports overlap, so that one that is lost leaves no hole.
 * A frame that comes after it was called lost is marked in the reports that follow.
 *
 * Source: OverQoS (NSDI 2004), section 3.3: the exit measures loss and delay, and returns
 * information on single packets where these are retransmitted. The form is this project's.
 */
struct ClvlReport
{
    /** Most link numbers that a report covers. */
    static constexpr uint32_t MOST_FRAMES = 4096;

    /** Bits of a word of marks. */
    static constexpr uint32_t WORD_BITS = 64;

    uint32_t incarnation = 0;     //!< of the entry, as its frames say
    uint32_t exitIncarnation = 0; //!< a number that the exit draws when it starts
    uint32_t number = 0;          //!< counts the reports of the exit
    uint32_t base = 0;            //!< the first link number that is covered
    uint32_t edge = 0;            //!< one after the last one, MOST_FRAMES from the base at most
    uint32_t latest = 0;          //!< link number of the latest frame that arrived
    Nanoseconds held{0};          //!< how long ago that was
    uint32_t delivered = 0;       //!< packets delivered so far; wraps
    uint32_t lost = 0;            //!< packets given up so far; wraps
    uint32_t mostKbps = 0;        //!< b_max: rate of data that the exit can pass on; 0: any

    /** Whether a frame arrived: bit i for the link number base + i. */
    std::array<uint64_t, MOST_FRAMES / WORD_BITS> marks{};

    /**
     * @param link a link number, from the base to before the edge
     * @return whether the frame has arrived
     */
    bool HasArrived(uint32_t link) const
    {
        const uint32_t bit = link - base;
        return (marks[bit / WORD_BITS] >> (bit % WORD_BITS) & 1U) != 0;
    }

    /**
     * Mark a frame as arrived.
     * @param link its number, from the base to before the edge
     */
    void Mark(uint32_t link)
    {
        const uint32_t bit = link - base;
        marks[bit / WORD_BITS] |= uint64_t{1} << bit % WORD_BITS;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_CLVL_REPORT_H
