/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/bandwidth-history.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

TEST(BandwidthHistoryTest, KnowsNothingWithoutASample)
{
    const BandwidthHistory history;
    EXPECT_FALSE(history.Guaranteeable());
    EXPECT_FALSE(history.Mean());
    EXPECT_FALSE(history.HasEnoughSamples());
}

// 1 to 2000 kbit/s, shuffled: 20 samples are below 21 kbit/s
TEST(BandwidthHistoryTest, OneInAHundredSamplesIsBelowTheGuaranteeableBandwidth)
{
    constexpr uint32_t SEED = 43;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::vector<uint64_t> rates(2000);
    std::iota(rates.begin(), rates.end(), 1);
    std::shuffle(rates.begin(), rates.end(), std::mt19937(SEED));
    BandwidthHistory history;
    Nanoseconds now{0};
    for (const uint64_t rate : rates)
    {
        EXPECT_FALSE(history.HasEnoughSamples());
        history.Add(Bitrate::FromBitsPerSecond(rate * 1000), now += 150ms);
    }
    EXPECT_TRUE(history.HasEnoughSamples()); // 20/u of them, in five minutes
    EXPECT_EQ(history.Guaranteeable()->BitsPerSecond(), 21'000U);
    EXPECT_EQ(history.Mean()->BitsPerSecond(), 1'000'500U);
}

TEST(BandwidthHistoryTest, AgreesWithASortedListWhileSamplesComeAndGrowOld)
{
    constexpr uint32_t SEED = 47;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const double share : {0.01, 0.1, 0.5})
    {
        SCOPED_TRACE(share);
        BandwidthHistoryParams params;
        params.missProbability = share;
        BandwidthHistory history(params);
        const auto most = static_cast<std::size_t>(std::lround(20 / share));
        std::deque<std::pair<Nanoseconds, uint64_t>> samples;
        Nanoseconds now{0};
        for (int i = 0; i < 5000; ++i)
        {
            const bool isPause = random() % 500 == 0;
            now += isPause ? Nanoseconds(100s * (random() % 4)) : Nanoseconds(200ms);
            const uint64_t rate = 1 + random() % (i < 2500 ? 1000 : 300); // with equal ones
            history.Add(Bitrate::FromBitsPerSecond(rate), now);
            samples.emplace_back(now, rate);
            while (samples.size() > most || now - samples.front().first > 5min)
            {
                samples.pop_front();
            }
            ASSERT_EQ(history.Samples(), samples.size());
            std::vector<uint64_t> sorted;
            uint64_t sum = 0;
            for (const auto& sample : samples)
            {
                sorted.push_back(sample.second);
                sum += sample.second;
            }
            const auto place =
                static_cast<std::size_t>(share * static_cast<double>(sorted.size()) + 1e-9);
            std::nth_element(sorted.begin(),
                             sorted.begin() + static_cast<std::ptrdiff_t>(place),
                             sorted.end());
            ASSERT_EQ(history.Guaranteeable()->BitsPerSecond(), sorted[place]) << "sample " << i;
            ASSERT_EQ(history.Mean()->BitsPerSecond(), sum / sorted.size());
        }
        history.Forget(now + 301s);
        EXPECT_EQ(history.Samples(), 0U);
        EXPECT_FALSE(history.Guaranteeable());
    }
}

// the promise of the paper: over stationary loads the next five minutes miss as often as u says
TEST(BandwidthHistoryTest, TheShareOfMissesInTheFutureIsThatOfThePast)
{
    constexpr uint32_t SEED = 53;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    std::lognormal_distribution<> rate(14, 0.5);
    const auto draw = [&] { return static_cast<uint64_t>(rate(random)) + 1; };
    double misses = 0;
    constexpr int RUNS = 40;
    for (int run = 0; run < RUNS; ++run)
    {
        BandwidthHistory history;
        Nanoseconds now{0};
        while (!history.HasEnoughSamples())
        {
            history.Add(Bitrate::FromBitsPerSecond(draw()), now += 150ms);
        }
        for (int i = 0; i < 2000; ++i)
        {
            misses += draw() < history.Guaranteeable()->BitsPerSecond() ? 1 : 0;
        }
    }
    // 20 of 2000 by the estimate and by the test: a deviation of sqrt(2/20) of a run
    EXPECT_NEAR(misses / (RUNS * 2000), 0.01, 4 * 0.01 * std::sqrt(2.0 / 20 / RUNS));
}

TEST(BandwidthHistoryTest, RefusesNoBandwidthAndNoProbability)
{
    BandwidthHistory history;
    EXPECT_THROW(history.Add(Bitrate(), 0s), std::invalid_argument);
    EXPECT_EQ(history.Samples(), 0U);
    BandwidthHistoryParams params;
    for (const double probability : {0.0, 1.0, -1.0})
    {
        params.missProbability = probability;
        EXPECT_THROW(BandwidthHistory{params}, std::invalid_argument);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
