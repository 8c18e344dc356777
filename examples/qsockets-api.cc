/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * QSockets Table 1: what the calls of the API cost, beside the plain socket calls.
 *
 *     process -- sendto  -- UDP -- IP -- DWCS root queue disc -- device -- client   (a host without
 * managed sockets) process -- qsendto -- UDP -- IP -- DWCS root queue disc -- device -- client (its
 * twin with a managed socket)
 *
 * This is wall time of this simulator on this machine, not of the paper's kernel on its own: only
 * the ratios can be compared. Calls are timed in batches, a call and its plain equivalent in turn,
 * and the median of the batches counts; packets leave the host between batches.
 */

#include "ns3/dwcs-scheduler.h"
#include "ns3/experiment-registry.h"
#include "ns3/inet-socket-address.h"
#include "ns3/qsocket-manager.h"
#include "ns3/simulator.h"
#include "ns3/two-host-topology.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>

namespace ns3
{
namespace qos
{

/** QSockets Table 1. */
class QsocketsApiExperiment : public Experiment
{
  public:
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    void DoRun(Result& result) override;

    /** Collects times of calls. */
    class Stopwatch
    {
      public:
        /**
         * Time a batch of calls.
         * @param name of the call
         * @param calls how many the batch has
         * @param batch makes them
         */
        void Time(const std::string& name, uint32_t calls, const std::function<void()>& batch);

        /**
         * @param name of a call
         * @return median time of a call in nanoseconds
         */
        double Median(const std::string& name) const;

        /**
         * @param name of a call
         * @param plain the call it is compared with, timed in the same batches
         * @return median over the batches of the ratio of their times
         */
        double MedianRatio(const std::string& name, const std::string& plain) const;

      private:
        std::map<std::string, std::vector<double>>
            m_times; //!< nanoseconds a call, by call and batch
    };

    /**
     * Time the calls that open, change, ask and close.
     * @param manager of the host
     * @param watch gets the times
     */
    void TimeControlCalls(Ptr<QSocketManager> manager, Stopwatch& watch) const;

    /**
     * Time the calls that send.
     * @param plainHost a host with the same scheduler and no managed socket
     * @param managedHost the host with a managed socket
     * @param watch gets the times
     */
    void TimeSending(const TwoHostTopology& plainHost,
                     const TwoHostTopology& managedHost,
                     Stopwatch& watch) const;

    uint32_t m_calls = 0;   //!< parameter calls
    uint32_t m_payload = 0; //!< parameter payload
};

QOS_REGISTER_EXPERIMENT(
    QsocketsApiExperiment,
    "qsockets-api",
    "what the calls of the QSockets API cost beside the plain socket calls (wall time)",
    "QSockets Table 1");

namespace
{

constexpr uint32_t BATCH =
    50; //!< calls timed together: more than the clock's resolution, fewer than fill a queue

/** The calls that are timed, in the order of the report. */
const std::vector<std::string> CALLS{"qsockinit",
                                     "socket",
                                     "qsocket",
                                     "qattach",
                                     "qdetach",
                                     "qchange",
                                     "qinfo",
                                     "sendto",
                                     "qsendto",
                                     "close",
                                     "qclose"};

/**
 * @param values some values, at least one
 * @return their median
 */
double
MedianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/** @return parameters of a stream as in the paper's example (section 3.1) */
QosParams
ExampleParams()
{
    const auto attributes = std::make_shared<DwcsAttributes>();
    attributes->ipg = std::chrono::milliseconds(10);
    attributes->oln = 0;
    attributes->old = 10;
    attributes->streamFlags = DWCS_NON_DROPPABLE;
    return {TwoHostTopology::ServerDeviceName(), DwcsScheduler::NAME, attributes};
}

} // namespace

TypeId
QsocketsApiExperiment::GetTypeId()
{
    using Self = QsocketsApiExperiment;
    static TypeId tid =
        TypeId("ns3::qos::QsocketsApiExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute(
                "Calls",
                "how often each call is made; a tenth of it for calls that open and close",
                UintegerValue(100000),
                MakeUintegerAccessor(&Self::m_calls),
                MakeUintegerChecker<uint32_t>(1000, 10000000))
            .AddAttribute("Payload",
                          "bytes of a message that is sent",
                          UintegerValue(1000),
                          MakeUintegerAccessor(&Self::m_payload),
                          MakeUintegerChecker<uint32_t>(1, 1472));
    return tid;
}

std::vector<Metric>
QsocketsApiExperiment::GetMetrics() const
{
    return {{"<call>_ns", "ns", "median wall time of a call", true},
            {"qsendto_ratio", "", "qsendto over sendto on the same path", true},
            {"qsocket_ratio", "", "qsocket over socket", true},
            {"qsocket_extra_ns", "ns", "what qsocket costs more than socket", true}};
}

void
QsocketsApiExperiment::Stopwatch::Time(const std::string& name,
                                       uint32_t calls,
                                       const std::function<void()>& batch)
{
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    batch();
    const std::chrono::duration<double, std::nano> elapsed = Clock::now() - begin;
    m_times[name].push_back(elapsed.count() / calls);
}

double
QsocketsApiExperiment::Stopwatch::Median(const std::string& name) const
{
    return MedianOf(m_times.at(name));
}

double
QsocketsApiExperiment::Stopwatch::MedianRatio(const std::string& name,
                                              const std::string& plain) const
{
    std::vector<double> ratios;
    for (std::size_t i = 0; i < m_times.at(name).size(); ++i)
    {
        ratios.push_back(m_times.at(name)[i] / m_times.at(plain)[i]);
    }
    return MedianOf(ratios);
}

void
QsocketsApiExperiment::DoRun(Result& result)
{
    TwoHostTopology::Params params;
    params.rate = DataRate("100Gbps");
    const TwoHostTopology plainHost(params);
    params.network = Ipv4Address("10.0.1.0");
    const TwoHostTopology managedHost(params);
    Stopwatch watch;
    QSockInitSettings settings;
    settings.limits.bestEffortPackets = 10 * BATCH;
    for (const TwoHostTopology* host : {&plainHost, &managedHost})
    {
        const Ptr<QSocketManager> manager = QSocketManager::Of(host->Server());
        watch.Time("qsockinit", 1, [&] {
            manager->Init(TwoHostTopology::ServerDeviceName(), DwcsScheduler::NAME, settings);
        });
    }
    Simulator::Run();
    TimeControlCalls(QSocketManager::Of(managedHost.Server()), watch);
    TimeSending(plainHost, managedHost, watch);

    Table& table = result.AddTable("calls", {{"call", ""}, {"time", "ns"}});
    for (const std::string& call : CALLS)
    {
        const double time = watch.Median(call);
        table.AddRow({call, time});
        result.AddMetric(call + "_ns", time);
    }
    result.AddMetric("qsendto_ratio", watch.MedianRatio("qsendto", "sendto"));
    result.AddMetric("qsocket_ratio", watch.MedianRatio("qsocket", "socket"));
    result.AddMetric("qsocket_extra_ns", watch.Median("qsocket") - watch.Median("socket"));
}

void
QsocketsApiExperiment::TimeControlCalls(Ptr<QSocketManager> manager, Stopwatch& watch) const
{
    constexpr uint32_t FEWER =
        10; // opening and closing is slow, and ns-3 remembers every UDP socket
    const Ptr<Node> node = manager->GetObject<Node>();
    const TypeId udp = UdpSocketFactory::GetTypeId();
    const QosParams params = ExampleParams();
    std::vector<Ptr<Socket>> plain(BATCH);
    std::vector<Ptr<QSocket>> managed(BATCH);
    for (uint32_t done = 0; done < m_calls / FEWER; done += BATCH)
    {
        watch.Time("socket", BATCH, [&] {
            for (Ptr<Socket>& socket : plain)
            {
                socket = Socket::CreateSocket(node, udp);
            }
        });
        watch.Time("qsocket", BATCH, [&] {
            for (Ptr<QSocket>& socket : managed)
            {
                socket = manager->CreateQSocket(udp, params).value;
            }
        });
        watch.Time("qchange", BATCH, [&] {
            for (const Ptr<QSocket>& socket : managed)
            {
                manager->Change(socket, *params.attributes);
            }
        });
        watch.Time("qinfo", BATCH, [&] {
            for (const Ptr<QSocket>& socket : managed)
            {
                manager->GetInfo(socket);
            }
        });
        watch.Time("qdetach", BATCH, [&] {
            for (const Ptr<QSocket>& socket : managed)
            {
                manager->Detach(socket);
            }
        });
        watch.Time("qattach", BATCH, [&] {
            for (const Ptr<QSocket>& socket : managed)
            {
                manager->Attach(socket, params);
            }
        });
        watch.Time("close", BATCH, [&] {
            for (const Ptr<Socket>& socket : plain)
            {
                socket->Close();
            }
        });
        watch.Time("qclose", BATCH, [&] {
            for (const Ptr<QSocket>& socket : managed)
            {
                manager->Close(socket);
            }
        });
    }
}

void
QsocketsApiExperiment::TimeSending(const TwoHostTopology& plainHost,
                                   const TwoHostTopology& managedHost,
                                   Stopwatch& watch) const
{
    const TypeId udp = UdpSocketFactory::GetTypeId();
    const Ptr<Socket> plain = Socket::CreateSocket(plainHost.Server(), udp);
    plain->Bind();
    const InetSocketAddress plainTo(plainHost.ClientAddress(), 9);
    const Ptr<QSocket> managed =
        QSocketManager::Of(managedHost.Server())->CreateQSocket(udp, ExampleParams()).value;
    managed->SetSendBuffer(0);
    managed->GetSocket()->Bind();
    const InetSocketAddress managedTo(managedHost.ClientAddress(), 9);
    const MessageFlags flags;
    std::vector<Ptr<Packet>> packets(BATCH);
    const auto refill = [&] {
        for (Ptr<Packet>& packet : packets)
        {
            packet = Create<Packet>(m_payload);
        }
    };
    for (uint32_t done = 0; done < m_calls; done += BATCH)
    {
        refill();
        watch.Time("sendto", BATCH, [&] {
            for (const Ptr<Packet>& packet : packets)
            {
                plain->SendTo(packet, 0, plainTo);
            }
        });
        Simulator::Run();
        refill();
        watch.Time("qsendto", BATCH, [&] {
            for (const Ptr<Packet>& packet : packets)
            {
                managed->SendTo(packet, flags, managedTo);
            }
        });
        Simulator::Run();
    }
}

} // namespace qos
} // namespace ns3
