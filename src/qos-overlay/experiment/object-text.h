/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBJECT_TEXT_H
#define QOS_OBJECT_TEXT_H

#include <string>

/**
 * @file
 * @ingroup qos-experiment
 * ns-3's texts for types and objects, `ns3::ConstantRandomVariable[Constant=1]`, checked before
 * ns-3 sees them.
 */

namespace ns3
{
namespace qos
{

/**
 * @param text a text
 * @return whether it is the name of a registered ns-3 type
 */
bool IsTypeName(const std::string& text);

/**
 * @param text a text
 * @return whether it names a type that can be made, followed by nothing or by
 * `[Attribute=value|Attribute=value]` with attributes and values that the type has
 */
bool IsObjectText(const std::string& text);

} // namespace qos
} // namespace ns3

#endif // QOS_OBJECT_TEXT_H
