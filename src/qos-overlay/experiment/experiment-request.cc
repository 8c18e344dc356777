/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-request.h"

#include "experiment-registry.h"
#include "experiment-setting.h"
#include "parameter-error.h"
#include "quantity.h"

#include "ns3/join.h"

#include <cstdlib>
#include <limits>
#include <set>
#include <vector>

namespace ns3
{
namespace qos
{

namespace
{

/** ns-3 takes defaults from the environment too; a result would not show them. */
void
CheckEnvironment()
{
    for (const char* name : {"NS_ATTRIBUTE_DEFAULT", "NS_GLOBAL_VALUE"})
    {
        if (std::getenv(name) != nullptr)
        {
            throw ParameterError(std::string("the environment variable ") + name +
                                 " would change results without a trace; unset it and use --set "
                                 "ns3::Type::Attribute=value");
        }
    }
}

/**
 * @param request a request
 * @return its settings, checked
 */
std::vector<Setting>
MakeSettings(const ExperimentRequest& request)
{
    std::vector<Setting> settings;
    std::set<std::string> paths;
    for (const auto& [path, text] : request.settings)
    {
        settings.emplace_back(path, text);
        if (!paths.insert(path).second)
        {
            throw ParameterError("setting " + path + " is given twice");
        }
    }
    return settings;
}

/**
 * @param request a request
 * @return the experiment with its parameters
 */
Ptr<Experiment>
MakeExperiment(const ExperimentRequest& request)
{
    auto experiment =
        ExperimentRegistry::Instance().Get(request.experiment).Create(request.parameters);
    experiment->SetRealNetwork(
        ReadRealNetwork(request.experiment, experiment->GetEnds(), request.ends, request.peers));
    return experiment;
}

/**
 * @param experiment is to be observed
 * @throws ParameterError if that can not be
 */
void
CheckObservable(const Experiment& experiment)
{
    if (!experiment.CanBeObserved())
    {
        std::vector<std::string> allowed;
        for (const ExperimentInfo& info : ExperimentRegistry::Instance().List())
        {
            if (info.Create()->CanBeObserved())
            {
                allowed.push_back(info.name);
            }
        }
        throw ParameterError(experiment.GetName() +
                             " can not be observed, allowed: " + Join(allowed));
    }
    if (experiment.GetRealNetwork().IsReal())
    {
        throw ParameterError("a run on real interfaces can not be observed, allowed: simulations");
    }
}

} // namespace

uint64_t
ParseSeed(const std::string& text)
{
    constexpr uint64_t MAX_SEED = std::numeric_limits<uint32_t>::max();
    const auto seed = ParseInteger<uint64_t>(text);
    if (!seed || *seed > MAX_SEED)
    {
        throw ParameterError("seed is '" + text + "', allowed: a whole number from 0 to " +
                             std::to_string(MAX_SEED));
    }
    return *seed;
}

CheckedRequest
CheckRequest(const ExperimentRequest& request)
{
    CheckEnvironment();
    CheckedRequest checked{ReadParameters(*MakeExperiment(request)), {}};
    for (const Setting& setting : MakeSettings(request))
    {
        checked.settings.push_back(setting.GetText());
    }
    return checked;
}

RealNetwork
RealNetworkOf(const ExperimentRequest& request)
{
    return MakeExperiment(request)->GetRealNetwork();
}

Result
RunRequest(const ExperimentRequest& request, RunObserver* observer)
{
    CheckEnvironment();
    const auto experiment = MakeExperiment(request);
    if (observer != nullptr)
    {
        CheckObservable(*experiment);
        experiment->SetObserver(observer);
    }
    const auto settings = MakeSettings(request);
    const ScopedSettings scope(settings);
    Result result = experiment->Run(request.seed);

    Provenance provenance = result.GetProvenance();
    for (const Setting& setting : settings)
    {
        provenance.settings.push_back(setting.GetText());
    }
    result.SetProvenance(std::move(provenance));
    return result;
}

} // namespace qos
} // namespace ns3
