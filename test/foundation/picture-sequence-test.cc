/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/picture-sequence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

constexpr std::size_t NONE = CodedPicture::NONE;

TEST(PictureSequenceTest, CodesABPictureBehindTheTwoThatItIsPredictedFrom)
{
    PictureSequence sequence({"IBPB", 25, 100, 50, 20, 0});
    std::vector<std::size_t> shown;
    std::vector<std::array<std::size_t, 2>> needs;
    for (int i = 0; i < 6; ++i)
    {
        const CodedPicture picture = sequence.Next(0);
        shown.push_back(picture.shown);
        needs.push_back(picture.needs);
    }
    // I0 P2 B1 I4 B3 P6: B3 is between P2 and the I of the next group
    EXPECT_THAT(shown, testing::ElementsAre(0, 2, 1, 4, 3, 6));
    const std::vector<std::array<std::size_t, 2>> expected{{NONE, NONE},
                                                           {0, NONE},
                                                           {0, 1},
                                                           {NONE, NONE},
                                                           {1, 3},
                                                           {3, NONE}};
    EXPECT_EQ(needs, expected);
}

TEST(PictureSequenceTest, HasLogNormalSizes)
{
    PictureSequence sequence({"I", 25, 10000, 1, 1, 0.5});
    const double variance = std::log(1.25); // of the logarithm: ln(1 + 0.5^2)
    EXPECT_EQ(sequence.Next(0).bytes,
              static_cast<std::size_t>(std::lround(10000 / std::sqrt(1.25))));
    EXPECT_NEAR(static_cast<double>(sequence.Next(2).bytes),
                10000 * std::exp(2 * std::sqrt(variance) - variance / 2),
                1);
    EXPECT_GE(sequence.Next(-100).bytes, 1U);
}

TEST(PictureSequenceTest, KnowsWhatAGroupIs)
{
    EXPECT_TRUE(PictureSequence::IsGroup("I"));
    EXPECT_TRUE(PictureSequence::IsGroup("IBBP"));
    for (const char* group : {"", "P", "IBI", "IBx"})
    {
        EXPECT_FALSE(PictureSequence::IsGroup(group)) << group;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
