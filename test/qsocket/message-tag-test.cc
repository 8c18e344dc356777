/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/departure-monitor.h"
#include "ns3/ethernet-header.h"
#include "ns3/ipv4-header.h"
#include "ns3/ipv6-extension-header.h"
#include "ns3/ipv6-header.h"
#include "ns3/message-tag.h"
#include "ns3/packet.h"
#include "ns3/ppp-header.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ns3
{
namespace qos
{
namespace
{

MessageTag
SomeTag()
{
    MessageTag tag;
    tag.content.message = 0x0123456789abcdefULL;
    tag.content.unit = 0xfedcba9876543210ULL;
    tag.content.deadline = -5;
    tag.content.node = 0xffffffffU;
    tag.content.socket = 0x80000001U;
    tag.content.messageBytes = 65535;
    tag.content.kind = 255;
    tag.content.droppable = 0;
    tag.content.endOfMessage = 0;
    return tag;
}

void
ExpectEqual(const MessageTag::Content& a, const MessageTag::Content& b)
{
    EXPECT_EQ(a.message, b.message);
    EXPECT_EQ(a.unit, b.unit);
    EXPECT_EQ(a.deadline, b.deadline);
    EXPECT_EQ(a.node, b.node);
    EXPECT_EQ(a.socket, b.socket);
    EXPECT_EQ(a.messageBytes, b.messageBytes);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.droppable, b.droppable);
    EXPECT_EQ(a.endOfMessage, b.endOfMessage);
}

TEST(MessageTag, SurvivesAPacketTagList)
{
    const Ptr<Packet> packet = Create<Packet>(10);
    packet->AddPacketTag(SomeTag());
    const Ptr<Packet> fragment = packet->CreateFragment(2, 3);
    MessageTag read;
    ASSERT_TRUE(fragment->PeekPacketTag(read));
    ExpectEqual(read.content, SomeTag().content);
}

TEST(MessageTag, KeepsItsByteRange)
{
    const Ptr<Packet> packet = Create<Packet>(10);
    packet->AddByteTag(SomeTag());
    packet->AddAtEnd(Create<Packet>(5));
    ByteTagIterator tags = packet->GetByteTagIterator();
    ASSERT_TRUE(tags.HasNext());
    const ByteTagIterator::Item range = tags.Next();
    EXPECT_EQ(range.GetStart(), 0U);
    EXPECT_EQ(range.GetEnd(), 10U);
    MessageTag read;
    range.GetTag(read);
    ExpectEqual(read.content, SomeTag().content);
}

TEST(MessageTag, SaysByDefaultWhatAPlainSenderMeans)
{
    const MessageTag tag;
    EXPECT_EQ(tag.content.droppable, 1);
    EXPECT_EQ(tag.content.endOfMessage, 1);
    EXPECT_EQ(tag.content.unit, 0U);
    EXPECT_EQ(Nanoseconds{MessageTag::NO_DEADLINE}, FOREVER);
}

TEST(MessageTag, PrintsItself)
{
    std::ostringstream text;
    MessageTag tag;
    tag.content.node = 1;
    tag.content.socket = 2;
    tag.content.message = 3;
    tag.content.messageBytes = 4;
    tag.content.kind = 5;
    tag.Print(text);
    EXPECT_EQ(text.str(), "node=1 socket=2 message=3 bytes=4 kind=5");
}

/** An IP packet with a payload, without a link header. */
Ptr<Packet>
IpPacket(bool isIpv6, uint32_t payload, const Ipv4Address& source = Ipv4Address("10.0.0.1"))
{
    const Ptr<Packet> packet = Create<Packet>(payload);
    if (isIpv6)
    {
        Ipv6Header header;
        header.SetPayloadLength(static_cast<uint16_t>(payload));
        header.SetNextHeader(17);
        packet->AddHeader(header);
        return packet;
    }
    Ipv4Header header;
    header.SetSource(source);
    header.SetPayloadSize(static_cast<uint16_t>(payload));
    header.SetProtocol(17);
    packet->AddHeader(header);
    return packet;
}

/** The size of the IP payload is read from any frame that a device may show. */
class IpPayload : public testing::TestWithParam<bool>
{
};

INSTANTIATE_TEST_SUITE_P(Versions, IpPayload, testing::Bool());

TEST_P(IpPayload, OfAFrameIsFound)
{
    for (const uint32_t payload : {8U, 100U, 1480U, 1460U})
    {
        EXPECT_EQ(DepartureMonitor::IpPayloadBytes(IpPacket(GetParam(), payload)), payload);

        const Ptr<Packet> ppp = IpPacket(GetParam(), payload);
        PppHeader pppHeader;
        pppHeader.SetProtocol(GetParam() ? 0x57 : 0x21);
        ppp->AddHeader(pppHeader);
        EXPECT_EQ(DepartureMonitor::IpPayloadBytes(ppp), payload);

        const Ptr<Packet> ethernet = IpPacket(GetParam(), payload);
        EthernetHeader ethernetHeader;
        ethernetHeader.SetLengthType(GetParam() ? 0x86DD : 0x0800);
        ethernet->AddHeader(ethernetHeader);
        ethernet->AddPaddingAtEnd(60); // short frames are padded
        EXPECT_EQ(DepartureMonitor::IpPayloadBytes(ethernet), payload);
    }
}

TEST(IpPayload, OfWhatIsNoIpPacketIsZero)
{
    EXPECT_EQ(DepartureMonitor::IpPayloadBytes(Create<Packet>(0)), 0U);
    EXPECT_EQ(DepartureMonitor::IpPayloadBytes(Create<Packet>(100)), 0U);
    const std::vector<uint8_t> shortOne{0x45};
    EXPECT_EQ(DepartureMonitor::IpPayloadBytes(Create<Packet>(shortOne.data(), 1)), 0U);
}

TEST(IpPayload, DoesNotCountAFragmentHeader)
{
    const Ptr<Packet> packet = Create<Packet>(1000);
    Ipv6ExtensionFragmentHeader fragment;
    packet->AddHeader(fragment);
    Ipv6Header header;
    header.SetPayloadLength(static_cast<uint16_t>(packet->GetSize()));
    header.SetNextHeader(44);
    packet->AddHeader(header);
    EXPECT_EQ(DepartureMonitor::IpPayloadBytes(packet), 1000U);
}

} // namespace
} // namespace qos
} // namespace ns3
