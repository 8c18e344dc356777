/* SPDX-License-Identifier: GPL-2.0-only */

#include "wire-frame.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

std::vector<uint8_t>
MakeWireFrame(const WirePacket& packet)
{
    constexpr std::size_t ETHERNET = 14;
    constexpr std::size_t IP = 20;
    std::vector<uint8_t> frame(ETHERNET + IP + packet.payload.size());
    frame[12] = 0x08;
    const std::size_t length = IP + packet.payload.size();
    uint8_t* header = frame.data() + ETHERNET;
    const auto put = [header](std::size_t at, uint64_t value) {
        header[at] = static_cast<uint8_t>(value >> 8U);
        header[at + 1] = static_cast<uint8_t>(value);
    };
    header[0] = packet.versionAndWords;
    put(2, length);
    put(4, packet.identification);
    put(6, packet.fragment);
    header[8] = 64;
    header[9] = packet.protocol;
    put(12, packet.source >> 16U);
    put(14, packet.source);
    put(16, 0x0a00);
    put(18, 0x0002);
    uint32_t sum = 0;
    for (std::size_t i = 0; i < IP; i += 2)
    {
        sum += header[i] << 8U | header[i + 1];
    }
    sum = (sum & 0xffffU) + (sum >> 16U);
    sum = (sum & 0xffffU) + (sum >> 16U);
    put(10, ~sum);
    std::copy(packet.payload.begin(), packet.payload.end(), header + IP);
    return frame;
}

std::vector<uint8_t>
MakeDatagram(std::size_t bytes)
{
    std::vector<uint8_t> datagram(8 + bytes);
    datagram[4] = static_cast<uint8_t>(datagram.size() >> 8U);
    datagram[5] = static_cast<uint8_t>(datagram.size());
    return datagram;
}

std::vector<uint8_t>
MakeSegment(const std::vector<uint8_t>& options)
{
    constexpr std::size_t TCP = 20;
    std::vector<uint8_t> segment(TCP + options.size());
    segment[12] = static_cast<uint8_t>((segment.size() / 4) << 4U);
    std::copy(options.begin(), options.end(), segment.begin() + TCP);
    return segment;
}

} // namespace qos
} // namespace ns3
