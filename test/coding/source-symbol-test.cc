/* SPDX-License-Identifier: GPL-2.0-only */

#include "coding-test-symbols.h"

#include "ns3/source-symbol.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;

TEST(SourceSymbolTest, IsTheLengthWithItsHigherByteFirstThenThePacket)
{
    std::vector<uint8_t> buffer(400, 0xEE);
    const std::vector<uint8_t> packet(0x0103, 7);
    const ByteView symbol = WrapSourceSymbol(buffer, packet);
    ASSERT_EQ(symbol.size, packet.size() + 2);
    EXPECT_EQ(symbol[0], 1);
    EXPECT_EQ(symbol[1], 3);
    EXPECT_EQ(CopyOf({symbol.data + 2, packet.size()}), packet);
    EXPECT_EQ(buffer[symbol.size], 0xEE);
}

TEST(SourceSymbolTest, OfAPacketThatLiesInItsBufferNeedsNoCopy)
{
    std::vector<uint8_t> buffer{0, 0, 'a', 'b', 'c'};
    const ByteView symbol = FrameSourceSymbol(buffer, 3);
    EXPECT_EQ(symbol.data, buffer.data());
    EXPECT_THAT(CopyOf(symbol), ElementsAre(0, 3, 'a', 'b', 'c'));
}

TEST(SourceSymbolTest, YieldsThePacketWithoutTheZerosBehindIt)
{
    const std::vector<uint8_t> rebuilt{0, 2, 8, 9, 0, 0, 0};
    const auto packet = UnwrapSourceSymbol(rebuilt);
    ASSERT_TRUE(packet);
    EXPECT_THAT(CopyOf(*packet), ElementsAre(8, 9));
}

TEST(SourceSymbolTest, MayHoldAnEmptyPacketOrTheLargest)
{
    std::vector<uint8_t> buffer(MAX_SOURCE_PACKET + SOURCE_SYMBOL_HEADER);
    EXPECT_EQ(UnwrapSourceSymbol(FrameSourceSymbol(buffer, 0))->size, 0U);
    EXPECT_EQ(UnwrapSourceSymbol(FrameSourceSymbol(buffer, 0xFFFF))->size, 0xFFFFU);
}

TEST(SourceSymbolTest, IsRefusedIfItIsShorterThanItSays)
{
    EXPECT_FALSE(UnwrapSourceSymbol({}));
    EXPECT_FALSE(UnwrapSourceSymbol(std::vector<uint8_t>{0}));
    EXPECT_FALSE(UnwrapSourceSymbol(std::vector<uint8_t>{0, 1}));
    EXPECT_FALSE(UnwrapSourceSymbol(std::vector<uint8_t>{0, 3, 1, 2}));
    EXPECT_FALSE(UnwrapSourceSymbol(std::vector<uint8_t>{0xFF, 0xFF, 1, 2}));
}

TEST(SourceSymbolTest, APacketThatDoesNotFitIsAnError)
{
    std::vector<uint8_t> small(10);
    try
    {
        FrameSourceSymbol(small, 9);
        FAIL();
    }
    catch (const std::invalid_argument& error)
    {
        EXPECT_THAT(error.what(), HasSubstr("at most 8"));
    }
    std::vector<uint8_t> large(70000);
    EXPECT_THROW(FrameSourceSymbol(large, 65536), std::invalid_argument);
    EXPECT_THROW(FrameSourceSymbol(MutableByteView{}, 0), std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
