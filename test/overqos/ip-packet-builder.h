/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_IP_PACKET_BUILDER_H
#define QOS_TEST_IP_PACKET_BUILDER_H

#include "ns3/network-order.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

using Bytes = std::vector<uint8_t>;

/**
 * @param first some bytes
 * @param second more bytes
 * @return both, one after the other
 */
inline Bytes
Concatenate(Bytes first, const Bytes& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/**
 * @param source a port
 * @param destination a port
 * @param payload of the datagram
 * @return a UDP datagram without checksum
 */
inline Bytes
MakeUdp(uint16_t source, uint16_t destination, const Bytes& payload)
{
    Bytes bytes;
    AppendU16(bytes, source);
    AppendU16(bytes, destination);
    AppendU16(bytes, static_cast<uint16_t>(8 + payload.size()));
    AppendU16(bytes, 0);
    return Concatenate(bytes, payload);
}

/** What an IP packet says besides what it carries. */
struct IpText
{
    uint32_t source = 0x0A000001;      //!< IPv4 address, or the end of the IPv6 address
    uint32_t destination = 0x0A000002; //!< the same
    uint8_t trafficClass = 0;          //!< DSCP and ECN
    uint8_t protocol = 17;             //!< of what it carries, or of the first extension
    uint16_t id = 0;                   //!< IPv4: identification
    uint16_t fragment = 0;             //!< IPv4: flags and offset
    Bytes options;                     //!< IPv4: a multiple of four bytes
};

/**
 * @param text what it says
 * @param payload what it carries
 * @return an IPv4 packet without checksum
 */
inline Bytes
MakeIpv4(const IpText& text, const Bytes& payload)
{
    Bytes bytes{static_cast<uint8_t>(0x45 + text.options.size() / 4), text.trafficClass};
    AppendU16(bytes, static_cast<uint16_t>(20 + text.options.size() + payload.size()));
    AppendU16(bytes, text.id);
    AppendU16(bytes, text.fragment);
    bytes.push_back(64);
    bytes.push_back(text.protocol);
    AppendU16(bytes, 0);
    AppendU32(bytes, text.source);
    AppendU32(bytes, text.destination);
    return Concatenate(Concatenate(bytes, text.options), payload);
}

/**
 * @param text what it says
 * @param payload what it carries, extension headers in front
 * @return an IPv6 packet
 */
inline Bytes
MakeIpv6(const IpText& text, const Bytes& payload)
{
    Bytes bytes{static_cast<uint8_t>(0x60 | text.trafficClass >> 4),
                static_cast<uint8_t>(text.trafficClass << 4 | 0x0A), // and a flow label
                0xBC,
                0xDE};
    AppendU16(bytes, static_cast<uint16_t>(payload.size()));
    bytes.push_back(text.protocol);
    bytes.push_back(64);
    for (const uint32_t address : {text.source, text.destination})
    {
        AppendU32(bytes, 0x20010DB8);
        AppendU32(bytes, 0);
        AppendU32(bytes, 0);
        AppendU32(bytes, address);
    }
    return Concatenate(bytes, payload);
}

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_IP_PACKET_BUILDER_H
