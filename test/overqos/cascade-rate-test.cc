/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * What a node tells its predecessor (b_max), and what the predecessor makes of it: two virtual
 * links in a row without a simulator.
 *
 *     node 1 -- 4 Mb/s, 50 ms --> node 2 -- 0.5 Mb/s, 50 ms --> node 3
 */

#include "ns3/bundle-rate.h"
#include "ns3/bundle-receiver.h"
#include "ns3/overqos-router.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <queue>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Nanoseconds DELAY = milliseconds{50};
constexpr uint64_t KILO = 1000;
constexpr uint32_t PACKET_BYTES = 1000;

/** Three nodes, two links, and the time. */
class Cascade : public testing::Test
{
  protected:
    /** A datagram on its way. */
    struct Datagram
    {
        Nanoseconds at{0};          //!< when it arrives
        uint64_t order = 0;         //!< in which datagrams were sent
        std::size_t node = 0;       //!< where
        std::vector<uint8_t> bytes; //!< what it is

        /** @return whether it arrives later than another one */
        bool operator<(const Datagram& other) const
        {
            return at != other.at ? at > other.at : order > other.order;
        }
    };

    /**
     * @param firstKbps rate of the first link
     * @param secondKbps rate of the second link
     */
    void Build(uint64_t firstKbps, uint64_t secondKbps)
    {
        for (std::size_t i = 0; i < 3; ++i)
        {
            OverqosRouterParams params;
            params.number = static_cast<uint16_t>(i + 1);
            OverqosRouter::Callbacks callbacks;
            callbacks.sendFrame = [this, i](uint16_t, ByteView bytes) { Post(i + 1, bytes); };
            callbacks.sendReport = [this, i](uint16_t, ByteView bytes) { Post(i - 1, bytes); };
            callbacks.deliver = [this](const BundlePacket& packet) {
                ++m_delivered;
                m_deliveries.emplace_back(packet.sequence, m_now);
            };
            m_nodes.push_back(std::make_unique<OverqosRouter>(params, callbacks));
        }
        AddLink(0, 1, firstKbps);
        AddLink(1, 2, secondKbps);
        m_nodes[0]->SetRoute(3, 1);
        m_nodes[1]->SetRoute(3, 2);
    }

    /** @param until run to this time; the source sends whenever it has an interval */
    void RunUntil(Nanoseconds until)
    {
        while (m_now < until)
        {
            Nanoseconds next = std::min(until, m_nextPacket);
            next = m_datagrams.empty() ? next : std::min(next, m_datagrams.top().at);
            for (std::size_t i = 0; i < m_nodes.size(); ++i)
            {
                next = std::min(next, NextEvent(i));
            }
            m_now = std::max(m_now, next);
            while (!m_datagrams.empty() && m_datagrams.top().at <= m_now)
            {
                const Datagram datagram = m_datagrams.top();
                m_datagrams.pop();
                if (!m_areReportsLost || datagram.node != 0)
                {
                    m_nodes[datagram.node]->Receive(datagram.bytes, Clock(datagram.node));
                }
            }
            for (std::size_t i = 0; i < m_nodes.size(); ++i)
            {
                if (NextEvent(i) <= m_now)
                {
                    m_nodes[i]->Advance(Clock(i));
                }
            }
            if (m_nextPacket <= m_now)
            {
                const std::vector<uint8_t> bytes(PACKET_BYTES);
                BundlePacket packet;
                packet.data = bytes.data();
                packet.size = PACKET_BYTES;
                packet.egress = 3;
                m_nodes[0]->Inject(packet, Clock(0));
                m_nextPacket = m_now + m_interval;
            }
        }
    }

    /**
     * @param node a node
     * @return the time as its clock has it
     */
    Nanoseconds Clock(std::size_t node) const
    {
        return m_now + m_offsets[node];
    }

    /**
     * @param node a node
     * @return when it has something to do
     */
    Nanoseconds NextEvent(std::size_t node) const
    {
        const Nanoseconds next = m_nodes[node]->NextEvent();
        return next == FOREVER ? FOREVER : next - m_offsets[node];
    }

    std::array<Nanoseconds, 3> m_offsets{};                     //!< of the nodes' clocks
    std::vector<std::pair<uint32_t, Nanoseconds>> m_deliveries; //!< which packet, and when
    uint32_t m_lossInterval = 0; //!< every so many datagrams one is lost; 0: none
    std::vector<std::unique_ptr<OverqosRouter>> m_nodes; //!< by place
    Nanoseconds m_now{0};                                //!< the time
    Nanoseconds m_interval = milliseconds{2};            //!< of packets: 4 Mb/s
    Nanoseconds m_nextPacket{0};                         //!< when the next one is sent

    /** Nothing is on its way. */
    void ForgetDatagrams()
    {
        m_datagrams = {};
        m_sent = 0;
    }

    bool m_areReportsLost = false; //!< whether node 1 hears nothing
    uint64_t m_delivered = 0;      //!< packets

  private:
    void AddLink(std::size_t from, uint16_t bundle, uint64_t kbps)
    {
        BundleSenderParams sender;
        sender.bundle = bundle;
        sender.rate.constant = Bitrate::FromBitsPerSecond(kbps * KILO);
        m_nodes[from]->AddOutgoing(sender, 1);
        BundleReceiverParams receiver;
        receiver.bundle = bundle;
        m_nodes[from + 1]->AddIncoming(receiver, 1);
    }

    void Post(std::size_t node, ByteView bytes)
    {
        if (m_lossInterval > 0 && m_sent % m_lossInterval == m_lossInterval - 1)
        {
            ++m_sent;
            return;
        }
        m_datagrams.push({m_now + DELAY, m_sent++, node, {bytes.data, bytes.data + bytes.size}});
    }

    std::priority_queue<Datagram> m_datagrams; //!< on their way
    uint64_t m_sent = 0;                       //!< of these
};

TEST_F(Cascade, PassesOnAllThatItsSlowestLinkCarries)
{
    Build(4000, 500);
    RunUntil(seconds{5});
    const uint64_t before = m_delivered;
    const uint64_t dropped = m_nodes[1]->DroppedByLinks();
    RunUntil(seconds{25});
    const double kbps = static_cast<double>((m_delivered - before) * PACKET_BYTES * 8) / 20 / KILO;
    EXPECT_GT(kbps, 0.9 * 500);
    EXPECT_LE(kbps, 500);
    EXPECT_EQ(m_nodes[1]->DroppedByLinks(), dropped);
    EXPECT_GT(m_nodes[0]->DroppedByLinks(), 0U);
}

TEST_F(Cascade, DropsInItsMiddleWhatTheFirstNodeWasNotToldOf)
{
    Build(4000, 500);
    m_areReportsLost = true;
    RunUntil(seconds{5});
    const uint64_t dropped = m_nodes[1]->DroppedByLinks();
    RunUntil(seconds{15});
    // frames have 46 bytes around a packet
    const double comes = 4000.0 * KILO / 8 / (PACKET_BYTES + 46);
    const double goes = 500.0 * KILO / 8 / (PACKET_BYTES + 46);
    EXPECT_NEAR(static_cast<double>(m_nodes[1]->DroppedByLinks() - dropped) / 10,
                comes - goes,
                0.02 * (comes - goes));
}

TEST_F(Cascade, ForgetsALimitOfWhichNothingIsHeardAnyMore)
{
    Build(4000, 500);
    RunUntil(seconds{5});
    const BundleRate& rate = m_nodes[0]->Outgoing(1)->Rate();
    EXPECT_TRUE(rate.IsHeldBack());
    m_areReportsLost = true;
    RunUntil(seconds{6});
    EXPECT_FALSE(rate.IsHeldBack());
    EXPECT_EQ(rate.Data().BitsPerSecond(), 4000 * KILO);
}

TEST_F(Cascade, IsSilentWhenItIsIdle)
{
    Build(4000, 500);
    RunUntil(seconds{5});
    m_nextPacket = FOREVER;
    RunUntil(seconds{60});
    for (const auto& node : m_nodes)
    {
        EXPECT_EQ(node->NextEvent(), FOREVER);
    }
    EXPECT_FALSE(m_nodes[0]->Outgoing(1)->Rate().IsHeldBack());
    EXPECT_EQ(m_nodes[0]->Injected(),
              m_delivered + m_nodes[0]->DroppedByLinks() + m_nodes[1]->DroppedByLinks());
}

/** One run with clocks that are apart, against one in which they agree. */
class CascadeClocks : public Cascade
{
  protected:
    /**
     * @param offsets of the nodes' clocks
     * @return which packet was delivered when
     */
    std::vector<std::pair<uint32_t, Nanoseconds>> Run(const std::array<Nanoseconds, 3>& offsets)
    {
        m_nodes.clear();
        m_deliveries.clear();
        m_delivered = 0;
        m_now = m_nextPacket = Nanoseconds{0};
        m_offsets = offsets;
        m_lossInterval = 29;
        ForgetDatagrams();
        Build(8000, 6000);
        RunUntil(seconds{10});
        return m_deliveries;
    }
};

TEST_F(CascadeClocks, NeedNotAgree)
{
    const auto expected = Run({});
    EXPECT_GT(expected.size(), 4500U);
    EXPECT_EQ(Run({seconds{1000}, seconds{0}, seconds{37}}), expected);
    EXPECT_EQ(Run({seconds{0}, seconds{86400}, milliseconds{3}}), expected);
}

TEST(BundleRate, DoesNotGrowWhileItIsHeldBack)
{
    BundleRateParams params;
    params.flows = 1;
    BundleRate rate(params);
    Nanoseconds now{0};
    LinkObservation observation;
    observation.isNews = true;
    observation.received = 10; // in a round trip of 100 ms, 1000 bytes each: 800 kb/s
    observation.roundTrip = milliseconds{100};
    for (int round = 0; round < 20; ++round)
    {
        now += milliseconds{100};
        rate.Report(observation, 0, false, 800, now);
    }
    EXPECT_TRUE(rate.IsHeldBack());
    EXPECT_LT(rate.Total().BitsPerSecond(), 3 * KILO * 800); // twice what arrives, and a bit
    for (int round = 0; round < 20; ++round)
    {
        now += milliseconds{100};
        rate.Report(observation, 0, false, 0, now);
    }
    EXPECT_FALSE(rate.IsHeldBack());
    EXPECT_GT(rate.Total().BitsPerSecond(), 3 * KILO * 800);
}

TEST(BundleReceiver, TellsAtOnceOfMuchLessAndOfMuchMore)
{
    int reports = 0;
    BundleReceiver receiver(
        {},
        1,
        [&reports](ByteView) { ++reports; },
        [](const BundlePacket&) {});
    ClvlFrame probe;
    probe.kind = FrameKind::Probe;
    receiver.Receive(probe, Nanoseconds{0});
    EXPECT_EQ(reports, 1);
    const std::vector<std::pair<uint32_t, int>> expected{{1000, 2}, // the first one
                                                         {950, 2},
                                                         {1200, 2},
                                                         {850, 3},
                                                         {1000, 3},
                                                         {1100, 4},
                                                         {0, 5}}; // any rate
    Nanoseconds now = seconds{1};
    for (const auto& [kbps, total] : expected)
    {
        receiver.SetMostKbps(kbps, now);
        EXPECT_EQ(reports, total) << kbps;
        now += seconds{1};
    }
}

} // namespace
} // namespace qos
} // namespace ns3
