/* SPDX-License-Identifier: GPL-2.0-only */

#include "coupled-tcp-socket-factory.h"

#include "coupled-congestion-ops.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/rtt-estimator.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CoupledTcpSocketFactory);

TypeId
CoupledTcpSocketFactory::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::CoupledTcpSocketFactory")
            .SetParent<SocketFactory>()
            .SetGroupName("QosOverlay")
            .AddConstructor<CoupledTcpSocketFactory>()
            .AddAttribute("InitialWindow",
                          "First window of all connections together, in segments.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&CoupledTcpSocketFactory::m_initialWindow),
                          MakeUintegerChecker<uint32_t>(1, 1000));
    return tid;
}

Ptr<Socket>
CoupledTcpSocketFactory::CreateSocket()
{
    const auto node = GetObject<Node>();
    const auto tcp = GetObject<TcpL4Protocol>();
    NS_ABORT_MSG_UNLESS(node && tcp, "a coupled TCP socket needs a node with an Internet stack");
    if (!m_window)
    {
        ControllerParams params;
        params.initialWindow = m_initialWindow;
        m_window = std::make_shared<CoupledWindow>(params);
    }
    const auto ops = CreateObject<CoupledCongestionOps>();
    ops->SetWindow(m_window);
    const auto socket = CreateObject<TcpSocketBase>();
    socket->SetNode(node);
    socket->SetTcp(tcp);
    socket->SetRtt(CreateObject<RttMeanDeviation>());
    socket->SetCongestionControlAlgorithm(ops);
    socket->SetRecoveryAlgorithm(CreateObject<TcpClassicRecovery>());
    tcp->AddSocket(socket);
    return socket;
}

} // namespace qos
} // namespace ns3
