/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/network-order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace ns3
{
namespace qos
{
namespace
{

TEST(NetworkOrderTest, TheMostSignificantByteComesFirst)
{
    std::array<uint8_t, 15> bytes{};
    NetworkWriter writer(bytes.data());
    writer.Write8(0x81);
    writer.Write16(0x8283);
    writer.Write32(0x84858687);
    writer.Write64(0x88898A8B8C8D8E8F);
    EXPECT_EQ(writer.Next(), bytes.data() + bytes.size());
    EXPECT_THAT(bytes,
                testing::ElementsAre(0x81,
                                     0x82,
                                     0x83,
                                     0x84,
                                     0x85,
                                     0x86,
                                     0x87,
                                     0x88,
                                     0x89,
                                     0x8A,
                                     0x8B,
                                     0x8C,
                                     0x8D,
                                     0x8E,
                                     0x8F));

    NetworkReader reader(bytes.data());
    EXPECT_EQ(reader.Read8(), 0x81);
    EXPECT_EQ(reader.Read16(), 0x8283);
    EXPECT_EQ(reader.Read32(), 0x84858687U);
    EXPECT_EQ(reader.Read64(), 0x88898A8B8C8D8E8FU);
    EXPECT_EQ(reader.Next(), bytes.data() + bytes.size());
}

} // namespace
} // namespace qos
} // namespace ns3
