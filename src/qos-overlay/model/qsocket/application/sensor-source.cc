/* SPDX-License-Identifier: GPL-2.0-only */

#include "sensor-source.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(SensorSource);

TypeId
SensorSource::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::SensorSource")
                            .SetParent<FrameSource>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<SensorSource>()
                            .AddAttribute("Rate",
                                          "Mean rate of the messages' bytes; 0 for no messages.",
                                          DataRateValue(DataRate("6.5Mbps")),
                                          MakeDataRateAccessor(&SensorSource::m_rate),
                                          MakeDataRateChecker())
                            .AddAttribute("MessageSize",
                                          "Bytes of a message.",
                                          UintegerValue(4000),
                                          MakeUintegerAccessor(&SensorSource::m_bytes),
                                          MakeUintegerChecker<uint32_t>(FrameHeader::BYTES, 65507))
                            .AddAttribute("BurstSize",
                                          "Messages that are measured at once.",
                                          UintegerValue(6),
                                          MakeUintegerAccessor(&SensorSource::m_burst),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("DeadlineMin",
                                          "Shortest relative deadline.",
                                          TimeValue(MilliSeconds(30)),
                                          MakeTimeAccessor(&SensorSource::m_deadlineMin),
                                          MakeTimeChecker(Time(0)))
                            .AddAttribute("DeadlineMax",
                                          "Longest relative deadline.",
                                          TimeValue(MilliSeconds(120)),
                                          MakeTimeAccessor(&SensorSource::m_deadlineMax),
                                          MakeTimeChecker(Time(0)));
    return tid;
}

SensorSource::SensorSource()
    : m_gaps(CreateObject<ExponentialRandomVariable>()),
      m_deadlines(CreateObject<UniformRandomVariable>())
{
}

int64_t
SensorSource::AssignStreams(int64_t stream)
{
    m_gaps->SetStream(stream);
    m_deadlines->SetStream(stream + 1);
    return 2;
}

void
SensorSource::DoStart()
{
    if (m_rate.GetBitRate() > 0)
    {
        ScheduleBurst();
    }
}

void
SensorSource::DoStop()
{
    Simulator::Cancel(m_next);
    m_readings.clear();
}

void
SensorSource::ScheduleBurst()
{
    const Time meanGap = m_rate.CalculateBytesTxTime(m_bytes * m_burst);
    m_next = Simulator::Schedule(Seconds(m_gaps->GetValue(meanGap.GetSeconds(), 0)),
                                 &SensorSource::Burst,
                                 this);
}

void
SensorSource::Burst()
{
    for (uint32_t i = 0; i < m_burst; ++i)
    {
        const double relative =
            m_deadlines->GetValue(m_deadlineMin.GetSeconds(), m_deadlineMax.GetSeconds());
        m_readings.push_back({Simulator::Now() + Seconds(relative)});
    }
    Flush();
    ScheduleBurst();
}

void
SensorSource::DoWritable()
{
    Flush();
}

void
SensorSource::Flush()
{
    while (!m_readings.empty() && !GetSocket()->IsBlocked())
    {
        MessageFlags flags;
        flags.deadline = m_readings.front().deadline;
        if (!SendFrame(0, m_bytes, flags))
        {
            return;
        }
        m_readings.pop_front();
    }
}

} // namespace qos
} // namespace ns3
