/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * Congestion Manager Figure 7: a client fetches the same file again and again, on a connection of
 * its own each time.
 *
 *     web server -- queue of 200 packets -- 4 Mb/s, 75 ms round trip -- web client
 *
 * The client knows nothing of the Congestion Manager. With it at the server, the second connection
 * begins with the window that the first has found. The requests overlap at these figures; with
 * linger a macroflow outlives its last connection.
 */

#include "cm/transport-experiment.h"

#include "ns3/http-server.h"
#include "ns3/inet-socket-address.h"
#include "ns3/quantile.h"
#include "ns3/random-variable-stream.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"
#include "ns3/two-host-topology.h"
#include "ns3/uinteger.h"
#include "ns3/web-client.h"
#include "ns3/web-server.h"

#include <cmath>
#include <utility>

namespace ns3
{
namespace qos
{

/** Congestion Manager Figure 7. */
class CmSharingExperiment : public TransportExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;
    std::vector<ExperimentEnd> GetEnds() const override;

  private:
    void DoRun(Result& result) override;

    /**
     * @param result gets how long they took
     * @param transfers what the client saw
     */
    static void ReportTransfers(Result& result, const std::vector<WebTransfer>& transfers);

    /**
     * @param transfers what the client saw
     * @param first index of the first that counts
     * @return the median of their durations in milliseconds, not a number if one is not done
     */
    static double MedianMs(const std::vector<WebTransfer>& transfers, std::size_t first);

    uint32_t m_requests = 0; //!< parameter requests
    ByteCount m_size;        //!< parameter size
    Time m_gap;              //!< parameter gap
    Time m_jitter;           //!< parameter jitter
    DataRate m_rate;         //!< parameter rate
    Time m_rtt;              //!< parameter rtt
    uint32_t m_queue = 0;    //!< parameter queue
};

QOS_REGISTER_EXPERIMENT(CmSharingExperiment,
                        "cm-sharing",
                        "a web client fetches a file nine times: how long does each take?",
                        "Congestion Manager Fig 7");

TypeId
CmSharingExperiment::GetTypeId()
{
    using Self = CmSharingExperiment;
    static TypeId tid = [] {
        TypeId own = TypeId("ns3::qos::CmSharingExperiment")
                         .SetParent<TransportExperiment>()
                         .SetGroupName("QosOverlay")
                         .AddConstructor<Self>()
                         .AddAttribute("Requests",
                                       "how often the file is fetched",
                                       UintegerValue(9),
                                       MakeUintegerAccessor(&Self::m_requests),
                                       MakeUintegerChecker<uint32_t>(3, 10000))
                         .AddAttribute("Size",
                                       "size of the file",
                                       ByteCountValue(ByteCount(131072)),
                                       MakeByteCountAccessor(&Self::m_size),
                                       MakeByteCountChecker(1, 1U << 30U))
                         .AddAttribute("Gap",
                                       "time from the beginning of a request to that of the next",
                                       TimeValue(MilliSeconds(500)),
                                       MakeTimeAccessor(&Self::m_gap),
                                       MakeTimeChecker(Time(0), Seconds(3600)))
                         .AddAttribute("Jitter",
                                       "each request begins later by a random time of up to this",
                                       TimeValue(MilliSeconds(50)),
                                       MakeTimeAccessor(&Self::m_jitter),
                                       MakeTimeChecker(Time(0), Seconds(60)))
                         .AddAttribute("Rate",
                                       "rate of the link",
                                       DataRateValue(DataRate("4Mbps")),
                                       MakeDataRateAccessor(&Self::m_rate),
                                       MakeRateChecker(DataRate("10kbps"), DataRate("100Gbps")))
                         .AddAttribute("Rtt",
                                       "round-trip time of the link",
                                       TimeValue(MilliSeconds(75)),
                                       MakeTimeAccessor(&Self::m_rtt),
                                       MakeTimeChecker(Time(0), Seconds(10)))
                         .AddAttribute("Queue",
                                       "packets that may wait at the link",
                                       UintegerValue(200),
                                       MakeUintegerAccessor(&Self::m_queue),
                                       MakeUintegerChecker<uint32_t>(1, 100000));
        TransportDefaults defaults;
        defaults.delAckCount = 1;
        return AddTransportParameters(own, defaults);
    }();
    return tid;
}

std::vector<Metric>
CmSharingExperiment::GetMetrics() const
{
    std::vector<Metric> metrics{
        {"first_ms", "ms", "duration of the first request, from the handshake to the last byte"},
        {"later_median_ms", "ms", "median duration of the third and all later requests"},
        {"completed", "", "requests that were answered in full"}};
    for (Metric& metric : TransportMetrics())
    {
        metrics.push_back(std::move(metric));
    }
    return metrics;
}

std::vector<ExperimentEnd>
CmSharingExperiment::GetEnds() const
{
    return {{TwoHostTopology::SERVER,
             "the host with the web server, which speaks HTTP if the client is elsewhere"},
            {TwoHostTopology::CLIENT, "the host with the web client"}};
}

double
CmSharingExperiment::MedianMs(const std::vector<WebTransfer>& transfers, std::size_t first)
{
    constexpr double MILLI = 1e3;
    std::vector<double> durations;
    for (std::size_t i = first; i < transfers.size(); ++i)
    {
        durations.push_back(transfers[i].isDone ? transfers[i].Duration().GetSeconds() * MILLI
                                                : NAN);
    }
    return Median(durations);
}

void
CmSharingExperiment::DoRun(Result& result)
{
    constexpr uint16_t PORT = 80;
    constexpr int64_t ENDING = 30; // seconds for the last requests and the ends of connections
    TwoHostTopology::Params params;
    params.rate = m_rate;
    params.delay = m_rtt / 2;
    params.bestEffortPackets = m_queue;
    params.real = GetRealNetwork();
    const TwoHostTopology network(params);
    int64_t stream = InstallTransport(network.Server(), network.NextStream());

    Ptr<TcpServer> server = CreateObject<WebServer>();
    if (!network.HasClient()) // a real one speaks HTTP
    {
        server = CreateObject<HttpServer>();
        server->SetAttribute("FileSize", UintegerValue(m_size.Get()));
    }
    server->SetAttribute("Local", AddressValue(InetSocketAddress(Ipv4Address::GetAny(), PORT)));
    server->SetAttribute("SocketFactory", TypeIdValue(SocketFactory()));
    server->SetTcpOptions(GetTcpOptions());
    if (network.HasServer())
    {
        network.Server()->AddApplication(server);
    }
    const auto client = CreateObject<WebClient>();
    client->SetAttribute("Remote", AddressValue(InetSocketAddress(network.ServerAddress(), PORT)));
    client->SetAttribute("FileSize", UintegerValue(m_size.Get()));
    client->SetAttribute("Requests", UintegerValue(m_requests));
    client->SetAttribute("Gap", TimeValue(m_gap));
    client->SetTcpOptions(GetTcpOptions());
    client->SetAttribute("Jitter", TimeValue(m_jitter));
    const auto phase = CreateObject<UniformRandomVariable>();
    phase->SetStream(stream++);
    client->AssignStreams(stream);
    const Time begin = Seconds(phase->GetValue(0, 1));
    client->SetStartTime(begin);
    if (network.HasClient())
    {
        network.Client()->AddApplication(client);
    }
    Simulator::Stop(begin + m_gap * m_requests + m_jitter + Seconds(ENDING));
    Simulator::Run();

    if (network.HasClient())
    {
        ReportTransfers(result, client->GetTransfers());
    }
    if (network.HasServer())
    {
        ReportTransport(result);
    }
}

void
CmSharingExperiment::ReportTransfers(Result& result, const std::vector<WebTransfer>& transfers)
{
    constexpr double MILLI = 1e3;
    Table& table = result.AddTable("transfers", {{"request", ""}, {"completion", "ms"}});
    double completed = 0;
    for (std::size_t i = 0; i < transfers.size(); ++i)
    {
        completed += transfers[i].isDone ? 1 : 0;
        table.AddRow({static_cast<double>(i + 1),
                      transfers[i].isDone ? transfers[i].Duration().GetSeconds() * MILLI : NAN});
    }
    constexpr std::size_t FIRST_LATER = 2;
    result.AddMetric("first_ms",
                     transfers[0].isDone ? transfers[0].Duration().GetSeconds() * MILLI : NAN);
    result.AddMetric("later_median_ms", MedianMs(transfers, FIRST_LATER));
    result.AddMetric("completed", completed);
}

} // namespace qos
} // namespace ns3
