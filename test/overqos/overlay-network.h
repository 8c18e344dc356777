/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_OVERLAY_NETWORK_H
#define QOS_TEST_OVERLAY_NETWORK_H

#include "ns3/error-model.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/global-state.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/ns3-compat.h"
#include "ns3/overqos-helper.h"
#include "ns3/point-to-point-module.h"
#include "ns3/pointer.h"
#include "ns3/time-conversion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** An error model that asks a function. */
class AskingErrorModel : public ErrorModel
{
  public:
    /** @param isLost whether a packet is lost */
    explicit AskingErrorModel(std::function<bool(Ptr<Packet>)> isLost)
        : m_isLost(std::move(isLost))
    {
    }

  private:
    bool DoCorrupt(Ptr<Packet> packet) override
    {
        return m_isLost(packet);
    }

    void DoReset() override
    {
    }

    std::function<bool(Ptr<Packet>)> m_isLost; //!< decides
};

/**
 * Two hosts that know nothing of an overlay, behind two of its nodes:
 *
 *     client -- node 1 == wire == node 2 (== wire == node 3 ...) -- server
 *
 * The nodes' hosts route between client and server through the overlay, or past it.
 */
class OverlayNetwork
{
  public:
    /** What is built. */
    struct Params
    {
        uint32_t nodes = 2;                 //!< overlay nodes
        bool isOuterIpv6 = false;           //!< whether virtual links run over IPv6
        bool usesOverlay = true;            //!< whether client and server do
        DataRate rate = DataRate("10Mbps"); //!< of wires
        Time delay = MilliSeconds(20);      //!< of wires
        uint32_t queue = 100;               //!< packets that may wait at a wire
        double loss = 0;                    //!< of wires, from client to server
        double burst = 1;                   //!< mean length of its bursts
        double lossBack = 0;                //!< of wires, from server to client
        double flows = 10;                  //!< N
        OverqosNode::OrderChoice order = OverqosNode::END_TO_END; //!< of the nodes
        uint64_t seed = 1; //!< run number of random variables
    };

    /** @param params what to build */
    explicit OverlayNetwork(const Params& params)
        : m_params(params),
          m_state(params.seed)
    {
        m_hosts.Create(params.nodes + 2);
        InternetStackHelper internet;
        internet.Install(m_hosts);
        internet.AssignStreams(m_hosts, 1000);
        for (uint32_t i = 0; i < m_hosts.GetN(); ++i)
        {
            m_hosts.Get(i)->GetObject<TcpL4Protocol>()->SetAttribute(
                "SocketType",
                TypeIdValue(TcpLinuxReno::GetTypeId()));
        }
        for (uint32_t i = 0; i + 1 < m_hosts.GetN(); ++i)
        {
            AddWire(i);
        }
        for (uint32_t i = 0; i < m_hosts.GetN(); ++i)
        {
            const auto ipv6 = m_hosts.Get(i)->GetObject<Ipv6>();
            for (uint32_t interface = 0; interface < ipv6->GetNInterfaces(); ++interface)
            {
                ipv6->SetForwarding(interface, true);
            }
        }
        AddOverlay();
        Route();
    }

    /** @return the host of the client */
    Ptr<Node> Client() const
    {
        return m_hosts.Get(0);
    }

    /** @return the host of the server */
    Ptr<Node> Server() const
    {
        return m_hosts.Get(m_hosts.GetN() - 1);
    }

    /**
     * @param index 0 for the one of the client
     * @return an overlay node
     */
    Ptr<OverqosNode> Overlay(uint32_t index) const
    {
        return m_nodes[index];
    }

    /** @return the last overlay node */
    Ptr<OverqosNode> LastOverlay() const
    {
        return m_nodes.back();
    }

    /**
     * @param index 0 for the one of the client
     * @return the tunnel there; only first and last node have one
     */
    Ptr<OverqosTunnel> Tunnel(uint32_t index) const
    {
        return index == 0 ? m_tunnels.front() : m_tunnels.back();
    }

    /**
     * @param wire 0 for the first one between overlay nodes
     * @return its devices: that on the client's side, that on the server's side
     */
    NetDeviceContainer Wire(uint32_t wire) const
    {
        return m_wires[wire + 1];
    }

    /** @return the entry of the first virtual link towards the server */
    BundleSender& Entry() const
    {
        return *m_nodes[0]->GetRouter()->Outgoing(1);
    }

    /** @return its exit */
    const BundleReceiver& Exit() const
    {
        return *m_nodes[1]->GetRouter()->Incoming(1);
    }

    /**
     * @param isClient whether it is the client's
     * @param port a port
     * @param isIpv6 which version
     * @return socket address of a host
     */
    static Address At(bool isClient, uint16_t port, bool isIpv6 = false)
    {
        if (isIpv6)
        {
            return Inet6SocketAddress(isClient ? "2001:2::1" : "2001:3::2", port);
        }
        return InetSocketAddress(isClient ? "10.2.0.1" : "10.3.0.2", port);
    }

    /**
     * From now on something else loses packets on a wire.
     * @param wire 0 for the first one between overlay nodes
     * @param isBack whether packets to the client are meant
     * @param isLost decides
     */
    void SetLoss(uint32_t wire, bool isBack, std::function<bool(Ptr<Packet>)> isLost) const
    {
        Wire(wire)
            .Get(isBack ? 0 : 1)
            ->SetAttribute("ReceiveErrorModel",
                           PointerValue(CreateObject<AskingErrorModel>(std::move(isLost))));
    }

    /**
     * Nodes that were not restarted know of every packet.
     * @return packets that entered the overlay and of which nobody knows what became
     */
    int64_t Leftover() const
    {
        int64_t left = 0;
        for (const Ptr<OverqosNode>& node : m_nodes)
        {
            const OverqosRouter& router = *node->GetRouter();
            left += static_cast<int64_t>(router.Injected()) -
                    static_cast<int64_t>(router.Delivered() + router.Resequencing());
            for (std::size_t reason = 0; reason < ROUTER_DROP_REASONS; ++reason)
            {
                left -= static_cast<int64_t>(router.Dropped(static_cast<RouterDropReason>(reason)));
            }
        }
        for (uint32_t number = 1; number <= 2 * (m_params.nodes - 1); ++number)
        {
            const auto bundle = static_cast<uint16_t>(number);
            const std::size_t wire = (number - 1) / 2;
            const bool isBack = bundle % 2 == 0;
            BundleSender* entry = m_nodes[wire + (isBack ? 1 : 0)]->GetRouter()->Outgoing(bundle);
            const BundleReceiver* exit =
                m_nodes[wire + (isBack ? 0 : 1)]->GetRouter()->Incoming(bundle);
            left -= static_cast<int64_t>(entry->Waiting());
            // neither end knows of all: the exit not of the last packets, the entry not of reports
            // that did not come
            const PacketCounters& known = entry->Link().GetPacketCounters();
            const DataReceipts& receipts = exit->Link().Receipts();
            const uint64_t least = std::max(known.lost, receipts.Lost());
            const uint64_t most = std::max(least, known.lost + known.unknown);
            left -=
                static_cast<int64_t>(std::clamp(known.sent - receipts.Delivered(), least, most));
        }
        return left;
    }

    /** @param until run to this time */
    static void RunUntil(Time until)
    {
        Simulator::Stop(until - Simulator::Now());
        Simulator::Run();
    }

  private:
    /** @param wire between this host and the next one */
    void AddWire(uint32_t wire)
    {
        const bool isAccess = wire == 0 || wire + 2 == m_hosts.GetN();
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate",
                                DataRateValue(isAccess ? DataRate("1Gbps") : m_params.rate));
        link.SetChannelAttribute("Delay", TimeValue(isAccess ? MicroSeconds(10) : m_params.delay));
        link.SetQueue(
            "ns3::DropTailQueue<Packet>",
            "MaxSize",
            QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, isAccess ? 10000 : m_params.queue)));
        link.DisableFlowControl();
        const NetDeviceContainer devices = link.Install(m_hosts.Get(wire), m_hosts.Get(wire + 1));
        m_wires.push_back(devices);
        const std::string net = wire == 0 ? "2.0" : !isAccess ? "1." + std::to_string(wire) : "3.0";
        const std::string base4 = "10." + net + ".0";
        Ipv4AddressHelper addresses(base4.c_str(), "255.255.255.0");
        addresses.Assign(devices);
        const std::string base6 = wire == 0   ? "2001:2::"
                                  : !isAccess ? "2001:1:" + std::to_string(wire) + "::"
                                              : "2001:3::";
        for (uint32_t end = 0; end < devices.GetN(); ++end)
        {
            const auto ipv6 = m_hosts.Get(wire + end)->GetObject<Ipv6>();
            const auto interface = static_cast<uint32_t>(
                ipv6->GetInterfaceForDevice(devices.Get(end)) >= 0
                    ? ipv6->GetInterfaceForDevice(devices.Get(end))
                    : static_cast<int32_t>(ipv6->AddInterface(devices.Get(end))));
            const std::string address = base6 + std::to_string(end + 1);
            ipv6->AddAddress(interface,
                             Ipv6InterfaceAddress(Ipv6Address(address.c_str()), Ipv6Prefix(64)));
            ipv6->SetUp(interface);
            if (!isAccess)
            {
                const auto loss = CreateObject<GilbertErrorModel>();
                loss->SetAttribute("LossRate",
                                   DoubleValue(end == 1 ? m_params.loss : m_params.lossBack));
                loss->SetAttribute("MeanBurst", DoubleValue(m_params.burst));
                loss->AssignStreams(100 + 10 * wire + 5 * end);
                devices.Get(end)->SetAttribute("ReceiveErrorModel", PointerValue(loss));
            }
        }
    }

    /** Put an overlay on the hosts between client and server. */
    void AddOverlay()
    {
        OverqosHelper overlay;
        overlay.SetNode("Order", compat::EnumValue<OverqosNode::OrderChoice>(m_params.order));
        overlay.SetLink("Flows", DoubleValue(m_params.flows));
        for (uint32_t i = 0; i < m_params.nodes; ++i)
        {
            m_nodes.push_back(overlay.Install(m_hosts.Get(i + 1)));
        }
        for (uint32_t i = 0; i + 1 < m_params.nodes; ++i)
        {
            const std::string net4 = "10.1." + std::to_string(i + 1) + ".";
            const std::string net6 = "2001:1:" + std::to_string(i + 1) + "::";
            const auto at = [&](const std::string& end) {
                return m_params.isOuterIpv6 ? Address(Ipv6Address((net6 + end).c_str()))
                                            : Address(Ipv4Address((net4 + end).c_str()));
            };
            overlay.Connect(m_nodes[i], at("1"), m_nodes[i + 1], at("2"));
        }
        overlay.SetRoutes();
        m_tunnels.push_back(overlay.InstallTunnel(m_nodes.front(), "10.9.0.1"));
        m_tunnels.push_back(overlay.InstallTunnel(m_nodes.back(), "10.9.0.2"));
        overlay.AddAddress(m_tunnels.front(), "2001:9::1");
        overlay.AddAddress(m_tunnels.back(), "2001:9::2");
        overlay.AssignStreams(500);
        const uint16_t last = m_nodes.back()->GetNumber();
        m_tunnels.front()->AddDestination(Ipv4Address("10.3.0.0"), "255.255.255.0", last);
        m_tunnels.front()->AddDestination(Ipv6Address("2001:3::"), Ipv6Prefix(64), last);
        m_tunnels.back()->AddDestination(Ipv4Address("10.2.0.0"), "255.255.255.0", 1);
        m_tunnels.back()->AddDestination(Ipv6Address("2001:2::"), Ipv6Prefix(64), 1);
    }

    /** Give all hosts their routes. */
    void Route() const
    {
        Ipv4StaticRoutingHelper routing4;
        Ipv6StaticRoutingHelper routing6;
        const auto four = [&](Ptr<Node> node) {
            return routing4.GetStaticRouting(node->GetObject<Ipv4>());
        };
        const auto six = [&](Ptr<Node> node) {
            return routing6.GetStaticRouting(node->GetObject<Ipv6>());
        };
        four(Client())->SetDefaultRoute("10.2.0.2", 1);
        four(Server())->SetDefaultRoute("10.3.0.1", 1);
        six(Client())->SetDefaultRoute("2001:2::2", 1);
        six(Server())->SetDefaultRoute("2001:3::1", 1);
        const Ptr<Node> first = m_hosts.Get(1);
        const Ptr<Node> last = m_hosts.Get(m_hosts.GetN() - 2);
        if (!m_params.usesOverlay)
        {
            four(first)->AddNetworkRouteTo("10.3.0.0", "255.255.255.0", "10.1.1.2", 2);
            four(last)->AddNetworkRouteTo("10.2.0.0", "255.255.255.0", "10.1.1.1", 1);
            return;
        }
        const auto interface4 = [](Ptr<Node> node, Ptr<NetDevice> device) {
            return static_cast<uint32_t>(node->GetObject<Ipv4>()->GetInterfaceForDevice(device));
        };
        const auto interface6 = [](Ptr<Node> node, Ptr<NetDevice> device) {
            return static_cast<uint32_t>(node->GetObject<Ipv6>()->GetInterfaceForDevice(device));
        };
        const Ptr<NetDevice> there = m_tunnels.front()->GetDevice();
        const Ptr<NetDevice> back = m_tunnels.back()->GetDevice();
        four(first)->AddNetworkRouteTo("10.3.0.0", "255.255.255.0", interface4(first, there));
        four(last)->AddNetworkRouteTo("10.2.0.0", "255.255.255.0", interface4(last, back));
        first->GetObject<Ipv6>()->SetForwarding(interface6(first, there), true);
        last->GetObject<Ipv6>()->SetForwarding(interface6(last, back), true);
        six(first)->AddNetworkRouteTo("2001:3::", Ipv6Prefix(64), interface6(first, there));
        six(last)->AddNetworkRouteTo("2001:2::", Ipv6Prefix(64), interface6(last, back));
    }

    Params m_params;                           //!< what is built
    GlobalState m_state;                       //!< of ns-3
    NodeContainer m_hosts;                     //!< client, overlay, server
    std::vector<NetDeviceContainer> m_wires;   //!< by the host on the client's side
    std::vector<Ptr<OverqosNode>> m_nodes;     //!< overlay nodes
    std::vector<Ptr<OverqosTunnel>> m_tunnels; //!< of first and last one
};

/** Datagrams at a constant rate, whose content is checked. */
class DatagramFlow
{
  public:
    /**
     * @param from who sends
     * @param to who receives, at any address
     * @param destination where
     * @param bytes of a datagram, 4 or more
     * @param interval of datagrams
     */
    DatagramFlow(Ptr<Node> from,
                 Ptr<Node> to,
                 const Address& destination,
                 uint32_t bytes = 500,
                 Time interval = MilliSeconds(10))
        : m_destination(destination),
          m_bytes(bytes),
          m_interval(interval)
    {
        m_sink = Socket::CreateSocket(to, UdpSocketFactory::GetTypeId());
        m_sink->Bind(destination);
        m_sink->SetRecvCallback(MakeCallback(&DatagramFlow::Receive, this));
        m_source = Socket::CreateSocket(from, UdpSocketFactory::GetTypeId());
        Inet6SocketAddress::IsMatchingType(destination) ? m_source->Bind6() : m_source->Bind();
    }

    /**
     * @param begin when the first datagram is sent
     * @param end no one is sent then or later
     */
    void Send(Time begin, Time end)
    {
        m_end = end;
        Simulator::Schedule(begin - Simulator::Now(), &DatagramFlow::SendOne, this);
    }

    /** @return datagrams sent */
    uint32_t Sent() const
    {
        return m_sent;
    }

    /** @return different datagrams received */
    std::size_t Received() const
    {
        return m_received.size();
    }

    /** @return datagrams that came again */
    uint32_t Duplicates() const
    {
        return m_duplicates;
    }

    /** @return datagrams that are not as they were sent */
    uint32_t Wrong() const
    {
        return m_wrong;
    }

    /**
     * @param begin sent from then on
     * @param end and before
     * @return how many datagrams of that time are missing
     */
    uint32_t Missing(Time begin, Time end) const
    {
        uint32_t missing = 0;
        for (uint32_t number = 0; number < m_sent; ++number)
        {
            const bool counts = m_times[number] >= begin && m_times[number] < end;
            missing += counts && m_received.count(number) == 0 ? 1 : 0;
        }
        return missing;
    }

  private:
    std::vector<uint8_t> Content(uint32_t number) const
    {
        std::vector<uint8_t> content(m_bytes);
        for (uint32_t i = 0; i < m_bytes; ++i)
        {
            content[i] = static_cast<uint8_t>(i < 4 ? number >> (8 * i) : number * 31 + i * 7);
        }
        return content;
    }

    void SendOne()
    {
        if (Simulator::Now() >= m_end)
        {
            return;
        }
        const std::vector<uint8_t> content = Content(m_sent++);
        m_times.push_back(Simulator::Now());
        m_source->SendTo(Create<Packet>(content.data(), m_bytes), 0, m_destination);
        Simulator::Schedule(m_interval, &DatagramFlow::SendOne, this);
    }

    void Receive(Ptr<Socket> socket)
    {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            std::vector<uint8_t> content(packet->GetSize());
            packet->CopyData(content.data(), packet->GetSize());
            uint32_t number = 0;
            for (uint32_t i = 0; i < 4 && i < content.size(); ++i)
            {
                number |= static_cast<uint32_t>(content[i]) << (8 * i);
            }
            m_wrong += content == Content(number) && number < m_sent ? 0 : 1;
            m_duplicates += m_received.insert(number).second ? 0 : 1;
        }
    }

    Ptr<Socket> m_sink;            //!< receives
    Ptr<Socket> m_source;          //!< sends
    Address m_destination;         //!< where
    uint32_t m_bytes;              //!< of a datagram
    Time m_interval;               //!< of datagrams
    Time m_end;                    //!< no one is sent then
    uint32_t m_sent = 0;           //!< datagrams
    std::vector<Time> m_times;     //!< when they were sent
    std::set<uint32_t> m_received; //!< their numbers
    uint32_t m_duplicates = 0;     //!< of these
    uint32_t m_wrong = 0;          //!< of these
};

/** A TCP connection that sends what it can, whose content is checked. */
class TcpFlow
{
  public:
    /**
     * @param from who connects and sends
     * @param to who listens
     * @param destination where
     * @param bytes to be sent
     */
    TcpFlow(Ptr<Node> from, Ptr<Node> to, const Address& destination, uint64_t bytes)
        : m_from(from),
          m_destination(destination),
          m_bytes(bytes)
    {
        m_listener = Open(to);
        m_listener->Bind(destination);
        m_listener->Listen();
        m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                      MakeCallback(&TcpFlow::Accept, this));
    }

    /** @param begin when to connect */
    void Send(Time begin)
    {
        Simulator::Schedule(begin - Simulator::Now(), &TcpFlow::Connect, this);
    }

    /** @return bytes received in order */
    uint64_t Received() const
    {
        return m_received;
    }

    /** @return bytes that are not as they were sent */
    uint64_t Wrong() const
    {
        return m_wrong;
    }

    /** @return when the last byte came */
    Time DoneAt() const
    {
        return m_doneAt;
    }

  private:
    static Ptr<Socket> Open(Ptr<Node> node)
    {
        constexpr uint32_t BUFFER = 1U << 20U;
        const auto socket = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
        socket->SetAttribute("SndBufSize", UintegerValue(BUFFER));
        socket->SetAttribute("RcvBufSize", UintegerValue(BUFFER));
        socket->SetAttribute("SegmentSize", UintegerValue(1300));
        return socket;
    }

    static uint8_t Content(uint64_t position)
    {
        return static_cast<uint8_t>(position * 2654435761U >> 13U);
    }

    void Connect()
    {
        m_source = Open(m_from);
        Inet6SocketAddress::IsMatchingType(m_destination) ? m_source->Bind6() : m_source->Bind();
        m_source->SetSendCallback(MakeCallback(&TcpFlow::Fill, this));
        m_source->Connect(m_destination);
    }

    void Fill(Ptr<Socket> socket, uint32_t /* room */)
    {
        constexpr uint64_t CHUNK = 1300;
        while (m_sent < m_bytes && socket->GetTxAvailable() >= CHUNK)
        {
            std::vector<uint8_t> content(std::min(CHUNK, m_bytes - m_sent));
            for (std::size_t i = 0; i < content.size(); ++i)
            {
                content[i] = Content(m_sent + i);
            }
            const int sent = socket->Send(content.data(), static_cast<uint32_t>(content.size()), 0);
            if (sent <= 0)
            {
                return;
            }
            m_sent += static_cast<uint64_t>(sent);
        }
    }

    void Accept(Ptr<Socket> socket, const Address& /* from */)
    {
        m_accepted = socket;
        socket->SetRecvCallback(MakeCallback(&TcpFlow::Receive, this));
    }

    void Receive(Ptr<Socket> socket)
    {
        while (const Ptr<Packet> packet = socket->Recv())
        {
            std::vector<uint8_t> content(packet->GetSize());
            packet->CopyData(content.data(), packet->GetSize());
            for (const uint8_t byte : content)
            {
                m_wrong += byte == Content(m_received++) ? 0 : 1;
            }
        }
        if (m_received == m_bytes)
        {
            m_doneAt = Simulator::Now();
        }
    }

    Ptr<Node> m_from;        //!< who sends
    Address m_destination;   //!< where
    uint64_t m_bytes;        //!< to be sent
    Ptr<Socket> m_listener;  //!< of the receiver
    Ptr<Socket> m_accepted;  //!< of the receiver
    Ptr<Socket> m_source;    //!< of the sender
    uint64_t m_sent = 0;     //!< bytes
    uint64_t m_received = 0; //!< bytes
    uint64_t m_wrong = 0;    //!< of these
    Time m_doneAt;           //!< when the last one came
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_OVERLAY_NETWORK_H
