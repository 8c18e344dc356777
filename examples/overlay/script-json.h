/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCRIPT_JSON_H
#define QOS_SCRIPT_JSON_H

#include "ns3/control-script.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * The control panel as a script in JSON: an array of objects such as
 *
 *     {"t": 1.5, "action": "join", "target": "10.0.0.1:7000", "args": {"app": 1}}
 *
 * with the actions and arguments of ControlScript. Numbers may stand as text too.
 * @param json the script
 * @param names of nodes
 * @return the script
 * @throws std::invalid_argument if it is none, with the number of the action
 */
ControlScript ScriptFromJson(const std::string& json,
                             const ControlScript::Names& names = ControlScript::ReadId);

} // namespace qos
} // namespace ns3

#endif // QOS_SCRIPT_JSON_H
