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
    static TypeId tid = AddServerAttributes(TypeId("ns3::qos::FileSink")
                                                .SetParent<TcpServer>()
                                                .SetGroupName("QosOverlay")
                                                .AddConstructor<Self>(),
                                            TcpSocketFactory::GetTypeId())
                            .AddTraceSource("Rx",
                                            "Bytes were read from a connection.",
                                            MakeTraceSourceAccessor(&Self::m_rxTrace),
                                            "ns3::qos::FileSink::RxTracedCallback");
    return tid;
}

void
FileSink::DoAccept(std::size_t connection, const Ptr<Socket>& socket, const Address& from)
{
    ReceivedFile file;
    file.from = from;
    file.accepted = Simulator::Now();
    m_files.push_back(file);
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
    CloseConnection(connection);
}

} // namespace qos
} // namespace ns3
