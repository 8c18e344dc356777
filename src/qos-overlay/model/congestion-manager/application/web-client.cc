/* SPDX-License-Identifier: GPL-2.0-only */

#include "web-client.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <array>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(WebClient);

TypeId
WebClient::GetTypeId()
{
    using Self = WebClient;
    static TypeId tid =
        TypeId("ns3::qos::WebClient")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Remote",
                          "Address and port of the server.",
                          AddressValue(),
                          MakeAddressAccessor(&Self::m_remote),
                          MakeAddressChecker())
            .AddAttribute("FileSize",
                          "Bytes of the file.",
                          UintegerValue(131072),
                          MakeUintegerAccessor(&Self::m_fileBytes),
                          MakeUintegerChecker<uint64_t>(1))
            .AddAttribute("Requests",
                          "How often it is fetched.",
                          UintegerValue(9),
                          MakeUintegerAccessor(&Self::m_requests),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Gap",
                          "Time from the beginning of a request to that of the next.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&Self::m_gap),
                          MakeTimeChecker(Time(0)))
            .AddAttribute("Jitter",
                          "Each request but the first begins later by a random time of up to "
                          "this.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_jitter),
                          MakeTimeChecker(Time(0)));
    return tid;
}

WebClient::WebClient()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

int64_t
WebClient::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
WebClient::DoDispose()
{
    m_sockets.clear();
    Application::DoDispose();
}

void
WebClient::StartApplication()
{
    m_due = Simulator::Now();
    Fetch();
}

void
WebClient::StopApplication()
{
    m_next.Cancel();
    for (const Ptr<Socket>& socket : m_sockets)
    {
        socket->Close();
    }
}

void
WebClient::Fetch()
{
    const std::size_t transfer = m_transfers.size();
    const auto socket = Socket::CreateSocket(GetNode(), TcpSocketFactory::GetTypeId());
    m_options.Apply(socket);
    socket->SetConnectCallback(MakeCallback(&WebClient::Connected, this),
                               MakeNullCallback<void, Ptr<Socket>>());
    socket->SetRecvCallback([this, transfer](Ptr<Socket> ready) { Read(transfer, ready); });
    const auto closed = [](Ptr<Socket> ended) { ended->Close(); };
    socket->SetCloseCallbacks(closed, closed);
    WebTransfer begun;
    begun.begin = Simulator::Now();
    m_transfers.push_back(begun);
    m_sockets.push_back(socket);
    socket->Connect(m_remote);
    if (m_transfers.size() < m_requests)
    {
        m_due += m_gap;
        const Time begin = m_due + m_jitter * m_random->GetValue(0, 1);
        m_next = Simulator::Schedule(Max(begin - begun.begin, Time(0)), &WebClient::Fetch, this);
    }
}

void
WebClient::Connected(Ptr<Socket> socket)
{
    std::array<uint8_t, sizeof(m_fileBytes)> request{};
    constexpr uint32_t BYTE = 8;
    for (std::size_t i = 0; i < request.size(); ++i)
    {
        request[i] = static_cast<uint8_t>(m_fileBytes >> BYTE * (request.size() - 1 - i));
    }
    socket->Send(Create<Packet>(request.data(), static_cast<uint32_t>(request.size())));
}

void
WebClient::Read(std::size_t transfer, Ptr<Socket> socket)
{
    WebTransfer& own = m_transfers[transfer];
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        own.bytes += packet->GetSize();
        if (own.bytes >= m_fileBytes && !own.isDone)
        {
            own.isDone = true;
            own.end = Simulator::Now();
        }
    }
}

} // namespace qos
} // namespace ns3
