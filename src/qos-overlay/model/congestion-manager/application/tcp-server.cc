/* SPDX-License-Identifier: GPL-2.0-only */

#include "tcp-server.h"

#include "ns3/abort.h"
#include "ns3/node.h"

#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(TcpServer);

namespace
{

/** @param socket calls nobody back any more */
void
Silence(const Ptr<Socket>& socket)
{
    socket->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                              MakeNullCallback<void, Ptr<Socket>, const Address&>());
    socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                              MakeNullCallback<void, Ptr<Socket>>());
}

} // namespace

TypeId
TcpServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::TcpServer").SetParent<Application>().SetGroupName("QosOverlay");
    return tid;
}

TcpServer::~TcpServer() = default;

TypeId
TcpServer::AddServerAttributes(TypeId tid, TypeId factory)
{
    return tid
        .AddAttribute("Local",
                      "Address and port to listen at.",
                      AddressValue(),
                      MakeAddressAccessor(&TcpServer::m_local),
                      MakeAddressChecker())
        .AddAttribute("SocketFactory",
                      "Factory of the TCP socket.",
                      TypeIdValue(factory),
                      MakeTypeIdAccessor(&TcpServer::m_factory),
                      MakeTypeIdChecker());
}

void
TcpServer::DoDispose()
{
    m_isRunning = false;
    for (const auto& [connection, socket] : std::exchange(m_open, {}))
    {
        Silence(socket);
    }
    if (m_listening)
    {
        Silence(m_listening);
        m_listening = nullptr;
    }
    Application::DoDispose();
}

void
TcpServer::DoCheck() const
{
}

void
TcpServer::DoStop()
{
}

void
TcpServer::StartApplication()
{
    DoCheck();
    m_isRunning = true;
    m_listening = Socket::CreateSocket(GetNode(), m_factory);
    m_options.Apply(m_listening);
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeCallback(&TcpServer::Accepted, this));
    NS_ABORT_MSG_UNLESS(m_listening->Bind(m_local) == 0 && m_listening->Listen() == 0,
                        "the " << GetInstanceTypeId().GetName() << " at node " << GetNode()->GetId()
                               << " cannot listen at its local address");
}

void
TcpServer::StopApplication()
{
    if (!std::exchange(m_isRunning, false))
    {
        return;
    }
    m_listening->Close();
    DoStop();
    // a socket that is closed may call back
    for (const auto& [connection, socket] : std::exchange(m_open, {}))
    {
        socket->Close();
    }
}

void
TcpServer::Accepted(Ptr<Socket> socket, const Address& from)
{
    if (!m_isRunning)
    {
        // its handshake had begun when the server stopped
        socket->Close();
        return;
    }
    const std::size_t connection = m_accepted++;
    m_open.emplace(connection, socket);
    DoAccept(connection, socket, from);
}

void
TcpServer::CloseConnection(std::size_t connection)
{
    const auto found = m_open.find(connection);
    if (found != m_open.end())
    {
        const Ptr<Socket> socket = found->second;
        m_open.erase(found);
        socket->Close();
    }
}

} // namespace qos
} // namespace ns3
