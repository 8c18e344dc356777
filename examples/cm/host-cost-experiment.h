/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_HOST_COST_EXPERIMENT_H
#define QOS_HOST_COST_EXPERIMENT_H

#include "host-process.h"

#include "ns3/experiment-registry.h"
#include "ns3/number-list.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * What the experiments about the costs of a host have in common: metered hosts, each with a client
 * and a network of its own, and one process on each of them.
 */
class HostCostExperiment : public Experiment
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

  protected:
    /** @return the metrics that ReportOperations() and ReportAccounts() report */
    static std::vector<Metric> OperationMetrics();

    /**
     * @param name of a parameter
     * @param list its value
     * @throws ParameterError unless its numbers are whole, all different, and not many
     */
    static void CheckNumbers(const std::string& name, const NumberList& list);

    /**
     * Build a host.
     * @param queuePackets packets that its device must have room for, so that nothing is lost
     * @return the host
     */
    std::unique_ptr<MeteredHost> MakeHost(uint32_t queuePackets);

    /**
     * Start a process; the simulation ends some time after the last one has ended.
     * @param process the process
     * @param marks when it notes the state of its host
     */
    void Start(HostProcess& process, std::vector<uint64_t> marks);

    /**
     * @param process a process, after the simulation
     * @throws std::runtime_error if it has not ended
     */
    static void CheckDone(const HostProcess& process);

    /**
     * @param result gets how often each operation was done for a packet, and the table operations
     * @param counts what was done
     * @param packets for how many packets
     * @param costs of the host
     */
    static void ReportOperations(Result& result,
                                 const HostCounts& counts,
                                 double packets,
                                 const HostCosts& costs);

    /**
     * @param result gets whether everything left with a grant, and what is left
     * @param hosts the hosts, after the simulation
     */
    static void ReportAccounts(Result& result, const std::vector<const MeteredHost*>& hosts);

    /**
     * @param time a CPU time
     * @return the same in us
     */
    static double ToMicroseconds(Nanoseconds time);

  private:
    double m_speed = 0;       //!< parameter cpu_speed
    DataRate m_rate;          //!< parameter rate
    Time m_delay;             //!< parameter delay
    uint32_t m_hosts = 0;     //!< built so far
    uint32_t m_running = 0;   //!< processes that have not ended
    int64_t m_nextStream = 0; //!< first free random stream
};

} // namespace qos
} // namespace ns3

#endif // QOS_HOST_COST_EXPERIMENT_H
