/* SPDX-License-Identifier: GPL-2.0-only */

#include "snake-case.h"

#include <cctype>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param character a character
 * @return whether it is a capital letter
 */
bool
IsCapital(char character)
{
    return std::isupper(static_cast<unsigned char>(character)) != 0;
}

} // namespace

std::string
ToSnakeCase(const std::string& name)
{
    std::string result;
    for (size_t i = 0; i < name.size(); ++i)
    {
        const bool startsWord = i > 0 && IsCapital(name[i]) &&
                                (!IsCapital(name[i - 1]) || // "deviceQ|ueue"
                                 (i + 1 < name.size() && !IsCapital(name[i + 1]))); // "RTTM|in"
        if (startsWord)
        {
            result += '_';
        }
        result += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
    }
    return result;
}

} // namespace qos
} // namespace ns3
