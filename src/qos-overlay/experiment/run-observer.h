/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RUN_OBSERVER_H
#define QOS_RUN_OBSERVER_H

#include "experiment-table.h"

#include "ns3/control-row.h"
#include "ns3/units.h"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** A table of what is seen in a run. */
struct SeenTable
{
    std::string name;     //!< in snake_case
    std::size_t keys = 1; //!< first columns, which together tell the rows apart
    Table table;          //!< the state of a moment
};

/**
 * @ingroup qos-experiment
 * What can be looked at, and acted upon, while it runs.
 */
class Observable
{
  public:
    virtual ~Observable() = default;

    /** @return the state of this moment: always the same tables, with the same columns */
    virtual std::vector<SeenTable> See() = 0;

    /**
     * Act on the run, now. What has ended already is told nothing.
     * @param row what is done; its time means nothing here
     * @throws std::invalid_argument with the place of the row, if there is no such action or
     * target; nothing has happened then
     */
    virtual void Act(const ControlRow& row) = 0;
};

/**
 * @ingroup qos-experiment
 * Somebody who watches a run, and may act on it.
 *
 * An experiment that can be observed lets its observer look every INTERVAL of simulated time, from
 * 0 on. An action falls upon a look: a run in which the same is done at the same looks is the same
 * run. The transport may need an event of the simulator for each look, which counts as one.
 */
class RunObserver
{
  public:
    static constexpr Nanoseconds INTERVAL = std::chrono::milliseconds{20}; //!< between two looks

    virtual ~RunObserver() = default;

    /**
     * @param now simulated time
     * @param run what is observed
     */
    virtual void Look(Nanoseconds now, Observable& run) = 0;
};

} // namespace qos
} // namespace ns3

#endif // QOS_RUN_OBSERVER_H
