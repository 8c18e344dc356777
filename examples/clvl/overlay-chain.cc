/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-chain.h"

#include "first-round-loss.h"

#include "ns3/double.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/net-device-container.h"
#include "ns3/overqos-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/queue-size.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param loss share of the packets that is lost
 * @param burst mean length of a burst of them
 * @param stream first number for random variables; those used are added
 * @return loses packets
 */
Ptr<ErrorModel>
MakeLoss(double loss, double burst, int64_t& stream)
{
    const auto model = CreateObject<GilbertErrorModel>();
    model->SetAttribute("LossRate", DoubleValue(loss));
    model->SetAttribute("MeanBurst", DoubleValue(burst));
    stream += model->AssignStreams(stream);
    return model;
}

} // namespace

OverlayChain::OverlayChain(const Params& params)
    : m_nextStream(params.firstStream)
{
    m_hosts.Create(static_cast<uint32_t>(params.links.size() + 1));
    InternetStackHelper internet;
    internet.SetIpv6StackInstall(false);
    internet.Install(m_hosts);
    m_nextStream += internet.AssignStreams(m_hosts, m_nextStream);

    OverqosHelper overlay;
    overlay.SetNodes(params.node);
    m_nodes = overlay.Install(m_hosts);
    Ipv4AddressHelper addresses("10.1.1.0", "255.255.255.0");
    for (uint32_t i = 0; i < params.links.size(); ++i)
    {
        const Link& link = params.links[i];
        PointToPointHelper wire;
        wire.SetDeviceAttribute("DataRate", DataRateValue(link.wireRate));
        wire.SetChannelAttribute("Delay", TimeValue(link.delay));
        wire.SetQueue("ns3::DropTailQueue<Packet>",
                      "MaxSize",
                      QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, link.wirePackets)));
        wire.DisableFlowControl();
        const NetDeviceContainer devices = wire.Install(m_hosts.Get(i), m_hosts.Get(i + 1));
        const auto interfaces = addresses.Assign(devices);
        addresses.NewNetwork();
        devices.Get(1)->SetAttribute("ReceiveErrorModel", PointerValue(Loss(link)));
        devices.Get(0)->SetAttribute("ReceiveErrorModel",
                                     PointerValue(MakeLoss(link.reportLoss, 1, m_nextStream)));
        overlay.SetLinks(link.config);
        m_bundles.push_back(overlay.Connect(m_nodes[i],
                                            interfaces.GetAddress(0),
                                            m_nodes[i + 1],
                                            interfaces.GetAddress(1)));
    }
    overlay.SetRoutes();
    m_nextStream += overlay.AssignStreams(m_nextStream);
}

Ptr<ErrorModel>
OverlayChain::Loss(const Link& link)
{
    const Ptr<ErrorModel> model = MakeLoss(link.loss, link.burst, m_nextStream);
    if (link.losesSecondRound)
    {
        return model;
    }
    const auto first = CreateObject<FirstRoundLoss>();
    first->SetModel(model);
    return first;
}

} // namespace qos
} // namespace ns3
