/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "coding-test-symbols.h"

#include "ns3/block-encoder.h"
#include "ns3/counting-erasure-code.h"
#include "ns3/erasure-code-registry.h"

#include <gtest/gtest.h>

#include <memory>

namespace ns3
{
namespace qos
{
namespace
{

/** An encoder with the default code, and sources to encode. */
class BlockEncoderTest : public testing::Test
{
  protected:
    /**
     * Check that the encoder's parity is that of whole blocks.
     * @param count how many of the sources it has
     */
    void ExpectParityOf(std::size_t count)
    {
        const Symbols sources(m_sources.begin(),
                              m_sources.begin() + static_cast<std::ptrdiff_t>(count));
        ASSERT_EQ(m_encoder.Size(), count);
        ASSERT_EQ(m_encoder.SymbolSize(), LongestOf(sources));
        const Symbols expected = ParityOf(*m_code, sources, 0, m_encoder.ParityCount());
        for (std::size_t row = 0; row < expected.size(); ++row)
        {
            ASSERT_EQ(CopyOf(m_encoder.Parity(row)), expected[row])
                << "row " << row << " of " << count << " sources";
        }
    }

    std::mt19937 m_random{4};
    Symbols m_sources = RandomSymbols(m_random, 40, 1, 1000);
    std::unique_ptr<ErasureCode> m_code = ErasureCodes().Create(DefaultErasureCode(), {});
    BlockEncoder m_encoder{*m_code};
};

TEST_F(BlockEncoderTest, HasTheParityOfTheBlockAfterEverySource)
{
    m_encoder.SetParityCount(5);
    for (std::size_t i = 0; i < m_sources.size(); ++i)
    {
        EXPECT_EQ(m_encoder.Add(m_sources[i]), i);
        ExpectParityOf(i + 1);
    }
}

TEST_F(BlockEncoderTest, RowsThatAreAddedLateAreAsIfTheyHadBeenThereFromTheStart)
{
    for (std::size_t i = 0; i < m_sources.size(); ++i)
    {
        if (i % 10 == 5)
        {
            m_encoder.SetParityCount(m_encoder.ParityCount() + 3);
            ExpectParityOf(i);
        }
        m_encoder.Add(m_sources[i]);
    }
    m_encoder.SetParityCount(20); // incremental redundancy
    ExpectParityOf(m_sources.size());
}

TEST_F(BlockEncoderTest, RowsThatWereForgottenComeBackRight)
{
    m_encoder.SetParityCount(8);
    m_encoder.Add(m_sources[0]);
    m_encoder.SetParityCount(2);
    m_encoder.Add(m_sources[1]);
    ExpectParityOf(2);
    m_encoder.SetParityCount(8);
    m_encoder.Add(m_sources[2]);
    ExpectParityOf(3);
}

TEST_F(BlockEncoderTest, ABlockAfterALargerOneSeesNothingOfIt)
{
    m_encoder.SetParityCount(4);
    for (const auto& source : m_sources)
    {
        m_encoder.Add(source);
    }
    m_encoder.Reset();
    EXPECT_EQ(m_encoder.Size(), 0U);
    EXPECT_EQ(m_encoder.SymbolSize(), 0U);
    EXPECT_EQ(m_encoder.ParityCount(), 4U);
    m_sources = RandomSymbols(m_random, 3, 10, 500);
    for (const auto& source : m_sources)
    {
        m_encoder.Add(source);
    }
    ExpectParityOf(3);
}

TEST_F(BlockEncoderTest, ABlockHas256SymbolsAndNotOneMore)
{
    const std::vector<uint8_t> source(10, 1);
    m_encoder.SetParityCount(6);
    for (int i = 0; i < 250; ++i)
    {
        m_encoder.Add(source);
    }
    const std::vector<uint8_t> before = CopyOf(m_encoder.Parity(5));
    EXPECT_THROW(m_encoder.Add(source), std::invalid_argument);
    EXPECT_THROW(m_encoder.SetParityCount(7), std::invalid_argument);
    EXPECT_THROW(m_encoder.SetParityCount(SIZE_MAX), std::invalid_argument);
    EXPECT_EQ(m_encoder.Size(), 250U);
    EXPECT_EQ(m_encoder.ParityCount(), 6U);
    EXPECT_EQ(CopyOf(m_encoder.Parity(5)), before);
    m_encoder.SetParityCount(5);
    EXPECT_EQ(m_encoder.Add(source), 250U);
}

TEST_F(BlockEncoderTest, AnEmptySourceIsAnErrorAndAddsNothing)
{
    EXPECT_THROW(m_encoder.Add({}), std::invalid_argument);
    EXPECT_EQ(m_encoder.Size(), 0U);
}

TEST_F(BlockEncoderTest, AllocatesNothingAfterABlockAsLarge)
{
    const auto block = [&] {
        m_encoder.Reset();
        m_encoder.SetParityCount(5);
        for (const auto& source : m_sources)
        {
            m_encoder.Add(source);
        }
        m_encoder.SetParityCount(9);
    };
    block();
    const AllocationWatch allocations;
    block();
    EXPECT_EQ(allocations.Count(), 0U);
}

TEST(CountingBlockEncoderTest, HasParityWithALengthAndWithoutBytes)
{
    CountingErasureCode code;
    BlockEncoder encoder(code);
    encoder.SetParityCount(2);
    encoder.Add({nullptr, 100});
    encoder.Add({nullptr, 300});
    encoder.SetParityCount(4);
    encoder.Add({nullptr, 200});
    EXPECT_EQ(encoder.Size(), 3U);
    EXPECT_EQ(encoder.ParityCount(), 4U);
    EXPECT_EQ(encoder.Parity(3).size, 300U);
    EXPECT_EQ(encoder.Parity(3).data, nullptr);
}

} // namespace
} // namespace qos
} // namespace ns3
