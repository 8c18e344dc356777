/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-range.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param text what should be digits and nothing else
 * @return the number, or the largest one if it is larger; nothing if it is none
 */
std::optional<uint64_t>
ReadNumber(std::string_view text)
{
    uint64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, number);
    if (rest != end || error == std::errc::invalid_argument)
    {
        return std::nullopt;
    }
    return error == std::errc() ? number : std::numeric_limits<uint64_t>::max();
}

} // namespace

std::optional<HttpRange>
HttpRange::FromText(std::string_view value)
{
    constexpr std::string_view UNIT = "bytes=";
    if (value.substr(0, UNIT.size()) != UNIT)
    {
        return std::nullopt;
    }
    value.remove_prefix(UNIT.size());
    const std::size_t dash = value.find('-');
    if (dash == std::string_view::npos)
    {
        return std::nullopt;
    }
    const auto first = ReadNumber(value.substr(0, dash));
    const auto last = ReadNumber(value.substr(dash + 1));
    const bool isOpen = dash + 1 == value.size();
    if ((dash > 0 && !first) || (!isOpen && !last) || (!first && !last))
    {
        return std::nullopt;
    }
    HttpRange range;
    range.first = first;
    range.last = last.value_or(range.last);
    return range.last < first.value_or(0) ? std::nullopt : std::optional<HttpRange>(range);
}

std::optional<HttpSpan>
HttpRange::Of(uint64_t size) const
{
    if (!first)
    {
        const uint64_t bytes = std::min(last, size);
        return bytes == 0 ? std::nullopt : std::optional<HttpSpan>({size - bytes, bytes});
    }
    if (*first >= size)
    {
        return std::nullopt;
    }
    return HttpSpan{*first, std::min(last, size - 1) - *first + 1};
}

} // namespace qos
} // namespace ns3
