/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "coding-test-symbols.h"
#include "slow-field.h"

#include "ns3/counting-erasure-code.h"
#include "ns3/erasure-code-registry.h"
#include "ns3/isal-erasure-code.h"
#include "ns3/plain-erasure-code.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>

#ifdef __x86_64__
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace ns3
{
namespace qos
{
namespace
{

using testing::HasSubstr;

constexpr std::size_t MAX_SYMBOLS = ErasureCode::MAX_SYMBOLS;

/**
 * @param sources of a block
 * @param row number of a parity symbol
 * @return the symbol, as the documentation of the code defines it, with the field of this test
 */
std::vector<uint8_t>
DefinedParity(const Symbols& sources, std::size_t row)
{
    std::vector<uint8_t> parity(LongestOf(sources));
    for (std::size_t source = 0; source < sources.size(); ++source)
    {
        const uint8_t coefficient = SlowInverse(static_cast<unsigned>((255 - row) ^ source));
        for (std::size_t i = 0; i < sources[source].size(); ++i)
        {
            parity[i] ^= SlowMultiply(coefficient, sources[source][i]);
        }
    }
    return parity;
}

/** Part of a block as a receiver has it. */
class Received
{
  public:
    /**
     * @param sources all source symbols, for as long as this lives
     * @param parity parity symbols from row 0 on, for as long as this lives
     */
    Received(const Symbols& sources, const Symbols& parity)
        : m_sources(sources),
          m_parity(parity),
          m_views(ViewsOf(sources))
    {
    }

    /** @param index of a source symbol that is lost */
    void LoseSource(std::size_t index)
    {
        m_views[index] = {nullptr, 12345}; // whoever looks at it will be noticed
        m_missing.push_back(index);
    }

    /** @param row of a parity symbol that is there */
    void TakeParity(std::size_t row)
    {
        m_parities.push_back({row, m_parity[row]});
    }

    /**
     * @param code rebuilds the missing sources
     * @return whether it says that it did, and did if it touches bytes
     */
    bool IsRebuiltBy(ErasureCode& code)
    {
        const std::size_t size = LongestOf(m_sources);
        const std::vector<uint8_t> untouched(size, 0xEE);
        Symbols rebuilt(m_missing.size(), untouched);
        const bool isRebuilt =
            code.Reconstruct({m_views, m_missing, m_parities}, PointersTo(rebuilt));
        for (std::size_t i = 0; i < m_missing.size(); ++i)
        {
            const bool isWritten = isRebuilt && code.HasBytes();
            EXPECT_EQ(rebuilt[i], isWritten ? PaddedTo(m_sources[m_missing[i]], size) : untouched)
                << "source " << m_missing[i];
        }
        return isRebuilt;
    }

  private:
    const Symbols& m_sources;
    const Symbols& m_parity;
    std::vector<ByteView> m_views;
    std::vector<std::size_t> m_missing;
    std::vector<ReceivedParity> m_parities;
};

/** Every code of the registry. */
class ErasureCodeTest : public testing::TestWithParam<std::string>
{
  protected:
    std::unique_ptr<ErasureCode> m_code = ErasureCodes().Create(GetParam(), {});
    PlainErasureCode m_plain; // makes the parity for codes that make none
};

/** Those that touch bytes. */
class ByteCodeTest : public ErasureCodeTest
{
};

// computed by a program in another language, from the definition of the code
TEST_P(ByteCodeTest, MakesTheParityThatAnotherProgramMakes)
{
    const auto bytes = [](const std::string& text) {
        return std::vector<uint8_t>(text.begin(), text.end());
    };
    const Symbols sources{bytes("OverQoS: "),
                          bytes("an overlay "),
                          bytes("for the Internet"),
                          bytes("!")};
    const Symbols expected{{0x8B,
                            0xB0,
                            0x3D,
                            0x40,
                            0x37,
                            0x0F,
                            0x81,
                            0xC8,
                            0x40,
                            0xA3,
                            0x4C,
                            0x83,
                            0x0F,
                            0x34,
                            0x83,
                            0x37},
                           {0x47,
                            0x9D,
                            0x70,
                            0x8C,
                            0xAC,
                            0x46,
                            0x5F,
                            0xB7,
                            0xF7,
                            0x67,
                            0x79,
                            0x73,
                            0xB0,
                            0x2D,
                            0x73,
                            0xAF},
                           {0x99,
                            0xEC,
                            0x33,
                            0x8B,
                            0x0B,
                            0x64,
                            0x9F,
                            0x90,
                            0xF3,
                            0x06,
                            0x84,
                            0x49,
                            0xEB,
                            0xE8,
                            0x49,
                            0xDF}};
    EXPECT_EQ(ParityOf(*m_code, sources, 0, 3), expected);
}

TEST_P(ByteCodeTest, MakesTheParityOfItsDefinitionForSymbolsOfEveryLength)
{
    constexpr uint32_t SEED = 5;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const std::size_t longest : {1U, 31U, 63U, 64U, 65U, 127U, 128U, 200U, 1500U})
    {
        for (const std::size_t shortest : {std::size_t{1}, longest / 2 + 1, longest})
        {
            const std::size_t count = 1 + random() % 20;
            const std::size_t first = random() % 20;
            const Symbols sources = RandomSymbols(random, count, shortest, longest);
            const Symbols parity = ParityOf(*m_code, sources, first, 7);
            for (std::size_t i = 0; i < parity.size(); ++i)
            {
                ASSERT_EQ(parity[i], DefinedParity(sources, first + i))
                    << count << " sources of " << shortest << " to " << longest << " bytes, row "
                    << first + i;
            }
        }
    }
}

TEST_P(ByteCodeTest, SourceBySourceMakesTheSameParityAsTheWholeBlock)
{
    constexpr uint32_t SEED = 6;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const std::size_t longest : {1U, 40U, 64U, 70U, 130U, 1000U})
    {
        const Symbols sources = RandomSymbols(random, 50, 0, longest);
        const std::size_t size = LongestOf(sources);
        Symbols parity(9, std::vector<uint8_t>(size, 0));
        const std::vector<uint8_t*> rows = PointersTo(parity);
        for (std::size_t source = 0; source < sources.size(); ++source)
        {
            m_code->Accumulate(source, sources[source], {3, rows, size});
        }
        EXPECT_EQ(parity, ParityOf(*m_code, sources, 3, 9)) << longest;
    }
}

TEST_P(ByteCodeTest, ABlockWithoutSourcesHasParityOfZeros)
{
    Symbols parity(3, std::vector<uint8_t>(70, 0xEE));
    m_code->Encode({}, {0, PointersTo(parity), 70});
    EXPECT_EQ(parity, Symbols(3, std::vector<uint8_t>(70, 0)));
}

TEST_P(ByteCodeTest, AllocatesNothingAfterTheFirstBlockOfASize)
{
    std::mt19937 random(1);
    const Symbols sources = RandomSymbols(random, 40, 900, 1000);
    const std::vector<ByteView> views = ViewsOf(sources);
    Symbols parity = ParityOf(*m_code, sources, 0, 10);
    const std::vector<uint8_t*> rows = PointersTo(parity);
    const std::size_t size = LongestOf(sources);
    const std::vector<std::size_t> missing{1, 2, 30};
    const std::vector<ReceivedParity> received{{0, parity[0]}, {1, parity[1]}, {7, parity[7]}};
    Symbols rebuilt(3, std::vector<uint8_t>(size));
    const std::vector<uint8_t*> targets = PointersTo(rebuilt);
    const auto work = [&] {
        m_code->Encode(views, {0, rows, size});
        m_code->Reconstruct({views, missing, received}, targets);
        m_code->Encode({views.data(), views.size() - 1}, {0, rows, size});
        m_code->Accumulate(views.size() - 1, views.back(), {0, rows, size});
    };
    work();
    const AllocationWatch allocations;
    work();
    EXPECT_EQ(allocations.Count(), 0U);
    EXPECT_EQ(rebuilt[2], PaddedTo(sources[30], size));
}

#ifdef __x86_64__

/** @return whether the processor tells which parts of its registers are in use */
bool
TellsWhatIsInUse()
{
    constexpr unsigned EXTENDED_STATE = 0xD;
    constexpr unsigned TELLS = 1U << 2;
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    return __get_cpuid_count(EXTENDED_STATE, 1, &a, &b, &c, &d) != 0 && (a & TELLS) != 0 &&
           __builtin_cpu_supports("avx") != 0;
}

/** @return whether upper halves of vector registers are in use */
__attribute__((target("xsave"))) bool
AreUpperHalvesInUse()
{
    constexpr uint64_t UPPER_HALVES = 1U << 2;
    return (_xgetbv(1) & UPPER_HALVES) != 0;
}

/** Take them out of use. */
__attribute__((noinline, target("avx"))) void
ClearThem()
{
    _mm256_zeroupper();
}

// while they are, every other instruction on vector registers waits for them
TEST_P(ByteCodeTest, LeavesNoUpperHalvesOfVectorRegistersInUse)
{
    if (!TellsWhatIsInUse())
    {
        GTEST_SKIP() << "this processor does not tell";
    }
    ClearThem();
    if (AreUpperHalvesInUse())
    {
        GTEST_SKIP() << "this processor does not tell precisely";
    }
    std::mt19937 random(2);
    for (const std::size_t shortest : {100U, 1000U})
    {
        const Symbols sources = RandomSymbols(random, 10, shortest, 1000);
        Symbols parity(3, std::vector<uint8_t>(1000));
        const std::vector<ByteView> views = ViewsOf(sources);
        const std::vector<uint8_t*> rows = PointersTo(parity);
        m_code->Encode(views, {0, rows, 1000});
        EXPECT_FALSE(AreUpperHalvesInUse());
        m_code->Accumulate(0, views[0], {0, rows, 1000});
        EXPECT_FALSE(AreUpperHalvesInUse());
    }
}

#endif

TEST_P(ErasureCodeTest, RebuildsFromEveryKOfEveryBlockOfUpTo12SymbolsAndFromNoFewer)
{
    constexpr uint32_t SEED = 7;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    constexpr std::size_t MOST = 12;
    for (std::size_t n = 1; n <= MOST; ++n)
    {
        for (std::size_t k = 1; k <= n; ++k)
        {
            const Symbols sources = RandomSymbols(random, k, 1, n % 2 == 0 ? 9 : 90);
            const Symbols parity = ParityOf(m_plain, sources, 0, n - k);
            for (uint32_t lost = 0; lost < 1U << n; ++lost)
            {
                const auto isLost = [&](std::size_t symbol) { return (lost >> symbol & 1U) != 0; };
                Received received(sources, parity);
                std::size_t there = 0;
                for (std::size_t symbol = 0; symbol < n; ++symbol)
                {
                    there += isLost(symbol) ? 0 : 1;
                    if (symbol < k && isLost(symbol))
                    {
                        received.LoseSource(symbol);
                    }
                    if (symbol >= k && !isLost(symbol))
                    {
                        received.TakeParity(symbol - k);
                    }
                }
                ASSERT_EQ(received.IsRebuiltBy(*m_code), there >= k)
                    << "k " << k << ", n " << n << ", lost " << lost;
            }
        }
    }
}

TEST_P(ErasureCodeTest, RebuildsLargeBlocksFromAnyKSymbols)
{
    constexpr uint32_t SEED = 8;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const std::size_t n : {std::size_t{255}, MAX_SYMBOLS})
    {
        for (const std::size_t k : {std::size_t{1}, n / 2, 2 * n / 3, n - 2, n - 1})
        {
            const Symbols sources = RandomSymbols(random, k, 60, 80);
            const Symbols parity = ParityOf(m_plain, sources, 0, n - k);
            for (int trial = 0; trial < 5; ++trial)
            {
                std::vector<std::size_t> order(n);
                std::iota(order.begin(), order.end(), 0);
                std::shuffle(order.begin(), order.end(), random);
                Received received(sources, parity);
                for (std::size_t i = 0; i < n; ++i)
                {
                    const std::size_t symbol = order[i];
                    if (i < k && symbol >= k)
                    {
                        received.TakeParity(symbol - k); // in any order
                    }
                    if (i >= k && symbol < k)
                    {
                        received.LoseSource(symbol);
                    }
                }
                ASSERT_TRUE(received.IsRebuiltBy(*m_code)) << "k " << k << ", n " << n;
            }
        }
    }
}

TEST_P(ErasureCodeTest, MoreParityThanNeededDoesNoHarmAndOneTooFewWritesNothing)
{
    std::mt19937 random(9);
    const Symbols sources = RandomSymbols(random, 20, 100, 200);
    const Symbols parity = ParityOf(m_plain, sources, 0, 6);
    for (std::size_t taken = 0; taken <= parity.size(); ++taken)
    {
        Received received(sources, parity);
        for (const std::size_t source : {17U, 0U, 5U}) // in any order
        {
            received.LoseSource(source);
        }
        for (std::size_t row = 0; row < taken; ++row)
        {
            received.TakeParity(parity.size() - 1 - row);
        }
        EXPECT_EQ(received.IsRebuiltBy(*m_code), taken >= 3) << taken;
    }
}

TEST_P(ErasureCodeTest, WhatCannotBeABlockIsAnError)
{
    std::vector<uint8_t> bytes(10);
    uint8_t* const row = bytes.data();
    const ParityRows last{254, {&row, 1}, 10};
    const ParityRows beyond{255, {&row, 1}, 10};
    const ParityRows overflow{SIZE_MAX, {&row, 1}, 10};
    const ByteView longer{row, 11};
    const std::vector<ByteView> two{{row, 5}, {row, 5}};
    EXPECT_NO_THROW(m_code->Accumulate(0, {}, last));
    EXPECT_THROW(m_code->Accumulate(1, {}, last), std::invalid_argument);
    EXPECT_THROW(m_code->Accumulate(0, {}, beyond), std::invalid_argument);
    EXPECT_THROW(m_code->Accumulate(0, {}, overflow), std::invalid_argument);
    EXPECT_THROW(m_code->Accumulate(SIZE_MAX, {}, last), std::invalid_argument);
    EXPECT_THROW(m_code->Accumulate(0, longer, last), std::invalid_argument);
    EXPECT_THROW(m_code->Encode(two, last), std::invalid_argument);
    EXPECT_THROW(m_code->Encode({&longer, 1}, {0, {&row, 1}, 10}), std::invalid_argument);
}

TEST_P(ErasureCodeTest, WhatCannotHaveBeenReceivedIsAnErrorThatNamesIt)
{
    std::vector<uint8_t> bytes(10);
    const std::vector<ByteView> two{{bytes.data(), 5}, {bytes.data(), 5}};
    const std::vector<uint8_t*> targets{bytes.data()};
    const auto expectError = [&](const std::vector<std::size_t>& missing,
                                 const std::vector<ReceivedParity>& parities,
                                 const std::vector<uint8_t*>& rebuilt,
                                 const std::string& text) {
        try
        {
            m_code->Reconstruct({two, missing, parities}, rebuilt);
            FAIL() << text;
        }
        catch (const std::invalid_argument& error)
        {
            EXPECT_THAT(error.what(), HasSubstr(text));
        }
    };
    const ReceivedParity good{0, {bytes.data(), 5}};
    expectError({2}, {good}, targets, "missing source symbol 2");
    expectError({1, 1}, {good, {1, good.bytes}}, targets, "missing source symbol 1");
    expectError({1}, {{254, good.bytes}}, targets, "parity symbol 254");
    expectError({1}, {{SIZE_MAX, good.bytes}}, targets, "parity symbol");
    expectError({1}, {good, good}, targets, "parity symbol 0");
    expectError({0, 1}, {good, {1, {bytes.data(), 6}}}, {bytes.data(), bytes.data()}, "5 and 6");
    expectError({1}, {{0, {bytes.data(), 4}}}, targets, "5 bytes");
    expectError({1}, {good}, {}, "must be 1");
}

std::string
NameOf(const testing::TestParamInfo<std::string>& info)
{
    return info.param;
}

std::vector<std::string>
ByteCodes()
{
    std::vector<std::string> names = ErasureCodes().Names();
    const auto hasNone = [](const std::string& name) {
        return !ErasureCodes().Create(name, {})->HasBytes();
    };
    names.erase(std::remove_if(names.begin(), names.end(), hasNone), names.end());
    return names;
}

INSTANTIATE_TEST_SUITE_P(All, ErasureCodeTest, testing::ValuesIn(ErasureCodes().Names()), NameOf);
INSTANTIATE_TEST_SUITE_P(All, ByteCodeTest, testing::ValuesIn(ByteCodes()), NameOf);

TEST(ErasureCodesTest, HaveTheirNamesAndADefaultThatTouchesBytes)
{
    for (const std::string& name : ErasureCodes().Names())
    {
        EXPECT_EQ(ErasureCodes().Create(name, {})->Name(), name);
    }
    EXPECT_TRUE(ErasureCodes().Create(DefaultErasureCode(), {})->HasBytes());
    EXPECT_FALSE(ErasureCodes().Create(CountingErasureCode::NAME, {})->HasBytes());
}

TEST(ErasureCodesTest, IsalIsTheDefaultWhereItIsAndItsNameUnknownWhereItIsNot)
{
    const bool hasIsal = MakeIsalErasureCode() != nullptr;
    EXPECT_EQ(DefaultErasureCode(), hasIsal ? "isal" : "plain");
    if (!hasIsal)
    {
        EXPECT_THROW(ErasureCodes().Create("isal", {}), std::invalid_argument);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
