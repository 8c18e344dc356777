/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/vat-policer.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint64_t BYTES = 184;
constexpr Nanoseconds INTERVAL = 20ms;
constexpr double OFFERED = 8 * 184 * 50; //!< bit/s of a packet every 20 ms

/** A policer and a source of a packet every 20 ms. */
class VatPolicerTest : public testing::Test
{
  protected:
    /**
     * @param time how long the source runs
     * @return the share of its packets that was admitted
     */
    double Offer(Nanoseconds time)
    {
        double admitted = 0;
        double offered = 0;
        for (const Nanoseconds end = m_now + time; m_now < end; m_now += INTERVAL)
        {
            admitted += m_policer.Admit(BYTES, m_now) ? 1 : 0;
            ++offered;
        }
        return admitted / offered;
    }

    /** @param rate is told now */
    void Tell(double rate)
    {
        m_policer.SetRate(rate, m_now);
    }

    Nanoseconds m_now{0};
    VatPolicer m_policer{{5s, 4 * BYTES}};
};

TEST_F(VatPolicerTest, EverythingPassesBeforeARateIsKnown)
{
    EXPECT_EQ(Offer(10s), 1);
    EXPECT_LT(m_policer.MeanRate(), 0);
}

TEST_F(VatPolicerTest, EverythingPassesIfTheRateIsEnough)
{
    Tell(1.01 * OFFERED);
    EXPECT_EQ(Offer(60s), 1);
}

TEST_F(VatPolicerTest, AsMuchPassesAsTheRateAllows)
{
    for (const double share : {0.1, 0.3, 0.5, 0.75, 0.9})
    {
        m_policer = VatPolicer({5s, 4 * BYTES});
        Tell(share * OFFERED);
        EXPECT_NEAR(Offer(100s), share, 0.002) << "4 of 5000 at once";
    }
}

TEST_F(VatPolicerTest, FirstRateCountsAtOnce)
{
    Offer(10s);
    Tell(0.5 * OFFERED);
    EXPECT_EQ(m_policer.MeanRate(), 0.5 * OFFERED);
}

TEST_F(VatPolicerTest, MeanIsOverAllRatesWithExponentialWeights)
{
    Tell(100);
    m_now += 1s;
    Tell(200);
    m_now += 5s;
    m_policer.Admit(0, m_now);
    // the integrals of exp(t / 5 s) over -6 s to -5 s and -5 s to 0, and over both
    const double first = std::exp(-1) - std::exp(-1.2);
    const double second = 1 - std::exp(-1);
    EXPECT_NEAR(m_policer.MeanRate(), (100 * first + 200 * second) / (first + second), 1e-9);
    m_now += 100s;
    m_policer.Admit(0, m_now);
    EXPECT_NEAR(m_policer.MeanRate(), 200, 1e-3);
}

TEST_F(VatPolicerTest, BeginningOfSlowStartIsSoonForgotten)
{
    Tell(0.01 * OFFERED);
    m_now += 100ms;
    Tell(2 * OFFERED);
    m_now += 200ms;
    m_policer.Admit(0, m_now);
    EXPECT_GT(m_policer.MeanRate(), OFFERED);
}

TEST_F(VatPolicerTest, MeanDoesNotDependOnHowOftenItIsLookedAt)
{
    VatPolicer rarely({5s, BYTES});
    VatPolicer often({5s, BYTES});
    for (VatPolicer* policer : {&rarely, &often})
    {
        policer->SetRate(1000, 0s);
        policer->SetRate(3000, 1s);
    }
    for (Nanoseconds now = 1s; now < 4s; now += 1ms)
    {
        often.Admit(0, now);
    }
    rarely.Admit(0, 4s);
    often.Admit(0, 4s);
    EXPECT_NEAR(rarely.MeanRate(), often.MeanRate(), 1e-6);
}

TEST_F(VatPolicerTest, ShortChangesDoNotMatter)
{
    // the window goes up and down between two thirds and four thirds of its mean
    Tell(0.6 * OFFERED);
    double admitted = 0;
    constexpr int CYCLES = 100;
    for (int i = 0; i < CYCLES; ++i)
    {
        Tell(0.4 * OFFERED);
        admitted += Offer(500ms);
        Tell(0.8 * OFFERED);
        admitted += Offer(500ms);
        EXPECT_NEAR(m_policer.MeanRate() / OFFERED, 0.6, 0.03);
    }
    EXPECT_NEAR(admitted / (2 * CYCLES), 0.6, 0.01);
}

TEST_F(VatPolicerTest, LongChangesDo)
{
    Tell(0.8 * OFFERED);
    EXPECT_NEAR(Offer(60s), 0.8, 0.003);
    Tell(0.2 * OFFERED);
    Offer(25s); // five times its memory
    EXPECT_NEAR(Offer(60s), 0.2, 0.01);
}

TEST_F(VatPolicerTest, NoMoreThanItsDepthPassesAtOnce)
{
    Tell(OFFERED);
    m_now += 1000s;
    int admitted = 0;
    while (m_policer.Admit(BYTES, m_now))
    {
        ++admitted;
    }
    EXPECT_EQ(admitted, 4);
}

TEST_F(VatPolicerTest, NothingPassesAtRateZeroOnceTheBucketIsEmpty)
{
    Tell(0);
    Offer(100ms);
    EXPECT_EQ(Offer(100s), 0);
}

} // namespace
} // namespace qos
} // namespace ns3
