/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERQOS_HELPER_H
#define QOS_OVERQOS_HELPER_H

#include "ns3/address.h"
#include "ns3/attribute.h"
#include "ns3/ipv4-address.h"
#include "ns3/ipv6-address.h"
#include "ns3/node-container.h"
#include "ns3/object-factory.h"
#include "ns3/overqos-node.h"
#include "ns3/overqos-tunnel.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * Sets up an overlay: nodes, virtual links between them, routes, and tunnels for ordinary
 * applications.
 *
 *     OverqosHelper overlay;
 *     overlay.SetLink("ResidualTarget", DoubleValue(0.001));
 *     auto here = overlay.Install(hosts.Get(0));
 *     auto there = overlay.Install(hosts.Get(1));
 *     overlay.Connect(here, InetSocketAddress(addressOf0), there, InetSocketAddress(addressOf1));
 *     overlay.SetRoutes();
 *     overlay.InstallTunnel(here, "10.9.0.1");
 *     overlay.InstallTunnel(there, "10.9.0.2");
 *
 * Afterwards whatever a host sends to the other one's tunnel address goes through the virtual link.
 */
class OverqosHelper
{
  public:
    OverqosHelper();

    /**
     * Set an attribute of the nodes to come.
     * @param name of the attribute, see OverqosNode; the number is given by Install()
     * @param value its value
     */
    void SetNode(const std::string& name, const AttributeValue& value);

    /** @param factory makes the nodes to come; of type OverqosNode */
    void SetNodes(const ObjectFactory& factory)
    {
        m_nodeFactory = factory;
    }

    /**
     * Set an attribute of the virtual links to come.
     * @param name of the attribute, see OverqosLinkConfig
     * @param value its value
     */
    void SetLink(const std::string& name, const AttributeValue& value);

    /** @param factory makes the knobs of the virtual links to come; of type OverqosLinkConfig */
    void SetLinks(const ObjectFactory& factory)
    {
        m_linkFactory = factory;
    }

    /**
     * Set an attribute of the tunnels to come.
     * @param name of the attribute, see OverqosTunnel
     * @param value its value
     */
    void SetTunnel(const std::string& name, const AttributeValue& value);

    /** @param factory makes the tunnels to come; of type OverqosTunnel */
    void SetTunnels(const ObjectFactory& factory)
    {
        m_tunnelFactory = factory;
    }

    /**
     * @param host a node with an Internet stack
     * @return an overlay node on it, with the next number, from 1
     */
    Ptr<OverqosNode> Install(const Ptr<Node>& host);

    /**
     * @param hosts nodes with an Internet stack
     * @return an overlay node on each of them
     */
    std::vector<Ptr<OverqosNode>> Install(const NodeContainer& hosts);

    /**
     * @param hostName a name given with Names::Add
     * @return an overlay node on it
     */
    Ptr<OverqosNode> Install(const std::string& hostName);

    /**
     * Connect two overlay nodes by a virtual link in each direction. Each host sends from the
     * address that is given here, whatever its routes are.
     * @param first one of them
     * @param firstAddress its host's IP address on the path to the other one
     * @param second the other one
     * @param secondAddress its host's IP address on the path to the first one
     * @return the number of the link from the first to the second one; that of the other direction
     * is one more
     */
    uint16_t Connect(const Ptr<OverqosNode>& first,
                     const Address& firstAddress,
                     const Ptr<OverqosNode>& second,
                     const Address& secondAddress);

    /**
     * Connect two overlay nodes by virtual links that differ, as over an asymmetric line.
     * @param first one of them
     * @param firstAddress its host's IP address on the path to the other one
     * @param second the other one
     * @param secondAddress its host's IP address on the path to the first one
     * @param there the knobs of the link from the first to the second one
     * @param back the knobs of the other link
     * @return the number of the link from the first to the second one; that of the other direction
     * is one more
     */
    uint16_t Connect(const Ptr<OverqosNode>& first,
                     const Address& firstAddress,
                     const Ptr<OverqosNode>& second,
                     const Address& secondAddress,
                     const Ptr<OverqosLinkConfig>& there,
                     const Ptr<OverqosLinkConfig>& back);

    /** Give every node installed so far a route to every other one, over the fewest links. */
    void SetRoutes();

    /**
     * Give a host an address in the overlay, in a network that all tunnels of this helper share.
     * To be called after SetRoutes() or before it, once per node. All links of the helper have to
     * carry packets of the tunnel's Mtu (attribute MostPacketBytes).
     * @param node an overlay node
     * @param address of the tunnel, IPv4
     * @param mask of the network
     * @return the tunnel
     */
    Ptr<OverqosTunnel> InstallTunnel(const Ptr<OverqosNode>& node,
                                     Ipv4Address address,
                                     Ipv4Mask mask = Ipv4Mask("255.255.255.0"));

    /**
     * Give a tunnel an IPv6 address too.
     * @param tunnel of this helper
     * @param address of the tunnel
     * @param prefix of the network
     */
    void AddAddress(const Ptr<OverqosTunnel>& tunnel,
                    const Ipv6Address& address,
                    const Ipv6Prefix& prefix = Ipv6Prefix(64));

    /**
     * Fix the random variables of the nodes installed so far.
     * @param stream first number for the random variables
     * @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

  private:
    /** A virtual link. */
    struct Link
    {
        std::size_t from = 0; //!< index of a node
        std::size_t to = 0;   //!< index of a node
        uint16_t bundle = 0;  //!< its number
    };

    /** A tunnel and the node that it belongs to. */
    struct Tunnel
    {
        Ptr<OverqosTunnel> tunnel; //!< the tunnel
        uint16_t number = 0;       //!< of the node
        Ipv4Address address4;      //!< its IPv4 address
    };

    /**
     * @param node an overlay node of this helper
     * @return its index
     */
    std::size_t IndexOf(const Ptr<OverqosNode>& node) const;

    /**
     * @param address an IP address, or a socket address, whose port is passed over
     * @param port a port
     * @return the socket address
     */
    static Address WithPort(const Address& address, uint16_t port);

    ObjectFactory m_nodeFactory;           //!< makes nodes
    ObjectFactory m_linkFactory;           //!< makes the knobs of links
    ObjectFactory m_tunnelFactory;         //!< makes tunnels
    std::vector<Ptr<OverqosNode>> m_nodes; //!< by number, from 1
    std::vector<Link> m_links;             //!< virtual links
    std::vector<Tunnel> m_tunnels;         //!< tunnels
    uint16_t m_bundles = 0;                //!< numbers given to links
    uint32_t m_packetBytes = 0;            //!< of the largest packet of tunnels
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERQOS_HELPER_H
