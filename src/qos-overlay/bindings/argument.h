/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ARGUMENT_H
#define QOS_ARGUMENT_H

#include "ns3/units.h"

#include <pybind11/pybind11.h>

/**
 * @file
 * Arguments with units, as they are written everywhere else: "10ms", "200KBps".
 */

namespace ns3
{
namespace qos
{

/**
 * @param value a text with a unit, or a number of seconds
 * @param name of the argument
 * @return the span of time
 * @throws ParameterError if it is none, or negative
 */
Nanoseconds ToDuration(const pybind11::object& value, const char* name);

/**
 * @param value a text with a unit; None for unlimited
 * @param name of the argument
 * @return the rate
 * @throws ParameterError if it is none, or a number without a unit
 */
Bitrate ToRate(const pybind11::object& value, const char* name);

/**
 * @param time any time
 * @return the same in seconds
 */
double InSeconds(Nanoseconds time);

} // namespace qos
} // namespace ns3

#endif // QOS_ARGUMENT_H
