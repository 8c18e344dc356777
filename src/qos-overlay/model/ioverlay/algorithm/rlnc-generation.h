/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RLNC_GENERATION_H
#define QOS_RLNC_GENERATION_H

#include "ns3/node-id.h"
#include "ns3/rlnc-basis.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a node has sent of a generation to one of its downstreams. */
struct RlncOutput
{
    uint32_t sent = 0;   //!< combinations
    uint32_t wanted = 0; //!< more that it asked for, to be sent when something new has come
    uint32_t owed = 0;   //!< more that it asked for, for which there was no room
    bool isDone = false; //!< whether it needs no more
};

/**
 * @ingroup qos-ioverlay-algorithm
 * A generation that is open at a node.
 */
struct RlncGeneration
{
    /** @param blocks how many it has */
    explicit RlncGeneration(uint32_t blocks)
        : basis(blocks)
    {
    }

    /** @return whether the bytes of its blocks are known to nobody */
    bool IsVirtual() const
    {
        return basis.BlockBytes() < blockBytes;
    }

    uint32_t number = 0;     //!< which one
    NodeId originator;       //!< who made its blocks
    RlncBasis basis;         //!< what is known of them
    uint32_t blockBytes = 0; //!< size of each
    uint32_t arrivals = 0;   //!< vectors that came, or blocks at the source; without extra ones
    uint32_t seen = 0;       //!< of all, when it was last looked whether more come
    uint32_t extra = 0;      //!< vectors that came because they were asked for
    uint32_t pending = 0;    //!< of them, how many are still to come
    uint32_t asked = 0;      //!< how often more was asked for
    std::vector<RlncOutput> outputs; //!< by downstream
    bool isUsed = false;             //!< whether it is any generation
    bool isDelivered = false;        //!< whether the application here has it
    bool isDone = false;             //!< whether this node needs no more of it
};

} // namespace qos
} // namespace ns3

#endif // QOS_RLNC_GENERATION_H
