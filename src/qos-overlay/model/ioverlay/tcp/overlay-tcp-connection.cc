/* SPDX-License-Identifier: GPL-2.0-only */

#include "overlay-tcp-connection.h"

#include "ns3/callback.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-header.h"
#include "ns3/tcp-socket-base.h"
#include "ns3/time-conversion.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ns3
{
namespace qos
{

namespace
{

/** Reaches what a TCP socket keeps for its subclasses: the one way to send a reset. */
struct TcpResetter : public TcpSocketBase
{
    /** @param socket of TCP; a reset is sent, and it is forgotten */
    static void Reset(TcpSocketBase& socket)
    {
        (socket.*(&TcpResetter::SendRST))();
    }
};

constexpr uint32_t CHUNK = 16384; // bytes that are read at a time

/**
 * @param socket any
 * @return what it has; null if that is nothing
 */
Ptr<Packet>
ReadFrom(const Ptr<Socket>& socket)
{
    const Ptr<Packet> packet = socket->Recv(CHUNK, 0);
    // an empty packet says that the peer has closed the connection
    return packet && packet->GetSize() > 0 ? packet : nullptr;
}

/** @param socket is emptied, and nobody wants what it has */
void
Discard(Ptr<Socket> socket)
{
    while (ReadFrom(socket))
    {
    }
}

/** @param socket of TCP; its connection is reset */
void
ResetNow(const Ptr<Socket>& socket)
{
    if (const auto tcp = DynamicCast<TcpSocketBase>(socket))
    {
        TcpResetter::Reset(*tcp);
    }
}

/**
 * Hear of a socket no more.
 * @param socket of TCP
 */
void
Ignore(const Ptr<Socket>& socket)
{
    const auto none = MakeNullCallback<void, Ptr<Socket>>();
    socket->SetConnectCallback(none, none);
    socket->SetCloseCallbacks(none, none);
    socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    socket->SetRecvCallback(none);
}

} // namespace

OverlayTcpConnection::OverlayTcpConnection(OverlayTcpOwner& owner,
                                           uint32_t number,
                                           const Ptr<Socket>& socket,
                                           MessagePool& pool,
                                           uint32_t mostPayload)
    : m_owner(owner),
      m_number(number),
      m_socket(socket),
      m_reader(pool, mostPayload, [this](MessagePtr message) {
          m_owner.OnTcpMessage(m_number, std::move(message));
          return m_socket != nullptr;
      })
{
    using Self = OverlayTcpConnection;
    m_socket->SetConnectCallback(MakeCallback(&Self::HandleOpen, this),
                                 MakeCallback(&Self::HandleEnd, this));
    m_socket->SetCloseCallbacks(MakeCallback(&Self::HandleEnd, this),
                                MakeCallback(&Self::HandleEnd, this));
    m_socket->SetSendCallback(MakeCallback(&Self::HandleWritable, this));
    m_socket->SetRecvCallback(MakeCallback(&Self::HandleReadable, this));
}

OverlayTcpConnection::~OverlayTcpConnection()
{
    Leave();
}

bool
OverlayTcpConnection::Open(const Address& remote)
{
    m_isOpen = false;
    m_socket->TraceConnectWithoutContext("Rx",
                                         MakeCallback(&OverlayTcpConnection::HandleSegment, this));
    return m_socket->Connect(remote) == 0;
}

void
OverlayTcpConnection::HandleSegment(Ptr<const Packet> /* packet */,
                                    const TcpHeader& header,
                                    Ptr<const TcpSocketBase> /* socket */)
{
    if (!m_isOpen && (header.GetFlags() & TcpHeader::RST) != 0 && m_refusal.IsExpired())
    {
        m_refusal = Simulator::ScheduleNow(&OverlayTcpConnection::HandleEnd, this, m_socket);
    }
}

void
OverlayTcpConnection::Send(MessagePtr message)
{
    m_writer.Add(std::move(message));
    Write();
}

bool
OverlayTcpConnection::Finish(MessagePtr last)
{
    m_isFinishing = true;
    m_writer.AddLast(std::move(last));
    Write();
    if (!m_writer.IsEmpty())
    {
        return false;
    }
    Close();
    return true;
}

void
OverlayTcpConnection::Close()
{
    if (const Ptr<Socket> socket = Leave())
    {
        // bytes that nobody has read would make it a reset
        Discard(socket);
        socket->SetRecvCallback(MakeCallback(&Discard));
        socket->Close();
    }
}

void
OverlayTcpConnection::Reset()
{
    if (const Ptr<Socket> socket = Leave())
    {
        Refuse(socket);
    }
}

void
OverlayTcpConnection::Refuse(const Ptr<Socket>& socket)
{
    Simulator::ScheduleNow(&ResetNow, socket);
}

Ptr<Socket>
OverlayTcpConnection::Leave()
{
    const Ptr<Socket> socket = std::exchange(m_socket, nullptr);
    if (socket)
    {
        Ignore(socket);
        socket->TraceDisconnectWithoutContext(
            "Rx",
            MakeCallback(&OverlayTcpConnection::HandleSegment, this));
    }
    m_refusal.Cancel();
    m_writer = MessageWriter();
    return socket;
}

void
OverlayTcpConnection::Write()
{
    while (m_socket && m_isOpen && !m_writer.IsEmpty())
    {
        const std::size_t room = m_socket->GetTxAvailable();
        const StreamPiece piece = m_writer.Next();
        const auto size = static_cast<uint32_t>(std::min(room, piece.Size()));
        if (size == 0)
        {
            return; // the socket says when it has room
        }
        const Ptr<Packet> packet =
            piece.zeros > 0 ? Create<Packet>(size) : Create<Packet>(piece.bytes.data, size);
        if (m_socket->Send(packet) < 0)
        {
            return; // the socket says that it is broken
        }
        m_writer.Pass(size);
    }
}

void
OverlayTcpConnection::HandleOpen(Ptr<Socket> /* socket */)
{
    m_isOpen = true;
    m_owner.OnTcpOpen(m_number);
}

void
OverlayTcpConnection::HandleEnd(Ptr<Socket> socket)
{
    HandleReadable(socket);
    if (m_socket)
    {
        Close(); // of this half too
        m_owner.OnTcpEnd(m_number, OverlayTcpEnd::Gone);
    }
}

void
OverlayTcpConnection::HandleWritable(Ptr<Socket> /* socket */, uint32_t /* room */)
{
    if (m_writer.IsEmpty())
    {
        return;
    }
    Write();
    if (m_isFinishing && m_writer.IsEmpty())
    {
        Close();
        m_owner.OnTcpEnd(m_number, OverlayTcpEnd::Finished);
    }
    else if (m_writer.WaitingControl() == 0)
    {
        m_owner.OnTcpDrained(m_number);
    }
}

void
OverlayTcpConnection::HandleReadable(Ptr<Socket> socket)
{
    std::array<uint8_t, CHUNK> bytes;
    while (m_socket)
    {
        const Ptr<Packet> packet = ReadFrom(socket);
        if (!packet)
        {
            return;
        }
        const std::size_t size = packet->CopyData(bytes.data(), CHUNK);
        if (!m_reader.Read(ByteView(bytes.data(), size), ToCore(Simulator::Now())))
        {
            Reset();
            m_owner.OnTcpEnd(m_number, OverlayTcpEnd::Fault);
        }
    }
}

} // namespace qos
} // namespace ns3
