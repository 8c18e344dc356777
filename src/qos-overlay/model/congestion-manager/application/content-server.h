/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_CONTENT_SERVER_H
#define QOS_CONTENT_SERVER_H

#include "encoding-list.h"
#include "request-server.h"

#include "ns3/congestion-manager.h"

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
class ContentServer : public RequestServer
{
  public:
    /** What was answered so far. */
    struct Counters
    {
        uint64_t informed = 0; //!< requests whose encoding was chosen by cm_query
        uint64_t blind = 0;    //!< requests that got the default encoding
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

    /** @return what was answered so far */
    const Counters& GetCounters() const
    {
        return m_counters;
    }

  private:
    void DoCheck() const override;
    uint32_t RequestBytes() const override;
    std::optional<uint64_t> DoAnswer(const Ptr<Socket>& socket,
                                     const Ptr<Packet>& request) override;

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
     * @return whether anything that its macroflow sent was reported as received
     */
    bool IsPathKnown(CmFlowId flow) const;

    uint32_t m_default = 0;   //!< attribute DefaultEncoding
    EncodingList m_encodings; //!< of the document
    Counters m_counters;      //!< what was answered so far
};

} // namespace qos
} // namespace ns3

#endif // QOS_CONTENT_SERVER_H
