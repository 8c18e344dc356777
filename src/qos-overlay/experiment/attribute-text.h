/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ATTRIBUTE_TEXT_H
#define QOS_ATTRIBUTE_TEXT_H

#include "ns3/attribute.h"

#include <optional>
#include <string>
#include <vector>

/**
 * @file
 * @ingroup qos-experiment
 * Attribute values from and to text, without the aborts: many of ns-3's own parsers end the process
 * on a bad text, so a text is read here, checked, and only then made a value.
 */

namespace ns3
{
namespace qos
{

/** What may be written for an attribute. */
struct AttributeSyntax
{
    std::string type; //!< one word: number, integer, truth, duration, rate, size, choice, list,
                      //!< text, object or type
    std::string
        allowed; //!< as it stands behind "allowed:" in a sentence, such as "a number from 0 to 1"
    std::vector<std::string> choices; //!< all values, if they are few and have names; else empty
};

/**
 * @param checker an attribute's checker
 * @return what may be written for it; nothing if its type cannot be written as text
 */
std::optional<AttributeSyntax> DescribeAttribute(Ptr<const AttributeChecker> checker);

/**
 * Read a value.
 * @param text the text
 * @param checker the attribute's checker
 * @return the value; null if the text is bad, the value is out of range, or the type cannot be
 * written as text
 */
Ptr<AttributeValue> ParseAttribute(const std::string& text, Ptr<const AttributeChecker> checker);

/**
 * Write a value: equal values give equal texts, and ParseAttribute reads them back.
 * @param value the value
 * @param checker the attribute's checker
 * @return the text
 */
std::string FormatAttribute(const AttributeValue& value, Ptr<const AttributeChecker> checker);

} // namespace qos
} // namespace ns3

#endif // QOS_ATTRIBUTE_TEXT_H
