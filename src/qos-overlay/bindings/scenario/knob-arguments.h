/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_KNOB_ARGUMENTS_H
#define QOS_KNOB_ARGUMENTS_H

#include "ns3/object-factory.h"

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
 * @param factory gets them; unchanged if this throws
 * @throws ParameterError if a name is unknown, or a value is bad or out of range
 */
void ApplyKnobs(const std::string& what, const pybind11::kwargs& knobs, ObjectFactory& factory);

} // namespace qos
} // namespace ns3

#endif // QOS_KNOB_ARGUMENTS_H
