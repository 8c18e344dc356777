/* SPDX-License-Identifier: GPL-2.0-only */

#include "simulated-world.h"

#include "../python-hooks.h"
#include "callback-argument.h"

#include "ns3/parameter-error.h"
#include "ns3/simulator.h"
#include "ns3/time-conversion.h"

#include <algorithm>
#include <utility>

namespace ns3
{
namespace qos
{

namespace py = pybind11;

namespace
{

/** @return the simulation that is there, or null; never destroyed, because ns-3 has statics too */
std::unique_ptr<SimulatedWorld>&
Current()
{
    static auto& current = *new std::unique_ptr<SimulatedWorld>;
    return current;
}

/** Sets a truth as long as it lives. */
class Raised
{
  public:
    /** @param flag is set */
    explicit Raised(bool& flag)
        : m_flag(flag)
    {
        m_flag = true;
    }

    ~Raised()
    {
        m_flag = false;
    }

    Raised(const Raised&) = delete;
    Raised& operator=(const Raised&) = delete;

  private:
    bool& m_flag; //!< what is set
};

} // namespace

struct SimulatedWorld::Appointment
{
    py::object callback;   //!< what to call
    Nanoseconds period{0}; //!< after which it is called again; 0: never
};

SimulatedWorld&
SimulatedPart::World() const
{
    if (m_world == nullptr)
    {
        RaiseSimulationError("the simulation has ended, allowed: to read what was recorded");
    }
    m_world->RequireWhole();
    return *m_world;
}

void
SimulatedPart::Leave()
{
    DoLeave();
    m_world = nullptr;
}

SimulatedWorld::SimulatedWorld(uint64_t seed)
    : m_state(seed)
{
}

SimulatedWorld::~SimulatedWorld()
{
    // the last one first: a flow before its hosts
    std::for_each(m_parts.rbegin(), m_parts.rend(), [](const auto& part) { part->Leave(); });
}

SimulatedWorld&
SimulatedWorld::BeginNew(uint64_t seed)
{
    End();
    Current().reset(new SimulatedWorld(seed));
    return *Current();
}

void
SimulatedWorld::End()
{
    if (Current() && (Current()->m_isRunning || Current()->m_isActing))
    {
        throw ParameterError("a simulation calls Python now and cannot be ended or followed by "
                             "another, allowed: an exception, which ends it");
    }
    Current().reset();
}

Nanoseconds
SimulatedWorld::Now() const
{
    return ToCore(Simulator::Now());
}

uint64_t
SimulatedWorld::Events() const
{
    return Simulator::GetEventCount() - m_ownEvents;
}

void
SimulatedWorld::Advance(Nanoseconds span)
{
    RequireWhole();
    if (m_isRunning || m_isActing)
    {
        throw ParameterError("time passes already, allowed: to let it pass from outside of "
                             "callbacks");
    }
    const Raised running(m_isRunning);
    m_hasBegun = true;
    m_failing.clear();
    RunUntil(Now() + span);
}

void
SimulatedWorld::Act(const std::function<void()>& action)
{
    if (m_isActing)
    {
        action();
        return;
    }
    const Raised acting(m_isActing);
    m_guard.Act(
        action,
        [this] { return Now(); },
        [this] { return m_failingNode.IsNone() ? m_failing : "of node " + ToText(m_failingNode); });
}

void
SimulatedWorld::RunUntil(Nanoseconds end)
{
    constexpr uint64_t MOST_EVENTS = 20000; // of a step; tens of milliseconds
    do
    {
        // the last step is as short as can be: all that is due at its end has been scheduled
        const Nanoseconds left = end - Now();
        const Nanoseconds last = std::min(left, Nanoseconds{1});
        const uint64_t before = Simulator::GetEventCount();
        RunFor(left > last ? std::min(m_step, left - last) : last);
        const uint64_t events = Simulator::GetEventCount() - before;
        if (events > MOST_EVENTS)
        {
            m_step = std::max(m_step / 2, Nanoseconds{1});
        }
        else if (events < MOST_EVENTS / 4 && m_step < left)
        {
            m_step *= 2;
        }
        if (PyErr_CheckSignals() != 0)
        {
            throw py::error_already_set();
        }
    } while (Now() < end);
}

void
SimulatedWorld::RunFor(Nanoseconds span)
{
    Act([this, span] {
        Simulator::Stop(ToSimulator(span));
        ++m_ownEvents;
        Simulator::Run();
    });
}

void
SimulatedWorld::Begin()
{
    if (m_hasBegun || m_isRunning)
    {
        return;
    }
    // hosts are ready first, and only then their applications start
    Advance(Nanoseconds{0});
    Advance(Nanoseconds{0});
}

void
SimulatedWorld::Schedule(Nanoseconds delay, const py::object& callback, Nanoseconds period)
{
    RequireWhole();
    auto appointment = std::make_shared<Appointment>();
    appointment->callback = RequireCallback(callback);
    appointment->period = period;
    Simulator::Schedule(ToSimulator(delay), [this, appointment] { Meet(appointment); });
}

void
SimulatedWorld::Meet(const std::shared_ptr<Appointment>& appointment)
{
    if (appointment->period > Nanoseconds{0})
    {
        Simulator::Schedule(ToSimulator(appointment->period),
                            [this, appointment] { Meet(appointment); });
    }
    Call("that was scheduled", appointment->callback);
}

} // namespace qos
} // namespace ns3
