/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TCP_SERVER_H
#define QOS_TCP_SERVER_H

#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/socket.h"

#include <cstddef>
#include <map>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Accepts connections from its start to its stop. When it stops it closes all that are open, and a
 * connection whose handshake ends later is closed at once.
 */
class TcpServer : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~TcpServer() override;

    /** @param options of the connections; before the application starts */
    void SetTcpOptions(const TcpOptions& options)
    {
        m_options = options;
    }

    /** @return connections accepted so far, those not counted that came too late */
    uint64_t GetAccepted() const
    {
        return m_accepted;
    }

    /** @return connections that this server has not closed */
    std::size_t GetOpen() const
    {
        return m_open.size();
    }

  protected:
    /**
     * Add the attributes Local and SocketFactory.
     * @param tid the server's TypeId
     * @param factory default of SocketFactory
     * @return the TypeId
     */
    static TypeId AddServerAttributes(TypeId tid, TypeId factory);

    void DoDispose() override;

    /** @return how the connections are set up */
    const TcpOptions& GetOptions() const
    {
        return m_options;
    }

    /**
     * Close a connection.
     * @param connection its number; nothing happens if it is not open
     */
    void CloseConnection(std::size_t connection);

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** Refuse a senseless set-up before the server listens; end the simulation with a sentence. */
    virtual void DoCheck() const;

    /** The open connections are about to be closed: answer nothing that comes on them. */
    virtual void DoStop();

    /**
     * A connection was accepted: set its callbacks.
     * @param connection its number: 0, 1, 2 ...
     * @param socket the connection
     * @param from its peer
     */
    virtual void DoAccept(std::size_t connection,
                          const Ptr<Socket>& socket,
                          const Address& from) = 0;

    /**
     * @param socket a new connection
     * @param from its peer
     */
    void Accepted(Ptr<Socket> socket, const Address& from);

    Address m_local;                           //!< attribute Local
    TypeId m_factory;                          //!< attribute SocketFactory
    TcpOptions m_options;                      //!< of the connections
    Ptr<Socket> m_listening;                   //!< accepts
    bool m_isRunning = false;                  //!< between start and stop
    std::size_t m_accepted = 0;                //!< connections so far
    std::map<std::size_t, Ptr<Socket>> m_open; //!< by number, those that are not closed
};

} // namespace qos
} // namespace ns3

#endif // QOS_TCP_SERVER_H
