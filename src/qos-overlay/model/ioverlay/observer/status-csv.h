/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_STATUS_CSV_H
#define QOS_STATUS_CSV_H

#include "ns3/node-id.h"
#include "ns3/status-report.h"
#include "ns3/units.h"

#include <string>

/**
 * @file
 * @ingroup qos-ioverlay-observer
 * Reports of nodes as a table over time.
 */

namespace ns3
{
namespace qos
{

/** @return the line with the names of the columns */
std::string StatusCsvHeading();

/**
 * @param at when the report came
 * @param node whose it is
 * @param status the report
 * @return a line for each direction of a link; one without a link if the node has none. Times are
 * in seconds (rtt: microseconds), rates and bandwidths in bytes per second, 0 for unlimited
 */
std::string StatusCsvRows(Nanoseconds at, NodeId node, const StatusReport& status);

} // namespace qos
} // namespace ns3

#endif // QOS_STATUS_CSV_H
