/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_REAL_TIME_RUN_H
#define QOS_REAL_TIME_RUN_H

#include "experiment-metric.h"
#include "experiment-result.h"

#include "ns3/lateness-probe.h"
#include "ns3/stop-signals.h"

#include <atomic>
#include <optional>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * The time of the simulator is that of the clock, checksums are computed, and SIGINT and SIGTERM
 * stop the simulation, as long as this object lives. No simulation may exist before; see
 * GlobalState.
 */
class RealTimeRun
{
  public:
    RealTimeRun();
    ~RealTimeRun();
    RealTimeRun(const RealTimeRun&) = delete;
    RealTimeRun& operator=(const RealTimeRun&) = delete;

    /** @return the metrics that Report() reports */
    static std::vector<Metric> GetMetrics();

    /**
     * Report how far the clock was ahead, and what the devices at real interfaces did.
     * @param result gets the metrics and the table "interfaces"
     */
    void Report(Result& result) const;

  private:
    /** Stop the simulation; called in another thread. */
    void Stop();

    std::atomic<bool> m_isStopped{false}; //!< a signal came
    std::optional<StopSignals> m_signals; //!< wait for signals
    std::optional<LatenessProbe> m_probe; //!< looks at the clock
};

} // namespace qos
} // namespace ns3

#endif // QOS_REAL_TIME_RUN_H
