/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-bench.h"

#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;
using Precedence = DwcsAlgorithm::Precedence;

constexpr Nanoseconds PACKET = MessageBench::PACKET_TIME;

/** @return what a lossy stream wants */
DwcsAttributes
Lossy(Nanoseconds ipg, uint32_t oln = 0, uint32_t old = 0)
{
    DwcsAttributes attributes;
    attributes.ipg = ipg;
    attributes.oln = oln;
    attributes.old = old;
    return attributes;
}

/** @return what a lossless stream wants */
DwcsAttributes
Lossless(Nanoseconds ipg, uint32_t oln = 0, uint32_t old = 0)
{
    DwcsAttributes attributes = Lossy(ipg, oln, old);
    attributes.streamFlags = DWCS_NON_DROPPABLE;
    return attributes;
}

/** @return a bench with a DWCS scheduler on its link */
std::unique_ptr<MessageBench>
MakeBench(const DwcsOptions& options = DwcsOptions(),
          const SchedulerLimits& limits = SchedulerLimits())
{
    const SchedulerSetup setup{MessageBench::Link(), limits, nullptr};
    return std::make_unique<MessageBench>(std::make_unique<DwcsScheduler>(setup, options));
}

/** A DWCS scheduler with default options on the bench's link. */
class DwcsMessages : public testing::Test
{
  protected:
    void Use(const DwcsOptions& options, const SchedulerLimits& limits = SchedulerLimits())
    {
        m_bench = MakeBench(options, limits);
    }

    LossWindow Window(StreamId stream)
    {
        return static_cast<DwcsScheduler&>(m_bench->Get()).CurrentWindow(stream);
    }

    std::unique_ptr<MessageBench> m_bench = MakeBench();
};

TEST_F(DwcsMessages, UpdatesTheWindowOncePerMessage)
{
    const StreamId stream = m_bench->Open(Lossy(100ms, 1, 4));
    TestMessage frame;
    frame.packets = 5;
    m_bench->Queue(stream, frame);
    for (uint32_t index = 0; index < frame.packets; ++index)
    {
        EXPECT_EQ(Window(stream), (LossWindow{1, 4})) << "before packet " << index;
        m_bench->Serve();
    }
    EXPECT_EQ(Window(stream), (LossWindow{1, 3}));
    EXPECT_EQ(m_bench->Fate(stream, 1), "on time");
}

/** On an idle link every fragment is gone before the next one comes. */
TEST_F(DwcsMessages, DoNotAdvanceTheDeadlineWithEveryFragmentOnAnIdleLink)
{
    constexpr Nanoseconds PERIOD = 50ms;
    constexpr int FRAMES = 4;
    const StreamId stream = m_bench->Open(Lossless(PERIOD, 1, 10));
    TestMessage frame;
    frame.packets = 3;
    for (int sent = 0; sent < FRAMES; ++sent)
    {
        m_bench->now = PERIOD * sent;
        const uint64_t number = m_bench->Begin(stream);
        for (uint32_t index = 0; index < frame.packets; ++index)
        {
            m_bench->QueuePacket(stream, number, index, frame);
            ASSERT_TRUE(m_bench->Take());
        }
        EXPECT_EQ(Window(stream).deadlines, 10U - static_cast<uint32_t>(sent) - 1);
    }
    // the next frame is due one period after the last one, which ends at (FRAMES + 1) periods:
    // one packet time more, and it is late
    m_bench->now = PERIOD * (FRAMES + 1) - PACKET + 1ns;
    const uint64_t late = m_bench->Queue(stream);
    m_bench->Serve();
    EXPECT_EQ(m_bench->Fate(stream, late), "late");
    EXPECT_EQ(m_bench->ReportOn(stream, late).lateness, 1ns);
}

TEST_F(DwcsMessages, AreDroppedWithAllTheirPackets)
{
    constexpr Nanoseconds DEADLINE = 10ms;
    const StreamId stream = m_bench->Open(Lossy(0ns));
    TestMessage frame;
    frame.packets = 4;
    frame.deadline = DEADLINE;
    const uint64_t number = m_bench->Begin(stream);
    for (uint32_t index = 0; index < 2; ++index)
    {
        EXPECT_TRUE(m_bench->QueuePacket(stream, number, index, frame).accepted);
    }
    m_bench->now = DEADLINE;
    EXPECT_FALSE(m_bench->Take());
    EXPECT_EQ(m_bench->drops, std::vector<DropReason>(2, DropReason::DeadlineMissed));
    for (uint32_t index = 2; index < frame.packets; ++index)
    {
        const Admission admission = m_bench->QueuePacket(stream, number, index, frame);
        EXPECT_FALSE(admission.accepted);
        EXPECT_EQ(admission.reason, DropReason::RestOfMessage);
    }
    EXPECT_EQ(m_bench->Fate(stream, number), "Deadline missed");
    EXPECT_EQ(m_bench->Get().Counters(stream).messagesDropped, 1U);
    EXPECT_EQ(m_bench->Get().Counters(stream).packetsDropped, frame.packets);

    frame.deadline = FOREVER;
    m_bench->Queue(stream, frame);
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->departures.size(), frame.packets) << "the next frame is wanted again";
}

TEST_F(DwcsMessages, ArePredictedLateBeforeTheyBegin)
{
    // 4 packets take 4 ms: at 6 ms it is just possible to meet 10 ms
    TestMessage frame;
    frame.packets = 4;
    frame.deadline = 10ms;
    const StreamId stream = m_bench->Open(Lossy(0ns));
    m_bench->now = 6ms;
    m_bench->Queue(stream, frame);
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->Fate(stream, 1), "on time");

    frame.deadline = m_bench->now + 4 * PACKET - 1ns;
    m_bench->Queue(stream, frame);
    EXPECT_FALSE(m_bench->Serve());
    EXPECT_EQ(m_bench->Fate(stream, 2), "Deadline missed");
}

/** The announced rest counts, although it has not arrived yet. */
TEST_F(DwcsMessages, ArePredictedByTheirAnnouncedSize)
{
    TestMessage frame;
    frame.packets = 4;
    frame.deadline = 3ms;
    const StreamId stream = m_bench->Open(Lossy(0ns));
    m_bench->QueuePacket(stream, m_bench->Begin(stream), 0, frame);
    EXPECT_FALSE(m_bench->Take());
    EXPECT_EQ(m_bench->Fate(stream, 1), "Deadline missed");
}

TEST_F(DwcsMessages, AreNeverDroppedOnceTheyHaveBegun)
{
    TestMessage frame;
    frame.packets = 4;
    frame.deadline = 4ms;
    const StreamId stream = m_bench->Open(Lossy(0ns, 1, 4));
    m_bench->Queue(stream, frame);
    m_bench->Serve();
    m_bench->now = 1s;
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->departures.size(), frame.packets);
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");
    EXPECT_TRUE(m_bench->drops.empty());
}

TEST_F(DwcsMessages, MayHaveTheDeadlineThatTheyWereGiven)
{
    const StreamId first = m_bench->Open(Lossy(10ms));
    const StreamId second = m_bench->Open(Lossy(10ms));
    TestMessage urgent;
    urgent.deadline = 5ms;
    m_bench->Queue(first);
    m_bench->Queue(second, urgent);
    EXPECT_EQ(m_bench->Serve()->stream, second);
    EXPECT_EQ(m_bench->Serve()->stream, first);
}

TEST_F(DwcsMessages, GoInTheOrderOfTheirStream)
{
    const StreamId stream = m_bench->Open(Lossless(0ns));
    TestMessage message;
    for (const Nanoseconds deadline : {30ms, 10ms, 20ms})
    {
        message.deadline = deadline;
        m_bench->Queue(stream, message);
    }
    m_bench->ServeAll();
    ASSERT_EQ(m_bench->departures.size(), 3U);
    for (uint64_t i = 0; i < 3; ++i)
    {
        EXPECT_EQ(m_bench->departures[i].message, i + 1);
    }
}

/** d(k) = d(k-1) + T, whenever the messages arrive, as long as that is in the future. */
TEST_F(DwcsMessages, HaveDeadlinesOnePeriodApart)
{
    constexpr Nanoseconds PERIOD = 10ms;
    const StreamId stream = m_bench->Open(Lossless(PERIOD));
    m_bench->Queue(stream);
    m_bench->Serve(); // due at 10 ms
    m_bench->now = 2ms;
    m_bench->Queue(stream); // due at 20 ms
    m_bench->now = 20ms - PACKET;
    m_bench->Serve();
    EXPECT_EQ(m_bench->Fate(stream, 2), "on time");
    m_bench->Queue(stream); // due at 30 ms
    m_bench->now = 30ms - PACKET + 1ns;
    m_bench->Serve();
    EXPECT_EQ(m_bench->Fate(stream, 3), "late");
}

TEST_F(DwcsMessages, StartTheChainOfDeadlinesAgainAfterAPause)
{
    constexpr Nanoseconds PERIOD = 10ms;
    constexpr Nanoseconds PAUSE = 1s;
    const StreamId stream = m_bench->Open(Lossy(PERIOD, 0, 5));
    m_bench->Queue(stream);
    m_bench->Serve();
    m_bench->now = PAUSE;
    m_bench->Queue(stream);
    m_bench->now = PAUSE + PERIOD - PACKET;
    m_bench->Serve();
    EXPECT_EQ(m_bench->Fate(stream, 2), "on time");
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 0);
}

/** Each drop of the head is one missed deadline; the next message has the next deadline. */
TEST_F(DwcsMessages, AreDroppedOnePerPeriodOfALossyStream)
{
    constexpr Nanoseconds PERIOD = 10ms;
    constexpr uint64_t MESSAGES = 8;
    const StreamId stream = m_bench->Open(Lossy(PERIOD, 2, 5));
    for (uint64_t i = 0; i < MESSAGES; ++i)
    {
        m_bench->Queue(stream);
    }
    m_bench->now = 3 * PERIOD; // 10, 20 and 30 ms cannot be met any more
    const auto served = m_bench->Serve();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->message, 4U);
    EXPECT_EQ(m_bench->drops.size(), 3U);
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1) << "three misses, two are tolerated";
}

class DwcsLossless : public DwcsMessages, public testing::WithParamInterface<bool>
{
  protected:
    /** @return a message that must not be dropped: because of its stream, or of its own flag */
    std::pair<StreamId, TestMessage> Make(Nanoseconds ipg, uint32_t oln, uint32_t old)
    {
        TestMessage message;
        message.droppable = GetParam();
        return {m_bench->Open(GetParam() ? Lossless(ipg, oln, old) : Lossy(ipg, oln, old)),
                message};
    }
};

INSTANTIATE_TEST_SUITE_P(StreamOrMessage, DwcsLossless, testing::Bool());

TEST_P(DwcsLossless, KeepsALateMessageAndMissesOncePerElapsedPeriod)
{
    constexpr Nanoseconds PERIOD = 10ms;
    const auto [stream, message] = Make(PERIOD, 2, 6);
    m_bench->Queue(stream, message);
    // the deadlines at 10, 20 and 30 ms have passed, and 40 ms can be met
    m_bench->now = 35ms;
    ASSERT_TRUE(m_bench->Serve());
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1) << "three misses, two are tolerated";
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");
    EXPECT_EQ(m_bench->ReportOn(stream, 1).lateness, 35ms + PACKET - PERIOD);
    EXPECT_TRUE(m_bench->drops.empty());
}

/** Without a period there is only its own deadline to miss. */
TEST_P(DwcsLossless, MissesOnceWithoutAPeriod)
{
    auto [stream, message] = Make(0ns, 0, 3);
    message.deadline = 10ms;
    m_bench->Queue(stream, message);
    m_bench->now = 1s;
    ASSERT_TRUE(m_bench->Serve());
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");

    message.deadline = m_bench->now + 10ms;
    m_bench->Queue(stream, message);
    ASSERT_TRUE(m_bench->Serve());
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1) << "the next message is on time";

    message.deadline = m_bench->now;
    m_bench->Queue(stream, message);
    ASSERT_TRUE(m_bench->Serve());
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 2) << "and the one after it is not";
}

/** One message is one deadline: missed, and not also met by being sent late. */
TEST_F(DwcsMessages, CountOneDeadlineEachWithoutAPeriod)
{
    constexpr int MESSAGES = 20;
    const StreamId stream = m_bench->Open(Lossless(0ns, 1, 2));
    for (int sent = 0; sent < MESSAGES; ++sent)
    {
        TestMessage late;
        late.deadline = m_bench->now - 1ms;
        m_bench->Queue(stream, late);
        ASSERT_TRUE(m_bench->Serve());
    }
    EXPECT_EQ(m_bench->Get().Counters(stream).messagesLate, uint64_t{MESSAGES});
    EXPECT_EQ(m_bench->Specific(stream, "windows_completed"), MESSAGES / 2);
    EXPECT_EQ(m_bench->Specific(stream, "windows_violated"), MESSAGES / 2);
    EXPECT_EQ(m_bench->Specific(stream, "violations"), MESSAGES / 2) << "one per window";
}

/** Also if the message is dropped in the end. */
TEST_F(DwcsMessages, CountOneDeadlineOfALateMessageThatIsDropped)
{
    Use(DwcsOptions(), {0, 2});
    const StreamId stream = m_bench->Open(Lossless(0ns, 0, 4));
    TestMessage message;
    message.packets = 4;
    message.deadline = 10ms;
    const uint64_t number = m_bench->Begin(stream);
    m_bench->QueuePacket(stream, number, 0, message);
    m_bench->QueuePacket(stream, number, 1, message);
    m_bench->now = 1s;
    ASSERT_TRUE(m_bench->Take());
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
    EXPECT_TRUE(m_bench->QueuePacket(stream, number, 2, message).accepted);
    EXPECT_FALSE(m_bench->QueuePacket(stream, number, 3, message).accepted);
    EXPECT_EQ(m_bench->Fate(stream, number), "Queue full");
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
}

/** A period says nothing about a message with a deadline of its own. */
TEST_F(DwcsMessages, MissTheDeadlineThatTheyWereGivenOnce)
{
    const StreamId stream = m_bench->Open(Lossless(1us, 0, 1));
    m_bench->now = 100s;
    TestMessage late;
    late.deadline = 0s;
    m_bench->Queue(stream, late);
    ASSERT_TRUE(m_bench->Serve());
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");
    EXPECT_EQ(m_bench->ReportOn(stream, 1).lateness, 100s + PACKET);
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
    EXPECT_EQ(m_bench->Specific(stream, "windows_completed"), 1);
}

/** A late message keeps its own deadline, and so goes before what is due later. */
TEST_F(DwcsMessages, KeepTheirPlaceWhenTheyMissTheDeadlineThatTheyWereGiven)
{
    const StreamId other = m_bench->Open(Lossless(100ms));
    const StreamId stream = m_bench->Open(Lossless(10ms));
    TestMessage message;
    message.deadline = 22ms;
    m_bench->Queue(other, message);
    message.deadline = 5ms;
    m_bench->Queue(stream, message);
    m_bench->now = 20ms;
    EXPECT_EQ(m_bench->Serve()->stream, stream);
    EXPECT_EQ(m_bench->Serve()->stream, other);
    EXPECT_EQ(m_bench->Fate(other, 1), "on time");
}

/** A deadline that the application gave to a message that is sent at 100 ms, and when the message
 * behind it is due. */
struct FollowerCase
{
    const char* name;
    Nanoseconds given;
    Nanoseconds due;
    double violations; //!< of the first message
};

class DwcsFollower : public DwcsMessages, public testing::WithParamInterface<FollowerCase>
{
};

INSTANTIATE_TEST_SUITE_P(OfADeadlineThatWas,
                         DwcsFollower,
                         testing::Values(FollowerCase{"LongMissed", 0ms, 110ms, 1},
                                         FollowerCase{"JustMissed", 95ms, 105ms, 1},
                                         FollowerCase{"Met", 150ms, 160ms, 0}),
                         [](const testing::TestParamInfo<FollowerCase>& made) {
                             return made.param.name;
                         });

/** The periods in between are nobody's. */
TEST_P(DwcsFollower, IsDueOnePeriodLaterOrOnePeriodFromNowIfThatIsPast)
{
    for (const Nanoseconds lateness : {0ns, 1ns})
    {
        Use(DwcsOptions());
        const StreamId stream = m_bench->Open(Lossless(10ms, 0, 9));
        TestMessage first;
        first.deadline = GetParam().given;
        m_bench->Queue(stream, first);
        m_bench->Queue(stream);
        m_bench->now = 100ms;
        m_bench->Take();
        EXPECT_EQ(m_bench->Specific(stream, "violations"), GetParam().violations);
        m_bench->now = GetParam().due - PACKET + lateness;
        m_bench->Take();
        EXPECT_EQ(m_bench->Fate(stream, 2), lateness > 0ns ? "late" : "on time");
    }
}

TEST_F(DwcsMessages, AreNotLateBecauseTheDeadlineOfADroppedOneWasLongPast)
{
    const StreamId stream = m_bench->Open(Lossy(10ms, 0, 9));
    TestMessage hopeless;
    hopeless.deadline = 0ms;
    m_bench->now = 100ms;
    m_bench->Queue(stream, hopeless);
    m_bench->Queue(stream); // due at 110 ms
    EXPECT_EQ(m_bench->Take()->message, 2U);
    EXPECT_EQ(m_bench->Fate(stream, 1), "Deadline missed");
    EXPECT_EQ(m_bench->Fate(stream, 2), "on time");
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
}

TEST_F(DwcsMessages, AreNotLateBecauseThereWasNoPeriodForAWhile)
{
    const StreamId stream = m_bench->Open(Lossless(10ms, 0, 9));
    TestMessage message;
    message.packets = 2;
    m_bench->Queue(stream, message); // due at 10 ms
    m_bench->Queue(stream);
    m_bench->Get().ChangeStream(stream, Lossless(0ms, 0, 9), m_bench->now);
    m_bench->now = 100ms;
    m_bench->Take();
    m_bench->Get().ChangeStream(stream, Lossless(10ms, 0, 9), m_bench->now);
    m_bench->Take();
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
    m_bench->now = 110ms - PACKET;
    m_bench->Take();
    EXPECT_EQ(m_bench->Fate(stream, 2), "on time");
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 1);
}

/** A period that is very short, or a stream that waited for very long. */
TEST_F(DwcsMessages, MissAnyNumberOfPeriodsAtOnce)
{
    const StreamId stream = m_bench->Open(Lossless(1us, 0, 1));
    m_bench->Queue(stream); // due at 1 us
    m_bench->now = 1'000'000'000s;
    ASSERT_TRUE(m_bench->Take());
    // the last one that is missed is the last one before now + PACKET
    EXPECT_EQ(m_bench->Specific(stream, "violations"), (m_bench->now + PACKET) / 1us - 1);
}

/** Late by any time: the same as a loop over the periods. */
TEST_F(DwcsMessages, MissAsManyPeriodsAsALoopOverThem)
{
    constexpr unsigned SEED = 23;
    std::mt19937 random(SEED);
    DwcsOptions options;
    options.meaning = DeadlinePolicy::COMMENCE;
    for (int round = 0; round < 300; ++round)
    {
        SCOPED_TRACE("seed " + std::to_string(SEED) + ", round " + std::to_string(round));
        const Nanoseconds period{1000 + static_cast<int64_t>(random() % 5000)};
        const LossWindow window{static_cast<uint32_t>(random() % 4), 4};
        Use(options);
        const StreamId stream = m_bench->Open(Lossless(period, window.losses, window.deadlines));
        m_bench->Queue(stream);
        const auto periods = static_cast<int64_t>(1 + random() % (round % 3 == 0 ? 10000 : 20));
        // at the end of a period, just before it, just after it
        m_bench->now = periods * period + Nanoseconds{static_cast<int64_t>(random() % 3) - 1};

        DwcsAlgorithm expected((DwcsAlgorithm::Params()));
        expected.Open(stream, window);
        for (Nanoseconds due = period; due < m_bench->now; due += period)
        {
            expected.Missed(stream);
        }
        expected.Served(stream);
        const DwcsAlgorithm::History& history = expected.HistoryOf(stream);
        ASSERT_TRUE(m_bench->Take());
        ASSERT_EQ(Window(stream), expected.Current(stream));
        ASSERT_EQ(m_bench->Specific(stream, "violations"), static_cast<double>(history.violations));
        ASSERT_EQ(m_bench->Specific(stream, "windows_completed"),
                  static_cast<double>(history.windowsCompleted));
        ASSERT_EQ(m_bench->Specific(stream, "windows_violated"),
                  static_cast<double>(history.windowsViolated));
    }
}

/** Who is always late must not be served all the time for it. */
TEST_F(DwcsMessages, TakeTurnsWhenAllAreLate)
{
    constexpr int MESSAGES = 5;
    for (const auto table : {Precedence::DeadlineFirst, Precedence::WindowFirst})
    {
        DwcsOptions options;
        options.algorithm.precedence = table;
        Use(options);
        const StreamId first = m_bench->Open(Lossless(0ns, 0, 1));
        const StreamId second = m_bench->Open(Lossless(0ns, 0, 1));
        TestMessage late;
        late.deadline = 0ns;
        for (int i = 0; i < MESSAGES; ++i)
        {
            m_bench->Queue(first, late);
            m_bench->Queue(second, late);
        }
        m_bench->now = 1s;
        for (int i = 0; i < MESSAGES; ++i)
        {
            EXPECT_EQ(m_bench->Serve()->stream, first) << "turn " << i;
            EXPECT_EQ(m_bench->Serve()->stream, second) << "turn " << i;
        }
    }
}

/** The three meanings of a deadline, with a link of 1 ms per packet and 5 ms behind it. */
struct MeaningCase
{
    const char* name;
    DeadlinePolicy::Meaning meaning;
    Nanoseconds latestStart; //!< before a deadline, of two packets
};

class DwcsMeaning : public DwcsMessages, public testing::WithParamInterface<MeaningCase>
{
};

INSTANTIATE_TEST_SUITE_P(Three,
                         DwcsMeaning,
                         testing::Values(MeaningCase{"Commence", DeadlinePolicy::COMMENCE, 0ms},
                                         MeaningCase{"Complete", DeadlinePolicy::COMPLETE, 2ms},
                                         MeaningCase{"Delivered", DeadlinePolicy::DELIVERED, 7ms}),
                         [](const testing::TestParamInfo<MeaningCase>& made) {
                             return made.param.name;
                         });

TEST_P(DwcsMeaning, DecidesWhatIsLate)
{
    DwcsOptions options;
    options.meaning = GetParam().meaning;
    options.residual = 5ms;
    Use(options);
    const StreamId stream = m_bench->Open(Lossy(0ns));
    TestMessage message;
    message.packets = 2;
    message.deadline = 100ms;
    m_bench->Queue(stream, message);
    m_bench->now = message.deadline - GetParam().latestStart;
    EXPECT_TRUE(m_bench->Take()) << "just in time";
    m_bench->ServeAll();

    message.deadline = m_bench->now + GetParam().latestStart - 1ns;
    m_bench->Queue(stream, message);
    EXPECT_FALSE(m_bench->Take()) << "just too late";
}

/** What was taken in time and then went through without a pause is on time. */
TEST_P(DwcsMeaning, AgreesWithTheReport)
{
    DwcsOptions options;
    options.meaning = GetParam().meaning;
    options.residual = 5ms;
    Use(options);
    const StreamId stream = m_bench->Open(Lossless(0ns));
    for (const Nanoseconds slack : {0ns, -1ns})
    {
        TestMessage message;
        message.packets = 2;
        message.deadline = m_bench->now + GetParam().latestStart + slack;
        // COMMENCE asks for the first packet, the report knows the last one only
        message.deadline +=
            GetParam().meaning == DeadlinePolicy::COMMENCE ? PACKET : Nanoseconds{0};
        const uint64_t number = m_bench->Queue(stream, message);
        m_bench->ServeAll();
        EXPECT_EQ(m_bench->Fate(stream, number), slack < 0ns ? "late" : "on time");
    }
}

/** Not work conserving: at most one message per period. */
class DwcsShaping : public DwcsMessages
{
  protected:
    DwcsShaping()
    {
        DwcsOptions options;
        options.workConserving = false;
        Use(options);
    }
};

TEST_F(DwcsShaping, SendsAtMostOneMessagePerPeriod)
{
    constexpr Nanoseconds PERIOD = 10ms;
    constexpr int MESSAGES = 5;
    const StreamId stream = m_bench->Open(Lossy(PERIOD, 0, 3));
    m_bench->now = 3ms;
    const Nanoseconds start = m_bench->now;
    TestMessage frame;
    frame.packets = 2;
    for (int i = 0; i < MESSAGES; ++i)
    {
        m_bench->Queue(stream, frame);
    }
    m_bench->ServeUntil(1s);
    ASSERT_EQ(m_bench->departures.size(), MESSAGES * frame.packets);
    for (int i = 0; i < MESSAGES; ++i)
    {
        EXPECT_EQ(m_bench->departures[static_cast<std::size_t>(2 * i)].time, start + i * PERIOD);
        EXPECT_EQ(m_bench->Fate(stream, static_cast<uint64_t>(i) + 1), "on time");
    }
}

TEST_F(DwcsShaping, SaysWhenToAskAgain)
{
    const StreamId slow = m_bench->Open(Lossy(20ms));
    const StreamId fast = m_bench->Open(Lossy(7ms));
    EXPECT_EQ(m_bench->Get().NextEligibleTime(), FOREVER);
    for (const StreamId stream : {slow, fast, slow, fast})
    {
        m_bench->Queue(stream);
    }
    m_bench->Take();
    m_bench->Take();
    EXPECT_FALSE(m_bench->Take());
    EXPECT_EQ(m_bench->Get().NextEligibleTime(), 7ms);
    m_bench->now = 7ms;
    EXPECT_EQ(m_bench->Take()->stream, fast);
    EXPECT_EQ(m_bench->Get().NextEligibleTime(), 20ms);
    m_bench->Get().RemoveStream(slow, m_bench->now);
    EXPECT_EQ(m_bench->Get().NextEligibleTime(), FOREVER);
}

/** A message that is late after it has begun gets a later deadline, and yet goes on at once. */
TEST_F(DwcsShaping, DoesNotHoldBackTheRestOfAMessage)
{
    const StreamId stream = m_bench->Open(Lossless(10ms));
    TestMessage frame;
    frame.packets = 4;
    m_bench->Queue(stream, frame);
    m_bench->Serve();
    m_bench->now = 8ms;
    for (uint32_t index = 1; index < frame.packets; ++index)
    {
        EXPECT_TRUE(m_bench->Serve()) << "packet " << index;
    }
}

TEST_F(DwcsShaping, LeavesTheRestOfTheLinkToBestEffort)
{
    const StreamId stream = m_bench->Open(Lossy(10ms));
    m_bench->Queue(stream);
    m_bench->Queue(stream);
    m_bench->Queue(BEST_EFFORT);
    EXPECT_EQ(m_bench->Serve()->stream, stream);
    EXPECT_EQ(m_bench->Serve()->stream, BEST_EFFORT);
    EXPECT_FALSE(m_bench->Serve());
}

/** A message without a deadline has no period to wait for, also after its stream got one. */
TEST_F(DwcsShaping, DoesNotHoldBackWhatHasNoDeadline)
{
    const StreamId stream = m_bench->Open(Lossy(0ns));
    m_bench->Queue(stream);
    m_bench->Get().ChangeStream(stream, Lossy(10ms), m_bench->now);
    EXPECT_TRUE(m_bench->Take());
}

/**
 * Messages that are dropped or refused while they would have to wait: their periods pass where they
 * would have been sent. Of a stream that is not work conserving, a message is sent when its period
 * begins, so that the gaps can be seen:
 *
 *     0    10   20   30 ms
 *     |-1--|-2--|----|-4--|      3 was refused
 */
class DwcsSkipping : public DwcsMessages
{
  protected:
    DwcsSkipping()
    {
        DwcsOptions options;
        options.workConserving = false;
        Use(options, {0, 2});
        m_stream = m_bench->Open(Lossy(PERIOD, 1, 4));
        m_other = m_bench->Open(Lossy(PERIOD, 1, 4));
    }

    static TestMessage OfUnit(uint64_t unit)
    {
        TestMessage message;
        message.unit = unit;
        return message;
    }

    /** Drop what is queued, or comes later, of a unit. */
    void Drop(uint64_t unit)
    {
        TestMessage late = OfUnit(unit);
        late.deadline = m_bench->now;
        m_bench->Queue(m_other, late);
    }

    /** @return the messages of the stream that were sent, and when in ms, all waiting ones included
     */
    std::vector<std::pair<uint64_t, int64_t>> Sent()
    {
        m_bench->ServeUntil(1s);
        std::vector<std::pair<uint64_t, int64_t>> sent;
        for (const TestDeparture& departure : m_bench->departures)
        {
            sent.emplace_back(departure.message, departure.time / 1ms);
        }
        return sent;
    }

    using Times = std::vector<std::pair<uint64_t, int64_t>>; //!< what Sent() returns

    static constexpr Nanoseconds PERIOD = 10ms;
    StreamId m_stream = 0; //!< sends
    StreamId m_other = 0;  //!< is there to be linked with it
};

TEST_F(DwcsSkipping, LetsTheMessagesBeforeTheGapKeepTheirPeriods)
{
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream); // refused
    m_bench->Take();
    m_bench->Queue(m_stream);
    EXPECT_EQ(Sent(), (Times{{1, 0}, {2, 10}, {4, 30}}));
}

TEST_F(DwcsSkipping, PassesAGapOnWhenTheMessageBeforeItIsDropped)
{
    m_bench->Get().LinkStreams({m_stream, m_other}, Lossy(PERIOD, 1, 4));
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream, OfUnit(7));
    m_bench->Queue(m_stream); // refused
    Drop(7);
    m_bench->Take();
    EXPECT_EQ(m_bench->Fate(m_stream, 2), "Linked message dropped");
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream);
    EXPECT_EQ(Sent(), (Times{{1, 0}, {4, 30}, {5, 40}}));
}

TEST_F(DwcsSkipping, LeavesAGapAlsoWhereNothingWaits)
{
    m_bench->Get().LinkStreams({m_stream, m_other}, Lossy(PERIOD, 1, 4));
    m_bench->Queue(m_stream);
    Drop(7);
    m_bench->Take();
    m_bench->Queue(m_stream, OfUnit(7)); // refused
    m_bench->Queue(m_stream);
    EXPECT_EQ(Sent(), (Times{{1, 0}, {3, 20}}));
}

TEST_F(DwcsSkipping, SkipsPeriodsOfTheLengthThatTheyHaveWhenTheyPass)
{
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream); // refused
    m_bench->Get().ChangeStream(m_stream, Lossy(2 * PERIOD, 1, 4), m_bench->now);
    m_bench->Take(); // due at 10 ms, the next one at 30 ms
    m_bench->Queue(m_stream);
    EXPECT_EQ(Sent(), (Times{{1, 0}, {2, 10}, {4, 50}}));
}

TEST_F(DwcsSkipping, ForgetsTheGapsOfAClosedStream)
{
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream); // refused
    m_bench->Get().RemoveStream(m_stream, m_bench->now);
    ASSERT_EQ(m_bench->Open(Lossy(PERIOD)), m_stream);
    m_bench->Queue(m_stream);
    m_bench->Queue(m_stream);
    m_bench->Take();
    m_bench->Queue(m_stream);
    EXPECT_EQ(Sent(), (Times{{4, 0}, {5, 10}, {6, 20}}));
}

/** Whatever is dropped, refused and sent: every message has its own period. */
TEST_F(DwcsSkipping, GivesEveryMessageAPeriod)
{
    constexpr unsigned SEED = 29;
    constexpr int STEPS = 5000;
    std::mt19937 random(SEED);
    m_bench->Get().LinkStreams({m_stream, m_other}, Lossy(PERIOD, 1, 4));
    m_bench->Queue(m_stream); // the first period begins at 0
    for (int step = 0; step < STEPS; ++step)
    {
        const auto pick = random() % 10;
        if (pick < 5)
        {
            TestMessage message = OfUnit(random() % 4);
            message.droppable = random() % 4 != 0;
            m_bench->Queue(m_stream, message);
        }
        else if (pick < 6)
        {
            Drop(1 + random() % 3);
        }
        else if (!m_bench->Take() && m_bench->Get().NextEligibleTime() != FOREVER)
        {
            m_bench->now = m_bench->Get().NextEligibleTime();
            ASSERT_TRUE(m_bench->Take());
        }
    }
    const StreamCounters& counters = m_bench->Get().Counters(m_stream);
    EXPECT_GT(counters.packetsOut, STEPS / 20U);
    EXPECT_GT(m_bench->refused, STEPS / 20U);
    EXPECT_GT(m_bench->drops.size(), STEPS / 20U);
    for (const TestDeparture& departure : m_bench->departures)
    {
        ASSERT_EQ(departure.time, static_cast<int64_t>(departure.message - 1) * PERIOD)
            << "seed " << SEED << ", message " << departure.message;
    }
}

TEST_F(DwcsMessages, ComeBeforeBestEffort)
{
    m_bench->Queue(BEST_EFFORT);
    const StreamId stream = m_bench->Open(Lossless(10ms));
    m_bench->Queue(stream);
    EXPECT_EQ(m_bench->Serve()->stream, stream);
    EXPECT_EQ(m_bench->Serve()->stream, BEST_EFFORT);
}

/** Managed load of 0.8: best effort gets the rest, exactly. */
TEST_F(DwcsMessages, LeaveWhatTheyDoNotNeedToBestEffort)
{
    constexpr Nanoseconds PERIOD = 10ms;
    constexpr int PERIODS = 500;
    Use(DwcsOptions(), {0, 0});
    const StreamId first = m_bench->Open(Lossy(PERIOD, 0, 5));
    const StreamId second = m_bench->Open(Lossy(PERIOD, 0, 5));
    TestMessage frame;
    frame.packets = 4;
    for (int i = 0; i < PERIODS * 10; ++i)
    {
        m_bench->Queue(BEST_EFFORT);
    }
    for (int period = 0; period < PERIODS; ++period)
    {
        m_bench->Queue(first, frame);
        m_bench->Queue(second, frame);
        m_bench->ServeUntil(PERIOD * (period + 1));
    }
    EXPECT_EQ(m_bench->Get().Counters(BEST_EFFORT).packetsOut, 2U * PERIODS);
    EXPECT_EQ(m_bench->Get().Counters(first).messagesOnTime, uint64_t{PERIODS});
    EXPECT_EQ(m_bench->Get().Counters(second).messagesOnTime, uint64_t{PERIODS});
}

TEST_F(DwcsMessages, KeepTheirDeadlinesWhenTheStreamChanges)
{
    const StreamId stream = m_bench->Open(Lossless(10ms, 1, 4));
    m_bench->Queue(stream); // due at 10 ms
    m_bench->Queue(stream); // due one new period later
    m_bench->Get().ChangeStream(stream, Lossless(100ms, 2, 9), m_bench->now);
    EXPECT_EQ(Window(stream), (LossWindow{2, 9})) << "the new window applies at once";
    m_bench->now = 10ms - PACKET + 1ns;
    m_bench->Serve();
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");
    EXPECT_EQ(m_bench->Specific(stream, "violations"), 0);
    // the missed deadline moved on by one new period, so the next one is due two of them later
    m_bench->now = 10ms + 2 * 100ms - PACKET;
    m_bench->Serve();
    EXPECT_EQ(m_bench->Fate(stream, 2), "on time");
}

TEST_F(DwcsMessages, ChangePlacesWhenTheStreamChanges)
{
    DwcsOptions options;
    options.algorithm.precedence = Precedence::WindowFirst;
    Use(options);
    const StreamId first = m_bench->Open(Lossy(10ms, 1, 5));
    const StreamId second = m_bench->Open(Lossy(10ms, 1, 4));
    m_bench->Queue(first);
    m_bench->Queue(second);
    m_bench->Get().ChangeStream(second, Lossy(10ms, 1, 9), m_bench->now);
    EXPECT_EQ(m_bench->Serve()->stream, second);
}

/** Whether late messages are dropped is asked at the moment they are late. */
TEST_F(DwcsMessages, BecomeLosslessWithTheirStream)
{
    const StreamId stream = m_bench->Open(Lossy(10ms));
    m_bench->Queue(stream);
    m_bench->Get().ChangeStream(stream, Lossless(10ms), m_bench->now);
    m_bench->now = 1s;
    EXPECT_TRUE(m_bench->Take());
}

/** Two video streams of one application that share a budget of one loss in four. */
class DwcsGroup : public DwcsMessages
{
  protected:
    DwcsGroup()
    {
        m_bench->Get().LinkStreams({m_left, m_right}, Lossy(10ms, 1, 4));
    }

    static TestMessage OfUnit(uint64_t unit, uint32_t packets = 1)
    {
        TestMessage message;
        message.unit = unit;
        message.packets = packets;
        return message;
    }

    StreamId m_left = m_bench->Open(Lossy(10ms, 0, 1));
    StreamId m_right = m_bench->Open(Lossy(10ms, 0, 1));
};

TEST_F(DwcsGroup, SharesOneLossBudget)
{
    m_bench->Queue(m_left);
    m_bench->now = 10ms;
    EXPECT_FALSE(m_bench->Take());
    EXPECT_EQ(Window(m_right), (LossWindow{0, 3}));
    m_bench->Queue(m_right);
    m_bench->now = 30ms;
    EXPECT_FALSE(m_bench->Take());
    EXPECT_EQ(m_bench->Specific(m_left, "violations"), 1);
    EXPECT_EQ(m_bench->Specific(m_right, "violations"), 1);
}

TEST_F(DwcsGroup, DropsTheMessagesOfOneUnitTogether)
{
    m_bench->Queue(m_left, OfUnit(7));
    m_bench->now = 5ms;
    m_bench->Queue(m_right, OfUnit(7, 2));
    m_bench->Queue(m_right, OfUnit(8));
    m_bench->now = 10ms; // the left one of unit 7 is late, the right one is not
    const auto served = m_bench->Take();
    ASSERT_TRUE(served);
    EXPECT_EQ(served->stream, m_right);
    EXPECT_EQ(served->message, 2U);
    EXPECT_EQ(m_bench->Fate(m_left, 1), "Deadline missed");
    EXPECT_EQ(m_bench->Fate(m_right, 1), "Linked message dropped");
    EXPECT_EQ(m_bench->Specific(m_left, "violations"), 1) << "both count in the shared window";
}

/** What is dropped behind the head uses up its period all the same. */
TEST_F(DwcsGroup, KeepsTheDeadlinesOfWhatFollowsADroppedMessage)
{
    TestMessage doomed = OfUnit(7);
    doomed.deadline = 0ms;
    m_bench->Queue(m_right);            // due at 10 ms
    m_bench->Queue(m_right, OfUnit(7)); // would be due at 20 ms
    m_bench->Queue(m_right);            // due at 30 ms
    m_bench->Queue(m_left, doomed);
    EXPECT_EQ(m_bench->Serve()->message, 1U);
    EXPECT_EQ(m_bench->Fate(m_right, 2), "Linked message dropped");
    m_bench->now = 30ms - PACKET;
    EXPECT_TRUE(m_bench->Serve());
    EXPECT_EQ(m_bench->Fate(m_right, 3), "on time");
}

TEST_F(DwcsGroup, RefusesALinkedMessageThatComesLate)
{
    m_bench->Queue(m_left, OfUnit(7));
    m_bench->now = 10ms;
    EXPECT_FALSE(m_bench->Take());
    const Admission admission = m_bench->QueuePacket(m_right, 1, 0, OfUnit(7));
    EXPECT_FALSE(admission.accepted);
    EXPECT_EQ(admission.reason, DropReason::LinkedMessage);
    EXPECT_TRUE(m_bench->QueuePacket(m_right, 2, 0, OfUnit(8)).accepted);
    TestMessage kept = OfUnit(7);
    kept.droppable = false;
    EXPECT_TRUE(m_bench->QueuePacket(m_right, 3, 0, kept).accepted) << "must not be dropped";
}

TEST_F(DwcsGroup, SparesWhatHasBegunAndWhatMustNotBeDropped)
{
    m_bench->Queue(m_right, OfUnit(7, 2));
    m_bench->Take(); // has begun
    TestMessage kept = OfUnit(7);
    kept.droppable = false;
    m_bench->Queue(m_right, kept);
    TestMessage doomed = OfUnit(7);
    doomed.deadline = 2ms;
    m_bench->Queue(m_left, doomed);
    m_bench->now = 3ms;
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->Fate(m_left, 1), "Deadline missed");
    EXPECT_EQ(m_bench->Fate(m_right, 1), "on time");
    EXPECT_EQ(m_bench->Fate(m_right, 2), "on time");
}

TEST_F(DwcsGroup, LosesAStreamThatIsClosed)
{
    m_bench->Get().RemoveStream(m_left, m_bench->now);
    const StreamId other = m_bench->Open(Lossy(10ms, 0, 1));
    EXPECT_EQ(other, m_left) << "the slot is used again";
    m_bench->Queue(other, OfUnit(7));
    m_bench->Queue(m_right, OfUnit(7));
    m_bench->now = 10ms;
    EXPECT_FALSE(m_bench->Take());
    EXPECT_EQ(m_bench->Fate(m_right, 1), "Deadline missed");
    EXPECT_EQ(Window(other), (LossWindow{0, 2})) << "a window of its own, violated once";
    EXPECT_EQ(Window(m_right), (LossWindow{0, 3}));
}

TEST_F(DwcsGroup, HoldsAStreamOnce)
{
    const StreamId other = m_bench->Open(Lossy(10ms, 0, 1));
    const auto link = [this](const std::vector<StreamId>& streams) {
        return SentenceOf([&] { m_bench->Get().LinkStreams(streams, Lossy(10ms, 1, 4)); });
    };
    EXPECT_EQ(link({other, m_left}),
              "stream 1 is in a group already; a stream can be in one group only");
    EXPECT_EQ(link({other, other}),
              "stream 3 is named twice; a stream can be in a group once only");
    EXPECT_EQ(link({other}), "a group of 1 streams makes no sense; at least two are needed");
    EXPECT_EQ(link({}), "a group of 0 streams makes no sense; at least two are needed");
    EXPECT_EQ(link({other, 99}), "stream 99 is not open in scheduler dwcs");
    EXPECT_EQ(Window(other), (LossWindow{0, 1})) << "nothing changed";
}

/** A wrong attribute or option, and the sentence about it. */
TEST_F(DwcsMessages, AreRefusedWithASentence)
{
    const StreamId stream = m_bench->Open(Lossy(10ms, 1, 4));
    const auto open = [this](const StreamAttributes& attributes) {
        return SentenceOf([&] { m_bench->Open(attributes); });
    };
    const auto change = [this, stream](const StreamAttributes& attributes) {
        return SentenceOf([&] { m_bench->Get().ChangeStream(stream, attributes, m_bench->now); });
    };
    DwcsAttributes flags = Lossy(10ms);
    flags.streamFlags = 6;
    const std::vector<std::pair<std::shared_ptr<StreamAttributes>, std::string>> cases{
        {std::make_shared<DwcsAttributes>(Lossy(10ms, 5, 4)),
         "oln is 5 and old is 4; oln must not be larger than old"},
        {std::make_shared<DwcsAttributes>(Lossy(999ns)),
         "ipg is 999 ns; it must be 0 or at least 1 us"},
        {std::make_shared<DwcsAttributes>(Lossy(-1ms)),
         "ipg is -1000000 ns; it must be 0 or at least 1 us"},
        {std::make_shared<DwcsAttributes>(flags),
         "stream flags are 6; only DWCS_NON_DROPPABLE (1) is known"},
        {std::make_shared<EdfAttributes>(),
         "attributes of scheduler edf were given to scheduler dwcs"}};
    for (const auto& [attributes, sentence] : cases)
    {
        EXPECT_EQ(open(*attributes), sentence);
        EXPECT_EQ(change(*attributes), sentence);
        EXPECT_EQ(Window(stream), (LossWindow{1, 4})) << "nothing changed";
    }
    EXPECT_EQ(m_bench->Open(Lossy(10ms)), stream + 1) << "no stream was opened meanwhile";
}

TEST_F(DwcsMessages, NeedReasonableOptions)
{
    DwcsOptions noIncrement;
    noIncrement.algorithm.violationIncrement = 0;
    EXPECT_EQ(SentenceOf([&] { Use(noIncrement); }),
              "the violation increment of dwcs is 0; it must be at least 1");
    DwcsOptions negative;
    negative.residual = -1ns;
    EXPECT_EQ(SentenceOf([&] { Use(negative); }),
              "the residual time of dwcs is -1 ns; it must not be negative");
}

/** In a feasible set a stream is served at least once in (2x+1) periods, and one message more. */
class DwcsGap : public testing::TestWithParam<Precedence>
{
};

INSTANTIATE_TEST_SUITE_P(Both,
                         DwcsGap,
                         testing::Values(Precedence::DeadlineFirst, Precedence::WindowFirst));

TEST_P(DwcsGap, OfAFeasibleSetIsBounded)
{
    constexpr unsigned SEED = 11;
    constexpr int SETS = 60;
    constexpr int PERIODS = 200;
    std::mt19937 random(SEED);
    int feasible = 0;
    bool isTight = false;
    while (feasible < SETS)
    {
        const auto slots = static_cast<int64_t>(1 + random() % 3);
        const Nanoseconds period = slots * PACKET;
        std::vector<DwcsAttributes> streams;
        double load = 0;
        for (uint64_t i = 0; i <= random() % 5; ++i)
        {
            const auto old = static_cast<uint32_t>(1 + random() % 6);
            const auto oln = static_cast<uint32_t>(random() % old);
            streams.push_back(Lossy(period, oln, old));
            load += 1 - static_cast<double>(oln) / old;
        }
        if (load > static_cast<double>(slots))
        {
            continue;
        }
        ++feasible;
        DwcsOptions options;
        options.algorithm.precedence = GetParam();
        const auto bench = MakeBench(options);
        std::vector<StreamId> ids;
        ids.reserve(streams.size());
        for (const DwcsAttributes& attributes : streams)
        {
            ids.push_back(bench->Open(attributes));
        }
        for (int i = 0; i < PERIODS; ++i)
        {
            for (const StreamId id : ids)
            {
                bench->Queue(id);
            }
            bench->ServeUntil(period * (i + 1));
        }
        for (std::size_t i = 0; i < ids.size(); ++i)
        {
            const Nanoseconds bound = (2 * streams[i].oln + 1) * period + PACKET;
            Nanoseconds last{0};
            for (const TestDeparture& departure : bench->departures)
            {
                if (departure.stream == ids[i])
                {
                    ASSERT_LE(departure.time - last, bound)
                        << "seed " << SEED << ", set " << feasible << ", stream " << streams[i].oln
                        << "/" << streams[i].old;
                    isTight = isTight || departure.time - last > (streams[i].oln + 1) * period;
                    last = departure.time;
                }
            }
            ASSERT_EQ(bench->Specific(ids[i], "windows_violated"), 0);
        }
    }
    EXPECT_TRUE(isTight) << "the sets do not come near the bound";
}

/** Random operations: what comes in goes out, is dropped with a reason, or waits. */
class DwcsConservation : public testing::TestWithParam<unsigned>
{
};

INSTANTIATE_TEST_SUITE_P(Seeds, DwcsConservation, testing::Range(1U, 13U));

TEST_P(DwcsConservation, HoldsUnderRandomOperations)
{
    constexpr int STEPS = 4000;
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    std::mt19937 random(GetParam());
    DwcsOptions options;
    options.workConserving = GetParam() % 2 == 0;
    options.algorithm.precedence =
        GetParam() % 4 < 2 ? Precedence::DeadlineFirst : Precedence::WindowFirst;
    const auto bench = MakeBench(options, {20, 30});
    const auto attributes = [&random] {
        DwcsAttributes made = Lossy(1ms * static_cast<int64_t>(random() % 10));
        made.old = static_cast<uint32_t>(random() % 5);
        made.oln = made.old == 0 ? 0 : static_cast<uint32_t>(random() % made.old);
        made.streamFlags = random() % 3 == 0 ? DWCS_NON_DROPPABLE : 0;
        return made;
    };

    struct Open
    {
        StreamId id;
        bool linked;
        uint64_t begun;      // message of which packets are still to come, 0 for none
        TestMessage message; // it
        uint32_t next;       // its next packet
    };

    std::vector<Open> streams;
    uint64_t in = 0; // of streams that were closed
    uint64_t out = 0;
    uint64_t dropped = 0;
    const auto close = [&](std::size_t index) {
        const StreamCounters before = bench->Get().Counters(streams[index].id);
        bench->Get().RemoveStream(streams[index].id, bench->now);
        in += before.packetsIn;
        out += before.packetsOut;
        dropped += before.packetsDropped + before.backlogPackets;
        streams.erase(streams.begin() + static_cast<std::ptrdiff_t>(index));
    };
    for (int step = 0; step < STEPS; ++step)
    {
        const auto pick = random() % 20;
        if (pick == 0 && streams.size() < 8)
        {
            streams.push_back({bench->Open(attributes()), false, 0, {}, 0});
        }
        else if (pick == 1 && !streams.empty() && random() % 4 == 0)
        {
            close(random() % streams.size());
        }
        else if (pick == 2 && !streams.empty())
        {
            bench->Get().ChangeStream(streams[random() % streams.size()].id,
                                      attributes(),
                                      bench->now);
        }
        else if (pick == 3 && streams.size() > 1 && !streams[0].linked && !streams[1].linked)
        {
            bench->Get().LinkStreams({streams[0].id, streams[1].id}, Lossy(1ms, 1, 3));
            streams[0].linked = streams[1].linked = true;
        }
        else if (pick < 12 && !streams.empty())
        {
            Open& stream = streams[random() % streams.size()];
            if (stream.begun == 0)
            {
                stream.begun = bench->Begin(stream.id);
                stream.next = 0;
                stream.message.packets = static_cast<uint32_t>(1 + random() % 4);
                stream.message.unit = random() % 4;
                stream.message.droppable = random() % 4 != 0;
                stream.message.announced = random() % 2 == 0;
                stream.message.deadline =
                    random() % 3 == 0 ? bench->now + 1ms * static_cast<int64_t>(random() % 20)
                                      : FOREVER;
            }
            bench->QueuePacket(stream.id, stream.begun, stream.next++, stream.message);
            stream.begun = stream.next == stream.message.packets ? 0 : stream.begun;
        }
        else if (pick < 14)
        {
            bench->Queue(BEST_EFFORT);
        }
        else if (!bench->Serve())
        {
            bench->now += PACKET / 4 * static_cast<int64_t>(random() % 10);
        }
        if (step % 50 == 0)
        {
            uint64_t allIn = in + bench->Get().Counters(BEST_EFFORT).packetsIn;
            uint64_t allOut = out + bench->Get().Counters(BEST_EFFORT).packetsOut;
            uint64_t allDropped = dropped + bench->Get().Counters(BEST_EFFORT).packetsDropped;
            uint64_t backlog = bench->Get().Counters(BEST_EFFORT).backlogPackets;
            for (const Open& stream : streams)
            {
                const StreamCounters& counters = bench->Get().Counters(stream.id);
                ASSERT_EQ(counters.packetsIn,
                          counters.packetsOut + counters.packetsDropped + counters.backlogPackets);
                allIn += counters.packetsIn;
                allOut += counters.packetsOut;
                allDropped += counters.packetsDropped;
                backlog += counters.backlogPackets;
            }
            ASSERT_EQ(allIn, bench->offered);
            ASSERT_EQ(allOut, bench->departures.size());
            ASSERT_EQ(allDropped, bench->refused + bench->drops.size());
            ASSERT_EQ(backlog, bench->Get().BacklogPackets());
        }
    }
    EXPECT_GT(bench->departures.size(), STEPS / 20U);
    EXPECT_GT(bench->drops.size() + bench->refused, 0U);
    while (!streams.empty())
    {
        close(0);
    }
    bench->ServeAll();
    EXPECT_EQ(bench->Get().BacklogPackets(), 0U);
    EXPECT_EQ(bench->offered, bench->departures.size() + bench->refused + bench->drops.size());
}

/** A thousand streams miss at once: all are handled in one decision, the others are not. */
TEST_F(DwcsMessages, OfAThousandStreamsCanMissAtOnce)
{
    constexpr int LATE = 1000;
    constexpr int OTHERS = 1000;
    for (const auto table : {Precedence::DeadlineFirst, Precedence::WindowFirst})
    {
        DwcsOptions options;
        options.algorithm.precedence = table;
        Use(options);
        std::vector<StreamId> late;
        std::vector<StreamId> others;
        for (int i = 0; i < LATE + OTHERS; ++i)
        {
            auto& streams = i % 2 == 0 ? late : others;
            streams.push_back(m_bench->Open(Lossy(i % 2 == 0 ? 10ms : 10s, 1, 2)));
            m_bench->Queue(streams.back());
        }
        m_bench->now = 10ms;
        ASSERT_TRUE(m_bench->Take());
        EXPECT_EQ(m_bench->drops.size(), uint64_t{LATE});
        EXPECT_EQ(m_bench->Get().BacklogPackets(), uint64_t{OTHERS} - 1);
        for (const StreamId stream : late)
        {
            ASSERT_EQ(Window(stream), (LossWindow{0, 1}));
        }
        for (const StreamId stream : others)
        {
            ASSERT_EQ(m_bench->Get().Counters(stream).messagesDropped, 0U);
        }
    }
}

/** Streams of 0/0 with deadlines of their own are served as an independent EDF would. */
TEST_F(DwcsMessages, WithoutWindowsAreServedByTheirDeadlines)
{
    constexpr unsigned SEED = 5;
    constexpr int MESSAGES = 500;
    std::mt19937 random(SEED);
    Use(DwcsOptions(), {0, 0});
    std::vector<StreamId> streams;
    std::vector<std::pair<Nanoseconds, StreamId>> expected;
    for (int i = 0; i < MESSAGES; ++i)
    {
        streams.push_back(m_bench->Open(Lossless(0ns)));
        TestMessage message;
        message.deadline = 1ms * static_cast<int64_t>(random() % 100);
        m_bench->Queue(streams.back(), message);
        expected.emplace_back(message.deadline, streams.back());
    }
    std::stable_sort(expected.begin(), expected.end());
    for (const auto& [deadline, stream] : expected)
    {
        ASSERT_EQ(m_bench->Take()->stream, stream) << "seed " << SEED;
    }
}

} // namespace
} // namespace qos
} // namespace ns3
