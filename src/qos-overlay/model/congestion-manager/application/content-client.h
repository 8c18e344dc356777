/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTENT_CLIENT_H
#define QOS_CONTENT_CLIENT_H

#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/event-id.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <cstddef>
#include <vector>

namespace ns3
{
namespace qos
{

/** One request of a content client. */
struct ContentDownload
{
    Time begin;              //!< when the connection was begun
    Time end;                //!< when the last byte was read
    uint32_t encoding = 0;   //!< number of the encoding that the server chose
    uint64_t bytes = 0;      //!< of the document, as the server says
    uint64_t received = 0;   //!< of these, read so far
    bool isAnswered = false; //!< encoding and bytes are known
    bool isDone = false;     //!< all were read

    /** @return how long it took, from the handshake to the last byte */
    Time Duration() const
    {
        return end - begin;
    }
};

/**
 * @ingroup qos-cm-application
 * Asks a ContentServer for its document again and again at fixed intervals, each time on a
 * connection of its own and within the same target latency. Knows nothing of the Congestion
 * Manager.
 *
 * Source: OSDI 2000, section 1, "users typically wait no more than a few seconds".
 */
class ContentClient : public Application
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

    /** @return the requests in the order in which they were made */
    const std::vector<ContentDownload>& GetDownloads() const
    {
        return m_downloads;
    }

    /** @return connections closed because what came was no answer */
    uint64_t GetMalformed() const
    {
        return m_malformed;
    }

  protected:
    void DoDispose() override;

  private:
    /** The connection of one request. */
    struct Connection
    {
        Ptr<Socket> socket;     //!< to the server
        Ptr<Packet> front;      //!< what came of the reply's header
        bool isRefused = false; //!< what came was no answer; the rest is ignored
    };

    void StartApplication() override;
    void StopApplication() override;

    /** Make the next request. */
    void Fetch();

    /** @param socket is connected */
    void Connected(Ptr<Socket> socket);

    /**
     * @param download index of the request
     * @param socket has something to read
     */
    void Read(std::size_t download, Ptr<Socket> socket);

    /**
     * Some of the answer came.
     * @param download index of the request
     * @param packet what came
     * @return whether it can be the answer
     */
    bool Take(std::size_t download, const Ptr<Packet>& packet);

    Address m_remote;                         //!< attribute Remote
    Time m_target;                            //!< attribute TargetLatency
    uint32_t m_requests = 0;                  //!< attribute Requests
    Time m_gap;                               //!< attribute Gap
    TcpOptions m_options;                     //!< of the connections
    EventId m_next;                           //!< makes the next request
    std::vector<Connection> m_connections;    //!< one per request
    std::vector<ContentDownload> m_downloads; //!< one per request
    uint64_t m_malformed = 0;                 //!< connections that brought no answer
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTENT_CLIENT_H
