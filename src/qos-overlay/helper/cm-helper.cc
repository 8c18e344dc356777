/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-helper.h"

#include "ns3/abort.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-udp-socket-factory.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/tcp-l4-protocol.h"

namespace ns3
{
namespace qos
{

CmHelper::CmHelper()
{
    m_factory.SetTypeId(CongestionManager::GetTypeId());
    m_udpFactory.SetTypeId(CmUdpSocketFactory::GetTypeId());
}

void
CmHelper::Set(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

void
CmHelper::SetUdp(const std::string& name, const AttributeValue& value)
{
    m_udpFactory.Set(name, value);
}

Ptr<CongestionManager>
CmHelper::Install(const Ptr<Node>& node) const
{
    NS_ABORT_MSG_UNLESS(node->GetObject<TcpL4Protocol>(),
                        "node " << node->GetId()
                                << " has no Internet stack; install it before the Congestion "
                                   "Manager");
    if (const auto existing = CongestionManager::Of(node))
    {
        return existing;
    }
    const auto manager = m_factory.Create<CongestionManager>();
    node->AggregateObject(manager);
    node->AggregateObject(CreateObject<CmTcpSocketFactory>());
    node->AggregateObject(m_udpFactory.Create<CmUdpSocketFactory>());
    return manager;
}

void
CmHelper::Install(const NodeContainer& nodes) const
{
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        Install(*node);
    }
}

Ptr<CongestionManager>
CmHelper::Install(const std::string& nodeName) const
{
    const auto node = Names::Find<Node>(nodeName);
    NS_ABORT_MSG_UNLESS(node, "there is no node named " << nodeName);
    return Install(node);
}

} // namespace qos
} // namespace ns3
