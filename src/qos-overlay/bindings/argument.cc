/* SPDX-License-Identifier: GPL-2.0-only */

#include "argument.h"

#include "ns3/attribute-text.h"
#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/parameter-error.h"

#include <chrono>
#include <cmath>
#include <string>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param value what was given
 * @param name for which argument
 * @param allowed what is allowed
 * @return the sentence about it
 */
ParameterError
Wrong(const py::object& value, const char* name, const char* allowed)
{
    return ParameterError(std::string(name) + " is " + py::repr(value).cast<std::string>() +
                          "; allowed: " + allowed);
}

} // namespace

Nanoseconds
ToDuration(const py::object& value, const char* name)
{
    constexpr const char* ALLOWED =
        "a span of time of 0 or more, such as '10ms', or a number of seconds";
    if (PyFloat_Check(value.ptr()) || (PyLong_Check(value.ptr()) && !PyBool_Check(value.ptr())))
    {
        constexpr double MOST = 9e9;
        const auto seconds = value.cast<double>();
        if (!(seconds >= 0 && seconds <= MOST))
        {
            throw Wrong(value, name, ALLOWED);
        }
        return Nanoseconds{std::llround(seconds * 1e9)};
    }
    const auto parsed = py::isinstance<py::str>(value)
                            ? ParseAttribute(value.cast<std::string>(), MakeTimeChecker(Time(0)))
                            : nullptr;
    if (!parsed)
    {
        throw Wrong(value, name, ALLOWED);
    }
    return Nanoseconds{DynamicCast<const TimeValue>(parsed)->Get().GetNanoSeconds()};
}

Bitrate
ToRate(const py::object& value, const char* name)
{
    if (value.is_none())
    {
        return Bitrate();
    }
    const auto parsed = py::isinstance<py::str>(value)
                            ? ParseAttribute(value.cast<std::string>(), MakeDataRateChecker())
                            : nullptr;
    if (!parsed)
    {
        throw Wrong(value, name, "a rate with a unit, such as '200KBps' or '1.6Mbps', or None");
    }
    return Bitrate::FromBitsPerSecond(DynamicCast<const DataRateValue>(parsed)->Get().GetBitRate());
}

double
InSeconds(Nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace qos
} // namespace ns3
