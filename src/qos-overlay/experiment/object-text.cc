/* SPDX-License-Identifier: GPL-2.0-only */

#include "object-text.h"

#include "attribute-text.h"

#include "ns3/type-id.h"

#include <sstream>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param tid a type
 * @param text "Attribute=value"
 * @return whether the type has the attribute and the attribute takes the value
 */
bool
IsAssignment(TypeId tid, const std::string& text)
{
    const size_t equals = text.find('=');
    TypeId::AttributeInformation info;
    return equals != std::string::npos &&
           tid.LookupAttributeByName(text.substr(0, equals), &info) &&
           ParseAttribute(text.substr(equals + 1), info.checker);
}

} // namespace

bool
IsTypeName(const std::string& text)
{
    TypeId tid;
    return TypeId::LookupByNameFailSafe(text, &tid);
}

bool
IsObjectText(const std::string& text)
{
    const size_t bracket = text.find('[');
    TypeId tid;
    if (!TypeId::LookupByNameFailSafe(text.substr(0, bracket), &tid) || !tid.HasConstructor())
    {
        return false;
    }
    if (bracket == std::string::npos)
    {
        return true;
    }
    if (text.find(']') != text.size() - 1)
    {
        return false;
    }
    std::istringstream assignments(text.substr(bracket + 1, text.size() - bracket - 2));
    for (std::string assignment; std::getline(assignments, assignment, '|');)
    {
        if (!IsAssignment(tid, assignment))
        {
            return false;
        }
    }
    return true;
}

} // namespace qos
} // namespace ns3
