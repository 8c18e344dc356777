/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-pattern.h"

namespace ns3
{
namespace qos
{

bool
HttpPattern::Read(uint64_t offset, MutableByteView to) const
{
    for (uint8_t& byte : to)
    {
        byte = HttpFileByte(offset++);
    }
    return true;
}

} // namespace qos
} // namespace ns3
