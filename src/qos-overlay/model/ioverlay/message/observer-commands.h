/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OBSERVER_COMMANDS_H
#define QOS_OBSERVER_COMMANDS_H

#include "direction.h"
#include "message-header.h"
#include "node-id.h"
#include "overlay-message.h"

#include "ns3/byte-view.h"
#include "ns3/units.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

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

/** What a node does in network coding. The numbers are those on the wire. */
enum class CodingRole : uint8_t
{
    None = 0,        //!< nothing any more
    Relay = 1,       //!< data goes on as it comes
    PairCoder = 2,   //!< two streams become one
    PairDecoder = 3, //!< of one of the two and what they became, the other one is found out
    Rlnc = 4         //!< random linear coding of generations
};

/** Where a node sends that has a role in network coding. */
struct CodingDownstream
{
    NodeId node;        //!< who
    uint16_t share = 0; //!< combinations of a generation, of CodingRole::Rlnc; 0: one for every new
                        //!< vector

    /**
     * @param other another one
     * @return whether it is the same
     */
    bool operator==(const CodingDownstream& other) const
    {
        return node == other.node && share == other.share;
    }
};

/** MessageType::NcConfig: a role in network coding, for the application in the header. */
struct CodingCommand
{
    static constexpr std::size_t MOST_DOWNSTREAMS = 255; //!< of a node
    static constexpr uint16_t MOST_BLOCKS = 256;         //!< of a generation

    uint32_t app = 0;                   //!< the application; that of what is coded, of a pair
    CodingRole role = CodingRole::None; //!< what is done with its data
    std::array<uint32_t, 2> streams{};  //!< applications that are coded together, of a pair
    std::vector<CodingDownstream> downstreams; //!< of all that send
    bool delivers = false;                     //!< whether the application here gets the data of a
                                               //!< relay, or of generations
    bool waits = true;                         //!< see RlncNodeParams
    uint16_t blocks = 32;                      //!< of a generation, 1 to MOST_BLOCKS
    uint16_t arrivals = 0;                     //!< see RlncNodeParams
    uint16_t rank = 0;                         //!< see RlncNodeParams; at most as many as blocks

    /** @return what can not be, and what is allowed; empty if the command is sound */
    std::string Fault() const;

    /** @return the payload, with what the role needs */
    Payload Write() const;

    /**
     * @param app application in the header
     * @param bytes of a payload
     * @return what it says
     */
    static std::optional<CodingCommand> Read(uint32_t app, ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_OBSERVER_COMMANDS_H
