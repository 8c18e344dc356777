/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FEDERATION_PARAMS_H
#define QOS_FEDERATION_PARAMS_H

#include "ns3/units.h"

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ns3
{
namespace qos
{

/** All knobs of the nodes of a federation. */
struct FederationParams
{
    uint32_t lookahead = 1; //!< 1: the widest way to the next instance; 2: and on from it
    uint8_t ttl = 16;       //!< how often an advertisement is relayed
    double relay = 1;       //!< how likely a node relays it to each host that it knows
    Nanoseconds softState = std::chrono::seconds{30}; //!< after it, an idle federation is forgotten
    Nanoseconds reportDelay =
        std::chrono::milliseconds{100}; //!< how long changes are collected before they are reported
    uint32_t mostRetries = 3;           //!< other instances that are chosen after failures
    std::size_t mostSessions = 1024;    //!< federations at a node
    std::size_t mostInstances = 1024;   //!< that a node knows
    std::size_t mostSeen = 1024;        //!< advertisements that a node remembers
};

/** What a node of a federation counted. */
struct FederationCounters
{
    uint64_t awareFirst = 0;        //!< own advertisements, to known hosts
    uint64_t awareRelayed = 0;      //!< others', to known hosts
    uint64_t awarePassed = 0;       //!< others', to instances before and after the new one
    uint64_t awareDirect = 0;       //!< own ones, to an instance as an answer or as a report
    uint64_t awareBytes = 0;        //!< of all of these, with headers
    uint64_t federatesSent = 0;     //!< sFederate to other nodes
    uint64_t federateBytes = 0;     //!< of these, with headers
    uint64_t federatesReceived = 0; //!< sFederate from other nodes
    uint64_t acknowledgements = 0;  //!< sFedAck that were sent
    uint64_t failures = 0;          //!< sFedFail that were sent
    uint64_t federated = 0;         //!< federations from here that are complete
    uint64_t failed = 0;            //!< federations from here that are impossible
    uint64_t expired = 0;           //!< federations that were forgotten
    uint64_t strays = 0;            //!< data that belongs to no open federation
    uint64_t refused = 0;           //!< messages that were not what they should be
};

} // namespace qos
} // namespace ns3

#endif // QOS_FEDERATION_PARAMS_H
