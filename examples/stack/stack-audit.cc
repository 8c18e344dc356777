/* SPDX-License-Identifier: GPL-2.0-only */

#include "stack-audit.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/ppp-header.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param packet payload of IP
 * @param header of IP
 * @param port of UDP
 * @return whether it is for the port
 */
bool
IsFor(const Ptr<const Packet>& packet, const Ipv4Header& header, uint16_t port)
{
    if (header.GetProtocol() != UdpL4Protocol::PROT_NUMBER || header.GetFragmentOffset() != 0)
    {
        return false;
    }
    UdpHeader udp;
    packet->PeekHeader(udp);
    return udp.GetDestinationPort() == port;
}

} // namespace

StackAudit::StackAudit(const StackNetwork& network, uint16_t port, uint32_t nodes)
    : m_port(port),
      m_sentBytes(nodes)
{
    for (const Ptr<NetDevice>& device : network.Devices())
    {
        device->TraceConnectWithoutContext("PhyRxDrop",
                                           MakeCallback(&StackAudit::DeviceDrop, this));
        device->TraceConnectWithoutContext("MacTxDrop",
                                           MakeCallback(&StackAudit::DeviceDrop, this));
    }
    for (uint32_t i = 0; i < nodes; ++i)
    {
        network.Host(i)->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext(
            "TcDrop",
            MakeCallback(&StackAudit::HostDrop, this));
    }
    network.Router()->GetObject<TrafficControlLayer>()->TraceConnectWithoutContext(
        "TcDrop",
        MakeCallback(&StackAudit::HostDrop, this));
    const auto control = network.Server()->GetObject<TrafficControlLayer>();
    control->GetRootQueueDiscOnDevice(network.ServerDevice())
        ->TraceConnectWithoutContext("Drop", MakeCallback(&StackAudit::ServerDrop, this));
    for (uint32_t i = 0; i < nodes; ++i)
    {
        network.Host(i)->GetDevice(1)->TraceConnectWithoutContext(
            "PhyTxEnd",
            MakeBoundCallback(&StackAudit::Sent, &m_sentBytes[i]));
    }
}

void
StackAudit::DeviceDrop(Ptr<const Packet> packet)
{
    const Ptr<Packet> copy = packet->Copy();
    PppHeader link;
    copy->RemoveHeader(link);
    Ipv4Header header;
    copy->RemoveHeader(header);
    m_dropped += IsFor(copy, header, m_port) ? 1 : 0;
}

void
StackAudit::HostDrop(Ptr<const Packet> packet)
{
    const Ptr<Packet> copy = packet->Copy();
    Ipv4Header header;
    copy->RemoveHeader(header);
    m_dropped += IsFor(copy, header, m_port) ? 1 : 0;
}

void
StackAudit::ServerDrop(Ptr<const QueueDiscItem> item)
{
    const auto ip = DynamicCast<const Ipv4QueueDiscItem>(item);
    if (ip && IsFor(item->GetPacket(), ip->GetHeader(), m_port))
    {
        ++m_dropped;
        ++m_serverDropped;
    }
}

void
StackAudit::Sent(uint64_t* bytes, Ptr<const Packet> packet)
{
    *bytes += packet->GetSize();
}

} // namespace qos
} // namespace ns3
