/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/number-doubt.h"
#include "ns3/sent-frames.h"

#include <gtest/gtest.h>

#include <map>
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

constexpr uint32_t ENTRY = 100;
constexpr uint32_t EXIT = 200;

/** An entry that has sent frames, one per millisecond. */
class SentFramesTest : public testing::TestWithParam<uint32_t>
{
  protected:
    /** @param count of frames to be sent */
    void Send(uint32_t count)
    {
        for (uint32_t i = 0; i < count; ++i)
        {
            m_now += 1ms;
            SentFrame frame;
            frame.sentAt = m_now;
            frame.data = m_frames.Next();
            m_frames.Add(frame);
        }
    }

    /**
     * @param begin the first frame that the report covers, counted from the first one
     * @param end one after the last
     * @param lost which of them have not arrived
     * @return the next report
     */
    ClvlReport Report(uint32_t begin, uint32_t end, const std::set<uint32_t>& lost = {})
    {
        ClvlReport report;
        report.incarnation = ENTRY;
        report.exitIncarnation = EXIT;
        report.number = ++m_reports;
        report.base = m_first + begin;
        report.edge = m_first + end;
        report.latest = report.edge - 1;
        for (uint32_t i = begin; i < end; ++i)
        {
            if (lost.count(i) == 0)
            {
                report.Mark(m_first + i);
            }
        }
        return report;
    }

    uint32_t m_first = GetParam();
    SentFrames m_frames{ENTRY, GetParam()};
    uint32_t m_reports = UINT32_MAX - 1; // wraps as well
    Nanoseconds m_now{0};
};

TEST_P(SentFramesTest, AReportTellsTheFateOfWhatItCovers)
{
    Send(10);
    ClvlReport report = Report(0, 6, {2, 4});
    report.held = 3ms;
    const LinkObservation seen = m_frames.Apply(report, 100ms);
    EXPECT_TRUE(seen.isNews);
    EXPECT_EQ(seen.received, 4U);
    EXPECT_EQ(seen.lost, 2U);
    EXPECT_EQ(seen.unknown, 0U);
    EXPECT_EQ(seen.spurious, 0U);
    EXPECT_EQ(seen.roundTrip, 100ms - 6ms - 3ms); // the sixth frame was sent at 6 ms
    EXPECT_EQ(m_frames.InFlight(), 4U);
    ASSERT_EQ(m_frames.Changes().size(), 6U);
    for (uint32_t i = 0; i < 6; ++i)
    {
        const FateChange& change = m_frames.Changes()[i];
        EXPECT_EQ(change.frame.data, m_first + i);
        EXPECT_EQ(change.before, FrameFate::InFlight);
        const bool isLost = i == 2 || i == 4;
        EXPECT_EQ(change.frame.fate, isLost ? FrameFate::Lost : FrameFate::Received);
    }
}

TEST_P(SentFramesTest, WhatReportsSayTwiceIsNewsOnce)
{
    Send(10);
    m_frames.Apply(Report(0, 6, {2, 4}), 100ms);
    const LinkObservation seen = m_frames.Apply(Report(0, 8, {2, 4, 7}), 110ms);
    EXPECT_EQ(seen.received, 1U);
    EXPECT_EQ(seen.lost, 1U);
    EXPECT_EQ(m_frames.Changes().size(), 2U);
    EXPECT_EQ(m_frames.InFlight(), 2U);
}

TEST_P(SentFramesTest, ALostFrameThatComesLateIsSpuriousAndNeverLostAgain)
{
    Send(10);
    m_frames.Apply(Report(0, 6, {2, 4}), 100ms);
    LinkObservation seen = m_frames.Apply(Report(0, 6, {4}), 110ms);
    EXPECT_EQ(seen.received, 1U);
    EXPECT_EQ(seen.spurious, 1U);
    ASSERT_EQ(m_frames.Changes().size(), 1U);
    EXPECT_EQ(m_frames.Changes()[0].before, FrameFate::Lost);
    seen = m_frames.Apply(Report(0, 6, {2, 4}), 120ms); // an exit that has forgotten
    EXPECT_EQ(seen.received + seen.lost, 0U);
}

TEST_P(SentFramesTest, WhatReportsNoLongerCoverStaysUnknown)
{
    Send(10);
    const LinkObservation seen = m_frames.Apply(Report(4, 8, {5}), 100ms);
    EXPECT_EQ(seen.unknown, 4U);
    EXPECT_EQ(seen.received, 3U);
    EXPECT_EQ(seen.lost, 1U);
    EXPECT_EQ(m_frames.Changes()[0].frame.fate, FrameFate::Unknown);
    EXPECT_EQ(m_frames.GiveUp(), 2U);
    EXPECT_EQ(m_frames.InFlight(), 0U);
}

TEST_P(SentFramesTest, OldCopiedForeignAndImpossibleReportsChangeNothing)
{
    Send(10);
    const ClvlReport old = Report(0, 1);
    const ClvlReport used = Report(0, 5);
    EXPECT_TRUE(m_frames.Apply(used, 100ms).isNews);
    EXPECT_FALSE(m_frames.Apply(used, 101ms).isNews);
    EXPECT_FALSE(m_frames.Apply(old, 102ms).isNews);
    EXPECT_EQ(m_frames.GetCounters().stale, 2U);

    ClvlReport foreign = Report(0, 10);
    ++foreign.incarnation;
    EXPECT_FALSE(m_frames.Apply(foreign, 103ms).isNews);
    EXPECT_EQ(m_frames.GetCounters().foreign, 1U);

    ClvlReport beyond = Report(0, 10);
    beyond.base = m_first + 11; // ten were sent
    beyond.edge = m_first + 12;
    EXPECT_FALSE(m_frames.Apply(beyond, 104ms).isNews);
    ClvlReport far = Report(0, 10);
    far.latest = m_first + 10 + SentFrames::MOST_BEYOND + 1;
    EXPECT_FALSE(m_frames.Apply(far, 105ms).isNews);
    far.latest = m_first + 9;
    far.edge = m_first + 10 + SentFrames::MOST_BEYOND + 1;
    ++far.number;
    EXPECT_FALSE(m_frames.Apply(far, 106ms).isNews);
    EXPECT_EQ(m_frames.GetCounters().impossible, 3U);
    EXPECT_EQ(m_frames.GetCounters().used, 1U);
    EXPECT_TRUE(m_frames.Changes().empty());
    EXPECT_EQ(m_frames.InFlight(), 5U);
}

TEST_P(SentFramesTest, AReportOfAnExitThatAForgedFrameLedBeyondIsUsedUpToWhatWasSent)
{
    Send(10);
    ClvlReport report = Report(0, 12, {3, 8, 9});
    const LinkObservation seen = m_frames.Apply(report, 100ms);
    EXPECT_TRUE(seen.isNews);
    EXPECT_EQ(seen.received, 7U);
    EXPECT_EQ(seen.lost, 3U);
    EXPECT_FALSE(seen.roundTrip) << "the latest was never sent";
    EXPECT_EQ(m_frames.InFlight(), 0U);
    Send(2);
    report = Report(0, 12, {3});
    EXPECT_EQ(m_frames.Apply(report, 110ms).spurious, 2U);
}

TEST_P(SentFramesTest, AForgedReportOnNumbersHalfACircleAwayIsRefused)
{
    Send(100);
    for (const uint32_t behind : {0x7FFFFFFFU, 0x7FFFFFF0U, 0x7FFFF000U, 0x60000000U})
    {
        ClvlReport report;
        report.incarnation = ENTRY;
        report.exitIncarnation = EXIT;
        report.number = ++m_reports;
        report.edge = m_frames.Next() - behind;
        report.base = report.edge - ClvlReport::MOST_FRAMES;
        report.latest = report.edge;
        EXPECT_FALSE(m_frames.Apply(report, 1s).isNews) << behind;
        EXPECT_EQ(m_frames.InFlight(), 100U) << behind;
    }
}

TEST_P(SentFramesTest, AForgedReportNumberSilencesAnExitForOneReportAtMost)
{
    constexpr uint32_t CLOSE = NumberDoubt::CLOSE;
    for (const uint32_t jump : {CLOSE + 2, 8000U, 1'000'000U, 0x7FFFFFFFU, 0x80000000U, 0U - 1000U})
    {
        Send(10);
        ClvlReport forged = Report(0, 5);
        forged.number += jump;
        m_frames.Apply(forged, 100ms);
        ++forged.number;
        m_frames.Apply(forged, 101ms); // and another one, which proves it
        m_frames.Apply(Report(0, 8), 102ms);
        EXPECT_TRUE(m_frames.Apply(Report(0, 9), 103ms).isNews) << jump;
        EXPECT_TRUE(m_frames.Apply(Report(0, 10), 104ms).isNews) << jump;
        m_reports += 3;
    }
}

TEST_P(SentFramesTest, AnExitIsHeardAgainAfterManyOfItsReportsWereLost)
{
    Send(10);
    EXPECT_TRUE(m_frames.Apply(Report(0, 5), 100ms).isNews);
    m_reports += SentFrames::MOST_BEYOND - 1;
    EXPECT_TRUE(m_frames.Apply(Report(0, 6), 101ms).isNews);
    m_reports += SentFrames::MOST_BEYOND;
    EXPECT_FALSE(m_frames.Apply(Report(0, 7), 102ms).isNews) << "it may be forged";
    EXPECT_EQ(m_frames.GetCounters().impossible, 1U);
    EXPECT_TRUE(m_frames.Apply(Report(0, 8), 103ms).isNews);
}

TEST_P(SentFramesTest, AnExitThatStartsAgainIsHeard)
{
    Send(10);
    m_frames.Apply(Report(0, 5), 100ms);
    ClvlReport report = Report(5, 8);
    report.exitIncarnation = EXIT + 1;
    report.number = 1;
    EXPECT_TRUE(m_frames.Apply(report, 110ms).isNews);
    EXPECT_EQ(m_frames.InFlight(), 2U);
    report.number = 2;
    report.edge = m_first + 10;
    report.Mark(m_first + 8);
    report.Mark(m_first + 9);
    EXPECT_TRUE(m_frames.Apply(report, 120ms).isNews);
    EXPECT_EQ(m_frames.InFlight(), 0U);
}

TEST_P(SentFramesTest, TheRoundTripIsMeasuredOncePerFrameAndNeverNegative)
{
    Send(10);
    EXPECT_TRUE(m_frames.Apply(Report(0, 6), 100ms).roundTrip);
    EXPECT_FALSE(m_frames.Apply(Report(0, 6), 110ms).roundTrip);
    ClvlReport report = Report(0, 7);
    report.held = 1h;
    EXPECT_FALSE(m_frames.Apply(report, 120ms).roundTrip);
}

TEST_P(SentFramesTest, TheMemoryIsBoundedAndTheOldestIsForgotten)
{
    Send(SentFrames::MOST_FRAMES);
    EXPECT_EQ(m_frames.InFlight(), SentFrames::MOST_FRAMES);
    Send(1);
    ASSERT_EQ(m_frames.Changes().size(), 1U);
    EXPECT_EQ(m_frames.Changes()[0].frame.data, m_first);
    EXPECT_EQ(m_frames.Changes()[0].frame.fate, FrameFate::Unknown);
    EXPECT_EQ(m_frames.InFlight(), SentFrames::MOST_FRAMES);
    EXPECT_EQ(m_frames.GiveUp(), SentFrames::MOST_FRAMES);
}

TEST_P(SentFramesTest, EveryFrameHasOneFateWhateverReportsSay)
{
    constexpr uint64_t SEED = 3;
    std::mt19937_64 random(SEED);
    std::map<uint32_t, FrameFate> fates;
    const auto note = [this, &fates] {
        for (const FateChange& change : m_frames.Changes())
        {
            const auto known = fates.find(change.frame.data);
            ASSERT_EQ(known == fates.end() ? FrameFate::InFlight : known->second, change.before);
            ASSERT_NE(change.before, FrameFate::Received);
            ASSERT_NE(change.before, FrameFate::Unknown);
            fates[change.frame.data] = change.frame.fate;
        }
    };
    uint32_t sent = 0;
    for (int round = 0; round < 2000; ++round)
    {
        const auto some = [&random](uint32_t most) {
            return static_cast<uint32_t>(random() % (most + 1));
        };
        for (uint32_t i = some(20); i > 0; --i, ++sent)
        {
            Send(1);
            note();
        }
        ClvlReport report = Report(0, 0);
        report.edge = m_frames.Next() - some(60) + some(random() % 50 == 0 ? 20'000 : 2);
        report.base = report.edge - some(random() % 50 == 0 ? 4096 : 100);
        report.latest = report.edge - some(3);
        for (uint64_t& word : report.marks)
        {
            word = random() | random();
        }
        m_frames.Apply(report, m_now + 50ms);
        note();
        ASSERT_EQ(m_frames.InFlight(), sent - fates.size()) << "seed " << SEED;
    }
    m_frames.GiveUp();
    note();
    EXPECT_EQ(fates.size(), sent);
    EXPECT_GT(m_frames.GetCounters().used, 500U);
    EXPECT_GT(m_frames.GetCounters().impossible, 10U);
}

// the second one wraps around within every test
INSTANTIATE_TEST_SUITE_P(FirstNumber, SentFramesTest, testing::Values(0U, UINT32_MAX - 4));

} // namespace
} // namespace qos
} // namespace ns3
