/* SPDX-License-Identifier: GPL-2.0-only */

#include "clvl-params.h"

#include "data-symbol.h"
#include "first-round.h"

#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param what the knob, for the error
 * @param value its value
 * @param least value that is allowed
 * @param most value that is allowed
 * @throws std::invalid_argument if it is out of range
 */
void
RequireRange(const std::string& what, uint32_t value, uint32_t least, uint32_t most)
{
    if (value < least || value > most)
    {
        throw std::invalid_argument(what + " is " + std::to_string(value) + "; it must be " +
                                    std::to_string(least) + " to " + std::to_string(most));
    }
}

} // namespace

void
CheckClvlParams(const ClvlParams& params)
{
    constexpr uint32_t MOST_REORDERED = 1000;
    RequireRange("the number of frames of a window",
                 params.windowFrames,
                 1,
                 FirstRound::MOST_FRAMES);
    RequireRange("the number of later frames that make one lost",
                 params.reorderFrames,
                 1,
                 MOST_REORDERED);
    RequireRange("the size of the largest packet in bytes",
                 params.mostPacketBytes,
                 1,
                 DataSymbol::MOST_PACKET_BYTES);
    if (params.windowTime < Nanoseconds{0} || params.windowTime > MOST_WINDOW_TIME)
    {
        throw std::invalid_argument(
            "the time of a window is " + std::to_string(params.windowTime.count()) +
            " ns; it must be 0 to " + std::to_string(MOST_WINDOW_TIME.count()) + " ns");
    }
    if (params.initialRtt <= Nanoseconds{0})
    {
        throw std::invalid_argument("the initial round-trip time is " +
                                    std::to_string(params.initialRtt.count()) +
                                    " ns; it must be above 0");
    }
}

} // namespace qos
} // namespace ns3
