/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CLVL_FRAME_H
#define QOS_CLVL_FRAME_H

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** What a frame is for. */
enum class FrameKind : uint8_t
{
    Data = 0,   //!< a packet of the bundle
    Parity = 1, //!< redundancy of a block
    Probe = 2   //!< nothing; it asks the exit what became of the frames before it
};

/** How often a packet of the bundle has been sent. */
enum class CodingRound : uint8_t
{
    First = 0, //!< windows of packets as they arrive
    Second = 1 //!< blocks of retransmissions
};

/**
 * @ingroup qos-overqos-link
 * What the entry of a virtual link sends to its exit.
 *
 * Every transmission has a link number of its own: losses are seen in these. Data also has a data
 * number, which a retransmission keeps: by it the exit knows what it has already. Both wrap.
 *
 * A block is the unit of coding, a window of the first round or some retransmissions of the second.
 * Each round numbers its blocks by itself. The symbol of data is its number and the packet
 * (data-symbol.h); that of parity is what the code makes of the symbols of a block.
 *
 * Source: OverQoS (NSDI 2004), sections 3.2 and 3.3; the format is this project's.
 */
struct ClvlFrame
{
    FrameKind kind = FrameKind::Data;       //!< what it is for
    CodingRound round = CodingRound::First; //!< whose block it belongs to
    bool isCoded = false;                   //!< data: parity of its block may follow
    uint32_t incarnation = 0;               //!< a number that the entry draws when it starts
    uint32_t link = 0;                      //!< number of the transmission
    uint32_t block = 0;                     //!< number of the block within its round
    uint8_t index = 0;                      //!< data: place in the block; parity: row of the code
    uint8_t sources = 0;                    //!< parity: how many packets the block has
    Nanoseconds rtt{0};                     //!< what the entry knows of the round-trip time
    Nanoseconds window{0};                  //!< how long a window lasts
    uint32_t size = 0;                      //!< bytes of the symbol on the wire

    /**
     * The symbol; lives only as long as the call that hands over the frame. Where bodies are
     * only simulated it is shorter than the size says: the head of data, nothing of parity.
     */
    ByteView symbol;
};

} // namespace qos
} // namespace ns3

#endif // QOS_CLVL_FRAME_H
