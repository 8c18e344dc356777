/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/kbps.h"
#include "ns3/node-random.h"
#include "ns3/tree-rates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
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

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr uint32_t NONE = OverlayTree::NONE;
constexpr double INFINITE = std::numeric_limits<double>::infinity();
constexpr double ROUNDING = 1e-9; //!< of rates, relative

/**
 * @param tree a tree
 * @return its rates if slow children miss messages, in KBps
 */
std::vector<double>
IndependentKBps(const OverlayTree& tree)
{
    std::vector<double> rates = IndependentRates(tree);
    for (double& rate : rates)
    {
        rate /= 8000;
    }
    return rates;
}

/** How the parents of a random tree are drawn. */
enum class Shape : uint8_t
{
    Any,   //!< every earlier node is as likely
    Deep,  //!< one of the last three
    Broad, //!< one of the first three
    Last   //!< number of shapes
};

/**
 * @param size how many nodes
 * @param shape of the tree
 * @param random for the links, the bandwidths and the numbers of the nodes
 * @return a tree, in half of the cases with few different bandwidths, so that many nodes are full
 * at once, and with some that are not limited
 */
OverlayTree
RandomTree(uint32_t size, Shape shape, NodeRandom& random)
{
    const auto below = [&random](uint32_t bound) {
        return static_cast<uint32_t>(random.Uniform() * bound);
    };
    std::vector<uint32_t> names(size);
    std::iota(names.begin(), names.end(), 0);
    for (uint32_t i = size - 1; i > 0; --i)
    {
        std::swap(names[i], names[below(i + 1)]);
    }
    const bool isCoarse = below(2) == 0;
    std::vector<uint32_t> parents(size, NONE);
    std::vector<Bitrate> bandwidths(size);
    for (uint32_t i = 0; i < size; ++i)
    {
        if (i > 0)
        {
            const uint32_t window = shape == Shape::Any ? i : std::min(i, 3U);
            const uint32_t from = shape == Shape::Deep ? i - window : 0;
            parents[names[i]] = names[from + below(window)];
        }
        if (isCoarse)
        {
            bandwidths[names[i]] = KBps(60.0 * static_cast<double>(below(4))); // 0 is unlimited
        }
        else
        {
            bandwidths[names[i]] = Bitrate::FromBitsPerSecond(400'000 + below(1'200'000));
        }
    }
    return {std::move(parents), std::move(bandwidths)};
}

/**
 * The definition, word by word.
 * @param tree a tree
 * @return its rates if slow children miss messages
 */
std::vector<double>
SlowIndependentRates(const OverlayTree& tree)
{
    const uint32_t size = tree.Size();
    std::vector<double> rates(size, 0);
    std::vector<bool> isRising(size, true);
    isRising[tree.Root()] = false;
    const auto isLinkOf = [&tree](uint32_t link, uint32_t node) {
        return link != tree.Root() && (link == node || tree.Parent(link) == node);
    };
    while (std::find(isRising.begin(), isRising.end(), true) != isRising.end())
    {
        // by how much all can rise until a node is full
        std::vector<double> rooms(size, INFINITE);
        for (uint32_t node = 0; node < size; ++node)
        {
            double left = static_cast<double>(tree.Bandwidth(node).BitsPerSecond());
            double rising = 0;
            for (uint32_t link = 0; link < size; ++link)
            {
                left -= isLinkOf(link, node) ? rates[link] : 0;
                rising += isLinkOf(link, node) && isRising[link] ? 1 : 0;
            }
            if (rising > 0 && !(tree.Bandwidth(node) == Bitrate()))
            {
                rooms[node] = left / rising;
            }
        }
        const double room = *std::min_element(rooms.begin(), rooms.end());
        for (uint32_t link = 0; link < size; ++link)
        {
            rates[link] += isRising[link] ? room : 0;
        }
        if (std::isinf(room))
        {
            return rates;
        }
        std::vector<bool> stops(size, false);
        for (const uint32_t link : tree.TopDown())
        {
            if (link != tree.Root())
            {
                const uint32_t parent = tree.Parent(link);
                const double slack = room + ROUNDING * rates[link];
                stops[link] = rooms[link] <= slack || rooms[parent] <= slack || stops[parent] ||
                              (parent != tree.Root() && !isRising[parent]);
            }
        }
        for (uint32_t link = 0; link < size; ++link)
        {
            isRising[link] = isRising[link] && !stops[link];
        }
    }
    return rates;
}

/**
 * Expect that no rate can be raised but at the cost of one that is not higher: that rates are
 * max-min fair.
 * @param tree a tree
 * @param rates of its nodes
 */
void
ExpectMaxMinFair(const OverlayTree& tree, std::vector<double> rates)
{
    rates[tree.Root()] = INFINITE; // a source has as much as anybody wants
    std::vector<double> used(tree.Size(), 0);
    std::vector<double> highest(tree.Size(), 0);
    for (uint32_t node = 0; node < tree.Size(); ++node)
    {
        if (node == tree.Root())
        {
            continue;
        }
        for (const uint32_t end : {node, tree.Parent(node)})
        {
            used[end] += rates[node];
            highest[end] = std::max(highest[end], rates[node]);
        }
    }
    const auto bandwidth = [&tree](uint32_t node) {
        const Bitrate limit = tree.Bandwidth(node);
        return limit == Bitrate() ? INFINITE : static_cast<double>(limit.BitsPerSecond());
    };
    for (uint32_t node = 0; node < tree.Size(); ++node)
    {
        ASSERT_LE(used[node], bandwidth(node) * (1 + ROUNDING)) << "node " << node;
        if (node == tree.Root())
        {
            continue;
        }
        const uint32_t parent = tree.Parent(node);
        ASSERT_LE(rates[node], rates[parent]) << "node " << node;
        const auto isHeldUpBy = [&](uint32_t end) {
            return used[end] >= bandwidth(end) * (1 - ROUNDING) &&
                   rates[node] >= highest[end] * (1 - ROUNDING);
        };
        ASSERT_TRUE(rates[node] == rates[parent] || isHeldUpBy(node) || isHeldUpBy(parent))
            << "node " << node;
    }
}

// The five nodes of Figure 5 and Table 3; nodes are S, A, B, C, D. Rates are derived by hand.
TEST(TreeRates, AreThoseDerivedForTheTreesOfThePaper)
{
    const std::vector<Bitrate> bandwidths{KBps(200), KBps(500), KBps(100), KBps(200), KBps(100)};
    constexpr uint32_t S = 0;
    constexpr uint32_t A = 1;
    constexpr uint32_t C = 3;
    constexpr uint32_t D = 4;
    const OverlayTree unicast({NONE, S, S, S, S}, bandwidths);
    EXPECT_EQ(LosslessRate(unicast), 50 * 8000);
    EXPECT_THAT(IndependentKBps(unicast), ElementsAre(0, 50, 50, 50, 50));

    const OverlayTree random1({NONE, S, C, D, S}, bandwidths);
    EXPECT_EQ(LosslessRate(random1), 50 * 8000);
    EXPECT_THAT(IndependentKBps(random1), ElementsAre(0, 150, 50, 50, 50));

    const OverlayTree random2({NONE, D, C, S, S}, bandwidths);
    EXPECT_EQ(LosslessRate(random2), 50 * 8000);
    EXPECT_THAT(IndependentKBps(random2), ElementsAre(0, 50, 100, 100, 50));

    const OverlayTree stressAware({NONE, S, A, A, S}, bandwidths);
    EXPECT_EQ(LosslessRate(stressAware), 100 * 8000);
    EXPECT_THAT(IndependentKBps(stressAware), ElementsAre(0, 100, 100, 100, 100));

    const OverlayTree ifDWereBelowA({NONE, S, A, A, A}, bandwidths);
    EXPECT_EQ(LosslessRate(ifDWereBelowA), 100 * 8000);
    EXPECT_THAT(IndependentKBps(ifDWereBelowA), ElementsAre(0, 150, 100, 150, 100));
}

TEST(TreeRates, AreThoseOfTheDefinitionDoneSlowly)
{
    for (uint64_t seed = 1; seed <= 1500; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NodeRandom random(seed);
        const auto shape = static_cast<Shape>(seed % static_cast<uint64_t>(Shape::Last));
        const auto size = static_cast<uint32_t>(2 + seed % 29);
        const OverlayTree tree = RandomTree(size, shape, random);
        const std::vector<double> rates = IndependentRates(tree);
        const std::vector<double> expected = SlowIndependentRates(tree);
        for (uint32_t node = 0; node < size; ++node)
        {
            if (std::isinf(expected[node]))
            {
                ASSERT_EQ(rates[node], expected[node]) << "node " << node;
            }
            else
            {
                ASSERT_NEAR(rates[node], expected[node], ROUNDING * expected[node])
                    << "node " << node;
            }
        }
    }
}

TEST(TreeRates, AreFeasibleAndCannotBeRaised)
{
    for (uint64_t seed = 1; seed <= 60; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NodeRandom random(seed);
        const auto shape = static_cast<Shape>(seed % static_cast<uint64_t>(Shape::Last));
        const OverlayTree tree = RandomTree(3000, shape, random);
        ExpectMaxMinFair(tree, IndependentRates(tree));
    }
}

TEST(TreeRates, AreLeastWhereLosslessTreesWouldHoldUpEverybody)
{
    for (uint64_t seed = 1; seed <= 60; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        NodeRandom random(seed);
        const OverlayTree tree = RandomTree(300, Shape::Any, random);
        std::vector<double> rates = IndependentRates(tree);
        rates[tree.Root()] = INFINITE;
        double worst = 0;
        for (uint32_t node = 0; node < tree.Size(); ++node)
        {
            worst = std::max(worst, tree.Stress(node));
        }
        EXPECT_EQ(*std::min_element(rates.begin(), rates.end()), LosslessRate(tree));
        EXPECT_NEAR(LosslessRate(tree), 8e6 / worst, ROUNDING * LosslessRate(tree));
    }
}

TEST(TreeRates, AreInfiniteWithoutALimit)
{
    const OverlayTree tree({NONE, 0, 1}, {Bitrate(), Bitrate(), Bitrate()});
    EXPECT_EQ(LosslessRate(tree), INFINITE);
    EXPECT_THAT(IndependentRates(tree), ElementsAre(0, INFINITE, INFINITE));
    const OverlayTree alone({NONE}, {KBps(1)});
    EXPECT_EQ(LosslessRate(alone), INFINITE);
    EXPECT_THAT(IndependentRates(alone), ElementsAre(0));
}

// Neither depth nor degree of a large tree is one that recursion or a scan for each link survives.
TEST(TreeRates, OfAMillionNodesAreKnownWhateverTheirShape)
{
    constexpr uint32_t SIZE = 1'000'000;
    std::vector<Bitrate> bandwidths(SIZE, KBps(100));
    std::vector<uint32_t> parents(SIZE);
    std::iota(parents.begin(), parents.end(), NONE); // NONE, 0, 1, ...
    const OverlayTree chain(parents, bandwidths);
    EXPECT_EQ(chain.Depth(SIZE - 1), SIZE - 1);
    std::vector<double> rates = IndependentRates(chain);
    rates[0] = 50 * 8000;
    EXPECT_THAT(rates, Each(50 * 8000));

    std::fill(parents.begin() + 1, parents.end(), 0);
    bandwidths[0] = KBps(SIZE - 1);
    bandwidths[1] = Bitrate::FromBitsPerSecond(1000);
    const OverlayTree star(parents, bandwidths);
    rates = IndependentRates(star);
    EXPECT_EQ(rates[1], 1000);
    EXPECT_NEAR(rates[2], 8000 + 7000.0 / (SIZE - 2), ROUNDING);

    NodeRandom random(1);
    const OverlayTree any = RandomTree(SIZE, Shape::Any, random);
    ExpectMaxMinFair(any, IndependentRates(any));
}

/**
 * @param bandwidths of nodes
 * @return the largest lossless rate of all trees of them that have node 0 as their root
 */
double
BestOfAllTrees(const std::vector<Bitrate>& bandwidths)
{
    const auto size = static_cast<uint32_t>(bandwidths.size());
    double best = 0;
    std::vector<uint32_t> parents(size, 0);
    parents[0] = NONE;
    for (uint32_t node = 1; node < size;)
    {
        try
        {
            best = std::max(best, LosslessRate(OverlayTree(parents, bandwidths)));
        }
        catch (const std::invalid_argument&)
        {
            // a circle
        }
        for (node = 1; node < size && ++parents[node] == size; ++node)
        {
            parents[node] = 0;
        }
    }
    return best;
}

TEST(BestLosslessRate, IsThatOfTheBestOfAllTrees)
{
    for (uint64_t seed = 1; seed <= 30; ++seed)
    {
        NodeRandom random(seed);
        std::vector<Bitrate> bandwidths(5);
        for (Bitrate& bandwidth : bandwidths)
        {
            bandwidth = KBps(static_cast<double>(50 + random.Bits() % 151));
        }
        EXPECT_DOUBLE_EQ(BestLosslessRate(bandwidths), BestOfAllTrees(bandwidths))
            << "seed " << seed;
    }
}

TEST(BestLosslessRate, IsInfiniteForOneNodeAndRefusesUnlimitedOnes)
{
    EXPECT_EQ(BestLosslessRate({KBps(1)}), INFINITE);
    EXPECT_THAT(([] {
                    return BestLosslessRate({KBps(1), Bitrate()});
                }),
                ThrowsMessage<std::invalid_argument>(HasSubstr("node 1 has no bandwidth limit")));
}

} // namespace
} // namespace qos
} // namespace ns3
