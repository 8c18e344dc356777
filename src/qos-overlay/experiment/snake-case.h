/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SNAKE_CASE_H
#define QOS_SNAKE_CASE_H

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * The name of a parameter outside C++.
 * @param name an attribute's name in PascalCase, such as "DeviceQueue" or "RTTMin"
 * @return the same in snake_case, such as "device_queue" or "rtt_min"
 */
std::string ToSnakeCase(const std::string& name);

} // namespace qos
} // namespace ns3

#endif // QOS_SNAKE_CASE_H
