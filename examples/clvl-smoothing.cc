/* SPDX-License-Identifier: GPL-2.0-only */

/**
 * @file
 * OverQoS section 5.1 and Table 2: streaming audio whose bursts of losses are smoothed.
 *
 *     source -- classifier -- entry -- delay, losses in bursts -- exit -- receiver
 *               (by size)           <-------- delay ---------
 *
 * The source sends a packet every 20 ms; every control_interval-th is a small control packet, which
 * must not be dropped. The entry sends again what was lost, and drops a later packet for it.
 */

#include "clvl/stream-experiment.h"

#include "ns3/nstime.h"
#include "ns3/quantile.h"
#include "ns3/smoothing-service.h"
#include "ns3/time-conversion.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace ns3
{
namespace qos
{

/** OverQoS section 5.1 and Table 2. */
class ClvlSmoothingExperiment : public StreamExperiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();
    std::vector<Metric> GetMetrics() const override;

  private:
    void DoRun(Result& result) override;

    /** @return the service */
    std::unique_ptr<BundleService> MakeService() const;

    uint32_t m_packets = 0;         //!< parameter packets
    uint32_t m_ratePps = 0;         //!< parameter rate_pps
    uint32_t m_packetBytes = 0;     //!< parameter packet_bytes
    uint32_t m_controlInterval = 0; //!< parameter control_interval
    uint32_t m_window = 0;          //!< parameter window
    Time m_debtExpiry;              //!< parameter debt_expiry
};

QOS_REGISTER_EXPERIMENT(ClvlSmoothingExperiment,
                        "clvl-smoothing",
                        "an audio stream whose bursts of losses are smoothed: loss, runs, bytes",
                        "OverQoS section 5.1, Table 2");

namespace
{

constexpr uint32_t CONTROL_BYTES = 40; // with 28 of IP and UDP below what the classifier looks for

} // namespace

TypeId
ClvlSmoothingExperiment::GetTypeId()
{
    using Self = ClvlSmoothingExperiment;
    static TypeId tid =
        TypeId("ns3::qos::ClvlSmoothingExperiment")
            .SetParent<StreamExperiment>()
            .SetGroupName("QosOverlay")
            .AddConstructor<Self>()
            .AddAttribute("Packets",
                          "packets of the stream",
                          UintegerValue(600000),
                          MakeUintegerAccessor(&Self::m_packets),
                          MakeUintegerChecker<uint32_t>(100, 100000000))
            .AddAttribute("RatePps",
                          "packets per second",
                          UintegerValue(50),
                          MakeUintegerAccessor(&Self::m_ratePps),
                          MakeUintegerChecker<uint32_t>(1, 10000))
            .AddAttribute("PacketBytes",
                          "payload of a packet of audio",
                          UintegerValue(172),
                          MakeUintegerAccessor(&Self::m_packetBytes),
                          MakeUintegerChecker<uint32_t>(100, 1400))
            .AddAttribute("ControlInterval",
                          "every so many packets one is a control packet; 0: none",
                          UintegerValue(50),
                          MakeUintegerAccessor(&Self::m_controlInterval),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Window",
                          "packets of a window in which losses are counted",
                          UintegerValue(50),
                          MakeUintegerAccessor(&Self::m_window),
                          MakeUintegerChecker<uint32_t>(1, 100))
            .AddAttribute("DebtExpiry",
                          "how long a repair is owed; 0: until it is paid. A slow stream that is "
                          "forgiven its debts loses less than the path, and sends more",
                          TimeValue(Time(0)),
                          MakeTimeAccessor(&Self::m_debtExpiry),
                          MakeTimeChecker(Time(0), Seconds(1000)));
    return tid;
}

std::vector<Metric>
ClvlSmoothingExperiment::GetMetrics() const
{
    std::vector<Metric> metrics = StreamMetrics();
    metrics.push_back({"window_p99", "", "99th percentile of the loss in a window of packets"});
    metrics.push_back({"window_worst", "", "its maximum"});
    return metrics;
}

std::unique_ptr<BundleService>
ClvlSmoothingExperiment::MakeService() const
{
    SmoothingServiceParams params;
    if (m_debtExpiry.IsStrictlyPositive())
    {
        params.debt.expiry = ToCore(m_debtExpiry);
    }
    return std::make_unique<SmoothingService>(params);
}

void
ClvlSmoothingExperiment::DoRun(Result& result)
{
    constexpr int64_t PATH_STREAM = 1;
    constexpr double MOST = 0.99;
    Stream stream(*this, "size", MakeService(), PATH_STREAM);
    const std::vector<uint8_t> audio = MakeUdpPacket(std::vector<uint8_t>(m_packetBytes));
    const std::vector<uint8_t> control = MakeUdpPacket(std::vector<uint8_t>(CONTROL_BYTES));
    const Nanoseconds interval = ToCore(Seconds(1)) / m_ratePps;
    for (uint32_t i = 0; i < m_packets; ++i)
    {
        const bool isControl = m_controlInterval > 0 && i % m_controlInterval == 0;
        stream.Send(isControl ? control : audio, i * interval);
    }
    stream.Finish();
    stream.Report(result);

    const std::vector<double> windows = stream.Record().WindowLosses(m_window);
    result.AddMetric("window_p99", SortedQuantile(windows, MOST) / m_window);
    result.AddMetric("window_worst", windows.back() / m_window);
    Table& table = result.AddTable("windows", {{"lost", ""}, {"share", ""}});
    for (uint32_t lost = 0; lost <= m_window; ++lost)
    {
        const auto above = std::upper_bound(windows.begin(), windows.end(), lost);
        table.AddRow(
            {static_cast<double>(lost),
             static_cast<double>(above - windows.begin()) / static_cast<double>(windows.size())});
    }
}

} // namespace qos
} // namespace ns3
