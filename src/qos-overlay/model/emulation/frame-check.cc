/* SPDX-License-Identifier: GPL-2.0-only */

#include "frame-check.h"

#include "fragment-guard.h"

#include "ns3/network-order.h"

#include <array>

namespace ns3
{
namespace qos
{

namespace
{

constexpr std::size_t ETHERNET_BYTES = 14;
constexpr uint16_t IP_TYPE = 0x0800;
constexpr std::size_t ARP_BYTES = 28;
constexpr std::size_t IP_BYTES = 20;
constexpr std::size_t TCP_BYTES = 20;
constexpr std::size_t UDP_BYTES = 8;
constexpr std::size_t ICMP_BYTES = 8;
constexpr std::size_t QUOTED_BYTES = 8; // of the packet that an ICMP error is about

/**
 * @param header an IP header without options
 * @return whether its checksum is right
 */
bool
HasChecksum(ByteView header)
{
    uint32_t sum = 0;
    for (std::size_t i = 0; i < IP_BYTES; i += 2)
    {
        sum += ReadU16(header.data + i);
    }
    sum = (sum & 0xffffU) + (sum >> 16U);
    sum = (sum & 0xffffU) + (sum >> 16U);
    return sum == 0xffffU;
}

/**
 * @param source of an IP packet
 * @return whether a host may have that address
 */
bool
CanSend(uint32_t source)
{
    constexpr uint32_t LOOPBACK = 127;
    constexpr uint32_t MULTICAST = 224; // and beyond, up to broadcast
    const uint32_t first = source >> 24U;
    return first != 0 && first != LOOPBACK && first < MULTICAST;
}

/**
 * @param options of a TCP header
 * @return whether their lengths are right
 */
bool
AreTcpOptions(ByteView options)
{
    constexpr uint8_t END = 0;
    constexpr uint8_t NOP = 1;
    constexpr uint8_t SACK = 5;
    constexpr std::array<uint8_t, 9> LENGTHS{0, 0, 4, 3, 2, 0, 0, 0, 10}; // by kind, 0: any
    std::size_t at = 0;
    while (at < options.size && options[at] != END)
    {
        const uint8_t kind = options[at];
        if (kind == NOP)
        {
            ++at;
            continue;
        }
        const std::size_t left = options.size - at;
        const std::size_t length = left < 2 ? 0 : options[at + 1];
        const bool isAsLong =
            kind >= LENGTHS.size() || LENGTHS[kind] == 0 || LENGTHS[kind] == length;
        if (length < 2 || length > left || !isAsLong || (kind == SACK && length % 8 != 2))
        {
            return false;
        }
        at += length;
    }
    return true;
}

/**
 * @param segment of TCP
 * @return whether ns-3 can read it
 */
bool
IsTcp(ByteView segment)
{
    if (segment.size < TCP_BYTES)
    {
        return false;
    }
    const std::size_t header = (segment[12] >> 4U) * std::size_t{4};
    return header >= TCP_BYTES && header <= segment.size &&
           AreTcpOptions({segment.data + TCP_BYTES, header - TCP_BYTES});
}

/**
 * @param datagram of UDP
 * @return whether ns-3 can read it
 */
bool
IsUdp(ByteView datagram)
{
    return datagram.size >= UDP_BYTES && ReadU16(datagram.data + 4) == datagram.size;
}

/**
 * @param message of ICMP
 * @return whether ns-3 can read it
 */
bool
IsIcmp(ByteView message)
{
    constexpr uint8_t UNREACHABLE = 3;
    constexpr uint8_t TIME_EXCEEDED = 11;
    if (message.size < ICMP_BYTES)
    {
        return false;
    }
    if (message[0] != UNREACHABLE && message[0] != TIME_EXCEEDED)
    {
        return true;
    }
    constexpr uint8_t PLAIN = 0x45;
    return message.size >= ICMP_BYTES + IP_BYTES + QUOTED_BYTES && message[ICMP_BYTES] == PLAIN;
}

/**
 * @param protocol of an IP packet
 * @param payload what it carries
 * @return whether ns-3 can read it
 */
bool
IsTransport(uint8_t protocol, ByteView payload)
{
    constexpr uint8_t ICMP = 1;
    constexpr uint8_t TCP = 6;
    constexpr uint8_t UDP = 17;
    switch (protocol)
    {
    case ICMP:
        return IsIcmp(payload);
    case TCP:
        return IsTcp(payload);
    case UDP:
        return IsUdp(payload);
    default:
        return true;
    }
}

/**
 * @param packet an IP packet, perhaps with padding of Ethernet behind it
 * @param mtu bytes of the largest
 * @return what is wrong with it
 */
FrameFault
CheckIp(ByteView packet, std::size_t mtu)
{
    constexpr uint8_t PLAIN = 0x45; // version 4, five words of header
    if (packet.size < IP_BYTES)
    {
        return FrameFault::SIZE;
    }
    const std::size_t length = ReadU16(packet.data + 2);
    if (packet[0] != PLAIN || length < IP_BYTES || length > packet.size || !HasChecksum(packet))
    {
        return FrameFault::IP_HEADER;
    }
    if (length > mtu)
    {
        return FrameFault::SIZE;
    }
    if (!CanSend(ReadU32(packet.data + 12)))
    {
        return FrameFault::IP_SOURCE;
    }
    if (FragmentGuard::IsFragment(packet))
    {
        return FrameFault::FRAGMENT;
    }
    return IsTransport(packet[9], {packet.data + IP_BYTES, length - IP_BYTES})
               ? FrameFault::SOUND
               : FrameFault::TRANSPORT;
}

/**
 * @param packet of ARP
 * @return what is wrong with it
 */
FrameFault
CheckArp(ByteView packet)
{
    if (packet.size < ARP_BYTES)
    {
        return FrameFault::SIZE;
    }
    constexpr std::array<uint8_t, 6> ETHERNET_AND_IP{0, 1, 8, 0, 6, 4};
    for (std::size_t i = 0; i < ETHERNET_AND_IP.size(); ++i)
    {
        if (packet[i] != ETHERNET_AND_IP[i])
        {
            return FrameFault::ARP;
        }
    }
    const uint16_t operation = ReadU16(packet.data + ETHERNET_AND_IP.size());
    return operation == 1 || operation == 2 ? FrameFault::SOUND : FrameFault::ARP;
}

} // namespace

const char*
FrameFaultName(FrameFault fault)
{
    constexpr std::array<const char*, static_cast<std::size_t>(FrameFault::COUNT)> NAMES{
        "sound",
        "size",
        "type",
        "arp",
        "ip_header",
        "ip_source",
        "fragment",
        "transport",
        "queue_full"};
    return NAMES[static_cast<std::size_t>(fault)];
}

FrameFault
CheckFrame(ByteView frame, std::size_t mtu)
{
    constexpr uint16_t ARP = 0x0806;
    if (frame.size < ETHERNET_BYTES)
    {
        return FrameFault::SIZE;
    }
    const ByteView packet(frame.data + ETHERNET_BYTES, frame.size - ETHERNET_BYTES);
    switch (ReadU16(frame.data + ETHERNET_BYTES - 2))
    {
    case IP_TYPE:
        return CheckIp(packet, mtu);
    case ARP:
        return CheckArp(packet);
    default:
        return FrameFault::TYPE;
    }
}

} // namespace qos
} // namespace ns3
