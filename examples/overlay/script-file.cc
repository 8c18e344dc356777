/* SPDX-License-Identifier: GPL-2.0-only */

#include "script-file.h"

#include "script-json.h"

#include "ns3/parameter-error.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ns3
{
namespace qos
{

ControlScript
ScriptFromFile(const std::string& path, const ControlScript::Names& names)
{
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (!file)
    {
        throw ParameterError("script is '" + path + "'; allowed is a file that can be read");
    }
    const std::string json = ".json";
    const bool isJson = path.size() > json.size() &&
                        path.compare(path.size() - json.size(), json.size(), json) == 0;
    try
    {
        return isJson ? ScriptFromJson(text, names) : ControlScript::FromCsv(text, names);
    }
    catch (const std::invalid_argument& error)
    {
        throw ParameterError("script " + path + ": " + error.what());
    }
}

} // namespace qos
} // namespace ns3
