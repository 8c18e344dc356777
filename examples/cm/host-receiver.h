/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_RECEIVER_H
#define QOS_HOST_RECEIVER_H

#include "ns3/node.h"
#include "ns3/nstime.h"
#include "ns3/socket.h"

#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * The peer of a TCP process: accepts connections and drops what comes.
 */
class TcpDrain
{
  public:
    /** What a drain is made from. */
    struct Params
    {
        uint16_t port = 0;                //!< where it listens
        uint32_t buffer = 0;              //!< receive buffer in bytes
        uint32_t segmentsPerAck = 2;      //!< as many segments are acknowledged together
        Time ackDelay = MilliSeconds(40); //!< or as many as come in this time
    };

    /**
     * @param node where it runs
     * @param params what it is made from
     */
    TcpDrain(const Ptr<Node>& node, const Params& params);
    ~TcpDrain();
    TcpDrain(const TcpDrain&) = delete;
    TcpDrain& operator=(const TcpDrain&) = delete;

    /** @return bytes that came */
    uint64_t GetBytes() const
    {
        return m_bytes;
    }

  private:
    /**
     * @param socket a new connection
     * @param from its peer
     */
    void Accept(Ptr<Socket> socket, const Address& from);

    /** @param socket a connection with data */
    void Read(Ptr<Socket> socket);

    /** @param socket a connection whose peer has closed it */
    void Close(Ptr<Socket> socket);

    Ptr<Socket> m_listening;                //!< accepts
    std::vector<Ptr<Socket>> m_connections; //!< accepted
    uint64_t m_bytes = 0;                   //!< that came
};

/**
 * @ingroup qos-examples
 * The peer of a UDP process: acknowledges each datagram by sending its sequence number and its
 * timestamp (SeqTsHeader) back.
 */
class DatagramAcknowledger
{
  public:
    /**
     * @param node where it runs
     * @param port where it receives
     */
    DatagramAcknowledger(const Ptr<Node>& node, uint16_t port);
    ~DatagramAcknowledger();
    DatagramAcknowledger(const DatagramAcknowledger&) = delete;
    DatagramAcknowledger& operator=(const DatagramAcknowledger&) = delete;

    /** @return bytes that came */
    uint64_t GetBytes() const
    {
        return m_bytes;
    }

    /** @return datagrams that are too short to be acknowledged */
    uint64_t GetRefused() const
    {
        return m_refused;
    }

  private:
    /** @param socket the socket, with data */
    void Read(Ptr<Socket> socket);

    Ptr<Socket> m_socket;   //!< receives and acknowledges
    uint64_t m_bytes = 0;   //!< that came
    uint64_t m_refused = 0; //!< datagrams that are too short
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_RECEIVER_H
