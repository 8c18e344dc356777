/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "coding-test-symbols.h"
#include "slow-field.h"

#include "ns3/rlnc-basis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using Bytes = std::vector<uint8_t>;

/**
 * @param random generator, which lives longer
 * @return draws from it
 */
RandomBytes
BytesFrom(std::mt19937& random)
{
    return [&random](MutableByteView bytes) {
        std::generate(bytes.begin(), bytes.end(), [&] { return static_cast<uint8_t>(random()); });
    };
}

/**
 * @param basis knows something
 * @param random draws
 * @return a combination
 */
Bytes
CombinationOf(RlncBasis& basis, const RandomBytes& random)
{
    Bytes vector(basis.VectorBytes());
    basis.Combine(random, vector);
    return vector;
}

/**
 * @param vector coefficients and, behind them, a sum
 * @param blocks what was combined
 * @return the sum that the coefficients yield, reckoned bit by bit
 */
Bytes
SumOf(const Bytes& vector, const Symbols& blocks)
{
    Bytes sum(blocks[0].size());
    for (std::size_t i = 0; i < blocks.size(); ++i)
    {
        for (std::size_t byte = 0; byte < sum.size(); ++byte)
        {
            sum[byte] ^= SlowMultiply(vector[i], blocks[i][byte]);
        }
    }
    return sum;
}

/**
 * @param blocks of a generation
 * @return what the source knows
 */
RlncBasis
SourceOf(const Symbols& blocks)
{
    RlncBasis source(blocks.size(), blocks[0].size());
    for (std::size_t i = 0; i < blocks.size(); ++i)
    {
        EXPECT_EQ(source.AddBlock(i, blocks[i]), VectorFate::Innovative);
    }
    return source;
}

// 2 x + 3 y = 7 and x + y = 1 over GF(2^8), by hand: x = 7 + 3 = 4, y = 4 + 1 = 5
TEST(RlncBasisTest, SolvesTwoEquations)
{
    RlncBasis basis(2, 1);
    EXPECT_EQ(basis.Add(Bytes{2, 3, 7}), VectorFate::Innovative);
    EXPECT_FALSE(basis.IsComplete());
    EXPECT_EQ(basis.Add(Bytes{1, 1, 1}), VectorFate::Innovative);
    ASSERT_TRUE(basis.IsComplete());
    EXPECT_EQ(CopyOf(basis.Block(0)), Bytes{4});
    EXPECT_EQ(CopyOf(basis.Block(1)), Bytes{5});
}

TEST(RlncBasisTest, CombinationsAreTheSumsThatTheirCoefficientsSay)
{
    constexpr uint32_t SEED = 41;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const RandomBytes draw = BytesFrom(random);
    for (const std::size_t count : {1, 2, 7, 32})
    {
        const Symbols blocks = RandomSymbols(random, count, 67, 67);
        RlncBasis source(count, 67);
        for (std::size_t known = 0; known < count; ++known)
        {
            source.AddBlock(known, blocks[known]);
            const Bytes vector = CombinationOf(source, draw);
            ASSERT_EQ(Bytes(vector.begin() + static_cast<std::ptrdiff_t>(count), vector.end()),
                      SumOf(vector, blocks));
            for (std::size_t i = known + 1; i < count; ++i)
            {
                ASSERT_EQ(vector[i], 0) << "of a block that is not known yet";
            }
        }
    }
}

// each node of the chain forgets nothing, knows only what the one before it sent, and recodes
TEST(RlncBasisTest, ChainsOfRecodersDeliverEveryByte)
{
    constexpr uint32_t SEED = 42;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const RandomBytes draw = BytesFrom(random);
    constexpr std::size_t HOPS = 5;
    for (const std::size_t count : {1, 2, 16, 32, 256})
    {
        const std::size_t size = 1 + random() % 200;
        const Symbols blocks = RandomSymbols(random, count, size, size);
        std::vector<RlncBasis> nodes{SourceOf(blocks)};
        nodes.resize(1 + HOPS, RlncBasis(count, size));
        std::size_t rounds = 0;
        for (; !nodes.back().IsComplete(); ++rounds)
        {
            ASSERT_LT(rounds, count + HOPS + 20);
            for (std::size_t hop = HOPS; hop > 0; --hop)
            {
                if (nodes[hop - 1].Rank() > 0)
                {
                    nodes[hop].Add(CombinationOf(nodes[hop - 1], draw));
                }
            }
        }
        for (std::size_t i = 0; i < count; ++i)
        {
            ASSERT_EQ(CopyOf(nodes.back().Block(i)), blocks[i]) << "block " << i << " of " << count;
        }
    }
}

TEST(RlncBasisTest, VectorsWithoutBytesHaveTheSameFates)
{
    constexpr uint32_t SEED = 43;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    constexpr std::size_t COUNT = 8;
    int redundant = 0;
    for (int run = 0; run < 200; ++run)
    {
        const Symbols blocks = RandomSymbols(random, COUNT, 5, 5);
        RlncBasis real(COUNT, 5);
        RlncBasis bare(COUNT);
        for (int step = 0; step < 14; ++step)
        {
            // sparse and with small coefficients, so that many are redundant
            Bytes vector(COUNT);
            for (int i = 0; i < 2; ++i)
            {
                vector[random() % COUNT] = static_cast<uint8_t>(random() % 3);
            }
            const VectorFate fate = bare.Add(vector);
            const Bytes sum = SumOf(vector, blocks);
            vector.insert(vector.end(), sum.begin(), sum.end());
            ASSERT_EQ(real.Add(vector), fate);
            ASSERT_EQ(real.Rank(), bare.Rank());
            redundant += fate == VectorFate::Redundant ? 1 : 0;
        }
        for (std::size_t i = 0; real.IsComplete() && i < COUNT; ++i)
        {
            ASSERT_EQ(CopyOf(real.Block(i)), blocks[i]);
        }
    }
    EXPECT_GT(redundant, 300);
}

/**
 * @param basis knows something of a generation
 * @param vector coefficients
 * @return whether all sums of multiples of two vectors that are there reach it, by trying
 */
bool
IsSpanned(const Symbols& basis, const Bytes& vector)
{
    for (unsigned a = 0; a < 256; ++a)
    {
        for (unsigned b = 0; b < 256; ++b)
        {
            bool isSame = true;
            for (std::size_t i = 0; isSame && i < vector.size(); ++i)
            {
                isSame = vector[i] == (SlowMultiply(a, basis[0][i]) ^ SlowMultiply(b, basis[1][i]));
            }
            if (isSame)
            {
                return true;
            }
        }
    }
    return false;
}

TEST(RlncBasisTest, AVectorIsInnovativeIfNoCombinationReachesIt)
{
    constexpr uint32_t SEED = 44;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    int redundant = 0;
    for (int run = 0; run < 60; ++run)
    {
        const Symbols known = RandomSymbols(random, 2, 3, 3);
        RlncBasis basis(3);
        if (basis.Add(known[0]) != VectorFate::Innovative ||
            basis.Add(known[1]) != VectorFate::Innovative)
        {
            continue;
        }
        const Bytes vector = run % 2 == 0 ? RandomSymbols(random, 1, 3, 3)[0]
                                          : CombinationOf(basis, BytesFrom(random));
        const bool isSpanned = IsSpanned(known, vector);
        redundant += isSpanned ? 1 : 0;
        ASSERT_EQ(basis.Add(vector), isSpanned ? VectorFate::Redundant : VectorFate::Innovative);
    }
    EXPECT_GT(redundant, 20);
}

// P(rank K with exactly K) = product of 1 - 256^-i = 0.99608; expected surplus = sum of
// 1 / (256^i - 1) = 0.0039
TEST(RlncBasisTest, RandomVectorsAreInnovativeAsOftenAsTheFieldSays)
{
    constexpr uint32_t SEED = 45;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const RandomBytes draw = BytesFrom(random);
    constexpr std::size_t COUNT = 32;
    constexpr int RUNS = 40000;
    double expectedFirst = 1;
    double expectedSurplus = 0;
    for (std::size_t i = 1; i <= COUNT; ++i)
    {
        expectedFirst *= 1 - std::pow(256.0, -static_cast<double>(i));
        expectedSurplus += 1 / (std::pow(256.0, static_cast<double>(i)) - 1);
    }
    EXPECT_NEAR(expectedFirst, 0.99608, 0.000005);
    EXPECT_NEAR(expectedSurplus, 0.0039, 0.00005);

    RlncBasis source(COUNT);
    for (std::size_t i = 0; i < COUNT; ++i)
    {
        source.AddBlock(i, {});
    }
    RlncBasis sink(COUNT);
    Bytes vector(COUNT);
    int first = 0;
    int surplus = 0;
    for (int run = 0; run < RUNS; ++run)
    {
        sink.Reset(0);
        int sent = 0;
        for (; !sink.IsComplete(); ++sent)
        {
            source.Combine(draw, vector);
            sink.Add(vector);
        }
        first += sent == COUNT ? 1 : 0;
        surplus += sent - static_cast<int>(COUNT);
    }
    // four standard deviations of a share, and of a sum of nearly Poisson numbers
    const double deviation = std::sqrt(expectedFirst * (1 - expectedFirst) / RUNS);
    EXPECT_NEAR(static_cast<double>(first) / RUNS, expectedFirst, 4 * deviation);
    EXPECT_NEAR(static_cast<double>(surplus) / RUNS,
                expectedSurplus,
                4 * std::sqrt(expectedSurplus / RUNS));
}

TEST(RlncBasisTest, WhatCannotBeTrueChangesNothing)
{
    constexpr uint32_t SEED = 46;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const Symbols blocks = RandomSymbols(random, 4, 10, 10);
    RlncBasis source = SourceOf(blocks);
    RlncBasis sink(4, 10);
    const RandomBytes draw = BytesFrom(random);
    while (!sink.IsComplete())
    {
        for (const std::size_t size : {0, 3, 4, 5, 13, 15, 1000})
        {
            EXPECT_EQ(sink.Add(Bytes(size, 1)), VectorFate::BadSize) << size;
        }
        Bytes noise(14, 0xAA);
        std::fill_n(noise.begin(), 4, uint8_t{0});
        EXPECT_EQ(sink.Add(noise), VectorFate::Zero);
        EXPECT_EQ(sink.AddBlock(4, blocks[0]), VectorFate::BadSize);
        EXPECT_EQ(sink.AddBlock(0, Bytes(11)), VectorFate::BadSize);
        sink.Add(CombinationOf(source, draw));
    }
    EXPECT_EQ(sink.Add(CombinationOf(source, draw)), VectorFate::Redundant);
    EXPECT_EQ(sink.AddBlock(0, Bytes(10, 0xAA)), VectorFate::Redundant);
    for (std::size_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(CopyOf(sink.Block(i)), blocks[i]);
    }
}

TEST(RlncBasisTest, NothingIsCombinedOfNothing)
{
    std::mt19937 random(1);
    RlncBasis basis(3);
    Bytes vector(3);
    EXPECT_THROW(basis.Combine(BytesFrom(random), vector), std::logic_error);
    EXPECT_THROW(RlncBasis(0), std::invalid_argument);
    EXPECT_THROW(RlncBasis(257), std::invalid_argument);
}

TEST(RlncBasisTest, ZeroIsNeverEmitted)
{
    RlncBasis basis(2);
    basis.AddBlock(1, {});
    int draws = 0;
    const RandomBytes mostlyZero = [&draws](MutableByteView bytes) {
        std::fill(bytes.begin(), bytes.end(), static_cast<uint8_t>(++draws == 3 ? 9 : 0));
    };
    EXPECT_EQ(CombinationOf(basis, mostlyZero), (Bytes{0, 9}));
    EXPECT_EQ(draws, 3);
}

TEST(RlncBasisTest, AddsAndCombinesWithoutAllocating)
{
    std::mt19937 random(47);
    const RandomBytes draw = BytesFrom(random);
    RlncBasis source = SourceOf(RandomSymbols(random, 32, 500, 500));
    RlncBasis sink(32, 500);
    Bytes vector(source.VectorBytes());
    const AllocationWatch watch;
    for (int generation = 0; generation < 3; ++generation)
    {
        sink.Reset(500);
        while (!sink.IsComplete())
        {
            source.Combine(draw, vector);
            sink.Add(vector);
        }
    }
    EXPECT_EQ(watch.Count(), 0U);
}

} // namespace
} // namespace qos
} // namespace ns3
