/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-socket.h"

#include "cm-feedback-header.h"
#include "udp-local-address.h"

#include "ns3/flow-key-conversion.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ns3-compat.h"
#include "ns3/simulator.h"
#include "ns3/trace-source-accessor.h"

#include <algorithm>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(CmUdpSocket);

namespace
{

constexpr uint32_t LARGEST_DATAGRAM = 65507; //!< 65535 - 20 - 8, as of ns-3's UDP socket

} // namespace

TypeId
CmUdpSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::CmUdpSocket")
                            .SetParent<WrappedUdpSocket>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<CmUdpSocket>()
                            .AddTraceSource("Drop",
                                            "A datagram arrived and there was no room for it, as "
                                            "of ns-3's UDP socket.",
                                            MakeTraceSourceAccessor(&CmUdpSocket::m_dropTrace),
                                            "ns3::Packet::TracedCallback")
                            .AddTraceSource("Dropped",
                                            "A datagram was dropped, on its way out or in, and "
                                            "why.",
                                            MakeTraceSourceAccessor(&CmUdpSocket::m_droppedTrace),
                                            "ns3::qos::CmUdpSocket::DroppedTracedCallback");
    return tid;
}

CmUdpSocket::CmUdpSocket() = default;

CmUdpSocket::~CmUdpSocket()
{
    CloseFlows();
}

void
CmUdpSocket::DoDispose()
{
    CloseFlows();
    m_isClosed = true;
    m_manager = nullptr;
    m_nonces = nullptr;
    WrappedUdpSocket::DoDispose();
}

void
CmUdpSocket::Init(Ptr<Socket> socket,
                  Ptr<CongestionManager> manager,
                  const CmUdpOptions& options,
                  Ptr<UniformRandomVariable> nonces)
{
    Wrap(socket);
    socket->TraceConnectWithoutContext("Drop", MakeCallback(&CmUdpSocket::WrappedDropped, this));
    m_manager = manager;
    m_options = options;
    m_nonces = nonces;
}

void
CmUdpSocket::SetOptions(const CmUdpOptions& options)
{
    m_options = options;
}

CmFlowId
CmUdpSocket::GetFlow() const
{
    return m_peer ? GetFlow(*m_peer) : CM_NONE;
}

CmFlowId
CmUdpSocket::GetFlow(const Address& to) const
{
    const CmUdpFlow* const flow = Find(to);
    return flow ? flow->Id() : CM_NONE;
}

const FeedbackSender*
CmUdpSocket::GetFeedback(const Address& to) const
{
    const CmUdpFlow* const flow = Find(to);
    return flow ? flow->Feedback() : nullptr;
}

std::size_t
CmUdpSocket::GetWaiting() const
{
    std::size_t waiting = 0;
    for (const auto& [to, flow] : m_flows)
    {
        waiting += flow->Waiting();
    }
    return waiting;
}

const CmUdpFlow*
CmUdpSocket::Find(const Address& to) const
{
    const auto plain = PlainSocketAddress(to);
    const auto found = plain ? m_flows.find(*plain) : m_flows.end();
    return found == m_flows.end() ? nullptr : found->second.get();
}

uint8_t
CmUdpSocket::TosTo(const Address& to) const
{
    // a connected socket has taken over that in the address, and may have changed it since
    const uint8_t own = m_peer == to ? 0 : compat::TosIn(to);
    return own != 0 ? own : GetIpTos();
}

std::optional<FlowDescription>
CmUdpSocket::Describe(const Address& to)
{
    constexpr uint8_t PROTOCOL_UDP = 17;
    constexpr uint32_t DSCP_SHIFT = 2;
    const auto plain = PlainSocketAddress(to);
    if (!plain || IsGroupAddress(*plain))
    {
        return std::nullopt;
    }
    const bool isIpv4 = InetSocketAddress::IsMatchingType(*plain);
    if (!IsBound() && (isIpv4 ? Bind() : Bind6()) != 0)
    {
        return std::nullopt;
    }
    const auto local = UdpLocalAddress(GetWrapped(), *plain);
    const auto key = local ? MakeFlowKey(*local, *plain, PROTOCOL_UDP) : std::nullopt;
    if (!key)
    {
        return std::nullopt;
    }
    FlowDescription description;
    description.key = *key;
    description.dscp = static_cast<uint8_t>((isIpv4 ? TosTo(to) : GetIpv6Tclass()) >> DSCP_SHIFT);
    description.principal = m_options.principal;
    description.isKernelFed = m_options.isAcknowledged;
    return description;
}

std::shared_ptr<CmUdpFlow>
CmUdpSocket::OpenFlow(const Address& to, const FlowDescription& description)
{
    if (m_flows.size() >= m_options.largestTable)
    {
        CloseIdlest();
    }
    if (m_flows.size() >= m_options.largestTable)
    {
        return nullptr;
    }
    CmUdpFlow::Owner& owner = *this;
    const auto flow = std::make_shared<CmUdpFlow>(owner, m_manager, m_options, m_counters);
    flow->Open(description, m_nonces);
    m_flows.emplace(PlainSocketAddress(to).value_or(to), flow);
    return flow;
}

void
CmUdpSocket::CloseIdlest()
{
    auto idlest = m_flows.end();
    for (auto flow = m_flows.begin(); flow != m_flows.end(); ++flow)
    {
        if (flow->second->IsIdle() &&
            (idlest == m_flows.end() || flow->second->UsedAt() < idlest->second->UsedAt()))
        {
            idlest = flow;
        }
    }
    if (idlest != m_flows.end())
    {
        idlest->second->Close();
        m_flows.erase(idlest);
    }
}

void
CmUdpSocket::CloseFlows()
{
    m_tellRoom.Cancel();
    for (const auto& [to, flow] : std::exchange(m_flows, {}))
    {
        flow->Close();
    }
}

int
CmUdpSocket::Close()
{
    if (m_isClosed)
    {
        return Fail(ERROR_BADF);
    }
    m_isClosed = true;
    CloseFlows();
    return WrappedUdpSocket::Close();
}

int
CmUdpSocket::ShutdownSend()
{
    // the wrapped socket still has to send what waits
    m_isSendShut = true;
    return 0;
}

int
CmUdpSocket::ShutdownRecv()
{
    m_isRecvShut = true;
    // otherwise it still has to receive reports
    return m_options.isAcknowledged ? 0 : WrappedUdpSocket::ShutdownRecv();
}

int
CmUdpSocket::Connect(const Address& address)
{
    if (m_isClosed)
    {
        return Fail(ERROR_BADF);
    }
    return WrappedUdpSocket::Connect(address);
}

void
CmUdpSocket::Connected(const Address& peer)
{
    m_peer = peer;
    const auto description = Find(peer) ? std::nullopt : Describe(peer);
    if (description)
    {
        OpenFlow(peer, *description);
    }
}

uint32_t
CmUdpSocket::LargestPayload() const
{
    return std::min(LARGEST_DATAGRAM - (m_options.isAcknowledged ? FeedbackSender::OVERHEAD : 0),
                    m_options.sendBuffer);
}

uint32_t
CmUdpSocket::GetTxAvailable() const
{
    const CmUdpFlow* const flow = m_peer ? Find(*m_peer) : nullptr;
    const uint32_t largest = LargestPayload();
    if (m_options.dropFrom == DropFrom::Head)
    {
        // it makes room for whatever comes
        return largest;
    }
    return flow ? static_cast<uint32_t>(std::min<uint64_t>(flow->Room(), largest)) : largest;
}

int
CmUdpSocket::Send(Ptr<Packet> packet, uint32_t /* flags */)
{
    return m_peer ? Submit(packet, *m_peer) : Fail(ERROR_NOTCONN);
}

int
CmUdpSocket::SendTo(Ptr<Packet> packet, uint32_t /* flags */, const Address& to)
{
    return Submit(packet, to);
}

bool
CmUdpSocket::IsOtherFamily(const Address& to) const
{
    Address local;
    GetSockName(local);
    const auto plain = PlainSocketAddress(to);
    return !plain ||
           InetSocketAddress::IsMatchingType(local) != InetSocketAddress::IsMatchingType(*plain);
}

int
CmUdpSocket::Submit(const Ptr<Packet>& packet, const Address& to)
{
    if (m_isClosed)
    {
        return Fail(ERROR_BADF);
    }
    if (m_isSendShut)
    {
        return Fail(ERROR_SHUTDOWN);
    }
    const uint32_t size = packet->GetSize();
    if (size > LargestPayload())
    {
        return Fail(ERROR_MSGSIZE);
    }
    if (IsBound() && IsOtherFamily(to))
    {
        return Fail(ERROR_AFNOSUPPORT);
    }
    const auto plain = PlainSocketAddress(to);
    const auto found = plain ? m_flows.find(*plain) : m_flows.end();
    auto flow = found == m_flows.end() ? nullptr : found->second;
    if (!flow)
    {
        const auto description = Describe(to);
        if (!description)
        {
            return SendPast(packet, to);
        }
        flow = OpenFlow(to, *description);
    }
    if (!flow)
    {
        ++m_counters.crowded;
        m_isCrowded = true;
        return Fail(ERROR_AGAIN);
    }
    if (!flow->Offer(packet, to))
    {
        if (m_isClosed)
        {
            return Fail(ERROR_BADF);
        }
        return Fail(flow->Id() == CM_NONE ? GetWrapped()->GetErrno() : ERROR_AGAIN);
    }
    return static_cast<int>(size);
}

int
CmUdpSocket::Give(const Ptr<Packet>& datagram, const Address& to)
{
    return m_peer == to ? WrappedUdpSocket::Send(datagram, 0)
                        : WrappedUdpSocket::SendTo(datagram, 0, compat::WithTos(to, TosTo(to)));
}

int
CmUdpSocket::SendPast(const Ptr<Packet>& packet, const Address& to)
{
    const int sent = Give(packet, to);
    if (sent >= 0)
    {
        Left(static_cast<uint32_t>(sent), true);
    }
    return sent;
}

bool
CmUdpSocket::Transmit(const Ptr<Packet>& datagram, const Address& to)
{
    return Give(datagram, to) >= 0;
}

void
CmUdpSocket::Dropped(const Ptr<const Packet>& payload, CmUdpDrop reason)
{
    ++m_counters.droppedBy[static_cast<std::size_t>(reason)];
    if (reason == CmUdpDrop::ReceiveBufferFull)
    {
        m_dropTrace(payload);
    }
    m_droppedTrace(payload, reason);
}

void
CmUdpSocket::WrappedDropped(Ptr<const Packet> packet)
{
    Dropped(packet, CmUdpDrop::ReceiveBufferFull);
}

void
CmUdpSocket::Settled()
{
    if (std::exchange(m_isCrowded, false))
    {
        TellRoomLater();
    }
}

void
CmUdpSocket::Left(uint32_t payload, bool isSent)
{
    // the application may let go of it in a callback
    const Ptr<CmUdpSocket> self(this);
    if (isSent)
    {
        NotifyDataSent(payload);
    }
    TellRoomLater();
}

void
CmUdpSocket::TellRoomLater()
{
    if (!m_isClosed && m_tellRoom.IsExpired())
    {
        m_tellRoom = Simulator::ScheduleNow(&CmUdpSocket::TellRoom, this);
    }
}

void
CmUdpSocket::TellRoom()
{
    // the application may let go of it in a callback
    const Ptr<CmUdpSocket> self(this);
    const uint32_t room = GetTxAvailable();
    if (room > 0 && !m_isSendShut)
    {
        NotifySend(room);
    }
}

void
CmUdpSocket::Received()
{
    if (!m_options.isAcknowledged)
    {
        NotifyDataRecv();
        return;
    }
    // an application may close it, and let go of it, in a callback
    const Ptr<CmUdpSocket> self(this);
    Address from;
    bool hasData = false;
    while (const Ptr<Packet> packet = m_isClosed ? nullptr : GetWrapped()->RecvFrom(from))
    {
        if (IsForApplication(packet, from))
        {
            m_received.emplace_back(packet, from);
            m_receivedBytes += packet->GetSize();
            m_receivedRoom += std::max(packet->GetSize(), 1U);
            hasData = true;
        }
    }
    if (hasData && !m_isClosed)
    {
        NotifyDataRecv();
    }
}

bool
CmUdpSocket::IsForApplication(const Ptr<const Packet>& packet, const Address& from)
{
    if (!CmFeedbackHeader::IsReport(packet))
    {
        const bool hasRoom = m_receivedRoom + std::max(packet->GetSize(), 1U) <= GetRcvBufSize();
        if (m_isRecvShut || !hasRoom)
        {
            Dropped(packet, m_isRecvShut ? CmUdpDrop::ReceivingShut : CmUdpDrop::ReceiveBufferFull);
            return false;
        }
        return true;
    }
    const auto plain = PlainSocketAddress(from);
    const auto found = plain ? m_flows.find(*plain) : m_flows.end();
    if (found == m_flows.end() || !found->second->Feedback())
    {
        ++m_counters.strange;
        Dropped(packet, CmUdpDrop::StrangeReport);
        return false;
    }
    const auto flow = found->second;
    flow->Receive(packet);
    return false;
}

uint32_t
CmUdpSocket::GetRxAvailable() const
{
    return m_receivedBytes + WrappedUdpSocket::GetRxAvailable();
}

Ptr<Packet>
CmUdpSocket::RecvFrom(uint32_t maxSize, uint32_t flags, Address& from)
{
    if (m_received.empty())
    {
        return WrappedUdpSocket::RecvFrom(maxSize, flags, from);
    }
    if (m_received.front().first->GetSize() > maxSize)
    {
        return nullptr;
    }
    const Ptr<Packet> packet = m_received.front().first;
    from = m_received.front().second;
    m_received.pop_front();
    m_receivedBytes -= packet->GetSize();
    m_receivedRoom -= std::max(packet->GetSize(), 1U);
    return WithTagsAskedFor(packet);
}

} // namespace qos
} // namespace ns3
