/* SPDX-License-Identifier: GPL-2.0-only */

#include "control-arguments.h"

#include "ns3/join.h"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <system_error>

namespace ns3
{
namespace qos
{

void
ControlArguments::Refuse(const std::string& what) const
{
    throw std::invalid_argument(m_row.place + ": " + what);
}

const std::string*
ControlArguments::Take(const std::string& name)
{
    for (std::size_t i = 0; i < m_row.arguments.size(); ++i)
    {
        if (!m_isTaken[i] && m_row.arguments[i].first == name)
        {
            m_isTaken[i] = true;
            return &m_row.arguments[i].second;
        }
    }
    return nullptr;
}

int64_t
ControlArguments::TakeNumber(const std::string& name,
                             int64_t least,
                             int64_t most,
                             std::optional<int64_t> fallback)
{
    const std::string* text = Take(name);
    const std::string range = std::to_string(least) + " to " + std::to_string(most);
    if (text == nullptr && fallback)
    {
        return *fallback;
    }
    if (text == nullptr)
    {
        Refuse(name + " is missing; allowed is " + range);
    }
    int64_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [rest, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc() || rest != end || value < least || value > most)
    {
        Refuse(name + " is '" + *text + "'; allowed is " + range);
    }
    return value;
}

std::size_t
ControlArguments::TakeWord(const std::string& name, const std::vector<std::string>& words)
{
    const std::string* text = Take(name);
    if (text == nullptr)
    {
        Refuse(name + " is missing; allowed is " + Join(words));
    }
    const auto found = std::find(words.begin(), words.end(), *text);
    if (found == words.end())
    {
        Refuse(name + " is '" + *text + "'; allowed is " + Join(words));
    }
    return static_cast<std::size_t>(found - words.begin());
}

NodeId
ControlArguments::TakeNode(const std::string& name)
{
    const std::string* text = Take(name);
    if (text == nullptr)
    {
        Refuse(name + " is missing; allowed is a node");
    }
    return NodeNamed(*text, name);
}

NodeId
ControlArguments::NodeNamed(const std::string& name, const std::string& what) const
{
    const NodeId id = m_names(name);
    if (id.IsNone())
    {
        Refuse(what + " is '" + name + "'; allowed is a node");
    }
    return id;
}

void
ControlArguments::Finish() const
{
    const auto left = std::find(m_isTaken.begin(), m_isTaken.end(), false);
    if (left != m_isTaken.end())
    {
        const auto& argument = m_row.arguments[static_cast<std::size_t>(left - m_isTaken.begin())];
        Refuse(m_row.action + " has no argument '" + argument.first + "', or has it already");
    }
}

} // namespace qos
} // namespace ns3
