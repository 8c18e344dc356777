/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/quantile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

TEST(Quantiles, LieOnStraightLinesBetweenNeighbours)
{
    const std::vector<double> values{1, 2, 4, 8, 16};
    EXPECT_EQ(SortedQuantile(values, 0), 1);
    EXPECT_EQ(SortedQuantile(values, 0.25), 2);
    EXPECT_EQ(SortedQuantile(values, 0.5), 4);
    EXPECT_EQ(SortedQuantile(values, 0.625), 6);
    EXPECT_EQ(SortedQuantile(values, 1), 16);
    EXPECT_EQ(SortedQuantile({3}, 0.3), 3);
    EXPECT_TRUE(std::isnan(SortedQuantile({}, 0.5)));
}

TEST(Medians, AreTheMiddleOrTheMeanOfTheTwoInTheMiddle)
{
    EXPECT_EQ(Median({9, 1, 5}), 5);
    EXPECT_EQ(Median({9, 1, 5, 4}), 4.5);
    EXPECT_EQ(Median({7}), 7);
    EXPECT_TRUE(std::isnan(Median({})));
    EXPECT_TRUE(std::isnan(Median({1, NAN, 3}))) << "of what is not known as a whole";
}

} // namespace
} // namespace qos
} // namespace ns3
