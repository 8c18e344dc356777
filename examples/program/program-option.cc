/* SPDX-License-Identifier: GPL-2.0-only */

#include "program-option.h"

#include "ns3/attribute-text.h"
#include "ns3/nstime.h"
#include "ns3/parameter-error.h"
#include "ns3/time-conversion.h"

namespace ns3
{
namespace qos
{

namespace
{

/**
 * @param option its name
 * @param path its value
 * @return the path
 */
std::string
CheckPath(const std::string& option, const std::string& path)
{
    if (path.empty())
    {
        throw ParameterError("option " + option + " is empty, allowed: a path");
    }
    return path;
}

/**
 * @param text of a time
 * @return the interval between two samples
 */
Nanoseconds
ParseInterval(const std::string& text)
{
    const auto checker = MakeTimeChecker(ToSimulator(RunObserver::INTERVAL), Hours(1));
    const Ptr<AttributeValue> value = ParseAttribute(text, checker);
    if (value == nullptr)
    {
        throw ParameterError("option --record-interval is '" + text +
                             "', allowed: " + DescribeAttribute(checker)->allowed);
    }
    return ToCore(DynamicCast<TimeValue>(value)->Get());
}

} // namespace

const std::vector<ProgramOption>&
ProgramOptions()
{
    using Text = const std::string&;
    static const std::vector<ProgramOption> OPTIONS{
        {"--seed",
         "N",
         "run number of ns-3's random streams (1)",
         [](ProgramCall& call, Text value) { call.request.seed = ParseSeed(value); }},
        {"--set",
         "ns3::Type::Attribute=value",
         "another default of an ns-3 attribute",
         [](ProgramCall& call, Text value) {
             call.request.settings.push_back(
                 SplitAssignment(value, "--set ns3::Type::Attribute=value"));
         }},
        {"--end",
         "NAME=INTERFACE",
         "run in real time, with a real interface as an end; also tap:INTERFACE or fd:N, and "
         "behind it ,address=A.B.C.D/BITS ,gateway=A.B.C.D ,mac=ADDRESS",
         [](ProgramCall& call, Text value) {
             call.request.ends.push_back(
                 SplitAssignment(value, "--end NAME=INTERFACE[,address=A.B.C.D/BITS]..."));
         }},
        {"--peer",
         "NAME=A.B.C.D",
         "address of an end that is elsewhere",
         [](ProgramCall& call, Text value) {
             call.request.peers.push_back(SplitAssignment(value, "--peer NAME=A.B.C.D"));
         }},
        {"--record",
         "FOLDER",
         "write there what is seen while it runs, if it can be observed",
         [](ProgramCall& call, Text value) {
             call.recording.folder = CheckPath("--record", value);
         }},
        {"--record-interval",
         "TIME",
         "simulated time from one sample to the next (1s)",
         [](ProgramCall& call, Text value) { call.recording.interval = ParseInterval(value); }},
        {"--actions",
         "FILE",
         "act on the run: lines of t,action,target,args, as actions.csv of a record",
         [](ProgramCall& call, Text value) {
             call.recording.actions = CheckPath("--actions", value);
         }},
        {"--doctor",
         "",
         "run nothing; find out whether the real ends are ready",
         [](ProgramCall& call, Text) { call.action = ProgramCall::Action::DIAGNOSE; }},
        {"--json",
         "",
         "print the result as one JSON object",
         [](ProgramCall& call, Text) { call.json = true; }},
        {"--describe",
         "",
         "print the schema of parameters and metrics as one JSON object",
         [](ProgramCall& call, Text) { call.action = ProgramCall::Action::DESCRIBE; }},
        {"--help", "", "print this", [](ProgramCall& call, Text) {
             call.action = ProgramCall::Action::HELP;
         }}};
    return OPTIONS;
}

std::pair<std::string, std::string>
SplitAssignment(const std::string& text, const std::string& form)
{
    const size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
    {
        throw ParameterError("argument '" + text + "' is not understood, allowed: " + form);
    }
    return {text.substr(0, equals), text.substr(equals + 1)};
}

} // namespace qos
} // namespace ns3
