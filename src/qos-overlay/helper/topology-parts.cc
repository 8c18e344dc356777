/* SPDX-License-Identifier: GPL-2.0-only */

#include "topology-parts.h"

#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/queue-disc.h"
#include "ns3/queue-size.h"
#include "ns3/queue.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/traffic-control-layer.h"

namespace ns3
{
namespace qos
{

PointToPointHelper
MakeLink(DataRate rate, Time delay, uint32_t queuePackets)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(rate));
    link.SetChannelAttribute("Delay", TimeValue(delay));
    link.SetQueue("ns3::DropTailQueue<Packet>",
                  "MaxSize",
                  QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, queuePackets)));
    return link;
}

int64_t
InstallStack(const NodeContainer& nodes, const std::string& tcp, bool hasIpv6, int64_t stream)
{
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(hasIpv6);
    internet.SetRoutingHelper(Ipv4StaticRoutingHelper());
    internet.SetRoutingHelper(Ipv6StaticRoutingHelper());
    internet.Install(nodes);
    const TypeIdValue type(TypeId::LookupByName(tcp));
    for (auto node = nodes.Begin(); node != nodes.End(); ++node)
    {
        (*node)->GetObject<TcpL4Protocol>()->SetAttribute("SocketType", type);
    }
    return internet.AssignStreams(nodes, stream);
}

void
RemoveQueueDiscs(const NetDeviceContainer& devices)
{
    for (auto device = devices.Begin(); device != devices.End(); ++device)
    {
        const auto control = (*device)->GetNode()->GetObject<TrafficControlLayer>();
        if (control->GetRootQueueDiscOnDevice(*device))
        {
            control->DeleteRootQueueDiscOnDevice(*device);
        }
    }
}

uint64_t
DroppedByQueueOf(const Ptr<NetDevice>& device)
{
    return DynamicCast<PointToPointNetDevice>(device)->GetQueue()->GetTotalDroppedPackets();
}

} // namespace qos
} // namespace ns3
