/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCENARIO_BINDING_H
#define QOS_SCENARIO_BINDING_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/** @param module gets networks, hosts, and what runs on them */
void BindScenario(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_SCENARIO_BINDING_H
