/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SIMULATED_WORLD_H
#define QOS_SIMULATED_WORLD_H

#include "../simulation-guard.h"

#include "ns3/global-state.h"
#include "ns3/node-id.h"
#include "ns3/units.h"

#include <pybind11/pybind11.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

class SimulatedWorld;

/**
 * What Python has of a simulation: a host, a socket, a flow. It lives as long as Python or the
 * simulation wants it; when the simulation ends, it lets go of ns-3 and of callbacks, and keeps
 * what it has recorded.
 */
class SimulatedPart
{
  public:
    /** @param world of which it is a part */
    explicit SimulatedPart(SimulatedWorld& world)
        : m_world(&world)
    {
    }

    virtual ~SimulatedPart() = default;
    SimulatedPart(const SimulatedPart&) = delete;
    SimulatedPart& operator=(const SimulatedPart&) = delete;

    /**
     * @return the simulation
     * @throws pybind11::error_already_set with SimulationError if it has ended
     */
    SimulatedWorld& World() const;

    /** @return whether the simulation has not ended */
    bool IsOpen() const
    {
        return m_world != nullptr;
    }

    /** The simulation ends. */
    void Leave();

  protected:
    /** @return the simulation, also one in which a callback has failed; null after the end */
    SimulatedWorld* FindWorld() const
    {
        return m_world;
    }

  private:
    /** Let go of ns-3 and of callbacks. */
    virtual void DoLeave() = 0;

    SimulatedWorld* m_world; //!< null after the end
};

/**
 * A simulation with ns-3's simulator, of which there is one at a time in a process: a new one ends
 * the one before.
 */
class SimulatedWorld
{
  public:
    /**
     * Begin a simulation, and end the one that is there.
     * @param seed run number of ns-3's random streams
     * @return the simulation; it lasts until the next one begins, or until End()
     * @throws ParameterError if the one that is there is calling Python now
     */
    static SimulatedWorld& BeginNew(uint64_t seed);

    ~SimulatedWorld();
    SimulatedWorld(const SimulatedWorld&) = delete;
    SimulatedWorld& operator=(const SimulatedWorld&) = delete;

    /**
     * End the simulation that is there, if there is one; its parts keep what they have recorded.
     * @throws ParameterError if it is calling Python now
     */
    static void End();

    /** @throws pybind11::error_already_set with SimulationError if a callback has failed */
    void RequireWhole() const
    {
        m_guard.RequireWhole();
    }

    /** @return what Python has of it, in order */
    const std::vector<std::shared_ptr<SimulatedPart>>& Parts() const
    {
        return m_parts;
    }

    /** @return the time */
    Nanoseconds Now() const;

    /** @return events that were executed */
    uint64_t Events() const;

    /**
     * Let time pass.
     * @param span how much
     * @throws pybind11::error_already_set with SimulationError from what a callback raised, or what
     * a signal handler raised
     */
    void Advance(Nanoseconds span);

    /**
     * Do something in which callbacks of Python may be called. Within a callback, what is raised
     * passes through to who called that.
     * @param action what to do
     * @throws pybind11::error_already_set as Advance() does
     */
    void Act(const std::function<void()>& action);

    /** @return is set to the overlay node whose algorithm fails */
    NodeId& FailingNode()
    {
        return m_failingNode;
    }

    /** Do what is due at the beginning, so that hosts are ready, unless that was done. */
    void Begin();

    /**
     * Call Python from within an event.
     * @tparam Arguments of the callback
     * @param who whose callback, for the sentence about one that fails
     * @param callback what to call; nothing happens if it is None or null
     * @param arguments of the callback
     */
    template <typename... Arguments>
    void Call(const std::string& who,
              const pybind11::object& callback,
              const Arguments&... arguments)
    {
        if (!callback || callback.is_none())
        {
            return;
        }
        try
        {
            // the callback may put another one in its place
            const pybind11::object hold = // NOLINT(performance-unnecessary-copy-initialization)
                callback;
            hold(arguments...);
        }
        catch (pybind11::error_already_set&)
        {
            m_failing = who;
            throw;
        }
    }

    /**
     * Call Python at a time to come.
     * @param delay from now
     * @param callback what to call
     * @param period after which it is called again; 0: never
     * @throws ParameterError if the callback cannot be called
     */
    void Schedule(Nanoseconds delay, const pybind11::object& callback, Nanoseconds period);

    /** @param part is told of the end */
    void Add(const std::shared_ptr<SimulatedPart>& part)
    {
        m_parts.push_back(part);
    }

    /** @return the first stream number that is free */
    int64_t NextStream() const
    {
        return m_nextStream;
    }

    /** @param next the first stream number that is free now */
    void SetNextStream(int64_t next)
    {
        m_nextStream = next;
    }

    /** @param used how many stream numbers were used, from NextStream() on */
    void UseStreams(int64_t used)
    {
        m_nextStream += used;
    }

  private:
    /** A callback that waits for its time. */
    struct Appointment;

    /** @param seed as BeginNew() */
    explicit SimulatedWorld(uint64_t seed);

    /**
     * Execute the events up to a time, that one included, in steps that are short enough to look
     * for signals such as that of Ctrl-C in between. The simulation can go on behind a signal.
     * @param end when to stop
     */
    void RunUntil(Nanoseconds end);

    /**
     * Execute events.
     * @param span how long
     */
    void RunFor(Nanoseconds span);

    /** @param appointment is due */
    void Meet(const std::shared_ptr<Appointment>& appointment);

    std::vector<std::shared_ptr<SimulatedPart>> m_parts; //!< in order; outlive ns-3's objects
    GlobalState m_state;                                 //!< of ns-3
    SimulationGuard m_guard;                             //!< of callbacks
    NodeId m_failingNode;                                //!< see FailingNode()
    std::string m_failing;                               //!< whose callback failed
    int64_t m_nextStream = 0;                            //!< first free stream number
    uint64_t m_ownEvents = 0;                            //!< events that nobody asked for
    Nanoseconds m_step{1000000};                         //!< time between two looks for signals
    bool m_hasBegun = false;                             //!< whether hosts are ready
    bool m_isRunning = false;                            //!< whether events are executed
    bool m_isActing = false;                             //!< whether Act() does something
};

} // namespace qos
} // namespace ns3

#endif // QOS_SIMULATED_WORLD_H
