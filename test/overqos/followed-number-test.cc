/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/followed-number.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

/** A number of which every third frame has a new one; the second way wraps around. */
class FollowedNumberTest : public testing::TestWithParam<uint32_t>
{
  protected:
    /**
     * @param link of a frame
     * @param number that it has
     * @return whether it is believed; if so, it is used
     */
    bool Arrive(uint32_t link, uint32_t number)
    {
        const bool isBelieved = m_followed.Judge(m_first + link, m_first + number);
        if (isBelieved)
        {
            m_followed.Take(m_first + link, m_first + number);
        }
        return isBelieved;
    }

    uint32_t m_first = GetParam();
    FollowedNumber m_followed;
};

TEST_P(FollowedNumberTest, ItMovesOnNoFurtherThanTheLinkNumber)
{
    EXPECT_TRUE(Arrive(10, 3));
    EXPECT_FALSE(Arrive(12, 6));
    EXPECT_TRUE(Arrive(12, 5));
    EXPECT_FALSE(Arrive(11, 6)) << "an earlier frame has no later number";
    EXPECT_TRUE(Arrive(11, 4));
    EXPECT_TRUE(Arrive(13, 6));
}

TEST_P(FollowedNumberTest, WhateverOrderFramesComeInAllAreBelieved)
{
    for (const uint32_t stride : {7U, 29U, 83U}) // no divisors of 300
    {
        m_followed.Restart();
        for (uint32_t i = 0; i < 300; ++i)
        {
            const uint32_t link = i * stride % 300;
            ASSERT_TRUE(Arrive(link, link - link / 3)) << stride;
        }
    }
}

TEST_P(FollowedNumberTest, OneForgedFrameMakesOneOtherUnbelievable)
{
    EXPECT_TRUE(Arrive(100, 100));
    EXPECT_TRUE(Arrive(160, 101)) << "possible, but far too low";
    EXPECT_FALSE(Arrive(102, 102));
    EXPECT_TRUE(Arrive(103, 103));
    EXPECT_TRUE(Arrive(104, 104));
}

TEST_P(FollowedNumberTest, TwoForgedFramesMustFitTogetherAndFollowEachOther)
{
    EXPECT_TRUE(Arrive(10, 10));
    EXPECT_FALSE(Arrive(20, 1000));
    EXPECT_FALSE(Arrive(20, 1000)) << "the same again";
    EXPECT_FALSE(Arrive(21, 1002));
    EXPECT_FALSE(Arrive(21 + NumberDoubt::CLOSE + 1, 1003));
    EXPECT_FALSE(Arrive(30, 2000));
    EXPECT_TRUE(Arrive(11, 11));
    EXPECT_FALSE(Arrive(31, 2001)) << "a believed one came in between";
    EXPECT_TRUE(Arrive(32, 2001)) << "a block of several frames";
}

TEST_P(FollowedNumberTest, AForgedFirstFrameIsOvercome)
{
    constexpr uint32_t FAR = 0x70000000;
    EXPECT_TRUE(Arrive(10, FAR));
    EXPECT_TRUE(Arrive(10, FAR + 1 - FollowedNumber::MOST_BEHIND));
    EXPECT_FALSE(Arrive(11, 11));
    EXPECT_TRUE(Arrive(12, 12));
    EXPECT_TRUE(Arrive(13, 13));
}

INSTANTIATE_TEST_SUITE_P(FirstNumber, FollowedNumberTest, testing::Values(0U, UINT32_MAX - 100));

} // namespace
} // namespace qos
} // namespace ns3
