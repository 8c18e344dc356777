/* SPDX-License-Identifier: GPL-2.0-only */

#include "vat-source.h"

#include "vat-header.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-local-address.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(VatSource);

TypeId
VatSource::GetTypeId()
{
    using Self = VatSource;
    static TypeId tid =
        TypeId("ns3::qos::VatSource")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Remote",
                          "Address and port of the FeedbackReceiver.",
                          AddressValue(),
                          MakeAddressAccessor(&Self::m_remote),
                          MakeAddressChecker())
            .AddAttribute("PacketSize",
                          "Bytes of audio in a packet, its header included.",
                          UintegerValue(160),
                          MakeUintegerAccessor(&Self::m_bytes),
                          MakeUintegerChecker<uint32_t>(VatHeader::BYTES, 1000))
            .AddAttribute("Interval",
                          "Time between two packets.",
                          TimeValue(MilliSeconds(20)),
                          MakeTimeAccessor(&Self::m_interval),
                          MakeTimeChecker(MicroSeconds(1), Seconds(3600)))
            .AddAttribute("Jitter",
                          "How late the host hands a packet over, at most; no more than Interval. "
                          "It is random, and different for each.",
                          TimeValue(MilliSeconds(5)),
                          MakeTimeAccessor(&Self::m_jitter),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddAttribute("Buffer",
                          "Packets that may wait in the application.",
                          UintegerValue(5),
                          MakeUintegerAccessor(&Self::m_bufferPackets),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Drop",
                          "Where a full buffer drops.",
                          compat::EnumValue<DropChoice>(HEAD),
                          compat::EnumAccessor<DropChoice>(&Self::m_drop),
                          MakeEnumChecker(HEAD, "head", TAIL, "tail"))
            .AddAttribute("Policer",
                          "Whether packets are dropped ahead of time to fit into the long-term "
                          "rate.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isPoliced),
                          MakeBooleanChecker())
            .AddAttribute("PolicerMemory",
                          "Time over which the policer averages the rate.",
                          TimeValue(Seconds(5)),
                          MakeTimeAccessor(&Self::m_memory),
                          MakeTimeChecker(MilliSeconds(1), Seconds(3600)))
            .AddAttribute("PolicerDepth",
                          "Packets that the policer lets pass at once after a pause.",
                          UintegerValue(4),
                          MakeUintegerAccessor(&Self::m_depth),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("FeedbackDelay",
                          "How long the receiver may keep a report back.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_feedbackDelay),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddTraceSource("Rate",
                            "The mean rate of the policer in bit/s, with each packet.",
                            MakeTraceSourceAccessor(&Self::m_rateTrace),
                            "ns3::qos::VatSource::RateTracedCallback");
    return tid;
}

VatSource::VatSource()
    : m_phase(CreateObject<UniformRandomVariable>()),
      m_lateness(CreateObject<UniformRandomVariable>())
{
}

SentWindowCounters
VatSource::GetSentCounters() const
{
    return m_feedback ? m_feedback->GetWindow().Counters() : SentWindowCounters();
}

uint32_t
VatSource::GetDatagramSize() const
{
    return m_bytes + FeedbackSender::OVERHEAD;
}

int64_t
VatSource::AssignStreams(int64_t stream)
{
    m_phase->SetStream(stream);
    m_lateness->SetStream(stream + 1);
    m_nonceStream = stream + 2;
    return 3;
}

void
VatSource::DoDispose()
{
    Close();
    m_socket = nullptr;
    m_manager = nullptr;
    Application::DoDispose();
}

void
VatSource::StartApplication()
{
    m_manager = CongestionManager::Of(GetNode());
    NS_ABORT_MSG_UNLESS(m_manager,
                        "the audio source at node "
                            << GetNode()->GetId()
                            << " needs a CongestionManager; CmHelper::Install sees to it");
    NS_ABORT_MSG_IF(m_jitter > m_interval,
                    "packets of audio would overtake each other: the jitter is larger than the "
                    "interval between them");
    Open();
    VatPolicer::Params params;
    params.memory = ToCore(m_memory);
    params.depth = static_cast<uint64_t>(m_depth) * GetDatagramSize();
    m_policer.emplace(params);
    m_buffer.emplace(m_bufferPackets, m_drop == HEAD ? DropFrom::Head : DropFrom::Tail);
    m_next = Simulator::Schedule(Seconds(m_phase->GetValue(0, m_interval.GetSeconds())),
                                 &VatSource::Record,
                                 this);
}

void
VatSource::Open()
{
    constexpr uint8_t PROTOCOL_UDP = 17;
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    const bool isIpv6 = Inet6SocketAddress::IsMatchingType(m_remote);
    const bool isReady =
        (isIpv6 ? m_socket->Bind6() : m_socket->Bind()) == 0 && m_socket->Connect(m_remote) == 0;
    const auto remote = PlainSocketAddress(m_remote);
    const auto local = isReady && remote ? UdpLocalAddress(m_socket, *remote) : std::nullopt;
    const auto key = local ? MakeFlowKey(*local, *remote, PROTOCOL_UDP) : std::nullopt;
    FlowDescription description;
    description.mtu = GetDatagramSize();
    description.key = key.value_or(FlowKey());
    NS_ABORT_MSG_UNLESS(key && m_manager->Open(description, m_flow) == CmStatus::Ok,
                        "the audio source at node " << GetNode()->GetId()
                                                    << " cannot open a flow to its remote address");
    m_manager->RegisterSend(m_flow, this);
    m_manager->RegisterUpdate(m_flow, this);
    m_feedback.emplace(m_feedbackDelay);
    m_feedback->SetTimeoutCallback(MakeCallback(&VatSource::Report, this));
    m_manager->SetReportTimeout(m_flow, m_feedback->GetWindow().Timeout());
    if (m_nonceStream)
    {
        m_feedback->AssignStreams(*m_nonceStream);
    }
    m_socket->SetRecvCallback(MakeCallback(&VatSource::Receive, this));
}

void
VatSource::StopApplication()
{
    Close();
}

void
VatSource::Close()
{
    m_next.Cancel();
    m_take.Cancel();
    if (m_flow == CM_NONE)
    {
        return;
    }
    m_manager->Close(m_flow);
    m_flow = CM_NONE;
    m_feedback->Stop();
    m_counters.dropped += m_buffer->Items();
    m_buffer.reset();
    m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    m_socket->Close();
}

void
VatSource::Record()
{
    m_next = Simulator::Schedule(m_interval, &VatSource::Record, this);
    m_take = Simulator::Schedule(Seconds(m_lateness->GetValue(0, m_jitter.GetSeconds())),
                                 &VatSource::Take,
                                 this,
                                 Simulator::Now());
}

void
VatSource::Take(Time recorded)
{
    ++m_counters.recorded;
    VatHeader header;
    header.number = static_cast<uint32_t>(m_counters.recorded);
    header.recorded = recorded;
    const auto packet = Create<Packet>(m_bytes - VatHeader::BYTES);
    packet->AddHeader(header);
    const bool isAdmitted = m_policer->Admit(GetDatagramSize(), ToCore(Simulator::Now()));
    m_rateTrace(m_policer->MeanRate());
    if (m_isPoliced && !isAdmitted)
    {
        ++m_counters.policed;
        return;
    }
    Enqueue(packet);
}

void
VatSource::Enqueue(const Ptr<Packet>& packet)
{
    m_counters.dropped += m_buffer->MakeRoom(1).size();
    m_counters.dropped += m_buffer->Push(packet, 1) ? 0 : 1;
    Ask(GrantDelivery::Later);
}

void
VatSource::Ask(GrantDelivery delivery)
{
    if (!m_isAsking && !m_buffer->IsEmpty())
    {
        m_isAsking = true;
        m_manager->Request(m_flow, 1, delivery);
    }
}

void
VatSource::CmappSend(CmFlowId flow)
{
    m_isAsking = false;
    if (m_buffer->IsEmpty())
    {
        // somebody else asked for this flow
        m_manager->Notify(flow, 0, GrantDelivery::Now);
        return;
    }
    if (m_socket->Send(m_feedback->Stamp(m_buffer->Pop())) >= 0)
    {
        ++m_counters.sent;
    }
    else
    {
        ++m_counters.dropped;
        m_feedback->Withdraw();
        m_manager->Notify(flow, 0, GrantDelivery::Now);
    }
    Ask(GrantDelivery::Now);
}

void
VatSource::CmappUpdate(CmFlowId /* flow */, const NetworkState& state)
{
    m_policer->SetRate(state.rate, ToCore(Simulator::Now()));
}

void
VatSource::Receive(Ptr<Socket> socket)
{
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (const auto feedback = m_feedback->Receive(packet))
        {
            Report(*feedback);
        }
    }
}

void
VatSource::Report(const CmFeedback& feedback)
{
    m_manager->SetReportTimeout(m_flow, m_feedback->GetWindow().Timeout());
    m_manager->Update(m_flow, feedback);
}

} // namespace qos
} // namespace ns3
