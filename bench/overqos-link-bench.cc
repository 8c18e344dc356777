/* SPDX-License-Identifier: GPL-2.0-only */

#include "report/bench-report.h"

#include "ns3/bundle-receiver.h"
#include "ns3/bundle-sender.h"
#include "ns3/gilbert-loss.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/redundancy-policy.h"
#include "ns3/simulated-clvl.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <vector>

/**
 * @file
 * @ingroup qos-bench
 * A virtual link: what a packet costs from the queue of the entry to the exit, with real parity,
 * above a relay that only copies it; and a long simulation without ns-3's packets beside two UDP
 * sockets of ns-3.
 */

namespace
{

using namespace ns3;
using namespace ns3::qos;
using Clock = std::chrono::steady_clock;

constexpr uint32_t PACKET_BYTES = 1000;
constexpr uint32_t BATCH = 5000; //!< packets of one measurement

/** Parity of a tenth of a window, always. */
class Tenth : public RedundancyPolicy
{
  public:
    RedundancyDecision Choose(const Eigen::ArrayXd& /* tail */, double /* target */) const override
    {
        RedundancyDecision decision;
        decision.firstRound = 0.1;
        decision.overhead = 0.1 / 0.9;
        return decision;
    }

    double DecisiveProbability(double /* meanLoss */, double /* target */) const override
    {
        return 1;
    }

    RedundancyDecision StartUp(const Eigen::ArrayXd& tail) const override
    {
        return Choose(tail, 0);
    }
};

/** Both ends of a bundle on a path that is perfect and takes no time. */
class Bundle
{
  public:
    Bundle()
        : m_sender(SenderParams(), 1, [this](ByteView datagram) { Arrive(datagram); }),
          m_receiver(
              {0, SenderParams().link},
              2,
              [this](ByteView datagram) { ReadReport(datagram, m_report); },
              [this](const BundlePacket& packet) { m_received += packet.size; })
    {
    }

    /** @param packet that crosses the link */
    void Send(const BundlePacket& packet)
    {
        m_now += std::chrono::milliseconds{2};
        m_sender.Enqueue(packet, m_now);
        if (m_receiver.NextEvent() <= m_now)
        {
            m_receiver.Advance(m_now);
        }
        if (m_report.report.number != m_lastReport)
        {
            m_lastReport = m_report.report.number;
            m_sender.Receive(m_report.report, m_now);
        }
        if (m_sender.NextEvent() <= m_now)
        {
            m_sender.Advance(m_now);
        }
    }

    /** @return bytes that came out */
    uint64_t Received() const
    {
        return m_received;
    }

    /** @return frames of parity that were sent */
    uint64_t Parity() const
    {
        return m_sender.Link().GetCounters().parityFrames;
    }

  private:
    /** @return windows of 50 packets and 6 of parity, at any rate */
    static BundleSenderParams SenderParams()
    {
        BundleSenderParams params;
        params.link.redundancy.policy = "tenth";
        params.link.windowFrames = 56;
        params.link.windowTime = std::chrono::milliseconds{100};
        params.rate.constant = Bitrate::FromBitsPerSecond(1'000'000'000'000);
        return params;
    }

    /** @param datagram of the entry */
    void Arrive(ByteView datagram)
    {
        if (const auto frame = ReadFrame(datagram))
        {
            m_receiver.Receive(frame->frame, m_now);
        }
    }

    BundleSender m_sender;
    BundleReceiver m_receiver;
    BundleReport m_report;
    Nanoseconds m_now{0};
    uint64_t m_received = 0;
    uint32_t m_lastReport = 0;
};

/**
 * Packets through a virtual link, and through a relay that copies each of them, in turn.
 * @param state the benchmark
 */
void
LinkAboveRelay(benchmark::State& state)
{
    constexpr double ALLOWED = 1500; // nanoseconds for a packet
    Bundle bundle;
    const std::vector<uint8_t> body(PACKET_BYTES, 7);
    std::vector<uint8_t> copy(PACKET_BYTES);
    BundlePacket packet;
    packet.data = body.data();
    packet.size = PACKET_BYTES;
    double own = 0;
    for ([[maybe_unused]] auto _ : state)
    {
        const auto begin = Clock::now();
        for (uint32_t i = 0; i < BATCH; ++i)
        {
            std::copy(body.begin(), body.end(), copy.begin());
            benchmark::DoNotOptimize(copy.data());
            benchmark::ClobberMemory();
        }
        const auto half = Clock::now();
        for (uint32_t i = 0; i < BATCH; ++i)
        {
            bundle.Send(packet);
        }
        const auto end = Clock::now();
        own += std::chrono::duration<double, std::nano>((end - half) - (half - begin)).count();
    }
    state.counters[BenchProgram::ITEMS] = BATCH;
    state.counters[BenchProgram::OWN_TIME] = own;
    state.counters[BenchProgram::BASELINE_TIME] =
        ALLOWED * BATCH * static_cast<double>(state.iterations());
    const uint64_t sent = static_cast<uint64_t>(state.iterations()) * BATCH;
    if (bundle.Received() < (sent - BATCH) * PACKET_BYTES || bundle.Parity() < sent / 10)
    {
        state.SkipWithError("the packets did not cross the link, or not with parity");
    }
}

/** Takes what comes out. */
class CountingExit : public ExitSink
{
  public:
    void Deliver(const BundlePacket& /* packet */, bool /* wasRepaired */) override
    {
        ++m_packets;
    }

    void Report(const ClvlReport& /* report */) override
    {
    }

    /** @return packets */
    uint64_t Packets() const
    {
        return m_packets;
    }

  private:
    uint64_t m_packets = 0; //!< delivered
};

/**
 * Packets over a virtual link that is only counted, 2 % loss in bursts of 4.
 * @param state the benchmark
 */
void
CountedLink(benchmark::State& state)
{
    for ([[maybe_unused]] auto _ : state)
    {
        auto random = std::make_shared<std::mt19937_64>(1);
        const auto uniform = [random] {
            return std::uniform_real_distribution<double>(0, 1)(*random);
        };
        GilbertLoss loss({0.02, 4}, {uniform, uniform});
        SimulatedClvlParams params;
        params.link.code = "counting";
        params.link.windowFrames = 100;
        params.delay = std::chrono::milliseconds{50};
        params.interval = std::chrono::milliseconds{1};
        CountingExit exit;
        SimulatedClvl link(params, loss, nullptr, exit);
        BundlePacket packet;
        packet.size = PACKET_BYTES;
        for (uint32_t i = 0; i < BATCH; ++i)
        {
            link.Send(packet);
        }
        link.Finish();
        if (exit.Packets() < BATCH * 99 / 100)
        {
            state.SkipWithError("too many packets are missing");
        }
    }
    state.counters[BenchProgram::ITEMS] = BATCH;
}

/** Two UDP sockets of ns-3, at both ends of a point-to-point link. */
class SocketPair
{
  public:
    SocketPair()
    {
        NodeContainer hosts;
        hosts.Create(2);
        InternetStackHelper().Install(hosts);
        PointToPointHelper path;
        path.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        path.SetChannelAttribute("Delay", StringValue("50ms"));
        const auto addresses =
            Ipv4AddressHelper("10.1.1.0", "255.255.255.0").Assign(path.Install(hosts));
        m_from = Socket::CreateSocket(hosts.Get(0), UdpSocketFactory::GetTypeId());
        m_to = Socket::CreateSocket(hosts.Get(1), UdpSocketFactory::GetTypeId());
        m_to->Bind(InetSocketAddress(Ipv4Address::GetAny(), 9));
        m_to->SetRecvCallback(Callback<void, Ptr<Socket>>([this](const Ptr<Socket>& socket) {
            while (socket->Recv())
            {
                ++m_received;
            }
        }));
        m_from->Bind();
        m_from->Connect(InetSocketAddress(addresses.GetAddress(1), 9));
    }

    SocketPair(const SocketPair&) = delete;
    SocketPair& operator=(const SocketPair&) = delete;

    ~SocketPair()
    {
        Simulator::Destroy();
    }

    /** @param packets that cross the link, one in a millisecond */
    void Pass(uint32_t packets)
    {
        m_left = packets;
        Simulator::Schedule(MilliSeconds(1), [this] { Send(); });
        Simulator::Run();
    }

    /** @return packets that came */
    uint64_t Received() const
    {
        return m_received;
    }

  private:
    /** Send a packet, and plan the next one. */
    void Send()
    {
        m_from->Send(Create<Packet>(PACKET_BYTES));
        if (--m_left > 0)
        {
            Simulator::Schedule(MilliSeconds(1), [this] { Send(); });
        }
    }

    Ptr<Socket> m_from;
    Ptr<Socket> m_to;
    uint64_t m_received = 0;
    uint32_t m_left = 0;
};

/**
 * The same packets from one UDP socket of ns-3 to another.
 * @param state the benchmark
 */
void
Sockets(benchmark::State& state)
{
    SocketPair sockets; // to make nodes and stacks takes as long as thousands of packets
    for ([[maybe_unused]] auto _ : state)
    {
        sockets.Pass(BATCH);
    }
    if (sockets.Received() != static_cast<uint64_t>(state.iterations()) * BATCH)
    {
        state.SkipWithError("packets are missing");
    }
    state.counters[BenchProgram::ITEMS] = BATCH;
}

} // namespace

int
main(int argc, char** argv)
{
    RedundancyPolicies().Register("tenth", [](const RedundancyPolicyParams& /* params */) {
        return std::make_unique<Tenth>();
    });
    BenchProgram program(argc, argv);
    BenchProgram::Add("link", LinkAboveRelay);
    BenchProgram::Add("counted", CountedLink);
    BenchProgram::Add("sockets", Sockets);
    program.Claim({"clvl-packet", "link", "", "1.5 us above a relay that copies the packet", 1});
    program.Claim({"clvl-loss-counting", "counted", "sockets", "two UDP sockets of ns-3", 0.1});
    return program.Run();
}
