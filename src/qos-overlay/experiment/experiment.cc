/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment.h"

#include "experiment-registry.h"
#include "global-state.h"
#include "real-time-run.h"

#include "ns3/simulator.h"

#include <optional>

namespace ns3
{
namespace qos
{

NS_OBJECT_ENSURE_REGISTERED(Experiment);

TypeId
Experiment::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::qos::Experiment").SetParent<Object>().SetGroupName("QosOverlay");
    return tid;
}

std::string
Experiment::GetName() const
{
    const ExperimentInfo* info = ExperimentRegistry::Instance().Find(GetInstanceTypeId());
    return info ? info->name : GetInstanceTypeId().GetName();
}

void
Experiment::CheckParameters() const
{
}

std::vector<ExperimentEnd>
Experiment::GetEnds() const
{
    return {};
}

bool
Experiment::CanBeObserved() const
{
    return false;
}

Result
Experiment::Run(uint64_t seed)
{
    CheckParameters();
    const GlobalState state(seed);
    std::vector<Metric> metrics = GetMetrics();
    std::optional<RealTimeRun> realTime;
    if (m_realNetwork.IsReal())
    {
        realTime.emplace();
        const std::vector<Metric> own = RealTimeRun::GetMetrics();
        metrics.insert(metrics.end(), own.begin(), own.end());
    }
    Result result(std::move(metrics));
    DoRun(result);
    if (realTime)
    {
        realTime->Report(result);
    }

    Provenance provenance = result.GetProvenance();
    provenance.experiment = GetName();
    provenance.parameters = ReadParameters(*this);
    provenance.seed = seed;
    provenance.duration += Simulator::Now().GetSeconds();
    provenance.events += Simulator::GetEventCount();
    result.SetProvenance(std::move(provenance));
    return result;
}

} // namespace qos
} // namespace ns3
