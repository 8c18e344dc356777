/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_HTTP_PEER_H
#define QOS_TEST_HTTP_PEER_H

#include "cm-tcp-network.h"

#include "ns3/http-pattern.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a server answered over HTTP. */
struct HttpAnswer
{
    std::string head; //!< with the empty line
    std::string body; //!< as long as the head says, if it came

    /** @return the status, such as "200" */
    std::string Status() const
    {
        return head.substr(std::string("HTTP/1.1 ").size(), 3);
    }

    /**
     * @param begin offset of the first byte
     * @return whether all bytes are those of a pattern
     */
    bool IsPattern(uint64_t begin = 0) const
    {
        return std::all_of(body.begin(), body.end(), [&begin](char byte) {
            return static_cast<uint8_t>(byte) == HttpFileByte(begin++);
        });
    }
};

/** Somebody at the client of a CmTcpNetwork who sends any bytes to a server, and keeps what comes.
 */
class HttpPeer
{
  public:
    /**
     * @param network with the server at port 80
     * @param connect when it connects
     */
    explicit HttpPeer(const CmTcpNetwork& network, Time connect = MilliSeconds(10))
        : m_socket(Socket::CreateSocket(network.Client(), TcpSocketFactory::GetTypeId()))
    {
        m_options.Apply(m_socket);
        m_socket->SetRecvCallback([this](Ptr<Socket> /* socket */) { Read(); });
        m_socket->SetCloseCallbacks([this](Ptr<Socket> /* socket */) { Closed(); },
                                    [this](Ptr<Socket> /* socket */) { Closed(); });
        CmTcpNetwork::Do(connect, [this, to = network.At(0, 80)] { m_socket->Connect(to); });
    }

    ~HttpPeer()
    {
        m_socket->SetRecvCallback(MakeNullCallback<void, Ptr<Socket>>());
        m_socket->SetCloseCallbacks(MakeNullCallback<void, Ptr<Socket>>(),
                                    MakeNullCallback<void, Ptr<Socket>>());
    }

    HttpPeer(const HttpPeer&) = delete;
    HttpPeer& operator=(const HttpPeer&) = delete;

    /**
     * @param when from now
     * @param text is sent then
     */
    void Send(Time when, const std::string& text) const
    {
        CmTcpNetwork::Do(when, [this, text] {
            m_socket->Send(Create<Packet>(reinterpret_cast<const uint8_t*>(text.data()),
                                          static_cast<uint32_t>(text.size())));
        });
    }

    /** @return TCP */
    const Ptr<Socket>& Tcp() const
    {
        return m_socket;
    }

    /** @param isReading whether it takes what comes */
    void SetReading(bool isReading)
    {
        m_isReading = isReading;
        Read();
    }

    /** @param isClosing whether it closes its side after the server has */
    void SetClosing(bool isClosing)
    {
        m_isClosing = isClosing;
    }

    /** @return all that came */
    const std::string& Received() const
    {
        return m_received;
    }

    /** @return when the server closed the connection, 0 if it has not */
    Time ClosedAt() const
    {
        return m_closedAt;
    }

    /** @return what came, cut into answers to GET; the last one may be incomplete */
    std::vector<HttpAnswer> Answers() const
    {
        const std::string end = "\r\n\r\n";
        const std::string length = "Content-Length: ";
        std::vector<HttpAnswer> answers;
        for (std::size_t at = 0; at < m_received.size();)
        {
            const std::size_t body = m_received.find(end, at) + end.size();
            HttpAnswer answer{m_received.substr(at, body - at), ""};
            const std::size_t field = answer.head.find(length);
            EXPECT_NE(field, std::string::npos) << answer.head;
            const std::size_t bytes = std::stoul(answer.head.substr(field + length.size()));
            answer.body = m_received.substr(body, bytes);
            at = body + answer.body.size();
            answers.push_back(answer);
        }
        return answers;
    }

  private:
    /** Take what has come. */
    void Read()
    {
        while (m_isReading)
        {
            const Ptr<Packet> packet = m_socket->Recv();
            if (!packet || packet->GetSize() == 0)
            {
                return;
            }
            std::vector<uint8_t> bytes(packet->GetSize());
            packet->CopyData(bytes.data(), packet->GetSize());
            m_received.append(bytes.begin(), bytes.end());
        }
    }

    /** The server closes. */
    void Closed()
    {
        if (m_closedAt.IsZero())
        {
            m_closedAt = Simulator::Now();
            Read();
            if (m_isClosing)
            {
                m_socket->Close();
            }
        }
    }

    TcpOptions m_options;    //!< of the connection
    Ptr<Socket> m_socket;    //!< TCP
    bool m_isReading = true; //!< takes what comes
    bool m_isClosing = true; //!< closes after the server
    std::string m_received;  //!< all that came
    Time m_closedAt;         //!< see ClosedAt()
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_HTTP_PEER_H
