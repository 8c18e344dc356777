/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_KNOB_ARGUMENTS_H
#define QOS_KNOB_ARGUMENTS_H

#include "ns3/experiment-parameter.h"
#include "ns3/object-factory.h"
#include "ns3/type-id.h"

#include <pybind11/pybind11.h>

#include <string>

/**
 * @file
 * Attributes of ns-3 as keyword arguments: `residual_target=0.001` for ResidualTarget. The
 * attributes' own checkers say what is allowed.
 */

namespace ns3
{
namespace qos
{

/**
 * @param what whose attributes they are, as sentences call it
 * @param knobs values by the names of attributes in snake_case: texts with units, numbers, truths,
 * tuples of numbers
 * @param tid the type that has the attributes
 * @return the values by the names of the attributes
 * @throws ParameterError if a name is unknown, or a value is bad or out of range
 */
AttributeValues ReadKnobs(const std::string& what, const pybind11::dict& knobs, TypeId tid);

/**
 * @param knobs values of attributes, as ReadKnobs() returns them
 * @param tid the type that has the attributes
 * @param name of one of them
 * @return its value: the knob, or else what the type begins with
 */
Ptr<const AttributeValue> KnobOrDefault(const AttributeValues& knobs,
                                        TypeId tid,
                                        const std::string& name);

/**
 * Let keyword arguments be the attributes of objects to come.
 * @param what the objects, as sentences call them
 * @param knobs values by the names of attributes in snake_case
 * @param factory gets them; unchanged if this throws
 * @throws ParameterError if a name is unknown, or a value is bad or out of range
 */
void SetKnobs(const std::string& what, const pybind11::dict& knobs, ObjectFactory& factory);

} // namespace qos
} // namespace ns3

#endif // QOS_KNOB_ARGUMENTS_H
