/* SPDX-License-Identifier: GPL-2.0-only */

/*
 * Overlay nodes under faults: lost reports, outages, route changes, nodes that start again, forged
 * and random datagrams; and links that begin, rest and begin again.
 */

#include "overlay-network.h"

#include "ns3/clvl-wire.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{
namespace
{

/**
 * A stream of 200 datagrams a second through two overlay nodes, 2 % loss in bursts of 3, and what
 * is measured of it.
 */
class OverqosFaults : public testing::Test
{
  protected:
    static constexpr double RATE = 200; //!< datagrams a second

    /** @return the network's parameters */
    static OverlayNetwork::Params LossyParams()
    {
        OverlayNetwork::Params params;
        params.loss = 0.02;
        params.burst = 3;
        params.seed = 5;
        return params;
    }

    /** @param params of the network */
    explicit OverqosFaults(const OverlayNetwork::Params& params = LossyParams())
        : m_network(params),
          m_flow(m_network.Client(),
                 m_network.Server(),
                 OverlayNetwork::At(false, 9),
                 500,
                 MilliSeconds(5))
    {
        m_flow.Send(Seconds(2), END);
    }

    /**
     * The stream is as it should be.
     * @param from of the time in which it was sent
     * @param until of that time
     */
    void ExpectGood(Time from, Time until) const
    {
        // q is 0.1 %, as a mean over seconds; a few packets of one burst may be missing
        const double sent = RATE * (until - from).GetSeconds();
        EXPECT_LE(m_flow.Missing(from, until), 0.002 * sent + 4) << from.As(Time::S);
    }

    /** Nothing came twice or changed. */
    void ExpectHonest() const
    {
        EXPECT_EQ(m_flow.Wrong(), 0U);
        EXPECT_EQ(m_flow.Duplicates(), 0U);
    }

    /** @return what the entry knows of its packets */
    const PacketCounters& Known() const
    {
        return m_network.Entry().Link().GetPacketCounters();
    }

    inline static const Time END = Seconds(42);  //!< of the stream
    inline static const Time DONE = Seconds(60); //!< everything is settled

    OverlayNetwork m_network; //!< the network
    DatagramFlow m_flow;      //!< the stream
};

/** Share of the reports that are lost. */
class OverqosReportLoss : public OverqosFaults, public testing::WithParamInterface<double>
{
  protected:
    OverqosReportLoss()
        : OverqosFaults([] {
              OverlayNetwork::Params params = LossyParams();
              params.lossBack = GetParam();
              return params;
          }())
    {
    }
};

TEST_P(OverqosReportLoss, LeavesTheResidualLossLow)
{
    OverlayNetwork::RunUntil(DONE);
    ExpectGood(Seconds(8), END);
    ExpectHonest();
    EXPECT_EQ(m_network.Leftover(), 0);
    EXPECT_GT(m_network.Exit().Link().GetCounters().repaired, 100U);
    const PacketCounters& known = Known();
    EXPECT_EQ(known.sent, known.delivered + known.lost + known.unknown);
}

INSTANTIATE_TEST_SUITE_P(OverqosFaults, OverqosReportLoss, testing::Values(0.01, 0.05, 0.1, 0.2));

TEST_F(OverqosFaults, AnOutageEndsAndWhatItCostIsKnown)
{
    const Time begin = Seconds(15);
    const Time end = Seconds(18);
    Simulator::Schedule(begin,
                        [this] { m_network.SetLoss(0, false, [](Ptr<Packet>) { return true; }); });
    Simulator::Schedule(end,
                        [this] { m_network.SetLoss(0, false, [](Ptr<Packet>) { return false; }); });
    OverlayNetwork::RunUntil(DONE);
    ExpectHonest();
    EXPECT_GT(m_flow.Missing(begin, end), 100U);
    // repairs of what is too old would hold up what comes now
    EXPECT_EQ(m_flow.Missing(Seconds(19), END), 0U);
    // datagrams are dropped at the entry or lost on the link, and every one is accounted for
    EXPECT_EQ(m_network.Leftover(), 0);
    const uint64_t dropped = m_network.Overlay(0)->GetRouter()->DroppedByLinks();
    EXPECT_EQ(m_flow.Sent() - m_flow.Received(),
              dropped + m_network.Exit().Link().Receipts().Lost());
    EXPECT_EQ(Known().lost + Known().unknown, m_network.Exit().Link().Receipts().Lost());
}

TEST_F(OverqosFaults, AnOutageOfTheWayBackCostsNoPacketForGood)
{
    Simulator::Schedule(Seconds(15),
                        [this] { m_network.SetLoss(0, true, [](Ptr<Packet>) { return true; }); });
    Simulator::Schedule(Seconds(18),
                        [this] { m_network.SetLoss(0, true, [](Ptr<Packet>) { return false; }); });
    OverlayNetwork::RunUntil(DONE);
    ExpectHonest();
    ExpectGood(Seconds(8), Seconds(14));
    ExpectGood(Seconds(25), END);
    EXPECT_EQ(m_network.Leftover(), 0);
}

TEST_F(OverqosFaults, ALongerRouteIsLearned)
{
    const auto channel = m_network.Wire(0).Get(0)->GetChannel();
    Simulator::Schedule(Seconds(20),
                        [channel] { channel->SetAttribute("Delay", TimeValue(MilliSeconds(40))); });
    Nanoseconds before{0};
    Simulator::Schedule(Seconds(19), [this, &before] { before = m_network.Entry().Link().Rtt(); });
    OverlayNetwork::RunUntil(DONE);
    ExpectHonest();
    ExpectGood(Seconds(8), Seconds(19));
    ExpectGood(Seconds(24), END);
    EXPECT_NEAR(static_cast<double>(before.count()), 41e6, 4e6);
    EXPECT_NEAR(static_cast<double>(m_network.Entry().Link().Rtt().count()), 81e6, 6e6);
    EXPECT_EQ(m_network.Leftover(), 0);
}

TEST_F(OverqosFaults, AnExitThatStartsAgainGoesOn)
{
    Simulator::Schedule(Seconds(15), [this] { m_network.Overlay(1)->Stop(); });
    Simulator::Schedule(Seconds(16), [this] { m_network.Overlay(1)->Start(); });
    OverlayNetwork::RunUntil(DONE);
    ExpectHonest();
    ExpectGood(Seconds(8), Seconds(14));
    ExpectGood(Seconds(22), END);
    EXPECT_GT(m_flow.Missing(Seconds(15), Seconds(16)), 0U);
    // what was sent meanwhile is not called delivered
    EXPECT_GE(Known().lost + Known().unknown + m_network.Overlay(0)->GetRouter()->DroppedByLinks(),
              m_flow.Missing(Seconds(2), END));
}

TEST_F(OverqosFaults, AnEntryThatStartsAgainGoesOn)
{
    Simulator::Schedule(Seconds(15), [this] { m_network.Overlay(0)->Stop(); });
    Simulator::Schedule(Seconds(17), [this] { m_network.Overlay(0)->Start(); });
    OverlayNetwork::RunUntil(DONE);
    ExpectHonest();
    ExpectGood(Seconds(8), Seconds(14));
    ExpectGood(Seconds(22), END);
    EXPECT_EQ(m_network.Overlay(0)->GetRefused(), 2 * RATE);
    EXPECT_GE(m_flow.Missing(Seconds(15), Seconds(17)), 2 * RATE);
}

TEST_F(OverqosFaults, AnEntryMayStartAgainAtOnce)
{
    Simulator::Schedule(Seconds(15), [this] {
        m_network.Overlay(0)->Stop();
        m_network.Overlay(0)->Start();
    });
    OverlayNetwork::RunUntil(DONE);
    ExpectHonest();
    ExpectGood(Seconds(20), END);
    EXPECT_EQ(m_network.Overlay(0)->GetRefused(), 0U);
}

/** Sends datagrams of a virtual link from somewhere else, or others from the right place. */
class OverqosForgery : public OverqosFaults
{
  protected:
    OverqosForgery()
    {
        m_network.Wire(0).Get(0)->TraceConnectWithoutContext(
            "PhyTxBegin",
            MakeCallback(&OverqosForgery::Overhear, this));
        m_socket = Socket::CreateSocket(m_network.Server(), UdpSocketFactory::GetTypeId());
        m_socket->Bind();
    }

    /** @param packet on the wire: the last ones are kept */
    void Overhear(Ptr<const Packet> packet)
    {
        constexpr uint32_t BEFORE = 30; // PPP, IPv4 and UDP
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), packet->GetSize());
        if (bytes.size() > BEFORE)
        {
            m_heard.assign(bytes.begin() + BEFORE, bytes.end());
        }
    }

    /** Send what was heard last to the exit, from a third host. */
    void SendFromElsewhere()
    {
        m_socket->SendTo(Create<Packet>(m_heard.data(), static_cast<uint32_t>(m_heard.size())),
                         0,
                         InetSocketAddress("10.1.1.2", 4754));
    }

    /** @param bytes to be sent to the exit, as if from the entry's address and port */
    void SendAsEntry(const std::vector<uint8_t>& bytes)
    {
        constexpr uint16_t PORT = 4754;
        const auto packet = Create<Packet>(bytes.data(), static_cast<uint32_t>(bytes.size()));
        UdpHeader udp;
        udp.SetSourcePort(PORT);
        udp.SetDestinationPort(PORT);
        packet->AddHeader(udp);
        Ipv4Header ip;
        ip.SetSource("10.1.1.1");
        ip.SetDestination("10.1.1.2");
        ip.SetProtocol(UdpL4Protocol::PROT_NUMBER);
        ip.SetPayloadSize(static_cast<uint16_t>(packet->GetSize()));
        ip.SetTtl(64);
        packet->AddHeader(ip);
        const Ptr<NetDevice> device = m_network.Wire(0).Get(0);
        device->Send(packet, device->GetBroadcast(), Ipv4L3Protocol::PROT_NUMBER);
    }

    Ptr<Socket> m_socket;         //!< of a third host
    std::vector<uint8_t> m_heard; //!< the datagram that was last on the wire
};

TEST_F(OverqosForgery, ByAThirdHostIsForeign)
{
    for (int i = 0; i < 500; ++i)
    {
        Simulator::Schedule(Seconds(10) + 10 * MilliSeconds(i), [this] { SendFromElsewhere(); });
    }
    OverlayNetwork::RunUntil(DONE);
    EXPECT_EQ(m_network.Overlay(1)->GetForeign(), 500U);
    EXPECT_EQ(m_network.Overlay(1)->GetRouter()->Malformed(), 0U);
    EXPECT_EQ(m_network.Exit().Link().GetCounters().duplicateFrames, 0U);
    ExpectGood(Seconds(8), END);
    ExpectHonest();
}

TEST_F(OverqosForgery, OfRandomBytesFromThePeersAddressIsRefusedAndCounted)
{
    constexpr uint64_t SEED = 20;
    RecordProperty("seed", static_cast<int>(SEED));
    std::mt19937_64 random(SEED); // NOLINT: a fixed seed is wanted
    constexpr int DATAGRAMS = 2000;
    for (int i = 0; i < DATAGRAMS; ++i)
    {
        std::vector<uint8_t> bytes(random() % 120);
        for (uint8_t& byte : bytes)
        {
            byte = static_cast<uint8_t>(random());
        }
        if (i % 2 == 0 && bytes.size() >= 4) // of the right link, and of its version
        {
            bytes[0] = static_cast<uint8_t>(0x10 | (bytes[0] & 0x0F));
            bytes[2] = 0;
            bytes[3] = 1;
        }
        Simulator::Schedule(Seconds(10) + 2 * MilliSeconds(i),
                            [this, bytes] { SendAsEntry(bytes); });
    }
    // all of them are to arrive
    Simulator::Schedule(Seconds(9.9),
                        [this] { m_network.SetLoss(0, false, [](Ptr<Packet>) { return false; }); });
    OverlayNetwork::RunUntil(DONE);
    const ExitCounters& exit = m_network.Exit().Link().GetCounters();
    const OverqosNode& node = *m_network.Overlay(1);
    EXPECT_GT(node.GetForeign(), 0U);
    EXPECT_GT(exit.refusedFrames, 0U);
    EXPECT_EQ(node.GetForeign() + m_network.Overlay(1)->GetRouter()->Malformed() +
                  exit.refusedFrames,
              static_cast<uint64_t>(DATAGRAMS));
    ExpectGood(Seconds(8), END);
    ExpectHonest();
    EXPECT_EQ(m_network.Leftover(), 0);
}

TEST_F(OverqosForgery, OfCopiesFromThePeersAddressDeliversNothingTwice)
{
    for (int i = 0; i < 2000; ++i)
    {
        Simulator::Schedule(Seconds(10) + 7 * MilliSeconds(i), [this] { SendAsEntry(m_heard); });
    }
    OverlayNetwork::RunUntil(DONE);
    EXPECT_GT(m_network.Exit().Link().GetCounters().duplicateFrames, 1000U);
    ExpectGood(Seconds(8), END);
    ExpectHonest();
    EXPECT_EQ(m_network.Leftover(), 0);
}

/** What is on the wire. */
class OverqosIdle : public testing::Test
{
  protected:
    /** @param network whose wire is watched, both ways */
    void Watch(const OverlayNetwork& network)
    {
        for (uint32_t end = 0; end < 2; ++end)
        {
            network.Wire(0).Get(end)->TraceConnectWithoutContext(
                "PhyTxBegin",
                MakeCallback(&OverqosIdle::Count, this));
        }
    }

    /** @param packet on the wire */
    void Count(Ptr<const Packet> packet)
    {
        constexpr uint16_t PPP_IPV4 = 0x0021;
        const Ptr<Packet> copy = packet->Copy();
        PppHeader ppp;
        copy->RemoveHeader(ppp);
        m_frames += ppp.GetProtocol() == PPP_IPV4 ? 1 : 0; // hosts solicit routers of IPv6
    }

    uint64_t m_frames = 0; //!< on the wire
};

TEST_F(OverqosIdle, ALinkThatNobodyUsesIsSilent)
{
    const OverlayNetwork network{OverlayNetwork::Params()};
    Watch(network);
    OverlayNetwork::RunUntil(Seconds(300));
    EXPECT_EQ(m_frames, 0U);
}

TEST_F(OverqosIdle, ALinkIsFoundAnewBySlowStartWithoutRecovery)
{
    OverlayNetwork::Params params;
    params.loss = 0.02;
    params.seed = 3;
    const OverlayNetwork network(params);
    Watch(network);
    DatagramFlow flow(network.Client(),
                      network.Server(),
                      OverlayNetwork::At(false, 9),
                      500,
                      MilliSeconds(5));

    flow.Send(Seconds(2), Seconds(20));
    OverlayNetwork::RunUntil(Seconds(1.9));
    const BundleSender& entry = network.Entry();
    EXPECT_TRUE(entry.Rate().IsInSlowStart());
    OverlayNetwork::RunUntil(Seconds(20));
    EXPECT_FALSE(entry.Rate().IsInSlowStart()); // AIMD since the first loss
    const uint64_t unprotected = entry.Link().GetPacketCounters().unprotected;
    EXPECT_GT(unprotected, 0U); // that loss, and those with it
    EXPECT_LT(unprotected, 20U);
    const uint64_t repairs = entry.Link().GetCounters().repairFrames;
    EXPECT_GT(repairs, 20U);

    // the last frames are settled; then nothing
    OverlayNetwork::RunUntil(Seconds(30));
    const uint64_t frames = m_frames;
    OverlayNetwork::RunUntil(Seconds(100));
    EXPECT_EQ(m_frames, frames);
    EXPECT_EQ(entry.Link().InFlight(), 0U);

    flow.Send(Seconds(100), Seconds(120));
    OverlayNetwork::RunUntil(Seconds(100.02));
    EXPECT_TRUE(entry.Rate().IsInSlowStart());
    EXPECT_EQ(entry.Link().GetCounters().repairFrames, repairs);
    OverlayNetwork::RunUntil(Seconds(140));
    EXPECT_FALSE(entry.Rate().IsInSlowStart());
    EXPECT_GT(entry.Link().GetPacketCounters().unprotected, unprotected);
    EXPECT_GT(entry.Link().GetCounters().repairFrames, repairs + 20);
    EXPECT_EQ(network.Leftover(), 0);
}

/**
 * @param value any number
 * @return its place among others, as the finaliser of splitmix64 has it
 */
uint64_t
Mix(uint64_t value)
{
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

TEST(OverqosFlowsTest, FlowsThatWereChosenToMeetAreCountedAllTheSame)
{
    constexpr uint64_t SETS = 1024; // of eight flows each
    constexpr std::size_t CHOSEN = 40;
    OverlayNetwork::Params params;
    params.flows = 0; // counted
    const OverlayNetwork network(params);
    OverlayNetwork::RunUntil(Seconds(1));
    const std::vector<uint8_t> bytes(100);
    BundlePacket packet;
    packet.data = bytes.data();
    packet.size = 100;
    packet.egress = 2;
    uint64_t first = 0; // what the chooser sees on the wire of its own packet
    network.Overlay(0)->TraceConnectWithoutContext(
        "Forward",
        Callback<void, const BundlePacket&>([&first](const BundlePacket& seen) {
            first = uint64_t{seen.ingress} << 32U | seen.flow;
        }));
    network.Overlay(0)->Inject(packet);
    ASSERT_GT(first, 0U);
    std::vector<uint32_t> chosen;
    for (uint32_t flow = 0; chosen.size() < CHOSEN && flow <= UINT16_MAX; ++flow)
    {
        // those of one set if the seed were 0
        if ((Mix((first + flow) ^ Mix(0)) & (SETS - 1)) == 0)
        {
            chosen.push_back(flow);
        }
    }
    ASSERT_EQ(chosen.size(), CHOSEN);
    for (int round = 0; round < 5; ++round)
    {
        for (const uint32_t flow : chosen)
        {
            packet.flow = flow;
            network.Overlay(0)->Inject(packet);
        }
        OverlayNetwork::RunUntil(Simulator::Now() + MilliSeconds(500));
    }
    EXPECT_GE(network.Entry().Rate().Flows(), CHOSEN - 2);
}

} // namespace
} // namespace qos
} // namespace ns3
