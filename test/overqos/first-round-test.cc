/* SPDX-License-Identifier: GPL-2.0-only */

#include "coding-rounds-fixture.h"

#include "ns3/first-round.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

class FirstRoundTest : public CodingRoundTest
{
  protected:
    /**
     * Send packets.
     * @param round to which they are added
     * @param count how many
     * @param redundancy of a window that begins
     */
    void Add(FirstRound& round, uint32_t count, double redundancy)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            const uint32_t number = Keep();
            round.Add(number, redundancy, 1s);
        }
    }

    /**
     * @param block a window
     * @param index of a packet in it, or of a row
     * @param kind which of both
     * @param isCoded whether it gets parity
     * @return the frame
     */
    SentFrame Frame(FirstRound& round,
                    uint32_t block,
                    uint8_t index,
                    FrameKind kind = FrameKind::Data,
                    bool isCoded = false)
    {
        SentFrame frame;
        frame.block = block;
        frame.index = index;
        frame.kind = kind;
        frame.isCoded = isCoded;
        frame.data = kind == FrameKind::Data ? round.DataNumber(block, index).value_or(0) : 0;
        return frame;
    }
};

TEST_F(FirstRoundTest, AWindowKnowsItsPacketsAndItsParity)
{
    FirstRound round(*m_code, m_packets, 100);
    EXPECT_FALSE(round.IsOpen());
    Keep(); // of no window: data numbers are not block numbers
    Add(round, 6, 0.25);
    EXPECT_TRUE(round.IsOpen());
    EXPECT_TRUE(round.IsCoded());
    EXPECT_EQ(round.OpenedAt(), 1s);
    EXPECT_EQ(round.DataNumber(0, 0), 1U);
    EXPECT_EQ(round.DataNumber(0, 5), 6U);
    EXPECT_FALSE(round.DataNumber(0, 6));
    EXPECT_FALSE(round.DataNumber(1, 0));
    EXPECT_EQ(m_packets.Find(3)->index, 2);
    EXPECT_EQ(m_packets.Find(3)->users, 1U);
    const ClosedWindow window = round.Close();
    EXPECT_EQ(window.block, 0U);
    EXPECT_EQ(window.packets, 6U);
    EXPECT_EQ(window.parity, 2U); // 6 / (1 - 1/4) - 6
    EXPECT_EQ(m_packets.Find(3)->users, 0U);
    EXPECT_FALSE(round.IsOpen());
    EXPECT_EQ(round.PacketsOfLast(), 6U);
}

TEST_F(FirstRoundTest, TheRedundancyIsFixedWhenTheWindowBegins)
{
    FirstRound round(*m_code, m_packets, 100);
    Add(round, 1, 0.5);
    Add(round, 3, 0.0);
    EXPECT_EQ(round.Close().parity, 4U);
    Add(round, 1, 0.0);
    Add(round, 3, 0.5);
    EXPECT_FALSE(round.IsCoded());
    EXPECT_EQ(round.Close().parity, 0U);
}

TEST_F(FirstRoundTest, NoWindowHasMoreFramesThanItMay)
{
    for (const uint32_t most : {1U, 2U, 5U, 20U, 255U})
    {
        for (const double redundancy : {0.0, 0.01, 0.3, 0.9})
        {
            FirstRound round(*m_code, m_packets, most);
            do
            {
                Add(round, 1, redundancy);
            } while (!round.IsFull());
            const ClosedWindow window = round.Close();
            EXPECT_LE(window.packets + window.parity, most) << redundancy;
            const bool isCoded = redundancy > 0 && most > 1;
            EXPECT_EQ(window.parity > 0, isCoded) << most << ' ' << redundancy;
        }
    }
}

TEST_F(FirstRoundTest, TheParityOfAWindowRebuildsItsPackets)
{
    FirstRound round(*m_code, m_packets, 100);
    Add(round, 2, 0.5); // the window after a short one makes its rows bit by bit
    round.Close();
    for (uint32_t size : {40U, 300U, 77U})
    {
        round.Add(Keep(size), 0.5, 1s);
    }
    const ClosedWindow window = round.Close();
    ASSERT_EQ(window.parity, 3U);
    std::vector<ByteView> sources(3);
    std::vector<std::size_t> missing{0, 1, 2};
    std::vector<ReceivedParity> parities;
    for (uint32_t row = 0; row < 3; ++row)
    {
        parities.push_back({row, round.Parity(row)});
    }
    const std::size_t size = round.Parity(0).size;
    EXPECT_EQ(size, DataSymbol::HEAD_BYTES + 300U);
    std::vector<std::vector<uint8_t>> rebuilt(3, std::vector<uint8_t>(size));
    std::vector<uint8_t*> targets{rebuilt[0].data(), rebuilt[1].data(), rebuilt[2].data()};
    ASSERT_TRUE(m_code->Reconstruct({sources, missing, parities}, targets));
    for (uint32_t i = 0; i < 3; ++i)
    {
        std::vector<uint8_t> expected = m_packets.Find(2 + i)->bytes;
        expected.resize(size);
        EXPECT_EQ(rebuilt[i], expected) << i;
    }
}

TEST_F(FirstRoundTest, WithoutParityEachPacketIsJudgedAtOnce)
{
    FirstRound round(*m_code, m_packets, 100);
    Add(round, 3, 0);
    round.Learn(Change(Frame(round, 0, 0), FrameFate::Received));
    round.Learn(Change(Frame(round, 0, 1), FrameFate::Lost));
    round.Learn(Change(Frame(round, 0, 2), FrameFate::Unknown));
    EXPECT_EQ(FateOf(0), PacketFate::Delivered);
    EXPECT_EQ(FateOf(1), PacketFate::Open);
    EXPECT_EQ(FateOf(2), PacketFate::Unknown);
    EXPECT_THAT(round.Missing(), ElementsAre(1));
    EXPECT_THAT(round.Judged(), IsEmpty()) << "the window is open";
    round.Close();
    EXPECT_THAT(round.Judged(), ElementsAre(0)) << "all was known before it ended";
    EXPECT_EQ(round.Loss(0).frames.Received(), 1U);
    EXPECT_EQ(round.Loss(0).frames.Lost(), 1U);
    EXPECT_EQ(round.Loss(0).frames.Unknown(), 1U);
    round.ClearFindings();
    EXPECT_THAT(round.Missing(), IsEmpty());
    EXPECT_THAT(round.Judged(), IsEmpty());
}

TEST_F(FirstRoundTest, ACodedWindowIsJudgedOnceAllIsKnown)
{
    FirstRound round(*m_code, m_packets, 100);
    Add(round, 4, 0.2); // one row of parity
    ASSERT_EQ(round.Close().parity, 1U);
    const auto learn = [&](uint8_t index, FrameKind kind, FrameFate fate) {
        round.Learn(Change(Frame(round, 0, index, kind, true), fate));
    };
    learn(0, FrameKind::Data, FrameFate::Received);
    learn(1, FrameKind::Data, FrameFate::Lost);
    learn(2, FrameKind::Data, FrameFate::Received);
    learn(3, FrameKind::Data, FrameFate::Received);
    EXPECT_THAT(round.Missing(), IsEmpty());
    EXPECT_EQ(FateOf(1), PacketFate::Open);
    learn(0, FrameKind::Parity, FrameFate::Received);
    EXPECT_THAT(round.Missing(), IsEmpty());
    EXPECT_EQ(FateOf(1), PacketFate::Delivered) << "the exit rebuilds it";
    EXPECT_THAT(round.Judged(), ElementsAre(0));
}

TEST_F(FirstRoundTest, ACodedWindowThatCannotBeRebuiltIsMissingWhatDidNotArrive)
{
    FirstRound round(*m_code, m_packets, 100);
    Add(round, 4, 0.2);
    round.Close();
    const auto learn = [&](uint8_t index, FrameKind kind, FrameFate fate) {
        round.Learn(Change(Frame(round, 0, index, kind, true), fate));
    };
    learn(0, FrameKind::Data, FrameFate::Received);
    learn(1, FrameKind::Data, FrameFate::Lost);
    learn(2, FrameKind::Data, FrameFate::Unknown); // it may be missing, so it is sent again
    learn(3, FrameKind::Data, FrameFate::Received);
    learn(0, FrameKind::Parity, FrameFate::Received);
    EXPECT_THAT(round.Missing(), ElementsAre(1, 2));
}

TEST_F(FirstRoundTest, ALateFrameAmendsItsWindow)
{
    FirstRound round(*m_code, m_packets, 100);
    Add(round, 3, 0.4); // two rows
    ASSERT_EQ(round.Close().parity, 2U);
    const auto learn = [&](uint8_t index, FrameKind kind, FrameFate fate, FrameFate before) {
        round.Learn(Change(Frame(round, 0, index, kind, true), fate, before));
    };
    for (uint8_t index = 0; index < 3; ++index)
    {
        learn(index, FrameKind::Data, FrameFate::Lost, FrameFate::InFlight);
    }
    learn(0, FrameKind::Parity, FrameFate::Received, FrameFate::InFlight);
    learn(1, FrameKind::Parity, FrameFate::Received, FrameFate::InFlight);
    EXPECT_EQ(round.Missing().size(), 3U);
    EXPECT_EQ(round.Loss(0).frames.Lost(), 3U);
    round.ClearFindings();
    m_packets.Settle(*m_packets.Find(0), PacketFate::Lost); // not repaired
    // with the late one there are three of five, and the exit rebuilds the others
    learn(1, FrameKind::Data, FrameFate::Received, FrameFate::Lost);
    EXPECT_EQ(round.Loss(0).frames.Lost(), 2U);
    EXPECT_EQ(round.Loss(0).frames.Received(), 3U);
    EXPECT_THAT(round.Judged(), ElementsAre(0));
    EXPECT_THAT(round.Missing(), IsEmpty());
    for (uint32_t number = 0; number < 3; ++number)
    {
        EXPECT_EQ(FateOf(number), PacketFate::Delivered) << number;
    }
    EXPECT_EQ(m_packets.GetCounters().lost, 0U);
}

TEST_F(FirstRoundTest, PacketsOfAWindowThatIsForgottenAreStillSettled)
{
    FirstRound round(*m_code, m_packets, 100);
    std::vector<SentFrame> frames;
    for (uint32_t block = 0; block < FirstRound::MOST_WINDOWS + 3; ++block)
    {
        Add(round, 1, block == 2 ? 0.5 : 0.0);
        frames.push_back(Frame(round, block, 0, FrameKind::Data, block == 2));
        round.Close();
    }
    EXPECT_FALSE(round.DataNumber(2, 0));
    round.Learn(Change(frames[0], FrameFate::Received));
    round.Learn(Change(frames[1], FrameFate::Lost));
    round.Learn(Change(frames[2], FrameFate::Lost)); // its parity may have made up for it
    EXPECT_EQ(FateOf(0), PacketFate::Delivered);
    EXPECT_THAT(round.Missing(), ElementsAre(1));
    EXPECT_EQ(FateOf(2), PacketFate::Unknown);
}

} // namespace
} // namespace qos
} // namespace ns3
