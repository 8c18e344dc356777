/* SPDX-License-Identifier: GPL-2.0-only */

#include "scheduler-registry.h"

#include "cbq-scheduler.h"
#include "dwcs-scheduler.h"
#include "edf-scheduler.h"
#include "fifo-scheduler.h"
#include "sfq-hash-scheduler.h"
#include "sfq-scheduler.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @tparam Discipline a scheduler with a constructor (setup, options) and a nested type Options
 * @return a factory for it
 */
template <typename Discipline>
SchedulerRegistry::Factory
FactoryOf()
{
    return [](const SchedulerSetup& setup) -> std::unique_ptr<StreamScheduler> {
        return std::make_unique<Discipline>(
            setup,
            OptionsFrom<typename Discipline::Options>(setup, Discipline::NAME));
    };
}

/**
 * @param names some names
 * @return them as a list in a sentence
 */
std::string
Join(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
    {
        text += (text.empty() ? "" : ", ") + name;
    }
    return text;
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
    Register(CbqScheduler::NAME, FactoryOf<CbqScheduler>());
    Register(DwcsScheduler::NAME, FactoryOf<DwcsScheduler>());
    Register(EdfScheduler::NAME, FactoryOf<EdfScheduler>());
    Register(FifoScheduler::NAME, FactoryOf<FifoScheduler>());
    Register(SfqHashScheduler::NAME, FactoryOf<SfqHashScheduler>());
    Register(SfqScheduler::NAME, FactoryOf<SfqScheduler>());
}

void
SchedulerRegistry::Register(const std::string& name, Factory factory)
{
    if (!m_factories.emplace(name, std::move(factory)).second)
    {
        throw SchedulerError("scheduler " + name + " is registered already");
    }
}

std::unique_ptr<StreamScheduler>
SchedulerRegistry::Create(const std::string& name, const SchedulerSetup& setup) const
{
    const auto factory = m_factories.find(name);
    if (factory == m_factories.end())
    {
        throw SchedulerError("unknown scheduler '" + name + "'; known are " + Join(Names()));
    }
    return factory->second(setup);
}

bool
SchedulerRegistry::Has(const std::string& name) const
{
    return m_factories.count(name) != 0;
}

std::vector<std::string>
SchedulerRegistry::Names() const
{
    std::vector<std::string> names;
    for (const auto& entry : m_factories)
    {
        names.push_back(entry.first);
    }
    return names;
}

} // namespace qos
} // namespace ns3
