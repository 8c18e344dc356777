/* SPDX-License-Identifier: GPL-2.0-only */

#include "bulk-source.h"

#include "ns3/log.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("BulkSource");
NS_OBJECT_ENSURE_REGISTERED(BulkSource);

TypeId
BulkSource::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::BulkSource")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<BulkSource>()
                            .AddAttribute("Remote",
                                          "Address and port to send to.",
                                          AddressValue(),
                                          MakeAddressAccessor(&BulkSource::m_remote),
                                          MakeAddressChecker())
                            .AddAttribute("SegmentSize",
                                          "Bytes of a TCP segment.",
                                          UintegerValue(1448),
                                          MakeUintegerAccessor(&BulkSource::m_segmentBytes),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("BufferSize",
                                          "Bytes of TCP's send buffer and of its receive buffer.",
                                          UintegerValue(131072),
                                          MakeUintegerAccessor(&BulkSource::m_bufferBytes),
                                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

void
BulkSource::SetQos(const QosParams& params)
{
    m_qos = params;
}

void
BulkSource::DoDispose()
{
    m_socket = nullptr;
    Application::DoDispose();
}

void
BulkSource::StartApplication()
{
    if (m_isStopped)
    {
        return;
    }
    const Ptr<QSocketManager> manager = QSocketManager::Of(GetNode());
    const auto made = m_qos ? manager->CreateQSocket(TcpSocketFactory::GetTypeId(), *m_qos)
                            : manager->OpenSocket(TcpSocketFactory::GetTypeId());
    if (!made)
    {
        NS_FATAL_ERROR("the bulk source at node " << GetNode()->GetId()
                                                  << " has no socket: " << made.status.message);
    }
    m_isRunning = true;
    m_socket = made.value;
    m_socket->SetBlocking(false);
    m_socket->SetWritableCallback(MakeCallback(&BulkSource::Fill, this));
    const Ptr<Socket> socket = m_socket->GetSocket();
    socket->SetAttribute("SegmentSize", UintegerValue(m_segmentBytes));
    socket->SetAttribute("SndBufSize", UintegerValue(m_bufferBytes));
    socket->SetAttribute("RcvBufSize", UintegerValue(m_bufferBytes));
    socket->SetConnectCallback(MakeCallback(&BulkSource::Connected, this),
                               MakeNullCallback<void, Ptr<Socket>>());
    socket->Connect(m_remote);
}

void
BulkSource::StopApplication()
{
    m_isRunning = false;
    m_isStopped = true;
    if (m_socket)
    {
        m_socket->GetSocket()->Close();
    }
}

void
BulkSource::Connected(Ptr<Socket> /* socket */)
{
    Fill(m_socket);
}

void
BulkSource::Fill(Ptr<QSocket> /* socket */)
{
    while (m_isRunning)
    {
        const int sent = m_socket->Send(Create<Packet>(m_segmentBytes));
        if (sent < 0)
        {
            return;
        }
        m_bytes += static_cast<uint64_t>(sent);
    }
}

} // namespace qos
} // namespace ns3
