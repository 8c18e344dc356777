/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/feedback-collector.h"
#include "ns3/sent-window.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** How badly a path treats datagrams and reports. */
struct PathParams
{
    double loss = 0;            //!< share of datagrams that are lost
    double reportLoss = 0;      //!< share of reports that are lost
    double duplication = 0;     //!< share of datagrams and reports that arrive twice
    Nanoseconds delay = 50ms;   //!< one way
    Nanoseconds jitter{0};      //!< up to so much more, so that datagrams overtake each other
    Nanoseconds interval = 2ms; //!< between two datagrams
    FeedbackPolicy policy;      //!< of the receiver
};

/** A sender and a receiver at the two ends of a path, and what really happened there. */
class Path
{
  public:
    Path(const PathParams& params, uint32_t seed)
        : m_params(params),
          m_random(seed),
          m_window(params.policy.delay),
          m_collector(params.policy)
    {
    }

    /**
     * Send, and let time pass until nothing happens any more.
     * @param datagrams how many are sent
     */
    void Run(uint32_t datagrams)
    {
        for (uint32_t i = 0; i < datagrams; ++i)
        {
            At(i * m_params.interval, [this] { Send(); });
        }
        while (!m_events.empty() || m_window.TimeoutAt() != FOREVER)
        {
            if (m_events.empty() || m_window.TimeoutAt() <= m_events.begin()->first)
            {
                m_now = std::max(m_now, m_window.TimeoutAt());
                Note(m_window.CheckTimeout(m_now));
                continue;
            }
            const auto event = m_events.extract(m_events.begin());
            m_now = event.key();
            event.mapped()();
        }
    }

    const SentWindowCounters& Counters() const
    {
        return m_window.Counters();
    }

    /** @return bytes that really arrived */
    uint64_t ArrivedBytes() const
    {
        return m_arrivedBytes;
    }

    /** @return datagrams that really were lost */
    uint64_t Dropped() const
    {
        return m_dropped;
    }

    /** @return the sum of all that was told to the Congestion Manager */
    const CmFeedback& Told() const
    {
        return m_told;
    }

    /** @return the most that the receiver remembered at a time */
    std::size_t MostRemembered() const
    {
        return m_mostRemembered;
    }

    /** @return the shortest and the longest round-trip time that was told */
    std::pair<Nanoseconds, Nanoseconds> Rtts() const
    {
        return {m_shortest, m_longest};
    }

  private:
    void At(Nanoseconds time, std::function<void()> what)
    {
        m_events.emplace(time, std::move(what));
    }

    bool Happens(double probability)
    {
        return std::uniform_real_distribution<double>(0, 1)(m_random) < probability;
    }

    Nanoseconds Delay()
    {
        const auto jitter =
            static_cast<int64_t>(std::uniform_real_distribution<double>(0, 1)(m_random) *
                                 static_cast<double>(m_params.jitter.count()));
        return m_params.delay + Nanoseconds{jitter};
    }

    void Send()
    {
        const auto bytes = static_cast<uint32_t>(100 + m_random() % 1300);
        const DataStamp stamp = m_window.Send(bytes, static_cast<uint32_t>(m_random()), m_now);
        if (Happens(m_params.loss))
        {
            ++m_dropped;
            return;
        }
        m_arrivedBytes += bytes;
        for (int copies = Happens(m_params.duplication) ? 2 : 1; copies > 0; --copies)
        {
            At(m_now + Delay(), [this, stamp, bytes] { Arrive(stamp, bytes); });
        }
    }

    void Arrive(const DataStamp& stamp, uint32_t bytes)
    {
        m_collector.Arrive(stamp, bytes, false, m_now);
        m_mostRemembered = std::max(m_mostRemembered, m_collector.Remembered());
        const Nanoseconds due = m_collector.ReportDue();
        if (due <= m_now)
        {
            Report();
        }
        else if (due != FOREVER)
        {
            At(due, [this] {
                if (m_collector.ReportDue() <= m_now)
                {
                    Report();
                }
            });
        }
    }

    void Report()
    {
        const FeedbackReport report = m_collector.Report(m_now);
        EXPECT_TRUE(report.IsWellFormed());
        if (Happens(m_params.reportLoss))
        {
            return;
        }
        for (int copies = Happens(m_params.duplication) ? 2 : 1; copies > 0; --copies)
        {
            At(m_now + Delay(), [this, report] { Note(m_window.Receive(report, m_now)); });
        }
    }

    void Note(const std::optional<CmFeedback>& feedback)
    {
        if (!feedback)
        {
            return;
        }
        EXPECT_LE(feedback->received, feedback->sent);
        m_told.sent += feedback->sent;
        m_told.received += feedback->received;
        if (feedback->rtt != CM_NO_RTT)
        {
            m_shortest = std::min(m_shortest, feedback->rtt);
            m_longest = std::max(m_longest, feedback->rtt);
        }
    }

    PathParams m_params;
    std::mt19937 m_random;
    SentWindow m_window;
    FeedbackCollector m_collector;
    std::multimap<Nanoseconds, std::function<void()>> m_events;
    Nanoseconds m_now{0};
    uint64_t m_arrivedBytes = 0;
    uint64_t m_dropped = 0;
    std::size_t m_mostRemembered = 0;
    CmFeedback m_told;
    Nanoseconds m_shortest = FOREVER;
    Nanoseconds m_longest{0};
};

constexpr uint32_t DATAGRAMS = 2000;
constexpr uint32_t FIRST_SEED = 30001;
constexpr uint32_t SEEDS = 20;

/**
 * @param params of a path
 * @param check looks at it after a run, with every seed
 */
void
ForEverySeed(const PathParams& params, const std::function<void(const Path&)>& check)
{
    for (uint32_t seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; ++seed)
    {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Path path(params, seed);
        path.Run(DATAGRAMS);
        EXPECT_EQ(path.Counters().sent, DATAGRAMS);
        EXPECT_EQ(path.Counters().received + path.Counters().lost, DATAGRAMS);
        EXPECT_EQ(path.Counters().receivedBytes + path.Counters().lostBytes,
                  path.Counters().sentBytes);
        EXPECT_EQ(path.Told().sent, path.Counters().sentBytes) << "everything is told once";
        EXPECT_EQ(path.Told().received, path.Counters().receivedBytes);
        EXPECT_LE(path.Counters().receivedBytes, path.ArrivedBytes());
        EXPECT_EQ(path.Counters().untrue, 0U) << "an honest receiver is never blamed";
        EXPECT_EQ(path.Counters().impossible, 0U);
        check(path);
    }
}

TEST(FeedbackPath, WithoutTroubleEverythingIsReceivedInOneRoundTrip)
{
    ForEverySeed({}, [](const Path& path) {
        EXPECT_EQ(path.Counters().received, DATAGRAMS);
        EXPECT_EQ(path.Counters().timeouts, 0U);
        EXPECT_EQ(path.Rtts(), std::make_pair(Nanoseconds{100ms}, Nanoseconds{100ms}));
        // those that were sent in the round trip before a confirmation comes, and one more
        EXPECT_LE(path.MostRemembered(), 51U);
    });
}

TEST(FeedbackPath, WhatIsLostIsKnownExactly)
{
    PathParams params;
    params.loss = 0.1;
    ForEverySeed(params, [](const Path& path) {
        EXPECT_EQ(path.Counters().lost, path.Dropped());
        EXPECT_EQ(path.Counters().receivedBytes, path.ArrivedBytes());
    });
}

TEST(FeedbackPath, CopiesChangeNothing)
{
    PathParams params;
    params.loss = 0.1;
    params.duplication = 0.3;
    ForEverySeed(params, [](const Path& path) {
        EXPECT_EQ(path.Counters().lost, path.Dropped());
        EXPECT_EQ(path.Counters().receivedBytes, path.ArrivedBytes());
    });
}

TEST(FeedbackPath, ReorderingOfLessThanThreeDatagramsIsNoLoss)
{
    PathParams params;
    params.jitter = 2 * params.interval; // at most two datagrams are sent in this time
    ForEverySeed(params, [](const Path& path) {
        EXPECT_EQ(path.Counters().lost, 0U);
        EXPECT_EQ(path.Counters().receivedBytes, path.ArrivedBytes());
    });
}

TEST(FeedbackPath, LostReportsCostNothingWhileLaterOnesArrive)
{
    PathParams params;
    params.loss = 0.05;
    params.reportLoss = 0.5;
    ForEverySeed(params, [](const Path& path) {
        // the reports on the last datagrams may all be lost
        constexpr uint64_t LAST = 12;
        EXPECT_LE(path.Counters().lost, path.Dropped() + LAST);
        EXPECT_GE(path.Counters().lost, path.Dropped());
        EXPECT_LE(path.Counters().timeouts, 2U);
    });
}

TEST(FeedbackPath, DelayedReportsSayTheSame)
{
    PathParams params;
    params.loss = 0.1;
    params.policy = {100, 500ms};
    ForEverySeed(params, [](const Path& path) {
        EXPECT_EQ(path.Counters().lost, path.Dropped());
        EXPECT_EQ(path.Counters().receivedBytes, path.ArrivedBytes());
        EXPECT_LE(path.Counters().reports, DATAGRAMS / 50U);
        EXPECT_EQ(path.Rtts(), std::make_pair(Nanoseconds{100ms}, Nanoseconds{100ms}))
            << "the time that a report was held does not count";
    });
}

TEST(FeedbackPath, NothingIsForgottenOnTheWorstOfPaths)
{
    PathParams params;
    params.loss = 0.3;
    params.reportLoss = 0.6;
    params.duplication = 0.3;
    params.jitter = 40ms;
    for (const FeedbackPolicy& policy :
         {FeedbackPolicy{1, 0ms}, FeedbackPolicy{2, 40ms}, FeedbackPolicy{500, 2s}})
    {
        params.policy = policy;
        ForEverySeed(params, [](const Path& /* path */) {});
    }
}

} // namespace
} // namespace qos
} // namespace ns3
