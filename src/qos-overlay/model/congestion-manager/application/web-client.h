/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_WEB_CLIENT_H
#define QOS_WEB_CLIENT_H

#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/nstime.h"
#include "ns3/random-variable-stream.h"
#include "ns3/socket.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{

/** One request of a web client. */
struct WebTransfer
{
    Time begin;          //!< when the connection was begun
    Time end;            //!< when the last byte was read
    uint64_t bytes = 0;  //!< read so far
    bool isDone = false; //!< all were read

    /** @return how long it took, from the handshake to the last byte */
    Time Duration() const
    {
        return end - begin;
    }
};

/**
 * @ingroup qos-cm-application
 * Fetches the same file again and again at fixed intervals, each time on a connection of its own:
 * the client of the paper's Figure 7, which knows nothing of the Congestion Manager.
 *
 * A request is eight bytes, the size of the file in network byte order.
 */
class WebClient : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    WebClient();

    /**
     * @param stream first number for the random variables
     * @return how many are used
     */
    int64_t AssignStreams(int64_t stream);

    /** @param options of the connections; before the application starts */
    void SetTcpOptions(const TcpOptions& options)
    {
        m_options = options;
    }

    /** @return the requests in the order in which they were made */
    const std::vector<WebTransfer>& GetTransfers() const
    {
        return m_transfers;
    }

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    /** Make the next request. */
    void Fetch();

    /**
     * @param socket is connected
     */
    void Connected(Ptr<Socket> socket);

    /**
     * @param transfer index of the request
     * @param socket has something to read
     */
    void Read(std::size_t transfer, Ptr<Socket> socket);

    Address m_remote;                     //!< attribute Remote
    uint64_t m_fileBytes = 0;             //!< attribute FileSize
    uint32_t m_requests = 0;              //!< attribute Requests
    Time m_gap;                           //!< attribute Gap
    Time m_jitter;                        //!< attribute Jitter
    Ptr<UniformRandomVariable> m_random;  //!< delays requests
    Time m_due;                           //!< when the last request was due
    TcpOptions m_options;                 //!< of the connections
    EventId m_next;                       //!< makes the next request
    std::vector<Ptr<Socket>> m_sockets;   //!< one per request
    std::vector<WebTransfer> m_transfers; //!< one per request
};

} // namespace qos
} // namespace ns3

#endif // QOS_WEB_CLIENT_H
