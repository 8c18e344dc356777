/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STAR_TOPOLOGY_H
#define QOS_STAR_TOPOLOGY_H

#include "ns3/data-rate.h"
#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"
#include "ns3/node.h"
#include "ns3/nstime.h"
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
 * The network of overlays: hosts around a router, each with a delay of its own.
 *
 *     host 0 --- delay 0 ---+--------+--- delay 2 --- host 2
 *                           | router |
 *     host 1 --- delay 1 ---+--------+--- delay 3 --- host 3
 *
 * There is no queue disc; routes are static. What a host sends to itself goes by its loopback.
 */
class StarTopology
{
  public:
    /** What it is built from. */
    struct Params
    {
        DataRate rate{"1Gbps"};                //!< of each link
        uint32_t queuePackets = 10000;         //!< in each device, drop tail
        std::string tcp = "ns3::TcpLinuxReno"; //!< congestion control of TCP at all hosts
        int64_t firstStream = 0; //!< first stream number for the random variables in the network
    };

    /** So many hosts at most: their links' addresses fit into 10.0.0.0/8. */
    static constexpr uint32_t MOST_HOSTS = 65535;

    /** @param params what to build */
    explicit StarTopology(const Params& params);

    /**
     * Add a host, before the simulation runs.
     * @param delay between it and the router
     * @return its number: 0, 1, 2, ...
     */
    uint32_t AddHost(Time delay);

    /** @return the hosts */
    const NodeContainer& Hosts() const
    {
        return m_hosts;
    }

    /** @return the router */
    Ptr<Node> Router() const
    {
        return m_router;
    }

    /**
     * @param host number of a host
     * @return its address; those of later hosts are higher
     */
    Ipv4Address Address(uint32_t host) const
    {
        return m_addresses.at(host);
    }

    /** @return the first stream number that is still free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

  private:
    /** @param node gets its protocols */
    void AddStack(const Ptr<Node>& node);

    Params m_params;                      //!< what it is built from
    Ptr<Node> m_router;                   //!< in the middle
    NodeContainer m_hosts;                //!< around it
    std::vector<Ipv4Address> m_addresses; //!< of the hosts
    int64_t m_nextStream = 0;             //!< first free stream number
};

} // namespace qos
} // namespace ns3

#endif // QOS_STAR_TOPOLOGY_H
