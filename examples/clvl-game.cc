/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 5.2 and Figure 6: a game like Counter-Strike over a path with many losses.
 *
 *     server -- tunnel -- overlay node -- losses in bursts -- overlay node -- tunnel -- client
 *     updates ->                        rtt / 2 each way                      <- commands
 *
 * The server sends updates, the client commands, both small and often; in both directions every
 * control_interval-th packet is a control packet, which the overlay knows by its size. Applications
 * are ordinary ones on UDP. Both directions lose packets: quiet and busy times take turns, as on a
 * cable modem whose neighbours are active, and nearly all losses fall into the busy ones.
 */

#include "clvl/link-account.h"
#include "clvl/stream-record.h"

#include "ns3/boolean.h"
#include "ns3/classifier-registry.h"
#include "ns3/clvl-wire.h"
#include "ns3/data-rate.h"
#include "ns3/data-symbol.h"
#include "ns3/double.h"
#include "ns3/epoch-error-model.h"
#include "ns3/experiment-registry.h"
#include "ns3/inet-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/nstime.h"
#include "ns3/overqos-helper.h"
#include "ns3/parameter-error.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/quantile.h"
#include "ns3/simulator.h"
#include "ns3/smoothing-service.h"
#include "ns3/socket.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS section 5.2 and Figure 6. */
class ClvlGameExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    void CheckParameters() const override;

  private:
    /** One direction of the game: an ordinary sender and receiver on UDP. */
    struct Direction
    {
        Ptr<Socket> sender;     //!< connected
        Ptr<Socket> receiver;   //!< bound
        StreamRecord record;    //!< what became of the packets
        Time interval;          //!< between two packets
        double onceBytes = 0;   //!< of the overlay, if each packet were sent once
        double sentBytes = 0;   //!< of its entry
        double reportBytes = 0; //!< of its exit
    };

    void DoRun(Result& result) override;

    /**
     * Join two hosts.
     * @param hosts the hosts
     * @return their devices
     */
    NetDeviceContainer Connect(const NodeContainer& hosts) const;

    /** @return an overlay with the knobs of the links set */
    OverqosHelper MakeOverlay() const;

    /**
     * Open the sockets of a direction.
     * @param direction to be opened
     * @param from a host
     * @param to a host
     * @param address of the latter in the overlay
     */
    static void Open(Direction& direction,
                     const Ptr<Node>& from,
                     const Ptr<Node>& to,
                     Ipv4Address address);

    /**
     * Send the next packet, and plan the one after it.
     * @param direction that sends
     */
    void Send(Direction& direction);

    /**
     * Report on both directions.
     * @param directions of the game
     * @param result gets metrics and a table
     */
    void Report(const std::array<Direction, 2>& directions, Result& result) const;

    bool m_isManaged = true;        //!< parameter managed
    double m_loss = 0;              //!< parameter loss
    double m_burst = 1;             //!< parameter burst
    double m_busyLoss = 0;          //!< parameter busy_loss
    Time m_busyTime;                //!< parameter busy_time
    Time m_rtt;                     //!< parameter rtt
    Time m_duration;                //!< parameter duration
    uint32_t m_updatePps = 0;       //!< parameter update_pps
    uint32_t m_commandPps = 0;      //!< parameter command_pps
    uint32_t m_packetBytes = 0;     //!< parameter packet_bytes
    uint32_t m_controlInterval = 0; //!< parameter control_interval
};

QOS_REGISTER_EXPERIMENT(ClvlGameExperiment,
                        "clvl-game",
                        "a game over a path with many losses, smoothed: loss over time, skips",
                        "OverQoS section 5.2, Fig 6");

namespace
{

constexpr uint32_t CONTROL_BYTES = 40; // with 28 of IP and UDP below what the classifier looks for
constexpr double IP_BYTES = 28;        // of IP and UDP

} // namespace

TypeId
ClvlGameExperiment::GetTypeId()
{
    using Self = ClvlGameExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlGameExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Managed",
                          "whether losses are smoothed; if not, overlay nodes only forward",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isManaged),
                          MakeBooleanChecker())
            .AddAttribute("Loss",
                          "share of the packets that the path loses, in each direction",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&Self::m_loss),
                          MakeDoubleChecker<double>(0, 0.5))
            .AddAttribute("BusyLoss",
                          "the same in busy times; nothing is lost in quiet ones, which are as "
                          "long as it takes. Equal to loss: it is always busy",
                          DoubleValue(0.4),
                          MakeDoubleAccessor(&Self::m_busyLoss),
                          MakeDoubleChecker<double>(0, 0.9))
            .AddAttribute("BusyTime",
                          "length of a busy time",
                          TimeValue(MilliSeconds(1000)),
                          MakeTimeAccessor(&Self::m_busyTime),
                          MakeTimeChecker(MilliSeconds(1), Seconds(100)))
            .AddAttribute("Burst",
                          "mean number of packets in a burst of losses",
                          DoubleValue(4),
                          MakeDoubleAccessor(&Self::m_burst),
                          MakeDoubleChecker<double>(1, 1000))
            .AddAttribute("Rtt",
                          "round-trip time of the path",
                          TimeValue(MilliSeconds(60)),
                          MakeTimeAccessor(&Self::m_rtt),
                          MakeTimeChecker(MilliSeconds(2), Seconds(2)))
            .AddAttribute("Duration",
                          "length of the game",
                          TimeValue(Seconds(300)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(1), Seconds(100000)))
            .AddAttribute("UpdatePps",
                          "packets per second of the server",
                          UintegerValue(30),
                          MakeUintegerAccessor(&Self::m_updatePps),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("CommandPps",
                          "packets per second of the client",
                          UintegerValue(40),
                          MakeUintegerAccessor(&Self::m_commandPps),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("PacketBytes",
                          "payload of an update or command",
                          UintegerValue(120),
                          MakeUintegerAccessor(&Self::m_packetBytes),
                          MakeUintegerChecker<uint32_t>(100, 1300))
            .AddAttribute("ControlInterval",
                          "every so many packets one is a control packet; 0: none",
                          UintegerValue(30),
                          MakeUintegerAccessor(&Self::m_controlInterval),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

std::vector<Metric>
ClvlGameExperiment::GetMetrics() const
{
    return {{"loss", "", "share of the packets that did not come, both directions"},
            {"mean_run", "", "mean number of packets that are lacking in a row"},
            {"conditional_loss", "", "share of lost packets among those that follow on a lost one"},
            {"longest_skip", "", "most packets of one direction that are lacking in a row"},
            {"longest_skip_ms", "ms", "the same in time"},
            {"loss_second_p95", "", "95th percentile of the loss in a second of the updates"},
            {"loss_second_max", "", "its maximum"},
            {"control_dropped", "", "control packets that the overlay dropped"},
            {"control_loss", "", "share of the control packets that did not come"},
            {"sent_bytes_ratio",
             "",
             "bytes that the entries sent over those of every packet sent once"},
            {"report_bytes_ratio",
             "",
             "bytes of the reports that the exits sent back, over those of every packet sent once"},
            {"added_delay_p99_ms", "ms", "99th percentile of the delay less the path's"},
            {"leftover", "", "packets neither delivered nor dropped nor lost in the end"}};
}

void
ClvlGameExperiment::CheckParameters() const
{
    if (m_busyLoss < m_loss)
    {
        throw ParameterError("busy_loss is below loss; it must be at least as large");
    }
}

NetDeviceContainer
ClvlGameExperiment::Connect(const NodeContainer& hosts) const
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate("10Mbps")));
    link.SetChannelAttribute("Delay", TimeValue(m_rtt / 2));
    const NetDeviceContainer devices = link.Install(hosts);
    int64_t stream = 1;
    for (uint32_t i = 0; i < devices.GetN() && m_loss > 0; ++i)
    {
        constexpr int64_t STREAMS = 10;
        const GilbertLoss::Params busy{m_busyLoss, m_burst};
        const double quietShare = m_busyLoss / m_loss - 1;
        const bool isSteady = quietShare <= 0;
        const Time quiet = isSteady ? m_duration : m_busyTime * int64x64_t(quietShare);
        const Time busyTime = isSteady ? m_duration : m_busyTime;
        const auto losses = CreateObject<EpochErrorModel>();
        losses->SetParams(
            {{ToCore(quiet), isSteady ? busy : GilbertLoss::Params{}}, {ToCore(busyTime), busy}});
        losses->AssignStreams(stream);
        stream += STREAMS;
        devices.Get(i)->SetAttribute("ReceiveErrorModel", PointerValue(losses));
    }
    return devices;
}

OverqosHelper
ClvlGameExperiment::MakeOverlay() const
{
    OverqosHelper overlay;
    overlay.SetLink("Policy", StringValue(m_isManaged ? "arq" : "none"));
    overlay.SetLink("InitialRtt", TimeValue(m_rtt));
    overlay.SetLink("ConstantRate", DataRateValue(DataRate("5Mbps")));
    return overlay;
}

void
ClvlGameExperiment::Open(Direction& direction,
                         const Ptr<Node>& from,
                         const Ptr<Node>& to,
                         Ipv4Address address)
{
    constexpr uint16_t PORT = 27015;
    direction.receiver = Socket::CreateSocket(to, UdpSocketFactory::GetTypeId());
    direction.receiver->Bind(InetSocketAddress(Ipv4Address::GetAny(), PORT));
    direction.receiver->SetRecvCallback([&direction](Ptr<Socket> socket) {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            uint32_t index = 0;
            packet->CopyData(reinterpret_cast<uint8_t*>(&index), sizeof(index));
            direction.record.Came(index, ToCore(Simulator::Now()));
        }
    });
    direction.sender = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
    direction.sender->Bind();
    direction.sender->Connect(InetSocketAddress(address, PORT));
}

void
ClvlGameExperiment::Send(Direction& direction)
{
    const auto index = static_cast<uint32_t>(direction.record.Entries().size());
    const bool isControl = m_controlInterval > 0 && index % m_controlInterval == 0;
    std::vector<uint8_t> payload(isControl ? CONTROL_BYTES : m_packetBytes);
    std::copy_n(reinterpret_cast<const uint8_t*>(&index), sizeof(index), payload.data());
    direction.onceBytes += static_cast<double>(FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES) +
                           IP_BYTES + static_cast<double>(payload.size());
    direction.record.Sent(ToCore(Simulator::Now()), isControl);
    direction.sender->Send(payload.data(), static_cast<uint32_t>(payload.size()), 0);
    if (Simulator::Now() + direction.interval < m_duration)
    {
        Simulator::Schedule(direction.interval, [this, &direction] { Send(direction); });
    }
}

void
ClvlGameExperiment::DoRun(Result& result)
{
    constexpr int64_t NODE_STREAM = 100;
    constexpr int64_t STACK_STREAM = 200;
    const Time tail = Seconds(20); // for the last repairs and probes
    NodeContainer hosts(2);
    const NetDeviceContainer devices = Connect(hosts);
    InternetStackHelper stack;
    stack.Install(hosts);
    stack.AssignStreams(hosts, STACK_STREAM);
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const Ipv4InterfaceContainer interfaces = addresses.Assign(devices);

    OverqosHelper overlay = MakeOverlay();
    const auto nodes = overlay.Install(hosts);
    const uint16_t bundle = overlay.Connect(nodes[0],
                                            InetSocketAddress(interfaces.GetAddress(0)),
                                            nodes[1],
                                            InetSocketAddress(interfaces.GetAddress(1)));
    overlay.SetRoutes();
    const std::array<Ipv4Address, 2> tunnelAddresses{"10.9.0.1", "10.9.0.2"};
    std::array<Direction, 2> directions;
    for (uint32_t i = 0; i < 2; ++i)
    {
        overlay.InstallTunnel(nodes[i], tunnelAddresses[i])
            ->SetClassifier(Classifiers().Create("size", {}));
        if (m_isManaged)
        {
            nodes[i]->SetService(static_cast<uint16_t>(bundle + i),
                                 [] { return std::make_unique<SmoothingService>(); });
        }
        Open(directions[i], hosts.Get(i), hosts.Get(1 - i), tunnelAddresses[1 - i]);
        directions[i].interval =
            Seconds(1) / static_cast<int64_t>(i == 0 ? m_updatePps : m_commandPps);
        Simulator::Schedule(MilliSeconds(1),
                            [this, &direction = directions[i]] { Send(direction); });
    }
    overlay.AssignStreams(NODE_STREAM);

    // a service drops a packet while it is sent
    std::array<uint64_t, 2> dropped{};
    for (uint32_t i = 0; i < 2; ++i)
    {
        nodes[i]->TraceConnectWithoutContext(
            "Drop",
            Callback<void, const BundlePacket&, RouterDropReason>(
                [&record = directions[i].record,
                 &count = dropped[i]](const BundlePacket& /* packet */, RouterDropReason reason) {
                    ++count;
                    if (reason == RouterDropReason::Service)
                    {
                        record.Dropped(record.Entries().size() - 1);
                    }
                }));
    }
    Simulator::Stop(m_duration + tail);
    Simulator::Run();

    double leftover = 0;
    for (uint32_t i = 0; i < 2; ++i)
    {
        BundleSender& sender = *nodes[i]->GetRouter()->Outgoing(static_cast<uint16_t>(bundle + i));
        const BundleReceiver& receiver =
            *nodes[1 - i]->GetRouter()->Incoming(static_cast<uint16_t>(bundle + i));
        directions[i].sentBytes = static_cast<double>(sender.SentBytes());
        directions[i].reportBytes = static_cast<double>(receiver.SentBytes());
        leftover += static_cast<double>(directions[i].record.Entries().size()) -
                    static_cast<double>(dropped[i]) -
                    static_cast<double>(directions[i].record.DelaysMs().size()) -
                    static_cast<double>(LostOn(sender.Link(), receiver.Link()));
    }
    Report(directions, result);
    result.AddMetric("leftover", leftover);
}

void
ClvlGameExperiment::Report(const std::array<Direction, 2>& directions, Result& result) const
{
    constexpr double MOST = 0.95;
    constexpr double NEARLY_ALL = 0.99;
    double packets = 0;
    double lost = 0;
    double periods = 0;
    double afterLost = 0;
    double onceBytes = 0;
    double sentBytes = 0;
    double reportBytes = 0;
    double controlDropped = 0;
    double controlLoss = 0;
    double skip = 0;
    Time skipTime;
    std::vector<double> delays;
    for (const Direction& direction : directions)
    {
        const LossRuns runs = direction.record.Runs();
        packets += static_cast<double>(runs.Packets());
        lost += static_cast<double>(runs.Lost());
        periods += static_cast<double>(runs.Periods());
        afterLost += static_cast<double>(runs.Lost() - runs.Periods());
        onceBytes += direction.onceBytes;
        sentBytes += direction.sentBytes;
        reportBytes += direction.reportBytes;
        controlDropped += static_cast<double>(direction.record.ControlDropped());
        controlLoss += direction.record.ControlLoss() / 2;
        int64_t longest = 0;
        int64_t run = 0;
        for (std::size_t i = 0; i < direction.record.Entries().size(); ++i)
        {
            run = direction.record.IsThere(i) ? 0 : run + 1;
            longest = std::max(longest, run);
        }
        skip = std::max(skip, static_cast<double>(longest));
        skipTime = std::max(skipTime, direction.interval * longest);
        const std::vector<double> own = direction.record.DelaysMs();
        delays.insert(delays.end(), own.begin(), own.end());
    }
    std::sort(delays.begin(), delays.end());

    const StreamRecord& updates = directions[0].record;
    Table& table = result.AddTable("seconds", {{"second", "s"}, {"loss", ""}});
    std::vector<double> seconds;
    for (std::size_t i = 0; i + m_updatePps <= updates.Entries().size(); i += m_updatePps)
    {
        double lacking = 0;
        for (std::size_t j = i; j < i + m_updatePps; ++j)
        {
            lacking += updates.IsThere(j) ? 0 : 1;
        }
        seconds.push_back(lacking / m_updatePps);
        table.AddRow({static_cast<double>(seconds.size()), seconds.back()});
    }
    std::sort(seconds.begin(), seconds.end());

    result.AddMetric("loss", lost / packets);
    result.AddMetric("mean_run", periods > 0 ? lost / periods : 0);
    result.AddMetric("conditional_loss", lost > 0 ? afterLost / lost : 0);
    result.AddMetric("longest_skip", skip);
    result.AddMetric("longest_skip_ms", skipTime.GetSeconds() * 1e3);
    result.AddMetric("loss_second_p95", SortedQuantile(seconds, MOST));
    result.AddMetric("loss_second_max", seconds.empty() ? 0 : seconds.back());
    result.AddMetric("control_dropped", controlDropped);
    result.AddMetric("control_loss", controlLoss);
    result.AddMetric("sent_bytes_ratio", sentBytes / onceBytes);
    result.AddMetric("report_bytes_ratio", reportBytes / onceBytes);
    result.AddMetric("added_delay_p99_ms",
                     SortedQuantile(delays, NEARLY_ALL) - m_rtt.GetSeconds() * 1e3 / 2);
}

} // namespace qos
} // namespace ns3
