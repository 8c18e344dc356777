/* SPDX-License-Identifier: GPL-2.0-only */

#include "script-json.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param value a number or a text
 * @param what it is, for the error
 * @return as text
 */
std::string
TextOf(const nlohmann::json& value, const std::string& what)
{
    if (!value.is_string() && !value.is_number())
    {
        throw std::invalid_argument(what + " is " + value.dump() +
                                    "; allowed is a number or a text");
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/**
 * @param object an action
 * @param place where it stands
 * @return the same as words
 */
ControlRow
RowOf(const nlohmann::json& object, const std::string& place)
{
    ControlRow row;
    row.place = place;
    if (!object.is_object())
    {
        throw std::invalid_argument(place + ": it is " + object.dump() +
                                    "; allowed is an object with t, action, target, args");
    }
    for (const auto& [name, value] : object.items())
    {
        if (name == "args" && value.is_object())
        {
            for (const auto& [argument, text] : value.items())
            {
                row.arguments.emplace_back(argument, TextOf(text, place + ": " + argument));
            }
        }
        else if (name == "t" || name == "action" || name == "target")
        {
            std::string& word = name == "t" ? row.time : name == "action" ? row.action : row.target;
            word = TextOf(value, place + ": " + name);
        }
        else
        {
            throw std::invalid_argument(place + ": it has " + name + ", which is " + value.dump() +
                                        "; allowed is t, action, target, args (an object)");
        }
    }
    return row;
}

} // namespace

ControlScript
ScriptFromJson(const std::string& json, const ControlScript::Names& names)
{
    const nlohmann::json actions = nlohmann::json::parse(json, nullptr, false);
    if (!actions.is_array())
    {
        throw std::invalid_argument("the script is no JSON array; allowed is an array of actions");
    }
    ControlScript script;
    for (std::size_t i = 0; i < actions.size(); ++i)
    {
        script.Add(RowOf(actions[i], "action " + std::to_string(i + 1)), names);
    }
    return script;
}

} // namespace qos
} // namespace ns3
