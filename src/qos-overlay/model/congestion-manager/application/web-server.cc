/* SPDX-License-Identifier: GPL-2.0-only */

#include "web-server.h"

#include "ns3/packet.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(WebServer);

TypeId
WebServer::GetTypeId()
{
    using Self = WebServer;
    static TypeId tid = TypeId("ns3::qos::WebServer")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("Local",
                                          "Address and port to listen at.",
                                          AddressValue(),
                                          MakeAddressAccessor(&Self::m_local),
                                          MakeAddressChecker())
                            .AddAttribute("SocketFactory",
                                          "Factory of the TCP socket.",
                                          TypeIdValue(TcpSocketFactory::GetTypeId()),
                                          MakeTypeIdAccessor(&Self::m_factory),
                                          MakeTypeIdChecker())
                            .AddAttribute("LargestFile",
                                          "Bytes of the largest file that is served.",
                                          UintegerValue(1U << 30U),
                                          MakeUintegerAccessor(&Self::m_largestFile),
                                          MakeUintegerChecker<uint64_t>(1));
    return tid;
}

void
WebServer::DoDispose()
{
    m_listening = nullptr;
    m_connections.clear();
    Application::DoDispose();
}

void
WebServer::StartApplication()
{
    m_listening = Socket::CreateSocket(GetNode(), m_factory);
    m_options.Apply(m_listening);
    m_listening->Bind(m_local);
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeCallback(&WebServer::Accepted, this));
    m_listening->Listen();
}

void
WebServer::StopApplication()
{
    m_connections.clear();
    if (m_listening)
    {
        m_listening->Close();
    }
}

void
WebServer::Accepted(Ptr<Socket> socket, const Address& /* from */)
{
    ++m_accepted;
    m_connections.emplace(socket, Connection());
    socket->SetRecvCallback(MakeCallback(&WebServer::Read, this));
    socket->SetSendCallback(MakeCallback(&WebServer::Write, this));
    socket->SetCloseCallbacks(MakeCallback(&WebServer::Forget, this),
                              MakeCallback(&WebServer::Forget, this));
}

void
WebServer::Read(Ptr<Socket> socket)
{
    constexpr uint32_t REQUEST = sizeof(uint64_t);
    constexpr uint32_t BYTE = 8;
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        const auto found = m_connections.find(socket);
        if (found == m_connections.end() || found->second.isServed)
        {
            continue;
        }
        Connection& connection = found->second;
        std::array<uint8_t, REQUEST> bytes{};
        const auto wanted = static_cast<uint32_t>(REQUEST - connection.request.size());
        const uint32_t copied = packet->CopyData(bytes.data(), wanted);
        connection.request.insert(connection.request.end(), bytes.begin(), bytes.begin() + copied);
        if (connection.request.size() < REQUEST)
        {
            continue;
        }
        connection.isServed = true;
        for (const uint8_t byte : connection.request)
        {
            connection.left = connection.left << BYTE | byte;
        }
        if (connection.left > m_largestFile)
        {
            ++m_refused;
            connection.left = 0;
        }
        Write(socket, socket->GetTxAvailable());
    }
}

void
WebServer::Write(Ptr<Socket> socket, uint32_t /* room */)
{
    const auto found = m_connections.find(socket);
    if (found == m_connections.end() || !found->second.isServed)
    {
        return;
    }
    Connection& connection = found->second;
    while (connection.left > 0)
    {
        const auto piece = static_cast<uint32_t>(std::min<uint64_t>(
            {connection.left, m_options.segmentBytes, socket->GetTxAvailable()}));
        if (piece == 0 || (piece < m_options.segmentBytes && piece < connection.left) ||
            socket->Send(Create<Packet>(piece)) <= 0)
        {
            return;
        }
        connection.left -= piece;
    }
    m_connections.erase(found);
    socket->Close();
}

void
WebServer::Forget(Ptr<Socket> socket)
{
    m_connections.erase(socket);
    socket->Close();
}

} // namespace qos
} // namespace ns3
