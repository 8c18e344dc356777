/* SPDX-License-Identifier: GPL-2.0-only */

#include "overqos-node.h"

#include "ns3/boolean.h"
#include "ns3/clvl-wire.h"
#include "ns3/data-symbol.h"
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
#include "ns3/uinteger.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("OverqosNode");

NS_OBJECT_ENSURE_REGISTERED(OverqosNode);

namespace
{

/**
 * @param first a socket address
 * @param second another one
 * @return whether their IP addresses and ports are the same, whatever their types of service
 */
bool
AreSame(const Address& first, const Address& second)
{
    if (InetSocketAddress::IsMatchingType(first) && InetSocketAddress::IsMatchingType(second))
    {
        const auto one = InetSocketAddress::ConvertFrom(first);
        const auto other = InetSocketAddress::ConvertFrom(second);
        return one.GetIpv4() == other.GetIpv4() && one.GetPort() == other.GetPort();
    }
    return first == second;
}

/**
 * End the program if a virtual link does not carry packets of some size.
 * @param bundle number of the link
 * @param config its knobs
 * @param bytes of the largest packet
 */
void
CheckPacketBytes(uint16_t bundle, const OverqosLinkConfig& config, uint32_t bytes)
{
    const uint32_t most = config.ForSender(bundle).link.mostPacketBytes;
    NS_ABORT_MSG_IF(bytes > most,
                    "virtual link " << bundle << " carries packets of " << most
                                    << " bytes (MostPacketBytes), a tunnel has some of " << bytes
                                    << " (Mtu)");
}

} // namespace

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
            .AddAttribute(
                "LatePolicy",
                "What happens to a packet that comes when its place in the order is over: "
                "it goes on out of order (deliver), or is dropped (drop).",
                compat::EnumValue<LateChoice>(DELIVER),
                compat::EnumAccessor<LateChoice>(&Self::m_late),
                MakeEnumChecker(DELIVER, "deliver", DROP, "drop"))
            .AddAttribute("MaxFlows",
                          "Flows whose order is remembered.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&Self::m_maxFlows),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddAttribute("HopLimit",
                          "Virtual links that a packet which enters here may cross.",
                          UintegerValue(16),
                          MakeUintegerAccessor(&Self::m_hopLimit),
                          MakeUintegerChecker<uint32_t>(1, UINT8_MAX))
            .AddAttribute("Tos",
                          "Type of service or traffic class of the node's datagrams.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&Self::m_tos),
                          MakeUintegerChecker<uint32_t>(0, UINT8_MAX))
            .AddAttribute("Preemption",
                          "Whose guarantee ends first when c_min falls: who came last (newest), or "
                          "who is least important (priority).",
                          compat::EnumValue<PreemptionChoice>(NEWEST),
                          compat::EnumAccessor<PreemptionChoice>(&Self::m_preemption),
                          MakeEnumChecker(NEWEST, "newest", PRIORITY, "priority"))
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
                            "ns3::qos::OverqosNode::DropTracedCallback")
            .AddTraceSource("LinkState",
                            "A report told of an outgoing virtual link: its rates, losses and "
                            "redundancy.",
                            MakeTraceSourceAccessor(&Self::m_linkStateTrace),
                            "ns3::qos::OverqosNode::LinkStateTracedCallback")
            .AddTraceSource("Preempt",
                            "A guarantee ended because c_min fell.",
                            MakeTraceSourceAccessor(&Self::m_preemptTrace),
                            "ns3::qos::OverqosNode::PreemptTracedCallback");
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
    Halt();
    m_outgoing.clear();
    m_incoming.clear();
    m_deliver = nullptr;
    Application::DoDispose();
}

void
OverqosNode::AddOutgoing(uint16_t bundle,
                         const Address& peer,
                         Ptr<OverqosLinkConfig> config,
                         const Address& local)
{
    NS_ABORT_MSG_IF(m_outgoing.count(bundle) > 0,
                    "there is an outgoing virtual link " << bundle << " already");
    CheckPacketBytes(bundle, *config, m_packetBytes);
    LinkEnd& end = m_outgoing[bundle];
    end.peer = peer;
    end.config = config;
    end.local = local;
    if (m_router)
    {
        OpenOutgoing(bundle, end);
    }
}

void
OverqosNode::AddIncoming(uint16_t bundle,
                         const Address& peer,
                         Ptr<OverqosLinkConfig> config,
                         const Address& local)
{
    NS_ABORT_MSG_IF(m_incoming.count(bundle) > 0,
                    "there is an incoming virtual link " << bundle << " already");
    LinkEnd& end = m_incoming[bundle];
    end.peer = peer;
    end.config = config;
    end.local = local;
    if (m_router)
    {
        OpenIncoming(bundle, end);
    }
}

void
OverqosNode::RequirePacketBytes(uint32_t bytes)
{
    m_packetBytes = std::max(m_packetBytes, bytes);
    for (const auto& [bundle, end] : m_outgoing)
    {
        CheckPacketBytes(bundle, *end.config, m_packetBytes);
    }
}

OverqosNode::LinkEnd&
OverqosNode::EntryOf(uint16_t bundle)
{
    const auto found = m_outgoing.find(bundle);
    NS_ABORT_MSG_IF(found == m_outgoing.end(), "there is no outgoing virtual link " << bundle);
    return found->second;
}

void
OverqosNode::SetService(uint16_t bundle, ServiceFactory factory)
{
    LinkEnd& end = EntryOf(bundle);
    end.service = std::move(factory);
    if (m_router)
    {
        m_router->Outgoing(bundle)->SetService(end.service ? end.service() : nullptr);
    }
}

bool
OverqosNode::Guarantee(uint16_t bundle,
                       uint32_t flow,
                       DataRate rate,
                       uint8_t priority,
                       uint32_t packetBytes)
{
    NS_ABORT_MSG_IF(rate.GetBitRate() == 0 || packetBytes == 0,
                    "a guarantee is of a rate and of packets above 0");
    LinkEnd& end = EntryOf(bundle);
    if (!end.guaranteed)
    {
        end.guaranteed = std::make_unique<GuaranteedFlows>(
            m_preemption == NEWEST ? PreemptionPolicy::NewestFirst
                                   : PreemptionPolicy::LowestPriorityFirst,
            FRAME_HEADER_BYTES + DataSymbol::HEAD_BYTES);
    }
    if (m_router)
    {
        Preempt(bundle, end);
    }
    const Bitrate own = Bitrate::FromBitsPerSecond(rate.GetBitRate());
    if (!end.guaranteed->Admit({flow, own, priority, packetBytes}))
    {
        return false;
    }
    KeepGuarantee(bundle, flow, own);
    return true;
}

void
OverqosNode::EndGuarantee(uint16_t bundle, uint32_t flow)
{
    LinkEnd& end = EntryOf(bundle);
    if (end.guaranteed && end.guaranteed->Release(flow))
    {
        ForgetGuarantee(bundle, flow);
    }
}

bool
OverqosNode::IsGuaranteed(uint16_t bundle, uint32_t flow) const
{
    const auto end = m_outgoing.find(bundle);
    return end != m_outgoing.end() && end->second.guaranteed &&
           end->second.guaranteed->Rates().count(flow) > 0;
}

void
OverqosNode::KeepGuarantee(uint16_t bundle, uint32_t flow, Bitrate rate)
{
    if (m_router)
    {
        m_router->Outgoing(bundle)->Queue().SetGuarantee(GetNumber(),
                                                         m_router->OwnFlow(flow),
                                                         rate,
                                                         ToCore(Simulator::Now()));
    }
}

void
OverqosNode::ForgetGuarantee(uint16_t bundle, uint32_t flow)
{
    if (m_router)
    {
        m_router->Outgoing(bundle)->Queue().RemoveGuarantee(GetNumber(), m_router->OwnFlow(flow));
    }
}

void
OverqosNode::Preempt(uint16_t bundle, LinkEnd& end)
{
    const BandwidthHistory& history = m_router->Outgoing(bundle)->Rate().History();
    if (!history.HasEnoughSamples())
    {
        return;
    }
    for (const uint32_t flow : end.guaranteed->SetGuaranteeable(*history.Guaranteeable()))
    {
        ForgetGuarantee(bundle, flow);
        m_preemptTrace(bundle, flow);
    }
}

void
OverqosNode::SetRoute(uint16_t egress, uint16_t bundle)
{
    EntryOf(bundle);
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
    if (auto router = Halt())
    {
        // who calls may be called by it
        Simulator::ScheduleNow(
            [last = std::shared_ptr<OverqosRouter>(std::move(router))]() mutable { last.reset(); });
    }
}

std::unique_ptr<OverqosRouter>
OverqosNode::Halt()
{
    ++m_run;
    m_event.Cancel();
    m_sockets.Close();
    for (auto* ends : {&m_outgoing, &m_incoming})
    {
        for (auto& [bundle, end] : *ends)
        {
            end.socket = nullptr;
        }
    }
    return std::move(m_router);
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
    params.flowSeed = CounterSeed();

    params.resequencer.late = m_late == DELIVER ? LatePolicy::Deliver : LatePolicy::Drop;
    params.resequencer.maxFlows = m_maxFlows;
    params.hopLimit = static_cast<uint8_t>(m_hopLimit);

    // a router that was stopped in one of its calls finishes it, and nobody hears of it
    const auto ifRuns = [this, run = ++m_run](auto call) {
        return [this, run, call](const auto&... what) {
            if (run == m_run)
            {
                call(what...);
            }
        };
    };
    OverqosRouter::Callbacks callbacks;
    callbacks.sendFrame =
        ifRuns([this](uint16_t bundle, ByteView datagram) { Send(m_outgoing[bundle], datagram); });
    callbacks.sendReport =
        ifRuns([this](uint16_t bundle, ByteView datagram) { Send(m_incoming[bundle], datagram); });
    callbacks.deliver = ifRuns([this](const BundlePacket& packet) {
        if (m_deliver)
        {
            m_deliver(packet);
        }
    });
    callbacks.dropped = ifRuns([this](const BundlePacket& packet, RouterDropReason reason) {
        m_dropTrace(packet, reason);
    });
    callbacks.arrived = ifRuns(
        [this](const BundlePacket& packet, uint16_t bundle) { m_arriveTrace(packet, bundle); });
    callbacks.forwarded = ifRuns([this](const BundlePacket& packet) { m_forwardTrace(packet); });
    m_sockets.SetTos(static_cast<uint8_t>(m_tos));
    m_router = std::make_unique<OverqosRouter>(params, std::move(callbacks));
    for (auto& [bundle, end] : m_outgoing)
    {
        OpenOutgoing(bundle, end);
    }
    for (auto& [bundle, end] : m_incoming)
    {
        OpenIncoming(bundle, end);
    }
    for (const auto& [egress, bundle] : m_routes)
    {
        m_router->SetRoute(egress, bundle);
    }
}

uint32_t
OverqosNode::Incarnation() const
{
    return static_cast<uint32_t>(m_random->GetInteger(1, UINT32_MAX - 1));
}

uint64_t
OverqosNode::CounterSeed() const
{
    constexpr unsigned HALF = 32;
    const uint64_t high = m_random->GetInteger(0, UINT32_MAX - 1);
    return high << HALF | m_random->GetInteger(0, UINT32_MAX - 1);
}

void
OverqosNode::OpenOutgoing(uint16_t bundle, LinkEnd& end)
{
    BundleSenderParams params = end.config->ForSender(bundle);
    params.rate.counter.seed = CounterSeed();
    m_router->AddOutgoing(params, Incarnation());
    end.socket = SocketFor(end);
    if (end.service)
    {
        m_router->Outgoing(bundle)->SetService(end.service());
    }
    if (end.guaranteed)
    {
        for (const auto& [flow, rate] : end.guaranteed->Rates())
        {
            KeepGuarantee(bundle, flow, rate);
        }
    }
}

void
OverqosNode::OpenIncoming(uint16_t bundle, LinkEnd& end)
{
    m_router->AddIncoming(end.config->ForReceiver(bundle), Incarnation());
    end.socket = SocketFor(end);
}

Ptr<Socket>
OverqosNode::SocketFor(const LinkEnd& end)
{
    return m_sockets.Open(GetNode(),
                          end.local,
                          static_cast<uint16_t>(m_port),
                          end.peer,
                          MakeCallback(&OverqosNode::Receive, this));
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
    const uint64_t run = m_run;
    Address from;
    while (run == m_run) // who is called may stop the node
    {
        const Ptr<Packet> packet = socket->RecvFrom(from);
        if (!packet)
        {
            break;
        }
        m_datagram.resize(packet->GetSize());
        packet->CopyData(m_datagram.data(), packet->GetSize());
        if (!IsFromPeer(m_datagram, from))
        {
            NS_LOG_LOGIC("datagram of nobody known");
            ++m_foreign;
            continue;
        }
        const bool isReport = ClassifyDatagram(m_datagram) == ClvlDatagram::Report;
        m_router->Receive(m_datagram, ToCore(Simulator::Now()));
        if (isReport && run == m_run)
        {
            TellState(*BundleOf(m_datagram));
        }
    }
    Schedule();
}

void
OverqosNode::TellState(uint16_t bundle)
{
    LinkEnd& end = m_outgoing[bundle];
    if (end.guaranteed)
    {
        Preempt(bundle, end);
    }
    if (m_linkStateTrace.IsEmpty() || !m_router)
    {
        return;
    }
    const BundleSender& sender = *m_router->Outgoing(bundle);
    const RedundancyDecision& redundancy = sender.Link().GetRedundancy();
    const RedundancyControl& control = sender.Link().GetControl();
    const auto rateOf = [](Bitrate rate) { return DataRate(rate.BitsPerSecond()); };
    OverqosLinkState state;
    state.total = rateOf(sender.Rate().Total());
    state.data = rateOf(sender.Rate().Data());
    state.guaranteeable = rateOf(sender.Rate().History().Guaranteeable().value_or(Bitrate()));
    state.redundancy = redundancy.Share();
    state.firstRedundancy = redundancy.firstRound;
    state.secondRedundancy = redundancy.secondRound;
    state.loss = control.Losses().Mean();
    state.residual = control.Target().Residual();
    state.flows = sender.Rate().Flows();
    state.roundTrip = ToSimulator(sender.Link().Rtt());
    m_linkStateTrace(bundle, state);
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
    return end != ends.end() && AreSame(end->second.peer, from);
}

void
OverqosNode::Send(const LinkEnd& end, ByteView datagram)
{
    const auto packet = Create<Packet>(datagram.data, static_cast<uint32_t>(datagram.size));
    m_unsent += m_sockets.Send(end.socket, packet, end.peer) ? 0 : 1;
}

void
OverqosNode::Schedule()
{
    const Nanoseconds next = m_router ? m_router->NextEvent() : FOREVER;
    if (next == FOREVER)
    {
        return;
    }
    const Time at = std::max(ToSimulator(next), Simulator::Now());
    // an event that comes too early does nothing and schedules the right one
    if (!m_event.IsExpired() && m_eventAt <= at)
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
