/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_EXPERIMENT_REQUEST_H
#define QOS_EXPERIMENT_REQUEST_H

#include "experiment-end.h"
#include "experiment-parameter.h"
#include "experiment-result.h"
#include "run-observer.h"

#include <cstdint>
#include <string>

namespace ns3
{
namespace qos
{

/**
 * @ingroup qos-experiment
 * All that a run is determined by.
 */
struct ExperimentRequest
{
    std::string experiment;    //!< its name
    ParameterTexts parameters; //!< values of parameters; the others have their defaults
    NamedTexts settings;       //!< `ns3::Type::Attribute` and value
    uint64_t seed = 1;         //!< run number of ns-3's random streams
    NamedTexts ends{};         //!< ends that are real, and what they are: see ReadRealNetwork()
    NamedTexts peers{};        //!< addresses of ends that are elsewhere
};

/**
 * @param text a seed as written
 * @return the seed
 * @throws ParameterError if it is no whole number that ns-3 takes
 */
uint64_t ParseSeed(const std::string& text);

/**
 * @ingroup qos-experiment
 * A request that can run, with nothing left open: equal runs have equal texts.
 */
struct CheckedRequest
{
    NamedTexts parameters; //!< all parameters, those with their defaults too
    NamedTexts settings;   //!< in the order of the request
};

/**
 * Find out whether a request can run, and what it comes to.
 * @param request the request
 * @return its canonical texts
 * @throws ParameterError if a name is unknown, a value is bad or out of range, or values do not fit
 * together
 */
CheckedRequest CheckRequest(const ExperimentRequest& request);

/**
 * @param request the request
 * @return which ends are real, and what they are
 * @throws ParameterError as CheckRequest
 */
RealNetwork RealNetworkOf(const ExperimentRequest& request);

/**
 * Run an experiment. The settings are in force during the run only.
 * @param request the request
 * @param observer looks at the run, and acts on it; null for none
 * @return its result
 * @throws ParameterError as CheckRequest, or if the run can not be observed, before anything has
 * run
 * @throws std::exception whatever the experiment or the observer throws
 */
Result RunRequest(const ExperimentRequest& request, RunObserver* observer = nullptr);

} // namespace qos
} // namespace ns3

#endif // QOS_EXPERIMENT_REQUEST_H
