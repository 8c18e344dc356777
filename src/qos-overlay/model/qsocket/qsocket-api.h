/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QSOCKET_API_H
#define QOS_QSOCKET_API_H

#include "qsocket-manager.h"

#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-qsocket
 * The QSockets API with the paper's names, as a process on a host sees it: file descriptors, -1 on
 * error, errno.
 *
 * A thin face over QSocketManager, to carry programs and examples of the paper over word by word.
 * Every call answers -1 on error; Errno() and ErrorMessage() then say why, with the codes that
 * QSocketManager documents.
 *
 * Source: QSockets paper, sections 2.2 and 3.
 */
class QSocketApi
{
  public:
    /**
     * @param node the host the process runs on
     * @param isPrivileged whether it may call qsockinit
     */
    explicit QSocketApi(Ptr<Node> node, bool isPrivileged = true);

    /**
     * Run a scheduler at a device.
     * @param device the device
     * @param scheduler the discipline
     * @param options of the discipline, null for its defaults
     * @return 0, or -1
     */
    int qsockinit(const std::string& device,
                  const std::string& scheduler,
                  std::shared_ptr<const SchedulerOptions> options = nullptr);

    /**
     * Open a plain socket.
     * @param domain AF_INET or AF_INET6
     * @param type SOCK_DGRAM or SOCK_STREAM
     * @param protocol 0, IPPROTO_UDP or IPPROTO_TCP
     * @return a descriptor, or -1: EAFNOSUPPORT, EPROTONOSUPPORT
     */
    int socket(int domain, int type, int protocol);

    /**
     * Open a socket with a stream.
     * @param domain as socket()
     * @param type as socket()
     * @param protocol as socket()
     * @param params device, scheduler, attributes
     * @return a descriptor, or -1
     */
    int qsocket(int domain, int type, int protocol, const QosParams& params);

    /**
     * Take over a socket that ns-3 made, as accept() does.
     * @param socket the ns-3 socket
     * @return a descriptor, or -1
     */
    int adopt(Ptr<Socket> socket);

    /**
     * Give an existing socket a stream.
     * @param fd the socket
     * @param params device, scheduler, attributes
     * @return 0, or -1
     */
    int qattach(int fd, const QosParams& params);

    /**
     * Take a socket's stream away.
     * @param fd the socket
     * @return 0, or -1
     */
    int qdetach(int fd);

    /**
     * Change the attributes of a socket's stream.
     * @param fd the socket
     * @param attributes the new attributes
     * @return 0, or -1
     */
    int qchange(int fd, const StreamAttributes& attributes);

    /**
     * Send to the connected peer.
     * @param fd the socket
     * @param packet the payload
     * @param flags what the scheduler shall know of the message, null for the defaults
     * @return bytes taken, or -1
     */
    int qsend(int fd, Ptr<Packet> packet, const MessageFlags* flags = nullptr);

    /**
     * Send to an address.
     * @param fd the socket
     * @param packet the payload
     * @param to where to
     * @param flags what the scheduler shall know of the message, null for the defaults
     * @return bytes taken, or -1
     */
    int qsendto(int fd, Ptr<Packet> packet, const Address& to, const MessageFlags* flags = nullptr);

    /**
     * Ask what scheduler and stack know of a socket.
     * @param fd the socket
     * @param info is filled in
     * @return 0, or -1
     */
    int qinfo(int fd, QSocketInfo& info);

    /**
     * Close a socket and remove its stream.
     * @param fd the socket
     * @return 0, or -1
     */
    int qclose(int fd);

    /**
     * @param fd a descriptor
     * @return the socket behind it, null if it is not open
     */
    Ptr<QSocket> Find(int fd) const;

    /** @return the POSIX code of the last call that failed, 0 if none did */
    int Errno() const
    {
        return m_status.error;
    }

    /** @return what was wrong with the last call that failed */
    const std::string& ErrorMessage() const
    {
        return m_status.message;
    }

  private:
    /**
     * @param status how a call ended
     * @return 0, or -1 with the status kept
     */
    int Return(const QStatus& status);

    /**
     * @param socket a socket
     * @param sent what its Send() or SendTo() answered
     * @return the same, a failure with the status kept
     */
    int ReturnSent(const QSocket& socket, int sent);

    /**
     * @param fd a descriptor that is not open
     * @return -1 with EBADF kept
     */
    int ReturnNotOpen(int fd);

    /**
     * @param made a socket, or why there is none
     * @return a descriptor, or -1 with the status kept
     */
    int Enter(const QResult<Ptr<QSocket>>& made);

    /**
     * Find the factory of a kind of socket.
     * @param domain as socket()
     * @param type as socket()
     * @param protocol as socket()
     * @return the factory, or why there is none
     */
    static QResult<TypeId> FactoryFor(int domain, int type, int protocol);

    Ptr<QSocketManager> m_manager;       //!< of the host
    bool m_isPrivileged;                 //!< may call qsockinit
    std::vector<Ptr<QSocket>> m_sockets; //!< by descriptor; null where a descriptor is free
    std::vector<int> m_free;             //!< closed descriptors
    QStatus m_status;                    //!< of the last call that failed
};

} // namespace qos
} // namespace ns3

#endif // QOS_QSOCKET_API_H
