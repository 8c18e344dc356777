/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTENT_SERVER_H
#define QOS_CONTENT_SERVER_H

#include "encoding-list.h"
#include "tcp-options.h"

#include "ns3/address.h"
#include "ns3/application.h"
#include "ns3/congestion-manager.h"
#include "ns3/packet.h"
#include "ns3/socket.h"

#include <map>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-cm-application
 * Has one document in several encodings, and answers every request of a ContentClient with the
 * largest encoding that arrives within the client's target latency, as far as cm_query can tell
 * when the request comes.
 *
 * It asks the flow of the accepted connection, which shares what the host's Congestion Manager
 * knows of the way to that client. If nothing is known, as at the first request of all, or without
 * the Congestion Manager, it sends a default encoding.
 *
 * Source: OSDI 2000, sections 1 and 2.1.4.
 */
class ContentServer : public Application
{
  public:
    /** What happened so far. */
    struct Counters
    {
        uint64_t accepted = 0; //!< connections
        uint64_t informed = 0; //!< requests whose encoding was chosen by cm_query
        uint64_t blind = 0;    //!< requests that got the default encoding
        uint64_t refused = 0;  //!< connections closed because they brought no request
    };

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /** @param encodings of the document; before the application starts */
    void SetEncodings(const EncodingList& encodings)
    {
        m_encodings = encodings;
    }

    /** @param options of the connections; before the application starts */
    void SetTcpOptions(const TcpOptions& options)
    {
        m_options = options;
    }

    /** @return what happened so far */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

    /** @return connections whose document TCP has not taken completely */
    std::size_t GetOpen() const
    {
        return m_connections.size();
    }

  protected:
    void DoDispose() override;

  private:
    /** A connection whose document TCP has not taken completely. */
    struct Connection
    {
        Ptr<Packet> request;   //!< what of it has come
        uint64_t left = 0;     //!< bytes of the document that TCP has not taken
        bool isServed = false; //!< the request was read
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
     * Answer a request, if all of it has come.
     * @param socket of the connection
     * @param connection the connection
     */
    void Answer(const Ptr<Socket>& socket, Connection& connection);

    /**
     * @param socket of a connection
     * @param target the client's
     * @return number of the encoding to send
     */
    std::size_t ChooseEncoding(const Ptr<Socket>& socket, Time target);

    /**
     * A handshake yields a round-trip time and no more; cm_query then answers with the window that
     * every macroflow begins with.
     * @param flow a flow
     * @return whether anything was ever heard of what its macroflow sent
     */
    bool IsPathKnown(CmFlowId flow) const;

    /**
     * Give TCP what it takes of the document.
     * @param socket has room
     * @param room bytes
     */
    void Write(Ptr<Socket> socket, uint32_t room);

    /** @param socket is not used any more */
    void Forget(Ptr<Socket> socket);

    Address m_local;                                 //!< attribute Local
    TypeId m_factory;                                //!< attribute SocketFactory
    uint32_t m_default = 0;                          //!< attribute DefaultEncoding
    EncodingList m_encodings;                        //!< of the document
    TcpOptions m_options;                            //!< of the connections
    Ptr<Socket> m_listening;                         //!< accepts
    std::map<Ptr<Socket>, Connection> m_connections; //!< open ones; only looked up
    Counters m_counters;                             //!< what happened so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTENT_SERVER_H
