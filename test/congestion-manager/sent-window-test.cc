/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/sent-window.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint32_t BYTES = 1000;
constexpr Nanoseconds RTT = 100ms;

/** A sender, and what it needs to know to write reports in the name of a receiver. */
class SentWindowTest : public testing::Test
{
  protected:
    /** Send datagrams now. @param count how many */
    void Send(uint32_t count)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            // arbitrary, different, and a sum that wraps around
            const auto nonce = static_cast<uint32_t>(m_stamps.size() + 1) * 0x9e3779b9U;
            m_stamps.push_back(m_window.Send(BYTES, nonce, m_now));
        }
    }

    /**
     * What a receiver says that is honest, and remembers everything after the confirmed number.
     * @param arrived numbers of the datagrams that arrived; the last one arrived last
     * @param begin last number that was confirmed
     * @return its report
     */
    FeedbackReport Honest(const std::set<uint32_t>& arrived, uint32_t begin = 0) const
    {
        FeedbackReport report;
        report.range = {begin, *arrived.rbegin() + 1};
        uint32_t next = begin;
        for (const uint32_t sequence : arrived)
        {
            if (sequence != next)
            {
                report.missing.push_back({next, sequence});
            }
            next = sequence + 1;
            report.bytes += BYTES;
            report.nonceSum += m_stamps[sequence].nonce;
        }
        report.last = *arrived.rbegin();
        report.echo = m_stamps[report.last].timestamp;
        EXPECT_TRUE(report.IsWellFormed());
        return report;
    }

    /**
     * @param begin first number
     * @param end first number behind
     * @return all of these
     */
    static std::set<uint32_t> All(uint32_t begin, uint32_t end)
    {
        std::set<uint32_t> all;
        for (uint32_t i = begin; i < end; ++i)
        {
            all.insert(i);
        }
        return all;
    }

    /**
     * @param report that comes now
     * @return what it changes
     */
    std::optional<CmFeedback> Receive(const FeedbackReport& report)
    {
        return m_window.Receive(report, m_now);
    }

    Nanoseconds m_now{0};
    SentWindow m_window;
    std::vector<DataStamp> m_stamps;
};

TEST_F(SentWindowTest, DatagramsAreNumberedAndStampedWithTheTime)
{
    Send(1);
    m_now = 5ms;
    Send(1);
    EXPECT_EQ(m_stamps[0].sequence, 0U);
    EXPECT_EQ(m_stamps[1].sequence, 1U);
    EXPECT_EQ(m_stamps[1].timestamp, 5ms);
    EXPECT_EQ(m_window.Outstanding(), 2U);
    EXPECT_EQ(m_window.OutstandingBytes(), 2U * BYTES);
}

TEST_F(SentWindowTest, ReportTurnsIntoBytesReceivedAndARoundTripTime)
{
    Send(3);
    m_now = RTT;
    const auto feedback = Receive(Honest({0, 1, 2}));
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->sent, 3000U);
    EXPECT_EQ(feedback->received, 3000U);
    EXPECT_EQ(feedback->lossMode, CM_NO_CONGESTION);
    EXPECT_EQ(feedback->rtt, RTT);
    EXPECT_EQ(m_window.Outstanding(), 0U);
}

TEST_F(SentWindowTest, NextDatagramConfirmsWhatIsKnown)
{
    Send(4);
    Receive(Honest({0, 1, 3}));
    Send(1);
    EXPECT_EQ(m_stamps.back().confirmed, 2U) << "the fate of 2 is not known";
}

TEST_F(SentWindowTest, DatagramIsLostWhenThreeLaterOnesArrived)
{
    Send(5);
    m_now = RTT;
    auto feedback = Receive(Honest({0, 2, 3}));
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->sent, 3000U) << "two later ones may have overtaken it";
    EXPECT_EQ(feedback->lossMode, CM_NO_CONGESTION);
    feedback = Receive(Honest({0, 2, 3, 4}));
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->sent, 2000U);
    EXPECT_EQ(feedback->received, 1000U);
    EXPECT_TRUE(feedback->lossMode & CM_LOSS_FEEDBACK);
    EXPECT_EQ(m_window.Outstanding(), 0U);
}

TEST_F(SentWindowTest, LaterOnesAreCountedForEachGap)
{
    Send(8);
    const auto feedback = Receive(Honest({0, 2, 3, 6, 7})); // 1: four later; 4 and 5: two
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->received, 5000U);
    EXPECT_EQ(feedback->sent, 6000U);
    EXPECT_EQ(m_window.Outstanding(), 2U);
}

TEST_F(SentWindowTest, DatagramThatWasOvertakenByTwoIsNotLost)
{
    Send(3);
    Receive(Honest({1}));
    Receive(Honest({1, 2}));
    FeedbackReport report = Honest({0, 1, 2});
    report.last = 0;
    report.echo = m_stamps[0].timestamp;
    const auto feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->received, 1000U);
    EXPECT_EQ(m_window.Counters().lost, 0U);
}

TEST_F(SentWindowTest, LostReportsCostNothing)
{
    Send(10);
    m_now = RTT;
    // those on 0 to 8 are lost
    const auto feedback = Receive(Honest(All(0, 10)));
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->received, 10000U);
    EXPECT_EQ(feedback->lossMode, CM_NO_CONGESTION);
}

TEST_F(SentWindowTest, EcnMarksAreReportedOnce)
{
    Send(2);
    FeedbackReport report = Honest({0});
    report.marks = 1;
    auto feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_TRUE(feedback->lossMode & CM_EXPLICIT_CONGESTION);
    EXPECT_FALSE(feedback->lossMode & CM_LOSS_FEEDBACK);
    report = Honest({0, 1});
    report.marks = 1;
    feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_NO_CONGESTION);
}

TEST_F(SentWindowTest, MarksOfAReceiverThatHasForgottenTheFlowCountFromZeroAgain)
{
    for (uint32_t i = 0; i < 20; ++i)
    {
        Send(1);
        FeedbackReport report = Honest({i}, i);
        report.marks = i < 10 ? i + 1 : i - 9;
        const auto feedback = Receive(report);
        ASSERT_TRUE(feedback);
        EXPECT_TRUE(feedback->lossMode & CM_EXPLICIT_CONGESTION) << i;
    }
}

TEST_F(SentWindowTest, OlderReportThatComesLateDoesNotMakeItsMarksCountTwice)
{
    Send(4);
    FeedbackReport old = Honest({1});
    FeedbackReport report = Honest({1, 2});
    report.marks = 1;
    EXPECT_TRUE(Receive(report)->lossMode & CM_EXPLICIT_CONGESTION);
    Receive(old);
    report = Honest({1, 2, 3});
    report.marks = 1;
    EXPECT_FALSE(Receive(report)->lossMode & CM_EXPLICIT_CONGESTION);
}

// receivers that misbehave (Savage et al., CCR 1999)

TEST_F(SentWindowTest, DividedReportsReleaseEachByteOnce)
{
    Send(10);
    m_now = RTT;
    uint64_t sent = 0;
    uint64_t received = 0;
    int samples = 0;
    for (uint32_t copies = 0; copies < 5; ++copies)
    {
        for (uint32_t end = 1; end <= 10; ++end)
        {
            const auto feedback = Receive(Honest(All(0, end)));
            sent += feedback ? feedback->sent : 0;
            received += feedback ? feedback->received : 0;
            samples += feedback && feedback->rtt != CM_NO_RTT ? 1 : 0;
        }
    }
    EXPECT_EQ(sent, 10000U);
    EXPECT_EQ(received, 10000U);
    EXPECT_EQ(samples, 10) << "one for each datagram";
}

TEST_F(SentWindowTest, CopyOfAReportChangesNothing)
{
    Send(2);
    m_now = RTT;
    const FeedbackReport report = Honest({0});
    EXPECT_TRUE(Receive(report));
    const Nanoseconds timeout = m_window.TimeoutAt();
    m_now += 10ms;
    EXPECT_FALSE(Receive(report));
    EXPECT_EQ(m_window.Counters().stale, 1U);
    EXPECT_EQ(m_window.TimeoutAt(), timeout) << "copies do not keep the timeout away";
}

TEST_F(SentWindowTest, ReportOnWhatWasNotSentIsRefused)
{
    Send(2);
    FeedbackReport report = Honest({0, 1});
    report.range.end = 3;
    EXPECT_FALSE(Receive(report));
    EXPECT_EQ(m_window.Counters().impossible, 1U);
    EXPECT_EQ(m_window.Outstanding(), 2U);
}

TEST_F(SentWindowTest, ReportThatBeginsBehindWhatWasConfirmedIsRefused)
{
    Send(4);
    FeedbackReport report = Honest({3}, 3);
    EXPECT_FALSE(Receive(report));
    EXPECT_EQ(m_window.Counters().impossible, 1U);
    EXPECT_EQ(m_window.Outstanding(), 4U) << "0 to 2 cannot be passed over in silence";
}

TEST_F(SentWindowTest, AnticipatedReportIsALossAndReleasesNothing)
{
    Send(10);
    FeedbackReport report = Honest(All(0, 5)); // 5 to 9 are still on their way
    report.range.end = 10;
    report.bytes = 10000;
    const auto feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_LOSS_FEEDBACK);
    EXPECT_EQ(feedback->sent, 0U);
    EXPECT_EQ(feedback->received, 0U);
    EXPECT_EQ(feedback->rtt, CM_NO_RTT);
    EXPECT_EQ(m_window.Outstanding(), 10U);
    EXPECT_EQ(m_window.Counters().untrue, 1U);
}

TEST_F(SentWindowTest, LossCannotBeConcealed)
{
    Send(5);
    FeedbackReport report = Honest({0, 2, 3, 4});
    report.missing.clear();
    report.bytes += BYTES;
    const auto feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_LOSS_FEEDBACK);
    EXPECT_EQ(feedback->received, 0U);
}

TEST_F(SentWindowTest, BytesThatDoNotMatchTheDatagramsAreUntrue)
{
    Send(1);
    FeedbackReport report = Honest({0});
    report.bytes += 1;
    const auto feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_LOSS_FEEDBACK);
}

TEST_F(SentWindowTest, UntrueReportsDoNotKeepTheTimeoutAway)
{
    Send(1);
    FeedbackReport report = Honest({0});
    report.nonceSum += 1;
    m_now = 900ms;
    Receive(report);
    EXPECT_EQ(m_window.TimeoutAt(), 1s);
}

TEST_F(SentWindowTest, RoundTripTimeCannotBeMadeShorterThanTheReceiverIsAllowedToWait)
{
    m_window = SentWindow(20ms);
    Send(2);
    m_now = RTT;
    FeedbackReport report = Honest({0});
    report.held = 15ms;
    EXPECT_EQ(Receive(report)->rtt, 85ms);
    report = Honest({0, 1});
    report.held = 99ms;
    EXPECT_EQ(Receive(report)->rtt, 80ms) << "it has to report after 20 ms";
}

TEST_F(SentWindowTest, EchoOfAnotherTimeIsNoSample)
{
    Send(1);
    m_now = 50ms;
    Send(1);
    m_now = RTT;
    FeedbackReport report = Honest({0});
    report.echo = m_stamps[1].timestamp;
    EXPECT_EQ(Receive(report)->rtt, CM_NO_RTT);
    report = Honest({0, 1});
    report.last = 77;
    EXPECT_EQ(Receive(report)->rtt, CM_NO_RTT);
}

TEST_F(SentWindowTest, EchoOfADatagramThatDidNotArriveIsNoSample)
{
    Send(3);
    m_now = RTT;
    FeedbackReport report = Honest({0, 2});
    report.last = 1;
    EXPECT_EQ(Receive(report)->rtt, CM_NO_RTT);
}

TEST_F(SentWindowTest, ReceiverThatNeverTakesConfirmationsCannotMakeTheSenderRemember)
{
    constexpr uint32_t ROUNDS = LARGEST_FEEDBACK_RANGE / 1000 + 20;
    FeedbackReport report;
    for (uint32_t round = 0; round < ROUNDS; ++round)
    {
        for (uint32_t i = 0; i < 1000; ++i)
        {
            const DataStamp stamp = m_window.Send(BYTES, 1, m_now);
            report.range.end = stamp.sequence + 1;
            report.bytes += BYTES;
            report.nonceSum += stamp.nonce;
        }
        m_window.Receive(report, m_now);
    }
    EXPECT_LE(m_window.Remembered(), LARGEST_FEEDBACK_RANGE + m_window.Outstanding() + 1);
    EXPECT_GT(m_window.Counters().stale, 0U) << "in the end it is not listened to";
}

// timeouts

TEST_F(SentWindowTest, NothingTimesOutWhileNothingIsOutstanding)
{
    EXPECT_EQ(m_window.TimeoutAt(), FOREVER);
    EXPECT_FALSE(m_window.CheckTimeout(100s));
    Send(1);
    Receive(Honest({0}));
    EXPECT_EQ(m_window.TimeoutAt(), FOREVER);
}

TEST_F(SentWindowTest, EverythingIsLostIfNothingIsReportedForASecond)
{
    m_now = 10s;
    Send(3);
    EXPECT_EQ(m_window.TimeoutAt(), 11s);
    EXPECT_FALSE(m_window.CheckTimeout(11s - 1ns));
    const auto feedback = m_window.CheckTimeout(11s);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_NO_FEEDBACK);
    EXPECT_EQ(feedback->sent, 3000U);
    EXPECT_EQ(feedback->received, 0U);
    EXPECT_EQ(m_window.Outstanding(), 0U);
    EXPECT_EQ(m_window.Counters().timeouts, 1U);
}

TEST_F(SentWindowTest, TimeoutFollowsALongRoundTripTime)
{
    Send(1);
    m_now = 2s;
    Receive(Honest({0}));
    Send(1);
    // RFC 6298: SRTT = R, RTTVAR = R / 2, RTO = SRTT + 4 RTTVAR
    EXPECT_EQ(m_window.TimeoutAt(), 2s + 6s);
}

TEST_F(SentWindowTest, TimeoutLeavesTheReceiverItsDelay)
{
    m_window = SentWindow(2s);
    Send(1);
    EXPECT_EQ(m_window.TimeoutAt(), 3s);
}

TEST_F(SentWindowTest, ReportStartsTheTimeoutAnew)
{
    Send(2);
    m_now = 600ms;
    FeedbackReport report = Honest({0});
    report.last = 1; // no sample
    Receive(report);
    EXPECT_EQ(m_window.TimeoutAt(), 1600ms);
}

TEST_F(SentWindowTest, TimeoutDoublesUntilAReportComes)
{
    Nanoseconds expected = 1s;
    for (int i = 0; i < 10; ++i)
    {
        Send(1);
        EXPECT_EQ(m_window.TimeoutAt() - m_now, std::min<Nanoseconds>(expected, 64s));
        m_now = m_window.TimeoutAt();
        EXPECT_TRUE(m_window.CheckTimeout(m_now));
        expected *= 2;
    }
    Send(1);
    FeedbackReport report = Honest({10}, 10);
    Receive(report);
    Send(1);
    EXPECT_EQ(m_window.TimeoutAt() - m_now, 1s);
}

TEST_F(SentWindowTest, OverdueGapBehindWhichDatagramsArrivedIsALossOnly)
{
    Send(3);
    m_now = RTT;
    Receive(Honest({0, 2}));
    const Nanoseconds at = m_window.TimeoutAt();
    EXPECT_EQ(at, RTT + 1s);
    const auto feedback = m_window.CheckTimeout(at);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_LOSS_FEEDBACK);
    EXPECT_EQ(feedback->sent, 1000U);
}

TEST_F(SentWindowTest, OverdueGapDoesNotTakeAlongWhatWasJustSent)
{
    Send(3);
    m_now = RTT;
    Receive(Honest({0, 2}));
    m_now = RTT + 900ms;
    Send(1);
    m_now = RTT + 1s;
    const auto feedback = m_window.CheckTimeout(m_now);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->lossMode, CM_LOSS_FEEDBACK);
    EXPECT_EQ(feedback->sent, 1000U);
    EXPECT_EQ(m_window.Outstanding(), 1U);
    EXPECT_EQ(m_window.TimeoutAt(), RTT + 1900ms);
}

TEST_F(SentWindowTest, ReportAfterTheTimeoutStillShowsTheRoundTripTime)
{
    Send(1);
    m_now = 1s;
    m_window.CheckTimeout(m_now);
    m_now = 3s;
    const auto feedback = Receive(Honest({0}));
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->sent, 0U) << "it was given up";
    EXPECT_EQ(feedback->rtt, 3s);
    Send(1);
    EXPECT_EQ(m_window.TimeoutAt() - m_now, 9s) << "next time it waits long enough";
}

TEST_F(SentWindowTest, DatagramThatWasNotSentAfterAllLeavesNoTrace)
{
    Send(2);
    m_window.Send(500, 12345, m_now);
    m_window.Withdraw();
    EXPECT_EQ(m_window.Outstanding(), 2U);
    EXPECT_EQ(m_window.OutstandingBytes(), 2000U);
    Send(1);
    EXPECT_EQ(m_stamps.back().sequence, 2U);
    EXPECT_EQ(Receive(Honest({0, 1, 2}))->received, 3000U);
}

TEST_F(SentWindowTest, NumbersMayWrapAround)
{
    m_window = SentWindow(0ns, 0xfffffffe);
    FeedbackReport report;
    report.range = {0xfffffffe, 4};
    report.missing = {{0xffffffff, 0}, {1, 2}};
    for (uint32_t i = 0xfffffffe; i != 4; ++i)
    {
        const DataStamp stamp = m_window.Send(BYTES, i * i, m_now);
        EXPECT_EQ(stamp.sequence, i);
        if (i != 0xffffffff && i != 1)
        {
            report.nonceSum += i * i;
            report.bytes += BYTES;
        }
    }
    report.last = 3;
    const auto feedback = Receive(report);
    ASSERT_TRUE(feedback);
    EXPECT_EQ(feedback->received, 4000U);
    EXPECT_EQ(feedback->sent, 5000U) << "0xffffffff is lost, 1 is not yet";
    EXPECT_EQ(m_window.Send(BYTES, 0, m_now).confirmed, 1U);
}

} // namespace
} // namespace qos
} // namespace ns3
