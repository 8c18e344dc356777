/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TREE_JOIN_H
#define QOS_TREE_JOIN_H

#include "overlay-tree.h"

#include "ns3/indexed-heap.h"
#include "ns3/node-random.h"

#include <cstdint>
#include <vector>

/**
 * @file
 * @ingroup qos-ioverlay-flow
 * How trees grow if nodes join one after the other, every node always knows the present stress of
 * its neighbours, and no message takes time or is lost: what the tree algorithms of the engine come
 * to if joins are far apart, and what they are compared with.
 */

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-flow
 * A tree that nodes join. Node 0 is the source; others are numbered as they joined.
 */
class GrowingTree
{
  public:
    /** @param source bandwidth of the source; 0 is unlimited */
    explicit GrowingTree(Bitrate source);

    /**
     * A node joins.
     * @param parent a node of the tree
     * @param bandwidth of the new node; 0 is unlimited
     * @return the new node
     */
    uint32_t Add(uint32_t parent, Bitrate bandwidth);

    /** @return how many nodes there are */
    uint32_t Size() const
    {
        return static_cast<uint32_t>(m_nodes.size());
    }

    /**
     * @param node a node
     * @return its parent, OverlayTree::NONE for the source
     */
    uint32_t Parent(uint32_t node) const
    {
        return m_nodes[node].parent;
    }

    /**
     * @param node a node
     * @return its stress, see NodeStress()
     */
    double Stress(uint32_t node) const
    {
        return m_nodes[node].stress;
    }

    /**
     * @param node a node
     * @return its stress if it had one more child
     */
    double StressWithChild(uint32_t node) const
    {
        return NodeStress(m_nodes[node].degree + 1, m_nodes[node].bandwidth);
    }

    /**
     * @param node a node
     * @return which of its parent and its children has the least stress, OverlayTree::NONE if it
     * has neither. Among equals its parent, then the child that joined first.
     */
    uint32_t LeastStressedNeighbour(uint32_t node) const;

    /** @return the tree as it is now */
    OverlayTree Finish() const;

  private:
    /** A node. */
    struct Node
    {
        uint32_t parent;      //!< NONE for the source
        uint32_t newestChild; //!< NONE without one
        uint32_t nextSibling; //!< the child of the same parent that joined before; NONE without one
        uint32_t degree;      //!< to its parent and to its children
        Bitrate bandwidth;    //!< 0 is unlimited
        double stress;        //!< see Stress()
    };

    std::vector<Node> m_nodes; //!< by number
};

/** Where a node may join, and what it took to find out. */
struct FoundParent
{
    uint32_t node;     //!< who becomes the parent
    uint32_t hops = 0; //!< from member to member that queries were handed on
};

/**
 * @ingroup qos-ioverlay-flow
 * How a node that joins finds its parent.
 */
class JoinRule
{
  public:
    virtual ~JoinRule() = default;

    /**
     * @param tree as it is
     * @param random for the members that are asked first
     * @return who becomes the parent
     */
    virtual FoundParent Find(const GrowingTree& tree, NodeRandom& random) = 0;
};

/**
 * @ingroup qos-ioverlay-flow
 * Everybody joins the source: the "all-unicast" algorithm of iOverlay (Middleware 2004),
 * section 3.2.
 */
class UnicastJoin final : public JoinRule
{
  public:
    FoundParent Find(const GrowingTree& tree, NodeRandom& random) override;
};

/**
 * @ingroup qos-ioverlay-flow
 * The member that is asked becomes the parent: the "randomised" algorithm of iOverlay (Middleware
 * 2004), section 3.2. Every member is as likely as another.
 */
class RandomJoin final : public JoinRule
{
  public:
    FoundParent Find(const GrowingTree& tree, NodeRandom& random) override;
};

/**
 * @ingroup qos-ioverlay-flow
 * The "node stress aware" algorithm of iOverlay (Middleware 2004), section 3.2: a query goes from a
 * member to the one of its neighbours that has the least stress, until a member has no more than
 * all its neighbours.
 *
 * Reconstructed: a query goes to the parent also if it has the same stress, or Table 3 of the paper
 * would be one outcome of several. Ours: several members can be asked, of whose offers that with
 * the least stress after the join is taken; the first among equals.
 */
class NodeStressJoin final : public JoinRule
{
  public:
    /** @param queries how many members are asked, drawn one by one and perhaps twice; at least 1 */
    explicit NodeStressJoin(uint32_t queries = 1);

    FoundParent Find(const GrowingTree& tree, NodeRandom& random) override;

  private:
    uint32_t m_queries; //!< how many members are asked
};

/**
 * @ingroup qos-ioverlay-flow
 * The member with the least stress after the join becomes the parent; the one that joined first
 * among equals. Nobody knows it without asking everybody: what rules are compared with. An object
 * is for one tree.
 */
class LeastStressJoin final : public JoinRule
{
  public:
    FoundParent Find(const GrowingTree& tree, NodeRandom& random) override;

  private:
    /** What members are ordered by. */
    struct Key
    {
        double stress; //!< after the join
        uint32_t node; //!< which
    };

    /** Orders them. */
    struct Before
    {
        /**
         * @param a one
         * @param b another one
         * @return whether a is to be preferred
         */
        bool operator()(const Key& a, const Key& b) const
        {
            return a.stress != b.stress ? a.stress < b.stress : a.node < b.node;
        }
    };

    /**
     * @param tree the tree
     * @param node whose degree is another one
     */
    void Rekey(const GrowingTree& tree, uint32_t node)
    {
        m_members.Set(node, {tree.StressWithChild(node), node});
    }

    IndexedHeap<Key, Before> m_members; //!< all that were there at the last call
};

} // namespace qos
} // namespace ns3

#endif // QOS_TREE_JOIN_H
