/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-helper.h"

#include "ns3/abort.h"
#include "ns3/ipv4.h"
#include "ns3/names.h"
#include "ns3/node.h"
#include "ns3/uinteger.h"

#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param host a node
 * @return its first address that others can reach
 */
Ipv4Address
AddressOf(const Ptr<Node>& host)
{
    const auto ipv4 = host->GetObject<Ipv4>();
    for (uint32_t interface = 0; ipv4 && interface < ipv4->GetNInterfaces(); ++interface)
    {
        for (uint32_t i = 0; i < ipv4->GetNAddresses(interface); ++i)
        {
            const Ipv4Address address = ipv4->GetAddress(interface, i).GetLocal();
            if (!address.IsLocalhost())
            {
                return address;
            }
        }
    }
    NS_ABORT_MSG("an overlay node needs a host with an IPv4 address beside the loopback");
}

/**
 * @param host a node
 * @return overlay nodes that it has
 */
uint32_t
CountOverlayNodes(const Ptr<Node>& host)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < host->GetNApplications(); ++i)
    {
        count += DynamicCast<OverlayTcpNode>(host->GetApplication(i)) ? 1 : 0;
    }
    return count;
}

} // namespace

OverlayHelper::OverlayHelper()
{
    m_factory.SetTypeId(OverlayTcpNode::GetTypeId());
}

void
OverlayHelper::SetAttribute(const std::string& name, const AttributeValue& value)
{
    m_factory.Set(name, value);
}

Ptr<OverlayTcpNode>
OverlayHelper::Install(const Ptr<Node>& host, std::unique_ptr<Algorithm> algorithm)
{
    const auto node = m_factory.Create<OverlayTcpNode>();
    UintegerValue port;
    node->GetAttribute("Port", port);
    node->SetAttribute("Port", UintegerValue(port.Get() + CountOverlayNodes(host)));
    node->SetUp(AddressOf(host), m_params, std::move(algorithm));
    ++m_params.seed;
    host->AddApplication(node);
    return node;
}

std::vector<Ptr<OverlayTcpNode>>
OverlayHelper::Install(const NodeContainer& hosts, const AlgorithmFactory& factory)
{
    std::vector<Ptr<OverlayTcpNode>> nodes;
    nodes.reserve(hosts.GetN());
    for (auto host = hosts.Begin(); host != hosts.End(); ++host)
    {
        nodes.push_back(Install(*host, factory()));
    }
    return nodes;
}

Ptr<OverlayTcpNode>
OverlayHelper::Install(const std::string& hostName, std::unique_ptr<Algorithm> algorithm)
{
    return Install(Names::Find<Node>(hostName), std::move(algorithm));
}

} // namespace qos
} // namespace ns3
