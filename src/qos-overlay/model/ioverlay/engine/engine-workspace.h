/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_ENGINE_WORKSPACE_H
#define QOS_ENGINE_WORKSPACE_H

#include "ns3/overlay-message.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** An output of a message, on its way to the buffer of a peer. */
struct EngineOutput
{
    MessagePtr message; //!< what is sent
    uint32_t link = 0;  //!< number of the link to the peer
};

/**
 * @ingroup qos-ioverlay-engine
 * What an engine needs only while it is at work. Engines that work one at a time share it: so it
 * takes memory once, and that memory is near.
 */
struct EngineWorkspace
{
    std::vector<EngineOutput> outputs; //!< of the message that is processed; those of another
                                       //!< engine, which waits for this one, come before them
    std::vector<uint32_t> counts;      //!< by input; all 0 when nobody counts
    uint32_t lastOffer = 0;            //!< number of the last offer that an engine made
};

} // namespace qos
} // namespace ns3

#endif // QOS_ENGINE_WORKSPACE_H
