/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QUANTITY_ARGUMENT_H
#define QOS_QUANTITY_ARGUMENT_H

#include "ns3/units.h"

#include <pybind11/pybind11.h>

/**
 * @file
 * Times, rates and whole numbers as Python users write them. What is wrong is a ParameterError of
 * one sentence.
 */

namespace ns3
{
namespace qos
{

/**
 * @param value a text with a unit, a number of seconds, or a datetime.timedelta
 * @param name of the argument
 * @return the time, to the nearest nanosecond
 * @throws ParameterError if it is none, negative, or beyond what a simulation can reach
 */
Nanoseconds ReadTime(const pybind11::object& value, const char* name);

/**
 * A time that is given in one of two ways.
 * @param value as ReadTime(), or None
 * @param nanoseconds a whole number of nanoseconds, or None
 * @param name of the argument; that of the other one has _ns behind it
 * @return the time
 * @throws ParameterError if none or both are given, or one is wrong
 */
Nanoseconds ReadTime(const pybind11::object& value,
                     const pybind11::object& nanoseconds,
                     const char* name);

/**
 * @param value a text with a unit, or None for no rate
 * @param name of the argument
 * @return the rate
 * @throws ParameterError if it is none
 */
Bitrate ReadRate(const pybind11::object& value, const char* name);

/**
 * @param value a whole number
 * @param name of the argument
 * @param least the least number that is allowed
 * @param most the largest one
 * @return the number
 * @throws ParameterError if it is none, or out of range
 */
uint64_t ReadWhole(const pybind11::handle& value, const char* name, uint64_t least, uint64_t most);

/**
 * @param value a whole number of 32 bits
 * @param name of the argument
 * @param least the least number that is allowed
 * @return the number
 * @throws ParameterError if it is none, or out of range
 */
uint32_t ReadWhole32(const pybind11::handle& value, const char* name, uint32_t least = 0);

/**
 * @param time any time
 * @return the same in seconds
 */
double InSeconds(Nanoseconds time);

} // namespace qos
} // namespace ns3

#endif // QOS_QUANTITY_ARGUMENT_H
