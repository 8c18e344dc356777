/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-registry.h"

#include "cbq-scheduler.h"
#include "dwcs-scheduler.h"
#include "edf-scheduler.h"
#include "fifo-scheduler.h"
#include "sfq-hash-scheduler.h"
#include "sfq-scheduler.h"

#include "ns3/join.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @tparam Scheduler a scheduler with a constructor (setup, options), a nested type Options, and
 * AttributesFor()
 * @return what it can do
 */
template <typename Scheduler>
Discipline
DisciplineOf()
{
    using Options = typename Scheduler::Options;
    Discipline discipline;
    discipline.create = [](const SchedulerSetup& setup) {
        return std::make_unique<Scheduler>(setup, OptionsFrom<Options>(setup, Scheduler::NAME));
    };
    discipline.attributesFor = Scheduler::AttributesFor;
    discipline.defaultOptions = [] { return std::make_shared<Options>(); };
    return discipline;
}

} // namespace

SchedulerRegistry&
SchedulerRegistry::Instance()
{
    static SchedulerRegistry registry;
    return registry;
}

SchedulerRegistry::SchedulerRegistry()
{
    Register(CbqScheduler::NAME, DisciplineOf<CbqScheduler>());
    Register(DwcsScheduler::NAME, DisciplineOf<DwcsScheduler>());
    Register(EdfScheduler::NAME, DisciplineOf<EdfScheduler>());
    Register(FifoScheduler::NAME, DisciplineOf<FifoScheduler>());
    Register(SfqHashScheduler::NAME, DisciplineOf<SfqHashScheduler>());
    Register(SfqScheduler::NAME, DisciplineOf<SfqScheduler>());
}

void
SchedulerRegistry::Register(const std::string& name, Discipline discipline)
{
    if (!m_disciplines.emplace(name, std::move(discipline)).second)
    {
        throw SchedulerError("scheduler " + name + " is registered already");
    }
}

void
SchedulerRegistry::Unregister(const std::string& name)
{
    m_disciplines.erase(name);
}

const Discipline&
SchedulerRegistry::Find(const std::string& name) const
{
    const auto found = m_disciplines.find(name);
    if (found == m_disciplines.end())
    {
        throw SchedulerError("unknown scheduler '" + name + "'; known are " + Join(Names()));
    }
    return found->second;
}

std::unique_ptr<StreamScheduler>
SchedulerRegistry::Create(const std::string& name, const SchedulerSetup& setup) const
{
    return Find(name).create(setup);
}

std::shared_ptr<const StreamAttributes>
SchedulerRegistry::AttributesFor(const std::string& name, const StreamDemand& demand) const
{
    const Discipline& discipline = Find(name);
    if (!discipline.attributesFor)
    {
        throw SchedulerError("scheduler " + name +
                             " does not say which attributes stand for what a stream needs; give "
                             "attributes of its own type");
    }
    return discipline.attributesFor(demand);
}

std::shared_ptr<SchedulerOptions>
SchedulerRegistry::DefaultOptions(const std::string& name) const
{
    const Discipline& discipline = Find(name);
    return discipline.defaultOptions ? discipline.defaultOptions() : nullptr;
}

bool
SchedulerRegistry::Has(const std::string& name) const
{
    return m_disciplines.count(name) != 0;
}

std::vector<std::string>
SchedulerRegistry::Names() const
{
    std::vector<std::string> names;
    for (const auto& entry : m_disciplines)
    {
        names.push_back(entry.first);
    }
    return names;
}

} // namespace qos
} // namespace ns3
