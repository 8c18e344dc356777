/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/dwcs-algorithm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using Precedence = DwcsAlgorithm::Precedence;

constexpr Nanoseconds SLOT{1}; //!< the service time of a message in the slot model

/**
 * @param window a window
 * @return it as the paper writes it
 */
std::string
Text(LossWindow window)
{
    return std::to_string(window.losses) + "/" + std::to_string(window.deadlines);
}

/**
 * @param precedence a table
 * @param increment of y' by a violation
 * @return the knobs
 */
DwcsAlgorithm::Params
Knobs(Precedence precedence, uint32_t increment = 1)
{
    DwcsAlgorithm::Params params;
    params.precedence = precedence;
    params.violationIncrement = increment;
    return params;
}

/** A stream of the slot model, and what happened to it as an observer sees it. */
struct SlotStream
{
    LossWindow window;          //!< x/y
    int64_t period = 1;         //!< T in slots
    int64_t deadline = 0;       //!< of the head, in slots
    std::vector<bool> missed{}; //!< every deadline that passed, in order
};

/**
 * The model of the papers: unit messages, one per slot and one per period and stream; late ones are
 * dropped.
 *
 *     slot      0    1    2    3
 *     period    |--- T ---|--- T ---|       T = 2
 *     request   ^         ^                 released at the beginning of its period
 *     deadline            ^         ^       the end of its period
 */
class SlotModel
{
  public:
    /** Whether a stream may be served again in a period in which it was served. */
    enum Backlog
    {
        PERIODIC, //!< no: the next request comes with the next period
        UNLIMITED //!< yes: all requests wait from the beginning
    };

    SlotModel(Precedence precedence, std::vector<SlotStream> streams, Backlog backlog)
        : m_algorithm(Knobs(precedence)),
          m_streams(std::move(streams)),
          m_backlog(backlog)
    {
        for (StreamId id = 0; id < m_streams.size(); ++id)
        {
            m_algorithm.Open(id, m_streams[id].window);
            m_streams[id].deadline = m_streams[id].period;
            m_algorithm.Activate(id, SLOT * m_streams[id].deadline);
        }
    }

    /** @return the stream that is served in the next slot, -1 for none */
    int Step()
    {
        Release();
        const int served = m_algorithm.IsIdle() ? -1 : static_cast<int>(m_algorithm.Best());
        if (served >= 0)
        {
            const auto id = static_cast<StreamId>(served);
            m_algorithm.Served(id);
            Pass(id, false);
        }
        ++m_slot;
        Miss();
        return served;
    }

    const SlotStream& At(StreamId id) const
    {
        return m_streams[id];
    }

    LossWindow Window(StreamId id) const
    {
        return m_algorithm.Current(id);
    }

    const DwcsAlgorithm::History& History(StreamId id) const
    {
        return m_algorithm.HistoryOf(id);
    }

    std::string Windows() const
    {
        std::string text;
        for (StreamId id = 0; id < m_streams.size(); ++id)
        {
            text += (id == 0 ? "" : " ") + Text(Window(id));
        }
        return text;
    }

  private:
    /** Requests whose period begins now compete. */
    void Release()
    {
        for (StreamId id = 0; id < m_streams.size(); ++id)
        {
            const SlotStream& stream = m_streams[id];
            if (!m_algorithm.IsActive(id) && stream.deadline - stream.period <= m_slot)
            {
                m_algorithm.Activate(id, SLOT * stream.deadline);
            }
        }
    }

    /** A deadline is history: the next one follows. */
    void Pass(StreamId id, bool missed)
    {
        SlotStream& stream = m_streams[id];
        stream.missed.push_back(missed);
        stream.deadline += stream.period;
        const bool isReleased =
            m_backlog == UNLIMITED || stream.deadline - stream.period <= m_slot + 1;
        if (isReleased)
        {
            m_algorithm.Activate(id, SLOT * stream.deadline);
        }
        else
        {
            m_algorithm.Deactivate(id);
        }
    }

    /** Requests that cannot be served before their deadline any more are dropped. */
    void Miss()
    {
        while (!m_algorithm.IsIdle() &&
               m_algorithm.DeadlineOf(m_algorithm.Earliest()) < SLOT * (m_slot + 1))
        {
            const StreamId late = m_algorithm.Earliest();
            m_algorithm.Missed(late);
            Pass(late, true);
        }
    }

    DwcsAlgorithm m_algorithm;
    std::vector<SlotStream> m_streams;
    Backlog m_backlog;
    int64_t m_slot = 0;
};

/** Counts windows by itself: of every y consecutive deadlines, counted from the first one. */
int
CountViolatedWindows(const SlotStream& stream)
{
    const std::size_t length = stream.window.deadlines;
    int violated = 0;
    for (std::size_t begin = 0; begin + length <= stream.missed.size(); begin += length)
    {
        const auto first = stream.missed.begin() + static_cast<std::ptrdiff_t>(begin);
        const auto misses = std::count(first, first + static_cast<std::ptrdiff_t>(length), true);
        violated += misses > stream.window.losses ? 1 : 0;
    }
    return violated;
}

int
LongestRunOfMisses(const SlotStream& stream)
{
    int longest = 0;
    int run = 0;
    for (const bool missed : stream.missed)
    {
        run = missed ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

/** Both published tables. */
class DwcsTables : public testing::TestWithParam<Precedence>
{
};

std::string
TableName(const testing::TestParamInfo<Precedence>& info)
{
    return info.param == Precedence::DeadlineFirst ? "DeadlineFirst" : "WindowFirst";
}

INSTANTIATE_TEST_SUITE_P(Both,
                         DwcsTables,
                         testing::Values(Precedence::DeadlineFirst, Precedence::WindowFirst),
                         TableName);

/** The example of the 1999 paper: T = C = 1, W = 1/2, 3/4, 6/8, utilisation 1. */
TEST_P(DwcsTables, ReproduceTheExampleOfThePaper)
{
    struct Row
    {
        const char* before;
        int served;
        const char* after;
    };

    const std::vector<Row> expected{
#include "dwcs-example.inc"
    };
    SlotModel model(GetParam(), {{{1, 2}, 1}, {{3, 4}, 1}, {{6, 8}, 1}}, SlotModel::UNLIMITED);
    for (int cycle = 0; cycle < 3; ++cycle)
    {
        for (std::size_t slot = 0; slot < expected.size(); ++slot)
        {
            SCOPED_TRACE("cycle " + std::to_string(cycle) + ", slot " + std::to_string(slot));
            EXPECT_EQ(model.Windows(), expected[slot].before);
            EXPECT_EQ(model.Step() + 1, expected[slot].served);
            EXPECT_EQ(model.Windows(), expected[slot].after);
        }
    }
    for (StreamId id = 0; id < 3; ++id)
    {
        EXPECT_EQ(model.History(id).violations, 0U);
        EXPECT_EQ(model.History(id).windowsViolated, 0U);
    }
}

/** Overload of 1.5 is shared equally: three streams 0/10 with T = 2. */
TEST(DwcsAlgorithm, SharesOverloadEquallyAsInTheSecondVector)
{
    const std::vector<int> expected{
#include "dwcs-overload.inc"
    };
    SlotModel model(Precedence::DeadlineFirst,
                    {{{0, 10}, 2}, {{0, 10}, 2}, {{0, 10}, 2}},
                    SlotModel::UNLIMITED);
    std::vector<int> order;
    for (std::size_t slot = 0; slot < expected.size(); ++slot)
    {
        order.push_back(model.Step() + 1);
    }
    EXPECT_EQ(order, expected);
    for (StreamId id = 0; id < 3; ++id)
    {
        EXPECT_EQ(std::count(order.begin(), order.end(), static_cast<int>(id) + 1), 4);
        EXPECT_EQ(model.History(id).violations, 2U) << "stream " << id + 1;
    }
}

/** Same period, unit messages, utilisation at most 1: what may be asserted (and no more). */
TEST_P(DwcsTables, NeverViolateAFixedWindowOfAFeasibleSet)
{
    constexpr unsigned SEED = 20261121;
    constexpr int SETS = 1200;
    constexpr int MOST_STREAMS = 6;
    constexpr uint32_t LONGEST_WINDOW = 6;
    constexpr int64_t LONGEST_PERIOD = 3;
    constexpr int64_t HYPERPERIOD = 60; // least common multiple of the window lengths, in periods
    std::mt19937 random(SEED);
    int feasible = 0;
    int withMisses = 0;
    int beyondX = 0;
    while (feasible < SETS)
    {
        const int64_t period = std::uniform_int_distribution<int64_t>(1, LONGEST_PERIOD)(random);
        const int count = std::uniform_int_distribution<int>(1, MOST_STREAMS)(random);
        std::vector<SlotStream> streams;
        int64_t demand = 0; // in sixtieths of a message per period
        for (int i = 0; i < count; ++i)
        {
            LossWindow window;
            window.deadlines = std::uniform_int_distribution<uint32_t>(1, LONGEST_WINDOW)(random);
            window.losses =
                std::uniform_int_distribution<uint32_t>(0, window.deadlines - 1)(random);
            demand += HYPERPERIOD * (window.deadlines - window.losses) / window.deadlines;
            streams.push_back({window, period});
        }
        if (demand > HYPERPERIOD * period)
        {
            continue;
        }
        ++feasible;
        SlotModel model(GetParam(), streams, SlotModel::PERIODIC);
        for (int64_t slot = 0; slot < 3 * HYPERPERIOD * period; ++slot)
        {
            model.Step();
        }
        for (StreamId id = 0; id < streams.size(); ++id)
        {
            SCOPED_TRACE("seed " + std::to_string(SEED) + ", set " + std::to_string(feasible) +
                         ", stream " + Text(streams[id].window));
            const SlotStream& stream = model.At(id);
            const int run = LongestRunOfMisses(stream);
            ASSERT_EQ(CountViolatedWindows(stream), 0);
            ASSERT_EQ(model.History(id).windowsViolated, 0U);
            ASSERT_EQ(model.History(id).violations, 0U);
            ASSERT_EQ(model.History(id).windowsCompleted,
                      stream.missed.size() / stream.window.deadlines);
            ASSERT_LE(run, 2 * static_cast<int>(stream.window.losses));
            withMisses += run > 0 ? 1 : 0;
            beyondX += run > static_cast<int>(stream.window.losses) ? 1 : 0;
        }
    }
    // the sets are not trivial: tolerance is used, also across the border of two windows
    EXPECT_GT(withMisses, SETS / 2);
    EXPECT_GT(beyondX, 0);
}

/** The history says what an observer counts, also when windows are violated. */
TEST_P(DwcsTables, CountViolatedWindowsAsAnObserverDoes)
{
    constexpr unsigned SEED = 7;
    std::mt19937 random(SEED);
    std::uniform_int_distribution<int64_t> periods(1, 5);
    std::uniform_int_distribution<uint32_t> lengths(1, 8);
    uint64_t violated = 0;
    for (int set = 0; set < 100; ++set)
    {
        std::vector<SlotStream> streams;
        for (int i = 0; i < 5; ++i)
        {
            const uint32_t length = lengths(random);
            const uint32_t losses = std::uniform_int_distribution<uint32_t>(0, length)(random);
            streams.push_back({{losses, length}, periods(random)});
        }
        SlotModel model(GetParam(), streams, SlotModel::PERIODIC);
        for (int slot = 0; slot < 500; ++slot)
        {
            model.Step();
        }
        for (StreamId id = 0; id < streams.size(); ++id)
        {
            const auto expected = static_cast<uint64_t>(CountViolatedWindows(model.At(id)));
            ASSERT_EQ(model.History(id).windowsViolated, expected)
                << "seed " << SEED << ", set " << set << ", stream " << id;
            violated += expected;
        }
    }
    EXPECT_GT(violated, 0U);
}

/**
 * Mok and Wang's finding: S1 = (y-1)/y with T = 1, S2 = S3 = 0/1 with T = L. For L = y = 20 the
 * utilisation is 0.15, and yet deadline-first misses every second deadline of S2 and S3.
 */
TEST(DwcsAlgorithm, DeadlineFirstFailsAtTheCounterExampleAndWindowFirstDoesNot)
{
    constexpr uint32_t WINDOW = 20;
    constexpr int64_t LONG_PERIOD = 20;
    constexpr int64_t LONG_PERIODS = 100;
    const std::vector<SlotStream> streams{{{WINDOW - 1, WINDOW}, 1},
                                          {{0, 1}, LONG_PERIOD},
                                          {{0, 1}, LONG_PERIOD}};
    SlotModel deadlineFirst(Precedence::DeadlineFirst, streams, SlotModel::PERIODIC);
    SlotModel windowFirst(Precedence::WindowFirst, streams, SlotModel::PERIODIC);
    for (int64_t slot = 0; slot < LONG_PERIOD * LONG_PERIODS; ++slot)
    {
        deadlineFirst.Step();
        windowFirst.Step();
    }
    for (StreamId id = 1; id <= 2; ++id)
    {
        const std::vector<bool>& missed = deadlineFirst.At(id).missed;
        ASSERT_EQ(missed.size(), static_cast<std::size_t>(LONG_PERIODS));
        for (std::size_t deadline = 1; deadline < missed.size(); ++deadline)
        {
            ASSERT_NE(missed[deadline], missed[deadline - 1])
                << "stream " << id + 1 << ", deadline " << deadline;
        }
    }
    for (StreamId id = 0; id <= 2; ++id)
    {
        EXPECT_EQ(windowFirst.History(id).violations, 0U) << "stream " << id + 1;
        EXPECT_EQ(CountViolatedWindows(windowFirst.At(id)), 0) << "stream " << id + 1;
    }
}

/** 0/0 is plain EDF: a random mix of arrivals, services and misses, both tables. */
TEST_P(DwcsTables, AreEarliestDeadlineFirstWithoutWindows)
{
    constexpr unsigned SEED = 3;
    constexpr StreamId STREAMS = 12;
    constexpr int STEPS = 20000;
    std::mt19937 random(SEED);
    std::uniform_int_distribution<int> deadlines(1, 40);
    DwcsAlgorithm algorithm(Knobs(GetParam()));

    // the reference: a list in the order of arrival
    struct Waiting
    {
        StreamId stream;
        Nanoseconds deadline;
    };

    std::vector<Waiting> waiting;
    for (StreamId id = 0; id < STREAMS; ++id)
    {
        algorithm.Open(id, {0, 0});
    }
    int served = 0;
    for (int step = 0; step < STEPS; ++step)
    {
        const StreamId id = static_cast<StreamId>(random()) % STREAMS;
        const bool waits = std::any_of(waiting.begin(), waiting.end(), [id](const Waiting& entry) {
            return entry.stream == id;
        });
        ASSERT_EQ(algorithm.IsActive(id), waits);
        if (!waits)
        {
            const Nanoseconds deadline{step + deadlines(random)};
            waiting.push_back({id, deadline});
            algorithm.Activate(id, deadline);
        }
        if (random() % 3 == 0 && !waiting.empty())
        {
            const auto first = std::min_element(
                waiting.begin(),
                waiting.end(),
                [](const Waiting& a, const Waiting& b) { return a.deadline < b.deadline; });
            ASSERT_EQ(algorithm.Best(), first->stream) << "seed " << SEED << ", step " << step;
            algorithm.Served(first->stream);
            algorithm.Deactivate(first->stream);
            waiting.erase(first);
            ++served;
        }
    }
    EXPECT_GT(served, STEPS / 4);
    EXPECT_EQ(Text(algorithm.Current(0)), "0/0");
    EXPECT_EQ(algorithm.HistoryOf(0).windowsCompleted, 0U);
}

/** A pair of head messages, and why the first one goes first. */
struct PrecedenceCase
{
    const char* rule;
    Precedence table;
    LossWindow firstWindow;
    int firstDeadline;
    LossWindow secondWindow;
    int secondDeadline;
};

class DwcsPrecedence : public testing::TestWithParam<PrecedenceCase>
{
};

constexpr auto DF = Precedence::DeadlineFirst;
constexpr auto WF = Precedence::WindowFirst;
constexpr uint32_t HUGE_WINDOW = std::numeric_limits<uint32_t>::max();

INSTANTIATE_TEST_SUITE_P(
    Rules,
    DwcsPrecedence,
    testing::Values(
        PrecedenceCase{"EarlierDeadline", DF, {3, 4}, 5, {0, 9}, 6},
        PrecedenceCase{"EqualDeadlinesSmallerRatio", DF, {1, 4}, 5, {1, 2}, 5},
        PrecedenceCase{"EqualDeadlinesZeroRatioBeforeOthers", DF, {0, 1}, 5, {1, 9}, 5},
        PrecedenceCase{"EqualDeadlinesZeroRatiosLargerDenominator", DF, {0, 9}, 5, {0, 5}, 5},
        PrecedenceCase{"ZeroOverZeroCountsAsZero", DF, {0, 0}, 5, {1, 9}, 5},
        PrecedenceCase{"EqualDeadlinesEqualRatiosSmallerNumerator", DF, {1, 2}, 5, {2, 4}, 5},
        PrecedenceCase{"RatiosAreExact",
                       DF,
                       {HUGE_WINDOW - 2, HUGE_WINDOW - 1},
                       5,
                       {HUGE_WINDOW - 1, HUGE_WINDOW},
                       5},
        PrecedenceCase{"WindowFirstSmallerRatio", WF, {1, 4}, 9, {1, 2}, 1},
        PrecedenceCase{"WindowFirstZeroRatioBeforeOthers", WF, {0, 1}, 9, {1, 9}, 1},
        PrecedenceCase{"WindowFirstEqualRatiosEarlierDeadline", WF, {2, 4}, 5, {1, 2}, 6},
        PrecedenceCase{"WindowFirstEqualAllSmallerNumerator", WF, {1, 2}, 5, {2, 4}, 5},
        PrecedenceCase{"WindowFirstZeroRatiosEqualDenominatorsEarlierDeadline",
                       WF,
                       {0, 9},
                       5,
                       {0, 9},
                       6},
        PrecedenceCase{"WindowFirstZeroRatiosLargerDenominator", WF, {0, 9}, 9, {0, 5}, 1}),
    [](const testing::TestParamInfo<PrecedenceCase>& made) { return made.param.rule; });

/** Neither the order of arrival nor the streams' numbers matter where a rule decides. */
TEST_P(DwcsPrecedence, DecidesWhateverTheOrderOfArrival)
{
    const PrecedenceCase& pair = GetParam();
    for (const StreamId first : {0U, 1U})
    {
        for (const bool firstArrivesFirst : {true, false})
        {
            const StreamId second = 1 - first;
            DwcsAlgorithm algorithm(Knobs(pair.table));
            algorithm.Open(first, pair.firstWindow);
            algorithm.Open(second, pair.secondWindow);
            if (firstArrivesFirst)
            {
                algorithm.Activate(first, Nanoseconds{pair.firstDeadline});
            }
            algorithm.Activate(second, Nanoseconds{pair.secondDeadline});
            if (!firstArrivesFirst)
            {
                algorithm.Activate(first, Nanoseconds{pair.firstDeadline});
            }
            EXPECT_EQ(algorithm.Best(), first);
        }
    }
}

TEST_P(DwcsTables, ServeEqualRanksFirstComeFirstServed)
{
    for (const LossWindow window : {LossWindow{0, 0}, LossWindow{0, 5}, LossWindow{2, 3}})
    {
        DwcsAlgorithm algorithm(Knobs(GetParam()));
        const std::vector<StreamId> arrivals{3, 0, 4, 1, 2};
        for (const StreamId id : arrivals)
        {
            algorithm.Open(id, window);
            algorithm.Activate(id, Nanoseconds{5});
        }
        for (const StreamId id : arrivals)
        {
            EXPECT_EQ(algorithm.Best(), id) << Text(window);
            algorithm.Deactivate(id);
        }
        EXPECT_TRUE(algorithm.IsIdle());
    }
}

/** One step of a window. */
struct UpdateCase
{
    const char* rule;
    LossWindow original;
    std::string events; //!< S served, M missed
    std::vector<const char*> windows;
    uint64_t violations;
};

class DwcsWindow : public testing::TestWithParam<UpdateCase>
{
};

INSTANTIATE_TEST_SUITE_P(
    Rules,
    DwcsWindow,
    testing::Values(
        UpdateCase{"ServiceShortensTheWindow", {1, 4}, "SS", {"1/3", "1/2"}, 0},
        UpdateCase{"ServiceOfAFullyTolerantRestUsesBoth", {1, 2}, "SS", {"1/1", "1/2"}, 0},
        UpdateCase{"ServicesEndAWindowWithoutTolerance", {0, 2}, "SS", {"0/1", "0/2"}, 0},
        UpdateCase{"AMissUsesTolerance", {2, 4}, "MM", {"1/3", "0/2"}, 0},
        UpdateCase{"MissesEndAWindow", {2, 2}, "MM", {"1/1", "2/2"}, 0},
        UpdateCase{"AViolationLiftsTheStream", {1, 3}, "MMM", {"0/2", "0/3", "0/4"}, 2},
        UpdateCase{"ServiceAfterAViolationRestores", {1, 3}, "MMS", {"0/2", "0/3", "1/3"}, 1},
        UpdateCase{"TheTagIsClearedByOneService", {1, 3}, "MMSS", {"0/2", "0/3", "1/3", "1/2"}, 1},
        UpdateCase{"ZeroOverZeroNeverChanges", {0, 0}, "MSMM", {"0/0", "0/0", "0/0", "0/0"}, 0},
        UpdateCase{"NoToleranceOfOne", {0, 1}, "SMS", {"0/1", "0/2", "0/1"}, 1}),
    [](const testing::TestParamInfo<UpdateCase>& made) { return made.param.rule; });

TEST_P(DwcsWindow, FollowsTheUpdateRules)
{
    const UpdateCase& update = GetParam();
    DwcsAlgorithm algorithm(Knobs(DF));
    algorithm.Open(0, update.original);
    for (std::size_t i = 0; i < update.events.size(); ++i)
    {
        const uint64_t violationsBefore = algorithm.HistoryOf(0).violations;
        algorithm.Activate(0, Nanoseconds{static_cast<int64_t>(i)});
        if (update.events[i] == 'S')
        {
            algorithm.Served(0);
        }
        else
        {
            const bool violated = algorithm.Missed(0);
            EXPECT_EQ(violated, algorithm.HistoryOf(0).violations > violationsBefore);
        }
        EXPECT_EQ(Text(algorithm.Current(0)), update.windows[i]) << "event " << i;
    }
    EXPECT_EQ(algorithm.HistoryOf(0).violations, update.violations);
    EXPECT_EQ(Text(algorithm.Original(0)), Text(update.original));
}

TEST(DwcsAlgorithm, AddsTheViolationIncrementToTheDenominator)
{
    constexpr uint32_t INCREMENT = 5;
    DwcsAlgorithm algorithm(Knobs(DF, INCREMENT));
    algorithm.Open(0, {0, 3});
    algorithm.Activate(0, SLOT);
    EXPECT_TRUE(algorithm.Missed(0));
    EXPECT_EQ(algorithm.Current(0).deadlines, 3 + INCREMENT);
}

/** Window and history of a stream, deadline by deadline as the rules say it: y' and everything that
 * is counted in 64 bits. */
class PlainWindow
{
  public:
    PlainWindow(LossWindow original, uint32_t increment)
        : m_original(original),
          m_increment(increment),
          m_losses(original.losses),
          m_deadlines(original.deadlines)
    {
    }

    /** A message is sent in time. */
    void Serve()
    {
        if (m_deadlines > m_losses)
        {
            --m_deadlines;
        }
        else if (m_losses > 0)
        {
            --m_losses;
            --m_deadlines;
        }
        if (m_tagged || (m_losses == 0 && m_deadlines == 0))
        {
            Restore();
        }
        m_tagged = false;
        Count(false);
    }

    /** A deadline passes. */
    void Miss()
    {
        if (m_losses > 0)
        {
            --m_losses;
            --m_deadlines;
            if (m_losses == 0 && m_deadlines == 0)
            {
                Restore();
            }
        }
        else if (m_deadlines > 0)
        {
            m_deadlines += m_increment;
            m_tagged = true;
            ++m_history.violations;
        }
        Count(true);
    }

    /** @return window and history in words */
    static std::string Describe(uint64_t losses,
                                uint64_t deadlines,
                                const DwcsAlgorithm::History& history)
    {
        return std::to_string(losses) + "/" + std::to_string(deadlines) + ", windows " +
               std::to_string(history.windowsCompleted) + ", violated " +
               std::to_string(history.windowsViolated) + ", violations " +
               std::to_string(history.violations);
    }

    /** @return the state in words */
    std::string Describe() const
    {
        return Describe(m_losses, m_deadlines, m_history);
    }

  private:
    void Restore()
    {
        m_losses = m_original.losses;
        m_deadlines = m_original.deadlines;
    }

    void Count(bool missed)
    {
        m_outcomes.push_back(missed);
        if (m_outcomes.size() == m_original.deadlines)
        {
            const auto misses = std::count(m_outcomes.begin(), m_outcomes.end(), true);
            ++m_history.windowsCompleted;
            m_history.windowsViolated += misses > int64_t{m_original.losses} ? 1 : 0;
            m_outcomes.clear();
        }
    }

    LossWindow m_original;            //!< x/y
    uint32_t m_increment;             //!< e
    uint64_t m_losses;                //!< x'
    uint64_t m_deadlines;             //!< y'
    bool m_tagged = false;            //!< violated since the last service
    DwcsAlgorithm::History m_history; //!< what happened
    std::vector<bool> m_outcomes;     //!< in the present fixed window
};

/** Many deadlines that pass at once change a window as they do one by one. */
TEST(DwcsAlgorithm, MissesManyDeadlinesAsOneByOne)
{
    constexpr unsigned SEED = 17;
    constexpr int WINDOWS = 300;
    std::mt19937 random(SEED);
    for (int window = 0; window < WINDOWS; ++window)
    {
        const auto length = static_cast<uint32_t>(random() % 9);
        const auto losses = static_cast<uint32_t>(random() % (length + 1));
        const uint32_t increment = window % 2 == 0 ? 1 : 5;
        SCOPED_TRACE("seed " + std::to_string(SEED) + ", window " + Text({losses, length}));
        DwcsAlgorithm algorithm(Knobs(DF, increment));
        algorithm.Open(0, {losses, length});
        PlainWindow plain({losses, length}, increment);
        for (int step = 0; step < 20; ++step)
        {
            for (auto served = random() % 6; served > 0; --served)
            {
                algorithm.Served(0);
                plain.Serve();
            }
            const uint64_t missed = 1 + random() % (step % 10 == 0 ? 10000 : 2 * length + 2);
            const uint64_t before = algorithm.HistoryOf(0).violations;
            const bool violated = algorithm.Missed(0, missed);
            for (uint64_t deadline = 0; deadline < missed; ++deadline)
            {
                plain.Miss();
            }
            const LossWindow current = algorithm.Current(0);
            const DwcsAlgorithm::History& history = algorithm.HistoryOf(0);
            ASSERT_EQ(PlainWindow::Describe(current.losses, current.deadlines, history),
                      plain.Describe())
                << "after " << missed << " misses";
            ASSERT_EQ(violated, history.violations > before);
        }
    }
}

/** More than could be counted one by one, and more than y' can hold. */
TEST(DwcsAlgorithm, MissesAnyNumberOfDeadlinesAtOnce)
{
    constexpr uint64_t DEADLINES = 3'000'000'000'000'000'000;
    DwcsAlgorithm algorithm(Knobs(DF, std::numeric_limits<uint32_t>::max()));
    algorithm.Open(0, {1, 3});
    EXPECT_TRUE(algorithm.Missed(0, DEADLINES));
    EXPECT_EQ(algorithm.Current(0), (LossWindow{0, std::numeric_limits<uint32_t>::max()}));
    EXPECT_EQ(algorithm.HistoryOf(0).violations, DEADLINES - 1);
    EXPECT_EQ(algorithm.HistoryOf(0).windowsCompleted, DEADLINES / 3);
    EXPECT_EQ(algorithm.HistoryOf(0).windowsViolated, DEADLINES / 3);
    EXPECT_TRUE(algorithm.Missed(0));
    EXPECT_EQ(algorithm.Current(0), (LossWindow{0, std::numeric_limits<uint32_t>::max()}));
    algorithm.Served(0);
    EXPECT_EQ(Text(algorithm.Current(0)), "1/3");
}

/** A deadline that was missed is not met by the service that comes after it. */
TEST_P(DwcsTables, CountTheDeadlineOfALateMessageOnce)
{
    DwcsAlgorithm algorithm(Knobs(GetParam()));
    algorithm.Open(0, {1, 3});
    algorithm.Missed(0);
    algorithm.ServedAfterMiss(0);
    EXPECT_EQ(Text(algorithm.Current(0)), "0/2") << "a tolerated miss, and nothing else";
    EXPECT_TRUE(algorithm.Missed(0));
    EXPECT_EQ(Text(algorithm.Current(0)), "0/3");
    algorithm.ServedAfterMiss(0);
    EXPECT_EQ(Text(algorithm.Current(0)), "1/3") << "the stream lost its precedence";
    EXPECT_EQ(algorithm.HistoryOf(0).windowsCompleted, 0U) << "two deadlines of three passed";
    algorithm.Served(0);
    EXPECT_EQ(algorithm.HistoryOf(0).windowsCompleted, 1U);
    EXPECT_EQ(algorithm.HistoryOf(0).windowsViolated, 1U);
}

TEST_P(DwcsTables, ApplyAChangeAtOnce)
{
    DwcsAlgorithm algorithm(Knobs(GetParam()));
    algorithm.Open(0, {1, 2});
    algorithm.Open(1, {1, 3});
    algorithm.Activate(0, SLOT);
    algorithm.Activate(1, SLOT);
    EXPECT_EQ(algorithm.Best(), 1U);
    algorithm.Change(0, {1, 9});
    EXPECT_EQ(Text(algorithm.Current(0)), "1/9");
    EXPECT_EQ(algorithm.Best(), 0U);
    EXPECT_EQ(algorithm.DeadlineOf(0), SLOT);

    // the violation tag is cleared, so that the next service does not restore the window
    algorithm.Change(1, {0, 4});
    algorithm.Missed(1);
    algorithm.Activate(1, SLOT);
    algorithm.Change(1, {0, 4});
    algorithm.Served(1);
    EXPECT_EQ(Text(algorithm.Current(1)), "0/3");
}

/** Two streams with one budget of 1/4, and a third one beside them. */
class DwcsSharedWindow : public testing::TestWithParam<Precedence>
{
  protected:
    DwcsSharedWindow()
    {
        m_algorithm.Open(FIRST, {0, 1});
        m_algorithm.Open(SECOND, {0, 1});
        m_algorithm.Open(OTHER, {1, 4});
        for (const StreamId id : {OTHER, FIRST, SECOND})
        {
            m_algorithm.Activate(id, SLOT);
        }
        m_algorithm.Share({FIRST, SECOND}, {1, 4});
    }

    static constexpr StreamId FIRST = 0;
    static constexpr StreamId SECOND = 1;
    static constexpr StreamId OTHER = 2;

    DwcsAlgorithm m_algorithm{Knobs(GetParam())};
};

INSTANTIATE_TEST_SUITE_P(Both, DwcsSharedWindow, testing::Values(DF, WF), TableName);

TEST_P(DwcsSharedWindow, IsSpentByEither)
{
    EXPECT_EQ(m_algorithm.Best(), OTHER) << "equal windows: first come, first served";
    EXPECT_FALSE(m_algorithm.Missed(FIRST));
    EXPECT_EQ(Text(m_algorithm.Current(SECOND)), "0/3");
    m_algorithm.Deactivate(FIRST);
    EXPECT_EQ(m_algorithm.Best(), SECOND) << "its budget is spent by the other one";
    EXPECT_TRUE(m_algorithm.Missed(SECOND)) << "one miss too many, though its own first";
}

TEST_P(DwcsSharedWindow, CountsTheDeadlinesOfAllItsStreams)
{
    m_algorithm.Served(FIRST);
    m_algorithm.Served(SECOND);
    m_algorithm.Missed(FIRST);
    EXPECT_EQ(m_algorithm.HistoryOf(SECOND).windowsCompleted, 0U);
    m_algorithm.Served(SECOND);
    EXPECT_EQ(m_algorithm.HistoryOf(FIRST).windowsCompleted, 1U);
    EXPECT_EQ(m_algorithm.HistoryOf(SECOND).windowsCompleted, 1U);
    EXPECT_EQ(m_algorithm.HistoryOf(SECOND).windowsViolated, 0U);
    EXPECT_EQ(m_algorithm.HistoryOf(OTHER).windowsCompleted, 0U);
}

TEST_P(DwcsSharedWindow, IsRestoredForAllByALateService)
{
    m_algorithm.Change(OTHER, {0, 5});
    m_algorithm.Change(FIRST, {0, 4});
    m_algorithm.Missed(FIRST, 2);
    m_algorithm.Deactivate(FIRST);
    EXPECT_EQ(m_algorithm.Best(), SECOND) << "0/6";
    m_algorithm.ServedAfterMiss(FIRST);
    EXPECT_EQ(Text(m_algorithm.Current(SECOND)), "0/4");
    EXPECT_EQ(m_algorithm.Best(), OTHER);
}

TEST_P(DwcsSharedWindow, ChangesForAll)
{
    m_algorithm.Change(FIRST, {1, 9});
    EXPECT_EQ(Text(m_algorithm.Current(SECOND)), "1/9");
    m_algorithm.Deactivate(FIRST);
    EXPECT_EQ(m_algorithm.Best(), SECOND);
}

/** The window stays until its last stream is closed, and then is used again. */
TEST_P(DwcsSharedWindow, OutlivesOneOfItsStreams)
{
    m_algorithm.Close(FIRST);
    EXPECT_EQ(Text(m_algorithm.Current(SECOND)), "1/4");
    m_algorithm.Open(FIRST, {2, 7});
    EXPECT_EQ(Text(m_algorithm.Current(SECOND)), "1/4");
    EXPECT_EQ(Text(m_algorithm.Current(FIRST)), "2/7");
    m_algorithm.Close(SECOND);
    m_algorithm.Open(SECOND, {3, 8});
    m_algorithm.Missed(SECOND);
    EXPECT_EQ(Text(m_algorithm.Current(FIRST)), "2/7");
    EXPECT_EQ(Text(m_algorithm.Current(SECOND)), "2/7");
}

/** A stream that comes back gets a fresh window, history and place in the order. */
TEST_P(DwcsTables, ReuseAStreamNumberFromTheBeginning)
{
    DwcsAlgorithm algorithm(Knobs(GetParam()));
    algorithm.Open(0, {0, 2});
    algorithm.Open(1, {0, 2});
    algorithm.Activate(0, SLOT);
    algorithm.Activate(1, SLOT);
    algorithm.Missed(0);
    algorithm.Close(0);
    EXPECT_FALSE(algorithm.IsActive(0));
    algorithm.Open(0, {0, 2});
    EXPECT_EQ(algorithm.HistoryOf(0).violations, 0U);
    algorithm.Activate(0, SLOT);
    EXPECT_EQ(algorithm.Best(), 1U) << "it waits longer";
}

} // namespace
} // namespace qos
} // namespace ns3
