/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket.h"

#include "message-layer.h"
#include "qsocket-manager.h"
#include "scheduling-point.h"

#include "ns3/inet6-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(QSocket);

namespace
{

constexpr uint32_t UDP_HEADER = 8;
constexpr uint32_t IPV4_HEADER = 20;
constexpr uint32_t IPV6_HEADER = 40;
constexpr uint32_t IPV6_FRAGMENT_HEADER = 8;
constexpr uint32_t LARGEST_DATAGRAM = 65507; //!< payload that an IPv4 UDP datagram can have

} // namespace

TypeId
QSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::QSocket")
                            .SetParent<Object>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<QSocket>()
                            .AddTraceSource("MessageEnd",
                                            "What became of a message of an attached socket.",
                                            MakeTraceSourceAccessor(&QSocket::m_messageEnd),
                                            "ns3::qos::QSocket::ReportTracedCallback");
    return tid;
}

QSocket::QSocket() = default;

QSocket::~QSocket()
{
    DoDispose();
}

void
QSocket::DoDispose()
{
    if (const Ptr<QSocketManager> manager = m_manager)
    {
        m_manager = nullptr;
        manager->Forget(*this);
    }
    m_writable = WritableCallback();
    m_report = ReportCallback();
    if (m_socket && m_isByteStream)
    {
        WatchStream(false);
    }
    m_socket = nullptr;
    Object::DoDispose();
}

void
QSocket::SetSendBuffer(uint32_t bytes)
{
    m_sendBuffer.SetLimit(bytes);
}

void
QSocket::SetBlocking(bool isBlocking)
{
    m_isBlocking = isBlocking;
}

void
QSocket::Open(Ptr<QSocketManager> manager,
              SocketKey key,
              Ptr<Socket> socket,
              uint32_t sendBuffer,
              bool isBlocking)
{
    m_sendBuffer.SetLimit(sendBuffer);
    m_isBlocking = isBlocking;
    m_manager = manager;
    m_key = key;
    m_socket = socket;
    m_isByteStream = socket->GetSocketType() == Socket::NS3_SOCK_STREAM;
    if (m_isByteStream)
    {
        WatchStream(true);
    }
}

int
QSocket::Send(Ptr<Packet> packet, const MessageFlags& flags)
{
    return SendTo(packet, flags, Address());
}

int
QSocket::SendTo(Ptr<Packet> packet, const MessageFlags& flags, const Address& to)
{
    const uint32_t payload = packet->GetSize();
    if (!m_manager)
    {
        return Fail(EBADF, "the socket is closed");
    }
    if (m_isBlocked)
    {
        return Fail(
            EALREADY,
            "the socket is blocked: an earlier message still waits for room in the send buffer");
    }
    if (!m_isByteStream && payload > LARGEST_DATAGRAM)
    {
        return Fail(EMSGSIZE,
                    "the message has " + std::to_string(payload) +
                        " bytes; a datagram carries at most " + std::to_string(LARGEST_DATAGRAM));
    }
    if (HasRoomFor(payload))
    {
        return Submit(packet, flags, to);
    }
    if (m_isByteStream && payload > StreamBufferSize())
    {
        return Fail(EMSGSIZE,
                    "the message has " + std::to_string(payload) +
                        " bytes; the send buffer of the socket holds at most " +
                        std::to_string(StreamBufferSize()));
    }
    if (!m_isBlocking)
    {
        m_wantsWritable = true;
        m_wanted = payload;
        return Fail(EAGAIN, "the send buffer has no room for the message");
    }
    m_isBlocked = true;
    m_pending = {packet, flags, to, 0};
    return Succeed(static_cast<int>(payload));
}

int
QSocket::Submit(const Ptr<Packet>& packet, const MessageFlags& flags, const Address& to)
{
    m_message += m_continues ? 0 : 1;
    m_continues = !flags.endOfMessage;
    if (!m_isByteStream)
    {
        m_sendBuffer.Charge(ChargeOf(packet->GetSize()));
    }
    if (m_point && m_point->TakesMessages())
    {
        const int payload = static_cast<int>(packet->GetSize());
        static_cast<MessageLayer*>(m_point)->Submit(Ptr<QSocket>(this),
                                                    {packet, flags, to, m_message});
        return Succeed(payload);
    }
    return Emit(packet, flags, to, m_message);
}

int
QSocket::Emit(const Ptr<Packet>& packet,
              const MessageFlags& flags,
              const Address& to,
              uint64_t number)
{
    const uint32_t payload = packet->GetSize();
    if (!m_isByteStream)
    {
        MessageTag tag = TagFor(flags, payload, to, number);
        if (packet->GetPacketTagIterator().HasNext())
        {
            // a packet that was received may still have the tag of its sender
            packet->ReplacePacketTag(tag);
        }
        else
        {
            packet->AddPacketTag(tag);
        }
    }
    else if (m_point)
    {
        packet->AddByteTag(TagFor(flags, payload, to, number));
    }
    const int sent = to.IsInvalid() ? m_socket->Send(packet, 0) : m_socket->SendTo(packet, 0, to);
    if (sent < 0)
    {
        if (!m_isByteStream)
        {
            BytesLeft(ChargeOf(payload));
        }
        return Fail(EIO,
                    "the ns-3 socket refused the message with its error " +
                        std::to_string(static_cast<int>(m_socket->GetErrno())));
    }
    return Succeed(sent);
}

MessageTag
QSocket::TagFor(const MessageFlags& flags, uint32_t payload, const Address& to, uint64_t number)
{
    MessageTag tag;
    MessageTag::Content& content = tag.content;
    content.node = m_manager->GetNodeId();
    content.socket = m_key;
    content.message = number;
    content.messageBytes = LinkBytes(flags.messageBytes != 0 ? flags.messageBytes : payload, to);
    content.unit = flags.unit;
    content.deadline = flags.deadline ? flags.deadline->GetNanoSeconds() : MessageTag::NO_DEADLINE;
    content.kind = flags.kind;
    content.droppable = flags.droppable ? 1 : 0;
    content.endOfMessage = flags.endOfMessage ? 1 : 0;
    return tag;
}

int
QSocket::Succeed(int bytes)
{
    if (m_status.error != 0)
    {
        m_status = QStatus();
    }
    return bytes;
}

int
QSocket::Fail(int error, const std::string& sentence)
{
    m_status = {error, sentence};
    return -1;
}

bool
QSocket::HasRoomFor(uint32_t payload) const
{
    return m_isByteStream ? m_socket->GetTxAvailable() >= payload
                          : m_sendBuffer.HasRoomFor(ChargeOf(payload));
}

uint32_t
QSocket::ChargeOf(uint32_t payload) const
{
    return m_isByteStream ? payload : payload + UDP_HEADER;
}

uint32_t
QSocket::LinkBytes(uint32_t payload, const Address& to)
{
    const uint32_t total = payload + UDP_HEADER;
    const bool isIpv6 = IsIpv6(to);
    const uint32_t header = isIpv6 ? IPV6_HEADER : IPV4_HEADER;
    if (m_mtu <= IPV6_HEADER + IPV6_FRAGMENT_HEADER || total + header <= m_mtu)
    {
        return total + header;
    }
    constexpr uint32_t FRAGMENT_UNIT = 8;
    const uint32_t overhead = isIpv6 ? IPV6_HEADER + IPV6_FRAGMENT_HEADER : IPV4_HEADER;
    const uint32_t perPacket = (m_mtu - overhead) / FRAGMENT_UNIT * FRAGMENT_UNIT;
    const uint32_t packets = (total + perPacket - 1) / perPacket;
    return total + packets * overhead;
}

bool
QSocket::IsIpv6(const Address& to)
{
    // every message asks: the length tells the two kinds of socket addresses apart at a fraction of
    // the cost of their types
    constexpr uint8_t LONGEST_IPV4_SOCKET_ADDRESS = 7;
    if (to.GetLength() != 0)
    {
        return to.GetLength() > LONGEST_IPV4_SOCKET_ADDRESS;
    }
    Address peer;
    if (!m_isPeerIpv6 && m_socket->GetPeerName(peer) == 0)
    {
        m_isPeerIpv6 = Inet6SocketAddress::IsMatchingType(peer);
    }
    return m_isPeerIpv6.value_or(false);
}

uint32_t
QSocket::StreamBufferSize() const
{
    UintegerValue size;
    m_socket->GetAttribute("SndBufSize", size);
    return static_cast<uint32_t>(size.Get());
}

void
QSocket::Join(SchedulingPoint* point, StreamId stream, uint32_t mtu)
{
    m_point = point;
    m_stream = stream;
    m_mtu = mtu;
}

void
QSocket::BytesLeft(uint32_t bytes)
{
    m_sendBuffer.Release(bytes);
    const bool isWaiting = (m_isBlocked && HasRoomFor(m_pending.packet->GetSize())) ||
                           (m_wantsWritable && HasRoomFor(m_wanted));
    if (isWaiting)
    {
        ScheduleResume();
    }
}

void
QSocket::StreamWritable(Ptr<Socket> /* socket */, uint32_t /* available */)
{
    const bool isWaiting =
        (m_isBlocked && HasRoomFor(m_pending.packet->GetSize())) || m_wantsWritable;
    if (isWaiting)
    {
        ScheduleResume();
    }
}

void
QSocket::ScheduleResume()
{
    if (!m_resumeScheduled)
    {
        m_resumeScheduled = true;
        Simulator::ScheduleNow(&QSocket::Resume, Ptr<QSocket>(this));
    }
}

void
QSocket::Resume()
{
    m_resumeScheduled = false;
    if (!m_manager)
    {
        return;
    }
    if (m_isBlocked)
    {
        const Outgoing message = m_pending;
        m_pending = Outgoing();
        m_isBlocked = false;
        Submit(message.packet, message.flags, message.to);
    }
    m_wantsWritable = false;
    if (!m_writable.IsNull())
    {
        m_writable(this);
    }
}

void
QSocket::SetWritableCallback(WritableCallback callback)
{
    m_writable = callback;
}

void
QSocket::SetReportCallback(ReportCallback callback)
{
    m_report = callback;
}

void
QSocket::Report(const MessageReport& report)
{
    const bool isHeard = m_manager && (!m_report.IsNull() || !m_messageEnd.IsEmpty());
    if (isHeard)
    {
        Simulator::ScheduleNow(&QSocket::DeliverReport, Ptr<QSocket>(this), report);
    }
}

void
QSocket::DeliverReport(MessageReport report)
{
    m_messageEnd(this, report);
    if (!m_report.IsNull())
    {
        m_report(this, report);
    }
}

void
QSocket::FillStackInfo(QSocketInfo& info) const
{
    UintegerValue size;
    info.sendBufferBytes = m_sendBuffer.Limit();
    info.sendBufferUsed = m_sendBuffer.Used();
    if (m_isByteStream)
    {
        info.sendBufferBytes = StreamBufferSize();
        info.sendBufferUsed = info.sendBufferBytes - m_socket->GetTxAvailable();
    }
    m_socket->GetAttribute("RcvBufSize", size);
    info.receiveBufferBytes = static_cast<uint32_t>(size.Get());
    info.receiveBufferUsed = m_socket->GetRxAvailable();
    info.congestionWindow = m_congestionWindow;
    info.peerWindow = m_peerWindow;
    info.bytesInFlight = m_bytesInFlight;
}

void
QSocket::WatchStream(bool watch)
{
    m_socket->SetSendCallback(watch ? MakeCallback(&QSocket::StreamWritable, this)
                                    : MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    const auto toggle = [this, watch](const std::string& trace, uint32_t* window) {
        const auto sink = MakeBoundCallback(&QSocket::WindowChanged, window);
        watch ? m_socket->TraceConnectWithoutContext(trace, sink)
              : m_socket->TraceDisconnectWithoutContext(trace, sink);
    };
    toggle("CongestionWindow", &m_congestionWindow);
    toggle("RWND", &m_peerWindow);
    toggle("BytesInFlight", &m_bytesInFlight);
}

void
QSocket::WindowChanged(uint32_t* window, uint32_t /* before */, uint32_t now)
{
    *window = now;
}

} // namespace qos
} // namespace ns3
