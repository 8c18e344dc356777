/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/drop-debt.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <random>
#include <stdexcept>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr std::size_t PACKETS = 600'000;

/** Which packets a stream lost, and how bursty that is. */
class Losses
{
  public:
    /** @param isLost whether the next packet was lost */
    void Add(bool isLost)
    {
        m_isLost.push_back(isLost ? 1 : 0);
    }

    /** @return share of lost packets */
    double Share() const
    {
        return static_cast<double>(Count()) / static_cast<double>(m_isLost.size());
    }

    /** @return mean number of packets lost in a row */
    double MeanRun() const
    {
        return static_cast<double>(Count()) / static_cast<double>(Count() - Pairs());
    }

    /** @return share of lost packets among those behind a lost one */
    double Conditional() const
    {
        return static_cast<double>(Pairs()) / static_cast<double>(Count());
    }

    /**
     * @param quantile 0 to 1
     * @return that quantile of the loss in windows of 50 packets, at any offset
     */
    double Window(double quantile) const
    {
        constexpr std::size_t LENGTH = 50;
        std::vector<uint32_t> windows;
        uint32_t lost = 0;
        for (std::size_t i = 0; i < m_isLost.size(); ++i)
        {
            lost += m_isLost[i];
            if (i + 1 >= LENGTH)
            {
                windows.push_back(lost);
                lost -= m_isLost[i + 1 - LENGTH];
            }
        }
        std::sort(windows.begin(), windows.end());
        const auto last = static_cast<double>(windows.size() - 1);
        return windows[static_cast<std::size_t>(quantile * last)] / static_cast<double>(LENGTH);
    }

  private:
    /** @return lost packets */
    std::size_t Count() const
    {
        return static_cast<std::size_t>(std::count(m_isLost.begin(), m_isLost.end(), 1));
    }

    /** @return lost packets behind a lost one */
    std::size_t Pairs() const
    {
        std::size_t pairs = 0;
        for (std::size_t i = 1; i < m_isLost.size(); ++i)
        {
            pairs += m_isLost[i - 1] & m_isLost[i];
        }
        return pairs;
    }

    std::vector<uint8_t> m_isLost; //!< by packet
};

/** A Gilbert chain: everything is lost in its bad state. */
class Gilbert
{
  public:
    /**
     * @param loss mean share of lost packets
     * @param burst mean length of a burst
     * @param seed of the coin
     */
    Gilbert(double loss, double burst, uint32_t seed)
        : m_toBad(loss / (burst * (1 - loss))),
          m_toGood(1 / burst),
          m_random(seed)
    {
    }

    /** @return whether the next packet is lost */
    bool IsLost()
    {
        m_isBad = m_isBad ? Draw() >= m_toGood : Draw() < m_toBad;
        return m_isBad;
    }

    /** @return a number in [0, 1) */
    double Draw()
    {
        return std::uniform_real_distribution<double>(0, 1)(m_random);
    }

  private:
    double m_toBad;        //!< probability
    double m_toGood;       //!< probability
    std::mt19937 m_random; //!< the coin
    bool m_isBad = false;  //!< the state
};

/** A stream before and behind the node that smooths it. */
struct Smoothed
{
    Losses raw;    //!< of the path
    Losses smooth; //!< behind the node
};

/**
 * @param loss of the path
 * @param burst of the path
 * @param unrecovered share of the lost packets that stay lost
 * @param params of the smoothing
 * @return what happened to a stream of 500 packets per second
 */
Smoothed
Smooth(double loss, double burst, double unrecovered, const DropDebtParams& params)
{
    Gilbert path(loss, burst, 1);
    DropDebt debt(params);
    Smoothed streams;
    Nanoseconds now{0};
    for (std::size_t i = 0; i < PACKETS; ++i)
    {
        now += 2ms;
        const bool isLost = path.IsLost();
        streams.raw.Add(isLost);
        if (!isLost)
        {
            streams.smooth.Add(debt.ShouldDrop(true, now));
        }
        else if (path.Draw() < unrecovered)
        {
            debt.PacketLost();
            streams.smooth.Add(true);
        }
        else
        {
            debt.PacketRecovered(now);
            streams.smooth.Add(false);
        }
    }
    return streams;
}

/** @return that nothing owed is ever forgiven */
DropDebtParams
Neutral()
{
    DropDebtParams params;
    params.expiry = FOREVER;
    return params;
}

/** Loss and mean burst of a path. */
struct PathCase
{
    double loss;  //!< share
    double burst; //!< packets
};

/** @param path printed by a failing test @param out where */
void
PrintTo(const PathCase& path, std::ostream* out)
{
    *out << path.loss << " loss in bursts of " << path.burst << ", seed 1";
}

class DropDebtPathTest : public testing::TestWithParam<PathCase>
{
};

// The measured results of our design notes: 600 000 packets; the loss is the same to three digits;
// bursts of 4, 8, 20 become single losses; P(loss | previous lost) .75, .87, .95 -> .002 to .02,
// which is what the second loss of retransmissions leaves over
TEST_P(DropDebtPathTest, TheLossStaysAndItsBurstsVanish)
{
    const auto [loss, burst] = GetParam();
    const Smoothed streams = Smooth(loss, burst, loss, Neutral());
    EXPECT_NEAR(streams.smooth.Share(), streams.raw.Share(), 0.0005);
    EXPECT_NEAR(streams.raw.MeanRun(), burst, 0.05 * burst);
    EXPECT_LE(streams.smooth.MeanRun(), 1.02);
    EXPECT_NEAR(streams.raw.Conditional(), 1 - 1 / burst, 0.01);
    EXPECT_LE(streams.smooth.Conditional(), 0.02);
    EXPECT_LE(streams.smooth.Window(1), 0.6 * streams.raw.Window(1));
}

INSTANTIATE_TEST_SUITE_P(
    Paths,
    DropDebtPathTest,
    testing::Values(PathCase{0.02, 4}, PathCase{0.04, 8}, PathCase{0.1, 8}, PathCase{0.1, 20}));

TEST(DropDebtTest, TheWorstWindowOfAHeavyPathFallsFromAllToAThird)
{
    SCOPED_TRACE("seed 1");
    const Smoothed streams = Smooth(0.1, 8, 0.1, Neutral());
    EXPECT_EQ(streams.raw.Window(1), 1);
    EXPECT_NEAR(streams.smooth.Window(1), 0.36, 0.04);
    EXPECT_NEAR(streams.raw.Window(0.99), 0.64, 0.06);
    EXPECT_NEAR(streams.smooth.Window(0.99), 0.26, 0.03);
}

TEST(DropDebtTest, WithPerfectRecoveryNoTwoPacketsInARowAreEverDropped)
{
    SCOPED_TRACE("seed 1");
    EXPECT_EQ(Smooth(0.1, 20, 0, Neutral()).smooth.Conditional(), 0);
    EXPECT_EQ(Smooth(0.4, 50, 0, Neutral()).smooth.Conditional(), 0);
}

TEST(DropDebtTest, APacketThatMustNotBeDroppedNeverIs)
{
    DropDebt debt;
    debt.PacketRecovered(0s);
    for (int i = 0; i < 200; ++i)
    {
        EXPECT_FALSE(debt.ShouldDrop(false, 1ms));
    }
    EXPECT_EQ(debt.Debt(1ms), 1U);
    EXPECT_TRUE(debt.ShouldDrop(true, 1ms));
    EXPECT_EQ(debt.Debt(1ms), 0U);
}

TEST(DropDebtTest, VictimsAreAsFarFromEachOtherAsTheLossSays)
{
    DropDebtParams params;
    params.initialLoss = 0.126; // 7.94 packets apart, so 8
    params.lossWeight = 1e-9;   // the mean stays
    DropDebt debt(params);
    for (int i = 0; i < 3; ++i)
    {
        debt.PacketRecovered(0s);
    }
    std::vector<int> victims;
    for (int i = 4; i < 40; ++i) // the three recovered packets were 1 to 3
    {
        if (debt.ShouldDrop(true, 0s))
        {
            victims.push_back(i);
        }
    }
    EXPECT_EQ(victims, (std::vector<int>{8, 16, 24}));
}

TEST(DropDebtTest, WhatIsOwedExpiresPacketByPacket)
{
    DropDebtParams params;
    params.expiry = 1500ms;
    DropDebt debt(params);
    debt.PacketRecovered(0s);
    debt.PacketRecovered(1s);
    EXPECT_EQ(debt.Debt(1499ms), 2U);
    EXPECT_EQ(debt.Debt(1500ms), 1U);
    EXPECT_EQ(debt.Debt(2500ms), 0U);
    EXPECT_EQ(debt.Forgiven(), 2U);
    for (int i = 0; i < 200; ++i)
    {
        EXPECT_FALSE(debt.ShouldDrop(true, 2500ms));
    }
}

TEST(DropDebtTest, TheDebtIsBoundedInPackets)
{
    DropDebtParams params;
    params.greatestDebt = 3;
    DropDebt debt(params);
    for (int i = 0; i < 10; ++i)
    {
        debt.PacketRecovered(i * 1ms);
    }
    EXPECT_EQ(debt.Debt(10ms), 3U);
    EXPECT_EQ(debt.Forgiven(), 7U);
    EXPECT_EQ(debt.Debt(1508ms), 1U); // the latest three are owed
}

TEST(DropDebtTest, KnobsThatCannotBeAreRefused)
{
    const auto refuses = [](auto change) {
        DropDebtParams params;
        change(params);
        EXPECT_THROW(DropDebt{params}, std::invalid_argument);
    };
    refuses([](DropDebtParams& params) { params.lossWeight = 0; });
    refuses([](DropDebtParams& params) { params.lossWeight = std::nan(""); });
    refuses([](DropDebtParams& params) { params.initialLoss = 1.1; });
    refuses([](DropDebtParams& params) { params.greatestDebt = 0; });
    refuses([](DropDebtParams& params) { params.expiry = 0ns; });
}

} // namespace
} // namespace qos
} // namespace ns3
