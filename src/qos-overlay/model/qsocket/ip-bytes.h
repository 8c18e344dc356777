/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_IP_BYTES_H
#define QOS_IP_BYTES_H

#include <cstdint>

/**
 * @file
 * @ingroup qos-qsocket
 * How much room a datagram takes in IP packets.
 */

namespace ns3
{
namespace qos
{

constexpr uint32_t UDP_HEADER_BYTES = 8;           //!< of every datagram
constexpr uint32_t IPV4_HEADER_BYTES = 20;         //!< of every packet, without options
constexpr uint32_t IPV6_HEADER_BYTES = 40;         //!< of every packet, without extensions
constexpr uint32_t IPV6_FRAGMENT_HEADER_BYTES = 8; //!< of every fragment

/**
 * @param payload bytes of application data in a datagram
 * @param isIpv6 which version of IP carries it
 * @param mtu largest packet of the device; 0 if nothing is fragmented
 * @return bytes of its IP packets: the payload, the UDP header, the IP and fragment headers
 */
constexpr uint32_t
IpBytes(uint32_t payload, bool isIpv6, uint32_t mtu)
{
    const uint32_t datagram = payload + UDP_HEADER_BYTES;
    const uint32_t header = isIpv6 ? IPV6_HEADER_BYTES : IPV4_HEADER_BYTES;
    const bool canFragment = mtu > IPV6_HEADER_BYTES + IPV6_FRAGMENT_HEADER_BYTES;
    if (!canFragment || datagram + header <= mtu)
    {
        return datagram + header;
    }
    constexpr uint32_t FRAGMENT_UNIT = 8;
    const uint32_t overhead = header + (isIpv6 ? IPV6_FRAGMENT_HEADER_BYTES : 0);
    const uint32_t perPacket = (mtu - overhead) / FRAGMENT_UNIT * FRAGMENT_UNIT;
    const uint32_t packets = (datagram + perPacket - 1) / perPacket;
    return datagram + packets * overhead;
}

} // namespace qos
} // namespace ns3

#endif // QOS_IP_BYTES_H
