/* SPDX-License-Identifier: GPL-2.0-only */

#include "content-server.h"

#include "content-header.h"

#include "ns3/abort.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-tcp-socket.h"
#include "ns3/node.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(ContentServer);

TypeId
ContentServer::GetTypeId()
{
    using Self = ContentServer;
    static TypeId tid =
        TypeId("ns3::qos::ContentServer")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Local",
                          "Address and port to listen at.",
                          AddressValue(),
                          MakeAddressAccessor(&Self::m_local),
                          MakeAddressChecker())
            .AddAttribute("SocketFactory",
                          "Factory of the TCP socket; with another one than TCP/CM's, every "
                          "request gets the default encoding.",
                          TypeIdValue(CmTcpSocketFactory::GetTypeId()),
                          MakeTypeIdAccessor(&Self::m_factory),
                          MakeTypeIdChecker())
            .AddAttribute("DefaultEncoding",
                          "Number of the encoding, from 0, that is sent while nothing is known of "
                          "the network.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_default),
                          MakeUintegerChecker<uint32_t>());
    return tid;
}

void
ContentServer::DoDispose()
{
    m_listening = nullptr;
    m_connections.clear();
    Application::DoDispose();
}

void
ContentServer::StartApplication()
{
    NS_ABORT_MSG_UNLESS(m_default < m_encodings.Size(),
                        "the default encoding of the content server at node "
                            << GetNode()->GetId() << " is number " << m_default << ", but it has "
                            << m_encodings.Size());
    m_listening = Socket::CreateSocket(GetNode(), m_factory);
    m_options.Apply(m_listening);
    NS_ABORT_MSG_UNLESS(m_listening->Bind(m_local) == 0 && m_listening->Listen() == 0,
                        "the content server at node " << GetNode()->GetId()
                                                      << " cannot listen at its local address");
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeCallback(&ContentServer::Accepted, this));
}

void
ContentServer::StopApplication()
{
    m_connections.clear();
    if (m_listening)
    {
        m_listening->Close();
    }
}

void
ContentServer::Accepted(Ptr<Socket> socket, const Address& /* from */)
{
    ++m_counters.accepted;
    m_connections[socket].request = Create<Packet>();
    socket->SetRecvCallback(MakeCallback(&ContentServer::Read, this));
    socket->SetSendCallback(MakeCallback(&ContentServer::Write, this));
    socket->SetCloseCallbacks(MakeCallback(&ContentServer::Forget, this),
                              MakeCallback(&ContentServer::Forget, this));
}

void
ContentServer::Read(Ptr<Socket> socket)
{
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
        // what comes behind a request is ignored
        const uint32_t missing = ContentRequestHeader::BYTES - found->second.request->GetSize();
        found->second.request->AddAtEnd(
            packet->CreateFragment(0, std::min(missing, packet->GetSize())));
        if (found->second.request->GetSize() == ContentRequestHeader::BYTES)
        {
            Answer(socket, found->second);
        }
    }
}

void
ContentServer::Answer(const Ptr<Socket>& socket, Connection& connection)
{
    connection.isServed = true;
    const auto request = ContentRequestHeader::Peek(connection.request);
    if (!request)
    {
        ++m_counters.refused;
        Forget(socket);
        return;
    }
    const std::size_t encoding = ChooseEncoding(socket, request->target);
    ContentReplyHeader reply;
    reply.encoding = static_cast<uint32_t>(encoding);
    reply.bytes = m_encodings.BytesOf(encoding);
    const auto packet = Create<Packet>();
    packet->AddHeader(reply);
    connection.left = reply.bytes;
    socket->Send(packet);
    Write(socket, socket->GetTxAvailable());
}

std::size_t
ContentServer::ChooseEncoding(const Ptr<Socket>& socket, Time target)
{
    const auto connection = DynamicCast<CmTcpSocket>(socket);
    const CmFlowId flow = connection ? connection->GetFlow() : CM_NONE;
    NetworkState state;
    if (flow == CM_NONE || !IsPathKnown(flow) ||
        CongestionManager::Of(GetNode())->Query(flow, state) != CmStatus::Ok || !state.IsValid())
    {
        ++m_counters.blind;
        return m_default;
    }
    ++m_counters.informed;
    return m_encodings.Choose(state, ToCore(target));
}

bool
ContentServer::IsPathKnown(CmFlowId flow) const
{
    const auto manager = CongestionManager::Of(GetNode());
    const Macroflow* const macroflow = manager->GetMacroflowState(manager->GetMacroflow(flow));
    return macroflow->Counters().sentBytes > macroflow->Outstanding();
}

void
ContentServer::Write(Ptr<Socket> socket, uint32_t /* room */)
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
        if (piece == 0 || socket->Send(Create<Packet>(piece)) <= 0)
        {
            return;
        }
        connection.left -= piece;
    }
    m_connections.erase(found);
    socket->Close();
}

void
ContentServer::Forget(Ptr<Socket> socket)
{
    m_connections.erase(socket);
    socket->Close();
}

} // namespace qos
} // namespace ns3
