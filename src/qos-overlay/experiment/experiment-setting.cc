/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-setting.h"

#include "experiment.h"
#include "parameter-error.h"
#include "snake-case.h"

#include "ns3/join.h"

namespace ns3
{
namespace qos
{

namespace
{

/** A path taken apart. */
struct AttributePath
{
    TypeId tid;            //!< the type
    std::string attribute; //!< the attribute's name
};

/**
 * @param path `ns3::Type::Attribute`
 * @return type and name
 * @throws ParameterError if there is no such type, or it is an experiment
 */
AttributePath
Split(const std::string& path)
{
    const size_t colons = path.rfind("::");
    const std::string type = path.substr(0, colons);
    AttributePath result;
    if (colons == std::string::npos || !TypeId::LookupByNameFailSafe(type, &result.tid))
    {
        throw ParameterError("setting " + path + " names no ns-3 attribute: " +
                             (colons == std::string::npos
                                  ? "it must be written ns3::Type::Attribute=value"
                                  : "there is no type '" + type + "'"));
    }
    result.attribute = path.substr(colons + 2);
    if (result.tid.IsChildOf(Experiment::GetTypeId()))
    {
        throw ParameterError("setting " + path + " is a parameter of the experiment; write " +
                             ToSnakeCase(result.attribute) + "=value");
    }
    return result;
}

/**
 * @param path the type and a name that is none of its own attributes
 * @return why, and what there is instead
 */
std::string
ExplainUnknown(const AttributePath& path)
{
    for (TypeId tid = path.tid; tid.HasParent() && tid.GetParent() != tid;)
    {
        tid = tid.GetParent();
        for (uint32_t i = 0; i < tid.GetAttributeN(); ++i)
        {
            if (tid.GetAttribute(i).name == path.attribute)
            {
                return "it belongs to " + tid.GetName() + "; write " + tid.GetAttributeFullName(i) +
                       "=value";
            }
        }
    }
    std::vector<std::string> names;
    for (uint32_t i = 0; i < path.tid.GetAttributeN(); ++i)
    {
        names.push_back(path.tid.GetAttribute(i).name);
    }
    return path.tid.GetName() + (names.empty() ? " has no attributes" : " has: " + Join(names));
}

/**
 * @param path a type and an attribute
 * @return the attribute's index in the type
 * @throws ParameterError if it has none of this name
 */
uint32_t
FindIndex(const AttributePath& path)
{
    for (uint32_t i = 0; i < path.tid.GetAttributeN(); ++i)
    {
        if (path.tid.GetAttribute(i).name == path.attribute)
        {
            return i;
        }
    }
    throw ParameterError("setting " + path.tid.GetName() + "::" + path.attribute +
                         " names no ns-3 attribute: " + ExplainUnknown(path));
}

} // namespace

Setting::Setting(const std::string& path, const std::string& text)
    : m_path(path)
{
    const AttributePath parts = Split(path);
    m_tid = parts.tid;
    m_index = FindIndex(parts);
    const auto checker = m_tid.GetAttribute(m_index).checker;
    const auto syntax = DescribeAttribute(checker);
    if (!syntax)
    {
        throw ParameterError("setting " + path + " cannot be written as text: it is a " +
                             checker->GetValueTypeName());
    }
    m_value = ParseAttribute(text, checker);
    if (!m_value)
    {
        throw ParameterError("setting " + path + " is '" + text + "', allowed: " + syntax->allowed);
    }
    // An object has no text of its own; ns-3 would write its address.
    m_text = syntax->type == "object" ? text : FormatAttribute(*m_value, checker);
}

std::pair<std::string, std::string>
Setting::GetText() const
{
    return {m_path, m_text};
}

Ptr<const AttributeValue>
Setting::Exchange()
{
    const auto previous = m_tid.GetAttribute(m_index).initialValue;
    Restore(m_value);
    return previous;
}

void
Setting::Restore(Ptr<const AttributeValue> value)
{
    m_tid.SetAttributeInitialValue(m_index, value);
}

ScopedSettings::ScopedSettings(std::vector<Setting> settings)
    : m_settings(std::move(settings))
{
    for (Setting& setting : m_settings)
    {
        m_previous.push_back(setting.Exchange());
    }
}

ScopedSettings::~ScopedSettings()
{
    for (size_t i = m_settings.size(); i-- > 0;)
    {
        m_settings[i].Restore(m_previous[i]);
    }
}

} // namespace qos
} // namespace ns3
