/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/guarantee-admission.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <random>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;

/**
 * @param rate in kbit/s
 * @return the same
 */
Bitrate
Kbps(uint64_t rate)
{
    return Bitrate::FromBitsPerSecond(rate * 1000);
}

TEST(GuaranteeAdmissionTest, NothingIsGuaranteedBeforeTheBandwidthIsKnown)
{
    GuaranteeAdmission admission(PreemptionPolicy::NewestFirst);
    EXPECT_FALSE(admission.Admit({1, Kbps(1), 0}));
    EXPECT_FALSE(admission.IsAdmitted(1));
}

TEST(GuaranteeAdmissionTest, TheSumOfTheAllocationsStaysBelowTheBandwidth)
{
    GuaranteeAdmission admission(PreemptionPolicy::NewestFirst);
    EXPECT_THAT(admission.SetGuaranteeable(Kbps(420)), ElementsAre());
    EXPECT_TRUE(admission.Admit({1, Kbps(200), 0}));
    EXPECT_TRUE(admission.Admit({2, Kbps(200), 0}));
    EXPECT_FALSE(admission.Admit({3, Kbps(20), 0})); // 420 is not below 420
    EXPECT_TRUE(admission.Admit({3, Kbps(19), 0}));
    EXPECT_EQ(admission.AllocatedBitsPerSecond(), 419'000U);
    admission.Release(1);
    admission.Release(1);
    EXPECT_EQ(admission.AllocatedBitsPerSecond(), 219'000U);
    EXPECT_TRUE(admission.Admit({1, Kbps(200), 0}));
}

TEST(GuaranteeAdmissionTest, AFallTakesTheNewestFirstUntilTheOthersFit)
{
    GuaranteeAdmission admission(PreemptionPolicy::NewestFirst);
    admission.SetGuaranteeable(Kbps(1000));
    for (const uint64_t flow : {5U, 3U, 9U, 7U})
    {
        ASSERT_TRUE(admission.Admit({flow, Kbps(200), static_cast<uint8_t>(flow)}));
    }
    EXPECT_THAT(admission.SetGuaranteeable(Kbps(801)), ElementsAre());
    EXPECT_THAT(admission.SetGuaranteeable(Kbps(500)), ElementsAre(7, 9));
    EXPECT_EQ(admission.AllocatedBitsPerSecond(), 400'000U);
    EXPECT_TRUE(admission.IsAdmitted(5));
    EXPECT_TRUE(admission.IsAdmitted(3));
    EXPECT_THAT(admission.SetGuaranteeable(Kbps(1)), ElementsAre(3, 5));
    EXPECT_EQ(admission.Flows(), 0U);
}

TEST(GuaranteeAdmissionTest, AFallTakesTheLeastImportantFirstAndOfThemTheNewest)
{
    GuaranteeAdmission admission(PreemptionPolicy::LowestPriorityFirst);
    admission.SetGuaranteeable(Kbps(1000));
    ASSERT_TRUE(admission.Admit({1, Kbps(200), 7}));
    ASSERT_TRUE(admission.Admit({2, Kbps(200), 0}));
    ASSERT_TRUE(admission.Admit({3, Kbps(200), 7}));
    ASSERT_TRUE(admission.Admit({4, Kbps(200), 3}));
    EXPECT_THAT(admission.SetGuaranteeable(Kbps(201)), ElementsAre(3, 1, 4));
    EXPECT_TRUE(admission.IsAdmitted(2));
}

TEST(GuaranteeAdmissionTest, TheAccountHoldsWhateverHappens)
{
    constexpr uint32_t SEED = 59;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    GuaranteeAdmission admission(PreemptionPolicy::LowestPriorityFirst);
    std::map<uint64_t, uint64_t> admitted;
    uint64_t guaranteeable = 0;
    for (int i = 0; i < 20'000; ++i)
    {
        const uint64_t flow = random() % 50;
        if (random() % 20 == 0)
        {
            guaranteeable = 1 + random() % 1000;
            for (const uint64_t gone : admission.SetGuaranteeable(Kbps(guaranteeable)))
            {
                ASSERT_EQ(admitted.erase(gone), 1U);
            }
        }
        else if (admitted.count(flow) > 0)
        {
            admission.Release(flow);
            admitted.erase(flow);
        }
        else
        {
            const uint64_t rate = 1 + random() % 100;
            if (admission.Admit({flow, Kbps(rate), static_cast<uint8_t>(random() % 8)}))
            {
                admitted[flow] = rate;
            }
        }
        uint64_t sum = 0;
        for (const auto& entry : admitted)
        {
            ASSERT_TRUE(admission.IsAdmitted(entry.first));
            sum += entry.second;
        }
        ASSERT_EQ(admission.AllocatedBitsPerSecond(), sum * 1000);
        ASSERT_EQ(admission.Flows(), admitted.size());
        ASSERT_TRUE(sum < guaranteeable || sum == 0);
    }
}

TEST(GuaranteeAdmissionTest, RefusesRatesOfZeroAndFlowsThatAreThere)
{
    GuaranteeAdmission admission(PreemptionPolicy::NewestFirst);
    EXPECT_THROW(admission.SetGuaranteeable(Bitrate()), std::invalid_argument);
    admission.SetGuaranteeable(Kbps(100));
    EXPECT_THROW(admission.Admit({1, Bitrate(), 0}), std::invalid_argument);
    ASSERT_TRUE(admission.Admit({1, Kbps(10), 0}));
    EXPECT_THROW(admission.Admit({1, Kbps(10), 0}), std::invalid_argument);
    EXPECT_EQ(admission.AllocatedBitsPerSecond(), 10'000U);
    const uint64_t huge = std::numeric_limits<uint64_t>::max();
    EXPECT_FALSE(admission.Admit({2, Bitrate::FromBitsPerSecond(huge), 0}));
}

// section 1.9.3 of the notes; the links of Figure 2 of the paper
TEST(GuaranteeTest, APathGuaranteesTheLeastRateAndTheSumOfTheMisses)
{
    const Guarantee path =
        OverPath({{Kbps(160), 0.01, 0.001}, {Kbps(420), 0.02, 0.002}, {Kbps(269), 0.01, 0}});
    EXPECT_EQ(path.rate.BitsPerSecond(), 160'000U);
    EXPECT_DOUBLE_EQ(path.missProbability, 0.04);
    EXPECT_NEAR(path.loss, 1 - 0.999 * 0.998, 1e-15);
    EXPECT_EQ(OverPath({{Kbps(1), 0.7, 0}, {Kbps(2), 0.7, 0}}).missProbability, 1);
    EXPECT_EQ(OverPath({}).rate, Bitrate());
    EXPECT_EQ(OverPath({}).loss, 0);
}

TEST(GuaranteeTest, TheBudgetsOfTheLinksTogetherAreThatOfThePath)
{
    const double share = LinkBudget(0.001, 4);
    const Guarantee link{Kbps(100), share, share};
    const Guarantee path = OverPath({link, link, link, link});
    EXPECT_LE(path.loss, 0.001);
    EXPECT_NEAR(path.loss, 0.001, 1e-6);
    EXPECT_DOUBLE_EQ(path.missProbability, 0.001);
    EXPECT_THROW(LinkBudget(0.001, 0), std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
