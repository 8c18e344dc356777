/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONSTRUCTED_OBJECT_H
#define QOS_CONSTRUCTED_OBJECT_H

#include <pybind11/pybind11.h>

namespace ns3
{
namespace qos
{

/**
 * What stands behind an object of Python, for its tp_traverse: the garbage collector may ask before
 * the object is made.
 * @tparam T class of it
 * @param self object of Python
 * @return the object of C++; null while it is being made
 */
template <typename T>
const T*
FindConstructed(PyObject* self)
{
    const auto value = reinterpret_cast<pybind11::detail::instance*>(self)->get_value_and_holder();
    return value.holder_constructed() ? static_cast<const T*>(value.value_ptr()) : nullptr;
}

} // namespace qos
} // namespace ns3

#endif // QOS_CONSTRUCTED_OBJECT_H
