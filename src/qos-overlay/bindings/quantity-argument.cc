/* SPDX-License-Identifier: GPL-2.0-only */

#include "quantity-argument.h"

#include "ns3/attribute-text.h"
#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/parameter-error.h"

#include <cctype>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

constexpr int64_t MOST_NANOSECONDS = std::numeric_limits<int64_t>::max() - 1;
constexpr double NANOSECONDS = 1e9; //!< of a second

/**
 * @param value what was given
 * @param name for which argument
 * @param allowed what is allowed
 * @return the sentence about it
 */
ParameterError
Wrong(const py::handle& value, const char* name, const std::string& allowed)
{
    return ParameterError(std::string(name) + " is " + py::repr(value).cast<std::string>() +
                          ", allowed: " + allowed);
}

/**
 * @param value a timedelta
 * @return its nanoseconds, exactly
 */
int64_t
FromTimedelta(const py::object& value)
{
    constexpr int64_t SECONDS_PER_DAY = 86400;
    const auto days = value.attr("days").cast<int64_t>();
    const auto seconds = value.attr("seconds").cast<int64_t>();
    const auto microseconds = value.attr("microseconds").cast<int64_t>();
    constexpr int64_t MOST_DAYS = MOST_NANOSECONDS / 1'000'000'000 / SECONDS_PER_DAY - 1;
    if (days > MOST_DAYS)
    {
        return -1;
    }
    return ((days * SECONDS_PER_DAY + seconds) * 1'000'000 + microseconds) * 1000;
}

} // namespace

Nanoseconds
ReadTime(const py::object& value, const char* name)
{
    constexpr const char* ALLOWED =
        "a time of 0 or more: a text with a unit such as '5ms', a number of seconds, or a "
        "datetime.timedelta";
    constexpr double MOST = 9.2e18;
    if (PyUnicode_Check(value.ptr()) != 0)
    {
        const auto parsed = ParseAttribute(value.cast<std::string>(), MakeTimeChecker(Time(0)));
        if (!parsed)
        {
            throw Wrong(value, name, ALLOWED);
        }
        return Nanoseconds{DynamicCast<const TimeValue>(parsed)->Get().GetNanoSeconds()};
    }
    const bool isNumber = PyFloat_Check(value.ptr()) != 0 ||
                          (PyIndex_Check(value.ptr()) != 0 && PyBool_Check(value.ptr()) == 0);
    if (!isNumber && py::isinstance(value, py::module_::import("datetime").attr("timedelta")))
    {
        const int64_t exact = FromTimedelta(value);
        if (exact < 0)
        {
            throw Wrong(value, name, ALLOWED);
        }
        return Nanoseconds{exact};
    }
    const double amount = isNumber ? PyFloat_AsDouble(value.ptr()) * NANOSECONDS : -1;
    PyErr_Clear(); // of a whole number beyond every float, which comes out negative
    if (!(amount >= 0 && amount <= MOST))
    {
        throw Wrong(value, name, ALLOWED);
    }
    return Nanoseconds{std::llround(amount)};
}

Nanoseconds
ReadTime(const py::object& value, const py::object& nanoseconds, const char* name)
{
    if (value.is_none() == nanoseconds.is_none())
    {
        throw ParameterError("give either " + std::string(name) + " or " + name + "_ns, " +
                             (value.is_none() ? "none" : "not both") + " was given");
    }
    if (!value.is_none())
    {
        return ReadTime(value, name);
    }
    const std::string whole = std::string(name) + "_ns";
    return Nanoseconds{static_cast<int64_t>(
        ReadWhole(nanoseconds, whole.c_str(), 0, static_cast<uint64_t>(MOST_NANOSECONDS)))};
}

Bitrate
ReadRate(const py::object& value, const char* name)
{
    if (value.is_none())
    {
        return Bitrate();
    }
    const auto text = PyUnicode_Check(value.ptr()) != 0 ? value.cast<std::string>() : "";
    // ns-3 takes a number without a unit for bits a second
    const bool hasUnit =
        !text.empty() && std::isalpha(static_cast<unsigned char>(text.back())) != 0;
    const auto parsed = hasUnit ? ParseAttribute(text, MakeDataRateChecker()) : nullptr;
    const uint64_t rate = parsed ? DynamicCast<const DataRateValue>(parsed)->Get().GetBitRate() : 0;
    if (rate == 0)
    {
        throw Wrong(value, name, "a rate above 0 with a unit, such as '10Mbps', or None");
    }
    return Bitrate::FromBitsPerSecond(rate);
}

uint64_t
ReadWhole(const py::handle& value, const char* name, uint64_t least, uint64_t most)
{
    const std::string allowed =
        "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
    if (PyBool_Check(value.ptr()) != 0 || PyIndex_Check(value.ptr()) == 0)
    {
        throw Wrong(value, name, allowed);
    }
    const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(value.ptr()));
    const uint64_t number = index ? PyLong_AsUnsignedLongLong(index.ptr()) : 0;
    if (PyErr_Occurred() != nullptr)
    {
        PyErr_Clear();
        throw Wrong(value, name, allowed);
    }
    if (number < least || number > most)
    {
        throw Wrong(value, name, allowed);
    }
    return number;
}

uint32_t
ReadWhole32(const py::handle& value, const char* name, uint32_t least)
{
    return static_cast<uint32_t>(
        ReadWhole(value, name, least, std::numeric_limits<uint32_t>::max()));
}

double
InSeconds(Nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

} // namespace qos
} // namespace ns3
