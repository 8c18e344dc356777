/* SPDX-License-Identifier: GPL-2.0-only */

#include "vat-source.h"

#include "vat-header.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/node.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-source-accessor.h"
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
    m_flow.Dispose();
    Application::DoDispose();
}

void
VatSource::StartApplication()
{
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
    AcknowledgedFlow::Params params;
    params.remote = m_remote;
    params.datagramBytes = GetDatagramSize();
    params.feedbackDelay = m_feedbackDelay;
    params.nonceStream = m_nonceStream;
    m_flow.Open(GetNode(), "audio source", params);
    m_flow.Manager()->RegisterSend(m_flow.Id(), this);
    m_flow.Manager()->RegisterUpdate(m_flow.Id(), this);
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
    if (m_flow.Id() == CM_NONE)
    {
        return;
    }
    m_flow.Close();
    m_counters.dropped += m_buffer->Items();
    m_buffer.reset();
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
    if (m_flow.Id() != CM_NONE && !m_isAsking && !m_buffer->IsEmpty())
    {
        m_isAsking = true;
        m_flow.Manager()->Request(m_flow.Id(), 1, delivery);
    }
}

void
VatSource::CmappSend(CmFlowId flow)
{
    m_isAsking = false;
    if (m_buffer->IsEmpty())
    {
        // somebody else asked for this flow
        m_flow.Manager()->Notify(flow, 0, GrantDelivery::Now);
        return;
    }
    if (m_flow.Send(m_buffer->Pop(), GrantDelivery::Now))
    {
        ++m_counters.sent;
    }
    else
    {
        ++m_counters.dropped;
        m_flow.Manager()->Notify(flow, 0, GrantDelivery::Now);
    }
    Ask(GrantDelivery::Now);
}

void
VatSource::CmappUpdate(CmFlowId /* flow */, const NetworkState& state)
{
    m_policer->SetRate(state.rate, ToCore(Simulator::Now()));
}

} // namespace qos
} // namespace ns3
