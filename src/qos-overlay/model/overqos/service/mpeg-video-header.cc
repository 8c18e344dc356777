/* SPDX-License-Identifier: GPL-2.0-only */

#include "mpeg-video-header.h"

#include "ns3/network-order.h"

namespace ns3
{
namespace qos
{

// MBZ 5 bits, T, TR 10 | AN, N, S, B, E, P 3, FBV, BFC 3, FFV, FFC 3
namespace
{

constexpr std::size_t HEADER_BYTES = 4;
constexpr unsigned ZERO_SHIFT = 11;
constexpr unsigned EXTENSION_BIT = 0x0400;
constexpr unsigned REFERENCE_MASK = 0x03FF;
constexpr unsigned SEQUENCE_BIT = 0x20;
constexpr unsigned BEGIN_BIT = 0x10;
constexpr unsigned END_BIT = 0x08;
constexpr unsigned TYPE_MASK = 0x07;

} // namespace

void
MpegVideoHeader::AppendTo(std::vector<uint8_t>& bytes) const
{
    AppendU16(bytes,
              static_cast<uint16_t>((hasMpeg2Extension ? EXTENSION_BIT : 0) |
                                    (temporalReference & REFERENCE_MASK)));
    bytes.push_back(static_cast<uint8_t>((hasSequenceHeader ? SEQUENCE_BIT : 0) |
                                         (beginsSlice ? BEGIN_BIT : 0) | (endsSlice ? END_BIT : 0) |
                                         static_cast<unsigned>(type)));
    bytes.push_back(0);
}

std::optional<MpegVideoHeader>
ParseMpegVideo(ByteView payload)
{
    if (payload.size < HEADER_BYTES)
    {
        return std::nullopt;
    }
    const unsigned first = ReadU16(payload.data);
    const unsigned flags = payload[2];
    if (first >> ZERO_SHIFT != 0)
    {
        return std::nullopt;
    }
    MpegVideoHeader header;
    header.hasMpeg2Extension = (first & EXTENSION_BIT) != 0;
    header.temporalReference = static_cast<uint16_t>(first & REFERENCE_MASK);
    header.hasSequenceHeader = (flags & SEQUENCE_BIT) != 0;
    header.beginsSlice = (flags & BEGIN_BIT) != 0;
    header.endsSlice = (flags & END_BIT) != 0;
    const unsigned type = flags & TYPE_MASK;
    header.type = type <= static_cast<unsigned>(PictureType::D) ? static_cast<PictureType>(type)
                                                                : PictureType::Unknown;
    return header;
}

} // namespace qos
} // namespace ns3
