/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-options-argument.h"

#include "option-arguments.h"
#include "quantity-argument.h"

#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/sfq-scheduler.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/**
 * @param options of a discipline with deadlines, to be changed
 * @param arguments what was given
 */
void
ReadDeadlineOptions(DeadlineOptions& options, OptionArguments& arguments)
{
    if (const py::object value = arguments.Take("meaning"))
    {
        options.meaning =
            ReadWord<DeadlinePolicy::Meaning>(value,
                                              "meaning",
                                              {{"commence", DeadlinePolicy::COMMENCE},
                                               {"complete", DeadlinePolicy::COMPLETE},
                                               {"delivered", DeadlinePolicy::DELIVERED}});
    }
    if (const py::object value = arguments.Take("residual"))
    {
        options.residual = ReadTime(value, "residual");
    }
}

} // namespace

std::shared_ptr<SchedulerOptions>
ReadSchedulerOptions(const std::string& name, const py::kwargs& given)
{
    OptionArguments arguments("scheduler " + name, given);
    const auto options = SchedulerRegistry::Instance().DefaultOptions(name);
    if (auto* dwcs = dynamic_cast<DwcsOptions*>(options.get()))
    {
        ReadDeadlineOptions(*dwcs, arguments);
        if (const py::object value = arguments.Take("precedence"))
        {
            using Precedence = DwcsAlgorithm::Precedence;
            dwcs->algorithm.precedence =
                ReadWord<Precedence>(value,
                                     "precedence",
                                     {{"deadline_first", Precedence::DeadlineFirst},
                                      {"window_first", Precedence::WindowFirst}});
        }
        if (const py::object value = arguments.Take("violation_increment"))
        {
            dwcs->algorithm.violationIncrement = ReadWhole32(value, "violation_increment", 1);
        }
        if (const py::object value = arguments.Take("work_conserving"))
        {
            dwcs->workConserving = PyObject_IsTrue(value.ptr()) == 1;
        }
    }
    else if (auto* edf = dynamic_cast<EdfOptions*>(options.get()))
    {
        ReadDeadlineOptions(*edf, arguments);
    }
    else if (auto* sfq = dynamic_cast<SfqOptions*>(options.get()))
    {
        if (const py::object value = arguments.Take("best_effort_weight"))
        {
            sfq->bestEffortWeight = ReadWhole32(value, "best_effort_weight", 1);
        }
    }
    arguments.RequireAllTaken();
    return options;
}

} // namespace qos
} // namespace ns3
