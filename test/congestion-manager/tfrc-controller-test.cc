/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-test-path.h"

#include "ns3/tcp-throughput.h"
#include "ns3/tfrc-controller.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr double M = 1000;         //!< the MTU
constexpr Nanoseconds RTT = 100ms; //!< of the paths

/** A controller that gets a report per round trip. */
class RoundTrips
{
  public:
    /** @param packets of the initial window */
    explicit RoundTrips(uint32_t packets = 1)
        : m_controller(MakeParams(packets))
    {
        m_controller.SetMtu(static_cast<uint32_t>(M));
    }

    /** @return what is tested */
    TfrcController& Controller()
    {
        return m_controller;
    }

    /**
     * A round trip goes by.
     * @param packets that left the network, all of them received but one if there is a signal
     * @param signal of congestion
     * @param isWindowUsed whether the window was needed
     */
    void Pass(double packets,
              CongestionSignal signal = CongestionSignal::None,
              bool isWindowUsed = true)
    {
        m_now += RTT;
        CongestionReport report;
        report.now = m_now;
        report.srtt = RTT;
        report.resolved = static_cast<uint64_t>(packets * M);
        report.received =
            report.resolved - (signal == CongestionSignal::None ? 0 : static_cast<uint64_t>(M));
        report.signal = signal;
        report.isWindowUsed = isWindowUsed;
        m_controller.Report(report);
    }

    /**
     * A round trip at whose end a loss event begins.
     * @param packets that left the network since the loss event before
     */
    void Lose(double packets)
    {
        Pass(packets, CongestionSignal::Transient);
    }

  private:
    /**
     * @param packets of the initial window
     * @return the knobs
     */
    static ControllerParams MakeParams(uint32_t packets)
    {
        ControllerParams params;
        params.initialWindow = packets;
        return params;
    }

    Nanoseconds m_now{0};        //!< the time
    TfrcController m_controller; //!< what is tested
};

/** What a window did over time. */
struct WindowSeries
{
    double mean = 0;      //!< bytes
    double variation = 0; //!< standard deviation over the mean
};

/**
 * Run one flow over a path that loses packets, and watch the window after the beginning.
 * @param controller a name
 * @param isLost which packets are lost
 * @return the series
 */
WindowSeries
Watch(const std::string& controller, const TestPath::LossRule& isLost)
{
    CmTestParams params;
    params.controller = controller;
    CheckedCm cm(params);
    TestPath path(cm, RTT, isLost);
    const CmFlowId flow = cm.Open();
    path.Start(flow);
    std::vector<double> windows;
    for (Nanoseconds now = 0s; now < 400s; now += RTT / 2)
    {
        path.RunUntil(now);
        if (now > 50s)
        {
            windows.push_back(cm.Window(flow));
        }
    }
    const auto count = static_cast<double>(windows.size());
    WindowSeries series;
    series.mean = std::accumulate(windows.begin(), windows.end(), 0.0) / count;
    double squares = 0;
    for (const double window : windows)
    {
        squares += (window - series.mean) * (window - series.mean);
    }
    series.variation = std::sqrt(squares / count) / series.mean;
    return series;
}

/**
 * @param period a number
 * @return a path that loses every so manieth packet
 */
TestPath::LossRule
EveryNth(uint64_t period)
{
    return [period](CmFlowId /* flow */, uint64_t packet) { return packet % period == 0; };
}

/**
 * @param share of the packets that are lost, independently of each other
 * @param seed of the coin
 * @return such a path
 */
TestPath::LossRule
AtRandom(double share, uint32_t seed)
{
    const auto random = std::make_shared<std::mt19937>(seed);
    return [random, share](CmFlowId /* flow */, uint64_t /* packet */) {
        return std::uniform_real_distribution<>(0, 1)(*random) < share;
    };
}

TEST(TfrcControllerTest, BeginsWithTheInitialWindowAndDoublesPerRoundTripUntilTheFirstLoss)
{
    RoundTrips rounds(2);
    EXPECT_EQ(rounds.Controller().Window(), 2 * M);
    EXPECT_TRUE(std::isinf(rounds.Controller().SlowStartThreshold()));
    EXPECT_EQ(rounds.Controller().LossEventRate(), 0);
    for (const double packets : {2, 4, 8, 16})
    {
        rounds.Pass(packets);
        EXPECT_EQ(rounds.Controller().Window(), 2 * packets * M);
    }
    rounds.Lose(32);
    EXPECT_EQ(rounds.Controller().SlowStartThreshold(), 0);
}

// RFC 5348, section 6.3.1: an interval at which the equation yields half of the rate. Without its
// timeout term: half of 20 packets = sqrt(1.5 / p)
TEST(TfrcControllerTest, TheFirstIntervalStandsForHalfOfTheWindow)
{
    RoundTrips rounds(20);
    rounds.Lose(20);
    EXPECT_NEAR(rounds.Controller().LossEventRate(), 1.5 / (10.0 * 10.0), 1e-9);
    EXPECT_LE(rounds.Controller().Window(), 10 * M);
}

// RFC 5348, section 5.4, by hand: (80 + 70 + 60 + 50 + .8*40 + .6*30 + .4*20 + .2*10) / 6
TEST(TfrcControllerTest, TheLastEightIntervalsCountWithTheWeightsOfTheRfc)
{
    RoundTrips rounds(20);
    rounds.Lose(20); // its interval is made up, and is forgotten below
    for (const double interval : {10, 20, 30, 40, 50, 60, 70, 80})
    {
        rounds.Lose(interval);
    }
    EXPECT_NEAR(rounds.Controller().LossEventRate(), 6.0 / 320, 1e-12);
    rounds.Lose(90); // the interval of 10 packets is forgotten
    EXPECT_NEAR(rounds.Controller().LossEventRate(),
                6.0 / (90 + 80 + 70 + 60 + 0.8 * 50 + 0.6 * 40 + 0.4 * 30 + 0.2 * 20),
                1e-12);
}

// while it is open it takes the place of the latest, if that makes the mean larger
TEST(TfrcControllerTest, TheOpenIntervalCountsAsSoonAsItRaisesTheMean)
{
    RoundTrips rounds(20);
    rounds.Lose(20);
    for (const double interval : {10, 20, 30, 40, 50, 60, 70, 80})
    {
        rounds.Lose(interval);
    }
    rounds.Pass(20);
    EXPECT_NEAR(rounds.Controller().LossEventRate(), 6.0 / 320, 1e-12);
    rounds.Pass(180); // 200 * 1 + 80 + 70 + 60 + .8*50 + .6*40 + .4*30 + .2*20
    EXPECT_NEAR(rounds.Controller().LossEventRate(), 6.0 / 490, 1e-12);
}

TEST(TfrcControllerTest, FewerThanEightIntervalsAreWeightedByWhatThereIs)
{
    RoundTrips rounds(20);
    rounds.Lose(20); // an interval of 10 * 10 * 2 / 3 packets
    rounds.Lose(30);
    EXPECT_NEAR(rounds.Controller().LossEventRate(), 2.0 / (30 + 200.0 / 3), 1e-12);
}

// RFC 5348, section 4.3: never more than twice what was received in a round trip, or two packets
TEST(TfrcControllerTest, TheWindowIsNeverAboveTwiceWhatTheLastRoundTripReceived)
{
    constexpr uint32_t SEED = 11;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    RoundTrips rounds(40);
    rounds.Lose(40);
    for (int i = 0; i < 2000; ++i)
    {
        const auto packets = static_cast<double>(1 + random() % 40);
        const bool isLost = random() % 20 == 0;
        rounds.Pass(packets, isLost ? CongestionSignal::Transient : CongestionSignal::None);
        const double received = std::max(packets - (isLost ? 1 : 0), 1.0);
        ASSERT_LE(rounds.Controller().Window(), 2 * received * M * (1 + 1e-9)) << "round " << i;
    }
}

TEST(TfrcControllerTest, AfterTheFirstLossTheWindowGrowsByOnePacketPerRoundTripAtMost)
{
    RoundTrips rounds(40);
    rounds.Lose(40);
    for (int i = 0; i < 100; ++i)
    {
        const double before = rounds.Controller().Window();
        rounds.Pass(before / M);
        ASSERT_LE(rounds.Controller().Window(), before + M + 1e-9) << "round " << i;
    }
    EXPECT_GT(rounds.Controller().Window(), 40 * M);
}

TEST(TfrcControllerTest, AWindowThatIsNotUsedDoesNotGrow)
{
    RoundTrips rounds(4);
    rounds.Pass(4, CongestionSignal::None, false);
    EXPECT_EQ(rounds.Controller().Window(), 4 * M);
    rounds.Lose(4);
    const double cut = rounds.Controller().Window();
    for (int i = 0; i < 50; ++i)
    {
        rounds.Pass(cut / M, CongestionSignal::None, false);
    }
    EXPECT_LE(rounds.Controller().Window(), cut);
}

TEST(TfrcControllerTest, PersistentCongestionRestartsAtOnePacket)
{
    RoundTrips rounds(40);
    rounds.Pass(40, CongestionSignal::Persistent);
    EXPECT_EQ(rounds.Controller().Window(), M);
}

TEST(TfrcControllerTest, AMarkIsALossEvent)
{
    RoundTrips rounds(20);
    rounds.Pass(20, CongestionSignal::Mark);
    EXPECT_NEAR(rounds.Controller().LossEventRate(), 1.5 / (10.0 * 10.0), 1e-9);
}

TEST(TfrcControllerTest, IdleTimeHalvesTheWindowPerTimeoutDownToTheInitialOne)
{
    RoundTrips rounds(2);
    rounds.Pass(2);
    rounds.Pass(4);
    rounds.Pass(8);
    ASSERT_EQ(rounds.Controller().Window(), 16 * M);
    rounds.Controller().Idle(1);
    EXPECT_EQ(rounds.Controller().Window(), 8 * M);
    rounds.Controller().Idle(64);
    EXPECT_EQ(rounds.Controller().Window(), 2 * M);
}

// the round-trip time is no part of the window that the equation yields
TEST(TfrcControllerTest, WithoutARoundTripTimeALossEventCutsTheWindowOnceAndNotWithEveryReport)
{
    TfrcController controller(ControllerParams{64, 0.5, true});
    controller.SetMtu(static_cast<uint32_t>(M));
    CongestionReport report;
    report.resolved = 1000;
    report.signal = CongestionSignal::Transient;
    controller.Report(report);
    const double cut = controller.Window();
    EXPECT_NEAR(cut, TcpThroughput(M, 1, 1.5 / (32.0 * 32.0)), 1e-6);
    report.signal = CongestionSignal::None;
    report.received = 1000;
    for (int i = 0; i < 10; ++i)
    {
        controller.Report(report);
        EXPECT_GE(controller.Window(), cut);
    }
}

// In a steady state of deterministic losses the mean of the intervals is the period.
TEST(TfrcControllerTest, SettlesAtTheWindowOfTheEquationUnderPeriodicLosses)
{
    const double rtt = std::chrono::duration<double>(RTT).count();
    for (const uint64_t period : {20, 50, 100, 400, 1000})
    {
        const WindowSeries series = Watch("tfrc", EveryNth(period));
        const double expected = TcpThroughput(M, rtt, 1.0 / static_cast<double>(period)) * rtt;
        RecordProperty("window_over_equation_" + std::to_string(period),
                       std::to_string(series.mean / expected));
        EXPECT_NEAR(series.mean / expected, 1, 0.25) << "one loss in " << period;
    }
}

TEST(TfrcControllerTest, IsSmootherThanAimdUnderPeriodicLosses)
{
    for (const uint64_t period : {50, 100, 400})
    {
        const WindowSeries tfrc = Watch("tfrc", EveryNth(period));
        const WindowSeries aimd = Watch("aimd", EveryNth(period));
        // a sawtooth between W/2 and W has 1 / (3 sqrt(3)) = 0.19
        EXPECT_NEAR(aimd.variation, 0.19, 0.03) << "one loss in " << period;
        EXPECT_LT(tfrc.variation, aimd.variation / 4) << "one loss in " << period;
    }
}

TEST(TfrcControllerTest, IsSmootherThanAimdUnderRandomLosses)
{
    for (const uint32_t seed : {1U, 2U, 3U})
    {
        const WindowSeries tfrc = Watch("tfrc", AtRandom(0.01, seed));
        const WindowSeries aimd = Watch("aimd", AtRandom(0.01, seed));
        EXPECT_LT(tfrc.variation, 0.8 * aimd.variation) << "seed " << seed;
        EXPECT_NEAR(tfrc.mean / aimd.mean, 1, 0.35) << "seed " << seed;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
