/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_MESSAGE_HEADER_H
#define QOS_OVERLAY_MESSAGE_HEADER_H

#include "message-type.h"
#include "node-id.h"

#include "ns3/byte-view.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace ns3
{
namespace qos
{

/** Why a header is refused. */
enum class HeaderFault : uint8_t
{
    Short,   //!< fewer than 24 bytes
    Version, //!< of another version
    Size,    //!< the payload is larger than is taken
    Type,    //!< a type that there is not, or that never crosses the wire
    Flags    //!< flags that contradict the type or each other
};

/**
 * @ingroup qos-ioverlay-message
 * The 24 bytes before every payload, in network byte order:
 *
 *     0  type           4  IPv4 address of the originator
 *     8  flags   9  ttl    10  port of the originator
 *     12 application    16 sequence number, or parameter 0    20 payload size, or parameter 1
 *
 * The originator is who made the message, not the last hop: a message is forwarded as it is.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for 24 bytes, the fields and the two integers of
 * control messages; the layout is reconstructed.
 */
struct MessageHeader
{
    static constexpr std::size_t BYTES = 24; //!< on the wire

    MessageType type = MessageType::Data; //!< what it says
    NodeId originator;                    //!< who made it
    uint32_t app = 0;                     //!< application; 0: the engines
    uint32_t sequence = 0;                //!< number; parameter 0 if hasParameters
    uint32_t size = 0;                    //!< bytes of payload; parameter 1 if hasParameters
    uint8_t ttl = 0;                      //!< hops that a control message has left; 0 for data
    bool hasParameters = false;           //!< two integers are in place of sequence and size
    bool isCoded = false;                 //!< the payload begins with a header of the code
    bool isFree = false;                  //!< the emulation of bandwidth does not charge it

    /** @return bytes of payload that follow */
    uint32_t PayloadBytes() const
    {
        return hasParameters ? 0 : size;
    }

    /** @return whether it is not of an application */
    bool IsControl() const
    {
        return type != MessageType::Data;
    }

    /**
     * @param index 0 or 1
     * @return the parameter
     */
    int32_t Parameter(unsigned index) const
    {
        return static_cast<int32_t>(index == 0 ? sequence : size);
    }

    /**
     * @param first parameter 0
     * @param second parameter 1
     */
    void SetParameters(int32_t first, int32_t second)
    {
        hasParameters = true;
        sequence = static_cast<uint32_t>(first);
        size = static_cast<uint32_t>(second);
    }

    /**
     * Name a node in the parameters, as engines do when they tell their algorithms of a peer.
     * @param peer a node
     * @param detail what else there is to say
     */
    void SetPeer(NodeId peer, uint16_t detail)
    {
        constexpr unsigned HALF = 16;
        hasParameters = true;
        sequence = peer.ip;
        size = uint32_t{detail} << HALF | peer.port;
    }

    /** @return the node that SetPeer() named */
    NodeId Peer() const
    {
        return {sequence, static_cast<uint16_t>(size)};
    }

    /** @return the detail of SetPeer() */
    uint16_t Detail() const
    {
        constexpr unsigned HALF = 16;
        return static_cast<uint16_t>(size >> HALF);
    }

    /** @return as it is on the wire */
    std::array<uint8_t, BYTES> ToBytes() const;

    /**
     * @param bytes that begin with a header; those behind it are not looked at
     * @param mostPayload bytes of the largest payload that is taken
     * @return the header, or why there is none
     */
    static std::variant<MessageHeader, HeaderFault> FromBytes(ByteView bytes, uint32_t mostPayload);
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_MESSAGE_HEADER_H
