/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/loss-intervals.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

TEST(LossIntervalsTest, BeforeTheFirstLossEventThereIsNoRate)
{
    LossIntervals intervals;
    intervals.Add(1000);
    EXPECT_EQ(intervals.Events(), 0U);
    EXPECT_EQ(intervals.Open(), 1000);
    EXPECT_EQ(intervals.LossEventRate(), 0);
}

// RFC 5348, section 5.4, by hand: (80 + 70 + 60 + 50 + .8*40 + .6*30 + .4*20 + .2*10) / 6
TEST(LossIntervalsTest, TheLastEightCountWithTheWeightsOfTheRfcAndTheOpenOneIfItIsLong)
{
    LossIntervals intervals;
    intervals.CloseAs(1e9); // forgotten below
    for (const double packets : {10, 20, 30, 40, 50, 60, 70, 80})
    {
        intervals.Add(packets);
        intervals.Close();
    }
    EXPECT_EQ(intervals.Events(), 9U);
    EXPECT_DOUBLE_EQ(intervals.Mean(), 320.0 / 6);
    intervals.Add(20);
    EXPECT_DOUBLE_EQ(intervals.Mean(), 320.0 / 6);
    intervals.Add(180); // 200 + 80 + 70 + 60 + .8*50 + .6*40 + .4*30 + .2*20
    EXPECT_DOUBLE_EQ(intervals.Mean(), 490.0 / 6);
    EXPECT_DOUBLE_EQ(intervals.LossEventRate(), 6.0 / 490);
}

TEST(LossIntervalsTest, FewerThanEightAreWeightedByWhatThereIs)
{
    LossIntervals intervals;
    intervals.CloseAs(30);
    EXPECT_DOUBLE_EQ(intervals.Mean(), 30);
    intervals.CloseAs(10);
    EXPECT_DOUBLE_EQ(intervals.Mean(), 20);
}

TEST(LossIntervalsTest, TheRateIsAtMostOneEventPerPacket)
{
    LossIntervals intervals;
    intervals.CloseAs(0.2);
    EXPECT_EQ(intervals.LossEventRate(), 1);
}

} // namespace
} // namespace qos
} // namespace ns3
