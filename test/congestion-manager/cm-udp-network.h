/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_CM_UDP_NETWORK_H
#define QOS_TEST_CM_UDP_NETWORK_H

#include "cm-tcp-network.h"

#include "ns3/cm-udp-socket-factory.h"
#include "ns3/cm-udp-socket.h"
#include "ns3/feedback-receiver.h"
#include "ns3/udp-socket-factory.h"

#include <vector>

namespace ns3
{
namespace qos
{

/** A datagram as an application at the client got it. */
struct ReceivedDatagram
{
    Ptr<const Packet> packet; //!< without stamp
    CmDataHeader header;      //!< its stamp, if it had one
    Address from;             //!< its sender
    Time at;                  //!< when
};

/** The network of the TCP/CM tests, whose server makes congestion-controlled UDP sockets. */
class CmUdpNetwork : public CmTcpNetwork
{
  public:
    /** With all defaults. */
    CmUdpNetwork()
        : CmUdpNetwork(Params())
    {
    }

    /** @param params what to build */
    explicit CmUdpNetwork(const Params& params)
        : CmTcpNetwork(params)
    {
        if (!Server()->GetObject<CmUdpSocketFactory>())
        {
            Server()->AggregateObject(CreateObject<CmUdpSocketFactory>());
        }
        Server()->GetObject<CmUdpSocketFactory>()->AssignStreams(3000);
    }

    /** @return the options of an acknowledged socket */
    static CmUdpOptions Acknowledged()
    {
        CmUdpOptions options;
        options.isAcknowledged = true;
        return options;
    }

    /**
     * @param options how it works
     * @return a socket of the server
     */
    Ptr<CmUdpSocket> Open(const CmUdpOptions& options = CmUdpOptions()) const
    {
        const auto socket = DynamicCast<CmUdpSocket>(
            Socket::CreateSocket(Server(), CmUdpSocketFactory::GetTypeId()));
        socket->SetOptions(options);
        return socket;
    }

    /**
     * @param options how it works
     * @param isIpv6 which version
     * @return a socket of the server that is connected to the client's port 9
     */
    Ptr<CmUdpSocket> Connect(const CmUdpOptions& options = CmUdpOptions(),
                             bool isIpv6 = false) const
    {
        const auto socket = Open(options);
        EXPECT_EQ(socket->Connect(At(1, 9, isIpv6)), 0);
        return socket;
    }

    /**
     * @param port at the client
     * @param isIpv6 which version
     * @return what comes there goes into Datagrams()
     */
    Ptr<FeedbackReceiver> AddReceiver(uint16_t port = 9, bool isIpv6 = false)
    {
        const auto receiver = CreateObject<FeedbackReceiver>();
        receiver->SetAttribute("Local", AddressValue(At(1, port, isIpv6)));
        receiver->TraceConnectWithoutContext("Rx", MakeCallback(&CmUdpNetwork::Rx, this));
        Client()->AddApplication(receiver);
        return receiver;
    }

    /**
     * @param host 0 for the server
     * @param port there
     * @param isIpv6 which version
     * @return a stock socket there; what comes goes into Datagrams()
     */
    Ptr<Socket> AddStockSocket(uint32_t host = 1, uint16_t port = 9, bool isIpv6 = false)
    {
        const auto socket =
            Socket::CreateSocket(host == 0 ? Server() : Client(), UdpSocketFactory::GetTypeId());
        socket->Bind(At(host, port, isIpv6));
        socket->SetRecvCallback(MakeCallback(&CmUdpNetwork::Read, this));
        return socket;
    }

    /** @return what applications at the client got */
    const std::vector<ReceivedDatagram>& Datagrams() const
    {
        return m_datagrams;
    }

    /** @return bytes of that */
    uint64_t ReceivedBytes() const
    {
        uint64_t bytes = 0;
        for (const ReceivedDatagram& datagram : m_datagrams)
        {
            bytes += datagram.packet->GetSize();
        }
        return bytes;
    }

  private:
    void Rx(Ptr<const Packet> packet, const CmDataHeader& header, const Address& from)
    {
        m_datagrams.push_back({packet, header, from, Simulator::Now()});
    }

    void Read(Ptr<Socket> socket)
    {
        Address from;
        while (const Ptr<Packet> packet = socket->RecvFrom(from))
        {
            m_datagrams.push_back({packet, CmDataHeader(), from, Simulator::Now()});
        }
    }

    std::vector<ReceivedDatagram> m_datagrams; //!< what applications at the client got
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_CM_UDP_NETWORK_H
