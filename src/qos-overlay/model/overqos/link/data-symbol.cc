/* SPDX-License-Identifier: GPL-2.0-only */

#include "data-symbol.h"

#include "ns3/network-order.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

namespace
{

constexpr uint8_t MAY_DROP = 0x80;      // flag beside the priority
constexpr uint8_t PRIORITY_MASK = 0x07; // BUNDLE_PRIORITIES - 1

} // namespace

void
WriteDataHead(uint32_t number, const BundlePacket& packet, uint8_t* head)
{
    const std::size_t length = DataSymbol::HEAD_BYTES - DataSymbol::LENGTH_BYTES + packet.size;
    NetworkWriter writer(head);
    writer.Write16(static_cast<uint16_t>(length));
    writer.Write32(number);
    writer.Write32(packet.flow);
    writer.Write32(packet.sequence);
    writer.Write16(packet.ingress);
    writer.Write16(packet.egress);
    writer.Write16(packet.protocol);
    const auto priority = std::min<uint8_t>(packet.priority, BUNDLE_PRIORITIES - 1);
    writer.Write8(static_cast<uint8_t>(priority | (packet.mayDrop ? MAY_DROP : 0U)));
    writer.Write8(packet.hopsLeft);
}

std::optional<DataSymbol>
ReadDataSymbol(ByteView bytes, uint32_t size)
{
    if (bytes.size < DataSymbol::HEAD_BYTES)
    {
        return std::nullopt;
    }
    NetworkReader reader(bytes.data);
    const std::size_t length = DataSymbol::LENGTH_BYTES + reader.Read16();
    if (length < DataSymbol::HEAD_BYTES || length > size)
    {
        return std::nullopt;
    }
    DataSymbol symbol;
    symbol.number = reader.Read32();
    BundlePacket& packet = symbol.packet;
    packet.flow = reader.Read32();
    packet.sequence = reader.Read32();
    packet.ingress = reader.Read16();
    packet.egress = reader.Read16();
    packet.protocol = reader.Read16();
    const uint8_t flags = reader.Read8();
    packet.priority = flags & PRIORITY_MASK;
    packet.mayDrop = (flags & MAY_DROP) != 0;
    packet.hopsLeft = reader.Read8();
    packet.size = static_cast<uint32_t>(length - DataSymbol::HEAD_BYTES);
    packet.data = length <= bytes.size ? bytes.data + DataSymbol::HEAD_BYTES : nullptr;
    return symbol;
}

} // namespace qos
} // namespace ns3
