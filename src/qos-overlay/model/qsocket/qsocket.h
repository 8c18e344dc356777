/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QSOCKET_H
#define QOS_QSOCKET_H

#include "message-tag.h"
#include "send-buffer.h"
#include "socket-keys.h"
#include "stream-owner.h"

#include "ns3/callback.h"
#include "ns3/object.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

namespace ns3
{
namespace qos
{

class ManagedDevice;
class QSocketManager;

/**
 * @ingroup qos-qsocket
 * A socket of a host with a finite send buffer and, once it is attached, a stream in the scheduler
 * of a device.
 *
 * It wraps an ns-3 UDP or TCP socket; everything that is not about sending is done with that one
 * (GetSocket()). It is made by QSocketManager, which also attaches it. Before it is attached it is
 * an ordinary socket whose messages are best effort.
 *
 * It has no ns-3 attributes, because they would make opening a socket several times as slow; the
 * defaults are attributes of the manager.
 *
 * Blocking sockets accept one message more than fits and are then blocked until it could be sent,
 * as a process is that sleeps in sendto(); non-blocking ones refuse with EAGAIN. Both tell the
 * application when it can go on (SetWritableCallback).
 */
class QSocket : public StreamOwner
{
  public:
    /** Told when the socket can take a message again. */
    using WritableCallback = Callback<void, Ptr<QSocket>>;

    /** Told what became of a message: sent late, dropped and why, or sent on time. */
    using ReportCallback = Callback<void, Ptr<QSocket>, const MessageReport&>;

    /** TracedCallback signature of the trace source MessageEnd. */
    typedef void (*ReportTracedCallback)(Ptr<const QSocket> socket, const MessageReport& report);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    QSocket();
    ~QSocket() override;

    /** @return the ns-3 socket, to bind, connect, listen, receive and so on */
    Ptr<Socket> GetSocket() const
    {
        return m_socket;
    }

    /**
     * qsend: send a message to the connected peer.
     * @param packet the payload; a tag is added to that of a datagram
     * @param flags what the scheduler shall know of the message
     * @return the payload's size, or -1 (see GetStatus()): EAGAIN no room in the send buffer;
     * EALREADY an earlier message still blocks the socket; EMSGSIZE larger than a datagram, or than
     * the whole send buffer of a TCP socket, can be; ENOTCONN no peer; EDESTADDRREQ an empty
     * address; EHOSTUNREACH no route; EPIPE shut down; EBADF closed; EIO the ns-3 socket refused
     * for another reason
     */
    int Send(Ptr<Packet> packet, const MessageFlags& flags = MessageFlags());

    /**
     * qsendto: send a message to an address.
     * @param packet the payload; a tag is added to it
     * @param flags what the scheduler shall know of the message
     * @param to where to
     * @return as Send()
     */
    int SendTo(Ptr<Packet> packet, const MessageFlags& flags, const Address& to);

    /** @return how the last Send() or SendTo() ended */
    const QStatus& GetStatus() const
    {
        return m_status;
    }

    /** @return whether the socket is open and belongs to a stream of a scheduler */
    bool IsAttached() const
    {
        return m_device != nullptr;
    }

    /** @return whether a message waits for room in the send buffer: the process sleeps in sendto()
     */
    bool IsBlocked() const
    {
        return m_isBlocked;
    }

    /** @return whether it is a TCP socket */
    bool IsByteStream() const
    {
        return m_isByteStream;
    }

    /** @return number of the message that was accepted last, as MessageReport names it */
    uint64_t GetLastMessage() const
    {
        return m_message;
    }

    /** @param bytes that the socket may have in the host; by default a datagram socket's are as its
     * manager says, and 0 is no limit; a TCP socket's are TCP's own send buffer */
    void SetSendBuffer(uint32_t bytes);

    /**
     * @param isBlocking whether a message that does not fit blocks the sender, otherwise it is
     * refused with EAGAIN; by default as its manager says
     */
    void SetBlocking(bool isBlocking);

    /** @return the send buffer */
    const SendBuffer& GetSendBuffer() const
    {
        return m_sendBuffer;
    }

    /** @param callback told when a message can be sent again after the socket was blocked or said
     * EAGAIN */
    void SetWritableCallback(WritableCallback callback);

    /** @param callback told what became of the messages of an attached socket */
    void SetReportCallback(ReportCallback callback);

  protected:
    void DoDispose() override;

  private:
    friend class QSocketManager;

    bool Emit(const OutgoingMessage& message) override;
    void BytesLeft(uint32_t bytes) override;
    void Report(const MessageReport& report) override;
    bool IsIpv6(const Address* to) override;

    /**
     * Become the socket of a host.
     * @param manager the host's manager
     * @param key identity on that host
     * @param socket the ns-3 socket
     * @param sendBuffer as SetSendBuffer()
     * @param isBlocking as SetBlocking()
     */
    void Open(Ptr<QSocketManager> manager,
              SocketKey key,
              Ptr<Socket> socket,
              uint32_t sendBuffer,
              bool isBlocking);

    /**
     * Take a message, refuse it, or block.
     * @param message the message, not yet numbered
     * @return as Send()
     */
    int Offer(OutgoingMessage message);

    /**
     * Give a message its number.
     * @param message an accepted message
     */
    void Number(OutgoingMessage& message);

    /**
     * Charge a message, and pass it to the scheduler above the stack, or down the stack.
     * @param message the message
     * @return its size, or -1 if the ns-3 socket refused it
     */
    int Submit(const OutgoingMessage& message);

    /**
     * Give a message to the ns-3 socket for UDP.
     * @param message the message
     * @return its size, or -1 if the ns-3 socket refused it
     */
    int GiveDatagram(const OutgoingMessage& message);

    /**
     * Give a message to the ns-3 socket for TCP.
     * @param message the message
     * @return its size, or -1 if the ns-3 socket refused it
     */
    int GiveToStream(const OutgoingMessage& message);

    /**
     * @param message a message that the ns-3 socket just refused
     * @return why
     */
    QStatus RefusalOf(const OutgoingMessage& message) const;

    /**
     * Report that a message was lost outside of a scheduler.
     * @param message the message
     * @param reason why
     */
    void ReportDrop(const OutgoingMessage& message, DropReason reason);

    /** Drop the message that waits for room in the send buffer, if there is one. */
    void Abandon();

    /**
     * Fill in the tag that tells the scheduler about a message.
     * @param message the message
     */
    void FillTag(const OutgoingMessage& message);

    /**
     * Fail.
     * @param error a POSIX code
     * @param sentence what is wrong
     * @return -1
     */
    int Fail(int error, const std::string& sentence);

    /**
     * Succeed.
     * @param bytes how many were taken
     * @return the same
     */
    int Succeed(int bytes);

    /**
     * @param payload bytes of a message
     * @return whether it can be sent without waiting
     */
    bool HasRoomFor(uint32_t payload) const;

    /**
     * @param payload bytes of a message
     * @return bytes it occupies in the send buffer: IP payload
     */
    uint32_t ChargeOf(uint32_t payload) const;

    /** @return bytes that the send buffer of a TCP socket holds */
    uint32_t StreamBufferSize() const;

    /** There is room again: send what waits, wake the application. */
    void Resume();

    /** Room may have come: resume at this instant, but not from within the stack. */
    void ScheduleResume();

    /**
     * Tell the application.
     * @param report what
     */
    void DeliverReport(MessageReport report);

    /**
     * TCP can take more.
     * @param socket the ns-3 socket
     * @param available bytes that it can take
     */
    void StreamWritable(Ptr<Socket> socket, uint32_t available);

    /**
     * Fill in what the stack knows.
     * @param info what to fill
     */
    void FillStackInfo(QSocketInfo& info) const;

    /**
     * Become part of a stream.
     * @param device where
     * @param stream which
     */
    void Join(ManagedDevice* device, StreamId stream);

    /**
     * Follow the windows and the send buffer of a TCP socket, or leave it alone.
     * @param watch which of both
     */
    void WatchStream(bool watch);

    /**
     * Sink of a window trace.
     * @param window where to keep it
     * @param before old value
     * @param now new value
     */
    static void WindowChanged(uint32_t* window, uint32_t before, uint32_t now);

    Ptr<QSocketManager> m_manager;     //!< null when closed
    SocketKey m_key = 0;               //!< identity on the host
    MessageTag m_tag;                  //!< of the message that is on its way down
    Ptr<Socket> m_socket;              //!< the ns-3 socket
    bool m_isByteStream = false;       //!< TCP
    bool m_isBlocking = true;          //!< a message that does not fit blocks the sender
    SendBuffer m_sendBuffer{0};        //!< datagram sockets only
    ManagedDevice* m_device = nullptr; //!< where it is attached, null if nowhere
    StreamId m_stream = BEST_EFFORT;   //!< its stream there
    std::optional<bool>
        m_isPeerIpv6;                //!< whether the connected peer has an IPv6 address, once known
    uint64_t m_message = 0;          //!< number of the message sent last
    bool m_continues = false;        //!< the next datagram belongs to the same message
    bool m_isBlocked = false;        //!< m_pending waits for room
    WaitingMessage m_pending;        //!< the message a blocked process sleeps on
    bool m_wantsWritable = false;    //!< EAGAIN was said
    bool m_resumeScheduled = false;  //!< Resume() comes at this instant
    uint32_t m_wanted = 0;           //!< room that was missing when EAGAIN was said
    uint32_t m_congestionWindow = 0; //!< of TCP
    uint32_t m_peerWindow = 0;       //!< of TCP
    uint32_t m_bytesInFlight = 0;    //!< of TCP
    QStatus m_status;                //!< of the last send
    WritableCallback m_writable;     //!< may be null
    ReportCallback m_report;         //!< may be null
    TracedCallback<Ptr<const QSocket>, const MessageReport&>
        m_messageEnd; //!< trace source MessageEnd
};

} // namespace qos
} // namespace ns3

#endif // QOS_QSOCKET_H
