/* SPDX-License-Identifier: GPL-2.0-only */

#include "knob-arguments.h"

#include "ns3/experiment-parameter.h"

namespace ns3
{
namespace qos
{

namespace py = pybind11;

void
ApplyKnobs(const std::string& what, const py::kwargs& knobs, ObjectFactory& factory)
{
    const py::object toText = py::module_::import("qos_overlay.request").attr("to_text");
    ParameterTexts texts;
    for (const auto& knob : knobs)
    {
        const auto name = knob.first.cast<std::string>();
        texts[name] = toText(name, knob.second).cast<std::string>();
    }
    ApplyParameters(what, texts, factory);
}

} // namespace qos
} // namespace ns3
