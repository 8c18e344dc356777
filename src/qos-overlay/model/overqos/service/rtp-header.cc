/* SPDX-License-Identifier: GPL-2.0-only */

#include "rtp-header.h"

#include "ns3/network-order.h"

namespace ns3
{
namespace qos
{

namespace
{

constexpr unsigned VERSION = 2;
constexpr unsigned VERSION_SHIFT = 6;
constexpr unsigned PADDING_BIT = 0x20;
constexpr unsigned EXTENSION_BIT = 0x10;
constexpr unsigned SOURCES_MASK = 0x0F;
constexpr unsigned MARKER_BIT = 0x80;
constexpr unsigned TYPE_MASK = 0x7F;
constexpr std::size_t FIXED_BYTES = 12;
constexpr std::size_t WORD = 4;

/**
 * @param datagram what UDP carries
 * @return whether it has bytes, and the first one the version of RTP
 */
bool
HasVersion(ByteView datagram)
{
    return datagram.size > 0 && datagram[0] >> VERSION_SHIFT == VERSION;
}

} // namespace

void
RtpHeader::AppendTo(std::vector<uint8_t>& bytes) const
{
    bytes.push_back(VERSION << VERSION_SHIFT);
    bytes.push_back(static_cast<uint8_t>((isMarked ? MARKER_BIT : 0) | (payloadType & TYPE_MASK)));
    AppendU16(bytes, sequence);
    AppendU32(bytes, timestamp);
    AppendU32(bytes, synchronisationSource);
}

std::optional<RtpPacket>
ParseRtp(ByteView datagram)
{
    if (!HasVersion(datagram) || datagram.size < FIXED_BYTES)
    {
        return std::nullopt;
    }
    const uint8_t* const bytes = datagram.data;
    std::size_t begin = FIXED_BYTES + (bytes[0] & SOURCES_MASK) * WORD;
    std::size_t end = datagram.size;
    if ((bytes[0] & EXTENSION_BIT) != 0)
    {
        if (begin + WORD > end)
        {
            return std::nullopt;
        }
        begin += WORD + ReadU16(bytes + begin + 2) * WORD;
    }
    if (begin > end)
    {
        return std::nullopt;
    }
    if ((bytes[0] & PADDING_BIT) != 0)
    {
        // the last byte says how many there are, itself among them
        const std::size_t padding = bytes[end - 1];
        if (padding == 0 || padding > end - begin)
        {
            return std::nullopt;
        }
        end -= padding;
    }
    RtpPacket packet;
    packet.header.isMarked = (bytes[1] & MARKER_BIT) != 0;
    packet.header.payloadType = bytes[1] & TYPE_MASK;
    packet.header.sequence = ReadU16(bytes + 2);
    packet.header.timestamp = ReadU32(bytes + 4);
    packet.header.synchronisationSource = ReadU32(bytes + 8);
    packet.payload = {bytes + begin, end - begin};
    return packet;
}

bool
IsRtcp(ByteView datagram)
{
    constexpr uint8_t FIRST_TYPE = 192;
    constexpr uint8_t LAST_TYPE = 223;
    constexpr std::size_t LEAST_BYTES = 8;
    return HasVersion(datagram) && datagram.size >= LEAST_BYTES && datagram[1] >= FIRST_TYPE &&
           datagram[1] <= LAST_TYPE;
}

} // namespace qos
} // namespace ns3
