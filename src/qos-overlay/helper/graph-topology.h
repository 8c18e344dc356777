/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GRAPH_TOPOLOGY_H
#define QOS_GRAPH_TOPOLOGY_H

#include "network-graph.h"

#include "ns3/ipv4-address.h"
#include "ns3/ipv4-static-routing.h"
#include "ns3/net-device-container.h"
#include "ns3/net-device.h"
#include "ns3/node-container.h"
#include "ns3/ptr.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * The network of a graph: a chain, a tree, or any other of point-to-point links.
 *
 *     NetworkGraph graph = NetworkGraph::Chain(3, {});
 *     graph.AddLink(1, graph.AddNode("server"), {DataRate("10Mbps"), MilliSeconds(20), 50});
 *     GraphTopology network(graph, {});
 *
 * Every node forwards packets, and may be a host. A packet takes the way of
 * NetworkGraph::RoutesFrom(); routes are static. What a node sends to itself goes by its loopback.
 * Packets are lost in the drop-tail queues of the devices only; there is no queue disc. For a root
 * queue disc that is to hold packets back, as that of QSockets, give its device a DeviceQueue.
 *
 * Links have no addresses of their own: a node has one address, with which it sends on all its
 * links and which all others reach (unnumbered lines, RFC 1812, section 2.2.7). Addresses
 * from 10.1.0.0 on are free for other uses, such as tunnels.
 */
class GraphTopology
{
  public:
    /** What it is built from, beside the graph. */
    struct Params
    {
        std::string tcp = "ns3::TcpLinuxReno"; //!< congestion control of TCP at all nodes
        int64_t firstStream = 0; //!< first stream number for the random variables in the network
    };

    /**
     * @param graph what to build; connected
     * @param params how
     * @throws std::invalid_argument as NetworkGraph::CheckConnected() does
     */
    GraphTopology(const NetworkGraph& graph, const Params& params);

    /** @return what it is built from */
    const NetworkGraph& Graph() const
    {
        return m_graph;
    }

    /** @return the nodes, by number */
    const NodeContainer& Nodes() const
    {
        return m_nodes;
    }

    /**
     * @param node number of a node
     * @return its only address: 10.0.0.1 for node 0, the next one for node 1 and so on
     * @throws std::invalid_argument if there is no such node
     */
    Ipv4Address Address(uint32_t node) const;

    /**
     * @param link number of a link
     * @param node number of a node at one of its ends
     * @return the device of the node on that link
     * @throws std::invalid_argument if there is no such link, or if the node is at no end of it
     */
    Ptr<NetDevice> Device(uint32_t link, uint32_t node) const;

    /**
     * @param link number of a link
     * @param node number of a node at one of its ends
     * @return packets that did not fit into the queue of the node for that link so far
     * @throws std::invalid_argument as Device() does
     */
    uint64_t Dropped(uint32_t link, uint32_t node) const;

    /** @return the first stream number that is still free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

  private:
    /** Connect the nodes. */
    void AddLinks();

    /** Give each device the address of its node. */
    void AddAddresses();

    /** @param node gets its routes */
    void AddRoutes(uint32_t node);

    /**
     * @param first number of a node
     * @param last number behind that of the last one
     * @param interface that leads to all of them
     * @param table gets the fewest routes to them and nobody else
     */
    void AddRoutesTo(uint32_t first,
                     uint32_t last,
                     uint32_t interface,
                     Ipv4StaticRouting& table) const;

    /**
     * @param link number of a link
     * @param node number of a node at one of its ends
     * @return the interface of the node on that link
     */
    uint32_t InterfaceOf(uint32_t link, uint32_t node) const;

    NetworkGraph m_graph;  //!< what it is built from
    NodeContainer m_nodes; //!< by number
    std::vector<NetDeviceContainer>
        m_links;              //!< by number: the devices of the first and second node
    int64_t m_nextStream = 0; //!< first free stream number
};

} // namespace qos
} // namespace ns3

#endif // QOS_GRAPH_TOPOLOGY_H
