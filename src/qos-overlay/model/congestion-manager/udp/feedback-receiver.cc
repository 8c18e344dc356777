/* SPDX-License-Identifier: GPL-2.0-only */

#include "feedback-receiver.h"

#include "ns3/fatal-error.h"
#include "ns3/node.h"
#include "ns3/time-conversion.h"
#include "ns3/trace-source-accessor.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(FeedbackReceiver);

TypeId
FeedbackReceiver::GetTypeId()
{
    using Self = FeedbackReceiver;
    static TypeId tid =
        TypeId("ns3::qos::FeedbackReceiver")
            .SetParent<Application>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Local",
                          "Address and port to receive at.",
                          AddressValue(),
                          MakeAddressAccessor(&Self::m_local),
                          MakeAddressChecker())
            .AddAttribute("Packets",
                          "Report as soon as so many datagrams of a flow are unreported; at most "
                          "as many as a report can be about.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&Self::m_packets),
                          MakeUintegerChecker<uint32_t>(1, LARGEST_FEEDBACK_RANGE))
            .AddAttribute("Delay",
                          "Report no later than this after the first unreported datagram; 0 is at "
                          "once, whatever Packets says.",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_delay),
                          MakeTimeChecker(Time(0), Days(365)))
            .AddAttribute("LargestTable",
                          "Flows that are remembered; beyond, the one that has been silent for "
                          "longest gives way.",
                          UintegerValue(1024),
                          MakeUintegerAccessor(&Self::m_largestTable),
                          MakeUintegerChecker<uint32_t>(1))
            .AddTraceSource("Rx",
                            "A stamped datagram has come; the packet is what its application "
                            "sent.",
                            MakeTraceSourceAccessor(&Self::m_rxTrace),
                            "ns3::qos::FeedbackReceiver::RxTracedCallback");
    return tid;
}

FeedbackFlows::Counters
FeedbackReceiver::GetCounters() const
{
    return m_flows ? m_flows->GetCounters() : FeedbackFlows::Counters();
}

void
FeedbackReceiver::DoDispose()
{
    m_flows.reset();
    m_socket = nullptr;
    Application::DoDispose();
}

void
FeedbackReceiver::StartApplication()
{
    m_flows = std::make_unique<FeedbackFlows>(FeedbackPolicy{m_packets, ToCore(m_delay)},
                                              m_largestTable,
                                              MakeCallback(&FeedbackReceiver::SendReport, this));
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->SetIpRecvTos(true);
    m_socket->SetIpv6RecvTclass(true);
    if (m_socket->Bind(m_local) != 0)
    {
        NS_FATAL_ERROR("the feedback receiver of node " << GetNode()->GetId()
                                                        << " cannot bind to its local address");
    }
    m_socket->SetRecvCallback(MakeCallback(&FeedbackReceiver::Receive, this));
}

void
FeedbackReceiver::StopApplication()
{
    if (m_socket)
    {
        m_socket->Close();
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_flows->Stop();
    }
}

void
FeedbackReceiver::Receive(Ptr<Socket> socket)
{
    Address from;
    while (const Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (const auto header = m_flows->Arrive(packet, from))
        {
            // those of the network, not for whoever sends the packet on
            SocketIpTosTag tos;
            SocketIpv6TclassTag tclass;
            packet->RemovePacketTag(tos);
            packet->RemovePacketTag(tclass);
            m_rxTrace(packet, *header, from);
        }
    }
}

void
FeedbackReceiver::SendReport(Ptr<Packet> report, const Address& to)
{
    m_socket->SendTo(report, 0, to);
}

} // namespace qos
} // namespace ns3
