/* SPDX-License-Identifier: GPL-2.0-only */

#include "seconds-text.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::size_t DIGITS = 9; // behind the point, and before it

} // namespace

std::optional<Nanoseconds>
ReadSeconds(const std::string& text)
{
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::string whole = text.substr(0, point);
    std::string fraction = text.substr(std::min(point + 1, text.size()));
    if (whole.empty() || whole.size() > DIGITS || fraction.size() > DIGITS ||
        (whole + fraction).find_first_not_of("0123456789") != std::string::npos)
    {
        return std::nullopt;
    }
    fraction.resize(DIGITS, '0');
    return std::chrono::seconds{std::stoll(whole)} + Nanoseconds{std::stoll(fraction)};
}

std::string
WriteSeconds(Nanoseconds time)
{
    constexpr int64_t SECOND = 1'000'000'000;
    const std::string fraction = std::to_string(SECOND + time.count() % SECOND);
    return std::to_string(time.count() / SECOND) + '.' + fraction.substr(1);
}

} // namespace qos
} // namespace ns3
