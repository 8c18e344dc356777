/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/seconds-text.h"

#include <gtest/gtest.h>

#include <chrono>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

TEST(SecondsTextTest, IsReadExactly)
{
    EXPECT_EQ(ReadSeconds("0"), 0ns);
    EXPECT_EQ(ReadSeconds("12.5"), 12500ms);
    EXPECT_EQ(ReadSeconds("3."), 3s);
    EXPECT_EQ(ReadSeconds("0.000000001"), 1ns);
    EXPECT_EQ(ReadSeconds("999999999.999999999"), 999999999s + 999999999ns);
}

TEST(SecondsTextTest, IsRefusedIfItIsAnythingElse)
{
    for (const char* text :
         {"", ".", ".5", "-1", "+1", "1e3", "1 ", "1.2.3", "0.0000000001", "1000000000", "nan"})
    {
        EXPECT_FALSE(ReadSeconds(text)) << text;
    }
}

TEST(SecondsTextTest, IsWrittenWithNineDigits)
{
    EXPECT_EQ(WriteSeconds(0ns), "0.000000000");
    EXPECT_EQ(WriteSeconds(1500ms), "1.500000000");
    EXPECT_EQ(WriteSeconds(12s + 1ns), "12.000000001");
}

} // namespace
} // namespace qos
} // namespace ns3
