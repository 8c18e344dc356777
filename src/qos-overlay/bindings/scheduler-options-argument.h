/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_OPTIONS_ARGUMENT_H
#define QOS_SCHEDULER_OPTIONS_ARGUMENT_H

#include "ns3/scheduler-registry.h"

#include <pybind11/pybind11.h>

#include <memory>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @param name a discipline
 * @param given its options as keyword arguments
 * @return its options
 * @throws ParameterError if an option is unknown, or a value is bad
 * @throws SchedulerError if there is no such discipline
 */
std::shared_ptr<SchedulerOptions> ReadSchedulerOptions(const std::string& name,
                                                       const pybind11::kwargs& given);

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_OPTIONS_ARGUMENT_H
