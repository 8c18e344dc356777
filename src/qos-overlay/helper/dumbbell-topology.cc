/* SPDX-License-Identifier: GPL-2.0-only */

#include "dumbbell-topology.h"

#include "topology-parts.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/cobalt-queue-disc.h"
#include "ns3/double.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/ipv6-static-routing-helper.h"
#include "ns3/onoff-application.h"
#include "ns3/pie-queue-disc.h"
#include "ns3/pointer.h"
#include "ns3/red-queue-disc.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @tparam Disc a queue disc with random variables
 * @param disc a queue disc
 * @param stream first number for them
 * @return how many were used, 0 if it is another one
 */
template <typename Disc>
int64_t
AssignStreamsIf(const Ptr<QueueDisc>& disc, int64_t stream)
{
    const auto own = DynamicCast<Disc>(disc);
    return own ? own->AssignStreams(stream) : 0;
}

/**
 * @param disc any queue disc
 * @param stream first number for its random variables
 * @return how many were used
 */
int64_t
AssignStreamsOf(const Ptr<QueueDisc>& disc, int64_t stream)
{
    return AssignStreamsIf<RedQueueDisc>(disc, stream) +
           AssignStreamsIf<PieQueueDisc>(disc, stream) +
           AssignStreamsIf<CobaltQueueDisc>(disc, stream);
}

/** The interface of every node that leads to the nodes which it does not know: the one on its first
 * link. */
constexpr uint32_t UPLINK = 1;

/**
 * @param node gets a default route
 * @param nextHop to there
 */
void
SetDefaultRoute(const Ptr<Node>& node, Ipv4Address nextHop)
{
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(node->GetObject<Ipv4>())
        ->SetDefaultRoute(nextHop, UPLINK);
}

/**
 * @param node gets a default route
 * @param nextHop to there
 */
void
SetDefaultRoute(const Ptr<Node>& node, const Ipv6Address& nextHop)
{
    Ipv6StaticRoutingHelper()
        .GetStaticRouting(node->GetObject<Ipv6>())
        ->SetDefaultRoute(nextHop, UPLINK);
}

} // namespace

DumbbellTopology::DumbbellTopology(const Params& params)
    : m_params(params),
      m_phase(CreateObject<UniformRandomVariable>()),
      m_nextStream(params.firstStream)
{
    NS_ABORT_MSG_UNLESS(params.pairs >= 1 && params.pairs <= MOST_PAIRS,
                        "a dumbbell has 1 to " << MOST_PAIRS << " hosts on each side, not "
                                               << params.pairs);
    m_left.Create(params.pairs);
    m_right.Create(params.pairs);
    m_routers.Create(2);
    AddLinks();
    AddStacks();
    AddAddresses();
    if (params.hasIpv6)
    {
        AddAddresses6();
    }
    AddQueueDiscs();
    m_phase->SetStream(m_nextStream++);
}

void
DumbbellTopology::AddLinks()
{
    const bool hasDisc = m_params.rootQueueDisc.IsTypeIdSet();
    PointToPointHelper shared = MakeLink(m_params.bottleneckRate,
                                         m_params.bottleneckDelay,
                                         hasDisc ? 1 : m_params.queuePackets);
    if (!hasDisc)
    {
        // else the layer above drops what does not fit, and the queue does not know
        shared.DisableFlowControl();
    }
    m_bottleneck = shared.Install(m_routers);
    PointToPointHelper access =
        MakeLink(m_params.accessRate, m_params.accessDelay, m_params.accessPackets);
    for (uint32_t i = 0; i < m_params.pairs; ++i)
    {
        m_leftLinks.push_back(access.Install(m_left.Get(i), m_routers.Get(0)));
        m_rightLinks.push_back(access.Install(m_right.Get(i), m_routers.Get(1)));
    }
}

void
DumbbellTopology::AddStacks()
{
    const NodeContainer nodes(m_left, m_right, m_routers);
    m_nextStream += InstallStack(nodes, m_params.tcp, m_params.hasIpv6, m_nextStream);
    for (auto node = nodes.Begin(); m_params.hasIpv6 && node != nodes.End(); ++node)
    {
        // no two addresses are the same, and so they are ready at once
        (*node)->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
    }
}

void
DumbbellTopology::AddAddresses()
{
    Ipv4AddressHelper addresses("10.0.0.0", "255.255.255.0");
    const auto assign = [this, &addresses](const NetDeviceContainer& link) {
        const Ipv4InterfaceContainer interfaces = addresses.Assign(link);
        addresses.NewNetwork();
        SetDefaultRoute(link.Get(0)->GetNode(), interfaces.GetAddress(1));
        RemoveQueueDiscs(link);
        return interfaces;
    };
    SetDefaultRoute(m_routers.Get(1), assign(m_bottleneck).GetAddress(0));
    for (const NetDeviceContainer& link : m_leftLinks)
    {
        m_leftAddresses.push_back(assign(link).GetAddress(0));
    }
    for (const NetDeviceContainer& link : m_rightLinks)
    {
        m_rightAddresses.push_back(assign(link).GetAddress(0));
    }
}

void
DumbbellTopology::AddAddresses6()
{
    constexpr uint32_t GLOBAL = 1; // the link's own address has index 0
    // of RFC 4193, because ns-3's routers do not forward to addresses for documentation
    Ipv6AddressHelper addresses("fd00::", Ipv6Prefix(64));
    const auto assign = [this, &addresses](const NetDeviceContainer& link) {
        const Ipv6InterfaceContainer interfaces = addresses.Assign(link);
        addresses.NewNetwork();
        SetDefaultRoute(link.Get(0)->GetNode(), interfaces.GetAddress(1, GLOBAL));
        RemoveQueueDiscs(link);
        return interfaces;
    };
    SetDefaultRoute(m_routers.Get(1), assign(m_bottleneck).GetAddress(0, GLOBAL));
    for (const NetDeviceContainer& link : m_leftLinks)
    {
        m_leftAddresses6.push_back(assign(link).GetAddress(0, GLOBAL));
    }
    for (const NetDeviceContainer& link : m_rightLinks)
    {
        m_rightAddresses6.push_back(assign(link).GetAddress(0, GLOBAL));
    }
    for (uint32_t i = 0; i < m_routers.GetN(); ++i)
    {
        m_routers.Get(i)->GetObject<Ipv6>()->SetAttribute("IpForward", BooleanValue(true));
    }
}

void
DumbbellTopology::AddQueueDiscs()
{
    if (!m_params.rootQueueDisc.IsTypeIdSet())
    {
        return;
    }
    for (uint32_t i = 0; i < m_bottleneck.GetN(); ++i)
    {
        const auto disc = m_params.rootQueueDisc.Create<QueueDisc>();
        disc->SetAttributeFailSafe("LinkBandwidth", DataRateValue(m_params.bottleneckRate));
        disc->SetAttributeFailSafe("LinkDelay", TimeValue(m_params.bottleneckDelay));
        m_nextStream += AssignStreamsOf(disc, m_nextStream);
        m_routers.Get(i)->GetObject<TrafficControlLayer>()->SetRootQueueDiscOnDevice(
            m_bottleneck.Get(i),
            disc);
        m_discs.push_back(disc);
    }
}

uint64_t
DumbbellTopology::Dropped() const
{
    if (!m_discs.empty())
    {
        return m_discs.front()->GetStats().nTotalDroppedPackets;
    }
    return DroppedByQueueOf(m_bottleneck.Get(0));
}

uint64_t
DumbbellTopology::Marked() const
{
    return m_discs.empty() ? 0 : m_discs.front()->GetStats().nTotalMarkedPackets;
}

Time
DumbbellTopology::RoundTrip() const
{
    constexpr int64_t WAYS = 2;
    return WAYS * (m_params.bottleneckDelay + 2 * m_params.accessDelay);
}

DumbbellTopology::Cbr
DumbbellTopology::AddCbr(const CbrParams& params)
{
    constexpr double ENDLESS = 1e9; // s
    const Address remote = InetSocketAddress(RightAddress(params.pair), params.port);
    const auto seconds = [](double value) {
        const auto constant = CreateObject<ConstantRandomVariable>();
        constant->SetAttribute("Constant", DoubleValue(value));
        return PointerValue(constant);
    };
    Cbr cbr;
    cbr.start = params.start +
                params.rate.CalculateBytesTxTime(params.packetBytes) * m_phase->GetValue(0, 1);

    NS_ABORT_MSG_IF(cbr.start < params.off,
                    "traffic with pauses of " << params.off.As(Time::S)
                                              << " cannot begin before that time");
    const auto source = CreateObject<OnOffApplication>();
    source->SetStartTime(cbr.start - params.off); // it pauses first
    source->SetAttribute("Protocol", TypeIdValue(UdpSocketFactory::GetTypeId()));
    source->SetAttribute("Remote", AddressValue(remote));
    source->SetAttribute("DataRate", DataRateValue(params.rate));
    source->SetAttribute("PacketSize", UintegerValue(params.packetBytes));
    source->SetAttribute("OnTime", seconds(params.off.IsZero() ? ENDLESS : params.on.GetSeconds()));
    source->SetAttribute("OffTime", seconds(params.off.GetSeconds()));
    m_nextStream += source->AssignStreams(m_nextStream);
    m_left.Get(params.pair)->AddApplication(source);
    cbr.source = source;

    cbr.sink = CreateObject<PacketSink>();
    cbr.sink->SetAttribute("Protocol", TypeIdValue(UdpSocketFactory::GetTypeId()));
    cbr.sink->SetAttribute("Local", AddressValue(remote));
    m_right.Get(params.pair)->AddApplication(cbr.sink);
    return cbr;
}

} // namespace qos
} // namespace ns3
