/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FILE_SINK_H
#define QOS_FILE_SINK_H

#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{

/** What came in on one connection. */
struct ReceivedFile
{
    Address from;         //!< address and port of the sender
    Time accepted;        //!< when the connection was there
    Time last;            //!< when its last bytes were read
    uint64_t bytes = 0;   //!< how many were read
    bool isEnded = false; //!< the sender has closed the connection
};

/**
 * @ingroup qos-cm-application
 * Accepts connections and reads whatever comes.
 */
class FileSink : public Application
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

    /** @return the connections in the order in which they were accepted */
    const std::vector<ReceivedFile>& GetFiles() const
    {
        return m_files;
    }

    /** @return bytes read from all connections */
    uint64_t GetReceivedBytes() const
    {
        return m_bytes;
    }

    /**
     * Signature of the trace Rx.
     * @param connection index of the connection in GetFiles()
     * @param bytes that were read
     */
    using RxTracedCallback = void (*)(std::size_t connection, uint32_t bytes);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /**
     * @param socket a new connection
     * @param from its peer
     */
    void Accepted(Ptr<Socket> socket, const Address& from);

    /**
     * @param connection its index
     * @param socket has something to read
     */
    void Read(std::size_t connection, Ptr<Socket> socket);

    /**
     * @param connection its index
     * @param socket whose peer has closed
     */
    void Closed(std::size_t connection, Ptr<Socket> socket);

    Address m_local;                                 //!< attribute Local
    TypeId m_factory;                                //!< attribute SocketFactory
    TcpOptions m_options;                            //!< of the connections
    Ptr<Socket> m_listening;                         //!< accepts
    std::vector<Ptr<Socket>> m_sockets;              //!< the connections
    std::vector<ReceivedFile> m_files;               //!< what came in on them
    uint64_t m_bytes = 0;                            //!< read from all of them
    TracedCallback<std::size_t, uint32_t> m_rxTrace; //!< trace Rx
};

} // namespace qos
} // namespace ns3

#endif // QOS_FILE_SINK_H
