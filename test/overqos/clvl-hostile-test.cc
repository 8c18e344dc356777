/* SPDX-License-Identifier: GPL-2.0-only */

#include "link-test-path.h"
#include "overlay-test-network.h"

#include "ns3/network-order.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <algorithm>
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

using namespace std::chrono_literals;

constexpr Nanoseconds DELAY = 50ms;
constexpr uint64_t SEED = 13;

/** @return bytes that are allocated; 0 under a sanitizer, which watches them in its own way */
std::size_t
AllocatedBytes()
{
    return mallinfo2().uordblks;
}

/** An attacker who sees all datagrams, and sends some of his own. */
class ClvlHostileTest : public testing::TestWithParam<const char*>
{
  protected:
    ClvlHostileTest()
    {
        m_link.SetTap([this](const std::vector<uint8_t>& bytes) {
            if (m_seen.size() < 5000)
            {
                m_seen.push_back(bytes);
            }
            else
            {
                m_seen[m_random() % m_seen.size()] = bytes;
            }
        });
    }

    static ClvlParams Params()
    {
        ClvlParams params;
        params.redundancy.policy = GetParam();
        params.code = "plain";
        params.windowFrames = 40;
        params.mostPacketBytes = 200;
        return params;
    }

    /** @return a datagram that was sent before */
    std::vector<uint8_t> Seen()
    {
        return m_seen[m_random() % m_seen.size()];
    }

    /**
     * @param bytes a datagram
     * @param offset of a number in it
     * @param value that it gets
     */
    static void Put32(std::vector<uint8_t>& bytes, std::size_t offset, uint32_t value)
    {
        NetworkWriter(bytes.data() + offset).Write32(value);
    }

    /** A datagram that was forged from the last one with data that was sent. */
    struct Forgery
    {
        uint32_t link = 0;  //!< how far ahead of it
        uint32_t block = 0; //!< how far ahead of it
        uint32_t data = 0;  //!< how far ahead of it
    };

    /**
     * @param forgery what is wrong with it
     * @return the datagram
     */
    std::vector<uint8_t> Forge(const Forgery& forgery) const
    {
        const auto last = std::find_if(m_seen.rbegin(), m_seen.rend(), [](const auto& bytes) {
            const auto read = ReadFrame(bytes);
            return read && read->frame.kind == FrameKind::Data &&
                   read->frame.round == CodingRound::First;
        });
        std::vector<uint8_t> bytes = *last;
        const ClvlFrame frame = ReadFrame(bytes)->frame;
        Put32(bytes, LINK_NUMBER, frame.link + forgery.link);
        Put32(bytes, BLOCK, frame.block + forgery.block);
        Put32(bytes, DATA_NUMBER, ReadDataSymbol(frame.symbol, frame.size)->number + forgery.data);
        return bytes;
    }

    /** @return a path on which every twentieth datagram is lost */
    static LinkTestPath::Path Lossy()
    {
        return [sent = 0](Nanoseconds /* now */) mutable {
            return ++sent % 20 == 0 ? std::nullopt : std::optional(DELAY);
        };
    }

    /**
     * A bundle crosses a lossy path, and some forged datagrams come as well.
     * @param forgeries that come, one every hundred packets, from the thousandth on
     */
    void Attack(const std::vector<Forgery>& forgeries)
    {
        LinkTestPath alone(Params(), Lossy(), LinkTestPath::Constant(DELAY));
        alone.Send(PACKETS, 2ms);
        ASSERT_TRUE(alone.Finish());
        LinkTestPath link(Params(), Lossy(), LinkTestPath::Constant(DELAY));
        link.SetTap([this](const std::vector<uint8_t>& bytes) { m_seen.push_back(bytes); });
        for (uint32_t packet = 0; packet < PACKETS; ++packet)
        {
            link.Send(1, 2ms);
            const uint32_t number = packet / 100 - 10;
            if (packet % 100 == 0 && number < forgeries.size())
            {
                link.Arrive(Forge(forgeries[number]));
            }
        }
        ASSERT_TRUE(link.Finish());
        const auto forged = static_cast<uint32_t>(forgeries.size());
        EXPECT_EQ(link.Wrong() + link.Delivered(), link.Exit().Receipts().Delivered());
        EXPECT_LE(link.Wrong(), forged);
        // each may take the place of a packet, and makes those late that it overtakes
        EXPECT_GE(link.Delivered() + 3 * forged, alone.Delivered());
        EXPECT_LE(link.Exit().Receipts().Lost(),
                  alone.Exit().Receipts().Lost() + uint64_t{3} * forged);
        EXPECT_GT(10 * link.Exit().GetCounters().repaired, 9 * alone.Exit().GetCounters().repaired);
        const PacketCounters& packets = link.Entry().GetPacketCounters();
        EXPECT_EQ(packets.delivered + packets.lost + packets.unknown, PACKETS);
        EXPECT_LE(packets.unknown, 100 * forged) << "one window each";
    }

    uint32_t Random32()
    {
        return static_cast<uint32_t>(m_random());
    }

    static constexpr std::size_t INCARNATION = 4; // offset in frames and reports
    static constexpr std::size_t LINK_NUMBER = 8; // offset in frames
    static constexpr std::size_t BLOCK = 12;      // offset in frames
    static constexpr std::size_t DATA_NUMBER = FRAME_HEADER_BYTES + DataSymbol::LENGTH_BYTES;
    static constexpr uint32_t PACKETS = 10'000;

    std::mt19937_64 m_random{SEED};
    LinkTestPath m_link{Params(), LinkTestPath::Constant(DELAY), LinkTestPath::Constant(DELAY)};
    std::vector<std::vector<uint8_t>> m_seen;
};

TEST_P(ClvlHostileTest, ReplayedAndForgedDatagramsDoNotDisturbTheBundle)
{
    uint32_t replayed = 0;
    uint32_t forged = 0;
    const std::size_t memory = AllocatedBytes();
    for (int i = 0; i < 6000; ++i)
    {
        m_link.Send(1, 2ms);
        if (i < 100)
        {
            continue;
        }
        m_link.Arrive(Seen()); // at once, before or after it really arrives
        ++replayed;
        std::vector<uint8_t> foreign = Seen();
        Put32(foreign, INCARNATION, Random32());
        m_link.Arrive(foreign);
        std::vector<uint8_t> far = Seen();
        if (ClassifyDatagram(far) == ClvlDatagram::Frame)
        {
            Put32(far, LINK_NUMBER, Random32()); // of the right incarnation
            m_link.Arrive(far);
            ++forged;
        }
    }
    ASSERT_TRUE(m_link.Finish());
    EXPECT_EQ(m_link.Wrong(), 0U);
    EXPECT_EQ(m_link.Delivered(), 6000U) << "seed " << SEED;
    const ExitCounters& counters = m_link.Exit().GetCounters();
    EXPECT_GT(counters.refusedFrames, forged / 3);
    EXPECT_GT(counters.oldFrames, forged / 3);
    EXPECT_GT(counters.duplicateFrames, replayed / 2);
    EXPECT_GT(m_link.Entry().GetReportCounters().stale, 10U);
    EXPECT_GT(m_link.Entry().GetReportCounters().foreign, 10U);
    const PacketCounters& packets = m_link.Entry().GetPacketCounters();
    EXPECT_GE(packets.delivered, 5800U) << "what he sends ahead of the others makes these late";
    EXPECT_EQ(packets.delivered + packets.lost + packets.unknown, 6000U);
    EXPECT_LT(AllocatedBytes(), memory + 40'000'000);
}

TEST_P(ClvlHostileTest, AForgedDataNumberDoesNotMakeAllOthersOld)
{
    Attack({{0, 0, 1'000'000}});
    Attack({{60, 0, 1'000'000}, {1, 0, 65'000}, {1, 0, 70}});
}

TEST_P(ClvlHostileTest, ForgedBlockNumbersDoNotSwitchOffParity)
{
    std::vector<Forgery> forgeries;
    for (uint32_t block = 0; block < 8; ++block)
    {
        forgeries.push_back({1, 1'000'000 + block, 1});
    }
    Attack(forgeries);
    for (Forgery& forgery : forgeries)
    {
        forgery.block -= 1'000'000 - 40;
        forgery.link = 60; // within reach
    }
    Attack(forgeries);
}

TEST_P(ClvlHostileTest, AForgedLinkNumberDoesNotStopReports)
{
    Attack({{8000, 0, 0}});
    Attack({{8000, 10, 8000}, {30, 30, 30}, {3000, 0, 0}, {1, 0, 0}});
}

TEST_P(ClvlHostileTest, TwoForgedLinkNumbersThatProveEachOtherSilenceALinkForASecondAtMost)
{
    for (const uint32_t jump : {10'000U, 70'000U, 140'000U, 0x01000000U, 0x7F000000U, 0x80000000U})
    {
        for (const uint32_t data : {0U, jump})
        {
            LinkTestPath link(Params(), Lossy(), LinkTestPath::Constant(DELAY));
            m_seen.clear();
            link.SetTap([this](const std::vector<uint8_t>& bytes) { m_seen.push_back(bytes); });
            link.Send(1000, 2ms);
            const std::vector<uint8_t> first = Forge({jump, 0, data});
            const std::vector<uint8_t> second = Forge({jump + 3, 0, data + 1});
            link.Arrive(first);
            link.Arrive(second);
            link.Send(PACKETS, 2ms);
            ASSERT_TRUE(link.Finish());
            EXPECT_LE(link.Wrong(), 2U);
            uint32_t missing = 0;
            for (uint32_t packet = 1500; packet < link.Sent(); ++packet)
            {
                missing += link.IsDelivered(packet) ? 0 : 1;
            }
            EXPECT_LE(missing, PACKETS / 100) << jump << " with data " << data;
            const PacketCounters& packets = link.Entry().GetPacketCounters();
            EXPECT_GE(packets.delivered, PACKETS - 500) << "it hears of them again";
        }
    }
}

TEST_P(ClvlHostileTest, AForgedReportDoesNotChangeWhatIsAimedAt)
{
    LinkTestPath alone(Params(), Lossy(), LinkTestPath::Constant(DELAY));
    alone.Send(PACKETS, 2ms);
    const double aim = alone.Entry().GetRedundancy().aim;
    for (const auto& [delivered, lost] :
         {std::pair(1U << 30U, 0U), {60'000U, 0U}, {1U << 30U, 1U << 28U}, {0U, 1U << 31U}})
    {
        LinkTestPath link(Params(), Lossy(), LinkTestPath::Constant(DELAY));
        BundleReport last;
        link.SetTap([&last](const std::vector<uint8_t>& bytes) { ReadReport(bytes, last); });
        for (uint32_t packet = 0; packet < PACKETS; ++packet)
        {
            link.Send(1, 2ms);
            if (packet % 1000 == 999)
            {
                ClvlReport forged = last.report;
                ++forged.number; // it overtakes the true ones
                forged.delivered += delivered;
                forged.lost += lost;
                link.Entry().Receive(forged, link.Now());
            }
        }
        EXPECT_NEAR(link.Entry().GetRedundancy().aim, aim, 0.1 * aim) << delivered << ' ' << lost;
    }
}

TEST_P(ClvlHostileTest, ManyForgedDatagramsWithinReachCostNoMoreThanTheirNumber)
{
    std::vector<Forgery> forgeries;
    for (int i = 0; i < 80; ++i)
    {
        const auto some = [this] { return Random32() % (1U << (Random32() % 20)); };
        forgeries.push_back({some() % 8000, some(), some()});
    }
    Attack(forgeries);
}

TEST_P(ClvlHostileTest, WhatIsRefusedIsNotReportedAsReceived)
{
    for (const std::string policy : {"none", GetParam()})
    {
        ClvlParams params = Params();
        params.redundancy.policy = policy;
        LinkTestPath link(params, Lossy(), LinkTestPath::Constant(DELAY));
        int sent = 0;
        link.SetTap([&](const std::vector<uint8_t>& bytes) {
            if (ClassifyDatagram(bytes) == ClvlDatagram::Frame && ++sent % 20 == 0)
            {
                std::vector<uint8_t> damaged = bytes;
                damaged[FRAME_HEADER_BYTES] = 0xFF; // in place of the one that is lost
                m_seen.push_back(damaged);
            }
        });
        for (uint32_t packet = 0; packet < PACKETS; ++packet)
        {
            link.Send(1, 2ms);
            for (const auto& damaged : m_seen)
            {
                if (ReadFrame(damaged)->frame.kind == FrameKind::Data)
                {
                    link.Arrive(damaged);
                }
            }
            m_seen.clear();
        }
        ASSERT_TRUE(link.Finish());
        EXPECT_GT(link.Exit().GetCounters().refusedFrames, 300U);
        EXPECT_EQ(link.Wrong(), 0U);
        const PacketCounters& packets = link.Entry().GetPacketCounters();
        EXPECT_EQ(packets.unknown, 0U);
        EXPECT_EQ(packets.delivered, link.Delivered()) << policy;
    }
}

TEST_P(ClvlHostileTest, DamagedDatagramsOfTheRightKindBreakNothing)
{
    uint64_t frames = 0;
    const std::size_t memory = AllocatedBytes();
    for (int i = 0; i < 6000; ++i)
    {
        m_link.Send(1, 2ms);
        std::vector<uint8_t> damaged = Seen();
        for (uint64_t flips = 1 + m_random() % 4; flips > 0; --flips)
        {
            damaged[m_random() % damaged.size()] ^= static_cast<uint8_t>(1U << m_random() % 8);
        }
        if (m_random() % 8 == 0)
        {
            damaged.resize(m_random() % (damaged.size() + 1));
        }
        frames += ReadFrame(damaged) ? 1 : 0;
        m_link.Arrive(damaged);
    }
    ASSERT_TRUE(m_link.Finish()) << "seed " << SEED;
    const PacketCounters& packets = m_link.Entry().GetPacketCounters();
    EXPECT_EQ(packets.delivered + packets.lost + packets.unknown, 6000U);
    EXPECT_EQ(m_link.Delivered() + m_link.Wrong(), m_link.Exit().Receipts().Delivered());
    EXPECT_GT(m_link.Delivered(), 5000U);
    const ExitCounters& counters = m_link.Exit().GetCounters();
    EXPECT_EQ(counters.frames + counters.duplicateFrames + counters.oldFrames +
                  counters.refusedFrames + counters.latePackets,
              frames + std::accumulate(m_link.Frames().begin(), m_link.Frames().end(), 0U));
    EXPECT_LT(AllocatedBytes(), memory + 60'000'000);
}

TEST_P(ClvlHostileTest, RandomFieldsNeitherCrashNorHangAnExit)
{
    class NoSink : public ExitSink
    {
      public:
        void Deliver(const BundlePacket& packet, bool /* wasRepaired */) override
        {
            m_bytes += packet.size;
        }

        void Report(const ClvlReport& report) override
        {
            EXPECT_LE(report.edge - report.base, ClvlReport::MOST_FRAMES);
        }

        uint64_t m_bytes = 0;
    };

    NoSink sink;
    ClvlExit exit(Params(), 1, sink);
    const std::size_t memory = AllocatedBytes();
    Nanoseconds now{0};
    std::vector<uint8_t> symbol(100);
    uint32_t good = 0; // packets in frames of which nothing is wrong
    // of a field that is right in most frames, and else anything or nearly right
    bool isGood = true;
    const auto field = [this, &isGood](uint32_t right) {
        const uint64_t dice = m_random() % 32;
        isGood = isGood && dice >= 3;
        return dice == 0 ? Random32() : dice < 3 ? right + Random32() % 128 - 64 : right;
    };
    for (uint32_t i = 0; i < 30'000; ++i)
    {
        now += Nanoseconds{m_random() % 2'000'000};
        const uint32_t step = i < 100 ? i : i - Random32() % 3;
        isGood = true;
        ClvlFrame frame;
        frame.kind = m_random() % 4 > 0 ? FrameKind::Data : static_cast<FrameKind>(m_random() % 3);
        frame.round = m_random() % 8 == 0 ? CodingRound::Second : CodingRound::First;
        frame.isCoded = frame.kind == FrameKind::Parity || m_random() % 2 == 0;
        frame.incarnation = m_random() % 100 == 0 ? 1 : 0;
        frame.link = field(step);
        frame.block = field(step / 8);
        frame.index = static_cast<uint8_t>(m_random() % 20);
        frame.sources = static_cast<uint8_t>(1 + m_random() % 20);
        frame.rtt = std::chrono::microseconds{m_random() % 4 == 0 ? Random32() : 1000};
        frame.window = std::chrono::microseconds{m_random() % 4 == 0 ? 0 : 10'000};
        BundlePacket packet;
        packet.size = Random32() % 70;
        WriteDataHead(field(step), packet, symbol.data());
        frame.symbol = {symbol.data(),
                        frame.kind == FrameKind::Probe ? 0 : DataSymbol::HEAD_BYTES + packet.size};
        frame.size = static_cast<uint32_t>(frame.symbol.size);
        good += isGood && frame.kind == FrameKind::Data && frame.incarnation == 0 ? 1 : 0;
        exit.Receive(frame, now);
        for (int event = 0; exit.NextEvent() <= now; ++event)
        {
            ASSERT_LT(event, 100'000) << "it goes on without end; seed " << SEED;
            exit.Advance(now);
        }
    }
    const ExitCounters& counters = exit.GetCounters();
    EXPECT_GT(counters.refusedFrames, 1000U);
    EXPECT_GT(exit.Receipts().Delivered(), good / 2) << "seed " << SEED;
    EXPECT_LT(AllocatedBytes(), memory + 60'000'000);
}

INSTANTIATE_TEST_SUITE_P(Policies, ClvlHostileTest, testing::Values("hybrid", "fec"));

/**
 * @param network gets nodes 1, 2 and so on, and virtual link 1 from the first to the second, ...
 * @param count of nodes
 */
void
AddNodes(OverlayTestNetwork& network, uint16_t count)
{
    OverqosRouterParams node;
    node.order = DeliveryOrder::Hop;
    BundleSenderParams link;
    link.rate.constant = Bitrate::FromBitsPerSecond(8'000'000);
    for (uint16_t number = 1; number <= count; ++number)
    {
        node.number = number;
        network.AddNode(node);
        if (number > 1)
        {
            link.bundle = static_cast<uint16_t>(number - 1);
            network.AddLink(link.bundle, number, link, DELAY);
        }
    }
}

TEST(ClvlHostileRouterTest, AnythingMayArriveAtANode)
{
    OverlayTestNetwork network;
    AddNodes(network, 2);
    network.Node(1).SetRoute(2, 1);
    std::mt19937_64 random(SEED);
    const std::size_t memory = AllocatedBytes();
    for (int i = 0; i < 5000; ++i)
    {
        network.Inject(1, 2);
        std::vector<uint8_t> bytes(random() % 200);
        for (uint8_t& byte : bytes)
        {
            byte = static_cast<uint8_t>(random());
        }
        if (bytes.size() > 4)
        {
            bytes[0] = static_cast<uint8_t>(0x10 + random() % 10);
            bytes[2] = 0;
            bytes[3] = static_cast<uint8_t>(random() % 3); // bundles 0 to 2
        }
        network.Node(static_cast<uint16_t>(1 + random() % 2)).Receive(bytes, network.Now());
        network.RunUntil(network.Now() + 2ms);
    }
    network.RunUntil(network.Now() + 5s);
    EXPECT_EQ(network.Deliveries().size(), 5000U) << "seed " << SEED;
    EXPECT_GT(network.Node(2).Malformed(), 1000U);
    EXPECT_GT(network.Node(2).Incoming(1)->Link().GetCounters().refusedFrames, 30U);
    EXPECT_LT(AllocatedBytes(), memory + 60'000'000);
}

TEST(ClvlHostileRouterTest, ForgedReportsHarmNoLongerThanTheyCome)
{
    OverlayTestNetwork network;
    AddNodes(network, 2);
    network.Node(1).SetRoute(2, 1);
    std::mt19937_64 random(SEED);
    // a field that is right, nearly right, or anything
    const auto field = [&random](uint32_t right) {
        const uint64_t dice = random() % 16;
        return dice == 0 ? static_cast<uint32_t>(random())
                         : right + (dice < 4 ? static_cast<uint32_t>(random() % 20'000) : 0);
    };
    network.InjectUntil(5s, 2ms, 1, 2);
    const ClvlExit& exit = network.Node(2).Incoming(1)->Link();
    const ReportCounters& reports = network.Node(1).Outgoing(1)->Link().GetReportCounters();
    for (int second = 0; second < 10; ++second)
    {
        for (int i = 0; i < 500; ++i)
        {
            network.InjectUntil(network.Now() + 2ms, 2ms, 1, 2);
            ClvlReport report;
            report.incarnation = 1001;
            report.exitIncarnation = random() % 16 == 0 ? 7 : 2001;
            report.number = field(static_cast<uint32_t>(exit.GetCounters().reports));
            report.edge = exit.Frames().Edge();
            report.base = report.edge - static_cast<uint32_t>(random() % 100);
            report.latest = field(report.edge);
            report.held = std::chrono::microseconds{field(0)};
            report.delivered = field(static_cast<uint32_t>(exit.Receipts().Delivered()));
            report.lost = field(static_cast<uint32_t>(exit.Receipts().Lost()));
            report.mostKbps = field(0);
            std::vector<uint8_t> bytes(MOST_REPORT_BYTES);
            bytes.resize(WriteReport(1, report, bytes.data()));
            network.Node(1).Receive(bytes, network.Now());
        }
        // a second to recover
        network.InjectUntil(network.Now() + 1s, 2ms, 1, 2);
        const std::size_t before = network.Deliveries().size();
        const uint64_t usedBefore = reports.used;
        network.InjectUntil(network.Now() + 1s, 2ms, 1, 2);
        EXPECT_GE(network.Deliveries().size() - before, 490U) << "of 500; second " << second;
        EXPECT_GE(reports.used - usedBefore, 5U) << "one in each window; second " << second;
    }
}

TEST(ClvlHostileRouterTest, AnEmptyPacketIsForwardedAsAnyOther)
{
    OverlayTestNetwork network;
    AddNodes(network, 3);
    network.Node(2).SetRoute(3, 2);
    BundlePacket packet;
    packet.egress = 3;
    packet.hopsLeft = 8;
    std::vector<uint8_t> datagram(FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES);
    WriteFrameHeader(1, ClvlFrame(), datagram.data());
    WriteDataHead(0, packet, datagram.data() + FRAME_HEADER_BYTES);
    network.Node(2).Receive(datagram, network.Now());
    network.RunUntil(1s);
    ASSERT_EQ(network.Deliveries().size(), 1U);
    EXPECT_EQ(network.Deliveries()[0].node, 3U);
    EXPECT_EQ(network.Deliveries()[0].packet.size, 0U);
}

} // namespace
} // namespace qos
} // namespace ns3
