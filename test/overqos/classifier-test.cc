/* SPDX-License-Identifier: GPL-2.0-only */

#include "ip-packet-builder.h"

#include "ns3/classifier-registry.h"
#include "ns3/ip-fields.h"
#include "ns3/mpeg-video-header.h"
#include "ns3/rtp-header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <set>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

/**
 * @param bytes a packet
 * @return number of its flow
 */
uint32_t
FlowOf(const Bytes& bytes)
{
    return FlowId(ParseIp(bytes));
}

/**
 * @param classifier its name
 * @param bytes a packet
 * @param setup the knobs
 * @return what the classifier says
 */
Classification
Ask(const std::string& classifier,
    const Bytes& bytes,
    const ClassifierSetup& setup = ClassifierSetup())
{
    return Classifiers().Create(classifier, setup)->Classify(bytes);
}

/**
 * @param view bytes
 * @return a copy
 */
Bytes
Copy(ByteView view)
{
    return {view.begin(), view.end()};
}

TEST(IpFieldsTest, ReadsAnIpv4PacketWithOptions)
{
    IpText text;
    text.trafficClass = 0xB8;
    text.options = {1, 1, 1, 1, 1, 1, 1, 0};
    const Bytes packet = MakeIpv4(text, MakeUdp(1234, 5678, {7, 8, 9}));
    const IpFields fields = ParseIp(packet);
    EXPECT_EQ(fields.version, 4);
    EXPECT_EQ(fields.trafficClass, 0xB8);
    EXPECT_EQ(fields.protocol, IP_PROTOCOL_UDP);
    EXPECT_THAT(Copy(fields.source), ElementsAre(10, 0, 0, 1));
    EXPECT_THAT(Copy(fields.destination), ElementsAre(10, 0, 0, 2));
    EXPECT_FALSE(fields.isFragment);
    EXPECT_TRUE(fields.hasPorts);
    EXPECT_EQ(fields.sourcePort, 1234);
    EXPECT_EQ(fields.destinationPort, 5678);
    EXPECT_THAT(Copy(fields.payload), ElementsAre(7, 8, 9));
}

TEST(IpFieldsTest, WalksTheExtensionHeadersOfIpv6)
{
    const Bytes udp = MakeUdp(1234, 5678, {7, 8, 9});
    IpText text;
    text.trafficClass = 0xB9;
    text.protocol = 0;                                                    // hop by hop
    const Bytes hopByHop{43, 0, 1, 4, 0, 0, 0, 0};                        // then routing
    const Bytes routing{51, 1, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}; // then authentication
    const Bytes authentication{60, 1, 0, 0, 1, 2, 3, 4, 0, 0, 0, 1}; // then destination options
    const Bytes options{17, 0, 1, 4, 0, 0, 0, 0};
    const Bytes packet = MakeIpv6(
        text,
        Concatenate(
            Concatenate(Concatenate(Concatenate(hopByHop, routing), authentication), options),
            udp));
    const IpFields fields = ParseIp(packet);
    EXPECT_EQ(fields.version, 6);
    EXPECT_EQ(fields.trafficClass, 0xB9);
    EXPECT_EQ(fields.protocol, IP_PROTOCOL_UDP);
    EXPECT_EQ(fields.source.size, 16U);
    EXPECT_EQ(fields.sourcePort, 1234);
    EXPECT_THAT(Copy(fields.payload), ElementsAre(7, 8, 9));

    IpText plain;
    EXPECT_EQ(FlowOf(packet), FlowOf(MakeIpv6(plain, udp))); // extensions do not make a flow
}

TEST(IpFieldsTest, WhatIsBehindTheEndOfThePacketIsNotPartOfIt)
{
    Bytes packet = MakeIpv4(IpText(), MakeUdp(1, 2, {7, 8, 9}));
    packet.insert(packet.end(), {0, 0, 0, 0}); // as Ethernet pads
    EXPECT_THAT(Copy(ParseIp(packet).payload), ElementsAre(7, 8, 9));
    packet = MakeIpv6(IpText(), MakeUdp(1, 2, {7, 8, 9}));
    packet.insert(packet.end(), {0, 0, 0, 0});
    EXPECT_THAT(Copy(ParseIp(packet).payload), ElementsAre(7, 8, 9));
}

TEST(IpFieldsTest, APacketThatIsCutShortIsKnownAsFarAsItIsThere)
{
    const Bytes whole = MakeIpv4(IpText(), MakeUdp(1234, 5678, {7, 8, 9}));
    for (std::size_t size = 0; size <= whole.size(); ++size)
    {
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const IpFields fields = ParseIp(cut);
        EXPECT_EQ(fields.version, size < 20 ? 0 : 4) << size;
        EXPECT_EQ(fields.hasPorts, size >= 24) << size;
        EXPECT_EQ(fields.payload.size, size < 28 ? 0 : size - 28) << size;
    }
}

TEST(IpFieldsTest, LengthsThatCannotBeAreNoIpPacket)
{
    Bytes packet = MakeIpv4(IpText(), MakeUdp(1, 2, {}));
    packet[0] = 0x44; // a header of 16 bytes
    EXPECT_EQ(ParseIp(packet).version, 0);
    packet[0] = 0x4F; // of 60, but the packet has 28
    EXPECT_EQ(ParseIp(packet).version, 0);
    packet[0] = 0x45;
    packet[3] = 19; // shorter than its header
    EXPECT_EQ(ParseIp(packet).version, 0);
    packet[0] = 0x55;
    EXPECT_EQ(ParseIp(packet).version, 0);
    EXPECT_EQ(ParseIp({nullptr, 100}).version, 0); // bytes that are only counted
}

TEST(FlowIdTest, EachPartOfTheTupleMakesAFlowAndNothingElseDoes)
{
    const Bytes udp = MakeUdp(1, 2, {1, 2, 3});
    std::set<uint32_t> flows;
    IpText text;
    flows.insert(FlowOf(MakeIpv4(text, udp)));
    flows.insert(FlowOf(MakeIpv4(text, MakeUdp(2, 1, {}))));
    flows.insert(FlowOf(MakeIpv4(text, MakeUdp(1, 3, {}))));
    flows.insert(FlowOf(MakeIpv6(text, udp)));
    std::swap(text.source, text.destination);
    flows.insert(FlowOf(MakeIpv4(text, udp)));
    text.protocol = 6;
    flows.insert(FlowOf(MakeIpv4(text, udp)));
    text.protocol = 1;
    flows.insert(FlowOf(MakeIpv4(text, udp)));
    EXPECT_EQ(flows.size(), 7U);
    EXPECT_EQ(flows.count(0), 0U);

    IpText other;
    other.id = 77;
    other.trafficClass = 4;
    other.options = {0, 0, 0, 0};
    EXPECT_EQ(FlowOf(MakeIpv4(other, MakeUdp(1, 2, {9}))), FlowOf(MakeIpv4(IpText(), udp)));
}

TEST(FlowIdTest, TheFragmentsOfAPacketAreOneFlowAndOthersAreOthers)
{
    const Bytes udp = MakeUdp(1, 2, Bytes(24, 5));
    IpText first;
    first.id = 99;
    first.fragment = 0x2000; // more fragments, offset 0
    IpText second = first;
    second.fragment = 0x0004;
    const uint32_t flow = FlowOf(MakeIpv4(first, udp));
    EXPECT_EQ(FlowOf(MakeIpv4(second, Bytes(8, 1))), flow);
    EXPECT_FALSE(ParseIp(MakeIpv4(second, udp)).hasPorts); // its bytes are no header
    second.id = 100;
    EXPECT_NE(FlowOf(MakeIpv4(second, Bytes(8, 1))), flow);

    IpText text;
    text.protocol = 44;
    const auto fragment = [&text](uint8_t offset, uint8_t more, uint8_t id, const Bytes& bytes) {
        const Bytes header{17, 0, 0, static_cast<uint8_t>(offset << 3 | more), 0, 0, 0, id};
        return MakeIpv6(text, Concatenate(header, bytes));
    };
    const uint32_t flow6 = FlowOf(fragment(0, 1, 1, udp));
    EXPECT_EQ(FlowOf(fragment(4, 1, 1, Bytes(8, 1))), flow6);
    EXPECT_EQ(FlowOf(fragment(8, 0, 1, Bytes(8, 1))), flow6);
    EXPECT_NE(FlowOf(fragment(8, 0, 2, Bytes(8, 1))), flow6);
    // RFC 6946: a fragment that is the whole packet is as a packet without the header
    EXPECT_EQ(FlowOf(fragment(0, 0, 1, udp)), FlowOf(MakeIpv6(IpText(), udp)));
}

TEST(FlowIdTest, ThousandFlowsOfNeighbouringPortsAreAllDifferent)
{
    std::set<uint32_t> flows;
    for (uint16_t port = 0; port < 1000; ++port)
    {
        flows.insert(FlowOf(MakeIpv4(IpText(), MakeUdp(port, 80, {}))));
    }
    EXPECT_EQ(flows.size(), 1000U);
}

// RFC 3550, figure in section 5.1, byte by byte
TEST(RtpHeaderTest, WritesTheFixedHeaderAndReadsItBack)
{
    RtpHeader header;
    header.isMarked = true;
    header.payloadType = 32;
    header.sequence = 0x1234;
    header.timestamp = 0x56789ABC;
    header.synchronisationSource = 0xDEF01234;
    Bytes bytes;
    header.AppendTo(bytes);
    EXPECT_THAT(
        bytes,
        ElementsAre(0x80, 0xA0, 0x12, 0x34, 0x56, 0x78, 0x9A, 0xBC, 0xDE, 0xF0, 0x12, 0x34));
    bytes.push_back(7);
    const auto packet = ParseRtp(bytes);
    ASSERT_TRUE(packet);
    EXPECT_TRUE(packet->header.isMarked);
    EXPECT_EQ(packet->header.payloadType, 32);
    EXPECT_EQ(packet->header.sequence, 0x1234);
    EXPECT_EQ(packet->header.timestamp, 0x56789ABCU);
    EXPECT_EQ(packet->header.synchronisationSource, 0xDEF01234U);
    EXPECT_THAT(Copy(packet->payload), ElementsAre(7));
}

TEST(RtpHeaderTest, SkipsContributingSourcesExtensionAndPadding)
{
    Bytes bytes{0x80 | 0x20 | 0x10 | 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    bytes.insert(bytes.end(), 8, 0xCC);                                    // two sources
    bytes.insert(bytes.end(), {0xBE, 0xDE, 0, 1, 0xEE, 0xEE, 0xEE, 0xEE}); // an extension
    bytes.insert(bytes.end(), {7, 8, 9, 0, 0, 3});                         // payload, padding
    const auto packet = ParseRtp(bytes);
    ASSERT_TRUE(packet);
    EXPECT_THAT(Copy(packet->payload), ElementsAre(7, 8, 9));
}

TEST(RtpHeaderTest, WhatDoesNotFitIsRefused)
{
    const Bytes fixed{0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    EXPECT_TRUE(ParseRtp(fixed));
    EXPECT_FALSE(ParseRtp(Bytes(fixed.begin(), fixed.end() - 1)));
    Bytes changed = fixed;
    changed[0] = 0x40; // version 1
    EXPECT_FALSE(ParseRtp(changed));
    changed[0] = 0x81; // a source that is not there
    EXPECT_FALSE(ParseRtp(changed));
    changed[0] = 0x90; // an extension
    EXPECT_FALSE(ParseRtp(changed));
    changed.insert(changed.end(), {0, 0, 0xFF, 0xFF});
    EXPECT_FALSE(ParseRtp(changed));
    changed = fixed;
    changed[0] = 0xA0; // padding of which there is none
    EXPECT_FALSE(ParseRtp(changed));
    changed.insert(changed.end(), {7, 3});
    EXPECT_FALSE(ParseRtp(changed));
    changed.back() = 0;
    EXPECT_FALSE(ParseRtp(changed));
}

// RFC 2250, figure in section 3.3, byte by byte
TEST(MpegVideoHeaderTest, WritesTheHeaderAndReadsItBack)
{
    MpegVideoHeader header;
    header.temporalReference = 0x2A5;
    header.hasSequenceHeader = true;
    header.endsSlice = true;
    header.type = PictureType::B;
    Bytes bytes;
    header.AppendTo(bytes);
    EXPECT_THAT(bytes, ElementsAre(0x02, 0xA5, 0x2B, 0x00));
    const auto read = ParseMpegVideo(bytes);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->temporalReference, 0x2A5);
    EXPECT_TRUE(read->hasSequenceHeader);
    EXPECT_FALSE(read->beginsSlice);
    EXPECT_TRUE(read->endsSlice);
    EXPECT_FALSE(read->hasMpeg2Extension);
    EXPECT_EQ(read->type, PictureType::B);

    bytes[0] = 0x0E; // T, and a bit that must be 0
    EXPECT_FALSE(ParseMpegVideo(bytes));
    bytes[0] = 0x06;
    EXPECT_TRUE(ParseMpegVideo(bytes)->hasMpeg2Extension);
    bytes[2] = 0x17;
    EXPECT_EQ(ParseMpegVideo(bytes)->type, PictureType::Unknown);
    EXPECT_TRUE(ParseMpegVideo(bytes)->beginsSlice);
    bytes.pop_back();
    EXPECT_FALSE(ParseMpegVideo(bytes));
}

TEST(ClassifierTest, SmallPacketsAreControlPacketsAndNeverVictims)
{
    const Bytes small = MakeIpv4(IpText(), MakeUdp(1, 2, Bytes(71, 0)));
    const Bytes large = MakeIpv4(IpText(), MakeUdp(1, 2, Bytes(72, 0)));
    EXPECT_EQ(small.size(), 99U);
    EXPECT_EQ(Ask("size", small).priority, 0);
    EXPECT_FALSE(Ask("size", small).mayDrop);
    EXPECT_EQ(Ask("size", large).priority, 4);
    EXPECT_TRUE(Ask("size", large).mayDrop);
    EXPECT_EQ(Ask("size", small).flow, Ask("flow", large).flow);
    EXPECT_EQ(Ask("flow", small).priority, 4);
}

TEST(ClassifierTest, CodePointsAreBelievedInBothVersionsOfIp)
{
    const auto ask = [](uint8_t code, bool isIpv6) {
        IpText text;
        text.trafficClass = static_cast<uint8_t>(code << 2 | 3); // and congestion experienced
        const Bytes udp = MakeUdp(1, 2, {});
        return Ask("dscp", isIpv6 ? MakeIpv6(text, udp) : MakeIpv4(text, udp));
    };
    for (const bool isIpv6 : {false, true})
    {
        EXPECT_EQ(ask(48, isIpv6).priority, 0); // CS6
        EXPECT_FALSE(ask(48, isIpv6).mayDrop);
        EXPECT_EQ(ask(46, isIpv6).priority, 1); // EF
        EXPECT_EQ(ask(34, isIpv6).priority, 2); // AF41
        EXPECT_EQ(ask(26, isIpv6).priority, 3); // AF31
        EXPECT_EQ(ask(18, isIpv6).priority, 4); // AF21
        EXPECT_EQ(ask(10, isIpv6).priority, 5); // AF11
        EXPECT_EQ(ask(0, isIpv6).priority, 6);
        EXPECT_TRUE(ask(0, isIpv6).mayDrop);
        EXPECT_EQ(ask(8, isIpv6).priority, 7); // CS1
        EXPECT_EQ(ask(1, isIpv6).priority, 7); // LE
    }
}

TEST(ClassifierTest, PayloadTypesOfRtpHaveTheirPriorities)
{
    const auto ask = [](uint8_t second, uint8_t first = 0x80) {
        const Bytes rtp{first, second, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3};
        return Ask("rtp", MakeIpv4(IpText(), MakeUdp(1, 2, rtp)));
    };
    EXPECT_EQ(ask(0).priority, 1);         // PCMU
    EXPECT_EQ(ask(0x80 | 18).priority, 1); // G729, marked
    EXPECT_EQ(ask(32).priority, 3);        // MPEG video
    EXPECT_EQ(ask(96).priority, 4);        // dynamic
    EXPECT_EQ(ask(200).priority, 0);       // a sender report of RTCP
    EXPECT_FALSE(ask(200).mayDrop);
    EXPECT_EQ(ask(0, 0x00).priority, 4); // not RTP
}

TEST(ClassifierTest, PicturesOfMpegVideoHaveTheirPriorities)
{
    const auto ask = [](PictureType type, bool hasSequenceHeader, uint8_t payloadType) {
        Bytes bytes;
        RtpHeader rtp;
        rtp.payloadType = payloadType;
        rtp.AppendTo(bytes);
        MpegVideoHeader video;
        video.type = type;
        video.hasSequenceHeader = hasSequenceHeader;
        video.AppendTo(bytes);
        bytes.insert(bytes.end(), 500, 0);
        return Ask("mpeg", MakeIpv6(IpText(), MakeUdp(1, 2, bytes)));
    };
    EXPECT_EQ(ask(PictureType::I, false, 32).priority, 0);
    EXPECT_FALSE(ask(PictureType::I, false, 32).mayDrop);
    EXPECT_EQ(ask(PictureType::P, false, 32).priority, 5);
    EXPECT_TRUE(ask(PictureType::P, false, 32).mayDrop);
    EXPECT_EQ(ask(PictureType::B, false, 32).priority, 6);
    EXPECT_EQ(ask(PictureType::B, true, 32).priority, 0); // with the parameters of the stream
    EXPECT_EQ(ask(PictureType::Unknown, false, 32).priority, 4);
    EXPECT_EQ(ask(PictureType::I, false, 33).priority, 4); // something else than MPEG video
}

TEST(ClassifierTest, KnobsThatCannotBeAreRefusedAndNamesAreKnown)
{
    EXPECT_THAT(Classifiers().Names(), ElementsAre("dscp", "flow", "mpeg", "rtp", "size"));
    EXPECT_THROW(Classifiers().Create("deep", {}), std::invalid_argument);
    const auto refuses = [](const std::string& name, const std::string& part, auto change) {
        ClassifierSetup setup;
        change(setup);
        try
        {
            Classifiers().Create(name, setup);
            FAIL() << name;
        }
        catch (const std::invalid_argument& error)
        {
            EXPECT_THAT(error.what(), HasSubstr(part));
        }
    };
    refuses("flow", "unknown packets is 8", [](auto& setup) { setup.priority = 8; });
    refuses("dscp", "code point 46 is 9", [](auto& setup) { setup.dscpPriorities[46] = 9; });
    refuses("rtp", "payload type 3 is 9", [](auto& setup) { setup.rtpPriorities[3] = 9; });
    refuses("mpeg", "MPEG video is 128", [](auto& setup) { setup.mpegPayloadType = 128; });
    refuses("mpeg", "B pictures is 8", [](auto& setup) { setup.bothPriority = 8; });
}

// Random bytes, and good packets with some bytes changed, each in memory of exactly its size, so
// that AddressSanitizer sees a byte too far: every classifier answers, the same each time
TEST(ClassifierTest, AnyBytesGetAnAnswerAndNothingOutsideThemIsRead)
{
    constexpr uint32_t SEED = 11;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto draw = [&random](uint32_t below) { return static_cast<uint32_t>(random()) % below; };
    std::vector<std::unique_ptr<Classifier>> classifiers;
    for (const std::string& name : Classifiers().Names())
    {
        classifiers.push_back(Classifiers().Create(name, {}));
    }
    Bytes rtp{0xB3, 32, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    rtp.insert(rtp.end(), 40, 1);
    IpText extended;
    extended.protocol = 0;
    IpText fragment;
    fragment.protocol = 44;
    const std::vector<Bytes> good{
        MakeIpv4(IpText(), MakeUdp(1, 2, rtp)),
        MakeIpv6(IpText(), MakeUdp(1, 2, rtp)),
        MakeIpv6(extended, Concatenate({17, 0, 0, 0, 0, 0, 0, 0}, MakeUdp(1, 2, rtp))),
        MakeIpv6(fragment, Concatenate({17, 0, 0, 1, 0, 0, 0, 9}, MakeUdp(1, 2, rtp)))};
    for (int i = 0; i < 100'000; ++i)
    {
        Bytes bytes;
        if (i % 4 == 0)
        {
            bytes.resize(draw(120));
            std::generate(bytes.begin(), bytes.end(), [&draw] {
                return static_cast<uint8_t>(draw(256));
            });
            if (!bytes.empty())
            {
                bytes[0] = static_cast<uint8_t>(draw(2) == 0 ? 0x45 : 0x60 | bytes[0] % 16);
            }
        }
        else
        {
            bytes = good[draw(static_cast<uint32_t>(good.size()))];
            bytes.resize(draw(static_cast<uint32_t>(bytes.size()) + 1));
            for (uint32_t change = draw(6); change > 0 && !bytes.empty(); --change)
            {
                bytes[draw(static_cast<uint32_t>(bytes.size()))] = static_cast<uint8_t>(draw(256));
            }
        }
        const auto exact = std::make_unique<uint8_t[]>(bytes.size());
        std::copy(bytes.begin(), bytes.end(), exact.get());
        const ByteView view{exact.get(), bytes.size()};
        const IpFields fields = ParseIp(view);
        if (fields.payload.size > 0)
        {
            ASSERT_GE(fields.payload.begin(), view.begin());
            ASSERT_LE(fields.payload.end(), view.end());
        }
        ASSERT_TRUE(fields.version != 0 || FlowId(fields) == 0);
        for (const auto& classifier : classifiers)
        {
            const Classification once = classifier->Classify(view);
            const Classification twice = classifier->Classify(view);
            ASSERT_LT(once.priority, 8);
            ASSERT_EQ(once.flow, FlowId(fields));
            ASSERT_EQ(once.priority, twice.priority);
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
