/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_CPU_H
#define QOS_HOST_CPU_H

#include "host-costs.h"

#include "ns3/event-id.h"
#include "ns3/nstime.h"

#include <deque>
#include <functional>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-congestion-manager
 * The CPU of a simulated host: it does one thing after the other.
 *
 * Processes hand in steps, which are done in order. A step is done, with all its effects, at the
 * beginning of its time; what it counts is how long the CPU is taken. What is counted outside of
 * steps is work of the stack, an interrupt: it is done at once, and the next step has to wait
 * longer for it.
 */
class HostCpu : public HostMeter
{
  public:
    /** A part of a process that runs without giving the CPU away. */
    using Step = std::function<void()>;

    /** @param costs what operations cost */
    explicit HostCpu(const HostCosts& costs = HostCosts());
    ~HostCpu() override;

    /**
     * Let a process run when its turn comes, this instant at the earliest, but not before this
     * call returns.
     * @param step what it does; must not be empty
     */
    void Submit(Step step);

    /** @return when all that was counted so far will be done; in the past if it is */
    Time GetFreeAt() const
    {
        return m_freeAt;
    }

    /** @return how many steps wait */
    std::size_t GetWaiting() const
    {
        return m_steps.size();
    }

  private:
    void DoSpend(Nanoseconds cost) override;

    /** See to it that the next step is done when the CPU is free. */
    void Arm();

    /** Do the next step, unless the CPU is taken. */
    void Run();

    Time m_freeAt;            //!< when it is free
    std::deque<Step> m_steps; //!< that wait
    EventId m_run;            //!< calls Run()
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_CPU_H
