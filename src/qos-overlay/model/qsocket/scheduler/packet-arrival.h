/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PACKET_ARRIVAL_H
#define QOS_PACKET_ARRIVAL_H

#include "ns3/units.h"

#include <cstdint>
#include <limits>

/**
 * @file
 * @ingroup qos-scheduler
 * The words in which a scheduler core and its shell talk about packets, messages and what became of
 * them.
 */

namespace ns3
{
namespace qos
{

/** Identifies a stream within one scheduler; reused after the stream was removed. */
using StreamId = uint32_t;

/** Identifies a queued packet within one scheduler; reused after the packet left. */
using PacketId = uint32_t;

/** The stream of all packets that belong to no other: plain FIFO, every packet a message of its
 * own. */
constexpr StreamId BEST_EFFORT = 0;

/** Why a packet or message was dropped. */
enum class DropReason : uint8_t
{
    QueueFull,      //!< the stream's queue limit was reached
    DeadlineMissed, //!< lossy stream: it cannot meet its deadline any more
    RestOfMessage,  //!< the message it belongs to was dropped before it arrived
    LinkedMessage,  //!< a message of a linked stream that belongs to the same unit was dropped
    StreamClosed,   //!< its stream was removed while it waited
    StackRefused, //!< it had left a scheduler above the stack, or a blocked socket, when the stack
                  //!< refused it
    Count         //!< how many reasons there are
};

/** How many drop reasons there are. */
constexpr std::size_t DROP_REASONS = static_cast<std::size_t>(DropReason::Count);

/**
 * @param reason a drop reason
 * @return its name as it appears in queue disc statistics and in qinfo
 */
constexpr const char*
NameOf(DropReason reason)
{
    constexpr const char* NAMES[] = {"Queue full",
                                     "Deadline missed",
                                     "Rest of a dropped message",
                                     "Linked message dropped",
                                     "Stream closed",
                                     "Refused by the stack"};
    return NAMES[static_cast<std::size_t>(reason)];
}

/** What a scheduler is told of an arriving packet. */
struct PacketArrival
{
    StreamId stream = BEST_EFFORT; //!< the stream it belongs to
    uint32_t bytes = 0;            //!< its size including the IP header
    uint64_t message =
        0; //!< which message of the stream it is part of; messages arrive one after another
    uint32_t messageBytes = 0; //!< size of the whole message in bytes on the link, 0 if unknown
    uint64_t unit =
        0; //!< messages of linked streams with the same unit belong together; 0 for none
    Nanoseconds deadline = FOREVER; //!< the message's own deadline (absolute), FOREVER for none
    bool lastOfMessage = true;      //!< no further packet of the message will come
    bool droppable = true;          //!< the application allows that the message is dropped
    bool inOrder = false;           //!< a part of a byte stream, which must not be reordered
    uint8_t kind = 0; //!< the application's own mark (a frame type, say), handed back in reports
    uint32_t flowHash = 0; //!< hash of addresses, ports and protocol; 0 if unknown
};

/** What a scheduler did with an arriving packet. */
struct Admission
{
    bool accepted = false;                     //!< whether the packet is now queued
    PacketId packet = 0;                       //!< its identity, if accepted
    DropReason reason = DropReason::QueueFull; //!< why not, if refused
};

/** What became of a message. */
struct MessageReport
{
    /** The three ends of a message. */
    enum class End : uint8_t
    {
        OnTime, //!< sent before its deadline, or it had none
        Late,   //!< sent after its deadline
        Dropped //!< not sent, or not completely
    };

    StreamId stream = BEST_EFFORT;             //!< whose message
    uint64_t message = 0;                      //!< which one
    uint8_t kind = 0;                          //!< the application's mark
    bool droppable = true;                     //!< whether the application allowed a drop
    End end = End::OnTime;                     //!< what became of it
    DropReason reason = DropReason::QueueFull; //!< why, if dropped
    Nanoseconds lateness{0};                   //!< by how much the deadline was missed, if late
};

} // namespace qos
} // namespace ns3

#endif // QOS_PACKET_ARRIVAL_H
