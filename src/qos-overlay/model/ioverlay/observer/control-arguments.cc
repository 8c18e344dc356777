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

namespace
{

/**
 * @param least that is allowed
 * @param most that is allowed
 * @return both, for an error
 */
std::string
RangeOf(int64_t least, int64_t most)
{
    return std::to_string(least) + " to " + std::to_string(most);
}

/**
 * @param text any
 * @param separator of its parts
 * @return the parts, one more than there are separators
 */
std::vector<std::string>
Split(const std::string& text, char separator)
{
    std::vector<std::string> parts;
    std::size_t begin = 0;
    for (std::size_t end = 0; end != std::string::npos; begin = end + 1)
    {
        end = text.find(separator, begin);
        parts.push_back(text.substr(begin, end == std::string::npos ? end : end - begin));
    }
    return parts;
}

} // namespace

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
    if (text == nullptr && fallback)
    {
        return *fallback;
    }
    if (text == nullptr)
    {
        Refuse(name + " is missing; allowed is " + RangeOf(least, most));
    }
    return NumberIn(*text, name, least, most);
}

int64_t
ControlArguments::NumberIn(const std::string& text,
                           const std::string& name,
                           int64_t least,
                           int64_t most) const
{
    int64_t value = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || rest != end || value < least || value > most)
    {
        Refuse(name + " is '" + text + "'; allowed is " + RangeOf(least, most));
    }
    return value;
}

std::vector<int64_t>
ControlArguments::TakeNumbers(const std::string& name, int64_t least, int64_t most)
{
    std::vector<int64_t> numbers;
    if (const std::string* text = Take(name))
    {
        for (const std::string& part : Split(*text, ':'))
        {
            numbers.push_back(NumberIn(part, name, least, most));
        }
    }
    return numbers;
}

std::vector<NodeId>
ControlArguments::TakeNodes(const std::string& name)
{
    std::vector<NodeId> nodes;
    if (const std::string* text = Take(name))
    {
        for (const std::string& part : Split(*text, '+'))
        {
            nodes.push_back(NodeNamed(part, name));
        }
    }
    return nodes;
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
