/* SPDX-License-Identifier: GPL-2.0-only */

#include "ns3/background-registry.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/queue-size.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using testing::HasSubstr;
using testing::ThrowsMessage;

constexpr int64_t STREAM = 10000; //!< first one of background traffic
constexpr uint32_t PAIRS = 4;     //!< of hosts with background traffic

/**
 * @param queue red or fifo
 * @return 10 Mb/s, 60 ms, and 100 packets of buffer
 */
DumbbellTopology::Params
Bottleneck(const std::string& queue)
{
    DumbbellTopology::Params params;
    params.pairs = 1 + PAIRS;
    if (queue == "red")
    {
        params.rootQueueDisc.SetTypeId("ns3::RedQueueDisc");
        params.rootQueueDisc.Set("MaxSize", QueueSizeValue(QueueSize("100p")));
        params.rootQueueDisc.Set("MinTh", DoubleValue(15));
        params.rootQueueDisc.Set("MaxTh", DoubleValue(45));
        params.rootQueueDisc.Set("LInterm", DoubleValue(10));
        params.rootQueueDisc.Set("MeanPktSize", UintegerValue(1000));
    }
    return params;
}

/** Networks, one at a time. */
class Background : public testing::Test
{
  protected:
    Background()
    {
        Seed(1);
    }

    ~Background() override
    {
        Simulator::Destroy();
    }

    /** @param seed of all random variables */
    static void Seed(uint32_t seed)
    {
        RngSeedManager::SetSeed(seed);
        RngSeedManager::SetRun(1);
    }

    /** What a run brings. */
    struct Outcome
    {
        double loss = 0;    //!< of the packets of the probe
        uint64_t bytes = 0; //!< received of background traffic
    };

    /**
     * A constant rate of 2 Mb/s beside background traffic; losses of the first 10 s do not count.
     * @param kind of background traffic
     * @param params of the network
     * @param setup of the traffic
     * @param duration that counts
     * @return what it brings
     */
    static Outcome Run(const std::string& kind,
                       const DumbbellTopology::Params& params,
                       const BackgroundSetup& setup,
                       Time duration)
    {
        const Time warmUp = Seconds(10);
        DumbbellTopology network(params);
        DumbbellTopology::CbrParams probe;
        probe.rate = DataRate("2Mbps");
        const DumbbellTopology::Cbr cbr = network.AddCbr(probe);
        const auto traffic = BackgroundTraffics().Create(kind, setup);
        traffic->Install(network, {1, PAIRS}, STREAM);
        uint64_t sent = 0;
        cbr.source->TraceConnectWithoutContext(
            "Tx",
            Callback<void, Ptr<const Packet>>([&sent, warmUp](Ptr<const Packet> /* packet */) {
                sent += Simulator::Now() >= warmUp ? 1 : 0;
            }));
        uint64_t before = 0;
        Simulator::Schedule(warmUp, [&cbr, &before] { before = cbr.sink->GetTotalRx(); });
        Simulator::Stop(warmUp + duration);
        Simulator::Run();
        const auto received =
            static_cast<double>(cbr.sink->GetTotalRx() - before) / probe.packetBytes;
        Outcome outcome{1 - received / static_cast<double>(sent), traffic->ReceivedBytes()};
        Simulator::Destroy();
        return outcome;
    }
};

/** Kind of traffic and of queue. */
class BackgroundLosses : public Background,
                         public testing::WithParamInterface<std::tuple<std::string, std::string>>
{
};

// What replays need: a mean loss of the paper's simulations, 0.3 % to 3 %, at both kinds of queues.
TEST_P(BackgroundLosses, AreThoseOfThePublishedSimulations)
{
    const auto& [kind, queue] = GetParam();
    BackgroundSetup setup;
    setup.tcp.flows = 4;
    setup.selfSimilar.load = DataRate(queue == "red" ? "6.5Mbps" : "7Mbps");
    setup.web.thinkTime = Seconds(queue == "red" ? 30 : 20);
    constexpr uint32_t SEEDS = 2;
    double loss = 0;
    for (uint32_t seed = 1; seed <= SEEDS; ++seed)
    {
        Seed(seed);
        const Outcome outcome = Run(kind, Bottleneck(queue), setup, Seconds(40));
        std::cout << kind << " " << queue << " seed " << seed << ": " << 100 * outcome.loss
                  << " %\n";
        EXPECT_GT(outcome.bytes, 13000000U) << "some 4 Mb/s and more";
        loss += outcome.loss / SEEDS;
    }
    EXPECT_GE(loss, 0.003);
    EXPECT_LE(loss, 0.03);
}

INSTANTIATE_TEST_SUITE_P(Kinds,
                         BackgroundLosses,
                         testing::Combine(testing::Values("tcp", "selfsimilar", "web"),
                                          testing::Values("red", "fifo")));

TEST_F(Background, LossesGrowWithTheLoad)
{
    const auto loss = [](const std::string& kind, const BackgroundSetup& setup) {
        Seed(1);
        return Run(kind, Bottleneck("red"), setup, Seconds(30)).loss;
    };
    BackgroundSetup less;
    less.tcp.flows = 3;
    less.selfSimilar.load = DataRate("5Mbps");
    less.web.sessions = 300;
    BackgroundSetup more;
    more.tcp.flows = 10;
    more.selfSimilar.load = DataRate("8Mbps");
    more.web.thinkTime = Seconds(15);
    for (const std::string& kind : BackgroundTraffics().Names())
    {
        EXPECT_LT(1.5 * loss(kind, less), loss(kind, more)) << kind;
    }
}

// Automatic streams go on counting in a process: if one of them had a say, the second run would
// differ from the first.
TEST_F(Background, IsFixedByItsStreams)
{
    for (const std::string& kind : BackgroundTraffics().Names())
    {
        const auto run = [&kind](uint32_t seed) {
            Seed(seed);
            const Outcome outcome = Run(kind, Bottleneck("red"), {}, Seconds(10));
            return std::make_pair(outcome.bytes, outcome.loss);
        };
        const auto first = run(1);
        EXPECT_EQ(first, run(1)) << kind;
        EXPECT_NE(first, run(2)) << kind;
    }
}

// What leaves the left hosts: with segments of 1460 bytes each packet would come in two pieces.
TEST_F(Background, PagesComeInWholePackets)
{
    DumbbellTopology network(Bottleneck("fifo"));
    WebTraffic traffic{WebTraffic::Params()};
    traffic.Install(network, {1, PAIRS}, STREAM);
    std::map<uint32_t, uint64_t> sizes;
    network.Bottleneck().Get(0)->TraceConnectWithoutContext(
        "MacTx",
        Callback<void, Ptr<const Packet>>(
            [&sizes](Ptr<const Packet> packet) { ++sizes[packet->GetSize()]; }));
    Simulator::Stop(Seconds(20));
    Simulator::Run();
    ASSERT_FALSE(sizes.empty());
    EXPECT_LE(sizes.rbegin()->first, 1502U) << "1500 and the header of the link";
    EXPECT_GT(sizes[1502], 5000U);
}

/**
 * @param counts in equal intervals
 * @param size how many are put together
 * @return the variance of the means of so many
 */
double
VarianceOfMeans(const std::vector<double>& counts, std::size_t size)
{
    double sum = 0;
    double squares = 0;
    const std::size_t blocks = counts.size() / size;
    for (std::size_t block = 0; block < blocks; ++block)
    {
        double mean = 0;
        for (std::size_t i = 0; i < size; ++i)
        {
            mean += counts[block * size + i] / static_cast<double>(size);
        }
        sum += mean;
        squares += mean * mean;
    }
    const auto n = static_cast<double>(blocks);
    return squares / n - sum / n * (sum / n);
}

/**
 * The aggregated variance method: the variance of means over m intervals falls as m^(2 H - 2).
 * @param counts in equal intervals
 * @param sizes of blocks
 * @return H by least squares
 */
double
Hurst(const std::vector<double>& counts, const std::vector<std::size_t>& sizes)
{
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (const std::size_t size : sizes)
    {
        const double logSize = std::log(static_cast<double>(size));
        const double logVariance = std::log(VarianceOfMeans(counts, size));
        x += logSize;
        y += logVariance;
        xx += logSize * logSize;
        xy += logSize * logVariance;
    }
    const auto n = static_cast<double>(sizes.size());
    return 1 + (n * xy - x * y) / (n * xx - x * x) / 2;
}

/**
 * @param traffic through an idle network
 * @param duration that counts
 * @return bytes that arrive in intervals of 100 ms, after 20 s
 */
std::vector<double>
CountArrivals(SelfSimilarTraffic& traffic, Time duration)
{
    constexpr double INTERVALS_PER_SECOND = 10;
    const Time warmUp = Seconds(20);
    DumbbellTopology::Params params = Bottleneck("fifo");
    params.bottleneckRate = DataRate("1Gbps");
    const DumbbellTopology network(params);
    traffic.Install(network, {1, PAIRS}, STREAM);
    std::vector<double> counts(
        static_cast<std::size_t>(duration.GetSeconds() * INTERVALS_PER_SECOND) + 1);
    for (const auto& sink : traffic.Sinks())
    {
        sink->TraceConnectWithoutContext(
            "Rx",
            Callback<void, Ptr<const Packet>, const Address&>(
                [&counts, warmUp](Ptr<const Packet> packet, const Address& /* from */) {
                    if (Simulator::Now() >= warmUp)
                    {
                        const double since = (Simulator::Now() - warmUp).GetSeconds();
                        counts.at(static_cast<std::size_t>(since * INTERVALS_PER_SECOND)) +=
                            packet->GetSize();
                    }
                }));
    }
    Simulator::Stop(warmUp + duration);
    Simulator::Run();
    Simulator::Destroy();
    counts.pop_back();
    return counts;
}

TEST_F(Background, SelfSimilarTrafficHasTheHurstParameterOfItsShape)
{
    constexpr uint32_t SEEDS = 2;
    constexpr double DURATION = 400; // s
    const std::vector<std::size_t> sizes{10, 20, 40, 80, 160};
    double mean = 0;
    double mbps = 0;
    for (uint32_t seed = 1; seed <= SEEDS; ++seed)
    {
        Seed(seed);
        SelfSimilarTraffic traffic{SelfSimilarTraffic::Params()};
        const std::vector<double> counts = CountArrivals(traffic, Seconds(DURATION));
        const double hurst = Hurst(counts, sizes);
        std::cout << "seed " << seed << ": H = " << hurst << "\n";
        mean += hurst / SEEDS;
        for (const double count : counts)
        {
            mbps += count * 8e-6 / DURATION / SEEDS;
        }
    }
    EXPECT_GE(mean, 0.7) << "(3 - 1.4) / 2 = 0.8";
    EXPECT_LE(mean, 0.95);
    EXPECT_NEAR(mbps, 6.5, 0.5);

    // the method finds nothing where there is nothing
    std::vector<double> independent(12000);
    const auto random = CreateObject<UniformRandomVariable>();
    random->SetStream(1);
    for (double& count : independent)
    {
        count = random->GetValue(0, 1);
    }
    EXPECT_NEAR(Hurst(independent, sizes), 0.5, 0.1);
}

TEST_F(Background, SaysWhatIsWrong)
{
    BackgroundSetup setup;
    const DumbbellTopology network(Bottleneck("fifo"));
    EXPECT_THAT(
        [&] {
            LongTcpTraffic(LongTcpTraffic::Params()).Install(network, {2, PAIRS}, STREAM);
        },
        ThrowsMessage<std::invalid_argument>(
            "background traffic is to use 4 pairs of hosts from pair 2 on; it must be 1 or "
            "more of the 5 in the network"));
    EXPECT_THAT([&setup] { BackgroundTraffics().Create("p2p", setup); },
                ThrowsMessage<std::invalid_argument>(
                    "unknown background traffic 'p2p'; known are selfsimilar, tcp, web"));
    setup.tcp.flows = 0;
    EXPECT_THAT([&setup] { BackgroundTraffics().Create("tcp", setup); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("there must be 1 or more")));
    setup.selfSimilar.shape = 2;
    EXPECT_THAT([&setup] { BackgroundTraffics().Create("selfsimilar", setup); },
                ThrowsMessage<std::invalid_argument>(
                    "the Pareto shape is 2; it must be above 1 and below 2"));
    setup.selfSimilar.shape = 1.5;
    setup.selfSimilar.load = DataRate("25Mbps");
    EXPECT_THAT([&setup] { BackgroundTraffics().Create("selfsimilar", setup); },
                ThrowsMessage<std::invalid_argument>(
                    HasSubstr("below that of 50 sources that always send, 25000000bps")));
    setup.web.sessions = 0;
    EXPECT_THAT([&setup] { BackgroundTraffics().Create("web", setup); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("all of them must be above 0")));
}

} // namespace
} // namespace qos
} // namespace ns3
