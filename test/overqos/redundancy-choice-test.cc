/* SPDX-License-Identifier: GPL-2.0-only */

#include "gilbert-windows.h"

#include "ns3/redundancy-choice.h"
#include "ns3/redundancy-damping.h"
#include "ns3/second-round-loss.h"
#include "ns3/small-block-rule.h"
#include "ns3/target-control.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr double Q = 0.001; //!< the target of the evaluation

TEST(RedundancyChoiceTest, BeginsWithADefaultUntilTheLossesAreKnown)
{
    LossDistribution losses;
    const RedundancyChoice hybrid("hybrid");
    auto decision = hybrid.Choose(losses, Q);
    EXPECT_TRUE(decision.isStartUp);
    EXPECT_EQ(decision.rounds, 2U);
    EXPECT_EQ(decision.firstRound, 0);
    EXPECT_EQ(decision.secondRound, 0.3);
    for (int i = 0; i < 399; ++i) // a mean loss of 2 %
    {
        losses.Add(0s, 2, 100);
    }
    decision = hybrid.Choose(losses, Q);
    EXPECT_TRUE(decision.isStartUp);
    EXPECT_EQ(decision.secondRound, 0.3);
    EXPECT_NEAR(decision.overhead, 0.02 / 0.7, 1e-9); // of what is known
    losses.Add(0s, 2, 100);
    decision = hybrid.Choose(losses, Q);
    EXPECT_FALSE(decision.isStartUp);
    EXPECT_EQ(decision.secondRound, 0);
    EXPECT_NEAR(decision.overhead, 0.02, 1e-9);
    decision = RedundancyChoice("fec").Choose(losses, Q);
    EXPECT_TRUE(decision.isStartUp);
    EXPECT_NEAR(decision.overhead, 0.3 / 0.7, 1e-9);
    EXPECT_NEAR(decision.Share(), 0.3, 1e-9);
}

TEST(RedundancyChoiceTest, RefusesTargetsThatAreNoLoss)
{
    const LossDistribution losses;
    const RedundancyChoice choice("hybrid");
    for (const double target : {0.0, -0.1, 1.0, std::nan("")})
    {
        EXPECT_THROW(choice.Choose(losses, target), std::invalid_argument);
    }
    EXPECT_THROW(RedundancyChoice("parity"), std::invalid_argument);
}

TEST(RedundancyChoiceTest, ParityPacketsAreThoseOfACodeOfThatShare)
{
    EXPECT_EQ(ParityPackets(0, 0.5), 0U);
    EXPECT_EQ(ParityPackets(10, 0), 0U);
    EXPECT_EQ(ParityPackets(1, 0.01), 1U); // at least one
    EXPECT_EQ(ParityPackets(2, 0.3), 1U);  // 2 / 0.7 = 2.86
    EXPECT_EQ(ParityPackets(3, 0.3), 2U);  // 3 / 0.7 = 4.29
    EXPECT_EQ(ParityPackets(9, 0.1), 1U);  // exactly 10
    EXPECT_EQ(ParityPackets(50, 0.5), 50U);
    EXPECT_EQ(ParityPackets(10, 0.9), 90U);
    EXPECT_EQ(ParityPackets(10, 0.95), 190U);
    EXPECT_THROW(ParityPackets(10, 1), std::invalid_argument);
    for (uint32_t n = 2; n <= 255; ++n) // (n - k)/n gives n again
    {
        for (uint32_t k = n / 10 + 1; k < n; ++k)
        {
            ASSERT_EQ(ParityPackets(k, static_cast<double>(n - k) / n), n - k) << n << ' ' << k;
        }
    }
}

TEST(RedundancyDampingTest, RisesAtOnceAndFallsByATenthPerWindow)
{
    RedundancyDamping damping;
    EXPECT_EQ(damping.Apply(0.4), 0.4);
    EXPECT_DOUBLE_EQ(damping.Apply(0.1), 0.36);
    EXPECT_DOUBLE_EQ(damping.Apply(0.35), 0.35);
    EXPECT_EQ(damping.Apply(0.5), 0.5);
    int windows = 0;
    for (; damping.Value() > 0; ++windows)
    {
        damping.Apply(0);
        ASSERT_LT(windows, 100);
    }
    EXPECT_NEAR(windows, std::log(0.001 / 0.5) / std::log(0.9), 1);
}

/**
 * @param packets m
 * @param parity h
 * @param loss of each
 * @return packets that stay lost, by the formula with its binomial coefficients
 */
double
StayLost(uint32_t packets, uint32_t parity, double loss)
{
    const uint32_t sent = packets + parity;
    double sum = 0;
    for (uint32_t j = parity + 1; j <= sent; ++j)
    {
        double probability = 1;
        for (uint32_t i = 1; i <= j; ++i)
        {
            probability *= static_cast<double>(sent - j + i) / i * loss;
        }
        sum += probability * std::pow(1 - loss, sent - j) * j * packets / sent;
    }
    return sum;
}

TEST(SmallBlockRuleTest, FindsTheLeastParityOfTheFormula)
{
    SmallBlockRule rule;
    for (const uint32_t packets : {1U, 2U, 3U, 5U, 10U, 40U})
    {
        for (const double loss : {0.01, 0.1, 0.3, 0.6})
        {
            for (const double allowed : {0.1, 0.01, 0.00015})
            {
                SCOPED_TRACE(testing::Message() << packets << ' ' << loss << ' ' << allowed);
                const uint32_t parity = rule.Parity(packets, loss, allowed, 1000);
                EXPECT_NEAR(rule.Expected(), StayLost(packets, parity, loss), 1e-12);
                EXPECT_LE(StayLost(packets, parity, loss), allowed);
                if (parity > 0)
                {
                    EXPECT_GT(StayLost(packets, parity - 1, loss), allowed);
                }
            }
        }
    }
}

// an ideal code of m + h packets, packet by packet
TEST(SmallBlockRuleTest, TheExpectationIsWhatASimulationLoses)
{
    constexpr uint32_t SEED = 23;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    constexpr uint32_t PACKETS = 4;
    constexpr double LOSS = 0.2;
    SmallBlockRule rule;
    const uint32_t parity = rule.Parity(PACKETS, LOSS, 0.1, 100);
    ASSERT_EQ(parity, 3U);
    constexpr int BLOCKS = 200'000;
    double lost = 0;
    double squares = 0;
    for (int block = 0; block < BLOCKS; ++block)
    {
        uint32_t lostData = 0;
        uint32_t lostAll = 0;
        for (uint32_t packet = 0; packet < PACKETS + parity; ++packet)
        {
            const bool isLost = std::uniform_real_distribution<>(0, 1)(random) < LOSS;
            lostAll += isLost ? 1 : 0;
            lostData += isLost && packet < PACKETS ? 1 : 0;
        }
        const double stay = lostAll > parity ? lostData : 0;
        lost += stay;
        squares += stay * stay;
    }
    const double mean = lost / BLOCKS;
    const double deviation = std::sqrt((squares / BLOCKS - mean * mean) / BLOCKS);
    EXPECT_NEAR(rule.Expected(), mean, 4 * deviation);
}

TEST(SmallBlockRuleTest, KeepsToItsLimitsAtTheEnds)
{
    SmallBlockRule rule(100);
    EXPECT_EQ(rule.Parity(0, 0.5, 0.1, 10), 0U);
    EXPECT_EQ(rule.Parity(100, 0, 0.1, 10), 0U);
    EXPECT_EQ(rule.Parity(5, 1, 0.1, 10), 10U);
    EXPECT_EQ(rule.Expected(), 5);
    EXPECT_EQ(rule.Parity(100, 0.99, 1e-6, 10), 10U);
    EXPECT_THROW(rule.Parity(101, 0.1, 0.1, 10), std::invalid_argument);
    EXPECT_THROW(rule.Parity(5, 1.1, 0.1, 10), std::invalid_argument);
}

/**
 * @param control a target control
 * @param windows how many of 1000 packets
 * @param lost packets of each
 */
void
AddWindows(TargetControl& control, int windows, uint32_t lost)
{
    for (int i = 0; i < windows; ++i)
    {
        control.AddWindow(lost, 1000);
    }
}

TEST(TargetControlTest, AimsLowerWhileTooMuchIsLostAndComesBack)
{
    TargetControl control;
    EXPECT_EQ(control.Target(), Q);
    AddWindows(control, 19, 2);
    EXPECT_EQ(control.Factor(), 1);
    control.AddWindow(2, 1000);
    EXPECT_DOUBLE_EQ(control.Residual(), 0.002);
    EXPECT_DOUBLE_EQ(control.Factor(), 0.9);
    AddWindows(control, 20, 2);
    EXPECT_DOUBLE_EQ(control.Target(), 0.81 * Q);
    AddWindows(control, 20 * 100, 2);
    EXPECT_DOUBLE_EQ(control.Factor(), 0.02); // and not 0, from where nothing rises
    AddWindows(control, 20 * 300, 0);
    EXPECT_EQ(control.Factor(), 4); // what is left of the target is given back
}

TEST(TargetControlTest, TheMarginIsNineTenthsOfTheTarget)
{
    TargetControlParams params;
    params.target = 0.01;
    TargetControl below(params);
    AddWindows(below, 2000, 8);
    EXPECT_GT(below.Factor(), 1);
    TargetControl above(params);
    AddWindows(above, 2000, 10);
    EXPECT_DOUBLE_EQ(above.Factor(), 0.02);
}

TEST(TargetControlTest, TheOpenLoopUsesTheTargetAsItIs)
{
    TargetControlParams params;
    params.isClosedLoop = false;
    TargetControl control(params);
    AddWindows(control, 1000, 100);
    EXPECT_EQ(control.Target(), Q);
    EXPECT_NEAR(control.Residual(), 0.1, 1e-12);
}

TEST(TargetControlTest, RefusesKnobsThatLeadNowhere)
{
    TargetControlParams params;
    params.leastFactor = 0;
    EXPECT_THROW(TargetControl{params}, std::invalid_argument);
    params.leastFactor = 0.1;
    params.target = 0;
    EXPECT_THROW(TargetControl{params}, std::invalid_argument);
    params.target = 0.001;
    params.mostFactor = 0.09; // nothing lies between both bounds
    EXPECT_THROW(TargetControl{params}, std::invalid_argument);
    params.mostFactor = std::nan("");
    EXPECT_THROW(TargetControl{params}, std::invalid_argument);
    params.mostFactor = 0.1;
    EXPECT_NO_THROW(TargetControl{params});
}

TEST(TargetControlTest, WhatIsAimedAtStaysALossForEveryTarget)
{
    for (const double q : {0.24, 0.25, 0.3, 0.5, 0.999})
    {
        SCOPED_TRACE(q);
        TargetControlParams params;
        params.target = q;
        TargetControl control(params);
        AddWindows(control, 20 * 300, 0);
        EXPECT_EQ(control.Factor(), 4);
        EXPECT_NEAR(control.Target(), std::min(4 * q, 1.0), 1e-9);
        for (const std::string& policy : RedundancyPolicies().Names())
        {
            LossDistribution losses;
            for (int i = 0; i < 1000; ++i)
            {
                losses.Add(0s, i % 10 == 0 ? 100 : 2, 100);
            }
            EXPECT_NO_THROW(RedundancyChoice(policy).Choose(losses, control.Target())) << policy;
        }
    }
}

TEST(SecondRoundLossTest, IsTheMeanLossUntilRetransmissionsTellAnotherOne)
{
    SecondRoundLoss loss;
    EXPECT_DOUBLE_EQ(loss.Loss(0.01), 0.01);
    loss.Add(0, 0);
    EXPECT_DOUBLE_EQ(loss.Loss(0.01), 0.01);
    for (int i = 0; i < 2000; ++i)
    {
        loss.Add(1, 10);
    }
    EXPECT_NEAR(loss.Loss(0.01), 0.1, 0.005);
    for (int i = 0; i < 1000; ++i) // five memories
    {
        loss.Add(0, 10);
    }
    EXPECT_LT(loss.Loss(0.01), 0.0015);
    loss.Restart();
    EXPECT_DOUBLE_EQ(loss.Loss(0.02), 0.02);
}

/** A path with two states, asked per packet. */
class GilbertPath
{
  public:
    /**
     * @param loss mean
     * @param burst mean run of losses; 1 for independent losses
     * @param seed of its coin
     */
    GilbertPath(double loss, double burst, uint32_t seed)
        : m_toBad(burst == 1 ? loss : loss / (burst * (1 - loss))),
          m_toGood(burst == 1 ? 1 - loss : 1 / burst),
          m_random(seed)
    {
    }

    /** @return whether the next packet is lost */
    bool IsLost()
    {
        const double coin = std::uniform_real_distribution<>(0, 1)(m_random);
        m_isBad = m_isBad ? coin >= m_toGood : coin < m_toBad;
        return m_isBad;
    }

  private:
    double m_toBad;        //!< probability
    double m_toGood;       //!< probability
    bool m_isBad = false;  //!< the state
    std::mt19937 m_random; //!< the coin
};

/** What a hybrid did over many windows. */
struct HybridRun
{
    double residual = 0; //!< lost packets per data packet
    double overhead = 0; //!< other packets per data packet
};

/** How a hybrid repairs. */
enum class Repair
{
    Paper,      //!< retransmissions go out together, the target is used as it is
    ClosedLoop, //!< retransmissions are spread over the next window, the target is controlled
    SmallBlocks //!< so are they, and small blocks get what they need
};

/**
 * Windows of 100 packets on a path with 10 % loss.
 * @param repair how
 * @param burst mean run of losses
 * @param seed of the path
 * @return what became of the last windows
 */
HybridRun
RunHybrid(Repair repair, double burst, uint32_t seed)
{
    const bool isSpread = repair != Repair::Paper;
    constexpr uint32_t PACKETS = 100;
    constexpr int WINDOWS = 40'000;
    constexpr int LEARNING = 8000;
    GilbertPath path(0.1, burst, seed);
    LossDistribution losses;
    TargetControlParams params;
    params.isClosedLoop = isSpread;
    TargetControl control(params);
    const RedundancyChoice choice("hybrid");
    SecondRoundLoss secondLoss;
    SmallBlockRule rule;
    HybridRun run;
    uint32_t repeated = 0;
    uint32_t parity = 0;
    for (int window = 0; window < WINDOWS; ++window)
    {
        uint32_t lost = 0;
        uint32_t lostData = 0;
        uint32_t lostBlock = 0;
        uint32_t sent = 0;
        for (uint32_t packet = 1; packet <= PACKETS; ++packet)
        {
            lost += path.IsLost() ? 1 : 0;
            const uint32_t due =
                isSpread ? packet * (repeated + parity) / PACKETS : repeated + parity;
            for (; sent < due; ++sent)
            {
                const bool isLost = path.IsLost();
                lostBlock += isLost ? 1 : 0;
                lostData += isLost && sent < repeated ? 1 : 0;
            }
        }
        const uint32_t residual = lostBlock > parity ? lostData : 0;
        control.AddWindow(residual, PACKETS);
        secondLoss.Add(lostBlock, repeated + parity);
        if (window >= LEARNING)
        {
            run.residual += residual;
            run.overhead += repeated + parity;
        }
        losses.Add(Nanoseconds(window), lost, PACKETS);
        repeated = lost;
        parity = ParityPackets(lost, choice.Choose(losses, control.Target()).secondRound);
        if (repair == Repair::SmallBlocks)
        {
            const double loss = secondLoss.Loss(losses.Mean());
            parity =
                std::max(parity, rule.Parity(lost, loss, control.Target() * PACKETS, 9 * lost));
        }
    }
    run.residual /= PACKETS * (WINDOWS - LEARNING);
    run.overhead /= PACKETS * (WINDOWS - LEARNING);
    return run;
}

// Section 1.4.5 of the notes, 10 %, L = 4, n = 100: 0.546 % with 14.1 % overhead as the paper does
// it and 0.073 % with 14.2 % as recommended
TEST(TargetControlTest, WithSpreadRetransmissionsItMeetsTheTargetThatTheFormulaMisses)
{
    for (const uint32_t seed : {1U, 2U, 3U})
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const HybridRun paper = RunHybrid(Repair::Paper, 4, seed);
        EXPECT_NEAR(paper.residual, 0.00546, 0.0006);
        EXPECT_NEAR(paper.overhead, 0.141, 0.005);
        const HybridRun recommended = RunHybrid(Repair::ClosedLoop, 4, seed);
        EXPECT_NEAR(recommended.residual, 0.00073, 0.0002);
        EXPECT_NEAR(recommended.overhead, 0.142, 0.005);
    }
}

// The cell that the notes' recommendation misses: 10 %, L = 1, n = 100, 0.103 %
TEST(SmallBlockRuleTest, KeepsToTheTargetWhereTheClosedLoopMissesIt)
{
    for (const uint32_t seed : {1U, 2U, 3U})
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        EXPECT_NEAR(RunHybrid(Repair::ClosedLoop, 1, seed).residual, 0.00103, 0.00015);
        const HybridRun exact = RunHybrid(Repair::SmallBlocks, 1, seed);
        EXPECT_LT(exact.residual, 0.8 * Q);
        EXPECT_LT(exact.overhead, 0.142);
        EXPECT_LT(RunHybrid(Repair::SmallBlocks, 4, seed).residual, 0.8 * Q);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
