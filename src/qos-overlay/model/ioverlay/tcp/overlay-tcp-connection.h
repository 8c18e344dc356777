/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_OVERLAY_TCP_CONNECTION_H
#define QOS_OVERLAY_TCP_CONNECTION_H

#include "ns3/address.h"
#include "ns3/event-id.h"
#include "ns3/message-reader.h"
#include "ns3/message-writer.h"
#include "ns3/ptr.h"
#include "ns3/socket.h"

#include <cstddef>
#include <cstdint>

namespace ns3
{

class TcpHeader;
class TcpSocketBase;

namespace qos
{

/** How a TCP connection came to its end. */
enum class OverlayTcpEnd : uint8_t
{
    Gone,    //!< it could not be opened, the peer closed or reset it, or no longer answers
    Fault,   //!< the peer sent what are no messages; it sees a reset
    Finished //!< everything is written, after OverlayTcpConnection::Finish()
};

/**
 * @ingroup qos-ioverlay-tcp
 * Is told of TCP connections, never from within their methods. It may end them then, but not
 * destroy them.
 */
class OverlayTcpOwner
{
  public:
    /** @param number of a connection that is open now */
    virtual void OnTcpOpen(uint32_t number) = 0;

    /**
     * @param number of a connection
     * @param message came by it
     */
    virtual void OnTcpMessage(uint32_t number, MessagePtr message) = 0;

    /** @param number of a connection whose socket has taken all control that had to wait for it */
    virtual void OnTcpDrained(uint32_t number) = 0;

    /**
     * @param number of a connection that has ended
     * @param how it came to its end
     */
    virtual void OnTcpEnd(uint32_t number, OverlayTcpEnd how) = 0;

  protected:
    ~OverlayTcpOwner() = default;
};

/**
 * @ingroup qos-ioverlay-tcp
 * A TCP socket with the messages that cross it.
 *
 * The socket is always emptied at once: ns-3's TCP does not recover from a receive window that was
 * closed, and so it can not be used to slow the sender down. To destroy a connection that has not
 * ended leaves its socket alone, as at the end of a simulation.
 */
class OverlayTcpConnection
{
  public:
    /**
     * @param owner is told; lives longer
     * @param number what the connection is to the owner
     * @param socket of TCP, which belongs to this one from now on
     * @param pool makes the messages that come
     * @param mostPayload bytes of the largest payload that is taken
     */
    OverlayTcpConnection(OverlayTcpOwner& owner,
                         uint32_t number,
                         const Ptr<Socket>& socket,
                         MessagePool& pool,
                         uint32_t mostPayload);

    OverlayTcpConnection(const OverlayTcpConnection&) = delete;
    OverlayTcpConnection& operator=(const OverlayTcpConnection&) = delete;
    ~OverlayTcpConnection();

    /**
     * Open the connection. Not before the simulation runs: devices are not ready then.
     * @param remote socket address of the peer
     * @return whether it is being opened; otherwise there is no way to the peer
     */
    bool Open(const Address& remote);

    /** @param message is written as soon as the socket takes it, before data if it is control */
    void Send(MessagePtr message);

    /**
     * End the connection when everything is written that waits; what comes is still handed on.
     * @param last is written after all others
     * @return whether it has ended at once; otherwise OverlayTcpOwner::OnTcpEnd() will tell
     */
    bool Finish(MessagePtr last);

    /** End the connection; what waits is not written. Nothing is handed on any more. */
    void Close();

    /** End the connection at once, and let the peer know; what is under way is lost. */
    void Reset();

    /** @return control messages that wait for the socket */
    std::size_t WaitingControl() const
    {
        return m_writer.WaitingControl();
    }

    /**
     * End a connection that nobody has wanted yet, in an event of its own: TCP is at work with it.
     * @param socket of the connection
     */
    static void Refuse(const Ptr<Socket>& socket);

  private:
    /** Give the socket what it takes. */
    void Write();

    /**
     * Hear of the socket no more, and forget what waits for it.
     * @return the socket; null if it has ended already
     */
    Ptr<Socket> Leave();

    /**
     * ns-3 passes a reset over that answers the opening of a connection: this is where it is seen.
     * @param packet what came
     * @param header of it
     * @param socket that got it
     */
    void HandleSegment(Ptr<const Packet> packet,
                       const TcpHeader& header,
                       Ptr<const TcpSocketBase> socket);

    /** @param socket that is open now */
    void HandleOpen(Ptr<Socket> socket);

    /** @param socket that can not be opened, or was closed, or is broken */
    void HandleEnd(Ptr<Socket> socket);

    /**
     * @param socket that takes more
     * @param room bytes
     */
    void HandleWritable(Ptr<Socket> socket, uint32_t room);

    /** @param socket that has bytes */
    void HandleReadable(Ptr<Socket> socket);

    OverlayTcpOwner& m_owner;   //!< is told
    uint32_t m_number;          //!< what this is to the owner
    Ptr<Socket> m_socket;       //!< null after the end
    MessageReader m_reader;     //!< of what comes
    MessageWriter m_writer;     //!< of what goes
    EventId m_refusal;          //!< handles a reset that answers the opening
    bool m_isOpen = true;       //!< whether the socket takes bytes
    bool m_isFinishing = false; //!< see Finish()
};

} // namespace qos
} // namespace ns3

#endif // QOS_OVERLAY_TCP_CONNECTION_H
