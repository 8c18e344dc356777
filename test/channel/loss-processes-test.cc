/* SPDX-License-Identifier: GPL-2.0-only */

#include "channel-random.h"

#include "ns3/epoch-loss.h"
#include "ns3/gilbert-elliott-loss.h"
#include "ns3/gilbert-loss.h"
#include "ns3/loss-runs.h"
#include "ns3/outage-loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr uint64_t PACKETS = 1000000;
constexpr double SIGMAS = 4; //!< of the intervals: one in 16000 is missed

/**
 * @param process asked for packets
 * @param packets how many
 * @param spacing of the packets in time
 * @return how they were lost
 */
LossRuns
Measure(LossProcess& process, uint64_t packets = PACKETS, Nanoseconds spacing = 1ms)
{
    LossRuns runs;
    Nanoseconds now{0};
    for (uint64_t i = 0; i < packets; ++i, now += spacing)
    {
        runs.Add(process.IsLost(now));
    }
    return runs;
}

/**
 * @param process asked for packets
 * @return which of the first ones are lost
 */
std::vector<bool>
Pattern(LossProcess& process)
{
    constexpr int LENGTH = 20000;
    std::vector<bool> pattern;
    pattern.reserve(LENGTH);
    for (int i = 0; i < LENGTH; ++i)
    {
        pattern.push_back(process.IsLost(i * 10ms));
    }
    return pattern;
}

/** Loss rate and mean run of a must-have case. */
class GilbertCases : public testing::TestWithParam<std::tuple<double, double>>
{
};

// A chain of two states: runs are geometric, and the covariance of two packets falls by the factor
// 1 - P(good to bad) - P(bad to good) per packet between them.
TEST_P(GilbertCases, HaveTheLossRateTheMeanRunAndTheConditionalLossOfTheChain)
{
    constexpr uint64_t SEED = 5;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    const auto [loss, length] = GetParam();
    const double run = std::max(length, 1 / (1 - loss)); // length 1 stands for independent losses
    GilbertLoss process(GilbertLoss::WithMeanRun(loss, run), {Seeded(SEED), Seeded(SEED + 1)});
    const LossRuns measured = Measure(process);

    const double n = PACKETS;
    const double factor = 1 - loss / (run * (1 - loss)) - 1 / run;
    const double spread = (1 + factor) / (1 - factor);
    EXPECT_NEAR(measured.LossRate(), loss, SIGMAS * std::sqrt(loss * (1 - loss) / n * spread));
    const auto periods = static_cast<double>(measured.Periods());
    EXPECT_NEAR(measured.MeanRun(), run, SIGMAS * std::sqrt(run * (run - 1) / periods));
    const double next = 1 - 1 / run;
    const auto lost = static_cast<double>(measured.Lost());
    EXPECT_NEAR(measured.ConditionalLoss(), next, SIGMAS * std::sqrt(next * (1 - next) / lost));
    EXPECT_NEAR(measured.BurstRatio(), measured.MeanRun() * (1 - measured.LossRate()), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(MustHave,
                         GilbertCases,
                         testing::Combine(testing::Values(0.005, 0.01, 0.02, 0.03, 0.04, 0.1),
                                          testing::Values(1.0, 2.0, 4.0, 8.0)));

TEST(GilbertLossTest, NeedsARunThatIndependentLossesReach)
{
    const GilbertLoss::Params independent = GilbertLoss::WithMeanRun(0.2, 1.25);
    EXPECT_EQ(independent.loss, 0.2);
    EXPECT_NEAR(independent.burst, 1, 1e-9);
    EXPECT_NEAR(GilbertLoss::WithMeanRun(0.2, 5).burst, 4.75, 1e-12);
    EXPECT_THAT([] { GilbertLoss::WithMeanRun(0.2, 1.2); },
                ThrowsMessage<std::invalid_argument>(
                    "a mean run of 1.2 lost packets is impossible at a loss rate of 0.2; it must "
                    "be at least that of independent losses, 1.25"));
}

// Stationary: a share b = p / (p + r) of the packets finds the path bad; two packets in a row are
// both lost with the sum over states of share, loss, step and loss.
TEST(GilbertElliottLossTest, HasTheLossRateAndTheConditionalLossOfTheChain)
{
    constexpr uint64_t SEED = 9;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    for (const GilbertElliottLoss::Params& params :
         {GilbertElliottLoss::Params{0.01, 0.1, 0.001, 0.3},
          GilbertElliottLoss::Params{0.002, 0.2, 0.01, 0.8},
          GilbertElliottLoss::Params{0.5, 0.5, 0, 0.1},
          GilbertElliottLoss::Params{0.01, 0.25, 0, 1}})
    {
        GilbertElliottLoss process(params, {Seeded(SEED), Seeded(SEED + 1)});
        const LossRuns measured = Measure(process);
        const double bad = params.toBad / (params.toBad + params.toGood);
        const double loss = (1 - bad) * params.goodLoss + bad * params.badLoss;
        EXPECT_NEAR(params.LossRate(), loss, 1e-15);
        const double both =
            bad * params.badLoss *
                ((1 - params.toGood) * params.badLoss + params.toGood * params.goodLoss) +
            (1 - bad) * params.goodLoss *
                ((1 - params.toBad) * params.goodLoss + params.toBad * params.badLoss);
        const double factor = 1 - params.toBad - params.toGood;
        const double apart = params.badLoss - params.goodLoss;
        const double variance =
            loss * (1 - loss) + 2 * apart * apart * bad * (1 - bad) * factor / (1 - factor);
        EXPECT_NEAR(measured.LossRate(), loss, SIGMAS * std::sqrt(variance / PACKETS));
        const double next = both / loss;
        // pairs of a bad spell belong together: no more of them are independent than there are
        // spells with a loss
        const double spells = PACKETS * bad * params.toGood * std::min(1.0, params.badLoss * 2);
        EXPECT_NEAR(measured.ConditionalLoss(),
                    next,
                    SIGMAS * std::sqrt(next * (1 - next) / spells));
    }
}

TEST(GilbertElliottLossTest, FindsTheParametersForMeans)
{
    const auto params = GilbertElliottLoss::WithMeans({0.02, 50, 0.001, 0.4});
    EXPECT_NEAR(params.LossRate(), 0.02, 1e-15);
    EXPECT_NEAR(1 / params.toGood, 50, 1e-12);
    EXPECT_EQ(params.goodLoss, 0.001);
    EXPECT_EQ(params.badLoss, 0.4);
    EXPECT_THAT(
        [] {
            GilbertElliottLoss::WithMeans({0.5, 50, 0.001, 0.4});
        },
        ThrowsMessage<std::invalid_argument>(
            "the loss rate is 0.5; it must be at least that on a good path, 0.001, and "
            "below that on a bad path, 0.4"));
    EXPECT_THAT(
        [] {
            GilbertElliottLoss::WithMeans({0.9, 1, 0, 1});
        },
        ThrowsMessage<std::invalid_argument>(HasSubstr("it must be at least 9")));
}

/** A measured epoch model, and what it should be. */
struct EpochCase
{
    const char* name;         //!< for messages
    EpochLoss::Params params; //!< its parameters
    double loss;              //!< by hand, from round trips and percent
    double busy;              //!< share of the time, the same way
};

TEST(EpochLossTest, ModelsAAndBLoseWhatTheirEpochsDoOnTheWhole)
{
    constexpr uint64_t SEED = 2;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    const std::vector<EpochCase> cases{
        {"A", EpochLoss::ModelA(100ms), (50 * 0.001 + 7 * 0.05) / 57, 7.0 / 57},
        {"B", EpochLoss::ModelB(100ms), (100 * 0.005 + 20 * 0.1) / 120, 20.0 / 120}};
    for (const EpochCase& model : cases)
    {
        SCOPED_TRACE(model.name);
        EXPECT_NEAR(model.params.LossRate(), model.loss, 1e-12);
        EpochLoss process(model.params, {Seeded(SEED), Seeded(SEED + 1), Seeded(SEED + 2)});
        // whole turns: 1140 s are 200 of A and 95 of B
        constexpr uint64_t PACKETS_OF_TURNS = 1140000;
        uint64_t busy = 0;
        uint64_t busyLost = 0;
        uint64_t lost = 0;
        for (uint64_t i = 0; i < PACKETS_OF_TURNS; ++i)
        {
            const Nanoseconds now = i * Nanoseconds{1ms};
            const bool isBusy = process.IsBusy(now);
            const bool isLost = process.IsLost(now);
            busy += isBusy ? 1 : 0;
            lost += isLost ? 1 : 0;
            busyLost += isBusy && isLost ? 1 : 0;
        }
        const double n = PACKETS_OF_TURNS;
        EXPECT_NEAR(static_cast<double>(busy) / n, model.busy, 1e-3);
        EXPECT_NEAR(static_cast<double>(lost) / n, model.loss, SIGMAS * std::sqrt(model.loss / n));
        const double rate = model.params.busy.loss.loss;
        EXPECT_NEAR(static_cast<double>(busyLost) / static_cast<double>(busy),
                    rate,
                    SIGMAS * std::sqrt(rate / static_cast<double>(busy)));
    }
}

// Where the first packet comes in a turn is uniform: so is the share of seeds that find it busy.
TEST(EpochLossTest, BeginsAnywhereInATurn)
{
    constexpr int SEEDS = 4000;
    int busy = 0;
    for (int seed = 0; seed < SEEDS; ++seed)
    {
        const UniformSource random = Seeded(static_cast<uint64_t>(seed));
        EpochLoss process(EpochLoss::ModelB(100ms), {random, random, random});
        busy += process.IsBusy(17s) ? 1 : 0;
    }
    constexpr double SHARE = 20.0 / 120;
    EXPECT_NEAR(static_cast<double>(busy) / SEEDS,
                SHARE,
                SIGMAS * std::sqrt(SHARE * (1 - SHARE) / SEEDS));
}

TEST(EpochLossTest, KnowsItsEpochAlsoAfterALongSilence)
{
    const auto phase = [] { return 0.5; }; // the first packet comes in the middle of a turn
    const UniformSource never = [] { return 0.999999; };
    EpochLoss process({{6s, {}}, {4s, {}}}, {phase, never, never});
    EXPECT_FALSE(process.IsBusy(100s)); // 5 s into the turn
    EXPECT_FALSE(process.IsBusy(101s - 1ns));
    EXPECT_TRUE(process.IsBusy(101s));
    EXPECT_TRUE(process.IsBusy(105s - 1ns));
    EXPECT_FALSE(process.IsBusy(105s));
    EXPECT_TRUE(process.IsBusy(1000001s)); // 999906 turns later, 6 s into the turn
    EXPECT_FALSE(process.IsBusy(2000095s));
}

// Renewals of a gap and an outage: the relative deviation of the share is that of their means.
TEST(OutageLossTest, OutagesHaveTheirShareOfTheTimeAndTheirLengths)
{
    constexpr uint64_t SEED = 3;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    const OutageLoss::Params params;
    EXPECT_NEAR(params.Share(), 1.75 / 60, 1e-12);
    OutageLoss process(params, nullptr, {Seeded(SEED), Seeded(SEED + 1)});
    LossRuns runs(400);
    constexpr uint64_t STEPS = 20000000; // 2e5 s
    for (uint64_t i = 0; i < STEPS; ++i)
    {
        const Nanoseconds now = i * Nanoseconds{10ms};
        const bool isLost = process.IsLost(now);
        ASSERT_EQ(isLost, process.IsOut(now));
        runs.Add(isLost);
    }
    const auto outages = static_cast<double>(runs.Periods());
    const double expected = STEPS * 0.01 / 60;
    const double gapDeviation = 58.25 / 60; // of the time between begins, nearly
    EXPECT_NEAR(outages, expected, SIGMAS * gapDeviation * std::sqrt(expected));
    EXPECT_NEAR(runs.LossRate() / params.Share(), 1, SIGMAS * 1.05 / std::sqrt(expected));
    EXPECT_NEAR(runs.MeanRun() * 0.01, 1.75, SIGMAS * 2.5 / std::sqrt(12 * outages) + 0.01);
    uint64_t within = 0;
    for (std::size_t length = 50; length <= 301; ++length)
    {
        within += runs.Runs()[length];
    }
    EXPECT_GE(within + 1, runs.Periods()) << "0.5 s to 3 s, and one may be open";
}

TEST(OutageLossTest, TheLongestGapOfAllIsNoOverflow)
{
    const auto almostOne = [] { return 1 - std::ldexp(1.0, -53); };
    OutageLoss process({24h * 365, 1s, 1s}, nullptr, {almostOne, almostOne});
    EXPECT_FALSE(process.IsOut(0s));
    const std::chrono::duration<double> longest = (24h * 365 - 1s) * 53 * std::log(2.0);
    const auto gap = std::chrono::duration_cast<Nanoseconds>(longest); // 37 years
    EXPECT_FALSE(process.IsOut(gap - 1ms));
    EXPECT_TRUE(process.IsOut(gap + 500ms));
}

TEST(OutageLossTest, LeavesTheOtherLossesAsTheyAre)
{
    GilbertLoss alone({0.1, 4}, {Seeded(1), Seeded(2)});
    OutageLoss process({},
                       std::make_unique<GilbertLoss>(GilbertLoss::Params{0.1, 4},
                                                     GilbertLoss::Sources{Seeded(1), Seeded(2)}),
                       {Seeded(3), Seeded(4)});
    int outages = 0;
    for (int i = 0; i < 100000; ++i)
    {
        const Nanoseconds now = i * 10ms;
        const bool expected = alone.IsLost(now);
        const bool isLost = process.IsLost(now);
        ASSERT_EQ(isLost, expected || process.IsOut(now)) << "packet " << i;
        outages += process.IsOut(now) ? 1 : 0;
    }
    EXPECT_GT(outages, 0);
}

// Equal sources give equal losses, from the begin and after a reset, whatever was asked before.
TEST(LossProcessTest, IsFixedByItsSources)
{
    const auto make = [](uint64_t seed) {
        std::vector<std::unique_ptr<LossProcess>> all;
        const auto next = [&seed] { return Seeded(++seed); };
        const GilbertLoss::Sources gilbert{next(), next()};
        all.push_back(std::make_unique<GilbertLoss>(GilbertLoss::Params{0.05, 4}, gilbert));
        all.push_back(
            std::make_unique<GilbertElliottLoss>(GilbertElliottLoss::Params{0.01, 0.1, 0.01, 0.5},
                                                 GilbertElliottLoss::Sources{next(), next()}));
        all.push_back(std::make_unique<EpochLoss>(EpochLoss::ModelA(100ms),
                                                  EpochLoss::Sources{next(), next(), next()}));
        all.push_back(std::make_unique<OutageLoss>(OutageLoss::Params{},
                                                   nullptr,
                                                   OutageLoss::Sources{next(), next()}));
        return all;
    };
    const auto first = make(100);
    const auto equal = make(100);
    const auto other = make(200);
    for (std::size_t i = 0; i < first.size(); ++i)
    {
        const auto pattern = Pattern(*first[i]);
        EXPECT_EQ(pattern, Pattern(*equal[i])) << "process " << i;
        EXPECT_NE(pattern, Pattern(*other[i])) << "process " << i;
        first[i]->Reset();
        equal[i]->Reset();
        EXPECT_EQ(Pattern(*first[i]), Pattern(*equal[i])) << "process " << i;
    }
}

TEST(LossProcessTest, SaysWhichParameterIsWrong)
{
    const UniformSource none = [] { return 0.0; };
    const auto refuses = [](const auto& make, const std::string& sentence) {
        EXPECT_THAT(make, ThrowsMessage<std::invalid_argument>(sentence));
    };
    refuses(
        [&] {
            GilbertLoss({1.5, 1}, {none, none});
        },
        "the loss rate is 1.5; it must be 0 to 1");
    refuses(
        [&] {
            GilbertLoss({0.5, 0.5}, {none, none});
        },
        "the mean burst is 0.5; it must be 1 or more");
    refuses(
        [&] {
            GilbertLoss({std::nan(""), 1}, {none, none});
        },
        "the loss rate is nan; it must be 0 to 1");
    refuses(
        [&] {
            GilbertElliottLoss({0.1, 0, 0, 1}, {none, none});
        },
        "the probability that a bad path becomes good is 0; it must be above 0");
    refuses(
        [&] {
            EpochLoss({{0s, {}}, {1s, {}}}, {none, none, none});
        },
        "the length of a quiet epoch in seconds is 0; it must be above 0 and at most a hundred "
        "years");
    refuses(
        [&] {
            OutageLoss({1s, 2s, 3s}, nullptr, {none, none});
        },
        "the interval between outages is 1.000000 s; it must be above their mean length, "
        "2.500000 s");
    refuses(
        [&] {
            OutageLoss({24h * 366, 2s, 3s}, nullptr, {none, none});
        },
        "the interval between outages is 31622400.000000 s; it must be at most a year, "
        "31536000.000000 s");
    refuses(
        [&] {
            OutageLoss({60s, 2s, 1s}, nullptr, {none, none});
        },
        "the longest outage is 1.000000 s; it must not be shorter than the shortest one, "
        "2.000000 s");
}

} // namespace
} // namespace qos
} // namespace ns3
