/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-arguments.h"

#include "quantity-argument.h"

#include "ns3/parameter-error.h"
#include "ns3/scheduler-registry.h"

#include <string>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

py::object
NumberOrNone(uint32_t value)
{
    return value == NONE ? py::object(py::none()) : py::object(py::int_(value));
}

uint32_t
ReadId(const py::handle& value, const char* name)
{
    return static_cast<uint32_t>(ReadWhole(value, name, 0, LARGEST_ID));
}

Nanoseconds
ReadDeadline(const py::object& value, const py::object& nanoseconds)
{
    const bool isGiven = !value.is_none() || !nanoseconds.is_none();
    if (isGiven && nanoseconds.is(py::int_(FOREVER.count())))
    {
        return FOREVER;
    }
    return isGiven ? ReadTime(value, nanoseconds, "deadline") : FOREVER;
}

std::shared_ptr<const StreamAttributes>
AttributesOf(const SchedulerHandle& scheduler, const py::object& wanted)
{
    const std::string name = scheduler.Get().Name();
    if (scheduler.IsPython())
    {
        return std::make_shared<PythonAttributes>(name, wanted);
    }
    if (!py::isinstance<StreamDemand>(wanted))
    {
        throw ParameterError("what a stream of scheduler " + name + " wants is " +
                             py::repr(wanted).cast<std::string>() + ", allowed: a Demand");
    }
    return SchedulerRegistry::Instance().AttributesFor(name, wanted.cast<const StreamDemand&>());
}

} // namespace qos
} // namespace ns3
