/* SPDX-License-Identifier: GPL-2.0-only */

#include "coding-test-symbols.h"
#include "slow-field.h"

#include "ns3/galois-field.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

TEST(GaloisFieldTest, EveryProductIsThatOfThePolynomials)
{
    for (unsigned a = 0; a < 256; ++a)
    {
        for (unsigned b = 0; b < 256; ++b)
        {
            ASSERT_EQ(GaloisField::Multiply(static_cast<uint8_t>(a), static_cast<uint8_t>(b)),
                      SlowMultiply(a, b))
                << a << " * " << b;
        }
    }
}

TEST(GaloisFieldTest, EveryElementButZeroHasTheInverseThatTryingFinds)
{
    for (unsigned a = 1; a < 256; ++a)
    {
        ASSERT_EQ(GaloisField::Inverse(static_cast<uint8_t>(a)), SlowInverse(a)) << a;
    }
}

TEST(GaloisFieldTest, PowersRepeatAndLogarithmsUndoThem)
{
    unsigned power = 1;
    for (unsigned exponent = 0; exponent < 3 * GaloisField::ORDER; ++exponent)
    {
        const uint8_t element = GaloisField::Power(exponent);
        ASSERT_EQ(element, power) << exponent;
        ASSERT_EQ(GaloisField::Logarithm(element), exponent % GaloisField::ORDER);
        power = SlowMultiply(power, 2);
    }
}

TEST(GaloisFieldTest, MultiplesAreAddedToEveryByteAndToNoOther)
{
    constexpr uint32_t SEED = 11;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    constexpr std::size_t GUARD = 3; // also makes the addresses odd
    for (std::size_t first = 0; first < 256; ++first)
    {
        const std::size_t size = first % 97; // below, at and above whole vectors
        const std::size_t count = first % 11;
        const Symbols symbols =
            RandomSymbols(random, count + 1, size + 2 * GUARD, size + 2 * GUARD);
        const std::vector<uint8_t>& source = symbols.back();
        Symbols targets(symbols.begin(), symbols.end() - 1);
        Symbols expected = targets;
        std::vector<uint8_t> factors;
        std::vector<uint8_t*> pointers;
        for (std::size_t i = 0; i < count; ++i)
        {
            factors.push_back(static_cast<uint8_t>(first + i * 23));
            pointers.push_back(targets[i].data() + GUARD);
            for (std::size_t byte = GUARD; byte < GUARD + size; ++byte)
            {
                expected[i][byte] ^= SlowMultiply(factors[i], source[byte]);
            }
        }
        GaloisField::MultiplyAdd(factors, {source.data() + GUARD, size}, pointers);
        ASSERT_EQ(targets, expected) << "factors from " << first;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
