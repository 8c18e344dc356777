/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_H
#define QOS_EXPERIMENT_H

#include "experiment-end.h"
#include "experiment-metric.h"
#include "experiment-result.h"
#include "run-observer.h"

#include "ns3/object.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * Base of all experiments.
 *
 * A subclass has a TypeId whose attributes are its parameters (help texts, defaults, ranges and
 * choices included), declares its metrics, and measures in DoRun. QOS_REGISTER_EXPERIMENT makes it
 * known.
 */
class Experiment : public Object
{
  public:
    /** @return the type */
    static TypeId GetTypeId();

    /** @return the name under which it is registered, or the type's name */
    std::string GetName() const;

    /** @return the metrics that it may report */
    virtual std::vector<Metric> GetMetrics() const = 0;

    /**
     * Check rules between parameters, which no single attribute can check. Called before every run,
     * also by a mere check of arguments.
     * @throws ParameterError if they do not fit together
     */
    virtual void CheckParameters() const;

    /** @return where it can do with real interfaces; nowhere, if it can only be simulated */
    virtual std::vector<ExperimentEnd> GetEnds() const;

    /** @param network which of its ends are real in the next run, of those that GetEnds() tells */
    void SetRealNetwork(RealNetwork network)
    {
        m_realNetwork = std::move(network);
    }

    /** @return which ends are real in the next run */
    const RealNetwork& GetRealNetwork() const
    {
        return m_realNetwork;
    }

    /** @return whether somebody can look at it, and act on it, while it runs */
    virtual bool CanBeObserved() const;

    /** @param observer of the next run, which lives as long; null for none, as at first */
    void SetObserver(RunObserver* observer)
    {
        m_observer = observer;
    }

    /** @return who looks at the next run; null if nobody does */
    RunObserver* GetObserver() const
    {
        return m_observer;
    }

    /**
     * Run once; if an end is real, in real time, until the end or a signal: see RealTimeRun.
     *
     * Seeds ns-3 (seed 1, run number as given) and resets its global state, before and afterwards.
     * Automatic stream numbers begin anew where StreamCounter works; elsewhere, for equal bytes,
     * run once per process or assign all streams.
     * @param seed the run number
     * @return metrics, tables and provenance
     * @throws ParameterError if parameters do not fit together; nothing has run then
     * @throws std::exception whatever the experiment throws; ns-3 is reset then too
     */
    Result Run(uint64_t seed);

  private:
    /**
     * Build, simulate and measure. Runs the simulator, does not destroy it.
     * @param result takes metrics and tables
     */
    virtual void DoRun(Result& result) = 0;

    RealNetwork m_realNetwork;         //!< see GetRealNetwork()
    RunObserver* m_observer = nullptr; //!< see GetObserver()
};

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_H
