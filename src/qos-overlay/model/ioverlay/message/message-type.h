/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_MESSAGE_TYPE_H
#define QOS_MESSAGE_TYPE_H

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-message
 * What a message says.
 *
 * Source: iOverlay (Middleware 2004) names data, boot, request, sQuery, sQueryAck, sAnnounce,
 * sAssign, sAware and sFederate; the others are needed for what it describes, and all numbers are
 * reconstructed.
 */
enum class MessageType : uint32_t
{
    // between nodes, for the engine
    Data = 0x0001,     //!< bytes of an application; the only one that an algorithm must know
    Hello = 0x0002,    //!< first message on a connection: who is there
    Credit = 0x0003,   //!< so many messages have left the buffer of the receiver
    Bye = 0x0004,      //!< the connection ends in peace
    Ping = 0x0005,     //!< how far is it?
    Pong = 0x0006,     //!< that far
    BwProbe = 0x0007,  //!< one of a train of messages
    BwReport = 0x0008, //!< how fast the train came

    // between a node and its observer
    Boot = 0x0100,           //!< a node asks whom it may know
    BootReply = 0x0101,      //!< some nodes
    Request = 0x0102,        //!< how are you?
    Status = 0x0103,         //!< buffers, rates, neighbours
    SetNodeBw = 0x0104,      //!< emulated bandwidth of a node
    SetLinkBw = 0x0105,      //!< emulated bandwidth of a link
    SetInterval = 0x0106,    //!< of the emulation
    SDeploy = 0x0107,        //!< be the source of an application
    SJoin = 0x0108,          //!< join an application
    SLeave = 0x0109,         //!< leave it
    STerminate = 0x010A,     //!< end a source
    TerminateNode = 0x010B,  //!< end
    SetWeight = 0x010C,      //!< of an input in the round robin
    Custom = 0x010D,         //!< two integers, for the algorithm
    Trace = 0x010E,          //!< a line for the log
    NodeDownReport = 0x010F, //!< a peer is gone

    // of an engine for its own algorithm
    UpRate = 0x0200,     //!< what comes from an upstream
    DownRate = 0x0201,   //!< what goes to a downstream
    LinkUp = 0x0202,     //!< a connection is ready
    BrokenLink = 0x0203, //!< a connection is gone
    BrokenSource =
        0x0204,          //!< the way to the source of an application is gone; crosses the wire too
    SendFailed = 0x0205, //!< data found no room at Peer(), or is held no longer: its type and its
                         //!< number are the parameters then
    MeasureReply = 0x0206, //!< what was asked of a peer
    Timer = 0x0207,        //!< it is time
    Writable = 0x0208,     //!< there is room again towards Peer(), after a SendFailed

    // trees
    SAnnounce = 0x0300,  //!< a source makes itself known
    SQuery = 0x0301,     //!< who will be my parent?
    SQueryAck = 0x0302,  //!< I would
    SAttach = 0x0303,    //!< then be it
    SAttachOk = 0x0304,  //!< I am
    SAttachNak = 0x0305, //!< no, ask somebody else
    SStress = 0x0306,    //!< degree, bandwidth, depth
    SDetach = 0x0307,    //!< you are my parent no longer
    SAdopt = 0x0308,     //!< somebody else is your parent now

    // service federation
    SAssign = 0x0400,     //!< provide a service
    SAware = 0x0401,      //!< who provides it
    SFederate = 0x0402,   //!< the token that chooses instances
    SFedAck = 0x0403,     //!< all are chosen
    SFedFail = 0x0404,    //!< there is none
    SFedRelease = 0x0405, //!< it is over

    // network coding
    NcConfig = 0x0500,  //!< roles
    NcGenDone = 0x0501, //!< a generation is complete
    NcGenWant = 0x0502, //!< so much of a generation is missing

    // gossip
    GossipHave = 0x0600, //!< what I have
    GossipWant = 0x0601, //!< what I want of it

    User = 0x1000 //!< the first number for messages of others' algorithms
};

/** Between whom a message is exchanged. */
enum class MessageRoute : uint8_t
{
    Nodes,          //!< from a node to another
    ToObserver,     //!< from a node to its observer
    FromObserver,   //!< from the observer to a node
    Own,            //!< from an engine to its own algorithm; never on the wire
    OwnAndNodes,    //!< both of these
    ObserverOrNodes //!< from the observer or a node to a node
};

/** What the registry of types knows of one. */
struct MessageTypeInfo
{
    MessageType type;   //!< the type
    const char* name;   //!< in logs
    MessageRoute route; //!< between whom
};

/**
 * @ingroup qos-ioverlay-message
 * @param type a number from a header
 * @return what is known of it; null if it is nothing below MessageType::User that there is. Types
 * from there on are exchanged by nodes.
 */
const MessageTypeInfo* FindMessageType(MessageType type);

/**
 * @ingroup qos-ioverlay-message
 * @param type a type
 * @return its name; its number, such as 0x1001, if it has none
 */
std::string ToText(MessageType type);

/**
 * @ingroup qos-ioverlay-message
 * @param type a type
 * @return whether only the observer may say it to a node
 */
bool IsObserverCommand(MessageType type);

} // namespace qos
} // namespace ns3

#endif // QOS_MESSAGE_TYPE_H
