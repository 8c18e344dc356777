/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket.h"

#include "ip-bytes.h"
#include "managed-device.h"
#include "qsocket-manager.h"

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

constexpr uint32_t LARGEST_DATAGRAM = 65507; //!< payload that an IPv4 UDP datagram can have

const QStatus NO_DESTINATION{EDESTADDRREQ, "the message has no address to go to"};

/**
 * @param error why an ns-3 socket refused a message
 * @return the same as a POSIX code and a sentence
 */
QStatus
StatusOf(Socket::SocketErrno error)
{
    switch (error)
    {
    case Socket::ERROR_NOTCONN:
        return {ENOTCONN, "the socket is not connected, and the message has no address"};
    case Socket::ERROR_NOROUTETOHOST:
        return {EHOSTUNREACH, "there is no route to the receiver"};
    case Socket::ERROR_MSGSIZE:
        return {EMSGSIZE, "the message is larger than the ns-3 socket takes"};
    case Socket::ERROR_AGAIN:
        return {EAGAIN, "the send buffer has no room for the message"};
    case Socket::ERROR_SHUTDOWN:
        return {EPIPE, "the socket is shut down for sending"};
    default:
        return {EIO,
                "the ns-3 socket refused the message with its error " +
                    std::to_string(static_cast<int>(error))};
    }
}

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
    if (m_isByteStream)
    {
        m_socket->SetAttribute("SndBufSize", UintegerValue(bytes));
    }
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
    m_tag.content.node = manager->GetNodeId();
    m_tag.content.socket = key;
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
    return Offer({packet, packet->GetSize(), flags, nullptr, 0});
}

int
QSocket::SendTo(Ptr<Packet> packet, const MessageFlags& flags, const Address& to)
{
    return Offer({packet, packet->GetSize(), flags, &to, 0});
}

int
QSocket::Offer(OutgoingMessage message)
{
    const uint32_t payload = message.payload;
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
        Number(message);
        const int sent = Submit(message);
        if (sent < 0)
        {
            m_status = RefusalOf(message);
            return -1;
        }
        return Succeed(sent);
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
    Number(message);
    m_isBlocked = true;
    m_pending = WaitingMessage(message);
    return Succeed(static_cast<int>(payload));
}

void
QSocket::Number(OutgoingMessage& message)
{
    m_message += m_continues ? 0 : 1;
    m_continues = !message.flags.endOfMessage;
    message.number = m_message;
}

int
QSocket::Submit(const OutgoingMessage& message)
{
    if (!m_isByteStream)
    {
        m_sendBuffer.Charge(ChargeOf(message.payload));
    }
    if (m_device && m_device->GetPoint().Submit(*this, m_stream, message))
    {
        return static_cast<int>(message.payload);
    }
    return m_isByteStream ? GiveToStream(message) : GiveDatagram(message);
}

int
QSocket::GiveDatagram(const OutgoingMessage& message)
{
    const Ptr<Packet>& packet = message.packet;
    FillTag(message);
    if (packet->GetPacketTagIterator().HasNext())
    {
        // a packet that was received may still have the tag of its sender
        packet->ReplacePacketTag(m_tag);
    }
    else
    {
        packet->AddPacketTag(m_tag);
    }
    const int sent =
        message.to ? m_socket->SendTo(packet, 0, *message.to) : m_socket->Send(packet, 0);
    if (sent < 0)
    {
        BytesLeft(ChargeOf(message.payload));
    }
    return sent;
}

int
QSocket::GiveToStream(const OutgoingMessage& message)
{
    if (!m_device)
    {
        return m_socket->Send(message.packet, 0);
    }
    // byte tags cannot be replaced: those of a packet that is sent twice would add up
    const Ptr<Packet> packet = message.packet->Copy();
    FillTag(message);
    packet->AddByteTag(m_tag);
    return m_socket->Send(packet, 0);
}

bool
QSocket::Emit(const OutgoingMessage& message)
{
    if (GiveDatagram(message) >= 0)
    {
        return true;
    }
    ReportDrop(message, DropReason::StackRefused);
    return false;
}

QStatus
QSocket::RefusalOf(const OutgoingMessage& message) const
{
    return message.to && message.to->IsInvalid() ? NO_DESTINATION : StatusOf(m_socket->GetErrno());
}

void
QSocket::ReportDrop(const OutgoingMessage& message, DropReason reason)
{
    MessageReport report;
    report.stream = m_stream;
    report.message = message.number;
    report.kind = message.flags.kind;
    report.droppable = message.flags.droppable;
    report.end = MessageReport::End::Dropped;
    report.reason = reason;
    Report(report);
}

void
QSocket::Abandon()
{
    if (m_isBlocked)
    {
        ReportDrop(m_pending.Outgoing(), DropReason::StreamClosed);
        m_pending = WaitingMessage();
        m_isBlocked = false;
    }
}

void
QSocket::FillTag(const OutgoingMessage& message)
{
    const MessageFlags& flags = message.flags;
    MessageTag::Content& content = m_tag.content;
    content.message = message.number;
    content.messageBytes = flags.messageBytes != 0 ? flags.messageBytes : message.payload;
    content.unit = flags.unit;
    content.deadline = flags.deadline ? flags.deadline->GetNanoSeconds() : MessageTag::NO_DEADLINE;
    content.kind = flags.kind;
    content.droppable = flags.droppable ? 1 : 0;
    content.endOfMessage = flags.endOfMessage ? 1 : 0;
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
    return m_isByteStream ? payload : payload + UDP_HEADER_BYTES;
}

bool
QSocket::IsIpv6(const Address* to)
{
    if (to)
    {
        return Inet6SocketAddress::IsMatchingType(*to);
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
QSocket::Join(ManagedDevice* device, StreamId stream)
{
    m_device = device;
    m_stream = stream;
}

void
QSocket::BytesLeft(uint32_t bytes)
{
    if (!m_manager)
    {
        return;
    }
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
    if (m_manager && !m_resumeScheduled)
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
        const WaitingMessage message = m_pending;
        m_pending = WaitingMessage();
        m_isBlocked = false;
        if (Submit(message.Outgoing()) < 0)
        {
            ReportDrop(message.Outgoing(), DropReason::StackRefused);
        }
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
