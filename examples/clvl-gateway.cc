/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 2.3 for everyday programs: two gateways, between which a controlled-loss virtual
 * link carries whatever the hosts behind them send to each other.
 *
 *     host -- gateway 1 -- rate, delay, loss -- gateway 2 -- host
 *
 * Simulated, one host sends probes, or a file over TCP, to the other one. On real interfaces each
 * gateway is a process of its own, and hosts and the network between the gateways are real.
 */

#include "clvl/link-experiment.h"
#include "clvl/overqos-gateway.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/experiment-registry.h"
#include "ns3/file-source.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/packet-sink.h"
#include "ns3/parameter-error.h"
#include "ns3/pointer.h"
#include "ns3/ranged-checker.h"
#include "ns3/real-device-helper.h"
#include "ns3/simulator.h"
#include "ns3/topology-parts.h"
#include "ns3/udp-client-server-helper.h"
#include "ns3/udp-server.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>

namespace ns3
{
namespace qos
{

/** Gateways for everyday programs. */
class ClvlGatewayExperiment : public LinkExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;
    void CheckParameters() const override;

  private:
    static constexpr const char* INSIDE = "inside";   //!< end towards the hosts
    static constexpr const char* OUTSIDE = "outside"; //!< end towards the other gateway
    static constexpr const char* PEER = "peer";       //!< the other gateway

    /** What the simulated hosts send. */
    enum Traffic
    {
        PROBES,
        TCP
    };

    /** In which order packets leave the virtual link. */
    enum Ordering
    {
        NONE,
        END_TO_END
    };

    void DoRun(Result& result) override;

    /** @param result gets what a gateway at real interfaces did */
    void RunReal(Result& result) const;

    /**
     * @return bytes that may leave a gateway at real interfaces at once: as much as passes while it
     * is woken late, as pacing that is finer costs events and cannot be kept
     */
    uint32_t RealBurst() const;

    /** @param result gets what two simulated gateways and hosts did */
    void RunSimulated(Result& result) const;

    /**
     * @param number of the gateway
     * @return its parameters, with the addresses of the simulation
     */
    OverqosGatewayParams GatewayParams(uint16_t number) const;

    /**
     * @param number of a gateway
     * @return the network of the hosts behind it
     */
    static Ipv4Address InsideNetwork(uint16_t number)
    {
        constexpr uint32_t FIRST = 0x0a000000; // 10.0.0.0
        constexpr uint32_t NEXT = 256;
        return Ipv4Address(FIRST + number * NEXT);
    }

    /**
     * @param number of a gateway
     * @return its address towards the other one
     */
    static Ipv4Address OutsideAddress(uint16_t number)
    {
        constexpr uint32_t NETWORK = 0x0a010000; // 10.1.0.0
        return Ipv4Address(NETWORK + number);
    }

    /**
     * @param number of a gateway
     * @param host behind it
     * @param node of the gateway, with one interface
     * @return the gateway
     */
    std::unique_ptr<OverqosGateway> MakeSimulated(uint16_t number,
                                                  const Ptr<Node>& host,
                                                  const Ptr<Node>& node) const;

    /**
     * Let one host send to the other one.
     * @param result gets what arrived
     * @param from who sends
     * @param to who receives
     */
    void SimulateTraffic(Result& result, const Ptr<Node>& from, const Ptr<Node>& to) const;

    /**
     * @param result gets what is known of the virtual links
     * @param entry where one begins
     * @param exit where one ends: the same one, or that one
     */
    static void ReportLinks(Result& result,
                            const OverqosGateway& entry,
                            const OverqosGateway& exit);

    bool m_isManaged = true;          //!< parameter managed
    uint32_t m_gateway = 1;           //!< parameter gateway
    DataRate m_constantRate;          //!< parameter constant_rate
    double m_flows = 0;               //!< parameter flows
    Ordering m_ordering = END_TO_END; //!< parameter ordering
    Time m_orderWait;                 //!< parameter order_wait
    Traffic m_traffic = PROBES;       //!< parameter traffic
    double m_loss = 0;                //!< parameter loss
    double m_burst = 1;               //!< parameter burst
    DataRate m_rate;                  //!< parameter rate
    Time m_delay;                     //!< parameter delay
    Time m_interval;                  //!< parameter interval
    Time m_duration;                  //!< parameter duration
};

QOS_REGISTER_EXPERIMENT(ClvlGatewayExperiment,
                        "clvl-gateway",
                        "gateways that carry everyday traffic over a virtual link: loss, goodput",
                        "OverQoS section 2.3");

TypeId
ClvlGatewayExperiment::GetTypeId()
{
    using Self = ClvlGatewayExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlGatewayExperiment")
            .SetParent<LinkExperiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Managed",
                          "whether a virtual link carries the traffic; else it is only routed",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isManaged),
                          MakeBooleanChecker())
            .AddAttribute("Gateway",
                          "on real interfaces: which of the two this is; its hosts are in "
                          "10.0.GATEWAY.0/24",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_gateway),
                          MakeUintegerChecker<uint32_t>(1, 2))
            .AddAttribute("ConstantRate",
                          "rate of the virtual link, redundancy included; 0: as so many TCP "
                          "connections as flows says would have",
                          DataRateValue(DataRate(0)),
                          MakeDataRateAccessor(&Self::m_constantRate),
                          MakeRateChecker(DataRate(0), DataRate("10Gbps")))
            .AddAttribute("Flows",
                          "connections that the virtual link stands for; 0: as many as it has",
                          DoubleValue(0),
                          MakeDoubleAccessor(&Self::m_flows),
                          MakeDoubleChecker<double>(0, 1e6))
            .AddAttribute("Ordering",
                          "whether packets leave the virtual link as they come (none), or in the "
                          "order in which they entered it (e2e), which TCP needs",
                          compat::EnumValue<Ordering>(END_TO_END),
                          compat::EnumAccessor<Ordering>(&Self::m_ordering),
                          MakeEnumChecker(NONE, "none", END_TO_END, "e2e"))
            .AddAttribute("OrderWait",
                          "how long a packet waits for those before it",
                          TimeValue(MilliSeconds(100)),
                          MakeTimeAccessor(&Self::m_orderWait),
                          MakeTimeChecker(MilliSeconds(1), Seconds(10)))
            .AddAttribute("Traffic",
                          "simulated: what a host sends to the other one",
                          compat::EnumValue<Traffic>(PROBES),
                          compat::EnumAccessor<Traffic>(&Self::m_traffic),
                          MakeEnumChecker(PROBES, "probes", TCP, "tcp"))
            .AddAttribute("Loss",
                          "simulated: share of the packets between the gateways that are lost",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute("Burst",
                          "simulated: mean number of packets lost in a burst",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_burst),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("Rate",
                          "simulated: rate of the path between the gateways",
                          DataRateValue(DataRate("20Mbps")),
                          MakeDataRateAccessor(&Self::m_rate),
                          MakeRateChecker(DataRate("10kbps"), DataRate("100Gbps")))
            .AddAttribute("Delay",
                          "simulated: of that path, one way",
                          TimeValue(MilliSeconds(10)),
                          MakeTimeAccessor(&Self::m_delay),
                          MakeTimeChecker(Time(0), Seconds(10)))
            .AddAttribute("Interval",
                          "simulated: between two probes of 1000 bytes",
                          TimeValue(MilliSeconds(2)),
                          MakeTimeAccessor(&Self::m_interval),
                          MakeTimeChecker(MicroSeconds(1), Seconds(60)))
            .AddAttribute("Duration",
                          "how long it runs; nothing is sent in the last second",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(3), Seconds(360000)));
    return tid;
}

std::vector<Metric>
ClvlGatewayExperiment::GetMetrics() const
{
    return {{"raw_loss", "", "share of the frames of the incoming virtual link that were lost"},
            {"packets_in", "", "packets that the incoming virtual link delivered"},
            {"packets_out", "", "packets that entered the outgoing virtual link"},
            {"residual_loss",
             "",
             "share of those whose fate is known that did not come out; the last ones may be "
             "without"},
            {"redundancy", "", "share of redundant frames on the outgoing virtual link"},
            {"probe_loss", "", "simulated: share of the probes that did not arrive"},
            {"goodput_mbps", "Mb/s", "simulated: what arrived of the file"}};
}

std::vector<ExperimentEnd>
ClvlGatewayExperiment::GetEnds() const
{
    return {{INSIDE, "interface towards the hosts of the gateway, which is their router"},
            {OUTSIDE, "interface towards the other gateway"},
            {PEER, "the other gateway, which is always elsewhere"}};
}

void
ClvlGatewayExperiment::CheckParameters() const
{
    LinkExperiment::CheckParameters();
    const RealNetwork& real = GetRealNetwork();
    if (real.IsReal() && (real.Find(INSIDE) == nullptr || real.Find(OUTSIDE) == nullptr ||
                          real.Find(PEER) != nullptr))
    {
        throw ParameterError("the ends of clvl-gateway are not those of a gateway, allowed: inside "
                             "and outside as --end, peer as --peer, or none");
    }
}

OverqosGatewayParams
ClvlGatewayExperiment::GatewayParams(uint16_t number) const
{
    const auto other = static_cast<uint16_t>(3 - number);
    OverqosGatewayParams params;
    params.number = number;
    params.outside = OutsideAddress(number);
    params.peer = OutsideAddress(other);
    params.farNetwork = InsideNetwork(other);
    params.isManaged = m_isManaged;
    params.isOrdered = m_ordering == END_TO_END;
    params.orderWait = m_orderWait;
    params.link = LinkConfig();
    params.link.Set("ConstantRate", DataRateValue(m_constantRate));
    params.link.Set("Flows", DoubleValue(m_flows));
    return params;
}

void
ClvlGatewayExperiment::ReportLinks(Result& result,
                                   const OverqosGateway& entry,
                                   const OverqosGateway& exit)
{
    const auto ratio = [](uint64_t part, uint64_t whole) {
        return whole == 0 ? NAN : static_cast<double>(part) / static_cast<double>(whole);
    };
    if (const ClvlExit* link = exit.GetExit())
    {
        const uint64_t frames = link->GetCounters().frames;
        const uint64_t lost = link->Frames().Lost();
        result.AddMetric("raw_loss", ratio(lost, frames + lost));
        result.AddMetric("packets_in", static_cast<double>(link->Receipts().Delivered()));
    }
    if (const ClvlEntry* link = entry.GetEntry())
    {
        const PacketCounters& packets = link->GetPacketCounters();
        const EntryCounters& sent = link->GetCounters();
        const uint64_t redundant = sent.parityFrames + sent.repairFrames + sent.repairParityFrames;
        result.AddMetric("packets_out", static_cast<double>(packets.sent));
        result.AddMetric("residual_loss", ratio(packets.lost, packets.lost + packets.delivered));
        result.AddMetric("redundancy", ratio(redundant, redundant + sent.dataFrames));
    }
}

uint32_t
ClvlGatewayExperiment::RealBurst() const
{
    constexpr double LATE = 2e-4;      // s that a process which sleeps is often woken late
    constexpr double MOST = 1U << 28U; // bytes
    constexpr uint32_t TWO_PACKETS = 3000;
    const double bytes = LATE * static_cast<double>(m_constantRate.GetBitRate()) / 8;
    return std::max(TWO_PACKETS, static_cast<uint32_t>(std::min(bytes, MOST)));
}

void
ClvlGatewayExperiment::RunReal(Result& result) const
{
    const RealNetwork& real = GetRealNetwork();
    const auto number = static_cast<uint16_t>(m_gateway);
    const auto host = CreateObject<Node>();
    InstallStack(NodeContainer(host), "ns3::TcpNewReno", false, 0);
    const RealDeviceHelper helper;
    OverqosGatewayParams params = GatewayParams(number);
    params.link.Set("Burst", UintegerValue(RealBurst()));
    params.outside = real.AddressOf(OUTSIDE, params.outside);
    params.peer = real.AddressOf(PEER, params.peer);
    helper.Install(host, *real.Find(INSIDE), Ipv4Address(InsideNetwork(number).Get() + 1));
    const auto device = helper.Install(host, *real.Find(OUTSIDE), params.outside);
    params.outsideInterface =
        static_cast<uint32_t>(host->GetObject<Ipv4>()->GetInterfaceForDevice(device));
    const OverqosGateway gateway(host, params);
    Simulator::Stop(m_duration);
    Simulator::Run();
    ReportLinks(result, gateway, gateway);
}

void
ClvlGatewayExperiment::RunSimulated(Result& result) const
{
    constexpr uint32_t QUEUE = 100;
    constexpr int64_t LOSS_STREAM = 100;
    NodeContainer nodes; // host 1, gateway 1, gateway 2, host 2
    nodes.Create(4);
    InstallStack(nodes, "ns3::TcpLinuxReno", false, 0);
    const NetDeviceContainer path =
        MakeLink(m_rate, m_delay, QUEUE).Install(nodes.Get(1), nodes.Get(2));
    const auto losses = CreateObject<GilbertErrorModel>();
    losses->SetAttribute("LossRate", DoubleValue(m_loss));
    losses->SetAttribute("MeanBurst", DoubleValue(m_burst));
    losses->AssignStreams(LOSS_STREAM);
    path.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(losses));
    Ipv4AddressHelper addresses(OutsideAddress(0), "255.255.255.0");
    addresses.Assign(path);
    RemoveQueueDiscs(path);

    const std::array<std::unique_ptr<OverqosGateway>, 2> gateways{
        MakeSimulated(1, nodes.Get(0), nodes.Get(1)),
        MakeSimulated(2, nodes.Get(3), nodes.Get(2))};
    SimulateTraffic(result, nodes.Get(0), nodes.Get(3));
    ReportLinks(result, *gateways[0], *gateways[1]);
}

std::unique_ptr<OverqosGateway>
ClvlGatewayExperiment::MakeSimulated(uint16_t number,
                                     const Ptr<Node>& host,
                                     const Ptr<Node>& node) const
{
    constexpr uint32_t QUEUE = 100;
    const NetDeviceContainer inside =
        MakeLink(DataRate("1Gbps"), MicroSeconds(1), QUEUE).Install(host, node);
    Ipv4AddressHelper addresses(InsideNetwork(number), "255.255.255.0");
    const Ipv4InterfaceContainer assigned = addresses.Assign(inside);
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(host->GetObject<Ipv4>())
        ->SetDefaultRoute(assigned.GetAddress(1), 1);
    OverqosGatewayParams params = GatewayParams(number);
    params.outsideInterface = 1;
    return std::make_unique<OverqosGateway>(node, params);
}

void
ClvlGatewayExperiment::SimulateTraffic(Result& result,
                                       const Ptr<Node>& from,
                                       const Ptr<Node>& to) const
{
    constexpr uint16_t PORT = 9;
    constexpr double MEGA = 1e6;
    const Time begin = Seconds(1);
    const Time end = m_duration - Seconds(1);
    const Ipv4Address address = to->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
    ApplicationContainer sender;
    ApplicationContainer receiver;
    if (m_traffic == PROBES)
    {
        constexpr uint32_t PROBE_BYTES = 1000;
        receiver = UdpServerHelper(PORT).Install(to);
        UdpClientHelper client(address, PORT);
        client.SetAttribute("Interval", TimeValue(m_interval));
        client.SetAttribute("PacketSize", UintegerValue(PROBE_BYTES));
        client.SetAttribute("MaxPackets", UintegerValue(std::numeric_limits<uint32_t>::max()));
        sender = client.Install(from);
    }
    else
    {
        const InetSocketAddress any(Ipv4Address::GetAny(), PORT);
        receiver = PacketSinkHelper("ns3::TcpSocketFactory", any).Install(to);
        TcpOptions options;
        options.segmentBytes = 1300;  // so that a packet fits into the virtual link
        options.bufferBytes = 131072; // as the receiver's: ns-3 fails if the sender's is larger
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote", AddressValue(InetSocketAddress(address, PORT)));
        source->SetTcpOptions(options);
        from->AddApplication(source);
        sender.Add(source);
    }
    sender.Start(begin);
    sender.Stop(end);
    Simulator::Stop(m_duration);
    Simulator::Run();

    if (const auto server = DynamicCast<UdpServer>(receiver.Get(0)))
    {
        const double sent = std::ceil((end - begin).GetSeconds() / m_interval.GetSeconds());
        result.AddMetric("probe_loss", 1 - static_cast<double>(server->GetReceived()) / sent);
    }
    if (const auto sink = DynamicCast<PacketSink>(receiver.Get(0)))
    {
        const auto bits = static_cast<double>(sink->GetTotalRx()) * 8;
        result.AddMetric("goodput_mbps", bits / MEGA / (end - begin).GetSeconds());
    }
}

void
ClvlGatewayExperiment::DoRun(Result& result)
{
    if (GetRealNetwork().IsReal())
    {
        RunReal(result);
    }
    else
    {
        RunSimulated(result);
    }
}

} // namespace qos
} // namespace ns3
