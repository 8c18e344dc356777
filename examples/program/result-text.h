/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RESULT_TEXT_H
#define QOS_RESULT_TEXT_H

#include "ns3/experiment-result.h"

#include <iosfwd>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * Write a result for a reader: parameters, metrics with their units and meanings, the tables.
 * @param os takes the text
 * @param result a result
 */
void PrintResult(std::ostream& os, const Result& result);

/**
 * @ingroup qos-experiment
 * Write the help of an experiment's program: usage, parameters, metrics.
 * @param os takes the text
 * @param name an experiment
 * @throws ParameterError if there is none of this name
 */
void PrintHelp(std::ostream& os, const std::string& name);

} // namespace qos
} // namespace ns3

#endif // QOS_RESULT_TEXT_H
