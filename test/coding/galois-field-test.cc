/* SPDX-License-Identifier: GPL-2.0-only */

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

TEST(GaloisFieldTest, AMultipleIsAddedToEveryByteAndToNoOther)
{
    constexpr uint32_t SEED = 11;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    constexpr std::size_t GUARD = 3; // also makes the addresses odd
    for (unsigned factor = 0; factor < 256; ++factor)
    {
        const std::size_t size = factor % 97; // below, at and above whole vectors
        std::vector<uint8_t> source(size + 2 * GUARD);
        std::vector<uint8_t> target(size + 2 * GUARD);
        for (std::size_t i = 0; i < source.size(); ++i)
        {
            source[i] = static_cast<uint8_t>(random());
            target[i] = static_cast<uint8_t>(random());
        }
        std::vector<uint8_t> expected = target;
        for (std::size_t i = GUARD; i < GUARD + size; ++i)
        {
            expected[i] ^= SlowMultiply(factor, source[i]);
        }
        GaloisField::MultiplyAdd(static_cast<uint8_t>(factor),
                                 {source.data() + GUARD, size},
                                 target.data() + GUARD);
        ASSERT_EQ(target, expected) << factor;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
