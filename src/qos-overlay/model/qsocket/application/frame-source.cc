/* SPDX-License-Identifier: GPL-2.0-only */

#include "frame-source.h"

#include "ns3/boolean.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("FrameSource");
NS_OBJECT_ENSURE_REGISTERED(FrameSource);

TypeId
FrameSource::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::FrameSource")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Remote",
                          "Address and port to send to.",
                          AddressValue(),
                          MakeAddressAccessor(&FrameSource::m_remote),
                          MakeAddressChecker())
            .AddAttribute("SendBuffer",
                          "Bytes that the socket may have in the host; 0 for no limit.",
                          UintegerValue(65536),
                          MakeUintegerAccessor(&FrameSource::m_sendBuffer),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Blocking",
                          "Whether sending waits for room in the send buffer; otherwise it fails "
                          "with EAGAIN.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&FrameSource::m_isBlocking),
                          MakeBooleanChecker());
    return tid;
}

void
FrameSource::SetQos(const QosParams& params)
{
    m_qos = params;
}

FrameCounts
FrameSource::GetTotalCounts() const
{
    FrameCounts total;
    for (const FrameCounts& counts : m_counts)
    {
        total.made += counts.made;
        total.dropped += counts.dropped;
        total.late += counts.late;
    }
    return total;
}

void
FrameSource::DoDispose()
{
    m_socket = nullptr;
    Application::DoDispose();
}

void
FrameSource::StartApplication()
{
    const Ptr<QSocketManager> manager = QSocketManager::Of(GetNode());
    const auto made = m_qos ? manager->CreateQSocket(UdpSocketFactory::GetTypeId(), *m_qos)
                            : manager->OpenSocket(UdpSocketFactory::GetTypeId());
    if (!made)
    {
        NS_FATAL_ERROR("the source at node " << GetNode()->GetId()
                                             << " has no socket: " << made.status.message);
    }
    m_socket = made.value;
    m_socket->SetSendBuffer(m_sendBuffer);
    m_socket->SetBlocking(m_isBlocking);
    m_socket->SetWritableCallback(MakeCallback(&FrameSource::Writable, this));
    m_socket->SetReportCallback(MakeCallback(&FrameSource::Reported, this));
    if (m_socket->GetSocket()->Connect(m_remote) != 0)
    {
        NS_FATAL_ERROR("the source at node " << GetNode()->GetId()
                                             << " cannot connect to its remote address");
    }
    DoStart();
}

void
FrameSource::StopApplication()
{
    if (m_socket)
    {
        // a socket that is blocked now must not wake its application later
        m_socket->SetWritableCallback(QSocket::WritableCallback());
    }
    DoStop();
}

bool
FrameSource::SendFrame(uint8_t kind, uint32_t bytes, MessageFlags flags)
{
    FrameHeader header;
    header.number = m_kinds.size() + 1;
    header.kind = kind;
    header.sent = Simulator::Now();
    header.deadline = flags.deadline;
    flags.kind = kind;
    const Ptr<Packet> packet =
        Create<Packet>(bytes > FrameHeader::BYTES ? bytes - FrameHeader::BYTES : 0);
    packet->AddHeader(header);
    if (m_socket->Send(packet, flags) < 0)
    {
        return false;
    }
    m_kinds.push_back(kind);
    m_sendTimes.push_back(header.sent);
    ++m_counts[kind].made;
    return true;
}

void
FrameSource::DoWritable()
{
}

void
FrameSource::Writable(Ptr<QSocket> /* socket */)
{
    DoWritable();
}

void
FrameSource::Reported(Ptr<QSocket> /* socket */, const MessageReport& report)
{
    FrameCounts& counts = m_counts[report.kind];
    counts.dropped += report.end == MessageReport::End::Dropped ? 1 : 0;
    counts.late += report.end == MessageReport::End::Late ? 1 : 0;
}

} // namespace qos
} // namespace ns3
