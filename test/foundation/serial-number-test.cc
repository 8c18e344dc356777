/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/serial-number.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint32_t LAST = std::numeric_limits<uint32_t>::max();
constexpr uint32_t HALF = 1U << 31U;

// RFC 1982, section 3.2, and section 5.2 scaled to 32 bits
TEST(SerialNumberTest, OrderAndDistanceHoldAcrossTheWrap)
{
    EXPECT_TRUE(SerialIsBefore(LAST, 0));
    EXPECT_FALSE(SerialIsBefore(0, LAST));
    EXPECT_TRUE(SerialIsBefore(LAST - 9, 5));
    EXPECT_EQ(SerialDistance(LAST - 9, 5), 15);
    EXPECT_EQ(SerialDistance(5, LAST - 9), -15);
    EXPECT_EQ(SerialLater(LAST, 3), 3U);
    EXPECT_EQ(SerialLater(3, LAST), 3U);
    EXPECT_FALSE(SerialIsBefore(7, 7));
}

TEST(SerialNumberTest, TheOrderTurnsAroundAtHalfOfTheCircle)
{
    for (const uint32_t base : {0U, 1U, HALF - 1, HALF, LAST})
    {
        EXPECT_TRUE(SerialIsBefore(base, base + (HALF - 1))) << base;
        EXPECT_FALSE(SerialIsBefore(base, base + HALF)) << base;
        EXPECT_FALSE(SerialIsBefore(base + HALF, base)) << base;
        EXPECT_TRUE(SerialIsBefore(base + HALF + 1, base)) << base;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
