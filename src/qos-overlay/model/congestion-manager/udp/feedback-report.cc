/* SPDX-License-Identifier: GPL-2.0-only */

#include "feedback-report.h"

namespace ns3
{
namespace qos
{

bool
FeedbackReport::IsWellFormed() const
{
    const uint32_t size = range.Size();
    if (size == 0 || size > LARGEST_FEEDBACK_RANGE || missing.size() > LARGEST_MISSING_LIST ||
        echo < Nanoseconds{0} || held < Nanoseconds{0})
    {
        return false;
    }
    // as distances from the beginning, which do not wrap around
    uint32_t leastBegin = 0;
    for (const SequenceRange& gap : missing)
    {
        const uint32_t begin = gap.begin - range.begin;
        const uint32_t end = gap.end - range.begin;
        if (begin < leastBegin || begin >= end || end >= size)
        {
            return false;
        }
        leastBegin = end + 1;
    }
    return true;
}

} // namespace qos
} // namespace ns3
