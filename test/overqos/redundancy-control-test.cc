/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/redundancy-control.h"

#include <gtest/gtest.h>

#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/** A hybrid that knows a loss of 4 % in windows of 100, and keeps its target. */
RedundancyControl
Experienced()
{
    RedundancyControl control{RedundancyControlParams()};
    for (int i = 0; i < 1000; ++i)
    {
        control.AddResidual(100, 0);
        control.AddWindow(Nanoseconds{0}, i % 2 == 0 ? 8 : 0, 100);
    }
    return control;
}

// gap detection: several reports, and round-trip times, per window; a queue that swings within 2 s
TEST(RedundancyControlTest, ReportsPerWindowDoNotMakeAQueueAnotherRoute)
{
    constexpr int REPORTS = 8;
    RedundancyControl control{RedundancyControlParams()};
    for (int window = 0; window < 700; ++window)
    {
        for (int report = 0; report < REPORTS; ++report)
        {
            const int phase = (window * REPORTS + report) % (25 * REPORTS);
            control.NoteRtt(Nanoseconds{50'000'000 + phase * 375'000});
        }
        control.AddWindow(Nanoseconds{0}, 2, 100);
        ASSERT_EQ(control.Losses().Windows(), static_cast<std::size_t>(window + 1));
    }
    EXPECT_FALSE(control.Current().isStartUp);
    for (int window = 0; window < 60; ++window)
    {
        control.NoteRtt(Nanoseconds{250'000'000});
        control.AddWindow(Nanoseconds{0}, 2, 100);
    }
    EXPECT_TRUE(control.Current().isStartUp);
    EXPECT_LT(control.Losses().Windows(), 60U);
}

// notes on OverQoS, pitfall 8: outages are flagged, and not planned for
TEST(RedundancyControlTest, NothingIsLearnedFromAnOutage)
{
    RedundancyControl control = Experienced();
    const RedundancyDecision before = control.Current();
    ASSERT_FALSE(before.isStartUp);
    const double factor = control.Target().Factor();
    std::vector<LossDistribution::Handle> first;
    for (int i = 0; i < 30; ++i)
    {
        const auto handle = control.AddWindow(Nanoseconds{0}, 100, 100);
        EXPECT_EQ(handle.has_value(), i < 2) << i; // it takes three to know that it is an outage
        if (handle)
        {
            first.push_back(*handle);
        }
        EXPECT_EQ(control.Losses().Windows(), i < 2 ? 1000U : 998U) << i;
    }
    control.AddResidual(50, 3000); // given up all together when the outage is over
    control.AddWindow(Nanoseconds{0}, 4, 100);
    for (const LossDistribution::Handle window : first) // a frame of it comes late
    {
        control.Amend(window, 99);
    }
    EXPECT_EQ(control.OutageWindows(), 30U);
    // of 1000 windows, half of them with a loss of 8 %, three made room; the last one is new
    EXPECT_EQ(control.Losses().Windows(), 998U);
    EXPECT_NEAR(control.Losses().Mean(), (498 * 0.08 + 0.04) / 998, 1e-9);
    EXPECT_DOUBLE_EQ(control.Current().secondRound, before.secondRound);
    EXPECT_DOUBLE_EQ(control.Target().Factor(), factor);
    EXPECT_DOUBLE_EQ(control.Target().Residual(), 0);
}

TEST(RedundancyControlTest, SmallWindowsThatAreLostAreABurst)
{
    RedundancyControl control = Experienced();
    for (int i = 0; i < 5; ++i)
    {
        EXPECT_TRUE(control.AddWindow(Nanoseconds{0}, 10, 10));
    }
    EXPECT_GT(control.Losses().Mean(), 0.044);
    EXPECT_EQ(control.OutageWindows(), 0U);
}

// one knob for both rounds, in the open loop as in the closed one
TEST(RedundancyControlTest, NoBlockGetsMoreParityThanTheLargestRedundancyAllows)
{
    for (const double most : {0.0, 0.5, 0.9, 0.95})
    {
        for (const bool isClosedLoop : {false, true})
        {
            SCOPED_TRACE(testing::Message() << most << ' ' << isClosedLoop);
            RedundancyControlParams params;
            params.choice.mostRedundancy = most;
            params.target.isClosedLoop = isClosedLoop;
            RedundancyControl control(params);
            for (int i = 0; i < 1000; ++i) // no parity is enough
            {
                control.AddResidual(90, 10);
                control.AddSecondRound(90, 100);
                control.AddWindow(Nanoseconds{0}, i % 8 == 0 ? 100 : 0, 100);
            }
            ASSERT_FALSE(control.Current().isStartUp);
            EXPECT_NEAR(control.Current().secondRound, most, 1e-12);
            EXPECT_EQ(control.RepairParity(10, 100), ParityPackets(10, most));
        }
    }
}

// a block gets what its size needs, which falls with the loss of its kind
TEST(RedundancyControlTest, ASmallBlockGetsNoParityWhileItsWindowKeepsTheTargetWithoutIt)
{
    RedundancyControl control = Experienced();
    ASSERT_TRUE(control.Current().codesRepairs);
    // 0.04 packets of 100 are expected to stay lost, and 0.1 may
    EXPECT_EQ(control.RepairParity(1, 100), 0U);
    EXPECT_GE(control.RepairParity(20, 100), 1U);
    EXPECT_GE(control.RepairParity(20, 20), control.RepairParity(20, 100));
}

} // namespace
} // namespace qos
} // namespace ns3
