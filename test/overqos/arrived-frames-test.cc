/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/arrived-frames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <random>
#include <set>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds RTT = 80ms;
constexpr uint32_t REORDERED = 3;
constexpr uint32_t SPAN = 2 * ClvlReport::MOST_FRAMES;

/**
 * @param frames of an exit
 * @param link number of one that arrives
 * @param rtt the round-trip time
 * @param now the time
 * @return what it is; a new one is added
 */
FrameArrival
ArriveAt(ArrivedFrames& frames, uint32_t link, Nanoseconds rtt, Nanoseconds now)
{
    const FrameArrival arrival = frames.Judge(link, now);
    if (arrival == FrameArrival::New)
    {
        frames.Add(link, rtt, now);
    }
    return arrival;
}

/** An exit at which frames arrive, one per millisecond unless a test says otherwise. */
class ArrivedFramesTest : public testing::TestWithParam<uint32_t>
{
  protected:
    /**
     * @param number of a frame, counted from the first one
     * @return what it is
     */
    FrameArrival Arrive(uint32_t number)
    {
        m_now += 1ms;
        return ArriveAt(m_frames, m_first + number, RTT, m_now);
    }

    /** @param numbers of new frames */
    void ArriveAll(std::initializer_list<uint32_t> numbers)
    {
        for (const uint32_t number : numbers)
        {
            ASSERT_EQ(Arrive(number), FrameArrival::New) << number;
        }
    }

    /**
     * @param begin the first frame
     * @param end one after the last
     */
    void ArriveRange(uint32_t begin, uint32_t end)
    {
        for (uint32_t number = begin; number < end; ++number)
        {
            ASSERT_EQ(Arrive(number), FrameArrival::New) << number;
        }
    }

    /** @return the edge, counted from the first number */
    uint32_t Edge() const
    {
        return m_frames.Edge() - m_first;
    }

    /**
     * @param number of a frame
     * @return whether a report marks it
     */
    bool IsMarked(uint32_t number) const
    {
        ClvlReport report;
        report.base = m_first + number;
        report.edge = report.base + 1;
        m_frames.Mark(report);
        return report.HasArrived(report.base);
    }

    uint32_t m_first = GetParam();
    ArrivedFrames m_frames{REORDERED};
    Nanoseconds m_now{0};
};

TEST_P(ArrivedFramesTest, AFrameIsLostWhenThreeLaterOnesHaveArrived)
{
    ArriveAll({0, 1, 3, 4});
    EXPECT_EQ(Edge(), 2U);
    EXPECT_EQ(m_frames.Lost(), 0U);
    ArriveAll({5});
    EXPECT_EQ(Edge(), 6U);
    EXPECT_EQ(m_frames.Lost(), 1U);
    EXPECT_FALSE(IsMarked(2));
    EXPECT_TRUE(IsMarked(3));
    EXPECT_EQ(m_frames.NextEvent(), FOREVER);
}

TEST_P(ArrivedFramesTest, ALateFrameCountsAsNoLaterArrivalOfTheOthers)
{
    ArriveAll({0, 3, 1, 4}); // 2 was overtaken by two only
    EXPECT_EQ(m_frames.Lost(), 0U);
    ArriveAll({2, 5});
    EXPECT_EQ(Edge(), 6U);
    EXPECT_EQ(m_frames.Lost(), 0U);
}

TEST_P(ArrivedFramesTest, ReorderingBelowTheThresholdIsNoLossFromTheFirstFrameOn)
{
    // every frame is overtaken by two others: 2 1 0 5 4 3 ...
    for (const Nanoseconds step : {1ms, 20ms})
    {
        ArrivedFrames frames(REORDERED);
        Nanoseconds now{0};
        ArriveAt(frames, m_first - 1, RTT, now);
        for (uint32_t i = 0; i < 300; ++i)
        {
            now += step;
            frames.Advance(now);
            ASSERT_EQ(ArriveAt(frames, m_first + i - i % 3 + (2 - i % 3), RTT, now),
                      FrameArrival::New);
        }
        frames.Advance(now + 1s);
        EXPECT_EQ(frames.Lost(), 0U) << step.count();
        EXPECT_EQ(frames.Edge(), m_first + 300);
    }
}

TEST_P(ArrivedFramesTest, AFrameIsLostAnEighthOfARoundTripAfterALaterOne)
{
    ArriveRange(0, 20);
    ArriveAll({21});
    EXPECT_EQ(m_frames.NextEvent(), m_now + RTT / 8);
    m_frames.Advance(m_now + RTT / 8 - 1ns);
    EXPECT_EQ(m_frames.Lost(), 0U);
    m_frames.Advance(m_now + RTT / 8);
    EXPECT_EQ(m_frames.Lost(), 1U);
    EXPECT_EQ(Edge(), 22U);
}

TEST_P(ArrivedFramesTest, AFrameIsWaitedForFourDistancesIfTheseAreLonger)
{
    for (uint32_t number = 0; number < 100; ++number)
    {
        m_now += 29ms;
        ASSERT_EQ(Arrive(number), FrameArrival::New); // every 30 ms
    }
    m_now += 29ms;
    ASSERT_EQ(Arrive(101), FrameArrival::New);
    EXPECT_EQ(m_frames.NextEvent(), m_now + 120ms);
}

TEST_P(ArrivedFramesTest, ADuplicateChangesNothing)
{
    ArriveAll({0, 2});
    EXPECT_EQ(Arrive(2), FrameArrival::Duplicate);
    EXPECT_EQ(Arrive(2), FrameArrival::Duplicate);
    EXPECT_EQ(m_frames.Lost(), 0U);
    ArriveAll({1});
    EXPECT_EQ(Arrive(1), FrameArrival::Duplicate);
    EXPECT_EQ(Arrive(0), FrameArrival::Duplicate);
    EXPECT_EQ(m_frames.Highest(), m_first + 2);
}

TEST_P(ArrivedFramesTest, AFrameThatComesAfterItWasCalledLostIsMarked)
{
    ArriveAll({0, 2, 3, 4});
    EXPECT_EQ(m_frames.Lost(), 1U);
    ArriveAll({1});
    EXPECT_TRUE(IsMarked(1));
    EXPECT_EQ(m_frames.Lost(), 1U);
}

TEST_P(ArrivedFramesTest, WhatIsBeforeTheFirstOrOutOfMemoryIsOld)
{
    ArriveAll({10});
    EXPECT_EQ(Arrive(9), FrameArrival::Old);
    ArriveRange(11, 10 + SPAN);
    EXPECT_EQ(Arrive(10), FrameArrival::Duplicate);
    ArriveAll({10 + SPAN});
    EXPECT_EQ(Arrive(10), FrameArrival::Old);
    EXPECT_EQ(Arrive(11), FrameArrival::Duplicate);
    EXPECT_EQ(Arrive(10 + SPAN + 0x80000000U), FrameArrival::Old); // half a circle away
}

TEST_P(ArrivedFramesTest, AnImplausibleJumpIsRefusedUntilASecondFrameProvesIt)
{
    ArriveRange(0, 10);
    const uint32_t far = 9 + ArrivedFrames::MOST_AHEAD + 1;
    EXPECT_EQ(Arrive(far), FrameArrival::Implausible);
    EXPECT_EQ(Arrive(far + 1'000'000), FrameArrival::Implausible);
    EXPECT_EQ(Arrive(far), FrameArrival::Implausible);
    ArriveAll({10}); // the others go on
    EXPECT_EQ(Arrive(far + 2), FrameArrival::Implausible);
    ArriveAll({far + 3, far + 4, far + 5});
    EXPECT_EQ(Edge(), far + 6);
    EXPECT_EQ(m_frames.Lost(), far + 3 - 11); // with the one that was refused
}

TEST_P(ArrivedFramesTest, OldFramesReturnWhenAForgedJumpHasSilencedThem)
{
    ArriveRange(0, 10);
    const uint32_t far = 1'000'000;
    EXPECT_EQ(Arrive(far), FrameArrival::Implausible);
    ArriveAll({far + 1}); // proved by another forged one
    for (uint32_t number = 10; number < 100; ++number)
    {
        EXPECT_EQ(Arrive(number), FrameArrival::Old) << number;
    }
    m_now += ArrivedFrames::SILENCE;
    EXPECT_EQ(Arrive(99), FrameArrival::Old) << "a copy proves nothing";
    EXPECT_EQ(Arrive(100), FrameArrival::Return);
}

TEST_P(ArrivedFramesTest, OldFramesDoNotReturnWhileOthersGoOn)
{
    ArriveAll({10});
    for (uint32_t number = 11; number < 2000; ++number)
    {
        EXPECT_EQ(Arrive(number % 10), FrameArrival::Old);
        EXPECT_EQ(Arrive((number + 1) % 10), FrameArrival::Old);
        ArriveAll({number});
    }
}

TEST_P(ArrivedFramesTest, AfterAPauseAsManyMayBeMissingAsItTook)
{
    ArriveRange(0, 100); // one per millisecond
    const uint32_t far = 99 + ArrivedFrames::ALWAYS_AHEAD;
    EXPECT_EQ(Arrive(far + 3), FrameArrival::Implausible);
    EXPECT_EQ(Arrive(far + 500), FrameArrival::Implausible);
    m_now += 300ms;
    ArriveAll({far + 500});
    m_now += 1h; // or the link was silent
    EXPECT_EQ(Arrive(far + 500 + 7000), FrameArrival::Implausible);
    EXPECT_EQ(Arrive(far + 500 + 6000), FrameArrival::Implausible);
    ArriveAll({far + 500 + 100});
}

TEST_P(ArrivedFramesTest, AnOutageOfThousandsOfFramesIsCountedExactly)
{
    for (const uint32_t lost : {1000U, 2000U, SPAN - 1, ArrivedFrames::MOST_AHEAD + 1000})
    {
        ArrivedFrames frames(REORDERED);
        Nanoseconds now{0};
        uint32_t next = m_first;
        for (uint32_t i = 0; i < SPAN; ++i)
        {
            ArriveAt(frames, next++, RTT, now += 1ms);
        }
        next += lost;
        now += lost * 1ms;
        // after a long one the first frame is lost as well
        const bool isLong = lost > 2000;
        ASSERT_EQ(ArriveAt(frames, next++, RTT, now += 1ms),
                  isLong ? FrameArrival::Implausible : FrameArrival::New);
        for (uint32_t i = 0; i < REORDERED; ++i)
        {
            ASSERT_EQ(ArriveAt(frames, next++, RTT, now += 1ms), FrameArrival::New);
        }
        EXPECT_EQ(frames.Lost(), lost + (isLong ? 1 : 0));
        EXPECT_EQ(frames.Edge(), next);
    }
}

TEST_P(ArrivedFramesTest, ManyGapsAtOnceAreBounded)
{
    // nothing is lost by time, and one later arrival per gap does not settle it
    ArrivedFrames frames(1000);
    for (uint32_t i = 0; i < 3000; ++i)
    {
        ArriveAt(frames, m_first + 2 * i, 1h, m_now);
    }
    EXPECT_EQ(frames.Edge() - m_first, 2 * 2999 + 1 - 2 * 512U);
    EXPECT_EQ(frames.Lost(), 2999 - 512U);
}

TEST_P(ArrivedFramesTest, MoreThanHalfACircleOfNumbersGoesBy)
{
    constexpr uint32_t FAR = 1U << 29U;
    uint32_t number = m_first;
    ArriveAt(m_frames, number, RTT, m_now);
    for (int step = 0; step < 10; ++step)
    {
        number += FAR;
        EXPECT_EQ(ArriveAt(m_frames, number, RTT, m_now), FrameArrival::Implausible) << step;
        EXPECT_EQ(ArriveAt(m_frames, ++number, RTT, m_now), FrameArrival::New) << step;
        EXPECT_EQ(ArriveAt(m_frames, number - 2, RTT, m_now), FrameArrival::New) << step;
    }
}

TEST_P(ArrivedFramesTest, MarksAndLossesAreThoseOfAModelThatRemembersEverything)
{
    constexpr uint64_t SEED = 5;
    std::mt19937_64 random(SEED);
    std::set<uint32_t> arrived;
    uint32_t next = 1;
    uint32_t highest = 0;
    Nanoseconds now{0};
    uint64_t lost = 0; // of the model
    uint32_t edge = 0;
    ArriveAt(m_frames, m_first, RTT, now);
    arrived.insert(0);
    for (int step = 0; step < 20000; ++step)
    {
        now += 1ms;
        next += random() % 10 == 0 ? static_cast<uint32_t>(random() % 30) : 0;
        const bool isLate = random() % 10 == 0;
        const auto late = static_cast<uint32_t>(random() % 6);
        const uint32_t number = isLate && next > late ? next - late : next;
        const bool isNew = arrived.insert(number).second;
        ASSERT_EQ(ArriveAt(m_frames, m_first + number, RTT, now),
                  isNew ? FrameArrival::New : FrameArrival::Duplicate);
        next = std::max(next, number + 1);
        highest = std::max(highest, number);
        m_frames.Advance(now);
        for (; edge != Edge(); ++edge) // what is settled now and had not arrived is lost
        {
            lost += arrived.count(edge) == 0 ? 1 : 0;
        }
        ASSERT_EQ(m_frames.Lost(), lost) << "seed " << SEED;
        ASSERT_EQ(m_frames.Highest(), m_first + highest);
        ASSERT_TRUE(IsMarked(number));
    }
    for (uint32_t number = highest - ClvlReport::MOST_FRAMES; number <= highest; ++number)
    {
        ASSERT_EQ(IsMarked(number), arrived.count(number) > 0) << number;
    }
    EXPECT_GT(lost, 1000U);
}

// the second one wraps around within every test
INSTANTIATE_TEST_SUITE_P(FirstNumber, ArrivedFramesTest, testing::Values(100U, UINT32_MAX - 2));

} // namespace
} // namespace qos
} // namespace ns3
