/* SPDX-License-Identifier: GPL-2.0-only */

#include "knob-factory.h"

#include "knob-arguments.h"

namespace ns3
{
namespace qos
{

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
