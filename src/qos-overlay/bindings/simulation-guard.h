/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_SIMULATION_GUARD_H
#define QOS_SIMULATION_GUARD_H

#include "ns3/units.h"

#include <pybind11/pybind11.h>

#include <functional>
#include <optional>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @param sentence what is wrong
 * @throws pybind11::error_already_set with qos_overlay.SimulationError
 */
[[noreturn]] void RaiseSimulationError(const std::string& sentence);

/**
 * Ends a simulation when a callback of Python fails: what it raised becomes the cause of a
 * SimulationError with the simulated time, and nothing can be done in the simulation any more.
 */
class SimulationGuard
{
  public:
    /** @throws pybind11::error_already_set with SimulationError if a callback has failed */
    void RequireWhole() const;

    /**
     * Do something in which callbacks of Python may be called.
     * @param action what to do
     * @param now tells the time
     * @param who tells whose callback failed: a text such as "of node 3", or an empty one
     * @throws pybind11::error_already_set with SimulationError if one failed; what is no Exception,
     * such as KeyboardInterrupt, comes as it is
     */
    void Act(const std::function<void()>& action,
             const std::function<Nanoseconds()>& now,
             const std::function<std::string()>& who);

  private:
    std::optional<std::string> m_failure; //!< what failed
};

} // namespace qos
} // namespace ns3

#endif // QOS_SIMULATION_GUARD_H
