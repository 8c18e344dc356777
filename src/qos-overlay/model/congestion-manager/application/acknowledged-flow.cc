/* SPDX-License-Identifier: GPL-2.0-only */

#include "acknowledged-flow.h"

#include "ns3/abort.h"
#include "ns3/flow-key-conversion.h"
#include "ns3/inet-socket-address.h"
#include "ns3/udp-local-address.h"
#include "ns3/udp-socket-factory.h"

#include <utility>

namespace ns3
{
namespace qos
{

AcknowledgedFlow::~AcknowledgedFlow()
{
    Close();
}

void
AcknowledgedFlow::Open(const Ptr<Node>& node,
                       const std::string& application,
                       const Params& params,
                       ReportCallback callback)
{
    m_params = params;
    m_callback = std::move(callback);
    m_manager = CongestionManager::Of(node);
    NS_ABORT_MSG_UNLESS(m_manager,
                        "the " << application << " at node " << node->GetId()
                               << " needs a CongestionManager; CmHelper::Install sees to it");
    const bool isReady = OpenSocket(node);
    const auto description = isReady ? Describe() : std::nullopt;
    NS_ABORT_MSG_UNLESS(description,
                        "the " << application << " at node " << node->GetId()
                               << " cannot send to its remote address: it is no address and port, "
                                  "or there is no route");
    NS_ABORT_MSG_UNLESS(m_manager->Open(*description, m_id) == CmStatus::Ok,
                        "the Congestion Manager of node "
                            << node->GetId() << " refuses the flow of the " << application);
    m_feedback.emplace(params.feedbackDelay);
    m_manager->SetReportTimeout(m_id, m_feedback->GetWindow().Timeout());
    m_feedback->SetTimeoutCallback(MakeCallback(&AcknowledgedFlow::Report, this));
    if (params.nonceStream)
    {
        m_feedback->AssignStreams(*params.nonceStream);
    }
    m_socket->SetRecvCallback(MakeCallback(&AcknowledgedFlow::Receive, this));
}

bool
AcknowledgedFlow::OpenSocket(const Ptr<Node>& node)
{
    const auto plain = PlainSocketAddress(m_params.remote);
    if (!plain)
    {
        return false;
    }
    m_peer = *plain;
    m_socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    const bool isIpv4 = InetSocketAddress::IsMatchingType(m_peer);
    if (isIpv4 && !InetSocketAddress::IsMatchingType(m_params.remote))
    {
        // an IPv4 address in an IPv6 one
        m_params.remote = m_peer;
    }
    const bool isBound = (isIpv4 ? m_socket->Bind() : m_socket->Bind6()) == 0;
    return isBound && (!m_params.isConnected || m_socket->Connect(m_params.remote) == 0);
}

std::optional<FlowDescription>
AcknowledgedFlow::Describe() const
{
    constexpr uint8_t PROTOCOL_UDP = 17;
    Address local;
    m_socket->GetSockName(local);
    if (m_params.isConnected)
    {
        // an unconnected socket may send from any address, so that nobody can tell whose its
        // datagrams are
        local = UdpLocalAddress(m_socket, m_peer).value_or(Address());
    }
    const auto key = MakeFlowKey(local, m_peer, PROTOCOL_UDP);
    if (!key)
    {
        return std::nullopt;
    }
    FlowDescription description;
    description.key = *key;
    description.isOpenersOwn = true;
    description.mtu = m_params.datagramBytes;
    return description;
}

void
AcknowledgedFlow::Close()
{
    if (m_id == CM_NONE)
    {
        return;
    }
    m_feedback->Stop();
    m_manager->Close(std::exchange(m_id, CM_NONE));
    m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
    m_socket->Close();
}

void
AcknowledgedFlow::Dispose()
{
    Close();
    m_socket = nullptr;
    m_manager = nullptr;
}

SentWindowCounters
AcknowledgedFlow::Counters() const
{
    return m_feedback ? m_feedback->GetWindow().Counters() : SentWindowCounters();
}

bool
AcknowledgedFlow::Send(const Ptr<const Packet>& payload, GrantDelivery delivery)
{
    const uint64_t charged = m_manager->GetFlowState(m_id)->counters.sentBytes;
    const Ptr<Packet> datagram = m_feedback->Stamp(payload);
    const uint32_t bytes = datagram->GetSize();
    const int sent = m_params.isConnected ? m_socket->Send(datagram)
                                          : m_socket->SendTo(datagram, 0, m_params.remote);
    if (sent < 0)
    {
        m_feedback->Withdraw();
        return false;
    }
    const CmFlow* const state = m_manager->GetFlowState(m_id);
    // null if somebody who saw the datagram leave has closed the flow
    if (state && state->counters.sentBytes == charged)
    {
        m_manager->Notify(m_id, bytes, delivery);
    }
    return true;
}

void
AcknowledgedFlow::Receive(Ptr<Socket> socket)
{
    Address from;
    while (const Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (PlainSocketAddress(from) != std::optional<Address>(m_peer))
        {
            ++m_strangers;
        }
        else if (const auto feedback = m_feedback->Receive(packet))
        {
            Report(*feedback);
        }
    }
}

void
AcknowledgedFlow::Report(const CmFeedback& feedback)
{
    if (m_callback)
    {
        m_callback(feedback);
    }
    // none if somebody who saw the report has disposed of the application
    if (m_manager)
    {
        m_manager->Update(m_id, feedback);
    }
}

} // namespace qos
} // namespace ns3
