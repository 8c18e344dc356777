/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <random>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/**
 * @param bundle number of the virtual link
 * @param frame with a symbol
 * @return the datagram
 */
std::vector<uint8_t>
Datagram(uint16_t bundle, const ClvlFrame& frame)
{
    std::vector<uint8_t> bytes(FRAME_HEADER_BYTES);
    WriteFrameHeader(bundle, frame, bytes.data());
    bytes.insert(bytes.end(), frame.symbol.begin(), frame.symbol.end());
    return bytes;
}

/**
 * @param payload bytes of the packet
 * @return a symbol
 */
std::vector<uint8_t>
Symbol(uint32_t payload)
{
    BundlePacket packet;
    packet.size = payload;
    std::vector<uint8_t> bytes(DataSymbol::HEAD_BYTES + payload, 0xAB);
    WriteDataHead(77, packet, bytes.data());
    return bytes;
}

/**
 * @param symbol of it
 * @return a frame of parity, all of whose fields differ from their defaults
 */
ClvlFrame
ParityFrame(const std::vector<uint8_t>& symbol)
{
    ClvlFrame frame;
    frame.kind = FrameKind::Parity;
    frame.round = CodingRound::Second;
    frame.isCoded = true;
    frame.incarnation = 0x81020304;
    frame.link = 0x85060708;
    frame.block = 0x890A0B0C;
    frame.index = 0x8D;
    frame.sources = 0x2E;
    frame.rtt = 123457us;
    frame.window = 98'760us;
    frame.symbol = symbol;
    return frame;
}

TEST(ClvlWireTest, AFrameIsReadAsItWasWritten)
{
    const std::vector<uint8_t> symbol = Symbol(10);
    ClvlFrame parity = ParityFrame(symbol);
    ClvlFrame data = parity;
    data.kind = FrameKind::Data;
    data.round = CodingRound::First;
    data.isCoded = false;
    ClvlFrame probe = data;
    probe.kind = FrameKind::Probe;
    probe.symbol = {};
    for (const ClvlFrame& frame : {parity, data, probe})
    {
        const std::vector<uint8_t> datagram = Datagram(0xF1F2, frame);
        EXPECT_EQ(ClassifyDatagram(datagram), ClvlDatagram::Frame);
        EXPECT_EQ(BundleOf(datagram), 0xF1F2);
        const auto read = ReadFrame(datagram);
        ASSERT_TRUE(read);
        EXPECT_EQ(read->bundle, 0xF1F2);
        EXPECT_EQ(read->frame.kind, frame.kind);
        EXPECT_EQ(read->frame.round, frame.round);
        EXPECT_EQ(read->frame.isCoded, frame.isCoded);
        EXPECT_EQ(read->frame.incarnation, frame.incarnation);
        EXPECT_EQ(read->frame.link, frame.link);
        EXPECT_EQ(read->frame.block, frame.block);
        EXPECT_EQ(read->frame.index, frame.index);
        EXPECT_EQ(read->frame.sources, frame.sources);
        EXPECT_EQ(read->frame.rtt, frame.rtt);
        EXPECT_EQ(read->frame.window, frame.window);
        EXPECT_EQ(read->frame.size, frame.symbol.size);
        EXPECT_TRUE(std::equal(frame.symbol.begin(),
                               frame.symbol.end(),
                               read->frame.symbol.begin(),
                               read->frame.symbol.end()));
    }
}

TEST(ClvlWireTest, TimesThatAreTooLongOrNegativeAreClamped)
{
    const std::vector<uint8_t> symbol = Symbol(1);
    ClvlFrame frame = ParityFrame(symbol);
    frame.rtt = 5000s;
    frame.window = 10s;
    auto read = ReadFrame(Datagram(0, frame));
    EXPECT_EQ(read->frame.rtt, 4'294'967'295us);
    EXPECT_EQ(read->frame.window, 655'350us);
    frame.rtt = -1s;
    frame.window = -1s;
    read = ReadFrame(Datagram(0, frame));
    EXPECT_EQ(read->frame.rtt, 0us);
    EXPECT_EQ(read->frame.window, 0us);
}

TEST(ClvlWireTest, EveryTruncationOfAFrameIsRefused)
{
    const std::vector<uint8_t> symbol = Symbol(3);
    ClvlFrame frame = ParityFrame(symbol);
    frame.kind = FrameKind::Data;
    const std::vector<uint8_t> datagram = Datagram(1, frame);
    for (std::size_t size = 0; size < FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES; ++size)
    {
        const std::vector<uint8_t> cut(datagram.begin(),
                                       datagram.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(ReadFrame(cut)) << size;
        EXPECT_EQ(BundleOf(cut).has_value(), size >= 4) << size;
    }
    frame.kind = FrameKind::Parity; // one byte is a symbol, none is not
    frame.symbol.size = 1;
    EXPECT_TRUE(ReadFrame(Datagram(1, frame)));
    frame.symbol.size = 0;
    EXPECT_FALSE(ReadFrame(Datagram(1, frame)));
}

TEST(ClvlWireTest, FieldsOfAFrameThatContradictEachOtherAreRefused)
{
    const std::vector<uint8_t> symbol = Symbol(3);
    const ClvlFrame good = ParityFrame(symbol);
    ASSERT_TRUE(ReadFrame(Datagram(1, good)));
    const auto isRefused = [&good](const std::function<void(ClvlFrame&)>& change) {
        ClvlFrame frame = good;
        change(frame);
        return !ReadFrame(Datagram(1, frame));
    };
    EXPECT_TRUE(isRefused([](ClvlFrame& frame) { frame.isCoded = false; }));
    EXPECT_TRUE(isRefused([](ClvlFrame& frame) { frame.sources = 0; }));
    EXPECT_TRUE(isRefused([](ClvlFrame& frame) { frame.kind = FrameKind::Probe; }));
    EXPECT_TRUE(isRefused([](ClvlFrame& frame) { frame.kind = static_cast<FrameKind>(3); }));
    EXPECT_TRUE(isRefused([](ClvlFrame& frame) { frame.index = 255, frame.sources = 1; }));
    // the last row of the largest block that a code has
    EXPECT_FALSE(isRefused([](ClvlFrame& frame) { frame.index = 254, frame.sources = 1; }));
    EXPECT_FALSE(isRefused([](ClvlFrame& frame) { frame.index = 0, frame.sources = 255; }));

    std::vector<uint8_t> datagram = Datagram(1, good);
    datagram[0] = static_cast<uint8_t>(datagram[0] + 0x10); // another version
    EXPECT_EQ(ClassifyDatagram(datagram), ClvlDatagram::Malformed);
    EXPECT_FALSE(ReadFrame(datagram));
}

/**
 * @param frames that it covers, every third one marked
 * @return a report, all of whose fields differ from their defaults
 */
ClvlReport
SomeReport(uint32_t frames)
{
    ClvlReport report;
    report.incarnation = 0x81020304;
    report.exitIncarnation = 0x85060708;
    report.number = 0x890A0B0C;
    report.base = UINT32_MAX - 4; // wraps
    report.edge = report.base + frames;
    report.latest = 0x8D0E0F10;
    report.held = 1'234'567us;
    report.delivered = 0x91121314;
    report.lost = 0x95161718;
    report.mostKbps = 0x991A1B1C;
    for (uint32_t i = 0; i < frames; i += 3)
    {
        report.Mark(report.base + i);
    }
    return report;
}

TEST(ClvlWireTest, AReportOfAnyLengthIsReadAsItWasWritten)
{
    for (const uint32_t frames : {0U, 1U, 7U, 8U, 9U, 63U, 64U, 65U, 4095U, 4096U})
    {
        const ClvlReport report = SomeReport(frames);
        std::array<uint8_t, MOST_REPORT_BYTES> bytes{};
        const std::size_t size = WriteReport(0xF1F2, report, bytes.data());
        ASSERT_EQ(size, REPORT_HEADER_BYTES + (frames + 7) / 8);
        const ByteView datagram{bytes.data(), size};
        EXPECT_EQ(ClassifyDatagram(datagram), ClvlDatagram::Report);
        EXPECT_EQ(BundleOf(datagram), 0xF1F2);
        BundleReport read;
        ASSERT_TRUE(ReadReport(datagram, read)) << frames;
        EXPECT_EQ(read.bundle, 0xF1F2);
        EXPECT_EQ(read.report.incarnation, report.incarnation);
        EXPECT_EQ(read.report.exitIncarnation, report.exitIncarnation);
        EXPECT_EQ(read.report.number, report.number);
        EXPECT_EQ(read.report.base, report.base);
        EXPECT_EQ(read.report.edge, report.edge);
        EXPECT_EQ(read.report.latest, report.latest);
        EXPECT_EQ(read.report.held, report.held);
        EXPECT_EQ(read.report.delivered, report.delivered);
        EXPECT_EQ(read.report.lost, report.lost);
        EXPECT_EQ(read.report.mostKbps, report.mostKbps);
        EXPECT_EQ(read.report.marks, report.marks);
        for (uint32_t i = 0; i < frames; ++i)
        {
            ASSERT_EQ(read.report.HasArrived(report.base + i), i % 3 == 0) << i;
        }
    }
}

TEST(ClvlWireTest, AReportOfAnotherLengthThanItSaysIsRefusedAndChangesNothing)
{
    const ClvlReport report = SomeReport(100);
    std::array<uint8_t, MOST_REPORT_BYTES> bytes{};
    const std::size_t size = WriteReport(1, report, bytes.data());
    BundleReport read;
    read.bundle = 99;
    for (std::size_t other = 0; other <= bytes.size(); ++other)
    {
        if (other != size)
        {
            EXPECT_FALSE(ReadReport({bytes.data(), other}, read)) << other;
        }
    }
    bytes[20] = 1; // the edge is far away now
    EXPECT_FALSE(ReadReport({bytes.data(), size}, read));
    EXPECT_EQ(read.bundle, 99);
}

TEST(ClvlWireTest, RandomBytesAreReadWithoutACrash)
{
    constexpr uint64_t SEED = 11;
    std::mt19937_64 random(SEED);
    BundleReport report;
    int frames = 0;
    for (int i = 0; i < 20000; ++i)
    {
        // of their own size, so that a sanitizer sees what is read behind them
        std::vector<uint8_t> bytes(random() % 80);
        std::generate(bytes.begin(), bytes.end(), [&random] {
            return static_cast<uint8_t>(random());
        });
        if (!bytes.empty() && i % 2 == 0)
        {
            bytes[0] = static_cast<uint8_t>(0x10 + random() % 9);
        }
        frames += ReadFrame(bytes) ? 1 : 0;
        ReadReport(bytes, report);
        BundleOf(bytes);
    }
    EXPECT_GT(frames, 100) << "seed " << SEED;
}

} // namespace
} // namespace qos
} // namespace ns3
