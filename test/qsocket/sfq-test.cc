/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-driver.h"

#include "ns3/sfq-scheduler.h"

#include <cmath>
#include <deque>
#include <numeric>
#include <random>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

/** What the algorithm says of a packet as it goes into service. */
struct Service
{
    uint32_t flow; //!< whose
    double start;  //!< start tag
    double finish; //!< finish tag

    /** @return whether both are the same */
    bool operator==(const Service& other) const
    {
        return flow == other.flow && start == other.start && finish == other.finish;
    }
};

/** For messages of failed expectations. */
std::ostream&
operator<<(std::ostream& out, const Service& service)
{
    return out << "(" << service.flow << ", " << service.start << ", " << service.finish << ")";
}

/** The algorithm with packets: a list of sizes per flow. */
class FlowServer
{
  public:
    /** @param params parameters of the algorithm */
    explicit FlowServer(const SfqParams& params = SfqParams())
        : m_algorithm(params)
    {
    }

    /** Add a flow, the next number is its own. */
    void AddFlow(uint32_t weight)
    {
        m_algorithm.AddFlow(static_cast<uint32_t>(m_packets.size()), weight);
        m_packets.emplace_back();
    }

    /** Let packets arrive. */
    void Arrive(uint32_t flow, uint32_t bytes, int count = 1)
    {
        for (int packet = 0; packet < count; ++packet)
        {
            m_packets[flow].push_back({bytes, ++m_arrivals});
            if (m_packets[flow].size() == 1)
            {
                m_algorithm.SetHead(flow, bytes, m_arrivals);
            }
        }
    }

    /** @return the packet that goes into service; flow is NO_FLOW if there is none */
    Service Serve()
    {
        const uint32_t flow = m_algorithm.Choose();
        if (flow == SfqAlgorithm::NO_FLOW)
        {
            m_algorithm.BecomeIdle();
            return {flow, 0, 0};
        }
        const Service service{flow,
                              m_algorithm.TagToBytes(m_algorithm.StartTag(flow)),
                              m_algorithm.TagToBytes(m_algorithm.FinishTag(flow))};
        m_algorithm.Serve(flow);
        auto& packets = m_packets[flow];
        packets.pop_front();
        if (packets.empty())
        {
            m_algorithm.ClearHead(flow);
        }
        else
        {
            m_algorithm.SetHead(flow, packets.front().bytes, packets.front().order);
        }
        return service;
    }

    /** @return the algorithm */
    SfqAlgorithm& Algorithm()
    {
        return m_algorithm;
    }

  private:
    /** A packet. */
    struct Packet
    {
        uint32_t bytes; //!< its size
        uint64_t order; //!< when it came
    };

    SfqAlgorithm m_algorithm;                  //!< what is tested
    std::vector<std::deque<Packet>> m_packets; //!< packets by flow
    uint64_t m_arrivals = 0;                   //!< packets so far
};

/** Golden vector (a): weights 1 and 2, four packets of 100 bytes each, all there at the beginning.
 */
TEST(SfqAlgorithm, GivesTheOrderAndTagsOfTheFirstGoldenVector)
{
    constexpr uint32_t A = 0;
    constexpr uint32_t B = 1;
    FlowServer server;
    server.AddFlow(1);
    server.AddFlow(2);
    server.Arrive(A, 100, 4);
    server.Arrive(B, 100, 4);
    const std::vector<Service> expected{{A, 0, 100},
                                        {B, 0, 50},
                                        {B, 50, 100},
                                        {A, 100, 200},
                                        {B, 100, 150},
                                        {B, 150, 200},
                                        {A, 200, 300},
                                        {A, 300, 400}};
    for (const Service& service : expected)
    {
        EXPECT_EQ(server.Serve(), service);
    }
    EXPECT_EQ(server.Serve().flow, SfqAlgorithm::NO_FLOW);
}

/** Golden vector (b): weights 2, 1, 1; the third flow comes while the first packet is in service.
 */
TEST(SfqAlgorithm, GivesTheOrderAndTagsOfTheSecondGoldenVector)
{
    constexpr uint32_t A = 0;
    constexpr uint32_t B = 1;
    constexpr uint32_t C = 2;
    FlowServer server;
    server.AddFlow(2);
    server.AddFlow(1);
    server.AddFlow(1);
    server.Arrive(A, 300, 2);
    server.Arrive(B, 100, 4);
    EXPECT_EQ(server.Serve(), (Service{A, 0, 150}));
    server.Arrive(C, 200, 2);
    const std::vector<Service> expected{{B, 0, 100},
                                        {C, 0, 200},
                                        {B, 100, 200},
                                        {A, 150, 300},
                                        {B, 200, 300},
                                        {C, 200, 400},
                                        {B, 300, 400}};
    for (const Service& service : expected)
    {
        EXPECT_EQ(server.Serve(), service);
    }
}

TEST(SfqAlgorithm, ForgetsThePastAtIdle)
{
    FlowServer server;
    server.AddFlow(1);
    server.AddFlow(1);
    server.Arrive(0, 1000, 10);
    while (server.Serve().flow != SfqAlgorithm::NO_FLOW)
    {
    }
    server.Arrive(0, 100);
    server.Arrive(1, 100);
    EXPECT_EQ(server.Serve(), (Service{0, 0, 100})) << "not punished for the link it had alone";
    EXPECT_EQ(server.Serve(), (Service{1, 0, 100}));
}

TEST(SfqAlgorithm, DoesNotChargeADroppedPacket)
{
    SfqAlgorithm algorithm;
    algorithm.AddFlow(0, 1);
    algorithm.SetHead(0, 1500, 1);
    algorithm.SetHead(0, 100, 2);
    EXPECT_EQ(algorithm.StartTag(0), 0U);
    EXPECT_EQ(algorithm.TagToBytes(algorithm.FinishTag(0)), 100);
}

TEST(SfqAlgorithm, AppliesANewWeightFromTheHeadOn)
{
    FlowServer server;
    server.AddFlow(1);
    server.Arrive(0, 100, 2);
    EXPECT_EQ(server.Serve(), (Service{0, 0, 100}));
    server.Algorithm().ChangeWeight(0, 4);
    EXPECT_EQ(server.Serve(), (Service{0, 100, 125}));
}

/** Tags that start again from 0 in the middle of a busy period must not change the order. */
TEST(SfqAlgorithm, KeepsTheOrderWhenTagsAreRebased)
{
    SfqParams often;
    often.rebaseAbove = uint64_t{1} << 32;
    FlowServer rebased(often);
    FlowServer plain;
    std::mt19937 random(1);
    for (FlowServer* server : {&rebased, &plain})
    {
        for (const uint32_t weight : {1U, 3U, 7U, 1000U})
        {
            server->AddFlow(weight);
        }
    }
    for (int step = 0; step < 200000; ++step)
    {
        const auto flow = static_cast<uint32_t>(random() % 4);
        const auto bytes = static_cast<uint32_t>(random() % 1500 + 1);
        rebased.Arrive(flow, bytes);
        plain.Arrive(flow, bytes);
        ASSERT_EQ(rebased.Serve().flow, plain.Serve().flow) << "step " << step;
    }
    EXPECT_LT(rebased.Algorithm().VirtualTime(), uint64_t{1} << 33);
}

/** Divisions that leave a rest must not add up: three weights without a common divisor, millions of
 * packets. */
TEST(SfqAlgorithm, KeepsSharesExactOverALongRun)
{
    const std::vector<uint32_t> weights{3, 7, 1048573};
    SfqAlgorithm algorithm;
    uint64_t order = 0;
    for (uint32_t flow = 0; flow < weights.size(); ++flow)
    {
        algorithm.AddFlow(flow, weights[flow]);
        algorithm.SetHead(flow, 1499, ++order);
    }
    std::vector<double> service(weights.size());
    double worst = 0;
    for (int packet = 0; packet < 3000000; ++packet)
    {
        const uint32_t flow = algorithm.Choose();
        algorithm.Serve(flow);
        algorithm.SetHead(flow, 1499, ++order);
        service[flow] += 1499.0 / weights[flow];
        worst = std::max(worst, std::abs(service[2] - service[0]));
    }
    EXPECT_LE(worst, 1499.0 / 3 + 1499.0 / 1048573 + 1e-3);
}

/** What a random run consists of. */
struct RandomRun
{
    /** @param seed the seed */
    explicit RandomRun(uint32_t seed)
        : random(seed),
          scheduler(Setup(), SfqOptions())
    {
    }

    /** @return a setup without limits */
    static SchedulerSetup Setup()
    {
        SchedulerSetup setup;
        setup.limits.streamPackets = 0;
        return setup;
    }

    /** Add a stream with a random largest packet. */
    void AddStream(uint32_t weight)
    {
        SfqAttributes attributes;
        attributes.weight = weight;
        streams.push_back(scheduler.AddStream(attributes, 0ns));
        weights.push_back(weight);
        largest.push_back(static_cast<uint32_t>(random() % 1460 + 40));
    }

    /** @return a random packet size of a stream */
    uint32_t Bytes(std::size_t index)
    {
        return random() % 3 == 0 ? largest[index]
                                 : static_cast<uint32_t>(random() % largest[index] + 1);
    }

    std::mt19937 random;           //!< the source of randomness
    SfqScheduler scheduler;        //!< what is tested
    std::vector<StreamId> streams; //!< the streams
    std::vector<uint32_t> weights; //!< their weights
    std::vector<uint32_t> largest; //!< their largest packets
};

/** The parameter is the seed. */
class SfqBounds : public testing::TestWithParam<uint32_t>
{
};

/** The fairness theorem: |W_f / r_f - W_m / r_m| <= lmax_f / r_f + lmax_m / r_m while both are
 * backlogged, whatever the others do. */
TEST_P(SfqBounds, IsFairInEveryIntervalInWhichTwoAreBacklogged)
{
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    RandomRun run(GetParam());
    const auto count = static_cast<std::size_t>(run.random() % 6 + 2);
    for (std::size_t index = 0; index < count; ++index)
    {
        run.AddStream(static_cast<uint32_t>(run.random() % 20 + 1));
    }
    SchedulerDriver driver(run.scheduler, Bitrate::FromBitsPerSecond(8000000));
    for (std::size_t index = 0; index < count; ++index)
    {
        // the first two are backlogged all the time, the others come and go
        Nanoseconds when{0};
        for (int packet = 0; packet < (index < 2 ? 3000 : 500); ++packet)
        {
            PacketArrival arrival;
            arrival.stream = run.streams[index];
            arrival.bytes = run.Bytes(index);
            arrival.message = static_cast<uint64_t>(packet);
            driver.At(when, arrival);
            when += Nanoseconds{index < 2 ? 0 : static_cast<int64_t>(run.random() % 4000000)};
        }
    }
    driver.RunUntil(10s);
    double served[2] = {0, 0};
    int packets[2] = {0, 0};
    double least = 0;
    double most = 0;
    for (const SentPacket& packet : driver.Sent())
    {
        for (int side = 0; side < 2; ++side)
        {
            if (packet.stream == run.streams[static_cast<std::size_t>(side)])
            {
                served[side] += packet.bytes * 1.0 / run.weights[static_cast<std::size_t>(side)];
                ++packets[side];
            }
        }
        if (packets[0] == 3000 || packets[1] == 3000)
        {
            break;
        }
        least = std::min(least, served[0] - served[1]);
        most = std::max(most, served[0] - served[1]);
    }
    const double bound =
        run.largest[0] * 1.0 / run.weights[0] + run.largest[1] * 1.0 / run.weights[1];
    EXPECT_LE(most - least, bound * (1 + 1e-9));
    EXPECT_GE(most - least, bound * 0.3) << "the run is too tame to say anything";
}

/** The delay theorem: with rates whose sum is within the link's, finish <= EAT + (sum of the
 * others' lmax) / C + l / C. */
TEST_P(SfqBounds, KeepsTheDelayBoundWhenRatesFitTheLink)
{
    SCOPED_TRACE("seed " + std::to_string(GetParam()));
    constexpr double LINK = 1e6; // bytes per second
    RandomRun run(GetParam());
    const auto count = static_cast<std::size_t>(run.random() % 6 + 2);
    uint32_t rest = 1000; // in 1000 bytes per second
    for (std::size_t index = 0; index < count; ++index)
    {
        const auto weight = static_cast<uint32_t>(run.random() % (rest / 2) + 1);
        rest -= weight;
        run.AddStream(weight);
    }
    SchedulerDriver driver(run.scheduler, Bitrate::FromBitsPerSecond(8000000));
    for (std::size_t index = 0; index < count; ++index)
    {
        Nanoseconds when{0};
        const double gap = run.largest[index] * 1e6 / run.weights[index]; // ns at its own rate
        for (uint64_t packet = 0; packet < 400; ++packet)
        {
            PacketArrival arrival;
            arrival.stream = run.streams[index];
            arrival.bytes = run.Bytes(index);
            arrival.message = packet;
            driver.At(when, arrival);
            const double wait = static_cast<double>(run.random() % 1000) / 1000.0 * 1.5 * gap;
            when += Nanoseconds{run.random() % 3 == 0 ? static_cast<int64_t>(wait * 3) : 0};
        }
    }
    driver.RunUntil(3600s);
    const double others = std::accumulate(run.largest.begin(), run.largest.end(), 0.0);
    std::vector<double> expected(count,
                                 0); // when the packet would be served at the flow's own rate
    for (const SentPacket& packet : driver.Sent())
    {
        const auto index = static_cast<std::size_t>(
            std::find(run.streams.begin(), run.streams.end(), packet.stream) - run.streams.begin());
        const double arrival = std::chrono::duration<double>(packet.arrival).count();
        const double expectedArrival = std::max(arrival, expected[index]);
        expected[index] = expectedArrival + packet.bytes / (run.weights[index] * 1000.0);
        const double finish = std::chrono::duration<double>(packet.end).count();
        ASSERT_LE(finish,
                  expectedArrival + (others - run.largest[index]) / LINK + packet.bytes / LINK +
                      1e-6);
    }
    EXPECT_EQ(driver.Sent().size(), count * 400);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SfqBounds, testing::Range(1U, 101U));

TEST(SfqScheduler, GivesTheTimesOfTheSecondGoldenVector)
{
    SfqScheduler scheduler((SchedulerSetup()), SfqOptions());
    SfqAttributes attributes;
    attributes.weight = 2;
    const StreamId a = scheduler.AddStream(attributes, 0ns);
    attributes.weight = 1;
    const StreamId b = scheduler.AddStream(attributes, 0ns);
    const StreamId c = scheduler.AddStream(attributes, 0ns);
    SchedulerDriver driver(scheduler, Bitrate::FromBitsPerSecond(800));
    driver.At(0s, a, 300, 2);
    driver.At(0s, b, 100, 4);
    driver.At(2s, c, 200, 2);
    driver.RunUntil(20s);
    EXPECT_EQ(driver.Order(), (std::vector<StreamId>{a, b, c, b, a, b, c, b}));
    const std::vector<Nanoseconds> starts{0s, 3s, 4s, 6s, 7s, 10s, 11s, 13s};
    for (std::size_t packet = 0; packet < starts.size(); ++packet)
    {
        EXPECT_EQ(driver.Sent()[packet].start, starts[packet]);
    }
}

TEST(SfqScheduler, TreatsBestEffortAsOneFlowAmongTheOthers)
{
    SfqOptions options;
    options.bestEffortWeight = 3;
    SfqScheduler scheduler((SchedulerSetup()), options);
    const StreamId stream = scheduler.AddStream(SfqAttributes(), 0ns);
    SchedulerDriver driver(scheduler, Bitrate::FromBitsPerSecond(8000000));
    driver.KeepBacklogged(BEST_EFFORT, 1000);
    driver.KeepBacklogged(stream, 500);
    driver.RunUntil(10s);
    EXPECT_NEAR(driver.ShareOf(BEST_EFFORT), 0.75, 0.001);
}

TEST(SfqScheduler, ChangesSharesWithQchange)
{
    SfqScheduler scheduler((SchedulerSetup()), SfqOptions());
    const StreamId one = scheduler.AddStream(SfqAttributes(), 0ns);
    const StreamId two = scheduler.AddStream(SfqAttributes(), 0ns);
    SchedulerDriver driver(scheduler, Bitrate::FromBitsPerSecond(8000000));
    driver.KeepBacklogged(one, 1000);
    driver.KeepBacklogged(two, 1000);
    driver.RunUntil(2s);
    EXPECT_NEAR(driver.ShareOf(one), 0.5, 0.001);
    SfqAttributes attributes;
    attributes.weight = 4;
    scheduler.ChangeStream(one, attributes, driver.Now());
    driver.RunUntil(6s);
    EXPECT_NEAR(driver.ShareOf(one, 2s), 0.8, 0.001);
}

TEST(SfqScheduler, AnswersQinfoWithItsTags)
{
    SfqScheduler scheduler((SchedulerSetup()), SfqOptions());
    SfqAttributes attributes;
    attributes.weight = 4;
    const StreamId stream = scheduler.AddStream(attributes, 0ns);
    PacketArrival arrival;
    arrival.stream = stream;
    arrival.bytes = 1000;
    scheduler.Enqueue(arrival, 0ns);
    using Figures = std::vector<std::pair<std::string, double>>;
    EXPECT_EQ(scheduler.Specifics(stream),
              (Figures{{"weight", 4}, {"start_lag_bytes", 0}, {"finish_lag_bytes", 250}}));
}

TEST(SfqScheduler, RefusesAWeightOutOfRange)
{
    SfqScheduler scheduler((SchedulerSetup()), SfqOptions());
    for (const uint32_t weight : {0U, 1048577U})
    {
        SfqAttributes attributes;
        attributes.weight = weight;
        EXPECT_THROW(scheduler.AddStream(attributes, 0ns), SchedulerError);
        SfqOptions options;
        options.bestEffortWeight = weight;
        EXPECT_THROW(SfqScheduler(SchedulerSetup(), options), SchedulerError);
    }
    try
    {
        SfqAttributes attributes;
        attributes.weight = 0;
        scheduler.AddStream(attributes, 0ns);
    }
    catch (const SchedulerError& error)
    {
        EXPECT_STREQ(error.what(), "the weight of a stream is 0; it must be 1 to 1048576");
    }
}

} // namespace
} // namespace qos
} // namespace ns3
