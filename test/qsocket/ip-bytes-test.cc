/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/ip-bytes.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint32_t ETHERNET = 1500;

TEST(IpBytes, OfOnePacketAreItsHeadersAndPayload)
{
    EXPECT_EQ(IpBytes(100, false, ETHERNET), 128U);
    EXPECT_EQ(IpBytes(100, true, ETHERNET), 148U);
    EXPECT_EQ(IpBytes(0, false, ETHERNET), 28U);
    EXPECT_EQ(IpBytes(1472, false, ETHERNET), 1500U);
    EXPECT_EQ(IpBytes(1452, true, ETHERNET), 1500U);
}

/** The second fragment begins at the last multiple of eight that fits. */
TEST(IpBytes, OfFragmentsHaveAHeaderEach)
{
    EXPECT_EQ(IpBytes(1473, false, ETHERNET), 1473U + 8 + 2 * 20);
    EXPECT_EQ(IpBytes(1453, true, ETHERNET), 1453U + 8 + 2 * 48);
    EXPECT_EQ(IpBytes(2 * 1480 - 8, false, ETHERNET), 2 * 1480U + 2 * 20);
    EXPECT_EQ(IpBytes(2 * 1448 - 8, true, ETHERNET), 2 * 1448U + 2 * 48);
    EXPECT_EQ(IpBytes(65507, false, ETHERNET), 65507U + 8 + 45 * 20);
}

TEST(IpBytes, KnowDevicesThatFragmentNothing)
{
    EXPECT_EQ(IpBytes(65507, false, 0), 65507U + 28);
}

} // namespace
} // namespace qos
} // namespace ns3
