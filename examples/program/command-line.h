/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_COMMAND_LINE_H
#define QOS_COMMAND_LINE_H

#include "program-call.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace ns3
{
namespace qos
{

/** Exit statuses of all programs of this project. */
enum ExitStatus : int
{
    EXIT_DONE = 0,         //!< done
    EXIT_RUN_FAILED = 1,   //!< the run failed, or something is to be done before it
    EXIT_BAD_ARGUMENTS = 2 //!< the arguments are wrong; nothing has run
};

/**
 * @ingroup qos-experiment
 * Read the arguments of an experiment's program.
 * @param experiment its name
 * @param arguments `parameter=value` and options
 * @return what they ask for; values are checked only when it runs
 * @throws ParameterError if an option is unknown or lacks its value, or something is given twice
 */
ProgramCall ParseArguments(const std::string& experiment,
                           const std::vector<std::string>& arguments);

/**
 * @ingroup qos-experiment
 * All that an experiment's program does.
 * @param experiment its name
 * @param arguments `parameter=value` and options
 * @param out takes result, schema or help, and nothing else
 * @param err takes the one sentence that says what went wrong
 * @return the exit status
 */
ExitStatus RunProgram(const std::string& experiment,
                      const std::vector<std::string>& arguments,
                      std::ostream& out,
                      std::ostream& err);

} // namespace qos
} // namespace ns3

#endif // QOS_COMMAND_LINE_H
