/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_DELAY_REPORT_H
#define QOS_DELAY_REPORT_H

#include "cascade-record.h"

#include "ns3/experiment-result.h"
#include "ns3/overqos-node.h"

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-examples
 * Report what a chain of virtual links adds to the delay of packets, beside what the formulas of
 * the three orders say: the metrics delay_*, none_mean_ms to order_violations, and recover*.
 * @param result gets metrics and the table of delays
 * @param findings packets and repairs
 * @param order in which packets left
 */
void ReportDelays(Result& result,
                  const CascadeRecord::Findings& findings,
                  OverqosNode::OrderChoice order);

} // namespace qos
} // namespace ns3

#endif // QOS_DELAY_REPORT_H
