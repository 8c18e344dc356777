/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-binding.h"

#include "python-hooks.h"
#include "python-scheduler.h"
#include "scheduler-class-binding.h"
#include "scheduler-options-argument.h"
#include "scheduler-words-binding.h"

#include "ns3/parameter-error.h"

#include <pybind11/stl.h>

#include <map>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return what makes schedulers in Python, by name; never destroyed, because the registry that
 * uses it is destroyed long after Python */
std::map<std::string, py::object>&
Factories()
{
    static auto& factories = *new std::map<std::string, py::object>;
    return factories;
}

/**
 * @param name of a scheduler in Python
 * @param setup what to make it from
 * @param options further arguments of what makes it
 * @return the scheduler
 */
py::object
MakeInPython(const std::string& name, const SchedulerSetup& setup, const py::kwargs& options)
{
    py::object made = Factories().at(name)(setup, **options);
    if (!py::isinstance<SchedulerHandle>(made))
    {
        throw SchedulerError("what makes scheduler " + name + " returned " +
                             py::repr(made).cast<std::string>() + ", allowed: a Scheduler");
    }
    made.cast<SchedulerHandle&>().Python().SetName(name);
    return made;
}

/**
 * @param name of a scheduler
 * @param setup what to make it from
 * @param options of the discipline
 * @return the scheduler
 */
py::object
MakeScheduler(const std::string& name, const SchedulerSetup& setup, const py::kwargs& options)
{
    if (Factories().count(name) != 0)
    {
        return MakeInPython(name, setup, options);
    }
    SchedulerSetup full = setup;
    full.options = ReadSchedulerOptions(name, options);
    return py::cast(
        std::make_unique<SchedulerHandle>(SchedulerRegistry::Instance().Create(name, full)));
}

/**
 * Give a name to a class of Python, or another class to a name that Python gave.
 * @param name the name
 * @param factory makes a scheduler from a setup
 */
void
RegisterScheduler(const std::string& name, const py::object& factory)
{
    if (name.empty() || PyCallable_Check(factory.ptr()) == 0)
    {
        throw ParameterError("a scheduler needs a name and a class, but these are '" + name +
                             "' and " + py::repr(factory).cast<std::string>());
    }
    if (Factories().count(name) == 0)
    {
        Discipline discipline;
        discipline.create = [name](const SchedulerSetup& setup) {
            const py::gil_scoped_acquire lock;
            const py::object made = MakeInPython(name, setup, py::kwargs());
            return made.cast<SchedulerHandle&>().Release(made);
        };
        discipline.attributesFor = [name](const StreamDemand& demand) {
            const py::gil_scoped_acquire lock;
            return std::make_shared<PythonAttributes>(name, py::cast(demand));
        };
        SchedulerRegistry::Instance().Register(name, discipline);
    }
    Factories()[name] = factory;
}

/**
 * Take a name back that Python gave.
 * @param name the name
 */
void
UnregisterScheduler(const std::string& name)
{
    if (Factories().erase(name) == 0)
    {
        throw ParameterError("scheduler '" + name + "' was not registered by Python");
    }
    SchedulerRegistry::Instance().Unregister(name);
}

/**
 * Throws SchedulerError as qos_overlay.ParameterError, with the same sentence.
 * @param error what was thrown
 */
void
TranslateSchedulerError(std::exception_ptr error)
{
    try
    {
        std::rethrow_exception(std::move(error));
    }
    catch (const SchedulerError& wrong)
    {
        const auto type = py::module_::import("qos_overlay.errors").attr("ParameterError");
        PyErr_SetString(type.ptr(), wrong.what());
    }
}

} // namespace

void
BindSchedulers(py::module_& module)
{
    py::module_ schedulers =
        module.def_submodule("schedulers", "Packet schedulers. Use qos_overlay.schedulers.");
    py::register_local_exception_translator(TranslateSchedulerError);
    BindSchedulerWords(schedulers);
    schedulers.attr("FOREVER") = FOREVER.count();
    schedulers.attr("BEST_EFFORT") = BEST_EFFORT;

    SchedulerClass type(
        schedulers,
        "Scheduler",
        "A packet scheduler of an end host.\n\n"
        "One of your own is a subclass with the method do_choose; the other methods "
        "that begin with ``do_`` may be left out, and are called by the scheduler only. "
        "Those from queue() to move_message() are for them. What such a method "
        "raises goes to who called the scheduler, with a note that says where and "
        "when; the scheduler cannot be used any more then, unless it was "
        "do_check_attributes or do_link_streams.");
    type.def(py::init([](const SchedulerSetup& setup) {
                 return std::make_unique<SchedulerHandle>(setup);
             }),
             py::arg_v("setup", SchedulerSetup(), "Setup()"));
    BindSchedulerMethods(type);

    schedulers.def("create",
                   MakeScheduler,
                   py::arg("name"),
                   py::arg_v("setup", SchedulerSetup(), "Setup()"),
                   "A scheduler by its name.");
    schedulers.def(
        "names",
        [] { return SchedulerRegistry::Instance().Names(); },
        "The names of all schedulers.");
    schedulers.def("unregister",
                   UnregisterScheduler,
                   py::arg("name"),
                   "Take a name back that register() gave.");
    schedulers.def("raise_what_was_kept",
                   RaiseWhatWasKept,
                   "Raise what a method raised while its simulation was cleared away.");
    schedulers.def("register",
                   RegisterScheduler,
                   py::arg("name"),
                   py::arg("factory"),
                   "Give a name to what makes a scheduler from a Setup.");
}

} // namespace qos
} // namespace ns3
