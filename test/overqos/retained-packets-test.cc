/* SPDX-License-Identifier: GPL-2.0-only */

#include "coding-rounds-fixture.h"

#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

using RetainedPacketsTest = CodingRoundTest;

TEST_F(RetainedPacketsTest, APacketIsKeptAsItsSymbol)
{
    const uint32_t number = Keep(33);
    const RetainedPacket* kept = m_packets.Find(number);
    ASSERT_NE(kept, nullptr);
    const auto symbol = ReadDataSymbol(kept->bytes, kept->size);
    ASSERT_TRUE(symbol);
    EXPECT_EQ(symbol->number, number);
    EXPECT_EQ(symbol->packet.size, 33U);
    EXPECT_EQ(symbol->packet.data[32], 1);
    EXPECT_EQ(m_packets.Find(number + 1), nullptr);
}

TEST_F(RetainedPacketsTest, OnlyTheHeadIsKeptWhereBodiesAreSimulated)
{
    BundlePacket packet;
    packet.size = 1000;
    const RetainedPacket& kept = *m_packets.Find(m_packets.Add(packet));
    EXPECT_EQ(kept.bytes.size(), DataSymbol::HEAD_BYTES);
    EXPECT_EQ(kept.size, DataSymbol::HEAD_BYTES + 1000U);
}

TEST_F(RetainedPacketsTest, AFateMayChangeAndIsCountedOnce)
{
    const uint32_t number = Keep();
    RetainedPacket& kept = *m_packets.Find(number);
    m_packets.Settle(kept, PacketFate::Lost);
    EXPECT_EQ(m_packets.GetCounters().lost, 1U);
    m_packets.Settle(kept, PacketFate::Delivered);
    EXPECT_EQ(m_packets.GetCounters().lost, 0U);
    EXPECT_EQ(m_packets.GetCounters().delivered, 1U);
    m_packets.Settle(kept, PacketFate::Unknown);
    EXPECT_EQ(m_packets.GetCounters().delivered, 0U);
    EXPECT_EQ(m_packets.GetCounters().unknown, 1U);
}

TEST_F(RetainedPacketsTest, TheOldestAreForgottenWhenTheirFateIsKnownAndNobodyNeedsThem)
{
    for (uint32_t number = 0; number < 4; ++number)
    {
        Keep();
    }
    m_packets.Find(0)->users = 1;
    for (const uint32_t number : {0U, 1U, 3U})
    {
        m_packets.Settle(*m_packets.Find(number), PacketFate::Delivered);
    }
    m_packets.Trim();
    EXPECT_EQ(m_packets.Oldest(), 0U);
    m_packets.Find(0)->users = 0;
    m_packets.Trim();
    EXPECT_EQ(m_packets.Oldest(), 2U); // open
    m_packets.Settle(*m_packets.Find(2), PacketFate::Lost);
    m_packets.Trim();
    EXPECT_EQ(m_packets.Size(), 0U);
    EXPECT_EQ(m_packets.Next(), 4U);
}

TEST_F(RetainedPacketsTest, WhatABlockNeedsIsNotForgottenEvenIfThereIsNoRoom)
{
    for (uint32_t number = 0; number < RetainedPackets::MOST_PACKETS; ++number)
    {
        Keep(0);
    }
    EXPECT_TRUE(m_packets.IsFull());
    m_packets.Find(0)->users = 1;
    EXPECT_FALSE(m_packets.ForgetOldest());
    EXPECT_TRUE(m_packets.IsFull());
    m_packets.Find(0)->users = 0;
    EXPECT_TRUE(m_packets.ForgetOldest());
    EXPECT_FALSE(m_packets.IsFull());
    EXPECT_EQ(m_packets.GetCounters().unknown, 1U);
}

} // namespace
} // namespace qos
} // namespace ns3
