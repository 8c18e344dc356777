/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/loss-runs.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * @param digits a packet each, 1 if it is lost
 * @return what is measured
 */
LossRuns
Measure(const std::string& digits)
{
    LossRuns runs(4);
    for (const char digit : digits)
    {
        runs.Add(digit == '1');
    }
    return runs;
}

// Packets 3, 4, 7 and 10 are lost: three loss periods, the last of them open; loss distances 1, 3
// and 3; of the packets 4, 5 and 8, which follow on a lost one, one is lost.
TEST(LossRunsTest, CountsAsByHand)
{
    const LossRuns runs = Measure("0011001001");
    EXPECT_EQ(runs.Packets(), 10U);
    EXPECT_EQ(runs.Lost(), 4U);
    EXPECT_EQ(runs.Periods(), 3U);
    EXPECT_DOUBLE_EQ(runs.LossRate(), 0.4);
    EXPECT_DOUBLE_EQ(runs.MeanRun(), 4.0 / 3);
    EXPECT_DOUBLE_EQ(runs.ConditionalLoss(), 1.0 / 3);
    EXPECT_DOUBLE_EQ(runs.BurstRatio(), 0.8);
    EXPECT_DOUBLE_EQ(runs.NoticeableRate(1), 0.25);
    EXPECT_DOUBLE_EQ(runs.NoticeableRate(2), 0.25);
    EXPECT_DOUBLE_EQ(runs.NoticeableRate(3), 0.75);
    EXPECT_DOUBLE_EQ(runs.MeanPeriodDistance(), 3);
    EXPECT_EQ(runs.Runs(), (std::vector<uint64_t>{0, 1, 1, 0, 0, 0}));
    EXPECT_EQ(runs.Distances(), (std::vector<uint64_t>{0, 1, 0, 2, 0, 0}));
}

TEST(LossRunsTest, CountsWhatIsTooLongTogether)
{
    const LossRuns runs = Measure("1111110000000001111111000");
    EXPECT_EQ(runs.Runs(), (std::vector<uint64_t>{0, 0, 0, 0, 0, 2}));
    EXPECT_EQ(runs.Distances(), (std::vector<uint64_t>{0, 11, 0, 0, 0, 1}));
    EXPECT_DOUBLE_EQ(runs.MeanPeriodDistance(), 10);
    EXPECT_THROW(runs.NoticeableRate(5), std::invalid_argument);
}

TEST(LossRunsTest, IsZeroWithoutLosses)
{
    for (const LossRuns& runs : {LossRuns(4), Measure("0000")})
    {
        EXPECT_EQ(runs.LossRate(), 0);
        EXPECT_EQ(runs.MeanRun(), 0);
        EXPECT_EQ(runs.ConditionalLoss(), 0);
        EXPECT_EQ(runs.BurstRatio(), 0);
        EXPECT_EQ(runs.NoticeableRate(4), 0);
        EXPECT_EQ(runs.MeanPeriodDistance(), 0);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
