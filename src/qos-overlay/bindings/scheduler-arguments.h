/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_ARGUMENTS_H
#define QOS_SCHEDULER_ARGUMENTS_H

#include "python-scheduler.h"

#include <pybind11/pybind11.h>

#include <memory>

namespace ns3
{
namespace qos
{

/** Number of a stream, queue, message or packet: the largest. */
constexpr uint32_t LARGEST_ID = NONE - 1;

/**
 * @param value a number of something
 * @return as Python has it: None for NONE
 */
pybind11::object NumberOrNone(uint32_t value);

/**
 * @param value a number of something
 * @param name of the argument
 * @return the number
 * @throws ParameterError if it is none
 */
uint32_t ReadId(const pybind11::handle& value, const char* name);

/**
 * @param value a deadline, or None for none
 * @param nanoseconds the same in nanoseconds
 * @return the deadline
 * @throws ParameterError if it is none
 */
Nanoseconds ReadDeadline(const pybind11::object& value, const pybind11::object& nanoseconds);

/**
 * @param scheduler a scheduler
 * @param wanted what a stream wants
 * @return in the words of the scheduler
 * @throws ParameterError if it has none for that
 */
std::shared_ptr<const StreamAttributes> AttributesOf(const SchedulerHandle& scheduler,
                                                     const pybind11::object& wanted);

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_ARGUMENTS_H
