/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTROLLER_BINDING_H
#define QOS_CONTROLLER_BINDING_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * Make congestion controllers and flow schedulers known to Python.
 * @param module qos_overlay._core, which gets the submodule congestion
 */
void BindCongestion(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_CONTROLLER_BINDING_H
