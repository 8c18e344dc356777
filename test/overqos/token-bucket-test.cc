/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/token-bucket.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Bitrate ONE_MBPS = Bitrate::FromBitsPerSecond(1'000'000); // 1000 bytes in 8 ms

TEST(TokenBucketTest, SendsItsDepthAtOnceAndThenAtItsRate)
{
    TokenBucket bucket(ONE_MBPS, 3000);
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(bucket.NextEligible(1000, 5ms), 5ms) << i;
        bucket.Take(1000, 5ms);
    }
    EXPECT_EQ(bucket.NextEligible(1000, 5ms), 13ms);
    EXPECT_EQ(bucket.NextEligible(500, 5ms), 9ms);
    EXPECT_EQ(bucket.NextEligible(1000, 12ms), 13ms);
    EXPECT_EQ(bucket.NextEligible(1000, 14ms), 14ms);
}

TEST(TokenBucketTest, AChangeOfTheRateKeepsWhatIsInTheBucket)
{
    TokenBucket bucket(ONE_MBPS, 2000);
    bucket.Take(2000, 0ms);
    bucket.SetRate(Bitrate::FromBitsPerSecond(8'000'000), 4ms); // 500 bytes are in it
    EXPECT_DOUBLE_EQ(bucket.Tokens(4ms), 500);
    EXPECT_EQ(bucket.NextEligible(1000, 4ms), 4500us); // 500 bytes more at a byte per microsecond
    bucket.SetRate(Bitrate::FromBitsPerSecond(80'000), 4ms);
    EXPECT_EQ(bucket.NextEligible(1000, 4ms), 54ms);
}

TEST(TokenBucketTest, APacketLargerThanTheBucketWaitsUntilItIsFullAndLeavesADebt)
{
    TokenBucket bucket(ONE_MBPS, 1000);
    EXPECT_EQ(bucket.NextEligible(3000, 0ms), 0ms);
    bucket.Take(3000, 0ms);
    EXPECT_DOUBLE_EQ(bucket.Tokens(0ms), -2000);
    EXPECT_EQ(bucket.NextEligible(3000, 0ms), 24ms); // 2000 bytes of debt and 1000 of depth
}

TEST(TokenBucketTest, WithoutARateNothingWaits)
{
    TokenBucket bucket(Bitrate(), 1);
    for (int i = 0; i < 10; ++i)
    {
        EXPECT_EQ(bucket.NextEligible(1500, 1s), 1s);
        bucket.Take(1500, 1s);
    }
}

TEST(TokenBucketTest, ASlowRateAndALongTimeDoNotOverflow)
{
    constexpr uint32_t DEEP = 1U << 28U;
    TokenBucket bucket(Bitrate::FromBitsPerSecond(1), DEEP);
    bucket.Take(DEEP, 0s);
    bucket.Take(DEEP, 0s);
    EXPECT_EQ(bucket.NextEligible(DEEP, 0s), 16LL * DEEP * 1s);
    EXPECT_EQ(bucket.NextEligible(1, FOREVER - 1s), FOREVER - 1s);
    bucket.SetRate(Bitrate::FromBitsPerSecond(400'000'000'000), FOREVER / 2);
    EXPECT_EQ(bucket.NextEligible(DEEP, FOREVER), FOREVER);
}

TEST(TokenBucketTest, ADepthThatCannotBeIsRefused)
{
    EXPECT_THROW(TokenBucket(ONE_MBPS, 0), std::invalid_argument);
    EXPECT_THROW(TokenBucket(ONE_MBPS, (1U << 28U) + 1), std::invalid_argument);
}

// sum of bytes in any interval [s, t] <= depth + rate * (t - s), and what is always backlogged gets
// the rate to the nanosecond
TEST(TokenBucketTest, AnyIntervalIsWithinTheRateAndABacklogUsesAllOfIt)
{
    constexpr uint32_t SEED = 7;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const Bitrate rate = Bitrate::FromBitsPerSecond(7'654'321);
    constexpr uint32_t DEPTH = 4000;
    TokenBucket bucket(rate, DEPTH);
    Nanoseconds now{0};
    double sent = 0;
    double excess = 0; // the token bucket of the definition, in floating point
    Nanoseconds before{0};
    for (int i = 0; i < 20000; ++i)
    {
        const uint32_t size = 40 + static_cast<uint32_t>(random() % 1460);
        now = bucket.NextEligible(size, now);
        bucket.Take(size, now);
        excess =
            std::max(0.0, excess - 7654321.0 / 8e9 * static_cast<double>((now - before).count()));
        excess += size;
        before = now;
        sent += size;
        ASSERT_LE(excess, DEPTH + 0.01) << "packet " << i;
    }
    const double seconds = static_cast<double>(now.count()) / 1e9;
    // each wait ends within a nanosecond of its bucket's level
    EXPECT_NEAR(sent, DEPTH + seconds * 7654321 / 8, 0.1);
}

} // namespace
} // namespace qos
} // namespace ns3
