/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_TCP_PROCESS_H
#define QOS_HOST_TCP_PROCESS_H

#include "host-process.h"

#include "ns3/event-id.h"
#include "ns3/socket.h"
#include "ns3/tcp-socket.h"

#include <utility>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * A process that sends over one TCP connection as fast as it may.
 *
 * Before each send() it looks with select() whether there is room, and whether the peer has sent
 * something, as the paper's webserver-like program does (OSDI 2000, section 4.2), or it just waits
 * in send(), as ttcp does (section 4.1).
 */
class HostTcpProcess : public HostProcess
{
  public:
    /** What it does. */
    struct Params
    {
        bool usesCm = false;     //!< TCP/CM; otherwise TcpLinuxReno
        uint16_t port = 0;       //!< at the client
        uint32_t segment = 1448; //!< largest segment in bytes
        uint32_t write = 1448;   //!< bytes given to one send()
        uint64_t bytes = 0;      //!< of the transfer
        uint32_t buffer = 65536; //!< send buffer in bytes, at least one write
        bool selects = true;     //!< it calls select()
    };

    /**
     * @param host it runs on this one
     * @param params what it does
     */
    HostTcpProcess(MeteredHost& host, const Params& params);
    ~HostTcpProcess() override;

    /** @return the host when the connection stood, and before it was asked for */
    const std::pair<HostSnapshot, HostSnapshot>& GetHandshake() const
    {
        return m_handshake;
    }

  private:
    void Open() override;
    bool IsReady() override;
    uint32_t SelectSockets() const override;
    void Round() override;
    uint64_t Sent() const override;
    bool HasMore() const override;

    /** @return whether the connection has a flow of the Congestion Manager now */
    bool HasFlow() const;

    /** @param socket the socket, connected */
    void Connected(Ptr<Socket> socket);

    /**
     * There is room in the send buffer.
     * @param socket the socket
     * @param room bytes
     */
    void HasRoom(Ptr<Socket> socket, uint32_t room);

    /**
     * The connection changed its state.
     * @param before the state
     * @param after the state
     */
    void StateChanged(TcpSocket::TcpStates_t before, TcpSocket::TcpStates_t after);

    /** Count the end of the connection's flow, if it has ended. */
    void CheckFlow();

    /** @return bytes of the next write */
    uint32_t NextWrite() const;

    Params m_params;                                   //!< what it does
    Ptr<Socket> m_socket;                              //!< of the connection
    bool m_hasFlow = false;                            //!< the connection has a flow
    EventId m_check;                                   //!< calls CheckFlow()
    bool m_isConnected = false;                        //!< it stands
    uint64_t m_written = 0;                            //!< bytes given to send()
    std::pair<HostSnapshot, HostSnapshot> m_handshake; //!< before and after
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_TCP_PROCESS_H
