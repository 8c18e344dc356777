/* SPDX-License-Identifier: GPL-2.0-only */

#include "coding-rounds-fixture.h"

#include "ns3/second-round.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class SecondRoundTest : public CodingRoundTest
{
  protected:
    /**
     * @param count of packets
     * @return the numbers of packets that are kept now
     */
    std::vector<uint32_t> KeepSome(uint32_t count)
    {
        std::vector<uint32_t> numbers;
        for (uint32_t i = 0; i < count; ++i)
        {
            numbers.push_back(Keep());
        }
        return numbers;
    }

    /**
     * @param now the time
     * @return all frames that are due, and sent now
     */
    std::vector<DueFrame> TakeAll(Nanoseconds now)
    {
        std::vector<DueFrame> frames;
        DueFrame frame;
        while (m_round.TakeDue(now, frame))
        {
            if (frame.kind == FrameKind::Parity)
            {
                EXPECT_GT(m_round.Parity(frame.block, frame.index).size, 0U);
            }
            m_round.Sent(frame);
            frames.push_back(frame);
        }
        return frames;
    }

    /**
     * @param due a frame that was sent
     * @param fate what became of it
     * @param before its fate until now
     */
    void Learn(const DueFrame& due, FrameFate fate, FrameFate before = FrameFate::InFlight)
    {
        SentFrame frame;
        frame.kind = due.kind;
        frame.round = CodingRound::Second;
        frame.block = due.block;
        frame.index = due.index;
        frame.isCoded = due.isCoded;
        frame.data = due.data;
        m_round.Learn(Change(frame, fate, before));
    }

    /** @param params of the round */
    void Set(bool isCoded, SecondRoundPolicy policy, Nanoseconds blockTime, Nanoseconds spreadTime)
    {
        m_round.SetParams({isCoded, policy, blockTime, spreadTime});
    }

    uint32_t m_parity = 1; // of any block
    SecondRound m_round{*m_code, m_packets, [this](uint32_t /* packets */) { return m_parity; }};
};

TEST_F(SecondRoundTest, ABurstIsDueAtOnceInOrderWithItsParityBehindIt)
{
    Set(true, SecondRoundPolicy::Burst, 0ms, 100ms);
    m_parity = 2;
    m_round.Add(KeepSome(3), 10ms);
    EXPECT_EQ(m_round.NextEvent(), 10ms);
    EXPECT_EQ(m_packets.Find(0)->users, 1U) << "until it is sent";
    const std::vector<DueFrame> frames = TakeAll(10ms);
    ASSERT_EQ(frames.size(), 5U);
    for (uint32_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(frames[i].kind, i < 3 ? FrameKind::Data : FrameKind::Parity);
        EXPECT_EQ(frames[i].index, i < 3 ? i : i - 3);
        EXPECT_TRUE(frames[i].isCoded);
    }
    EXPECT_EQ(frames[1].data, 1U);
    EXPECT_EQ(frames[3].sources, 3);
    EXPECT_EQ(m_round.DataNumber(0, 2), 2U);
    EXPECT_FALSE(m_round.DataNumber(0, 3));
    EXPECT_EQ(m_packets.Find(0)->users, 0U);
    EXPECT_EQ(m_round.NextEvent(), FOREVER);
}

TEST_F(SecondRoundTest, SpreadFramesAreEvenlyApart)
{
    Set(true, SecondRoundPolicy::Spread, 0ms, 100ms);
    m_round.Add(KeepSome(3), 10ms); // with parity four frames
    for (const Nanoseconds due : {10ms, 35ms, 60ms, 85ms})
    {
        EXPECT_EQ(m_round.NextEvent(), due);
        EXPECT_THAT(TakeAll(due - 1ns), IsEmpty());
        EXPECT_EQ(TakeAll(due).size(), 1U);
    }
    EXPECT_EQ(m_round.NextEvent(), FOREVER);
}

TEST_F(SecondRoundTest, ABlockCollectsForItsTimeAndGetsItsParityThen)
{
    Set(true, SecondRoundPolicy::Burst, 50ms, 0ms);
    m_round.Add(KeepSome(1), 10ms);
    EXPECT_EQ(TakeAll(10ms).size(), 1U) << "a packet does not wait for its block";
    EXPECT_EQ(m_round.NextEvent(), 60ms);
    m_round.Add(KeepSome(2), 40ms);
    EXPECT_EQ(TakeAll(40ms).size(), 2U);
    m_round.Advance(60ms - 1ns);
    EXPECT_THAT(TakeAll(60ms), IsEmpty());
    m_round.Advance(60ms);
    const std::vector<DueFrame> parity = TakeAll(60ms);
    ASSERT_EQ(parity.size(), 1U);
    EXPECT_EQ(parity[0].sources, 3);
    m_round.Add(KeepSome(1), 61ms);
    EXPECT_EQ(TakeAll(61ms)[0].block, 1U);
}

TEST_F(SecondRoundTest, ABlockThatIsFullEnds)
{
    Set(true, SecondRoundPolicy::Burst, 50ms, 0ms);
    m_round.Add(KeepSome(SecondRound::MOST_PACKETS + 1), 0ms);
    const std::vector<DueFrame> frames = TakeAll(0ms);
    ASSERT_EQ(frames.size(), SecondRound::MOST_PACKETS + 2U);
    EXPECT_EQ(frames[SecondRound::MOST_PACKETS].kind, FrameKind::Parity);
    EXPECT_EQ(frames.back().block, 1U);
    EXPECT_EQ(frames.back().index, 0);
}

TEST_F(SecondRoundTest, TheParityOfTheLargestBlockFitsTheCode)
{
    Set(true, SecondRoundPolicy::Burst, 0ms, 0ms);
    m_parity = 10'000;
    m_round.Add(KeepSome(SecondRound::MOST_PACKETS), 0ms);
    EXPECT_EQ(TakeAll(0ms).size(), 255U);
}

TEST_F(SecondRoundTest, WithoutBlocksEachRetransmissionStandsAlone)
{
    Set(false, SecondRoundPolicy::Burst, 50ms, 0ms);
    m_round.Add(KeepSome(2), 0ms);
    EXPECT_EQ(m_round.NextEvent(), 0ms);
    const std::vector<DueFrame> frames = TakeAll(0ms);
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_FALSE(frames[0].isCoded);
    Learn(frames[0], FrameFate::Lost);
    EXPECT_THAT(m_round.Missing(), ElementsAre(0));
    Learn(frames[1], FrameFate::Received);
    EXPECT_EQ(FateOf(1), PacketFate::Delivered);
    EXPECT_EQ(m_round.NextEvent(), FOREVER);
}

TEST_F(SecondRoundTest, ABlockIsJudgedOnceAllIsKnown)
{
    Set(true, SecondRoundPolicy::Burst, 0ms, 0ms);
    m_round.Add(KeepSome(3), 0ms);
    m_round.Add(KeepSome(3), 0ms);
    const std::vector<DueFrame> frames = TakeAll(0ms);
    ASSERT_EQ(frames.size(), 8U);
    Learn(frames[0], FrameFate::Received);
    Learn(frames[1], FrameFate::Lost);
    Learn(frames[2], FrameFate::Received);
    EXPECT_EQ(FateOf(1), PacketFate::Open);
    Learn(frames[3], FrameFate::Received); // parity
    EXPECT_EQ(FateOf(1), PacketFate::Delivered);
    for (uint32_t i = 4; i < 7; ++i)
    {
        Learn(frames[i], i == 5 ? FrameFate::Received : FrameFate::Lost);
        EXPECT_THAT(m_round.Missing(), IsEmpty());
    }
    Learn(frames[7], FrameFate::Received);
    EXPECT_THAT(m_round.Missing(), ElementsAre(3, 5));
    m_round.ClearFindings();
    // the late one is the one that was missing
    Learn(frames[6], FrameFate::Received, FrameFate::Lost);
    EXPECT_EQ(FateOf(3), PacketFate::Delivered);
    EXPECT_EQ(FateOf(5), PacketFate::Delivered);
    EXPECT_THAT(m_round.Missing(), IsEmpty());
}

TEST_F(SecondRoundTest, WhatReportsDoNotTellIsUnknownAndNotLost)
{
    Set(false, SecondRoundPolicy::Burst, 0ms, 0ms);
    m_round.Add(KeepSome(1), 0ms);
    Learn(TakeAll(0ms)[0], FrameFate::Unknown);
    EXPECT_EQ(FateOf(0), PacketFate::Unknown);
    Set(true, SecondRoundPolicy::Burst, 0ms, 0ms);
    m_round.Add(KeepSome(2), 0ms);
    const std::vector<DueFrame> frames = TakeAll(0ms);
    Learn(frames[0], FrameFate::Received);
    Learn(frames[1], FrameFate::Lost);
    Learn(frames[2], FrameFate::Unknown); // the parity may have repaired it
    EXPECT_EQ(FateOf(2), PacketFate::Unknown);
    EXPECT_THAT(m_round.Missing(), IsEmpty());
}

TEST_F(SecondRoundTest, PacketsThatAreNoLongerOpenAreNotSentAgain)
{
    Set(true, SecondRoundPolicy::Burst, 0ms, 0ms);
    const std::vector<uint32_t> numbers = KeepSome(3);
    m_packets.Settle(*m_packets.Find(1), PacketFate::Delivered);
    m_round.Add({numbers[0], numbers[1], numbers[2], 1000}, 0ms);
    EXPECT_EQ(TakeAll(0ms).size(), 3U);
    EXPECT_EQ(m_round.DataNumber(0, 1), numbers[2]);
}

TEST_F(SecondRoundTest, BlocksThatAreForgottenBeforeTheirParityIsSentDoNoHarm)
{
    constexpr uint32_t BLOCKS = 5000; // more than are remembered
    Set(true, SecondRoundPolicy::Spread, 0ms, 100s);
    for (uint32_t block = 0; block < BLOCKS; ++block)
    {
        m_round.Add(KeepSome(1), 0ms);
    }
    const std::vector<DueFrame> frames = TakeAll(100s);
    EXPECT_GE(frames.size(), BLOCKS + 4096U);
    EXPECT_LT(frames.size(), 2 * BLOCKS);
    Learn(frames[0], FrameFate::Lost);
    Learn(frames[1], FrameFate::Received);
    EXPECT_EQ(FateOf(0), PacketFate::Unknown);
    EXPECT_EQ(FateOf(1), PacketFate::Delivered);
    for (uint32_t number = 0; number < BLOCKS; ++number)
    {
        ASSERT_EQ(m_packets.Find(number)->users, 0U);
    }
}

} // namespace
} // namespace qos
} // namespace ns3
