/* SPDX-License-Identifier: GPL-2.0-only */

#include "message-header.h"

#include "ns3/network-order.h"

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t VERSION = 0x40;
constexpr uint8_t VERSION_MASK = 0xC0;
constexpr uint8_t PARAMETERS = 0x01;
constexpr uint8_t CONTROL = 0x02;
constexpr uint8_t CODED = 0x04;
constexpr uint8_t FREE = 0x08;
constexpr uint8_t RESERVED = 0x30;

/**
 * @param type from the wire
 * @return whether it may come from there
 */
bool
CrossesTheWire(MessageType type)
{
    if (type >= MessageType::User)
    {
        return true;
    }
    const MessageTypeInfo* info = FindMessageType(type);
    return info != nullptr && info->route != MessageRoute::Own;
}

} // namespace

std::array<uint8_t, MessageHeader::BYTES>
MessageHeader::ToBytes() const
{
    const unsigned flags = VERSION | (hasParameters ? PARAMETERS : 0U) |
                           (IsControl() ? CONTROL : 0U) | (isCoded ? CODED : 0U) |
                           (isFree ? FREE : 0U);
    std::array<uint8_t, BYTES> bytes{};
    NetworkWriter writer(bytes.data());
    writer.Write32(static_cast<uint32_t>(type));
    writer.Write32(originator.ip);
    writer.Write8(static_cast<uint8_t>(flags));
    writer.Write8(ttl);
    writer.Write16(originator.port);
    writer.Write32(app);
    writer.Write32(sequence);
    writer.Write32(size);
    return bytes;
}

std::variant<MessageHeader, HeaderFault>
MessageHeader::FromBytes(ByteView bytes, uint32_t mostPayload)
{
    if (bytes.size < BYTES)
    {
        return HeaderFault::Short;
    }
    NetworkReader reader(bytes.data);
    MessageHeader header;
    header.type = static_cast<MessageType>(reader.Read32());
    header.originator.ip = reader.Read32();
    const unsigned flags = reader.Read8();
    header.ttl = reader.Read8();
    header.originator.port = reader.Read16();
    header.app = reader.Read32();
    header.sequence = reader.Read32();
    header.size = reader.Read32();
    header.hasParameters = (flags & PARAMETERS) != 0;
    header.isCoded = (flags & CODED) != 0;
    header.isFree = (flags & FREE) != 0;
    if ((flags & VERSION_MASK) != VERSION)
    {
        return HeaderFault::Version;
    }
    if (!CrossesTheWire(header.type))
    {
        return HeaderFault::Type;
    }
    const bool isControl = (flags & CONTROL) != 0;
    const bool isDataWithControl =
        !header.IsControl() && (header.hasParameters || header.isFree || header.ttl != 0);
    if ((flags & RESERVED) != 0 || isControl != header.IsControl() || isDataWithControl ||
        (header.isCoded && header.IsControl()))
    {
        return HeaderFault::Flags;
    }
    if (header.PayloadBytes() > mostPayload)
    {
        return HeaderFault::Size;
    }
    return header;
}

} // namespace qos
} // namespace ns3
