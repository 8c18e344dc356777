/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_OPTIONS_H
#define QOS_SCHEDULER_OPTIONS_H

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-scheduler
 * Base of the options of a whole scheduler, given once with qsockinit; every discipline has its own
 * (DwcsOptions, ...).
 */
struct SchedulerOptions
{
    virtual ~SchedulerOptions() = default;
};

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_OPTIONS_H
