/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-request.h"

#include "http-text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param target is cut at the front by "http://" and the host, if it has them
 * @return whether nothing is left of it: that is the path "/"
 */
bool
CutHost(std::string_view& target)
{
    constexpr std::string_view SCHEME = "http://";
    if (!HttpText::IsSameText(target.substr(0, SCHEME.size()), SCHEME))
    {
        return false;
    }
    target.remove_prefix(SCHEME.size());
    target.remove_prefix(std::min(target.find_first_of("/?"), target.size()));
    return target.empty() || target.front() == '?';
}

/**
 * @param text may have an escape in front: a percent sign and two hexadecimal digits
 * @return the byte that the escape stands for; nothing if there is none
 */
std::optional<char>
ReadEscape(std::string_view text)
{
    constexpr std::size_t BYTES = 3;
    constexpr int HEXADECIMAL = 16;
    if (text.size() < BYTES)
    {
        return std::nullopt;
    }
    uint8_t byte = 0;
    const char* const end = text.data() + BYTES;
    const auto [rest, error] = std::from_chars(text.data() + 1, end, byte, HEXADECIMAL);
    return rest == end ? std::optional<char>(static_cast<char>(byte)) : std::nullopt;
}

/**
 * @param path of a file
 * @return whether it goes upwards
 */
bool
HasParent(std::string_view path)
{
    std::size_t begin = 0;
    while (begin < path.size())
    {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        if (path.substr(begin, end - begin) == "..")
        {
            return true;
        }
        begin = end + 1;
    }
    return false;
}

} // namespace

std::optional<std::string>
HttpRequest::ReadPath(std::string_view target)
{
    constexpr std::size_t MORE_DIGITS = 2;
    if (CutHost(target))
    {
        return "/";
    }
    if (target.empty() || target.front() != '/')
    {
        return std::nullopt;
    }
    target = target.substr(0, target.find('?'));
    std::string path;
    for (std::size_t i = 0; i < target.size(); ++i)
    {
        char byte = target[i];
        if (byte == '%')
        {
            const auto escaped = ReadEscape(target.substr(i));
            if (!escaped)
            {
                return std::nullopt;
            }
            byte = *escaped;
            i += MORE_DIGITS;
        }
        if (HttpText::IsControl(byte))
        {
            return std::nullopt;
        }
        path += byte;
    }
    return HasParent(path) ? std::nullopt : std::optional<std::string>(std::move(path));
}

} // namespace qos
} // namespace ns3
