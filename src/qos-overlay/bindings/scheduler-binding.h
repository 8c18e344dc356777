/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_BINDING_H
#define QOS_SCHEDULER_BINDING_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * Make packet schedulers known to Python.
 * @param module qos_overlay._core, which gets the submodule schedulers
 */
void BindSchedulers(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_BINDING_H
