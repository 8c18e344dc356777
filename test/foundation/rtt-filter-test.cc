/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/rtt-filter.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

TEST(RttFilterTest, KnowsNothingBeforeTheFirstSampleAndWaitsASecond)
{
    const RttFilter filter;
    EXPECT_FALSE(filter.HasSample());
    EXPECT_EQ(filter.Srtt(), 0ns);
    EXPECT_EQ(filter.Deviation(), 0ns);
    EXPECT_EQ(filter.Least(), 0ns);
    EXPECT_EQ(filter.RetransmissionTimeout(), 1s); // RFC 6298, (2.1)
}

// RFC 6298, (2.2): SRTT = R, RTTVAR = R / 2
TEST(RttFilterTest, TheFirstSampleIsTheMeanAndHalfOfItTheDeviation)
{
    RttFilter filter;
    filter.Add(400ms);
    EXPECT_TRUE(filter.HasSample());
    EXPECT_EQ(filter.Srtt(), 400ms);
    EXPECT_EQ(filter.Deviation(), 200ms);
    EXPECT_EQ(filter.RetransmissionTimeout(), 1200ms);
}

// RFC 6298, (2.3), by hand: the deviation with the mean of before, then the mean
TEST(RttFilterTest, LaterSamplesCountWithAnEighthAndAQuarter)
{
    RttFilter filter;
    filter.Add(400ms);
    filter.Add(800ms); // |400 - 800| = 400: 200 * 3/4 + 400 / 4; 400 * 7/8 + 800 / 8
    EXPECT_EQ(filter.Deviation(), 250ms);
    EXPECT_EQ(filter.Srtt(), 450ms);
    EXPECT_EQ(filter.RetransmissionTimeout(), 1450ms);
    filter.Add(50ms); // |450 - 50| = 400: 250 * 3/4 + 400 / 4; 450 * 7/8 + 50 / 8
    EXPECT_EQ(filter.Deviation(), 287500us);
    EXPECT_EQ(filter.Srtt(), 400ms);
    EXPECT_EQ(filter.RetransmissionTimeout(), 1550ms);
}

TEST(RttFilterTest, TheTimeoutIsASecondAtLeast)
{
    RttFilter filter;
    filter.Add(10ms);
    EXPECT_EQ(filter.RetransmissionTimeout(), 1s); // (2.4), and not 30 ms
}

TEST(RttFilterTest, RemembersTheLeastSample)
{
    RttFilter filter;
    filter.Add(40ms);
    filter.Add(20ms);
    filter.Add(90ms);
    EXPECT_EQ(filter.Least(), 20ms);
}

TEST(RttFilterTest, AConstantRoundTripTimeIsFoundExactlyAndItsDeviationVanishes)
{
    RttFilter filter;
    for (int i = 0; i < 200; ++i)
    {
        filter.Add(75ms);
    }
    EXPECT_EQ(filter.Srtt(), 75ms);
    EXPECT_LE(filter.Deviation(), 10ns);
}

TEST(RttFilterTest, AgreesWithTheFormulasInFloatingPointForRandomSamples)
{
    constexpr uint32_t SEED = 3;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    RttFilter filter;
    double srtt = 0;
    double deviation = 0;
    for (int i = 0; i < 1000; ++i)
    {
        const auto sample = static_cast<double>(random() % 500'000'000);
        filter.Add(Nanoseconds(static_cast<int64_t>(sample)));
        deviation = i == 0 ? sample / 2 : 0.75 * deviation + 0.25 * std::abs(srtt - sample);
        srtt = i == 0 ? sample : 0.875 * srtt + 0.125 * sample;
        // whole nanoseconds: an error of one per step, damped by the gains
        ASSERT_NEAR(static_cast<double>(filter.Srtt().count()), srtt, 10) << "sample " << i;
        ASSERT_NEAR(static_cast<double>(filter.Deviation().count()), deviation, 20)
            << "sample " << i;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
