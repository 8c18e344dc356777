/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STACK_REPORT_H
#define QOS_STACK_REPORT_H

#include "stack-audit.h"
#include "stack-params.h"
#include "stack-scenario.h"
#include "viewing-quality.h"

#include "ns3/experiment.h"

#include <cstdint>
#include <vector>

namespace ns3
{
namespace qos
{

/** @return the metrics of stack-video, which StackReport writes */
std::vector<Metric> StackMetrics();

/**
 * @ingroup qos-examples
 * What a scenario that has run comes to.
 */
class StackReport
{
  public:
    /**
     * @param result is written to
     * @param params of the experiment
     * @param plan of the network
     * @param scenario that has run
     * @param audit of its network
     */
    StackReport(Result& result,
                const StackParams& params,
                const StackNetwork::Params& plan,
                const StackScenario& scenario,
                const StackAudit& audit);

    /** Write all metrics and tables. */
    void Write();

  private:
    /** Write what viewers saw. */
    void ReportVideo();

    /** Write what Web clients saw. */
    void ReportWeb();

    /** Write what it cost, and the account. */
    void ReportCosts();

    /** Write the tree. */
    void ReportTree();

    /** @return datagrams of the video that nobody knows of, if there are no virtual links */
    double LeftoverOfVideo() const;

    /** @return what viewers saw */
    ViewingQuality Quality() const;

    /**
     * @param bytes in all
     * @return their mean rate
     */
    double Mbps(uint64_t bytes) const;

    Result& m_result;
    const StackParams& m_params;
    const StackNetwork::Params& m_plan;
    const StackScenario& m_scenario;
    const StackAudit& m_audit;
};

} // namespace qos
} // namespace ns3

#endif // QOS_STACK_REPORT_H
