/* SPDX-License-Identifier: GPL-2.0-only */

#ifndef QOS_PROGRAM_OPTION_H
#define QOS_PROGRAM_OPTION_H

#include "program-call.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace qos
{

/** An option of an experiment's program: help, errors and what it does come from here. */
struct ProgramOption
{
    /**
     * Enter into a call what the option asks for.
     * @param call is to be completed
     * @param value of the option; empty if it takes none
     * @throws ParameterError if the value can not be that of the option
     */
    using Read = void (*)(ProgramCall& call, const std::string& value);

    std::string name;  //!< with its dashes
    std::string value; //!< what stands for its value where it is explained; empty: it takes none
    std::string help;  //!< what it is for
    Read read;         //!< what it does

    /** @return name and value, as an example of use */
    std::string Form() const
    {
        return value.empty() ? name : name + " " + value;
    }
};

/** @return all options, in the order of the help */
const std::vector<ProgramOption>& ProgramOptions();

/**
 * @param text "name=value"
 * @param form what was expected, for the error
 * @return name and value
 * @throws ParameterError if there is no name
 */
std::pair<std::string, std::string> SplitAssignment(const std::string& text,
                                                    const std::string& form);

} // namespace qos
} // namespace ns3

#endif // QOS_PROGRAM_OPTION_H
