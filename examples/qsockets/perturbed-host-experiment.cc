/* SPDX-License-Identifier: GPL-2.0-only */

#include "perturbed-host-experiment.h"

#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/uinteger.h"

#include <map>

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

uint32_t
PerturbedHostExperiment::GetSendBuffer() const
{
    return static_cast<uint32_t>(m_sendBuffer.Get());
}

SchedulerPosition
PerturbedHostExperiment::GetPosition() const
{
    return m_position == ABOVE ? SchedulerPosition::AboveStack : SchedulerPosition::BelowStack;
}

TypeId
PerturbedHostExperiment::AddDeviceQueue(TypeId tid, const std::string& initial)
{
    return tid.AddAttribute(
        "DeviceQueue",
        "queue of the network device below the scheduler: packets (1p, 16p, 100p) or bql",
        StringValue(initial),
        MakeStringAccessor(&PerturbedHostExperiment::m_deviceQueue),
        MakeTextChecker(DeviceQueue::ALLOWED, [](const std::string& text) {
            return DeviceQueue::FromText(text).has_value();
        }));
}

TypeId
PerturbedHostExperiment::AddSendBuffer(TypeId tid, uint64_t initial, uint64_t least)
{
    const std::string noLimit = least == 0 ? "; 0 for no limit" : "";
    return tid.AddAttribute("SendBuffer",
                            "send buffer of a UDP socket" + noLimit,
                            ByteCountValue(ByteCount(initial)),
                            MakeByteCountAccessor(&PerturbedHostExperiment::m_sendBuffer),
                            MakeByteCountChecker(least, 1U << 30U));
}

TypeId
PerturbedHostExperiment::AddFlows(TypeId tid, uint32_t initial, const std::string& help)
{
    return tid.AddAttribute("Flows",
                            help,
                            UintegerValue(initial),
                            MakeUintegerAccessor(&PerturbedHostExperiment::m_flows),
                            MakeUintegerChecker<uint32_t>(0, 1000));
}

TypeId
PerturbedHostExperiment::AddPosition(TypeId tid)
{
    return tid.AddAttribute(
        "Position",
        "where QSockets schedule: below the protocol stack (as published) or above it",
        compat::EnumValue<PositionChoice>(BELOW),
        compat::EnumAccessor<PositionChoice>(&PerturbedHostExperiment::m_position),
        MakeEnumChecker(BELOW, "below", ABOVE, "above"));
}

} // namespace qos
} // namespace ns3
