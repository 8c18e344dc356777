/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_DATAGRAMS_H
#define QOS_TEST_DATAGRAMS_H

#include "ns3/node.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-socket-factory.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** A UDP socket that notes what comes. */
class DatagramListener
{
  public:
    /**
     * @param node where it is
     * @param local address and port
     */
    DatagramListener(const Ptr<Node>& node, const Address& local)
        : m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
    {
        m_socket->Bind(local);
        m_socket->SetRecvCallback(MakeCallback(&DatagramListener::Receive, this));
    }

    DatagramListener(const DatagramListener&) = delete;
    DatagramListener& operator=(const DatagramListener&) = delete;

    /** @return when datagrams came */
    const std::vector<Time>& Times() const
    {
        return m_times;
    }

    /** @return from where they came */
    const std::vector<Address>& Senders() const
    {
        return m_senders;
    }

  private:
    /** @param socket has something to read */
    void Receive(Ptr<Socket> socket)
    {
        Address sender;
        while (socket->RecvFrom(sender))
        {
            m_times.push_back(Simulator::Now());
            m_senders.push_back(sender);
        }
    }

    Ptr<Socket> m_socket;           //!< bound
    std::vector<Time> m_times;      //!< one per datagram
    std::vector<Address> m_senders; //!< one per datagram
};

/**
 * Send datagrams without a pause.
 * @param node from here
 * @param to address and port
 * @param count how many
 * @param bytes payload of each
 * @param ecn of their IP header
 */
inline void
SendDatagrams(const Ptr<Node>& node,
              const Address& to,
              uint32_t count,
              uint32_t bytes,
              uint8_t ecn = 0)
{
    const auto socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    socket->Connect(to);
    for (uint32_t i = 0; i < count; ++i)
    {
        const auto packet = Create<Packet>(bytes);
        SocketIpTosTag tos;
        tos.SetTos(ecn);
        packet->AddPacketTag(tos);
        socket->Send(packet);
    }
}

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_DATAGRAMS_H
