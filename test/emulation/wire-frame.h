/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WIRE_FRAME_H
#define QOS_WIRE_FRAME_H

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What an IP packet in a frame is like. */
struct WirePacket
{
    uint8_t protocol = 17;          //!< of the payload
    std::vector<uint8_t> payload;   //!< behind the IP header
    uint32_t source = 0x0a000001;   //!< 10.0.0.1
    uint16_t identification = 1;    //!< of the packet
    uint16_t fragment = 0;          //!< flags and offset
    uint8_t versionAndWords = 0x45; //!< first byte
};

/**
 * @param packet what it carries
 * @return an Ethernet frame with right lengths and checksum of IP
 */
std::vector<uint8_t> MakeWireFrame(const WirePacket& packet);

/**
 * @param bytes of data
 * @return a UDP datagram with right length
 */
std::vector<uint8_t> MakeDatagram(std::size_t bytes);

/**
 * @param options of TCP, a multiple of four bytes
 * @return a TCP segment without data
 */
std::vector<uint8_t> MakeSegment(const std::vector<uint8_t>& options);

} // namespace qos
} // namespace ns3

#endif // QOS_WIRE_FRAME_H
