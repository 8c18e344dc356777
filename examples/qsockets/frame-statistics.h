/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FRAME_STATISTICS_H
#define QOS_FRAME_STATISTICS_H

#include "ns3/frame-receiver.h"
#include "ns3/frame-source.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** One interval of a time series of frames. */
struct FrameBin
{
    Time begin;          //!< when it begins
    uint64_t frames = 0; //!< frames that were completed in it
};

/**
 * Count frames per interval.
 * @param frames in the order of their arrival
 * @param width of an interval
 * @param duration of the series; an incomplete last interval is left out
 * @return the intervals
 */
std::vector<FrameBin> CountFrames(const std::vector<ReceivedFrame>& frames,
                                  Time width,
                                  Time duration);

/**
 * @param frames in the order of their arrival
 * @param begin of the phase
 * @param end of the phase
 * @return frames per second that were completed in it
 */
double FrameRate(const std::vector<ReceivedFrame>& frames, Time begin, Time end);

/**
 * Count the frames of one kind that were made and did not arrive, up to the last frame that did.
 * @param source who made them
 * @param frames what arrived
 * @param kind the kind
 * @return how many
 */
double CountLost(const FrameSource& source, const std::vector<ReceivedFrame>& frames, uint8_t kind);

} // namespace qos
} // namespace ns3

#endif // QOS_FRAME_STATISTICS_H
