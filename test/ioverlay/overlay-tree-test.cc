/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/kbps.h"
#include "ns3/overlay-tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
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
 * @param parents of the nodes
 * @return a tree of nodes that all have 100 KBps
 */
OverlayTree
MakeTree(const std::vector<uint32_t>& parents)
{
    return {parents, std::vector<Bitrate>(parents.size(), KBps(100))};
}

TEST(OverlayTree, KnowsItsNodesInWhateverOrderTheyAreNumbered)
{
    //        3
    //      / | \.
    //     0  2  5
    //     |     |
    //     4     1
    const OverlayTree tree = MakeTree({3, 5, 3, NONE, 0, 3});
    EXPECT_EQ(tree.Root(), 3U);
    EXPECT_THAT(tree.TopDown(), ElementsAre(3, 0, 2, 5, 4, 1));
    std::vector<uint32_t> degrees;
    std::vector<uint32_t> depths;
    for (uint32_t node = 0; node < tree.Size(); ++node)
    {
        degrees.push_back(tree.Degree(node));
        depths.push_back(tree.Depth(node));
    }
    EXPECT_THAT(degrees, ElementsAre(2, 1, 1, 3, 1, 2));
    EXPECT_THAT(depths, ElementsAre(1, 2, 1, 0, 2, 1));
    const auto children = tree.Children(3);
    EXPECT_THAT(std::vector<uint32_t>(children.begin(), children.end()), ElementsAre(0, 2, 5));
    EXPECT_EQ(tree.Children(4).size, 0U);
}

TEST(OverlayTree, OfOneNodeHasNoLinks)
{
    const OverlayTree tree = MakeTree({NONE});
    EXPECT_EQ(tree.Degree(0), 0U);
    EXPECT_EQ(tree.Stress(0), 0);
}

// Table 3 of the paper, first row, whose unit is 1/(100 KBps).
TEST(OverlayTree, HasTheStressOfTheAllUnicastTreeOfThePaper)
{
    const OverlayTree tree({NONE, 0, 0, 0, 0},
                           {KBps(200), KBps(500), KBps(100), KBps(200), KBps(100)});
    const std::vector<double> published{2.0, 0.2, 1.0, 0.5, 1.0};
    for (uint32_t node = 0; node < tree.Size(); ++node)
    {
        EXPECT_DOUBLE_EQ(tree.Stress(node), 10 * published[node]) << "node " << node;
    }
}

TEST(OverlayTree, PutsNoStressOnAnUnlimitedNode)
{
    const OverlayTree tree({NONE, 0}, {Bitrate(), KBps(50)});
    EXPECT_EQ(tree.Stress(0), 0);
    EXPECT_EQ(tree.Stress(1), 20);
}

TEST(OverlayTree, RefusesWhatIsNone)
{
    const auto expect = [](const std::vector<uint32_t>& parents, const char* why) {
        EXPECT_THAT([&] { MakeTree(parents); },
                    ThrowsMessage<std::invalid_argument>(HasSubstr(why)));
    };
    expect({}, "a tree has 0 nodes");
    expect({1, 2, 0}, "every node of a tree has a parent");
    expect({NONE, 0, NONE}, "nodes 0 and 2 of a tree have no parent");
    expect({NONE, 0, 3}, "the parent of node 2 of a tree is 3");
    expect({NONE, 0, 2}, "node 2 of a tree is in or below a circle");
    expect({4, 0, 1, 2, NONE, 6, 7, 5}, "node 5 of a tree is in or below a circle");
    EXPECT_THAT(
        [] {
            OverlayTree({NONE, 0}, {KBps(1)});
        },
        ThrowsMessage<std::invalid_argument>(HasSubstr("1 bandwidths for 2 nodes")));
}

} // namespace
} // namespace qos
} // namespace ns3
