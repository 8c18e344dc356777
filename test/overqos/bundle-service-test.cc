/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What services do at the entry of a virtual link: who is repaired, who pays, and what it costs.
 */

#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"
#include "ns3/gilbert-loss.h"
#include "ns3/loss-runs.h"
#include "ns3/priority-service.h"
#include "ns3/simulated-bundle.h"
#include "ns3/smoothing-service.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <set>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint32_t BYTES = 200;

/**
 * @param seed of the stream
 * @return a stream of random numbers
 */
UniformSource
Coin(uint32_t seed)
{
    return [random = std::make_shared<std::mt19937>(seed)] {
        return std::uniform_real_distribution<double>(0, 1)(*random);
    };
}

/** Loses the frames with the given numbers, in the order in which they are sent. */
class ListedLoss final : public LossProcess
{
  public:
    explicit ListedLoss(std::set<uint64_t> lost)
        : m_lost(std::move(lost))
    {
    }

    bool IsLost(Nanoseconds /* now */) override
    {
        return m_lost.count(m_next++) > 0;
    }

    void Reset() override
    {
        m_next = 0;
    }

  private:
    std::set<uint64_t> m_lost;
    uint64_t m_next = 0;
};

/** Remembers what it is asked; repairs a packet a given number of times. */
class Witness final : public BundleService
{
  public:
    explicit Witness(uint32_t mostRepairs)
        : m_mostRepairs(mostRepairs)
    {
    }

    bool Admits(const BundlePacket& packet, Nanoseconds /* now */) override
    {
        return packet.mayDrop;
    }

    bool Repairs(const BundlePacket& packet, uint32_t repairs, Nanoseconds /* now */) override
    {
        asked.emplace_back(packet.sequence, repairs);
        return repairs < m_mostRepairs;
    }

    void StaysLost(const BundlePacket& packet, uint32_t repairs, Nanoseconds /* now */) override
    {
        stayed.emplace_back(packet.sequence, repairs);
    }

    std::vector<std::pair<uint32_t, uint32_t>> asked;  //!< sequence, repairs before
    std::vector<std::pair<uint32_t, uint32_t>> stayed; //!< sequence, repairs

  private:
    uint32_t m_mostRepairs;
};

/** @return a link of retransmissions without parity, over which b is as large as can be */
SimulatedBundleParams
ArqLink(double residualTarget)
{
    SimulatedBundleParams params;
    params.sender.link.redundancy.policy = "arq";
    params.sender.link.redundancy.target.target = residualTarget;
    params.sender.rate.constant = Bitrate::FromBitsPerSecond(100'000'000);
    params.delay = 50ms;
    return params;
}

/** A stream over a simulated bundle, and what became of its packets. */
class Stream
{
  public:
    Stream(const SimulatedBundleParams& params,
           LossProcess& path,
           std::unique_ptr<BundleService> service)
        : m_bundle(
              params,
              path,
              [this](const BundlePacket& packet, Nanoseconds /* now */) {
                  m_came.at(packet.sequence) = true;
              },
              [this](const BundlePacket& packet, BundleDropReason reason) {
                  EXPECT_EQ(reason, BundleDropReason::Service);
                  m_victims.push_back(packet.sequence);
              })
    {
        m_bundle.Sender().SetService(std::move(service));
    }

    /**
     * Send packets of one flow, every 2 ms, each tenth of which must not be dropped.
     * @param count how many
     */
    void Send(uint32_t count)
    {
        constexpr uint32_t CONTROL = 10;
        m_came.assign(count, false);
        const std::vector<uint8_t> body(BYTES);
        BundlePacket packet;
        packet.data = body.data();
        packet.size = BYTES;
        for (uint32_t i = 0; i < count; ++i)
        {
            packet.sequence = i;
            packet.mayDrop = i % CONTROL != 0;
            packet.priority = packet.mayDrop ? 5 : 0;
            m_bundle.Send(packet, i * Nanoseconds{2ms});
        }
        m_bundle.Finish();
    }

    LossRuns Losses() const
    {
        LossRuns runs;
        for (const bool came : m_came)
        {
            runs.Add(!came);
        }
        return runs;
    }

    /** @return sent bytes over those of every packet sent once */
    double BytesRatio()
    {
        constexpr double FRAME = FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES + BYTES;
        return static_cast<double>(m_bundle.Sender().SentBytes()) /
               (FRAME * static_cast<double>(m_came.size()));
    }

    double PathLoss() const
    {
        return static_cast<double>(m_bundle.LostFrames()) /
               static_cast<double>(m_bundle.SentFrames());
    }

    const std::vector<uint32_t>& Victims() const
    {
        return m_victims;
    }

    const std::vector<bool>& Came() const
    {
        return m_came;
    }

    SimulatedBundle& Bundle()
    {
        return m_bundle;
    }

  private:
    SimulatedBundle m_bundle;
    std::vector<bool> m_came;
    std::vector<uint32_t> m_victims;
};

TEST(BundleService, IsToldOfEveryLossHowOftenItWasRepaired)
{
    // at 3 transmissions per packet: packet 5 is lost once, packet 20 whenever it is sent
    ListedLoss path({5, 20});
    auto params = ArqLink(0.001);
    auto owned = std::make_unique<Witness>(1);
    Witness& witness = *owned;
    Stream stream(params, path, std::move(owned));
    stream.Send(10); // 0 is not admitted, so that frame 5 is packet 6
    using Pairs = std::vector<std::pair<uint32_t, uint32_t>>;
    EXPECT_EQ(witness.asked, (Pairs{{6, 0}}));
    EXPECT_TRUE(witness.stayed.empty());
    EXPECT_TRUE(stream.Came()[6]);
}

TEST(BundleService, IsToldWhenARepairWasInVain)
{
    constexpr uint64_t REPAIR =
        60 - 6; // the first frame after the packets, six of which are not admitted
    ListedLoss path({50, REPAIR});
    auto owned = std::make_unique<Witness>(1);
    Witness& witness = *owned;
    auto params = ArqLink(1e-9);
    Stream stream(params, path, std::move(owned));
    stream.Send(60);
    using Pairs = std::vector<std::pair<uint32_t, uint32_t>>;
    EXPECT_EQ(witness.stayed, (Pairs{{56, 1}}));
    EXPECT_FALSE(stream.Came()[56]);
}

TEST(BundleService, VictimsTakeNoBandwidth)
{
    ListedLoss path({});
    Stream stream(ArqLink(0.001), path, std::make_unique<Witness>(0));
    stream.Send(1000);
    EXPECT_EQ(stream.Victims().size(), 100);
    EXPECT_EQ(stream.Bundle().Sender().Dropped(BundleDropReason::Service), 100);
    EXPECT_DOUBLE_EQ(stream.BytesRatio(), 0.9);
}

TEST(SmoothingService, KeepsLossAndBytesAndEndsBursts)
{
    struct Case
    {
        double loss;
        double burst;
    };

    for (const Case& each : {Case{0.02, 4}, Case{0.03, 8}, Case{0.1, 4}})
    {
        GilbertLoss path({each.loss, each.burst}, {Coin(1), Coin(2)});
        Stream stream(ArqLink(0.001), path, std::make_unique<SmoothingService>());
        stream.Send(400'000);
        const LossRuns losses = stream.Losses();
        SCOPED_TRACE(::testing::Message() << "loss " << each.loss << ", seeds 1 and 2");
        // notes of the replay, R15
        EXPECT_NEAR(losses.LossRate() / stream.PathLoss(), 1, 0.02);
        EXPECT_NEAR(stream.BytesRatio(), 1, 0.01);
        EXPECT_LE(losses.MeanRun(), 1.1);
        EXPECT_LE(losses.ConditionalLoss(), (1 - 1 / each.burst) / 10);
        for (const uint32_t victim : stream.Victims())
        {
            ASSERT_NE(victim % 10, 0) << "a control packet";
        }
    }
}

TEST(SmoothingService, RemembersNoMoreFlowsThanItMay)
{
    SmoothingServiceParams params;
    params.mostFlows = 3;
    SmoothingService service(params);
    BundlePacket packet;
    for (packet.flow = 0; packet.flow < 100; ++packet.flow)
    {
        service.Admits(packet, 0ns);
    }
    EXPECT_EQ(service.Flows(), 3);
}

TEST(SmoothingService, EachFlowPaysForItself)
{
    SmoothingService service;
    BundlePacket lossy;
    BundlePacket other;
    other.flow = 1;
    service.Repairs(lossy, 0, 0ns);
    uint32_t dropped = 0;
    for (int i = 0; i < 1000; ++i)
    {
        EXPECT_TRUE(service.Admits(other, 0ns));
        dropped += service.Admits(lossy, 0ns) ? 0 : 1;
    }
    EXPECT_EQ(dropped, 1);
}

TEST(PriorityService, RepairsTheImportantAtTheCostOfTheOthers)
{
    constexpr double LOSS = 0.03;
    GilbertLoss path({LOSS, 4}, {Coin(5), Coin(6)});
    Stream stream(ArqLink(0.001), path, std::make_unique<PriorityService>());
    stream.Send(400'000);
    const LossRuns losses = stream.Losses();
    EXPECT_NEAR(losses.LossRate() / stream.PathLoss(), 1, 0.02);
    EXPECT_NEAR(stream.BytesRatio(), 1, 0.01);
    double lostImportant = 0;
    for (std::size_t i = 0; i < stream.Came().size(); i += 10)
    {
        lostImportant += stream.Came()[i] ? 0 : 1;
    }
    EXPECT_LE(lostImportant / (static_cast<double>(stream.Came().size()) / 10), 1.5 * LOSS * LOSS);
}

} // namespace
} // namespace qos
} // namespace ns3
