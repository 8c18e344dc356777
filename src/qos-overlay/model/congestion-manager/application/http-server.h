/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HTTP_SERVER_H
#define QOS_HTTP_SERVER_H

#include "http-request-reader.h"
#include "http-response.h"
#include "tcp-server.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Serves files over HTTP/1.0 and HTTP/1.1, to clients in the simulation and, in emulation, to those
 * of a real host.
 *
 * It answers GET and HEAD, one request after another if several come at once, with the files in a
 * folder of the host, or with a file of a given size whose bytes are those of HttpFileByte(). A
 * range of bytes may be asked for. A request that it does not understand gets its status and ends
 * the connection; HttpRequestReader says which these are. A connection is also closed when its
 * client asks for that, or is silent. While an answer is on its way nothing is read.
 *
 * With `ns3::qos::CmTcpSocketFactory` as its factory, all connections to a client share one
 * congestion window.
 *
 * TCP/CM also resets a connection that is closed and whose client neither takes what is on its way
 * nor closes its side. Over ns-3's own TCP such a connection stays.
 */
class HttpServer : public TcpServer
{
  public:
    /** What was answered so far. */
    struct Counters
    {
        uint64_t served = 0; //!< files, parts and heads of them, that TCP has taken completely
        std::map<HttpStatus, uint64_t> refused; //!< requests, and connections, by what they got
        uint64_t broken = 0; //!< answers and requests that ended before their end
        uint64_t idle = 0;   //!< connections closed because their client was silent
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~HttpServer() override;

    /** @return what was answered so far */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

  protected:
    void DoDispose() override;

  private:
    /** A connection that the server has not closed, or closed not long ago. */
    struct Connection
    {
        Ptr<Socket> socket;                   //!< TCP
        HttpRequestReader reader;             //!< finds requests
        std::vector<uint8_t> bytes;           //!< that TCP has given last
        std::size_t used = 0;                 //!< of these bytes, which the reader has
        std::optional<HttpResponse> response; //!< that TCP has not taken completely
        bool isHalfClosed = false;            //!< its client sends nothing more
        bool isClosed = false;                //!< by the server
        Time heard;                           //!< when its client did something
        EventId check;                        //!< see Check()
    };

    void DoCheck() const override;
    void DoStop() override;
    void DoAccept(std::size_t connection, const Ptr<Socket>& socket, const Address& from) override;

    /**
     * @param connection its number
     * @return the connection, null if the server has closed it
     */
    Connection* Find(std::size_t connection);

    /**
     * Do what can be done now: read requests, and answer them one after another.
     * @param connection its number; nothing happens if the server has closed it
     */
    void Serve(std::size_t connection);

    /**
     * Read on, and begin to answer a request that is complete.
     * @param own a connection that is answering nothing
     * @return whether there was something to read
     */
    bool Read(Connection& own);

    /**
     * Begin to answer.
     * @param own a connection
     * @param response the answer
     */
    void Answer(Connection& own, HttpResponse response);

    /**
     * @param request is understood
     * @return the answer
     */
    HttpResponse Respond(const HttpRequest& request) const;

    /**
     * Give TCP what it takes of the answer: full segments, but for the end.
     * @param connection its number
     * @param own the connection, which is answering
     * @return whether the answer is complete, or cannot be completed; the connection may be closed
     *     then
     */
    bool Write(std::size_t connection, Connection& own);

    /**
     * The client has closed its side, or is gone.
     * @param connection its number
     */
    void Ended(std::size_t connection);

    /**
     * Close the connection if its client is gone or silent for too long, reset it if it was closed
     * before; otherwise look again.
     * @param connection its number
     */
    void Check(std::size_t connection);

    /** @param connection its number; it is open and its client was silent for too long */
    void EndIdle(std::size_t connection);

    /** @param connection its number; it is closed, whatever was going on */
    void Break(std::size_t connection);

    /** @param connection its number, open; it is closed */
    void Finish(std::size_t connection);

    std::string m_directory;                         //!< attribute Directory
    uint64_t m_fileSize = 0;                         //!< attribute FileSize
    Time m_idleTimeout;                              //!< attribute IdleTimeout
    uint32_t m_mostConnections = 0;                  //!< attribute MostConnections
    std::map<std::size_t, Connection> m_connections; //!< by number
    std::vector<uint8_t> m_segment;                  //!< what TCP gets next
    Counters m_counters;                             //!< what was answered so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_HTTP_SERVER_H
