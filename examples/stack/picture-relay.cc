/* SPDX-License-Identifier: GPL-2.0-only */

#include "picture-relay.h"

#include "ns3/frame-header.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>
#include <stdexcept>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(PictureRelay);

TypeId
PictureRelay::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::PictureRelay")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<PictureRelay>();
    return tid;
}

PictureRelay::PictureRelay() = default;
PictureRelay::~PictureRelay() = default;

void
PictureRelay::DoDispose()
{
    m_socket = nullptr;
    m_outlet = nullptr;
    Application::DoDispose();
}

void
PictureRelay::StartApplication()
{
    m_outlet = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_outlet->Bind();
    m_outlet->ShutdownRecv();
    if (m_local.IsInvalid())
    {
        return;
    }
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    if (m_socket->Bind(m_local) != 0)
    {
        throw std::runtime_error("a viewer cannot bind to its address");
    }
    m_socket->SetRecvCallback(MakeCallback(&PictureRelay::Receive, this));
}

void
PictureRelay::StopApplication()
{
    if (m_socket)
    {
        m_socket->Close();
    }
}

void
PictureRelay::Receive(Ptr<Socket> socket)
{
    while (const Ptr<Packet> packet = socket->Recv())
    {
        Take(packet);
    }
}

void
PictureRelay::TakeStamped(Ptr<const Packet> packet,
                          const CmDataHeader& /* header */,
                          const Address& /* from */)
{
    Take(packet);
}

void
PictureRelay::Take(const Ptr<const Packet>& packet)
{
    if (packet->GetSize() < FrameHeader::BYTES)
    {
        return;
    }
    FrameHeader header;
    packet->PeekHeader(header);
    if (header.number == 0)
    {
        return;
    }
    ++m_received;
    m_arrivals.resize(std::max<std::size_t>(m_arrivals.size(), header.number));
    Arrival& arrival = m_arrivals[header.number - 1];
    ++arrival.pieces;
    arrival.last = Simulator::Now();
    for (const Address& child : m_children)
    {
        const Ptr<Packet> copy = packet->Copy();
        copy->RemoveAllPacketTags(); // those of another host's sockets
        m_forwarded += m_outlet->SendTo(copy, 0, child) >= 0 ? 1 : 0;
    }
}

} // namespace qos
} // namespace ns3
