/* SPDX-License-Identifier: GPL-2.0-only */

#include "quantity.h"

#include <array>
#include <charconv>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

/** The front of a text that reads as a number. */
struct LeadingNumber
{
    double value;          //!< the number
    std::string_view rest; //!< what follows it
};

/**
 * @param text a text
 * @return the finite number in front of it and what follows; nothing if there is none
 */
std::optional<LeadingNumber>
ReadNumber(std::string_view text)
{
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || !std::isfinite(value))
    {
        return std::nullopt;
    }
    return LeadingNumber{value, text.substr(static_cast<size_t>(stop - text.data()))};
}

} // namespace

std::optional<double>
ParseNumber(std::string_view text)
{
    const auto number = ReadNumber(text);
    return number && number->rest.empty() ? std::optional(number->value) : std::nullopt;
}

template <typename Integer>
std::optional<Integer>
ParseInteger(std::string_view text)
{
    Integer value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    return error == std::errc() && stop == end ? std::optional(value) : std::nullopt;
}

template std::optional<int64_t> ParseInteger<int64_t>(std::string_view text);
template std::optional<uint64_t> ParseInteger<uint64_t>(std::string_view text);

std::optional<double>
ParseQuantity(std::string_view text, const std::vector<Unit>& units)
{
    const auto number = ReadNumber(text);
    if (!number)
    {
        return std::nullopt;
    }
    for (const Unit& unit : units)
    {
        if (unit.name == number->rest)
        {
            return number->value * unit.scale;
        }
    }
    return std::nullopt;
}

std::optional<uint64_t>
ParseCount(std::string_view text, const std::vector<Unit>& units, uint64_t max)
{
    // Doubles lose units beyond 2^53; a plain count is read without them.
    if (const auto plain = ParseInteger<uint64_t>(text); plain && ParseQuantity(text, units))
    {
        return *plain <= max ? plain : std::nullopt;
    }
    const auto amount = ParseQuantity(text, units);
    if (!amount || *amount < 0 || std::round(*amount) >= std::ldexp(1.0, 64))
    {
        return std::nullopt;
    }
    const auto count = static_cast<uint64_t>(std::round(*amount));
    return count <= max ? std::optional(count) : std::nullopt;
}

std::string
FormatNumber(double value)
{
    // Exponents only where a plain number would be a long row of zeros.
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-4 && size < 1e15);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
    std::array<char, 40> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    return {buffer.data(), end};
}

std::string
FormatDecimal(uint64_t amount, const std::vector<Unit>& units)
{
    const Unit* unit = &units.back();
    if (amount != 0)
    {
        while (unit != &units.front() && static_cast<double>(amount) < unit->scale)
        {
            --unit;
        }
    }
    const auto scale = static_cast<uint64_t>(unit->scale);
    std::string text = std::to_string(amount / scale);
    if (const uint64_t rest = amount % scale; rest != 0)
    {
        // scale + rest writes the fraction with its leading zeros behind a 1.
        std::string fraction = std::to_string(scale + rest).substr(1);
        fraction.erase(fraction.find_last_not_of('0') + 1);
        text += "." + fraction;
    }
    return text + std::string(unit->name);
}

} // namespace qos
} // namespace ns3
