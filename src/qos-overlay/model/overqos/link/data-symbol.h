/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DATA_SYMBOL_H
#define QOS_DATA_SYMBOL_H

#include "bundle-packet.h"

#include "ns3/byte-view.h"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-overqos-link
 * A packet of the bundle as the code sees it.
 *
 *     length (2) | data number (4) | flow (4) | sequence (4) | ingress (2) | egress (2) |
 *     protocol (2) | priority and flags (1) | hops left (1) | the packet
 *
 * All numbers are big endian. The length is that of all that follows it: a rebuilt symbol is padded
 * and has to tell. So whatever is rebuilt is complete: it needs nothing of a header that was lost.
 *
 * Source: the ADU information of FECFRAME (RFC 6363, RFC 6865) is the model.
 */
struct DataSymbol
{
    static constexpr std::size_t LENGTH_BYTES = 2;                    //!< the length itself
    static constexpr std::size_t HEAD_BYTES = LENGTH_BYTES + 20;      //!< before the packet
    static constexpr uint32_t MOST_PACKET_BYTES = 65000 - HEAD_BYTES; //!< of the packet

    uint32_t number = 0; //!< data number
    BundlePacket packet; //!< its bytes are a view into the symbol
};

/**
 * Write what precedes the packet in a symbol.
 * @param number data number
 * @param packet the packet, of MOST_PACKET_BYTES at most; a priority that does not exist counts as
 * the least important one
 * @param head where to write DataSymbol::HEAD_BYTES bytes
 */
void WriteDataHead(uint32_t number, const BundlePacket& packet, uint8_t* head);

/**
 * @param bytes of a symbol, its length included; longer than the length says if it is padded; its
 * head alone where bodies are only simulated
 * @param size of the symbol on the wire, at least that of the bytes
 * @return the symbol; nothing if it is too short for its head, or if its length is impossible
 */
std::optional<DataSymbol> ReadDataSymbol(ByteView bytes, uint32_t size);

} // namespace qos
} // namespace ns3

#endif // QOS_DATA_SYMBOL_H
