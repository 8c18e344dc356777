/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_REGISTRY_H
#define QOS_EXPERIMENT_REGISTRY_H

#include "experiment.h"

#include "ns3/type-id.h"

#include <map>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What is known of a registered experiment without making it. */
struct ExperimentInfo
{
    std::string name;      //!< such as "qsockets-video"
    std::string summary;   //!< one line
    std::string replays;   //!< what of which paper, such as "QSockets Fig 4, 5"
    TypeId (*getTypeId)(); //!< yields its type

    /**
     * @param parameters values of parameters; the others have their defaults
     * @return a new experiment
     * @throws ParameterError if a name is unknown, a value is bad or out of range, or values do not
     * fit together
     */
    Ptr<Experiment> Create(const ParameterTexts& parameters = {}) const;
};

/**
 * @ingroup qos-experiment
 * The experiments of this process, by name.
 */
class ExperimentRegistry
{
  public:
    /** @return the registry of this process */
    static ExperimentRegistry& Instance();

    /**
     * Add an experiment; QOS_REGISTER_EXPERIMENT does it.
     * @param info what is known of it; its name must be new
     * @return true, so that it can initialise a static variable
     */
    bool Add(const ExperimentInfo& info);

    /** @return all experiments, sorted by name */
    std::vector<ExperimentInfo> List() const;

    /**
     * @param name a name
     * @return the experiment
     * @throws ParameterError if there is none of this name; the sentence lists the names
     */
    const ExperimentInfo& Get(const std::string& name) const;

    /**
     * @param tid a type
     * @return the experiment, null if the type is none that is registered
     */
    const ExperimentInfo* Find(TypeId tid) const;

  private:
    ExperimentRegistry() = default;

    std::map<std::string, ExperimentInfo> m_experiments; //!< by name
};

} // namespace qos
} // namespace ns3

/**
 * @ingroup qos-experiment
 * Register an experiment; at the end of its source file, inside namespace ns3::qos.
 * @param Class the subclass of Experiment
 * @param name its name, such as "qsockets-video"
 * @param summary one line
 * @param replays what of which paper it replays, such as "QSockets Fig 4, 5"
 */
#define QOS_REGISTER_EXPERIMENT(Class, name, summary, replays)                                     \
    NS_OBJECT_ENSURE_REGISTERED(Class);                                                            \
    [[maybe_unused]] static const bool g_is##Class##Listed =                                       \
        ::ns3::qos::ExperimentRegistry::Instance().Add(                                            \
            {name, summary, replays, &Class::GetTypeId})

#endif // QOS_EXPERIMENT_REGISTRY_H
