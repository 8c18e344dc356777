/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-tcp-socket-factory.h"

#include "cm-null-congestion-ops.h"
#include "cm-tcp-socket.h"

#include "ns3/abort.h"
#include "ns3/node.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/tcp-recovery-ops.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmTcpSocketFactory);

TypeId
CmTcpSocketFactory::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmTcpSocketFactory")
                            .SetParent<SocketFactory>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmTcpSocketFactory>();
    return tid;
}

Ptr<Socket>
CmTcpSocketFactory::CreateSocket()
{
    const auto node = GetObject<Node>();
    const auto tcp = GetObject<TcpL4Protocol>();
    const auto manager = GetObject<CongestionManager>();
    NS_ABORT_MSG_UNLESS(node && tcp && manager,
                        "a TCP/CM socket needs a node with an Internet stack and a "
                        "CongestionManager; CmHelper::Install sees to the latter");
    const auto socket = CreateObject<CmTcpSocket>();
    const auto estimator = CreateObject<CmRttEstimator>();
    socket->SetNode(node);
    socket->SetTcp(tcp);
    socket->SetRtt(estimator);
    socket->SetCongestionControlAlgorithm(CreateObject<CmNullCongestionOps>());
    socket->SetRecoveryAlgorithm(CreateObject<TcpClassicRecovery>());
    socket->SetCongestionManager(manager, estimator);
    tcp->AddSocket(socket);
    return socket;
}

} // namespace qos
} // namespace ns3
