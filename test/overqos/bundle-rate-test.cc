/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/bundle-rate.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Bitrate TEN_MBPS = Bitrate::FromBitsPerSecond(10'000'000);

/** @return an observation of received frames over a path of 100 ms */
LinkObservation
Received(uint32_t frames)
{
    LinkObservation observation;
    observation.isNews = true;
    observation.received = frames;
    observation.roundTrip = 100ms;
    return observation;
}

TEST(BundleRateTest, DataGetsWhatRedundancyLeavesOfAConstantRate)
{
    BundleRateParams params;
    params.constant = TEN_MBPS;
    BundleRate rate(params);
    EXPECT_EQ(rate.Total(), TEN_MBPS);
    EXPECT_EQ(rate.Data(), TEN_MBPS);
    EXPECT_FALSE(rate.IsInSlowStart());
    EXPECT_EQ(rate.NextEvent(), FOREVER);
    rate.Report(Received(10), 0.25, false, 0, 1s);
    EXPECT_EQ(rate.Data().BitsPerSecond(), 7'500'000U);
    EXPECT_EQ(rate.Total(), TEN_MBPS);
}

TEST(BundleRateTest, TheSuccessorsCeilingHoldsForDataUntilItIsLifted)
{
    BundleRateParams params;
    params.constant = TEN_MBPS;
    BundleRate rate(params);
    rate.Report(Received(10), 0.25, false, 2000, 1s);
    EXPECT_EQ(rate.Data().BitsPerSecond(), 2'000'000U);
    EXPECT_EQ(rate.Total(), TEN_MBPS) << "which may go on repairing";
    rate.Report(Received(10), 0.25, false, 9000, 2s);
    EXPECT_EQ(rate.Data().BitsPerSecond(), 7'500'000U);
    rate.Report(Received(10), 0.25, false, UINT32_MAX, 3s);
    EXPECT_EQ(rate.Data().BitsPerSecond(), 7'500'000U);
}

TEST(BundleRateTest, DataIsNeverInfinitelyFast)
{
    BundleRateParams params;
    params.constant = Bitrate::FromBitsPerSecond(1);
    BundleRate rate(params);
    rate.Report(Received(1), 0.99, false, 0, 1s);
    EXPECT_EQ(rate.Data().BitsPerSecond(), 1U);
}

TEST(BundleRateTest, ThePipeBeginsInSlowStartAndLeavesItAtALoss)
{
    BundleRate rate(BundleRateParams{});
    EXPECT_TRUE(rate.IsInSlowStart());
    Nanoseconds now{0};
    for (int round = 0; round < 4; ++round)
    {
        rate.Send(now);
        now += 100ms;
        rate.Report(Received(1000), 0, false, 0, now);
    }
    EXPECT_TRUE(rate.IsInSlowStart());
    EXPECT_EQ(rate.History().Samples(), 0U) << "c is not known yet";
    const uint64_t before = rate.Total().BitsPerSecond();
    LinkObservation lossy = Received(1000);
    lossy.lost = 1;
    rate.Report(lossy, 0, false, 0, now += 100ms);
    EXPECT_FALSE(rate.IsInSlowStart());
    EXPECT_NEAR(static_cast<double>(rate.Total().BitsPerSecond()),
                static_cast<double>(before) / 2,
                static_cast<double>(before) / 50);
    EXPECT_EQ(rate.History().Samples(), 1U);
    rate.Report(Received(10), 0, false, 0, now + 50ms);
    EXPECT_EQ(rate.History().Samples(), 1U) << "one per round trip";
    rate.Report(Received(10), 0, false, 0, now + 100ms);
    EXPECT_EQ(rate.History().Samples(), 2U);
}

TEST(BundleRateTest, TheNumberOfFlowsIsCountedOrFixed)
{
    BundleRateParams params;
    BundleRate counted(params);
    params.flows = 7;
    BundleRate fixed(params);
    for (Nanoseconds now{0}; now < 60s; now += 10ms)
    {
        for (uint64_t flow = 0; flow < 5; ++flow)
        {
            counted.CountPacket(flow, now);
            fixed.CountPacket(flow, now);
        }
        counted.Report(Received(1), 0, false, 0, now);
        fixed.Report(Received(1), 0, false, 0, now);
    }
    EXPECT_NEAR(counted.Flows(), 5, 0.5);
    EXPECT_EQ(fixed.Flows(), 7);
}

TEST(BundleRateTest, TheConfiguredCeilingHolds)
{
    BundleRateParams params;
    params.ceiling = Bitrate::FromBitsPerSecond(500'000);
    BundleRate rate(params);
    for (int round = 1; round < 20; ++round)
    {
        rate.Report(Received(1000), 0, false, 0, round * 100ms);
    }
    EXPECT_EQ(rate.Total().BitsPerSecond(), 500'000U);
    params.pipe = "water";
    EXPECT_THROW(BundleRate{params}, std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
