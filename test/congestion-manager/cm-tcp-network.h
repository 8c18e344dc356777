/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_TEST_CM_TCP_NETWORK_H
#define QOS_TEST_CM_TCP_NETWORK_H

#include "ns3/boolean.h"
#include "ns3/channel.h"
#include "ns3/cm-helper.h"
#include "ns3/cm-tcp-socket-factory.h"
#include "ns3/cm-tcp-socket.h"
#include "ns3/double.h"
#include "ns3/error-model.h"
#include "ns3/file-sink.h"
#include "ns3/file-source.h"
#include "ns3/gating-monitor.h"
#include "ns3/gilbert-error-model.h"
#include "ns3/icmpv6-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/inet6-socket-address.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address-helper.h"
#include "ns3/ipv6-address-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/traffic-control-helper.h"
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

/**
 * A server with a Congestion Manager sends to a client without one, with both versions of IP:
 *
 *     server (manager, monitor) -- drop-tail queue -- rate, rtt / 2 -- client
 *       10.0.0.1                                                      10.0.0.2
 */
class CmTcpNetwork
{
  public:
    /** What it is built from. */
    struct Params
    {
        std::string rate = "10Mbps"; //!< of the link
        Time rtt = MilliSeconds(60); //!< without queueing
        uint32_t queue = 100;        //!< packets that may wait at the server
        double loss = 0;             //!< share of the packets to the client that are lost
        uint64_t run = 1;            //!< run number of the random streams
        CmHelper manager;            //!< makes the server's manager
    };

    /** With all defaults. */
    CmTcpNetwork()
        : CmTcpNetwork(Params())
    {
    }

    /** @param params what to build */
    explicit CmTcpNetwork(const Params& params)
    {
        RngSeedManager::SetSeed(1);
        RngSeedManager::SetRun(params.run);
        m_nodes.Create(2);
        InternetStackHelper internet;
        internet.Install(m_nodes);
        internet.AssignStreams(m_nodes, 0);
        for (uint32_t i = 0; i < 2; ++i)
        {
            m_nodes.Get(i)->GetObject<Icmpv6L4Protocol>()->SetAttribute("DAD", BooleanValue(false));
        }
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue(params.rate));
        link.SetChannelAttribute("Delay", TimeValue(params.rtt / 2));
        link.SetQueue("ns3::DropTailQueue",
                      "MaxSize",
                      QueueSizeValue(QueueSize(QueueSizeUnit::PACKETS, params.queue)));
        m_devices = link.Install(m_nodes);
        m_ipv4 = Ipv4AddressHelper("10.0.0.0", "255.255.255.0").Assign(m_devices);
        m_ipv6 = Ipv6AddressHelper("2001:db8::", 64).Assign(m_devices);
        TrafficControlHelper().Uninstall(m_devices);
        m_manager = params.manager.Install(Server());
        m_manager->AssignStreams(1000);
        m_monitor = std::make_unique<GatingMonitor>(m_manager);
        if (params.loss > 0)
        {
            Lose(1, params.loss, 2000);
        }
    }

    ~CmTcpNetwork()
    {
        Simulator::Destroy();
    }

    CmTcpNetwork(const CmTcpNetwork&) = delete;
    CmTcpNetwork& operator=(const CmTcpNetwork&) = delete;

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

    /**
     * @param host 0 for the server
     * @return its device
     */
    Ptr<NetDevice> Device(uint32_t host) const
    {
        return m_devices.Get(host);
    }

    /** @return the server's manager */
    const Ptr<CongestionManager>& Manager() const
    {
        return m_manager;
    }

    /** @return what watches the manager */
    const GatingMonitor& Monitor() const
    {
        return *m_monitor;
    }

    /**
     * @param host 0 for the server
     * @param port there
     * @param isIpv6 which version
     * @return its address
     */
    Address At(uint32_t host, uint16_t port, bool isIpv6 = false) const
    {
        return isIpv6 ? Address(Inet6SocketAddress(m_ipv6.GetAddress(host, 1), port))
                      : Address(InetSocketAddress(m_ipv4.GetAddress(host), port));
    }

    /**
     * Let a device lose packets that it receives.
     * @param host 0 for the server
     * @param share of the packets
     * @param stream number of the random stream
     */
    void Lose(uint32_t host, double share, int64_t stream) const
    {
        const auto model = CreateObject<RateErrorModel>();
        model->SetUnit(RateErrorModel::ERROR_UNIT_PACKET);
        model->SetRate(share);
        model->AssignStreams(stream);
        Device(host)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /**
     * Let a device lose packets that it receives, in bursts.
     * @param host 0 for the server
     * @param share of the packets
     * @param burst mean packets of a burst
     * @param stream first number of two random streams
     */
    void LoseBursts(uint32_t host, double share, double burst, int64_t stream) const
    {
        const auto model = CreateObject<GilbertErrorModel>();
        model->SetAttribute("LossRate", DoubleValue(share));
        model->SetAttribute("MeanBurst", DoubleValue(burst));
        model->AssignStreams(stream);
        Device(host)->SetAttribute("ReceiveErrorModel", PointerValue(model));
    }

    /**
     * Let the path to the client become longer and shorter, so that packets overtake others.
     * @param until when
     */
    void Reorder(Time until) const
    {
        const auto delay = CreateObject<UniformRandomVariable>();
        delay->SetStream(7);
        for (Time at; at < until; at += MilliSeconds(20))
        {
            Do(at, [this, delay] {
                Device(0)->GetChannel()->SetAttribute(
                    "Delay",
                    TimeValue(Seconds(delay->GetValue(0.025, 0.035))));
            });
        }
    }

    /**
     * Let the server's queue mark packets for explicit congestion notification instead of dropping
     * them.
     * @param least mean packets in the queue above which it marks some
     * @param most the same above which it marks all
     */
    void Mark(double least, double most) const
    {
        TrafficControlHelper control;
        control.SetRootQueueDisc("ns3::RedQueueDisc",
                                 "UseEcn",
                                 BooleanValue(true),
                                 "MinTh",
                                 DoubleValue(least),
                                 "MaxTh",
                                 DoubleValue(most),
                                 "MaxSize",
                                 StringValue("500p"),
                                 "UseHardDrop",
                                 BooleanValue(false));
        control.Install(Device(0));
    }

    /**
     * @param options of the connections
     * @param isIpv6 which version
     * @return a receiver at the client's port 9
     */
    Ptr<FileSink> AddSink(const TcpOptions& options = TcpOptions(), bool isIpv6 = false) const
    {
        const auto sink = CreateObject<FileSink>();
        sink->SetAttribute("Local", AddressValue(At(1, 9, isIpv6)));
        sink->SetTcpOptions(options);
        Client()->AddApplication(sink);
        return sink;
    }

    /**
     * @param bytes of a file that the server sends to the client's port 9
     * @param options of the connection
     * @param begin when
     * @param isIpv6 which version
     * @return the sender
     */
    Ptr<FileSource> AddSource(uint64_t bytes,
                              const TcpOptions& options = TcpOptions(),
                              Time begin = MilliSeconds(10),
                              bool isIpv6 = false) const
    {
        const auto source = CreateObject<FileSource>();
        source->SetAttribute("Remote", AddressValue(At(1, 9, isIpv6)));
        source->SetAttribute("SocketFactory", TypeIdValue(CmTcpSocketFactory::GetTypeId()));
        source->SetAttribute("Bytes", UintegerValue(bytes));
        source->SetTcpOptions(options);
        source->SetStartTime(begin);
        Server()->AddApplication(source);
        return source;
    }

    /** @param until when the run ends */
    static void Run(Time until)
    {
        Simulator::Stop(until - Simulator::Now());
        Simulator::Run();
    }

    /** @param when the time
     * @param what is done then */
    static void Do(Time when, const std::function<void()>& what)
    {
        Simulator::Schedule(when, [what] { what(); });
    }

    /** Check what holds after every run: all data had grants that fitted, and nothing is left. */
    void ExpectCleanEnd() const
    {
        EXPECT_GT(m_monitor->Packets(), 0U);
        EXPECT_EQ(m_monitor->UngrantedPackets(), 0U);
        EXPECT_EQ(m_monitor->WindowViolations(), 0U);
        EXPECT_EQ(m_monitor->Leftovers(), 0U);
        for (const Macroflow* macroflow : m_manager->GetMacroflows())
        {
            EXPECT_EQ(macroflow->Flows(), 0U);
            EXPECT_EQ(macroflow->Counters().ungrantedBytes, 0U);
        }
    }

  private:
    NodeContainer m_nodes;                    //!< server and client
    NetDeviceContainer m_devices;             //!< theirs
    Ipv4InterfaceContainer m_ipv4;            //!< theirs
    Ipv6InterfaceContainer m_ipv6;            //!< theirs
    Ptr<CongestionManager> m_manager;         //!< the server's
    std::unique_ptr<GatingMonitor> m_monitor; //!< watches it
};

} // namespace qos
} // namespace ns3

#endif // QOS_TEST_CM_TCP_NETWORK_H
