/* SPDX-License-Identifier: GPL-2.0-only */

#include "frame-statistics.h"

#include <algorithm>
#include <unordered_set>

namespace ns3
{
namespace qos
{

std::vector<FrameBin>
CountFrames(const std::vector<ReceivedFrame>& frames, Time width, Time duration)
{
    const int64_t bins = duration.GetNanoSeconds() / width.GetNanoSeconds();
    std::vector<FrameBin> counted;
    for (int64_t bin = 0; bin < bins; ++bin)
    {
        counted.push_back({NanoSeconds(bin * width.GetNanoSeconds()), 0});
    }
    for (const ReceivedFrame& frame : frames)
    {
        const int64_t bin = frame.received.GetNanoSeconds() / width.GetNanoSeconds();
        if (bin < bins)
        {
            ++counted[static_cast<std::size_t>(bin)].frames;
        }
    }
    return counted;
}

double
FrameRate(const std::vector<ReceivedFrame>& frames, Time begin, Time end)
{
    uint64_t count = 0;
    for (const ReceivedFrame& frame : frames)
    {
        count += frame.received >= begin && frame.received < end ? 1 : 0;
    }
    return static_cast<double>(count) / (end - begin).GetSeconds();
}

double
CountLost(const FrameSource& source, const std::vector<ReceivedFrame>& frames, uint8_t kind)
{
    std::unordered_set<uint64_t> arrived;
    uint64_t last = 0;
    for (const ReceivedFrame& frame : frames)
    {
        arrived.insert(frame.header.number);
        last = std::max(last, frame.header.number);
    }
    uint64_t lost = 0;
    for (uint64_t number = 1; number <= last; ++number)
    {
        lost += source.GetKindOf(number) == kind && arrived.count(number) == 0 ? 1 : 0;
    }
    return static_cast<double>(lost);
}

} // namespace qos
} // namespace ns3
