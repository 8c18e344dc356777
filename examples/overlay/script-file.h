/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCRIPT_FILE_H
#define QOS_SCRIPT_FILE_H

#include "ns3/control-script.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Read what an observer does from a file.
 *
 * @param path of the file: CSV, or JSON if it ends in .json
 * @param names of nodes
 * @return the script
 * @throws ParameterError if the file can not be read, or is no script
 */
ControlScript ScriptFromFile(const std::string& path, const ControlScript::Names& names);

} // namespace qos
} // namespace ns3

#endif // QOS_SCRIPT_FILE_H
