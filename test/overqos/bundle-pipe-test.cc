/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/bundle-pipe-registry.h"
#include "ns3/multcp-pipe.h"
#include "ns3/tcp-throughput.h"
#include "ns3/tfrc-pipe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr Nanoseconds RTT = 100ms; //!< of the path

/** A pipe whose whole window is sent, and reported, once per round trip. */
class Rounds
{
  public:
    /**
     * @param name of the pipe
     * @param flows N
     * @param params the knobs
     */
    explicit Rounds(const std::string& name,
                    double flows = 1,
                    const BundlePipeParams& params = BundlePipeParams())
        : m_pipe(BundlePipes().Create(name, params))
    {
        m_pipe->SetFlows(flows);
    }

    /** @return what is tested */
    BundlePipe& Pipe()
    {
        return *m_pipe;
    }

    /** @return the time */
    Nanoseconds Now() const
    {
        return m_now;
    }

    /**
     * A round trip goes by.
     * @param lost packets
     * @param sent packets; less than the window if the bundle has no more
     */
    void Pass(uint64_t lost, double sent)
    {
        m_pipe->Send(m_now);
        m_now += RTT;
        PipeReport report;
        report.now = m_now;
        report.rtt = RTT;
        report.lost = lost;
        report.received = static_cast<uint64_t>(std::max(std::round(sent), 1.0)) - lost;
        report.hasLossEvent = lost > 0;
        report.isApplicationLimited = sent < m_pipe->Window();
        m_pipe->Report(report);
    }

    /**
     * A round trip in which the whole window is sent.
     * @param lost packets
     */
    void Pass(uint64_t lost = 0)
    {
        Pass(lost, m_pipe->Window());
    }

    /** The first loss event, at a window that is small enough for what follows. */
    void LeaveSlowStart()
    {
        Pass(1);
    }

  private:
    std::unique_ptr<BundlePipe> m_pipe; //!< what is tested
    Nanoseconds m_now{0};               //!< the time
};

/**
 * Run a pipe over a path where the number of packets between two losses is drawn.
 * @param rounds the pipe
 * @param count round trips; a tenth of them to begin with is not measured
 * @param drawInterval packets to the next loss
 * @return the mean window
 */
double
MeanWindow(Rounds& rounds, int count, const std::function<double()>& drawInterval)
{
    double next = drawInterval();
    double sum = 0;
    for (int i = 0; i < count + count / 10; ++i)
    {
        uint64_t lost = 0;
        const double window = rounds.Pipe().Window();
        for (next -= window; next <= 0; next += drawInterval())
        {
            ++lost;
        }
        rounds.Pass(lost);
        sum += i >= count / 10 ? window : 0;
    }
    return sum / count;
}

/** A loss that makes a loss event rare: one in a hundred round trips of a window of N/sqrt(p). */
double
RareLoss(double flows)
{
    return std::pow(0.01 / flows, 2);
}

/** A row of the table of notes on OverQoS, section 1.3. */
struct RateRow
{
    double flows;          //!< N
    double increase;       //!< standard alpha
    double decrease;       //!< standard beta
    double rate;           //!< of the standard pair over that of a single TCP
    double smoothIncrease; //!< smooth alpha
    double smoothDecrease; //!< smooth beta
};

const std::vector<RateRow> RATES{{1, 0.5, 0.5, 1.000, 1.00, 0.8000},
                                 {2, 1, 0.25, 2.160, 1.41, 0.3815},
                                 {4, 2, 0.125, 4.472, 2.00, 0.1538},
                                 {8, 4, 0.0625, 9.092, 2.83, 0.0572},
                                 {10, 5, 0.05, 11.402, 3.16, 0.0413},
                                 {16, 8, 0.0312, 18.33, 4.00, 0.0206},
                                 {32, 16, 0.0156, 36.81, 5.66, 0.0073}};

TEST(MulTcpFactorsTest, AreThoseOfTheTable)
{
    for (const RateRow& row : RATES)
    {
        SCOPED_TRACE(row.flows);
        const AimdFactors standard = MulTcpFactors(row.flows, 0.5);
        EXPECT_DOUBLE_EQ(standard.increase, row.increase);
        EXPECT_NEAR(standard.decrease, row.decrease, 6e-5);
        const AimdFactors smooth = SmoothMulTcpFactors(row.flows, 0.5);
        EXPECT_NEAR(smooth.increase, row.smoothIncrease, 5e-3);
        EXPECT_NEAR(smooth.decrease, row.smoothDecrease, 6e-5);
    }
}

// alpha (2 - beta) / (2 beta) is the square of the rate in units of 1 / sqrt(p) per round trip
TEST(MulTcpFactorsTest, AReferenceWithoutDelayedAcknowledgmentsIsSqrt2AsFast)
{
    const auto rate = [](const AimdFactors& factors) {
        return std::sqrt(factors.increase * (2 - factors.decrease) / (2 * factors.decrease));
    };
    EXPECT_DOUBLE_EQ(rate(MulTcpFactors(1, 1)), std::sqrt(1.5)); // TCP
    for (const double flows : {1.0, 2.5, 7.0, 30.0})
    {
        EXPECT_NEAR(rate(SmoothMulTcpFactors(flows, 0.5)), flows * std::sqrt(0.75), 1e-9);
        EXPECT_NEAR(rate(SmoothMulTcpFactors(flows, 1)), flows * std::sqrt(1.5), 1e-9);
        EXPECT_NEAR(rate(MulTcpFactors(flows, 1)),
                    rate(MulTcpFactors(flows, 0.5)) * std::sqrt(2.0),
                    1e-9);
    }
}

// The table's formula is that of a sawtooth: one loss in 1/p packets. The losses are so rare that
// no round trip has two of them, which would count as one event.
TEST(MulTcpPipeTest, UnderRegularLossesTheRatesAreThoseOfTheTable)
{
    for (const RateRow& row : RATES)
    {
        SCOPED_TRACE(row.flows);
        const double loss = RareLoss(row.flows);
        const double single = std::sqrt(0.75 / loss); // TCP with delayed acknowledgments
        const auto interval = [loss] { return 1 / loss; };
        Rounds standard("multcp", row.flows);
        EXPECT_NEAR(MeanWindow(standard, 400'000, interval) / single / row.rate, 1, 0.02);
        Rounds smooth("multcp-smooth", row.flows);
        EXPECT_NEAR(MeanWindow(smooth, 400'000, interval) / single / row.flows, 1, 0.02);
    }
}

/**
 * The rate under losses that are independent from packet to packet. Counted in packets, the square
 * of the window grows by 2 alpha per packet and falls to (1-beta)^2 of it at rate p; before a loss
 * it is distributed as 2 alpha / p * sum over k of (1-beta)^2k E_k, with exponential E_k. The mean
 * of its root's reciprocal, by Ramanujan's beta integral, gives packets per time. For alpha = 1 and
 * beta = 1/2 it is the well-known 1.309 / sqrt(p).
 * @param factors alpha and beta
 * @return packets per round trip, times sqrt(p)
 */
double
RandomLossRate(const AimdFactors& factors)
{
    constexpr double PI = 3.14159265358979323846;
    double product = 1;
    double odd = 1 - factors.decrease;
    while (odd > 1e-12)
    {
        const double even = odd * (1 - factors.decrease);
        product *= (1 - odd) / (1 - even);
        odd = even * (1 - factors.decrease);
    }
    return std::sqrt(2 * factors.increase / PI) / product;
}

TEST(MulTcpPipeTest, UnderIndependentLossesTheRatesAreThoseOfTheExactDistribution)
{
    EXPECT_NEAR(RandomLossRate({1, 0.5}), 1.309, 1e-3);
    constexpr uint32_t SEED = 29;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const RateRow& row : RATES)
    {
        SCOPED_TRACE(row.flows);
        const double loss = RareLoss(row.flows);
        std::exponential_distribution<> interval(loss);
        const auto draw = [&] { return interval(random); };
        Rounds standard("multcp", row.flows);
        EXPECT_NEAR(MeanWindow(standard, 1'000'000, draw) * std::sqrt(loss) /
                        RandomLossRate(MulTcpFactors(row.flows, 0.5)),
                    1,
                    0.025);
        Rounds smooth("multcp-smooth", row.flows);
        EXPECT_NEAR(MeanWindow(smooth, 1'000'000, draw) * std::sqrt(loss) /
                        RandomLossRate(SmoothMulTcpFactors(row.flows, 0.5)),
                    1,
                    0.025);
    }
}

// The table is one of sawteeth. A single connection of TCP, whose window varies more, gains more
// from independent losses than N in one loop do: 1.08 N instead of 1.15 N for the standard pair.
TEST(MulTcpPipeTest, UnderIndependentLossesBothPairsAreWithinEightPercentOfNConnections)
{
    const double single = RandomLossRate(MulTcpFactors(1, 0.5));
    for (const RateRow& row : RATES)
    {
        SCOPED_TRACE(row.flows);
        const double standard = RandomLossRate(MulTcpFactors(row.flows, 0.5)) / single;
        EXPECT_GE(standard, row.flows);
        EXPECT_LE(standard, 1.08 * row.flows);
        EXPECT_NEAR(standard / row.rate, 1, 0.065);
        const double smooth = RandomLossRate(SmoothMulTcpFactors(row.flows, 0.5)) / single;
        EXPECT_GE(smooth, 0.93 * row.flows);
        EXPECT_LE(smooth, 1.05 * row.flows);
    }
}

// Pitfall 17 of the notes: a loss event that hits all pipes at once is no equal loss probability.
// Before it the windows are alpha T / beta, on the average alpha T (1/beta - 1/2), with alpha/beta
// = N^2.
TEST(MulTcpPipeTest, SynchronisedLossesMakeTheRatioOfRatesThatOfTheSquares)
{
    std::vector<Rounds> pipes;
    for (const double flows : {2.0, 4.0, 8.0})
    {
        pipes.emplace_back("multcp", flows);
        pipes.back().LeaveSlowStart();
    }
    constexpr double CAPACITY = 20'000;
    std::vector<double> sums(pipes.size());
    for (int i = 0; i < 200'000; ++i)
    {
        double all = 0;
        for (Rounds& pipe : pipes)
        {
            all += pipe.Pipe().Window();
        }
        for (std::size_t k = 0; k < pipes.size(); ++k)
        {
            pipes[k].Pass(all > CAPACITY ? 1 : 0);
            sums[k] += i >= 50'000 ? pipes[k].Pipe().Window() : 0;
        }
    }
    const auto expected = [](double flows) { return flows / 2 * (2 * flows - 0.5); };
    EXPECT_NEAR(sums[1] / sums[0], expected(4) / expected(2), 0.05);
    EXPECT_NEAR(sums[2] / sums[0], expected(8) / expected(2), 0.3);
    EXPECT_NEAR(sums[1] / sums[0], 4, 0.5);
    EXPECT_NEAR(sums[2] / sums[0], 16, 2);
}

TEST(TfrcPipeTest, UnderIndependentLossesTheRateIsNTimesTheEquation)
{
    constexpr uint32_t SEED = 31;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    for (const double flows : {1.0, 2.0, 2.5, 8.0, 32.0})
    {
        for (const double loss : {0.0001, 0.001, 0.01})
        {
            SCOPED_TRACE(testing::Message() << flows << " flows, loss " << loss);
            std::exponential_distribution<> interval(loss);
            Rounds rounds("tfrc", flows);
            const double window = MeanWindow(rounds, 100'000, [&] { return interval(random); });
            // a flow has an event in a round trip if one of its packets is lost or more
            double packets = TcpThroughput(1, 1, loss);
            for (int i = 0; i < 50; ++i)
            {
                packets = TcpThroughput(1, 1, (1 - std::exp(-loss * packets)) / packets);
            }
            EXPECT_NEAR(window / (flows * packets), 1, 0.08);
        }
    }
}

TEST(TfrcPipeTest, UnderRegularLossesTheRateIsNTimesTheEquation)
{
    for (const double flows : {1.0, 4.0, 10.0})
    {
        SCOPED_TRACE(flows);
        const double loss = RareLoss(flows);
        Rounds rounds("tfrc", flows);
        const double window = MeanWindow(rounds, 100'000, [loss] { return 1 / loss; });
        EXPECT_NEAR(window / (flows * TcpThroughput(1, 1, loss)), 1, 0.02);
    }
}

// An exit may report each loss as soon as it finds it.
TEST(TfrcPipeTest, LossesOfARoundTripCountTheSameInOneReportAndInSeveral)
{
    constexpr double FLOWS = 8;
    const auto lossEventRate = [](const std::vector<uint64_t>& parts) {
        TfrcPipe pipe((BundlePipeParams()));
        pipe.SetFlows(FLOWS);
        PipeReport report;
        report.rtt = RTT;
        for (int round = 1; round <= 20; ++round)
        {
            // what is not lost comes with the last part, so that the sums are the same
            for (std::size_t i = 0; i < parts.size(); ++i)
            {
                report.now = round * RTT + static_cast<int>(i) * RTT / 10;
                report.lost = parts[i];
                report.received = i + 1 < parts.size() ? 0 : 200;
                report.hasLossEvent = true;
                pipe.Report(report);
            }
        }
        return pipe.LossEventRate();
    };
    const double together = lossEventRate({5});
    EXPECT_NEAR(lossEventRate({1, 1, 1, 1, 1}) / together, 1, 0.02);
    EXPECT_NEAR(lossEventRate({2, 3}) / together, 1, 0.02);
    // D = 8 (1 - (7/8)^5) of 8 flows, each of which sends an eighth of 205 packets per event
    EXPECT_NEAR(together, FLOWS * (1 - std::pow(7.0 / 8, 5)) / 205, 0.02 * together);
}

class AnyPipeTest : public testing::TestWithParam<std::string>
{
};

TEST_P(AnyPipeTest, DoublesPerRoundTripUntilTheFirstLossWhichHalvesIt)
{
    Rounds rounds(GetParam(), 10);
    EXPECT_EQ(rounds.Pipe().Window(), 4);
    for (const double window : {8, 16, 32, 64})
    {
        EXPECT_TRUE(rounds.Pipe().IsInSlowStart());
        rounds.Pass();
        EXPECT_EQ(rounds.Pipe().Window(), window);
    }
    rounds.Pass(3);
    EXPECT_EQ(rounds.Pipe().Window(), 32);
    EXPECT_FALSE(rounds.Pipe().IsInSlowStart());
}

TEST_P(AnyPipeTest, TheRateIsTheWindowPerRoundTrip)
{
    BundlePipeParams params;
    params.packetSize = 1250;
    Rounds rounds(GetParam(), 1, params);
    EXPECT_EQ(rounds.Pipe().Rate().BitsPerSecond(), 80'000U); // 4 packets per 500 ms, a guess
    rounds.Pass();
    EXPECT_EQ(rounds.Pipe().Rate().BitsPerSecond(), 800'000U); // 8 packets per 100 ms
}

// as a window does, which is acknowledged later when a queue grows
TEST_P(AnyPipeTest, TheRateFollowsTheRoundTripTimeAtOnce)
{
    constexpr double PACKET_BITS = 8000;
    Rounds rounds(GetParam(), 4);
    for (int i = 0; i < 6; ++i)
    {
        rounds.Pass();
    }
    rounds.Pass(1);
    PipeReport report;
    report.now = rounds.Now();
    for (const Nanoseconds rtt : {150ms, 300ms, 120ms})
    {
        report.now += rtt;
        report.rtt = rtt;
        rounds.Pipe().Report(report);
        EXPECT_NEAR(static_cast<double>(rounds.Pipe().Rate().BitsPerSecond()),
                    rounds.Pipe().Window() * PACKET_BITS /
                        std::chrono::duration<double>(rtt).count(),
                    1);
    }
}

TEST_P(AnyPipeTest, DecreasesAtMostOncePerRoundTrip)
{
    Rounds rounds(GetParam(), 4);
    for (int i = 0; i < 6; ++i)
    {
        rounds.Pass();
    }
    rounds.Pass(1);
    const double window = rounds.Pipe().Window();
    PipeReport report;
    report.lost = 1;
    report.received = 3;
    report.hasLossEvent = true;
    report.rtt = RTT;
    for (const Nanoseconds later : {10ms, 50ms, 99ms})
    {
        report.now = rounds.Now() + later;
        rounds.Pipe().Report(report);
        EXPECT_EQ(rounds.Pipe().Window(), window);
    }
    report.now = rounds.Now() + RTT;
    rounds.Pipe().Report(report);
    EXPECT_LT(rounds.Pipe().Window(), window);
}

TEST_P(AnyPipeTest, NeverFallsBelowTheLeastWindow)
{
    BundlePipeParams params;
    params.leastWindow = 2;
    Rounds rounds(GetParam(), 1, params);
    for (int i = 0; i < 100; ++i)
    {
        rounds.Pass(1);
        ASSERT_GE(rounds.Pipe().Window(), 2);
    }
    EXPECT_LT(rounds.Pipe().Window(), 3);
}

// pitfall 4 of the notes
TEST_P(AnyPipeTest, ABundleThatSendsLittleGetsNoMoreThanTwiceOfIt)
{
    for (const bool isInSlowStart : {true, false})
    {
        SCOPED_TRACE(isInSlowStart);
        Rounds rounds(GetParam(), 20);
        if (!isInSlowStart)
        {
            rounds.LeaveSlowStart();
        }
        for (int i = 0; i < 2000; ++i)
        {
            rounds.Pass(0, std::min(rounds.Pipe().Window(), 30.0));
            ASSERT_LE(rounds.Pipe().Window(), 60);
        }
        EXPECT_GE(rounds.Pipe().Window(), 30);
    }
}

TEST_P(AnyPipeTest, TheCeilingLimitsTheRateAndTheGrowthBehindIt)
{
    Rounds rounds(GetParam(), 10);
    rounds.Pipe().SetCeiling(Bitrate::FromBitsPerSecond(8'000'000)); // 100 packets
    for (int i = 0; i < 1000; ++i)
    {
        rounds.Pass(0, std::min(rounds.Pipe().Window(), 100.0));
    }
    EXPECT_EQ(rounds.Pipe().Rate().BitsPerSecond(), 8'000'000U);
    EXPECT_LE(rounds.Pipe().Window(), 200);
}

// pitfall 3 of the notes: 4 RTT halve it, 10 s find it anew
TEST_P(AnyPipeTest, SilenceHalvesTheRateAndAfterTenSecondsItIsSlowStart)
{
    Rounds rounds(GetParam(), 10);
    for (int i = 0; i < 6; ++i)
    {
        rounds.Pass();
    }
    rounds.LeaveSlowStart();
    const double window = rounds.Pipe().Window();
    EXPECT_EQ(rounds.Pipe().NextEvent(), FOREVER); // everything is answered
    const Nanoseconds start = rounds.Now();
    rounds.Pipe().Send(start);
    EXPECT_EQ(rounds.Pipe().NextEvent(), start + 4 * RTT);
    rounds.Pipe().Advance(start + 4 * RTT - 1ns);
    EXPECT_EQ(rounds.Pipe().Window(), window);
    rounds.Pipe().Advance(start + 4 * RTT);
    EXPECT_EQ(rounds.Pipe().Window(), window / 2);
    for (Nanoseconds now = start + 5 * RTT; now < start + 10s; now += RTT)
    {
        rounds.Pipe().Send(now); // packets without an answer do not stop it
    }
    EXPECT_FALSE(rounds.Pipe().IsInSlowStart());
    EXPECT_EQ(rounds.Pipe().Window(), 1);
    rounds.Pipe().Advance(start + 10s);
    EXPECT_TRUE(rounds.Pipe().IsInSlowStart());
    EXPECT_EQ(rounds.Pipe().NextEvent(), FOREVER);
}

TEST_P(AnyPipeTest, FeedbackStopsTheTimerOfSilence)
{
    Rounds rounds(GetParam(), 10);
    for (int i = 0; i < 100; ++i)
    {
        rounds.Pass();
        EXPECT_EQ(rounds.Pipe().NextEvent(), FOREVER);
        if (i == 5)
        {
            rounds.LeaveSlowStart();
        }
    }
    EXPECT_GT(rounds.Pipe().Window(), 100);
}

// the way there is broken, the way back is not
TEST_P(AnyPipeTest, ReportsThatNothingArrivesDoNotStopTheTimerOfSilence)
{
    Rounds rounds(GetParam(), 10);
    rounds.Pass();
    rounds.Pipe().Send(rounds.Now());
    PipeReport report;
    report.now = rounds.Now() + RTT;
    rounds.Pipe().Report(report);
    EXPECT_EQ(rounds.Pipe().NextEvent(), rounds.Now() + 4 * RTT);
    EXPECT_EQ(rounds.Pipe().Window(), 8);
}

TEST_P(AnyPipeTest, TheFirstTrafficAfterAnIdleTimeBeginsWithSlowStart)
{
    Rounds rounds(GetParam(), 10);
    for (int i = 0; i < 6; ++i)
    {
        rounds.Pass();
    }
    rounds.LeaveSlowStart();
    const double window = rounds.Pipe().Window();
    rounds.Pipe().Send(rounds.Now() - RTT + 1s); // that long since the last packet is no idle time
    EXPECT_EQ(rounds.Pipe().Window(), window);
    EXPECT_FALSE(rounds.Pipe().IsInSlowStart());
    rounds.Pass();
    rounds.Pipe().Send(rounds.Now() + 2s);
    EXPECT_TRUE(rounds.Pipe().IsInSlowStart());
    EXPECT_EQ(rounds.Pipe().Window(), 4);
}

TEST_P(AnyPipeTest, FewerThanOneFlowAreOne)
{
    const auto pipe = BundlePipes().Create(GetParam(), {});
    for (const double flows : {0.0, -3.0, 0.99, std::nan("")})
    {
        pipe->SetFlows(flows);
        EXPECT_EQ(pipe->Flows(), 1);
    }
    pipe->SetFlows(2.5);
    EXPECT_EQ(pipe->Flows(), 2.5);
}

// whatever the far end says, the rate is a rate
TEST_P(AnyPipeTest, SenselessReportsLeaveASaneRate)
{
    constexpr uint32_t SEED = 37;
    SCOPED_TRACE("seed " + std::to_string(SEED));
    std::mt19937 random(SEED);
    const auto pipe = BundlePipes().Create(GetParam(), {});
    Nanoseconds now{0};
    for (int i = 0; i < 20'000; ++i)
    {
        now += Nanoseconds(random() % 2 == 0 ? random() % 1000 : random());
        pipe->SetFlows(static_cast<double>(random() % 100));
        pipe->Send(now);
        PipeReport report;
        report.now = now;
        report.received = random() % 8 == 0 ? std::numeric_limits<uint64_t>::max() : random() % 50;
        report.lost = random() % 8 == 0 ? random() : 0;
        report.hasLossEvent = random() % 4 == 0;
        report.rtt = Nanoseconds(random() % 4 == 0 ? 1 : random());
        report.isApplicationLimited = random() % 2 == 0;
        if (random() % 2 == 0)
        {
            pipe->Report(report);
        }
        ASSERT_GE(pipe->Window(), 1);
        ASSERT_TRUE(std::isfinite(pipe->Window()));
        ASSERT_GE(pipe->Rate().BitsPerSecond(), 1U);
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         AnyPipeTest,
                         testing::ValuesIn(BundlePipes().Names()),
                         [](const testing::TestParamInfo<std::string>& pipe) {
                             std::string name = pipe.param;
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

TEST(BundlePipeRegistryTest, NamesWhatIsKnownAndRefusesBadKnobs)
{
    EXPECT_THAT([] { BundlePipes().Create("reno", {}); },
                testing::ThrowsMessage<std::invalid_argument>(
                    "unknown pipe 'reno'; known are multcp, multcp-smooth, tfrc"));
    BundlePipeParams params;
    params.packetSize = 0;
    EXPECT_THROW(BundlePipes().Create("multcp", params), std::invalid_argument);
    params.packetSize = 1000;
    params.initialWindow = 0.5;
    EXPECT_THROW(BundlePipes().Create("tfrc", params), std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
