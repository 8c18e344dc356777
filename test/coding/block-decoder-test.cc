/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "coding-test-symbols.h"

#include "ns3/block-decoder.h"
#include "ns3/block-encoder.h"
#include "ns3/counting-erasure-code.h"
#include "ns3/erasure-code-registry.h"
#include "ns3/plain-erasure-code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;

constexpr std::size_t MAX_SIZE = 300; //!< of a symbol that decoders accept

/** A decoder with each code, and a block of 8 sources and 4 parity symbols. */
class BlockDecoderTest : public testing::TestWithParam<std::string>
{
  protected:
    static constexpr std::size_t K = 8;
    static constexpr std::size_t H = 4;

    /** @param index of a source symbol to receive */
    void TakeSource(std::size_t index)
    {
        EXPECT_EQ(m_decoder.AddSource(index, m_sources[index]), SymbolFate::Accepted);
    }

    /** @param row of a parity symbol to receive */
    void TakeParity(std::size_t row)
    {
        EXPECT_EQ(m_decoder.AddParity(row, m_parity[row], K), SymbolFate::Accepted);
    }

    /** @return a parity symbol, one byte shorter or longer */
    ByteView Resized(int change) const
    {
        return {m_longer.data(), m_parity[0].size() + static_cast<std::size_t>(change)};
    }

    /** Check that all sources are there; their bytes too if the code touches bytes. */
    void ExpectComplete() const
    {
        EXPECT_TRUE(m_decoder.IsComplete());
        for (std::size_t i = 0; i < K; ++i)
        {
            const auto rebuilt = m_decoder.Rebuilt();
            const bool wasRebuilt = std::find(rebuilt.begin(), rebuilt.end(), i) != rebuilt.end();
            const std::size_t size = wasRebuilt ? m_parity[0].size() : m_sources[i].size();
            ASSERT_TRUE(m_decoder.HasSource(i));
            const ByteView source = m_decoder.Source(i);
            ASSERT_EQ(source.size, size);
            if (m_code->HasBytes())
            {
                EXPECT_EQ(CopyOf(source), PaddedTo(m_sources[i], size)) << i;
            }
        }
    }

    std::mt19937 m_random{12};
    std::unique_ptr<ErasureCode> m_code = ErasureCodes().Create(GetParam(), {});
    PlainErasureCode m_plain;
    Symbols m_sources = RandomSymbols(m_random, K, 20, 200);
    Symbols m_parity = ParityOf(m_plain, m_sources, 0, H);
    std::vector<uint8_t> m_longer = std::vector<uint8_t>(MAX_SIZE + 1);
    BlockDecoder m_decoder{*m_code, MAX_SIZE};
};

TEST_P(BlockDecoderTest, IsCompleteWithAllSourcesOnceItKnowsTheirNumber)
{
    for (std::size_t i = 0; i < K; ++i)
    {
        TakeSource(i);
    }
    EXPECT_FALSE(m_decoder.IsComplete());
    EXPECT_EQ(m_decoder.Missing(), 0U);
    EXPECT_EQ(m_decoder.SetSourceCount(K), SymbolFate::Accepted);
    ExpectComplete();
    EXPECT_FALSE(m_decoder.CanRebuild());
    EXPECT_TRUE(m_decoder.Rebuild());
    EXPECT_EQ(m_decoder.Rebuilt().size, 0U);
}

TEST_P(BlockDecoderTest, RebuildsAsSoonAsItHasAsManySymbolsAsSources)
{
    TakeParity(3);
    for (const std::size_t i : {7U, 0U, 2U, 3U, 5U, 6U})
    {
        TakeSource(i);
    }
    EXPECT_EQ(m_decoder.SourceCount(), K);
    EXPECT_EQ(m_decoder.SourcesPresent(), 6U);
    EXPECT_EQ(m_decoder.ParitiesPresent(), 1U);
    EXPECT_EQ(m_decoder.Missing(), 2U);
    EXPECT_FALSE(m_decoder.CanRebuild());
    EXPECT_FALSE(m_decoder.Rebuild());
    EXPECT_FALSE(m_decoder.HasSource(1));
    TakeParity(1);
    EXPECT_TRUE(m_decoder.CanRebuild());
    EXPECT_FALSE(m_decoder.IsComplete());
    EXPECT_TRUE(m_decoder.Rebuild());
    const auto rebuilt = m_decoder.Rebuilt();
    EXPECT_THAT(std::vector<std::size_t>(rebuilt.begin(), rebuilt.end()), ElementsAre(1, 4));
    ExpectComplete();
}

TEST_P(BlockDecoderTest, ALateSourceIsADuplicateAfterItWasRebuiltAndLateParitySurplus)
{
    for (std::size_t i = 1; i < K; ++i)
    {
        TakeSource(i);
    }
    TakeParity(0);
    EXPECT_TRUE(m_decoder.Rebuild());
    EXPECT_EQ(m_decoder.AddSource(0, m_sources[0]), SymbolFate::Duplicate);
    EXPECT_EQ(m_decoder.AddParity(1, m_parity[1], K), SymbolFate::Surplus);
    EXPECT_EQ(m_decoder.AddParity(0, m_parity[0], K), SymbolFate::Duplicate);
    ExpectComplete();
}

TEST_P(BlockDecoderTest, ASourceThatComesBeforeRebuildingIsNotRebuilt)
{
    for (std::size_t i = 2; i < K; ++i)
    {
        TakeSource(i);
    }
    TakeParity(0);
    TakeParity(1);
    TakeSource(1);
    EXPECT_TRUE(m_decoder.Rebuild());
    const auto rebuilt = m_decoder.Rebuilt();
    EXPECT_THAT(std::vector<std::size_t>(rebuilt.begin(), rebuilt.end()), ElementsAre(0));
    ExpectComplete();
}

TEST_P(BlockDecoderTest, ParityThatIsNotNeededStillTellsTheNumberOfSources)
{
    for (std::size_t i = 0; i < K; ++i)
    {
        TakeSource(i);
    }
    EXPECT_EQ(m_decoder.AddParity(2, m_parity[2], K), SymbolFate::Surplus);
    EXPECT_EQ(m_decoder.ParitiesPresent(), 0U);
    ExpectComplete();
}

TEST_P(BlockDecoderTest, RefusesANumberOfSourcesThatNoBlockHasOrThatContradicts)
{
    EXPECT_EQ(m_decoder.AddParity(0, m_parity[0], 0), SymbolFate::BadCount);
    EXPECT_EQ(m_decoder.AddParity(0, m_parity[0], 257), SymbolFate::BadCount);
    EXPECT_EQ(m_decoder.AddParity(0, m_parity[0], SIZE_MAX), SymbolFate::BadCount);
    TakeSource(5);
    EXPECT_EQ(m_decoder.AddParity(0, m_parity[0], 5), SymbolFate::BadCount); // there is a sixth
    EXPECT_EQ(m_decoder.SetSourceCount(5), SymbolFate::BadCount);
    EXPECT_EQ(m_decoder.SourceCount(), 0U);
    TakeParity(0);
    EXPECT_EQ(m_decoder.AddParity(1, m_parity[1], K + 1), SymbolFate::BadCount);
    EXPECT_EQ(m_decoder.SetSourceCount(K + 1), SymbolFate::BadCount);
    EXPECT_EQ(m_decoder.SourceCount(), K);
    EXPECT_EQ(m_decoder.Count(SymbolFate::BadCount), 7U);
    EXPECT_EQ(m_decoder.Count(SymbolFate::Accepted), 2U);
}

TEST_P(BlockDecoderTest, RefusesIndicesAndRowsThatNoSuchBlockHas)
{
    EXPECT_EQ(m_decoder.AddSource(256, m_sources[0]), SymbolFate::BadIndex);
    EXPECT_EQ(m_decoder.AddSource(SIZE_MAX, m_sources[0]), SymbolFate::BadIndex);
    EXPECT_EQ(m_decoder.AddParity(256 - K, m_parity[0], K), SymbolFate::BadIndex);
    EXPECT_EQ(m_decoder.AddParity(SIZE_MAX, m_parity[0], K), SymbolFate::BadIndex);
    EXPECT_EQ(m_decoder.AddParity(0, m_parity[0], 256), SymbolFate::BadIndex);
    EXPECT_EQ(m_decoder.SourceCount(), 0U); // of what was refused, nothing is believed
    TakeParity(0);
    EXPECT_EQ(m_decoder.AddSource(K, m_sources[0]), SymbolFate::BadIndex);
    EXPECT_EQ(m_decoder.Count(SymbolFate::BadIndex), 6U);
}

TEST_P(BlockDecoderTest, RefusesSymbolsThatAreEmptyOrTooLarge)
{
    EXPECT_EQ(m_decoder.AddSource(0, {m_longer.data(), 0}), SymbolFate::BadSize);
    EXPECT_EQ(m_decoder.AddSource(0, m_longer), SymbolFate::BadSize);
    EXPECT_EQ(m_decoder.AddParity(0, {m_longer.data(), 0}, K), SymbolFate::BadSize);
    EXPECT_EQ(m_decoder.AddParity(0, m_longer, K), SymbolFate::BadSize);
    EXPECT_EQ(m_decoder.SourcesPresent() + m_decoder.ParitiesPresent(), 0U);
    EXPECT_EQ(m_decoder.AddSource(0, {m_longer.data(), MAX_SIZE}), SymbolFate::Accepted);
}

TEST_P(BlockDecoderTest, RefusesLengthsThatContradictEachOther)
{
    const auto longest =
        std::max_element(m_sources.begin(), m_sources.end(), [](const auto& a, const auto& b) {
            return a.size() < b.size();
        });
    TakeSource(static_cast<std::size_t>(longest - m_sources.begin()));
    EXPECT_EQ(m_decoder.AddParity(0, Resized(-1), K), SymbolFate::BadSize);
    TakeParity(0);
    EXPECT_EQ(m_decoder.AddParity(1, Resized(1), K), SymbolFate::BadSize);
    const std::size_t other = longest == m_sources.begin() ? 1 : 0;
    EXPECT_EQ(m_decoder.AddSource(other, Resized(1)), SymbolFate::BadSize);
    EXPECT_EQ(m_decoder.Count(SymbolFate::BadSize), 3U);
}

TEST_P(BlockDecoderTest, AfterResetNothingOfTheBlockIsLeftButTheCounters)
{
    TakeSource(0);
    TakeParity(0);
    EXPECT_EQ(m_decoder.AddSource(0, m_sources[0]), SymbolFate::Duplicate);
    m_decoder.Reset();
    EXPECT_EQ(m_decoder.SourceCount(), 0U);
    EXPECT_EQ(m_decoder.SourcesPresent() + m_decoder.ParitiesPresent(), 0U);
    EXPECT_EQ(m_decoder.Count(SymbolFate::Duplicate), 1U);
    EXPECT_EQ(m_decoder.AddParity(0, {m_longer.data(), 3}, 1), SymbolFate::Accepted);
    EXPECT_TRUE(m_decoder.Rebuild());
    EXPECT_EQ(m_decoder.Source(0).size, 3U);
}

TEST_P(BlockDecoderTest, AllocatesNothingAfterABlockWithAsManySymbols)
{
    const auto block = [&](std::size_t lost) {
        m_decoder.Reset();
        for (std::size_t i = 0; i < K; ++i)
        {
            if (i != lost && i != lost + 1)
            {
                m_decoder.AddSource(i, m_sources[i]);
            }
        }
        m_decoder.AddParity(lost % H, m_parity[lost % H], K);
        m_decoder.AddParity((lost + 1) % H, m_parity[(lost + 1) % H], K);
        return m_decoder.Rebuild();
    };
    EXPECT_TRUE(block(0));
    const AllocationWatch allocations;
    EXPECT_TRUE(block(5));
    EXPECT_EQ(allocations.Count(), 0U);
}

std::string
NameOf(const testing::TestParamInfo<std::string>& info)
{
    return info.param;
}

INSTANTIATE_TEST_SUITE_P(All, BlockDecoderTest, testing::ValuesIn(ErasureCodes().Names()), NameOf);

TEST(BlockCodingTest, PacketsOfAllSizesSurviveAsManyLossesAsThereIsParity)
{
    constexpr uint32_t SEED = 21;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto code = ErasureCodes().Create(DefaultErasureCode(), {});
    BlockEncoder encoder(*code);
    BlockDecoder decoder(*code, 1502);
    for (int trial = 0; trial < 200; ++trial)
    {
        const std::size_t k = 1 + random() % 60;
        const std::size_t h = random() % 20;
        const Symbols packets = RandomSymbols(random, k, 1, 1 + random() % 1500);
        encoder.Reset();
        encoder.SetParityCount(h);
        for (const auto& packet : packets)
        {
            encoder.Add(packet);
        }
        std::vector<std::size_t> order(k + h);
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), random);
        decoder.Reset();
        for (std::size_t i = 0; i < k; ++i) // the last h symbols are lost
        {
            const std::size_t symbol = order[i];
            const SymbolFate fate =
                symbol < k ? decoder.AddSource(symbol, packets[symbol])
                           : decoder.AddParity(symbol - k, encoder.Parity(symbol - k), k);
            ASSERT_EQ(fate, SymbolFate::Accepted);
        }
        decoder.SetSourceCount(k);
        ASSERT_TRUE(decoder.Rebuild());
        for (std::size_t i = 0; i < k; ++i)
        {
            // a rebuilt one is followed by zeros
            std::vector<uint8_t> symbol = CopyOf(decoder.Source(i));
            ASSERT_GE(symbol.size(), packets[i].size());
            symbol.resize(packets[i].size());
            ASSERT_EQ(symbol, packets[i]) << "trial " << trial << ", packet " << i;
        }
    }
}

/** What a decoder should know, written down naively. */
struct DecoderModel
{
    std::optional<std::size_t> count;                  //!< source symbols
    std::map<std::size_t, std::vector<uint8_t>> there; //!< sources, received or rebuilt
    std::map<std::size_t, std::size_t> parities;       //!< bytes, by row
    std::size_t longest = 0;                           //!< bytes of received sources

    bool IsPossible(std::size_t k) const
    {
        return count ? k == *count
                     : k >= 1 && k <= 256 && (there.empty() || there.rbegin()->first < k);
    }

    SymbolFate Source(std::size_t index, const std::vector<uint8_t>& bytes)
    {
        if (index >= count.value_or(256))
        {
            return SymbolFate::BadIndex;
        }
        if (there.count(index) != 0)
        {
            return SymbolFate::Duplicate;
        }
        const std::size_t most = parities.empty() ? MAX_SIZE : parities.begin()->second;
        if (bytes.empty() || bytes.size() > most)
        {
            return SymbolFate::BadSize;
        }
        there[index] = bytes;
        longest = std::max(longest, bytes.size());
        return SymbolFate::Accepted;
    }

    SymbolFate Parity(std::size_t row, std::size_t size, std::size_t k)
    {
        if (!IsPossible(k))
        {
            return SymbolFate::BadCount;
        }
        if (row + k > 255)
        {
            return SymbolFate::BadIndex;
        }
        if (parities.count(row) != 0)
        {
            return SymbolFate::Duplicate;
        }
        const bool isOther = !parities.empty() && parities.begin()->second != size;
        if (size == 0 || size > MAX_SIZE || size < longest || isOther)
        {
            return SymbolFate::BadSize;
        }
        count = k;
        if (there.size() + parities.size() >= k)
        {
            return SymbolFate::Surplus;
        }
        parities[row] = size;
        return SymbolFate::Accepted;
    }
};

/**
 * Rebuild a block with every code, and add it to what the model knows.
 * @param codes of the decoders
 * @param decoders have received what the model says
 * @param model knows the number of sources
 */
void
RebuildAll(const std::vector<std::unique_ptr<ErasureCode>>& codes,
           std::vector<BlockDecoder>& decoders,
           DecoderModel& model)
{
    std::vector<std::size_t> missing;
    for (std::size_t source = 0; source < *model.count; ++source)
    {
        if (model.there.count(source) == 0)
        {
            missing.push_back(source);
        }
    }
    Symbols rebuilt; // by the first code that touches bytes
    for (std::size_t i = 0; i < decoders.size(); ++i)
    {
        BlockDecoder& decoder = decoders[i];
        ASSERT_TRUE(decoder.Rebuild());
        ASSERT_TRUE(decoder.IsComplete());
        const auto indices = decoder.Rebuilt();
        ASSERT_EQ(std::vector<std::size_t>(indices.begin(), indices.end()), missing);
        if (!codes[i]->HasBytes())
        {
            continue;
        }
        for (const auto& [source, bytes] : model.there)
        {
            ASSERT_EQ(CopyOf(decoder.Source(source)), bytes) << "received source " << source;
        }
        Symbols ofThis;
        for (const std::size_t source : missing)
        {
            ofThis.push_back(CopyOf(decoder.Source(source)));
        }
        rebuilt = rebuilt.empty() ? ofThis : rebuilt;
        ASSERT_EQ(ofThis, rebuilt) << codes[i]->Name();
    }
    for (std::size_t i = 0; i < missing.size(); ++i)
    {
        model.there[missing[i]] = rebuilt[i];
    }
}

// whatever comes, every code does what the model says, and all of them rebuild the same bytes
TEST(BlockDecoderPropertyTest, AnySequenceOfCallsHasTheOutcomeOfAModelWithEveryCode)
{
    constexpr uint32_t SEED = 31;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    std::vector<std::unique_ptr<ErasureCode>> codes;
    std::vector<BlockDecoder> decoders;
    for (const std::string& name : ErasureCodes().Names())
    {
        codes.push_back(ErasureCodes().Create(name, {}));
        decoders.emplace_back(*codes.back(), MAX_SIZE);
    }
    const std::vector<uint8_t> noise = RandomSymbols(random, 1, 1000, 1000)[0];
    std::size_t rebuilt = 0;
    for (int block = 0; block < 3000; ++block)
    {
        DecoderModel model;
        for (BlockDecoder& decoder : decoders)
        {
            decoder.Reset();
        }
        // mostly what fits together, at times anything
        const std::size_t k = random() % 8 == 0 ? random() % 258 : 1 + random() % 12;
        const std::size_t size = 1 + random() % MAX_SIZE;
        const auto wild = [&](std::size_t usual, std::size_t limit) -> std::size_t {
            return random() % 16 == 0 ? random() % limit : usual;
        };
        for (int step = 0; step < 40; ++step)
        {
            const std::size_t index = wild(random() % (k + 4), 300);
            const std::size_t length = wild(1 + random() % size, MAX_SIZE + 3);
            const auto* const begin = noise.data() + random() % 600;
            const std::vector<uint8_t> bytes(begin, begin + length);
            const uint32_t action = random() % 16;
            std::optional<SymbolFate> fate;
            const std::size_t count = wild(k, 260);
            const std::size_t paritySize = wild(size, MAX_SIZE + 3);
            const std::vector<uint8_t> parity(begin, begin + paritySize);
            if (action < 10)
            {
                fate = model.Source(index, bytes);
            }
            else if (action < 15)
            {
                fate = model.Parity(index, paritySize, count);
            }
            const bool canRebuild = model.count && model.there.size() < *model.count &&
                                    model.there.size() + model.parities.size() >= *model.count;
            for (BlockDecoder& decoder : decoders)
            {
                if (action < 10)
                {
                    ASSERT_EQ(decoder.AddSource(index, bytes), *fate);
                }
                else if (action < 15)
                {
                    ASSERT_EQ(decoder.AddParity(index, parity, count), *fate);
                }
                ASSERT_EQ(decoder.SourceCount(), model.count.value_or(0));
                ASSERT_EQ(decoder.SourcesPresent(), model.there.size());
                ASSERT_EQ(decoder.ParitiesPresent(), model.parities.size());
                ASSERT_EQ(decoder.CanRebuild(), canRebuild);
            }
            if (action == 15 && canRebuild)
            {
                RebuildAll(codes, decoders, model);
                ++rebuilt;
            }
            if (HasFatalFailure())
            {
                return;
            }
        }
    }
    EXPECT_GT(rebuilt, 500U); // the sequences reach what they are for
}

} // namespace
} // namespace qos
} // namespace ns3
