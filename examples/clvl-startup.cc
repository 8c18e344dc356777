/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 4.1: what does a virtual link do when traffic begins, ends, and begins again?
 *
 *     overlay node -- 10 Mb/s, losses -- overlay node
 *
 * A bundle sends for a while, is silent, and sends again.
 */

#include "clvl/link-experiment.h"

#include "ns3/double.h"
#include "ns3/experiment-registry.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/node-container.h"
#include "ns3/overqos-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS section 4.1. */
class ClvlStartupExperiment : public LinkExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    void DoRun(Result& result) override;

    double m_loss = 0;  //!< parameter loss
    double m_burst = 0; //!< parameter burst
    Time m_busy;        //!< parameter busy
    Time m_silent;      //!< parameter silent
    Time m_rtt;         //!< parameter rtt
};

QOS_REGISTER_EXPERIMENT(ClvlStartupExperiment,
                        "clvl-startup",
                        "a bundle that sends, is silent, and sends again: what does its link do?",
                        "OverQoS section 4.1");

TypeId
ClvlStartupExperiment::GetTypeId()
{
    using Self = ClvlStartupExperiment;
    static TypeId tid = TypeId("ns3::qos::ClvlStartupExperiment")
                            .SetParent<LinkExperiment>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("Loss",
                                          "share of the packets that are lost",
                                          DoubleValue(0.02),
                                          MakeDoubleAccessor(&Self::m_loss),
                                          MakeDoubleChecker<double>(0, 0.5))
                            .AddAttribute("Burst",
                                          "mean number of packets lost in a burst",
                                          DoubleValue(4),
                                          MakeDoubleAccessor(&Self::m_burst),
                                          MakeDoubleChecker<double>(1, 1000))
                            .AddAttribute("Busy",
                                          "how long the bundle sends each time",
                                          TimeValue(Seconds(20)),
                                          MakeTimeAccessor(&Self::m_busy),
                                          MakeTimeChecker(Seconds(1), Seconds(3600)))
                            .AddAttribute("Silent",
                                          "how long it is silent in between",
                                          TimeValue(Seconds(30)),
                                          MakeTimeAccessor(&Self::m_silent),
                                          MakeTimeChecker(Seconds(10), Seconds(3600)))
                            .AddAttribute("Rtt",
                                          "round-trip time",
                                          TimeValue(MilliSeconds(50)),
                                          MakeTimeAccessor(&Self::m_rtt),
                                          MakeTimeChecker(MilliSeconds(1), MilliSeconds(600)));
    return tid;
}

std::vector<Metric>
ClvlStartupExperiment::GetMetrics() const
{
    return {
        {"frames_silent", "", "datagrams of the entry from 5 s into the silence to its end"},
        {"reports_silent", "", "reports of the exit in that time"},
        {"slow_start_again", "", "1 if the first packet after the silence is sent in slow start"},
        {"repairs_in_slow_start", "", "repairs and parity sent in slow starts"},
        {"repairs_later", "", "repairs and parity sent otherwise"},
        {"unprotected", "", "packets lost while recovery was off"},
        {"lost_later", "", "packets lost otherwise"}};
}

void
ClvlStartupExperiment::DoRun(Result& result)
{
    constexpr uint32_t PACKET_BYTES = 1000;
    const Time settling = Seconds(5);
    const Time interval = MilliSeconds(2);
    NodeContainer hosts;
    hosts.Create(2);
    InternetStackHelper stack;
    stack.Install(hosts);
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", StringValue("10Mbps"));
    link.SetChannelAttribute("Delay", TimeValue(m_rtt / 2));
    const NetDeviceContainer devices = link.Install(hosts);
    const auto errors = CreateObject<GilbertErrorModel>();
    errors->SetAttribute("LossRate", DoubleValue(m_loss));
    errors->SetAttribute("MeanBurst", DoubleValue(m_burst));
    int64_t stream = 1;
    stream += errors->AssignStreams(stream);
    devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    const Ipv4InterfaceContainer addresses =
        Ipv4AddressHelper("10.1.1.0", "255.255.255.0").Assign(devices);

    OverqosHelper overlay;
    overlay.SetLinks(LinkConfig());
    overlay.SetLink("Flows", DoubleValue(1));
    const auto from = overlay.Install(hosts.Get(0));
    const auto to = overlay.Install(hosts.Get(1));
    const uint16_t bundle =
        overlay.Connect(from, addresses.GetAddress(0), to, addresses.GetAddress(1));
    overlay.SetRoutes();
    overlay.AssignStreams(stream);

    const std::vector<uint8_t> body(PACKET_BYTES);
    BundlePacket packet;
    packet.data = body.data();
    packet.size = PACKET_BYTES;
    packet.egress = to->GetNumber();
    const auto sender = [&from, bundle] { return from->GetRouter()->Outgoing(bundle); };
    const auto redundant = [&sender] {
        const EntryCounters& sent = sender()->Link().GetCounters();
        return sent.parityFrames + sent.repairFrames + sent.repairParityFrames;
    };
    const auto frames = [&sender, &redundant] {
        const EntryCounters& sent = sender()->Link().GetCounters();
        return sent.dataFrames + sent.probeFrames + redundant();
    };
    const auto reports = [&to, bundle] {
        return to->GetRouter()->Incoming(bundle)->Link().GetCounters().reports;
    };

    uint64_t inSlowStart = 0;
    uint64_t before = 0;
    const Time end = 2 * m_busy + m_silent;
    const Time again = m_busy + m_silent;
    for (Time at = interval; at < end; at += interval)
    {
        if (at > m_busy && at < again)
        {
            continue;
        }
        Simulator::Schedule(at, [&] {
            const bool isSlow = sender()->Rate().IsInSlowStart();
            inSlowStart += isSlow ? redundant() - before : 0;
            before = redundant();
            from->Inject(packet);
        });
    }
    uint64_t silentFrames = 0;
    uint64_t silentReports = 0;
    bool isSlowAgain = false;
    Simulator::Schedule(m_busy + settling, [&] {
        silentFrames = frames();
        silentReports = reports();
    });
    Simulator::Schedule(again - NanoSeconds(1), [&] {
        silentFrames = frames() - silentFrames;
        silentReports = reports() - silentReports;
    });
    Simulator::Schedule(again + interval + NanoSeconds(1),
                        [&] { isSlowAgain = sender()->Rate().IsInSlowStart(); });
    Simulator::Stop(end + settling);
    Simulator::Run();

    const PacketCounters& packets = sender()->Link().GetPacketCounters();
    result.AddMetric("frames_silent", static_cast<double>(silentFrames));
    result.AddMetric("reports_silent", static_cast<double>(silentReports));
    result.AddMetric("slow_start_again", isSlowAgain ? 1 : 0);
    result.AddMetric("repairs_in_slow_start", static_cast<double>(inSlowStart));
    result.AddMetric("repairs_later", static_cast<double>(redundant() - inSlowStart));
    result.AddMetric("unprotected", static_cast<double>(packets.unprotected));
    result.AddMetric("lost_later", static_cast<double>(packets.lost - packets.unprotected));
}

} // namespace qos
} // namespace ns3
