/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SOURCE_SYMBOL_H
#define QOS_SOURCE_SYMBOL_H

#include "ns3/byte-view.h"

#include <cstddef>
#include <optional>

/**
 * @file
 * @ingroup qos-coding
 * A packet as a source symbol of an erasure code: its length in two bytes, the higher one first,
 * then its bytes. So a rebuilt symbol, which is as long as the longest of its block, tells where
 * the packet in it ends. What follows the packet is zero, and is neither sent nor stored.
 *
 * Source: the ADUI (application data unit information) of RFC 6865, without its flow identifier.
 */

namespace ns3
{
namespace qos
{

constexpr std::size_t SOURCE_SYMBOL_HEADER = 2;   //!< bytes in front of the packet
constexpr std::size_t MAX_SOURCE_PACKET = 0xFFFF; //!< the largest packet, in bytes

/**
 * Make a symbol of a packet that lies, or will lie, SOURCE_SYMBOL_HEADER bytes behind the begin of
 * a buffer: nothing is copied.
 * @param buffer gets the length in its first bytes
 * @param packetSize bytes of the packet
 * @return the symbol, the begin of the buffer
 * @throws std::invalid_argument if the packet is too large, for a symbol or for the buffer
 */
ByteView FrameSourceSymbol(MutableByteView buffer, std::size_t packetSize);

/**
 * Make a symbol of a copy of a packet.
 * @param buffer gets the symbol
 * @param packet its bytes
 * @return the symbol, the begin of the buffer
 * @throws std::invalid_argument as FrameSourceSymbol()
 */
ByteView WrapSourceSymbol(MutableByteView buffer, ByteView packet);

/**
 * @param symbol received or rebuilt
 * @return the packet in it; nothing if the symbol is shorter than it says
 */
std::optional<ByteView> UnwrapSourceSymbol(ByteView symbol);

} // namespace qos
} // namespace ns3

#endif // QOS_SOURCE_SYMBOL_H
