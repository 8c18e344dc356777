/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_TWO_HOSTS_H
#define QOS_TEST_TWO_HOSTS_H

#include "ns3/config.h"
#include "ns3/dwcs-scheduler.h"
#include "ns3/edf-scheduler.h"
#include "ns3/fifo-scheduler.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/node-container.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/qsocket-manager.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/traffic-control-layer.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a receiver of the tests saw. */
struct Received
{
    uint64_t messages = 0;     //!< datagrams, or pieces of a byte stream
    uint64_t bytes = 0;        //!< of payload
    std::vector<Time> times{}; //!< one per message
    Ptr<Socket> socket{};      //!< bound, or listening
    Ptr<Socket> connection{};  //!< accepted, if it listens
};

/**
 * Two hosts with both versions of IP, the contended queue at the server:
 *
 *     server (eth0) ---- 10 Mb/s, 1 ms ---- client
 *       10.0.0.1                            10.0.0.2
 *       2001:db8::200:ff:fe00:1             2001:db8::200:ff:fe00:2
 */
class TwoHosts
{
  public:
    /**
     * @param devicePackets what waits in the server's device
     * @param rate of the link
     */
    explicit TwoHosts(uint32_t devicePackets = 1, const std::string& rate = "10Mbps")
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(1);
        m_nodes.Create(2);
        InternetStackHelper internet;
        internet.Install(m_nodes);
        for (uint32_t i = 0; i < 2; ++i)
        {
            m_nodes.Get(i)->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(rate));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        link.SetQueue("ns3::DropTailQueue",
                      "MaxSize",
                      QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, devicePackets)));
        m_devices = link.Install(m_nodes);
        m_ipv4 = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(m_devices);
        m_ipv6 = Ipv6AddressHelper("2001:db8::", 64).Assign(m_devices);
    }

    ~TwoHosts()
    {
        Simulator::Destroy();
    }

    TwoHosts(const TwoHosts&) = delete;
    TwoHosts& operator=(const TwoHosts&) = delete;

    /** @return the host that sends */
    Ptr<Node> Server() const
    {
        return m_nodes.Get(0);
    }

    /** @return the host that receives */
    Ptr<Node> Client() const
    {
        return m_nodes.Get(1);
    }

    /** @return the server's device */
    Ptr<NetDevice> Device() const
    {
        return m_devices.Get(0);
    }

    /** @return the server's root queue disc */
    Ptr<QueueDisc> RootDisc() const
    {
        return Server()->GetObject<TrafficControlLayer>()->GetRootQueueDiscOnDevice(Device());
    }

    /** @return the server's manager */
    Ptr<QSocketManager> Manager() const
    {
        return QSocketManager::Of(Server());
    }

    /**
     * @param port at the client
     * @param isIpv6 which version
     * @return where to send
     */
    Address ClientAt(uint16_t port, bool isIpv6 = false) const
    {
        return At(1, port, isIpv6);
    }

    /**
     * @param port at the server
     * @param isIpv6 which version
     * @return the server's own address
     */
    Address ServerAt(uint16_t port, bool isIpv6 = false) const
    {
        return At(0, port, isIpv6);
    }

    /**
     * Receive datagrams.
     * @param port where
     * @param isIpv6 which version
     * @param node who, the client if null
     * @return what came, filled in during the run
     */
    std::shared_ptr<Received> ReceiveUdp(uint16_t port,
                                         bool isIpv6 = false,
                                         Ptr<Node> node = nullptr)
    {
        const auto received = std::make_shared<Received>();
        received->socket =
            Socket::CreateSocket(node ? node : Client(), UdpSocketFactory::GetTypeId());
        received->socket->Bind(Any(port, isIpv6));
        received->socket->SetAttribute("RcvBufSize", UintegerValue(1U << 24));
        m_received.push_back(received);
        received->socket->SetRecvCallback(
            MakeBoundCallback(&TwoHosts::Read, PeekReceived(received)));
        return received;
    }

    /**
     * Accept one connection and receive what comes.
     * @param port where
     * @param isIpv6 which version
     * @return what came, filled in during the run
     */
    std::shared_ptr<Received> ReceiveTcp(uint16_t port, bool isIpv6 = false)
    {
        const auto received = std::make_shared<Received>();
        received->socket = Socket::CreateSocket(Client(), TcpSocketFactory::GetTypeId());
        received->socket->Bind(Any(port, isIpv6));
        received->socket->Listen();
        m_received.push_back(received);
        received->socket->SetAcceptCallback(
            MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
            MakeBoundCallback(&TwoHosts::Accept, PeekReceived(received)));
        return received;
    }

    /**
     * Do something during the run.
     * @param when the time
     * @param what to do
     */
    static void Do(Time when, const std::function<void()>& what)
    {
        Simulator::Schedule(when, [what] { what(); });
    }

    /** @param until when the run ends */
    static void Run(Time until = Seconds(20))
    {
        Simulator::Stop(until - Simulator::Now());
        Simulator::Run();
    }

    /**
     * Initialise QSockets at the server's device.
     * @param scheduler the discipline
     * @param settings as for QSocketManager::Init()
     */
    void Init(const std::string& scheduler = "dwcs",
              const QSockInitSettings& settings = QSockInitSettings()) const
    {
        const QStatus status = Manager()->Init("eth0", scheduler, settings);
        ASSERT_TRUE(status) << status.message;
    }

    /**
     * Open a UDP socket at the server, attached if attributes are given.
     * @param attributes what its stream wants, null for none
     * @param scheduler that they are for
     * @return the socket
     */
    Ptr<QSocket> Udp(const std::shared_ptr<const StreamAttributes>& attributes = nullptr) const
    {
        return Open(UdpSocketFactory::GetTypeId(), attributes);
    }

    /**
     * Open a TCP socket at the server, attached if attributes are given.
     * @param attributes what its stream wants, null for none
     * @return the socket
     */
    Ptr<QSocket> Tcp(const std::shared_ptr<const StreamAttributes>& attributes = nullptr) const
    {
        return Open(TcpSocketFactory::GetTypeId(), attributes);
    }

    /**
     * @param ipg its period
     * @return what a lossless DWCS stream wants
     */
    static std::shared_ptr<DwcsAttributes> Lossless(Nanoseconds ipg = Nanoseconds{0})
    {
        auto attributes = std::make_shared<DwcsAttributes>();
        attributes->ipg = ipg;
        attributes->streamFlags = DWCS_NON_DROPPABLE;
        return attributes;
    }

    /**
     * @param ipg its period
     * @return what a lossy DWCS stream wants
     */
    static std::shared_ptr<DwcsAttributes> Lossy(Nanoseconds ipg = Nanoseconds{0})
    {
        auto attributes = std::make_shared<DwcsAttributes>();
        attributes->ipg = ipg;
        return attributes;
    }

  private:
    static Address Any(uint16_t port, bool isIpv6)
    {
        return isIpv6 ? Address(Inet6SocketAddress(Ipv6Address::GetAny(), port))
                      : Address(InetSocketAddress(Ipv4Address::GetAny(), port));
    }

    Address At(uint32_t host, uint16_t port, bool isIpv6) const
    {
        return isIpv6 ? Address(Inet6SocketAddress(m_ipv6.GetAddress(host, 1), port))
                      : Address(InetSocketAddress(m_ipv4.GetAddress(host), port));
    }

    Ptr<QSocket> Open(TypeId factory,
                      const std::shared_ptr<const StreamAttributes>& attributes) const
    {
        const auto made =
            attributes ? Manager()->CreateQSocket(factory,
                                                  {"eth0", attributes->SchedulerName(), attributes})
                       : Manager()->OpenSocket(factory);
        EXPECT_TRUE(made) << made.status.message;
        return made.value;
    }

    static Received* PeekReceived(const std::shared_ptr<Received>& received)
    {
        return received.get();
    }

    static void Read(Received* received, Ptr<Socket> socket)
    {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            if (packet->GetSize() == 0)
            {
                break;
            }
            ++received->messages;
            received->bytes += packet->GetSize();
            received->times.push_back(Simulator::Now());
        }
    }

    static void Accept(Received* received, Ptr<Socket> connection, const Address& /* from */)
    {
        received->connection = connection;
        connection->SetRecvCallback(MakeBoundCallback(&TwoHosts::Read, received));
    }

    NodeContainer m_nodes;
    NetDeviceContainer m_devices;
    Ipv4InterfaceContainer m_ipv4;
    Ipv6InterfaceContainer m_ipv6;
    std::vector<std::shared_ptr<Received>> m_received;
};

/**
 * A discipline that serves everything in the order of its arrival and remembers what it was told:
 * the classifier's words.
 */
class SpyScheduler : public StreamScheduler
{
  public:
    static constexpr const char* NAME = "spy"; //!< in the registry

    /** What arrived, at whatever device, in order. */
    static std::vector<PacketArrival>& Log()
    {
        static std::vector<PacketArrival> log;
        return log;
    }

    /**
     * @param stream a stream
     * @return what arrived for it
     */
    static std::vector<PacketArrival> LogOf(StreamId stream)
    {
        std::vector<PacketArrival> log;
        for (const PacketArrival& arrival : Log())
        {
            if (arrival.stream == stream)
            {
                log.push_back(arrival);
            }
        }
        return log;
    }

    /** Make it known. */
    static void Register()
    {
        if (!SchedulerRegistry::Instance().Has(NAME))
        {
            SchedulerRegistry::Instance().Register(NAME, {[](const SchedulerSetup& setup) {
                                                       return std::make_unique<SpyScheduler>(
                                                           setup.limits);
                                                   }});
        }
        Log().clear();
    }

    using StreamScheduler::StreamScheduler;

    std::string Name() const override
    {
        return NAME;
    }

  private:
    void DoCheckAttributes(const StreamAttributes& /* attributes */) const override
    {
    }

    void DoAddStream(StreamId /* stream */,
                     const StreamAttributes& /* attributes */,
                     Nanoseconds /* now */) override
    {
    }

    void DoChangeStream(StreamId /* stream */,
                        const StreamAttributes& /* attributes */,
                        Nanoseconds /* now */) override
    {
    }

    void DoRemoveStream(StreamId /* stream */) override
    {
    }

    QueueId DoSelectQueue(const PacketArrival& arrival) override
    {
        Log().push_back(arrival);
        return arrival.stream;
    }

    MessageId DoChoose(Nanoseconds /* now */) override
    {
        MessageId first = NONE;
        for (StreamId stream = 0; stream < MOST_STREAMS; ++stream)
        {
            const MessageId head = IsOpen(stream) ? HeadOf(stream) : NONE;
            if (head != NONE && Queues().At(head).HasPacket() &&
                (first == NONE || SequenceOf(head) < SequenceOf(first)))
            {
                first = head;
            }
        }
        return first;
    }

    uint64_t SequenceOf(MessageId message) const
    {
        return Queues().Packet(Queues().At(message).firstPacket).sequence;
    }

    static constexpr StreamId MOST_STREAMS = 64;
};

/** Attributes of a stream of the spy. */
struct SpyAttributes : StreamAttributes
{
    std::string SchedulerName() const override
    {
        return SpyScheduler::NAME;
    }
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_TWO_HOSTS_H
