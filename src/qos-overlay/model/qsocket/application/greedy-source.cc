/* SPDX-License-Identifier: GPL-2.0-only */

#include "greedy-source.h"

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
                                          MakeUintegerChecker<uint32_t>(FrameHeader::BYTES, 65507));
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
    m_isRunning = true;
    Fill();
}

void
GreedySource::DoStop()
{
    m_isRunning = false;
}

void
GreedySource::DoWritable()
{
    Fill();
}

void
GreedySource::Fill()
{
    while (m_isRunning && !GetSocket()->IsBlocked())
    {
        if (!SendFrame(0, m_bytes, MessageFlags()))
        {
            return;
        }
    }
}

} // namespace qos
} // namespace ns3
