/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_MESSAGES_H
#define QOS_TREE_MESSAGES_H

#include "ns3/overlay-message.h"

#include <cstdint>
#include <optional>
#include <vector>

/**
 * @file
 * @ingroup qos-ioverlay-tree
 * What the nodes of a tree say to each other: the payloads of the control messages. Reading returns
 * nothing if a payload is not exactly what it should be.
 *
 * Source: iOverlay (Middleware 2004), section 3.2, for sQuery, sQueryAck and what they mean; the
 * fields and the other messages are reconstructed.
 */

namespace ns3
{
namespace qos
{

/** How loaded a node of a tree is. */
struct NodeLoad
{
    uint32_t degree = 0;    //!< edges of the tree, and those that are promised
    uint32_t bandwidth = 0; //!< bytes per second, in and out together
    uint16_t depth = 0;     //!< edges from the root

    /** @return degree per bandwidth, in 1/MBps */
    double Stress() const
    {
        constexpr double BYTES_PER_MEGABYTE = 1e6;
        return degree * BYTES_PER_MEGABYTE / bandwidth;
    }

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the load
     */
    static std::optional<NodeLoad> Read(ByteView bytes);
};

/** Who will be the parent of a node? */
struct TreeQuery
{
    static constexpr std::size_t MOST_VISITED = 16; //!< nodes that a query remembers

    NodeId joiner;               //!< who asks
    uint32_t number = 0;         //!< of the joiner's queries
    std::vector<NodeId> visited; //!< members that have passed it on

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the query
     */
    static std::optional<TreeQuery> Read(ByteView bytes);
};

/** I would be your parent. */
struct TreeOffer
{
    uint32_t query = 0;       //!< number of the query
    uint32_t reservation = 0; //!< what to name when it is accepted
    NodeLoad load;            //!< of who offers

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the offer
     */
    static std::optional<TreeOffer> Read(ByteView bytes);
};

/** A way in the tree: nodes, the root first. */
struct TreePath
{
    std::vector<NodeId> nodes; //!< at most 255

    /** @return the payload */
    Payload Write() const;

    /**
     * @param bytes of a payload
     * @return the path
     */
    static std::optional<TreePath> Read(ByteView bytes);
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_MESSAGES_H
