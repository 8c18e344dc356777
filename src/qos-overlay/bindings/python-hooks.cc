/* SPDX-License-Identifier: GPL-2.0-only */

#include "python-hooks.h"

#include "ns3/seconds-text.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return what was kept; never destroyed, because Python ends before */
std::exception_ptr&
Kept()
{
    static auto& kept = *new std::exception_ptr;
    return kept;
}

} // namespace

void
KeepForTheEnd(std::exception_ptr raised)
{
    if (raised)
    {
        Kept() = std::move(raised);
    }
}

void
RaiseWhatWasKept()
{
    if (Kept())
    {
        std::rethrow_exception(std::exchange(Kept(), nullptr));
    }
}

void
PythonHooks::Bind(py::handle self, py::handle base)
{
    const auto type = py::type::of(self);
    m_methods.clear();
    m_methods.reserve(m_names.size());
    for (const char* name : m_names)
    {
        py::object method = py::getattr(type, name, py::none());
        const bool isOwn = !method.is_none() && !method.is(py::getattr(base, name, py::none()));
        m_methods.push_back(isOwn ? std::move(method) : py::object());
    }
    m_self = self;
}

void
PythonHooks::Explain(std::size_t hook, std::optional<Nanoseconds> now)
{
    py::error_already_set error;
    std::string note = "in " + std::string(m_names[hook]) + " of " + m_what;
    if (now)
    {
        note += " at " + WriteSeconds(*now) + " s of simulated time";
    }
    if (py::hasattr(error.value(), "add_note"))
    {
        error.value().attr("add_note")(note);
    }
    throw error;
}

void
PythonHooks::Refuse(std::size_t hook,
                    const py::object& value,
                    const std::string& allowed,
                    std::optional<Nanoseconds> now)
{
    const std::string sentence = std::string(m_names[hook]) + " of " + m_what + " returned " +
                                 py::repr(value).cast<std::string>() + ", allowed: " + allowed;
    const auto type = py::module_::import("qos_overlay.errors").attr("ParameterError");
    PyErr_SetString(type.ptr(), sentence.c_str());
    Explain(hook, now);
}

} // namespace qos
} // namespace ns3
