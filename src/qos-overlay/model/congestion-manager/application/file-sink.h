/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_FILE_SINK_H
#define QOS_FILE_SINK_H

#include "tcp-server.h"

#include "ns3/nstime.h"
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
class FileSink : public TcpServer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

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

  private:
    void DoAccept(std::size_t connection, const Ptr<Socket>& socket, const Address& from) override;

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

    std::vector<ReceivedFile> m_files;               //!< what came in on the connections
    uint64_t m_bytes = 0;                            //!< read from all of them
    TracedCallback<std::size_t, uint32_t> m_rxTrace; //!< trace Rx
};

} // namespace qos
} // namespace ns3

#endif // QOS_FILE_SINK_H
