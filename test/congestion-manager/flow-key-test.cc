/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-test-core.h"

#include <gtest/gtest.h>

#include <set>

namespace ns3
{
namespace qos
{
namespace
{

/** @return a flow to a destination of IPv6 that ends with some byte of the 64 leading bits and the
 * last one of all */
FlowDescription
MakeFlow6(uint8_t network, uint8_t host, uint16_t port = 1)
{
    FlowDescription flow = MakeFlow(1, port);
    flow.key.source = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    flow.key.destination = {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, network, 0, 0, 0, 0, 0, 0, 0, host};
    return flow;
}

/**
 * @param rule which flows belong together
 * @param a a flow
 * @param b another flow
 * @return whether they do
 */
bool
Together(const AggregationRule& rule, const FlowDescription& a, const FlowDescription& b)
{
    const MacroflowKey keyA = MacroflowKeyOf(a, rule);
    const MacroflowKey keyB = MacroflowKeyOf(b, rule);
    EXPECT_FALSE(keyA < keyB && keyB < keyA);
    return !(keyA < keyB) && !(keyB < keyA);
}

TEST(FlowKeyTest, ByDefaultFlowsToTheSameAddressAreAMacroflowWhateverElseDiffers)
{
    FlowDescription other = MakeFlow(7, 2);
    other.key.source[15] = 99;
    other.key.destinationPort = 80;
    other.key.protocol = 6;
    other.dscp = 46;
    other.principal = 5;
    other.isKernelFed = true;
    EXPECT_TRUE(Together({}, MakeFlow(7, 1), other));
    EXPECT_FALSE(Together({}, MakeFlow(7, 1), MakeFlow(8, 1)));
    EXPECT_TRUE(Together({}, MakeFlow6(1, 7), MakeFlow6(1, 7, 2)));
    EXPECT_FALSE(Together({}, MakeFlow6(1, 7), MakeFlow6(1, 8)));
}

TEST(FlowKeyTest, AServiceClassKeepsToItselfIfAsked)
{
    AggregationRule rule;
    rule.byDscp = true;
    FlowDescription expedited = MakeFlow(7, 2);
    expedited.dscp = 46;
    EXPECT_FALSE(Together(rule, MakeFlow(7, 1), expedited));
    FlowDescription another = MakeFlow(7, 3);
    another.dscp = 46;
    EXPECT_TRUE(Together(rule, expedited, another));
}

TEST(FlowKeyTest, ASourceAddressKeepsToItselfIfAsked)
{
    AggregationRule rule;
    rule.bySource = true;
    FlowDescription other = MakeFlow(7, 1);
    other.key.source[15] = 2;
    EXPECT_FALSE(Together(rule, MakeFlow(7, 1), other));
    EXPECT_TRUE(Together(rule, MakeFlow(7, 1), MakeFlow(7, 2)));
}

TEST(FlowKeyTest, OnlyFlowsThatUsersReportAboutKeepToTheirUser)
{
    AggregationRule rule;
    rule.byPrincipal = true;
    FlowDescription user1 = MakeFlow(7, 1);
    user1.principal = 1;
    FlowDescription user2 = MakeFlow(7, 2);
    user2.principal = 2;
    EXPECT_FALSE(Together(rule, user1, user2));
    FlowDescription alsoUser1 = MakeFlow(7, 3);
    alsoUser1.principal = 1;
    EXPECT_TRUE(Together(rule, user1, alsoUser1));

    FlowDescription tcp1 = user1;
    tcp1.isKernelFed = true;
    FlowDescription tcp2 = user2;
    tcp2.isKernelFed = true;
    EXPECT_TRUE(Together(rule, tcp1, tcp2));
    EXPECT_FALSE(Together(rule, user1, tcp1));

    // user 0 is a user like any other, and not the stack
    FlowDescription user0 = MakeFlow(7, 4);
    EXPECT_FALSE(Together(rule, user0, tcp1));
}

TEST(FlowKeyTest, APrefixOfIpv4JoinsANetworkAndLeavesIpv6Alone)
{
    AggregationRule rule;
    rule.prefix4 = 24;
    EXPECT_TRUE(Together(rule, MakeFlow(7, 1), MakeFlow(200, 2)));
    FlowDescription otherNetwork = MakeFlow(7, 1);
    otherNetwork.key.destination[14] ^= 1U;
    EXPECT_FALSE(Together(rule, MakeFlow(7, 1), otherNetwork));
    EXPECT_FALSE(Together(rule, MakeFlow6(1, 7), MakeFlow6(1, 8)));
}

TEST(FlowKeyTest, APrefixThatEndsWithinAByteCountsItsBitsOnly)
{
    AggregationRule rule;
    rule.prefix4 = 29; // 8 addresses
    EXPECT_TRUE(Together(rule, MakeFlow(8, 1), MakeFlow(15, 2)));
    EXPECT_FALSE(Together(rule, MakeFlow(7, 1), MakeFlow(8, 2)));
}

TEST(FlowKeyTest, APrefixOfIpv6JoinsANetworkAndLeavesIpv4Alone)
{
    AggregationRule rule;
    rule.prefix6 = 64;
    EXPECT_TRUE(Together(rule, MakeFlow6(1, 7), MakeFlow6(1, 8)));
    EXPECT_FALSE(Together(rule, MakeFlow6(1, 7), MakeFlow6(2, 7)));
    EXPECT_FALSE(Together(rule, MakeFlow(7, 1), MakeFlow(8, 1)));
}

TEST(FlowKeyTest, WithoutAnyBitsEachVersionOfIpIsOneMacroflow)
{
    AggregationRule rule;
    rule.prefix4 = 0;
    rule.prefix6 = 0;
    FlowDescription farAway = MakeFlow(7, 1);
    farAway.key.destination[12] = 192;
    EXPECT_TRUE(Together(rule, MakeFlow(7, 1), farAway));
    FlowDescription farAway6 = MakeFlow6(1, 1);
    farAway6.key.destination[0] = 0xfd;
    EXPECT_TRUE(Together(rule, MakeFlow6(1, 1), farAway6));
    EXPECT_FALSE(Together(rule, MakeFlow(7, 1), MakeFlow6(1, 1)));
}

TEST(FlowKeyTest, AllBitsOfAnAddressCountByDefault)
{
    const FlowDescription flow = MakeFlow6(1, 7);
    for (uint32_t bit = 0; bit < 128; ++bit)
    {
        FlowDescription other = flow;
        other.key.destination[bit / 8] ^= static_cast<uint8_t>(1U << (bit % 8));
        EXPECT_FALSE(Together({}, flow, other)) << "bit " << bit;
    }
}

TEST(FlowKeyTest, FlowsApartHaveAMacroflowEachUntilTheyArePutTogether)
{
    CmTestParams params;
    params.setup.aggregation.apart = true;
    CheckedCm cm(params);
    const CmFlowId a = cm.Open(7);
    const CmFlowId b = cm.Open(7);
    EXPECT_NE(cm.Core().GetMacroflow(a), cm.Core().GetMacroflow(b));
    MacroflowId result = CM_NONE;
    EXPECT_EQ(cm.Move(b, cm.Core().GetMacroflow(a), result), CmStatus::Ok);
    EXPECT_EQ(result, cm.Core().GetMacroflow(a));
    EXPECT_EQ(cm.Core().GetMacroflow(b), result);
}

TEST(FlowKeyTest, TheCongestionManagerGroupsByTheRule)
{
    CmTestParams params;
    params.setup.aggregation.prefix4 = 24;
    params.setup.aggregation.byDscp = true;
    CheckedCm cm(params);
    const CmFlowId a = cm.Open(7);
    const CmFlowId b = cm.Open(8);
    FlowDescription expedited = MakeFlow(7, 500);
    expedited.dscp = 46;
    CmFlowId c = CM_NONE;
    ASSERT_EQ(cm.Open(expedited, c), CmStatus::Ok);
    EXPECT_EQ(cm.Core().GetMacroflow(a), cm.Core().GetMacroflow(b));
    EXPECT_NE(cm.Core().GetMacroflow(a), cm.Core().GetMacroflow(c));
}

TEST(FlowKeyTest, EveryFieldOfTheFiveTupleTellsFlowsApart)
{
    const FlowKey key = MakeFlow(7, 1).key;
    std::vector<FlowKey> others(5, key);
    others[0].source[3] ^= 1U;
    others[1].destination[3] ^= 1U;
    others[2].sourcePort ^= 1U;
    others[3].destinationPort ^= 1U;
    others[4].protocol ^= 1U;
    std::set<std::size_t> hashes{FlowKeyHash()(key)};
    for (const FlowKey& other : others)
    {
        EXPECT_FALSE(key == other);
        hashes.insert(FlowKeyHash()(other));
    }
    EXPECT_EQ(hashes.size(), 6U);
    EXPECT_TRUE(key == FlowKey(key));
}

TEST(FlowKeyTest, TheHashSpreadsNeighbouringFlowsOverTheBucketsOfATable)
{
    constexpr std::size_t BUCKETS = 1024;
    constexpr uint32_t FLOWS = 64 * BUCKETS;
    std::vector<uint32_t> load(BUCKETS);
    for (uint32_t i = 0; i < FLOWS; ++i)
    {
        const FlowKey key =
            MakeFlow(static_cast<uint8_t>(i % 256), static_cast<uint16_t>(i / 256)).key;
        ++load[FlowKeyHash()(key) % BUCKETS];
    }
    // 64 each; of 1024 Poisson variates hardly one is beyond seven deviations of 8
    EXPECT_LE(*std::max_element(load.begin(), load.end()), 64U + 56U);
}

} // namespace
} // namespace qos
} // namespace ns3
