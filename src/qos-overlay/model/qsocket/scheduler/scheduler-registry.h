/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SCHEDULER_REGISTRY_H
#define QOS_SCHEDULER_REGISTRY_H

#include "scheduler-options.h"
#include "stream-demand.h"
#include "stream-scheduler.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a scheduler is made from. */
struct SchedulerSetup
{
    Bitrate link;           //!< rate of the device below, for transmission times
    SchedulerLimits limits; //!< how much may wait
    std::shared_ptr<const SchedulerOptions>
        options; //!< of the discipline's own type, null for its defaults
};

/** A discipline as the registry knows it. */
struct Discipline
{
    /** Makes a scheduler; throws SchedulerError if the options make no sense. */
    std::function<std::unique_ptr<StreamScheduler>(const SchedulerSetup&)> create;

    /** Says which attributes come closest to what a stream needs; may be empty. */
    std::function<std::shared_ptr<const StreamAttributes>(const StreamDemand&)> attributesFor = {};

    /** Makes options that have their defaults; may be empty for a discipline without options. */
    std::function<std::shared_ptr<SchedulerOptions>()> defaultOptions = {};
};

/**
 * @ingroup qos-scheduler
 * The disciplines by name (the paper's "registration functionality for scheduler modules",
 * section 2.1).
 *
 * A new one is a subclass of StreamScheduler and one line:
 * `SchedulerRegistry::Instance().Register("name", {create, attributesFor})`.
 */
class SchedulerRegistry
{
  public:
    /** @return the registry of this process, with the built-in disciplines in it */
    static SchedulerRegistry& Instance();

    /**
     * Add a discipline.
     * @param name its name
     * @param discipline what it can do
     * @throws SchedulerError if the name is taken
     */
    void Register(const std::string& name, Discipline discipline);

    /**
     * Forget a discipline; schedulers made before stay.
     * @param name its name
     */
    void Unregister(const std::string& name);

    /**
     * Make a scheduler.
     * @param name the discipline
     * @param setup what to make it from
     * @return the scheduler
     * @throws SchedulerError if the name is unknown (the sentence lists the known ones) or the
     * options make no sense
     */
    std::unique_ptr<StreamScheduler> Create(const std::string& name,
                                            const SchedulerSetup& setup) const;

    /**
     * Say in the words of a discipline what a stream needs.
     * @param name the discipline
     * @param demand what the stream needs
     * @return the attributes that come closest
     * @throws SchedulerError if the name is unknown, or the discipline cannot say it
     */
    std::shared_ptr<const StreamAttributes> AttributesFor(const std::string& name,
                                                          const StreamDemand& demand) const;

    /**
     * @param name the discipline
     * @return options of its own type, to be changed; null if it has none
     * @throws SchedulerError if the name is unknown
     */
    std::shared_ptr<SchedulerOptions> DefaultOptions(const std::string& name) const;

    /**
     * @param name a name
     * @return whether a discipline is registered under it
     */
    bool Has(const std::string& name) const;

    /** @return all names, sorted */
    std::vector<std::string> Names() const;

  private:
    SchedulerRegistry();

    /**
     * @param name the discipline
     * @return what it can do
     * @throws SchedulerError if the name is unknown
     */
    const Discipline& Find(const std::string& name) const;

    std::map<std::string, Discipline> m_disciplines; //!< by name
};

/**
 * Options of a discipline from a setup.
 * @tparam Options the discipline's own type
 * @param setup the setup
 * @param name the discipline, for the error
 * @return the options given, or the defaults
 * @throws SchedulerError if options of another discipline were given
 */
template <typename Options>
Options
OptionsFrom(const SchedulerSetup& setup, const std::string& name)
{
    if (!setup.options)
    {
        return Options();
    }
    const auto* options = dynamic_cast<const Options*>(setup.options.get());
    if (!options)
    {
        throw SchedulerError("the options given are not those of scheduler " + name);
    }
    return *options;
}

/**
 * Attributes of a stream as the type of one discipline.
 * @tparam Attributes the discipline's own type
 * @param attributes what was given
 * @param name the discipline, for the error
 * @return the same object
 * @throws SchedulerError if they belong to another discipline
 */
template <typename Attributes>
const Attributes&
AttributesFrom(const StreamAttributes& attributes, const std::string& name)
{
    const auto* own = dynamic_cast<const Attributes*>(&attributes);
    if (!own)
    {
        throw SchedulerError("attributes of scheduler " + attributes.SchedulerName() +
                             " were given to scheduler " + name);
    }
    return *own;
}

} // namespace qos
} // namespace ns3

#endif // QOS_SCHEDULER_REGISTRY_H
