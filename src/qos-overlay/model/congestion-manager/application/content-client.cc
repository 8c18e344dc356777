/* SPDX-License-Identifier: GPL-2.0-only */

#include "content-client.h"

#include "content-header.h"

#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(ContentClient);

TypeId
ContentClient::GetTypeId()
{
    using Self = ContentClient;
    static TypeId tid = TypeId("ns3::qos::ContentClient")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<Self>()
                            .AddAttribute("Remote",
                                          "Address and port of the server.",
                                          AddressValue(),
                                          MakeAddressAccessor(&Self::m_remote),
                                          MakeAddressChecker())
                            .AddAttribute("TargetLatency",
                                          "It wants to have the document so long after the "
                                          "beginning of the connection.",
                                          TimeValue(Seconds(1)),
                                          MakeTimeAccessor(&Self::m_target),
                                          MakeTimeChecker(Time(0), Seconds(3600)))
                            .AddAttribute("Requests",
                                          "How often it asks.",
                                          UintegerValue(2),
                                          MakeUintegerAccessor(&Self::m_requests),
                                          MakeUintegerChecker<uint32_t>(1))
                            .AddAttribute("Gap",
                                          "From the beginning of one request to that of the next.",
                                          TimeValue(Seconds(2)),
                                          MakeTimeAccessor(&Self::m_gap),
                                          MakeTimeChecker(Time(0), Seconds(3600)));
    return tid;
}

void
ContentClient::DoDispose()
{
    m_connections.clear();
    Application::DoDispose();
}

void
ContentClient::StartApplication()
{
    Fetch();
}

void
ContentClient::StopApplication()
{
    m_next.Cancel();
    for (const Connection& connection : m_connections)
    {
        connection.socket->Close();
    }
}

void
ContentClient::Fetch()
{
    const std::size_t download = m_downloads.size();
    const auto socket = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    m_options.Apply(socket);
    socket->SetConnectCallback(MakeCallback(&ContentClient::Connected, this),
                               MakeNullCallback<void, Ptr<Socket>>());
    socket->SetRecvCallback([this, download](Ptr<Socket> ready) { Read(download, ready); });
    const auto closed = [](Ptr<Socket> ended) { ended->Close(); };
    socket->SetCloseCallbacks(closed, closed);
    ContentDownload begun;
    begun.begin = Simulator::Now();
    m_downloads.push_back(begun);
    m_connections.push_back({socket, Create<Packet>()});
    socket->Connect(m_remote);
    if (m_downloads.size() < m_requests)
    {
        m_next = Simulator::Schedule(m_gap, &ContentClient::Fetch, this);
    }
}

void
ContentClient::Connected(Ptr<Socket> socket)
{
    ContentRequestHeader request;
    request.target = m_target;
    const auto packet = Create<Packet>();
    packet->AddHeader(request);
    socket->Send(packet);
}

void
ContentClient::Read(std::size_t download, Ptr<Socket> socket)
{
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        bool& isRefused = m_connections[download].isRefused;
        if (!isRefused && !Take(download, packet))
        {
            isRefused = true;
            ++m_malformed;
            socket->Close();
        }
    }
}

bool
ContentClient::Take(std::size_t download, const Ptr<Packet>& packet)
{
    ContentDownload& own = m_downloads[download];
    if (!own.isAnswered)
    {
        const Ptr<Packet>& front = m_connections[download].front;
        const uint32_t missing = ContentReplyHeader::BYTES - front->GetSize();
        const uint32_t taken = std::min(missing, packet->GetSize());
        front->AddAtEnd(packet->CreateFragment(0, taken));
        packet->RemoveAtStart(taken);
        if (taken < missing)
        {
            return true;
        }
        const auto reply = ContentReplyHeader::Peek(front);
        if (!reply)
        {
            return false;
        }
        own.isAnswered = true;
        own.encoding = reply->encoding;
        own.bytes = reply->bytes;
    }
    if (packet->GetSize() > own.bytes - own.received)
    {
        return false;
    }
    own.received += packet->GetSize();
    if (own.received == own.bytes && !own.isDone)
    {
        own.isDone = true;
        own.end = Simulator::Now();
    }
    return true;
}

} // namespace qos
} // namespace ns3
