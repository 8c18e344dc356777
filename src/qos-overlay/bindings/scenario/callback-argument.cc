/* SPDX-License-Identifier: GPL-2.0-only */

#include "callback-argument.h"

#include "ns3/parameter-error.h"

#include <string>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param callback as Python gave it
 * @param allowed what it may be
 * @return the same, which can be called
 */
py::object
Require(const py::object& callback, const char* allowed)
{
    if (PyCallable_Check(callback.ptr()) == 0)
    {
        throw ParameterError("callback is " + py::repr(callback).cast<std::string>() +
                             ", allowed: " + allowed);
    }
    return callback;
}

} // namespace

py::object
RequireCallback(const py::object& callback)
{
    return Require(callback, "a function");
}

py::object
ReadCallback(const py::object& callback)
{
    return callback.is_none() ? callback : Require(callback, "a function, or None for nobody");
}

} // namespace qos
} // namespace ns3
