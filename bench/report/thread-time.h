/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_THREAD_TIME_H
#define QOS_THREAD_TIME_H

#include <ctime>

namespace ns3
{
namespace qos
{

/** @return CPU time of this thread in nanoseconds: what other processes do does not count */
inline double
ThreadTime()
{
    constexpr double NANOSECONDS = 1e9;
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * NANOSECONDS + static_cast<double>(now.tv_nsec);
}

} // namespace qos
} // namespace ns3

#endif // QOS_THREAD_TIME_H
