/* SPDX-License-Identifier: GPL-2.0-only */

#include "video-stream.h"

#include "ns3/boolean.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/ns3-compat.h"
#include "ns3/parameter-error.h"
#include "ns3/string.h"
#include "ns3/text-checker.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <cmath>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(VideoStreamExperiment);

TypeId
VideoStreamExperiment::GetTypeId()
{
    using Self = VideoStreamExperiment;
    static TypeId tid = [] {
        TypeId own =
            TypeId("ns3::qos::VideoStreamExperiment")
                .SetParent<PerturbedHostExperiment>()
                .SetGroupName("QosOverlay")
                .AddAttribute("Managed",
                              "whether QSockets are used; otherwise all packets share the "
                              "unmanaged queue disc",
                              BooleanValue(true),
                              MakeBooleanAccessor(&Self::m_isManaged),
                              MakeBooleanChecker())
                .AddAttribute("Scheduler",
                              "discipline of managed streams",
                              StringValue(DwcsScheduler::NAME),
                              MakeStringAccessor(&Self::m_scheduler),
                              MakeNameChecker([] { return SchedulerRegistry::Instance().Names(); }))
                .AddAttribute("Oln",
                              "DWCS: frames that may be lost out of old consecutive ones",
                              UintegerValue(1),
                              MakeUintegerAccessor(&Self::m_oln),
                              MakeUintegerChecker<uint32_t>(0, 10000))
                .AddAttribute("Old",
                              "DWCS: length of a window in frames",
                              UintegerValue(5),
                              MakeUintegerAccessor(&Self::m_old),
                              MakeUintegerChecker<uint32_t>(0, 10000))
                .AddAttribute("Residual",
                              "DWCS and EDF: allowance for what delays a frame below the scheduler",
                              TimeValue(MicroSeconds(2500)),
                              MakeTimeAccessor(&Self::m_residual),
                              MakeTimeChecker(Time(0), Seconds(10)))
                .AddAttribute(
                    "Precedence",
                    "DWCS: which of the two published precedence tables decides (2004 or 1999)",
                    compat::EnumValue<PrecedenceChoice>(DEADLINE_FIRST),
                    compat::EnumAccessor<PrecedenceChoice>(&Self::m_precedence),
                    MakeEnumChecker(DEADLINE_FIRST,
                                    "deadline_first",
                                    WINDOW_FIRST,
                                    "window_first"));
        own = AddSendBuffer(own, 65536);
        own = AddPosition(own);
        return own;
    }();
    return tid;
}

std::vector<ExperimentEnd>
VideoStreamExperiment::GetEnds() const
{
    return HostEnds();
}

void
VideoStreamExperiment::CheckParameters() const
{
    if (m_oln > m_old)
    {
        throw ParameterError("oln is " + std::to_string(m_oln) +
                             "; allowed is at most old, which is " + std::to_string(m_old));
    }
}

void
VideoStreamExperiment::CheckVideoStreams(
    const std::vector<std::pair<std::string, double>>& streams) const
{
    if (!m_isManaged)
    {
        return;
    }
    std::vector<PlannedStream> planned;
    planned.reserve(streams.size());
    for (const auto& [parameter, fps] : streams)
    {
        planned.push_back({Given(parameter), DemandOf(fps)});
    }
    CheckStreams(m_scheduler, InitSettings(), planned);
}

QSockInitSettings
VideoStreamExperiment::InitSettings() const
{
    QSockInitSettings settings;
    settings.position = GetPosition();
    const auto options = SchedulerRegistry::Instance().DefaultOptions(m_scheduler);
    if (const auto deadlines = std::dynamic_pointer_cast<DeadlineOptions>(options))
    {
        deadlines->meaning = DeadlinePolicy::DELIVERED;
        deadlines->residual = ToCore(m_residual);
    }
    if (const auto dwcs = std::dynamic_pointer_cast<DwcsOptions>(options))
    {
        dwcs->algorithm.precedence = m_precedence == WINDOW_FIRST
                                         ? DwcsAlgorithm::Precedence::WindowFirst
                                         : DwcsAlgorithm::Precedence::DeadlineFirst;
    }
    settings.options = options;
    return settings;
}

void
VideoStreamExperiment::InitQSockets(PerturbedHost& host) const
{
    host.InitQSockets(m_scheduler, InitSettings());
}

StreamDemand
VideoStreamExperiment::DemandOf(double fps) const
{
    constexpr double LARGEST_FRAME_BITS =
        46600 * 8; // an I frame with the headers of its 32 fragments
    StreamDemand demand;
    demand.period = ToCore(Seconds(1 / fps));
    demand.deadline = demand.period;
    demand.oln = m_oln;
    demand.old = m_old;
    demand.rate = Bitrate::FromBitsPerSecond(static_cast<uint64_t>(fps * LARGEST_FRAME_BITS));
    demand.weight = static_cast<uint32_t>(std::ceil(fps));
    return demand;
}

QosParams
VideoStreamExperiment::QosFor(double fps) const
{
    return {TwoHostTopology::ServerDeviceName(),
            m_scheduler,
            SchedulerRegistry::Instance().AttributesFor(m_scheduler, DemandOf(fps))};
}

double
VideoStreamExperiment::CountWindowViolations(const FrameSource& source)
{
    const auto info = QSocketManager::Of(source.GetNode())->GetInfo(source.GetSocket());
    for (const auto& [name, value] : info.value.specifics)
    {
        if (name == "windows_violated")
        {
            return value;
        }
    }
    return NAN;
}

} // namespace qos
} // namespace ns3
