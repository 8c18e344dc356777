/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/block-assembly.h"
#include "ns3/block-encoder.h"
#include "ns3/erasure-code-registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;

/** Blocks of two packets and a row of parity. */
class BlockAssemblyTest : public testing::Test
{
  protected:
    /** @return the first or second packet of any block */
    static std::vector<uint8_t> Source(uint8_t index)
    {
        return std::vector<uint8_t>(30 + index, static_cast<uint8_t>(index + 5));
    }

    /**
     * @param block a block
     * @param index of a packet
     * @return the block if it could be rebuilt now
     */
    const BlockDecoder* AddData(uint32_t block, uint8_t index)
    {
        const std::vector<uint8_t> symbol = Source(index);
        ClvlFrame frame;
        frame.isCoded = true;
        frame.block = block;
        frame.index = index;
        frame.symbol = symbol;
        frame.size = static_cast<uint32_t>(symbol.size());
        return m_blocks.Add(frame, PATIENCE, m_now).rebuilt;
    }

    /**
     * @param block a block
     * @param sources packets that it says it has
     * @return the block if it could be rebuilt now
     */
    const BlockDecoder* AddParity(uint32_t block, uint8_t sources = 2)
    {
        BlockEncoder encoder(*m_code);
        const std::vector<uint8_t> first = Source(0);
        const std::vector<uint8_t> second = Source(1);
        encoder.Add(first);
        encoder.Add(second);
        encoder.SetParityCount(1);
        ClvlFrame frame;
        frame.kind = FrameKind::Parity;
        frame.isCoded = true;
        frame.block = block;
        frame.sources = sources;
        frame.symbol = encoder.Parity(0);
        frame.size = static_cast<uint32_t>(frame.symbol.size);
        return m_blocks.Add(frame, PATIENCE, m_now).rebuilt;
    }

    std::unique_ptr<ErasureCode> m_code = ErasureCodes().Create("plain", {});
    static constexpr Nanoseconds PATIENCE{1000};

    BlockAssembly m_blocks{*m_code, 100};
    Nanoseconds m_now{0};
};

TEST_F(BlockAssemblyTest, ABlockIsRebuiltOnceAsSoonAsItCan)
{
    EXPECT_EQ(AddData(7, 1), nullptr);
    const BlockDecoder* block = AddParity(7);
    ASSERT_NE(block, nullptr);
    ASSERT_THAT(std::vector<std::size_t>(block->Rebuilt().begin(), block->Rebuilt().end()),
                ElementsAre(0));
    std::vector<uint8_t> expected = Source(0);
    expected.push_back(0); // as long as the parity
    EXPECT_EQ(std::vector<uint8_t>(block->Source(0).begin(), block->Source(0).end()), expected);
    EXPECT_EQ(AddData(7, 0), nullptr);
    EXPECT_EQ(AddParity(7), nullptr);
    EXPECT_EQ(m_blocks.Contradictions(), 0U);
}

TEST_F(BlockAssemblyTest, BlocksDoNotMixAndTheLatestFewAreRemembered)
{
    for (uint32_t wrap = UINT32_MAX - 3; wrap != UINT32_MAX - 3 + BlockAssembly::BLOCKS; ++wrap)
    {
        EXPECT_EQ(AddData(wrap, 1), nullptr);
    }
    for (uint32_t wrap = UINT32_MAX - 3; wrap != UINT32_MAX - 3 + BlockAssembly::BLOCKS; ++wrap)
    {
        EXPECT_NE(AddParity(wrap), nullptr) << wrap;
    }
    EXPECT_EQ(AddData(100, 1), nullptr);
    EXPECT_EQ(AddData(100 + BlockAssembly::BLOCKS, 1), nullptr); // takes the place of 100
    EXPECT_EQ(AddParity(100), nullptr);
    EXPECT_NE(AddParity(100 + BlockAssembly::BLOCKS), nullptr);
}

TEST_F(BlockAssemblyTest, ALaterBlockThatGetsNothingMoreGivesItsPlaceToAnEarlierOne)
{
    constexpr uint32_t FAR = 5 + 1000 * BlockAssembly::BLOCKS; // forged
    EXPECT_EQ(AddData(FAR, 1), nullptr);
    m_now += PATIENCE;
    EXPECT_EQ(AddData(5, 1), nullptr);
    EXPECT_EQ(AddParity(5), nullptr) << "not yet";
    m_now += Nanoseconds{1};
    EXPECT_EQ(AddData(5, 1), nullptr);
    EXPECT_NE(AddParity(5), nullptr);
}

TEST_F(BlockAssemblyTest, AContradictionIsCountedAndChangesNothing)
{
    AddData(1, 1);
    EXPECT_EQ(AddParity(1, 1), nullptr); // the block has more packets than that
    EXPECT_EQ(m_blocks.Contradictions(), 1U);
    EXPECT_NE(AddParity(1), nullptr);
}

TEST_F(BlockAssemblyTest, ARestartForgetsAllBlocks)
{
    AddData(9, 1);
    m_blocks.Restart();
    EXPECT_EQ(AddData(9 - BlockAssembly::BLOCKS, 1), nullptr);
    EXPECT_NE(AddParity(9 - BlockAssembly::BLOCKS), nullptr) << "numbers begin anew";
}

} // namespace
} // namespace qos
} // namespace ns3
