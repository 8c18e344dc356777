/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/double.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/packet.h"
#include "ns3/rng-seed-manager.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint64_t PACKETS = 1000000;

/** A share of lost packets and a mean burst. */
class GilbertErrorModels : public testing::TestWithParam<std::tuple<double, double>>
{
  protected:
    GilbertErrorModels()
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
    }

    /** @return a model with the parameters */
    static Ptr<GilbertErrorModel> Make()
    {
        const auto model = CreateObject<GilbertErrorModel>();
        model->SetAttribute("LossRate", DoubleValue(std::get<0>(GetParam())));
        model->SetAttribute("MeanBurst", DoubleValue(std::get<1>(GetParam())));
        EXPECT_EQ(model->AssignStreams(7), 2);
        return model;
    }
};

TEST_P(GilbertErrorModels, LoseTheirShareInBurstsOfTheirLength)
{
    const auto [loss, burst] = GetParam();
    const auto model = Make();
    const auto packet = Create<Packet>();
    uint64_t lost = 0;
    uint64_t runs = 0;
    uint64_t pairs = 0;
    bool wasLost = false;
    for (uint64_t i = 0; i < PACKETS; ++i)
    {
        const bool isLost = model->IsCorrupt(packet);
        lost += isLost ? 1 : 0;
        runs += isLost && !wasLost ? 1 : 0;
        pairs += isLost && wasLost ? 1 : 0;
        wasLost = isLost;
    }
    const double n = PACKETS;
    const auto losses = static_cast<double>(lost);
    // what happens to two packets is correlated as in any chain of two states: by the power of
    // their distance of what is left of 1 if both ways out of a state are taken away
    const double begin = loss / (burst * (1 - loss) + loss);
    const double correlation = 1 - begin - (1 - begin) / burst;
    const double spread = (1 + correlation) / (1 - correlation);
    EXPECT_NEAR(losses / n, loss, 4 * std::sqrt(loss * (1 - loss) / n * spread));
    // runs are geometric
    const double run = burst / (1 - begin);
    EXPECT_NEAR(losses / static_cast<double>(runs),
                run,
                4 * std::sqrt(run * (run - 1) / static_cast<double>(runs)));
    if (burst == 1)
    {
        const double both = loss * loss;
        EXPECT_NEAR(static_cast<double>(pairs) / n, both, 5 * std::sqrt(both / n)) << "independent";
    }
}

TEST_P(GilbertErrorModels, BeginOnAGoodPathAgainWhenTheyAreReset)
{
    const auto model = Make();
    const auto packet = Create<Packet>();
    uint64_t lost = 0;
    for (uint64_t i = 0; i < PACKETS / 10; ++i)
    {
        lost += model->IsCorrupt(packet) ? 1 : 0;
        model->Reset();
    }
    const auto [loss, burst] = GetParam();
    const double begin = loss / (burst * (1 - loss) + loss);
    const double n = PACKETS / 10.0;
    EXPECT_NEAR(static_cast<double>(lost) / n, begin, 4 * std::sqrt(begin / n));
}

INSTANTIATE_TEST_SUITE_P(Losses,
                         GilbertErrorModels,
                         testing::Combine(testing::Values(0.01, 0.02, 0.05, 0.1),
                                          testing::Values(1.0, 4.0, 10.0)));

TEST(GilbertErrorModel, LosesNothingOrEverythingIfItIsToldSo)
{
    for (const double loss : {0.0, 1.0})
    {
        const auto model = CreateObject<GilbertErrorModel>();
        model->SetAttribute("LossRate", DoubleValue(loss));
        model->SetAttribute("MeanBurst", DoubleValue(3));
        for (int i = 0; i < 1000; ++i)
        {
            EXPECT_EQ(model->IsCorrupt(Create<Packet>()), loss == 1);
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
