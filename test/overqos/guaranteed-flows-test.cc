/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/guaranteed-flows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::Pair;

constexpr uint32_t HEADERS = 100; // bytes that the link adds to a packet

/**
 * @param rate in kbit/s
 * @return the same
 */
Bitrate
Kbps(uint64_t rate)
{
    return Bitrate::FromBitsPerSecond(rate * 1000);
}

TEST(GuaranteedFlowsTest, HeadersOfTheLinkCount)
{
    GuaranteedFlows flows(PreemptionPolicy::NewestFirst, HEADERS);
    flows.SetGuaranteeable(Kbps(1000));
    EXPECT_FALSE(flows.Admit({1, Kbps(500), 0, 100})) << "1000 kbit/s with headers";
    EXPECT_TRUE(flows.Admit({1, Kbps(499), 0, 100}));
    EXPECT_FALSE(flows.Admit({2, Kbps(1), 0, 50})) << "3 kbit/s with headers, there are 2";
    EXPECT_THAT(flows.Rates(), ElementsAre(Pair(1, Kbps(499)))) << "as its packets have it";
}

TEST(GuaranteedFlowsTest, AFlowHasOneGuarantee)
{
    GuaranteedFlows flows(PreemptionPolicy::NewestFirst, HEADERS);
    EXPECT_FALSE(flows.Admit({1, Kbps(10)})) << "c_min is not known";
    flows.SetGuaranteeable(Kbps(1000));
    EXPECT_TRUE(flows.Admit({1, Kbps(10)}));
    EXPECT_FALSE(flows.Admit({1, Kbps(10)}));
    EXPECT_TRUE(flows.Release(1));
    EXPECT_FALSE(flows.Release(1));
    EXPECT_TRUE(flows.Admit({1, Kbps(900)})) << "nothing is left of the first one";
}

TEST(GuaranteedFlowsTest, WhoLosesItsGuaranteeIsForgotten)
{
    GuaranteedFlows flows(PreemptionPolicy::LowestPriorityFirst, 0);
    flows.SetGuaranteeable(Kbps(1000));
    ASSERT_TRUE(flows.Admit({1, Kbps(300), 2}));
    ASSERT_TRUE(flows.Admit({2, Kbps(300), 0}));
    ASSERT_TRUE(flows.Admit({3, Kbps(300), 1}));
    EXPECT_THAT(flows.SetGuaranteeable(Kbps(400)), ElementsAre(1, 3));
    EXPECT_THAT(flows.Rates(), ElementsAre(Pair(2, Kbps(300))));
    EXPECT_FALSE(flows.Release(1));
}

TEST(GuaranteedFlowsTest, NothingIsNotGuaranteed)
{
    GuaranteedFlows flows(PreemptionPolicy::NewestFirst, HEADERS);
    flows.SetGuaranteeable(Kbps(1000));
    EXPECT_THROW(flows.Admit({1, Bitrate(), 0, 100}), std::invalid_argument);
    EXPECT_THROW(flows.Admit({1, Kbps(1), 0, 0}), std::invalid_argument);
    EXPECT_TRUE(flows.Rates().empty());
}

} // namespace
} // namespace qos
} // namespace ns3
