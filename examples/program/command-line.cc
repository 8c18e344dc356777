/* SPDX-License-Identifier: GPL-2.0-only */

#include "command-line.h"

#include "diagnosis-text.h"
#include "program-option.h"
#include "result-json.h"
#include "result-text.h"

#include "ns3/parameter-error.h"

#include <exception>
#include <ostream>

namespace ns3
{
namespace qos
{

namespace
{

/** Reads arguments one after the other. */
class ArgumentReader
{
  public:
    /**
     * @param experiment the experiment's name
     * @param arguments the arguments
     */
    ArgumentReader(const std::string& experiment, const std::vector<std::string>& arguments)
        : m_arguments(arguments)
    {
        m_call.request.experiment = experiment;
    }

    /** @return what the arguments ask for */
    ProgramCall Read()
    {
        while (m_next < m_arguments.size())
        {
            const std::string& argument = m_arguments[m_next++];
            if (argument.compare(0, 1, "-") == 0)
            {
                ReadOption(argument);
            }
            else
            {
                AddParameter(argument);
            }
        }
        if (m_call.recording.interval && m_call.recording.folder.empty())
        {
            throw ParameterError("option --record-interval needs --record FOLDER");
        }
        return m_call;
    }

  private:
    /** @param argument "parameter=value" */
    void AddParameter(const std::string& argument)
    {
        std::string forms = "parameter=value";
        for (const ProgramOption& option : ProgramOptions())
        {
            forms += ", " + option.Form();
        }
        const auto [name, text] = SplitAssignment(argument, forms);
        if (!m_call.request.parameters.emplace(name, text).second)
        {
            throw ParameterError("parameter " + name + " is given twice");
        }
    }

    /** @param argument "--option" or "--option=value" */
    void ReadOption(const std::string& argument)
    {
        const size_t equals = argument.find('=');
        const bool hasValue = equals != std::string::npos;
        const std::string name = argument == "-h" ? "--help" : argument.substr(0, equals);
        std::string names;
        for (const ProgramOption& option : ProgramOptions())
        {
            const bool takesValue = !option.value.empty();
            if (option.name == name && takesValue)
            {
                option.read(m_call, hasValue ? argument.substr(equals + 1) : TakeNext(name));
                return;
            }
            if (option.name == name && !hasValue)
            {
                option.read(m_call, "");
                return;
            }
            names += (names.empty() ? "" : ", ") + option.name;
        }
        throw ParameterError("option '" + name + "' is unknown, allowed: " + names);
    }

    /**
     * @param option that needs a value
     * @return the value: the next argument
     */
    std::string TakeNext(const std::string& option)
    {
        if (m_next == m_arguments.size())
        {
            throw ParameterError("option " + option + " needs a value");
        }
        return m_arguments[m_next++];
    }

    const std::vector<std::string>& m_arguments; //!< all arguments
    size_t m_next = 0;                           //!< index of the next one
    ProgramCall m_call;                          //!< what they ask for
};

/**
 * @param call what to run
 * @return the result
 */
Result
Run(const ProgramCall& call)
{
    if (!call.recording.IsAsked())
    {
        return RunRequest(call.request);
    }
    RunRecorder recorder(call.recording);
    Result result = RunRequest(call.request, &recorder);
    recorder.Finish();
    return result;
}

/**
 * @param call what to do
 * @param out takes the output
 */
ExitStatus
Execute(const ProgramCall& call, std::ostream& out)
{
    switch (call.action)
    {
    case ProgramCall::Action::HELP:
        PrintHelp(out, call.request.experiment);
        break;
    case ProgramCall::Action::DESCRIBE:
        out << SchemaToJson(call.request.experiment) << "\n";
        break;
    case ProgramCall::Action::DIAGNOSE:
        return PrintDiagnosis(out, RealNetworkOf(call.request)) ? EXIT_DONE : EXIT_RUN_FAILED;
    case ProgramCall::Action::RUN:
        const Result result = Run(call);
        if (call.json)
        {
            out << ResultToJson(result) << "\n";
        }
        else
        {
            PrintResult(out, result);
        }
    }
    return EXIT_DONE;
}

} // namespace

ProgramCall
ParseArguments(const std::string& experiment, const std::vector<std::string>& arguments)
{
    return ArgumentReader(experiment, arguments).Read();
}

ExitStatus
RunProgram(const std::string& experiment,
           const std::vector<std::string>& arguments,
           std::ostream& out,
           std::ostream& err)
{
    try
    {
        return Execute(ParseArguments(experiment, arguments), out);
    }
    catch (const ParameterError& error)
    {
        err << error.what() << "\n";
        return EXIT_BAD_ARGUMENTS;
    }
    catch (const std::exception& error)
    {
        err << experiment << " failed: " << error.what() << "\n";
        return EXIT_RUN_FAILED;
    }
}

} // namespace qos
} // namespace ns3
