/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/redundancy-control.h"

#include <gtest/gtest.h>

#include <cmath>
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

// fec, whose target becomes infeasible: parity falls by a tenth per window, not at once
TEST(RedundancyControlTest, WhatIsAnnouncedIsTheRedundancyInUseAfterItWasDamped)
{
    RedundancyControlParams params;
    params.policy = "fec";
    params.target.isClosedLoop = false;
    RedundancyControl control(params);
    for (int i = 0; i < 1000; ++i)
    {
        control.AddWindow(Nanoseconds{0}, i % 2 == 0 ? 40 : 0, 100);
    }
    ASSERT_NEAR(control.Current().firstRound, 0.4, 1e-12);
    for (int i = 0; i < 2; ++i) // two are no outage
    {
        control.AddWindow(Nanoseconds{0}, 95, 100);
    }
    EXPECT_FALSE(control.Current().isFeasible);
    EXPECT_NEAR(control.Current().firstRound, 0.36, 1e-12);
    EXPECT_NEAR(control.Current().Share(), 0.36, 1e-12);
    EXPECT_NEAR(control.Current().residual, control.Losses().G(0.36), 1e-12);
}

TEST(RedundancyControlTest, WhatIsAnnouncedFollowsTheRepairsThatAreSent)
{
    for (const double cost : {0.1, 1.0, 1.5})
    {
        SCOPED_TRACE(cost);
        RedundancyControlParams params;
        params.policy = "arq";
        RedundancyControl control(params);
        EXPECT_EQ(control.Current().overhead, 0);
        for (int i = 0; i < 3000; ++i)
        {
            control.AddMissing(2);
            control.AddRepairs(i % 10 < std::lround(10 * cost) % 10 ? 2 : 0);
            control.AddRepairs(cost >= 1 ? 2 : 0);
            control.AddWindow(Nanoseconds{0}, 2, 100);
        }
        ASSERT_EQ(control.Current().rounds, 2U);
        EXPECT_NEAR(control.Current().overhead, 0.02 * cost, 0.0012);
    }
}

TEST(RedundancyControlTest, FeasibleMeansTheTargetAndNotWhatIsAimedAt)
{
    // one window of 500 loses half, 0.1 % of all packets, and no code may rebuild it
    const auto control = [](double target, double residual) {
        RedundancyControlParams params;
        params.policy = "fec";
        params.choice.mostRedundancy = 0.4;
        params.target.target = target;
        RedundancyControl made(params);
        for (int i = 0; i < 20'000; ++i)
        {
            made.AddResidual(10'000 - static_cast<uint32_t>(10'000 * residual),
                             static_cast<uint32_t>(10'000 * residual));
            made.AddWindow(Nanoseconds{0}, i % 500 == 0 ? 50 : 2, 100);
        }
        return made;
    };
    // more is lost than the parity leaves: kappa falls, and parity is not turned off
    const RedundancyControl low = control(0.0015, 0.003);
    EXPECT_NEAR(low.Target().Target(), 0.02 * 0.0015, 1e-9);
    EXPECT_DOUBLE_EQ(low.Current().aim, 0.0015); // the best that can be done
    EXPECT_TRUE(low.Current().isFeasible);
    EXPECT_NEAR(low.Current().firstRound, 0.02, 1e-12);
    // less is lost: kappa rises, but the policy still cannot keep the target
    const RedundancyControl high = control(0.0005, 0);
    EXPECT_NEAR(high.Current().aim, 4 * 0.0005, 1e-9);
    EXPECT_FALSE(high.Current().isFeasible);
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
