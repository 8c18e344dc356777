/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-driver.h"

#include "ns3/cbq-scheduler.h"

#include <cmath>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint64_t MEGA = 1000000;                              //!< bit/s
constexpr Bitrate LINK = Bitrate::FromBitsPerSecond(10 * MEGA); //!< rate of all links here

/**
 * @param megabits rate in Mbit/s
 * @param priority the priority
 * @return attributes of a class
 */
CbqAttributes
Share(double megabits, uint32_t priority = 3)
{
    CbqAttributes attributes;
    attributes.rate = Bitrate::FromBitsPerSecond(static_cast<uint64_t>(megabits * MEGA));
    attributes.priority = priority;
    return attributes;
}

/**
 * @param attributes attributes of a class
 * @return the same, bounded
 */
CbqAttributes
Bounded(CbqAttributes attributes)
{
    attributes.bounded = true;
    return attributes;
}

/** The numbers of the notes: 10 Mbit/s, a class with a fifth of it, 1000 bytes. */
class Estimator : public testing::Test
{
  protected:
    Estimator()
    {
        m_params.link = LINK;
        m_params.rate = Bitrate::FromBitsPerSecond(2 * MEGA);
        m_estimator.ChangeParams(m_params);
    }

    CbqEstimatorParams m_params; //!< the parameters
    CbqEstimator m_estimator;    //!< what is tested
};

TEST_F(Estimator, GivesThePublishedNumber)
{
    const Nanoseconds end = 800us;
    m_estimator.Sent(1000, end);
    EXPECT_EQ(m_estimator.AverageIdle(), -200us);
    EXPECT_EQ(m_estimator.Undertime(), end + 3200us + 3000us);
    EXPECT_TRUE(m_estimator.IsOverlimit(end + 6199us));
    EXPECT_FALSE(m_estimator.IsOverlimit(end + 6200us));
}

TEST_F(Estimator, EarnsAtMostTheMaximumBurst)
{
    EXPECT_NEAR(static_cast<double>(m_estimator.MaxIdle().count()), 8.434e6, 1e3);
    Nanoseconds now = 100s;
    m_estimator.Sent(1000, now);
    int packets = 1;
    for (; !m_estimator.IsOverlimit(now); ++packets)
    {
        now += 800us;
        m_estimator.Sent(1000, now);
    }
    EXPECT_NEAR(packets, 21, 1) << "the one that ended the idleness, and maxburst";
}

TEST_F(Estimator, PutsOffARefusedClassOnce)
{
    m_params.minBurst = 4;
    m_estimator.ChangeParams(m_params);
    // 3.2 ms (1 + ((16/15)^3 - 1) 16)
    EXPECT_NEAR(static_cast<double>(m_estimator.OffTime().count()), 14.139e6, 1e4);
    m_estimator.Sent(1000, 800us);
    const Nanoseconds before = m_estimator.Undertime();
    m_estimator.Delay();
    EXPECT_EQ(m_estimator.Undertime(), before + m_estimator.OffTime() + 3000us);
    m_estimator.Delay();
    EXPECT_EQ(m_estimator.Undertime(), before + m_estimator.OffTime() + 3000us);
}

/** What was sent in one go counts as if the new rate had held from the beginning. */
TEST_F(Estimator, CountsWhatWasSentByTheNewRate)
{
    for (const uint64_t rate : {uint64_t{1000}, MEGA, 2 * MEGA, 5 * MEGA, 10 * MEGA})
    {
        for (const bool isRefused : {false, true})
        {
            CbqEstimatorParams params = m_params;
            params.rate = Bitrate::FromBitsPerSecond(rate);
            params.minBurst = 2;
            CbqEstimator fresh;
            fresh.ChangeParams(params);
            CbqEstimator changed;
            changed.ChangeParams(m_params);
            for (CbqEstimator* estimator : {&fresh, &changed})
            {
                estimator->Sent(1000, 800us);
                estimator->Sent(500, 1200us);
                if (isRefused)
                {
                    estimator->Delay();
                }
            }
            changed.ChangeParams(params);
            const auto expectEqual = [&](Nanoseconds (CbqEstimator::*figure)() const) {
                const auto expected = static_cast<double>((fresh.*figure)().count());
                EXPECT_NEAR(static_cast<double>((changed.*figure)().count()),
                            expected,
                            100 + std::abs(expected) * 1e-6)
                    << "in ns, at " << rate << " bit/s";
            };
            expectEqual(&CbqEstimator::AverageIdle);
            expectEqual(&CbqEstimator::Undertime);
            changed.Delay();
            fresh.Delay();
            expectEqual(&CbqEstimator::Undertime); // put off once, before or after
        }
    }
}

TEST_F(Estimator, IsNotChangedByTheSameParameters)
{
    m_estimator.Sent(1000, 800us);
    m_estimator.Sent(777, 1500us);
    m_estimator.Delay();
    const Nanoseconds average = m_estimator.AverageIdle();
    const Nanoseconds undertime = m_estimator.Undertime();
    m_estimator.ChangeParams(m_params);
    EXPECT_EQ(m_estimator.AverageIdle(), average);
    EXPECT_EQ(m_estimator.Undertime(), undertime);
}

TEST_F(Estimator, KeepsTheIdlenessThatWasEarnedUpToTheNewLimit)
{
    m_estimator.Sent(1000, 100s);
    EXPECT_EQ(m_estimator.AverageIdle(), m_estimator.MaxIdle());
    m_params.rate = Bitrate::FromBitsPerSecond(5 * MEGA);
    const Nanoseconds before = m_estimator.MaxIdle();
    m_estimator.ChangeParams(m_params);
    EXPECT_LT(m_estimator.MaxIdle(), before);
    EXPECT_EQ(m_estimator.AverageIdle(), m_estimator.MaxIdle());
    EXPECT_FALSE(m_estimator.IsOverlimit(100s));
}

/** A scheduler on a link of 10 Mbit/s, and who sends over it. */
class Cbq : public testing::Test
{
  protected:
    /** Make the scheduler. */
    void Start(const CbqOptions& options = CbqOptions())
    {
        SchedulerSetup setup;
        setup.link = LINK;
        m_scheduler = std::make_unique<CbqScheduler>(setup, options);
        m_driver = std::make_unique<SchedulerDriver>(*m_scheduler, LINK);
    }

    /** @return a new stream */
    StreamId Add(const CbqAttributes& attributes)
    {
        return m_scheduler->AddStream(attributes, m_driver->Now());
    }

    /** @return a figure of qinfo */
    double Figure(StreamId stream, const std::string& name) const
    {
        for (const auto& [known, value] : m_scheduler->Specifics(stream))
        {
            if (known == name)
            {
                return value;
            }
        }
        ADD_FAILURE() << "no figure " << name;
        return 0;
    }

    std::unique_ptr<CbqScheduler> m_scheduler; //!< what is tested
    std::unique_ptr<SchedulerDriver> m_driver; //!< serves it
};

TEST_F(Cbq, SplitsTheLinkByRates)
{
    for (const CbqSharing sharing :
         {CbqSharing::Formal, CbqSharing::AncestorOnly, CbqSharing::TopLevel})
    {
        CbqOptions options;
        options.sharing = sharing;
        Start(options);
        const StreamId six = Add(Share(6));
        const StreamId four = Add(Share(4));
        m_driver->KeepBacklogged(six, 1000);
        m_driver->KeepBacklogged(four, 1000);
        m_driver->RunUntil(20s);
        EXPECT_NEAR(m_driver->ShareOf(six, 1s), 0.6, 0.6 * 0.05);
        EXPECT_NEAR(m_driver->ShareOf(four, 1s), 0.4, 0.4 * 0.05);
        EXPECT_EQ(m_driver->Sent().size(), 25000U) << "the link is never idle";
    }
}

TEST_F(Cbq, SplitsTheLinkByRatesWhateverTheSizes)
{
    Start();
    const StreamId six = Add(Share(6));
    const StreamId four = Add(Share(4));
    m_driver->KeepBacklogged(six, 200);
    m_driver->KeepBacklogged(four, 1500);
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(six, 1s), 0.6, 0.6 * 0.05);
}

TEST_F(Cbq, SplitsByWeightsWhereTheyAreGiven)
{
    Start();
    CbqAttributes attributes = Share(1);
    attributes.weight = 3;
    const StreamId three = Add(attributes);
    attributes.weight = 1;
    const StreamId one = Add(attributes);
    m_driver->KeepBacklogged(three, 1000);
    m_driver->KeepBacklogged(one, 1000);
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(three, 1s), 0.75, 0.75 * 0.05);
}

/** A class whose quantum is far below a packet is neither starved nor in debt for ever. */
TEST_F(Cbq, KeepsExtremeWeights)
{
    CbqOptions options;
    options.sharing = CbqSharing::AncestorOnly; // the others give the light one its rate
    Start(options);
    CbqAttributes attributes = Share(1);
    attributes.weight = 1000;
    const StreamId heavy = Add(attributes);
    attributes.weight = 1;
    const StreamId light = Add(attributes);
    m_driver->KeepBacklogged(light, 1500);
    m_driver->RunUntil(10s);
    EXPECT_GT(Figure(light, "deficit_bytes"), -1500);
    m_driver->StopRefills(light);
    m_driver->KeepBacklogged(heavy, 1500);
    m_driver->RunUntil(11s);
    m_driver->KeepBacklogged(light, 1500);
    m_driver->RunUntil(40s);
    EXPECT_NEAR(m_driver->ShareOf(light, 12s), 1.0 / 1001, 0.0002);
}

TEST_F(Cbq, ServesTheHigherPriorityFirst)
{
    Start();
    const StreamId first = Add(Share(5, 0));
    const StreamId second = Add(Share(5, 1));
    m_driver->At(0ns, second, 1000, 3);
    m_driver->At(0ns, first, 1000, 3);
    m_driver->RunUntil(4ms);
    EXPECT_EQ(m_driver->Sent().front().stream, first);
}

/** The parameter is the seed. */
class CbqBounded : public testing::TestWithParam<uint32_t>
{
};

TEST_P(CbqBounded, NeverExceedsItsRateByMoreThanItsBurst)
{
    constexpr uint32_t BYTES = 1000;
    constexpr uint32_t MAX_BURST = 10;
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    std::mt19937 random(GetParam());
    SchedulerSetup setup;
    setup.link = LINK;
    setup.limits.streamPackets = 0;
    CbqScheduler scheduler(setup, CbqOptions());
    CbqAttributes attributes = Bounded(Share(2));
    attributes.maxburst = MAX_BURST;
    const StreamId stream = scheduler.AddStream(attributes, 0ns);
    SchedulerDriver driver(scheduler, LINK);
    Nanoseconds when{0};
    for (int burst = 0; burst < 200; ++burst)
    {
        driver.At(when, stream, BYTES, static_cast<int>(random() % 40 + 1));
        if (random() % 2 == 0)
        {
            driver.At(when, BEST_EFFORT, 1500, static_cast<int>(random() % 40));
        }
        when += Nanoseconds{static_cast<int64_t>(random() % 200) * 1000000};
    }
    driver.RunUntil(when + 20s);
    // over every interval: sent <= rate * duration + maxburst
    double least = 0; // of sent - rate * time, before any packet
    double sent = 0;
    double excess = 0;
    for (const SentPacket& packet : driver.Sent())
    {
        if (packet.stream == stream)
        {
            const double atStart = std::chrono::duration<double>(packet.start).count() * 250000;
            const double atEnd = std::chrono::duration<double>(packet.end).count() * 250000;
            least = std::min(least, sent - atStart);
            sent += packet.bytes;
            excess = std::max(excess, sent - atEnd - least);
        }
    }
    EXPECT_LE(excess, (MAX_BURST + 1) * BYTES);
    EXPECT_GE(excess, MAX_BURST / 2 * BYTES) << "the run is too tame to say anything";
    EXPECT_EQ(scheduler.BacklogPackets(), 0U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, CbqBounded, testing::Range(1U, 51U));

TEST_F(Cbq, GivesABoundedClassItsRateAndLeavesTheRestIdle)
{
    Start();
    const StreamId stream = Add(Bounded(Share(2)));
    m_driver->KeepBacklogged(stream, 1000);
    m_driver->RunUntil(20s);
    EXPECT_NEAR(static_cast<double>(m_driver->BytesOf(stream, 1s)),
                19 * 250000,
                19 * 250000 * 0.02);
    EXPECT_GT(Figure(stream, "refusals"), 0);
}

TEST_F(Cbq, TellsWhenARegulatedClassMaySend)
{
    Start();
    const StreamId stream = Add(Bounded(Share(2)));
    PacketArrival arrival;
    arrival.stream = stream;
    arrival.bytes = 1000;
    m_scheduler->Enqueue(arrival, 0ns);
    ++arrival.message;
    m_scheduler->Enqueue(arrival, 0ns);
    EXPECT_EQ(m_scheduler->NextEligibleTime(), FOREVER) << "it may send at once";
    EXPECT_TRUE(m_scheduler->Dequeue(0ns));
    EXPECT_FALSE(m_scheduler->Dequeue(800us));
    const Nanoseconds eligible = m_scheduler->NextEligibleTime();
    EXPECT_EQ(eligible, 800us + 6200us + 3000us) << "undertime, put off once";
    EXPECT_FALSE(m_scheduler->Dequeue(eligible - 1ns));
    EXPECT_TRUE(m_scheduler->Dequeue(eligible));
    EXPECT_EQ(m_scheduler->NextEligibleTime(), FOREVER) << "nothing waits";
}

TEST_F(Cbq, LetsUnboundedSiblingsBorrowInProportion)
{
    Start();
    Add(Share(5)); // idle
    const StreamId three = Add(Share(3));
    const StreamId one = Add(Share(1));
    const StreamId bounded = Add(Bounded(Share(1)));
    for (const StreamId stream : {three, one, bounded})
    {
        m_driver->KeepBacklogged(stream, 1000);
    }
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(bounded, 1s), 0.1, 0.1 * 0.05);
    EXPECT_NEAR(m_driver->ShareOf(three, 1s), 0.9 * 0.75, 0.9 * 0.75 * 0.05);
    EXPECT_NEAR(m_driver->ShareOf(one, 1s), 0.9 * 0.25, 0.9 * 0.25 * 0.05);
    EXPECT_GT(Figure(three, "borrowed_packets"), 1000);
    EXPECT_EQ(Figure(bounded, "borrowed_packets"), 0);
}

TEST_F(Cbq, KeepsWhatAnIsolatedClassLeaves)
{
    Start();
    CbqAttributes attributes = Bounded(Share(4));
    attributes.isolated = true;
    const StreamId isolated = Add(attributes);
    const StreamId other = Add(Share(2));
    m_driver->KeepBacklogged(other, 1000);
    m_driver->RunUntil(10s);
    const double rate = static_cast<double>(m_driver->BytesOf(other, 1s)) * 8 / 9 / MEGA;
    EXPECT_NEAR(rate, 6, 6 * 0.05) << "all but the rate of the isolated class";
    m_driver->KeepBacklogged(isolated, 1000);
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(isolated, 11s), 0.4, 0.4 * 0.05);
    m_scheduler->RemoveStream(isolated, m_driver->Now());
    m_driver->StopRefills(isolated);
    m_driver->RunUntil(30s);
    const double alone = static_cast<double>(m_driver->BytesOf(other, 21s)) * 8 / 9 / MEGA;
    EXPECT_NEAR(alone, 10, 0.1) << "with its owner the reservation is gone";
}

/**
 * A tree of two agencies:
 *
 *              link 10
 *              /      \
 *           a 7        b 3
 *          /   \        |
 *      a1 5    a2 2    b1 3
 */
class CbqTree : public Cbq
{
  protected:
    /** Make the scheduler and its streams. */
    void Plant(CbqSharing sharing)
    {
        CbqOptions options;
        options.sharing = sharing;
        options.classes.push_back({"a", Share(7)});
        options.classes.push_back({"b", Share(3)});
        Start(options);
        CbqAttributes attributes = Share(5);
        attributes.parent = "a";
        m_a1 = Add(attributes);
        attributes.rate = Share(2).rate;
        m_a2 = Add(attributes);
        attributes.rate = Share(3).rate;
        attributes.parent = "b";
        m_b1 = Add(attributes);
    }

    StreamId m_a1 = 0; //!< 5 Mbit/s in a
    StreamId m_a2 = 0; //!< 2 Mbit/s in a
    StreamId m_b1 = 0; //!< 3 Mbit/s in b
};

TEST_F(CbqTree, KeepsTheBandwidthOfAnIdleClassInItsAgency)
{
    for (const CbqSharing sharing : {CbqSharing::Formal, CbqSharing::TopLevel})
    {
        Plant(sharing);
        m_driver->KeepBacklogged(m_a2, 1000);
        m_driver->KeepBacklogged(m_b1, 1000);
        m_driver->RunUntil(20s);
        EXPECT_NEAR(m_driver->ShareOf(m_a2, 2s), 0.7, 0.7 * 0.05)
            << "sharing " << static_cast<int>(sharing);
        EXPECT_NEAR(m_driver->ShareOf(m_b1, 2s), 0.3, 0.3 * 0.05)
            << "sharing " << static_cast<int>(sharing);
    }
}

TEST_F(CbqTree, GivesEveryoneTheOwnShareWhenAllSend)
{
    Plant(CbqSharing::TopLevel);
    for (const StreamId stream : {m_a1, m_a2, m_b1})
    {
        m_driver->KeepBacklogged(stream, 1000);
    }
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(m_a1, 1s), 0.5, 0.5 * 0.05);
    EXPECT_NEAR(m_driver->ShareOf(m_a2, 1s), 0.2, 0.2 * 0.05);
    EXPECT_NEAR(m_driver->ShareOf(m_b1, 1s), 0.3, 0.3 * 0.05);
}

/** The parameters are the rule and the share that it gives to the class of low priority. */
class CbqPriority : public Cbq, public testing::WithParamInterface<std::pair<CbqSharing, double>>
{
};

/** A class of high priority and a small share must not borrow while another one is below its own
 * share. */
TEST_P(CbqPriority, DecidesWhetherPriorityCanTakeTheShareOfAnother)
{
    CbqOptions options;
    options.sharing = GetParam().first;
    Start(options);
    const StreamId urgent = Add(Share(2, 0));
    const StreamId patient = Add(Share(8, 1));
    m_driver->KeepBacklogged(urgent, 1000);
    m_driver->KeepBacklogged(patient, 1000);
    // its packets arrive at its own pace, whatever it is allowed to send
    for (Nanoseconds when{0}; when < 20s; when += 1ms)
    {
        m_driver->At(when, patient, 1000);
    }
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(patient, 1s), GetParam().second, 0.05);
}

INSTANTIATE_TEST_SUITE_P(Sharing,
                         CbqPriority,
                         testing::Values(std::pair(CbqSharing::Formal, 0.8),
                                         std::pair(CbqSharing::TopLevel, 0.8),
                                         std::pair(CbqSharing::AncestorOnly, 0.0)));

TEST_F(Cbq, HasAClassForBestEffort)
{
    Start();
    const StreamId stream = Add(Share(9));
    m_driver->KeepBacklogged(stream, 1000);
    m_driver->KeepBacklogged(BEST_EFFORT, 1000);
    m_driver->RunUntil(20s);
    EXPECT_NEAR(m_driver->ShareOf(BEST_EFFORT, 1s), 0.1, 0.1 * 0.1) << "a tenth by default";
    EXPECT_EQ(m_driver->Sent().size(), 25000U);
}

TEST_F(Cbq, IsWorkConservingForBestEffortAlone)
{
    Start();
    m_driver->KeepBacklogged(BEST_EFFORT, 1000);
    m_driver->RunUntil(1s);
    EXPECT_EQ(m_driver->Sent().size(), 1250U);
}

/** Rates in kbit/s before and after a change. */
class CbqChange : public Cbq, public testing::WithParamInterface<std::pair<uint64_t, uint64_t>>
{
};

INSTANTIATE_TEST_SUITE_P(Rates,
                         CbqChange,
                         testing::Values(std::pair(1, 5000),
                                         std::pair(20, 9000),
                                         std::pair(2000, 5000),
                                         std::pair(5000, 500),
                                         std::pair(9000, 100)));

/** A class that waits for its old rate must not go on doing so. */
TEST_P(CbqChange, AppliesANewRateAtOnce)
{
    constexpr double SECONDS = 2;
    const auto rateOf = [](uint64_t kilobits) {
        return Bounded(Share(static_cast<double>(kilobits) / 1000));
    };
    Start();
    const StreamId stream = Add(rateOf(GetParam().first));
    m_driver->KeepBacklogged(stream, 1000);
    m_driver->RunUntil(10s);
    const Nanoseconds change = m_driver->Now();
    m_scheduler->ChangeStream(stream, rateOf(GetParam().second), change);
    m_driver->RunUntil(change + 2s);
    const double expected = static_cast<double>(GetParam().second) * 1000 / 8 * SECONDS;
    EXPECT_NEAR(static_cast<double>(m_driver->BytesOf(stream, change)),
                expected,
                expected * 0.02 + 1000);
}

TEST_F(Cbq, SendsWhatWaitedWhenItsRateIsRaised)
{
    constexpr int PACKETS = 10;
    Start();
    CbqAttributes attributes = Bounded(Share(0.001));
    attributes.maxburst = 1;
    const StreamId stream = Add(attributes);
    m_driver->At(0s, stream, 1000, PACKETS);
    m_driver->RunUntil(1s);
    EXPECT_EQ(m_driver->Sent().size(), 1U) << "the next one is due in many seconds";
    attributes.rate = Share(5).rate;
    m_scheduler->ChangeStream(stream, attributes, m_driver->Now());
    m_driver->RunUntil(1s + PACKETS * 1600us);
    EXPECT_EQ(m_driver->Sent().size(), std::size_t{PACKETS});
}

/** What a closed isolated class kept for itself can be lent at once. */
TEST_F(Cbq, LendsWhatAnIsolatedClassLeavesWhenItIsClosed)
{
    Start();
    CbqAttributes attributes = Share(9.999);
    attributes.isolated = true;
    const StreamId isolated = Add(attributes);
    const StreamId other = Add(Share(0.001));
    m_driver->KeepBacklogged(other, 1000);
    m_driver->RunUntil(10s);
    const Nanoseconds change = m_driver->Now();
    EXPECT_LT(m_driver->Sent().size(), 10U) << "1 kbit/s can be lent";
    m_scheduler->RemoveStream(isolated, change);
    m_driver->RunUntil(change + 1s);
    EXPECT_NEAR(static_cast<double>(m_driver->BytesOf(other, change)), 1250000, 1250000 * 0.01);
}

/** A device that takes packets ahead of their transmission must not make classes look faster than
 * they are. */
TEST_F(Cbq, CountsFromTheTimeAtWhichTheLinkIsFree)
{
    Start();
    const StreamId six = Add(Share(6));
    const StreamId four = Add(Share(4));
    PacketArrival arrival;
    arrival.bytes = 1000;
    for (uint64_t packet = 0; packet < 500; ++packet)
    {
        arrival.message = packet;
        for (const StreamId stream : {six, four})
        {
            arrival.stream = stream;
            m_scheduler->Enqueue(arrival, 0ns);
        }
    }
    for (int packet = 0; packet < 500; ++packet)
    {
        ASSERT_TRUE(m_scheduler->Dequeue(0ns));
    }
    EXPECT_NEAR(static_cast<double>(m_scheduler->Counters(six).packetsOut), 300, 15);
    EXPECT_EQ(Figure(six, "refusals") + Figure(four, "refusals"), 0);
}

/** What is refused, and with which sentence. */
struct CbqMistake
{
    CbqAttributes attributes; //!< of a stream
    const char* sentence;     //!< the error
};

TEST_F(Cbq, RefusesAttributesOutOfRange)
{
    CbqOptions options;
    options.classes.push_back({"video", Share(5)});
    Start(options);
    std::vector<CbqMistake> mistakes{
        {Share(0), "the rate of a stream in bit/s is 0; it must be 1000 to 10000000"},
        {Share(11), "the rate of a stream in bit/s is 11000000; it must be 1000 to 10000000"},
        {Share(1, 8), "the priority of a stream is 8; it must be 0 to 7"},
        {Share(1),
         "the parent of a stream is 'audio'; it must be empty for the link or one of video"},
        {Share(6), "the rate of a stream in bit/s is 6000000; it must be 1000 to 5000000"},
        {Share(1), "the maxburst of a stream in packets is 0; it must be 1 to 1000"},
        {Share(1), "the minburst of a stream in packets is 1001; it must be 0 to 1000"}};
    mistakes[3].attributes.parent = "audio";
    mistakes[4].attributes.parent = "video";
    mistakes[5].attributes.maxburst = 0;
    mistakes[6].attributes.minburst = 1001;
    for (const CbqMistake& mistake : mistakes)
    {
        try
        {
            Add(mistake.attributes);
            ADD_FAILURE() << "accepted: " << mistake.sentence;
        }
        catch (const SchedulerError& error)
        {
            EXPECT_STREQ(error.what(), mistake.sentence);
        }
    }
}

TEST_F(Cbq, RefusesOptionsOutOfRange)
{
    const auto refuses = [](const CbqOptions& options, Bitrate link = LINK) {
        SchedulerSetup setup;
        setup.link = link;
        EXPECT_THROW(CbqScheduler(setup, options), SchedulerError);
    };
    refuses(CbqOptions(), Bitrate());
    CbqOptions options;
    options.ewmaLog = 9;
    refuses(options);
    options = CbqOptions();
    options.classes = {{"a", Share(1)}, {"a", Share(1)}};
    refuses(options);
    options.classes = {{"", Share(1)}};
    refuses(options);
    options.classes = {{"a", Share(11)}};
    refuses(options);
    options = CbqOptions();
    options.bestEffort = Share(20);
    refuses(options);
}

} // namespace
} // namespace qos
} // namespace ns3
