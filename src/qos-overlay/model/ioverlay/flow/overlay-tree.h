/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_TREE_H
#define QOS_OVERLAY_TREE_H

#include "ns3/array-view.h"
#include "ns3/units.h"

#include <cstdint>
#include <limits>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-ioverlay-flow
 * @param degree links of a node in a tree
 * @param bandwidth of the node, for what comes in and what goes out together; 0 is unlimited
 * @return the node's stress: degree / bandwidth in MBps; 0 if it is unlimited. Multiplied by 0.1 it
 * is in the unit of the paper's Table 3.
 *
 * Source: iOverlay (Middleware 2004), section 3.2. The unit is the one in which the paper's "ideal"
 * line of its Figure 7 is at 20.
 */
inline double
NodeStress(uint32_t degree, Bitrate bandwidth)
{
    constexpr double BITS_PER_MEGABYTE = 8e6;
    const auto rate = static_cast<double>(bandwidth.BitsPerSecond());
    return rate > 0 ? degree * BITS_PER_MEGABYTE / rate : 0;
}

/**
 * @ingroup qos-ioverlay-flow
 * A finished multicast tree: who is the parent of whom, and how much bandwidth each node has. Nodes
 * are numbers from 0; the root is the source of the data.
 *
 * Everything is known in O(nodes) after the constructor, whatever the shape of the tree.
 */
class OverlayTree
{
  public:
    /** No node: the parent of the root. */
    static constexpr uint32_t NONE = std::numeric_limits<uint32_t>::max();

    /**
     * @param parents of each node; NONE for the root
     * @param bandwidths of each node, for what comes in and what goes out together; 0 is unlimited
     * @throw std::invalid_argument unless there is one root, and a way from it to every node
     */
    OverlayTree(std::vector<uint32_t> parents, std::vector<Bitrate> bandwidths);

    /** @return how many nodes there are, at least 1 */
    uint32_t Size() const
    {
        return static_cast<uint32_t>(m_parents.size());
    }

    /** @return the source */
    uint32_t Root() const
    {
        return m_topDown.front();
    }

    /**
     * @param node a node
     * @return its parent, NONE for the root
     */
    uint32_t Parent(uint32_t node) const
    {
        return m_parents[node];
    }

    /**
     * @param node a node
     * @return its children in rising order
     */
    ArrayView<const uint32_t> Children(uint32_t node) const
    {
        return {m_children.data() + m_firstChild[node],
                m_firstChild[node + 1] - m_firstChild[node]};
    }

    /**
     * @param node a node
     * @return how many links it has: to its parent and to its children
     */
    uint32_t Degree(uint32_t node) const
    {
        const uint32_t children = m_firstChild[node + 1] - m_firstChild[node];
        return m_parents[node] == NONE ? children : children + 1;
    }

    /**
     * @param node a node
     * @return its bandwidth, for what comes in and what goes out together; 0 is unlimited
     */
    Bitrate Bandwidth(uint32_t node) const
    {
        return m_bandwidths[node];
    }

    /**
     * @param node a node
     * @return its stress, see NodeStress()
     */
    double Stress(uint32_t node) const
    {
        return NodeStress(Degree(node), m_bandwidths[node]);
    }

    /**
     * @param node a node
     * @return how many links are between it and the root
     */
    uint32_t Depth(uint32_t node) const
    {
        return m_depths[node];
    }

    /** @return all nodes, each behind its parent: by depth, the root first */
    const std::vector<uint32_t>& TopDown() const
    {
        return m_topDown;
    }

  private:
    /** Sort the children of each node, and find the root. @return the root */
    uint32_t SortChildren();

    /** Fill m_topDown and m_depths. @param root where to begin */
    void Descend(uint32_t root);

    std::vector<uint32_t> m_parents;    //!< by node
    std::vector<Bitrate> m_bandwidths;  //!< by node
    std::vector<uint32_t> m_children;   //!< of all nodes, one node after the other
    std::vector<uint32_t> m_firstChild; //!< where a node's children begin; one more at the end
    std::vector<uint32_t> m_depths;     //!< by node
    std::vector<uint32_t> m_topDown;    //!< see TopDown()
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_TREE_H
