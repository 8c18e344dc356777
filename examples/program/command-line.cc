/* SPDX-License-Identifier: GPL-2.0-only */

#include "command-line.h"

#include "diagnosis-text.h"
#include "result-json.h"
#include "result-text.h"

#include "ns3/attribute-text.h"
#include "ns3/nstime.h"
#include "ns3/parameter-error.h"
#include "ns3/time-conversion.h"

#include <exception>
#include <ostream>
#include <utility>

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
        if (m_hasInterval && m_call.recording.folder.empty())
        {
            throw ParameterError("option --record-interval needs --record FOLDER");
        }
        return m_call;
    }

  private:
    /**
     * @param text "name=value"
     * @param form what was expected, for the error
     * @return name and value
     */
    static std::pair<std::string, std::string> Split(const std::string& text,
                                                     const std::string& form)
    {
        const size_t equals = text.find('=');
        if (equals == std::string::npos || equals == 0)
        {
            throw ParameterError("argument '" + text + "' is not understood, allowed: " + form);
        }
        return {text.substr(0, equals), text.substr(equals + 1)};
    }

    /**
     * @param text of a time
     * @return the interval between two samples
     */
    static Nanoseconds ParseInterval(const std::string& text)
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

    /** @param argument "parameter=value" */
    void AddParameter(const std::string& argument)
    {
        const auto [name, text] =
            Split(argument,
                  "parameter=value, --seed N, --set ns3::Type::Attribute=value, "
                  "--end NAME=INTERFACE, --peer NAME=ADDRESS, --record FOLDER, "
                  "--record-interval TIME, --actions FILE, --doctor, --json, --describe, --help");
        if (!m_call.request.parameters.emplace(name, text).second)
        {
            throw ParameterError("parameter " + name + " is given twice");
        }
    }

    /** @param argument "--option" or "--option=value" */
    void ReadOption(const std::string& argument)
    {
        const size_t equals = argument.find('=');
        const std::string option = argument.substr(0, equals);
        if (option == "--seed")
        {
            m_call.request.seed = ParseSeed(TakeValue(argument));
        }
        else if (option == "--set")
        {
            m_call.request.settings.push_back(
                Split(TakeValue(argument), "--set ns3::Type::Attribute=value"));
        }
        else if (option == "--end")
        {
            m_call.request.ends.push_back(
                Split(TakeValue(argument), "--end NAME=INTERFACE[,address=A.B.C.D/BITS]..."));
        }
        else if (option == "--peer")
        {
            m_call.request.peers.push_back(Split(TakeValue(argument), "--peer NAME=A.B.C.D"));
        }
        else if (option == "--record")
        {
            m_call.recording.folder = TakePath(argument);
        }
        else if (option == "--record-interval")
        {
            m_call.recording.interval = ParseInterval(TakeValue(argument));
            m_hasInterval = true;
        }
        else if (option == "--actions")
        {
            m_call.recording.actions = TakePath(argument);
        }
        else if (argument == "--json")
        {
            m_call.json = true;
        }
        else if (argument == "--describe")
        {
            m_call.action = ProgramCall::Action::DESCRIBE;
        }
        else if (argument == "--doctor")
        {
            m_call.action = ProgramCall::Action::DIAGNOSE;
        }
        else if (argument == "--help" || argument == "-h")
        {
            m_call.action = ProgramCall::Action::HELP;
        }
        else
        {
            throw ParameterError("option '" + option +
                                 "' is unknown, allowed: --seed, --set, --end, --peer, --record, "
                                 "--record-interval, --actions, --doctor, --json, --describe, "
                                 "--help");
        }
    }

    /**
     * @param argument "--option", whose value is the next argument, or "--option=value"
     * @return the value
     */
    std::string TakeValue(const std::string& argument)
    {
        const size_t equals = argument.find('=');
        if (equals != std::string::npos)
        {
            return argument.substr(equals + 1);
        }
        if (m_next == m_arguments.size())
        {
            throw ParameterError("option " + argument + " needs a value");
        }
        return m_arguments[m_next++];
    }

    /**
     * @param argument as of TakeValue
     * @return its value, which is not empty
     */
    std::string TakePath(const std::string& argument)
    {
        std::string path = TakeValue(argument);
        if (path.empty())
        {
            throw ParameterError("option " + argument + " is empty, allowed: a path");
        }
        return path;
    }

    const std::vector<std::string>& m_arguments; //!< all arguments
    size_t m_next = 0;                           //!< index of the next one
    bool m_hasInterval = false;                  //!< whether --record-interval was given
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
