/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_QSOCKET_MANAGER_H
#define QOS_QSOCKET_MANAGER_H

#include "departure-monitor.h"
#include "qsocket.h"

#include "ns3/event-id.h"
#include "ns3/net-device.h"
#include "ns3/node.h"

#include <map>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

class DeviceTable;

/**
 * @ingroup qos-qsocket
 * The QSockets manager of a host: sets schedulers up at devices, opens sockets, links sockets with
 * streams.
 *
 * One per node, aggregated to it (Of()). Every call answers with a POSIX code and a sentence, and
 * changes nothing if it fails. The C-like face with the paper's names is QSocketApi.
 *
 * Source: QSockets paper, section 2.1.
 */
class QSocketManager : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    QSocketManager();
    ~QSocketManager() override;

    /**
     * @param node a host with an Internet stack
     * @return its manager, made if it had none
     */
    static Ptr<QSocketManager> Of(Ptr<Node> node);

    /**
     * qsockinit: run a scheduler at a device; once per device, before or during the simulation.
     * @param device the device, as in QosParams
     * @param scheduler the name of the discipline
     * @param settings options, limits, position, privilege
     * @return EPERM not privileged; ENODEV unknown device; EINVAL unknown scheduler or bad options;
     * EEXIST initialised already; EBUSY another root discipline that may not be replaced, or
     * another discipline in the host while OneDiscipline is set
     */
    QStatus Init(const std::string& device,
                 const std::string& scheduler,
                 const QSockInitSettings& settings = QSockInitSettings());

    /**
     * socket: open an ordinary socket of this host, with a send buffer and without a stream.
     * @param factory the TypeId of a socket factory (UdpSocketFactory or TcpSocketFactory)
     * @return the socket, or EPROTONOSUPPORT
     */
    QResult<Ptr<QSocket>> OpenSocket(TypeId factory);

    /**
     * Make a socket that ns-3 made, as by accept(), one of this host; its send callback is taken
     * over.
     * @param socket the ns-3 socket
     * @return the socket, or EEXIST if it is one already, EBADF if it is null or of another node
     */
    QResult<Ptr<QSocket>> Wrap(Ptr<Socket> socket);

    /**
     * qsocket: open a socket and attach it.
     * @param factory as in OpenSocket()
     * @param params as in Attach()
     * @return the socket, or what OpenSocket() and Attach() say
     */
    QResult<Ptr<QSocket>> CreateQSocket(TypeId factory, const QosParams& params);

    /**
     * qattach: give an existing socket a stream.
     * @param socket the socket
     * @param params device, scheduler and attributes
     * @return EBADF not an open socket of this host; EISCONN attached already; ENODEV unknown
     * device; ENOTCONN device not initialised; EINVAL other scheduler or bad attributes; EOPNOTSUPP
     * a byte stream above the stack
     */
    QStatus Attach(Ptr<QSocket> socket, const QosParams& params);

    /**
     * Take a socket's stream away; what is queued there is dropped, and the socket goes on as an
     * ordinary one.
     * @param socket the socket
     * @return EBADF, ENOTCONN not attached
     */
    QStatus Detach(Ptr<QSocket> socket);

    /**
     * qchange: new attributes for a live stream.
     * @param socket the socket
     * @param attributes of the type that belongs to the scheduler
     * @return EBADF, ENOTCONN not attached, EINVAL bad attributes
     */
    QStatus Change(Ptr<QSocket> socket, const StreamAttributes& attributes);

    /**
     * qinfo: what scheduler and stack know of a socket.
     * @param socket the socket
     * @return the information, or EBADF, ENOTCONN not attached
     */
    QResult<QSocketInfo> GetInfo(Ptr<const QSocket> socket) const;

    /**
     * Manage the QoS of several sockets together: one loss budget, coordinated drops (paper,
     * abstract).
     * @param sockets attached to the same device
     * @param attributes the common budget
     * @return EBADF, ENOTCONN, EINVAL different devices, bad attributes, or a discipline that has
     * no loss budget
     */
    QStatus Link(const std::vector<Ptr<QSocket>>& sockets, const StreamAttributes& attributes);

    /**
     * qclose: close a socket and remove its stream; what it has queued there is dropped, and so is
     * a message that still waited for room in the send buffer.
     * @param socket the socket
     * @return EBADF not an open socket of this host
     */
    QStatus Close(Ptr<QSocket> socket);

    /** Chooses the socket whose stream a packet joins, by headers and flags; null means "classify
     * as usual". */
    using Filter = std::function<Ptr<QSocket>(const SocketClassifier::PacketView&)>;

    /**
     * Install an application-supplied classification filter (paper, section 5).
     * @param device the device
     * @param filter the filter, empty to remove it
     * @return ENODEV; ENOTCONN device not initialised; EOPNOTSUPP scheduled above the stack, where
     * there are no headers
     */
    QStatus SetFilter(const std::string& device, const Filter& filter);

    /**
     * @param device a device of this node
     * @return a name under which the calls find it
     */
    std::string NameOf(Ptr<NetDevice> device) const;

    /** @return the node's id */
    uint32_t GetNodeId() const
    {
        return m_nodeId;
    }

    /**
     * @param device a device
     * @return its scheduler, null if it is not initialised
     */
    const StreamScheduler* GetScheduler(const std::string& device) const;

  protected:
    void DoDispose() override;
    void NotifyNewAggregate() override;

  private:
    friend class QSocket;

    /**
     * Forget a socket that is closed or destroyed, and remove its stream.
     * @param socket an open socket of this host
     */
    void Forget(QSocket& socket);

    /**
     * Remove the stream of a socket.
     * @param socket an attached socket
     */
    void RemoveStream(QSocket& socket);

    /**
     * @param socket a socket
     * @return EBADF if it is not an open socket of this host
     */
    QStatus CheckOpen(Ptr<const QSocket> socket) const;

    /**
     * @param socket a socket
     * @return EBADF or ENOTCONN if it is not an open, attached socket of this host
     */
    QStatus CheckAttached(Ptr<const QSocket> socket) const;

    /**
     * @param key a socket's key
     * @return the socket, null if it is closed
     */
    QSocket* FindSocket(SocketKey key) const;

    /**
     * Bytes of a socket left the host.
     * @param key the socket
     * @param bytes IP payload
     */
    void BytesLeft(SocketKey key, uint32_t bytes);

    Ptr<Node> m_node;                               //!< the host
    uint32_t m_nodeId = 0;                          //!< its id
    uint32_t m_sendBuffer = 0;                      //!< attribute SendBuffer, of new sockets
    bool m_isBlocking = true;                       //!< attribute Blocking, of new sockets
    bool m_oneDiscipline = false;                   //!< attribute OneDiscipline
    std::unique_ptr<DeviceTable> m_devices;         //!< devices, and their schedulers
    SocketKeys m_keys;                              //!< identities of sockets
    std::vector<QSocket*> m_sockets;                //!< by slot of their key
    std::map<Ptr<Socket>, SocketKey> m_wrapped;     //!< ns-3 sockets that are wrapped
    EventId m_watch;                                //!< scheduled DepartureMonitor::Watch()
    std::unique_ptr<DepartureMonitor> m_departures; //!< tells when bytes have left
};

} // namespace qos
} // namespace ns3

#endif // QOS_QSOCKET_MANAGER_H
