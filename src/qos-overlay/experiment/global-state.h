/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_GLOBAL_STATE_H
#define QOS_GLOBAL_STATE_H

#include <cstdint>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * ns-3's global state, clean and seeded as long as this object lives, and cleared afterwards.
 */
class GlobalState
{
  public:
    /** @param run the run number of ns-3's random streams; the seed is always 1 */
    explicit GlobalState(uint64_t run);
    /** Destroys the simulation and clears the state. */
    ~GlobalState();
    GlobalState(const GlobalState&) = delete;
    GlobalState& operator=(const GlobalState&) = delete;
};

/**
 * @ingroup qos-experiment
 * Bring back what a run may have changed and GlobalState does not clear: defaults of attributes and
 * global values. To be called between runs, when no setting is in force.
 * @return whether the next run gives what it would give in a fresh process: see StreamCounter
 */
bool BecomeFresh();

} // namespace qos
} // namespace ns3

#endif // QOS_GLOBAL_STATE_H
