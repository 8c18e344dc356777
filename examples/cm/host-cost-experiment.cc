/* SPDX-License-Identifier: GPL-2.0-only */

#include "host-cost-experiment.h"

#include "gating-report.h"

#include "ns3/double.h"
#include "ns3/parameter-error.h"
#include "ns3/ranged-checker.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <utility>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(HostCostExperiment);

TypeId
HostCostExperiment::GetTypeId()
{
    using Self = HostCostExperiment;
    static TypeId tid =
        TypeId("ns3::qos::HostCostExperiment")
            .SetParent<Experiment>()
            .SetGroupName("QosOverlay")
            .AddAttribute("CpuSpeed",
                          "how many times as fast as the host of the cost model, a 600 MHz Pentium "
                          "III; the costs are this project's, not the paper's",
                          DoubleValue(1),
                          MakeDoubleAccessor(&Self::m_speed),
                          MakeDoubleChecker<double>(0.1, 10))
            .AddAttribute("Rate",
                          "rate of the link",
                          DataRateValue(DataRate("100Mbps")),
                          MakeDataRateAccessor(&Self::m_rate),
                          MakeRateChecker(DataRate("100kbps"), DataRate("100Gbps")))
            .AddAttribute("Delay",
                          "delay of the link, one way",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&Self::m_delay),
                          MakeTimeChecker(Time(0), Seconds(1)));
    return tid;
}

std::vector<Metric>
HostCostExperiment::OperationMetrics()
{
    std::vector<Metric> metrics = GatingMetrics();
    metrics.push_back({"<operation>_per_packet",
                       "",
                       "how often an operation is done for a packet, see the table operations"});
    return metrics;
}

void
HostCostExperiment::CheckNumbers(const std::string& name, const NumberList& list)
{
    constexpr std::size_t MOST = 100;
    const std::vector<double>& numbers = list.Get();
    const bool isWhole = std::all_of(numbers.begin(), numbers.end(), [](double number) {
        return number == std::floor(number);
    });
    const std::set<double> distinct(numbers.begin(), numbers.end());
    if (!isWhole || distinct.size() < numbers.size() || numbers.size() > MOST)
    {
        throw ParameterError(name + " is " + list.ToString() +
                             "; it must be different whole numbers, 100 at most");
    }
}

std::unique_ptr<MeteredHost>
HostCostExperiment::MakeHost(uint32_t queuePackets)
{
    constexpr uint32_t NETWORK_BITS = 8;
    MeteredHost::Params params;
    params.rate = m_rate;
    params.delay = m_delay;
    params.network = Ipv4Address(Ipv4Address("10.0.0.0").Get() + (m_hosts++ << NETWORK_BITS));
    params.firstStream = m_nextStream;
    params.queuePackets = std::max(params.queuePackets, queuePackets);
    params.speed = m_speed;
    auto host = std::make_unique<MeteredHost>(params);
    m_nextStream = host->GetNextStream();
    return host;
}

void
HostCostExperiment::Start(HostProcess& process, std::vector<uint64_t> marks)
{
    ++m_running;
    process.Start(std::move(marks), [this] {
        if (--m_running == 0)
        {
            // for what is under way, and what closes the connections
            Simulator::Stop(Seconds(1));
        }
    });
}

void
HostCostExperiment::CheckDone(const HostProcess& process)
{
    if (!process.IsDone())
    {
        throw std::runtime_error("a process did not come to its end");
    }
}

void
HostCostExperiment::ReportOperations(Result& result,
                                     const HostCounts& counts,
                                     double packets,
                                     const HostCosts& costs)
{
    Table& table =
        result.AddTable("operations",
                        {{"operation", ""}, {"per_packet", ""}, {"cost", "us"}, {"cpu", "us"}});
    for (std::size_t i = 0; i < HOST_OPERATIONS; ++i)
    {
        const auto operation = static_cast<HostOperation>(i);
        const double times = static_cast<double>(counts.Of(operation)) / packets;
        const double cost = ToMicroseconds(costs.Of(operation));
        result.AddMetric(std::string(NameOf(operation)) + "_per_packet", times);
        table.AddRow({NameOf(operation), times, cost, times * cost});
    }
}

void
HostCostExperiment::ReportAccounts(Result& result, const std::vector<const MeteredHost*>& hosts)
{
    std::vector<const GatingMonitor*> monitors;
    monitors.reserve(hosts.size());
    for (const MeteredHost* host : hosts)
    {
        monitors.push_back(&host->GetMonitor());
    }
    ReportGating(result, monitors);
}

double
HostCostExperiment::ToMicroseconds(Nanoseconds time)
{
    return std::chrono::duration<double, std::micro>(time).count();
}

} // namespace qos
} // namespace ns3
