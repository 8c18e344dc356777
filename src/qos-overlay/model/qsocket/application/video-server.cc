/* SPDX-License-Identifier: GPL-2.0-only */

#include "video-server.h"

#include "ns3/double.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(VideoServer);

TypeId
VideoServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::VideoServer")
            .SetParent<FrameSource>()
            .SetGroupName("QosOverlay")
            .AddConstructor<VideoServer>()
            .AddAttribute("FrameRate",
                          "Frames per second.",
                          DoubleValue(20),
                          MakeDoubleAccessor(&VideoServer::m_frameRate),
                          MakeDoubleChecker<double>(0.01, 10000))
            .AddAttribute("SizeI",
                          "Bytes of an I frame.",
                          UintegerValue(45920),
                          MakeUintegerAccessor(&VideoServer::m_sizeI),
                          MakeUintegerChecker<uint32_t>(FrameHeader::BYTES, 65507))
            .AddAttribute("SizeP",
                          "Bytes of a P frame.",
                          UintegerValue(32200),
                          MakeUintegerAccessor(&VideoServer::m_sizeP),
                          MakeUintegerChecker<uint32_t>(FrameHeader::BYTES, 65507))
            .AddAttribute("SizeB",
                          "Bytes of a B frame.",
                          UintegerValue(22960),
                          MakeUintegerAccessor(&VideoServer::m_sizeB),
                          MakeUintegerChecker<uint32_t>(FrameHeader::BYTES, 65507))
            .AddAttribute("ShareI",
                          "Probability that a frame is an I frame.",
                          DoubleValue(0.1),
                          MakeDoubleAccessor(&VideoServer::m_shareI),
                          MakeDoubleChecker<double>(0, 1))
            .AddAttribute("ShareP",
                          "Probability that a frame is a P frame; what remains are B frames.",
                          DoubleValue(0.3),
                          MakeDoubleAccessor(&VideoServer::m_shareP),
                          MakeDoubleChecker<double>(0, 1));
    return tid;
}

VideoServer::VideoServer()
    : m_uniform(CreateObject<UniformRandomVariable>())
{
}

int64_t
VideoServer::AssignStreams(int64_t stream)
{
    m_uniform->SetStream(stream);
    return 1;
}

void
VideoServer::DoStart()
{
    m_due = Simulator::Now() + Seconds(m_uniform->GetValue(0, 1) / m_frameRate);
    m_tick = Simulator::Schedule(m_due - Simulator::Now(), &VideoServer::Tick, this);
}

void
VideoServer::DoStop()
{
    Simulator::Cancel(m_tick);
}

void
VideoServer::Tick()
{
    const VideoFrameKind kind = NextKind();
    MessageFlags flags;
    flags.droppable = kind != FRAME_I;
    SendFrame(kind, SizeOf(kind), flags);
    m_due = Max(m_due + Seconds(1 / m_frameRate), Simulator::Now());
    if (!GetSocket()->IsBlocked())
    {
        m_tick = Simulator::Schedule(m_due - Simulator::Now(), &VideoServer::Tick, this);
    }
}

void
VideoServer::DoWritable()
{
    if (m_tick.IsExpired())
    {
        m_due = Max(m_due, Simulator::Now());
        m_tick = Simulator::Schedule(m_due - Simulator::Now(), &VideoServer::Tick, this);
    }
}

VideoFrameKind
VideoServer::NextKind()
{
    const double draw = m_uniform->GetValue(0, 1);
    if (draw < m_shareI)
    {
        return FRAME_I;
    }
    return draw < m_shareI + m_shareP ? FRAME_P : FRAME_B;
}

uint32_t
VideoServer::SizeOf(VideoFrameKind kind) const
{
    switch (kind)
    {
    case FRAME_I:
        return m_sizeI;
    case FRAME_P:
        return m_sizeP;
    case FRAME_B:
        break;
    }
    return m_sizeB;
}

} // namespace qos
} // namespace ns3
