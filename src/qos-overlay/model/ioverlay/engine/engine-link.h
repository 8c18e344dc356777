/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_LINK_H
#define QOS_ENGINE_LINK_H

#include "bounded-ring.h"
#include "link-counters.h"
#include "link-rates.h"
#include "transport.h"

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <array>
#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

constexpr uint32_t NO_INPUT = UINT32_MAX; //!< the number of no input

/** A message that waits for a peer. */
struct QueuedOutput
{
    MessagePtr message;        //!< what waits
    uint32_t input = NO_INPUT; //!< where it came from
    uint32_t offer = 0;        //!< other than 0: of all with this number, the first peer with room
                               //!< gets it, the others do without
};

/** Where an end of a link is in its life. */
enum class LinkState : uint8_t
{
    Free,       //!< it stands for no connection
    Connecting, //!< nothing can be sent yet
    Up          //!< messages cross it
};

/** Emulated bandwidth of a link at this end, by direction. */
struct LinkLimit
{
    std::array<Bitrate, 2> rates;       //!< 0 is unlimited
    std::array<Nanoseconds, 2> opens{}; //!< when the next message may begin
};

/** What the engine knows of a link once somebody wants to know, or has limited it. */
struct LinkDetails
{
    LinkLimit limit;        //!< emulated bandwidth
    LinkRates rates;        //!< of data
    Nanoseconds rtt{0};     //!< to the peer and back, as measured last; 0: not known
    uint64_t heard = 0;     //!< messages that had come when silence was last looked for
    uint32_t look = 0;      //!< which time that was
    bool isSuspect = false; //!< nothing had come since the time before
};

/**
 * One end of the persistent connection of two nodes, as the engine has it. What every message
 * touches comes first: with many nodes, a place in memory costs more than a computation.
 */
struct EngineLink
{
    EngineLink()
        : isLimited(false),
          isRoomAwaited(false)
    {
    }

    Transport::Handle handle = 0;       //!< what it is to the transport
    LinkState state = LinkState::Free;  //!< of this end
    bool isOutWaiting = false;          //!< it waits for the server of what goes out
    bool isInWaiting = false;           //!< it waits for the server of what comes in
    bool isLimited : 1;                 //!< there is a limit
    bool isRoomAwaited : 1;             //!< the algorithm was told that there is none in dataOut
    uint32_t credit = 0;                //!< data that the peer takes, as far as this end has asked
    uint32_t input = NO_INPUT;          //!< its input
    BoundedRing<MessagePtr> dataIn;     //!< before the emulation lets it in
    BoundedRing<MessagePtr> controlIn;  //!< before the emulation lets it in; goes before data
    BoundedRing<QueuedOutput> dataOut;  //!< at most as many as the buffer holds
    BoundedRing<MessagePtr> controlOut; //!< goes before data; what is free goes first
    BoundedRing<QueuedOutput> waiters;  //!< heads of inputs that wait for room in dataOut
    LinkCounters counters;              //!< what happened
    Nanoseconds born{0};                //!< when it began
    std::unique_ptr<LinkDetails> details; //!< null: none yet

    /** @param set gets the memory that data touches that comes */
    void AddReceivingTo(WorkingSet& set) const
    {
        set.Add(this);
        set.Add(&controlIn, sizeof(controlIn));
        set.Add(&counters.received, sizeof(counters.received) + sizeof(counters.receivedBytes));
        dataIn.AddTo(set);
    }

    /** @param set gets the memory that data touches that goes */
    void AddSendingTo(WorkingSet& set) const
    {
        set.Add(this, 2 * CACHE_LINE);
        dataOut.AddTo(set);
    }

    /** @return what else there is to know; from now on there is */
    LinkDetails& Details()
    {
        if (!details)
        {
            details = std::make_unique<LinkDetails>();
            details->rates.Begin(born);
        }
        return *details;
    }

    /** @return what goes next, which does not wait any more; there must be something */
    MessagePtr TakeOutput()
    {
        if (!controlOut.IsEmpty())
        {
            return controlOut.PopFront();
        }
        --credit;
        return dataOut.PopFront().message;
    }

    /** @return whether something waits to be let in */
    bool HasArrived() const
    {
        return !controlIn.IsEmpty() || !dataIn.IsEmpty();
    }

    /** @return what is let in next, which does not wait any more; there must be something */
    MessagePtr TakeArrived()
    {
        return controlIn.IsEmpty() ? dataIn.PopFront() : controlIn.PopFront();
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_LINK_H
