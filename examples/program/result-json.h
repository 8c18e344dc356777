/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_RESULT_JSON_H
#define QOS_RESULT_JSON_H

#include "ns3/experiment-result.h"

#include <string>

/**
 * @file
 * @ingroup qos-experiment
 * The one place where results and schemas become JSON. Programs, `./qos` and Python show and read
 * these texts, and nobody writes others.
 */

namespace ns3
{
namespace qos
{

/**
 * @param result a result
 * @return one JSON object in one line; a number is written as the shortest text that reads back as
 * the same number, "no value" (NaN) as null
 */
std::string ResultToJson(const Result& result);

/**
 * @param name an experiment
 * @return one JSON object: name, summary, replays, parameters, metrics
 * @throws ParameterError if there is none of this name
 */
std::string SchemaToJson(const std::string& name);

/** @return a JSON array with name, summary and replays of every experiment, sorted by name */
std::string ListToJson();

/** @return a JSON object with the versions of project and ns-3 */
std::string VersionsToJson();

} // namespace qos
} // namespace ns3

#endif // QOS_RESULT_JSON_H
