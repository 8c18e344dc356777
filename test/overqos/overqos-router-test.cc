/* SPDX-License-Identifier: GPL-2.0-only */

#include "channel/channel-random.h"
#include "overlay-test-network.h"

#include "ns3/gilbert-loss.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <set>
#include <stdexcept>

namespace ns3
{
namespace qos
{
namespace
{

using namespace std::chrono_literals;

constexpr uint64_t SEED = 6;
constexpr Nanoseconds DELAY = 25ms;

/**
 * @param bundle number of a virtual link
 * @param mbps its constant b
 * @return its knobs
 */
BundleSenderParams
Link(uint16_t bundle, uint64_t mbps)
{
    BundleSenderParams params;
    params.bundle = bundle;
    params.link.windowFrames = 100;
    params.rate.constant = Bitrate::FromBitsPerSecond(mbps * 1'000'000);
    return params;
}

/** Drops one packet in so many, and has none repaired. */
class DroppingService : public BundleService
{
  public:
    /** @param every so many: 1 for all */
    explicit DroppingService(uint32_t every)
        : m_every(every)
    {
    }

    bool Admits(const BundlePacket& /* packet */, Nanoseconds /* now */) override
    {
        return ++m_packets % m_every != 0;
    }

    bool Repairs(const BundlePacket& /* packet */,
                 uint32_t /* repairs */,
                 Nanoseconds /* now */) override
    {
        return false;
    }

    void StaysLost(const BundlePacket& /* packet */,
                   uint32_t /* repairs */,
                   Nanoseconds /* now */) override
    {
    }

  private:
    uint32_t m_every;       //!< so many
    uint32_t m_packets = 0; //!< that came
};

/** Nodes 1, 2, 3 in a row: link 12 from the first to the second, 23 from there to the third. */
class OverqosRouterTest : public testing::Test
{
  protected:
    /**
     * @param order of all nodes
     * @param signalsMost whether b_max is told
     * @param hopLimit of packets
     */
    void AddNodes(DeliveryOrder order = DeliveryOrder::None,
                  bool signalsMost = true,
                  uint8_t hopLimit = 16)
    {
        for (uint16_t number = 1; number <= 3; ++number)
        {
            OverqosRouterParams params;
            params.number = number;
            params.order = order;
            params.signalsMost = signalsMost;
            params.hopLimit = hopLimit;
            m_network.AddNode(params);
        }
    }

    /**
     * @param first rate of the first link, Mbps
     * @param second rate of the second one
     * @param loss of the first one's path
     * @param other loss of the second one's path
     */
    void AddRow(uint64_t first,
                uint64_t second,
                LossProcess* loss = nullptr,
                LossProcess* other = nullptr)
    {
        m_network.AddLink(1, 2, Link(12, first), DELAY, loss);
        m_network.AddLink(2, 3, Link(23, second), DELAY, other);
        m_network.Node(1).SetRoute(2, 12);
        m_network.Node(1).SetRoute(3, 12);
        m_network.Node(2).SetRoute(3, 23);
    }

    OverlayTestNetwork m_network;
};

TEST_F(OverqosRouterTest, PacketsFollowTheirRoutesWithWhatTheyCarry)
{
    AddNodes();
    AddRow(8, 8);
    m_network.Inject(1, 3, 5);
    m_network.Inject(1, 3, 5);
    m_network.Inject(1, 2, 6);
    m_network.Inject(1, 1, 7); // it is there already
    m_network.RunUntil(1s);
    ASSERT_EQ(m_network.Deliveries().size(), 4U);
    std::map<uint16_t, uint32_t> byNode;
    for (const auto& delivery : m_network.Deliveries())
    {
        ++byNode[delivery.node];
        EXPECT_EQ(delivery.node, delivery.packet.egress);
        EXPECT_EQ(delivery.packet.ingress, 1);
        EXPECT_EQ(delivery.packet.size, 1000U);
        EXPECT_EQ(delivery.packet.flow, delivery.node == 3 ? 5U : delivery.node == 2 ? 6U : 7U);
    }
    EXPECT_EQ(byNode[3], 2U);
    EXPECT_EQ(byNode[2], 1U);
    EXPECT_EQ(m_network.Deliveries().back().packet.sequence, 1U);
    EXPECT_EQ(m_network.Deliveries().back().packet.hopsLeft, 15);
    EXPECT_GE(m_network.Deliveries().back().at, 2 * DELAY);
}

TEST_F(OverqosRouterTest, WhatHasNoRouteOrTooManyHopsEnds)
{
    AddNodes(DeliveryOrder::None, true, 3);
    AddRow(8, 8);
    m_network.Inject(1, 99);
    EXPECT_EQ(m_network.Drops(1, RouterDropReason::NoRoute), 1U);
    // a loop between the first two nodes
    m_network.AddLink(2, 1, Link(21, 8), DELAY);
    m_network.Node(1).SetRoute(50, 12);
    m_network.Node(2).SetRoute(50, 21);
    m_network.Inject(1, 50);
    m_network.RunUntil(1s);
    EXPECT_EQ(m_network.Drops(2, RouterDropReason::HopLimit), 1U) << "after three links";
    EXPECT_EQ(m_network.Node(2).Dropped(RouterDropReason::HopLimit), 1U);
    EXPECT_TRUE(m_network.Deliveries().empty());
}

TEST_F(OverqosRouterTest, OnlyWhatHasARouteAndFindsRoomGoesOn)
{
    AddNodes();
    BundleSenderParams link = Link(12, 1);
    link.queue.maxPackets = 5;
    m_network.AddLink(1, 2, link, DELAY);
    m_network.Node(1).SetRoute(2, 12);
    for (int i = 0; i < 20; ++i)
    {
        m_network.Inject(1, 2);
    }
    m_network.Inject(1, 99);
    m_network.RunUntil(2s);
    EXPECT_GT(m_network.Drops(1, RouterDropReason::Queue), 0U);
    EXPECT_EQ(m_network.Drops(1, RouterDropReason::NoRoute), 1U);
    EXPECT_EQ(m_network.Forwards(1), 20 - m_network.Drops(1, RouterDropReason::Queue));
    EXPECT_EQ(m_network.Forwards(2), m_network.Forwards(1));
    EXPECT_EQ(m_network.Deliveries().size(), m_network.Forwards(2));
}

TEST_F(OverqosRouterTest, WhatALinkDoesNotTakeEndsForTheReasonOfTheLink)
{
    using Reason = RouterDropReason;
    for (const Reason expected : {Reason::Queue, Reason::Stale, Reason::Service, Reason::Size})
    {
        m_network = OverlayTestNetwork();
        AddNodes();
        BundleSenderParams link = Link(12, 1);
        link.queue.maxPackets = expected == Reason::Queue ? 1 : 200;
        link.queue.maxAge = expected == Reason::Stale ? Nanoseconds{1ms} : FOREVER;
        link.link.mostPacketBytes = expected == Reason::Size ? 999 : 1000;
        m_network.AddLink(1, 2, link, DELAY);
        m_network.Node(1).SetRoute(2, 12);
        if (expected == Reason::Service)
        {
            m_network.Node(1).Outgoing(12)->SetService(std::make_unique<DroppingService>(1));
        }
        for (int i = 0; i < 20; ++i)
        {
            m_network.Inject(1, 2);
        }
        m_network.RunUntil(2s);
        uint64_t ended = 0;
        for (std::size_t reason = 0; reason < ROUTER_DROP_REASONS; ++reason)
        {
            const uint64_t drops = m_network.Drops(1, static_cast<Reason>(reason));
            EXPECT_EQ(drops, m_network.Node(1).Dropped(static_cast<Reason>(reason)));
            EXPECT_EQ(drops > 0, static_cast<Reason>(reason) == expected)
                << RouterDropReasonName(expected) << " " << reason;
            ended += drops;
        }
        EXPECT_EQ(m_network.Node(1).DroppedByLinks(), ended);
        EXPECT_EQ(m_network.Deliveries().size() + ended, 20U);
    }
}

TEST_F(OverqosRouterTest, ALinkThatIsThereTwiceOrNotAtAllIsRefused)
{
    AddNodes();
    AddRow(8, 8);
    EXPECT_THROW(m_network.Node(1).AddOutgoing(Link(12, 8), 1), std::invalid_argument);
    BundleReceiverParams receiver;
    receiver.bundle = 12;
    EXPECT_THROW(m_network.Node(2).AddIncoming(receiver, 1), std::invalid_argument);
    EXPECT_THROW(m_network.Node(1).SetRoute(2, 77), std::invalid_argument);
    EXPECT_EQ(m_network.Node(1).Outgoing(77), nullptr);
    EXPECT_EQ(m_network.Node(1).Incoming(12), nullptr);
    BundleSenderParams bad = Link(77, 8);
    bad.link.windowFrames = 0;
    EXPECT_THROW(m_network.Node(1).AddOutgoing(bad, 1), std::invalid_argument);
    EXPECT_EQ(m_network.Node(1).Outgoing(77), nullptr);
    m_network.RunUntil(1s); // and nothing is left of it
}

TEST_F(OverqosRouterTest, DatagramsOfNoLinkAreCountedAsMalformed)
{
    AddNodes();
    AddRow(8, 8);
    OverqosRouter& node = m_network.Node(2);
    std::vector<uint8_t> bytes(100, 0x10);
    node.Receive(bytes, 0ms); // a frame of bundle 0x1010
    bytes[0] = 0x18;
    node.Receive(bytes, 0ms); // a report that is too long
    node.Receive({}, 0ms);
    EXPECT_EQ(node.Malformed(), 3U);
}

TEST_F(OverqosRouterTest, ACascadeLosesNothingInItsMiddleIfTheCeilingIsSignalled)
{
    constexpr Nanoseconds INTERVAL = 1ms; // a thousand bytes: 8 Mbps
    constexpr Nanoseconds STEADY = 5s;
    constexpr Nanoseconds END = 25s;
    for (const bool signalsMost : {true, false})
    {
        m_network = OverlayTestNetwork();
        AddNodes(DeliveryOrder::None, signalsMost);
        AddRow(8, 4);
        m_network.InjectUntil(STEADY, INTERVAL, 1, 3);
        const uint64_t before = m_network.Drops(2, RouterDropReason::Queue);
        const uint64_t atFirst = m_network.Drops(1, RouterDropReason::Queue);
        const std::size_t delivered = m_network.Deliveries().size();
        m_network.InjectUntil(END, INTERVAL, 1, 3);
        const auto drops =
            static_cast<double>(m_network.Drops(2, RouterDropReason::Queue) - before);
        const auto early =
            static_cast<double>(m_network.Drops(1, RouterDropReason::Queue) - atFirst);
        const double packets = 20'000;
        const double overhead = 1000.0 / (1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES);
        const double in = packets * overhead;      // b of the first link is what packets bring
        const double out = packets / 2 * overhead; // of the second
        EXPECT_NEAR(static_cast<double>(m_network.Deliveries().size() - delivered), out, 0.1 * out);
        if (signalsMost)
        {
            EXPECT_EQ(drops, 0);
            EXPECT_NEAR(early, packets - out, 0.1 * packets);
        }
        else
        {
            EXPECT_NEAR(drops, in - out, 0.05 * (in - out));
            EXPECT_NEAR(early, packets - in, 0.02 * packets);
        }
    }
}

/**
 * Nodes 1 and 2 send by way of node 3 to node 4; a packet has 1000 bytes.
 *
 *     node 1 -- 8 Mb/s --\
 *                          node 3 -- 4 Mb/s --> node 4
 *     node 2 -- 8 Mb/s --/
 */
class TwoPredecessorsTest : public testing::Test
{
  protected:
    /** What comes from whom. */
    struct Arrivals
    {
        double first = 0;  //!< from node 1, of what node 4 can get
        double second = 0; //!< from node 2
    };

    TwoPredecessorsTest()
    {
        for (uint16_t number = 1; number <= 4; ++number)
        {
            OverqosRouterParams params;
            params.number = number;
            m_network.AddNode(params);
        }
        m_network.AddLink(1, 3, Link(13, 8), DELAY);
        m_network.AddLink(2, 3, Link(23, 8), DELAY);
        m_network.AddLink(3, 4, Link(34, 4), DELAY);
        m_network.Node(1).SetRoute(4, 13);
        m_network.Node(2).SetRoute(4, 23);
        m_network.Node(3).SetRoute(4, 34);
    }

    /**
     * Run for some time.
     * @param time how long
     * @param first distance of packets of node 1, FOREVER for none
     * @param second distance of packets of node 2
     * @param flows of node 1; node 2 has one
     * @return what came
     */
    Arrivals Run(Nanoseconds time, Nanoseconds first, Nanoseconds second, uint32_t flows = 1)
    {
        const Nanoseconds begin = m_network.Now();
        const std::size_t before = m_network.Deliveries().size();
        Nanoseconds nextFirst = first == FOREVER ? FOREVER : begin;
        Nanoseconds nextSecond = second == FOREVER ? FOREVER : begin;
        for (uint32_t i = 0; std::min(nextFirst, nextSecond) < begin + time; ++i)
        {
            m_network.RunUntil(std::min(nextFirst, nextSecond));
            if (nextFirst <= nextSecond)
            {
                m_network.Inject(1, 4, i % flows);
                nextFirst += first;
            }
            else
            {
                m_network.Inject(2, 4);
                nextSecond += second;
            }
        }
        m_network.RunUntil(begin + time);
        Arrivals arrivals;
        const double all = 4e6 / 8 / (1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES) *
                           std::chrono::duration<double>(time).count();
        for (std::size_t i = before; i < m_network.Deliveries().size(); ++i)
        {
            double& whose =
                m_network.Deliveries()[i].packet.ingress == 1 ? arrivals.first : arrivals.second;
            whose += 1 / all;
        }
        return arrivals;
    }

    OverlayTestNetwork m_network;
};

TEST_F(TwoPredecessorsTest, ShareALinkEvenlyWhoeverCameFirst)
{
    Run(5s, 1ms, 100ms); // the second one sends 80 kb/s
    Run(3s, 1ms, 1ms);
    const uint64_t drops = m_network.Drops(3, RouterDropReason::Queue);
    const Arrivals arrivals = Run(20s, 1ms, 1ms);
    EXPECT_NEAR(arrivals.first, 0.5, 0.025);
    EXPECT_NEAR(arrivals.second, 0.5, 0.025);
    EXPECT_GT(arrivals.first + arrivals.second, 0.95);
    EXPECT_EQ(m_network.Drops(3, RouterDropReason::Queue), drops);
}

TEST_F(TwoPredecessorsTest, GetWhatTheOtherOneLeaves)
{
    Run(5s, 1ms, 1ms);
    Run(4s, 1ms, 8ms); // the second one sends 1 Mb/s
    const Arrivals little = Run(10s, 1ms, 8ms);
    const double share = (1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES) / 8e-3 * 8 / 4e6;
    EXPECT_NEAR(little.second, share, 0.01) << "all of it";
    EXPECT_GT(little.first + little.second, 0.95);
    Run(4s, 1ms, FOREVER);
    EXPECT_GT(Run(10s, 1ms, FOREVER).first, 0.95);
    EXPECT_EQ(m_network.Drops(3, RouterDropReason::Queue), 0U);
}

TEST_F(TwoPredecessorsTest, HaveSharesByTheirFlows)
{
    Run(15s, 1ms, 1ms, 3);
    const Arrivals arrivals = Run(20s, 1ms, 1ms, 3);
    EXPECT_NEAR(arrivals.first, 0.75, 0.04);
    EXPECT_NEAR(arrivals.second, 0.25, 0.04);
}

TEST(MaxMinShareTest, IsThatOfBertsekasAndGallager)
{
    constexpr double ALL = std::numeric_limits<double>::infinity();
    const std::vector<ShareClaim> claims{{1, 1}, {1, ALL}, {2, 2.5}, {2, ALL}};
    // the small ones get what they want, 6.5 is left for weights of 3
    EXPECT_NEAR(MaxMinShare(claims, 1, 10), 6.5 / 3, 1e-12);
    EXPECT_NEAR(MaxMinShare(claims, 3, 10), 13.0 / 3, 1e-12);
    // one that wanted all would share with the others that do
    EXPECT_NEAR(MaxMinShare(claims, 0, 10), 7.5 / 4, 1e-12);
    EXPECT_NEAR(MaxMinShare(claims, 2, 10), 9.0 / 5 * 2, 1e-12);
    // too little for anyone
    EXPECT_NEAR(MaxMinShare(claims, 0, 3), 0.5, 1e-12);
    EXPECT_NEAR(MaxMinShare({{3, 5}}, 0, 8), 8, 1e-12);
}

TEST_F(OverqosRouterTest, TheCeilingIsLiftedWhenNothingCrossesTheNodeAnyMore)
{
    AddNodes();
    AddRow(8, 4);
    m_network.InjectUntil(3s, 1ms, 1, 3);
    const BundleSender& sender = *m_network.Node(1).Outgoing(12);
    EXPECT_LT(sender.Rate().Data().BitsPerSecond(), 4'100'000U);
    m_network.InjectUntil(8s, 1100us, 1, 2); // they end at the second node
    EXPECT_GT(sender.Rate().Data().BitsPerSecond(), 7'000'000U);
}

TEST_F(OverqosRouterTest, ACeilingIsAboutAllThatThePredecessorSends)
{
    AddNodes();
    AddRow(10, 1);
    // 5 Mb/s end at the second node, 0.5 Mb/s go on: what goes on fits
    for (int i = 0; i < 6250; ++i)
    {
        m_network.Inject(1, 2);
        if (i % 10 == 0)
        {
            m_network.Inject(1, 3);
        }
        m_network.RunUntil(m_network.Now() + 1600us);
    }
    m_network.RunUntil(m_network.Now() + 1s);
    EXPECT_EQ(m_network.Node(2).Delivered(), 6250U);
    EXPECT_EQ(m_network.Node(3).Delivered(), 625U);
    // 2 of 8 Mb/s are too much: a half of all comes, so that a half of these does
    const UniformSource random = Seeded(SEED);
    const auto send = [this, &random](int packets) {
        for (int i = 0; i < packets; ++i)
        {
            m_network.Inject(1, random() < 0.25 ? 3 : 2);
            m_network.RunUntil(m_network.Now() + 1ms);
        }
    };
    send(5000);
    const uint64_t ended = m_network.Node(2).Delivered();
    const uint64_t went = m_network.Node(3).Delivered();
    const uint64_t drops = m_network.Drops(2, RouterDropReason::Queue);
    send(20'000);
    EXPECT_EQ(m_network.Drops(2, RouterDropReason::Queue), drops);
    const double most = 20 * 1e6 / 8 / (1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES);
    EXPECT_NEAR(static_cast<double>(m_network.Node(3).Delivered() - went), most, 0.1 * most);
    EXPECT_NEAR(static_cast<double>(m_network.Node(2).Delivered() - ended), 3 * most, 0.3 * most);
}

TEST_F(OverqosRouterTest, ACeilingIsThatOfTheLinkThatHasTheLeastForItsPart)
{
    AddNodes();
    OverqosRouterParams params;
    params.number = 4;
    m_network.AddNode(params);
    AddRow(10, 1);
    m_network.AddLink(2, 4, Link(24, 8), DELAY);
    m_network.Node(1).SetRoute(4, 12);
    m_network.Node(2).SetRoute(4, 24);
    const UniformSource random = Seeded(SEED);
    const auto send = [this, &random](int seconds) {
        for (int i = 0; i < seconds * 750; ++i) // 3 Mb/s to each
        {
            m_network.Inject(1, random() < 0.5 ? 3 : 4);
            m_network.RunUntil(m_network.Now() + 1333us);
        }
    };
    send(5);
    const uint64_t first = m_network.Node(3).Delivered();
    const uint64_t second = m_network.Node(4).Delivered();
    send(20);
    EXPECT_EQ(m_network.Drops(2, RouterDropReason::Queue), 0U);
    const double most = 20 * 1e6 / 8 / (1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES);
    EXPECT_NEAR(static_cast<double>(m_network.Node(3).Delivered() - first), most, 0.1 * most);
    EXPECT_NEAR(static_cast<double>(m_network.Node(4).Delivered() - second), most, 0.1 * most);
}

TEST_F(OverqosRouterTest, WhatEntersAtANodeHasItsShareToo)
{
    AddNodes();
    AddRow(8, 4);
    constexpr Nanoseconds INTERVAL = 5ms; // 1.6 Mb/s, less than half
    m_network.RunUntil(1s);
    uint32_t mostWaiting = 0;
    for (int i = 0; i < 5000; ++i)
    {
        const bool isSteady = i >= 1000;
        for (int k = 0; k < 5; ++k)
        {
            m_network.Inject(1, 3, 1); // 8 Mb/s
            m_network.RunUntil(m_network.Now() + INTERVAL / 5);
        }
        m_network.Inject(2, 3, 2);
        if (isSteady)
        {
            mostWaiting = std::max(mostWaiting, m_network.Node(2).Outgoing(23)->Waiting());
        }
    }
    EXPECT_EQ(m_network.Drops(2, RouterDropReason::Queue), 0U);
    EXPECT_LT(mostWaiting, 40U) << "a fifth of the queue";
    const double all = 25 * 4e6 / 8 / (1000 + DataSymbol::HEAD_BYTES + FRAME_HEADER_BYTES);
    EXPECT_GT(static_cast<double>(m_network.Node(3).Delivered()), 0.95 * all);
}

TEST_F(OverqosRouterTest, FlowsToDifferentNodesDoNotWaitForEachOther)
{
    for (const DeliveryOrder order : {DeliveryOrder::EndToEnd, DeliveryOrder::Hop})
    {
        m_network = OverlayTestNetwork();
        AddNodes(order);
        AddRow(8, 8);
        for (int i = 0; i < 100; ++i)
        {
            m_network.Inject(1, 2, 7);
            m_network.Inject(1, 3, 7 + (1U << 16U)); // the same 16 bits
            // each link has its delay, and the bytes take a few milliseconds
            m_network.RunUntil(m_network.Now() + 2 * DELAY + 10ms);
            ASSERT_EQ(m_network.Node(2).Delivered(), i + 1U);
            ASSERT_EQ(m_network.Node(3).Delivered(), i + 1U);
        }
        std::map<uint16_t, uint32_t> next; // by node
        for (const auto& delivery : m_network.Deliveries())
        {
            ASSERT_EQ(delivery.packet.sequence, next[delivery.node]++);
        }
    }
}

TEST_F(OverqosRouterTest, NobodyWaitsForWhatTheIngressDidNotTake)
{
    AddNodes(DeliveryOrder::EndToEnd);
    AddRow(4, 8);
    m_network.Node(1).Outgoing(12)->SetService(std::make_unique<DroppingService>(3));
    m_network.Inject(1, 99); // no route
    uint32_t mostWaiting = 0;
    for (int i = 0; i < 5000; ++i)
    {
        m_network.Inject(1, 3);
        m_network.RunUntil(m_network.Now() + 1ms);
        mostWaiting = std::max(mostWaiting, m_network.Node(3).Resequencing());
    }
    m_network.RunUntil(m_network.Now() + 2s);
    EXPECT_GT(m_network.Drops(1, RouterDropReason::Service), 1000U);
    EXPECT_GT(m_network.Drops(1, RouterDropReason::Queue), 100U);
    EXPECT_EQ(mostWaiting, 0U);
    uint32_t next = 0;
    for (const auto& delivery : m_network.Deliveries())
    {
        ASSERT_EQ(delivery.packet.sequence, next++);
    }
    EXPECT_EQ(next, 5000 - m_network.Node(1).DroppedByLinks());
}

TEST_F(OverqosRouterTest, PacketsComeInOrderIfTheyAreAskedTo)
{
    for (const DeliveryOrder order :
         {DeliveryOrder::None, DeliveryOrder::EndToEnd, DeliveryOrder::Hop})
    {
        m_network = OverlayTestNetwork();
        GilbertLoss loss({0.03, 2}, {Seeded(SEED), Seeded(SEED + 1)});
        GilbertLoss other({0.03, 2}, {Seeded(SEED + 2), Seeded(SEED + 3)});
        AddNodes(order);
        AddRow(8, 8, &loss, &other);
        for (int i = 0; i < 3000; ++i)
        {
            m_network.Inject(1, 3, i % 2);
            m_network.RunUntil(m_network.Now() + 3ms);
        }
        m_network.RunUntil(m_network.Now() + 5s);
        std::map<uint32_t, uint32_t> next; // by flow
        uint32_t disordered = 0;
        for (const auto& delivery : m_network.Deliveries())
        {
            uint32_t& expected = next[delivery.packet.flow];
            disordered += delivery.packet.sequence < expected ? 1 : 0;
            expected = std::max(expected, delivery.packet.sequence + 1);
        }
        EXPECT_GT(m_network.Deliveries().size(), 2980U);
        if (order == DeliveryOrder::None)
        {
            EXPECT_GT(disordered, 100U);
        }
        else
        {
            EXPECT_EQ(disordered, 0U);
        }
    }
}

TEST_F(OverqosRouterTest, EveryPacketIsDeliveredOnceOrEndsForAReason)
{
    GilbertLoss loss({0.05, 3}, {Seeded(SEED), Seeded(SEED + 1)});
    GilbertLoss other({0.05, 3}, {Seeded(SEED + 2), Seeded(SEED + 3)});
    AddNodes(DeliveryOrder::EndToEnd);
    AddRow(8, 4, &loss, &other);
    m_network.InjectUntil(20s, 1300us, 1, 3);
    m_network.RunUntil(60s);
    std::set<uint32_t> delivered;
    for (const auto& delivery : m_network.Deliveries())
    {
        EXPECT_TRUE(delivered.insert(delivery.packet.sequence).second);
    }
    uint64_t ended = 0;
    for (uint16_t number = 1; number <= 3; ++number)
    {
        const OverqosRouter& node = m_network.Node(number);
        for (const RouterDropReason reason : {RouterDropReason::Queue,
                                              RouterDropReason::NoRoute,
                                              RouterDropReason::HopLimit,
                                              RouterDropReason::Order})
        {
            EXPECT_EQ(node.Dropped(reason), m_network.Drops(number, reason));
            ended += node.Dropped(reason);
        }
        EXPECT_EQ(node.Resequencing(), 0U);
        EXPECT_EQ(node.NextEvent(), FOREVER) << number << " is silent";
    }
    const PacketCounters& first = m_network.Node(1).Outgoing(12)->Link().GetPacketCounters();
    const PacketCounters& second = m_network.Node(2).Outgoing(23)->Link().GetPacketCounters();
    EXPECT_EQ(first.unknown + second.unknown, 0U);
    EXPECT_EQ(m_network.Node(1).Injected(), delivered.size() + ended + first.lost + second.lost);
    EXPECT_EQ(m_network.Node(3).Delivered(), delivered.size());
    EXPECT_GT(ended, 1000U);
}

} // namespace
} // namespace qos
} // namespace ns3
