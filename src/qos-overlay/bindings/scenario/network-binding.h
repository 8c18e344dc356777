/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NETWORK_BINDING_H
#define QOS_NETWORK_BINDING_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/** @param module gets networks */
void BindNetworks(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_NETWORK_BINDING_H
