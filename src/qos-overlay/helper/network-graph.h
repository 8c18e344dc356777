/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_NETWORK_GRAPH_H
#define QOS_NETWORK_GRAPH_H

#include "ns3/data-rate.h"
#include "ns3/nstime.h"
#include "ns3/units.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * A link of a network, the same in both directions.
 */
struct GraphLinkParams
{
    DataRate rate{"100Mbps"};     //!< above 0
    Time delay = MilliSeconds(1); //!< one way, from 0 s to NetworkGraph::MOST_DELAY_SECONDS
    uint32_t queuePackets = 100;  //!< in each of the two devices, drop tail, at least 1
};

/**
 * @ingroup qos-helper
 * A link and the two nodes at its ends.
 */
struct GraphLink
{
    uint32_t first = 0;     //!< number of a node
    uint32_t second = 0;    //!< number of the other one
    GraphLinkParams params; //!< the link itself
};

/**
 * @ingroup qos-helper
 * The shortest way from one node to another.
 */
struct GraphRoute
{
    /** A number of links that no way has, and the number of no link. */
    static constexpr uint32_t NONE = std::numeric_limits<uint32_t>::max();

    uint32_t next = NONE;  //!< the first node on the way; a node's way to itself has itself
    uint32_t link = NONE;  //!< to there; NONE on the way of a node to itself
    uint32_t links = NONE; //!< on the way; NONE if there is no way
    Nanoseconds delay{0};  //!< of all links on the way
};

/**
 * @ingroup qos-helper
 * What a network consists of: nodes that have names, and links between them. It knows the shortest
 * ways, and no simulator: GraphTopology builds it.
 *
 * Nodes and links have numbers, 0, 1, 2 and so on, in the order in which they are added.
 */
class NetworkGraph
{
  public:
    /**
     * So many nodes at most: a chain or tree of them is built in some 10 s. It takes longer the
     * more meshes a network has, because ns-3 compares each route with all others of its node.
     */
    static constexpr uint32_t MOST_NODES = 10000;

    /** The delay of a link is at most an hour. */
    static constexpr int64_t MOST_DELAY_SECONDS = 3600;

    /**
     * A chain, n0 - n1 - n2 and so on.
     * @param nodes how many, from 2 to MOST_NODES
     * @param link what each link is like
     * @return the network
     * @throws std::invalid_argument for another number of nodes, and as AddLink() does
     */
    static NetworkGraph Chain(uint32_t nodes, const GraphLinkParams& link);

    /**
     * A tree in which all leaves are equally deep. Its root is n0, and then come the nodes of each
     * depth from left to right: the parent of node i is node (i - 1) / children.
     * @param children of each node that is not a leaf, at least 1
     * @param depth links from the root to a leaf, at least 1
     * @param link what each link is like
     * @return the network
     * @throws std::invalid_argument for no children, no depth and too many nodes, and as AddLink()
     * does
     */
    static NetworkGraph Tree(uint32_t children, uint32_t depth, const GraphLinkParams& link);

    /**
     * @param name of the node, not empty, and none of another one
     * @return its number
     * @throws std::invalid_argument for another name, and for more than MOST_NODES nodes
     */
    uint32_t AddNode(const std::string& name);

    /**
     * @param first number of a node
     * @param second number of another one, to which it has no link yet
     * @param params what the link is like
     * @return its number
     * @throws std::invalid_argument for other nodes and for a link that cannot be
     */
    uint32_t AddLink(uint32_t first, uint32_t second, const GraphLinkParams& params);

    /** @return how many nodes there are */
    uint32_t Nodes() const
    {
        return static_cast<uint32_t>(m_names.size());
    }

    /** @return how many links there are */
    uint32_t Links() const
    {
        return static_cast<uint32_t>(m_links.size());
    }

    /**
     * @param name of a node
     * @return its number
     * @throws std::invalid_argument if there is none of that name
     */
    uint32_t NumberOf(const std::string& name) const;

    /**
     * @param node number of a node
     * @return its name
     * @throws std::invalid_argument if there is no such node
     */
    const std::string& NameOf(uint32_t node) const;

    /**
     * @param link number of a link
     * @return the link
     * @throws std::invalid_argument if there is no such link
     */
    const GraphLink& LinkAt(uint32_t link) const;

    /**
     * @param node number of a node
     * @return the numbers of its links, in increasing order
     * @throws std::invalid_argument if there is no such node
     */
    std::vector<uint32_t> LinksOf(uint32_t node) const;

    /**
     * @param node number of a node, or not
     * @throws std::invalid_argument if there is no such node
     */
    void CheckNode(uint32_t node) const;

    /** @throws std::invalid_argument if there are fewer than two nodes, or one that the others
     * cannot reach */
    void CheckConnected() const;

    /**
     * The shortest ways from a node: those of the least delay, of these those of the fewest links,
     * and of these those that begin with the node of the lowest number. If every node sends a
     * packet on so, it arrives after the delay that its first node has here. Dijkstra's algorithm.
     * @param node number of a node
     * @return by number, the way to each node
     * @throws std::invalid_argument if there is no such node
     */
    std::vector<GraphRoute> RoutesFrom(uint32_t node) const;

  private:
    /** A link as one of its ends sees it. */
    struct Edge
    {
        uint32_t peer = 0;    //!< number of the node at the other end
        uint32_t link = 0;    //!< its number
        Nanoseconds delay{0}; //!< of the link
    };

    /**
     * @param nodes how many
     * @return a network of so many nodes, n0, n1 and so on, that has no links
     */
    static NetworkGraph Unconnected(uint32_t nodes);

    /**
     * @param first number of a node
     * @param second number of a node
     * @return how a sentence about a link between them begins
     */
    std::string LinkBetween(uint32_t first, uint32_t second) const;

    std::vector<std::string> m_names;          //!< by number
    std::map<std::string, uint32_t> m_numbers; //!< by name
    std::vector<GraphLink> m_links;            //!< by number
    std::vector<std::vector<Edge>> m_edges;    //!< by number of the node, in the order of the links
};

} // namespace qos
} // namespace ns3

#endif // QOS_NETWORK_GRAPH_H
