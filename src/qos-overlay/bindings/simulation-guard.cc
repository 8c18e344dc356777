/* SPDX-License-Identifier: GPL-2.0-only */

#include "simulation-guard.h"

#include "quantity-argument.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return qos_overlay.SimulationError */
py::object
ErrorType()
{
    return py::module_::import("qos_overlay.errors").attr("SimulationError");
}

} // namespace

void
RaiseSimulationError(const std::string& sentence)
{
    PyErr_SetString(ErrorType().ptr(), sentence.c_str());
    throw py::error_already_set();
}

void
SimulationGuard::RequireWhole() const
{
    if (m_failure)
    {
        RaiseSimulationError("the simulation cannot go on: " + *m_failure);
    }
}

void
SimulationGuard::Act(const std::function<void()>& action,
                     const std::function<Nanoseconds()>& now,
                     const std::function<std::string()>& who)
{
    RequireWhole();
    try
    {
        action();
    }
    catch (py::error_already_set& failed)
    {
        const std::string what = py::str(failed.type().attr("__name__")).cast<std::string>() +
                                 ": " + py::str(failed.value()).cast<std::string>();
        const std::string whose = who();
        m_failure = "a callback " + (whose.empty() ? "" : whose + " ") + "failed at " +
                    py::str(py::float_(InSeconds(now()))).cast<std::string>() + " s (" + what + ")";
        if (!failed.matches(PyExc_Exception))
        {
            throw;
        }
        py::raise_from(failed, ErrorType().ptr(), m_failure->c_str());
        throw py::error_already_set();
    }
}

} // namespace qos
} // namespace ns3
