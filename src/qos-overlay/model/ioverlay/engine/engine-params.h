/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_PARAMS_H
#define QOS_ENGINE_PARAMS_H

#include "bandwidth-emulation.h"
#include "engine-api.h"

#include "ns3/node-id.h"
#include "ns3/units.h"

#include <cstdint>

namespace ns3
{
namespace qos
{

/** The knobs that an engine looks at all its life; those for every message come last. */
struct EngineKnobs
{
    NodeId observer;              //!< none if there is none
    uint32_t mostControl = 10000; //!< control messages that wait for a peer
    Nanoseconds silence{0};       //!< after which an upstream may be gone; 0: the transport tells
                                  //!< of every end
    Nanoseconds report{0};        //!< period of rates for the algorithm; 0: none
    Nanoseconds mostHold = std::chrono::seconds{5}; //!< how long messages are held
    NodeId self;                                    //!< its id
    uint32_t bufferMessages = 10;                   //!< of a receiver, and of a sender
    DropPolicy policy = DropPolicy::Lossless;       //!< when a buffer is full
};

/** All knobs of an engine. */
struct OverlayEngineParams : EngineKnobs
{
    BandwidthLimits limits; //!< emulated bandwidth of the node
    uint64_t seed = 1;      //!< of its random numbers
};

/** What an engine counted, beside its links; what counts every message comes last. */
struct EngineCounters
{
    uint64_t refused = 0;        //!< commands that did not come from the observer
    uint64_t malformed = 0;      //!< messages for the engine that were not what they should be
    uint64_t unsent = 0;         //!< messages that could not be sent at all
    uint64_t holdsExpired = 0;   //!< messages that were held too long
    uint64_t produced = 0;       //!< data of local sources
    uint64_t consumed = 0;       //!< data that the algorithm sent to nobody
    uint64_t processed = 0;      //!< calls of the algorithm
    uint64_t delivered = 0;      //!< data for the application
    uint64_t deliveredBytes = 0; //!< their payload
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_PARAMS_H
