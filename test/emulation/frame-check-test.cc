/* SPDX-License-Identifier: GPL-2.0-only */

#include "wire-frame.h"

#include "ns3/frame-check.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

constexpr std::size_t MTU = 1500;

FrameFault
CheckPacket(const WirePacket& packet)
{
    return CheckFrame(MakeWireFrame(packet), MTU);
}

WirePacket
Tcp(const std::vector<uint8_t>& options)
{
    WirePacket packet;
    packet.protocol = 6;
    packet.payload = MakeSegment(options);
    return packet;
}

WirePacket
Udp(std::size_t bytes)
{
    WirePacket packet;
    packet.payload = MakeDatagram(bytes);
    return packet;
}

std::vector<uint8_t>
Arp()
{
    std::vector<uint8_t> frame(14 + 28);
    const std::vector<uint8_t> head{0x08, 0x06, 0, 1, 8, 0, 6, 4, 0, 1};
    std::copy(head.begin(), head.end(), frame.begin() + 12);
    return frame;
}

TEST(FrameCheck, LetsSoundFramesThrough)
{
    EXPECT_EQ(CheckPacket(Udp(0)), FrameFault::SOUND);
    EXPECT_EQ(CheckPacket(Udp(1472)), FrameFault::SOUND);
    EXPECT_EQ(CheckPacket(Tcp({})), FrameFault::SOUND);
    // as Linux sends them: SACK blocks behind a time stamp; MSS, SACK permitted, time stamp, window
    EXPECT_EQ(CheckPacket(
                  Tcp({1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 5, 10, 0, 0, 0, 1, 0, 0, 0, 2})),
              FrameFault::SOUND);
    EXPECT_EQ(CheckPacket(Tcp({2, 4, 5, 180, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7})),
              FrameFault::SOUND);
    EXPECT_EQ(CheckFrame(Arp(), MTU), FrameFault::SOUND);
    WirePacket other;
    other.protocol = 89;
    EXPECT_EQ(CheckPacket(other), FrameFault::SOUND);
}

/** Ethernet pads short frames. */
TEST(FrameCheck, TakesPaddingForNothing)
{
    std::vector<uint8_t> frame = MakeWireFrame(Udp(1));
    frame.resize(60);
    EXPECT_EQ(CheckFrame(frame, MTU), FrameFault::SOUND);
    frame = Arp();
    frame.resize(60);
    EXPECT_EQ(CheckFrame(frame, MTU), FrameFault::SOUND);
}

TEST(FrameCheck, RefusesWhatIsCutOff)
{
    for (const WirePacket& packet : {Udp(100), Tcp({2, 4, 5, 180})})
    {
        const std::vector<uint8_t> frame = MakeWireFrame(packet);
        for (std::size_t size = 0; size < frame.size(); ++size)
        {
            EXPECT_NE(CheckFrame({frame.data(), size}, MTU), FrameFault::SOUND) << size;
        }
    }
    const std::vector<uint8_t> arp = Arp();
    for (std::size_t size = 0; size < arp.size(); ++size)
    {
        EXPECT_NE(CheckFrame({arp.data(), size}, MTU), FrameFault::SOUND) << size;
    }
}

/** No bit of an IP header can change unseen, but for two of its first byte. */
TEST(FrameCheck, SeesEveryChangedBitOfAnIpHeader)
{
    const std::vector<uint8_t> sound = MakeWireFrame(Udp(20));
    for (std::size_t bit = 112; bit < 112 + 160; ++bit)
    {
        std::vector<uint8_t> frame = sound;
        frame[bit / 8] = static_cast<uint8_t>(frame[bit / 8] ^ 1U << bit % 8);
        EXPECT_EQ(CheckFrame(frame, MTU), FrameFault::IP_HEADER) << bit;
    }
}

/** Their transport headers are not looked at. */
TEST(FrameCheck, TellsFragmentsApart)
{
    constexpr uint16_t MORE = 0x2000;
    WirePacket packet;
    packet.payload.assign(8, 0xff);
    for (const uint16_t flagsAndOffset : std::vector<uint16_t>{MORE, MORE | 8, 8})
    {
        packet.fragment = flagsAndOffset;
        EXPECT_EQ(CheckPacket(packet), FrameFault::FRAGMENT) << flagsAndOffset;
        packet.source = 0;
        EXPECT_EQ(CheckPacket(packet), FrameFault::IP_SOURCE) << flagsAndOffset;
        packet.source = WirePacket().source;
    }
    constexpr uint16_t NOT_TO_BE_CUT = 0x4000;
    packet = Udp(10);
    packet.fragment = NOT_TO_BE_CUT;
    EXPECT_EQ(CheckPacket(packet), FrameFault::SOUND);
}

TEST(FrameCheck, RefusesOptionsOfIp)
{
    WirePacket packet = Udp(100);
    packet.versionAndWords = 0x46;
    EXPECT_EQ(CheckPacket(packet), FrameFault::IP_HEADER);
}

TEST(FrameCheck, RefusesWhatNoDeviceOfThisMtuSends)
{
    EXPECT_EQ(CheckFrame(MakeWireFrame(Udp(1473)), MTU), FrameFault::SIZE);
    EXPECT_EQ(CheckFrame(MakeWireFrame(Udp(1473)), 9000), FrameFault::SOUND);
}

TEST(FrameCheck, RefusesSendersThatNobodyCanBe)
{
    WirePacket packet = Udp(1);
    for (const uint32_t source : {0x00000000U, 0x7f000001U, 0xe0000001U, 0xffffffffU})
    {
        packet.source = source;
        EXPECT_EQ(CheckPacket(packet), FrameFault::IP_SOURCE) << source;
    }
}

TEST(FrameCheck, RefusesWrongLengthsOfTransportProtocols)
{
    WirePacket udp = Udp(10);
    for (const uint8_t length : std::vector<uint8_t>{0, 7, 17, 19, 255})
    {
        udp.payload[5] = length;
        EXPECT_EQ(CheckPacket(udp), FrameFault::TRANSPORT) << int(length);
    }
    WirePacket tcp = Tcp({});
    for (const uint8_t words : std::vector<uint8_t>{0, 4, 6, 15})
    {
        tcp.payload[12] = static_cast<uint8_t>(words << 4U);
        EXPECT_EQ(CheckPacket(tcp), FrameFault::TRANSPORT) << int(words);
    }
}

/** Each of them makes ns-3 read on behind the options. */
TEST(FrameCheck, RefusesWrongLengthsOfTcpOptions)
{
    const std::vector<std::vector<uint8_t>> wrong{
        {5, 250, 0, 0},            // SACK longer than the header
        {5, 4, 0, 0},              // half a block
        {2, 3, 0, 0},              // MSS of one byte
        {8, 4, 0, 0},              // a short time stamp
        {3, 0, 0, 0},              // no length at all: an endless loop for the careless
        {1, 1, 1, 3},              // ends before its length
        {200, 1, 0, 0},            // unknown, and shorter than its own head
        {8, 10, 0, 0, 0, 0, 0, 0}, // longer than what is left
    };
    for (const std::vector<uint8_t>& options : wrong)
    {
        EXPECT_EQ(CheckPacket(Tcp(options)), FrameFault::TRANSPORT) << int(options[0]);
    }
    EXPECT_EQ(CheckPacket(Tcp({0, 250, 250, 250})), FrameFault::SOUND) << "behind the end";
    EXPECT_EQ(CheckPacket(Tcp({254, 4, 0, 0})), FrameFault::SOUND) << "unknown";
}

TEST(FrameCheck, RefusesErrorsOfIcmpThatQuoteTooLittle)
{
    WirePacket packet;
    packet.protocol = 1;
    packet.payload.assign(8, 0);
    packet.payload[0] = 8;
    EXPECT_EQ(CheckPacket(packet), FrameFault::SOUND) << "a ping without data";
    for (const uint8_t type : std::vector<uint8_t>{3, 11})
    {
        packet.payload.assign(8 + 20 + 8, 0);
        packet.payload[0] = type;
        packet.payload[8] = 0x45;
        EXPECT_EQ(CheckPacket(packet), FrameFault::SOUND);
        packet.payload[8] = 0x4f;
        EXPECT_EQ(CheckPacket(packet), FrameFault::TRANSPORT) << "a header that is not all there";
        packet.payload[8] = 0x45;
        packet.payload.pop_back();
        EXPECT_EQ(CheckPacket(packet), FrameFault::TRANSPORT);
    }
}

TEST(FrameCheck, RefusesOtherProtocols)
{
    std::vector<uint8_t> frame = MakeWireFrame(Udp(1));
    frame[12] = 0x86;
    frame[13] = 0xdd;
    EXPECT_EQ(CheckFrame(frame, MTU), FrameFault::TYPE) << "IPv6";
    frame = Arp();
    frame[19] = 8;
    EXPECT_EQ(CheckFrame(frame, MTU), FrameFault::ARP) << "addresses of other lengths";
    frame = Arp();
    frame[21] = 3;
    EXPECT_EQ(CheckFrame(frame, MTU), FrameFault::ARP) << "neither request nor reply";
}

TEST(FrameCheck, HasANameForEveryFault)
{
    std::set<std::string> names;
    for (std::size_t i = 0; i < static_cast<std::size_t>(FrameFault::COUNT); ++i)
    {
        names.insert(FrameFaultName(static_cast<FrameFault>(i)));
    }
    EXPECT_EQ(names.size(), static_cast<std::size_t>(FrameFault::COUNT));
}

} // namespace
} // namespace qos
} // namespace ns3
