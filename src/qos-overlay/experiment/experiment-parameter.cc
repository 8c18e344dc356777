/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-parameter.h"

#include "experiment.h"
#include "parameter-error.h"
#include "snake-case.h"

#include "ns3/join.h"
#include "ns3/object-factory.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param tid an experiment's type
 * @return the attributes that are its parameters
 */
std::vector<TypeId::AttributeInformation>
ListAttributes(TypeId tid)
{
    if (tid == Experiment::GetTypeId() || !tid.HasParent() || tid.GetParent() == tid)
    {
        return {};
    }
    auto attributes = ListAttributes(tid.GetParent());
    attributes.reserve(attributes.size() + tid.GetAttributeN());
    for (uint32_t i = 0; i < tid.GetAttributeN(); ++i)
    {
        attributes.push_back(tid.GetAttribute(i));
    }
    return attributes;
}

/**
 * @param attributes an experiment's attributes
 * @return the names of its parameters
 */
std::vector<std::string>
ListNames(const std::vector<TypeId::AttributeInformation>& attributes)
{
    std::vector<std::string> names(attributes.size());
    std::transform(attributes.begin(), attributes.end(), names.begin(), [](const auto& attribute) {
        return ToSnakeCase(attribute.name);
    });
    return names;
}

} // namespace

std::vector<Parameter>
DescribeParameters(TypeId tid)
{
    std::vector<Parameter> parameters;
    for (const auto& attribute : ListAttributes(tid))
    {
        const auto syntax = DescribeAttribute(attribute.checker);
        NS_ABORT_MSG_UNLESS(syntax, tid << "::" << attribute.name << " cannot be written as text");
        parameters.push_back({ToSnakeCase(attribute.name),
                              attribute.name,
                              *syntax,
                              FormatAttribute(*attribute.initialValue, attribute.checker),
                              attribute.help});
    }
    return parameters;
}

AttributeValues
CheckParameters(const std::string& what, const ParameterTexts& texts, TypeId tid)
{
    auto attributes = ListAttributes(tid);
    attributes.erase(
        std::remove_if(attributes.begin(),
                       attributes.end(),
                       [](const auto& attribute) { return !DescribeAttribute(attribute.checker); }),
        attributes.end());
    const auto names = ListNames(attributes);
    AttributeValues values;
    for (const auto& [name, text] : texts)
    {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
        {
            throw ParameterError(what + " has no parameter '" + name + "'; it has: " + Join(names));
        }
        const auto& attribute = attributes[static_cast<size_t>(found - names.begin())];
        const auto value = ParseAttribute(text, attribute.checker);
        if (!value)
        {
            throw ParameterError("parameter " + name + " of " + what + " is '" + text +
                                 "', allowed: " + DescribeAttribute(attribute.checker)->allowed);
        }
        values.emplace_back(attribute.name, value);
    }
    return values;
}

void
ApplyParameters(const std::string& experiment, const ParameterTexts& texts, ObjectFactory& factory)
{
    for (const auto& [name, value] : CheckParameters(experiment, texts, factory.GetTypeId()))
    {
        factory.Set(name, *value);
    }
}

NamedTexts
ReadParameters(const ObjectBase& object)
{
    NamedTexts texts;
    for (const auto& attribute : ListAttributes(object.GetInstanceTypeId()))
    {
        const Ptr<AttributeValue> value = attribute.checker->Create();
        object.GetAttribute(attribute.name, *value);
        texts.emplace_back(ToSnakeCase(attribute.name), FormatAttribute(*value, attribute.checker));
    }
    return texts;
}

} // namespace qos
} // namespace ns3
