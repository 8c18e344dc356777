/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_INPUT_H
#define QOS_ENGINE_INPUT_H

#include "bounded-ring.h"
#include "message-source.h"

#include "ns3/overlay-message.h"
#include "ns3/units.h"

#include <cstdint>
#include <memory>

namespace ns3
{
namespace qos
{

/** A source of data at this node. */
struct LocalSource
{
    uint32_t app = 0;            //!< whose data it is
    uint32_t sequence = 0;       //!< of the next message
    Nanoseconds wakes = FOREVER; //!< when the engine will be woken for its next message; FOREVER:
                                 //!< it will not
    std::unique_ptr<MessageSource> source; //!< makes messages
};

/** What data is switched from: the buffer of a receiver, or a source at this node. */
struct EngineInput
{
    BoundedRing<MessagePtr> buffer;      //!< what is there, not yet processed to the end
    std::unique_ptr<LocalSource> source; //!< null for a peer
    NodeId peer;                         //!< where messages come from; none for a source
    uint32_t link = UINT32_MAX; //!< number of its link; none for a source, or if it is gone
    uint32_t weight = 1;        //!< messages in a round
    uint32_t left = 1;          //!< of them, in this round
    uint32_t unplaced = 0;      //!< outputs of the first message that wait for room
    uint32_t offer = 0;         //!< of the first message to the first peer with room; 0: none
    uint32_t offered = 0;       //!< to that many peers
    uint32_t held = 0;          //!< messages that the algorithm keeps
    bool isFree = true;         //!< it belongs to nothing
    bool isActive = false;      //!< it waits for its turn
    bool isHeadHeld = false;    //!< the algorithm keeps the first message
    bool isResting = false;     //!< of a source: the last message went to nobody
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_INPUT_H
