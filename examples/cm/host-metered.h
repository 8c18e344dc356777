/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_METERED_H
#define QOS_HOST_METERED_H

#include "ns3/congestion-manager.h"
#include "ns3/gating-monitor.h"
#include "ns3/host-cpu.h"
#include "ns3/ipv4.h"
#include "ns3/two-host-topology.h"

#include <memory>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A host with a Congestion Manager whose CPU is a server, and a client that costs nothing:
 *
 *     processes -- stack -- device ---- rate, delay ---- client
 *             one CPU
 *
 * What the stack and the Congestion Manager do is counted where it happens: packets that leave or
 * enter IP, charges, reports and grants. What processes do they count themselves.
 */
class MeteredHost : private MacroflowObserver
{
  public:
    /** What it is built from. */
    struct Params
    {
        DataRate rate{"100Mbps"};        //!< of the link (OSDI 2000, section 4.2)
        Time delay = MicroSeconds(100);  //!< of the link, one way: a switch of a local network
        Ipv4Address network{"10.0.0.0"}; //!< of the link, 24 bits long; differs between hosts
        int64_t firstStream = 0;         //!< first stream number for the random variables
        uint32_t queuePackets = 100;     //!< that may wait at the device
        double speed = 1;                //!< of the CPU, see HostCosts
    };

    /** @param params what to build */
    explicit MeteredHost(const Params& params);
    ~MeteredHost() override;
    MeteredHost(const MeteredHost&) = delete;
    MeteredHost& operator=(const MeteredHost&) = delete;

    /** @return the host */
    Ptr<Node> GetNode() const
    {
        return m_network.Server();
    }

    /** @return the other end of its link */
    Ptr<Node> GetClient() const
    {
        return m_network.Client();
    }

    /** @return its address */
    Ipv4Address GetAddress() const
    {
        return m_address;
    }

    /** @return the address of the client */
    Ipv4Address GetClientAddress() const
    {
        return m_network.ClientAddress();
    }

    /** @return its CPU */
    HostCpu& GetCpu()
    {
        return m_cpu;
    }

    /** @return its Congestion Manager */
    const Ptr<CongestionManager>& GetManager() const
    {
        return m_manager;
    }

    /** @return whether everything leaves with a grant */
    const GatingMonitor& GetMonitor() const
    {
        return m_monitor;
    }

    /** @return the first stream number that is still free */
    int64_t GetNextStream() const
    {
        return m_nextStream;
    }

  private:
    void Granted(const Macroflow& macroflow, const CmFlow& flow) override;

    /**
     * A packet goes down from IP.
     * @param packet the packet
     * @param ipv4 IP
     * @param interface where
     */
    void Sent(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);

    /**
     * A packet comes up to IP.
     * @param packet the packet
     * @param ipv4 IP
     * @param interface where
     */
    void Received(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface);

    /**
     * The Congestion Manager charged a packet.
     * @param flow to whom
     * @param bytes its payload
     */
    void Charged(CmFlowId flow, uint32_t bytes);

    /**
     * The Congestion Manager took a report.
     * @param macroflow about which macroflow
     * @param window its window
     */
    void Reported(MacroflowId macroflow, double window);

    TwoHostTopology m_network;        //!< the host and its client
    Ipv4Address m_address;            //!< of the host
    Ptr<CongestionManager> m_manager; //!< of the host
    GatingMonitor m_monitor;          //!< of its grants
    int64_t m_nextStream;             //!< first free stream number
    HostCpu m_cpu;                    //!< of the host
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_METERED_H
