/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SECONDS_TEXT_H
#define QOS_SECONDS_TEXT_H

#include "units.h"

#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-foundation
 * A time in a file, exactly.
 * @param text seconds below 10^9: digits, and at most nine behind a point
 * @return the time; none if it is something else
 */
std::optional<Nanoseconds> ReadSeconds(const std::string& text);

/**
 * @ingroup qos-foundation
 * @param time not below 0
 * @return seconds, with nine digits behind the point
 */
std::string WriteSeconds(Nanoseconds time);

} // namespace qos
} // namespace ns3

#endif // QOS_SECONDS_TEXT_H
