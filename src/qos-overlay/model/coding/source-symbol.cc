/* SPDX-License-Identifier: GPL-2.0-only */

#include "source-symbol.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace ns3
{
namespace qos
{

namespace
{

constexpr unsigned BYTE = 8; //!< bits

} // namespace

ByteView
FrameSourceSymbol(MutableByteView buffer, std::size_t packetSize)
{
    const std::size_t size = SOURCE_SYMBOL_HEADER + packetSize;
    if (packetSize > MAX_SOURCE_PACKET || size > buffer.size)
    {
        throw std::invalid_argument(
            "a packet of " + std::to_string(packetSize) + " bytes does not fit: a buffer of " +
            std::to_string(buffer.size) + " bytes takes packets of at most " +
            std::to_string(
                std::min(MAX_SOURCE_PACKET,
                         std::max(buffer.size, SOURCE_SYMBOL_HEADER) - SOURCE_SYMBOL_HEADER)));
    }
    buffer[0] = static_cast<uint8_t>(packetSize >> BYTE);
    buffer[1] = static_cast<uint8_t>(packetSize);
    return {buffer.data, size};
}

ByteView
WrapSourceSymbol(MutableByteView buffer, ByteView packet)
{
    const ByteView symbol = FrameSourceSymbol(buffer, packet.size);
    std::copy(packet.begin(), packet.end(), buffer.data + SOURCE_SYMBOL_HEADER);
    return symbol;
}

std::optional<ByteView>
UnwrapSourceSymbol(ByteView symbol)
{
    if (symbol.size < SOURCE_SYMBOL_HEADER)
    {
        return std::nullopt;
    }
    const std::size_t packetSize = (std::size_t{symbol[0]} << BYTE) | symbol[1];
    if (packetSize > symbol.size - SOURCE_SYMBOL_HEADER)
    {
        return std::nullopt;
    }
    return ByteView{symbol.data + SOURCE_SYMBOL_HEADER, packetSize};
}

} // namespace qos
} // namespace ns3
