/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_RESULT_H
#define QOS_EXPERIMENT_RESULT_H

#include "experiment-metric.h"
#include "experiment-parameter.h"
#include "experiment-table.h"

#include <cstdint>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** What a result came from. */
struct Provenance
{
    std::string experiment; //!< its name
    NamedTexts parameters;  //!< all parameters, those left at their default too
    NamedTexts settings;    //!< changed defaults of ns-3 attributes
    uint64_t seed = 1;      //!< ns-3's run number
    double duration = 0;    //!< seconds of simulated time
    uint64_t events = 0;    //!< events executed
};

/**
 * @ingroup qos-experiment
 * What a run of an experiment yields: metrics and tables in the order in which they were added, and
 * provenance.
 */
class Result
{
  public:
    /** @param declared the metrics that may be reported */
    explicit Result(std::vector<Metric> declared);

    /**
     * Report a metric.
     * @param name its name, as declared by the experiment
     * @param value its value in the declared unit; not a number (NaN) means "no value"
     * @throws std::logic_error if the name is not declared or was reported already
     */
    void AddMetric(const std::string& name, double value);

    /**
     * Add a table.
     * @param name its name
     * @param columns its columns
     * @return the table, which stays where it is as long as this result
     * @throws std::logic_error if there is a table of this name
     */
    Table& AddTable(const std::string& name, std::vector<Column> columns);

    /** @return names and values of the metrics */
    const std::vector<std::pair<std::string, double>>& GetMetrics() const
    {
        return m_metrics;
    }

    /**
     * @param name the name of a reported metric
     * @return its value
     * @throws std::out_of_range if it was not reported
     */
    double GetMetric(const std::string& name) const;

    /**
     * @param name the name of a reported metric
     * @return its declaration
     * @throws std::logic_error if no declaration covers it
     */
    const Metric& GetDeclaration(const std::string& name) const;

    /** @return names and tables */
    const std::list<std::pair<std::string, Table>>& GetTables() const
    {
        return m_tables;
    }

    /**
     * Report simulated time and events that the simulator of ns-3 does not know of. Those of
     * several calls add up.
     * @param seconds that passed
     * @param events executed
     */
    void AddRun(double seconds, uint64_t events)
    {
        m_provenance.duration += seconds;
        m_provenance.events += events;
    }

    /** @return what this came from; filled in by Experiment::Run and RunRequest */
    const Provenance& GetProvenance() const
    {
        return m_provenance;
    }

    /** @param provenance what this came from */
    void SetProvenance(Provenance provenance)
    {
        m_provenance = std::move(provenance);
    }

  private:
    std::vector<Metric> m_declared;                        //!< what may be reported
    std::vector<std::pair<std::string, double>> m_metrics; //!< what was reported
    std::list<std::pair<std::string, Table>> m_tables;     //!< a list: references stay valid
    Provenance m_provenance;                               //!< what this came from
};

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_RESULT_H
