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
    auto manager = CongestionManager::Of(node);
    if (!manager)
    {
        manager = m_factory.Create<CongestionManager>();
        node->AggregateObject(manager);
    }
    if (!node->GetObject<CmTcpSocketFactory>())
    {
        node->AggregateObject(CreateObject<CmTcpSocketFactory>());
    }
    if (!node->GetObject<CmUdpSocketFactory>())
    {
        node->AggregateObject(m_udpFactory.Create<CmUdpSocketFactory>());
    }
    return manager;
}

int64_t
CmHelper::AssignStreams(const NodeContainer& nodes, int64_t stream)
{
    int64_t next = stream;
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        if (const auto manager = CongestionManager::Of(*node))
        {
            next += manager->AssignStreams(next);
        }
        if (const auto factory = (*node)->GetObject<CmUdpSocketFactory>())
        {
            next += factory->AssignStreams(next);
        }
    }
    return next - stream;
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
