/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CALLBACK_ARGUMENT_H
#define QOS_CALLBACK_ARGUMENT_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * @param callback as Python gave it
 * @return the same
 * @throws ParameterError if it cannot be called
 */
pybind11::object RequireCallback(const pybind11::object& callback);

/**
 * @param callback as Python gave it, or None for nobody
 * @return the same
 * @throws ParameterError if it is neither
 */
pybind11::object ReadCallback(const pybind11::object& callback);

} // namespace qos
} // namespace ns3

#endif // QOS_CALLBACK_ARGUMENT_H
