/* SPDX-License-Identifier: GPL-2.0-only */

#include "request-server.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(RequestServer);

TypeId
RequestServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::RequestServer").SetParent<TcpServer>().SetGroupName("QosOverlay");
    return tid;
}

RequestServer::~RequestServer() = default;

void
RequestServer::DoDispose()
{
    m_connections.clear();
    TcpServer::DoDispose();
}

void
RequestServer::DoStop()
{
    m_connections.clear();
}

void
RequestServer::DoAccept(std::size_t connection,
                        const Ptr<Socket>& socket,
                        const Address& /* from */)
{
    m_connections.emplace(connection, Connection());
    socket->SetRecvCallback([this, connection](Ptr<Socket> ready) { Read(connection, ready); });
    socket->SetSendCallback(
        [this, connection](Ptr<Socket> ready, uint32_t /* room */) { Write(connection, ready); });
    const auto ended = [this, connection](Ptr<Socket> /* socket */) { Ended(connection); };
    socket->SetCloseCallbacks(ended, ended);
}

void
RequestServer::Read(std::size_t connection, const Ptr<Socket>& socket)
{
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        Take(connection, socket, packet);
    }
}

void
RequestServer::Take(std::size_t connection, const Ptr<Socket>& socket, const Ptr<Packet>& packet)
{
    const auto found = m_connections.find(connection);
    if (found == m_connections.end() || found->second.isServed)
    {
        return;
    }
    Connection& own = found->second;
    const uint32_t missing = RequestBytes() - own.request->GetSize();
    own.request->AddAtEnd(packet->CreateFragment(0, std::min(missing, packet->GetSize())));
    if (own.request->GetSize() < RequestBytes())
    {
        return;
    }
    own.isServed = true;
    const auto bytes = DoAnswer(socket, own.request);
    if (!bytes)
    {
        ++m_refused;
        Finish(connection);
        return;
    }
    own.left = *bytes;
    Write(connection, socket);
}

void
RequestServer::Write(std::size_t connection, const Ptr<Socket>& socket)
{
    const auto found = m_connections.find(connection);
    if (found == m_connections.end() || !found->second.isServed)
    {
        return;
    }
    Connection& own = found->second;
    const uint32_t segment = GetOptions().segmentBytes;
    while (own.left > 0)
    {
        const auto piece = static_cast<uint32_t>(
            std::min<uint64_t>({own.left, segment, socket->GetTxAvailable()}));
        if (piece == 0 || (piece < segment && piece < own.left) ||
            socket->Send(Create<Packet>(piece)) <= 0)
        {
            return;
        }
        own.left -= piece;
    }
    Finish(connection);
}

void
RequestServer::Ended(std::size_t connection)
{
    const auto found = m_connections.find(connection);
    if (found != m_connections.end())
    {
        m_refused += found->second.isServed ? 0 : 1;
        Finish(connection);
    }
}

void
RequestServer::Finish(std::size_t connection)
{
    m_connections.erase(connection);
    CloseConnection(connection);
}

} // namespace qos
} // namespace ns3
