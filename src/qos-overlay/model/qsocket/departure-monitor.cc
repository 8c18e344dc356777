/* SPDX-License-Identifier: GPL-2.0-only */

#include "departure-monitor.h"

#include "ns3/arp-l3-protocol.h"
#include "ns3/ipv4-interface.h"
#include "ns3/loopback-net-device.h"
#include "ns3/traffic-control-layer.h"

#include <algorithm>
#include <array>

namespace ns3
{
namespace qos
{

namespace
{

/** The trace source of a device that tells the end of a transmission; not all devices have it. */
constexpr const char* TRANSMITTED = "PhyTxEnd";

constexpr uint32_t IP_PREFIX = 8; //!< bytes of an IP header that tell the size of the payload

/**
 * Connect a member to a trace source, or disconnect it.
 * @param connect which of both
 * @param source the object, may be null
 * @param name the trace source; nothing happens if the object has none of that name
 * @param sink the member
 */
void
Toggle(bool connect, Ptr<Object> source, const std::string& name, const CallbackBase& sink)
{
    if (!source || !source->GetInstanceTypeId().LookupTraceSourceByName(name))
    {
        return;
    }
    if (connect)
    {
        source->TraceConnectWithoutContext(name, sink);
    }
    else
    {
        source->TraceDisconnectWithoutContext(name, sink);
    }
}

/**
 * @param device a device
 * @return whether it tells the end of a transmission
 */
bool
TellsTransmissions(Ptr<NetDevice> device)
{
    return device->GetInstanceTypeId().LookupTraceSourceByName(TRANSMITTED) != nullptr;
}

/**
 * @param ip the first bytes of an IP packet
 * @return bytes of its payload, a fragment header not counted; 0 if it is no IP packet
 */
uint32_t
PayloadOf(const uint8_t* ip)
{
    constexpr uint32_t WORD = 4;
    constexpr uint8_t FRAGMENT_HEADER = 44;
    constexpr uint32_t FRAGMENT_HEADER_BYTES = 8;
    const uint32_t version = ip[0] >> 4;
    if (version == 4)
    {
        const auto total = static_cast<uint32_t>(ip[2] << 8 | ip[3]);
        const uint32_t header = (ip[0] & 0xFU) * WORD;
        return total > header ? total - header : 0;
    }
    if (version == 6)
    {
        const auto payload = static_cast<uint32_t>(ip[4] << 8 | ip[5]);
        const uint32_t header = ip[6] == FRAGMENT_HEADER ? FRAGMENT_HEADER_BYTES : 0;
        return payload > header ? payload - header : 0;
    }
    return 0;
}

} // namespace

DepartureMonitor::DepartureMonitor(Ptr<Node> node, Listener listener)
    : m_node(node),
      m_nodeId(node->GetId()),
      m_listener(std::move(listener))
{
}

DepartureMonitor::~DepartureMonitor()
{
    Connect(false);
}

void
DepartureMonitor::Pause()
{
    Connect(false);
    m_devices.clear();
    m_arpCaches.clear();
}

void
DepartureMonitor::Watch()
{
    Pause();
    const Ptr<TrafficControlLayer> control = m_node->GetObject<TrafficControlLayer>();
    for (uint32_t i = 0; i < m_node->GetNDevices(); ++i)
    {
        const Ptr<NetDevice> device = m_node->GetDevice(i);
        const Ptr<QueueDisc> disc = control ? control->GetRootQueueDiscOnDevice(device) : nullptr;
        const bool isLoopback = DynamicCast<LoopbackNetDevice>(device) != nullptr;
        const bool isSilent = !isLoopback && !disc && !TellsTransmissions(device);
        m_devices.push_back({device, disc, isSilent});
    }
    const Ptr<Ipv4L3Protocol> ipv4 = m_node->GetObject<Ipv4L3Protocol>();
    for (uint32_t i = 0; ipv4 && i < ipv4->GetNInterfaces(); ++i)
    {
        m_arpCaches.push_back(ipv4->GetInterface(i)->GetArpCache());
    }
    Connect(true);
}

void
DepartureMonitor::Connect(bool connect)
{
    const auto frame = MakeCallback(&DepartureMonitor::FrameLeft, this);
    const auto item = MakeCallback(&DepartureMonitor::ItemLeft, this);
    for (const Watched& watched : m_devices)
    {
        if (TellsTransmissions(watched.device))
        {
            Toggle(connect, watched.device, TRANSMITTED, frame);
            Toggle(connect, watched.device, "PhyTxDrop", frame);
            Toggle(connect, watched.device, "MacTxDrop", frame);
            Toggle(connect, watched.disc, "Drop", item);
        }
        else
        {
            // what a queue disc drops later than at arrival it has dequeued before
            Toggle(connect, watched.disc, "Dequeue", item);
            Toggle(connect,
                   watched.disc,
                   "DropBeforeEnqueue",
                   MakeCallback(&DepartureMonitor::ItemRefused, this));
        }
    }
    if (!m_devices.empty())
    {
        ConnectStack(connect);
    }
}

void
DepartureMonitor::ConnectStack(bool connect)
{
    const auto packet = MakeCallback(&DepartureMonitor::PacketDropped, this);
    Toggle(connect, m_node->GetObject<TrafficControlLayer>(), "TcDrop", packet);
    Toggle(connect, m_node->GetObject<ArpL3Protocol>(), "Drop", packet);
    for (const Ptr<ArpCache>& cache : m_arpCaches)
    {
        Toggle(connect, cache, "Drop", packet);
    }
    const Ptr<Ipv4L3Protocol> ipv4 = m_node->GetObject<Ipv4L3Protocol>();
    Toggle(connect, ipv4, "Drop", MakeCallback(&DepartureMonitor::Ipv4Dropped, this));
    Toggle(connect, ipv4, "LocalDeliver", MakeCallback(&DepartureMonitor::Ipv4Delivered, this));
    const Ptr<Ipv6L3Protocol> ipv6 = m_node->GetObject<Ipv6L3Protocol>();
    Toggle(connect, ipv6, "Drop", MakeCallback(&DepartureMonitor::Ipv6Dropped, this));
    Toggle(connect, ipv6, "LocalDeliver", MakeCallback(&DepartureMonitor::Ipv6Delivered, this));
    if (HasSilentDevice())
    {
        Toggle(connect, ipv4, "Tx", MakeCallback(&DepartureMonitor::Ipv4Sent, this));
        Toggle(connect, ipv6, "Tx", MakeCallback(&DepartureMonitor::Ipv6Sent, this));
    }
}

uint32_t
DepartureMonitor::IpPayloadBytes(Ptr<const Packet> frame)
{
    constexpr uint32_t PPP_HEADER = 2;
    constexpr uint32_t ETHERNET_HEADER = 14;
    std::array<uint8_t, ETHERNET_HEADER + IP_PREFIX> bytes{};
    frame->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    const auto isIp = [&bytes](uint32_t type) {
        const uint8_t high = bytes[type];
        const uint8_t low = bytes[type + 1];
        return (high == 0x08 && low == 0x00) || (high == 0x86 && low == 0xDD);
    };
    const bool isPpp = bytes[0] == 0x00 && (bytes[1] == 0x21 || bytes[1] == 0x57);
    if (isPpp && PayloadOf(bytes.data() + PPP_HEADER) != 0)
    {
        return PayloadOf(bytes.data() + PPP_HEADER);
    }
    if (isIp(ETHERNET_HEADER - 2))
    {
        return PayloadOf(bytes.data() + ETHERNET_HEADER);
    }
    return PayloadOf(bytes.data());
}

void
DepartureMonitor::FrameLeft(Ptr<const Packet> frame)
{
    Tell(frame, IpPayloadBytes(frame));
}

void
DepartureMonitor::PacketDropped(Ptr<const Packet> packet)
{
    TellPacket(packet);
}

void
DepartureMonitor::TellPacket(Ptr<const Packet> packet) const
{
    std::array<uint8_t, IP_PREFIX> bytes{};
    packet->CopyData(bytes.data(), static_cast<uint32_t>(bytes.size()));
    Tell(packet, PayloadOf(bytes.data()));
}

void
DepartureMonitor::ItemLeft(Ptr<const QueueDiscItem> item)
{
    Tell(item->GetPacket(), SocketClassifier::IpPayloadBytes(item));
}

void
DepartureMonitor::ItemRefused(Ptr<const QueueDiscItem> item, const char* /* reason */)
{
    ItemLeft(item);
}

void
DepartureMonitor::Ipv4Dropped(const Ipv4Header& /* header */,
                              Ptr<const Packet> packet,
                              Ipv4L3Protocol::DropReason /* reason */,
                              Ptr<Ipv4> /* ipv4 */,
                              uint32_t /* interface */)
{
    Tell(packet, packet->GetSize());
}

void
DepartureMonitor::Ipv6Dropped(const Ipv6Header& /* header */,
                              Ptr<const Packet> packet,
                              Ipv6L3Protocol::DropReason /* reason */,
                              Ptr<Ipv6> /* ipv6 */,
                              uint32_t /* interface */)
{
    Tell(packet, packet->GetSize());
}

bool
DepartureMonitor::HasSilentDevice() const
{
    return std::any_of(m_devices.begin(), m_devices.end(), [](const Watched& watched) {
        return watched.isSilent;
    });
}

void
DepartureMonitor::Sent(Ptr<const Packet> packet, Ptr<NetDevice> device) const
{
    for (const Watched& watched : m_devices)
    {
        if (watched.device == device && watched.isSilent)
        {
            TellPacket(packet);
        }
    }
}

void
DepartureMonitor::Ipv4Sent(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface)
{
    Sent(packet, ipv4->GetNetDevice(interface));
}

void
DepartureMonitor::Ipv6Sent(Ptr<const Packet> packet, Ptr<Ipv6> ipv6, uint32_t interface)
{
    Sent(packet, ipv6->GetNetDevice(interface));
}

void
DepartureMonitor::Ipv4Delivered(const Ipv4Header& header,
                                Ptr<const Packet> packet,
                                uint32_t /* interface */)
{
    // an echo may bring the tag home of a packet that left long ago
    if (m_node->GetObject<Ipv4>()->GetInterfaceForAddress(header.GetSource()) >= 0)
    {
        Tell(packet, packet->GetSize());
    }
}

void
DepartureMonitor::Ipv6Delivered(const Ipv6Header& header,
                                Ptr<const Packet> packet,
                                uint32_t /* interface */)
{
    if (m_node->GetObject<Ipv6>()->GetInterfaceForAddress(header.GetSource()) >= 0)
    {
        Tell(packet, packet->GetSize());
    }
}

void
DepartureMonitor::Tell(Ptr<const Packet> packet, uint32_t bytes) const
{
    MessageTag tag;
    if (packet->PeekPacketTag(tag) && tag.content.node == m_nodeId)
    {
        m_listener(tag.content.socket, bytes);
    }
}

} // namespace qos
} // namespace ns3
