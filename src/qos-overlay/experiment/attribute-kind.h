/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ATTRIBUTE_KIND_H
#define QOS_ATTRIBUTE_KIND_H

#include "ns3/attribute.h"

#include <string>
#include <string_view>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * One row of the table of attribute types that can be written as text; attribute-text.h is the way
 * to use it.
 */
struct AttributeKind
{
    /** Reads a text; null if it is bad. The range is checked by the caller. */
    using Parse = Ptr<AttributeValue> (*)(const std::string& text,
                                          Ptr<const AttributeChecker> checker);
    /** Writes a value. */
    using Format = std::string (*)(const AttributeValue& value,
                                   Ptr<const AttributeChecker> checker);
    /** Turns what a checker prints about its type ("double 0:1") into the end of a phrase (" from 0
     * to 1"). */
    using Restriction = std::string (*)(const std::string& printed);

    std::string_view valueType; //!< the value class's name begins so, without "ns3::"
    std::string_view word;      //!< the type in one word
    std::string_view meaning;   //!< what a value is, such as "a duration such as 500ms or 60s"
    Parse parse;                //!< reads
    Format format;              //!< writes
    Restriction restriction;    //!< what else a value must be, behind the meaning
};

/**
 * @param checker an attribute's checker
 * @return the row of its type, null if the type cannot be written as text
 */
const AttributeKind* FindAttributeKind(const AttributeChecker& checker);

} // namespace qos
} // namespace ns3

#endif // QOS_ATTRIBUTE_KIND_H
