/* SPDX-License-Identifier: GPL-2.0-only */

#include "file-sink.h"

#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/trace-source-accessor.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(FileSink);

TypeId
FileSink::GetTypeId()
{
    using Self = FileSink;
    static TypeId tid = TypeId("ns3::qos::FileSink")
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
                            .AddTraceSource("Rx",
                                            "Bytes were read from a connection.",
                                            MakeTraceSourceAccessor(&Self::m_rxTrace),
                                            "ns3::qos::FileSink::RxTracedCallback");
    return tid;
}

void
FileSink::DoDispose()
{
    m_listening = nullptr;
    m_sockets.clear();
    Application::DoDispose();
}

void
FileSink::StartApplication()
{
    m_listening = Socket::CreateSocket(GetNode(), m_factory);
    m_options.Apply(m_listening);
    m_listening->Bind(m_local);
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeCallback(&FileSink::Accepted, this));
    m_listening->Listen();
}

void
FileSink::StopApplication()
{
    for (const Ptr<Socket>& socket : m_sockets)
    {
        socket->Close();
    }
    if (m_listening)
    {
        m_listening->Close();
    }
}

void
FileSink::Accepted(Ptr<Socket> socket, const Address& from)
{
    const std::size_t connection = m_files.size();
    ReceivedFile file;
    file.from = from;
    file.accepted = Simulator::Now();
    m_files.push_back(file);
    m_sockets.push_back(socket);
    socket->SetRecvCallback([this, connection](Ptr<Socket> ready) { Read(connection, ready); });
    const auto closed = [this, connection](Ptr<Socket> ended) { Closed(connection, ended); };
    socket->SetCloseCallbacks(closed, closed);
}

void
FileSink::Read(std::size_t connection, Ptr<Socket> socket)
{
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() == 0)
        {
            return;
        }
        m_files[connection].bytes += packet->GetSize();
        m_files[connection].last = Simulator::Now();
        m_bytes += packet->GetSize();
        m_rxTrace(connection, packet->GetSize());
    }
}

void
FileSink::Closed(std::size_t connection, Ptr<Socket> socket)
{
    Read(connection, socket);
    m_files[connection].isEnded = true;
    socket->Close();
}

} // namespace qos
} // namespace ns3
