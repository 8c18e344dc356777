/* SPDX-License-Identifier: GPL-2.0-only */

#include "frame-receiver.h"

#include "ns3/address.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

namespace ns3
{
namespace qos
{

NS_LOG_COMPONENT_DEFINE("FrameReceiver");
NS_OBJECT_ENSURE_REGISTERED(FrameReceiver);

TypeId
FrameReceiver::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::FrameReceiver")
                            .SetParent<Application>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<FrameReceiver>()
                            .AddAttribute("Local",
                                          "Address and port to receive at.",
                                          AddressValue(),
                                          MakeAddressAccessor(&FrameReceiver::m_local),
                                          MakeAddressChecker())
                            .AddTraceSource("Frame",
                                            "A frame has come.",
                                            MakeTraceSourceAccessor(&FrameReceiver::m_frame),
                                            "ns3::qos::FrameReceiver::FrameTracedCallback");
    return tid;
}

void
FrameReceiver::DoDispose()
{
    m_socket = nullptr;
    Application::DoDispose();
}

void
FrameReceiver::StartApplication()
{
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    if (m_socket->Bind(m_local) != 0)
    {
        NS_FATAL_ERROR("the frame receiver of node " << GetNode()->GetId()
                                                     << " cannot bind to its local address");
    }
    m_socket->SetRecvCallback(MakeCallback(&FrameReceiver::Receive, this));
}

void
FrameReceiver::StopApplication()
{
    if (m_socket)
    {
        m_socket->Close();
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    }
}

void
FrameReceiver::Receive(Ptr<Socket> socket)
{
    while (const Ptr<Packet> packet = socket->Recv())
    {
        if (packet->GetSize() < FrameHeader::BYTES)
        {
            ++m_malformed;
            continue;
        }
        ReceivedFrame frame;
        frame.bytes = packet->GetSize();
        packet->PeekHeader(frame.header);
        frame.received = Simulator::Now();
        m_frames.push_back(frame);
        m_frame(frame);
    }
}

} // namespace qos
} // namespace ns3
