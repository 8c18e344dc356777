/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_BINDING_H
#define QOS_OVERLAY_BINDING_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * Add the overlay engine on the network of messages, for algorithms of Python and of C++.
 * @param module gets it
 */
void BindOverlay(pybind11::module_& module);

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_BINDING_H
