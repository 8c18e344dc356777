/* SPDX-License-Identifier: GPL-2.0-only */

#include "http-server.h"

#include "http-file.h"
#include "http-pattern.h"

#include "ns3/abort.h"
#include "ns3/cm-tcp-socket.h"
#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>
#include <variant>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(HttpServer);

namespace
{

/**
 * Forget what nobody will read: TCP would reset the connection instead of closing it.
 * @param socket is about to be closed, or was closed
 */
void
Drain(const Ptr<Socket>& socket)
{
    for (auto packet = socket->Recv(); packet && packet->GetSize() > 0; packet = socket->Recv())
    {
    }
}

} // namespace

TypeId
HttpServer::GetTypeId()
{
    using Self = HttpServer;
    static TypeId tid =
        AddServerAttributes(TypeId("ns3::qos::HttpServer")
                                .SetParent<TcpServer>()
                                .SetGroupName("QosOverlay")
                                .AddConstructor<Self>(),
                            TcpSocketFactory::GetTypeId())
            .AddAttribute("Directory",
                          "Folder of the host whose files are served; empty: every path is a file "
                          "of FileSize bytes.",
                          StringValue(),
                          MakeStringAccessor(&Self::m_directory),
                          MakeStringChecker())
            .AddAttribute("FileSize",
                          "Bytes of every file if there is no Directory.",
                          UintegerValue(1U << 20U),
                          MakeUintegerAccessor(&Self::m_fileSize),
                          MakeUintegerChecker<uint64_t>())
            .AddAttribute("IdleTimeout",
                          "How long a client may neither complete a request nor acknowledge data "
                          "before its connection is closed.",
                          TimeValue(Seconds(10)),
                          MakeTimeAccessor(&Self::m_idleTimeout),
                          MakeTimeChecker(MilliSeconds(1)))
            .AddAttribute("MostConnections",
                          "Connections that may be open at a time; more are told so and closed.",
                          UintegerValue(256),
                          MakeUintegerAccessor(&Self::m_mostConnections),
                          MakeUintegerChecker<uint32_t>(1));
    return tid;
}

HttpServer::~HttpServer() = default;

void
HttpServer::DoDispose()
{
    for (auto& [connection, own] : m_connections)
    {
        own.check.Cancel();
    }
    m_connections.clear();
    TcpServer::DoDispose();
}

void
HttpServer::DoCheck() const
{
    NS_ABORT_MSG_UNLESS(m_directory.empty() || HttpFile::IsFolder(m_directory),
                        "the directory of the HTTP server at node "
                            << GetNode()->GetId() << " is " << m_directory
                            << ", allowed: a folder of the host, or nothing");
}

void
HttpServer::DoStop()
{
    for (const auto& [connection, own] : m_connections)
    {
        Break(connection);
    }
}

void
HttpServer::DoAccept(std::size_t connection, const Ptr<Socket>& socket, const Address& /* from */)
{
    Connection& own = m_connections[connection];
    own.socket = socket;
    own.heard = Simulator::Now();
    own.check = Simulator::Schedule(m_idleTimeout, &HttpServer::Check, this, connection);
    const auto serve = [this, connection](const Ptr<Socket>& ready) {
        if (Find(connection))
        {
            Serve(connection);
        }
        else
        {
            Drain(ready);
        }
    };
    socket->SetRecvCallback([serve](Ptr<Socket> ready) { serve(ready); });
    socket->SetSendCallback([this, connection, serve](Ptr<Socket> ready, uint32_t /* room */) {
        const auto found = m_connections.find(connection);
        if (found != m_connections.end())
        {
            found->second.heard = Simulator::Now();
        }
        serve(ready);
    });
    socket->SetCloseCallbacks([this, connection](Ptr<Socket> /* socket */) { Ended(connection); },
                              [this, connection](Ptr<Socket> /* socket */) { Break(connection); });
    if (GetOpen() > m_mostConnections)
    {
        Answer(own, HttpResponse(HttpStatus::ServiceUnavailable));
        Serve(connection);
    }
}

HttpServer::Connection*
HttpServer::Find(std::size_t connection)
{
    const auto found = m_connections.find(connection);
    return found == m_connections.end() || found->second.isClosed ? nullptr : &found->second;
}

void
HttpServer::Serve(std::size_t connection)
{
    Connection* own = Find(connection);
    while (own && (own->response ? Write(connection, *own) : Read(*own)))
    {
        own = Find(connection);
    }
    if (own && own->isHalfClosed && !own->response)
    {
        Break(connection);
    }
}

bool
HttpServer::Read(Connection& own)
{
    if (own.used == own.bytes.size())
    {
        const Ptr<Packet> packet = own.socket->Recv(HttpRequestReader::MOST_HEAD, 0);
        own.used = 0;
        own.bytes.resize(packet ? packet->GetSize() : 0);
        if (own.bytes.empty())
        {
            return false;
        }
        packet->CopyData(own.bytes.data(), packet->GetSize());
    }
    own.used += own.reader.Read(ByteView(own.bytes.data() + own.used, own.bytes.size() - own.used));
    if (const auto fault = own.reader.Fault())
    {
        Answer(own, HttpResponse(*fault));
    }
    else if (const auto request = own.reader.Take())
    {
        Answer(own, Respond(*request));
    }
    return true;
}

void
HttpServer::Answer(Connection& own, HttpResponse response)
{
    own.heard = Simulator::Now();
    own.response = std::move(response);
    if (own.response->Status() >= HttpStatus::BadRequest)
    {
        ++m_counters.refused[own.response->Status()];
    }
}

HttpResponse
HttpServer::Respond(const HttpRequest& request) const
{
    if (m_directory.empty())
    {
        return {request, std::make_shared<const HttpPattern>(m_fileSize)};
    }
    const HttpFile::Result file = HttpFile::Open(m_directory, request.path);
    if (const auto* const status = std::get_if<HttpStatus>(&file))
    {
        return {*status, request};
    }
    return {request, std::get<std::shared_ptr<const HttpContent>>(file)};
}

bool
HttpServer::Write(std::size_t connection, Connection& own)
{
    const uint32_t segment = GetOptions().segmentBytes;
    while (own.response->Left() > 0)
    {
        const uint64_t left = own.response->Left();
        const auto piece = static_cast<uint32_t>(
            std::min<uint64_t>({left, segment, own.socket->GetTxAvailable()}));
        if (piece == 0 || (piece < segment && piece < left))
        {
            return false;
        }
        m_segment.resize(piece);
        if (!own.response->Peek(m_segment))
        {
            Break(connection);
            return true;
        }
        if (own.socket->Send(Create<Packet>(m_segment.data(), piece)) <= 0)
        {
            return false;
        }
        own.response->Skip(piece);
    }
    m_counters.served += own.response->Status() < HttpStatus::BadRequest ? 1 : 0;
    const bool keepsAlive = own.response->KeepsAlive();
    own.response.reset();
    if (!keepsAlive)
    {
        Finish(connection);
    }
    return true;
}

void
HttpServer::Ended(std::size_t connection)
{
    Connection* const own = Find(connection);
    if (!own)
    {
        return;
    }
    if (!own->response)
    {
        Break(connection);
        return;
    }
    // it may still take its answers; only after this call TCP tells whether it is gone
    own->isHalfClosed = true;
    own->check.Cancel();
    own->check = Simulator::ScheduleNow(&HttpServer::Check, this, connection);
}

void
HttpServer::Check(std::size_t connection)
{
    Connection& own = m_connections.at(connection);
    Address peer;
    const bool isGone = own.socket->GetPeerName(peer) != 0;
    const Time left = own.heard + m_idleTimeout - Simulator::Now();
    if (own.isClosed && (isGone || !left.IsStrictlyPositive()))
    {
        const auto socket = DynamicCast<CmTcpSocket>(own.socket);
        m_connections.erase(connection);
        if (socket)
        {
            socket->Abort();
        }
    }
    else if (isGone)
    {
        Break(connection);
    }
    else if (left.IsStrictlyPositive())
    {
        own.check = Simulator::Schedule(left, &HttpServer::Check, this, connection);
    }
    else
    {
        EndIdle(connection);
    }
}

void
HttpServer::EndIdle(std::size_t connection)
{
    ++m_counters.idle;
    Connection& own = *Find(connection);
    if (own.response || own.reader.IsEmpty())
    {
        Break(connection);
        return;
    }
    own.check = Simulator::Schedule(m_idleTimeout, &HttpServer::Check, this, connection);
    Answer(own, HttpResponse(HttpStatus::RequestTimeout));
    Serve(connection);
}

void
HttpServer::Break(std::size_t connection)
{
    if (const Connection* const own = Find(connection))
    {
        m_counters.broken += own->response || !own->reader.IsEmpty() ? 1 : 0;
        Finish(connection);
    }
}

void
HttpServer::Finish(std::size_t connection)
{
    Connection& own = *Find(connection);
    own.isClosed = true;
    own.heard = Simulator::Now();
    own.response.reset();
    own.bytes = {};
    own.check.Cancel();
    own.check = Simulator::Schedule(m_idleTimeout, &HttpServer::Check, this, connection);
    Drain(own.socket);
    CloseConnection(connection);
}

} // namespace qos
} // namespace ns3
