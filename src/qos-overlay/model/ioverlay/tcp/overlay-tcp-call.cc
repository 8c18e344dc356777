/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-tcp-call.h"

#include "ns3/arp-cache.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-interface.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * Forget the Ethernet addresses of neighbours, and who has none: ns-3 does not ask again for 100 s
 * for a host that has not answered, which may just not have begun.
 * @param host of ns-3
 */
void
ForgetNeighbours(const Node& host)
{
    const auto ip = host.GetObject<Ipv4L3Protocol>();
    for (uint32_t i = 0; i < ip->GetNInterfaces(); ++i)
    {
        if (const Ptr<ArpCache> arp = ip->GetInterface(i)->GetArpCache())
        {
            arp->Flush();
        }
    }
}

} // namespace

OverlayTcpCall::OverlayTcpCall(const Ptr<Node>& host, NodeId peer, Answered answered)
    : m_host(host),
      m_peer(peer),
      m_answered(std::move(answered))
{
    m_next = Simulator::ScheduleNow(&OverlayTcpCall::Try, this);
}

OverlayTcpCall::~OverlayTcpCall()
{
    m_next.Cancel();
}

void
OverlayTcpCall::Try()
{
    ForgetNeighbours(*m_host);
    constexpr uint32_t NO_NUMBER = 0;
    constexpr uint32_t NO_PAYLOAD = 1; // bytes: nothing is expected
    const auto socket = Socket::CreateSocket(m_host, TcpSocketFactory::GetTypeId());
    socket->SetAttribute("ConnCount", UintegerValue(1));
    socket->SetAttribute("ConnTimeout", TimeValue(Seconds(1)));
    OverlayTcpOwner& owner = *this;
    m_connection =
        std::make_unique<OverlayTcpConnection>(owner, NO_NUMBER, socket, m_pool, NO_PAYLOAD);
    if (!m_connection->Open(InetSocketAddress(Ipv4Address(m_peer.ip), m_peer.port)))
    {
        m_connection->Close();
        OnTcpEnd(NO_NUMBER, OverlayTcpEnd::Gone);
    }
}

void
OverlayTcpCall::OnTcpOpen(uint32_t /* number */)
{
    m_connection->Close();
    m_answered();
}

void
OverlayTcpCall::OnTcpMessage(uint32_t /* number */, MessagePtr /* message */)
{
    // who answers is there; what it says is of no interest
}

void
OverlayTcpCall::OnTcpDrained(uint32_t /* number */)
{
    // nothing is said
}

void
OverlayTcpCall::OnTcpEnd(uint32_t /* number */, OverlayTcpEnd /* how */)
{
    m_next = Simulator::Schedule(MilliSeconds(200), &OverlayTcpCall::Try, this);
}

} // namespace qos
} // namespace ns3
