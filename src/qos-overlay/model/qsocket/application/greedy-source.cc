/* SPDX-License-Identifier: GPL-2.0-only */

#include "greedy-source.h"

#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(GreedySource);

TypeId
GreedySource::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::GreedySource")
                            .SetParent<FrameSource>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<GreedySource>()
                            .AddAttribute("PacketSize",
                                          "Payload bytes of a datagram.",
                                          UintegerValue(1472),
                                          MakeUintegerAccessor(&GreedySource::m_bytes),
                                          MakeUintegerChecker<uint32_t>(FrameHeader::BYTES, 65507))
                            .AddAttribute("SendTime",
                                          "Time that the process needs for a datagram.",
                                          TimeValue(MicroSeconds(100)),
                                          MakeTimeAccessor(&GreedySource::m_sendTime),
                                          MakeTimeChecker(NanoSeconds(1)));
    return tid;
}

int64_t
GreedySource::AssignStreams(int64_t /* stream */)
{
    return 0;
}

void
GreedySource::DoStart()
{
    SendNext();
}

void
GreedySource::DoStop()
{
    Simulator::Cancel(m_next);
    m_isStopped = true;
}

void
GreedySource::DoWritable()
{
    if (!m_isStopped && m_next.IsExpired())
    {
        m_next = Simulator::Schedule(m_sendTime, &GreedySource::SendNext, this);
    }
}

void
GreedySource::SendNext()
{
    SendFrame(0, m_bytes, MessageFlags());
    if (!GetSocket()->IsBlocked())
    {
        m_next = Simulator::Schedule(m_sendTime, &GreedySource::SendNext, this);
    }
}

} // namespace qos
} // namespace ns3
