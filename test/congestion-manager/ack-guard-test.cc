/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/ack-guard.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

TEST(AckGuard, SegmentsEndWhereTheyWereCut)
{
    AckGuard guard;
    guard.Acknowledged(1);
    guard.Sent(101);
    guard.Sent(200);
    EXPECT_TRUE(guard.IsEdge(1));
    EXPECT_TRUE(guard.IsEdge(101));
    EXPECT_TRUE(guard.IsEdge(200));
    EXPECT_FALSE(guard.IsEdge(100));
    EXPECT_FALSE(guard.IsEdge(201));
}

TEST(AckGuard, ARetransmissionMayBeCutAnew)
{
    AckGuard guard;
    guard.Sent(100);
    guard.Sent(200);
    guard.Sent(150);
    guard.Sent(100);
    EXPECT_TRUE(guard.IsEdge(150));
    EXPECT_EQ(guard.Segments(), 3U);
}

TEST(AckGuard, AcknowledgedSegmentsAreForgotten)
{
    AckGuard guard;
    guard.Sent(100);
    guard.Sent(200);
    guard.Sent(300);
    guard.Acknowledged(200);
    EXPECT_EQ(guard.Segments(), 1U);
    EXPECT_TRUE(guard.IsEdge(200));
    EXPECT_FALSE(guard.IsEdge(250));
    EXPECT_TRUE(guard.IsEdge(300));
}

TEST(AckGuard, SequenceNumbersWrap)
{
    AckGuard guard;
    guard.Acknowledged(0xffffff00U);
    guard.Sent(0xffffff80U);
    guard.Sent(0x00000010U);
    guard.Sent(0x00000090U);
    EXPECT_TRUE(guard.IsEdge(0x00000010U));
    EXPECT_FALSE(guard.IsEdge(0U));
    guard.Acknowledged(0x00000010U);
    EXPECT_EQ(guard.Segments(), 1U);
}

TEST(AckGuard, NoMoreDuplicatesCountThanSegmentsAreBehindTheMissingOne)
{
    AckGuard guard;
    for (uint32_t i = 1; i <= 4; ++i)
    {
        guard.Sent(100 * i);
    }
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_TRUE(guard.AcceptDuplicate());
    }
    EXPECT_FALSE(guard.AcceptDuplicate());
    // what is sent meanwhile earns no more
    guard.Sent(500);
    EXPECT_FALSE(guard.AcceptDuplicate());
    guard.Acknowledged(100);
    EXPECT_TRUE(guard.AcceptDuplicate());
}

} // namespace
} // namespace qos
} // namespace ns3
