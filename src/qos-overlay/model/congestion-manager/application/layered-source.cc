/* SPDX-License-Identifier: GPL-2.0-only */

#include "layered-source.h"

#include "ns3/boolean.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(LayeredSource);

TypeId
LayeredSource::GetTypeId()
{
    using Self = LayeredSource;
    static TypeId tid =
        TypeId("ns3::qos::LayeredSource")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddAttribute("Remote",
                          "Address and port of the FeedbackReceiver.",
                          AddressValue(),
                          MakeAddressAccessor(&Self::m_remote),
                          MakeAddressChecker())
            .AddAttribute("PacketSize",
                          "UDP payload of a datagram in bytes, the stamp of the feedback protocol "
                          "included.",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_datagramBytes),
                          MakeUintegerChecker<uint32_t>(FeedbackSender::OVERHEAD, 65507))
            .AddAttribute("Connected",
                          "Whether the socket is connected, so that the host sees what the flow "
                          "sends; otherwise the source tells it.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&Self::m_isConnected),
                          MakeBooleanChecker())
            .AddAttribute("FeedbackDelay",
                          "How long the receiver may keep a report back.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_feedbackDelay),
                          MakeTimeChecker(Time(0), Seconds(3600)))
            .AddTraceSource("Layer",
                            "The source begins to send another layer.",
                            MakeTraceSourceAccessor(&Self::m_layerTrace),
                            "ns3::qos::LayeredSource::LayerTracedCallback")
            .AddTraceSource("State",
                            "The source learned the state of the network, by cm_query or "
                            "cmapp_update.",
                            MakeTraceSourceAccessor(&Self::m_stateTrace),
                            "ns3::qos::LayeredSource::StateTracedCallback")
            .AddTraceSource("Feedback",
                            "The source tells the Congestion Manager what arrived, by cm_update.",
                            MakeTraceSourceAccessor(&Self::m_feedbackTrace),
                            "ns3::qos::LayeredSource::FeedbackTracedCallback");
    return tid;
}

LayeredSource::~LayeredSource() = default;

int64_t
LayeredSource::AssignStreams(int64_t stream)
{
    m_stream = stream;
    return 1;
}

void
LayeredSource::DoDispose()
{
    CloseFlow();
    m_flow.Dispose();
    Application::DoDispose();
}

void
LayeredSource::StartApplication()
{
    AcknowledgedFlow::Params params;
    params.remote = m_remote;
    params.datagramBytes = m_datagramBytes;
    params.isConnected = m_isConnected;
    params.feedbackDelay = m_feedbackDelay;
    params.nonceStream = m_stream;
    m_flow.Open(GetNode(), "layered source", params, [this](const CmFeedback& feedback) {
        m_feedbackTrace(feedback);
    });
    DoStart();
}

void
LayeredSource::StopApplication()
{
    CloseFlow();
}

void
LayeredSource::CloseFlow()
{
    if (m_flow.Id() != CM_NONE)
    {
        DoStop();
        m_flow.Close();
    }
}

bool
LayeredSource::SendDatagram()
{
    return m_flow.Send(Create<Packet>(m_datagramBytes - FeedbackSender::OVERHEAD),
                       GrantDelivery::Later);
}

bool
LayeredSource::Adapt(const NetworkState& state)
{
    m_stateTrace(state);
    const std::size_t layer = m_layers.Choose(state.rate);
    if (layer == m_layer)
    {
        return false;
    }
    ++m_switches;
    m_layerTrace(m_layer, layer);
    m_layer = layer;
    return true;
}

} // namespace qos
} // namespace ns3
