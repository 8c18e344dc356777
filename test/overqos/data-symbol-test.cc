/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/data-symbol.h"

#include <gtest/gtest.h>

#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** @return a packet, all of whose fields differ from their defaults */
BundlePacket
SomePacket(uint32_t size)
{
    BundlePacket packet;
    packet.size = size;
    packet.flow = 0x81020304;
    packet.sequence = 0x85060708;
    packet.ingress = 0x890A;
    packet.egress = 0x8B0C;
    packet.protocol = 0x86DD;
    packet.priority = 5;
    packet.hopsLeft = 200;
    packet.mayDrop = false;
    return packet;
}

TEST(DataSymbolTest, APacketIsReadAsItWasWrittenAlsoBehindPadding)
{
    for (const std::size_t padding : {0U, 1U, 40U})
    {
        const BundlePacket packet = SomePacket(33);
        std::vector<uint8_t> bytes(DataSymbol::HEAD_BYTES + packet.size + padding);
        WriteDataHead(0xC1C2C3C4, packet, bytes.data());
        const auto symbol = ReadDataSymbol(bytes, static_cast<uint32_t>(bytes.size()));
        ASSERT_TRUE(symbol);
        EXPECT_EQ(symbol->number, 0xC1C2C3C4);
        EXPECT_EQ(symbol->packet.data, bytes.data() + DataSymbol::HEAD_BYTES);
        EXPECT_EQ(symbol->packet.size, packet.size);
        EXPECT_EQ(symbol->packet.flow, packet.flow);
        EXPECT_EQ(symbol->packet.sequence, packet.sequence);
        EXPECT_EQ(symbol->packet.ingress, packet.ingress);
        EXPECT_EQ(symbol->packet.egress, packet.egress);
        EXPECT_EQ(symbol->packet.protocol, packet.protocol);
        EXPECT_EQ(symbol->packet.priority, packet.priority);
        EXPECT_EQ(symbol->packet.hopsLeft, packet.hopsLeft);
        EXPECT_EQ(symbol->packet.mayDrop, packet.mayDrop);
    }
}

TEST(DataSymbolTest, EveryTruncationIsRefused)
{
    std::vector<uint8_t> bytes(DataSymbol::HEAD_BYTES + 5);
    WriteDataHead(1, SomePacket(5), bytes.data());
    for (std::size_t size = 0; size < bytes.size(); ++size)
    {
        const std::vector<uint8_t> cut(bytes.begin(),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_FALSE(ReadDataSymbol(cut, static_cast<uint32_t>(size))) << size;
    }
}

TEST(DataSymbolTest, ALengthThatIsTooShortForTheHeadIsRefused)
{
    std::vector<uint8_t> bytes(DataSymbol::HEAD_BYTES);
    WriteDataHead(1, SomePacket(0), bytes.data());
    EXPECT_TRUE(ReadDataSymbol(bytes, static_cast<uint32_t>(bytes.size())));
    --bytes[1];
    EXPECT_FALSE(ReadDataSymbol(bytes, static_cast<uint32_t>(bytes.size())));
}

TEST(DataSymbolTest, AHeadAloneIsEnoughWhereBodiesAreSimulated)
{
    std::vector<uint8_t> head(DataSymbol::HEAD_BYTES);
    WriteDataHead(9, SomePacket(1000), head.data());
    const auto symbol = ReadDataSymbol(head, DataSymbol::HEAD_BYTES + 1000);
    ASSERT_TRUE(symbol);
    EXPECT_EQ(symbol->packet.size, 1000U);
    EXPECT_EQ(symbol->packet.data, nullptr);
}

TEST(DataSymbolTest, APriorityThatDoesNotExistIsTheLeastImportantOneAndDisturbsNoFlag)
{
    for (const bool mayDrop : {false, true})
    {
        BundlePacket packet = SomePacket(0);
        packet.priority = 0xF8;
        packet.mayDrop = mayDrop;
        std::vector<uint8_t> head(DataSymbol::HEAD_BYTES);
        WriteDataHead(9, packet, head.data());
        const auto symbol = ReadDataSymbol(head, DataSymbol::HEAD_BYTES);
        EXPECT_EQ(symbol->packet.priority, BUNDLE_PRIORITIES - 1);
        EXPECT_EQ(symbol->packet.mayDrop, mayDrop);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
