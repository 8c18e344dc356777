/* SPDX-License-Identifier: GPL-2.0-only */

#include "cm-udp-socket.h"

#include "cm-feedback-header.h"
#include "udp-local-address.h"

#include "ns3/flow-key-conversion.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"

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
                            .AddConstructor<CmUdpSocket>();
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

std::shared_ptr<CmUdpFlow>
CmUdpSocket::FlowTo(const Address& to)
{
    constexpr uint8_t PROTOCOL_UDP = 17;
    constexpr uint32_t DSCP_SHIFT = 2;
    const auto plain = PlainSocketAddress(to);
    if (!plain || IsGroupAddress(*plain))
    {
        return nullptr;
    }
    const auto found = m_flows.find(*plain);
    if (found != m_flows.end())
    {
        return found->second;
    }
    const bool isIpv4 = InetSocketAddress::IsMatchingType(*plain);
    if (!IsBound() && (isIpv4 ? Bind() : Bind6()) != 0)
    {
        return nullptr;
    }
    const auto local = UdpLocalAddress(GetWrapped(), *plain);
    const auto key = local ? MakeFlowKey(*local, *plain, PROTOCOL_UDP) : std::nullopt;
    if (!key)
    {
        return nullptr;
    }
    if (m_flows.size() >= m_options.largestTable)
    {
        CloseIdlest();
    }
    FlowDescription description;
    description.key = *key;
    description.dscp = static_cast<uint8_t>((isIpv4 ? GetIpTos() : GetIpv6Tclass()) >> DSCP_SHIFT);
    description.principal = m_options.principal;
    description.isKernelFed = m_options.isAcknowledged;
    CmUdpFlow::Owner& owner = *this;
    const auto flow = std::make_shared<CmUdpFlow>(owner, m_manager, m_options, m_counters);
    flow->Open(description, m_nonces);
    m_flows.emplace(*plain, flow);
    return flow;
}

void
CmUdpSocket::CloseIdlest()
{
    auto idlest = m_flows.end();
    for (auto flow = m_flows.begin(); flow != m_flows.end(); ++flow)
    {
        if (flow->second->Waiting() == 0 &&
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
    FlowTo(peer);
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
    const auto flow = FlowTo(to);
    if (!flow)
    {
        return WrappedUdpSocket::SendTo(packet, 0, to);
    }
    if (!flow->Offer(packet, to))
    {
        return Fail(flow->Id() == CM_NONE ? GetWrapped()->GetErrno() : ERROR_AGAIN);
    }
    return static_cast<int>(size);
}

bool
CmUdpSocket::Transmit(const Ptr<Packet>& datagram, const Address& to)
{
    // a connected socket has a type of service, an address may have one of its own
    const bool isPeer = m_peer && *m_peer == to;
    const int sent =
        isPeer ? WrappedUdpSocket::Send(datagram, 0) : WrappedUdpSocket::SendTo(datagram, 0, to);
    return sent >= 0;
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
        return !m_isRecvShut && m_receivedBytes + packet->GetSize() <= GetRcvBufSize();
    }
    const auto plain = PlainSocketAddress(from);
    const auto found = plain ? m_flows.find(*plain) : m_flows.end();
    if (found == m_flows.end() || !found->second->Feedback())
    {
        ++m_counters.strange;
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
    return WithTagsAskedFor(packet);
}

} // namespace qos
} // namespace ns3
