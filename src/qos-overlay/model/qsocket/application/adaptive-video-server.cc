/* SPDX-License-Identifier: GPL-2.0-only */

#include "adaptive-video-server.h"

#include "ns3/double.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(AdaptiveVideoServer);

TypeId
AdaptiveVideoServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::AdaptiveVideoServer")
            .SetParent<VideoServer>()
            .SetGroupName("QosOverlay")
            .AddConstructor<AdaptiveVideoServer>()
            .AddAttribute("Interval",
                          "Time between two looks at qinfo.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&AdaptiveVideoServer::m_interval),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("Tolerance",
                          "Share of dropped frames above which the rate is lowered.",
                          DoubleValue(0.05),
                          MakeDoubleAccessor(&AdaptiveVideoServer::m_tolerance),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("Decrease",
                          "Factor by which the rate is lowered.",
                          DoubleValue(0.75),
                          MakeDoubleAccessor(&AdaptiveVideoServer::m_decrease),
                          MakeDoubleChecker<double>(0.01, 1))
            .AddAttribute(
                "Increase",
                "Frames per second by which the rate is raised when no frame was dropped.",
                DoubleValue(1),
                MakeDoubleAccessor(&AdaptiveVideoServer::m_increase),
                MakeDoubleChecker<double>(0));
    return tid;
}

void
AdaptiveVideoServer::DoStart()
{
    m_nominal = GetFrameRate();
    m_adapt = Simulator::Schedule(m_interval, &AdaptiveVideoServer::Adapt, this);
    VideoServer::DoStart();
}

void
AdaptiveVideoServer::DoStop()
{
    Simulator::Cancel(m_adapt);
    VideoServer::DoStop();
}

void
AdaptiveVideoServer::Adapt()
{
    m_adapt = Simulator::Schedule(m_interval, &AdaptiveVideoServer::Adapt, this);
    const auto info = QSocketManager::Of(GetNode())->GetInfo(GetSocket());
    if (!info)
    {
        return;
    }
    const StreamCounters& counters = info.value.counters;
    const uint64_t messages =
        counters.messagesOnTime + counters.messagesLate + counters.messagesDropped;
    const auto ended = static_cast<double>(messages - m_messages);
    const auto dropped = static_cast<double>(counters.messagesDropped - m_drops);
    m_messages = messages;
    m_drops = counters.messagesDropped;
    if (dropped > m_tolerance * ended)
    {
        const double least = std::min(1.0, m_nominal);
        ChangeRate(std::max(least, GetFrameRate() * m_decrease));
    }
    else if (dropped == 0 && GetFrameRate() < m_nominal)
    {
        ChangeRate(std::min(m_nominal, GetFrameRate() + m_increase));
    }
}

void
AdaptiveVideoServer::ChangeRate(double framesPerSecond)
{
    SetFrameRate(framesPerSecond);
    if (!GetQos())
    {
        return; // the attributes belong to who attached the socket
    }
    const auto* attributes = dynamic_cast<const DwcsAttributes*>(GetQos()->attributes.get());
    if (attributes)
    {
        DwcsAttributes changed = *attributes;
        changed.ipg = ToCore(Seconds(1 / framesPerSecond));
        QSocketManager::Of(GetNode())->Change(GetSocket(), changed);
    }
}

} // namespace qos
} // namespace ns3
