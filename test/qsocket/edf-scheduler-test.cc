/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-bench.h"

#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds PACKET = MessageBench::PACKET_TIME;

EdfAttributes
Stream(bool lossy, bool reorder = false, Nanoseconds relativeDeadline = FOREVER)
{
    EdfAttributes attributes;
    attributes.lossy = lossy;
    attributes.reorder = reorder;
    attributes.relativeDeadline = relativeDeadline;
    return attributes;
}

TestMessage
Due(Nanoseconds deadline, uint32_t packets = 1)
{
    TestMessage message;
    message.deadline = deadline;
    message.packets = packets;
    return message;
}

std::unique_ptr<MessageBench>
MakeBench(const EdfOptions& options = EdfOptions(),
          const SchedulerLimits& limits = SchedulerLimits{0, 0})
{
    const SchedulerSetup setup{MessageBench::Link(), limits, nullptr};
    return std::make_unique<MessageBench>(std::make_unique<EdfScheduler>(setup, options));
}

/** An EDF scheduler on the bench's link, nothing behind it. */
class EdfMessages : public testing::Test
{
  protected:
    /** @return the messages in the order in which they began, as stream and number */
    std::vector<std::pair<StreamId, uint64_t>> Order() const
    {
        std::vector<std::pair<StreamId, uint64_t>> order;
        for (const TestDeparture& departure : m_bench->departures)
        {
            if (departure.index == 0)
            {
                order.emplace_back(departure.stream, departure.message);
            }
        }
        return order;
    }

    std::unique_ptr<MessageBench> m_bench = MakeBench();
};

using Sequence = std::vector<std::pair<StreamId, uint64_t>>;

TEST_F(EdfMessages, GoByTheirDeadlinesAcrossStreams)
{
    const StreamId first = m_bench->Open(Stream(false));
    const StreamId second = m_bench->Open(Stream(false));
    const StreamId third = m_bench->Open(Stream(false));
    m_bench->Queue(BEST_EFFORT);
    m_bench->Queue(first, Due(30ms));
    m_bench->Queue(second, Due(10ms));
    m_bench->Queue(third); // without a deadline: after all that have one, before best effort
    m_bench->Queue(second, Due(20ms));
    m_bench->ServeAll();
    EXPECT_EQ(Order(),
              (Sequence{{second, 1}, {second, 2}, {first, 1}, {third, 1}, {BEST_EFFORT, 1}}));
}

TEST_F(EdfMessages, OfOneStreamGoFirstInFirstOut)
{
    const StreamId stream = m_bench->Open(Stream(false));
    m_bench->Queue(stream, Due(30ms));
    m_bench->Queue(stream, Due(10ms));
    m_bench->ServeAll();
    EXPECT_EQ(Order(), (Sequence{{stream, 1}, {stream, 2}}));
}

TEST_F(EdfMessages, OvertakeEachOtherWhereThatIsAllowed)
{
    const StreamId stream = m_bench->Open(Stream(false, true));
    m_bench->Queue(stream, Due(30ms));
    m_bench->Queue(stream, Due(10ms));
    m_bench->Queue(stream);
    m_bench->ServeAll();
    EXPECT_EQ(Order(), (Sequence{{stream, 2}, {stream, 1}, {stream, 3}}));
}

TEST_F(EdfMessages, OfAByteStreamNeverOvertakeEachOther)
{
    const StreamId stream = m_bench->Open(Stream(false, true));
    for (const Nanoseconds deadline : {30ms, 10ms, 20ms})
    {
        TestMessage part = Due(deadline);
        part.inOrder = true;
        m_bench->Queue(stream, part);
    }
    m_bench->ServeAll();
    EXPECT_EQ(Order(), (Sequence{{stream, 1}, {stream, 2}, {stream, 3}}));
}

/** First come first served, whether a message waited at the head of its stream or behind it. */
TEST_F(EdfMessages, OfOneDeadlineGoInTheOrderOfTheirArrival)
{
    const StreamId first = m_bench->Open(Stream(false));
    const StreamId second = m_bench->Open(Stream(false));
    m_bench->Queue(first, Due(10ms));
    m_bench->Queue(first, Due(20ms));
    m_bench->Queue(second, Due(20ms));
    m_bench->ServeAll();
    EXPECT_EQ(Order(), (Sequence{{first, 1}, {first, 2}, {second, 1}}));
}

TEST_F(EdfMessages, AreInterruptedByMoreUrgentOnes)
{
    const StreamId first = m_bench->Open(Stream(false));
    const StreamId second = m_bench->Open(Stream(false));
    m_bench->Queue(first, Due(50ms, 3));
    m_bench->Serve();
    m_bench->Queue(second, Due(10ms));
    EXPECT_EQ(m_bench->Serve()->stream, second);
    EXPECT_EQ(m_bench->Serve()->stream, first);
}

TEST_F(EdfMessages, HaveTheDeadlineOfTheirStreamIfTheyBringNone)
{
    const StreamId relaxed = m_bench->Open(Stream(true, false, 50ms));
    const StreamId strict = m_bench->Open(Stream(true, false, 20ms));
    m_bench->now = 100ms;
    m_bench->Queue(relaxed);
    m_bench->Queue(strict, Due(FOREVER, 2));
    m_bench->now = 120ms - 2 * PACKET;
    EXPECT_EQ(m_bench->Serve()->stream, strict) << "due at 120 ms";
    m_bench->Serve();
    m_bench->now = 150ms - PACKET + 1ns;
    EXPECT_FALSE(m_bench->Serve()) << "due at 150 ms";
    EXPECT_EQ(m_bench->Fate(relaxed, 1), "Deadline missed");
}

/** The time of arrival is that of the first packet. */
TEST_F(EdfMessages, HaveOneDeadlineForAllTheirPackets)
{
    const StreamId stream = m_bench->Open(Stream(false, false, 20ms));
    const uint64_t number = m_bench->Begin(stream);
    m_bench->QueuePacket(stream, number, 0, Due(FOREVER, 2));
    m_bench->Serve();
    m_bench->now = 15ms;
    m_bench->QueuePacket(stream, number, 1, Due(FOREVER, 2));
    m_bench->now = 25ms;
    m_bench->Serve();
    EXPECT_EQ(m_bench->ReportOn(stream, number).lateness, 25ms + PACKET - 20ms);
}

/** A deadline is met at the receiver: the residual time beyond the own transmission counts. */
TEST_F(EdfMessages, AreJudgedAtDelivery)
{
    constexpr Nanoseconds RESIDUAL = 7ms;
    EdfOptions options;
    options.residual = RESIDUAL;
    m_bench = MakeBench(options);
    const StreamId stream = m_bench->Open(Stream(true));
    m_bench->Queue(stream, Due(RESIDUAL + 3 * PACKET, 3));
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->Fate(stream, 1), "on time");
    m_bench->Queue(stream, Due(m_bench->now + RESIDUAL + 3 * PACKET - 1ns, 3));
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->Fate(stream, 2), "Deadline missed");
}

/** Overload, and time spent on useless messages makes the following ones useless as well. */
TEST_F(EdfMessages, FallLikeDominoesWhenNothingIsDropped)
{
    constexpr int MESSAGES = 20;
    const auto run = [this](bool lossy) {
        m_bench = MakeBench();
        const StreamId stream = m_bench->Open(Stream(lossy));
        // one message per packet time, and the first one is two packets too long
        m_bench->Queue(stream, Due(3 * PACKET, 3));
        for (int i = 1; i < MESSAGES; ++i)
        {
            m_bench->Queue(stream, Due((i + 1) * PACKET));
        }
        m_bench->ServeAll();
        return m_bench->Get().Counters(stream);
    };
    const StreamCounters lossless = run(false);
    EXPECT_EQ(lossless.messagesOnTime, 1U);
    EXPECT_EQ(lossless.messagesLate, uint64_t{MESSAGES - 1});
    EXPECT_EQ(lossless.messagesDropped, 0U);
    const StreamCounters lossy = run(true);
    EXPECT_EQ(lossy.messagesDropped, 2U);
    EXPECT_EQ(lossy.messagesOnTime, uint64_t{MESSAGES - 2});
    EXPECT_EQ(lossy.messagesLate, 0U);
}

/** What must not be dropped is sent late by a lossy stream, and keeps its place. */
TEST_F(EdfMessages, ThatMustNotBeDroppedAreSentLate)
{
    const StreamId stream = m_bench->Open(Stream(true));
    TestMessage kept = Due(5ms);
    kept.droppable = false;
    m_bench->now = 10ms;
    m_bench->Queue(stream, kept);
    m_bench->Queue(stream, Due(5ms));
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");
    EXPECT_EQ(m_bench->ReportOn(stream, 1).lateness, 10ms + PACKET - 5ms);
    EXPECT_EQ(m_bench->Fate(stream, 2), "Deadline missed");
}

TEST_F(EdfMessages, ThatHaveBegunAreFinished)
{
    const StreamId stream = m_bench->Open(Stream(true));
    m_bench->Queue(stream, Due(3 * PACKET, 3));
    m_bench->Serve();
    m_bench->now = 1s;
    m_bench->ServeAll();
    EXPECT_EQ(m_bench->departures.size(), 3U);
    EXPECT_EQ(m_bench->Fate(stream, 1), "late");
}

TEST_F(EdfMessages, AreDroppedAsAWholeAndTheirRestIsRefused)
{
    const StreamId stream = m_bench->Open(Stream(true));
    const TestMessage message = Due(2ms, 4);
    const uint64_t number = m_bench->Begin(stream);
    m_bench->QueuePacket(stream, number, 0, message);
    EXPECT_FALSE(m_bench->Take()) << "the announced rest makes it late";
    EXPECT_EQ(m_bench->QueuePacket(stream, number, 1, message).reason, DropReason::RestOfMessage);
    EXPECT_EQ(m_bench->Get().Counters(stream).messagesDropped, 1U);
}

TEST_F(EdfMessages, AreJudgedByTheNewAttributesOfTheirStream)
{
    const StreamId stream = m_bench->Open(Stream(true));
    m_bench->Queue(stream, Due(5ms));
    m_bench->Get().ChangeStream(stream, Stream(false), m_bench->now);
    m_bench->now = 1s;
    EXPECT_TRUE(m_bench->Take());
}

TEST_F(EdfMessages, AreRefusedWithASentence)
{
    const StreamId stream = m_bench->Open(Stream(true));
    const auto open = [this](const StreamAttributes& attributes) {
        return SentenceOf([&] { m_bench->Open(attributes); });
    };
    EXPECT_EQ(open(Stream(true, false, 0ns)), "the relative deadline is 0 ns; it must be positive");
    EXPECT_EQ(open(DwcsAttributes()), "attributes of scheduler dwcs were given to scheduler edf");
    EXPECT_EQ(SentenceOf([&] {
                  m_bench->Get().ChangeStream(stream, Stream(true, false, -5ns), m_bench->now);
              }),
              "the relative deadline is -5 ns; it must be positive");
    EXPECT_EQ(SentenceOf([&] {
                  m_bench->Get().LinkStreams({stream, m_bench->Open(Stream(true))}, Stream(true));
              }),
              "scheduler edf cannot link streams: it has no loss budget that they could share");
    EdfOptions negative;
    negative.residual = -1ns;
    EXPECT_EQ(SentenceOf([&] { MakeBench(negative); }),
              "the residual time of edf is -1 ns; it must not be negative");
}

/** Random arrivals on a loaded link; every message is judged by an observer at the far end. */
class EdfLoad : public testing::TestWithParam<unsigned>
{
  protected:
    struct Sent
    {
        Nanoseconds deadline;
        uint32_t packets;
        Nanoseconds arrived{0};
    };

    /**
     * Send random messages for two seconds.
     * @param lossy whether streams are lossy
     * @param reorder whether messages may overtake
     * @param load of the link
     */
    void Run(bool lossy, bool reorder, double load)
    {
        constexpr Nanoseconds DURATION = 2s;
        constexpr int STREAMS = 4;
        EdfOptions options;
        options.residual = RESIDUAL;
        m_bench = MakeBench(options);
        std::mt19937 random(GetParam());
        std::exponential_distribution<double> gaps(load / 2.5);
        for (int i = 0; i < STREAMS; ++i)
        {
            m_bench->Open(Stream(lossy, reorder));
        }
        Nanoseconds next{0};
        while (next < DURATION)
        {
            m_bench->ServeUntil(next);
            const auto stream = static_cast<StreamId>(1 + random() % STREAMS);
            const auto packets = static_cast<uint32_t>(1 + random() % 4);
            const Nanoseconds deadline =
                m_bench->now + RESIDUAL + PACKET * static_cast<int64_t>(4 + random() % 30);
            const uint64_t number = m_bench->Queue(stream, Due(deadline, packets));
            m_sent[{stream, number}] = {deadline, packets};
            m_bench->Queue(BEST_EFFORT);
            next = std::max(m_bench->now, next) +
                   Nanoseconds{static_cast<int64_t>(gaps(random) * 1e6)};
        }
        m_bench->ServeAll();
        for (const TestDeparture& departure : m_bench->departures)
        {
            const auto found = m_sent.find({departure.stream, departure.message});
            if (found != m_sent.end() && departure.index + 1 == found->second.packets)
            {
                found->second.arrived = departure.time + PACKET + RESIDUAL;
            }
        }
    }

    static constexpr Nanoseconds RESIDUAL = 3ms;

    std::unique_ptr<MessageBench> m_bench;
    std::map<std::pair<StreamId, uint64_t>, Sent> m_sent;
};

INSTANTIATE_TEST_SUITE_P(Seeds, EdfLoad, testing::Range(1U, 11U));

/**
 * A message that begins in time can still be interrupted by more urgent ones; so the strict promise
 * is made for messages of one packet or for streams that are alone. Here: what an observer sees
 * late is exactly what is reported late, and nothing that began without being interrupted.
 */
TEST_P(EdfLoad, ReportsWhatTheReceiverSees)
{
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    for (const bool lossy : {true, false})
    {
        m_sent.clear();
        Run(lossy, GetParam() % 2 == 0, 1.2);
        uint64_t late = 0;
        uint64_t lost = 0;
        for (const auto& [id, sent] : m_sent)
        {
            const MessageReport report = m_bench->ReportOn(id.first, id.second);
            const bool isLost = sent.arrived == Nanoseconds{0};
            const bool isLate = !isLost && sent.arrived > sent.deadline;
            ASSERT_EQ(report.end == MessageReport::End::Dropped, isLost);
            ASSERT_EQ(report.end == MessageReport::End::Late, isLate);
            if (isLate)
            {
                ASSERT_EQ(report.lateness, sent.arrived - sent.deadline);
            }
            late += isLate ? 1 : 0;
            lost += isLost ? 1 : 0;
        }
        EXPECT_EQ(lost > 0, lossy);
        EXPECT_TRUE(lossy || late > 0);
    }
}

/** Single packets cannot be interrupted: a lossy stream never delivers late, at any load. */
TEST(EdfScheduler, NeverDeliversALossyMessageLate)
{
    constexpr Nanoseconds RESIDUAL = 5ms;
    for (unsigned seed = 1; seed <= 10; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        EdfOptions options;
        options.residual = RESIDUAL;
        const auto bench = MakeBench(options);
        const StreamId plain = bench->Open(Stream(true));
        const StreamId reordering = bench->Open(Stream(true, true));
        std::map<std::pair<StreamId, uint64_t>, Nanoseconds> deadlines;
        for (int i = 0; i < 2000; ++i)
        {
            const StreamId stream = random() % 2 == 0 ? plain : reordering;
            const Nanoseconds deadline =
                bench->now + RESIDUAL + 100us * static_cast<int64_t>(random() % 400);
            const uint64_t number = bench->Queue(stream, Due(deadline));
            deadlines[{stream, number}] = deadline;
            bench->ServeUntil(bench->now + 100us * static_cast<int64_t>(random() % 16));
        }
        bench->ServeAll();
        for (const TestDeparture& departure : bench->departures)
        {
            ASSERT_LE(departure.time + PACKET + RESIDUAL,
                      deadlines.at({departure.stream, departure.message}));
        }
        for (const StreamId stream : {plain, reordering})
        {
            EXPECT_EQ(bench->Get().Counters(stream).messagesLate, 0U);
            EXPECT_GT(bench->Get().Counters(stream).messagesDropped, 0U);
            EXPECT_GT(bench->Get().Counters(stream).messagesOnTime, 100U);
        }
    }
}

/** Jackson: no other order of messages that are released together has a smaller largest lateness.
 */
TEST(EdfScheduler, HasTheSmallestLargestLatenessOfAllOrders)
{
    constexpr int BATCHES = 60;
    constexpr std::size_t MESSAGES = 6;
    for (unsigned seed = 1; seed <= BATCHES; ++seed)
    {
        std::mt19937 random(seed);
        const auto bench = MakeBench();
        const StreamId stream = bench->Open(Stream(false, true));
        std::vector<TestMessage> messages;
        for (std::size_t i = 0; i < MESSAGES; ++i)
        {
            messages.push_back(Due(PACKET * static_cast<int64_t>(1 + random() % 12),
                                   static_cast<uint32_t>(1 + random() % 4)));
            bench->Queue(stream, messages.back());
        }
        bench->ServeAll();
        Nanoseconds ours = Nanoseconds::min();
        for (const TestDeparture& departure : bench->departures)
        {
            const TestMessage& message = messages[departure.message - 1];
            if (departure.index + 1 == message.packets)
            {
                ours = std::max(ours, departure.time + PACKET - message.deadline);
            }
        }

        std::vector<std::size_t> order(MESSAGES);
        std::iota(order.begin(), order.end(), 0);
        Nanoseconds best = Nanoseconds::max();
        do
        {
            Nanoseconds end{0};
            Nanoseconds worst = Nanoseconds::min();
            for (const std::size_t i : order)
            {
                end += PACKET * messages[i].packets;
                worst = std::max(worst, end - messages[i].deadline);
            }
            best = std::min(best, worst);
        } while (std::next_permutation(order.begin(), order.end()));
        ASSERT_EQ(ours, best) << "seed " << seed;
    }
}

/** With first in, first out, the same holds for the order of the streams' heads. */
TEST(EdfScheduler, ServesAlwaysTheMostUrgentHead)
{
    std::mt19937 random(17);
    const auto bench = MakeBench();
    std::vector<StreamId> streams;
    std::map<StreamId, std::vector<Nanoseconds>> waiting;
    streams.reserve(20);
    for (int i = 0; i < 20; ++i)
    {
        streams.push_back(bench->Open(Stream(false)));
    }
    for (int step = 0; step < 5000; ++step)
    {
        if (random() % 2 == 0)
        {
            const StreamId stream = streams[random() % streams.size()];
            const Nanoseconds deadline{static_cast<int64_t>(random() % 1000)};
            bench->Queue(stream, Due(deadline));
            waiting[stream].push_back(deadline);
        }
        else if (const auto served = bench->Take())
        {
            const Nanoseconds deadline = waiting[served->stream].front();
            for (const auto& [stream, deadlines] : waiting)
            {
                ASSERT_TRUE(deadlines.empty() || deadlines.front() >= deadline) << "step " << step;
            }
            waiting[served->stream].erase(waiting[served->stream].begin());
        }
    }
}

} // namespace
} // namespace qos
} // namespace ns3
