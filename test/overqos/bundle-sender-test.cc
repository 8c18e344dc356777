/* SPDX-License-Identifier: GPL-2.0-only */

#include "allocation-watch.h"
#include "channel/channel-random.h"
#include "overlay-test-network.h"

#include "ns3/bundle-receiver.h"
#include "ns3/bundle-sender.h"
#include "ns3/gilbert-loss.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint64_t SEED = 5;
constexpr uint16_t BUNDLE = 9;
constexpr Nanoseconds DELAY = 50ms;
constexpr Bitrate B = Bitrate::FromBitsPerSecond(8'000'000); // a byte per microsecond

/** @return a bundle whose b is constant */
BundleSenderParams
Params(const std::string& policy = "hybrid")
{
    BundleSenderParams params;
    params.bundle = BUNDLE;
    params.link.redundancy.policy = policy;
    params.link.windowFrames = 100;
    params.rate.constant = B;
    return params;
}

/** @return a packet of that many bytes */
BundlePacket
Packet(uint32_t size)
{
    static const std::vector<uint8_t> bytes(3000, 0x5A);
    BundlePacket packet;
    packet.data = bytes.data();
    packet.size = size;
    return packet;
}

TEST(BundleSenderTest, DatagramsLeaveAtTheRateBAndNoFaster)
{
    std::map<Nanoseconds, uint64_t> sent; // bytes so far
    uint64_t bytes = 0;
    Nanoseconds now{0};
    BundleSenderParams params = Params("none");
    params.queue.maxPackets = 10'000;
    params.queue.maxBytes = 100'000'000;
    BundleSender sender(params, 1, [&](ByteView datagram) {
        bytes += datagram.size;
        sent[now] = bytes;
    });
    for (uint32_t i = 0; i < 5000; ++i)
    {
        sender.Enqueue(Packet(200 + 37 * i % 1200), now);
    }
    for (now = 0ms; now < 2s; now = sender.NextEvent())
    {
        sender.Advance(now);
    }
    EXPECT_EQ(bytes, sender.SentBytes());
    // in any interval: what the bucket holds, the rate, and the datagram that makes a debt
    for (auto begin = sent.begin(); begin != sent.end(); ++begin)
    {
        for (auto end = begin; end != sent.end() && end->first < begin->first + 20ms; ++end)
        {
            const uint64_t before = begin == sent.begin() ? 0 : std::prev(begin)->second;
            const auto microseconds = (end->first - begin->first) / 1us;
            ASSERT_LE(end->second - before,
                      static_cast<uint64_t>(microseconds) + 1 + params.burstBytes + 1500);
        }
    }
    EXPECT_NEAR(static_cast<double>(bytes), 2e6, 6000);
}

/** Policies, and losses for which they need much or little redundancy. */
struct Case
{
    const char* policy;
    double loss;
    double burst;
};

std::ostream&
operator<<(std::ostream& out, const Case& each)
{
    return out << each.policy << ' ' << each.loss << ' ' << each.burst;
}

class BundleSenderShareTest : public testing::TestWithParam<Case>
{
};

TEST_P(BundleSenderShareTest, TheDataIsAShareOneMinusRedundancyOfAllThatIsSent)
{
    GilbertLoss loss({GetParam().loss, GetParam().burst}, {Seeded(SEED), Seeded(SEED + 1)});
    OverlayTestNetwork network;
    OverqosRouterParams node;
    node.number = 1;
    network.AddNode(node);
    node.number = 2;
    network.AddNode(node);
    BundleSenderParams params = Params(GetParam().policy);
    params.link.redundancy.losses.windows = 400;
    network.AddLink(1, 2, params, DELAY, &loss);
    network.Node(1).SetRoute(2, BUNDLE);
    const BundleSender& sender = *network.Node(1).Outgoing(BUNDLE);
    constexpr Nanoseconds WARM_UP = 60s;
    constexpr Nanoseconds TIME = 120s;
    network.InjectUntil(WARM_UP, 800us, 1, 2); // more than b
    const EntryCounters before = sender.Link().GetCounters();
    const uint64_t bytesBefore = sender.SentBytes();
    double share = 0;
    double data = 0;
    constexpr int LOOKS = 600;
    for (int look = 1; look <= LOOKS; ++look)
    {
        network.InjectUntil(WARM_UP + TIME * look / LOOKS, 800us, 1, 2);
        share += sender.Link().GetRedundancy().Share() / LOOKS;
        data += static_cast<double>(sender.Rate().Data().BitsPerSecond()) / LOOKS;
    }
    const EntryCounters& after = sender.Link().GetCounters();
    const auto dataBytes = static_cast<double>(after.dataBytes - before.dataBytes);
    const auto total = static_cast<double>(after.dataBytes + after.redundantBytes -
                                           before.dataBytes - before.redundantBytes);
    EXPECT_NEAR(dataBytes / total, 1 - share, 0.01) << "seed " << SEED;
    EXPECT_NEAR(static_cast<double>(sender.SentBytes() - bytesBefore), 1e6 * 120, 1.2e6);
    EXPECT_NEAR(data, 8e6 * (1 - share), 8e4);
    EXPECT_EQ(share > 0.9 * GetParam().loss, GetParam().policy != std::string("none"));
}

INSTANTIATE_TEST_SUITE_P(Cases,
                         BundleSenderShareTest,
                         testing::Values(Case{"none", 0.02, 1},
                                         Case{"arq", 0.02, 1},
                                         Case{"hybrid", 0.02, 4},
                                         Case{"hybrid", 0.05, 1},
                                         Case{"fec", 0.02, 1}));

TEST(BundleSenderTest, RedundancyGoesBeforeData)
{
    // the parity of a full window waits with many packets behind it
    BundleSenderParams params = Params("fec");
    params.link.windowFrames = 10;
    std::vector<FrameKind> kinds;
    BundleSender sender(params, 1, [&kinds](ByteView datagram) {
        kinds.push_back(ReadFrame(datagram)->frame.kind);
    });
    for (int i = 0; i < 30; ++i)
    {
        sender.Enqueue(Packet(1000), 0ms);
    }
    for (Nanoseconds now{0}; kinds.size() < 20; now = sender.NextEvent())
    {
        sender.Advance(now);
    }
    // r = 0.3 in start-up: seven packets and three rows
    for (std::size_t i = 0; i < 20; ++i)
    {
        EXPECT_EQ(kinds[i], i % 10 < 7 ? FrameKind::Data : FrameKind::Parity) << i;
    }
}

/** Loses the second frame. */
class LosesSecond : public LossProcess
{
  public:
    bool IsLost(Nanoseconds /* now */) override
    {
        return m_frames++ == 1;
    }

    void Reset() override
    {
        m_frames = 0;
    }

  private:
    int m_frames = 0;
};

/** One virtual link whose b is constant, between nodes 1 and 2. */
class SlowBundleTest : public testing::Test
{
  protected:
    /**
     * @param params of the bundle
     * @param delay of its path
     * @param loss on it
     */
    void Build(const BundleSenderParams& params, Nanoseconds delay, LossProcess* loss = nullptr)
    {
        OverqosRouterParams node;
        node.number = 1;
        m_network.AddNode(node);
        node.number = 2;
        m_network.AddNode(node);
        m_network.AddLink(1, 2, params, delay, loss);
        m_network.Node(1).SetRoute(2, BUNDLE);
    }

    /** @return the entry of the link */
    const BundleSender& Sender()
    {
        return *m_network.Node(1).Outgoing(BUNDLE);
    }

    OverlayTestNetwork m_network;
};

TEST_F(SlowBundleTest, RedundancyThatComesTooLateDoesNotHoldUpNewPackets)
{
    // r = 0.3 in start-up: 70 packets leave at once, and then nothing is left for their 30 rows
    constexpr uint32_t PACKETS = 70;
    constexpr uint32_t ROWS = 30;
    constexpr uint32_t BYTES = 1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES;
    constexpr Nanoseconds PATIENCE = 2 * 100ms + 4 * 100ms;
    BundleSenderParams params = Params("fec");
    params.rate.constant = Bitrate::FromBitsPerSecond(80'000);
    params.burstBytes = PACKETS * BYTES;
    Build(params, DELAY);
    for (uint32_t i = 0; i < PACKETS; ++i)
    {
        m_network.Inject(1, 2);
    }
    m_network.RunUntil(100ms);
    m_network.Inject(1, 2);
    m_network.RunUntil(20s);
    ASSERT_EQ(m_network.Deliveries().size(), PACKETS + 1);
    // a frame takes 105 ms: six rows go before it
    EXPECT_GT(m_network.Deliveries().back().at, PATIENCE);
    EXPECT_LT(m_network.Deliveries().back().at, PATIENCE + 150ms + DELAY);
    const EntryCounters& entry = Sender().Link().GetCounters();
    EXPECT_NEAR(static_cast<double>(entry.withdrawnFrames), ROWS - 6, 1);
    // every frame was sent or withdrawn, and no packet is in doubt
    const ExitCounters& exit = m_network.Node(2).Incoming(BUNDLE)->Link().GetCounters();
    EXPECT_EQ(entry.dataFrames + entry.parityFrames + entry.repairFrames +
                  entry.repairParityFrames + entry.probeFrames,
              exit.frames + entry.withdrawnFrames);
    EXPECT_EQ(Sender().Link().GetPacketCounters().delivered, PACKETS + 1);
    // what was not sent was not lost by the network
    EXPECT_GT(Sender().Link().GetControl().Losses().Windows(), 0U);
    EXPECT_EQ(Sender().Link().GetControl().Losses().Mean(), 0);
    EXPECT_EQ(Sender().Link().InFlight(), 0U);
}

TEST_F(SlowBundleTest, AQuestionThatWaitsForTheRateIsNotGivenUp)
{
    // the last packet is lost, and whoever asks for it has to wait 0.8 s at a round trip of 10 ms
    BundleSenderParams params = Params("arq");
    params.rate.constant = Bitrate::FromBitsPerSecond(10'000);
    params.burstBytes = 1;
    params.link.initialRtt = 10ms;
    LosesSecond loss;
    Build(params, 5ms, &loss);
    m_network.Inject(1, 2);
    m_network.RunUntil(10s);
    m_network.Inject(1, 2);
    m_network.RunUntil(20s);
    EXPECT_EQ(m_network.Deliveries().size(), 2U);
    EXPECT_EQ(Sender().Link().GetPacketCounters().unknown, 0U);
}

/** Drops every other packet. */
class EveryOther : public BundleService
{
  public:
    bool Admits(const BundlePacket& /* packet */, Nanoseconds /* now */) override
    {
        return ++m_count % 2 == 0;
    }

    bool Repairs(const BundlePacket& /* packet */,
                 uint32_t /* repairs */,
                 Nanoseconds /* now */) override
    {
        return true;
    }

    void StaysLost(const BundlePacket& /* packet */,
                   uint32_t /* repairs */,
                   Nanoseconds /* now */) override
    {
    }

  private:
    int m_count = 0;
};

TEST(BundleSenderTest, DropsAreToldByTheirReason)
{
    BundleSenderParams params = Params("none");
    params.queue.maxPackets = 10;
    params.queue.maxAge = 5ms;
    std::map<BundleDropReason, uint64_t> told;
    BundleSender sender(
        params,
        1,
        [](ByteView /* datagram */) {},
        [&told](const BundlePacket& packet, BundleDropReason reason) {
            EXPECT_NE(packet.data, nullptr);
            ++told[reason];
        });
    sender.SetService(std::make_unique<EveryOther>());
    sender.Enqueue(Packet(2001), 0ms);
    EXPECT_EQ(sender.Dropped(BundleDropReason::Size), 1U);
    for (int i = 0; i < 40; ++i)
    {
        sender.Enqueue(Packet(2000), 0ms);
    }
    EXPECT_EQ(sender.Waiting(), 10U);
    for (Nanoseconds now{0}; sender.Waiting() > 0; now = sender.NextEvent())
    {
        sender.Advance(now);
    }
    uint64_t dropped = 0;
    for (const BundleDropReason reason : {BundleDropReason::Queue,
                                          BundleDropReason::Stale,
                                          BundleDropReason::Service,
                                          BundleDropReason::Size})
    {
        EXPECT_GT(told[reason], 0U) << BundleDropReasonName(reason);
        EXPECT_EQ(told[reason], sender.Dropped(reason));
        dropped += told[reason];
    }
    EXPECT_EQ(sender.Arrived(), 41U);
    EXPECT_EQ(dropped + sender.Link().GetCounters().dataFrames, 41U);
}

TEST(BundleSenderTest, NothingIsAllocatedPerPacketInSteadyState)
{
    for (const std::string policy : {"none", "fec", "hybrid"})
    {
        const BundleSenderParams params = Params(policy);
        GilbertLoss loss({0.03, 2}, {Seeded(SEED), Seeded(SEED + 1)});
        Nanoseconds now{0};
        std::vector<std::pair<Nanoseconds, std::vector<uint8_t>>> frames;
        std::vector<std::pair<Nanoseconds, std::vector<uint8_t>>> reports;
        const auto carry = [&](auto& path, ByteView datagram) {
            path.push_back({now + DELAY, {datagram.data, datagram.data + datagram.size}});
        };
        std::vector<std::vector<uint8_t>> sent(64, std::vector<uint8_t>(4000));
        std::vector<std::size_t> sizes(64);
        std::size_t count = 0;
        // the callback only copies, so that what it allocates is not counted
        BundleSender sender(params, 1, [&](ByteView datagram) {
            std::copy_n(datagram.data, datagram.size, sent[count % 64].begin());
            sizes[count % 64] = datagram.size;
            ++count;
        });
        BundleReceiverParams other;
        other.bundle = BUNDLE;
        other.link = params.link;
        BundleReceiver receiver(
            other,
            2,
            [&](ByteView datagram) { carry(reports, datagram); },
            [](const BundlePacket& /* packet */) {});
        uint64_t allocations = 0;
        uint32_t packets = 0;
        const auto counted = [&](const auto& call, bool isSteady) {
            const std::size_t before = count;
            {
                AllocationWatch counter;
                call();
                allocations += isSteady ? counter.Count() : 0;
            }
            ASSERT_LE(count - before, 64U);
            for (std::size_t i = before; i < count; ++i)
            {
                if (!loss.IsLost(now))
                {
                    carry(frames, {sent[i % 64].data(), sizes[i % 64]});
                }
            }
        };
        for (uint32_t step = 0; step < 60'000; ++step)
        {
            now += 500us;
            const bool isSteady = step > 40'000;
            while (!frames.empty() && frames.front().first <= now)
            {
                receiver.Receive(ReadFrame(frames.front().second)->frame, now);
                frames.erase(frames.begin());
            }
            if (receiver.NextEvent() <= now)
            {
                receiver.Advance(now);
            }
            while (!reports.empty() && reports.front().first <= now)
            {
                BundleReport report;
                ASSERT_TRUE(ReadReport(reports.front().second, report));
                reports.erase(reports.begin());
                counted([&] { sender.Receive(report.report, now); }, isSteady);
            }
            if (step % 4 == 0)
            {
                packets += isSteady ? 1 : 0;
                counted([&] { sender.Enqueue(Packet(1000), now); }, isSteady);
            }
            if (sender.NextEvent() <= now)
            {
                counted([&] { sender.Advance(now); }, isSteady);
            }
        }
        EXPECT_GT(sender.Link().GetCounters().dataFrames, 14'000U);
        // a choice of redundancy, once per window, may use arrays of its own
        EXPECT_LT(allocations, packets / 10) << policy;
        RecordProperty("allocations_" + policy, static_cast<int>(allocations));
    }
}

TEST(BundleSenderTest, ACodeThatOnlyCountsIsRefusedAtBothEnds)
{
    BundleSenderParams params = Params();
    params.link.code = "counting";
    EXPECT_THROW(BundleSender(params, 1, [](ByteView /* datagram */) {}), std::invalid_argument);
    BundleReceiverParams other;
    other.link = params.link;
    EXPECT_THROW(BundleReceiver(
                     other,
                     1,
                     [](ByteView /* datagram */) {},
                     [](const BundlePacket& /* packet */) {}),
                 std::invalid_argument);
}

} // namespace
} // namespace qos
} // namespace ns3
