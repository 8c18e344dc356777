/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FILE_SOURCE_H
#define QOS_FILE_SOURCE_H

#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/socket.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Connects, sends a file as fast as TCP takes it, and closes.
 */
class FileSource : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param options of the connection; before the application starts */
    void SetTcpOptions(const TcpOptions& options)
    {
        m_options = options;
    }

    /** @return the socket, null before the application starts */
    Ptr<Socket> GetSocket() const
    {
        return m_socket;
    }

    /** @return bytes that TCP has taken so far */
    uint64_t GetSentBytes() const
    {
        return m_sent;
    }

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** @param socket is connected */
    void Connected(Ptr<Socket> socket);

    /**
     * Give TCP what it takes.
     * @param socket has room
     * @param room bytes
     */
    void Write(Ptr<Socket> socket, uint32_t room);

    Address m_remote;        //!< attribute Remote
    TypeId m_factory;        //!< attribute SocketFactory
    uint64_t m_bytes = 0;    //!< attribute Bytes
    uint64_t m_sent = 0;     //!< taken by TCP
    bool m_isClosed = false; //!< nothing more will be sent
    TcpOptions m_options;    //!< of the connection
    Ptr<Socket> m_socket;    //!< the connection
};

} // namespace qos
} // namespace ns3

#endif // QOS_FILE_SOURCE_H
