/* SPDX-License-Identifier: GPL-2.0-only */

#include "perturbed-host.h"

#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet-sink-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <map>
#include <unordered_set>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(PerturbedHostExperiment);

namespace
{

/** The root queue discs that a host may have without QSockets: name of the choice, type. */
const std::map<std::string, std::string> ROOT_DISCS{{"fifo", "ns3::FifoQueueDisc"},
                                                    {"pfifo_fast", "ns3::PfifoFastQueueDisc"},
                                                    {"fq_codel", "ns3::FqCoDelQueueDisc"}};

/** @return the names of the choices */
std::vector<std::string>
RootDiscNames()
{
    std::vector<std::string> names;
    names.reserve(ROOT_DISCS.size());
    for (const auto& disc : ROOT_DISCS)
    {
        names.push_back(disc.first);
    }
    return names;
}

} // namespace

PerturbedHost::PerturbedHost(const TwoHostTopology::Params& params)
    : m_topology(params),
      m_nextStream(m_topology.NextStream()),
      m_startJitter(CreateObject<UniformRandomVariable>())
{
    m_startJitter->SetStream(m_nextStream++);
}

void
PerturbedHost::InitQSockets(const std::string& scheduler, const QSockInitSettings& settings)
{
    const QStatus status = QSocketManager::Of(m_topology.Server())
                               ->Init(TwoHostTopology::ServerDeviceName(), scheduler, settings);
    if (!status)
    {
        throw std::runtime_error("qsockinit failed: " + status.message);
    }
}

Ptr<FrameReceiver>
PerturbedHost::AddSource(Ptr<FrameSource> source, uint32_t sendBuffer, Time stop)
{
    const uint16_t port = m_nextPort++;
    const auto receiver = CreateObject<FrameReceiver>();
    receiver->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), port)));
    m_topology.Client()->AddApplication(receiver);
    source->SetAttribute("Remote",
                         AddressValue(InetSocketAddress(m_topology.ClientAddress(), port)));
    source->SetAttribute("SendBuffer", UintegerValue(sendBuffer));
    source->SetStopTime(stop);
    m_nextStream += source->AssignStreams(m_nextStream);
    m_topology.Server()->AddApplication(source);
    return receiver;
}

void
PerturbedHost::Perturb(Time start, Time stop, uint32_t flows)
{
    const Time spread = MilliSeconds(100);
    for (uint32_t i = 0; i < flows; ++i)
    {
        const uint16_t port = m_nextPort++;
        PacketSinkHelper sink("ns3::TcpSocketFactory",
                              InetSocketAddress(Ipv4Address::GetAny(), port));
        sink.Install(m_topology.Client());
        const auto bulk = CreateObject<BulkSource>();
        bulk->SetAttribute("Remote",
                           AddressValue(InetSocketAddress(m_topology.ClientAddress(), port)));
        bulk->SetStartTime(start + Seconds(m_startJitter->GetValue(0, spread.GetSeconds())));
        bulk->SetStopTime(stop);
        m_topology.Server()->AddApplication(bulk);
    }
}

void
PerturbedHost::Run(Time duration)
{
    Simulator::Stop(duration);
    Simulator::Run();
}

TypeId
PerturbedHostExperiment::GetTypeId()
{
    using Self = PerturbedHostExperiment;
    static TypeId tid =
        TypeId("ns3::qos::PerturbedHostExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Duration",
                          "simulated time",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_duration),
                          MakeTimeChecker(Seconds(5), Seconds(36000)))
            .AddAttribute(
                "UnmanagedDisc",
                "root queue disc of the host as long as no scheduler of QSockets takes its place",
                StringValue("fifo"),
                MakeStringAccessor(&Self::m_rootDisc),
                MakeNameChecker(RootDiscNames))
            .AddAttribute("LinkRate",
                          "rate of the link",
                          DataRateValue(DataRate("10Mbps")),
                          MakeDataRateAccessor(&Self::m_linkRate),
                          MakeDataRateChecker())
            .AddAttribute("LinkDelay",
                          "one-way delay of the link",
                          TimeValue(MicroSeconds(500)),
                          MakeTimeAccessor(&Self::m_linkDelay),
                          MakeTimeChecker(Time(0), Seconds(10)));
    return tid;
}

TwoHostTopology::Params
PerturbedHostExperiment::NetworkParams() const
{
    TwoHostTopology::Params params;
    params.rate = m_linkRate;
    params.delay = m_linkDelay;
    params.deviceQueue = GetDeviceQueue();
    params.rootQueueDisc = ROOT_DISCS.at(m_rootDisc);
    return params;
}

DeviceQueue
PerturbedHostExperiment::GetDeviceQueue() const
{
    return *DeviceQueue::FromText(m_deviceQueue);
}

Ptr<const AttributeChecker>
PerturbedHostExperiment::MakeDeviceQueueChecker()
{
    return MakeTextChecker(DeviceQueue::ALLOWED, [](const std::string& text) {
        return DeviceQueue::FromText(text).has_value();
    });
}

Ptr<const AttributeChecker>
PerturbedHostExperiment::MakeSendBufferChecker()
{
    return MakeByteCountChecker(0, 1U << 30U);
}

Ptr<const AttributeChecker>
PerturbedHostExperiment::MakePositionChecker()
{
    return MakeEnumChecker(BELOW, "below", ABOVE, "above");
}

SchedulerPosition
PerturbedHostExperiment::ToPosition(SchedulerPositionChoice choice)
{
    return choice == ABOVE ? SchedulerPosition::AboveStack : SchedulerPosition::BelowStack;
}

std::vector<FrameBin>
CountFrames(const std::vector<ReceivedFrame>& frames, Time width, Time duration)
{
    const int64_t bins = duration.GetNanoSeconds() / width.GetNanoSeconds();
    std::vector<FrameBin> counted;
    for (int64_t bin = 0; bin < bins; ++bin)
    {
        counted.push_back({NanoSeconds(bin * width.GetNanoSeconds()), 0});
    }
    for (const ReceivedFrame& frame : frames)
    {
        const int64_t bin = frame.received.GetNanoSeconds() / width.GetNanoSeconds();
        if (bin < bins)
        {
            ++counted[static_cast<std::size_t>(bin)].frames;
        }
    }
    return counted;
}

double
FrameRate(const std::vector<ReceivedFrame>& frames, Time begin, Time end)
{
    uint64_t count = 0;
    for (const ReceivedFrame& frame : frames)
    {
        count += frame.received >= begin && frame.received < end ? 1 : 0;
    }
    return static_cast<double>(count) / (end - begin).GetSeconds();
}

double
CountLost(const FrameSource& source, const std::vector<ReceivedFrame>& frames, uint8_t kind)
{
    std::unordered_set<uint64_t> arrived;
    uint64_t last = 0;
    for (const ReceivedFrame& frame : frames)
    {
        arrived.insert(frame.header.number);
        last = std::max(last, frame.header.number);
    }
    uint64_t lost = 0;
    for (uint64_t number = 1; number <= last; ++number)
    {
        lost += source.GetKindOf(number) == kind && arrived.count(number) == 0 ? 1 : 0;
    }
    return static_cast<double>(lost);
}

} // namespace qos
} // namespace ns3
