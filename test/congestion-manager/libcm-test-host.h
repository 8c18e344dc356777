/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_LIBCM_TEST_HOST_H
#define QOS_LIBCM_TEST_HOST_H

#include "ns3/boolean.h"
#include "ns3/cm-helper.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"

#include <netinet/in.h>

#include <functional>

namespace ns3
{
namespace qos
{

/**
 * A host with a Congestion Manager, and a peer:
 *
 *     host ---- 100 Mb/s, 1 ms ---- peer
 *     10.0.0.1                      10.0.0.2
 *     2001:db8::200:ff:fe00:1       2001:db8::200:ff:fe00:2
 */
class CmTestHost
{
  public:
    /** @param helper makes the Congestion Manager */
    explicit CmTestHost(const CmHelper& helper = CmHelper())
    {
        m_nodes.Create(2);
        InternetStackHelper().Install(m_nodes);
        for (uint32_t i = 0; i < 2; ++i)
        {
            m_nodes.Get(i)->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("100Mbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const NetDeviceContainer devices = link.Install(m_nodes);
        Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(devices);
        Ipv6AddressHelper("2001:db8::", 64).Assign(devices);
        m_manager = helper.Install(m_nodes.Get(0));
        m_manager->AssignStreams(1);
    }

    ~CmTestHost()
    {
        Simulator::Destroy();
    }

    CmTestHost(const CmTestHost&) = delete;
    CmTestHost& operator=(const CmTestHost&) = delete;

    /** @return the host */
    Ptr<Node> Host() const
    {
        return m_nodes.Get(0);
    }

    /** @return the host's Congestion Manager */
    const Ptr<CongestionManager>& Manager() const
    {
        return m_manager;
    }

    /**
     * @param port of the host
     * @return an end of a flow
     */
    static Address Local(uint16_t port)
    {
        return InetSocketAddress("10.0.0.1", port);
    }

    /**
     * @param port of the peer
     * @return an end of a flow
     */
    static Address Peer(uint16_t port)
    {
        return InetSocketAddress("10.0.0.2", port);
    }

    /** @return the state of a flow; it must be open */
    const CmFlow& State(CmFlowId flow) const
    {
        return *m_manager->GetFlowState(flow);
    }

    /** @return grants that a flow has had so far */
    uint64_t Grants(CmFlowId flow) const
    {
        return State(flow).counters.grants;
    }

    /** @return open flows of all processes */
    std::size_t Flows() const
    {
        std::size_t flows = 0;
        for (const Macroflow* macroflow : m_manager->GetMacroflows())
        {
            flows += macroflow->Flows();
        }
        return flows;
    }

    /** Let simulated time pass. */
    static void Pass(Time span)
    {
        Simulator::Stop(span);
        Simulator::Run();
    }

    /** Do something at an instant. */
    static void At(Time when, const std::function<void()>& what)
    {
        Simulator::Schedule(when - Simulator::Now(), [what] { what(); });
    }

  private:
    NodeContainer m_nodes;
    Ptr<CongestionManager> m_manager;
};

} // namespace qos
} // namespace ns3

#endif // QOS_LIBCM_TEST_HOST_H
