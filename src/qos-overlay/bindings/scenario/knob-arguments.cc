/* SPDX-License-Identifier: GPL-2.0-only */

#include "knob-arguments.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

AttributeValues
ReadKnobs(const std::string& what, const py::dict& knobs, TypeId tid)
{
    const py::object toText = py::module_::import("qos_overlay.request").attr("to_text");
    ParameterTexts texts;
    for (const auto& knob : knobs)
    {
        const auto name = py::str(knob.first).cast<std::string>();
        texts[name] = toText(name, knob.second).cast<std::string>();
    }
    return CheckParameters(what, texts, tid);
}

Ptr<const AttributeValue>
KnobOrDefault(const AttributeValues& knobs, TypeId tid, const std::string& name)
{
    struct TypeId::AttributeInformation attribute;
    tid.LookupAttributeByName(name, &attribute);
    Ptr<const AttributeValue> value = attribute.initialValue;
    for (const auto& [knob, given] : knobs)
    {
        if (knob == name)
        {
            value = given;
        }
    }
    return value;
}

void
SetKnobs(const std::string& what, const pybind11::dict& knobs, ObjectFactory& factory)
{
    for (const auto& [name, value] : ReadKnobs(what, knobs, factory.GetTypeId()))
    {
        factory.Set(name, *value);
    }
}

} // namespace qos
} // namespace ns3
