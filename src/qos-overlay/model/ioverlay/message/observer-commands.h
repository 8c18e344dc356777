/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVER_COMMANDS_H
#define QOS_OBSERVER_COMMANDS_H

#include "direction.h"
#include "message-header.h"
#include "node-id.h"
#include "overlay-message.h"

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <cstdint>
#include <optional>

/**
 * @file
 * @ingroup qos-ioverlay-message
 * What the observer tells a node to do: the contents of its commands. Reading returns nothing if a
 * command is not exactly what it should be.
 *
 * What is not here has a header alone: MessageType::Request has a sequence number, which the report
 * repeats; SJoin, SLeave and STerminate have an application; TerminateNode has nothing.
 *
 * Source: iOverlay (Middleware 2004), section 2.2, for the actions; the layouts are reconstructed.
 */

namespace ns3
{
namespace qos
{

/** Which bandwidth of a node is meant. The numbers are those on the wire. */
enum class BandwidthScope : uint8_t
{
    Total = 0, //!< in and out together
    Up = 1,    //!< out
    Down = 2   //!< in
};

/** MessageType::SetNodeBw: the emulated bandwidth of the node. */
struct NodeBandwidthCommand
{
    BandwidthScope scope = BandwidthScope::Total; //!< which one
    Bitrate rate;                                 //!< the new one; 0 for unlimited

    /** @return the header */
    MessageHeader ToHeader() const;

    /**
     * @param header of the command
     * @return what it says
     */
    static std::optional<NodeBandwidthCommand> FromHeader(const MessageHeader& header);
};

/** MessageType::SetLinkBw: the emulated bandwidth of a link at the node's end. */
struct LinkBandwidthCommand
{
    NodeId peer;                          //!< the other end
    Direction direction = Direction::Out; //!< which way
    Bitrate rate;                         //!< the new one; 0 for unlimited

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return what it says
     */
    static std::optional<LinkBandwidthCommand> Read(ByteView bytes);
};

/** MessageType::SetInterval: how the emulation counts bytes. */
struct IntervalCommand
{
    Nanoseconds interval{0}; //!< over which it counts, to a millisecond, at most 24 days; 0: one
                             //!< message after the other

    /** @return the header */
    MessageHeader ToHeader() const;

    /**
     * @param header of the command
     * @return what it says
     */
    static std::optional<IntervalCommand> FromHeader(const MessageHeader& header);
};

/** MessageType::SDeploy: be the source of the application in the header. */
struct DeployCommand
{
    static constexpr uint32_t MOST_BYTES = 65536; //!< of payload of a message

    uint32_t bytes = 5120; //!< of payload of a message, 1 or more
    Bitrate rate;          //!< of payload; 0: back to back
    uint32_t messages = 0; //!< how many there are; 0: without end

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return what it says
     */
    static std::optional<DeployCommand> Read(ByteView bytes);
};

/** MessageType::SetWeight: the weight of a peer's messages in the round robin. */
struct WeightCommand
{
    NodeId peer;         //!< whose messages
    uint16_t weight = 1; //!< how many are taken in a round, 1 or more

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return what it says
     */
    static std::optional<WeightCommand> Read(ByteView bytes);
};

/** MessageType::Custom: two integers that the algorithm understands. */
struct CustomCommand
{
    uint32_t app = 0;   //!< the application, if it is about one
    int32_t first = 0;  //!< parameter 0
    int32_t second = 0; //!< parameter 1

    /** @return the header */
    MessageHeader ToHeader() const;

    /**
     * @param header of the command
     * @return what it says
     */
    static std::optional<CustomCommand> FromHeader(const MessageHeader& header);
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVER_COMMANDS_H
