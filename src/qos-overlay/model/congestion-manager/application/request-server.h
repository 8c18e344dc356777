/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REQUEST_SERVER_H
#define QOS_REQUEST_SERVER_H

#include "tcp-server.h"

#include "ns3/packet.h"

#include <map>
#include <optional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Answers the first bytes of every connection, the request, with so many bytes as a subclass says,
 * and closes the connection when TCP has taken them. What comes behind a request is ignored.
 */
class RequestServer : public TcpServer
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ~RequestServer() override;

    /** @return connections so far that brought no request that can be served, or whose peer closed
     * before its request was complete */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

  protected:
    void DoDispose() override;

  private:
    /** A connection whose answer TCP has not taken completely. */
    struct Connection
    {
        Ptr<Packet> request = Create<Packet>(); //!< what of it has come
        uint64_t left = 0;                      //!< bytes of the answer that TCP has not taken
        bool isServed = false;                  //!< the request was read
    };

    /** @return length of a request */
    virtual uint32_t RequestBytes() const = 0;

    /**
     * A request is complete. What stands in front of the answer may be sent in here.
     * @param socket of the connection
     * @param request of RequestBytes()
     * @return bytes of the answer that are still to be sent; nothing if it cannot be served
     */
    virtual std::optional<uint64_t> DoAnswer(const Ptr<Socket>& socket,
                                             const Ptr<Packet>& request) = 0;

    void DoStop() override;
    void DoAccept(std::size_t connection, const Ptr<Socket>& socket, const Address& from) override;

    /**
     * @param connection its number
     * @param socket has something to read
     */
    void Read(std::size_t connection, const Ptr<Socket>& socket);

    /**
     * Take bytes that have come, and answer the request if it is complete now.
     * @param connection its number
     * @param socket of the connection
     * @param packet the bytes
     */
    void Take(std::size_t connection, const Ptr<Socket>& socket, const Ptr<Packet>& packet);

    /**
     * Give TCP what it takes of the answer: full segments, but for the end.
     * @param connection its number
     * @param socket has room
     */
    void Write(std::size_t connection, const Ptr<Socket>& socket);

    /**
     * @param connection whose peer has closed, or is gone
     */
    void Ended(std::size_t connection);

    /** @param connection that is served, or is not to be served */
    void Finish(std::size_t connection);

    std::map<std::size_t, Connection> m_connections; //!< open ones, by number
    uint64_t m_refused = 0;                          //!< connections so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_REQUEST_SERVER_H
