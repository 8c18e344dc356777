/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/feedback-collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using Arrival = FeedbackCollector::Arrival;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr uint32_t BYTES = 1000;

/**
 * @param sequence number of a datagram
 * @param confirmed what the sender knows
 * @return a stamp whose nonce and time follow from the number
 */
DataStamp
Stamp(uint32_t sequence, uint32_t confirmed = 0)
{
    return {sequence, Nanoseconds{1000 + sequence}, 7 * sequence + 1, confirmed};
}

/** A receiver that reports every datagram, and time that passes with each. */
class FeedbackCollectorTest : public testing::Test
{
  protected:
    /**
     * @param stamp of a datagram that arrives a millisecond after the last one
     * @return what it was
     */
    Arrival Arrive(const DataStamp& stamp)
    {
        m_now += 1ms;
        return m_collector.Arrive(stamp, BYTES, false, m_now);
    }

    /**
     * @param sequences of datagrams that arrive, nothing confirmed
     */
    void ArriveAll(const std::vector<uint32_t>& sequences)
    {
        for (const uint32_t sequence : sequences)
        {
            EXPECT_EQ(Arrive(Stamp(sequence)), Arrival::Counted);
        }
    }

    Nanoseconds m_now{0};
    FeedbackCollector m_collector{FeedbackPolicy()};
};

TEST_F(FeedbackCollectorTest, NothingIsDueBeforeSomethingArrives)
{
    EXPECT_EQ(m_collector.ReportDue(), FOREVER);
    EXPECT_FALSE(m_collector.Report(0ns).IsWellFormed());
}

TEST_F(FeedbackCollectorTest, EveryDatagramIsReportedAtOnceByDefault)
{
    for (uint32_t i = 0; i < 3; ++i)
    {
        Arrive(Stamp(i));
        EXPECT_EQ(m_collector.ReportDue(), m_now);
        m_collector.Report(m_now);
        EXPECT_EQ(m_collector.ReportDue(), FOREVER);
    }
}

TEST_F(FeedbackCollectorTest, ReportSaysWhatArrived)
{
    ArriveAll({0, 1, 2});
    m_now += 5ms;
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_TRUE(report.IsWellFormed());
    EXPECT_EQ(report.range, (SequenceRange{0, 3}));
    EXPECT_THAT(report.missing, IsEmpty());
    EXPECT_EQ(report.bytes, 3000U);
    EXPECT_EQ(report.nonceSum, 1U + 8U + 15U);
    EXPECT_EQ(report.last, 2U);
    EXPECT_EQ(report.echo, 1002ns);
    EXPECT_EQ(report.held, 5ms);
}

TEST_F(FeedbackCollectorTest, ReportIsDueAfterSoManyDatagramsOrSoMuchTime)
{
    FeedbackCollector collector({3, 2s});
    collector.Arrive(Stamp(0), BYTES, false, 1s);
    EXPECT_EQ(collector.ReportDue(), 3s) << "two seconds after the first unreported one";
    collector.Arrive(Stamp(1), BYTES, false, 2s);
    EXPECT_EQ(collector.ReportDue(), 3s);
    collector.Arrive(Stamp(2), BYTES, false, 2500ms);
    EXPECT_EQ(collector.ReportDue(), 2500ms) << "three datagrams";
    collector.Report(2500ms);
    EXPECT_EQ(collector.ReportDue(), FOREVER);
    collector.Arrive(Stamp(3), BYTES, false, 10s);
    EXPECT_EQ(collector.ReportDue(), 12s);
}

TEST_F(FeedbackCollectorTest, ReportsAreRepeatedUntilTheyAreConfirmed)
{
    ArriveAll({0, 1});
    m_collector.Report(m_now);
    ArriveAll({2});
    EXPECT_EQ(m_collector.Report(m_now).range, (SequenceRange{0, 3}));
    Arrive(Stamp(3, 2));
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_EQ(report.range, (SequenceRange{2, 4}));
    EXPECT_EQ(report.bytes, 2000U);
    EXPECT_EQ(report.nonceSum, 15U + 22U);
    EXPECT_EQ(m_collector.Remembered(), 2U);
}

TEST_F(FeedbackCollectorTest, GapsAreListedAndClosedAsDatagramsArriveLate)
{
    ArriveAll({1, 7});
    EXPECT_THAT(m_collector.Report(m_now).missing,
                ElementsAre(SequenceRange{0, 1}, SequenceRange{2, 7}));
    ArriveAll({4});
    EXPECT_THAT(m_collector.Report(m_now).missing,
                ElementsAre(SequenceRange{0, 1}, SequenceRange{2, 4}, SequenceRange{5, 7}));
    ArriveAll({2, 6});
    EXPECT_THAT(m_collector.Report(m_now).missing,
                ElementsAre(SequenceRange{0, 1}, SequenceRange{3, 4}, SequenceRange{5, 6}));
    ArriveAll({0, 3, 5});
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_THAT(report.missing, IsEmpty());
    EXPECT_EQ(report.nonceSum, 1U + 8U + 15U + 22U + 29U + 36U + 43U + 50U);
    EXPECT_EQ(report.last, 5U);
}

TEST_F(FeedbackCollectorTest, CopiesCountOnce)
{
    ArriveAll({0, 2});
    const FeedbackReport before = m_collector.Report(m_now);
    EXPECT_EQ(Arrive(Stamp(0)), Arrival::Duplicate);
    EXPECT_EQ(Arrive(Stamp(2)), Arrival::Duplicate);
    EXPECT_EQ(m_collector.ReportDue(), FOREVER) << "there is nothing new to report";
    const FeedbackReport after = m_collector.Report(m_now);
    EXPECT_EQ(after.bytes, before.bytes);
    EXPECT_EQ(after.nonceSum, before.nonceSum);
    EXPECT_EQ(after.echo, before.echo);
}

TEST_F(FeedbackCollectorTest, WhatTheSenderHasGivenUpIsNotReported)
{
    ArriveAll({0});
    EXPECT_EQ(Arrive(Stamp(5, 4)), Arrival::Counted);
    EXPECT_EQ(Arrive(Stamp(2)), Arrival::Late);
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_EQ(report.range, (SequenceRange{4, 6}));
    EXPECT_THAT(report.missing, ElementsAre(SequenceRange{4, 5}));
    EXPECT_EQ(report.nonceSum, 36U);
}

TEST_F(FeedbackCollectorTest, ConfirmationCutsAGapInTwo)
{
    ArriveAll({0, 6});
    Arrive(Stamp(7, 3));
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_EQ(report.range, (SequenceRange{3, 8}));
    EXPECT_THAT(report.missing, ElementsAre(SequenceRange{3, 6}));
}

TEST_F(FeedbackCollectorTest, ConfirmationOfMoreThanArrivedForgetsEverything)
{
    ArriveAll({0, 1, 4});
    EXPECT_EQ(Arrive(Stamp(102, 100)), Arrival::Counted);
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_EQ(report.range, (SequenceRange{100, 103}));
    EXPECT_THAT(report.missing, ElementsAre(SequenceRange{100, 102}));
    EXPECT_EQ(report.bytes, 1000U);
    EXPECT_EQ(m_collector.Remembered(), 1U);
}

TEST_F(FeedbackCollectorTest, ReceiverThatComesLateBeginsWithWhatIsNotConfirmed)
{
    Arrive(Stamp(52, 50));
    EXPECT_EQ(m_collector.Report(m_now).range, (SequenceRange{50, 53}));
}

TEST_F(FeedbackCollectorTest, MarksAreCountedFromTheBeginning)
{
    m_collector.Arrive(Stamp(0), BYTES, true, 1ms);
    m_collector.Arrive(Stamp(1), BYTES, false, 1ms);
    m_collector.Arrive(Stamp(1), BYTES, true, 1ms);
    m_collector.Arrive(Stamp(2, 2), BYTES, true, 1ms);
    EXPECT_EQ(m_collector.Report(m_now).marks, 2U) << "the copy does not count";
}

TEST_F(FeedbackCollectorTest, NumbersMayWrapAround)
{
    for (uint32_t i = 0xfffffffd; i != 3; ++i)
    {
        if (i != 0xffffffff)
        {
            m_now += 1ms;
            const DataStamp stamp{i, m_now, 1, 0xfffffffc};
            EXPECT_EQ(m_collector.Arrive(stamp, BYTES, false, m_now), Arrival::Counted);
        }
    }
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_TRUE(report.IsWellFormed());
    EXPECT_EQ(report.range, (SequenceRange{0xfffffffc, 3}));
    EXPECT_THAT(report.missing,
                ElementsAre(SequenceRange{0xfffffffc, 0xfffffffd}, SequenceRange{0xffffffff, 0}));
    EXPECT_EQ(report.bytes, 5000U);
}

TEST_F(FeedbackCollectorTest, SenderThatBeginsAnewIsRecognised)
{
    for (uint32_t i = 0; i < 10; ++i)
    {
        Arrive(Stamp(i, i));
    }
    const DataStamp again{0, Nanoseconds{5000}, 99, 0};
    EXPECT_EQ(Arrive(again), Arrival::Counted);
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_EQ(report.range, (SequenceRange{0, 1}));
    EXPECT_EQ(report.nonceSum, 99U);
    EXPECT_EQ(report.echo, 5000ns);
}

TEST_F(FeedbackCollectorTest, OldDatagramIsNotTakenForANewBeginning)
{
    for (uint32_t i = 0; i < 10; ++i)
    {
        Arrive(Stamp(i, i));
    }
    EXPECT_EQ(Arrive(Stamp(0)), Arrival::Late);
    EXPECT_EQ(m_collector.Report(m_now).range, (SequenceRange{9, 10}));
}

TEST_F(FeedbackCollectorTest, StampsThatMakeNoSenseChangeNothing)
{
    ArriveAll({0});
    EXPECT_EQ(Arrive({5, Nanoseconds{5000}, 0, 6}), Arrival::Refused);
    EXPECT_EQ(Arrive({LARGEST_FEEDBACK_RANGE, Nanoseconds{5000}, 0, 0}), Arrival::Refused);
    EXPECT_EQ(Arrive({1, Nanoseconds{-5000}, 0, 0}), Arrival::Refused);
    EXPECT_EQ(m_collector.Report(m_now).range, (SequenceRange{0, 1}));
}

TEST_F(FeedbackCollectorTest, FarJumpNeedsNoMoreMemoryThanAnyDatagram)
{
    Arrive(Stamp(LARGEST_FEEDBACK_RANGE - 1));
    EXPECT_EQ(m_collector.Remembered(), 1U);
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_TRUE(report.IsWellFormed());
    EXPECT_THAT(report.missing, ElementsAre(SequenceRange{0, LARGEST_FEEDBACK_RANGE - 1}));
}

/** A sender whose datagrams arrive at once, and who confirms the ten before the last ten. */
class ForgedDatagramTest : public FeedbackCollectorTest
{
  protected:
    /** @param count so many datagrams arrive, one in a millisecond
     * @return how many of them count */
    uint32_t ArriveGenuine(uint32_t count)
    {
        uint32_t counted = 0;
        for (uint32_t i = 0; i < count; ++i)
        {
            m_now += 1ms;
            const DataStamp stamp{m_next, m_now, m_next, m_next > 10 ? m_next - 10 : 0};
            ++m_next;
            counted += m_collector.Arrive(stamp, BYTES, false, m_now) == Arrival::Counted ? 1U : 0U;
        }
        return counted;
    }

    /**
     * @param sequence number of a datagram that nobody sent
     * @param confirmed what it says that the sender knows
     * @param timestamp what it says
     */
    void Forge(uint32_t sequence, uint32_t confirmed, Nanoseconds timestamp)
    {
        m_collector.Arrive({sequence, timestamp, 0, confirmed}, BYTES, false, m_now);
    }

    /** The flow is as if nothing had happened. */
    void ExpectRecovery()
    {
        ArriveGenuine(1100);
        EXPECT_EQ(ArriveGenuine(100), 100U);
        const FeedbackReport report = m_collector.Report(m_now);
        EXPECT_EQ(report.range, (SequenceRange{m_next - 11, m_next}));
        EXPECT_THAT(report.missing, IsEmpty());
        EXPECT_EQ(m_collector.Arrive({0, m_now + 1ns, 5, 0}, BYTES, false, m_now), Arrival::Counted)
            << "a sender that begins anew is recognised";
        EXPECT_EQ(m_collector.Report(m_now).range, (SequenceRange{0, 1}));
    }

    uint32_t m_next = 0; //!< number of the next genuine datagram
};

TEST_F(ForgedDatagramTest, FarAheadAndInTheFarFutureChangesNothing)
{
    EXPECT_EQ(ArriveGenuine(500), 500U);
    Forge(0x7fffff00, 0x7ffffeff, FOREVER);
    EXPECT_EQ(ArriveGenuine(500), 500U);
    Forge(m_next, m_next, FOREVER);
    EXPECT_EQ(ArriveGenuine(500), 500U);
    ExpectRecovery();
}

TEST_F(ForgedDatagramTest, ThatIsBelievedStopsTheFeedbackForASecond)
{
    ArriveGenuine(500);
    Forge(m_next + 200000, m_next + 200000, m_now);
    ExpectRecovery();
    m_next = 1;
    ArriveGenuine(500);
    Forge(m_next + LARGEST_FEEDBACK_RANGE - 1, m_next + 5000, m_now + 9s);
    m_now += 20s;
    ExpectRecovery();
}

TEST_F(ForgedDatagramTest, ThatBeginsTheFlowDoesNotKeepTheGenuineOnesOut)
{
    Forge(0x7fffff00, 0x7ffffeff, FOREVER);
    ExpectRecovery();
}

TEST_F(ForgedDatagramTest, OfTheOtherHalfOfTheNumbersDoesNotKeepTheGenuineOnesOut)
{
    ArriveGenuine(500);
    Forge(0x80000400, 0x80000400, m_now + 1ns);
    ExpectRecovery();
}

TEST_F(FeedbackCollectorTest, LateOnesInARowAreNoNewBeginningWhileOthersArrive)
{
    for (uint32_t i = 0; i < 10; ++i)
    {
        Arrive(Stamp(i, i));
    }
    for (uint32_t i = 0; i < 9; ++i)
    {
        EXPECT_EQ(Arrive(Stamp(i)), Arrival::Late);
    }
    EXPECT_EQ(m_collector.Report(m_now).range, (SequenceRange{9, 10}));
}

TEST_F(FeedbackCollectorTest, SenderWhoseClockBeginsAnewTooIsRecognisedAfterAWhile)
{
    m_now = 100s;
    for (uint32_t i = 0; i < 10; ++i)
    {
        Arrive({i, m_now, 0, i});
    }
    m_now += 2s;
    EXPECT_EQ(Arrive({0, 1ns, 0, 0}), Arrival::Late);
    EXPECT_EQ(Arrive({1, 2ns, 0, 0}), Arrival::Late);
    EXPECT_EQ(Arrive({2, 3ns, 0, 0}), Arrival::Counted);
}

TEST_F(FeedbackCollectorTest, BlocksOfDatagramsAreConfirmedInParts)
{
    uint64_t nonces = 0;
    for (uint32_t i = 0; i < 300; ++i)
    {
        if (i % 100 != 70)
        {
            Arrive(Stamp(i, i > 150 ? 150 : 0));
            nonces += i < 150 ? 0 : Stamp(i).nonce;
        }
    }
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_EQ(report.range, (SequenceRange{150, 300}));
    EXPECT_THAT(report.missing, ElementsAre(SequenceRange{170, 171}, SequenceRange{270, 271}));
    EXPECT_EQ(report.bytes, 148U * BYTES);
    EXPECT_EQ(report.nonceSum, static_cast<uint32_t>(nonces));
    EXPECT_EQ(m_collector.Remembered(), 148U);
    EXPECT_EQ(Arrive(Stamp(299, 299)), Arrival::Duplicate);
    EXPECT_EQ(m_collector.Remembered(), 1U);
}

/** Orders that a hostile sender may choose. */
TEST_F(FeedbackCollectorTest, HostileOrdersTakeNoLongerThanAnyOther)
{
    constexpr uint32_t ALL = LARGEST_FEEDBACK_RANGE / 2;
    const auto begin = std::chrono::steady_clock::now();
    FeedbackCollector gaps{FeedbackPolicy()};
    for (uint32_t i = 0; i < ALL; ++i)
    {
        gaps.Arrive({2 * i, Nanoseconds{i}, 1, 0}, BYTES, false, m_now);
        gaps.Report(m_now);
    }
    FeedbackCollector falling{FeedbackPolicy()};
    falling.Arrive({ALL, 1ns, 1, 0}, BYTES, false, m_now);
    for (uint32_t i = ALL; i-- > 0;)
    {
        falling.Arrive({i, 1ns, 1, 0}, BYTES, false, m_now);
    }
    EXPECT_EQ(falling.Remembered(), ALL + 1);
    FeedbackCollector middle{FeedbackPolicy()};
    for (uint32_t i = 0; i < ALL; ++i)
    {
        middle.Arrive({2 * i, 1ns, 1, 0}, BYTES, false, m_now);
    }
    for (uint32_t i = 0; i < ALL; ++i)
    {
        const uint32_t place = (i % 2 == 0 ? ALL - i : ALL + i) / 2 * 2 + 1;
        middle.Arrive({place % (2 * ALL), 1ns, 1, 0}, BYTES, false, m_now);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(FeedbackCollectorTest, ReportWithTooManyGapsStopsBeforeTheFirstThatDoesNotFit)
{
    constexpr uint32_t GAPS = 200;
    for (uint32_t i = 0; i < GAPS; ++i)
    {
        Arrive(Stamp(2 * i + 1)); // the even numbers are missing
    }
    const FeedbackReport report = m_collector.Report(m_now);
    EXPECT_TRUE(report.IsWellFormed());
    EXPECT_EQ(report.missing.size(), LARGEST_MISSING_LIST);
    EXPECT_EQ(report.range, (SequenceRange{0, 2 * LARGEST_MISSING_LIST}));
    uint32_t nonceSum = 0;
    for (uint32_t i = 0; i < LARGEST_MISSING_LIST; ++i)
    {
        nonceSum += Stamp(2 * i + 1).nonce;
    }
    EXPECT_EQ(report.nonceSum, nonceSum);
    EXPECT_EQ(report.bytes, LARGEST_MISSING_LIST * BYTES);

    // once they are confirmed, the rest follows
    Arrive(Stamp(2 * GAPS + 1, 2 * LARGEST_MISSING_LIST));
    const FeedbackReport rest = m_collector.Report(m_now);
    EXPECT_EQ(rest.range, (SequenceRange{2 * LARGEST_MISSING_LIST, 2 * GAPS + 2}));
    EXPECT_EQ(rest.missing.size(), GAPS - LARGEST_MISSING_LIST + 1);
}

} // namespace
} // namespace qos
} // namespace ns3
