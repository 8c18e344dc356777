/* SPDX-License-Identifier: GPL-2.0-only */

#include "real-time-run.h"

#include "quantile.h"

#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/host-interface.h"
#include "ns3/join.h"
#include "ns3/node-list.h"
#include "ns3/node.h"
#include "ns3/offloads.h"
#include "ns3/real-device.h"
#include "ns3/real-time-simulator.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <sys/utsname.h>

#include <algorithm>
#include <cmath>

namespace ns3
{
namespace qos
{

namespace
{

constexpr double LATE_MS = 1;

/** Metrics begin with this, so that no experiment has one of the same name. */
const std::string PREFIX = "emulation_";

/**
 * @param name of a device in reports
 * @return what is known of the host that carries its frames: kernel, driver, MTU, offloads
 */
std::vector<Cell>
HostFacts(const std::string& name)
{
    utsname kernel{};
    std::vector<Cell> facts{uname(&kernel) == 0 ? std::string(kernel.release) : std::string()};
    const std::vector<std::string> known = HostInterface::Names();
    if (std::find(known.begin(), known.end(), name) == known.end()) // a descriptor
    {
        facts.insert(facts.end(), {std::string(), NAN, std::string()});
        return facts;
    }
    const HostInterface interface = HostInterface::Read(name);
    std::vector<std::string> offloads;
    for (const Offload& offload : ReadOffloads(name))
    {
        if (offload.isOn)
        {
            offloads.push_back(offload.name);
        }
    }
    facts.insert(facts.end(),
                 {interface.driver, static_cast<double>(interface.mtu), Join(offloads, " ")});
    return facts;
}

/** @param result gets a table of the interfaces: what passed there, and whose they are */
void
ReportInterfaces(Result& result)
{
    std::vector<Column> columns{{"node", ""},
                                {"interface", ""},
                                {"kernel", ""},
                                {"driver", ""},
                                {"mtu", "bytes"},
                                {"offloads", ""},
                                {"received", ""}};
    for (std::size_t fault = 1; fault < static_cast<std::size_t>(FrameFault::COUNT); ++fault)
    {
        columns.push_back(
            {std::string("refused_") + FrameFaultName(static_cast<FrameFault>(fault)), ""});
    }
    columns.insert(columns.end(), {{"kernel_drops", ""}, {"sent", ""}, {"unsent", ""}});
    Table& table = result.AddTable("interfaces", columns);
    for (auto node = NodeList::Begin(); node != NodeList::End(); ++node)
    {
        for (uint32_t i = 0; i < (*node)->GetNDevices(); ++i)
        {
            const auto device = DynamicCast<RealDevice>((*node)->GetDevice(i));
            if (!device)
            {
                continue;
            }
            const FrameCounters& in = device->GetReceived();
            std::vector<Cell> row{static_cast<double>((*node)->GetId()), device->GetName()};
            const std::vector<Cell> facts = HostFacts(device->GetName());
            row.insert(row.end(), facts.begin(), facts.end());
            row.emplace_back(static_cast<double>(in.received));
            for (std::size_t fault = 1; fault < in.refused.size(); ++fault)
            {
                row.emplace_back(static_cast<double>(in.refused[fault]));
            }
            row.emplace_back(static_cast<double>(device->GetKernelDrops()));
            row.emplace_back(static_cast<double>(device->GetSent()));
            row.emplace_back(static_cast<double>(device->GetUnsent()));
            table.AddRow(std::move(row));
        }
    }
}

} // namespace

RealTimeRun::RealTimeRun()
{
    GlobalValue::Bind("SimulatorImplementationType",
                      StringValue(RealTimeSimulator::GetTypeId().GetName()));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    Simulator::Destroy(); // the one of another kind, if there is one: the next use makes a new one
    m_probe.emplace();    // makes the simulator, which belongs to this thread
    m_signals.emplace([this] { Stop(); });
}

RealTimeRun::~RealTimeRun()
{
    m_signals.reset();
    m_probe.reset();
    Simulator::Destroy();
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::DefaultSimulatorImpl"));
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(false));
}

void
RealTimeRun::Stop()
{
    m_isStopped = true;
    Simulator::ScheduleWithContext(Simulator::NO_CONTEXT, Time(0), [] { Simulator::Stop(); });
}

std::vector<Metric>
RealTimeRun::GetMetrics()
{
    return {{PREFIX + "late_p50_ms", "ms", "median of how late events were"},
            {PREFIX + "late_p99_ms", "ms", "99th percentile of how late events were"},
            {PREFIX + "late_max_ms", "ms", "how late the latest event was, of those looked at"},
            {PREFIX + "late_ratio", "", "share of events that were more than 1 ms late"},
            {PREFIX + "stopped", "", "1 if a signal ended the run early"}};
}

void
RealTimeRun::Report(Result& result) const
{
    std::vector<double> late = m_probe->GetLatenessMs();
    std::sort(late.begin(), late.end());
    const auto report = [&result](const std::string& name, double value) {
        result.AddMetric(PREFIX + name, value);
    };
    const auto isLate = [](double ms) { return ms > LATE_MS; };
    report("late_p50_ms", SortedQuantile(late, 0.5));
    report("late_p99_ms", SortedQuantile(late, 0.99));
    report("late_max_ms", m_probe->GetMostMs());
    report("late_ratio",
           late.empty() ? NAN
                        : static_cast<double>(std::count_if(late.begin(), late.end(), isLate)) /
                              static_cast<double>(late.size()));
    report("stopped", m_isStopped ? 1 : 0);
    ReportInterfaces(result);
}

} // namespace qos
} // namespace ns3
