/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TWO_HOST_TOPOLOGY_H
#define QOS_TWO_HOST_TOPOLOGY_H

#include "device-queue.h"

#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"
#include "ns3/real-network.h"

#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-helper
 * The network of many experiments: a server host and a client host on one link, with the
 * contended queue at the server.
 *
 *     server (eth0) ---- rate, delay ---- client
 *       root queue disc: FIFO of `bestEffortPackets`
 *       device queue:    `deviceQueue`
 *
 * On real interfaces there is no simulated link: each end that is real has a RealDevice, which
 * transmits at `rate`, and a host without a real end is elsewhere: its node here has no link.
 * Both ends may be real in one process, with a real network between them. The end `cross` makes the
 * server a router between it and the link, for traffic of other hosts.
 */
class TwoHostTopology
{
  public:
    /** What it is built from. */
    struct Params
    {
        DataRate rate{"10Mbps"};        //!< the paper's network (section 4.1)
        Time delay = MicroSeconds(500); //!< one way
        DeviceQueue deviceQueue;        //!< of the server
        std::string rootQueueDisc =
            "ns3::FifoQueueDisc"; //!< of the server; FqCoDel is no unmanaged baseline
        uint32_t bestEffortPackets =
            100; //!< limit of that root queue disc (Linux 2.4: txqueuelen 100)
        Ipv4Address network{"10.0.0.0"}; //!< of the link, 24 bits long; differs between topologies
        int64_t firstStream = 0; //!< first stream number for the random variables of the stacks
        RealNetwork real;        //!< its ends may be SERVER, CLIENT and CROSS
    };

    static constexpr const char* SERVER = "server"; //!< end of the link at the server
    static constexpr const char* CLIENT = "client"; //!< end of the link at the client
    static constexpr const char* CROSS = "cross";   //!< another interface of the server

    /** @param params what to build */
    explicit TwoHostTopology(const Params& params);

    /** @return the host that sends */
    Ptr<Node> Server() const
    {
        return m_hosts.Get(0);
    }

    /** @return whether the server is in this process */
    bool HasServer() const
    {
        return m_serverDevice != nullptr;
    }

    /** @return whether the client is in this process */
    bool HasClient() const
    {
        return m_clientDevice != nullptr;
    }

    /** @return the host that receives */
    Ptr<Node> Client() const
    {
        return m_hosts.Get(1);
    }

    /** @return the server's device on the link */
    Ptr<NetDevice> ServerDevice() const
    {
        return m_serverDevice;
    }

    /** @return the client's device on the link */
    Ptr<NetDevice> ClientDevice() const
    {
        return m_clientDevice;
    }

    /** @return the name of the server's device in QosParams */
    static std::string ServerDeviceName()
    {
        return "eth0";
    }

    /** @return the client's address */
    Ipv4Address ClientAddress() const
    {
        return m_clientAddress;
    }

    /** @return the server's address */
    Ipv4Address ServerAddress() const
    {
        return m_serverAddress;
    }

    /** @return the first stream number that is still free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

  private:
    static constexpr uint32_t NEXT_NETWORK = 256; //!< from a network's address to the next one's

    /** @param params of the simulated link */
    void JoinSimulated(const Params& params);

    /** @param params of the devices at real interfaces */
    void JoinReal(const Params& params);

    /** @param params of the queues at the server */
    void InstallQueues(const Params& params) const;

    NodeContainer m_hosts;         //!< server and client
    Ptr<NetDevice> m_serverDevice; //!< on the link
    Ptr<NetDevice> m_clientDevice; //!< on the link
    Ipv4Address m_serverAddress;   //!< on the link
    Ipv4Address m_clientAddress;   //!< on the link
    int64_t m_nextStream = 0;      //!< first free stream number
};

} // namespace qos
} // namespace ns3

#endif // QOS_TWO_HOST_TOPOLOGY_H
