/* SPDX-License-Identifier: GPL-2.0-only */

#include "ip-fields.h"

#include "ns3/network-order.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param view bytes
 * @param offset where the part begins, at most the size
 * @return the bytes from there on
 */
ByteView
From(ByteView view, std::size_t offset)
{
    return {view.data + offset, view.size - offset};
}

/**
 * @param view bytes
 * @param size a limit
 * @return so many bytes of it at most
 */
ByteView
Limit(ByteView view, std::size_t size)
{
    return {view.data, std::min(view.size, size)};
}

/**
 * Read ports, and find what UDP carries.
 * @param transport the bytes behind the IP headers
 * @param fields gets what is found; its protocol is known
 */
void
ParseTransport(ByteView transport, IpFields& fields)
{
    constexpr std::size_t PORTS_BYTES = 4;
    constexpr std::size_t UDP_BYTES = 8;
    switch (fields.protocol)
    {
    case IP_PROTOCOL_TCP:
    case IP_PROTOCOL_UDP:
    case IP_PROTOCOL_DCCP:
    case IP_PROTOCOL_SCTP:
    case IP_PROTOCOL_UDP_LITE:
        break;
    default:
        return;
    }
    if (transport.size < PORTS_BYTES)
    {
        return;
    }
    fields.hasPorts = true;
    fields.sourcePort = ReadU16(transport.data);
    fields.destinationPort = ReadU16(transport.data + 2);
    if (fields.protocol == IP_PROTOCOL_UDP && transport.size >= UDP_BYTES)
    {
        const std::size_t length = ReadU16(transport.data + 4); // 0 says: as long as the packet
        const bool isLengthKnown = length >= UDP_BYTES;
        fields.payload = From(isLengthKnown ? Limit(transport, length) : transport, UDP_BYTES);
    }
}

/**
 * @param packet with version 4
 * @return what is known of it
 */
IpFields
ParseIpv4(ByteView packet)
{
    constexpr std::size_t LEAST_HEADER = 20;
    constexpr std::size_t WORD = 4;
    constexpr unsigned LENGTH_MASK = 0x0F;
    constexpr unsigned MORE_AND_OFFSET = 0x3FFF;
    constexpr unsigned OFFSET = 0x1FFF;
    IpFields fields;
    if (packet.size < LEAST_HEADER)
    {
        return fields;
    }
    const std::size_t header = (packet[0] & LENGTH_MASK) * WORD;
    const std::size_t total = ReadU16(packet.data + 2);
    if (header < LEAST_HEADER || header > packet.size || total < header)
    {
        return fields;
    }
    fields.version = 4;
    fields.trafficClass = packet[1];
    fields.protocol = packet[9];
    fields.source = {packet.data + 12, 4};
    fields.destination = {packet.data + 16, 4};
    const unsigned fragment = ReadU16(packet.data + 6);
    fields.isFragment = (fragment & MORE_AND_OFFSET) != 0;
    fields.fragmentProtocol = fields.protocol;
    fields.fragmentId = ReadU16(packet.data + 4);
    if ((fragment & OFFSET) == 0)
    {
        ParseTransport(From(Limit(packet, total), header), fields);
    }
    return fields;
}

/** What a step over an IPv6 extension header finds. */
enum class Step
{
    Extension, //!< there may be another one
    Transport, //!< the rest is the transport's
    Opaque     //!< the rest cannot be read
};

/**
 * Step over an extension header.
 * @param rest the bytes from it on; begins behind it afterwards
 * @param fields its protocol says which header it is, and what is next afterwards
 * @return what is next
 */
Step
StepOver(ByteView& rest, IpFields& fields)
{
    constexpr uint8_t HOP_BY_HOP = 0;
    constexpr uint8_t ROUTING = 43;
    constexpr uint8_t FRAGMENT = 44;
    constexpr uint8_t AUTHENTICATION = 51;
    constexpr uint8_t DESTINATION = 60;
    constexpr uint8_t MOBILITY = 135;
    constexpr std::size_t LEAST_EXTENSION = 8;
    constexpr unsigned OFFSET = 0xFFF8;

    const uint8_t type = fields.protocol;
    const bool isOptions =
        type == HOP_BY_HOP || type == ROUTING || type == DESTINATION || type == MOBILITY;
    if (!isOptions && type != FRAGMENT && type != AUTHENTICATION)
    {
        return Step::Transport;
    }
    if (rest.size < LEAST_EXTENSION)
    {
        return Step::Opaque;
    }
    std::size_t length = LEAST_EXTENSION;
    if (isOptions)
    {
        length += rest[1] * std::size_t{8};
    }
    else if (type == AUTHENTICATION)
    {
        length += rest[1] * std::size_t{4};
    }
    else
    {
        const unsigned fragment = ReadU16(rest.data + 2);
        const bool isFirst = (fragment & OFFSET) == 0;
        if (!isFirst || (fragment & 1U) != 0) // a fragment that is all of its packet is none
        {
            fields.isFragment = true;
            fields.fragmentProtocol = rest[0];
            fields.fragmentId = ReadU32(rest.data + 4);
        }
        if (!isFirst)
        {
            fields.protocol = rest[0];
            return Step::Opaque;
        }
    }
    if (length > rest.size)
    {
        return Step::Opaque;
    }
    fields.protocol = rest[0];
    rest = From(rest, length);
    return Step::Extension;
}

/**
 * @param packet with version 6
 * @return what is known of it
 */
IpFields
ParseIpv6(ByteView packet)
{
    constexpr std::size_t HEADER = 40;
    constexpr int MOST_EXTENSIONS = 16; // nobody means more
    IpFields fields;
    if (packet.size < HEADER)
    {
        return fields;
    }
    fields.version = 6;
    fields.trafficClass = static_cast<uint8_t>(ReadU16(packet.data) >> 4);
    fields.protocol = packet[6];
    fields.source = {packet.data + 8, 16};
    fields.destination = {packet.data + 24, 16};
    const std::size_t length = ReadU16(packet.data + 4); // 0 says: a jumbogram
    ByteView rest = From(length == 0 ? packet : Limit(packet, HEADER + length), HEADER);
    Step step = Step::Extension;
    for (int i = 0; i < MOST_EXTENSIONS && step == Step::Extension; ++i)
    {
        step = StepOver(rest, fields);
    }
    if (step == Step::Transport)
    {
        ParseTransport(rest, fields);
    }
    return fields;
}

/** FNV-1a with 64 bits, whose halves are mixed at the end. */
class Hash
{
  public:
    /** @param byte the next one */
    void Add(uint8_t byte)
    {
        constexpr uint64_t PRIME = 0x100000001B3;
        m_hash = (m_hash ^ byte) * PRIME;
    }

    /** @param bytes the next ones */
    void Add(ByteView bytes)
    {
        for (const uint8_t byte : bytes)
        {
            Add(byte);
        }
    }

    /** @param number the next four bytes */
    void AddNumber(uint32_t number)
    {
        constexpr unsigned BYTE = 8;
        for (unsigned shift = 0; shift < 4 * BYTE; shift += BYTE)
        {
            Add(static_cast<uint8_t>(number >> shift));
        }
    }

    /** @return the hash */
    uint32_t Get() const
    {
        constexpr unsigned HALF = 32;
        return static_cast<uint32_t>(m_hash ^ (m_hash >> HALF));
    }

  private:
    uint64_t m_hash = 0xCBF29CE484222325; //!< so far
};

} // namespace

IpFields
ParseIp(ByteView packet)
{
    constexpr unsigned VERSION_SHIFT = 4;
    if (packet.size == 0 || packet.data == nullptr)
    {
        return {};
    }
    switch (packet[0] >> VERSION_SHIFT)
    {
    case 4:
        return ParseIpv4(packet);
    case 6:
        return ParseIpv6(packet);
    default:
        return {};
    }
}

uint32_t
FlowId(const IpFields& fields)
{
    if (fields.version == 0)
    {
        return 0;
    }
    Hash hash;
    hash.Add(fields.source);
    hash.Add(fields.destination);
    if (fields.isFragment)
    {
        hash.Add(fields.fragmentProtocol);
        hash.AddNumber(fields.fragmentId);
        hash.Add(1); // so that no identification looks like ports
        return hash.Get();
    }
    constexpr unsigned PORT_BITS = 16;
    hash.Add(fields.protocol);
    hash.AddNumber(static_cast<uint32_t>(fields.sourcePort) << PORT_BITS | fields.destinationPort);
    hash.Add(0);
    return hash.Get();
}

} // namespace qos
} // namespace ns3
