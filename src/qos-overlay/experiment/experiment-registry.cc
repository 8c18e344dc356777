/* SPDX-License-Identifier: GPL-2.0-only */

#include "experiment-registry.h"

#include "parameter-error.h"

#include "ns3/abort.h"
#include "ns3/join.h"
#include "ns3/object-factory.h"

namespace ns3
{
namespace qos
{

Ptr<Experiment>
ExperimentInfo::Create(const ParameterTexts& parameters) const
{
    ObjectFactory factory;
    factory.SetTypeId(getTypeId());
    ApplyParameters(name, parameters, factory);
    const auto experiment = factory.Create<Experiment>();
    experiment->CheckParameters();
    return experiment;
}

ExperimentRegistry&
ExperimentRegistry::Instance()
{
    static ExperimentRegistry registry;
    return registry;
}

bool
ExperimentRegistry::Add(const ExperimentInfo& info)
{
    const bool isNew = m_experiments.emplace(info.name, info).second;
    NS_ABORT_MSG_UNLESS(isNew, "experiment " << info.name << " is registered twice");
    return true;
}

std::vector<ExperimentInfo>
ExperimentRegistry::List() const
{
    std::vector<ExperimentInfo> list;
    for (const auto& entry : m_experiments)
    {
        list.push_back(entry.second);
    }
    return list;
}

const ExperimentInfo&
ExperimentRegistry::Get(const std::string& name) const
{
    const auto found = m_experiments.find(name);
    if (found != m_experiments.end())
    {
        return found->second;
    }
    std::vector<std::string> names;
    for (const auto& entry : m_experiments)
    {
        names.push_back(entry.first);
    }
    throw ParameterError("there is no experiment '" + name + "'; there are: " + Join(names));
}

const ExperimentInfo*
ExperimentRegistry::Find(TypeId tid) const
{
    for (const auto& entry : m_experiments)
    {
        if (entry.second.getTypeId() == tid)
        {
            return &entry.second;
        }
    }
    return nullptr;
}

} // namespace qos
} // namespace ns3
