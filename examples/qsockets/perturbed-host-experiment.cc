/* SPDX-License-Identifier: GPL-2.0-only */

#include "perturbed-host-experiment.h"

#include "ns3/abort.h"
#include "ns3/enum.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/ranged-checker.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
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

constexpr uint64_t LEAST_RATE = 1000;            //!< bit/s; a packet takes 12 s
constexpr uint64_t LARGEST_RATE = 1000000000000; //!< bit/s; a packet takes 12 ns, ns-3 counts in 1

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
                          MakeRateChecker(DataRate(LEAST_RATE), DataRate(LARGEST_RATE)))
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
    params.real = GetRealNetwork();
    if (params.real.Find(TwoHostTopology::CROSS) != nullptr &&
        params.real.Find(TwoHostTopology::SERVER) == nullptr)
    {
        throw ParameterError("end cross is real without server, allowed: with it");
    }
    return params;
}

std::vector<ExperimentEnd>
PerturbedHostExperiment::HostEnds()
{
    return {{TwoHostTopology::SERVER, "the perturbed host, on its link"},
            {TwoHostTopology::CLIENT, "the host that receives"},
            {TwoHostTopology::CROSS,
             "another interface of the perturbed host, whose traffic it routes to the link"}};
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

std::string
PerturbedHostExperiment::Given(const std::string& parameter) const
{
    const NamedTexts all = ReadParameters(*this);
    const auto found = std::find_if(all.begin(), all.end(), [&parameter](const auto& pair) {
        return pair.first == parameter;
    });
    NS_ABORT_MSG_IF(found == all.end(), "there is no parameter " << parameter);
    return found->first + "=" + found->second;
}

void
PerturbedHostExperiment::CheckStreams(const std::string& scheduler,
                                      const QSockInitSettings& settings,
                                      const std::vector<PlannedStream>& streams) const
{
    const std::string common = Given("scheduler") + " " + Given("link_rate");
    std::string parameters = common;
    try
    {
        const SchedulerRegistry& registry = SchedulerRegistry::Instance();
        const auto trial =
            registry.Create(scheduler, {ToCore(m_linkRate), settings.limits, settings.options});
        for (const PlannedStream& stream : streams)
        {
            parameters = common + " " + stream.parameters;
            trial->AddStream(*registry.AttributesFor(scheduler, stream.demand), Nanoseconds{0});
        }
    }
    catch (const SchedulerError& error)
    {
        throw ParameterError(parameters + " do not fit together: " + error.what());
    }
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
