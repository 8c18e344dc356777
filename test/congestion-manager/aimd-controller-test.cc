/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/aimd-controller.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

constexpr double M = 1000; //!< the MTU
constexpr double UNLIMITED = std::numeric_limits<double>::infinity();

/** A controller with an MTU of 1000 bytes. */
class AimdControllerTest : public testing::Test
{
  protected:
    /**
     * @param params the knobs
     * @return a controller
     */
    static AimdController Make(const ControllerParams& params = ControllerParams())
    {
        AimdController controller(params);
        controller.SetMtu(static_cast<uint32_t>(M));
        return controller;
    }

    /**
     * @param packets of the window
     * @return a controller in slow start
     */
    static AimdController WithWindow(uint32_t packets)
    {
        ControllerParams params;
        params.initialWindow = packets;
        return Make(params);
    }

    /**
     * Report that all went well.
     * @param controller the controller
     * @param bytes that were received
     */
    static void Receive(AimdController& controller, uint64_t bytes)
    {
        CongestionReport report;
        report.resolved = bytes;
        report.received = bytes;
        controller.Report(report);
    }

    /**
     * Report congestion.
     * @param controller the controller
     * @param signal how strong
     * @param received bytes that were received all the same
     */
    static void Signal(AimdController& controller, CongestionSignal signal, uint64_t received = 0)
    {
        CongestionReport report;
        report.resolved = received + 1000;
        report.received = received;
        report.signal = signal;
        controller.Report(report);
    }
};

TEST_F(AimdControllerTest, BeginsWithOnePacketAsThePaperAndWithMoreIfAsked)
{
    EXPECT_EQ(Make().Window(), M);
    EXPECT_EQ(WithWindow(2).Window(), 2 * M);
    EXPECT_EQ(WithWindow(10).Window(), 10 * M);
    EXPECT_EQ(Make().SlowStartThreshold(), UNLIMITED);
}

TEST_F(AimdControllerTest, SlowStartAddsTheBytesThatWereReceivedAndSoDoublesPerRoundTrip)
{
    AimdController controller = Make();
    Receive(controller, 1000);
    EXPECT_EQ(controller.Window(), 2000);
    Receive(controller, 500); // a small packet counts what it is
    EXPECT_EQ(controller.Window(), 2500);
    Receive(controller, 2500);
    EXPECT_EQ(controller.Window(), 5000);
    Receive(controller, 5000);
    EXPECT_EQ(controller.Window(), 10000);
}

TEST_F(AimdControllerTest, TransientCongestionHalvesTheWindowAndItIsTheNewThreshold)
{
    AimdController controller = WithWindow(9);
    Signal(controller, CongestionSignal::Transient);
    EXPECT_EQ(controller.Window(), 4500);
    EXPECT_EQ(controller.SlowStartThreshold(), 4500);
}

TEST_F(AimdControllerTest, AMarkHalvesTheWindowLikeALoss)
{
    AimdController controller = WithWindow(9);
    Signal(controller, CongestionSignal::Mark);
    EXPECT_EQ(controller.Window(), 4500);
    EXPECT_EQ(controller.SlowStartThreshold(), 4500);
}

TEST_F(AimdControllerTest, TheWindowIsNeverBelowOnePacket)
{
    AimdController controller = WithWindow(3);
    for (int i = 0; i < 5; ++i)
    {
        Signal(controller, CongestionSignal::Transient);
    }
    EXPECT_EQ(controller.Window(), M);
    EXPECT_EQ(controller.SlowStartThreshold(), M);
}

TEST_F(AimdControllerTest, AvoidanceAddsAnMtuPerWindowOfReceivedBytes)
{
    AimdController controller = WithWindow(8);
    Signal(controller, CongestionSignal::Transient); // W = S = 4000
    Receive(controller, 1000);
    EXPECT_DOUBLE_EQ(controller.Window(), 4250); // 1000 * 1000 / 4000
    Receive(controller, 2125);
    EXPECT_DOUBLE_EQ(controller.Window(), 4750); // 2125 * 1000 / 4250
    Receive(controller, 4750);
    EXPECT_DOUBLE_EQ(controller.Window(), 5750); // a whole window, a packet more
}

TEST_F(AimdControllerTest, PersistentCongestionRestartsAtOnePacketTowardsHalfOfTheOldWindow)
{
    AimdController controller = WithWindow(16);
    Signal(controller, CongestionSignal::Persistent);
    EXPECT_EQ(controller.Window(), M);
    EXPECT_EQ(controller.SlowStartThreshold(), 8 * M); // of 16 packets, not of one
}

TEST_F(AimdControllerTest, AfterPersistentCongestionTheThresholdIsTwoPacketsAtLeast)
{
    AimdController controller = WithWindow(3);
    Signal(controller, CongestionSignal::Persistent);
    EXPECT_EQ(controller.SlowStartThreshold(), 2 * M);
    Signal(controller, CongestionSignal::Persistent);
    EXPECT_EQ(controller.Window(), M);
    EXPECT_EQ(controller.SlowStartThreshold(), 2 * M);
}

TEST_F(AimdControllerTest, SlowStartStopsAtTheThresholdAndDoesNotJumpOverIt)
{
    AimdController controller = WithWindow(5);
    Signal(controller, CongestionSignal::Persistent); // W = 1000, S = 2500
    Receive(controller, 1000);
    EXPECT_EQ(controller.Window(), 2000);
    Receive(controller, 2000);
    EXPECT_EQ(controller.Window(), 2500);
    Receive(controller, 1000);
    EXPECT_EQ(controller.Window(), 2900); // avoidance: 1000 * 1000 / 2500
}

TEST_F(AimdControllerTest, WhatIsReceivedInAReportOfCongestionDoesNotGrowTheWindow)
{
    AimdController controller = WithWindow(8);
    Signal(controller, CongestionSignal::Transient, 3000);
    EXPECT_EQ(controller.Window(), 4000);
    Signal(controller, CongestionSignal::Persistent, 3000);
    EXPECT_EQ(controller.Window(), M);
}

TEST_F(AimdControllerTest, AWindowThatIsNotUsedDoesNotGrow)
{
    AimdController controller = WithWindow(4);
    CongestionReport report;
    report.resolved = 1000;
    report.received = 1000;
    report.isWindowUsed = false;
    controller.Report(report);
    EXPECT_EQ(controller.Window(), 4 * M);
    Signal(controller, CongestionSignal::Transient);
    controller.Report(report);
    EXPECT_EQ(controller.Window(), 2 * M);
}

TEST_F(AimdControllerTest, GrowthDuringRecoveryCanBeFrozenAndIsNotByDefault)
{
    CongestionReport report;
    report.resolved = 1000;
    report.received = 1000;
    report.isRecovering = true;

    AimdController growing = WithWindow(4);
    growing.Report(report);
    EXPECT_EQ(growing.Window(), 5 * M);

    ControllerParams params;
    params.initialWindow = 4;
    params.growWhileRecovering = false;
    AimdController frozen = Make(params);
    frozen.Report(report);
    EXPECT_EQ(frozen.Window(), 4 * M);
    report.isRecovering = false;
    frozen.Report(report);
    EXPECT_EQ(frozen.Window(), 5 * M);
}

TEST_F(AimdControllerTest, TheFactorOfTheDecreaseIsAKnob)
{
    ControllerParams params;
    params.initialWindow = 10;
    params.decrease = 0.7;
    AimdController controller = Make(params);
    Signal(controller, CongestionSignal::Transient);
    EXPECT_DOUBLE_EQ(controller.Window(), 7 * M);
    Signal(controller, CongestionSignal::Persistent);
    EXPECT_DOUBLE_EQ(controller.SlowStartThreshold(), 4.9 * M);
}

// RFC 2861, section 3.2: the window is halved for every timeout, down to the restart window, and
// the threshold remembers three quarters of it
TEST_F(AimdControllerTest, IdleTimeHalvesTheWindowPerTimeoutAndKeepsThreeQuartersAsThreshold)
{
    AimdController controller = Make();
    for (int i = 0; i < 4; ++i)
    {
        Receive(controller, static_cast<uint64_t>(controller.Window()));
    }
    ASSERT_EQ(controller.Window(), 16 * M);
    Signal(controller, CongestionSignal::Transient); // W = S = 8000
    Receive(controller, 8000);                       // W = 9000
    controller.Idle(1);
    EXPECT_EQ(controller.Window(), 4500);
    EXPECT_EQ(controller.SlowStartThreshold(), 8000); // above 3/4 of 9000 already
    controller.Idle(2);
    EXPECT_EQ(controller.Window(), 1125);
    controller.Idle(64);
    EXPECT_EQ(controller.Window(), M);
    EXPECT_EQ(controller.SlowStartThreshold(), 8000);
}

TEST_F(AimdControllerTest, IdleTimeRaisesALowThresholdToThreeQuartersOfTheWindow)
{
    AimdController controller = WithWindow(4);
    Signal(controller, CongestionSignal::Transient); // W = S = 2000
    for (int i = 0; i < 6; ++i)
    {
        Receive(controller, static_cast<uint64_t>(controller.Window()));
    }
    ASSERT_EQ(controller.Window(), 8 * M);
    controller.Idle(1);
    EXPECT_EQ(controller.SlowStartThreshold(), 6 * M);
    EXPECT_EQ(controller.Window(), 4 * M);
}

TEST_F(AimdControllerTest, IdleTimeDoesNotGoBelowTheInitialWindowNorRaiseASmallerOne)
{
    AimdController large = WithWindow(10);
    Receive(large, 6000);
    large.Idle(3);
    EXPECT_EQ(large.Window(), 10 * M);

    AimdController cut = WithWindow(10);
    Signal(cut, CongestionSignal::Transient);
    cut.Idle(3);
    EXPECT_EQ(cut.Window(), 5 * M);
}

TEST_F(AimdControllerTest, ALargerMtuScalesTheInitialWindowUntilTheFirstReport)
{
    AimdController controller = WithWindow(2);
    controller.SetMtu(1400);
    EXPECT_EQ(controller.Window(), 2800);
    Receive(controller, 200);
    controller.SetMtu(1500);
    EXPECT_EQ(controller.Window(), 3000); // grown to it, not set to it
    controller.SetMtu(9000);
    EXPECT_EQ(controller.Window(), 9000); // one packet fits at any time
}

TEST_F(AimdControllerTest, ManySmallReportsGainNothingOverOneInSlowStart)
{
    AimdController one = WithWindow(4);
    AimdController many = WithWindow(4);
    Receive(one, 4000);
    for (int i = 0; i < 4000; ++i)
    {
        Receive(many, 1);
    }
    EXPECT_EQ(many.Window(), one.Window());
}

TEST_F(AimdControllerTest, ManySmallReportsGainNothingOverOneInAvoidance)
{
    for (const int parts : {2, 4, 10, 1000})
    {
        AimdController one = WithWindow(20);
        AimdController many = WithWindow(20);
        Signal(one, CongestionSignal::Transient);
        Signal(many, CongestionSignal::Transient);
        Receive(one, 10000);
        for (int i = 0; i < parts; ++i)
        {
            Receive(many, static_cast<uint64_t>(10000 / parts));
        }
        EXPECT_LE(many.Window(), one.Window()) << parts;
        // less only because the window grows below the later ones: dW = m/W db, so W^2 += 2 m b
        EXPECT_GE(many.Window(), std::sqrt(1e8 + 2 * M * 1e4) - 1e-6) << parts;
    }
}

// A report that reaches the threshold loses the bytes above it; those of further reports count in
// avoidance. That is the only gain, and it is below a packet.
TEST_F(AimdControllerTest, AnyDivisionOfAWindowOfBytesIntoReportsGainsLessThanAPacket)
{
    constexpr uint32_t SEED = 7;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (int round = 0; round < 2000; ++round)
    {
        const auto packets = static_cast<uint32_t>(2 + random() % 60);
        AimdController one = WithWindow(packets);
        AimdController many = WithWindow(packets);
        for (AimdController* controller : {&one, &many})
        {
            Signal(*controller, CongestionSignal::Persistent);
        }
        const uint64_t before = 1 + random() % (uint64_t{packets} * 1000);
        Receive(one, before);
        Receive(many, before);
        auto left = static_cast<uint64_t>(one.Window());
        Receive(one, left);
        while (left > 0)
        {
            const uint64_t part = std::min<uint64_t>(left, 1 + random() % 1500);
            Receive(many, part);
            left -= part;
        }
        ASSERT_LE(many.Window(), one.Window() + M) << "round " << round;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
