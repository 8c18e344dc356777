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
    ApplyKnobs(what, pybind11::reinterpret_borrow<pybind11::kwargs>(knobs), factory);
}

} // namespace qos
} // namespace ns3
