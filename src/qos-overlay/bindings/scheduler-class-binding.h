/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_CLASS_BINDING_H
#define QOS_SCHEDULER_CLASS_BINDING_H

#include "python-scheduler.h"

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/** The class Scheduler of Python. */
using SchedulerClass = pybind11::class_<SchedulerHandle>;

/** @param type gets how a scheduler is driven, and how one of Python is written */
void BindSchedulerMethods(SchedulerClass& type);

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_CLASS_BINDING_H
