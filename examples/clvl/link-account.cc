/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-account.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

uint64_t
LostOn(const ClvlEntry& entry, const ClvlExit& exit)
{
    const PacketCounters& sent = entry.GetPacketCounters();
    const uint64_t least = std::max(exit.Receipts().Lost(), sent.lost);
    const uint64_t most = std::max(least, sent.lost + sent.unknown);
    return std::clamp(sent.sent - exit.Receipts().Delivered(), least, most);
}

} // namespace qos
} // namespace ns3
