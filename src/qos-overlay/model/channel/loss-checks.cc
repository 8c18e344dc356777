/* SPDX-License-Identifier: GPL-2.0-only */

#include "loss-checks.h"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param what the parameter
 * @param value its value
 * @param allowed which values it may have
 */
[[noreturn]] void
Refuse(const std::string& what, double value, const std::string& allowed)
{
    std::ostringstream text;
    text << what << " is " << value << "; it must be " << allowed;
    throw std::invalid_argument(text.str());
}

} // namespace

void
CheckProbability(const std::string& what, double value)
{
    if (!(value >= 0 && value <= 1))
    {
        Refuse(what, value, "0 to 1");
    }
}

void
CheckLength(const std::string& what, double value)
{
    if (!(value >= 1 && std::isfinite(value)))
    {
        Refuse(what, value, "1 or more");
    }
}

void
CheckDuration(const std::string& what, Nanoseconds value)
{
    constexpr Nanoseconds LONGEST = std::chrono::hours{24 * 36525};
    if (value <= Nanoseconds{0} || value > LONGEST)
    {
        Refuse(what + " in seconds",
               std::chrono::duration<double>(value).count(),
               "above 0 and at most a hundred years");
    }
}

} // namespace qos
} // namespace ns3
