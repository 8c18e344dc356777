/* SPDX-License-Identifier: GPL-2.0-only */

#include "qsocket.h"

#include "message-layer.h"
#include "qsocket-manager.h"
#include "scheduling-point.h"

#include "ns3/boolean.h"
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
constexpr uint32_t LARGEST_DATAGRAM = 65507; //!< payload that an IPv4 UDP datagram can have
constexpr uint32_t DEFAULT_SEND_BUFFER = 65536;

} // namespace

TypeId
QSocket::GetTypeId()
{
    static TypeId tid = TypeId("ns3::qos::QSocket")
                            .SetParent<Object>()
                            .SetGroupName("QosOverlay")
                            .AddConstructor<QSocket>()
                            .AddAttribute("SendBuffer",
                                          "Bytes that a datagram socket may have in the host "
                                          "(65536, as Linux 2.4 had); 0 for no limit.",
                                          UintegerValue(DEFAULT_SEND_BUFFER),
                                          MakeUintegerAccessor(&QSocket::SetSendBufferLimit,
                                                               &QSocket::GetSendBufferLimit),
                                          MakeUintegerChecker<uint32_t>())
                            .AddAttribute("Blocking",
                                          "Whether a message that does not fit blocks the sender; "
                                          "otherwise it is refused with EAGAIN.",
                                          BooleanValue(true),
                                          MakeBooleanAccessor(&QSocket::m_isBlocking),
                                          MakeBooleanChecker())
                            .AddTraceSource("MessageEnd",
                                            "What became of a message of an attached socket.",
                                            MakeTraceSourceAccessor(&QSocket::m_messageEnd),
                                            "ns3::qos::QSocket::ReportTracedCallback");
    return tid;
}

QSocket::QSocket()
    : m_sendBuffer(DEFAULT_SEND_BUFFER)
{
}

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
    m_socket = nullptr;
    Object::DoDispose();
}

void
QSocket::SetSendBufferLimit(uint32_t bytes)
{
    m_sendBuffer.SetLimit(bytes);
}

uint32_t
QSocket::GetSendBufferLimit() const
{
    return m_sendBuffer.Limit();
}

void
QSocket::Open(Ptr<QSocketManager> manager, SocketKey key, Ptr<Socket> socket)
{
    m_manager = manager;
    m_key = key;
    m_socket = socket;
    m_isByteStream = socket->GetSocketType() == Socket::NS3_SOCK_STREAM;
    if (m_isByteStream)
    {
        socket->SetSendCallback(MakeCallback(&QSocket::StreamWritable, this));
        WatchWindows();
    }
}

int
QSocket::Send(Ptr<Packet> packet, const MessageFlags& flags)
{
    return Accept({packet, flags, Address(), 0});
}

int
QSocket::SendTo(Ptr<Packet> packet, const MessageFlags& flags, const Address& to)
{
    return Accept({packet, flags, to, 0});
}

int
QSocket::Accept(const Outgoing& message)
{
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
    if (!m_isByteStream && message.packet->GetSize() > LARGEST_DATAGRAM)
    {
        return Fail(EMSGSIZE,
                    "the message has " + std::to_string(message.packet->GetSize()) +
                        " bytes; a datagram carries at most " + std::to_string(LARGEST_DATAGRAM));
    }
    if (HasRoomFor(message))
    {
        Outgoing now = message;
        return Submit(now);
    }
    if (!m_isBlocking)
    {
        m_wantsWritable = true;
        m_wanted = ChargeOf(message);
        return Fail(EAGAIN, "the send buffer has no room for the message");
    }
    m_isBlocked = true;
    m_pending = message;
    m_status = QStatus();
    return static_cast<int>(message.packet->GetSize());
}

int
QSocket::Submit(Outgoing& message)
{
    if (!m_continues)
    {
        ++m_message;
    }
    m_continues = !message.flags.endOfMessage;
    message.number = m_message;
    if (m_point && m_point->TakesMessages())
    {
        m_sendBuffer.Charge(ChargeOf(message));
        m_status = QStatus();
        static_cast<MessageLayer*>(m_point)->Submit(Ptr<QSocket>(this), message);
        return static_cast<int>(message.packet->GetSize());
    }
    if (!m_isByteStream)
    {
        m_sendBuffer.Charge(ChargeOf(message));
    }
    return Emit(message);
}

int
QSocket::Emit(const Outgoing& message)
{
    if (!m_isByteStream)
    {
        message.packet->AddPacketTag(TagOf(message));
    }
    else if (m_point)
    {
        message.packet->AddByteTag(TagOf(message));
    }
    const int sent = message.to.IsInvalid() ? m_socket->Send(message.packet, 0)
                                            : m_socket->SendTo(message.packet, 0, message.to);
    if (sent < 0)
    {
        if (!m_isByteStream)
        {
            BytesLeft(ChargeOf(message));
        }
        return Fail(EIO,
                    "the ns-3 socket refused the message with its error " +
                        std::to_string(static_cast<int>(m_socket->GetErrno())));
    }
    m_status = QStatus();
    return sent;
}

MessageTag
QSocket::TagOf(const Outgoing& message) const
{
    const MessageFlags& flags = message.flags;
    MessageTag tag;
    MessageTag::Content& content = tag.content;
    content.node = m_manager->GetNodeId();
    content.socket = m_key;
    content.message = message.number;
    content.messageBytes =
        LinkBytes(flags.messageBytes != 0 ? flags.messageBytes : message.packet->GetSize());
    content.unit = flags.unit;
    content.deadline = flags.deadline ? flags.deadline->GetNanoSeconds() : MessageTag::NO_DEADLINE;
    content.kind = flags.kind;
    content.droppable = flags.droppable ? 1 : 0;
    content.endOfMessage = flags.endOfMessage ? 1 : 0;
    return tag;
}

int
QSocket::Fail(int error, const std::string& sentence)
{
    m_status = {error, sentence};
    return -1;
}

bool
QSocket::HasRoomFor(const Outgoing& message) const
{
    return m_isByteStream ? m_socket->GetTxAvailable() >= message.packet->GetSize()
                          : m_sendBuffer.HasRoomFor(ChargeOf(message));
}

uint32_t
QSocket::ChargeOf(const Outgoing& message) const
{
    return message.packet->GetSize() + (m_isByteStream ? 0 : UDP_HEADER);
}

uint32_t
QSocket::LinkBytes(uint32_t payload) const
{
    constexpr uint32_t IPV4_HEADER = 20;
    constexpr uint32_t FRAGMENT_UNIT = 8;
    const uint32_t total = payload + UDP_HEADER;
    if (m_mtu <= IPV4_HEADER + FRAGMENT_UNIT)
    {
        return total + IPV4_HEADER;
    }
    const uint32_t perPacket = (m_mtu - IPV4_HEADER) / FRAGMENT_UNIT * FRAGMENT_UNIT;
    const uint32_t packets = (total + perPacket - 1) / perPacket;
    return total + packets * IPV4_HEADER;
}

void
QSocket::BytesLeft(uint32_t bytes)
{
    m_sendBuffer.Release(bytes);
    const bool isWaiting = (m_isBlocked && HasRoomFor(m_pending)) ||
                           (m_wantsWritable && m_sendBuffer.HasRoomFor(m_wanted));
    if (isWaiting)
    {
        ScheduleResume();
    }
}

void
QSocket::StreamWritable(Ptr<Socket> /* socket */, uint32_t /* available */)
{
    const bool isWaiting = (m_isBlocked && HasRoomFor(m_pending)) || m_wantsWritable;
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
        Outgoing message = m_pending;
        m_pending = Outgoing();
        m_isBlocked = false;
        Submit(message);
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
        m_socket->GetAttribute("SndBufSize", size);
        info.sendBufferBytes = static_cast<uint32_t>(size.Get());
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
QSocket::WatchWindows()
{
    m_socket->TraceConnectWithoutContext(
        "CongestionWindow",
        MakeBoundCallback(&QSocket::WindowChanged, &m_congestionWindow));
    m_socket->TraceConnectWithoutContext("RWND",
                                         MakeBoundCallback(&QSocket::WindowChanged, &m_peerWindow));
    m_socket->TraceConnectWithoutContext(
        "BytesInFlight",
        MakeBoundCallback(&QSocket::WindowChanged, &m_bytesInFlight));
}

void
QSocket::WindowChanged(uint32_t* window, uint32_t /* before */, uint32_t now)
{
    *window = now;
}

} // namespace qos
} // namespace ns3
