/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STACK_NETWORK_H
#define QOS_STACK_NETWORK_H

#include "ns3/data-rate.h"
#include "ns3/device-queue.h"
#include "ns3/ipv4-address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/object-factory.h"
#include "ns3/overqos-node.h"
#include "ns3/star-topology.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** What the virtual links of a StackNetwork did. */
struct StackLinkTotals
{
    uint64_t arrived = 0;        //!< packets that came for a link
    uint64_t dropped = 0;        //!< of these, dropped at the entry
    uint64_t delivered = 0;      //!< of these, that came out
    uint64_t lost = 0;           //!< of these, as far as both ends agree
    uint64_t late = 0;           //!< repairs that came when the exit had given their packets up
    uint64_t open = 0;           //!< of these, that did not come out, and no end has given up yet
    uint64_t waiting = 0;        //!< of these, at the entry
    uint64_t dataBytes = 0;      //!< sent for the first time
    uint64_t redundantBytes = 0; //!< of parity and of packets sent again
    uint64_t parityFrames = 0;   //!< sent
    uint64_t repairFrames = 0;   //!< packets sent again, and parity for them
    uint64_t reportBytes = 0;    //!< that the exits sent back
};

/**
 * @ingroup qos-examples
 * The network of an experiment with all systems: a server behind overlay node 0, and viewers at the
 * other overlay nodes, on links of their own around a router.
 *
 *     server (eth0) -- serverRate -- overlay node 0 --+--------+-- overlay node 1 (viewer)
 *                                                     | router |-- overlay node 2 (viewer) ...
 *                                       cross host  --+--------+
 *
 * The links of the viewers lose packets on the way to them. With virtual links, there is one from
 * node 0 to every viewer and one for every other edge of a tree, and one back for each; the hosts
 * then speak to each other by addresses of a tunnel. Without, by those of the same links.
 */
class StackNetwork
{
  public:
    /** What it is built from. */
    struct Params
    {
        DataRate serverRate;           //!< of the server's link
        uint32_t serverPackets = 100;  //!< that wait in the server's root queue disc
        std::vector<DataRate> rates;   //!< of the links of the overlay nodes, both ways
        std::vector<Time> delays;      //!< of the same
        uint32_t queuePackets = 50;    //!< that may wait for a link
        double loss = 0;               //!< share of the packets to a viewer that is lost
        double burst = 1;              //!< mean length of a burst of them
        std::vector<uint32_t> parents; //!< of the viewers in the tree; the first is unused
        std::optional<ObjectFactory> virtualLinks; //!< makes an OverqosLinkConfig; none: no links
        OverqosNode::OrderChoice order = OverqosNode::NONE; //!< in which packets leave them
        int64_t firstStream = 0;                            //!< of random variables
    };

    /** @param params what to build */
    explicit StackNetwork(const Params& params);

    /** @return the server */
    const Ptr<Node>& Server() const
    {
        return m_server;
    }

    /** @return the server's device */
    const Ptr<NetDevice>& ServerDevice() const
    {
        return m_serverDevice;
    }

    /** @return the server's address */
    Ipv4Address ServerAddress() const
    {
        return m_serverAddress;
    }

    /** @return the address of overlay node 0 on the server's link */
    Ipv4Address GatewayAddress() const
    {
        return m_gatewayAddress;
    }

    /**
     * @param number of an overlay node
     * @return its host
     */
    Ptr<Node> Host(uint32_t number) const
    {
        return m_star.Hosts().Get(number);
    }

    /**
     * @param number of a viewer
     * @return the address by which applications reach it
     */
    Ipv4Address ViewerAddress(uint32_t number) const;

    /**
     * @param number of an overlay node
     * @return the address of its link
     */
    Ipv4Address LinkAddress(uint32_t number) const
    {
        return m_star.Address(number);
    }

    /** @return the router */
    Ptr<Node> Router() const
    {
        return m_star.Router();
    }

    /** @return the host of traffic of others, beside the router */
    Ptr<Node> CrossHost() const
    {
        return m_star.Hosts().Get(m_cross);
    }

    /** @return the devices of all links, the server's included */
    std::vector<Ptr<NetDevice>> Devices() const;

    /** @return what the virtual links did; while their nodes run */
    StackLinkTotals LinkTotals() const;

    /** @return the number of the first stream that is free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

  private:
    /** @param params what to build: the server and its link */
    void AddServer(const Params& params);

    /** @param params what to build: the virtual links */
    void AddOverlay(const Params& params);

    /** A virtual link. */
    struct Link
    {
        uint32_t from = 0;   //!< overlay node
        uint32_t to = 0;     //!< overlay node
        uint16_t bundle = 0; //!< its number
    };

    StarTopology m_star;                   //!< overlay nodes, cross host, router
    uint32_t m_cross = 0;                  //!< number of the cross host
    Ptr<Node> m_server;                    //!< the server
    Ptr<NetDevice> m_serverDevice;         //!< its device
    Ptr<NetDevice> m_gatewayDevice;        //!< the other end
    Ipv4Address m_serverAddress;           //!< of the server
    Ipv4Address m_gatewayAddress;          //!< of the other end
    std::vector<Ptr<OverqosNode>> m_nodes; //!< by number, if there are virtual links
    std::vector<Link> m_links;             //!< virtual links
    int64_t m_nextStream = 0;              //!< of random variables
};

} // namespace qos
} // namespace ns3

#endif // QOS_STACK_NETWORK_H
