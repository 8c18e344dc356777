/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-tunnel.h"

#include "ns3/classifier-registry.h"
#include "ns3/fatal-error.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/mac48-address.h"
#include "ns3/node.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(OverqosTunnel);

namespace
{

constexpr uint32_t MAPPED_BITS = 96; // of an IPv4 address in the form of IPv6

/**
 * @param first bytes
 * @param second other bytes
 * @param bits how many count
 * @return whether these are the same
 */
bool
SharePrefix(const std::array<uint8_t, 16>& first,
            const std::array<uint8_t, 16>& second,
            uint32_t bits)
{
    constexpr uint32_t BYTE = 8;
    const uint32_t whole = bits / BYTE;
    if (!std::equal(first.begin(), first.begin() + whole, second.begin()))
    {
        return false;
    }
    const uint32_t rest = bits % BYTE;
    return rest == 0 || first[whole] >> (BYTE - rest) == second[whole] >> (BYTE - rest);
}

/**
 * @param bytes of an IPv4 address
 * @return the address mapped to IPv6
 */
std::array<uint8_t, 16>
Mapped(const uint8_t* bytes)
{
    constexpr std::size_t OFFSET = 12;
    constexpr std::size_t SIZE = 4;
    std::array<uint8_t, 16> address{};
    address[OFFSET - 1] = UINT8_MAX;
    address[OFFSET - 2] = UINT8_MAX;
    std::copy_n(bytes, SIZE, address.begin() + OFFSET);
    return address;
}

/** A tunnel that is disposed takes nothing. */
bool
RefuseToSend(Ptr<Packet> /* packet */,
             const Address& /* source */,
             const Address& /* destination */,
             uint16_t /* protocol */)
{
    return false;
}

} // namespace

TypeId
OverqosTunnel::GetTypeId()
{
    using Self = OverqosTunnel;
    static TypeId tid =
        TypeId("ns3::qos::OverqosTunnel")
            .SetParent<Object>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Mtu",
                          "Bytes of the largest IP packet: 74 bytes of IPv4, UDP and "
                          "virtual link come on top, 20 more with IPv6.",
                          UintegerValue(1400),
                          MakeUintegerAccessor(&Self::m_mtu),
                          MakeUintegerChecker<uint32_t>(68, 60000))
            .AddAttribute("Classifier",
                          "What infers flow and priority: flow, size, dscp, rtp, mpeg, or a name "
                          "that was registered.",
                          StringValue("flow"),
                          MakeStringAccessor(&Self::SetClassifierName, &Self::GetClassifierName),
                          MakeStringChecker());
    return tid;
}

OverqosTunnel::OverqosTunnel() = default;

OverqosTunnel::~OverqosTunnel() = default;

void
OverqosTunnel::DoDispose()
{
    if (m_device)
    {
        // the host keeps the device
        m_device->SetSendCallback(MakeCallback(&RefuseToSend));
    }
    if (m_node != nullptr)
    {
        m_node->SetDeliverCallback(nullptr);
    }
    m_node = nullptr;
    m_device = nullptr;
    Object::DoDispose();
}

void
OverqosTunnel::Attach(Ptr<OverqosNode> node)
{
    NS_ABORT_MSG_IF(m_device, "the tunnel has a device already");
    NS_ABORT_MSG_IF(node->GetObject<OverqosTunnel>(), "the overlay node has a tunnel already");
    node->RequirePacketBytes(m_mtu);
    node->AggregateObject(this); // so that it lives as long as the node
    m_node = PeekPointer(node);
    m_device = CreateObject<VirtualNetDevice>();
    m_device->SetAddress(Mac48Address::Allocate());
    m_device->SetMtu(static_cast<uint16_t>(m_mtu));
    m_device->SetNeedsArp(false);
    // it has no channel at whose other end global routing could look for a neighbour
    m_device->SetIsPointToPoint(false);
    m_device->SetSendCallback(MakeCallback(&OverqosTunnel::Send, this));
    node->GetNode()->AddDevice(m_device);
    node->SetDeliverCallback([this](const BundlePacket& packet) { Deliver(packet); });
}

void
OverqosTunnel::SetClassifier(std::unique_ptr<Classifier> classifier)
{
    m_classifier = std::move(classifier);
}

void
OverqosTunnel::SetClassifierName(std::string name)
{
    try
    {
        m_classifier = Classifiers().Create(name, ClassifierSetup());
    }
    catch (const std::invalid_argument& error)
    {
        NS_ABORT_MSG(error.what());
    }
    m_classifierName = std::move(name);
}

uint32_t
OverqosTunnel::FlowOf(const Address& from, const Address& to, uint8_t protocol)
{
    const bool is6 = Inet6SocketAddress::IsMatchingType(from);
    NS_ABORT_MSG_IF(is6 != Inet6SocketAddress::IsMatchingType(to),
                    "the addresses of a flow are of different IP versions");
    constexpr uint8_t IPV4 = 4;
    constexpr uint8_t IPV6 = 6;
    Bytes16 source{};
    Bytes16 destination{};
    IpFields fields;
    fields.version = is6 ? IPV6 : IPV4;
    fields.protocol = protocol;
    fields.hasPorts = true;
    if (is6)
    {
        const auto sender = Inet6SocketAddress::ConvertFrom(from);
        const auto receiver = Inet6SocketAddress::ConvertFrom(to);
        sender.GetIpv6().GetBytes(source.data());
        receiver.GetIpv6().GetBytes(destination.data());
        fields.sourcePort = sender.GetPort();
        fields.destinationPort = receiver.GetPort();
    }
    else
    {
        const auto sender = InetSocketAddress::ConvertFrom(from);
        const auto receiver = InetSocketAddress::ConvertFrom(to);
        sender.GetIpv4().Serialize(source.data());
        receiver.GetIpv4().Serialize(destination.data());
        fields.sourcePort = sender.GetPort();
        fields.destinationPort = receiver.GetPort();
    }
    const std::size_t size = is6 ? source.size() : sizeof(uint32_t);
    fields.source = {source.data(), size};
    fields.destination = {destination.data(), size};
    return FlowId(fields);
}

void
OverqosTunnel::AddDestination(Ipv4Address network, Ipv4Mask mask, uint16_t egress)
{
    std::array<uint8_t, 4> bytes{};
    network.Serialize(bytes.data());
    Add({Mapped(bytes.data()), MAPPED_BITS + mask.GetPrefixLength(), egress});
}

void
OverqosTunnel::AddDestination(const Ipv6Address& network, const Ipv6Prefix& prefix, uint16_t egress)
{
    Destination destination;
    network.GetBytes(destination.network.data());
    destination.prefixBits = prefix.GetPrefixLength();
    destination.egress = egress;
    Add(destination);
}

void
OverqosTunnel::Add(const Destination& destination)
{
    const auto place = std::find_if(m_destinations.begin(),
                                    m_destinations.end(),
                                    [&destination](const Destination& each) {
                                        return each.prefixBits < destination.prefixBits;
                                    });
    m_destinations.insert(place, destination);
}

const OverqosTunnel::Destination*
OverqosTunnel::Find(ByteView packet) const
{
    constexpr std::size_t IPV4_HEADER = 20;
    constexpr std::size_t IPV4_DESTINATION = 16;
    constexpr std::size_t IPV6_HEADER = 40;
    constexpr std::size_t IPV6_DESTINATION = 24;
    constexpr uint32_t VERSION_SHIFT = 4;
    Bytes16 address{};
    const uint32_t version = packet.size == 0 ? 0 : packet[0] >> VERSION_SHIFT;
    if (version == 4 && packet.size >= IPV4_HEADER)
    {
        address = Mapped(packet.data + IPV4_DESTINATION);
    }
    else if (version == 6 && packet.size >= IPV6_HEADER)
    {
        std::copy_n(packet.data + IPV6_DESTINATION, address.size(), address.begin());
    }
    else
    {
        return nullptr;
    }
    const auto found = std::find_if(m_destinations.begin(),
                                    m_destinations.end(),
                                    [&address](const Destination& each) {
                                        return SharePrefix(each.network, address, each.prefixBits);
                                    });
    return found == m_destinations.end() ? nullptr : &*found;
}

bool
OverqosTunnel::Send(Ptr<Packet> packet,
                    const Address& /* source */,
                    const Address& /* destination */,
                    uint16_t protocol)
{
    m_bytes.resize(packet->GetSize());
    packet->CopyData(m_bytes.data(), packet->GetSize());
    const Destination* destination = Find(m_bytes);
    if (destination == nullptr)
    {
        ++m_unknown;
        return true;
    }
    const Classification classification = m_classifier->Classify(m_bytes);
    BundlePacket carried;
    carried.data = m_bytes.data();
    carried.size = static_cast<uint32_t>(m_bytes.size());
    carried.flow = classification.flow;
    carried.egress = destination->egress;
    carried.protocol = protocol;
    carried.priority = classification.priority;
    carried.mayDrop = classification.mayDrop;
    m_node->Inject(carried);
    return true;
}

void
OverqosTunnel::Deliver(const BundlePacket& packet)
{
    if (packet.protocol != Ipv4L3Protocol::PROT_NUMBER &&
        packet.protocol != Ipv6L3Protocol::PROT_NUMBER)
    {
        ++m_unknown;
        return;
    }
    ++m_received;
    m_device->Receive(Create<Packet>(packet.data, packet.size),
                      packet.protocol,
                      m_device->GetAddress(),
                      m_device->GetAddress(),
                      NetDevice::PACKET_HOST);
}

} // namespace qos
} // namespace ns3
