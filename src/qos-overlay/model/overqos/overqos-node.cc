/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-node.h"

#include "ns3/boolean.h"
#include "ns3/clvl-wire.h"
#include "ns3/enum.h"
#include "ns3/fatal-error.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("OverqosNode");

NS_OBJECT_ENSURE_REGISTERED(OverqosNode);

TypeId
OverqosNode::GetTypeId()
{
    using Self = OverqosNode;
    static TypeId tid =
        TypeId("ns3::qos::OverqosNode")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Number",
                          "Number of the node in the overlay.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_number),
                          MakeUintegerChecker<uint32_t>(0, UINT16_MAX))
            .AddAttribute("Port",
                          "UDP port of the node.",
                          UintegerValue(4754),
                          MakeUintegerAccessor(&Self::m_port),
                          MakeUintegerChecker<uint32_t>(1, UINT16_MAX))
            .AddAttribute("Order",
                          "In which order packets leave the node: as they come (none), as the "
                          "ingress had them at the last node (e2e) or at every node (hop).",
                          compat::EnumValue<OrderChoice>(NONE),
                          compat::EnumAccessor<OrderChoice>(&Self::m_order),
                          MakeEnumChecker(NONE, "none", END_TO_END, "e2e", HOP, "hop"))
            .AddAttribute("OrderWait",
                          "How long a packet waits for those before it.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&Self::m_orderWait),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("SignalsMost",
                          "Whether the node tells its predecessors what it can pass on (b_max).",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_signalsMost),
                          MakeBooleanChecker())
            .AddTraceSource("Arrive",
                            "A packet came out of a virtual link.",
                            MakeTraceSourceAccessor(&Self::m_arriveTrace),
                            "ns3::qos::OverqosNode::ArriveTracedCallback")
            .AddTraceSource("Forward",
                            "A packet goes on: the next virtual link took it, or it leaves "
                            "the overlay.",
                            MakeTraceSourceAccessor(&Self::m_forwardTrace),
                            "ns3::qos::OverqosNode::ForwardTracedCallback")
            .AddTraceSource("Drop",
                            "A packet ended here although it was for another node.",
                            MakeTraceSourceAccessor(&Self::m_dropTrace),
                            "ns3::qos::OverqosNode::DropTracedCallback");
    return tid;
}

OverqosNode::OverqosNode()
    : m_random(CreateObject<UniformRandomVariable>())
{
}

OverqosNode::~OverqosNode() = default;

void
OverqosNode::DoDispose()
{
    Stop();
    m_outgoing.clear();
    m_incoming.clear();
    m_deliver = nullptr;
    Application::DoDispose();
}

void
OverqosNode::AddOutgoing(uint16_t bundle, const Address& peer, Ptr<OverqosLinkConfig> config)
{
    NS_ABORT_MSG_IF(m_outgoing.count(bundle) > 0,
                    "there is an outgoing virtual link " << bundle << " already");
    m_outgoing[bundle] = {peer, config, nullptr};
}

void
OverqosNode::AddIncoming(uint16_t bundle, const Address& peer, Ptr<OverqosLinkConfig> config)
{
    NS_ABORT_MSG_IF(m_incoming.count(bundle) > 0,
                    "there is an incoming virtual link " << bundle << " already");
    m_incoming[bundle] = {peer, config, nullptr};
}

void
OverqosNode::SetService(uint16_t bundle, ServiceFactory factory)
{
    NS_ABORT_MSG_IF(m_outgoing.count(bundle) == 0, "there is no outgoing virtual link " << bundle);
    m_outgoing[bundle].service = std::move(factory);
}

void
OverqosNode::SetRoute(uint16_t egress, uint16_t bundle)
{
    NS_ABORT_MSG_IF(m_outgoing.count(bundle) == 0, "there is no outgoing virtual link " << bundle);
    m_routes[egress] = bundle;
    if (m_router)
    {
        m_router->SetRoute(egress, bundle);
    }
}

void
OverqosNode::SetDeliverCallback(DeliverCallback deliver)
{
    m_deliver = std::move(deliver);
}

int64_t
OverqosNode::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

void
OverqosNode::StartApplication()
{
    Start();
}

void
OverqosNode::StopApplication()
{
    Stop();
}

void
OverqosNode::Start()
{
    if (!m_router)
    {
        MakeRouter();
        Schedule();
    }
}

void
OverqosNode::Stop()
{
    m_event.Cancel();
    m_router.reset();
    for (Ptr<Socket>* socket : {&m_socket4, &m_socket6})
    {
        if (*socket)
        {
            (*socket)->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
            (*socket)->Close();
            *socket = nullptr;
        }
    }
}

void
OverqosNode::MakeRouter()
{
    OverqosRouterParams params;
    params.number = GetNumber();
    params.order = m_order == NONE  ? DeliveryOrder::None
                   : m_order == HOP ? DeliveryOrder::Hop
                                    : DeliveryOrder::EndToEnd;
    params.resequencer.wait = ToCore(m_orderWait);
    params.signalsMost = m_signalsMost;
    params.epoch = static_cast<uint16_t>(m_random->GetInteger(0, UINT16_MAX));
    const auto seed = [this] {
        constexpr unsigned HALF = 32;
        const uint64_t high = m_random->GetInteger(0, UINT32_MAX - 1);
        return high << HALF | m_random->GetInteger(0, UINT32_MAX - 1);
    };
    params.flowSeed = seed();

    OverqosRouter::Callbacks callbacks;
    callbacks.sendFrame = [this](uint16_t bundle, ByteView datagram) {
        Send(m_outgoing[bundle].peer, datagram);
    };
    callbacks.sendReport = [this](uint16_t bundle, ByteView datagram) {
        Send(m_incoming[bundle].peer, datagram);
    };
    callbacks.deliver = [this](const BundlePacket& packet) {
        if (m_deliver)
        {
            m_deliver(packet);
        }
    };
    callbacks.dropped = [this](const BundlePacket& packet, RouterDropReason reason) {
        m_dropTrace(packet, reason);
    };
    callbacks.arrived = [this](const BundlePacket& packet, uint16_t bundle) {
        m_arriveTrace(packet, bundle);
    };
    callbacks.forwarded = [this](const BundlePacket& packet) { m_forwardTrace(packet); };
    m_router = std::make_unique<OverqosRouter>(params, std::move(callbacks));

    const auto incarnation = [this] {
        return static_cast<uint32_t>(m_random->GetInteger(1, UINT32_MAX - 1));
    };
    for (const auto& [bundle, end] : m_outgoing)
    {
        BundleSenderParams sender = end.config->ForSender(bundle);
        sender.rate.counter.seed = seed();
        m_router->AddOutgoing(sender, incarnation());
        SocketFor(end.peer);
        if (end.service)
        {
            m_router->Outgoing(bundle)->SetService(end.service());
        }
    }
    for (const auto& [bundle, end] : m_incoming)
    {
        m_router->AddIncoming(end.config->ForReceiver(bundle), incarnation());
        SocketFor(end.peer);
    }
    for (const auto& [egress, bundle] : m_routes)
    {
        m_router->SetRoute(egress, bundle);
    }
}

Ptr<Socket>
OverqosNode::SocketFor(const Address& peer)
{
    const bool is6 = Inet6SocketAddress::IsMatchingType(peer);
    Ptr<Socket>& socket = is6 ? m_socket6 : m_socket4;
    if (!socket)
    {
        const auto port = static_cast<uint16_t>(m_port);
        socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
        const int status = is6 ? socket->Bind(Inet6SocketAddress(Ipv6Address::GetAny(), port))
                               : socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), port));
        NS_ABORT_MSG_IF(status != 0, "UDP port " << port << " is taken");
        socket->SetRecvCallback(MakeCallback(&OverqosNode::Receive, this));
    }
    return socket;
}

void
OverqosNode::Inject(const BundlePacket& packet)
{
    if (!m_router)
    {
        ++m_refused;
        return;
    }
    m_router->Inject(packet, ToCore(Simulator::Now()));
    Schedule();
}

void
OverqosNode::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        m_datagram.resize(packet->GetSize());
        packet->CopyData(m_datagram.data(), packet->GetSize());
        if (!IsFromPeer(m_datagram, from))
        {
            NS_LOG_LOGIC("datagram of nobody known");
            ++m_foreign;
            continue;
        }
        m_router->Receive(m_datagram, ToCore(Simulator::Now()));
    }
    Schedule();
}

bool
OverqosNode::IsFromPeer(ByteView datagram, const Address& from) const
{
    const std::optional<uint16_t> bundle = BundleOf(datagram);
    if (!bundle)
    {
        return false;
    }
    const bool isReport = ClassifyDatagram(datagram) == ClvlDatagram::Report;
    const std::map<uint16_t, LinkEnd>& ends = isReport ? m_outgoing : m_incoming;
    const auto end = ends.find(*bundle);
    return end != ends.end() && end->second.peer == from;
}

void
OverqosNode::Send(const Address& peer, ByteView datagram)
{
    SocketFor(peer)->SendTo(Create<Packet>(datagram.data, static_cast<uint32_t>(datagram.size)),
                            0,
                            peer);
}

void
OverqosNode::Schedule()
{
    const Nanoseconds next = m_router->NextEvent();
    if (next == FOREVER)
    {
        return;
    }
    const Time at = std::max(ToSimulator(next), Simulator::Now());
    // an event that comes too early does nothing and schedules the right one
    if (m_event.IsRunning() && m_eventAt <= at)
    {
        return;
    }
    m_event.Cancel();
    m_eventAt = at;
    m_event = Simulator::Schedule(at - Simulator::Now(), &OverqosNode::Advance, this);
}

void
OverqosNode::Advance()
{
    m_router->Advance(ToCore(Simulator::Now()));
    Schedule();
}

} // namespace qos
} // namespace ns3
