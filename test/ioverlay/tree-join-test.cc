/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/tree-join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr uint32_t NONE = OverlayTree::NONE;

/**
 * The five nodes of Figure 5 and Table 3: S is the source, D, A, C and B join in that order and are
 * nodes 1 to 4.
 * @param rule how
 * @param seed of the members that are asked
 * @return the parents of D, A, C and B
 */
std::vector<uint32_t>
JoinFive(JoinRule& rule, uint64_t seed)
{
    NodeRandom random(seed);
    GrowingTree tree(KBps(200));
    std::vector<uint32_t> parents;
    for (const uint64_t rate : {100U, 500U, 200U, 100U})
    {
        parents.push_back(rule.Find(tree, random).node);
        tree.Add(parents.back(), KBps(static_cast<double>(rate)));
    }
    return parents;
}

TEST(TreeJoin, OfAllUnicastIsTable3)
{
    UnicastJoin rule;
    EXPECT_THAT(JoinFive(rule, 1), ElementsAre(0, 0, 0, 0));
}

TEST(TreeJoin, ByStressIsTable3WhoeverIsAsked)
{
    NodeStressJoin rule;
    for (uint64_t seed = 1; seed <= 500; ++seed)
    {
        ASSERT_THAT(JoinFive(rule, seed), ElementsAre(0, 0, 2, 2)) << "seed " << seed;
    }
}

TEST(TreeJoin, AtRandomHasEachOfThe24TreesAsOften)
{
    constexpr uint64_t SEEDS = 24000;
    constexpr double TREES = 24;
    constexpr double CHI_SQUARE = 49.73; // exceeded with a probability of 0.001 at 23 degrees
    RandomJoin rule;
    std::map<std::vector<uint32_t>, double> counts;
    for (uint64_t seed = 1; seed <= SEEDS; ++seed)
    {
        ++counts[JoinFive(rule, seed)];
    }
    EXPECT_EQ(counts.size(), TREES);
    double sum = 0;
    for (const auto& [parents, count] : counts)
    {
        const double expected = SEEDS / TREES;
        sum += (count - expected) * (count - expected) / expected;
    }
    EXPECT_LT(sum, CHI_SQUARE) << "seeds 1 to " << SEEDS;
}

TEST(TreeJoin, ByStressAsksNobodyTwiceAndSoNeedsNoListOfTheVisited)
{
    constexpr uint32_t NODES = 200;
    for (uint64_t seed = 1; seed <= 100; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NodeRandom random(seed);
        GrowingTree tree(KBps(100));
        NodeStressJoin rule;
        uint64_t hops = 0;
        uint64_t expectedHops = 0;
        while (tree.Size() < NODES)
        {
            NodeRandom sameRandom = random;
            const FoundParent found = rule.Find(tree, random);

            // the same, by the pseudo-code: least (stress, not the parent, number), nobody twice
            std::set<uint32_t> visited;
            auto member = static_cast<uint32_t>(sameRandom.Uniform() * tree.Size());
            while (true)
            {
                visited.insert(member);
                using Rank = std::pair<std::pair<double, bool>, uint32_t>;
                std::vector<Rank> candidates;
                for (uint32_t other = 0; other < tree.Size(); ++other)
                {
                    const bool isParent = tree.Parent(member) == other;
                    if ((isParent || tree.Parent(other) == member) && visited.count(other) == 0)
                    {
                        candidates.push_back({{tree.Stress(other), !isParent}, other});
                    }
                }
                if (candidates.empty())
                {
                    break;
                }
                const Rank best = *std::min_element(candidates.begin(), candidates.end());
                if (best.first >= std::make_pair(tree.Stress(member), true))
                {
                    break;
                }
                member = best.second;
                ++expectedHops;
            }
            hops += found.hops;
            ASSERT_EQ(found.node, member);
            // few different bandwidths, so that there are ties
            tree.Add(found.node, KBps(50.0 * static_cast<double>(1 + random.Bits() % 4)));
        }
        EXPECT_EQ(hops, expectedHops);
        EXPECT_GT(hops, 0U);
    }
}

TEST(TreeJoin, WithManyQueriesFindsTheMemberWithTheLeastStressAfterwards)
{
    constexpr uint32_t NODES = 40;
    constexpr uint32_t QUERIES = 2000;
    GrowingTree tree(KBps(100));
    NodeRandom random(1);
    NodeStressJoin many(QUERIES);
    while (tree.Size() < NODES)
    {
        const uint32_t found = many.Find(tree, random).node;
        double least = 0;
        bool isLocalLeast = false;
        for (uint32_t member = 0; member < tree.Size(); ++member)
        {
            // where a query ends: nobody around has less stress
            const uint32_t next = tree.LeastStressedNeighbour(member);
            const bool isEnd = next == NONE || tree.Stress(next) > tree.Stress(member);
            if (isEnd && (!isLocalLeast || tree.StressWithChild(member) < least))
            {
                least = tree.StressWithChild(member);
                isLocalLeast = true;
            }
        }
        ASSERT_TRUE(isLocalLeast);
        ASSERT_EQ(tree.StressWithChild(found), least) << tree.Size() << " nodes";
        tree.Add(found, Bitrate::FromBitsPerSecond(400'000 + random.Bits() % 1'200'000));
    }
}

TEST(TreeJoin, AtTheLeastStressLooksAtEverybody)
{
    constexpr uint32_t NODES = 300;
    GrowingTree tree(KBps(100));
    NodeRandom random(1);
    LeastStressJoin rule;
    while (tree.Size() < NODES)
    {
        const uint32_t found = rule.Find(tree, random).node;
        for (uint32_t member = 0; member < tree.Size(); ++member)
        {
            ASSERT_LE(std::make_pair(tree.StressWithChild(found), found),
                      std::make_pair(tree.StressWithChild(member), member));
        }
        tree.Add(found, KBps(50.0 * static_cast<double>(1 + random.Bits() % 4)));
    }
}

TEST(TreeJoin, KeepsTheStressOfAGrowingTree)
{
    constexpr uint32_t NODES = 500;
    GrowingTree tree(KBps(100));
    NodeRandom random(1);
    RandomJoin rule;
    while (tree.Size() < NODES)
    {
        tree.Add(rule.Find(tree, random).node, KBps(static_cast<double>(50 + random.Bits() % 151)));
    }
    const OverlayTree finished = tree.Finish();
    for (uint32_t node = 0; node < NODES; ++node)
    {
        ASSERT_EQ(tree.Stress(node), finished.Stress(node));
        ASSERT_EQ(tree.Parent(node), finished.Parent(node));
    }
}

TEST(TreeJoin, RefusesToAskNobody)
{
    EXPECT_THAT([] { NodeStressJoin rule(0); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("asks 0 members")));
}

} // namespace
} // namespace qos
} // namespace ns3
