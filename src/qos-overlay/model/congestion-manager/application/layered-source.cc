/* SPDX-License-Identifier: GPL-2.0-only */

#include "layered-source.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/node.h"
#include "ns3/udp-local-address.h"
#include "ns3/udp-socket-factory.h"
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

SentWindowCounters
LayeredSource::GetCounters() const
{
    return m_feedback ? m_feedback->GetWindow().Counters() : SentWindowCounters();
}

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
    m_socket = nullptr;
    m_manager = nullptr;
    Application::DoDispose();
}

void
LayeredSource::StartApplication()
{
    m_manager = CongestionManager::Of(GetNode());
    NS_ABORT_MSG_UNLESS(m_manager,
                        "the layered source at node "
                            << GetNode()->GetId()
                            << " needs a CongestionManager; CmHelper::Install sees to it");
    m_feedback.emplace(m_feedbackDelay);
    m_feedback->SetTimeoutCallback(MakeCallback(&LayeredSource::Report, this));
    if (m_stream)
    {
        m_feedback->AssignStreams(*m_stream);
    }
    OpenSocket();
    OpenFlow();
    DoStart();
}

void
LayeredSource::StopApplication()
{
    if (m_flow == CM_NONE)
    {
        return;
    }
    CloseFlow();
    m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    m_socket->Close();
}

void
LayeredSource::CloseFlow()
{
    if (m_flow != CM_NONE)
    {
        DoStop();
        m_feedback->Stop();
        m_manager->Close(m_flow);
        m_flow = CM_NONE;
    }
}

void
LayeredSource::OpenSocket()
{
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    const bool isIpv6 = Inet6SocketAddress::IsMatchingType(m_remote);
    const bool isBound = (isIpv6 ? m_socket->Bind6() : m_socket->Bind()) == 0;
    const bool isReady = isBound && (!m_isConnected || m_socket->Connect(m_remote) == 0);
    NS_ABORT_MSG_UNLESS(isReady,
                        "the layered source at node "
                            << GetNode()->GetId() << " cannot open a socket to its remote address");
    m_socket->SetRecvCallback(MakeCallback(&LayeredSource::Receive, this));
}

void
LayeredSource::OpenFlow()
{
    constexpr uint8_t PROTOCOL_UDP = 17;
    Address local;
    m_socket->GetSockName(local);
    if (m_isConnected)
    {
        // an unconnected socket may send from any address, so that nobody can tell whose its
        // datagrams are
        local = UdpLocalAddress(m_socket, m_remote).value_or(Address());
    }
    const auto key = MakeFlowKey(local, m_remote, PROTOCOL_UDP);
    NS_ABORT_MSG_UNLESS(key,
                        "the layered source at node "
                            << GetNode()->GetId()
                            << " cannot send to its remote address: it is no address and port, or "
                               "there is no route");
    FlowDescription description;
    description.key = *key;
    description.mtu = m_datagramBytes;
    NS_ABORT_MSG_UNLESS(m_manager->Open(description, m_flow) == CmStatus::Ok,
                        "the Congestion Manager of node "
                            << GetNode()->GetId() << " refuses the flow of a layered source");
    m_manager->SetReportTimeout(m_flow, m_feedback->GetWindow().Timeout());
}

bool
LayeredSource::SendDatagram()
{
    const auto payload = Create<Packet>(m_datagramBytes - FeedbackSender::OVERHEAD);
    const Ptr<Packet> stamped = m_feedback->Stamp(payload);
    const int sent =
        m_isConnected ? m_socket->Send(stamped) : m_socket->SendTo(stamped, 0, m_remote);
    if (sent < 0)
    {
        m_feedback->Withdraw();
        return false;
    }
    if (!m_isConnected)
    {
        m_manager->Notify(m_flow, m_datagramBytes);
    }
    return true;
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

void
LayeredSource::Receive(Ptr<Socket> socket)
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
LayeredSource::Report(const CmFeedback& feedback)
{
    m_feedbackTrace(feedback);
    m_manager->SetReportTimeout(m_flow, m_feedback->GetWindow().Timeout());
    m_manager->Update(m_flow, feedback);
}

} // namespace qos
} // namespace ns3
