/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-windows.h"

#include "ns3/loss-distribution.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <functional>
#include <numeric>
#include <random>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** A window as a test remembers it. */
struct Window
{
    uint32_t lost; //!< packets
    uint32_t sent; //!< packets
};

/**
 * @param windows some windows
 * @return their mean loss
 */
double
MeanLoss(const std::deque<Window>& windows)
{
    double sum = 0;
    for (const Window& window : windows)
    {
        sum += static_cast<double>(window.lost) / window.sent;
    }
    return sum / static_cast<double>(windows.size());
}

/**
 * @param windows some windows
 * @param r a redundancy
 * @return the mean loss that windows with a loss above r cause
 */
double
LossAbove(const std::deque<Window>& windows, double r)
{
    std::deque<Window> kept = windows;
    for (Window& window : kept)
    {
        if (static_cast<double>(window.lost) / window.sent <= r + 1e-12)
        {
            window.lost = 0;
        }
    }
    return MeanLoss(kept);
}

TEST(LossDistributionTest, IsByHandForFourWindowsOfTenPackets)
{
    LossDistributionParams params;
    params.bins = 10;
    LossDistribution losses(params);
    EXPECT_EQ(losses.Mean(), 0);
    EXPECT_EQ(losses.LeastRedundancy(0), 0);
    for (const uint32_t lost : {0U, 1U, 3U, 0U})
    {
        losses.Add(0s, lost, 10);
    }
    EXPECT_DOUBLE_EQ(losses.Mean(), 0.1);    // (0.1 + 0.3) / 4
    EXPECT_DOUBLE_EQ(losses.G(0.1), 0.075);  // 0.3 / 4
    EXPECT_DOUBLE_EQ(losses.G(0.29), 0.075); // 0.29 does not rebuild a loss of 0.3
    EXPECT_DOUBLE_EQ(losses.G(3 / 10.0), 0);
    EXPECT_DOUBLE_EQ(losses.LeastRedundancy(0.08), 0.1);
    EXPECT_DOUBLE_EQ(losses.LeastRedundancy(0.07), 0.3);
    EXPECT_EQ(losses.LeastRedundancy(0.11), 0);
}

// with as many bins as packets no window is divided
TEST(LossDistributionTest, AgreesWithAListOfWindowsWhileTheyComeGoAndAreAmended)
{
    constexpr uint32_t SEED = 17;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    LossDistributionParams params;
    params.bins = 40;
    params.windows = 60;
    LossDistribution losses(params);
    std::deque<Window> windows;
    LossDistribution::Handle next = 0;
    for (int i = 0; i < 3000; ++i)
    {
        if (random() % 4 != 0 || windows.empty())
        {
            windows.push_back({static_cast<uint32_t>(random() % 41), 40});
            next = losses.Add(Nanoseconds(i), windows.back().lost, 40) + 1;
            if (windows.size() > params.windows)
            {
                windows.pop_front();
            }
        }
        else
        {
            const std::size_t which = random() % windows.size();
            windows[which].lost = static_cast<uint32_t>(random() % 41);
            ASSERT_TRUE(losses.Amend(next - windows.size() + which, windows[which].lost));
        }
        ASSERT_EQ(losses.Windows(), windows.size());
        ASSERT_NEAR(losses.Mean(), MeanLoss(windows), 1e-12);
        const double r = static_cast<double>(random() % 41) / 40;
        ASSERT_NEAR(losses.G(r), LossAbove(windows, r), 1e-12);
    }
    EXPECT_FALSE(losses.Amend(next - windows.size() - 1, 0)); // forgotten
    EXPECT_FALSE(losses.Amend(next, 0));                      // not there yet
}

TEST(LossDistributionTest, TheMeanIsExactForWindowsOfAnySize)
{
    constexpr uint32_t SEED = 18;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    LossDistribution losses;
    std::deque<Window> windows;
    for (int i = 0; i < 1000; ++i)
    {
        const auto sent = static_cast<uint32_t>(1 + random() % 300);
        windows.push_back({static_cast<uint32_t>(random() % (sent + 1)), sent});
        losses.Add(0s, windows.back().lost, sent);
        ASSERT_NEAR(losses.Mean(), MeanLoss(windows), 1e-9);
    }
    // a divided window moves by less than a bin
    for (double r = 0.01; r < 1; r += 0.01)
    {
        EXPECT_LE(losses.G(r), LossAbove(windows, r - 0.01) + 1e-9) << r;
        EXPECT_GE(losses.G(r), LossAbove(windows, r + 0.01) - 1e-9) << r;
    }
}

TEST(LossDistributionTest, GNeverRisesAndTheLeastRedundancyIsTheFirstThatSuffices)
{
    for (const double loss : {0.005, 0.02, 0.1})
    {
        for (const double burst : {1.0, 4.0, 8.0})
        {
            const Eigen::ArrayXd tail = TailLoss(GilbertWindows(loss, burst, 100));
            EXPECT_NEAR(tail[0], loss, 1e-12);
            EXPECT_EQ(tail[100], 0);
            EXPECT_TRUE((tail.head(100) >= tail.tail(100)).all());
            for (const double target : {1.0, 0.01, 0.001, 1e-5, 0.0})
            {
                Eigen::Index j = 0;
                while (tail[j] > target)
                {
                    ++j;
                }
                EXPECT_EQ(LeastRedundancy(tail, target), static_cast<double>(j) / 100);
            }
        }
    }
}

// a late packet: the window is as if it had never been lost
TEST(LossDistributionTest, ALateArrivalTakesItsLossBack)
{
    LossDistribution losses;
    LossDistribution pristine;
    for (int i = 0; i < 100; ++i)
    {
        const auto handle = losses.Add(0s, 3, 37);
        EXPECT_TRUE(losses.Amend(handle, 0));
        pristine.Add(0s, 0, 37);
    }
    EXPECT_TRUE((losses.Tail() == pristine.Tail()).all());
    EXPECT_EQ(losses.LeastRedundancy(0), 0);
}

// as windows of an outage are, while they come and go in a ring
TEST(LossDistributionTest, AWindowThatIsRemovedIsAsIfItHadNeverBeen)
{
    LossDistributionParams params;
    params.windows = 50;
    LossDistribution losses(params);
    LossDistribution pristine; // of more windows than there are
    for (uint32_t i = 0; i < 40; ++i)
    {
        const auto handle = losses.Add(0s, i % 5, 20);
        pristine.Add(0s, i % 5, 20);
        if (i % 8 == 0)
        {
            const auto outage = losses.Add(0s, 20, 20);
            EXPECT_TRUE(losses.Remove(outage));
            EXPECT_FALSE(losses.Remove(outage));
            EXPECT_FALSE(losses.Amend(outage, 10));
            EXPECT_TRUE(losses.Amend(handle, i % 5));
        }
    }
    EXPECT_EQ(losses.Windows(), 40U);
    EXPECT_TRUE((losses.Tail() == pristine.Tail()).all());
    for (int i = 0; i < 50; ++i) // all of them are forgotten
    {
        losses.Add(0s, 1, 10);
    }
    EXPECT_EQ(losses.Windows(), 50U);
    EXPECT_NEAR(losses.Mean(), 0.1, 1e-12);
    EXPECT_FALSE(losses.Remove(0));
}

TEST(LossDistributionTest, IsForgottenAfterAMinuteWithoutTraffic)
{
    LossDistribution losses;
    losses.Add(1s, 1, 10);
    losses.Add(61s, 1, 10);
    EXPECT_EQ(losses.Windows(), 2U);
    const auto handle = losses.Add(122s, 0, 10);
    EXPECT_EQ(losses.Windows(), 1U);
    EXPECT_EQ(losses.Mean(), 0);
    EXPECT_FALSE(losses.Amend(handle - 1, 0));
    EXPECT_TRUE(losses.Amend(handle, 5));
    EXPECT_DOUBLE_EQ(losses.Mean(), 0.5);
}

/**
 * @param losses a distribution
 * @param windows how many
 * @param rtt of each
 * @return how often everything was forgotten
 */
int
Restarts(LossDistribution& losses, int windows, const std::function<Nanoseconds(int)>& rtt)
{
    int restarts = 0;
    for (int i = 0; i < windows; ++i)
    {
        restarts += losses.NoteRtt(rtt(i)) ? 1 : 0;
    }
    return restarts;
}

TEST(LossDistributionTest, AQueueThatSwingsIsNoOtherRouteHoweverSlowly)
{
    // below and above twice a block of 16 windows; 25 windows are 2 s of round trips
    for (const int period : {12, 25, 40, 100, 400, 900})
    {
        SCOPED_TRACE(period);
        const auto share = [period](int i) { return i % period * 1.0 / period; };
        const auto sawtooth = [&share](int i) {
            return Nanoseconds{static_cast<int64_t>(50e6 + 75e6 * share(i))};
        };
        const auto sine = [&share](int i) {
            return Nanoseconds{static_cast<int64_t>(90e6 - 40e6 * std::cos(6.2832 * share(i)))};
        };
        LossDistribution losses;
        losses.Add(1s, 1, 10);
        EXPECT_EQ(Restarts(losses, 10'000, sawtooth), 0);
        EXPECT_EQ(Restarts(losses, 10'000, sine), 0);
        EXPECT_EQ(losses.Windows(), 1U);
    }
}

TEST(LossDistributionTest, AnotherRouteIsSeenWithinAHundredWindowsAndThenIsTheRoute)
{
    const auto constant = [](Nanoseconds rtt) { return [rtt](int) { return rtt; }; };
    LossDistribution losses;
    losses.Add(1s, 1, 10);
    // a queue of half a round trip on top of it
    EXPECT_EQ(Restarts(losses, 1000, [](int i) { return 100ms + i % 64 * 1ms; }), 0);
    EXPECT_EQ(Restarts(losses, 1000, constant(149ms)), 0);
    EXPECT_EQ(losses.Windows(), 1U);
    EXPECT_EQ(Restarts(losses, 100, constant(250ms)), 1);
    EXPECT_EQ(losses.Windows(), 0U);
    losses.Add(2s, 1, 10);
    EXPECT_EQ(Restarts(losses, 1000, constant(250ms)), 0);
    EXPECT_EQ(Restarts(losses, 100, constant(100ms)), 1); // and back
    EXPECT_EQ(losses.Windows(), 0U);
}

TEST(LossDistributionTest, AShortDetourIsNoOtherRoute)
{
    LossDistribution losses;
    losses.Add(1s, 1, 10);
    const auto detour = [](int i) { return i % 200 < 32 ? Nanoseconds{300ms} : 100ms; };
    EXPECT_EQ(Restarts(losses, 10'000, [&detour](int i) { return detour(i + 100); }), 0);
    EXPECT_EQ(losses.Windows(), 1U);
}

// 20/u: 400 windows for a hybrid at q = 0.1 % and p = 2 %, 20 000 for parity alone
TEST(LossDistributionTest, TwentySamplesInTheTailAreEnough)
{
    LossDistribution losses;
    for (int i = 0; i < 399; ++i)
    {
        losses.Add(0s, 0, 10);
    }
    EXPECT_FALSE(losses.HasEnoughFor(0.001 / 0.02));
    losses.Add(0s, 0, 10);
    EXPECT_TRUE(losses.HasEnoughFor(0.001 / 0.02));
    EXPECT_FALSE(losses.HasEnoughFor(0.001));
    for (int i = 400; i < 500; ++i)
    {
        losses.Add(0s, 0, 10);
    }
    EXPECT_TRUE(losses.HasEnoughFor(0.001)); // nobody waits for more
}

TEST(LossDistributionTest, RefusesWindowsThatCannotBe)
{
    LossDistribution losses;
    EXPECT_THROW(losses.Add(0s, 0, 0), std::invalid_argument);
    EXPECT_THROW(losses.Add(0s, 11, 10), std::invalid_argument);
    const auto handle = losses.Add(0s, 10, 10);
    EXPECT_THROW(losses.Amend(handle, 11), std::invalid_argument);
    EXPECT_EQ(losses.Windows(), 1U);
    EXPECT_EQ(losses.Mean(), 1);
    LossDistributionParams params;
    params.bins = 0;
    EXPECT_THROW(LossDistribution{params}, std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
