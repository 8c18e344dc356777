/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CHECK_RANGE_H
#define QOS_CHECK_RANGE_H

#include "stream-scheduler.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * Refuse an attribute or option of a scheduler that is out of range.
 * @param what what the value is, for the error
 * @param value the value
 * @param least the least value allowed
 * @param largest the largest value allowed
 * @throws SchedulerError if it is out of range
 */
inline void
CheckRange(const std::string& what, uint64_t value, uint64_t least, uint64_t largest)
{
    if (value < least || value > largest)
    {
        throw SchedulerError("the " + what + " is " + std::to_string(value) + "; it must be " +
                             std::to_string(least) + " to " + std::to_string(largest));
    }
}

} // namespace qos
} // namespace ns3

#endif // QOS_CHECK_RANGE_H
