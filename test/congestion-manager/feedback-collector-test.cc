/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/feedback-collector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
