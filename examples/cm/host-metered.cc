/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-metered.h"

#include "ns3/cm-helper.h"
#include "ns3/ipv4-l3-protocol.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param params of a host
 * @return its network
 */
TwoHostTopology::Params
NetworkOf(const MeteredHost::Params& params)
{
    TwoHostTopology::Params network;
    network.rate = params.rate;
    network.delay = params.delay;
    network.network = params.network;
    network.bestEffortPackets = params.queuePackets;
    network.firstStream = params.firstStream;
    return network;
}

} // namespace

MeteredHost::MeteredHost(const Params& params)
    : m_network(NetworkOf(params)),
      m_manager(CmHelper().Install(m_network.Server())),
      m_monitor(m_manager),
      m_nextStream(m_network.NextStream()),
      m_cpu(HostCosts(params.speed))
{
    m_nextStream += m_manager->AssignStreams(m_nextStream);
    const auto ipv4 = GetNode()->GetObject<Ipv4L3Protocol>();
    m_address = ipv4->GetAddress(1, 0).GetLocal();
    ipv4->TraceConnectWithoutContext("Tx", MakeCallback(&MeteredHost::Sent, this));
    ipv4->TraceConnectWithoutContext("Rx", MakeCallback(&MeteredHost::Received, this));
    m_manager->TraceConnectWithoutContext("Charge", MakeCallback(&MeteredHost::Charged, this));
    m_manager->TraceConnectWithoutContext("Window", MakeCallback(&MeteredHost::Reported, this));
    m_manager->AddObserver(*this);
}

MeteredHost::~MeteredHost()
{
    m_manager->RemoveObserver(*this);
    m_manager->TraceDisconnectWithoutContext("Charge", MakeCallback(&MeteredHost::Charged, this));
    m_manager->TraceDisconnectWithoutContext("Window", MakeCallback(&MeteredHost::Reported, this));
    const auto ipv4 = GetNode()->GetObject<Ipv4L3Protocol>();
    ipv4->TraceDisconnectWithoutContext("Tx", MakeCallback(&MeteredHost::Sent, this));
    ipv4->TraceDisconnectWithoutContext("Rx", MakeCallback(&MeteredHost::Received, this));
}

void
MeteredHost::Sent(Ptr<const Packet> /* packet */, Ptr<Ipv4> /* ipv4 */, uint32_t /* interface */)
{
    m_cpu.Count(HostOperation::Transmit);
}

void
MeteredHost::Received(Ptr<const Packet> /* packet */,
                      Ptr<Ipv4> /* ipv4 */,
                      uint32_t /* interface */)
{
    m_cpu.Count(HostOperation::Receive);
}

void
MeteredHost::Granted(const Macroflow& /* macroflow */, const CmFlow& /* flow */)
{
    // each grant was requested once
    m_cpu.Count(HostOperation::FlowRequest);
    m_cpu.Count(HostOperation::FlowSchedule);
}

void
MeteredHost::Charged(CmFlowId /* flow */, uint32_t /* bytes */)
{
    m_cpu.Count(HostOperation::FlowNotify);
}

void
MeteredHost::Reported(MacroflowId /* macroflow */, double /* window */)
{
    m_cpu.Count(HostOperation::FlowUpdate);
}

} // namespace qos
} // namespace ns3
