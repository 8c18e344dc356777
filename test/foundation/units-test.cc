/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/units.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ns3
{
namespace qos
{
namespace
{

/** Exact for what is sent in packets: the integer below bits / rate. */
TEST(Bitrate, RoundsATransmissionTimeDown)
{
    EXPECT_EQ(Bitrate::FromBitsPerSecond(10'000'000).TransmissionTime(1500).count(), 1'200'000);
    EXPECT_EQ(Bitrate::FromBitsPerSecond(3).TransmissionTime(1).count(), 2'666'666'666);
    EXPECT_EQ(Bitrate::FromBitsPerSecond(7'000'000'000).TransmissionTime(1500).count(), 1714);
    EXPECT_EQ(Bitrate::FromBitsPerSecond(100'000'000'000).TransmissionTime(1).count(), 0);
}

TEST(Bitrate, OfZeroIsInfinitelyFast)
{
    EXPECT_EQ(Bitrate().TransmissionTime(1500).count(), 0);
}

/** 2.3 GB are where 64 bits do not hold the product any more. */
TEST(Bitrate, KnowsTheTimeOfLargeTransfers)
{
    constexpr uint64_t RATE = 1'000'000'007;
    for (const uint64_t bytes : {2'305'843'009ULL, 2'305'843'010ULL, (1ULL << 33) - 1})
    {
        const long double exact = 8e9L * static_cast<long double>(bytes) / RATE;
        const auto time = Bitrate::FromBitsPerSecond(RATE).TransmissionTime(bytes).count();
        EXPECT_NEAR(static_cast<double>(time), static_cast<double>(std::floor(exact)), 1)
            << bytes << " bytes";
    }
}

} // namespace
} // namespace qos
} // namespace ns3
