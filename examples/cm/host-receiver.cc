/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-receiver.h"

#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"
#include "ns3/seq-ts-header.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

TcpDrain::TcpDrain(const Ptr<Node>& node, const Params& params)
    : m_listening(Socket::CreateSocket(node, TcpSocketFactory::GetTypeId()))
{
    m_listening->SetAttribute("RcvBufSize", UintegerValue(params.buffer));
    m_listening->SetAttribute("DelAckCount", UintegerValue(params.segmentsPerAck));
    m_listening->SetAttribute("DelAckTimeout", TimeValue(params.ackDelay));
    m_listening->Bind(InetSocketAddress(Ipv4Address::GetAny(), params.port));
    m_listening->Listen();
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeCallback(&TcpDrain::Accept, this));
}

TcpDrain::~TcpDrain()
{
    m_listening->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                   MakeNullCallback<void, Ptr<Socket>, const Address&>());
    for (const Ptr<Socket>& socket : m_connections)
    {
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                  MakeNullCallback<void, Ptr<Socket>>());
    }
}

void
TcpDrain::Accept(Ptr<Socket> socket, const Address& /* from */)
{
    socket->SetRecvCallback(MakeCallback(&TcpDrain::Read, this));
    socket->SetCloseCallbacks(MakeCallback(&TcpDrain::Close, this),
                              MakeNullCallback<void, Ptr<Socket>>());
    m_connections.push_back(socket);
}

void
TcpDrain::Read(Ptr<Socket> socket)
{
    for (auto packet = socket->Recv(); packet && packet->GetSize() > 0; packet = socket->Recv())
    {
        m_bytes += packet->GetSize();
    }
}

void
TcpDrain::Close(Ptr<Socket> socket)
{
    socket->Close();
}

DatagramAcknowledger::DatagramAcknowledger(const Ptr<Node>& node, uint16_t port)
    : m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
{
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
    m_socket->SetRecvCallback(MakeCallback(&DatagramAcknowledger::Read, this));
}

DatagramAcknowledger::~DatagramAcknowledger()
{
    m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
}

void
DatagramAcknowledger::Read(Ptr<Socket> socket)
{
    Address from;
    SeqTsHeader header;
    for (auto packet = socket->RecvFrom(from); packet; packet = socket->RecvFrom(from))
    {
        if (packet->GetSize() < header.GetSerializedSize())
        {
            ++m_refused;
            continue;
        }
        m_bytes += packet->GetSize();
        packet->PeekHeader(header);
        const auto acknowledgment = Create<Packet>();
        acknowledgment->AddHeader(header);
        socket->SendTo(acknowledgment, 0, from);
    }
}

} // namespace qos
} // namespace ns3
