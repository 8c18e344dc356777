/* SPDX-License-Identifier: GPL-2.0-only */

#include "node-sockets.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{
namespace qos
{

Ptr<Socket>
NodeSockets::Open(Ptr<Node> node,
                  Address local,
                  uint16_t port,
                  const Address& peer,
                  ReceiveCallback receive)
{
    const bool is6 = Inet6SocketAddress::IsMatchingType(peer);
    if (local.IsInvalid())
    {
        local = is6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), port))
                    : Address(InetSocketAddress(Ipv4Address::GetAny(), port));
    }
    NS_ABORT_MSG_IF(Inet6SocketAddress::IsMatchingType(local) != is6,
                    "the ends of a virtual link have addresses of different IP versions");
    Ptr<Socket>& socket = m_sockets[local];
    if (!socket)
    {
        socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
        const int status = socket->Bind(local);
        NS_ABORT_MSG_IF(status != 0, "UDP port " << port << " is taken");
        if (m_tos > 0)
        {
            is6 ? socket->SetIpv6Tclass(m_tos) : socket->SetIpTos(m_tos);
        }
        socket->SetRecvCallback(receive);
    }
    return socket;
}

bool
NodeSockets::Send(Ptr<Socket> socket, Ptr<Packet> packet, const Address& peer) const
{
    return socket->SendTo(packet, 0, m_tos > 0 ? compat::WithTos(peer, m_tos) : peer) >= 0;
}

void
NodeSockets::Close()
{
    for (auto& [local, socket] : m_sockets)
    {
        socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        socket->Close();
    }
    m_sockets.clear();
}

} // namespace qos
} // namespace ns3
