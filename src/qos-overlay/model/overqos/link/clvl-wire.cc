/* SPDX-License-Identifier: GPL-2.0-only */

#include "clvl-wire.h"

#include "data-symbol.h"

#include "ns3/network-order.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t VERSION = 0x10;
constexpr uint8_t VERSION_MASK = 0xF0;
constexpr uint8_t TYPE_MASK = 0x0F;
constexpr uint8_t REPORT_TYPE = 8; // frames have the number of their kind
constexpr uint8_t SECOND_ROUND = 0x01;
constexpr uint8_t CODED = 0x02;
constexpr uint32_t MOST_SYMBOLS = 256; // of a block
constexpr uint32_t BYTE_BITS = 8;

using Ticks = std::chrono::duration<int64_t, std::ratio<1, 100'000>>;

/**
 * @tparam Unit of the number
 * @param time a time
 * @param most the largest number
 * @return the time in this unit, at most the largest number
 */
template <typename Unit>
int64_t
CountUpTo(Nanoseconds time, int64_t most)
{
    return std::clamp<int64_t>(std::chrono::duration_cast<Unit>(time).count(), 0, most);
}

/**
 * @param frame as it was read
 * @return whether its fields fit together
 */
bool
IsPossible(const ClvlFrame& frame)
{
    switch (frame.kind)
    {
    case FrameKind::Data:
        return frame.symbol.size >= DataSymbol::HEAD_BYTES;
    case FrameKind::Parity:
        return frame.isCoded && frame.sources > 0 && frame.symbol.size > 0 &&
               uint32_t{frame.index} + frame.sources < MOST_SYMBOLS;
    case FrameKind::Probe:
        return frame.symbol.size == 0;
    }
    return false;
}

} // namespace

ClvlDatagram
ClassifyDatagram(ByteView datagram)
{
    if (datagram.size == 0 || (datagram[0] & VERSION_MASK) != VERSION)
    {
        return ClvlDatagram::Malformed;
    }
    const auto type = static_cast<uint8_t>(datagram[0] & TYPE_MASK);
    if (type == REPORT_TYPE)
    {
        return ClvlDatagram::Report;
    }
    return type <= static_cast<uint8_t>(FrameKind::Probe) ? ClvlDatagram::Frame
                                                          : ClvlDatagram::Malformed;
}

std::optional<uint16_t>
BundleOf(ByteView datagram)
{
    constexpr std::size_t OFFSET = 2;
    if (datagram.size < OFFSET + sizeof(uint16_t))
    {
        return std::nullopt;
    }
    return NetworkReader(datagram.data + OFFSET).Read16();
}

void
WriteFrameHeader(uint16_t bundle, const ClvlFrame& frame, uint8_t* bytes)
{
    NetworkWriter writer(bytes);
    writer.Write8(static_cast<uint8_t>(VERSION | static_cast<uint8_t>(frame.kind)));
    writer.Write8(static_cast<uint8_t>((frame.round == CodingRound::Second ? SECOND_ROUND : 0U) |
                                       (frame.isCoded ? CODED : 0U)));
    writer.Write16(bundle);
    writer.Write32(frame.incarnation);
    writer.Write32(frame.link);
    writer.Write32(frame.block);
    writer.Write8(frame.index);
    writer.Write8(frame.sources);
    writer.Write16(static_cast<uint16_t>(CountUpTo<Ticks>(frame.window, UINT16_MAX)));
    writer.Write32(
        static_cast<uint32_t>(CountUpTo<std::chrono::microseconds>(frame.rtt, UINT32_MAX)));
}

std::optional<BundleFrame>
ReadFrame(ByteView datagram)
{
    if (datagram.size < FRAME_HEADER_BYTES || ClassifyDatagram(datagram) != ClvlDatagram::Frame)
    {
        return std::nullopt;
    }
    NetworkReader reader(datagram.data);
    BundleFrame read;
    ClvlFrame& frame = read.frame;
    frame.kind = static_cast<FrameKind>(reader.Read8() & TYPE_MASK);
    const uint8_t flags = reader.Read8();
    frame.round = (flags & SECOND_ROUND) != 0 ? CodingRound::Second : CodingRound::First;
    frame.isCoded = (flags & CODED) != 0;
    read.bundle = reader.Read16();
    frame.incarnation = reader.Read32();
    frame.link = reader.Read32();
    frame.block = reader.Read32();
    frame.index = reader.Read8();
    frame.sources = reader.Read8();
    frame.window = Ticks(reader.Read16());
    frame.rtt = std::chrono::microseconds(reader.Read32());
    frame.symbol = {reader.Next(), datagram.size - FRAME_HEADER_BYTES};
    frame.size = static_cast<uint32_t>(frame.symbol.size);
    return IsPossible(frame) ? std::optional(read) : std::nullopt;
}

std::size_t
WriteReport(uint16_t bundle, const ClvlReport& report, uint8_t* bytes)
{
    NetworkWriter writer(bytes);
    writer.Write8(static_cast<uint8_t>(VERSION | REPORT_TYPE));
    writer.Write8(0);
    writer.Write16(bundle);
    writer.Write32(report.incarnation);
    writer.Write32(report.exitIncarnation);
    writer.Write32(report.number);
    writer.Write32(report.base);
    writer.Write32(report.edge);
    writer.Write32(report.latest);
    writer.Write32(
        static_cast<uint32_t>(CountUpTo<std::chrono::microseconds>(report.held, UINT32_MAX)));
    writer.Write32(report.delivered);
    writer.Write32(report.lost);
    writer.Write32(report.mostKbps);
    const uint32_t marks = (report.edge - report.base + BYTE_BITS - 1) / BYTE_BITS;
    for (uint32_t byte = 0; byte < marks; ++byte)
    {
        const uint32_t bit = byte * BYTE_BITS;
        writer.Write8(static_cast<uint8_t>(report.marks[bit / ClvlReport::WORD_BITS] >>
                                           (bit % ClvlReport::WORD_BITS)));
    }
    return REPORT_HEADER_BYTES + marks;
}

bool
ReadReport(ByteView datagram, BundleReport& report)
{
    if (datagram.size < REPORT_HEADER_BYTES || ClassifyDatagram(datagram) != ClvlDatagram::Report)
    {
        return false;
    }
    NetworkReader reader(datagram.data);
    BundleReport read;
    ClvlReport& fields = read.report;
    reader.Read16();
    read.bundle = reader.Read16();
    fields.incarnation = reader.Read32();
    fields.exitIncarnation = reader.Read32();
    fields.number = reader.Read32();
    fields.base = reader.Read32();
    fields.edge = reader.Read32();
    fields.latest = reader.Read32();
    fields.held = std::chrono::microseconds(reader.Read32());
    fields.delivered = reader.Read32();
    fields.lost = reader.Read32();
    fields.mostKbps = reader.Read32();
    const uint32_t frames = fields.edge - fields.base;
    const uint32_t marks = frames / BYTE_BITS + (frames % BYTE_BITS == 0 ? 0 : 1);
    if (frames > ClvlReport::MOST_FRAMES || datagram.size != REPORT_HEADER_BYTES + marks)
    {
        return false;
    }
    for (uint32_t byte = 0; byte < marks; ++byte)
    {
        const uint32_t bit = byte * BYTE_BITS;
        fields.marks[bit / ClvlReport::WORD_BITS] |= uint64_t{reader.Read8()}
                                                     << bit % ClvlReport::WORD_BITS;
    }
    report = read;
    return true;
}

} // namespace qos
} // namespace ns3
