/* SPDX-License-Identifier: GPL-2.0-only */

#include "file-source.h"

#include "ns3/packet.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(FileSource);

TypeId
FileSource::GetTypeId()
{
    using Self = FileSource;
    static TypeId tid = TypeId("ns3::qos::FileSource")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("Remote",
                                          "Address and port to send to.",
                                          AddressValue(),
                                          MakeAddressAccessor(&Self::m_remote),
                                          MakeAddressChecker())
                            .AddAttribute("SocketFactory",
                                          "Factory of the TCP socket.",
                                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                                          MakeTypeIdAccessor(&Self::m_factory),
                                          MakeTypeIdChecker())
                            .AddAttribute("Bytes",
                                          "Size of the file; 0: without end.",
                                          UintegerValue(0),
                                          MakeUintegerAccessor(&Self::m_bytes),
                                          MakeUintegerChecker<uint64_t>());
    return tid;
}

void
FileSource::DoDispose()
{
    m_socket = nullptr;
    Application::DoDispose();
}

void
FileSource::StartApplication()
{
    m_socket = Socket::CreateSocket(GetNode(), m_factory);
    m_options.Apply(m_socket);
    m_socket->SetConnectCallback(MakeCallback(&FileSource::Connected, this),
                                 MakeNullCallback<void, Ptr<Socket>>());
    m_socket->SetSendCallback(MakeCallback(&FileSource::Write, this));
    m_socket->Connect(m_remote);
}

void
FileSource::StopApplication()
{
    if (m_socket)
    {
        m_isClosed = true;
        m_socket->Close();
    }
}

void
FileSource::Connected(Ptr<Socket> socket)
{
    Write(socket, socket->GetTxAvailable());
}

void
FileSource::Write(Ptr<Socket> socket, uint32_t /* room */)
{
    while (!m_isClosed)
    {
        const uint64_t left = m_bytes == 0 ? m_options.segmentBytes : m_bytes - m_sent;
        const auto piece = static_cast<uint32_t>(
            std::min<uint64_t>({left, m_options.segmentBytes, socket->GetTxAvailable()}));
        // full segments only, but for the end of the file
        if (piece == 0 || (piece < m_options.segmentBytes && piece < left) ||
            socket->Send(Create<Packet>(piece)) <= 0)
        {
            return;
        }
        m_sent += piece;
        if (m_sent == m_bytes)
        {
            m_isClosed = true;
            socket->Close();
        }
    }
}

} // namespace qos
} // namespace ns3
