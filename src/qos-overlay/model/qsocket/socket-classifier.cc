/* SPDX-License-Identifier: GPL-2.0-only */

#include "socket-classifier.h"

#include "ip-bytes.h"

#include "ns3/ipv4-queue-disc-item.h"
#include "ns3/ipv4.h"
#include "ns3/ipv6-extension-header.h"
#include "ns3/ipv6-queue-disc-item.h"
#include "ns3/ipv6.h"

#include <algorithm>
#include <array>
#include <typeinfo>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t PROTOCOL_TCP = 6;
constexpr uint8_t PROTOCOL_UDP = 17;
constexpr uint8_t IPV6_FRAGMENT_HEADER = 44;

/**
 * @param item a packet
 * @return it as an IPv6 packet, null if it is none
 */
const Ipv6QueueDiscItem*
AsIpv6(const Ptr<const QueueDiscItem>& item)
{
    return dynamic_cast<const Ipv6QueueDiscItem*>(PeekPointer(item));
}

/**
 * @param item a packet
 * @return it as an IPv4 packet, null if it is none
 */
const Ipv4QueueDiscItem*
AsIpv4(const Ptr<const QueueDiscItem>& item)
{
    const QueueDiscItem* plain = PeekPointer(item);
    // the comparison spares nearly every packet the cost of a dynamic cast
    return typeid(*plain) == typeid(Ipv4QueueDiscItem)
               ? static_cast<const Ipv4QueueDiscItem*>(plain)
               : dynamic_cast<const Ipv4QueueDiscItem*>(plain);
}

/**
 * @param item an IPv6 packet
 * @return its fragment header, nothing if it is not fragmented
 */
std::optional<Ipv6ExtensionFragmentHeader>
FragmentHeaderOf(const Ipv6QueueDiscItem& item)
{
    if (item.GetHeader().GetNextHeader() != IPV6_FRAGMENT_HEADER)
    {
        return std::nullopt;
    }
    Ipv6ExtensionFragmentHeader fragment;
    item.GetPacket()->PeekHeader(fragment);
    return fragment;
}

/**
 * @param tag of a message that a filter directs to the stream of another socket
 * @return a number that no message of that socket has, nor one of a third socket
 */
uint64_t
NumberAmongOthers(const MessageTag::Content& tag)
{
    constexpr uint64_t BEGIN = 1ULL << 62;
    constexpr uint32_t NUMBER_BITS = 30;
    return BEGIN | static_cast<uint64_t>(tag.socket) << NUMBER_BITS |
           (tag.message & ((1ULL << NUMBER_BITS) - 1));
}

/**
 * @param item a packet
 * @return whether it is an IP fragment that others follow
 */
bool
HasMoreFragments(const Ptr<const QueueDiscItem>& item)
{
    if (const Ipv4QueueDiscItem* ipv4 = AsIpv4(item))
    {
        return !ipv4->GetHeader().IsLastFragment();
    }
    if (const Ipv6QueueDiscItem* ipv6 = AsIpv6(item))
    {
        const auto fragment = FragmentHeaderOf(*ipv6);
        return fragment && fragment->GetMoreFragment();
    }
    return false;
}

} // namespace

SocketClassifier::SocketClassifier(Ptr<Node> node, uint32_t mtu)
    : m_node(node),
      m_nodeId(node->GetId()),
      m_mtu(mtu)
{
}

void
SocketClassifier::Bind(SocketKey key, StreamId stream, Ptr<Socket> socket)
{
    const uint32_t slot = SocketKeys::SlotOf(key);
    if (slot >= m_bindings.size())
    {
        m_bindings.resize(static_cast<std::size_t>(slot) + 1);
    }
    const bool isByteStream = socket->GetSocketType() == Socket::NS3_SOCK_STREAM;
    m_bindings[slot] = {key, stream, isByteStream, FIRST_OWN_NUMBER};
    m_byteStreams += m_bindings[slot].isByteStream ? 1 : 0;
    m_endpoints.Add(key, socket);
}

void
SocketClassifier::Unbind(SocketKey key)
{
    Binding* binding = FindBinding(key);
    if (!binding)
    {
        return;
    }
    m_byteStreams -= binding->isByteStream ? 1 : 0;
    *binding = Binding();
    m_endpoints.Remove(key);
}

StreamId
SocketClassifier::StreamOf(SocketKey key) const
{
    const uint32_t slot = SocketKeys::SlotOf(key);
    return slot < m_bindings.size() && m_bindings[slot].key == key ? m_bindings[slot].stream
                                                                   : BEST_EFFORT;
}

void
SocketClassifier::SetFilter(Filter filter)
{
    m_filter = std::move(filter);
}

SocketClassifier::Binding*
SocketClassifier::FindBinding(SocketKey key)
{
    const uint32_t slot = SocketKeys::SlotOf(key);
    const bool isBound = key != 0 && slot < m_bindings.size() && m_bindings[slot].key == key;
    return isBound ? &m_bindings[slot] : nullptr;
}

PacketArrival
SocketClassifier::Classify(const Ptr<const QueueDiscItem>& item)
{
    PacketArrival arrival;
    arrival.bytes = item->GetSize();
    MessageTag tag;
    const bool isTagged = item->GetPacket()->PeekPacketTag(tag) && tag.content.node == m_nodeId;
    if (isTagged)
    {
        FromDatagramTag(tag.content, item, arrival);
    }
    else if (m_byteStreams == 0 || !FromByteTags(item, arrival))
    {
        FromHeaders(item, arrival);
    }
    if (m_filter)
    {
        if (const auto stream = m_filter({item, isTagged ? &tag.content : nullptr}))
        {
            if (isTagged && *stream != arrival.stream)
            {
                arrival.message = NumberAmongOthers(tag.content);
            }
            arrival.stream = *stream;
        }
    }
    return arrival;
}

void
SocketClassifier::FromDatagramTag(const MessageTag::Content& tag,
                                  const Ptr<const QueueDiscItem>& item,
                                  PacketArrival& arrival) const
{
    const bool isIpv6 = AsIpv4(item) == nullptr;
    arrival.stream = StreamOf(tag.socket);
    arrival.message = tag.message;
    arrival.messageBytes = tag.messageBytes == 0 ? 0 : IpBytes(tag.messageBytes, isIpv6, m_mtu);
    // most messages are one packet, which is recognised without a look at its header
    const bool isWhole = arrival.messageBytes == arrival.bytes;
    arrival.unit = tag.unit;
    arrival.deadline = Nanoseconds{tag.deadline};
    arrival.droppable = tag.droppable != 0;
    arrival.kind = tag.kind;
    arrival.lastOfMessage = tag.endOfMessage != 0 && (isWhole || !HasMoreFragments(item));
}

bool
SocketClassifier::FromByteTags(const Ptr<const QueueDiscItem>& item, PacketArrival& arrival)
{
    Binding* binding = nullptr;
    ByteTagIterator tags = item->GetPacket()->GetByteTagIterator();
    while (tags.HasNext())
    {
        const ByteTagIterator::Item range = tags.Next();
        if (range.GetTypeId() != MessageTag::GetTypeId())
        {
            continue;
        }
        MessageTag tag;
        range.GetTag(tag);
        if (tag.content.node != m_nodeId)
        {
            continue;
        }
        if (Binding* owner = FindBinding(tag.content.socket))
        {
            binding = owner;
            arrival.deadline = std::min(arrival.deadline, Nanoseconds{tag.content.deadline});
            arrival.kind = tag.content.kind;
        }
    }
    if (!binding)
    {
        return false;
    }
    arrival.stream = binding->stream;
    arrival.message = binding->nextMessage++;
    arrival.droppable = false;
    arrival.inOrder = true;
    return true;
}

void
SocketClassifier::FromHeaders(const Ptr<const QueueDiscItem>& item, PacketArrival& arrival)
{
    if (m_endpoints.IsEmpty())
    {
        return;
    }
    const auto headers = ReadHeaders(item);
    if (!headers || (headers->protocol != PROTOCOL_TCP && headers->protocol != PROTOCOL_UDP))
    {
        return;
    }
    Binding* binding = nullptr;
    if (headers->isFirst)
    {
        binding = FindBinding(FindByPorts(item, *headers));
        if (!binding)
        {
            m_train = FragmentTrain();
            return;
        }
        m_train = {headers->source, headers->identification, binding->key, binding->nextMessage++};
    }
    else
    {
        const bool follows =
            m_train.identification == headers->identification && m_train.source == headers->source;
        binding = follows ? FindBinding(m_train.key) : nullptr;
        if (!binding)
        {
            return;
        }
    }
    arrival.stream = binding->stream;
    arrival.message = m_train.message;
    arrival.lastOfMessage = !headers->moreFragments;
    arrival.inOrder = binding->isByteStream;
    arrival.droppable = !binding->isByteStream;
}

SocketKey
SocketClassifier::FindByPorts(const Ptr<const QueueDiscItem>& item, const Headers& headers)
{
    constexpr uint32_t PORT_BYTES = 2;
    std::array<uint8_t, 64> bytes;
    const uint32_t wanted = headers.transportOffset + 2 * PORT_BYTES;
    if (wanted > bytes.size() || item->GetPacket()->CopyData(bytes.data(), wanted) < wanted ||
        !IsOwnAddress(headers.source))
    {
        return 0;
    }
    const uint8_t* ports = bytes.data() + headers.transportOffset;
    return m_endpoints.Find({headers.protocol,
                             static_cast<uint16_t>(ports[0] << 8 | ports[1]),
                             static_cast<uint16_t>(ports[2] << 8 | ports[3]),
                             headers.destination});
}

bool
SocketClassifier::IsOwnAddress(const Ipv6Address& address) const
{
    if (address.IsIpv4MappedAddress())
    {
        const Ptr<Ipv4> ipv4 = m_node->GetObject<Ipv4>();
        return ipv4 && ipv4->GetInterfaceForAddress(address.GetIpv4MappedAddress()) >= 0;
    }
    const Ptr<Ipv6> ipv6 = m_node->GetObject<Ipv6>();
    return ipv6 && ipv6->GetInterfaceForAddress(address) >= 0;
}

uint32_t
SocketClassifier::IpPayloadBytes(const Ptr<const QueueDiscItem>& item)
{
    const Ipv6QueueDiscItem* ipv6 = AsIpv6(item);
    const bool isFragment = ipv6 && FragmentHeaderOf(*ipv6);
    return item->GetPacket()->GetSize() - (isFragment ? IPV6_FRAGMENT_HEADER_BYTES : 0);
}

std::optional<SocketClassifier::Headers>
SocketClassifier::ReadHeaders(const Ptr<const QueueDiscItem>& item)
{
    Headers headers;
    if (const Ipv4QueueDiscItem* ipv4 = AsIpv4(item))
    {
        const Ipv4Header& header = ipv4->GetHeader();
        headers.source = Ipv6Address::MakeIpv4MappedAddress(header.GetSource());
        headers.destination = Ipv6Address::MakeIpv4MappedAddress(header.GetDestination());
        headers.protocol = header.GetProtocol();
        headers.identification = header.GetIdentification();
        headers.isFirst = header.GetFragmentOffset() == 0;
        headers.moreFragments = !header.IsLastFragment();
        return headers;
    }
    if (const Ipv6QueueDiscItem* ipv6 = AsIpv6(item))
    {
        const Ipv6Header& header = ipv6->GetHeader();
        headers.source = header.GetSource();
        headers.destination = header.GetDestination();
        headers.protocol = header.GetNextHeader();
        if (const auto fragment = FragmentHeaderOf(*ipv6))
        {
            headers.protocol = fragment->GetNextHeader();
            headers.identification = fragment->GetIdentification();
            headers.isFirst = fragment->GetOffset() == 0;
            headers.moreFragments = fragment->GetMoreFragment();
            headers.transportOffset = IPV6_FRAGMENT_HEADER_BYTES;
        }
        return headers;
    }
    return std::nullopt;
}

} // namespace qos
} // namespace ns3
