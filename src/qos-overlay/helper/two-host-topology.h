/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TWO_HOST_TOPOLOGY_H
#define QOS_TWO_HOST_TOPOLOGY_H

#include "device-queue.h"

#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"

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
    };

    /** @param params what to build */
    explicit TwoHostTopology(const Params& params);

    /** @return the host that sends */
    Ptr<Node> Server() const
    {
        return m_hosts.Get(0);
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
