/* SPDX-License-Identifier: GPL-2.0-only */

#include "congestion-manager.h"

#include "flow-key-conversion.h"
#include "path-mtu.h"

#include "ns3/boolean.h"
#include "ns3/cm-registry.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/ipv6-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/packet.h"
#include "ns3/random-variable-stream.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CongestionManager);

namespace
{

constexpr uint8_t PROTOCOL_TCP = 6;
constexpr uint8_t PROTOCOL_UDP = 17;
constexpr uint32_t UDP_HEADER = 8;
constexpr uint32_t LEAST_TCP_HEADER = 20;

/** @return the present time for the core */
Nanoseconds
Now()
{
    return ToCore(Simulator::Now());
}

} // namespace

TypeId
CongestionManager::GetTypeId()
{
    using Self = CongestionManager;
    static TypeId tid =
        TypeId("ns3::qos::CongestionManager")
            .SetParent<Object>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Controller",
                          "Congestion controller of the macroflows: aimd, tfrc, or a name that was "
                          "registered.",
                          StringValue("aimd"),
                          MakeStringAccessor(&Self::m_controller),
                          MakeStringChecker())
            .AddAttribute(
                "FlowScheduler",
                "Who is granted next: random-round-robin, round-robin, hierarchical, or a "
                "name that was registered.",
                StringValue("random-round-robin"),
                MakeStringAccessor(&Self::m_scheduler),
                MakeStringChecker())
            .AddAttribute("Aggregation",
                          "Which flows are a macroflow.",
                          compat::EnumValue<AggregationChoice>(DESTINATION),
                          compat::EnumAccessor<AggregationChoice>(&Self::m_aggregation),
                          MakeEnumChecker(DESTINATION,
                                          "destination",
                                          DESTINATION_DSCP,
                                          "destination-dscp",
                                          SOURCE_DESTINATION,
                                          "source-destination",
                                          FLOW,
                                          "flow"))
            .AddAttribute("ByPrincipal",
                          "Whether flows whose feedback comes from applications share with flows "
                          "of the same user only.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Self::m_byPrincipal),
                          MakeBooleanChecker())
            .AddAttribute("PrefixLength",
                          "Leading bits of an IPv4 destination that tell macroflows apart.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&Self::m_prefix4),
                          MakeUintegerChecker<uint8_t>(0, 32))
            .AddAttribute("PrefixLength6",
                          "Leading bits of an IPv6 destination that tell macroflows apart.",
                          UintegerValue(128),
                          MakeUintegerAccessor(&Self::m_prefix6),
                          MakeUintegerChecker<uint8_t>(0, 128))
            .AddAttribute("InitialWindow",
                          "First window of a macroflow in packets.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_initialWindow),
                          MakeUintegerChecker<uint32_t>(1, 1000))
            .AddAttribute("GrowWhileRecovering",
                          "Whether the window may grow in the round trip after a cut.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_growWhileRecovering),
                          MakeBooleanChecker())
            .AddAttribute("OncePerRtt",
                          "Whether congestion is answered at most once in a round trip.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_oncePerRtt),
                          MakeBooleanChecker())
            .AddAttribute("Watchdog",
                          "Whether bytes that nobody reports about are given up after some time.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_watchdog),
                          MakeBooleanChecker())
            .AddAttribute("IdleDecay",
                          "Whether the window is halved for every timeout without a packet.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_idleDecay),
                          MakeBooleanChecker())
            .AddAttribute("GrowthHeadroom",
                          "A window grows only below this times what is in use.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_growthHeadroom),
                          MakeDoubleChecker<double>(1, 1e9))
            .AddAttribute("RateGrowthHeadroom",
                          "The same once a flow listens for changes of its rate.",
                          DoubleValue(2.5),
                          MakeDoubleAccessor(&Self::m_rateGrowthHeadroom),
                          MakeDoubleChecker<double>(1, 1e9))
            .AddAttribute("Linger",
                          "How long a macroflow is remembered after its last flow.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&Self::m_linger),
                          MakeTimeChecker(Time(0), Days(365)))
            .AddAttribute("LeastGrantTime",
                          "A grant is valid for the round-trip time, at least this long.",
                          TimeValue(MilliSeconds(500)),
                          MakeTimeAccessor(&Self::m_grantTime),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
            .AddAttribute("GuardAcknowledgments",
                          "Whether TCP/CM makes one segment in eight a byte shorter, at random, to "
                          "find receivers out that acknowledge what has not arrived.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&Self::m_guardsAcks),
                          MakeBooleanChecker())
            .AddAttribute("LargestTable",
                          "Flows that may be open at a time.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&Self::m_largestTable),
                          MakeUintegerChecker<uint32_t>(1, 1000000))
            .AddTraceSource("Charge",
                            "A packet was charged to a flow.",
                            MakeTraceSourceAccessor(&Self::m_chargeTrace),
                            "ns3::qos::CongestionManager::ChargeTracedCallback")
            .AddTraceSource("Window",
                            "The window of a macroflow after a report.",
                            MakeTraceSourceAccessor(&Self::m_windowTrace),
                            "ns3::qos::CongestionManager::WindowTracedCallback");
    return tid;
}

CongestionManager::CongestionManager()
    : m_random(CreateObject<UniformRandomVariable>()),
      m_bits(std::make_shared<RandomBits>([random = m_random] {
          constexpr double WORDS = 4294967296;
          return static_cast<uint32_t>(random->GetValue(0, WORDS));
      })),
      m_core(std::make_unique<CmCore>(CmSetup()))
{
}

CongestionManager::~CongestionManager() = default;

Ptr<CongestionManager>
CongestionManager::Of(const Ptr<Node>& node)
{
    return node->GetObject<CongestionManager>();
}

void
CongestionManager::NotifyNewAggregate()
{
    const auto ipv4 = GetObject<Ipv4L3Protocol>();
    if (ipv4 && !m_isHooked4)
    {
        m_isHooked4 =
            ipv4->TraceConnectWithoutContext("SendOutgoing",
                                             MakeCallback(&CongestionManager::SendOutgoing4, this));
    }
    const auto ipv6 = GetObject<Ipv6L3Protocol>();
    if (ipv6 && !m_isHooked6)
    {
        m_isHooked6 =
            ipv6->TraceConnectWithoutContext("SendOutgoing",
                                             MakeCallback(&CongestionManager::SendOutgoing6, this));
    }
    Object::NotifyNewAggregate();
}

void
CongestionManager::DoDispose()
{
    m_isDisposed = true;
    m_timer.Cancel();
    m_serve.Cancel();
    Object::DoDispose();
}

CmSetup
CongestionManager::MakeSetup() const
{
    CmSetup setup;
    setup.aggregation.byDscp = m_aggregation == DESTINATION_DSCP;
    setup.aggregation.bySource = m_aggregation == SOURCE_DESTINATION;
    setup.aggregation.apart = m_aggregation == FLOW;
    setup.aggregation.byPrincipal = m_byPrincipal;
    setup.aggregation.prefix4 = m_prefix4;
    setup.aggregation.prefix6 = m_prefix6;
    setup.macroflow.leastGrantTime = ToCore(m_grantTime);
    setup.macroflow.growthHeadroom = m_growthHeadroom;
    setup.macroflow.rateGrowthHeadroom = m_rateGrowthHeadroom;
    setup.macroflow.reactOncePerRtt = m_oncePerRtt;
    setup.macroflow.hasWatchdog = m_watchdog;
    setup.macroflow.decaysWhenIdle = m_idleDecay;
    setup.linger = ToCore(m_linger);
    setup.largestTable = m_largestTable;

    ControllerParams params;
    params.initialWindow = m_initialWindow;
    params.growWhileRecovering = m_growWhileRecovering;
    FlowSchedulerSetup scheduler;
    scheduler.bits = m_bits;
    // an unknown name is found here, and not with the first flow to a new destination
    CongestionControllers().Create(m_controller, params);
    FlowSchedulers().Create(m_scheduler, scheduler);
    setup.makeController = [name = m_controller, params] {
        return CongestionControllers().Create(name, params);
    };
    setup.makeScheduler = [name = m_scheduler, scheduler] {
        return FlowSchedulers().Create(name, scheduler);
    };
    return setup;
}

void
CongestionManager::SetUp()
{
    if (!m_isSetUp)
    {
        m_core = std::make_unique<CmCore>(MakeSetup());
        m_isSetUp = true;
        m_core->SetFrozen(m_isFrozen);
        m_core->SetObserver(m_observers.empty() ? nullptr : this);
    }
}

void
CongestionManager::SendOutgoing4(const Ipv4Header& header,
                                 Ptr<const Packet> packet,
                                 uint32_t /* interface */)
{
    if (m_core->Flows() == 0)
    {
        return;
    }
    FlowKey key;
    key.protocol = header.GetProtocol();
    key.source = ToCore(header.GetSource());
    key.destination = ToCore(header.GetDestination());
    ChargePacket(key, packet);
}

void
CongestionManager::SendOutgoing6(const Ipv6Header& header,
                                 Ptr<const Packet> packet,
                                 uint32_t /* interface */)
{
    if (m_core->Flows() == 0)
    {
        return;
    }
    FlowKey key;
    key.protocol = header.GetNextHeader();
    key.source = ToCore(header.GetSource());
    key.destination = ToCore(header.GetDestination());
    ChargePacket(key, packet);
}

void
CongestionManager::ChargePacket(FlowKey& key, const Ptr<const Packet>& packet)
{
    // ports, and the length of a TCP header, without the cost of a header object
    constexpr std::size_t DATA_OFFSET = 12;
    constexpr uint32_t WORD = 4;
    constexpr uint32_t NIBBLE = 4;
    constexpr uint32_t BYTE = 8;
    std::array<uint8_t, DATA_OFFSET + 1> bytes{};
    const uint32_t copied = packet->CopyData(bytes.data(), bytes.size());
    uint32_t header = UDP_HEADER;
    if (key.protocol == PROTOCOL_TCP && copied == bytes.size())
    {
        header = std::max((bytes[DATA_OFFSET] >> NIBBLE) * WORD, LEAST_TCP_HEADER);
    }
    else if (key.protocol != PROTOCOL_UDP)
    {
        return;
    }
    if (packet->GetSize() <= header)
    {
        return;
    }
    key.sourcePort = static_cast<uint16_t>(bytes[0] << BYTE | bytes[1]);
    key.destinationPort = static_cast<uint16_t>(bytes[2] << BYTE | bytes[3]);
    const CmFlowId flow = m_core->FlowOf(key);
    if (flow == CM_NONE)
    {
        return;
    }
    const uint32_t payload = packet->GetSize() - header;
    m_core->Notify(flow, payload, Now());
    m_chargeTrace(flow, payload);
    // a packet smaller than its grant leaves room for others
    const CmFlow* const state = m_core->FlowState(flow);
    if (state && payload < state->mtu && state->macroflow->Pending() > 0)
    {
        Deliver(flow, GrantDelivery::Later);
    }
    else
    {
        ArmTimer();
    }
}

void
CongestionManager::Deliver(CmFlowId flow, GrantDelivery delivery)
{
    if (delivery == GrantDelivery::Now)
    {
        m_core->Serve(flow, Now());
    }
    else
    {
        m_core->Defer(flow);
    }
    Settle();
}

void
CongestionManager::Settle()
{
    if (m_isDisposed)
    {
        return;
    }
    if (m_core->HasDue() && m_serve.IsExpired())
    {
        m_serve = Simulator::ScheduleNow(&CongestionManager::ServeDue, this);
    }
    ArmTimer();
}

void
CongestionManager::ServeDue()
{
    m_core->ServeDue(Now());
    Settle();
}

void
CongestionManager::ArmTimer()
{
    const Nanoseconds next = m_core->NextWakeup();
    if (next == FOREVER || m_isDisposed)
    {
        return;
    }
    const Time at = Max(ToSimulator(next), Simulator::Now());
    if (!m_timer.IsExpired())
    {
        if (m_timerAt <= at)
        {
            return;
        }
        m_timer.Cancel();
    }
    m_timerAt = at;
    m_timer = Simulator::Schedule(at - Simulator::Now(), &CongestionManager::Wake, this);
}

void
CongestionManager::Wake()
{
    m_core->Wakeup(Now());
    Settle();
}

CmStatus
CongestionManager::Open(FlowDescription description, CmFlowId& flow)
{
    const uint32_t largest = PathMtu(*this, description.key);
    description.mtu = description.mtu == 0 ? largest : std::min(description.mtu, largest);
    SetUp();
    const CmStatus status = m_core->Open(description, Now(), flow);
    Settle();
    return status;
}

CmStatus
CongestionManager::Close(CmFlowId flow)
{
    const CmStatus status = m_core->Close(flow, Now());
    Settle();
    return status;
}

uint32_t
CongestionManager::Mtu(CmFlowId flow) const
{
    return m_core->Mtu(flow);
}

CmStatus
CongestionManager::Request(CmFlowId flow, uint32_t packets, GrantDelivery delivery)
{
    const CmStatus status = m_core->Request(flow, packets, Now());
    if (status == CmStatus::Ok)
    {
        Deliver(flow, delivery);
    }
    return status;
}

CmStatus
CongestionManager::Notify(CmFlowId flow, uint32_t bytes, GrantDelivery delivery)
{
    const CmStatus status = m_core->Notify(flow, bytes, Now());
    if (status == CmStatus::Ok)
    {
        if (bytes > 0)
        {
            m_chargeTrace(flow, bytes);
        }
        Deliver(flow, delivery);
    }
    return status;
}

CmStatus
CongestionManager::Update(CmFlowId flow, const CmFeedback& feedback, GrantDelivery delivery)
{
    const CmStatus status = m_core->Update(flow, feedback, Now());
    if (status == CmStatus::Ok)
    {
        const CmFlow* const own = m_core->FlowState(flow);
        if (own && !m_windowTrace.IsEmpty())
        {
            m_windowTrace(own->macroflow->Id(), own->macroflow->Window());
        }
        Deliver(flow, delivery);
    }
    return status;
}

CmStatus
CongestionManager::Query(CmFlowId flow, NetworkState& state)
{
    return m_core->Query(flow, Now(), state);
}

CmStatus
CongestionManager::SetThresholds(CmFlowId flow, const CmThresholds& thresholds)
{
    return m_core->SetThresholds(flow, thresholds);
}

CmStatus
CongestionManager::RegisterSend(CmFlowId flow, CmSender* sender)
{
    return m_core->RegisterSend(flow, sender);
}

CmStatus
CongestionManager::RegisterUpdate(CmFlowId flow, CmListener* listener)
{
    return m_core->RegisterUpdate(flow, listener);
}

MacroflowId
CongestionManager::GetMacroflow(CmFlowId flow) const
{
    return m_core->GetMacroflow(flow);
}

CmStatus
CongestionManager::SetMacroflow(MacroflowId target, CmFlowId flow, MacroflowId& result)
{
    const CmStatus status = m_core->SetMacroflow(target, flow, Now(), result);
    if (status == CmStatus::Ok)
    {
        Deliver(flow, GrantDelivery::Later);
    }
    return status;
}

CmStatus
CongestionManager::SetWeight(CmFlowId flow, double weight)
{
    return m_core->SetWeight(flow, weight);
}

CmStatus
CongestionManager::SetReportTimeout(CmFlowId flow, Nanoseconds timeout)
{
    const CmStatus status = m_core->SetReportTimeout(flow, timeout, Now());
    Settle();
    return status;
}

CmFlowId
CongestionManager::FlowOf(const FlowKey& key) const
{
    return m_core->FlowOf(key);
}

const Macroflow*
CongestionManager::GetMacroflowState(MacroflowId macroflow) const
{
    return m_core->FindMacroflow(macroflow);
}

const CmFlow*
CongestionManager::GetFlowState(CmFlowId flow) const
{
    return m_core->FlowState(flow);
}

bool
CongestionManager::IsOpenTo(MacroflowId macroflow, uint32_t principal) const
{
    return m_core->IsOpenTo(macroflow, principal);
}

std::vector<const Macroflow*>
CongestionManager::GetMacroflows() const
{
    return m_core->Macroflows();
}

MacroflowCounters
CongestionManager::GetCounters() const
{
    return m_core->Counters();
}

FlowScheduler*
CongestionManager::GetScheduler(MacroflowId macroflow) const
{
    Macroflow* const found = m_core->FindMacroflow(macroflow);
    return found ? &found->Scheduler() : nullptr;
}

void
CongestionManager::SetFrozen(bool isFrozen)
{
    m_isFrozen = isFrozen;
    m_core->SetFrozen(isFrozen);
    Settle();
}

void
CongestionManager::AddObserver(MacroflowObserver& observer)
{
    m_observers.push_back(&observer);
    m_core->SetObserver(this);
}

void
CongestionManager::RemoveObserver(MacroflowObserver& observer)
{
    m_observers.erase(std::remove(m_observers.begin(), m_observers.end(), &observer),
                      m_observers.end());
    if (m_observers.empty())
    {
        m_core->SetObserver(nullptr);
    }
}

void
CongestionManager::Granted(const Macroflow& macroflow, const CmFlow& flow)
{
    for (MacroflowObserver* observer : m_observers)
    {
        observer->Granted(macroflow, flow);
    }
}

bool
CongestionManager::DrawsShortSegment()
{
    return m_guardsAcks && m_bits->Next() && m_bits->Next() && m_bits->Next();
}

int64_t
CongestionManager::AssignStreams(int64_t stream)
{
    m_random->SetStream(stream);
    return 1;
}

} // namespace qos
} // namespace ns3
