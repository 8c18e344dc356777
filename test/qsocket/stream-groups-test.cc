/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/stream-groups.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

TEST(StreamGroups, KnowTheirMembers)
{
    StreamGroups groups;
    groups.Link({3, 1, 7});
    groups.Link({2, 5});
    EXPECT_TRUE(groups.IsLinked(7));
    EXPECT_FALSE(groups.IsLinked(4));
    EXPECT_FALSE(groups.IsLinked(1000));
    EXPECT_EQ(groups.MembersOf(1), (std::vector<StreamId>{3, 1, 7}));
    groups.Leave(1);
    groups.Leave(1);
    EXPECT_FALSE(groups.IsLinked(1));
    EXPECT_EQ(groups.MembersOf(7), (std::vector<StreamId>{3, 7}));
    EXPECT_EQ(groups.MembersOf(5), (std::vector<StreamId>{2, 5}));
}

TEST(StreamGroups, DropOneUnitAtATime)
{
    StreamGroups groups;
    groups.Link({1, 2});
    groups.Link({3, 4});
    EXPECT_FALSE(groups.Drops(1, 0)) << "no unit";
    groups.Drop(1, 9);
    EXPECT_TRUE(groups.Drops(2, 9));
    EXPECT_FALSE(groups.Drops(3, 9)) << "another group";
    EXPECT_FALSE(groups.Drops(5, 9)) << "not linked";
    groups.Drop(2, 10);
    EXPECT_FALSE(groups.Drops(1, 9));
    EXPECT_TRUE(groups.Drops(1, 10));
}

/** A scheduler that lives long links and closes streams without growing. */
TEST(StreamGroups, AreRecycledWithoutTheirPast)
{
    StreamGroups groups;
    for (uint64_t round = 1; round <= 1000; ++round)
    {
        groups.Link({1, 2});
        EXPECT_FALSE(groups.Drops(1, round - 1)) << "a unit of the group before";
        groups.Drop(1, round);
        groups.Leave(2);
        groups.Leave(1);
    }
    EXPECT_EQ(groups.Capacity(), 1U);
}

} // namespace
} // namespace qos
} // namespace ns3
