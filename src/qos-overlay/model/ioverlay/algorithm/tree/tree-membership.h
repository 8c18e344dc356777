/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_MEMBERSHIP_H
#define QOS_TREE_MEMBERSHIP_H

#include "tree-messages.h"

#include "ns3/node-id.h"
#include "ns3/units.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/** A neighbour in a tree, as far as it is known. */
struct TreeNeighbour
{
    NodeId id;            //!< who
    NodeLoad load;        //!< as it last said
    bool isKnown = false; //!< whether it said anything
};

/** Where a node is on its way into a tree. */
enum class TreeState : uint8_t
{
    Outside,   //!< it does not want to be in
    Joining,   //!< it looks for a parent
    Attaching, //!< it has accepted an offer
    Member     //!< it has a parent, or is the root
};

/**
 * @ingroup qos-ioverlay-tree
 * What a node knows of its place in one tree: parent, children, promises, the way from the root.
 */
class TreeMembership
{
  public:
    /** A child that was offered a place, and has not accepted yet. */
    struct Reservation
    {
        uint32_t number;     //!< of the reservation
        NodeId joiner;       //!< who may accept
        Nanoseconds expires; //!< until when
    };

    uint32_t app = 0;                      //!< whose tree it is
    TreeState state = TreeState::Outside;  //!< where the node is
    bool isRoot = false;                   //!< whether the source is here
    TreeNeighbour parent;                  //!< id is none without a parent
    std::vector<TreeNeighbour> children;   //!< in the order in which they came
    std::vector<Reservation> reservations; //!< by age
    std::vector<NodeId> rootPath;          //!< from the root to the parent
    std::vector<NodeId> candidates;        //!< whom to ask next, the last one first
    NodeId source;                         //!< none if it is not known
    std::vector<MessagePtr> waiting;       //!< queries that came while the node had no parent
    NodeId asked;                          //!< who got the query, or the acceptance
    uint32_t query = 0;                    //!< number of the latest one
    uint32_t attempts = 0;                 //!< queries since the node wanted to join
    uint32_t losses = 0;                   //!< how often the parent was gone, or said that the way
                                           //!< to the source is
    Nanoseconds retryAt{0};                //!< when to try again

    /** @return whether the node is in the tree */
    bool IsMember() const
    {
        return state == TreeState::Member;
    }

    /**
     * @param bandwidth of the node, bytes per second
     * @return its load, promises included
     */
    NodeLoad Load(uint32_t bandwidth) const;

    /**
     * @param id a node
     * @return the child; null if it is none
     */
    TreeNeighbour* FindChild(NodeId id);

    /**
     * @param id a node
     * @return whether it was a child, which it is no longer
     */
    bool RemoveChild(NodeId id);

    /**
     * @param id a node
     * @return whether it is on the way from the root to here
     */
    bool IsAncestor(NodeId id) const;

    /** @param now the time; what has not been accepted by then is free again */
    void ExpireReservations(Nanoseconds now);

    /**
     * @param number of a reservation
     * @param joiner who accepts
     * @return whether there is such a one, which is used up now
     */
    bool TakeReservation(uint32_t number, NodeId joiner);

    /**
     * The neighbour of least stress. The parent goes before children of the same stress, and these
     * by their ids.
     * @param without nodes that are not meant
     * @return the neighbour; null if there is none of which the stress is known
     */
    const TreeNeighbour* LeastStressed(const std::vector<NodeId>& without) const;
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_MEMBERSHIP_H
