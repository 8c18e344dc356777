/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_KNOB_FACTORY_H
#define QOS_KNOB_FACTORY_H

#include "ns3/object-factory.h"

#include <pybind11/pybind11.h>

#include <string>

namespace ns3
{
namespace qos
{

/**
 * Let keyword arguments be the attributes of objects to come, see knob-arguments.h.
 * @param what the objects, as sentences call them
 * @param knobs values by the names of attributes in snake_case
 * @param factory gets them; unchanged if this throws
 * @throws ParameterError if a name is unknown, or a value is bad or out of range
 */
void SetKnobs(const std::string& what, const pybind11::dict& knobs, ObjectFactory& factory);

} // namespace qos
} // namespace ns3

#endif // QOS_KNOB_FACTORY_H
