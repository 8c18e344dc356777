/* SPDX-License-Identifier: GPL-2.0-only */

#include "fragment-guard.h"

#include "ns3/network-order.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::size_t IP_BYTES = 20;
constexpr uint16_t MORE = 0x2000;
constexpr uint16_t OFFSET = 0x1fff;
constexpr uint8_t ICMP = 1;
constexpr uint8_t UDP = 17;

/**
 * @param packet a fragment
 * @return whether it is of a kind that may come in pieces
 */
bool
IsAllowed(ByteView packet)
{
    constexpr std::size_t LEAST = 8; // of a first piece: the header of UDP or ICMP
    constexpr uint8_t ECHO = 8;
    constexpr uint8_t ECHO_REPLY = 0;
    const uint8_t protocol = packet[9];
    const bool isFirst = (ReadU16(packet.data + 6) & OFFSET) == 0;
    if (!isFirst)
    {
        return protocol == UDP || protocol == ICMP;
    }
    const std::size_t payload = ReadU16(packet.data + 2) - IP_BYTES;
    if (payload < LEAST)
    {
        return false;
    }
    const uint8_t type = packet[IP_BYTES];
    return protocol == UDP || (protocol == ICMP && (type == ECHO || type == ECHO_REPLY));
}

} // namespace

bool
FragmentGuard::IsFragment(ByteView packet)
{
    return (ReadU16(packet.data + 6) & (MORE | OFFSET)) != 0;
}

bool
FragmentGuard::Admit(ByteView packet, Nanoseconds now)
{
    if (!IsAllowed(packet))
    {
        return false;
    }
    Pieces wanted;
    std::copy_n(packet.data + 12, 8, wanted.key.begin());
    std::copy_n(packet.data + 4, 2, wanted.key.begin() + 8);
    wanted.key.back() = packet[9];
    wanted.end = now + LIFETIME;

    const auto isIt = [&](const Pieces& known) {
        return known.end > now && known.key == wanted.key;
    };
    auto found = std::find_if(m_packets.begin(), m_packets.end(), isIt);
    if (found == m_packets.end())
    {
        const auto isFree = [now](const Pieces& known) { return known.end <= now; };
        found = std::find_if(m_packets.begin(), m_packets.end(), isFree);
        if (found == m_packets.end())
        {
            return false;
        }
        *found = wanted;
    }
    return ++found->count <= MOST_PIECES;
}

} // namespace qos
} // namespace ns3
