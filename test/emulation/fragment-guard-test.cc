/* SPDX-License-Identifier: GPL-2.0-only */

#include "wire-frame.h"

#include "ns3/fragment-guard.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

constexpr uint16_t MORE = 0x2000;
constexpr Nanoseconds START = std::chrono::seconds{1000};

/** A fragment of a datagram. */
std::vector<uint8_t>
Fragment(uint16_t identification, uint16_t flagsAndOffset, uint8_t protocol = 17, uint8_t type = 0)
{
    WirePacket packet;
    packet.identification = identification;
    packet.fragment = flagsAndOffset;
    packet.protocol = protocol;
    packet.payload.assign(64, 0);
    packet.payload[0] = type;
    std::vector<uint8_t> frame = MakeWireFrame(packet);
    frame.erase(frame.begin(), frame.begin() + 14);
    return frame;
}

TEST(FragmentGuard, KnowsFragments)
{
    EXPECT_FALSE(FragmentGuard::IsFragment(Fragment(1, 0)));
    EXPECT_FALSE(FragmentGuard::IsFragment(Fragment(1, 0x4000))) << "not to be cut";
    EXPECT_TRUE(FragmentGuard::IsFragment(Fragment(1, MORE)));
    EXPECT_TRUE(FragmentGuard::IsFragment(Fragment(1, 8)));
}

TEST(FragmentGuard, LetsThePiecesOfAPacketThroughInAnyOrder)
{
    FragmentGuard guard;
    for (const uint16_t piece : std::vector<uint16_t>{16, MORE | 8, MORE})
    {
        EXPECT_TRUE(guard.Admit(Fragment(7, piece), START));
    }
}

/** What ns-3 holds is at most so many packets of so many pieces. */
TEST(FragmentGuard, LimitsPacketsAndPieces)
{
    FragmentGuard guard;
    uint64_t admitted = 0;
    for (uint32_t i = 0; i < 100000; ++i)
    {
        admitted += guard.Admit(Fragment(static_cast<uint16_t>(i % 1000), MORE), START) ? 1 : 0;
    }
    EXPECT_EQ(admitted, FragmentGuard::MOST_PACKETS * FragmentGuard::MOST_PIECES);
}

TEST(FragmentGuard, ForgetsPacketsAfterTheirLifetime)
{
    FragmentGuard guard;
    for (uint16_t i = 0; i < FragmentGuard::MOST_PACKETS; ++i)
    {
        EXPECT_TRUE(guard.Admit(Fragment(i, MORE), START));
    }
    const Nanoseconds end = START + FragmentGuard::LIFETIME;
    EXPECT_FALSE(guard.Admit(Fragment(1000, MORE), end - Nanoseconds{1}));
    EXPECT_TRUE(guard.Admit(Fragment(1000, MORE), end));
}

TEST(FragmentGuard, RefusesPiecesWhoseHeadersNobodyChecked)
{
    FragmentGuard guard;
    constexpr uint8_t ECHO = 8;
    constexpr uint8_t UNREACHABLE = 3;
    EXPECT_TRUE(guard.Admit(Fragment(1, MORE, 1, ECHO), START));
    EXPECT_FALSE(guard.Admit(Fragment(2, MORE, 1, UNREACHABLE), START));
    EXPECT_FALSE(guard.Admit(Fragment(3, MORE, 6), START)) << "TCP";
    EXPECT_FALSE(guard.Admit(Fragment(3, 8, 6), START)) << "TCP";
}

} // namespace
} // namespace qos
} // namespace ns3
