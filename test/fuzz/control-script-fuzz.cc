/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/control-script.h"

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

/**
 * @file
 * A script of the control panel, whatever is in it: it is read, or refused with a sentence.
 */

using namespace ns3::qos;

extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size)
{
    try
    {
        ControlScript::FromCsv(std::string(data, data + size));
    }
    catch (const std::invalid_argument&)
    {
        return 0;
    }
    return 0;
}
