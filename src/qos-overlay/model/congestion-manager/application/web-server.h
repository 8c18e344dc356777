/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WEB_SERVER_H
#define QOS_WEB_SERVER_H

#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/socket.h"

#include <map>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Answers every request of a WebClient with a file of the size asked for, and closes the
 * connection.
 *
 * With `ns3::qos::CmTcpSocketFactory` as its factory, all connections to a client share one
 * congestion window.
 */
class WebServer : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param options of the connections; before the application starts */
    void SetTcpOptions(const TcpOptions& options)
    {
        m_options = options;
    }

    /** @return connections accepted so far */
    uint64_t GetAccepted() const
    {
        return m_accepted;
    }

    /** @return requests refused so far, for a file larger than the largest */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

  protected:
    void DoDispose() override;

  private:
    /** A connection that is not closed yet. */
    struct Connection
    {
        std::vector<uint8_t> request; //!< what of it has come
        uint64_t left = 0;            //!< bytes of the file that TCP has not taken
        bool isServed = false;        //!< the request was read
    };

    void StartApplication() override;
    void StopApplication() override;

    /**
     * @param socket a new connection
     * @param from its peer
     */
    void Accepted(Ptr<Socket> socket, const Address& from);

    /** @param socket has something to read */
    void Read(Ptr<Socket> socket);

    /**
     * Give TCP what it takes of the file.
     * @param socket has room
     * @param room bytes
     */
    void Write(Ptr<Socket> socket, uint32_t room);

    /** @param socket is not used any more */
    void Forget(Ptr<Socket> socket);

    Address m_local;                                 //!< attribute Local
    TypeId m_factory;                                //!< attribute SocketFactory
    uint64_t m_largestFile = 0;                      //!< attribute LargestFile
    TcpOptions m_options;                            //!< of the connections
    Ptr<Socket> m_listening;                         //!< accepts
    std::map<Ptr<Socket>, Connection> m_connections; //!< open ones; only looked up
    uint64_t m_accepted = 0;                         //!< connections so far
    uint64_t m_refused = 0;                          //!< requests so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_WEB_SERVER_H
