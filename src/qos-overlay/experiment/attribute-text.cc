/* SPDX-License-Identifier: GPL-2.0-only */

#include "attribute-text.h"

#include "attribute-kind.h"
#include "text-checker.h"

#include "ns3/join.h"

#include <sstream>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param kind the attribute's kind
 * @param checker the attribute's checker
 * @return the values it allows, if they have names
 */
std::vector<std::string>
ListChoices(const AttributeKind& kind, const AttributeChecker& checker)
{
    if (kind.word == "truth")
    {
        return {"true", "false"};
    }
    if (kind.word != "choice")
    {
        return GetAllowedNames(checker);
    }
    std::vector<std::string> choices;
    std::istringstream printed(checker.GetUnderlyingTypeInformation());
    for (std::string choice; std::getline(printed, choice, '|');)
    {
        choices.push_back(choice);
    }
    return choices;
}

} // namespace

std::optional<AttributeSyntax>
DescribeAttribute(Ptr<const AttributeChecker> checker)
{
    const AttributeKind* kind = FindAttributeKind(*checker);
    if (!kind)
    {
        return std::nullopt;
    }
    const auto choices = ListChoices(*kind, *checker);
    if (choices.empty() || kind->word == "truth")
    {
        const std::string restriction = kind->restriction(checker->GetUnderlyingTypeInformation());
        return AttributeSyntax{std::string(kind->word),
                               std::string(kind->meaning) + restriction,
                               choices};
    }
    return AttributeSyntax{"choice", "one of " + Join(choices), choices};
}

Ptr<AttributeValue>
ParseAttribute(const std::string& text, Ptr<const AttributeChecker> checker)
{
    const AttributeKind* kind = FindAttributeKind(*checker);
    const Ptr<AttributeValue> value = kind ? kind->parse(text, checker) : nullptr;
    return value && checker->Check(*value) ? value : nullptr;
}

std::string
FormatAttribute(const AttributeValue& value, Ptr<const AttributeChecker> checker)
{
    const AttributeKind* kind = FindAttributeKind(*checker);
    return kind ? kind->format(value, checker) : value.SerializeToString(checker);
}

} // namespace qos
} // namespace ns3
